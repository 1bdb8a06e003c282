//! The rule about a browser's promises: only listed files may name the type `Promise`, because awaiting one
//! may never end and no lint notices it. A promise that is awaited where it is made (`caches.keys().await`)
//! is not found: that takes types.

use super::{
    File,
    exceptions::{Exception, Violation, apply_exceptions},
    is_rust,
    rust_paths::{self, Syntax},
};

const NAME: &str = "Promise";
const ASYNC: &str = "async fn";
const WITHIN: [&str; 2] = ["src/", "crates/"];
/// In these tests the runner has a limit.
const EXCEPT: &str = "crates/companion_storage/tests/";

/// The files that make a promise or await one within a limit.
const ALLOWED: [Exception; 8] = [
    ("crates/companion_browser/src/worker.rs", NAME),
    ("crates/companion_browser/src/http.rs", NAME),
    ("crates/companion_browser/src/locks.rs", NAME),
    ("crates/companion_browser/src/persistence.rs", NAME),
    ("crates/companion_browser/src/timer.rs", NAME),
    ("crates/companion_browser/src/service_worker/mod.rs", NAME),
    ("crates/companion_app/src/vault/device_key.rs", NAME),
    // Each of its three is called within a limit.
    ("crates/companion_app/src/vault/passkey.rs", ASYNC),
];

/// Finds promises in files that are not listed, and listed files without one.
pub fn find_violations(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    let mut unread = Vec::new();
    for (path, text) in files.iter().filter(|file| may_violate(file)) {
        match rust_paths::read(&[], text) {
            Ok(syntax) => found.extend(find_named(path, &syntax).chain(find_hidden(path, &syntax))),
            Err(error) => unread.push(format!("{path}:{}: not Rust: {error}", error.span().start().line)),
        }
    }
    [unread, apply_exceptions(&found, &ALLOWED)].concat()
}

/// Whether the rule is for this file and it contains one of two words: parsing all files would take longer.
fn may_violate((path, text): &File) -> bool {
    is_rust(path)
        && WITHIN.iter().any(|folder| path.starts_with(folder))
        && !path.starts_with(EXCEPT)
        && (text.contains(NAME) || text.contains("extern"))
}

/// Finds where the type is named.
fn find_named(path: &str, syntax: &Syntax) -> impl Iterator<Item = Violation> {
    let named = syntax.paths.iter().filter(|found| found.segments.iter().any(|segment| segment == NAME));
    named.map(|found| {
        violation(path, found.line, NAME, "it may never settle; pass it to companion_browser::timer::settled")
    })
}

/// Finds foreign functions that are declared as `async`: wasm-bindgen awaits their promises in code that it
/// generates.
fn find_hidden(path: &str, syntax: &Syntax) -> impl Iterator<Item = Violation> {
    let lines = syntax.foreign_async.iter();
    lines.map(|line| {
        violation(path, *line, ASYNC, "the browser may never answer it; declare that it gives a promise")
    })
}

fn violation(path: &str, line: usize, what: &str, reason: &str) -> Violation {
    let sentence =
        format!("{path}:{line}: {what}: {reason}, and list the file in xtask/src/tidy/promises.rs");
    Violation { path: path.to_owned(), what: what.to_owned(), sentence }
}

#[cfg(test)]
mod tests {
    use super::{ALLOWED, find_violations};

    /// The violations in one file, without those for listed files, which are missing here.
    fn violations(path: &str, text: &str) -> Vec<String> {
        let found = find_violations(&[(path.to_owned(), text.to_owned())]);
        found.into_iter().filter(|sentence| !sentence.contains("no longer occurs")).collect()
    }

    #[test]
    fn naming_a_promise_is_a_violation_in_a_file_that_is_not_listed() {
        for text in [
            "use js_sys::{Array, Promise};",
            "async fn a(it: js_sys::Promise) { it.await }",
            "use js_sys as j; fn a() { m!(j::Promise::new(f)) }",
            "extern \"C\" { fn a() -> Result<Promise, JsValue>; }",
        ] {
            assert_eq!(violations("src/state/outbox.rs", text).len(), 1, "{text}");
            assert_eq!(violations("crates/companion_browser/src/locks.rs", text), [""; 0], "{text}");
            assert_eq!(violations("crates/companion_storage/tests/browser/people.rs", text), [""; 0]);
        }
    }

    #[test]
    fn an_async_foreign_function_is_a_violation() {
        let text = "extern \"C\" {\n async fn a() -> JsValue;\n}";
        assert_eq!(violations("crates/companion_app/src/vault/passkey.rs", text), [""; 0]);
        let found = violations("crates/companion_browser/src/locks.rs", text);
        assert!(
            found.len() == 1 && found[0].starts_with("crates/companion_browser/src/locks.rs:2: async fn: "),
            "{found:?}"
        );
    }

    #[test]
    fn a_promise_in_a_comment_or_a_string_is_no_violation() {
        let text = "// Promise\nconst A: &str = \"new Promise(taken)\"; async fn a() {}";
        assert_eq!(violations("src/state/outbox.rs", text), [""; 0]);
    }

    #[test]
    fn a_listed_file_without_a_promise_is_a_violation() {
        let text = "use js_sys::Promise;".to_owned();
        let found = find_violations(&[("crates/companion_browser/src/locks.rs".to_owned(), text)]);
        assert_eq!(found.len(), ALLOWED.len() - 1, "{found:?}");
        assert!(
            !found.iter().any(|sentence| sentence.starts_with("crates/companion_browser/src/locks.rs")),
            "{found:?}"
        );
    }
}
