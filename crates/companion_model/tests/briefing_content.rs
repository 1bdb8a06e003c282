//! The other files beside the briefings: national numbers, and the demonstration school.
// Clippy knows tests by their attribute, and not the functions they share.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use companion_model::Route;
use serde_json::Value;

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn digits(number: &str) -> String {
    assert!(number.chars().all(|letter| letter.is_ascii_digit() || letter == ' '), "{number}");
    number.replace(' ', "")
}

#[test]
fn every_number_beside_the_briefings_can_be_dialled_and_has_a_source() {
    let numbers = read(include_str!("../../../content/numbers.json"));
    let dialled: Vec<_> =
        numbers.as_array().unwrap().iter().map(|row| digits(row["number"].as_str().unwrap())).collect();
    assert_eq!(dialled, ["999", "999", "101", "08088005000", "08001111", "08000121700"]);
    for row in numbers.as_array().unwrap() {
        for key in ["name", "for_what", "source", "caution"] {
            assert!(row[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {row}");
        }
        assert!(["call", "text"].contains(&row["by"].as_str().unwrap()), "{row}");
        let checked = &row["checked_on"];
        assert!(checked.is_null() || checked.as_str().is_some_and(is_a_day), "{row}");
    }
}

fn is_a_day(text: &str) -> bool {
    text.parse().is_ok_and(|date: companion_model::briefing::BriefingDate| date.day().is_some())
}

#[test]
fn the_demonstration_school_beside_the_briefings_has_one_member_on_each_route_and_invented_numbers() {
    let school = read(include_str!("../../../content/demonstration.json"));
    assert_eq!(school["school_name"], "Demonstration School");
    let members = school["members"].as_array().unwrap();
    let routes: Vec<Vec<Route>> =
        members.iter().map(|member| serde_json::from_value(member["routes"].clone()).unwrap()).collect();
    assert_eq!(routes, [[Route::Dsl], [Route::Head], [Route::Chair]]);
    let mut names = BTreeSet::new();
    for member in members {
        let name = member["sign_in_name"].as_str().unwrap();
        assert!(names.insert(name) && name.starts_with("demonstration-"), "{name}");
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
        // Ofcom keeps these for drama: they ring nowhere.
        let phone = digits(member["phone"].as_str().unwrap());
        assert!(phone.starts_with("01632960") && phone.len() == 11, "{phone}");
    }
    assert_eq!(school["author"]["name"], "Demonstration teacher");
    assert_eq!(school["author"]["role"], "Teacher");
}
