//! What is asked of the school beside receipts: its directory, whom it knows, and orders.

use companion_app::sync::{self, Refreshed};
use companion_browser::{clock, page};
use companion_model::Millis;
use leptos::prelude::*;

use super::Outbox;
use crate::state::TabMessage;

/// How often the school is asked while nothing wakes the outbox.
pub(super) const ASKS_ANEW_MS: Millis = 10 * 60_000;

impl Outbox {
    /// Asks the school for its directory and for orders, if somebody has woken the outbox (`at_once`) or it is time; and looks
    /// whom it knows. A fault with envelopes does not keep it from that.
    pub(super) async fn ask_the_school(self, at_once: bool) {
        if at_once || self.is_time_to_ask() {
            self.asked_at.set_value(Some(clock::steady_ms()));
            self.refresh_directory().await;
            self.report().await;
        }
        self.look_at_people().await;
    }

    fn is_time_to_ask(self) -> bool {
        let now = clock::steady_ms();
        page::visible() && self.asked_at.get_value().is_none_or(|asked| now - asked >= ASKS_ANEW_MS)
    }

    /// Looks whom the school knows, and what this build can't read. What can't be looked at now is looked at next time.
    async fn look_at_people(self) {
        let Some(storage) = self.session.storage() else { return };
        if let Ok(people) = storage.profiles().await {
            self.session.set_unknown(&people);
        }
        if let Ok(unreadable) = storage.unreadable().await {
            self.unreadable.set(unreadable);
        }
    }

    /// Says to the school that this phone is there. An order that comes back locks every tab, and begins what it asks for.
    async fn report(self) {
        let Some(storage) = self.session.storage() else { return };
        match sync::report(&storage).await {
            Ok(true) => {
                self.say(TabMessage::People);
                self.people_changed.set(true);
            }
            Ok(false) => {}
            Err(error) => self.fault.set(Some(error.sentence().to_owned())),
        }
    }

    async fn refresh_directory(self) {
        let Some(storage) = self.session.storage() else { return };
        match sync::refresh_directory(&storage).await {
            Ok(Refreshed::Newer(enrolment)) => self.session.enrolled(*enrolment),
            Ok(Refreshed::Refused(sentence)) => self.session.directory_refused.set(Some(sentence)),
            Ok(Refreshed::Same) => self.session.directory_refused.set(None),
            Ok(Refreshed::Unanswered) => {}
            Err(error) => self.fault.set(Some(error.sentence().to_owned())),
        }
    }
}
