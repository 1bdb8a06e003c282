//! What releases left on phones and desks: it opens whole, and is written again as it was.
//!
//! A later form asks more. What is frozen is a literal of its version, so each comparison leaves out the questions that came
//! after it, once they are seen to stand there unanswered. When a later build makes these tests fail, the build is wrong.

use std::{fs, path::PathBuf};

use companion_model::Route;
use companion_model::concern::*;
use companion_model::wire::Object;
use serde_json::{Value, json};

use super::json::{Json, json_in_order};
use super::world::{at, concern_of_version_1, draft_of_version_1, full_concern, practice, with_history};

/// Frozen with release 0.1.0: a phone may hold exactly these bytes.
const DRAFT_V1: &[u8] = include_bytes!("../golden/concern_v1_draft.json");
/// Frozen with release 0.1.0: an inbox may hold exactly these bytes.
const CONCERN_V1: &[u8] = include_bytes!("../golden/concern_v1_concern.json");
/// Frozen with release 0.2.0: sittings and a history of writing with a countersigned link.
const CONCERN_V1_WITH_HISTORY: &[u8] = include_bytes!("../golden/concern_v1_history.json");
/// Frozen with release 0.2.0.
const PRACTICE_V1: &[u8] = include_bytes!("../golden/concern_v1_practice.json");

/// What is written now without the questions that came after what is frozen: each must be one of this form, unanswered.
fn without_later_questions(mut now: Json, frozen: &Json) -> Json {
    let unanswered = json_in_order(&serde_json::to_vec(&Content::default()).unwrap());
    let then = frozen.get("content").unwrap();
    now.get_mut("content").unwrap().retain(|key, answer| {
        let is_later = then.get(key).is_none();
        if is_later {
            assert_eq!(
                Some(answer),
                unanswered.get(key),
                "{key} is no question of this form, or has an answer"
            );
        }
        !is_later
    });
    now
}

/// The older frozen files have their keys in alphabetical order.
fn is_written_as_frozen(written: &[u8], frozen: &[u8]) {
    let (written, frozen) = (json_in_order(written), json_in_order(frozen));
    assert_eq!(without_later_questions(written, &frozen).in_alphabetical_order(), frozen);
}

#[test]
fn a_draft_of_version_1_opens_whole() {
    assert!(Draft::from_json_bytes(DRAFT_V1).unwrap() == draft_of_version_1());
}

#[test]
fn a_concern_of_version_1_opens_whole() {
    assert!(Concern::from_json_bytes(CONCERN_V1).unwrap() == concern_of_version_1());
}

#[test]
fn version_1_is_written_as_it_was_frozen() {
    is_written_as_frozen(&draft_of_version_1().to_json_bytes().unwrap(), DRAFT_V1);
    is_written_as_frozen(&concern_of_version_1().to_json_bytes().unwrap(), CONCERN_V1);
}

#[test]
fn what_0_2_0_added_is_written_as_it_was_frozen() {
    for (concern, frozen) in [(with_history(), CONCERN_V1_WITH_HISTORY), (practice(), PRACTICE_V1)] {
        is_written_as_frozen(&concern.to_json_bytes().unwrap(), frozen);
        assert!(Concern::from_json_bytes(frozen).unwrap() == concern);
    }
    assert!(Concern::from_json_bytes(PRACTICE_V1).unwrap().is_practice());
}

fn releases() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/releases")
}

#[test]
fn what_each_release_signed_opens_whole_and_is_written_again_with_its_keys_in_their_order() {
    let mut count = 0;
    for entry in fs::read_dir(releases()).unwrap() {
        let path = entry.unwrap().path();
        let (release, frozen) = (path.display(), fs::read(&path).unwrap());
        let concern = Concern::from_json_bytes(&frozen).unwrap();
        let unknown = [&concern.extra, &concern.content.extra];
        assert_eq!(unknown, [&Object::new(); 2], "{release}: a key is not known any more");

        let values: Value = serde_json::from_slice(&frozen).unwrap();
        let rows = rows(&concern);
        for field in fields() {
            let Some(answer) = values["content"].pointer(&format!("/{}", field.key.replace('.', "/"))) else {
                continue;
            };
            let row = rows.iter().find(|row| row.key == field.key).unwrap();
            assert!(row.provided, "{release}: {} is not read", field.key);
            if let Some(text) = concern.content.text(field.key) {
                assert_eq!(
                    (Some(text), text),
                    (answer.as_str(), row.value.as_str()),
                    "{release}: {}",
                    field.key
                );
            }
        }
        let (written, frozen) = (json_in_order(&concern.to_json_bytes().unwrap()), json_in_order(&frozen));
        assert_eq!(without_later_questions(written, &frozen), frozen, "{release}");
        count += 1;
    }
    assert!(count > 0, "nothing is frozen");
}

/// Writes a record of this release with every question answered, once: `cargo test -p companion_model --test concern --
/// --ignored freezes`.
#[test]
#[ignore = "run by hand at a release: see CONTRIBUTING.md"]
fn freezes_this_release() {
    let path = releases().join(concat!(env!("CARGO_PKG_VERSION"), ".json"));
    assert!(!path.exists(), "a release is frozen once");
    let Concern { sittings, history, .. } = with_history();
    let concern = Concern { sittings, history, ..full_concern() };
    fs::write(path, concern.to_json_bytes().unwrap()).unwrap();
}

#[test]
fn what_a_newer_build_wrote_survives_an_older_one() {
    let mut newer: Value = serde_json::from_slice(DRAFT_V1).unwrap();
    newer["schema"] = json!(9);
    newer["camera"] = json!({"name": "None"});
    newer["content"]["weather"] = json!(["snow", 3, null]);
    newer["content"]["danger"] = json!("in-an-hour");
    newer["content"]["source"] = json!(["a-dream", "child-told-me"]);
    let mut draft = Draft::from_json_bytes(newer.to_string().as_bytes()).unwrap();
    assert_eq!(draft.content.danger, Some(Danger::Unknown("in-an-hour".into())));
    draft.content.verbatim.push('!');
    newer["content"]["verbatim"] = json!(draft.content.verbatim);
    let newer = newer.to_string().into_bytes();
    is_written_as_frozen(&draft.to_json_bytes().unwrap(), &newer);
    let concern = sign(&draft, Route::Dsl, at(40), "Jo Marsh").unwrap();
    let (newer, concern) = (json_in_order(&newer), json_in_order(&concern.to_json_bytes().unwrap()));
    let concern = without_later_questions(concern, &newer).in_alphabetical_order();
    for kept in ["camera", "content"] {
        assert_eq!(concern.get(kept), newer.get(kept));
    }
}
