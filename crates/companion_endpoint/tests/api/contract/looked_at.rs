//! What a member has looked at although it is no record to read: seen by their colleagues, and by no phone.

use companion_model::{
    Millis, Route,
    wire::v1::{
        Acknowledgement, EnvelopeState, InboxEnvelope, InboxPage, PracticePage, Receipt, address, problem,
    },
};
use companion_seal::{acknowledgement, os_random, read};
use uuid::Uuid;

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{EndpointOptions, SETUP_CODE, TestEndpoint, TestPhone, TestSchool, new_id};

/// An envelope that nobody can open: its header is right, and what follows is noise.
fn damaged(phone: &TestPhone, id: Uuid) -> Vec<u8> {
    let mut envelope = phone.seals(id, Route::Dsl, "Written in a corridor");
    let end = envelope.len();
    envelope[end - 64..].copy_from_slice(&os_random::<64>().unwrap());
    envelope
}

fn page(world: &TestEndpoint, cookie: &str) -> Vec<InboxEnvelope> {
    let page: InboxPage = world.client.get(address::INBOX_ENVELOPES, &[("cookie", cookie)]).is(200).json();
    page.envelopes
}

const DAY: Millis = 24 * 60 * 60 * 1000;

/// All practice that a member is shown, and the cursor after it.
fn all_practice(world: &TestEndpoint, cookie: &str) -> (Vec<Uuid>, String) {
    let (mut seen, mut after, mut more) = (Vec::new(), String::new(), true);
    while more {
        let page = practice(world, cookie, &after);
        seen.extend(page.practice.into_iter().map(|one| one.receipt.id));
        (after, more) = (page.next, page.more);
    }
    (seen, after)
}

fn practice(world: &TestEndpoint, cookie: &str, after: &str) -> PracticePage {
    let path = format!("{}?after={after}", address::INBOX_PRACTICE_PAGES);
    world.client.get(&path, &[("cookie", cookie)]).is(200).json()
}

#[apply(each_store)]
fn what_does_not_open_is_looked_at_by_one_for_all_of_its_route_and_is_read_by_nobody(store: StoreKind) {
    let world = TestEndpoint::start(store);
    world.offers_setup(SETUP_CODE);
    let school = TestSchool::with_two_dsls(&world.client, SETUP_CODE);
    let (phone, dsl) = (school.enrols_a_phone(), school.member(Route::Dsl));
    let id = new_id();
    let receipt: Receipt = phone.delivers(id, &damaged(&phone, id)).is(201).json();
    let (cookie, path) = (school.signs_in(Route::Dsl), address::at(address::INBOX_ACKNOWLEDGEMENT, id));
    let headers = [("cookie", cookie.as_str())];
    let first = acknowledgement::sign(&dsl.keys, &receipt, world.now());
    world.client.put(&path, &headers, &first).is(204);
    let later = acknowledgement::sign(&dsl.keys, &receipt, world.now() + 5);
    world.client.put(&path, &headers, &later).is(204);

    // The head's member is of the same route.
    let colleague = school.signs_in(Route::Head);
    let seen = page(&world, &colleague).remove(0);
    assert_eq!((seen.acknowledged, seen.read), (Some(first), None));
    let state: EnvelopeState = phone.asks(&address::at(address::ENVELOPE_STATE, id)).is(200).json();
    assert_eq!(state.read, None);
    let asked = serde_json::json!({ "ids": [id] });
    let states =
        world.client.post(address::STATES, &[("authorization", &phone.authorization())], &asked).is(200);
    assert!(!String::from_utf8_lossy(&states.body).contains("acknowledged"));
}

