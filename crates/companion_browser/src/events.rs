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

/// The last events, in the order in which each happened last.
struct Events(VecDeque<Event>);

impl Events {
    fn note(&mut self, at: Millis, what: &'static str, cause: Cause) {
        // What fails again and again without signal must not push out what failed once.
        let again = self.0.iter().position(|known| known.what == what && known.cause == cause);
        let before = again.and_then(|again| self.0.remove(again)).map_or(0, |event| event.times);
        if self.0.len() == HELD {
            self.0.pop_front();
        }
        self.0.push_back(Event { at, what, cause, times: before.saturating_add(1) });
    }
}

thread_local! {
    static EVENTS: RefCell<Events> = const { RefCell::new(Events(VecDeque::new())) };
}

/// Notes that something did not come about.
pub fn note(what: &'static str, cause: impl Into<Cause>) {
    let (at, cause) = (clock::now_ms(), cause.into());
    EVENTS.with_borrow_mut(|events| events.note(at, what, cause));
}

/// The events, oldest first, a line for each.
pub fn lines() -> Vec<String> {
    EVENTS.with_borrow(|events| events.0.iter().map(ToString::to_string).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_fifty_are_held_and_what_repeats_pushes_none_out() {
        let mut events = Events(VecDeque::new());
        for status in 0..60 {
            events.note(0, "a try", Cause::Status(status));
        }
        for at in 0..100 {
            events.note(at, "without signal", Cause::Known("no answer"));
        }
        assert_eq!(events.0.len(), HELD);
        assert_eq!(events.0.front().map(|event| event.cause.clone()), Some(Cause::Status(11)));
        let last = events.0.back().map(ToString::to_string);
        assert_eq!(last.as_deref(), Some("Thu 1 Jan 1970, 00:00 UTC: without signal: no answer (100 times)"));
    }
}
