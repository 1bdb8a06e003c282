//! What holds whatever somebody writes, in whatever order. A failure is told by the smallest example that still fails.

use companion_model::concern::{history::HISTORY_LIMIT, limit::CONTENT_LIMIT, *};
use companion_model::wire::Bytes;
use companion_model::wire::v1::{MemberEntry, RouteEntry, Timestamp};
use companion_model::{KeyId, Route};
use proptest::sample::{select, subsequence};
use proptest::{collection::vec, option, prelude::*};
use serde_json::{Value, json};
use uuid::Uuid;

use super::acts::{Act, Written, act, pass, text};
use super::world::{at, author, full_draft, id, in_words, short_draft};

fn acts() -> impl Strategy<Value = Vec<Act>> {
    vec(act(), 0..60)
}

fn draft_of(begun: u8) -> Draft {
    match begun {
        0 => Draft::new(id(2), Kind::Concern, author(), at(0)),
        1 => short_draft(),
        _ => full_draft(),
    }
}

fn holds_its_times(draft: &Draft) {
    assert!(draft.sittings.len() <= 60);
    for sitting in &draft.sittings {
        assert!(sitting.began.utc_ms <= sitting.ended.utc_ms, "{}", sitting.words());
    }
    let Some(mut history) = draft.history.clone() else { return };
    history.note(i64::from(i32::MAX), [255; 32]);
    for entry in &mut history.entries {
        let (kid, signature) = (KeyId([255; 8]), vec![255; 64].into());
        entry.timestamp = Some(Timestamp { v: 1, at: at(0).utc_ms, kid, signature });
    }
    assert!(serde_json::to_vec(&history).unwrap().len() <= HISTORY_LIMIT);
}

fn member(route: Route) -> MemberEntry {
    let name = ["Priya Nair", "Sam O'Brien", "Lee Chan"][usize::from(route.byte())].to_owned();
    let (role, phone, signing_key) = (String::new(), String::new(), Bytes::default());
    MemberEntry { id: id(100 + route.byte()), name, role, phone, signing_key, sealing: None }
}

/// A school where each route has one member and nobody is in two.
fn school() -> Vec<RouteEntry> {
    let entry = |route| RouteEntry {
        route,
        kid: KeyId([0; 8]),
        encryption_key: Bytes::default(),
        signing_key: Bytes::default(),
        introduction: Bytes::default(),
        succession: vec![],
        members: vec![member(route)],
        signature: Bytes::default(),
        former: None,
    };
    Route::ALL.map(entry).into()
}

/// What the author says of adults, and the first route that it leaves open.
fn about_staff() -> impl Strategy<Value = (AboutStaff, Option<Route>)> {
    (select(StaffAnswer::OPTIONS), subsequence(Route::ALL.to_vec(), 0..3)).prop_map(|((key, _), ticked)| {
        let mut about = AboutStaff::of(StaffAnswer::from_key(key));
        ticked.iter().for_each(|route| about.tick(&member(*route), true));
        let office = match about.answer {
            StaffAnswer::Dsl | StaffAnswer::NotSure => Some(Route::Dsl),
            StaffAnswer::Head => Some(Route::Head),
            _ => None,
        };
        let open = |route: &Route| !ticked.contains(route) && office != Some(*route);
        (about, Route::ALL.into_iter().find(open))
    })
}

/// The same words with the six answers of a short record.
fn answered(mut draft: Draft, about: &AboutStaff) -> Draft {
    let content = &mut draft.content;
    content.danger = Some(Danger::No);
    content.verbatim.push('x');
    content.child.description.push('x');
    content.about_staff = Some(about.clone());
    content.told_dsl.get_or_insert_default().answer = ToldAnswer::NotYet;
    content.signature = Signature { name: "Jo Marsh".into(), true_record: true };
    draft
}

fn unknown() -> impl Strategy<Value = Vec<(String, Value)>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let tree = leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((text(), inner), 0..4).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    });
    vec((text().prop_map(|name| format!("newer {name}")), tree), 0..4)
}

/// A draft with an answer to every question of the form.
fn full() -> Value {
    json!(full_draft())
}

