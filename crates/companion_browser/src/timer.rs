//! Timers and time limits, on a page and in a worker. Every promise of the browser is awaited here: one that never
//! settles ends in an answer all the same. (`companion_storage` has a limit of its own: of the browser it
//! knows the database alone.)

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
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
    Alarm::after(ms).await;
}

/// What came of the work, or `None` if it took longer than this: then it is dropped.
pub async fn within<T>(ms: u32, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut alarm) = (pin!(work), pin!(Alarm::after(ms)));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => alarm.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// What became of a browser's promise, or `None` if it has not settled by then.
pub async fn settled(ms: u32, promise: Promise) -> Option<Result<JsValue, JsValue>> {
    within(ms, JsFuture::from(promise)).await
}

struct Alarm {
    id: f64,
    rings: JsFuture,
}

impl Alarm {
    fn after(ms: u32) -> Self {
        let mut id = 0.0;
        let rings = Promise::new(&mut |ring, _| id = set_timeout(&ring, ms));
        Self { id, rings: rings.into() }
    }
}

impl Future for Alarm {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        // A timer's promise is never rejected.
        Pin::new(&mut self.rings).poll(context).map(drop)
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        clear_timeout(self.id);
    }
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
