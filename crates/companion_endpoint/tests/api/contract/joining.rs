//! The first member of a route: a link is used once, who waits can do nothing, and only the administrator's introduction
//! lets them in.

use companion_model::{
    Route,
    wire::v1::{
        ConfirmationRequest, Directory, FormerMembers, InvitedMember, JoiningOffer, JoiningRequest,
        MemberEntry, RouteEntry, RouteInvitationRequest, address, problem,
    },
};
use companion_seal::{
    Secret, digest, directory,
    invitation::Invitation,
    joining::RouteInvitation,
    member::MemberKeys,
    root::{self, RootKey},
    route_keys::RouteKeys,
};

use super::directory::changed_for;
use super::{StoreKind, apply, each_store, rstest};
use crate::world::{MINUTE, MemberOfStaff, SETUP_CODE, TestEndpoint, TestSchool, new_id, sealed_keys};

fn world(store: StoreKind) -> (TestEndpoint, TestSchool) {
    let world = TestEndpoint::start(store);
    world.offers_setup(SETUP_CODE);
    let school = TestSchool::of_its_dsl(&world.client, SETUP_CODE);
    (world, school)
}

pub fn planned(school: &TestSchool, route: Route) -> (RouteInvitation, RouteInvitationRequest) {
    let root_fingerprint = root::fingerprint(&school.directory.root_key);
    let invitation = Invitation { school: school.id, secret: Secret::random().unwrap(), root_fingerprint };
    let link = RouteInvitation { route, invitation };
    let request = RouteInvitationRequest {
        id: new_id(),
        route,
        name: "A Head".into(),
        code_sha256: digest(link.code().as_bytes()).into(),
        sealed_secret: vec![1; 64].into(),
        lives_s: 24 * 60 * 60,
        by: None,
    };
    (link, request)
}

/// The DSL, who is the administrator, invites the head.
fn invites(world: &TestEndpoint, school: &TestSchool) -> (RouteInvitation, RouteInvitationRequest) {
    let (link, request) = planned(school, Route::Head);
    let cookie = school.signs_in(Route::Dsl);
    world.client.post(address::INBOX_JOINING, &[("cookie", &cookie)], &request).is(201);
    world.client.post(address::INBOX_JOINING, &[("cookie", &cookie)], &request).is(200);
    (link, request)
}

pub fn joins(school: &TestSchool, link: &RouteInvitation) -> (MemberOfStaff, JoiningRequest) {
    let head = MemberOfStaff::new(link.route);
    let request = joins_as(school, link, &head, head.as_entry(school.id));
    (head, request)
}

fn joins_as(
    school: &TestSchool,
    link: &RouteInvitation,
    head: &MemberOfStaff,
    person: MemberEntry,
) -> JoiningRequest {
    let keys = RouteKeys::generate(link.route).unwrap();
    let entry = directory::unintroduced(school.id, &keys, vec![person]);
    let (member, route_key) = (head.as_new(), sealed_keys(school.id, &keys, head));
    JoiningRequest { member, route_key, proof: link.proof(&entry), entry }
}

pub fn path(link: &RouteInvitation) -> String {
    address::at(address::JOINING, link.code())
}

/// What the administrator's browser would publish.
fn introduced(school: &TestSchool, root: &RootKey, entry: &RouteEntry) -> (Directory, RouteEntry) {
    let added = directory::introduce(root, school.id, entry).unwrap();
    let routes = school.directory.routes.iter().cloned().chain([added.clone()]).collect();
    (Directory { version: 2, routes, ..school.directory.clone() }, added)
}

fn signed(school: &TestSchool, directory: &Directory) -> ConfirmationRequest {
    ConfirmationRequest { directory: directory::sign(directory, school.route_keys(Route::Dsl)).unwrap() }
}

/// Somebody joins as the head and is confirmed; the school's directory is then the one that names them.
pub fn lets_in_a_head(world: &TestEndpoint, school: &mut TestSchool) -> MemberOfStaff {
    let (link, invitation) = invites(world, school);
    let (head, request) = joins(school, &link);
    world.client.post(&path(&link), &[], &request).is(201);
    let (newer, _) = introduced(school, &school.root, &request.entry);
    let (confirm, cookie) =
        (address::at(address::INBOX_JOINING_OF, invitation.id), school.signs_in(Route::Dsl));
    world.client.put(&confirm, &[("cookie", &cookie)], &signed(school, &newer)).is(204);
    school.directory = newer;
    head
}

fn waits(world: &TestEndpoint, school: &TestSchool) -> Vec<InvitedMember> {
    world.client.get(address::INBOX_JOINING, &[("cookie", &school.signs_in(Route::Dsl))]).is(200).json()
}

