use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::{Registration, container};

/// The registration, once it has an active worker, which may be never: await it only in a task that nothing else waits for.
#[expect(clippy::await_holding_invalid_type, reason = "nothing waits for it")]
pub async fn ready() -> Option<Registration> {
    let registration = JsFuture::from(container()?.ready().ok()?).await.ok()?;
    registration.dyn_into().ok().map(Registration)
}
