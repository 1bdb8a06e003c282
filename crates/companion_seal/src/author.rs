//! The author's signing key: lives in the vault; its public half is enrolled with the invitation.

use companion_model::wire::Bytes;

use crate::{SealError, Secret, secret::wiped_by_its_fields, signing::KeyPair};

/// The author's key pair.
pub struct AuthorKey {
    seed: Secret<32>,
    signing: KeyPair,
}

wiped_by_its_fields!(AuthorKey { seed, signing });

impl AuthorKey {
    /// A new key.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn generate() -> Result<Self, SealError> {
        Secret::random().map(Self::from_seed)
    }

    /// The key of a seed out of the vault.
    pub fn from_seed(seed: Secret<32>) -> Self {
        let signing = KeyPair::from_seed(&seed.derive("author signing"));
        Self { seed, signing }
    }

    /// What the vault keeps.
    pub fn seed(&self) -> &Secret<32> {
        &self.seed
    }

    /// The public half.
    pub fn public(&self) -> Bytes {
        self.signing.public()
    }

    pub(crate) fn signing(&self) -> &KeyPair {
        &self.signing
    }
}
