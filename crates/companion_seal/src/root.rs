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

#[cfg(test)]
mod tests {
    use super::*;

    const SCHOOL: Uuid = Uuid::from_u128(1);

    #[test]
    fn the_root_key_opens_for_the_administrator_it_was_sealed_to_alone() {
        let (root, id) = (RootKey::generate().unwrap(), Uuid::from_u128(2));
        let member = BoxKey::from_seed(&Secret::new([1; 32]));
        let sealed = root.seal_to(SCHOOL, id, &member.public()).unwrap();
        let open = |school, id, key: &BoxKey| RootKey::open(school, id, key, &sealed).map(|key| key.public());
        assert_eq!(open(SCHOOL, id, &member), Ok(root.public()));
        let other = BoxKey::from_seed(&Secret::new([2; 32]));
        assert_eq!(open(SCHOOL, id, &other), Err(SealError::Closed));
        assert_eq!(open(SCHOOL, SCHOOL, &member), Err(SealError::Closed), "another member's");
        assert_eq!(open(id, id, &member), Err(SealError::Closed), "another school's");
    }

    #[test]
    fn an_introduction_is_of_one_key_for_one_route_of_one_school() {
        let (root, key) = (RootKey::generate().unwrap(), Bytes(vec![5; 32]));
        let given = root.introduce(SCHOOL, Route::Head, &key);
        let check =
            |school, route, key: &Bytes| check_introduction(&root.public(), school, route, key, &given);
        assert_eq!(check(SCHOOL, Route::Head, &key), Ok(()));
        let refused = Err(SealError::BadSignature);
        assert_eq!(check(Uuid::from_u128(9), Route::Head, &key), refused);
        assert_eq!(check(SCHOOL, Route::Chair, &key), refused);
        assert_eq!(check(SCHOOL, Route::Head, &Bytes(vec![6; 32])), refused);
        let other = RootKey::generate().unwrap().public();
        assert_eq!(check_introduction(&other, SCHOOL, Route::Head, &key, &given), refused);
        assert_ne!(fingerprint(&other), fingerprint(&root.public()));
    }
}