#[apply(each_store)]
fn who_was_invited_waits_without_a_key_to_anything_and_is_let_in_by_the_introduction(store: StoreKind) {
    let (world, school) = world(store);
    let phone = school.enrols_a_phone();
    let (link, invitation) = invites(&world, &school);
    let offer: JoiningOffer = world.client.get(&path(&link), &[]).is(200).json();
    assert_eq!(offer.invited_by, school.member(Route::Dsl).keys.id());
    assert_eq!(offer.sign_in_names, ["demonstration-dsl"]);

    let (head, request) = joins(&school, &link);
    world.client.post(&path(&link), &[], &request).is(201);
    world.client.post(&path(&link), &[], &request).is(200);
    head.tries(&school, &head.login_key).says(401, problem::SIGN_IN, "Nothing is lost.");
    assert_eq!(
        directory::verify(&phone.fetches_the_directory(), directory::Trust::Itself).unwrap().version,
        1
    );

    let listed = waits(&world, &school);
    let waiting = listed[0].waiting.as_ref().unwrap();
    assert_eq!((listed.len(), listed[0].id, &waiting.entry), (1, invitation.id, &request.entry));
    assert_eq!(link.check_proof(&waiting.entry, &waiting.proof), Ok(()));
    let (newer, _) = introduced(&school, &school.root, &waiting.entry);
    let (confirm, cookie) =
        (address::at(address::INBOX_JOINING_OF, invitation.id), school.signs_in(Route::Dsl));
    let request = signed(&school, &newer);
    assert_eq!(world.client.put(&confirm, &[("cookie", &cookie)], &request).status, 204);
    assert_eq!(
        world.client.put(&confirm, &[("cookie", &cookie)], &request).status,
        204,
        "after a lost answer"
    );

    assert_eq!(phone.fetches_the_directory(), request.directory);
    let answer = head.tries(&school, &head.login_key).is(201);
    let headers = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    world.client.get(address::INBOX_ENVELOPES, &[("cookie", &headers)]).is(200);
    let mut phone = phone;
    phone.directory = newer;
    phone.delivers_a_concern(Route::Head);
    assert!(waits(&world, &school).is_empty());
}

#[apply(each_store)]
fn a_link_is_used_once_lives_a_day_and_can_be_taken_back(store: StoreKind) {
    let (world, school) = world(store);
    let (link, _) = invites(&world, &school);
    world.client.post(&path(&link), &[], &joins(&school, &link).1).is(201);
    let again = world.client.post(&path(&link), &[], &joins(&school, &link).1);
    again.says(410, problem::SPENT_CODE, "If you didn't, ask the school");
    world.client.get(&path(&link), &[]).says(410, problem::SPENT_CODE, "wait until you are confirmed");

    let (late, _) = invites(&world, &school);
    world.waits(24 * 60 * MINUTE);
    world.client.post(&path(&late), &[], &joins(&school, &late).1).is(410);
    assert_eq!(waits(&world, &school).len(), 1, "who joined in time waits on");

    let (back, invitation) = invites(&world, &school);
    let withdraw = address::at(address::INBOX_JOINING_OF, invitation.id);
    world.client.delete(&withdraw, &[("cookie", &school.signs_in(Route::Dsl))]).is(204);
    world.client.get(&path(&back), &[]).says(404, problem::UNKNOWN_CODE, "Nothing was saved.");
}

#[apply(each_store)]
fn a_link_of_an_administrator_who_was_removed_since_is_spent(store: StoreKind) {
    let world = TestEndpoint::start(store);
    world.offers_setup(SETUP_CODE);
    let routes = [Route::Dsl, Route::Head];
    let school = TestSchool::with_two_dsls_and(&world.client, SETUP_CODE, &routes);
    let (link, request) = planned(&school, Route::Chair);
    world.client.post(address::INBOX_JOINING, &[("cookie", &school.signs_in(Route::Dsl))], &request).is(201);
    world.client.get(&path(&link), &[]).is(200);
    let (removed, _) = changed_for(&school, 2, &[school.member(Route::Head)]);
    world
        .client
        .put(address::INBOX_DIRECTORY, &[("cookie", &school.signs_in(Route::Head))], &removed)
        .is(204);
    world.client.get(&path(&link), &[]).says(410, problem::SPENT_CODE, "ask the school");
    world.client.post(&path(&link), &[], &joins(&school, &link).1).is(410);
}

#[apply(each_store)]
fn only_an_administrator_invites_sees_who_waits_and_confirms_and_only_to_an_empty_office(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (_, request) = planned(&school, Route::Head);
    let (head, dsl) = (school.signs_in(Route::Head), school.signs_in(Route::Dsl));
    let refused = world.client.post(address::INBOX_JOINING, &[("cookie", &head)], &request);
    refused.says(403, problem::NOT_ADMINISTRATOR, "Nothing was changed.");
    world.client.get(address::INBOX_JOINING, &[("cookie", &head)]).says(
        403,
        problem::NOT_ADMINISTRATOR,
        "Ask that person",
    );
    world.client.get(address::INBOX_JOINING, &[]).says(401, problem::SIGN_IN, "Sign in again");
    let withdraw =
        world.client.delete(&address::at(address::INBOX_JOINING_OF, request.id), &[("cookie", &head)]);
    withdraw.says(403, problem::NOT_ADMINISTRATOR, "Nothing was changed.");
    let full = world.client.post(address::INBOX_JOINING, &[("cookie", &dsl)], &request);
    full.says(409, problem::HAS_SOMEBODY, "Nothing was changed.");
    let long = RouteInvitationRequest { lives_s: 24 * 60 * 60 + 1, ..request };
    assert_eq!(world.client.post(address::INBOX_JOINING, &[("cookie", &dsl)], &long).status, 422);
}