#[apply(each_store)]
fn nobody_says_for_another_or_of_another_route_that_they_looked(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (phone, dsl) = (school.enrols_a_phone(), school.member(Route::Dsl));
    let (id, _, receipt) = phone.delivers_a_concern(Route::Dsl);
    let path = address::at(address::INBOX_ACKNOWLEDGEMENT, id);
    let (cookie, head) = (school.signs_in(Route::Dsl), school.signs_in(Route::Head));
    let said = acknowledgement::sign(&dsl.keys, &receipt, 1);
    let by_head = acknowledgement::sign(&school.member(Route::Head).keys, &receipt, 1);
    let read = read::sign(&dsl.keys, &receipt, 1);
    let as_read = Acknowledgement { member: read.member, at: read.read_at, signature: read.signature };
    for wrong in [by_head.clone(), as_read, Acknowledgement { at: 2, ..said.clone() }] {
        let answer = world.client.put(&path, &[("cookie", &cookie)], &wrong);
        answer.says(422, problem::UNREADABLE_BODY, "The mark doesn't fit this record.");
    }
    world.client.put(&path, &[("cookie", &head)], &by_head).says(404, problem::UNKNOWN_ENVELOPE, "");
    let unknown = address::at(address::INBOX_ACKNOWLEDGEMENT, new_id());
    world.client.put(&unknown, &[("cookie", &cookie)], &said).says(404, problem::UNKNOWN_ENVELOPE, "");
    // A record is not among practice.
    let practice = address::at(address::INBOX_PRACTICE_ACKNOWLEDGEMENT, id);
    world.client.put(&practice, &[("cookie", &cookie)], &said).says(404, problem::UNKNOWN_ENVELOPE, "");
    assert_eq!(page(&world, &cookie)[0].acknowledged, None);
}

#[apply(each_store)]
fn all_practice_comes_in_pages_in_the_order_it_came_whatever_the_clock_said(store: StoreKind) {
    let (world, school) =
        TestEndpoint::with_school_and(store, EndpointOptions { puts_per_minute: None, ..Default::default() });
    let mut sent = Vec::new();
    let phones = [school.enrols_a_phone(), school.enrols_a_phone(), school.enrols_a_phone()];
    for phone in &phones {
        for _ in 0..40 {
            let id = new_id();
            phone.practises(id, &phone.seals(id, Route::Dsl, "Practice")).is(201);
            let other = new_id();
            phone.practises(other, &phone.seals(other, Route::Head, "Practice")).is(201);
            sent.push(id);
        }
        world.waits(-3_600_000);
    }
    let cookie = school.signs_in(Route::Dsl);
    let (seen, after) = all_practice(&world, &cookie);
    assert_eq!(seen, sent);

    // What comes later is asked for by the same cursor.
    world.waits(7_200_000);
    let (id, cookie) = (new_id(), school.signs_in(Route::Dsl));
    phones[0].practises(id, &phones[0].seals(id, Route::Dsl, "Practice")).is(201);
    let page = practice(&world, &cookie, &after);
    assert_eq!(page.practice.iter().map(|one| one.receipt.id).collect::<Vec<_>>(), [id]);
    assert!(!page.more && practice(&world, &cookie, &page.next).practice.is_empty());
    let nonsense = world
        .client
        .get(&format!("{}?after=nonsense!", address::INBOX_PRACTICE_PAGES), &[("cookie", &cookie)]);
    nonsense.says(422, problem::UNREADABLE_BODY, "The cursor is not one.");
}

/// The endpoint can't tell fixed words from others: what it took away might be what somebody meant.
#[apply(each_store)]
fn no_later_practice_takes_the_place_of_what_nobody_has_looked_at(store: StoreKind) {
    let (world, school) =
        TestEndpoint::with_school_and(store, EndpointOptions { puts_per_minute: None, ..Default::default() });
    let phone = school.enrols_a_phone();
    let mut sent = Vec::new();
    for _day in 0..3 {
        for _ in 0..200 {
            let id = new_id();
            phone.practises(id, &phone.seals(id, Route::Dsl, "Practice")).is(201);
            sent.push(id);
        }
        world.waits(DAY);
    }
    let cookie = school.signs_in(Route::Dsl);
    assert_eq!(all_practice(&world, &cookie).0, sent);
}

#[apply(each_store)]
fn other_words_that_came_as_practice_are_looked_at_by_one_for_all(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (phone, dsl) = (school.enrols_a_phone(), school.member(Route::Dsl));
    let id = new_id();
    let receipt: Receipt =
        phone.practises(id, &phone.seals(id, Route::Dsl, "He said carry it")).is(201).json();
    let said = acknowledgement::sign(&dsl.keys, &receipt, world.now());
    let cookie = school.signs_in(Route::Dsl);
    let path = address::at(address::INBOX_PRACTICE_ACKNOWLEDGEMENT, id);
    world.client.put(&path, &[("cookie", &cookie)], &said).is(204);
    let of_pages = practice(&world, &cookie, "").practice.remove(0).acknowledged;
    let newest: Vec<InboxEnvelope> =
        world.client.get(address::INBOX_PRACTICE, &[("cookie", &cookie)]).is(200).json();
    assert_eq!((of_pages, newest[0].acknowledged.clone()), (Some(said.clone()), Some(said)));
}
