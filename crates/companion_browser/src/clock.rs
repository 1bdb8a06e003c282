//! The phone's clock, as it stands.

use companion_model::{DeviceTime, Millis};
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// Milliseconds since 1970, as the phone believes.
pub fn now_ms() -> Millis {
    // A date's milliseconds are whole and far below 2^53.
    #[expect(clippy::cast_possible_truncation)]
    let now = Date::now() as Millis;
    now
}

/// Milliseconds on a clock that nobody can set, of a page or of a worker. It may stand still while the phone sleeps.
pub fn steady_ms() -> Millis {
    // Whole milliseconds of a page's life.
    #[expect(clippy::cast_possible_truncation)]
    let now = performance_now() as Millis;
    now
}

/// The phone's time with its zone.
pub fn now() -> DeviceTime {
    // JavaScript counts minutes west of UTC; an offset is at most a day.
    #[expect(clippy::cast_possible_truncation)]
    let offset_min = -Date::new_0().get_timezone_offset() as i16;
    DeviceTime { utc_ms: now_ms(), offset_min, zone: zone().unwrap_or_default() }
}

/// A moment as a day and a time of day, where the phone is.
pub fn day_and_time(utc_ms: Millis) -> String {
    DeviceTime { utc_ms, ..now() }.date_and_time()
}

fn zone() -> Option<String> {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}