/// Every field that a draft may be without.
fn may_be_missing() -> Vec<String> {
    let full = full();
    let within = |path: &str| {
        let fields = full.pointer(path).and_then(Value::as_object).unwrap();
        fields.keys().map(|key| format!("{path}/{key}")).collect::<Vec<_>>()
    };
    let inner = ["/content", "/content/child", "/content/happened", "/content/noticed", "/content/signature"];
    let outer = ["kind", "schema", "first_words_at", "pack_version", "app_version", "content"];
    inner.into_iter().flat_map(within).chain(outer.map(|key| format!("/{key}"))).collect()
}

fn remove(from: &mut Value, path: &str) {
    let (parent, key) = path.rsplit_once('/').unwrap();
    if let Some(fields) = from.pointer_mut(parent).and_then(Value::as_object_mut) {
        fields.remove(key);
    }
}

fn lay_over(below: &mut Value, above: &Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            above.iter().for_each(|(key, value)| lay_over(below.entry(key).or_insert(Value::Null), value));
        }
        (below, above) => *below = above.clone(),
    }
}

fn is_chosen(text: &str) -> bool {
    let questions = fields().iter().filter_map(|field| match field.kind {
        Control::Choice(options) | Control::Choices(options) => Some(options),
        _ => None,
    });
    let within = [Part::OPTIONS, StaffAnswer::OPTIONS, Precision::OPTIONS, SetBy::OPTIONS, YesNo::OPTIONS];
    let within =
        within.into_iter().chain([Side::OPTIONS, Face::OPTIONS, ToldAnswer::OPTIONS, ToldWhom::OPTIONS]);
    questions.chain(within).flatten().any(|(key, _)| *key == text)
}

/// Visits every value in it that is neither list nor object, with its name.
fn each(value: &mut Value, name: &str, visit: &mut impl FnMut(&str, &mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, name, visit)),
        Value::Object(fields) => fields.iter_mut().for_each(|(name, field)| each(field, name, visit)),
        leaf => visit(name, leaf),
    }
}

