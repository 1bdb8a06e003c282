//! The dull page: a pupil's glance learns nothing. Opening it has locked the vault.

use leptos::prelude::*;

/// Packing list and kit times.
#[component]
pub fn Hide() -> impl IntoView {
    view! {
        <h1>"Trip plan"</h1>
        <h2>"To pack"</h2>
        <ul>
            <li>"Waterproof coat and trousers"</li>
            <li>"Walking boots, two pairs of socks"</li>
            <li>"Water bottle and packed lunch"</li>
            <li>"Hat, gloves, sun cream"</li>
            <li>"Torch with new batteries"</li>
        </ul>
        <h2>"Times"</h2>
        <ul>
            <li>"08:15 Breakfast"</li>
            <li>"09:00 Kit check"</li>
            <li>"12:30 Lunch"</li>
            <li>"17:30 Boots off, drying room"</li>
            <li>"22:00 Lights out"</li>
        </ul>
    }
}
