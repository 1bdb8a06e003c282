//! One browser, one cookie: whoever signs in in another window takes the session over. Every answer to a member says whose
//! session it is, and what a window asks for in another member's name is refused before anything is done.

use companion_model::{
    Route,
    wire::v1::{
        AuthorOnFile, InvitationRequest, InvitedMember, MEMBER_HEADER, RouteInvitationRequest, address,
        problem,
    },
};

use super::joining::planned;
use super::{StoreKind, apply, each_store, rstest};
use crate::world::{HttpResponse, SETUP_CODE, TestEndpoint, TestSchool, new_id};

/// Name, method and path of every route that a member's page asks, as the router's own source has them: one that is added is in
/// this list by that.
pub fn routes() -> Vec<(&'static str, &'static str, String)> {
    let source = include_str!("../../../src/http/mod.rs");
    let addresses = include_str!("../../../../companion_model/src/wire/v1/address.rs");
    let (_, members) = source.split_once("fn either_side").unwrap();
    let mut routes = Vec::new();
    for route in members.split(".route(").skip(1) {
        let (name, handlers) = route.trim_start().strip_prefix("address::").unwrap().split_once(',').unwrap();
        let (_, declared) = addresses.split_once(&format!("const {name}: &str = \"")).unwrap();
        let (path, _) = declared.split_once('"').unwrap();
        for (method, verb) in [("GET", "get("), ("POST", "post("), ("PUT", "put("), ("DELETE", "delete(")] {
            if handlers.contains(verb) {
                let path = path.replace("{id}", &new_id().to_string()).replace("{code}", "a-code");
                routes.push((name, method, path));
            }
        }
    }
    assert!(routes.len() >= 23, "the router's source is read wrongly: {routes:?}");
    routes
}

fn asked(
    world: &TestEndpoint,
    (_, method, path): &(&str, &str, String),
    headers: &[(&str, &str)],
) -> HttpResponse {
    let body = (!matches!(*method, "GET" | "DELETE")).then_some(b"{}".as_slice());
    world.client.try_send(method, path, headers, body).unwrap()
}

fn id_of(school: &TestSchool, route: Route) -> String {
    school.member(route).keys.id().to_string()
}

#[apply(each_store)]
fn what_another_member_s_window_asks_for_is_refused_on_every_route(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (head, dsl, cookie) =
        (id_of(&school, Route::Head), id_of(&school, Route::Dsl), school.signs_in(Route::Head));
    for route in routes() {
        let answer = asked(&world, &route, &[("cookie", &cookie), (MEMBER_HEADER, &dsl)]);
        assert_eq!(answer.header(MEMBER_HEADER), head, "{route:?}");
        assert_eq!(answer.header("set-cookie"), "", "{route:?}");
        answer.says(409, problem::OTHER_SESSION, "nothing is lost. Sign in again");
    }
    // What is no id is nobody's, and of two names one is wrong.
    for said in ["", "?", &dsl.to_uppercase(), &format!("{head}, {dsl}")] {
        let answer = world.client.get(address::INBOX_AUTHORS, &[("cookie", &cookie), (MEMBER_HEADER, said)]);
        answer.says(409, problem::OTHER_SESSION, "");
    }
    world.client.get(address::INBOX_AUTHORS, &[("cookie", &cookie), (MEMBER_HEADER, &head)]).is(200);
}

#[apply(each_store)]
fn every_answer_in_a_session_says_whose_it_is(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let head = id_of(&school, Route::Head);
    for route in routes() {
        for claims in [None, Some((MEMBER_HEADER, head.as_str()))] {
            // Signing out is one of them.
            let cookie = school.signs_in(Route::Head);
            let headers: Vec<_> = [("cookie", cookie.as_str())].into_iter().chain(claims).collect();
            let answer = asked(&world, &route, &headers);
            assert_eq!(answer.header(MEMBER_HEADER), head, "{route:?}");
            assert!(!String::from_utf8_lossy(&answer.body).contains(problem::OTHER_SESSION), "{route:?}");
        }
        assert_eq!(asked(&world, &route, &[]).header(MEMBER_HEADER), "", "{route:?}");
    }
}

