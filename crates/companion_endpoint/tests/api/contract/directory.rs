//! A newer directory: published by a member, believed by phones, and what was sealed to the key before is still taken.

use companion_model::{
    Route,
    wire::v1::{
        AuthorOnFile, Directory, DirectoryRequest, InboxPage, RouteEntry, SealedRouteKey, SessionAnswer,
        SignedDirectory, address, problem,
    },
};
use companion_seal::{directory, member::MemberKeys, read, route_keys::RouteKeys};

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{MemberOfStaff, SETUP_CODE, TestEndpoint, TestPhone, TestSchool};

/// The DSL's key is changed; answers the request and the new keys.
pub fn changed(school: &TestSchool, version: u64) -> (DirectoryRequest, RouteKeys) {
    changed_for(school, version, &[school.member(Route::Dsl)])
}

/// The same for exactly these people.
pub fn changed_for(
    school: &TestSchool,
    version: u64,
    people: &[&MemberOfStaff],
) -> (DirectoryRequest, RouteKeys) {
    let keys = RouteKeys::generate(Route::Dsl).unwrap();
    let entries = people.iter().map(|one| one.as_entry(school.id)).collect();
    let before = directory::route(&school.directory, Route::Dsl).unwrap();
    let next = directory::succeed(school.id, before, school.route_keys(Route::Dsl), &keys, entries).unwrap();
    let sealed = people.iter().map(|one| {
        let (member, key) = (one.keys.id(), one.keys.encryption_key());
        let sealed = keys.seal_to(school.id, member, &key).unwrap();
        SealedRouteKey { route: Route::Dsl, kid: keys.kid(), member, sealed }
    });
    let directory = signed(school, version, &next, &keys);
    (DirectoryRequest { directory, route_keys: sealed.collect() }, keys)
}

fn signed(school: &TestSchool, version: u64, dsl: &RouteEntry, keys: &RouteKeys) -> SignedDirectory {
    let known = &school.directory;
    let routes = known.routes.iter().map(|entry| if entry.route == Route::Dsl { dsl } else { entry });
    let newer = Directory { version, routes: routes.cloned().collect(), ..known.clone() };
    directory::sign(&newer, keys).unwrap()
}

/// A school whose head is the DSL's deputy.
fn with_two_dsls(store: StoreKind) -> (TestEndpoint, TestSchool) {
    let world = TestEndpoint::start(store);
    world.offers_setup(SETUP_CODE);
    let school = TestSchool::with_two_dsls(&world.client, SETUP_CODE);
    (world, school)
}

pub fn publishes(world: &TestEndpoint, cookie: &str, request: &DirectoryRequest) -> u16 {
    world.client.put(address::INBOX_DIRECTORY, &[("cookie", cookie)], request).status
}

#[apply(each_store)]
fn a_changed_key_reaches_phones_and_the_one_before_is_still_taken(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let mut phone = school.enrols_a_phone();
    let (request, keys) = changed(&school, 2);
    assert_eq!(publishes(&world, &school.signs_in(Route::Dsl), &request), 204);
    assert_eq!(phone.fetches_the_directory(), request.directory);

    // Sealed before it heard of the new key.
    phone.delivers_a_concern(Route::Dsl);
    phone.directory = directory::verify(&request.directory, directory::Trust::Itself).unwrap();
    assert_eq!(directory::route(&phone.directory, Route::Dsl).unwrap().kid, keys.kid());
    phone.delivers_a_concern(Route::Dsl);
}

#[apply(each_store)]
fn a_directory_that_phones_would_not_believe_is_refused_and_the_one_here_stays(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let cookie = school.signs_in(Route::Dsl);
    let (whole, _) = changed(&school, 2);
    let (too_new, _) = changed(&school, 3);
    let (too_old, _) = changed(&school, 1);
    let without_its_key = DirectoryRequest { route_keys: vec![], ..whole.clone() };
    let mut altered = whole.clone();
    altered.directory.body = altered.directory.body.replace("Demonstration School", "Another School");
    for refused in [too_new, too_old, without_its_key, altered] {
        assert_eq!(publishes(&world, &cookie, &refused), 422);
    }
    // Signed by a route that the head does not hold.
    assert_eq!(publishes(&world, &school.signs_in(Route::Head), &whole), 422);
    assert_eq!(
        phone.fetches_the_directory(),
        directory::sign(&school.directory, school.route_keys(Route::Dsl)).unwrap()
    );
    assert_eq!(publishes(&world, &cookie, &whole), 204);
    assert_eq!(publishes(&world, &cookie, &whole), 204, "the same again, after a lost answer");
    assert_eq!(publishes(&world, &cookie, &changed(&school, 2).0), 422, "another one of the same version");
}