/// All texts of a full record replaced by these and numbered, so that none is found by chance; and what to look for.
fn filled(
    texts: &[Option<String>],
    ticked: bool,
    precision: &str,
    repeated: usize,
) -> (Content, Vec<String>) {
    let mut content = full()["content"].take();
    for list in content.as_object_mut().unwrap().values_mut().filter_map(Value::as_array_mut) {
        *list = vec![list.clone(); repeated].concat();
    }
    let (mut next, mut expected) = (texts.iter().cycle().enumerate(), Vec::new());
    each(&mut content, "", &mut |name, leaf| match leaf {
        Value::Bool(leaf) => *leaf = ticked || name == "true_record",
        Value::Null if name == "precision" => *leaf = precision.into(),
        Value::String(leaf) if name == "precision" => *leaf = precision.into(),
        Value::String(leaf) if !is_chosen(leaf) && Uuid::parse_str(leaf).is_err() => {
            leaf.clear();
            if let Some((n, Some(text))) = next.next() {
                *leaf = format!("{text}[{n}]");
                expected.push(leaf.clone());
            }
        }
        _ => {}
    });
    (serde_json::from_value(content).unwrap(), expected)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_edited_in_whatever_order_the_words_are_never_changed(begun in 0..3_u8, acts in acts()) {
        let mut written = Written::by(draft_of(begun), &acts);
        written.does(&Act::Reopen);
        holds_its_times(&written.draft);
    }

    #[test]
    fn however_the_clock_jumps_sittings_and_history_have_room(passed in vec(pass(), 0..300)) {
        let mut written = Written::on(draft_of(1));
        for (ms, offset) in passed {
            written.does(&Act::Pass(ms, offset));
            written.changed();
        }
        holds_its_times(&written.draft);
    }

    #[test]
    fn a_record_is_signed_exactly_when_nothing_a_short_one_needs_is_missing(
        begun in 0..3_u8, acts in acts(), name in prop_oneof![text(), Just("Jo Marsh".into())],
        bytes_over in option::weighted(0.2, -2..=2_i32),
    ) {
        let mut draft = Written::by(draft_of(begun), &acts).draft;
        let size = |content: &Content| serde_json::to_vec(content).unwrap().len();
        let mut content = draft.content.clone();
        content.signature.name.clone_from(&name);
        if let Some(over) = bytes_over {
            let room = CONTENT_LIMIT.checked_add_signed(over as isize).unwrap() - size(&content);
            content.leads.push_str(&"x".repeat(room));
            draft.content.leads.clone_from(&content.leads);
        }
        let (needs, fits, before) = (missing(&content, Level::Short), size(&content) <= CONTENT_LIMIT, draft.clone());
        match sign(&draft, Route::Dsl, at(9), &name) {
            Ok(concern) => {
                prop_assert!(needs.is_empty() && fits);
                prop_assert!(concern.content == content);
                prop_assert_eq!(concern.short, !missing(&content, Level::Full).is_empty());
                prop_assert_eq!((&concern.sittings, &concern.history), (&draft.sittings, &draft.history));
                prop_assert_eq!(&concern.first_words_at, &draft.first_words_at);
                prop_assert!(Concern::from_json_bytes(&concern.to_json_bytes().unwrap()).unwrap() == concern);
            }
            Err(asked) => {
                prop_assert!(!asked.is_empty());
                prop_assert_eq!(asked.len(), needs.len() + usize::from(!fits));
                prop_assert_eq!(&asked[..needs.len()], &needs[..]);
            }
        }
        prop_assert!(draft == before);
    }

    #[test]
    fn what_is_added_or_corrected_points_at_the_first_record_and_goes_its_own_way(
        (first, second) in (acts(), acts()), (about, _) in about_staff(), (own, route) in about_staff(),
        corrects in any::<bool>(),
    ) {
        let draft = answered(Written::by(draft_of(0), &first).draft, &about);
        let to = recipient(&about, &school(), in_words).route().unwrap_or(Route::Chair);
        let first = sign(&draft, to, at(9), "Jo Marsh").unwrap();
        let (frozen, printed) = (first.to_json_bytes().unwrap(), as_text(&first));

        let about = first.id;
        let kind = if corrects { Kind::Correction { about } } else { Kind::Addition { about } };
        let draft = Draft::new(id(20), kind.clone(), author(), at(20));
        let draft = answered(Written::by(draft, &second).draft, &own);
        let to = recipient(draft.content.about_staff.as_ref().unwrap(), &school(), in_words).route();
        prop_assert_eq!(to, route);
        let second = sign(&draft, to.unwrap_or(Route::Chair), at(30), "Jo Marsh").unwrap();
        let second = Concern::from_json_bytes(&second.to_json_bytes().unwrap()).unwrap();
        prop_assert_eq!((second.id, &second.kind), (id(20), &kind));
        prop_assert!(as_text(&second).lines().next().unwrap().ends_with(&about.to_string()));
        prop_assert_eq!((first.to_json_bytes().unwrap(), as_text(&first)), (frozen, printed));
    }

    #[test]
    fn a_draft_of_any_earlier_or_later_form_opens_and_keeps_what_is_not_known(
        missing in subsequence(may_be_missing(), 0..=may_be_missing().len()),
        outer in unknown(), inner in unknown(),
    ) {
        let mut earlier = full();
        missing.iter().for_each(|path| remove(&mut earlier, path));
        earlier.as_object_mut().unwrap().extend(outer);
        if let Some(content) = earlier.get_mut("content").and_then(Value::as_object_mut) {
            content.extend(inner);
        }
        let mut expected = serde_json::to_value(draft_of(0)).unwrap();
        lay_over(&mut expected, &earlier);
        let draft = Draft::from_json_bytes(&serde_json::to_vec(&earlier).unwrap()).unwrap();
        prop_assert_eq!(json!(draft), expected);
    }

    #[test]
    fn every_text_of_a_record_is_in_its_plain_text(
        texts in vec(option::weighted(0.9, text()), 100), ticked in any::<bool>(), repeated in 1..4_usize,
        precision in select(vec!["exact", "about", "do-not-know", "newer"]),
    ) {
        let (content, expected) = filled(&texts, ticked, precision, repeated);
        prop_assume!(missing(&content, Level::Short).is_empty());
        let name = content.signature.name.clone();
        let concern = sign(&Draft { content, ..full_draft() }, Route::Dsl, at(31), &name).unwrap();
        let text = as_text(&concern);
        for expected in expected {
            prop_assert!(text.contains(&expected), "{expected:?} is not in {text:?}");
        }
    }
}
