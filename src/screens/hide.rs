//! The dull page: a pupil's glance learns nothing. Opening it has locked the vault.

use companion_parts::view::{El, el, h1, h2};

const TO_PACK: [&str; 5] = [
    "Waterproof coat and trousers",
    "Walking boots, two pairs of socks",
    "Water bottle and packed lunch",
    "Hat, gloves, sun cream",
    "Torch with new batteries",
];
const TIMES: [&str; 5] =
    ["08:15 Breakfast", "09:00 Kit check", "12:30 Lunch", "17:30 Boots off, drying room", "22:00 Lights out"];

/// Packing list and kit times.
pub fn hide() -> El {
    let list = |lines: [&str; 5]| el("ul").children(lines.map(|line| el("li").text(line)));
    el("div")
        .child(h1("Trip plan"))
        .child(h2("To pack"))
        .child(list(TO_PACK))
        .child(h2("Times"))
        .child(list(TIMES))
}
