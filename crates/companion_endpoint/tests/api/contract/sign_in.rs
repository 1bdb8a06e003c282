//! Members sign in.

use std::time::{Duration, Instant};

use companion_model::{
    Route,
    wire::{
        Bytes,
        v1::{InboxPage, KdfParams, SessionAnswer, address, problem},
    },
};
use serde_json::json;

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{MINUTE, MemberOfStaff, TestEndpoint, TestPhone, TestSchool};

fn challenge(school: &TestSchool, name: &str) -> KdfParams {
    let body = json!({ "school": school.id, "member": name });
    school.client.post(address::CHALLENGES, &[], &body).is(200).json()
}

fn inbox(school: &TestSchool, cookie: &str) -> crate::world::HttpResponse {
    school.client.get(address::INBOX_ENVELOPES, &[("cookie", cookie)])
}

#[apply(each_store)]
fn the_right_passphrase_releases_the_locked_keys_of_one_s_own_routes(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    assert_eq!(challenge(&school, "demonstration-dsl").salt.0, [7; 16]);
    let dsl = school.member(Route::Dsl);
    let answer: SessionAnswer = dsl.tries(&school, &dsl.login_key).is(201).json();
    assert_eq!((answer.member, answer.wrapped_keys.0.len()), (dsl.keys.id(), 72));
    assert_eq!(answer.route_keys.iter().map(|key| key.route).collect::<Vec<_>>(), [Route::Dsl]);
    assert!(answer.root_key.is_some());

    let chair = school.member(Route::Chair);
    let answer: SessionAnswer = chair.tries(&school, &chair.login_key).is(201).json();
    assert_eq!(answer.route_keys.iter().map(|key| key.route).collect::<Vec<_>>(), [Route::Chair]);
    assert_eq!(answer.root_key, None);
}

#[apply(each_store)]
fn a_member_who_does_not_exist_is_answered_like_one_who_does(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let (nobody, somebody) = (challenge(&school, "nobody"), challenge(&school, "demonstration-head"));
    assert_eq!(nobody, challenge(&school, "nobody"));
    assert_ne!(nobody.salt, challenge(&school, "nobody-else").salt);
    assert_eq!(nobody.salt.0.len(), somebody.salt.0.len());
    assert_eq!((nobody.memory_kib, nobody.passes), (somebody.memory_kib, somebody.passes));

    let wrong = school.member(Route::Head).tries(&school, b"wrong");
    let body = json!({ "school": school.id, "member": "nobody", "login_key": "AAAA" });
    let unknown = school.client.post(address::SESSIONS, &[], &body);
    wrong.says(401, problem::SIGN_IN, "Sign in again with all six words.");
    assert_eq!((unknown.status, unknown.body), (wrong.status, wrong.body));
}

#[apply(each_store)]
fn wrong_tries_slow_answers_down_and_the_right_one_is_never_locked_out(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let (dsl, head) = (school.member(Route::Dsl), school.member(Route::Head));
    for _ in 0..8 {
        dsl.tries(&school, b"wrong").is(401);
    }
    let signs_in = |member: &MemberOfStaff| {
        let begun = Instant::now();
        member.tries(&school, &member.login_key).is(201);
        begun.elapsed()
    };
    let slow = signs_in(dsl);
    assert!(slow >= Duration::from_secs(2), "{slow:?}");
    for member in [dsl, head] {
        let quick = signs_in(member);
        assert!(quick < slow, "{quick:?}, after {slow:?}");
    }
}

#[apply(each_store)]
fn a_name_that_nobody_has_is_slowed_down_like_a_real_one(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    for name in ["demonstration-dsl", "nobody"] {
        let body = json!({ "school": school.id, "member": name, "login_key": "AAAA" });
        let tries = || school.client.post(address::SESSIONS, &[], &body).is(401);
        (0..8).for_each(|_| drop(tries()));
        let begun = Instant::now();
        drop(tries());
        assert!(begun.elapsed() >= Duration::from_secs(2), "{name}: {:?}", begun.elapsed());
    }
}

