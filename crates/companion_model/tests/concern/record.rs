use companion_model::Route;
use companion_model::concern::*;
use companion_model::wire::Tree;
use serde_json::json;

use super::world::{at, full_draft, short_draft};

const CANARY: &str = "canary-heron-71";

#[test]
fn an_empty_object_opens_as_an_empty_content() {
    assert!(serde_json::from_str::<Content>("{}").unwrap() == Content::default());
    let inner = r#"{"child":{},"happened":{},"about_staff":{},"told_dsl":{},"signature":{},"present":[{}]}"#;
    let content: Content = serde_json::from_str(inner).unwrap();
    assert!(!content.is_answered("about_staff") && !content.is_answered("told_dsl"));
    assert!(!content.is_answered("present"));
}

#[test]
fn a_draft_with_no_more_than_its_origin_opens() {
    let least = json!({"id": full_draft().id, "author": full_draft().author, "started_at": at(0), "last_edited_at": at(0)});
    let draft = Draft::from_json_bytes(least.to_string().as_bytes()).unwrap();
    assert_eq!((draft.schema, draft.kind), (1, Kind::Concern));
    assert!(draft.content == Content::default());
}

#[test]
fn text_comes_back_exactly_as_it_was_typed() {
    let texts = [
        "",
        " ",
        "\r\n\r\n",
        "e\u{301}",
        "é",
        "\u{0}\u{7f}\u{feff}",
        "😶\u{200d}🌫",
        "=1+1",
        "\\u0041\"</script>",
    ];
    for text in texts {
        let mut draft = short_draft();
        for key in Content::texts() {
            *draft.content.text_mut(key).unwrap() = text.to_owned();
        }
        let again = Draft::from_json_bytes(&draft.to_json_bytes().unwrap()).unwrap();
        assert!(again == draft, "{text:?}");
    }
}

#[test]
fn a_name_that_only_a_newer_draft_uses_can_not_spoil_the_concern() {
    let mut draft = short_draft();
    draft.extra = vec![("route".into(), Tree::Text("chair".into()))].into();
    let concern = sign(&draft, Route::Dsl, at(1), "Jo Marsh").unwrap();
    let again = Concern::from_json_bytes(&concern.to_json_bytes().unwrap()).unwrap();
    assert_eq!(again.route, Route::Dsl);
}

#[test]
fn nothing_typed_is_in_a_debug_or_an_error() {
    let mut draft = full_draft();
    for key in Content::texts() {
        *draft.content.text_mut(key).unwrap() = CANARY.into();
    }
    draft.content.about_staff.as_mut().unwrap().whom = CANARY.into();
    draft.content.others[0].who = CANARY.into();
    let concern = sign(&draft, Route::Head, at(31), CANARY).unwrap();
    let content = &draft.content;
    let debugs = [
        format!("{draft:?} {concern:?} {content:?} {:?} {:?}", content.child, content.others),
        format!("{:?} {:?} {:?}", content.about_staff, content.told_dsl, content.signature),
        format!("{:?} {:?}", rows(&concern), content.happened),
        format!("{:?} {:?}", warnings(content, &at(31)), missing(content, Level::Full)),
    ];
    assert!(debugs.iter().all(|text| !text.contains(CANARY) && !text.contains("Priya")), "{debugs:?}");
    assert_eq!(format!("{draft:?}"), "Draft(<redacted>)");
    assert_eq!(format!("{concern:?}"), "Concern(<redacted>)");

    let wrong = format!(r#"{{"id":"{CANARY}"}}"#);
    let error = Draft::from_json_bytes(wrong.as_bytes()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(CANARY));
    assert_eq!(
        error.to_string(),
        "this record can't be read by this version of the app; its words are kept as they are"
    );
}

#[test]
fn the_first_words_keep_their_time() {
    let mut draft = Draft::new(full_draft().id, Kind::Concern, full_draft().author, at(0));
    draft.edited(at(1));
    assert_eq!((&draft.first_words_at, &draft.last_edited_at), (&None, &at(1)));
    draft.content.verbatim = "h".into();
    draft.edited(at(2));
    draft.content.verbatim = "he".into();
    draft.edited(at(3));
    assert_eq!((draft.first_words_at, draft.last_edited_at), (Some(at(2)), at(3)));
}

#[test]
fn signing_freezes_the_draft_with_route_time_and_name() {
    let draft = full_draft();
    let concern = sign(&draft, Route::Head, at(31), " Jo M ").unwrap();
    assert_eq!((concern.id, &concern.kind, concern.route), (draft.id, &draft.kind, Route::Head));
    assert_eq!((&concern.signed_at, concern.signature_name()), (&at(31), " Jo M "));
    assert!(!concern.short);
    assert_eq!(concern.content.verbatim, draft.content.verbatim);
    assert!(draft == full_draft());
}

#[test]
fn six_answers_sign_a_short_record() {
    let concern = sign(&short_draft(), Route::Dsl, at(3), "Jo Marsh").unwrap();
    assert!(concern.short);
}

#[test]
fn a_record_without_a_name_or_a_tick_is_not_signed() {
    let needs = sign(&short_draft(), Route::Dsl, at(3), " ").unwrap_err();
    assert_eq!(needs.iter().map(|need| need.field_key).collect::<Vec<_>>(), ["signature"]);
    let mut draft = short_draft();
    draft.content.signature.true_record = false;
    assert_eq!(sign(&draft, Route::Dsl, at(3), "Jo Marsh").unwrap_err(), needs);
}

#[test]
fn a_record_too_long_for_its_envelope_says_what_to_do_before_it_is_signed() {
    let mut draft = short_draft();
    draft.content.observed = "x".repeat(150_000);
    let needs = sign(&draft, Route::Dsl, at(3), "Jo Marsh").unwrap_err();
    assert_eq!(needs.len(), 1);
    assert_eq!(needs[0].field_key, "observed");
    assert_eq!(
        needs[0].sentence,
        "The record is too long to send. Copy the end of this text onto paper and delete it here. Then sign, \
            and send it with “Add more”."
    );
}

#[test]
fn choices_and_ticks_are_reached_by_the_key_of_their_field() {
    let mut content = Content::default();
    for key in ["danger", "paper_notes"] {
        assert_eq!(content.choice(key), None);
        content.choose(key, "yes");
        assert_eq!((content.choice(key), content.is_answered(key)), (Some("yes"), true), "{key}");
    }
    content.choose("verbatim", "yes");
    assert_eq!((content.choice("verbatim"), content.verbatim.as_str()), (None, ""));

    content.tick("source", "online", true);
    content.tick("source", "online", true);
    content.tick("source", "other", true);
    assert_eq!(content.source, [Source::Online, Source::Other]);
    content.tick("source", "online", false);
    assert!(!content.is_ticked("source", "online") && content.is_ticked("source", "other"));
}