#[apply(each_store)]
fn a_change_whose_answer_was_lost_is_known_again_however_much_changed_since(store: StoreKind) {
    let (world, school) = with_two_dsls(store);
    let (dsl, head) = (school.member(Route::Dsl), school.member(Route::Head));
    let cookie = school.signs_in(Route::Dsl);
    let (first, keys) = changed_for(&school, 2, &[dsl, head]);
    assert_eq!(publishes(&world, &cookie, &first), 204);
    let known = directory::verify(&first.directory, directory::Trust::Itself).unwrap();
    let newest = Directory { version: 3, ..known };
    let newest = DirectoryRequest { directory: directory::sign(&newest, &keys).unwrap(), route_keys: vec![] };
    assert_eq!(publishes(&world, &cookie, &newest), 204);
    assert_eq!(publishes(&world, &cookie, &first), 204, "its sheet was printed, and is good");
    assert_eq!(school.enrols_a_phone().fetches_the_directory(), newest.directory);
}

#[apply(each_store)]
fn nobody_makes_themselves_one_of_another_route_s_people_nor_drops_that_route(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let cookie = school.signs_in(Route::Dsl);
    let (whole, keys) = changed(&school, 2);
    let me = school.member(Route::Dsl).keys.id();
    let head = directory::route(&school.directory, Route::Head).unwrap();
    let mut usurping = whole.clone();
    let sealed = vec![7; 80].into();
    usurping.route_keys.push(SealedRouteKey { route: Route::Head, kid: head.kid, member: me, sealed });
    let body: Directory = directory::verify(&whole.directory, directory::Trust::Itself).unwrap();
    let routes = body.routes.iter().filter(|entry| entry.route != Route::Head).cloned().collect();
    let without = Directory { routes, ..body };
    let dropping = DirectoryRequest { directory: directory::sign(&without, &keys).unwrap(), ..whole };
    for refused in [usurping, dropping] {
        assert_eq!(publishes(&world, &cookie, &refused), 422);
    }
}

#[apply(each_store)]
fn a_member_who_was_removed_from_one_route_keeps_the_other_and_sees_no_trace_of_the_first(store: StoreKind) {
    let (world, school) = with_two_dsls(store);
    let phone = school.enrols_a_phone();
    let (id, _, receipt) = phone.delivers_a_concern(Route::Dsl);
    phone.delivers_a_concern(Route::Head);
    let (dsl, head) = (school.member(Route::Dsl), school.member(Route::Head));
    let routes = |cookie: &str| -> Vec<Route> {
        let page = world.client.get(address::INBOX_ENVELOPES, &[("cookie", cookie)]).is(200);
        page.json::<InboxPage>().envelopes.into_iter().map(|one| one.receipt.route).collect()
    };
    let before = school.signs_in(Route::Head);
    assert_eq!(routes(&before), [Route::Dsl, Route::Head]);

    let (request, _) = changed_for(&school, 2, &[dsl]);
    assert_eq!(publishes(&world, &school.signs_in(Route::Dsl), &request), 204);
    // What they had open is the earlier key's.
    world.client.get(address::INBOX_ENVELOPES, &[("cookie", &before)]).is(401);
    let answer: SessionAnswer = head.tries(&school, &head.login_key).is(201).json();
    assert_eq!(answer.route_keys.iter().map(|key| key.route).collect::<Vec<_>>(), [Route::Head]);
    let cookie = school.signs_in(Route::Head);
    assert_eq!(routes(&cookie), [Route::Head]);
    let read = read::sign(&head.keys, &receipt, world.now());
    let path = address::at(address::INBOX_READ, id);
    world.client.put(&path, &[("cookie", &cookie)], &read).is(404);
    assert_eq!(publishes(&world, &cookie, &changed_for(&school, 3, &[head]).0), 422);
}

