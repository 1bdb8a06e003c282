//! Time limits, on a page and in a worker.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
};

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(run: &Function, ms: u32) -> f64;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: f64);
}

/// What came of the work, or `None` if it took too long: then it is dropped.
pub async fn within<T>(ms: u32, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut alarm) = (pin!(work), pin!(Alarm::after(ms)));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => alarm.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// Waits.
pub async fn pause(ms: u32) {
    Alarm::after(ms).await;
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
