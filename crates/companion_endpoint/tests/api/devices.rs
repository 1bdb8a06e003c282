//! What phones say of themselves, and orders to remove what one keeps.

use companion_model::{
    Route,
    wire::v1::{AuthorOnFile, DeviceAnswer, DeviceReport, Removal},
};
use companion_seal::member::{MemberKeys, check_removal};

use crate::world::{MINUTE, Phone, School, World, new_id};

fn reports(world: &World, phone: &Phone) -> DeviceAnswer {
    let (authorization, report) = (phone.authorization(), DeviceReport { version: "0.3.0".into() });
    world.client.post("/api/v1/device", &[("authorization", &authorization)], &report).is(200).json()
}

fn orders(world: &World, cookie: &str, phone: &Phone, order: &Removal) -> u16 {
    let path = format!("/api/v1/inbox/devices/{}/removal", phone.device);
    world.client.put(&path, &[("cookie", cookie)], order).status
}

fn staff(world: &World, school: &School) -> Vec<AuthorOnFile> {
    world.client.get("/api/v1/inbox/authors", &[("cookie", &school.signs_in(Route::Dsl))]).is(200).json()
}

#[test]
fn members_see_when_a_phone_was_last_heard_of_and_which_app_it_has() {
    let (world, school) = World::with_school();
    let phone = school.enrols_a_phone();
    world.waits(7 * MINUTE);
    assert_eq!(reports(&world, &phone), DeviceAnswer { removal: None });
    let seen = staff(&world, &school)[0].enrolled.clone().unwrap();
    assert_eq!(
        (seen.last_seen_at, seen.version.as_deref(), seen.removed_at),
        (Some(world.now()), Some("0.3.0"), None)
    );
}

#[test]
fn a_phone_hears_a_member_s_signed_order_and_the_first_one_stays() {
    let (world, school) = World::with_school();
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

#[test]
fn an_order_that_its_member_did_not_sign_is_refused() {
    let (world, school) = World::with_school();
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