#[apply(each_store)]
fn a_member_whom_the_directory_names_nowhere_is_answered_like_a_wrong_passphrase(store: StoreKind) {
    let (world, school) = with_two_dsls(store);
    let (dsl, head) = (school.member(Route::Dsl), school.member(Route::Head));
    let (open, by_head) = (school.signs_in(Route::Dsl), school.signs_in(Route::Head));
    // The DSL is the administrator, too: the root key opens nothing by itself, and its kit is printed.
    assert_eq!(publishes(&world, &by_head, &changed_for(&school, 2, &[head]).0), 204);
    for path in
        [address::INBOX_ENVELOPES, address::INBOX_PRACTICE, address::INBOX_AUTHORS, address::DIRECTORY]
    {
        let answer = world.client.get(path, &[("cookie", &open)]);
        answer.says(401, problem::SIGN_IN, "Sign in again");
    }
    let (right, wrong) = (dsl.tries(&school, &dsl.login_key), dsl.tries(&school, b"wrong"));
    right.says(401, problem::SIGN_IN, "Nothing is lost.");
    assert_eq!((right.status, right.body), (wrong.status, wrong.body));
    // Whoever stays and signed goes on; the same again after a lost answer is no error.
    world.client.get(address::INBOX_ENVELOPES, &[("cookie", &by_head)]).is(200);
}

#[apply(each_store)]
fn nobody_is_taken_out_and_keeps_the_key_nor_takes_themselves_out_nor_seals_to_a_key_that_is_not_theirs(
    store: StoreKind,
) {
    let (world, school) = with_two_dsls(store);
    let (dsl, head) = (school.member(Route::Dsl), school.member(Route::Head));
    let cookie = school.signs_in(Route::Dsl);
    let keys = school.route_keys(Route::Dsl);
    let with = |entries| directory::entry(&school.root, school.id, keys, entries);
    let fewer = signed(&school, 2, &with(vec![dsl.as_entry(school.id)]), keys);
    let mut swapped = head.as_entry(school.id);
    swapped.sealing = Some(MemberKeys::generate(head.keys.id()).unwrap().sealing_key(school.id));
    let swapped = signed(&school, 2, &with(vec![dsl.as_entry(school.id), swapped]), keys);
    for directory in [fewer, swapped] {
        assert_eq!(publishes(&world, &cookie, &DirectoryRequest { directory, route_keys: vec![] }), 422);
    }
    let (without_me, _) = changed_for(&school, 2, &[head]);
    assert_eq!(publishes(&world, &cookie, &without_me), 422);
    assert_eq!(publishes(&world, &cookie, &changed_for(&school, 2, &[dsl, head]).0), 204);
}

#[apply(each_store)]
fn an_order_of_somebody_who_was_removed_since_gives_way_to_another(store: StoreKind) {
    let (world, school) = with_two_dsls(store);
    let phone = school.enrols_a_phone();
    let (dsl, head) = (school.member(Route::Dsl), school.member(Route::Head));
    let path = address::at(address::INBOX_REMOVAL, phone.device);
    let orders = |cookie: &str, member: &MemberOfStaff| {
        let order = member.keys.order_removal(school.id, phone.device, world.now());
        world.client.put(&path, &[("cookie", cookie)], &order).is(204);
    };
    let signer = |cookie: &str| {
        let staff = world.client.get(address::INBOX_AUTHORS, &[("cookie", cookie)]).is(200);
        let phone = staff.json::<Vec<AuthorOnFile>>().remove(0).enrolled.unwrap();
        (phone.removed_by.unwrap(), phone.removed_at.unwrap())
    };
    let (by_dsl, by_head) = (school.signs_in(Route::Dsl), school.signs_in(Route::Head));
    let ordered_at = world.now();
    orders(&by_dsl, dsl);
    world.waits(1000);
    orders(&by_head, head);
    assert_eq!(signer(&by_head), (dsl.keys.id(), ordered_at), "the first stays");

    assert_eq!(publishes(&world, &by_head, &changed_for(&school, 2, &[head]).0), 204);
    orders(&by_head, head);
    assert_eq!(signer(&by_head), (head.keys.id(), ordered_at));
    orders(&by_head, head);
}

#[apply(each_store)]
fn a_link_of_somebody_who_was_removed_since_is_spent_and_a_phone_set_up_before_stays(store: StoreKind) {
    let (world, school) = with_two_dsls(store);
    let head = school.member(Route::Head);
    let before = school.enrols_a_phone();
    let (invitation, _) = school.invites(&school.signs_in(Route::Dsl));
    assert_eq!(publishes(&world, &school.signs_in(Route::Head), &changed_for(&school, 2, &[head]).0), 204);
    let (_, request) = TestPhone::planned(&school, &invitation);
    let path = address::at(address::ENROLMENT, invitation.code());
    world.client.get(&path, &[]).says(
        410,
        problem::SPENT_CODE,
        "Ask the person who invited you for a new link",
    );
    world.client.post(&path, &[], &request).is(410);
    before.delivers_a_concern(Route::Dsl);
}