#[apply(each_store)]
fn an_inconsistent_request_to_join_is_refused(store: StoreKind) {
    let (world, school) = world(store);
    let (link, _) = invites(&world, &school);
    let (_, good) = joins(&school, &link);
    let mut renamed = good.clone();
    renamed.entry.members[0].name = "Somebody else".into();
    let mut of_another = good.clone();
    of_another.member.id = new_id();
    let mut elsewhere = good.clone();
    elsewhere.route_key.route = Route::Chair;
    let other =
        RouteInvitation { route: Route::Chair, invitation: planned(&school, Route::Chair).0.invitation };
    let (_, chair) = joins(&school, &other);
    let mut with_a_past = good.clone();
    with_a_past.entry.former = Some(FormerMembers { members: vec![], signature: vec![0; 64].into() });
    let head = MemberOfStaff::new(Route::Head);
    let sealing = Some(MemberOfStaff::new(Route::Head).keys.sealing_key(school.id));
    let sealed_elsewhere =
        joins_as(&school, &link, &head, MemberEntry { sealing, ..head.as_entry(school.id) });
    let keys = MemberKeys::generate(school.member(Route::Dsl).keys.id()).unwrap();
    let as_the_dsl = MemberOfStaff { keys, ..MemberOfStaff::new(Route::Head) };
    let as_the_dsl = joins_as(&school, &link, &as_the_dsl, as_the_dsl.as_entry(school.id));
    for refused in [renamed, of_another, elsewhere, chair, with_a_past, sealed_elsewhere, as_the_dsl] {
        assert_eq!(world.client.post(&path(&link), &[], &refused).status, 422);
    }
    let mut taken = good.clone();
    taken.member.sign_in_name = "demonstration-dsl".into();
    world.client.post(&path(&link), &[], &taken).says(409, problem::NAME_TAKEN, "your link still works");
    world.client.post(&path(&link), &[], &good).is(201);
    let (chairs, invitation) = planned(&school, Route::Chair);
    world
        .client
        .post(address::INBOX_JOINING, &[("cookie", &school.signs_in(Route::Dsl))], &invitation)
        .is(201);
    let keys = MemberKeys::generate(good.member.id).unwrap();
    let sign_in_name = "somebody-else".into();
    let as_who_waits = MemberOfStaff { keys, sign_in_name, ..MemberOfStaff::new(Route::Chair) };
    let as_who_waits = joins_as(&school, &chairs, &as_who_waits, as_who_waits.as_entry(school.id));
    assert_eq!(world.client.post(&path(&chairs), &[], &as_who_waits).status, 422);
}

#[apply(each_store)]
fn a_directory_adds_who_waits_as_they_signed_themselves_and_nothing_else(store: StoreKind) {
    let (world, school) = world(store);
    let (link, invitation) = invites(&world, &school);
    let (head, request) = joins(&school, &link);
    world.client.post(&path(&link), &[], &request).is(201);
    let (good, added) = introduced(&school, &school.root, &request.entry);
    let (_, usurper) = joins(&school, &link);
    let (other_entry, _) = introduced(&school, &school.root, &usurper.entry);
    let (other_root, _) = introduced(&school, &RootKey::generate().unwrap(), &request.entry);
    let without = Directory { routes: school.directory.routes.clone(), ..good.clone() };
    let twice = Directory { routes: [good.routes.clone(), vec![added]].concat(), ..good.clone() };
    let renamed = Directory { school_name: "Another School".into(), ..good.clone() };
    let too_new = Directory { version: 3, ..good.clone() };
    let cookie = school.signs_in(Route::Dsl);
    let confirm = |directory: &Directory| {
        let path = address::at(address::INBOX_JOINING_OF, invitation.id);
        world.client.put(&path, &[("cookie", &cookie)], &signed(&school, directory)).status
    };
    for refused in [&other_entry, &other_root, &without, &twice, &renamed, &too_new] {
        assert_eq!(confirm(refused), 422);
    }
    head.tries(&school, &head.login_key).says(401, problem::SIGN_IN, "Nothing is lost.");
    // Nor by the door that newer directories of existing routes come in by.
    let by_the_other_door = companion_model::wire::v1::DirectoryRequest {
        directory: signed(&school, &good).directory,
        route_keys: vec![request.route_key],
    };
    assert_eq!(
        world.client.put(address::INBOX_DIRECTORY, &[("cookie", &cookie)], &by_the_other_door).status,
        422
    );
    assert_eq!(confirm(&good), 204);
    head.tries(&school, &head.login_key).is(201);
}
