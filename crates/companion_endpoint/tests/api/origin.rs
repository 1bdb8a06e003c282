//! Whose pages may use a session: by what a browser says of them, behind an ordinary proxy too.

use companion_model::{
    Route,
    wire::v1::{address, problem},
};

use crate::world::{
    Client, EndpointOptions, Proxy, StoreKind, TestEndpoint, TestSchool,
    program::{self, Program},
};

const PEOPLE_S: &str = "https://companion.school";
/// What nginx sends to its upstream, unless it is told otherwise.
const OWN_NAME: &str = "Host: 127.0.0.1\r\n";

/// Signs in, as a page does that says this of itself.
#[track_caller]
fn signs_in(school: &TestSchool, client: &Client, headers: &[(&str, &str)], taken: bool) -> String {
    let member = school.member(Route::Dsl);
    let body = serde_json::json!({
        "school": school.id, "member": member.sign_in_name,
        "login_key": companion_model::wire::Bytes(member.login_key.to_vec()),
    });
    let answer = client.post(address::SESSIONS, headers, &body);
    if taken {
        answer.is(201).header("set-cookie").to_owned()
    } else {
        answer.says(403, problem::FOREIGN_ORIGIN, "Nothing was changed.");
        String::new()
    }
}

#[test]
fn behind_a_proxy_the_browser_s_word_on_the_site_counts() {
    let (world, school) = TestEndpoint::with_school(StoreKind::Sqlite);
    let client = Client::new(&Proxy::before(&world.client.base, OWN_NAME).base);
    for (site, own) in [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false)] {
        signs_in(&school, &client, &[("origin", PEOPLE_S), ("sec-fetch-site", site)], own);
        signs_in(&school, &client, &[("sec-fetch-site", site)], own);
    }
    // A browser sends it once; whoever adds another one has something to hide.
    let twice = [("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")];
    signs_in(&school, &client, &twice, false);
}

#[test]
fn behind_a_proxy_a_browser_without_it_is_believed_where_an_origin_is_named() {
    let options = EndpointOptions {
        origins: &["https://companion.school", "https://companion.example:8443"],
        ..Default::default()
    };
    let (world, school) = TestEndpoint::with_school_and(StoreKind::Sqlite, options);
    let client = Client::new(&Proxy::before(&world.client.base, OWN_NAME).base);
    for (origin, own) in [
        (PEOPLE_S, true),
        ("https://companion.example:8443", true),
        ("https://companion.example", false),
        ("http://companion.school", false),
        ("https://companion.school.elsewhere.example", false),
        ("https://elsewhere.example", false),
        ("http://127.0.0.1", false),
        ("null", false),
        ("", false),
    ] {
        signs_in(&school, &client, &[("origin", origin)], own);
    }
    signs_in(&school, &client, &[("origin", PEOPLE_S), ("origin", "https://elsewhere.example")], false);
    // Neither header: an old browser, whose cookie is for our own pages alone.
    signs_in(&school, &client, &[], true);
}

#[test]
fn where_no_origin_is_named_a_page_s_own_is_compared_with_where_the_request_went() {
    let (world, school) = TestEndpoint::with_school(StoreKind::Sqlite);
    let plain = Client::new(&Proxy::before(&world.client.base, OWN_NAME).base);
    signs_in(&school, &plain, &[("origin", PEOPLE_S)], false);
    for lines in [
        "Host: companion.school\r\n",
        "Host: companion.school:443\r\n",
        "Host: 127.0.0.1\r\nX-Forwarded-Host: companion.school\r\n",
        "Host: 127.0.0.1\r\nX-Forwarded-Host: companion.school, inner.school\r\n",
    ] {
        let client = Client::new(&Proxy::before(&world.client.base, lines).base);
        signs_in(&school, &client, &[("origin", PEOPLE_S)], true);
        for foreign in ["https://elsewhere.example", "https://inner.school", "null", "companion.school"] {
            signs_in(&school, &client, &[("origin", foreign)], false);
        }
        signs_in(&school, &client, &[], true);
    }
}

#[test]
fn an_https_origin_makes_cookies_and_pages_for_tls_alone() {
    for (origins, https) in [
        ([PEOPLE_S].as_slice(), true),
        (&["http://companion.school"], false),
        // Then each request is for its proxy to say.
        (&[PEOPLE_S, "http://localhost:8080"], false),
    ] {
        let (world, school) = TestEndpoint::with_school_and(
            StoreKind::Sqlite,
            EndpointOptions { origins, ..Default::default() },
        );
        let client = Client::new(&Proxy::before(&world.client.base, OWN_NAME).base);
        let site = [("sec-fetch-site", "same-origin")];
        assert_eq!(signs_in(&school, &client, &site, true).ends_with("; Secure"), https, "{origins:?}");
        let forgotten = client.delete(address::REMEMBERED, &[]).is(204);
        assert_eq!(forgotten.header("set-cookie").ends_with("; Secure"), https, "{origins:?}");
        let strict = client.get("/healthz", &[]).header("strict-transport-security") == "max-age=63072000";
        assert_eq!(strict, https, "{origins:?}");
        let said = [site[0], ("x-forwarded-proto", "https")];
        assert!(signs_in(&school, &client, &said, true).ends_with("; Secure"));
    }
}

#[test]
fn an_origin_is_named_as_an_option_or_in_the_environment() {
    let data = program::made();
    let endpoint =
        Program::serves_after(&data, &format!("export COMPANION_ORIGIN=https://a.example/,{PEOPLE_S}:443"));
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
    assert!(signs_in(&school, &endpoint.client, &[("origin", PEOPLE_S)], true).ends_with("; Secure"));
    signs_in(&school, &endpoint.client, &[("origin", &endpoint.client.base)], false);

    let data = program::made();
    let endpoint = Program::serves_with(
        &data,
        &["--origin", "https://a.example", "--origin", "HTTPS://Companion.School/"],
    );
    let school = TestSchool::founded_at(&endpoint.client, &program::set_up_code(&data));
    assert!(signs_in(&school, &endpoint.client, &[("origin", PEOPLE_S)], true).ends_with("; Secure"));
}

#[test]
fn what_is_no_origin_is_refused_before_anything_is_served_or_printed() {
    let data = program::made();
    for verb in ["serve", "init"] {
        for (origin, sentence) in [
            ("companion.school", "it must begin with https:// or http://, for example"),
            ("https://companion.school/inbox", "it must end with the host or its port, for example"),
            ("https://*.school", "it names no host; write it in full, for example"),
        ] {
            let output = program::runs(verb, &[("--data", &data)], &["--origin", origin]);
            assert!(!output.status.success() && output.stdout.is_empty());
            let words = String::from_utf8(output.stderr).unwrap();
            assert!(words.contains(sentence) && words.contains(origin), "{words}");
        }
    }
}
