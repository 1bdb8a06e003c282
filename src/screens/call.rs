//! Who to call: works without signal, without a PIN, and before any school is set up.

use companion_model::{
    Route,
    static_page::{IF_IN_DANGER, PHONE_999, WHO_TO_CALL},
    wire::{read, v1::MemberEntry},
};
use companion_parts::view::{El, el, h1, h2, link, nothing, p};
use serde::Deserialize;

use crate::state::{Companion, companion};

/// The national numbers, with what is known of each.
#[derive(Clone, Deserialize)]
struct Number {
    name: String,
    by: By,
    number: String,
    for_what: String,
    #[serde(default)]
    checked_on: Option<String>,
    #[serde(default)]
    caution: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum By {
    Call,
    Text,
}

fn numbers() -> Vec<Number> {
    // A test reads the same file: it can't be unreadable here.
    read(include_bytes!("../../content/numbers.json")).unwrap_or_default()
}

/// The numbers, 999 first.
pub fn call() -> El {
    let danger = el("p").child(link("call danger", "tel:999", PHONE_999)).text(&format!(" {IF_IN_DANGER}"));
    el("div")
        .child(h1(WHO_TO_CALL))
        .child(danger)
        .child(h2("Your school"))
        .child(route_people())
        .child(h2("Other numbers"))
        .child(el("ul").class("plain").children(numbers().into_iter().map(one_number)))
}

fn one_number(number: Number) -> El {
    let checked =
        number.checked_on.map_or_else(|| "Not checked yet.".to_owned(), |on| format!("Checked {on}."));
    let about = format!("{} {} {checked}", number.for_what, number.caution.unwrap_or_default());
    el("li")
        .class("person")
        .child(el("strong").text(&number.name))
        .child(dial(number.by, &number.number))
        .child(p(&about).class("help"))
}

fn dial(by: By, number: &str) -> El {
    let (scheme, verb) = if by == By::Call { ("tel", "Phone") } else { ("sms", "Text") };
    link("button number", &format!("{scheme}:{}", digits(number)), &format!("{verb} {number}"))
}

/// A number as a telephone dials it.
pub fn digits(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The people of this record's route, with numbers to tap; without a record, the DSL and then the head. The number
/// of somebody the concern is about is never offered.
pub fn route_people() -> El {
    let companion = companion();
    el("div").live(
        move || people(companion),
        |people| {
            if people.is_empty() {
                return p("The school's numbers are not on this phone. Use the numbers on your trip paper.");
            }
            el("ul").class("plain").children(people.iter().map(person))
        },
    )
}

/// A person and their number.
pub fn person(member: &MemberEntry) -> El {
    let number = if member.phone.is_empty() { nothing() } else { dial(By::Call, &member.phone) };
    el("li")
        .class("person")
        .child(el("strong").text(&member.name))
        .text(&format!(" – {}", member.role))
        .child(number)
}

fn people(companion: Companion) -> Vec<MemberEntry> {
    let Some(directory) = companion.session.directory() else { return Vec::new() };
    let routes = match companion.recipient() {
        Some(recipient) => recipient.route().into_iter().collect(),
        None => vec![Route::Dsl, Route::Head],
    };
    let entries =
        routes.into_iter().filter_map(|route| directory.routes.iter().find(|entry| entry.route == route));
    entries.flat_map(|entry| entry.members.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_national_numbers_can_be_read_and_999_is_the_first() {
        assert!(numbers()[0].number.contains("999"));
        assert!(numbers().iter().all(|number| number.number.chars().all(|c| c.is_ascii_digit() || c == ' ')));
    }
}
