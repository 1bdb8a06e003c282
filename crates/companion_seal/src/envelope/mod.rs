//! An envelope: a signed concern, sealed for a route. Opaque to the phone's queue and to the endpoint.
//!
//! Version 1, byte for byte (numbers big-endian):
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `TCE` and the version, 1 |
//! | 1 | route |
//! | 2 | schema of the concern inside |
//! | 8 | kid of the route's encryption key |
//! | 16 | id |
//! | 16 | device |
//! | 80 | the content key in a box for the route (HPKE) |
//! | rest | nonce, ciphertext and tag of the padded content (XChaCha20-Poly1305) |
//!
//! The first 47 bytes are the header: bound into box and ciphertext, and all that the endpoint can read. Inside
//! lie the author's key and signature, the content after its length, and zeros up to the next size step.

mod content;
mod header;

pub use content::{CONTENT_LIMIT, Opened};
pub use header::{HEADER, Header, HeaderError};

use companion_model::wire::v1::RouteEntry;
use uuid::Uuid;

use crate::{
    SealError, Secret, author::AuthorKey, lock, route_keys::RouteKeys, sealed_box, transcript::transcript,
};

const BOXED_KEY: usize = 32 + sealed_box::OVERHEAD;

/// How long an envelope is that holds a few words: of the smallest size step.
pub const SHORTEST: usize = HEADER + BOXED_KEY + lock::OVERHEAD + content::SMALLEST;

/// Whether any envelope is as long: its content is padded to a size step, whatever lies in it. The steps have been the same
/// since the first release; one that is added is a length more.
pub fn is_possible_length(bytes: usize) -> bool {
    content::SIZE_STEPS.iter().any(|step| bytes == HEADER + BOXED_KEY + lock::OVERHEAD + step)
}

/// What an envelope is bound to besides its route's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The school.
    pub school: Uuid,
    /// The envelope's id: the concern's.
    pub id: Uuid,
    /// The device that seals.
    pub device: Uuid,
    /// The schema of the concern inside.
    pub schema: u16,
}

/// Signs a concern's bytes with the author's key and seals them for a route.
///
/// # Errors
/// [`SealError::TooLarge`] past [`CONTENT_LIMIT`]; [`SealError::NoRandomness`]; [`SealError::Malformed`] if the
/// route's key is none.
pub fn seal(
    to: &RouteEntry,
    binding: Binding,
    author: &AuthorKey,
    content: &[u8],
) -> Result<Vec<u8>, SealError> {
    let Binding { school, id, device, schema } = binding;
    let header = Header { v: 1, route: to.route, schema, kid: to.kid, id, device };
    let head = header.to_bytes();
    let padded = content::signed_and_padded(author, school, &head, content)?;
    let content_key = Secret::<32>::random()?;
    let info = box_info(school);
    let boxed = sealed_box::seal(&to.encryption_key, &info, &head, content_key.expose())?;
    let locked = lock::lock(&content_key, &head, &padded)?;
    Ok([head.as_slice(), &boxed, &locked].concat())
}

/// Opens an envelope with its route's keys. Whether the author is proved is for the caller to ask
/// ([`Opened::signed_by`]): an unproved concern is shown all the same.
///
/// # Errors
/// [`SealError::Closed`] for another route's keys, another school or changed bytes; [`SealError::Malformed`].
pub fn open(keys: &RouteKeys, school: Uuid, envelope: &[u8]) -> Result<Opened, SealError> {
    let header = Header::parse(envelope).map_err(|_| SealError::Malformed("the envelope's header"))?;
    let (head, rest) = envelope.split_at_checked(HEADER).ok_or(SealError::Malformed("the envelope"))?;
    let (boxed, locked) = rest.split_at_checked(BOXED_KEY).ok_or(SealError::Malformed("the envelope"))?;
    let content_key = keys.open_box(&box_info(school), head, boxed)?;
    let content_key = Secret::from_slice(&content_key)?;
    let padded = lock::open(&content_key, head, locked)?;
    content::read(header, school, head, &padded)
}

fn box_info(school: Uuid) -> Vec<u8> {
    transcript("envelope", &[school.as_bytes()])
}

#[cfg(test)]
mod tests;
