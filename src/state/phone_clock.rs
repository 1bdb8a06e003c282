//! What only the passing of time makes true: late, run out, over.

use std::time::Duration;

use companion_browser::clock;
use companion_model::{DeviceTime, Millis};
use leptos::prelude::*;

/// How often what is said of the time is looked at again.
const EVERY: Duration = Duration::from_secs(60);

/// The phone's clock. What is worked out by it on a screen is worked out anew every minute.
#[derive(Clone, Copy)]
pub struct PhoneClock {
    moved: Trigger,
}

impl PhoneClock {
    /// Begins to look at it.
    pub fn watch() -> Self {
        let moved = Trigger::new();
        set_interval(move || moved.notify(), EVERY);
        Self { moved }
    }

    /// The time and the phone's zone.
    pub fn now(self) -> DeviceTime {
        self.moved.track();
        clock::now()
    }

    /// Milliseconds since 1970, as the phone believes.
    pub fn now_ms(self) -> Millis {
        self.moved.track();
        clock::now_ms()
    }
}
