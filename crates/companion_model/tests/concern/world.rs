//! A full draft, a short one, and the people around them.

use companion_model::concern::*;
use companion_model::wire::v1::{AuthorName, Timestamp};
use companion_model::{DeviceTime, KeyId, Route};
use serde_json::json;
use uuid::Uuid;

pub fn id(n: u8) -> Uuid {
    Uuid::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n])
}

/// Tue 3 Nov 2026, 22:10 in London, and so many minutes later.
pub fn at(minutes: i64) -> DeviceTime {
    let utc_ms = 1_793_743_800_000 + minutes * 60_000;
    DeviceTime { utc_ms, offset_min: 0, zone: "Europe/London".into() }
}

pub fn author() -> AuthorName {
    AuthorName { id: id(7), name: "Jo Marsh".into(), role: "Teaching assistant".into() }
}

/// Nothing but the six answers of "Send now, add more later".
pub fn short_draft() -> Draft {
    let mut draft = Draft::new(id(2), Kind::Concern, author(), at(0));
    draft.content.danger = Some(Danger::No);
    draft.content.verbatim = "he sed \"carry it\"\n\n  or else ".into();
    draft.content.child.name_unknown = true;
    draft.content.child.description = "About 12, red coat".into();
    draft.content.about_staff = Some(AboutStaff::of(StaffAnswer::No));
    draft.content.told_dsl = Some(ToldDsl { answer: ToldAnswer::NotYet, ..ToldDsl::default() });
    draft.content.signature = Signature { name: "Jo Marsh".into(), true_record: true };
    draft
}

/// A draft as release 0.1.0 froze it: a literal, to which no later question adds anything.
pub fn draft_of_version_1() -> Draft {
    let mut draft = Draft::new(id(1), Kind::Addition { about: id(9) }, author(), at(0));
    draft.first_words_at = Some(at(1));
    draft.last_edited_at = at(30);
    draft.pack_version = "2026-11-02".into();
    draft.app_version = "0.1.0".into();
    draft.content = content_of_version_1();
    draft
}

pub fn concern_of_version_1() -> Concern {
    sign(&draft_of_version_1(), Route::Head, at(31), "Jo Marsh").unwrap()
}

/// The same with an answer to each question that came later: every question of the form has one.
pub fn full_draft() -> Draft {
    let mut draft = draft_of_version_1();
    for field in fields() {
        if !draft.content.is_answered(field.key) {
            draft.content = answer(&draft.content, field);
        }
    }
    draft
}

pub fn full_concern() -> Concern {
    sign(&full_draft(), Route::Head, at(31), "Jo Marsh").unwrap()
}

/// Written in two sittings, the first of them seen by the endpoint.
pub fn with_history() -> Concern {
    let mut draft = short_draft();
    draft.edited(at(2));
    draft.edited(at(40));
    let mut history = History::starting_with([7; 32]);
    history.note(at(2).utc_ms, [1; 32]);
    let (kid, signature) = (KeyId([3; 8]), vec![4; 64].into());
    history.entries[0].timestamp = Some(Timestamp { v: 1, at: at(2).utc_ms + 7, kid, signature });
    history.note(at(41).utc_ms, [2; 32]);
    draft.history = Some(history);
    sign(&draft, Route::Dsl, at(41), "Jo Marsh").unwrap()
}

pub fn practice() -> Concern {
    Concern::practice(id(4), author(), Route::Dsl, at(0))
}

/// The questions of version 1 whose answer is a text.
const TEXTS_OF_VERSION_1: [&str; 19] = [
    "verbatim",
    "questions",
    "observed",
    "reported",
    "reported_by",
    "child.name",
    "child.description",
    "child.group",
    "alleged",
    "place_noticed",
    "place_happened",
    "demeanour",
    "wishes",
    "medical",
    "told_child",
    "child_now",
    "opinion",
    "leads",
    "late_reason",
];

fn content_of_version_1() -> Content {
    let mut content = Content::default();
    for key in TEXTS_OF_VERSION_1 {
        *content.text_mut(key).unwrap() = sample(key);
    }
    content.child.dob = "2014-05".into();
    content.danger = Some(Danger::NotSure);
    content.source = vec![Source::ChildToldMe, Source::InjuryOrMark];
    content.others = vec![OtherChild { who: "Callum B".into(), part: Some(Part::WasThere) }];
    content.about_staff = Some(AboutStaff {
        answer: StaffAnswer::Dsl,
        people: vec![StaffMember { id: id(3), name: "Priya Nair".into() }],
        whom: "and the driver".into(),
    });
    content.happened = Moment {
        date: "2026-11-03".into(),
        time: "21:40".into(),
        precision: Some(Precision::About),
        words: "after lights out".into(),
        set_by: Some(SetBy::Author),
    };
    content.noticed = Moment::filled_in(&at(0));
    content.present = vec![PersonThere { name: "Sam Okoro".into(), role: "Instructor".into() }];
    content.injuries = vec![Injury {
        part: "Forearm".into(),
        side: Some(Side::Left),
        face: Some(Face::Back),
        size: "2 cm".into(),
        shape: "round".into(),
        colour: "purple".into(),
        skin_broken: Some(YesNo::No),
        swelling: Some(YesNo::Yes),
        words: "three in a row".into(),
    }];
    content.told_dsl = Some(ToldDsl {
        answer: ToldAnswer::Tried,
        who: "A. Khan".into(),
        how: "phone".into(),
        when: Moment { words: "22:25 and 22:40".into(), ..Moment::default() },
        why: "no answer".into(),
    });
    content.told = vec![Told {
        whom: Some(ToldWhom::Police),
        name: "PC 441".into(),
        when: Moment { time: "22:50".into(), ..Moment::default() },
        reference: "=1+1".into(),
    }];
    content.indicators =
        vec![Indicator { briefing: "cce".into(), version: "2022-01".into(), id: "unexplained-money".into() }];
    content.paper_notes = Some(YesNo::Yes);
    content.signature = Signature { name: "Jo Marsh".into(), true_record: true };
    content
}

/// Says which question it answers, with what a careless hand would trim, escape or normalise.
fn sample(key: &str) -> String {
    format!(" {key}: \u{200f}e\u{301} \"zażółć\" 😶\r\n\tend ")
}

/// Gives an answer to a question: the last of its options, or words.
fn answer(content: &Content, field: &Field) -> Content {
    let answer = match field.kind {
        Control::Choice([.., (option, _)]) => json!(option),
        Control::Choices([.., (option, _)]) => json!([option]),
        Control::WhenTold => json!({"words": sample(field.key)}),
        _ => json!(sample(field.key)),
    };
    let mut content = serde_json::to_value(content).unwrap();
    content[field.key] = answer;
    serde_json::from_value(content).unwrap()
}

/// As a browser does it.
pub fn in_words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect()
}
