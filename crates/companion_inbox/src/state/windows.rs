//! The app's other windows in this browser. They share one session: what one of them does to it the others hear at once, and
//! not only with their next request.

use companion_browser::{channel::Channel, page::Listener};
use companion_inbox::sign_out::SignOutReason;
use leptos::prelude::*;
use uuid::Uuid;

use super::Inbox;

const NAME: &str = "companion-desk";
const SIGNED_IN: &str = "signed in";
const SIGNED_OUT: &str = "signed out";

/// A line to the other windows, as long as this one lives.
pub struct Windows {
    channel: Channel,
    _listener: Listener,
}

impl Windows {
    /// Opens the line; `None` where the browser has none.
    pub(super) fn open(inbox: Inbox) -> Option<Self> {
        let channel = Channel::open(NAME)?;
        let listener = channel.on_message(move |word| inbox.on_announcement(&word));
        Some(Self { channel, _listener: listener })
    }
}

impl Inbox {
    /// Tells the other windows that this browser's session is this member's from now on.
    pub(super) fn announce_sign_in(self, member: Uuid) {
        self.announce(SIGNED_IN, member);
    }

    /// Tells the other windows that this member has signed out.
    pub(super) fn announce_sign_out(self, member: Uuid) {
        self.announce(SIGNED_OUT, member);
    }

    fn announce(self, what: &str, member: Uuid) {
        self.windows.with_value(|windows| {
            if let Some(windows) = windows {
                windows.channel.post(&format!("{what} {member}"));
            }
        });
    }

    fn on_announcement(self, word: &str) {
        let Some(here) = self.keyring.get_untracked().map(|keyring| keyring.member().to_string()) else {
            return;
        };
        if word == format!("{SIGNED_OUT} {here}") {
            self.sign_out(SignOutReason::SessionOver);
        } else if word.strip_prefix(SIGNED_IN).is_some_and(|member| member.trim() != here) {
            self.sign_out(SignOutReason::OtherSession);
        }
    }
}
