//! Timestamps: the endpoint's word on when it saw a digest.

use companion_model::wire::v1::{Timestamp, TimestampRequest, address, problem};
use companion_seal::timestamp;

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{MINUTE, TestEndpoint};

#[apply(each_store)]
fn a_phone_gets_the_endpoint_s_time_on_a_digest(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    world.waits(3 * MINUTE);
    let headers = [("authorization", phone.authorization())];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    let request = TimestampRequest { digest: [7; 32].into() };
    let given: Timestamp = world.client.post(address::TIMESTAMPS, &headers, &request).is(200).json();
    assert_eq!(given.at, world.now());
    let keys = &phone.directory.receipt_keys;
    assert_eq!(timestamp::check(&given, keys, school.id, &[7; 32]), Ok(()));
    assert!(timestamp::check(&given, keys, school.id, &[8; 32]).is_err());

    let short = TimestampRequest { digest: vec![7; 31].into() };
    let answer = world.client.post(address::TIMESTAMPS, &headers, &short);
    answer.says(422, problem::UNREADABLE_BODY, "wrong length");
}

#[apply(each_store)]
fn only_an_enrolled_phone_gets_a_timestamp(store: StoreKind) {
    let (world, _school) = TestEndpoint::with_school(store);
    let answer = world.client.post(address::TIMESTAMPS, &[], &TimestampRequest { digest: [7; 32].into() });
    answer.says(401, problem::NO_TOKEN, "");
}
