//! What this browser lacks: an old phone, Lockdown Mode, a page that is not secure.

use js_sys::Reflect;

/// What the app asks of a browser beside its database, whose own answer says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    /// WebCrypto: without it nothing can be kept.
    Encryption,
    /// Web Locks: without them a record can be open in two tabs.
    OneTabAtATime,
    /// A BroadcastChannel: without it one tab can't tell another to hide.
    WordsBetweenTabs,
}

/// By the names browsers give it.
const NEEDED: [(Needed, &str); 3] = [
    (Needed::Encryption, "crypto.subtle"),
    (Needed::OneTabAtATime, "navigator.locks"),
    (Needed::WordsBetweenTabs, "BroadcastChannel"),
];

/// What is absent, or refused by the browser.
pub fn missing() -> Vec<Needed> {
    NEEDED.into_iter().filter(|(_, name)| !is_there(name)).map(|(needed, _)| needed).collect()
}

/// Whether this is a page of an iPhone's browser, and not the app on its home screen, which keeps its own things. Only there
/// is the question answered at all.
pub fn is_beside_the_home_screen() -> bool {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into());
    let standalone = navigator.and_then(|navigator| Reflect::get(&navigator, &"standalone".into()));
    standalone.is_ok_and(|standalone| standalone == false)
}

/// Some browsers throw at the mere question: that is refused, and so absent.
fn is_there(name: &str) -> bool {
    let found = name.split('.').try_fold(js_sys::global().into(), |of, part| Reflect::get(&of, &part.into()));
    found.is_ok_and(|found| !found.is_undefined() && !found.is_null())
}
