//! Locks the vault when nobody has touched the phone for as long as the school chose, and blanks the screen while nobody
//! looks at it. A browser can't keep a picture of the page from being taken: blanking is the best there is, and
//! SECURITY.md says so.

use companion_browser::{
    clock,
    page::{self, Event, Listener},
    timer::Timeout,
};
use companion_model::{Millis, wire::v1::LOCK_AFTER_MIN};
use leptos::prelude::*;

use super::{Companion, Phase};

/// How often an open phone looks at its clocks: one that slept may wake without telling the page.
const LOOKS_EVERY_MS: u32 = 15_000;

/// Watches over an open phone.
#[derive(Clone, Copy)]
pub struct Watch {
    companion: Companion,
    touched: StoredValue<Moment>,
    next: StoredValue<Option<Timeout>, LocalStorage>,
    listening: StoredValue<Vec<Listener>, LocalStorage>,
}

/// A moment on both of a phone's clocks: one can be set, the other can stand still.
#[derive(Clone, Copy, Debug, Default)]
struct Moment {
    wall: Millis,
    steady: Millis,
}

impl Moment {
    fn now() -> Self {
        Self { wall: clock::now_ms(), steady: clock::steady_ms() }
    }

    /// How long ago it was, by the clock that says longer.
    fn ago(self, now: Self) -> Millis {
        (now.wall - self.wall).max(now.steady - self.steady)
    }
}

impl Watch {
    /// Begins to watch.
    pub fn begin(companion: Companion) -> Self {
        let watch = Self {
            companion,
            touched: StoredValue::new(Moment::now()),
            next: StoredValue::new_local(None),
            listening: StoredValue::new_local(Vec::new()),
        };
        let touches = [Event::KeyDown, Event::PointerDown, Event::Input, Event::Scroll];
        let looks = [Event::Focus, Event::VisibilityChange, Event::PageShow];
        let mut listening: Vec<_> = touches.map(|event| page::on(event, move || watch.on_activity())).into();
        listening
            .extend(looks.map(|event| page::on(event, move || watch.on_visibility_change(page::visible()))));
        listening.push(page::on(Event::Blur, move || watch.on_visibility_change(false)));
        watch.listening.set_value(listening);
        Effect::new(move |_| {
            if companion.session.phase() == Phase::Open {
                watch.touched.set_value(Moment::now());
                watch.look_later();
            } else {
                watch.next.set_value(None);
            }
        });
        watch
    }

    fn on_activity(self) {
        // A touch that comes too late is the first thing a stranger does.
        if !self.lock_if_due() {
            self.touched.set_value(Moment::now());
        }
        page::blank(false);
    }

    fn on_visibility_change(self, seen: bool) {
        if seen {
            self.lock_if_due();
        }
        page::blank(!seen && self.companion.session.is_open_untracked());
    }

    fn look_later(self) {
        self.next.set_value(Some(Timeout::new(LOOKS_EVERY_MS, move || {
            if !self.lock_if_due() {
                self.look_later();
            }
        })));
    }

    /// Whether it was time, and the phone is locked now.
    fn lock_if_due(self) -> bool {
        let session = self.companion.session;
        let limit = session.lock_after_ms_untracked().unwrap_or(Millis::from(LOCK_AFTER_MIN) * 60_000);
        let due = session.is_open_untracked() && self.touched.get_value().ago(Moment::now()) >= limit;
        if due {
            self.companion.lock();
            // What was on the screen has its own address, and is there again after the PIN.
            self.companion.router.follow_address();
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn neither_a_clock_that_was_set_back_nor_one_that_stood_still_keeps_a_phone_open() {
        let touched = Moment { wall: 1_000_000, steady: 5_000 };
        for (wall, steady, ago) in [
            (1_060_000, 65_000, 60_000),
            (400_000, 65_000, 60_000),
            (1_060_000, 5_000, 60_000),
            (1_000_000, 5_000, 0),
        ] {
            assert_eq!(touched.ago(Moment { wall, steady }), ago, "{wall} {steady}");
        }
    }
}
