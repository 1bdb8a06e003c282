//! The browser's promises by name: whoever has one can await it without a limit, and no word shows it. A promise that
//! is awaited where it is made (`caches.keys().await`) has no name; to find those, one must know types.

use super::{
    File,
    excepted::{self, Exception, Fault},
    is_rust,
    paths::{self, Reading},
};

const NAME: &str = "Promise";
const ASYNC: &str = "async fn";
const WITHIN: [&str; 2] = ["src/", "crates/"];
/// Tests wait as long as the runner lets them.
const EXCEPT: &str = "crates/companion_storage/tests/";

/// Who makes a promise, or passes one to a limit.
const MAY: [Exception; 10] = [
    ("crates/companion_browser/src/worker.rs", NAME),
    ("crates/companion_browser/src/http.rs", NAME),
    ("crates/companion_browser/src/locks.rs", NAME),
    ("crates/companion_browser/src/persistence.rs", NAME),
    ("crates/companion_browser/src/timer.rs", NAME),
    ("crates/companion_storage/src/time_limit.rs", NAME),
    ("src/pwa/background.rs", NAME),
    ("src/pwa/leaving.rs", NAME),
    ("crates/companion_app/src/vault/device_key.rs", NAME),
    // Each of its three is called within a limit.
    ("crates/companion_app/src/vault/passkey.rs", ASYNC),
];

/// Promises in files that are not listed, and listed files that have none any more.
pub fn faults(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    let mut unread = Vec::new();
    for (path, text) in files.iter().filter(|file| is_meant(file)) {
        match paths::read(&[], text) {
            Ok(reading) => found.extend(named_in(path, &reading).chain(hidden_in(path, &reading))),
            Err(error) => unread.push(format!("{path}:{}: no Rust: {error}", error.span().start().line)),
        }
    }
    [unread, excepted::judged(&found, &MAY)].concat()
}

/// Whether there can be a fault: reading a file takes longer than looking for a word.
fn is_meant((path, text): &File) -> bool {
    is_rust(path)
        && WITHIN.iter().any(|folder| path.starts_with(folder))
        && !path.starts_with(EXCEPT)
        && (text.contains(NAME) || text.contains("extern"))
}

fn named_in(path: &str, reading: &Reading) -> impl Iterator<Item = Fault> {
    let named = reading.paths.iter().filter(|found| found.words.iter().any(|word| word == NAME));
    named.map(|found| {
        fault(path, found.line, NAME, "it may never settle; pass it to companion_browser::timer::settled")
    })
}

/// wasm-bindgen awaits the promise of such a function in code of its own, where no lint looks.
fn hidden_in(path: &str, reading: &Reading) -> impl Iterator<Item = Fault> {
    let lines = reading.foreign_async.iter();
    lines.map(|line| {
        fault(path, *line, ASYNC, "the browser may never answer it; declare that it gives a promise")
    })
}

fn fault(path: &str, line: usize, what: &str, reason: &str) -> Fault {
    let sentence =
        format!("{path}:{line}: {what}: {reason}, and list the file in xtask/src/tidy/promises.rs");
    Fault { path: path.to_owned(), what: what.to_owned(), sentence }
}

#[cfg(test)]
mod tests {
    use super::{MAY, faults};

    /// The faults of one file, beside the listed files that are not there.
    fn faults_of(path: &str, text: &str) -> Vec<String> {
        let faults = faults(&[(path.to_owned(), text.to_owned())]);
        faults.into_iter().filter(|fault| !fault.contains("no longer occurs")).collect()
    }

    #[test]
    fn a_promise_by_name_is_a_fault_in_a_file_that_is_not_listed() {
        for text in [
            "use js_sys::{Array, Promise};",
            "async fn a(it: js_sys::Promise) { it.await }",
            "use js_sys as j; fn a() { m!(j::Promise::new(f)) }",
            "extern \"C\" { fn a() -> Result<Promise, JsValue>; }",
        ] {
            assert_eq!(faults_of("src/pwa/files.rs", text).len(), 1, "{text}");
            assert_eq!(faults_of("src/pwa/leaving.rs", text), [""; 0], "{text}");
            assert_eq!(faults_of("crates/companion_storage/tests/browser/people.rs", text), [""; 0]);
        }
    }

    #[test]
    fn a_function_of_the_browser_that_hides_its_promise_is_a_fault() {
        let text = "extern \"C\" {\n async fn a() -> JsValue;\n}";
        assert_eq!(faults_of("crates/companion_app/src/vault/passkey.rs", text), [""; 0]);
        let found = faults_of("src/pwa/leaving.rs", text);
        assert!(found.len() == 1 && found[0].starts_with("src/pwa/leaving.rs:2: async fn: "), "{found:?}");
    }

    #[test]
    fn words_of_scripts_and_comments_are_no_promises() {
        let text = "// Promise\nconst A: &str = \"new Promise(taken)\"; async fn a() {}";
        assert_eq!(faults_of("src/pwa/files.rs", text), [""; 0]);
    }

    #[test]
    fn a_listed_file_without_a_promise_is_a_fault() {
        let text = "use js_sys::Promise;".to_owned();
        let found = faults(&[("src/pwa/leaving.rs".to_owned(), text)]);
        assert_eq!(found.len(), MAY.len() - 1, "{found:?}");
        assert!(!found.iter().any(|fault| fault.starts_with("src/pwa/leaving.rs")), "{found:?}");
    }
}
