//! The school's root key: introduces the routes' signing keys, no more.

use companion_model::{Route, wire::Bytes};
use uuid::Uuid;

use crate::{
    SealError, Secret, digest,
    sealed_box::{self, BoxKey},
    secret::wiped_by_its_fields,
    signing::{self, KeyPair},
    transcript::transcript,
};

const INTRODUCTION: &str = "introduction";

/// The root key pair, made at set-up.
pub struct RootKey {
    seed: Secret<32>,
    signing: KeyPair,
}

wiped_by_its_fields!(RootKey { seed, signing });

impl RootKey {
    /// A new root key.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn generate() -> Result<Self, SealError> {
        Secret::random().map(Self::from_seed)
    }

    /// The key of a seed, for example from the administrators' kit.
    pub fn from_seed(seed: Secret<32>) -> Self {
        let signing = KeyPair::from_seed(&seed.derive("root signing"));
        Self { seed, signing }
    }

    /// What the kit prints.
    pub fn seed(&self) -> &Secret<32> {
        &self.seed
    }

    /// The public half.
    pub fn public(&self) -> Bytes {
        self.signing.public()
    }

    /// Introduces a route's signing key to every phone that pinned this root key.
    pub fn introduce(&self, school: Uuid, route: Route, signing_key: &Bytes) -> Bytes {
        self.signing.sign(INTRODUCTION, &[school.as_bytes(), &[route.byte()], &signing_key.0])
    }

    /// Seals the key to an administrator.
    ///
    /// # Errors
    /// [`SealError::Malformed`] if the member's key is none, [`SealError::NoRandomness`].
    pub fn seal_to(&self, school: Uuid, member: Uuid, member_key: &Bytes) -> Result<Bytes, SealError> {
        sealed_box::seal(member_key, &info(school, member), b"", self.seed.expose()).map(Bytes)
    }

    /// Takes the key out of what was sealed to this administrator.
    ///
    /// # Errors
    /// [`SealError::Closed`] if it was not.
    pub fn open(school: Uuid, member: Uuid, key: &BoxKey, sealed: &Bytes) -> Result<Self, SealError> {
        let seed = key.open(&info(school, member), b"", &sealed.0)?;
        Secret::from_slice(&seed).map(Self::from_seed)
    }
}

/// What a phone pins of a root key.
pub fn fingerprint(root_key: &Bytes) -> [u8; 32] {
    digest(&transcript("root fingerprint", &[&root_key.0]))
}

/// Checks that the root key introduced this route's signing key.
///
/// # Errors
/// [`SealError::BadSignature`] if it did not.
pub fn check_introduction(
    root_key: &Bytes,
    school: Uuid,
    route: Route,
    signing_key: &Bytes,
    introduction: &Bytes,
) -> Result<(), SealError> {
    signing::verify(
        root_key,
        INTRODUCTION,
        &[school.as_bytes(), &[route.byte()], &signing_key.0],
        introduction,
    )
}

fn info(school: Uuid, member: Uuid) -> Vec<u8> {
    transcript("root key", &[school.as_bytes(), member.as_bytes()])
}
