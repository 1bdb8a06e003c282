//! The page's worker (`public/worker.js`): the same WASM, away from the screen. The page names its files on the boot script's tag.

use super::events::NoteError;
use std::cell::{Cell, RefCell};

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{MessageEvent, Worker};

use super::timer::settled;

/// A worker that has said nothing by then is not waited for.
const ANSWERED_MS: u32 = 30_000;

/// A worker of the page. It ends, and with it all it knows, when this is dropped or told to.
pub struct Background {
    worker: Worker,
    /// Gives up waiting for the answer that is on its way.
    give_up: RefCell<Option<Function>>,
    ended: Cell<bool>,
}

impl Drop for Background {
    fn drop(&mut self) {
        self.end();
    }
}

impl Background {
    /// Starts one.
    ///
    /// # Errors
    /// If the page names no files, or the browser starts no worker.
    pub fn start() -> Result<Self, JsValue> {
        let address = Reflect::get(&boot_data()?, &"worker".into())?.as_string().ok_or(JsValue::NULL)?;
        let worker = Worker::new(&address)?;
        Ok(Self { worker, give_up: RefCell::new(None), ended: Cell::new(false) })
    }

    /// Ends it at once, whatever it is doing. Whoever waits for an answer gets none.
    pub fn end(&self) {
        self.ended.set(true);
        self.worker.terminate();
        if let Some(give_up) = self.give_up.take() {
            // A promise's own functions don't throw.
            give_up.call0(&JsValue::NULL).note_error("ending a worker");
        }
    }

    /// Has it call one of the exported functions. One question at a time: the next answer is taken for this one's. What is in
    /// `given` is no longer here afterwards.
    ///
    /// # Errors
    /// If it has ended, or can't be asked.
    pub fn ask(&self, call: &str, args: &Array, given: &[Uint8Array]) -> Result<Asked, JsValue> {
        if self.ended.get() {
            return Err(JsValue::NULL);
        }
        let files = boot_data()?;
        let question = Object::new();
        for (name, value) in [
            ("id", 0.into()),
            ("glue", Reflect::get(&files, &"glue".into())?),
            ("wasm", Reflect::get(&files, &"wasm".into())?),
            ("call", call.into()),
            ("args", args.into()),
        ] {
            Reflect::set(&question, &name.into(), &value)?;
        }
        let asked = Asked(self.next_message());
        let given: Array = given.iter().map(Uint8Array::buffer).collect();
        self.worker.post_message_with_transfer(&question, &given)?;
        Ok(asked)
    }

    fn next_message(&self) -> Promise {
        Promise::new(&mut |resolve: Function, reject: Function| {
            self.give_up.replace(Some(reject.clone()));
            let on_message = Closure::once_into_js(move |event: MessageEvent| {
                // A promise's own functions don't throw.
                resolve.call1(&JsValue::NULL, &event.data()).note_error("a worker's answer");
            });
            let on_error = Closure::once_into_js(move || {
                reject.call0(&JsValue::NULL).note_error("a worker that failed");
            });
            self.worker.set_onmessage(Some(on_message.unchecked_ref()));
            self.worker.set_onerror(Some(on_error.unchecked_ref()));
        })
    }
}

/// What a worker was asked for.
#[derive(Clone)]
pub struct Asked(Promise);

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// The worker has said nothing for half a minute.
    Silent,
    /// None started, it was ended, or the function failed.
    Failed,
}

impl Asked {
    /// What the function came to.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub async fn answer(self) -> Result<JsValue, Unanswered> {
        let settled = settled(ANSWERED_MS, self.0).await.ok_or(Unanswered::Silent)?;
        let answer = settled.map_err(|_| Unanswered::Failed)?;
        let part = |name: &str| Reflect::get(&answer, &name.into()).map_err(|_| Unanswered::Failed);
        if part("fault")?.is_undefined() { part("value") } else { Err(Unanswered::Failed) }
    }
}

/// The names of the hashed files, from the boot script's own tag.
fn boot_data() -> Result<JsValue, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let tag = document.get_element_by_id("boot").ok_or(JsValue::NULL)?;
    Reflect::get(&tag, &"dataset".into())
}
