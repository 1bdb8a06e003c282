//! The last technical events of this page, in memory alone: what a person may copy for whoever helps them. An event says what
//! the app was doing and what the browser or the network called the fault; by its types it can hold nothing that was written.

use std::{cell::RefCell, collections::VecDeque, fmt, panic};

use companion_model::{Millis, time::date_and_clock};
use gloo_storage::{SessionStorage, Storage};
use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::clock;

/// So many are held; the oldest goes first.
const HELD: usize = 50;
/// Where a panic is noted for the page that starts after it: a page that has panicked can't go on.
const PANICKED: &str = "panicked_at";

/// What lies behind an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// In the app's own words.
    Known(&'static str),
    /// By the name that the browser has for it, as `QuotaExceededError`.
    Exception(String),
    /// The status of an answer.
    Status(u16),
    /// A place in the app's source.
    Place(String),
}

struct Event {
    at: Millis,
    what: &'static str,
    cause: Cause,
    /// How often it happened, the last time at that moment.
    times: u32,
}

thread_local! {
    static EVENTS: RefCell<VecDeque<Event>> = const { RefCell::new(VecDeque::new()) };
}

/// Notes that something did not come about.
pub fn note(what: &'static str, cause: impl Into<Cause>) {
    let event = Event { at: clock::now_ms(), what, cause: cause.into(), times: 1 };
    EVENTS.with_borrow_mut(|events| {
        // What fails again and again without signal must not push out what failed once.
        let again = events.iter_mut().find(|known| known.what == what && known.cause == event.cause);
        if let Some(again) = again {
            (again.at, again.times) = (event.at, again.times.saturating_add(1));
            return;
        }
        if events.len() == HELD {
            events.pop_front();
        }
        events.push_back(event);
    });
}

/// The events, oldest first, a line for each.
pub fn lines() -> Vec<String> {
    EVENTS.with_borrow(|events| events.iter().map(ToString::to_string).collect())
}

/// An error that changes nothing for the person is noted, and that is all.
pub trait NoteError {
    /// Notes what did not come about, if it did not.
    fn note_error(self, what: &'static str);
}

impl<T, E: Into<Cause>> NoteError for Result<T, E> {
    fn note_error(self, what: &'static str) {
        if let Err(error) = self {
            note(what, error);
        }
    }
}

/// From now on a panic's place in the source is shown in the browser's console, and the page that starts after it knows it. Its
/// message may quote what was written, and a browser may keep what its console shows: the message goes nowhere.
pub fn watch_panics() {
    if is_there()
        && let Ok(place) = SessionStorage::get::<String>(PANICKED)
    {
        SessionStorage::delete(PANICKED);
        note("the app stopped, and was started anew", Cause::Place(place));
    }
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        web_sys::console::error_1(&JsValue::from(format!("The app stopped at {place}")));
        if is_there() {
            SessionStorage::set(PANICKED, place).note_error("noting a panic");
        }
    }));
}

/// gloo-storage panics where there is no such storage, as in a worker, or where the browser refuses it; asking for the property
/// first tells.
fn is_there() -> bool {
    Reflect::get(&js_sys::global(), &"sessionStorage".into()).is_ok_and(|storage| storage.is_object())
}

impl From<gloo_storage::errors::StorageError> for Cause {
    fn from(_: gloo_storage::errors::StorageError) -> Self {
        Self::Known("the browser took no value")
    }
}

impl From<&'static str> for Cause {
    fn from(words: &'static str) -> Self {
        Self::Known(words)
    }
}

impl From<u16> for Cause {
    fn from(status: u16) -> Self {
        Self::Status(status)
    }
}

/// Of what the browser has thrown its name alone is taken: a message may quote.
impl From<JsValue> for Cause {
    fn from(thrown: JsValue) -> Self {
        // Asking a plain `undefined` for a property throws.
        let name = Reflect::get(&thrown, &"name".into()).ok().and_then(|name| name.as_string());
        name.map_or(Self::Known("no name"), Self::Exception)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(words) => f.write_str(words),
            Self::Exception(text) | Self::Place(text) => f.write_str(text),
            Self::Status(status) => write!(f, "status {status}"),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} UTC: {}: {}", date_and_clock(self.at, 0), self.what, self.cause)?;
        if self.times > 1 { write!(f, " ({} times)", self.times) } else { Ok(()) }
    }
}
