//! The desk of a member: what they can open, believe, sign and hand out. Rules only; the screens are in `main.rs`
//! and exist in a browser alone.
//!
//! Reading order: [`founding`] (a school is made), [`keyring`] (a member unlocks their keys), [`record`] and [`proof`]
//! (an envelope is opened and its author looked at), `learning` (what is known of it later), [`unsealing`] (many are opened
//! away from the screen), [`order`], [`list`], [`row`], [`window`] and [`sheet`] (what a screen shows of it, and where),
//! [`staff`] and [`square_code`] (who is invited, how a link reaches a phone, who is countersigned), [`rotation`] (a key is
//! changed), [`renewal`] (the directory is signed for another year), [`receipt_keys`] (a second one is published),
//! [`joining`] (the first member of an office makes its keys, and is confirmed), [`import`] (a file is taken in),
//! [`inbox_route`] (addresses), [`answer`] (what the endpoint's answers mean), [`error`] (what can happen to a person) and
//! [`words`] (every sentence).

pub mod answer;
mod doubt;
pub mod error;
pub mod founding;
pub mod history;
pub mod import;
pub mod inbox_route;
pub mod joining;
pub mod keyring;
mod learning;
pub mod list;
pub mod missing;
pub mod order;
mod ordered;
pub mod paper;
pub mod practice;
pub mod proof;
pub mod receipt_keys;
pub mod record;
pub mod renewal;
pub mod rotation;
pub mod row;
pub mod sheet;
pub mod sign_out;
pub mod square_code;
pub mod staff;
pub mod unsealing;
pub mod window;
pub mod words;

#[cfg(test)]
mod school;

use companion_model::Millis;
use companion_seal::{SealError, os_random};
use uuid::Uuid;

/// A new id (UUID version 7).
///
/// # Errors
/// [`SealError::NoRandomness`].
pub fn new_id(now: Millis) -> Result<Uuid, SealError> {
    let random = os_random::<10>()?;
    let now = u64::try_from(now).unwrap_or_default();
    Ok(uuid::Builder::from_unix_timestamp_millis(now, &random).into_uuid())
}
