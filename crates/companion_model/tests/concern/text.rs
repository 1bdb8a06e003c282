use companion_model::Route;
use companion_model::concern::*;

use super::world::{at, full_concern, short_draft};

#[test]
fn every_answer_of_a_full_record_is_in_its_rows_as_typed() {
    let concern = full_concern();
    let rows = rows(&concern);
    let skipped: Vec<_> = rows.iter().filter(|row| !row.provided).map(|row| row.key).collect();
    assert_eq!(skipped, [""; 0]);
    for row in &rows {
        if let Some(text) = concern.content.text(row.key) {
            assert_eq!(row.value, text);
        }
    }
    let keys: Vec<_> = rows.iter().map(|row| row.key).collect();
    assert_eq!(keys, fields().iter().map(|field| field.key).collect::<Vec<_>>());
}

#[test]
fn chosen_answers_are_read_as_sentences_people_know() {
    let concern = full_concern();
    let rows = rows(&concern);
    let value = |key: &str| rows.iter().find(|row| row.key == key).unwrap().value.as_str();
    assert_eq!(value("danger"), "Not sure");
    assert_eq!(value("source"), "A child told me\nAn injury or mark");
    assert_eq!(value("others"), "Callum B – Was there");
    assert_eq!(value("about_staff"), "Yes – the DSL\nPriya Nair\nand the driver");
    assert_eq!(value("happened"), "About 3 November 2026, 21:40 – after lights out");
    assert_eq!(value("noticed"), "3 November 2026, 22:10 (filled in by the app)");
    assert_eq!(value("present"), "Sam Okoro, Instructor");
    assert_eq!(
        value("injuries"),
        "Forearm, left, back, 2 cm, round, purple, skin not broken, swollen, three in a row"
    );
    assert_eq!(value("told_dsl"), "Tried, A. Khan, phone, 22:25 and 22:40\nno answer");
    assert_eq!(value("told"), "Police, PC 441, 22:50, reference =1+1");
    assert_eq!(value("parents_know"), "Not sure");
    assert_eq!(value("indicators"), "“unexplained-money” – briefing cce, version 2022-01");
    assert_eq!(value("signature"), "Jo Marsh\nThis is a true record of what I saw, heard and did");
}

#[test]
fn a_short_record_says_what_was_not_provided() {
    let concern = sign(&short_draft(), Route::Dsl, at(3), "Jo Marsh").unwrap();
    let rows = rows(&concern);
    let row = |key: &str| rows.iter().find(|row| row.key == key).unwrap();
    assert_eq!((row("wishes").value.as_str(), row("wishes").provided), (NOT_PROVIDED, false));
    assert_eq!((row("happened").value.as_str(), row("noticed").value.as_str()), (NOT_PROVIDED, NOT_PROVIDED));
    assert_eq!(row("child.name").value, "I don't know the name");
    assert!(row("verbatim").verbatim && !row("wishes").verbatim);
    assert_eq!(rows.iter().filter(|row| row.provided).count(), 7);
}

#[test]
fn do_not_know_is_read_as_an_answer() {
    let mut draft = short_draft();
    draft.content.happened.precision = Some(Precision::DoNotKnow);
    let concern = sign(&draft, Route::Dsl, at(3), "Jo Marsh").unwrap();
    let happened = rows(&concern).into_iter().find(|row| row.key == "happened").unwrap();
    assert_eq!(happened.value, "Don't know");
}

#[test]
fn the_plain_text_is_the_whole_record() {
    let concern = sign(&short_draft(), Route::Dsl, at(3), "Jo Marsh").unwrap();
    let text = as_text(&concern);
    let head = "Record of concern\nRecord 019a0000-0000-7000-8000-000000000002\nFor the DSL\n\
        Written by Jo Marsh, Teaching assistant\nStarted Tue 3 Nov 2026, 22:10\n\
        Last changed Tue 3 Nov 2026, 22:10\nSigned Tue 3 Nov 2026, 22:13\nShort record: more may follow\n";
    let answers = [
        "\nIs anyone in danger right now?\nNo\n",
        "\nWrite it down – what the child said, in their own words\nhe sed \"carry it\"\n\n  or else \n",
        "\nWhat you asked or said\nNot provided\n",
    ];
    assert!(answers.iter().all(|answer| text.contains(answer)), "{text}");
    let mut rest = text.strip_prefix(head).unwrap_or_else(|| panic!("{text}"));
    for row in rows(&concern) {
        let part = format!("\n{}\n{}\n", row.label, row.value);
        rest = rest.strip_prefix(&part).unwrap_or_else(|| panic!("{} is not in its place", row.key));
    }
    assert_eq!(rest, "");
}

#[test]
fn an_addition_names_its_record_and_the_words_follow_the_route() {
    let text = as_text(&full_concern());
    assert!(text.starts_with("Addition to record 019a0000-0000-7000-8000-000000000009\n"));
    assert!(text.contains("\nFor the head\n") && text.contains("\nHave you spoken to the head?\n"));
    assert!(!text.contains("Short record"));
}
