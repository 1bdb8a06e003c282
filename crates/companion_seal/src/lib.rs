//! Keys, seals and signatures of the Trip Companion: docs/protocol.md, and the only crate that names an
//! algorithm. Pure but for the operating system's randomness.
//!
//! The suites: HPKE (RFC 9180) with X25519, HKDF-SHA256 and ChaCha20-Poly1305; Ed25519 (RFC 8032);
//! Argon2id (RFC 9106); XChaCha20-Poly1305 for what one key locks and opens again. Everything signed or bound
//! is length-prefixed and domain-separated ([`transcript`]).
//!
//! Reading order: [`transcript`], [`secret`], [`signing`], [`sealed_box`], [`lock`]; then who holds what:
//! [`route_keys`], [`root`], [`member`], [`author`]; then what travels: [`directory`], [`comparison`], [`invitation`],
//! [`joining`], [`envelope`], [`hand_over`], [`receipt`], [`read`], [`acknowledgement`], [`timestamp`], [`history`]; then what stays on the phone: [`kdf`], [`vault`].

pub mod acknowledgement;
pub mod author;
pub mod comparison;
pub mod directory;
pub mod envelope;
pub mod hand_over;
pub mod history;
pub mod invitation;
pub mod joining;
pub mod kdf;
pub mod kit;
pub mod lock;
pub mod member;
pub mod passphrase;
pub mod read;
pub mod receipt;
pub mod root;
pub mod route_keys;
pub mod sealed_box;
pub mod secret;
pub mod signing;
pub mod timestamp;
pub mod transcript;
mod typed;
pub mod vault;

pub use secret::Secret;

use companion_model::KeyId;
use sha2::{Digest, Sha256};

/// Why something can't be sealed, opened or believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The operating system gave no randomness; nothing was made.
    #[error("this device can't make random numbers")]
    NoRandomness,
    /// The key, the PIN or the bytes are not the right ones: which of them can't be told.
    #[error("this key doesn't open it")]
    Closed,
    /// The signature is not by the key it should be.
    #[error("the signature doesn't match")]
    BadSignature,
    /// The bytes are not of the expected shape.
    #[error("{0} can't be read")]
    Malformed(&'static str),
    /// More than fits in one envelope.
    #[error("the record is too long")]
    TooLarge,
}

/// SHA-256.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 of what comes in parts: the same as of all of them together.
#[derive(Clone, Default)]
pub struct RunningDigest(Sha256);

impl RunningDigest {
    /// Adds a part.
    pub fn add(&mut self, part: &[u8]) {
        self.0.update(part);
    }

    /// The digest of all parts.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// The short name of a public key.
pub fn kid(public_key: &[u8]) -> KeyId {
    let [a, b, c, d, e, f, g, h, ..] = digest(public_key);
    KeyId([a, b, c, d, e, f, g, h])
}

/// Random bytes from the operating system.
///
/// # Errors
/// [`SealError::NoRandomness`] if it has none.
pub fn os_random<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| SealError::NoRandomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_in_parts_has_the_digest_of_the_whole() {
        let mut running = RunningDigest::default();
        assert_eq!(running.clone().finish(), digest(b""));
        running.add(b"Written in ");
        running.add(b"a corridor");
        assert_eq!(running.finish(), digest(b"Written in a corridor"));
    }
}
