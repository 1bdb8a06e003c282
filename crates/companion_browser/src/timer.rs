//! Time limits, on a page and in a worker. Every promise of the browser is awaited here: one that never settles ends in
//! an answer all the same.

use std::{future::Future, pin::pin};

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

pub use gloo_timers::callback::Timeout;

/// Waits.
pub async fn sleep_ms(ms: u32) {
    TimeoutFuture::new(ms).await;
}

/// What came of the work, or `None` if it took longer than this: then it is dropped.
pub async fn within<T>(ms: u32, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), TimeoutFuture::new(ms)).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}

/// What became of a browser's promise, or `None` if it has not settled by then.
pub async fn settled(ms: u32, promise: Promise) -> Option<Result<JsValue, JsValue>> {
    within(ms, JsFuture::from(promise)).await
}