#[apply(each_store)]
fn what_a_stranger_guesses_writes_nothing(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let setup = school.planned_again();
    let enrolment = TestPhone::planned(&school, &school.invites(&school.signs_in(Route::Dsl)).0).1;
    let before = world.written();
    for n in 0..40 {
        let name = if n % 2 == 0 { "demonstration-dsl".to_owned() } else { format!("nobody-{n}") };
        let body = json!({ "school": school.id, "member": name, "login_key": "AAAA" });
        if n < 12 {
            school.client.post(address::SESSIONS, &[], &body).is(401);
        }
        let cookie = format!("companion_session={}.{}", school.id, Bytes(vec![n; 32]));
        school.client.delete(address::SESSIONS, &[("cookie", &cookie)]).is(204);
        inbox(&school, &cookie).is(401);
        school.client.post(&address::at(address::SETUP, n), &[], &setup).is(404);
        school.client.post(&address::at(address::ENROLMENT, n), &[], &enrolment).is(404);
        school.client.get(&address::at(address::JOINING, n), &[]).is(404);
    }
    assert!(before == world.written(), "a guess was written down");
    school.signs_in(Route::Dsl);
    assert!(before != world.written(), "what is written is seen");
}

#[apply(each_store)]
fn a_member_has_so_many_sessions_and_the_one_used_longest_ago_ends(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let cookies: Vec<_> = (0..33)
        .map(|_| {
            world.waits(1);
            school.signs_in(Route::Dsl)
        })
        .collect();
    inbox(&school, &cookies[0]).is(401);
    inbox(&school, &cookies[1]).is(200);
    inbox(&school, &cookies[32]).is(200);
}

#[apply(each_store)]
fn a_clock_that_was_set_back_keeps_no_session_open_for_ever_and_ends_none(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let ahead = 400 * 24 * 60 * MINUTE;
    world.waits(ahead);
    let cookie = school.signs_in(Route::Dsl);
    world.waits(-ahead);
    inbox(&school, &cookie).is(200);
    world.waits(16 * MINUTE);
    inbox(&school, &cookie).is(401);
}

#[apply(each_store)]
fn a_session_ends_after_a_quarter_of_an_hour_without_a_request(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let cookie = school.signs_in(Route::Dsl);
    world.waits(14 * MINUTE);
    inbox(&school, &cookie).is(200);
    world.waits(14 * MINUTE);
    inbox(&school, &cookie).is(200);
    world.waits(15 * MINUTE);
    inbox(&school, &cookie).says(401, problem::SIGN_IN, "Nothing is lost.");
}

#[apply(each_store)]
fn a_session_ends_after_twelve_hours_however_busy(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let cookie = school.signs_in(Route::Dsl);
    for _ in 0..71 {
        world.waits(10 * MINUTE);
        inbox(&school, &cookie).is(200);
    }
    world.waits(10 * MINUTE);
    inbox(&school, &cookie).is(401);
}

#[apply(each_store)]
fn signing_out_ends_the_session(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let cookie = school.signs_in(Route::Dsl);
    let _: InboxPage = inbox(&school, &cookie).is(200).json();
    let answer = school.client.delete(address::SESSIONS, &[("cookie", &cookie)]).is(204);
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    inbox(&school, &cookie).is(401);
    inbox(&school, "").is(401);
    inbox(&school, "companion_session=made-up").is(401);
}

#[apply(each_store)]
fn the_cookie_is_closed_to_scripts_and_other_sites(store: StoreKind) {
    let (_world, school) = TestEndpoint::with_school(store);
    let dsl = school.member(Route::Dsl);
    let answer = dsl.tries(&school, &dsl.login_key).is(201);
    let cookie = answer.header("set-cookie");
    assert!(cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/api/v1"), "{cookie}");

    let body = json!({
        "school": school.id, "member": dsl.sign_in_name,
        "login_key": companion_model::wire::Bytes::from(dsl.login_key),
    });
    let behind_tls = school.client.post(address::SESSIONS, &[("x-forwarded-proto", "https")], &body);
    assert!(behind_tls.is(201).header("set-cookie").ends_with("; Secure"));
}
