//! How much is taken from one phone, from one that was removed, and from one member who imports.

use companion_endpoint::rules::Amount;
use companion_model::{
    Route,
    wire::v1::{DeviceAnswer, StatesAnswer, StatesRequest, address, problem},
};
use companion_seal::directory::{self, Trust};

use super::directory::{changed, publishes};
use super::joining;
use super::{StoreKind, apply, each_store, rstest};
use crate::world::{
    EndpointOptions, HttpResponse, MINUTE, SETUP_CODE, TestEndpoint, TestPhone, TestSchool, content_digest,
    new_id,
};

const DAY: i64 = 24 * 60 * MINUTE;

fn with_school(store: StoreKind, puts_per_day: Option<Amount>) -> (TestEndpoint, TestSchool) {
    TestEndpoint::with_school_and(
        store,
        EndpointOptions { puts_per_minute: None, puts_per_day, ..Default::default() },
    )
}

/// Delivers something new.
fn puts(phone: &TestPhone, words: &str) -> (uuid::Uuid, Vec<u8>, HttpResponse) {
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, words);
    let answer = phone.delivers(id, &envelope);
    (id, envelope, answer)
}

fn practises(phone: &TestPhone) -> (uuid::Uuid, Vec<u8>, HttpResponse) {
    let id = new_id();
    let envelope = phone.seals(id, Route::Dsl, "Practice");
    let answer = phone.practises(id, &envelope);
    (id, envelope, answer)
}

#[apply(each_store)]
fn from_a_removed_phone_so_much_is_taken_and_no_more_and_what_is_known_keeps_its_receipt(store: StoreKind) {
    let (world, school) = with_school(store, None);
    let (phone, other) = (school.enrols_a_phone(), school.enrols_a_phone());
    let (early, early_envelope, _) = puts(&phone, "Before");
    school.removes(&phone);
    let mut taken = 0;
    let (refused, envelope, answer) = loop {
        let (id, envelope, answer) = puts(&phone, "After");
        if answer.status != 201 {
            break (id, envelope, answer);
        }
        taken += 1;
        assert!(taken <= 50, "it takes ever more");
    };
    assert_eq!(taken, 50);
    let sentence = "Anything the school doesn't have yet is still on this phone. Phone your DSL";
    answer.says(403, problem::REMOVED_DEVICE, sentence);
    // However long it waits, and whatever the clock does.
    for ms in [10 * DAY, -20 * DAY, 10 * DAY] {
        world.waits(ms);
        phone.delivers(refused, &envelope).says(403, problem::REMOVED_DEVICE, sentence);
    }
    phone.delivers(early, &early_envelope).is(200);
    let asked = StatesRequest { ids: vec![early, refused] };
    let states = world.client.post(address::STATES, &[("authorization", &phone.authorization())], &asked);
    let states: StatesAnswer = states.is(200).json();
    assert_eq!((states.held.len(), states.unknown), (1, vec![refused]));

    // Others go on; the record itself arrives from a phone that was set up again, or in a file.
    puts(&other, "From another").2.is(201);
    other.delivers(refused, &envelope).is(201);
}

#[apply(each_store)]
fn practice_of_a_removed_phone_has_a_bound_of_its_own(store: StoreKind) {
    let (world, school) = with_school(store, None);
    let phone = school.enrols_a_phone();
    school.removes(&phone);
    let taken = (0..80)
        .filter(|_| {
            world.waits(DAY / 20);
            practises(&phone).2.status == 201
        })
        .count();
    assert_eq!(taken, 50);
    practises(&phone).2.says(403, problem::REMOVED_DEVICE, "");
    puts(&phone, "A record").2.is(201);
}

#[apply(each_store)]
fn a_removed_phone_is_given_no_directory_and_still_hears_its_order(store: StoreKind) {
    let (world, school) = with_school(store, None);
    let (invitation, _) = school.invites(&school.signs_in(Route::Dsl));
    let (phone, request) = TestPhone::planned(&school, &invitation);
    let path = address::at(address::ENROLMENT, invitation.code());
    world.client.post(&path, &[], &request).is(201);
    world.client.post(&path, &[], &request).is(200);
    phone.fetches_the_directory();
    school.removes(&phone);
    let refused = phone.asks(address::DIRECTORY);
    refused.says(403, problem::REMOVED_DEVICE, "is still on this phone. Phone your DSL");
    // Nor by another way.
    world.client.post(&path, &[], &request).says(410, problem::SPENT_CODE, "");
    let report = serde_json::json!({ "version": "0.4.0" });
    let order = world.client.post(address::DEVICE, &[("authorization", &phone.authorization())], &report);
    assert!(order.is(200).json::<DeviceAnswer>().removal.is_some());
    school.enrols_a_phone().fetches_the_directory();
}

