//! What both apps draw with: elements, fields and notices. Each has one job and no state of its own.
//!
//! Every field has `autocomplete="off"`: without it browsers write what is typed into their own session files.

mod drawing;
mod el;
mod field;
mod live;
mod notice;
mod within;
mod words;

pub use drawing::drawing;
pub use el::{El, el, nothing};
pub use field::{Line, choice, list_box, plain_words, short_text, tick};
pub use notice::{Tone, alert, notice};
pub use words::{button, h1, h2, link, p, submit};
