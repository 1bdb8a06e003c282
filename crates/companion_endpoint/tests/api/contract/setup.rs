//! Founding a school.

use companion_model::wire::v1::{SetupAnswer, address, problem};

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{MINUTE, SETUP_CODE, TestEndpoint, TestSchool};

#[apply(each_store)]
fn a_school_is_founded_once_and_a_repeated_request_gets_the_same_answer(store: StoreKind) {
    let world = TestEndpoint::start(store);
    world.offers_setup(SETUP_CODE);
    let (school, request) = TestSchool::planned(&world.client, SETUP_CODE);
    let path = address::at(address::SETUP, SETUP_CODE);
    let first: SetupAnswer = world.client.post(&path, &[], &request).is(201).json();
    let again: SetupAnswer = world.client.post(&path, &[], &request).is(200).json();
    assert_eq!((first.school, again.school), (school.id, school.id));

    let mut other = request;
    other.members[0].name = "Somebody else".into();
    world.client.post(&path, &[], &other).says(410, problem::SPENT_CODE, "companion-endpoint init");
}

#[apply(each_store)]
fn a_set_up_code_nobody_gave_out_founds_nothing(store: StoreKind) {
    let world = TestEndpoint::start(store);
    world.offers_setup(SETUP_CODE);
    let (_, request) = TestSchool::planned(&world.client, SETUP_CODE);
    let answer = world.client.post(&address::at(address::SETUP, "guessed"), &[], &request);
    answer.says(404, problem::UNKNOWN_CODE, "Nothing was set up.");
    world.client.get(&address::at(address::SETUP, "guessed"), &[]).says(
        404,
        problem::UNKNOWN_CODE,
        "Nothing was set up.",
    );
}

#[apply(each_store)]
fn a_set_up_code_is_good_for_a_day(store: StoreKind) {
    let world = TestEndpoint::start(store);
    world.offers_setup(SETUP_CODE);
    world.waits(24 * 60 * MINUTE);
    let answer = world.client.get(&address::at(address::SETUP, SETUP_CODE), &[]);
    answer.says(410, problem::SPENT_CODE, "companion-endpoint init");
}

#[apply(each_store)]
fn a_school_whose_directory_is_not_its_own_is_refused_and_the_code_stays_open(store: StoreKind) {
    let world = TestEndpoint::start(store);
    world.offers_setup(SETUP_CODE);
    let path = address::at(address::SETUP, SETUP_CODE);
    let (_, good) = TestSchool::planned(&world.client, SETUP_CODE);

    let mut unsigned = good.clone();
    unsigned.directory.body = unsigned.directory.body.replace("01632 960001", "01632 960999");
    world.client.post(&path, &[], &unsigned).says(422, problem::UNREADABLE_BODY, "not signed by itself");

    let mut foreign = good.clone();
    foreign.school = crate::world::new_id();
    world.client.post(&path, &[], &foreign).says(422, problem::UNREADABLE_BODY, "another school's");

    let mut unopenable = good.clone();
    unopenable.route_keys.pop();
    world.client.post(&path, &[], &unopenable).says(422, problem::UNREADABLE_BODY, "nobody who can open it");

    let mut twice = good.clone();
    twice.members.push(twice.members[0].clone());
    world.client.post(&path, &[], &twice).says(422, problem::UNREADABLE_BODY, "Nothing was saved");

    world.client.post(&path, &[], &good).is(201);
}

#[apply(each_store)]
fn a_directory_that_names_another_endpoint_s_receipt_key_is_refused(store: StoreKind) {
    let (world, other) = (TestEndpoint::start(store), TestEndpoint::start(store));
    world.offers_setup(SETUP_CODE);
    other.offers_setup(SETUP_CODE);
    let (_, request) = TestSchool::planned(&other.client, SETUP_CODE);
    let answer = world.client.post(&address::at(address::SETUP, SETUP_CODE), &[], &request);
    answer.says(422, problem::UNREADABLE_BODY, "receipt key");
}
