//! What is everybody's in a directory: changed by an administrator alone, and by them only to what can be.

use companion_model::{
    Millis, Route,
    wire::{
        Bytes,
        v1::{Contact, Directory, DirectoryRequest, KdfParams, address, problem},
    },
};
use companion_seal::directory;

use super::joining;
use super::{StoreKind, apply, each_store, rstest};
use crate::world::{HttpResponse, MINUTE, SETUP_CODE, TestEndpoint, TestSchool};

const DAY: Millis = 24 * 60 * MINUTE;

/// The head, who is no administrator, or the DSL, who is one, publishes the directory here with a change.
fn changes(
    world: &TestEndpoint,
    school: &TestSchool,
    route: Route,
    change: impl FnOnce(&mut Directory),
) -> HttpResponse {
    let phone_s = school.enrols_a_phone().fetches_the_directory();
    let known = directory::verify(&phone_s, directory::Trust::Itself).unwrap();
    let mut newer = Directory { version: known.version + 1, issued_at: world.now(), ..known };
    change(&mut newer);
    let directory = directory::sign(&newer, school.route_keys(route)).unwrap();
    let request = DirectoryRequest { directory, route_keys: vec![] };
    world.client.put(address::INBOX_DIRECTORY, &[("cookie", &school.signs_in(route))], &request)
}

type Change = fn(&mut Directory);

