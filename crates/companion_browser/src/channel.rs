//! A word to the app's other tabs (BroadcastChannel). Words only, never content.

use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

use super::page::Listener;

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
        drop(self.0.post_message(&word.into()));
    }

    /// Hears the other tabs' words.
    pub fn on_message(&self, heard: impl Fn(String) + 'static) -> Listener {
        let run = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            heard(event.data().as_string().unwrap_or_default());
        });
        Listener::attach(Some(self.0.clone().into()), "message", run.into_js_value())
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.0.close();
    }
}
