use std::collections::BTreeSet;

use companion_model::Route;
use companion_model::concern::*;

#[test]
fn every_field_is_found_by_its_own_key() {
    for field in fields() {
        assert_eq!(companion_model::concern::field(field.key), Some(field));
    }
    assert_eq!(field("nickname"), None);
}

#[test]
fn every_box_for_text_has_a_text_and_every_text_a_box() {
    for field in fields() {
        assert_eq!(field.kind.is_box(), Content::default().text(field.key).is_some(), "{}", field.key);
    }
}

#[test]
fn every_tick_for_none_has_a_place() {
    for field in fields() {
        assert_eq!(
            field.none_words.is_some(),
            Content::default().none_ticked(field.key).is_some(),
            "{}",
            field.key
        );
        assert_eq!(Content::default().none_ticked_mut(field.key).is_some(), field.none_words.is_some());
    }
}

#[test]
fn every_answer_a_signature_needs_says_what_to_do() {
    for field in fields() {
        let needed = !matches!(field.required, Required::Optional | Required::Asked);
        assert_eq!(field.missing.ends_with(['.', '?']), needed, "{}", field.key);
    }
}

#[test]
fn every_answer_of_the_form_is_a_field_of_the_content() {
    let empty = serde_json::to_value(Content::default()).unwrap();
    for field in fields() {
        let pointer = format!("/{}", field.key.replace('.', "/"));
        assert!(empty.pointer(&pointer).is_some(), "{}", field.key);
    }
}

#[test]
fn a_new_record_has_no_answer_yet() {
    let rows = rows_of(&Content::default(), Route::Dsl.people());
    for (field, row) in fields().iter().zip(rows) {
        assert!(!Content::default().is_answered(field.key) && !row.provided, "{}", field.key);
    }
}

#[test]
fn the_childs_words_and_names_are_not_corrected() {
    for key in ["verbatim", "questions", "observed", "reported", "child.name", "present", "signature"] {
        assert!(field(key).unwrap().verbatim, "{key}");
    }
}

#[test]
fn the_words_follow_the_route() {
    let told = field("told_dsl").unwrap();
    assert_eq!(told.label_for(Route::Dsl), "Have you spoken to the DSL?");
    assert_eq!(told.label_for(Route::Head), "Have you spoken to the head?");
    let notes = field("paper_notes").unwrap();
    assert_eq!(notes.help_in(Route::Chair.people()), "Keep them and give them to the chair of governors.");
    let next = field("should_happen").unwrap();
    assert_eq!(next.help_in("the head"), "Only if you have a view. The head decides what happens.");
    for field in fields() {
        let words = [field.label_in("the head"), field.help_in("the head"), field.missing.to_owned()];
        assert!(
            words.iter().all(|words| !words.contains("DSL")),
            "{} names a route it may not go to",
            field.key
        );
    }
}

#[test]
fn every_choice_has_a_key_of_its_own() {
    for field in fields() {
        let (Control::Choice(options) | Control::Choices(options)) = field.kind else { continue };
        let keys: BTreeSet<&str> = options.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys.len(), options.len(), "{}", field.key);
    }
    for (key, label) in StaffAnswer::OPTIONS {
        let answer = StaffAnswer::from_key(key);
        assert!(!matches!(answer, StaffAnswer::Unknown(_)));
        assert_eq!((answer.key(), answer.label()), (*key, *label));
    }
}
