//! Chance that nothing depends on. Keys come from `companion_seal`.

/// A number from 0 to 1, for the jitter of retries.
pub fn jitter() -> f64 {
    js_sys::Math::random()
}
