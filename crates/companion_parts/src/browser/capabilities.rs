//! What this browser lacks: an old phone, Lockdown Mode, a page that is not secure.

use js_sys::Reflect;

/// What a phone must have to keep and deliver a record, by the names browsers give it.
const NEEDED: [&str; 4] = ["indexedDB", "crypto.subtle", "navigator.locks", "BroadcastChannel"];

/// What is absent, or refused by the browser.
pub fn missing() -> Vec<&'static str> {
    NEEDED.into_iter().filter(|name| !is_there(name)).collect()
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
