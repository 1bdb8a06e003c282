//! What the phone app does, without anything that is drawn: it knows no Leptos and no elements of a page, and Cargo holds it to
//! that. The same code runs on the page and in the service worker.
//!
//! [`vault`] opens and seals what is kept, [`sync`] delivers it and sets the phone up. Both hand their caller what came of it.

pub mod sync;
pub mod vault;
