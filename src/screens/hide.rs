//! The dull page: a pupil's glance learns nothing. Opening it has locked the vault.

use leptos::prelude::*;

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
#[component]
pub fn Hide() -> impl IntoView {
    let list = |lines: [&'static str; 5]| lines.map(|line| view! { <li>{line}</li> }).collect_view();
    view! {
        <h1>"Trip plan"</h1>
        <h2>"To pack"</h2>
        <ul>{list(TO_PACK)}</ul>
        <h2>"Times"</h2>
        <ul>{list(TIMES)}</ul>
    }
}