#[apply(each_store)]
fn a_refusal_before_anybody_is_asked_says_whose_session_it_is(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (dsl, cookie) = (id_of(&school, Route::Dsl), school.signs_in(Route::Dsl));
    let foreign = [("cookie", cookie.as_str()), ("sec-fetch-site", "cross-site")];
    let answer = world.client.delete(address::SESSIONS, &foreign);
    assert_eq!(answer.header(MEMBER_HEADER), dsl);
    answer.says(403, problem::FOREIGN_ORIGIN, "");
    let too_large = vec![b' '; 2 * 1024 * 1024];
    let answer = world.client.send("PUT", address::INBOX_DIRECTORY, &[("cookie", &cookie)], &too_large);
    assert_eq!(answer.header(MEMBER_HEADER), dsl);
    answer.says(413, problem::TOO_LARGE, "");
}

#[apply(each_store)]
fn a_phone_beside_a_member_in_one_browser_is_not_asked_for_in_the_member_s_name(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (phone, cookie) = (school.enrols_a_phone(), school.signs_in(Route::Dsl));
    let authorization = phone.authorization();
    let both = [("cookie", cookie.as_str()), ("authorization", authorization.as_str())];
    let answer = world.client.get(address::DIRECTORY, &both).is(200);
    assert_eq!(answer.header(MEMBER_HEADER), "");
}

#[apply(each_store)]
fn a_sign_in_over_another_one_s_session_says_whose_it_is_now(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let (dsl, cookie) = (school.member(Route::Dsl), school.signs_in(Route::Head));
    let body = serde_json::json!({
        "school": school.id, "member": dsl.sign_in_name,
        "login_key": companion_model::wire::Bytes(dsl.login_key.to_vec()),
    });
    let answer = school.client.post(address::SESSIONS, &[("cookie", &cookie)], &body).is(201);
    assert_eq!(answer.header(MEMBER_HEADER), id_of(&school, Route::Dsl));
}

#[apply(each_store)]
fn a_window_whose_session_is_over_is_asked_to_sign_in(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (dsl, cookie) = (id_of(&school, Route::Dsl), school.signs_in(Route::Dsl));
    let headers = [("cookie", cookie.as_str()), (MEMBER_HEADER, dsl.as_str())];
    world.client.delete(address::SESSIONS, &headers).is(204);
    world.client.get(address::INBOX_AUTHORS, &headers).says(401, problem::SIGN_IN, "");
}

#[apply(each_store)]
fn nobody_is_invited_in_another_one_s_name(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let cookie = school.signs_in(Route::Dsl);
    let headers = [("cookie", cookie.as_str())];
    let (_, known) = school.invites(&cookie);
    let other = school.member(Route::Head).keys.id();
    let invitation = |by| InvitationRequest {
        author: new_id(),
        code_sha256: vec![u8::from(by == Some(other)); 32].into(),
        by,
        ..known.clone()
    };
    let path = address::INBOX_INVITATIONS;
    world.client.post(path, &headers, &invitation(Some(other))).says(
        409,
        problem::OTHER_SESSION,
        "Nothing was changed",
    );
    let own = school.member(Route::Dsl).keys.id();
    world.client.post(path, &headers, &invitation(Some(own))).is(201);
    let authors: Vec<AuthorOnFile> = world.client.get(address::INBOX_AUTHORS, &headers).json();
    assert_eq!(authors.len(), 2);
}

#[apply(each_store)]
fn nobody_is_invited_to_an_office_in_another_one_s_name(store: StoreKind) {
    let world = TestEndpoint::start(store);
    world.offers_setup(SETUP_CODE);
    let school = TestSchool::of_its_dsl(&world.client, SETUP_CODE);
    let cookie = school.signs_in(Route::Dsl);
    let headers = [("cookie", cookie.as_str())];
    let (_, request) = planned(&school, Route::Head);
    let by = |by| RouteInvitationRequest { by: Some(by), ..request.clone() };
    world.client.post(address::INBOX_JOINING, &headers, &by(new_id())).says(
        409,
        problem::OTHER_SESSION,
        "Nothing was changed",
    );
    let invited = || world.client.get(address::INBOX_JOINING, &headers).is(200).json::<Vec<InvitedMember>>();
    assert_eq!(invited().len(), 0);
    world.client.post(address::INBOX_JOINING, &headers, &by(school.member(Route::Dsl).keys.id())).is(201);
    assert_eq!(invited().len(), 1);
}
