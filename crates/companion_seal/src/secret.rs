//! Bytes that must not be shown, compared in the open or left in memory.

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::SealError;

/// Secret bytes: wiped when dropped, compared in constant time. Absent on purpose: any way to print or write them.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret<const N: usize>([u8; N]);

impl<const N: usize> Secret<N> {
    /// A new random secret.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn random() -> Result<Self, SealError> {
        let mut secret = Self([0; N]);
        getrandom::fill(&mut secret.0).map_err(|_| SealError::NoRandomness)?;
        Ok(secret)
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
        let mut derived = Secret([0; N]);
        let info = crate::transcript::transcript(purpose, &[]);
        // Fails only for more than 8,160 bytes; no key here is longer than 64.
        let expanded = hkdf::Hkdf::<sha2::Sha256>::new(None, &self.0).expand(&info, &mut derived.0);
        debug_assert!(expanded.is_ok(), "a key longer than HKDF can make");
        derived
    }
}

impl<const N: usize> PartialEq for Secret<N> {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl<const N: usize> Eq for Secret<N> {}

/// Says that a type is wiped when it is dropped, because each field that holds a secret is. Every field is named, so
/// that nobody adds one without saying which it is.
macro_rules! wiped_by_its_fields {
    ($name:ident { $($secret:tt),+ } $(open: $($open:ident),+)?) => {
        impl zeroize::ZeroizeOnDrop for $name {}

        const _: fn(&$name) = |$name { $($secret,)+ $($($open: _,)+)? }| { $($crate::secret::wiped($secret);)+ };
    };
}
pub(crate) use wiped_by_its_fields;

/// Compiles for what is wiped when it is dropped, and for nothing else.
pub(crate) const fn wiped<T: ZeroizeOnDrop>(_: &T) {}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn each_purpose_has_a_secret_of_its_own() {
        let secret = Secret::new([7; 32]);
        assert_ne!(secret.derive::<32>("one").expose(), secret.derive::<32>("two").expose());
        assert_eq!(secret.derive::<32>("one").expose(), secret.derive::<32>("one").expose());
    }
}
