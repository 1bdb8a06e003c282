//! What a member brings in a file: kept once, whoever brings it first, and only of a route they hold.

use companion_model::{
    Route,
    wire::v1::{ENVELOPE_LIMIT, EnvelopeState, Flag, InboxEnvelope, InboxPage, Receipt, address, problem},
};
use uuid::Uuid;

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{HttpResponse, TestEndpoint, TestPhone, TestSchool, content_digest, new_id};

/// The member of a route imports an envelope.
pub fn imports(school: &TestSchool, route: Route, id: Uuid, envelope: &[u8]) -> HttpResponse {
    let (cookie, digest) = (school.signs_in(route), content_digest(envelope));
    let headers = [
        ("cookie", cookie.as_str()),
        ("content-digest", digest.as_str()),
        ("content-type", "application/octet-stream"),
    ];
    school.client.send("PUT", &address::at(address::INBOX_ENVELOPE, id), &headers, envelope)
}

pub fn listed(school: &TestSchool) -> Vec<InboxEnvelope> {
    let cookie = school.signs_in(Route::Dsl);
    school.client.get(address::INBOX_ENVELOPES, &[("cookie", &cookie)]).is(200).json::<InboxPage>().envelopes
}

fn dsl(school: &TestSchool) -> Option<Uuid> {
    Some(school.member(Route::Dsl).keys.id())
}

#[apply(each_store)]
fn what_is_imported_first_is_one_record_and_its_phone_gets_the_first_receipt(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "Carried");
    let imported = imports(&school, Route::Dsl, id, &envelope).is(201);
    let receipt: Receipt = imported.json();
    phone.believes(&receipt, id, &envelope);
    // Nothing in it that a phone of an earlier release could not check.
    assert_eq!((receipt.flags.as_slice(), receipt.seq, receipt.received_at), ([].as_slice(), 1, world.now()));

    world.waits(60_000);
    assert_eq!(imports(&school, Route::Dsl, id, &envelope).is(200).body, imported.body);
    assert_eq!(phone.delivers(id, &envelope).is(200).body, imported.body);
    let state: EnvelopeState = phone.asks(&address::at(address::ENVELOPE_STATE, id)).is(200).json();
    assert_eq!(state.receipt, receipt);
    let all = listed(&school);
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].imported_by, all[0].device, &all[0].bytes.0), (dsl(&school), phone.device, &envelope));
    assert_eq!(all[0].author.author.name, "Sam Teacher");
}

#[apply(each_store)]
fn a_record_that_its_phone_delivered_first_is_not_an_import(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let (id, envelope, receipt) = phone.delivers_a_concern(Route::Dsl);
    assert_eq!(imports(&school, Route::Dsl, id, &envelope).is(200).json::<Receipt>(), receipt);
    let all = listed(&school);
    assert_eq!((all.len(), all[0].imported_by), (1, None));
}

#[apply(each_store)]
fn other_bytes_under_a_known_id_are_kept_beside_the_first_whoever_brings_them(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let (first, second) = (new_id(), new_id());
    let envelopes = [first, second].map(|id| {
        (phone.seals(id, Route::Dsl, "The first words"), phone.seals(id, Route::Dsl, "Other words"))
    });
    phone.delivers(first, &envelopes[0].0).is(201);
    let imported = imports(&school, Route::Dsl, first, &envelopes[0].1).is(409);
    assert_eq!(imported.json::<Receipt>().flags, [Flag::Conflict]);
    assert_eq!(imports(&school, Route::Dsl, first, &envelopes[0].1).is(409).body, imported.body);

    imports(&school, Route::Dsl, second, &envelopes[1].0).is(201);
    let delivered: Receipt = phone.delivers(second, &envelopes[1].1).is(409).json();
    assert_eq!(delivered.flags, [Flag::Conflict]);
    let by: Vec<_> = listed(&school).into_iter().map(|one| one.imported_by).collect();
    assert_eq!(by, [None, dsl(&school), dsl(&school), None]);
}

#[apply(each_store)]
fn what_a_removed_phone_sealed_is_flagged_whoever_brings_it(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let (removed, stays) = (school.enrols_a_phone(), school.enrols_a_phone());
    school.removes(&removed);
    for (phone, flags) in [(&removed, vec![Flag::RemovedDevice]), (&stays, vec![])] {
        let id = new_id();
        let envelope = phone.seals(id, Route::Dsl, "Carried");
        let receipt: Receipt = imports(&school, Route::Dsl, id, &envelope).is(201).json();
        phone.believes(&receipt, id, &envelope);
        assert_eq!(receipt.flags, flags);
    }
}

#[apply(each_store)]
fn a_member_and_a_phone_at_once_are_one_record(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "Once");
    let answers: Vec<HttpResponse> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..10)
            .map(|n| {
                let (school, phone, envelope) = (&school, &phone, &envelope);
                scope.spawn(move || match n % 2 {
                    0 => imports(school, Route::Dsl, id, envelope),
                    _ => phone.delivers(id, envelope),
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    assert_eq!(listed(&school).len(), 1);
}

#[apply(each_store)]
fn another_route_s_record_is_not_taken_in_and_which_route_it_is_for_is_not_said(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let envelope = phone.seals(id, Route::Chair, "About the DSL and the head");
    let refused = imports(&school, Route::Dsl, id, &envelope);
    refused.says(403, problem::OTHER_ROUTE, "Nothing was imported, and the file hasn't changed.");
    assert!(!String::from_utf8_lossy(&refused.body).contains("chair"));
    phone.asks(&address::at(address::ENVELOPE_STATE, id)).is(404);
    imports(&school, Route::Chair, id, &envelope).is(201);
    assert_eq!(listed(&school), []);
}

#[apply(each_store)]
fn only_a_member_imports_and_what_a_phone_may_not_put_a_member_may_not_either(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "Good");
    let path = address::at(address::INBOX_ENVELOPE, id);
    let (token, digest) = (phone.authorization(), content_digest(&envelope));
    let as_a_phone = [("authorization", token.as_str()), ("content-digest", &digest)];
    assert_eq!(world.client.send("PUT", &path, &as_a_phone, &envelope).status, 401);
    let cookie = school.signs_in(Route::Dsl);
    let elsewhere =
        [("cookie", cookie.as_str()), ("content-digest", &digest), ("origin", "https://elsewhere.example")];
    assert_eq!(world.client.send("PUT", &path, &elsewhere, &envelope).status, 403);
    let unproved = [("cookie", cookie.as_str())];
    assert_eq!(world.client.send("PUT", &path, &unproved, &envelope).status, 422);

    let mut long = envelope.clone();
    long.resize(ENVELOPE_LIMIT + 1, 0);
    assert_eq!(imports(&school, Route::Dsl, id, &long).status, 413);
    assert_eq!(imports(&school, Route::Dsl, new_id(), &envelope).status, 422);
    assert_eq!(imports(&school, Route::Dsl, id, b"<html>").status, 422);
    world.offers_setup("second");
    let neighbour = TestSchool::founded_at(&world.client, "second");
    let strange = TestPhone { directory: neighbour.directory.clone(), ..phone };
    let strange = strange.seals(id, Route::Dsl, "For another school's keys");
    imports(&school, Route::Dsl, id, &strange).says(422, problem::UNPUBLISHED_KEY, "");
    assert_eq!(listed(&school), []);
}
