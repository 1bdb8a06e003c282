use companion_model::concern::*;

use super::world::{at, full_draft, short_draft};

fn keys(content: &Content, level: Level) -> Vec<&'static str> {
    missing(content, level).into_iter().map(|need| need.field_key).collect()
}

fn full() -> Content {
    full_draft().content
}

/// An answer, and how to take it away.
type Taken = (&'static str, fn(&mut Content));

const SHORT: [Taken; 6] = [
    ("danger", |c| c.danger = None),
    ("verbatim", |c| [&mut c.verbatim, &mut c.observed, &mut c.reported].into_iter().for_each(String::clear)),
    ("child.name", |c| c.child = Child::default()),
    ("about_staff", |c| c.about_staff = None),
    ("told_dsl", |c| c.told_dsl = None),
    ("signature", |c| c.signature = Signature::default()),
];

const ONLY_FULL: [Taken; 5] = [
    ("source", |c| c.source.clear()),
    ("noticed", |c| c.noticed = Moment::default()),
    ("place_noticed", |c| c.place_noticed.clear()),
    ("present", |c| c.present.clear()),
    ("child_now", |c| c.child_now.clear()),
];

#[test]
fn an_empty_record_is_asked_for_eleven_answers() {
    let expected = [
        ("danger", "Is anyone in danger right now? Choose yes, no or not sure."),
        ("verbatim", "Write what the child said, in their own words, or what you saw."),
        ("source", "How did this come up? Choose one or more."),
        ("child.name", "Who is the child? Give a name or a description."),
        (
            "about_staff",
            "Is this about someone who works or volunteers with children? Your answer decides who receives the \
                record.",
        ),
        ("noticed", "When were you told, or when did you notice?"),
        ("place_noticed", "Where were you?"),
        ("present", "Add who was there, or tick “Nobody else”."),
        ("told_dsl", "Have you spoken to someone yet? Choose yes, tried or not yet."),
        ("child_now", "Where is the child now, and who is with them?"),
        ("signature", "To sign, type your name and tick that this is a true record."),
    ];
    let found: Vec<_> =
        missing(&Content::default(), Level::Full).into_iter().map(|m| (m.field_key, m.sentence)).collect();
    assert_eq!(found, expected);
}

#[test]
fn an_empty_record_is_asked_for_six_answers_to_go_now() {
    let expected = ["danger", "verbatim", "child.name", "about_staff", "told_dsl", "signature"];
    assert_eq!(keys(&Content::default(), Level::Short), expected);
}

#[test]
fn a_full_record_misses_nothing_and_a_short_one_five_answers() {
    assert_eq!(keys(&full(), Level::Full), [""; 0]);
    let short = short_draft().content;
    assert_eq!(keys(&short, Level::Short), [""; 0]);
    assert_eq!(keys(&short, Level::Full), ["source", "noticed", "place_noticed", "present", "child_now"]);
}

#[test]
fn each_answer_taken_away_is_asked_for_and_no_other() {
    for set in 0..1_u32 << 11 {
        let mut content = full();
        let all: Vec<Taken> = SHORT.into_iter().chain(ONLY_FULL).collect();
        let taken: Vec<&Taken> =
            all.iter().enumerate().filter(|(n, _)| set >> n & 1 == 1).map(|(_, t)| t).collect();
        taken.iter().for_each(|(_, take)| take(&mut content));
        let mut full: Vec<_> = taken.iter().map(|(key, _)| *key).collect();
        let mut short: Vec<_> =
            full.iter().copied().filter(|key| SHORT.iter().any(|(k, _)| k == key)).collect();
        for (level, expected) in [(Level::Full, &mut full), (Level::Short, &mut short)] {
            let mut found = keys(&content, level);
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(&found, expected, "{level:?} without {set:011b}");
        }
    }
}

#[test]
fn any_one_of_the_three_accounts_will_do() {
    for key in form::field::ACCOUNT {
        let mut content = short_draft().content;
        content.verbatim.clear();
        assert_eq!(keys(&content, Level::Short), ["verbatim"]);
        *content.text_mut(key).unwrap() = "words".into();
        assert_eq!(keys(&content, Level::Short), [""; 0], "{key}");
        *content.text_mut(key).unwrap() = " \r\n\t\u{a0}".into();
        assert_eq!(keys(&content, Level::Short), ["verbatim"], "{key} with spaces alone");
    }
}

#[test]
fn the_account_is_asked_for_where_it_belongs() {
    let table = [
        (vec![], "verbatim"),
        (vec![Source::ChildToldMe, Source::SomeoneElseToldMe], "verbatim"),
        (vec![Source::SomeoneElseToldMe, Source::Online], "reported"),
        (vec![Source::SawOrHeard], "observed"),
        (vec![Source::InjuryOrMark], "observed"),
    ];
    for (source, key) in table {
        let content = Content { source, ..Content::default() };
        let need = missing(&content, Level::Full).remove(1);
        assert_eq!((need.field_key, need.sentence), (key, field(key).unwrap().missing));
    }
}

#[test]
fn a_child_has_a_name_or_a_description() {
    let table = [
        ("Ana", false, "", None),
        ("", false, "Red coat", None),
        ("", true, "Red coat", None),
        ("", false, "", Some("child.name")),
        (" ", false, "\n", Some("child.name")),
        ("", true, "", Some("child.description")),
    ];
    for (name, name_unknown, description, expected) in table {
        let mut content = full();
        content.child =
            Child { name: name.into(), name_unknown, description: description.into(), ..Child::default() };
        assert_eq!(keys(&content, Level::Short), expected.into_iter().collect::<Vec<_>>(), "{name:?}");
    }
}

#[test]
fn none_is_an_answer_where_the_form_offers_it() {
    let mut content = Content::default();
    for key in fields().iter().filter(|field| field.none_words.is_some()).map(|field| field.key) {
        assert!(!content.is_answered(key), "{key}");
        *content.none_ticked_mut(key).unwrap() = true;
        assert!(content.is_answered(key), "{key}");
    }
    assert!(!keys(&content, Level::Full).contains(&"present"));
}

#[test]
fn an_answer_of_a_newer_build_about_staff_is_asked_for_again() {
    let mut content = full();
    content.about_staff = Some(AboutStaff::of(StaffAnswer::Unknown("chair".into())));
    assert_eq!(keys(&content, Level::Short), ["about_staff"]);
}

#[test]
fn a_long_account_is_told_how_much_room_is_left_and_never_cut() {
    let table = [
        (17_999, None),
        (18_000, Some((false, "2000 characters left in this box."))),
        (20_000, Some((false, "0 characters left in this box."))),
        (
            20_001,
            Some((true, "This box is 1 character too long. Nothing is cut off. Continue in another box.")),
        ),
    ];
    for (length, expected) in table {
        let mut draft = short_draft();
        draft.content.verbatim = "ż".repeat(length);
        let found = text_limits(&draft.content);
        let found = found.first().map(|limit| (limit.over, limit.sentence.as_str()));
        assert_eq!(found, expected, "{length}");
        assert!(sign(&draft, companion_model::Route::Dsl, at(1), "Jo").is_ok(), "{length}");
    }
}

#[test]
fn the_whole_record_is_measured_as_its_envelope_holds_it() {
    let mut content = Content::default();
    let empty = text_bytes(&content);
    content.observed = "\u{1}\n\"ż".into();
    assert_eq!(text_bytes(&content), empty + 6 + 2 + 2 + 2);
    let limit = |length: usize| {
        let content = Content { observed: "x".repeat(length - empty), ..Content::default() };
        text_limits(&content).pop().map(|limit| (limit.field_key, limit.over))
    };
    assert_eq!(limit(135_000), None);
    assert_eq!(limit(135_001), Some((None, false)));
    assert_eq!(limit(150_000), Some((None, false)));
    assert_eq!(limit(150_001), Some((None, true)));
}
