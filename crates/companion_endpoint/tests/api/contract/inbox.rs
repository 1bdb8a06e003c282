//! What members see and sign.

use companion_model::{
    Route,
    wire::v1::{AuthorOnFile, EnvelopeState, InboxPage, Receipt, address, problem},
};
use companion_seal::read;

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{SETUP_CODE, TestEndpoint, TestPhone, TestSchool, new_id};

fn page(school: &TestSchool, cookie: &str, after: &str) -> InboxPage {
    school
        .client
        .get(&format!("{}?after={after}", address::INBOX_ENVELOPES), &[("cookie", cookie)])
        .is(200)
        .json()
}

fn state(phone: &TestPhone, id: uuid::Uuid) -> EnvelopeState {
    phone.asks(&address::at(address::ENVELOPE_STATE, id)).is(200).json()
}

#[apply(each_store)]
fn a_member_gets_the_envelopes_of_their_own_route_and_no_trace_of_others(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let (_, envelope, receipt) = phone.delivers_a_concern(Route::Dsl);
    phone.delivers_a_concern(Route::Chair);
    let (.., second) = phone.delivers_a_concern(Route::Dsl);

    let inbox = page(&school, &school.signs_in(Route::Dsl), "");
    assert_eq!(inbox.envelopes[0].bytes.0, envelope);
    assert_eq!(inbox.envelopes[0].device, phone.device);
    assert_eq!(inbox.envelopes[0].author.author.name, "Sam Teacher");
    let receipts: Vec<_> = inbox.envelopes.into_iter().map(|one| one.receipt).collect();
    assert_eq!(receipts, [receipt, second]);
    assert_eq!(receipts.iter().map(|one| one.seq).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(page(&school, &school.signs_in(Route::Head), "").envelopes, []);
    assert_eq!(page(&school, &school.signs_in(Route::Chair), "").envelopes.len(), 1);
}

#[apply(each_store)]
fn whoever_holds_two_routes_sees_both_in_the_order_of_arrival(store: StoreKind) {
    let world = TestEndpoint::start(store);
    world.offers_setup(SETUP_CODE);
    // In a small school the head is the DSL's deputy too.
    let school = TestSchool::with_two_dsls(&world.client, SETUP_CODE);

    let phone = school.enrols_a_phone();
    let arrivals = [Route::Dsl, Route::Head, Route::Chair, Route::Dsl, Route::Head];
    for route in arrivals {
        phone.delivers_a_concern(route);
        world.waits(1000);
    }
    let page = page(&school, &school.signs_in(Route::Head), "");
    let routes: Vec<_> = page.envelopes.iter().map(|one| one.receipt.route).collect();
    assert_eq!(routes, [Route::Dsl, Route::Head, Route::Dsl, Route::Head]);
}

#[apply(each_store)]
fn a_long_inbox_comes_in_pages_that_miss_and_repeat_nothing(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let mut delivered = Vec::new();
    for _ in 0..2 {
        let phone = school.enrols_a_phone();
        delivered.extend((0..55).map(|_| phone.delivers_a_concern(Route::Dsl).2));
        // The machine's clock is set back in between: the order of arrival stays.
        world.waits(-3_600_000);
    }
    let cookie = school.signs_in(Route::Dsl);
    let (mut seen, mut after, mut pages) = (Vec::new(), Some(String::new()), 0);
    while let Some(text) = after {
        let page = page(&school, &cookie, &text);
        seen.extend(page.envelopes.into_iter().map(|one| one.receipt));
        (after, pages) = (page.next, pages + 1);
    }
    assert_eq!((seen, pages), (delivered, 3));
    let answer =
        school.client.get(&format!("{}?after=nonsense!", address::INBOX_ENVELOPES), &[("cookie", &cookie)]);
    answer.says(422, problem::UNREADABLE_BODY, "The cursor is not one.");
}

#[apply(each_store)]
fn marked_as_read_is_seen_by_the_phone_and_the_first_word_stays(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let (id, _, receipt) = phone.delivers_a_concern(Route::Dsl);
    let (dsl, cookie) = (school.member(Route::Dsl), school.signs_in(Route::Dsl));
    let path = address::at(address::INBOX_READ, id);
    let headers = [("cookie", cookie.as_str())];
    let first = read::sign(&dsl.keys, &receipt, world.now());
    world.client.put(&path, &headers, &first).is(204);
    world.client.put(&path, &headers, &read::sign(&dsl.keys, &receipt, world.now() + 5)).is(204);

    let seen = state(&phone, id).read.unwrap();
    assert_eq!(seen, first);
    assert_eq!(read::check(&dsl.keys.signing_key(), &receipt, &seen), Ok(()));
    assert_eq!(page(&school, &cookie, "").envelopes[0].read, Some(first));
}

#[apply(each_store)]
fn a_conflicting_envelope_is_read_by_itself(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let (id, ..) = phone.delivers_a_concern(Route::Dsl);
    let other: Receipt = phone.delivers(id, &phone.seals(id, Route::Dsl, "Other words")).is(409).json();
    let (dsl, cookie) = (school.member(Route::Dsl), school.signs_in(Route::Dsl));
    let read = read::sign(&dsl.keys, &other, world.now());
    let headers = [("cookie", cookie.as_str())];
    world.client.put(&address::at(address::INBOX_READ, id), &headers, &read).is(204);
    let reads: Vec<_> = page(&school, &cookie, "").envelopes.into_iter().map(|one| one.read).collect();
    assert_eq!(reads, [None, Some(read)]);
    assert_eq!(state(&phone, id).read, None);
}

#[apply(each_store)]
fn a_false_signature_or_another_route_s_member_marks_nothing_as_read(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let (id, _, receipt) = phone.delivers_a_concern(Route::Dsl);
    let path = address::at(address::INBOX_READ, id);
    let dsl = school.signs_in(Route::Dsl);
    let by_head = read::sign(&school.member(Route::Head).keys, &receipt, world.now());
    let answer = world.client.put(&path, &[("cookie", &dsl)], &by_head);
    answer.says(422, problem::UNREADABLE_BODY, "The mark doesn't fit this record.");

    let head = school.signs_in(Route::Head);
    let (closed, unknown) = (
        world.client.put(&path, &[("cookie", &head)], &by_head),
        world.client.put(&address::at(address::INBOX_READ, new_id()), &[("cookie", &head)], &by_head),
    );
    assert_eq!((closed.status, &closed.body), (404, &unknown.body));
    assert_eq!(state(&phone, id).read, None);
}

#[apply(each_store)]
fn the_inviting_member_countersigns_the_author_s_key_once_the_phone_has_enrolled(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (dsl, cookie) = (school.member(Route::Dsl), school.signs_in(Route::Dsl));
    let headers = [("cookie", cookie.as_str())];
    let authors = || world.client.get(address::INBOX_AUTHORS, &headers).is(200).json::<Vec<AuthorOnFile>>();
    let (invitation, request) = school.invites(&cookie);
    assert_eq!((authors()[0].enrolled.as_ref(), authors()[0].countersign.as_ref()), (None, None));

    let (phone, enrolment) = TestPhone::planned(&school, &invitation);
    let path = address::at(address::INBOX_COUNTERSIGN, request.author);
    let author = authors()[0].author.clone();
    let countersign = dsl.keys.countersign(school.id, &author, &phone.author.public());
    let early = world.client.put(&path, &headers, &countersign);
    early.says(422, problem::UNREADABLE_BODY, "Nobody has set up a phone with this link.");

    world.client.post(&address::at(address::ENROLMENT, invitation.code()), &[], &enrolment).is(201);
    let enrolled = authors()[0].enrolled.clone().unwrap();
    assert_eq!(invitation.check_proof(&enrolled.author_key, enrolled.device, &enrolled.proof), Ok(()));
    let by_head = school.member(Route::Head).keys.countersign(school.id, &author, &enrolled.author_key);
    let head = school.signs_in(Route::Head);
    world.client.put(&path, &[("cookie", &head)], &by_head).says(
        422,
        problem::UNREADABLE_BODY,
        "Only the member",
    );
    world.client.put(&path, &headers, &countersign).is(204);
    assert_eq!(authors()[0].countersign, Some(countersign));
}
