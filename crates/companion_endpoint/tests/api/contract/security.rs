//! Headers, origins and what must not be written anywhere.

use companion_model::{
    Route,
    wire::v1::{EPOCH_HEADER, address, problem},
};

use super::{StoreKind, apply, each_store, rstest};
use crate::world::{MINUTE, TestEndpoint};

#[apply(each_store)]
fn every_answer_carries_the_security_headers(store: StoreKind) {
    let (world, _school) = TestEndpoint::with_school(store);
    for path in ["/", "/healthz", address::DIRECTORY, "/nothing"] {
        let answer = world.client.get(path, &[]);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "), "{policy}");
        assert!(policy.ends_with("; require-trusted-types-for 'script'; trusted-types default"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("  "), "{policy}");
        for (name, value) in [
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("strict-transport-security", ""),
        ] {
            assert_eq!(answer.header(name), value, "{name} of {path}");
        }
        let permissions = answer.header("permissions-policy");
        assert!(["camera=()", "microphone=()", "geolocation=()"].iter().all(|one| permissions.contains(one)));
    }
    for (said, hsts) in [
        ("https", "max-age=63072000"),
        // Of several proxies the first one spoke with the browser.
        ("HTTPS, http", "max-age=63072000"),
        ("http, https", ""),
        ("httpsx", ""),
    ] {
        let answer = world.client.get("/healthz", &[("x-forwarded-proto", said)]);
        assert_eq!(answer.header("strict-transport-security"), hsts, "{said}");
    }
}

#[apply(each_store)]
fn every_answer_of_the_api_is_kept_by_nobody_and_names_the_epoch(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    let (.., receipt) = phone.delivers_a_concern(Route::Dsl);
    for path in [address::DIRECTORY, "/api/v1/nothing", address::INBOX_AUTHORS] {
        let answer = world.client.get(path, &[]);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header(EPOCH_HEADER), receipt.epoch.to_string(), "{path}");
    }
    assert_eq!(world.client.get("/healthz", &[]).body, b"ok");
}

#[apply(each_store)]
fn whoever_watches_the_machine_hears_that_its_clock_is_behind_and_deliveries_go_on(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let phone = school.enrols_a_phone();
    phone.delivers_a_concern(Route::Dsl);
    phone.delivers_a_concern(Route::Head);
    world.waits(-2 * MINUTE);
    let said = world.client.get("/healthz", &[]).is(200).body;
    let said = String::from_utf8(said).unwrap();
    assert!(said.starts_with("ok\nclock: The clock of this machine stands 120 s before"), "{said}");
    phone.delivers_a_concern(Route::Dsl);
    world.waits(2 * MINUTE);
    assert_eq!(world.client.get("/healthz", &[]).body, b"ok");
}

#[apply(each_store)]
fn a_page_of_another_website_can_t_use_a_member_s_session(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let cookie = school.signs_in(Route::Dsl);
    let own = world.client.base.clone();
    let sign_out = |headers: &[(&str, &str)]| {
        let all: Vec<_> = headers.iter().copied().chain([("cookie", cookie.as_str())]).collect();
        world.client.delete(address::SESSIONS, &all)
    };
    for headers in [
        [("origin", "https://elsewhere.example")].as_slice(),
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", &own), ("sec-fetch-site", "cross-site")],
    ] {
        sign_out(headers).says(403, problem::FOREIGN_ORIGIN, "Nothing was changed.");
    }
    world.client.get(address::INBOX_AUTHORS, &[("cookie", &cookie)]).is(200);
    sign_out(&[("origin", &own), ("sec-fetch-site", "same-origin")]).is(204);
}

#[apply(each_store)]
fn a_session_opens_the_directory_and_no_delivery(store: StoreKind) {
    let (world, school) = TestEndpoint::with_school(store);
    let cookie = school.signs_in(Route::Dsl);
    world.client.get(address::DIRECTORY, &[("cookie", &cookie)]).is(200);
    let path = address::at(address::ENVELOPE_STATE, crate::world::new_id());
    world.client.get(&path, &[("cookie", &cookie)]).is(401);
}