/// A change of every field that is no route's.
fn of_everybody() -> [(&'static str, Change); 5] {
    [
        ("school_name", |one| one.school_name = "Another School".into()),
        ("contacts", |one| {
            one.contacts = vec![Contact {
                name: "Somebody".into(),
                number: "01632 960002".into(),
                for_what: "Anything".into(),
            }];
        }),
        ("lock_after_min", |one| one.lock_after_min = Some(30)),
        ("receipt_keys", |one| one.receipt_keys.push(Bytes(vec![9; 32]))),
        ("valid_until", |one| one.valid_until = one.issued_at + 300 * DAY),
    ]
}

#[apply(each_store)]
fn a_route_changes_nothing_that_is_everybody_s_and_an_administrator_does(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    for (what, change) in of_everybody() {
        let refused = changes(&world, &school, Route::Head, change);
        refused.says(403, problem::NOT_ADMINISTRATOR, "Nothing was changed.");
        assert_eq!(changes(&world, &school, Route::Dsl, change).status, 204, "{what}");
    }
}

#[apply(each_store)]
fn any_member_renews_the_directory_for_a_year_and_for_no_other_time(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let year = 365 * DAY;
    for lasts in [year + 2 * DAY, year - 2 * DAY, 399 * DAY] {
        let refused = changes(&world, &school, Route::Head, |one| one.valid_until = one.issued_at + lasts);
        refused.says(403, problem::NOT_ADMINISTRATOR, "");
    }
    for apart in [0, DAY / 2, -DAY / 2] {
        // By a clock that is a little off.
        let renewed = changes(&world, &school, Route::Head, |one| {
            one.issued_at += apart;
            one.valid_until = one.issued_at + year;
        });
        assert_eq!(renewed.status, 204, "{apart}");
    }
}

#[apply(each_store)]
fn times_that_can_t_be_are_refused_whoever_signs_them(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let impossible: [Change; 6] = [
        |one| one.issued_at += 2 * DAY,
        |one| (one.issued_at, one.valid_until) = (one.issued_at + 2 * DAY, one.issued_at + 300 * DAY),
        |one| one.valid_until = one.issued_at,
        |one| one.valid_until = one.issued_at + 401 * DAY,
        |one| (one.issued_at, one.valid_until) = (one.issued_at - 300 * DAY, one.issued_at - DAY),
        |one| (one.issued_at, one.valid_until) = (i64::MIN, i64::MAX),
    ];
    for change in impossible {
        let refused = changes(&world, &school, Route::Dsl, change);
        refused.says(422, problem::UNREADABLE_BODY, "don't match the server's");
    }
    assert_eq!(changes(&world, &school, Route::Dsl, |_| {}).status, 204, "an end that stays");
}

#[apply(each_store)]
fn receipt_keys_are_keys_and_this_endpoint_s_is_among_them(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let impossible: [Change; 4] = [
        |one| one.receipt_keys = vec![],
        |one| one.receipt_keys = vec![Bytes(vec![9; 32])],
        |one| one.receipt_keys.push(Bytes(vec![9; 31])),
        |one| one.receipt_keys.extend((0..4).map(|n| Bytes(vec![n; 32]))),
    ];
    for change in impossible {
        assert_eq!(changes(&world, &school, Route::Dsl, change).status, 422);
    }
    let to_come: Change = |one| one.receipt_keys.insert(0, Bytes(vec![9; 32]));
    assert_eq!(changes(&world, &school, Route::Dsl, to_come).status, 204);
    assert_eq!(
        changes(&world, &school, Route::Head, |_| {}).status,
        204,
        "what an administrator named stays"
    );
    school.enrols_a_phone().delivers_a_concern(Route::Dsl);
}

/// Weaker than desks make it, or more than a browser has.
fn wrong_costs(good: &KdfParams) -> Vec<KdfParams> {
    let with = |memory_kib, passes| KdfParams { memory_kib, passes, ..good.clone() };
    let short = KdfParams { salt: Bytes(vec![7; 15]), ..good.clone() };
    let costs = [(8, 1), (19 * 1024 - 1, 2), (19 * 1024, 1), (256 * 1024 + 1, 2), (19 * 1024, 11)];
    costs.into_iter().map(|(memory_kib, passes)| with(memory_kib, passes)).chain([short]).collect()
}

#[apply(each_store)]
fn nobody_founds_or_joins_a_school_with_a_passphrase_that_costs_too_little_or_too_much(store: StoreKind) {
    let world = TestEndpoint::start(store);
    world.offers_setup(SETUP_CODE);
    let (_, setup) = TestSchool::planned(&world.client, SETUP_CODE);
    let path = address::at(address::SETUP, SETUP_CODE);
    for stretch in wrong_costs(&setup.members[0].stretch) {
        let mut wrong = setup.clone();
        wrong.members[1].stretch = stretch;
        world.client.post(&path, &[], &wrong).says(422, problem::UNREADABLE_BODY, "key derivation");
    }

    let school = TestSchool::of_its_dsl(&world.client, SETUP_CODE);
    let (link, invitation) = joining::planned(&school, Route::Head);
    world
        .client
        .post(address::INBOX_JOINING, &[("cookie", &school.signs_in(Route::Dsl))], &invitation)
        .is(201);
    let (_, request) = joining::joins(&school, &link);
    for stretch in wrong_costs(&request.member.stretch) {
        let mut wrong = request.clone();
        wrong.member.stretch = stretch;
        let refused = world.client.post(&joining::path(&link), &[], &wrong);
        refused.says(422, problem::UNREADABLE_BODY, "key derivation");
    }
    world.client.post(&joining::path(&link), &[], &request).is(201);
}

#[apply(each_store)]
fn no_school_is_founded_with_a_directory_from_the_future_or_for_ever(store: StoreKind) {
    let world = TestEndpoint::start(store);
    world.offers_setup(SETUP_CODE);
    let (school, setup) = TestSchool::planned(&world.client, SETUP_CODE);
    let now = world.now();
    for (issued_at, valid_until) in [(now + 2 * DAY, now + 300 * DAY), (now, now - 1), (now, i64::MAX)] {
        let mut wrong = setup.clone();
        let directory = Directory { issued_at, valid_until, ..school.directory.clone() };
        wrong.directory = directory::sign(&directory, school.route_keys(Route::Dsl)).unwrap();
        let refused = world.client.post(&address::at(address::SETUP, SETUP_CODE), &[], &wrong);
        refused.says(422, problem::UNREADABLE_BODY, "don't match the server's");
    }
}
