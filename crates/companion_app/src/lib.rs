//! What the phone app does, without anything that is drawn: it knows no Leptos and no elements of a page, and Cargo holds it to
//! that. What opens, seals and sends runs on the page and in the service worker; [`leaving`], [`update`], [`files`],
//! [`background`] and [`tally`] run on a page alone.
//!
//! [`vault`] opens and seals what is kept, [`draft`] lists and deletes what is unfinished, [`signing`] makes an envelope of a
//! draft, [`outbox`] has it delivered by [`sync`], which sets the phone up, too; [`leaving`] removes what is on it, [`update`]
//! watches for a new version, [`files`] reads those of the build, [`background`] has the browser send while the app is closed.
//! All hand their caller what came of it, or an [`AppError`].

pub mod background;
pub mod draft;
mod error;
pub mod files;
pub mod leaving;
pub mod outbox;
pub mod own_copy;
pub mod sealed_file;
pub mod signing;
pub mod sync;
pub mod tally;
pub mod update;
pub mod vault;

pub use error::{AppError, DraftError, LinkError, PinError, SigningError};
