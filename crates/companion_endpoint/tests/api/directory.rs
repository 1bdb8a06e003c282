//! A newer directory: published by a member, believed by phones, and what was sealed to the key before is still taken.

use companion_model::{
    Route,
    wire::v1::{Directory, DirectoryRequest, SealedRouteKey},
};
use companion_seal::{directory, route_keys::RouteKeys};

use crate::world::{School, World};

/// The DSL's key is changed; answers the request and the new keys.
fn changed(school: &School, version: u64) -> (DirectoryRequest, RouteKeys) {
    let (known, me) = (&school.directory, &school.member(Route::Dsl).keys);
    let keys = RouteKeys::generate(Route::Dsl).unwrap();
    let entry = directory::route(known, Route::Dsl).unwrap();
    let next = directory::succeed(school.id, entry, school.route_keys(Route::Dsl), &keys).unwrap();
    let routes = known.routes.iter().map(|entry| if entry.route == Route::Dsl { &next } else { entry });
    let newer = Directory { version, routes: routes.cloned().collect(), ..known.clone() };
    let sealed = keys.seal_to(school.id, me.id(), &me.encryption_key()).unwrap();
    let route_keys = vec![SealedRouteKey { route: Route::Dsl, kid: keys.kid(), member: me.id(), sealed }];
    (DirectoryRequest { directory: directory::sign(&newer, &keys).unwrap(), route_keys }, keys)
}

fn publishes(world: &World, cookie: &str, request: &DirectoryRequest) -> u16 {
    world.client.put("/api/v1/inbox/directory", &[("cookie", cookie)], request).status
}

#[test]
fn a_changed_key_reaches_phones_and_the_one_before_is_still_taken() {
    let (world, school) = World::with_school();
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

#[test]
fn a_directory_that_phones_would_not_believe_is_refused_and_the_one_here_stays() {
    let (world, school) = World::with_school();
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

#[test]
fn nobody_makes_themselves_one_of_another_route_s_people_nor_drops_that_route() {
    let (world, school) = World::with_school();
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
