//! Envelopes are opened in a worker of the page, which has the member's keys as long as the desk is open.

use std::cell::RefCell;

use companion_browser::worker::{Asked, Background};
use companion_inbox::{keyring::Keyring, unsealing::Unsealer};
use companion_model::wire::v1::SessionAnswer;
use companion_seal::Secret;
use js_sys::{Array, Uint8Array};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use zeroize::Zeroizing;

thread_local! {
    /// In the worker alone.
    static UNSEALER: RefCell<Option<Unsealer>> = const { RefCell::new(None) };
}

/// In the worker: opens the member's keys as the page did.
///
/// # Errors
/// A sentence, if they don't open.
#[wasm_bindgen]
pub fn begin_unsealing(school: &str, wrap_key: Vec<u8>, session: &str) -> Result<(), JsValue> {
    let wrap_key = Zeroizing::new(wrap_key);
    let unreadable = || JsValue::from_str("the session can't be read");
    let school = Uuid::parse_str(school).map_err(|_| unreadable())?;
    let session: SessionAnswer = serde_json::from_str(session).map_err(|_| unreadable())?;
    let wrap_key = Secret::from_slice(&wrap_key).map_err(|_| unreadable())?;
    let keyring =
        Keyring::unlock(school, &wrap_key, &session).map_err(|error| JsValue::from(error.to_string()))?;
    UNSEALER.set(Some(Unsealer::of(keyring)));
    Ok(())
}

/// In the worker: opens an answer of the endpoint.
///
/// # Errors
/// A sentence, if it is none.
#[wasm_bindgen]
pub fn unseal(body: &[u8]) -> Result<Vec<u8>, JsValue> {
    let unsealed = UNSEALER.with_borrow_mut(|unsealer| unsealer.as_mut()?.unseal(body));
    let mut unsealed = unsealed.ok_or_else(|| JsValue::from_str("the answer can't be read"))?;
    Ok(std::mem::take(&mut *unsealed))
}

/// The worker of an open desk.
pub struct Unsealing {
    worker: Background,
    begun: Asked,
}

impl Unsealing {
    /// Starts the worker and gives it the keys, without waiting for it; `None` where there is no worker.
    pub fn begin(school: Uuid, wrap_key: &Secret<32>, session: &SessionAnswer) -> Option<Self> {
        let worker = Background::start().ok()?;
        // Given and not copied: nothing is left of it here.
        let key = Uint8Array::from(wrap_key.expose().as_slice());
        let session = serde_json::to_string(session).ok()?;
        let args = Array::of3(&school.to_string().into(), &key, &session.into());
        let begun = worker.ask("begin_unsealing", &args, std::slice::from_ref(&key)).ok()?;
        Some(Self { worker, begun })
    }

    /// Opens an answer of the endpoint; `None` if the worker does not. Then it is asked no more.
    pub async fn open(&self, body: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let opened = self.ask(body).await;
        if opened.is_none() {
            self.end();
        }
        opened
    }

    /// Ends the worker at once, and its keys with it.
    pub fn end(&self) {
        self.worker.end();
    }

    async fn ask(&self, body: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.begun.clone().answer().await.ok()?;
        let body = Uint8Array::from(body);
        let asked = self.worker.ask("unseal", &Array::of1(&body), std::slice::from_ref(&body)).ok()?;
        let opened = asked.answer().await.ok()?.dyn_into::<Uint8Array>().ok()?;
        let plain = Zeroizing::new(opened.to_vec());
        // The browser's own copy.
        opened.fill(0, 0, opened.length());
        Some(plain)
    }
}