#[apply(each_store)]
fn a_phone_that_can_t_know_who_ordered_it_removed_is_given_the_directory_of_that_day_and_no_later_one(
    store: StoreKind,
) {
    let world = TestEndpoint::start(store);
    world.offers_setup(SETUP_CODE);
    let mut school = TestSchool::of_its_dsl(&world.client, SETUP_CODE);
    let before = school.enrols_a_phone();
    world.waits(DAY);
    let head = joining::lets_in_a_head(&world, &mut school);
    world.waits(DAY);
    let after = school.enrols_a_phone();
    for phone in [&before, &after] {
        let order = head.keys.order_removal(school.id, phone.device, world.now());
        let path = address::at(address::INBOX_REMOVAL, phone.device);
        let cookie = head.tries(&school, &head.login_key).header("set-cookie").to_owned();
        let cookie = cookie.split(';').next().unwrap();
        world.client.put(&path, &[("cookie", cookie)], &order).is(204);
    }
    after.asks(address::DIRECTORY).says(403, problem::REMOVED_DEVICE, "");
    let given = before.fetches_the_directory();
    let version = |signed| directory::verify(signed, Trust::Itself).unwrap().version;
    assert_eq!(version(&given), 2);

    assert_eq!(publishes(&world, &school.signs_in(Route::Dsl), &changed(&school, 3).0), 204);
    assert_eq!(version(&school.enrols_a_phone().fetches_the_directory()), 3);
    assert_eq!(before.fetches_the_directory(), given);
}

#[apply(each_store)]
fn a_phone_that_has_sent_its_day_s_number_or_bytes_waits_and_no_other_does(store: StoreKind) {
    let length = 4096 + 167;
    for puts_per_day in
        [Amount { envelopes: 3, bytes: 1 << 40 }, Amount { envelopes: 100, bytes: 3 * length + 5 }]
    {
        let (world, school) = with_school(store, Some(puts_per_day));
        let (busy, calm) = (school.enrols_a_phone(), school.enrols_a_phone());
        let first: Vec<_> = (0..3)
            .map(|_| {
                world.waits(60 * MINUTE);
                puts(&busy, "Today")
            })
            .collect();
        assert!(first.iter().all(|(.., answer)| answer.status == 201));
        let (id, envelope, refused) = puts(&busy, "One more");
        refused.says(429, problem::TOO_MANY, "Sending continues within a day");
        let wait: i64 = refused.header("retry-after").parse().unwrap();
        assert!(((DAY - 2 * 60 * MINUTE) / 1000..=DAY / 1000).contains(&wait), "{wait}");
        busy.delivers(first[0].0, &first[0].1).is(200);
        puts(&calm, "Calm").2.is(201);
        world.waits(wait * 1000);
        busy.delivers(id, &envelope).is(201);
        puts(&busy, "And another").2.is(429);
    }
}

#[apply(each_store)]
fn what_a_member_imports_in_a_day_has_a_bound_and_a_colleague_has_their_own(store: StoreKind) {
    let (world, school) = with_school(store, Some(Amount::of(2)));
    let phone = school.enrols_a_phone();
    let imports = |route: Route| {
        let id = new_id();
        let envelope = phone.seals(id, route, "Carried");
        let (cookie, digest) = (school.signs_in(route), content_digest(&envelope));
        let headers = [("cookie", cookie.as_str()), ("content-digest", digest.as_str())];
        world.client.send("PUT", &address::at(address::INBOX_ENVELOPE, id), &headers, &envelope)
    };
    imports(Route::Dsl).is(201);
    imports(Route::Dsl).is(201);
    imports(Route::Dsl).says(429, problem::TOO_MANY_FILES, "the file hasn't changed. Keep it");
    imports(Route::Head).is(201);
    puts(&phone, "By itself").2.is(201);
    world.waits(DAY);
    imports(Route::Dsl).is(201);
}

#[apply(each_store)]
fn practice_has_a_day_s_bound_of_its_own_and_is_not_counted_among_the_day_s_records(store: StoreKind) {
    let (world, school) = with_school(store, Some(Amount::of(1)));
    let phone = school.enrols_a_phone();
    let (id, envelope, _) = practises(&phone);
    for _ in 1..200 {
        practises(&phone).2.is(201);
    }
    practises(&phone).2.says(429, problem::TOO_MANY, "is still on this phone");
    phone.practises(id, &envelope).is(200);
    puts(&phone, "A record").2.is(201);
    world.waits(DAY);
    practises(&phone).2.is(201);
}
