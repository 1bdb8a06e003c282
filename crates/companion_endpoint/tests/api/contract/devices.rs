//! What phones say of themselves, and orders to remove what one keeps.

use companion_model::{
    Route,
    wire::v1::{AuthorOnFile, DeviceAnswer, DeviceReport, Remembered, Removal, Tally, address},
};
use companion_seal::member::{MemberKeys, check_removal};

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{MINUTE, TestEndpoint, TestPhone, TestSchool, new_id};

fn reports(world: &TestEndpoint, phone: &TestPhone) -> DeviceAnswer {
    let (authorization, report) =
        (phone.authorization(), DeviceReport { version: "0.3.0".into(), counted: None });
    world.client.post(address::DEVICE, &[("authorization", &authorization)], &report).is(200).json()
}

/// The cookie that comes back for what a phone counted; none if it is empty.
fn counts(world: &TestEndpoint, phone: &TestPhone, cookie: &str, counted: Tally) -> String {
    let report = DeviceReport { version: "0.3.0".into(), counted: Some(counted) };
    let (authorization, path) = (phone.authorization(), address::DEVICE);
    let headers = [("authorization", authorization.as_str()), ("cookie", cookie)];
    let answer = world.client.post(path, &headers, &report).is(200);
    answer.header("set-cookie").to_owned()
}

fn remembered(world: &TestEndpoint, cookie: &str) -> Remembered {
    let pair = cookie.split(';').next().unwrap();
    world.client.get(address::REMEMBERED, &[("cookie", pair)]).is(200).json()
}

#[apply(each_store)]
fn what_a_phone_counted_comes_back_in_a_cookie_that_no_script_reads(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let set_up_at = world.now() - MINUTE;
    let counted = Tally { drafts: 2, unsent: 1, at: world.now() + 5 };
    let cookie = counts(&world, &phone, &format!("companion_phone={set_up_at}"), counted);
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert_eq!(remembered(&world, &cookie), Remembered { set_up_at, counted: Some(counted) });
    let later = Tally { drafts: 0, ..counted };
    let cookie = counts(&world, &phone, cookie.split(';').next().unwrap(), later);
    assert_eq!(remembered(&world, &cookie), Remembered { set_up_at, counted: Some(later) });
    // A browser that has lost the cookie, or was set up before there was one.
    let anew = counts(&world, &phone, "", counted);
    assert_eq!(remembered(&world, &anew), Remembered { set_up_at: world.now(), counted: Some(counted) });
    let silent = world.client.post(
        address::DEVICE,
        &[("authorization", &phone.authorization())],
        &DeviceReport { version: "0.3.0".into(), counted: None },
    );
    assert_eq!(silent.is(200).header("set-cookie"), "");
}

#[apply(each_store)]
fn an_impossible_count_sets_no_cookie_and_the_report_is_still_kept(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let good = Tally { drafts: 1, unsent: 1, at: 1 };
    for nonsense in [
        Tally { drafts: u32::MAX, ..good },
        Tally { unsent: 10_001, ..good },
        Tally { at: -1, ..good },
        Tally { at: i64::MAX, ..good },
    ] {
        assert_eq!(counts(&world, &phone, "", nonsense), "");
    }
    for (cookie, counted) in [
        ("7.1.1.1", Some(good)),
        ("7", None),
        ("7.1.1", None),
        ("7.1.1.1.1", None),
        ("7.-1.1.1", None),
        ("7.1.99999.1", None),
        ("7.1.1.x", None),
    ] {
        let told = remembered(&world, &format!("companion_phone={cookie}"));
        assert_eq!(told, Remembered { set_up_at: 7, counted }, "{cookie}");
    }
    world.client.get(address::REMEMBERED, &[("cookie", "companion_phone=x.1.1.1")]).is(404);
}

fn orders(world: &TestEndpoint, cookie: &str, phone: &TestPhone, order: &Removal) -> u16 {
    let path = address::at(address::INBOX_REMOVAL, phone.device);
    world.client.put(&path, &[("cookie", cookie)], order).status
}

fn staff(world: &TestEndpoint, school: &TestSchool) -> Vec<AuthorOnFile> {
    world.client.get(address::INBOX_AUTHORS, &[("cookie", &school.signs_in(Route::Dsl))]).is(200).json()
}

#[apply(each_store)]
fn members_see_when_a_phone_was_last_heard_of_and_which_app_it_has(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    world.waits(7 * MINUTE);
    assert_eq!(reports(&world, &phone), DeviceAnswer { removal: None });
    let seen = staff(&world, &school)[0].enrolled.clone().unwrap();
    assert_eq!(
        (seen.last_seen_at, seen.version.as_deref(), seen.removed_at),
        (Some(world.now()), Some("0.3.0"), None)
    );
}

#[apply(each_store)]
fn a_time_from_a_clock_that_was_set_back_is_put_right(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let (reporting, delivering) = (school.enrols_a_phone(), school.enrols_a_phone());
    let ahead = 400 * 24 * 60 * MINUTE;
    world.waits(ahead);
    for phone in [&reporting, &delivering] {
        reports(&world, phone);
    }
    world.waits(-ahead);
    reports(&world, &reporting);
    delivering.delivers_a_concern(Route::Dsl);
    let seen = staff(&world, &school).into_iter().map(|author| author.enrolled.unwrap().last_seen_at);
    assert_eq!(seen.collect::<Vec<_>>(), [Some(world.now()); 2]);
}

#[apply(each_store)]
fn a_time_that_is_still_to_come_is_not_said_of_a_phone_that_was_not_heard_of_again(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let seen = || staff(&world, &school)[0].enrolled.clone().unwrap().last_seen_at;
    world.waits(60 * MINUTE);
    reports(&world, &phone);
    let then = world.now();
    assert_eq!(seen(), Some(then));
    world.waits(-60 * MINUTE);
    assert_eq!(seen(), None);
    world.waits(61 * MINUTE);
    assert_eq!(seen(), Some(then));
}

#[apply(each_store)]
fn a_phone_hears_a_member_s_signed_order_and_the_first_one_stays(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let keys = &school.member(Route::Head).keys;
    let cookie = school.signs_in(Route::Head);
    let order = keys.order_removal(school.id, phone.device, world.now());
    assert_eq!(orders(&world, &cookie, &phone, &order), 204);
    let later = keys.order_removal(school.id, phone.device, world.now() + 1);
    assert_eq!(orders(&world, &cookie, &phone, &later), 204);

    let heard = reports(&world, &phone).removal.unwrap();
    assert_eq!(heard, order);
    assert_eq!(check_removal(&keys.signing_key(), school.id, phone.device, &heard), Ok(()));
    assert_eq!(staff(&world, &school)[0].enrolled.as_ref().unwrap().removed_at, Some(world.now()));
}

#[apply(each_store)]
fn an_order_that_its_member_did_not_sign_is_refused(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let cookie = school.signs_in(Route::Dsl);
    let keys = &school.member(Route::Dsl).keys;
    let of_another = school.member(Route::Head).keys.order_removal(school.id, phone.device, 1);
    let for_another = keys.order_removal(school.id, new_id(), 1);
    let forged = MemberKeys::generate(keys.id()).unwrap().order_removal(school.id, phone.device, 1);
    for order in [of_another, for_another, forged] {
        assert_eq!(orders(&world, &cookie, &phone, &order), 422);
    }
    assert_eq!(reports(&world, &phone).removal, None);
}
