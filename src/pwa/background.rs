use companion_browser::events::{NoteError, note};
use companion_browser::timer::settled;
use js_sys::{Promise, Reflect};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use super::registration::registered;

/// How long the browser may take to note it.
const ASKED_MS: u32 = 3_000;

#[wasm_bindgen]
extern "C" {
    /// web-sys has it behind a flag for unstable APIs.
    type Syncs;
    #[wasm_bindgen(method, catch)]
    fn register(this: &Syncs, tag: &str) -> Result<Promise, JsValue>;
}

/// Asks the browser to wake the worker when there is a network, also with the app closed. Chromium alone can: elsewhere
/// nothing happens, and what is unsent goes when the app is next open.
pub fn send_when_closed() {
    spawn_local(async {
        let Some(registration) = registered().await else { return };
        let syncs = Reflect::get(&registration, &"sync".into()).ok().filter(JsValue::is_object);
        if let Some(asked) = syncs.and_then(|syncs| syncs.unchecked_into::<Syncs>().register("outbox").ok()) {
            // Refused (no worker in charge yet, forbidden in the settings) it is asked for again when the page is hidden.
            match settled(ASKED_MS, asked).await {
                Some(asked) => asked.note_error("background sync"),
                None => note("background sync", "no answer"),
            }
        }
    });
}
