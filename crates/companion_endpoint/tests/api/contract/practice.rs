//! Practice: on a path of its own, with receipts that are none for a record, and in no list, number or count of records.

use companion_model::{
    Route,
    wire::v1::{Flag, InboxEnvelope, InboxPage, Receipt, address, problem},
};

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{TestEndpoint, new_id};

#[apply(each_store)]
fn practice_is_received_once_and_lies_apart_from_every_record(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "Practice");
    let first = phone.practises(id, &envelope).is(201);
    let receipt: Receipt = first.json();
    phone.believes(&receipt, id, &envelope);
    assert_eq!((receipt.flags.as_slice(), receipt.seq), (&[Flag::Practice][..], 0));
    assert_eq!(phone.practises(id, &envelope).is(200).body, first.body);

    let cookie = school.signs_in(Route::Dsl);
    let get = |path: &str| world.client.get(path, &[("cookie", &cookie)]).is(200);
    let page: InboxPage = get(address::INBOX_ENVELOPES).json();
    let practice: Vec<InboxEnvelope> = get(address::INBOX_PRACTICE).json();
    assert_eq!((page.envelopes.len(), practice.len()), (0, 1));
    assert_eq!(practice[0].bytes.0, envelope);
    phone.asks(&address::at(address::ENVELOPE_STATE, id)).says(404, problem::UNKNOWN_ENVELOPE, "");

    // The first record of the route has the first number all the same, and the same id is free for it.
    let record: Receipt = phone.delivers(id, &envelope).is(201).json();
    assert_eq!((record.flags.as_slice(), record.seq), (&[][..], 1));
}

#[apply(each_store)]
fn practice_of_other_routes_is_not_shown(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    phone.practises(id, &phone.seals(id, Route::Head, "Practice")).is(201);
    let cookie = school.signs_in(Route::Dsl);
    let practice: Vec<InboxEnvelope> =
        world.client.get(address::INBOX_PRACTICE, &[("cookie", &cookie)]).json();
    assert_eq!(practice.len(), 0);
}

#[apply(each_store)]
fn what_is_longer_than_the_fixed_words_is_no_practice(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let id = new_id();
    let long = phone.seals(id, Route::Dsl, &"a real account ".repeat(400));
    phone.practises(id, &long).says(413, problem::TOO_LARGE, "");
}
