//! Exactly once.

use companion_model::{
    Route,
    wire::v1::{
        EnvelopeState, Flag, InboxPage, MOST_ASKED, Receipt, StatesAnswer, StatesRequest, address, problem,
    },
};

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{EndpointOptions, MINUTE, TestEndpoint, new_id};

#[apply(each_store)]
fn a_concern_gets_a_receipt_the_phone_can_check(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let (id, _, receipt) = phone.delivers_a_concern(Route::Dsl);
    assert_eq!((receipt.seq, receipt.route, receipt.received_at), (1, Route::Dsl, world.now()));
    assert_eq!(receipt.flags, []);
    let state: EnvelopeState = phone.asks(&address::at(address::ENVELOPE_STATE, id)).is(200).json();
    assert_eq!(state, EnvelopeState { receipt, read: None });
}

#[apply(each_store)]
fn the_same_bytes_again_get_the_first_receipt_byte_for_byte(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "Once");
    let first = phone.delivers(id, &envelope).is(201);
    world.waits(3 * MINUTE);
    let again = phone.delivers(id, &envelope).is(200);
    assert_eq!(again.body, first.body);

    let page: InboxPage =
        world.client.get(address::INBOX_ENVELOPES, &[("cookie", &school.signs_in(Route::Dsl))]).json();
    assert_eq!(page.envelopes.len(), 1);
}

#[apply(each_store)]
fn twenty_repeats_at_once_are_one_delivery(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "Once");
    let answers: Vec<_> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..20).map(|_| scope.spawn(|| phone.delivers(id, &envelope))).collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 19);
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
}

#[apply(each_store)]
fn other_bytes_under_a_known_id_are_kept_beside_the_first_with_a_receipt_of_their_own(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let (id, envelope, first) = phone.delivers_a_concern(Route::Dsl);
    let other = phone.seals(id, Route::Dsl, "Other words");
    let conflict = phone.delivers(id, &other).is(409);
    let receipt: Receipt = conflict.json();
    phone.believes(&receipt, id, &other);
    assert_eq!((receipt.flags.as_slice(), receipt.seq), ([Flag::Conflict].as_slice(), 2));

    // Neither of the two changes any more, however often they come.
    assert_eq!(phone.delivers(id, &other).is(409).body, conflict.body);
    assert_eq!(phone.delivers(id, &envelope).is(200).json::<Receipt>(), first);
    let state: EnvelopeState = phone.asks(&address::at(address::ENVELOPE_STATE, id)).json();
    assert_eq!(state.receipt, first);
    let page: InboxPage =
        world.client.get(address::INBOX_ENVELOPES, &[("cookie", &school.signs_in(Route::Dsl))]).json();
    assert_eq!(page.envelopes.iter().map(|one| &one.bytes.0).collect::<Vec<_>>(), [&envelope, &other]);
}

#[apply(each_store)]
fn each_route_numbers_its_receipts_from_one_without_a_gap(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let seq = |route| phone.delivers_a_concern(route).2.seq;
    assert_eq!([seq(Route::Dsl), seq(Route::Chair), seq(Route::Dsl), seq(Route::Head)], [1, 1, 2, 1]);
}

#[apply(each_store)]
fn a_removed_phone_still_delivers_what_was_written_on_it(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    school.removes(&phone);
    let (.., receipt) = phone.delivers_a_concern(Route::Dsl);
    assert_eq!(receipt.flags, [Flag::RemovedDevice]);
}

#[apply(each_store)]
fn an_envelope_sealed_under_another_device_s_name_is_flagged(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let (phone, mut other) = (school.enrols_a_phone(), school.enrols_a_phone());
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "Mine");
    // As after a move to a new phone: sealed by the first, delivered by the second.
    other.author = phone.author;
    let receipt: Receipt = other.delivers(id, &envelope).is(201).json();
    assert_eq!(receipt.flags, [Flag::OtherDevice]);
}

#[apply(each_store)]
fn a_record_the_endpoint_never_had_is_unknown_and_still_on_the_phone(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let answer = phone.asks(&address::at(address::ENVELOPE_STATE, new_id()));
    answer.says(
        404,
        problem::UNKNOWN_ENVELOPE,
        "A phone that still has it will send it again. At a computer, print it while it is on the screen, and \
            tell its author.",
    );
}

#[apply(each_store)]
fn one_question_tells_of_many_records_which_are_held_and_which_are_not(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    world.offers_setup("second");
    let neighbour = crate::world::TestSchool::founded_at(&world.client, "second").enrols_a_phone();
    let phone = school.enrols_a_phone();
    let (one, _, first) = phone.delivers_a_concern(Route::Dsl);
    let (other, _, second) = phone.delivers_a_concern(Route::Head);
    let (never, theirs) = (new_id(), neighbour.delivers_a_concern(Route::Dsl).0);
    let headers = [("authorization", &*phone.authorization())];
    let ask = |ids: Vec<_>| world.client.post(address::STATES, &headers, &StatesRequest { ids });
    let answer: StatesAnswer = ask(vec![one, never, other, theirs]).is(200).json();
    let held = [first, second].map(|receipt| EnvelopeState { receipt, read: None });
    assert_eq!(answer, StatesAnswer { at: world.now(), held: held.to_vec(), unknown: vec![never, theirs] });
    assert_eq!(ask(vec![one; MOST_ASKED]).is(200).json::<StatesAnswer>().held.len(), MOST_ASKED);
    ask(vec![one; MOST_ASKED + 1]).says(422, problem::UNREADABLE_BODY, "too many envelopes");
    world.client.post(address::STATES, &[], &StatesRequest { ids: vec![one] }).is(401);
}

#[apply(each_store)]
fn another_school_s_phone_learns_nothing_of_a_record(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    world.offers_setup("second");
    let neighbour = crate::world::TestSchool::founded_at(&world.client, "second").enrols_a_phone();
    let (id, ..) = school.enrols_a_phone().delivers_a_concern(Route::Dsl);
    neighbour.asks(&address::at(address::ENVELOPE_STATE, id)).is(404);
}

#[apply(each_store)]
fn one_phone_that_sends_without_end_waits_and_no_other_does(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school_and(
        store,
        EndpointOptions { puts_per_minute: Some(3), ..Default::default() },
    );
    let (busy, calm) = (school.enrols_a_phone(), school.enrols_a_phone());
    let delivered: Vec<_> = (0..3).map(|_| busy.delivers_a_concern(Route::Dsl)).collect();
    let id = new_id();
    let envelope = busy.seals(id, Route::Dsl, "One more");
    let refused = busy.delivers(id, &envelope);
    refused.says(429, problem::TOO_MANY, "Everything is still on this phone.");
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=61).contains(&wait), "{wait}");

    calm.delivers_a_concern(Route::Dsl);
    busy.delivers(delivered[0].0, &delivered[0].1).is(200);
    world.waits(wait * 1000);
    busy.delivers(id, &envelope).is(201);
}
