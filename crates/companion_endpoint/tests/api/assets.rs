//! The web apps' files.

use companion_endpoint::assets::Asset;
use companion_model::wire::v1::problem;

use crate::world::{EndpointOptions, StoreKind, TestEndpoint};

const fn asset(path: &'static str, kind: &'static str, bytes: &'static [u8]) -> Asset {
    Asset { path, kind, sha256: "c0ffee", bytes, brotli: None, gzip: None }
}

const HTML: &str = "text/html; charset=utf-8";

const ASSETS: &[Asset] = &[
    asset("/", HTML, b"home"),
    asset("/read/cce", HTML, b"briefing"),
    asset("/sw.js", "text/javascript; charset=utf-8", b"worker"),
    asset("/manifest.webmanifest", "application/manifest+json", b"{}"),
    asset("/inbox/", HTML, b"inbox"),
    Asset {
        brotli: Some(b"small"),
        gzip: Some(b"less small"),
        ..asset("/a/companion_bg.0123.wasm", "application/wasm", b"\0asm and so on")
    },
];

fn world() -> TestEndpoint {
    TestEndpoint::start_with(StoreKind::Sqlite, EndpointOptions { assets: ASSETS, ..Default::default() })
}

#[test]
fn each_address_of_an_app_opens_its_page() {
    let world = world();
    for (path, page) in [
        ("/", "home"),
        ("/read/cce", "briefing"),
        ("/record", "home"),
        ("/record/0199", "home"),
        ("/records", "home"),
        ("/call", "home"),
        ("/hide", "home"),
        ("/enrol", "home"),
        ("/practice", "home"),
        ("/phone", "home"),
        ("/left", "home"),
        ("/inbox", "inbox"),
        ("/inbox/", "inbox"),
        ("/inbox/set-up", "inbox"),
    ] {
        let answer = world.client.get(path, &[]).is(200);
        assert_eq!(String::from_utf8_lossy(&answer.body), page, "{path}");
        assert_eq!(
            (answer.header("content-type"), answer.header("cache-control")),
            (HTML, "no-cache"),
            "{path}"
        );
    }
}

#[test]
fn a_file_of_another_release_is_missing_and_never_some_page() {
    let world = world();
    for path in ["/a/companion.old.js", "/inbox/a/inbox.old.js", "/read/other", "/favicon.ico"] {
        world.client.get(path, &[]).says(404, problem::UNKNOWN_ADDRESS, "nothing is lost.");
    }
    world.client.send("POST", "/record", &[], b"").says(
        405,
        problem::UNKNOWN_ADDRESS,
        "Nothing was changed.",
    );
}

#[test]
fn hashed_files_are_kept_for_ever_and_others_asked_for_again() {
    let world = world();
    let wasm = world.client.get("/a/companion_bg.0123.wasm", &[]).is(200);
    assert_eq!(wasm.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(
        (wasm.header("content-type"), wasm.body.as_slice()),
        ("application/wasm", &b"\0asm and so on"[..])
    );
    let worker = world.client.get("/sw.js", &[]).is(200);
    assert_eq!(worker.header("cache-control"), "no-cache");
    assert_eq!(worker.header("content-type"), "text/javascript; charset=utf-8");
    let manifest = world.client.get("/manifest.webmanifest", &[]).is(200);
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
}

#[test]
fn the_compressed_file_is_sent_to_whoever_takes_it() {
    let world = world();
    let path = "/a/companion_bg.0123.wasm";
    for (accepts, encoding, body) in [
        ("gzip, deflate, br", "br", &b"small"[..]),
        ("br;q=0.5", "br", b"small"),
        ("br;q=0", "", b"\0asm and so on"),
        // A network that takes Brotli out of what the browser asks for.
        ("gzip, deflate", "gzip", b"less small"),
        ("GZIP;q=0.8, br;q=0.0", "gzip", b"less small"),
        ("br;q=0, gzip;q=0", "", b"\0asm and so on"),
        ("", "", b"\0asm and so on"),
    ] {
        let answer = world.client.get(path, &[("accept-encoding", accepts)]).is(200);
        assert_eq!(
            (answer.header("content-encoding"), answer.body.as_slice()),
            (encoding, body),
            "{accepts}"
        );
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
}

#[test]
fn an_unchanged_file_is_not_sent_again() {
    let world = world();
    let tag = world.client.get("/sw.js", &[]).header("etag").to_owned();
    let again = world.client.get("/sw.js", &[("if-none-match", &format!("\"other\", W/{tag}"))]).is(304);
    assert_eq!((again.body.len(), again.header("etag")), (0, tag.as_str()));
    world.client.get("/sw.js", &[("if-none-match", "\"other\"")]).is(200);
}

#[test]
fn a_file_packed_in_another_way_is_another_answer() {
    let world = world();
    let path = "/a/companion_bg.0123.wasm";
    let tag = world.client.get(path, &[("accept-encoding", "br")]).header("etag").to_owned();
    for (accepts, status) in [("br", 304), ("gzip", 200), ("", 200)] {
        world.client.get(path, &[("accept-encoding", accepts), ("if-none-match", &tag)]).is(status);
    }
}

#[test]
fn an_endpoint_without_the_apps_says_how_to_get_them() {
    let world = TestEndpoint::start(StoreKind::Sqlite);
    world.client.get("/", &[]).says(404, problem::UNKNOWN_ADDRESS, "cargo xtask serve");
}
