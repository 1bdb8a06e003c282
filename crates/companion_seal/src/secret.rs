//! Bytes that must not be shown, compared in the open or left in memory.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{SealError, os_random};

/// Secret bytes: wiped when dropped, compared in constant time, never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret<const N: usize>([u8; N]);

impl<const N: usize> Secret<N> {
    /// A new random secret.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn random() -> Result<Self, SealError> {
        os_random().map(Self)
    }

    /// Takes bytes over as a secret.
    pub fn new(bytes: [u8; N]) -> Self {
        Self(bytes)
    }

    /// A secret of this exact length from a slice.
    ///
    /// # Errors
    /// [`SealError::Malformed`] for any other length.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, SealError> {
        bytes.try_into().map(Self).map_err(|_| SealError::Malformed("a key"))
    }

    /// The bytes, for the one place that needs them.
    pub fn expose(&self) -> &[u8; N] {
        &self.0
    }
}

impl Secret<32> {
    /// A secret of its own for each purpose, from this one (HKDF-SHA256, RFC 5869).
    pub fn derive<const N: usize>(&self, purpose: &str) -> Secret<N> {
        let mut bytes = [0; N];
        let info = crate::transcript::transcript(purpose, &[]);
        // Fails only for more than 8,160 bytes; no key here is longer than 64.
        let expanded = hkdf::Hkdf::<sha2::Sha256>::new(None, &self.0).expand(&info, &mut bytes);
        debug_assert!(expanded.is_ok(), "a key longer than HKDF can make");
        Secret(bytes)
    }
}

impl<const N: usize> PartialEq for Secret<N> {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl<const N: usize> Eq for Secret<N> {}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(<redacted>)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_is_never_printed() {
        assert_eq!(format!("{:?}", Secret::new([0xAB; 4])), "Secret(<redacted>)");
    }

    #[test]
    fn each_purpose_has_a_secret_of_its_own() {
        let secret = Secret::new([7; 32]);
        assert_ne!(secret.derive::<32>("one").expose(), secret.derive::<32>("two").expose());
        assert_eq!(secret.derive::<32>("one").expose(), secret.derive::<32>("one").expose());
    }
}
