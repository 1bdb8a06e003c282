//! What both apps draw with: fields, notices and what a form's button does. Each has one job, and no state of its own that
//! outlives it.
//!
//! Every field has `autocomplete="off"`: without it browsers write what is typed into their own session files.

mod action;
mod choices;
mod drawing;
mod notice;
mod text;

pub use action::{Submit, busy_until_gone, dispatch_once, dispatch_until_done, error_of};
pub use choices::{Choice, Group, ListBox, Tick};
pub use drawing::Drawing;
pub use notice::{Alert, ErrorSummary, Notice, Tone};
pub use text::{Line, LongText, ShortText};
