//! Timers, on a page and in a worker.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(run: &Function, ms: u32) -> f64;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: f64);
}

/// Waits.
pub async fn sleep_ms(ms: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, ms);
    });
    // A timer's promise is never rejected.
    drop(JsFuture::from(promise).await);
}

/// Runs something once, later; dropped before that, never.
#[must_use = "it is cancelled when dropped"]
pub struct Timeout {
    id: f64,
    _run: Closure<dyn FnMut()>,
}

impl Timeout {
    /// Runs `then` after so many milliseconds.
    pub fn new(ms: u32, then: impl FnOnce() + 'static) -> Self {
        let run = Closure::once(then);
        Self { id: set_timeout(run.as_ref().unchecked_ref(), ms), _run: run }
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        clear_timeout(self.id);
    }
}
