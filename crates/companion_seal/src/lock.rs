//! What one key locks and the same key opens again: XChaCha20-Poly1305 under a random nonce.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

use crate::{SealError, Secret, os_random};

const NONCE: usize = 24;

/// How many bytes the locked form is longer: nonce and tag.
pub const OVERHEAD: usize = NONCE + 16;

/// Locks bytes, bound to `context`: nonce, then ciphertext.
///
/// # Errors
/// [`SealError::NoRandomness`].
pub fn lock(key: &Secret<32>, context: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
    let nonce = os_random::<NONCE>()?;
    let ciphertext = XChaCha20Poly1305::new(key.expose().into())
        .encrypt((&nonce).into(), Payload { msg: plaintext, aad: context })
        .map_err(|_| SealError::TooLarge)?;
    Ok([nonce.as_slice(), &ciphertext].concat())
}

/// Opens what [`lock`] locked.
///
/// # Errors
/// [`SealError::Closed`] for another key, another context, or changed bytes.
pub fn open(key: &Secret<32>, context: &[u8], locked: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (nonce, ciphertext) = locked.split_at_checked(NONCE).ok_or(SealError::Closed)?;
    let nonce: &[u8; NONCE] = nonce.try_into().map_err(|_| SealError::Closed)?;
    XChaCha20Poly1305::new(key.expose().into())
        .decrypt(nonce.into(), Payload { msg: ciphertext, aad: context })
        .map(Zeroizing::new)
        .map_err(|_| SealError::Closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locked_bytes_open_for_their_key_and_context_alone() {
        let key = Secret::new([1; 32]);
        let locked = lock(&key, b"context", b"words").unwrap();
        assert_eq!(locked.len(), 5 + OVERHEAD);
        assert_eq!(open(&key, b"context", &locked).unwrap().as_slice(), b"words");
        assert_eq!(open(&key, b"other", &locked), Err(SealError::Closed));
        assert_eq!(open(&Secret::new([2; 32]), b"context", &locked), Err(SealError::Closed));
        assert_eq!(open(&key, b"context", &locked[..10]), Err(SealError::Closed));
    }
}
