//! Web Locks: one tab or worker at a time. Bound here by hand: web-sys has them behind a flag for unstable APIs.

use super::events::NoteError;
use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

use super::timer::settled;

#[wasm_bindgen]
extern "C" {
    type LockManager;
    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, granted: &JsValue)
    -> Result<Asked, JsValue>;

    /// The promise of a request.
    type Asked;
    #[wasm_bindgen(method)]
    fn then(this: &Asked, settled: &Function, refused: &Function);
}

/// How long a browser may take to say whether a lock is free: one that hangs is one that has no locks.
const ANSWERED_MS: u32 = 3_000;
/// How long a lock is waited for before it is asked for anew.
const WAITED_MS: u32 = 30_000;

/// The browser has no locks, refuses them, or does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsupported;

/// A lock, held until dropped. The browser lets it go by itself when the tab ends, however it ends; while a page lies in
/// its back-forward cache, not every browser does: see [`take_over`].
#[must_use = "it is let go when dropped"]
pub struct Held {
    let_go: Function,
}

impl Drop for Held {
    fn drop(&mut self) {
        // A promise's own function does not throw.
        self.let_go.call0(&JsValue::NULL).note_error("letting a lock go");
    }
}

/// Where a granted lock is laid for whoever asked; gone when nobody waits any more.
type Slot = RefCell<Option<Held>>;

/// The lock if it is free this moment.
///
/// # Errors
/// [`Unsupported`].
pub async fn try_hold(name: &str) -> Result<Option<Held>, Unsupported> {
    request(name, "ifAvailable", true, ANSWERED_MS).await?.ok_or(Unsupported)
}

/// The lock, whoever holds it: a page that is frozen, or lies in the back-forward cache, does not let go by itself.
///
/// # Errors
/// [`Unsupported`].
pub async fn take_over(name: &str) -> Result<Option<Held>, Unsupported> {
    request(name, "steal", true, ANSWERED_MS).await?.ok_or(Unsupported)
}

/// The lock, once it is free. It is asked for anew as long as somebody else holds it.
///
/// # Errors
/// [`Unsupported`].
pub async fn hold(name: &str) -> Result<Held, Unsupported> {
    loop {
        if let Some(held) = hold_within(WAITED_MS, name).await? {
            return Ok(held);
        }
    }
}

/// The lock, if it is free within this time.
///
/// # Errors
/// [`Unsupported`].
pub async fn hold_within(ms: u32, name: &str) -> Result<Option<Held>, Unsupported> {
    Ok(request(name, "ifAvailable", false, ms).await?.flatten())
}

/// `None` if nothing was heard in time: should the lock be granted after that, it is let go at once.
async fn request(
    name: &str,
    option: &str,
    value: bool,
    ms: u32,
) -> Result<Option<Option<Held>>, Unsupported> {
    let locks = manager().ok_or(Unsupported)?;
    let options = Object::new();
    Reflect::set(&options, &option.into(), &value.into()).map_err(|_| Unsupported)?;
    let slot = Rc::new(Slot::default());
    let answered = Promise::new(&mut |answer, refuse| {
        let waiting = Rc::downgrade(&slot);
        let granted = answer.clone();
        let granted = Closure::once_into_js(move |lock: JsValue| {
            let held = keep(&waiting, &lock);
            granted.call0(&JsValue::NULL).note_error("a granted lock");
            held
        });
        match locks.request(name, &options, &granted) {
            // Settled when the lock is let go, or refused: then nothing was laid into the slot.
            Ok(asked) => asked.then(&answer, &refuse),
            Err(_) => refuse.call0(&JsValue::NULL).note_error("a refused lock"),
        }
    });
    match settled(ms, answered).await {
        Some(Ok(_)) => Ok(Some(slot.take())),
        Some(Err(_)) => Err(Unsupported),
        None => Ok(None),
    }
}

/// Called by the browser with the lock, or with null if it is not free: the lock is held as long as the promise
/// given back is open.
fn keep(waiting: &Weak<Slot>, lock: &JsValue) -> JsValue {
    let Some(slot) = waiting.upgrade().filter(|_| !lock.is_null()) else { return JsValue::UNDEFINED };
    let hold = &mut |let_go, _| *slot.borrow_mut() = Some(Held { let_go });
    Promise::new(hold).into()
}

fn manager() -> Option<LockManager> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    (!locks.is_undefined() && !locks.is_null()).then(|| locks.unchecked_into())
}
