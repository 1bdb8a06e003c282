//! A word to the app's other tabs (BroadcastChannel). Words only, never content.

use super::events::NoteError;
use web_sys::BroadcastChannel;

use super::page::{Listener, message};

/// A channel to the app's other tabs; closed when dropped.
pub struct Channel(BroadcastChannel);

impl Channel {
    /// Opens a channel; `None` where the browser has none.
    pub fn open(name: &str) -> Option<Self> {
        BroadcastChannel::new(name).ok().map(Self)
    }

    /// Says a word to the other tabs.
    pub fn post(&self, word: &str) {
        // Fails only when closed, and it is closed only when dropped.
        self.0.post_message(&word.into()).note_error("saying something to other tabs");
    }

    /// Hears the other tabs' words.
    pub fn on_message(&self, heard: impl Fn(String) + 'static) -> Listener {
        Listener::attach(Some(self.0.clone().into()), "message", move |event| {
            heard(message(event).as_string().unwrap_or_default());
        })
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.0.close();
    }
}
