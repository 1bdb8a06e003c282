//! What was sealed and is opened again, and what else of the model is kept as JSON.

use bolero::check;
use companion_model::briefing::{
    Block, Briefing, BriefingAuthor, BriefingState, Inline, Review, Role, Section, Source, html,
};
use companion_model::concern::{Concern, Draft, History, as_text, sign};
use companion_model::delivery::{Delivery, HandsOver, Lost, Received, Refusal, State};
use companion_model::wire::{Bytes, NotReadable, read};
use companion_model::{DeviceTime, Route};

use super::json::Damage;
use super::patience::patience;
use super::samples as one;
use super::wire::{is_understood_in_one_way, reads_what_it_wrote, targets};

fn concern() -> Concern {
    Concern::from_json_bytes(include_bytes!("../golden/concern_v1_concern.json")).unwrap()
}

fn frozen_draft() -> Draft {
    Draft::from_json_bytes(include_bytes!("../golden/concern_v1_draft.json")).unwrap()
}

fn delivery() -> Delivery {
    let signed_at = DeviceTime { utc_ms: 0, offset_min: 60, zone: String::new() };
    let received = Received {
        receipt: one::receipt(),
        read: Some(one::signed_read()),
        lost: Some(Lost { is_certain: true, refusal: Some(Refusal::TooLarge) }),
        came_at: Some(8),
        endpoint_at: Some(9),
    };
    Delivery {
        id: one::id(3),
        author: one::id(1),
        route: Route::Chair,
        signed_at,
        sha256: Bytes(vec![4; 32]),
        state: State::Received(Box::new(received)),
        waiting_since: Some(10),
        tries: 1,
        tried_at: Some(2),
        wait_until: 3,
        wait_was_named: true,
        confirmed_in: Some(one::id(5)),
        bytes_kept: false,
        practice: true,
        hands_over: Some(HandsOver { draft: one::id(6), revision: 7 }),
    }
}

targets! {
    a_draft: Draft = frozen_draft();
    a_draft_with_its_history: Draft = one::draft();
    a_signed_concern: Concern = concern();
    a_history_of_writing: History = one::history();
    a_delivery: Delivery = delivery();
}

/// What the desk does with a record that somebody else's build wrote, or somebody made up.
#[test]
fn a_concern_that_can_be_read_can_be_shown() {
    let json = concern().to_json_bytes().unwrap();
    check!().with_test_time(patience()).with_type::<Damage>().for_each(|damage| {
        let Ok(concern) = Concern::from_json_bytes(&damage.to(&json)) else { return };
        let text = as_text(&concern);
        assert!(text.contains(concern.content.verbatim.trim()), "what the child said is not shown");
        assert!(!concern.is_practice());
    });
}

/// A draft that can be opened can be signed or says what it needs, and what is signed can be read.
#[test]
fn a_draft_that_can_be_read_can_be_signed_or_says_what_is_missing() {
    let json = frozen_draft().to_json_bytes().unwrap();
    let at = DeviceTime { utc_ms: i64::MAX, offset_min: i16::MIN, zone: "?".into() };
    check!().with_test_time(patience()).with_type::<Damage>().for_each(|damage| {
        let Ok(draft) = Draft::from_json_bytes(&damage.to(&json)) else { return };
        match sign(&draft, Route::Dsl, at.clone(), "Jo Marsh") {
            Ok(concern) => {
                let again = Concern::from_json_bytes(&concern.to_json_bytes().unwrap());
                assert!(again == Ok(concern), "what is signed can't be read");
            }
            Err(missing) => assert!(!missing.is_empty()),
        }
    });
}

fn briefing() -> Briefing {
    let text = |words: &str| Inline::Text(words.to_owned());
    let link = Inline::Link { text: "more".into(), target: Some("https://example.org/?a=1&b=\"2\"".into()) };
    let section = Section {
        id: "signs".into(),
        role: Role::Indicators,
        heading: Some("<script>Signs</script>".into()),
        blocks: vec![
            Block::Paragraph(vec![text("a < b"), link]),
            Block::List(vec![vec![text("\"<script\"")]]),
        ],
    };
    let on = "2026-11-03".parse().unwrap();
    Briefing {
        id: "cce".into(),
        version: "1".into(),
        kind: "2-minute briefing".into(),
        title: "<script>".into(),
        lang: "en-GB".into(),
        area: Some("Here".into()),
        byline: "Somebody".into(),
        author: BriefingAuthor { name: "Somebody".into(), role: Some("Lead".into()), organisation: None },
        date: "2022-01".parse().unwrap(),
        date_text: "January 2022".into(),
        review_by: Some(on),
        reviewed: vec![Review { by: "Somebody".into(), on, outcome: "As it was".into() }],
        state: BriefingState::Reviewed,
        rights: "Unknown".into(),
        source: Source { name: "a.txt".into(), sha256: "0".repeat(64), bytes: 1 },
        sections: vec![section],
    }
}

/// A phone reads its briefings out of files that it fetched.
#[test]
fn a_briefing_that_can_be_read_can_be_drawn() {
    let json = serde_json::to_vec(&briefing()).unwrap();
    check!().with_test_time(patience()).with_type::<Damage>().for_each(|damage| {
        if let Ok(briefing) = reads_what_it_wrote::<Briefing>(&damage.to(&json)) {
            assert!(!html(&briefing).contains("<script"), "words became markup");
        }
    });
}
