//! A concern: the record a member of staff writes.
//!
//! Read in this order: [`form`] (what is asked, and how), [`content`] (what answers are made of), `given` and `reading` (what
//! counts as one, and how it reads), [`step`] (the pages), [`body`] (the map), [`rules`] (what a signature needs),
//! [`mod@recipient`] (who receives it), [`record`] (the draft and the signed thing), [`sitting`] and [`history`] (when it was
//! written), [`text`] (how it is read). Text is kept exactly as it was typed: nothing here trims, corrects or normalises it.
//! Whatever holds a person's words has a `Debug` that says nothing, and no `Display`.

/// A `Debug` that says the name of the type and nothing of what it holds.
macro_rules! redacted {
    ($($name:ident),* $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(<redacted>)"))
            }
        }
    )*};
}

mod access;
pub mod answer;
pub mod body;
pub mod content;
pub mod form;
mod given;
pub mod history;
pub mod limit;
pub mod moment;
mod open;
pub mod practice;
mod reading;
pub mod recipient;
pub mod record;
pub mod rules;
pub mod sitting;
pub mod step;
pub mod text;

pub use answer::*;
pub use content::*;
pub use form::{
    Content, field,
    field::{Control, Field, Required, Rule},
    fields,
};
pub use history::History;
pub use limit::{TextLimit, text_bytes, text_limits};
pub use moment::{Day, Moment};
pub use practice::PRACTICE_WORDS;
pub use recipient::{InWords, Recipient, hand_over_route, recipient};
pub use record::{Concern, Draft, JsonError, Kind, SCHEMA, sign, unsigned};
pub use rules::{Level, Missing, Warning, missing, warnings};
pub use sitting::Sitting;
pub use step::Step;
pub use text::{NOT_PROVIDED, Row, as_text, rows, rows_of};
