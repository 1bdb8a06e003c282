//! The keys of one route: made in the browser of a member of that route, never on the endpoint.

use companion_model::{KeyId, Route, wire::Bytes};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    SealError, Secret,
    sealed_box::{self, BoxKey},
    secret::wiped_by_its_fields,
    signing::KeyPair,
    transcript::transcript,
};

/// A route's encryption and signing pair, both from one seed: what the route's kit prints.
pub struct RouteKeys {
    route: Route,
    seed: Secret<32>,
    encryption: BoxKey,
    signing: KeyPair,
}

wiped_by_its_fields!(RouteKeys { seed, encryption, signing } open: route);

impl RouteKeys {
    /// New keys for a route.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn generate(route: Route) -> Result<Self, SealError> {
        Ok(Self::from_seed(route, Secret::random()?))
    }

    /// The keys of a seed, for example from a kit.
    pub fn from_seed(route: Route, seed: Secret<32>) -> Self {
        let encryption = BoxKey::from_seed(&seed.derive("route encryption"));
        let signing = KeyPair::from_seed(&seed.derive("route signing"));
        Self { route, seed, encryption, signing }
    }

    /// Whose keys these are.
    pub fn route(&self) -> Route {
        self.route
    }

    /// What the kit prints.
    pub fn seed(&self) -> &Secret<32> {
        &self.seed
    }

    /// What envelopes are sealed to.
    pub fn encryption_key(&self) -> Bytes {
        self.encryption.public()
    }

    /// What checks this route's entry in the directory.
    pub fn signing_key(&self) -> Bytes {
        self.signing.public()
    }

    /// The short name of the encryption key.
    pub fn kid(&self) -> KeyId {
        crate::kid(&self.encryption_key().0)
    }

    /// Seals the keys to a member of the route, who alone can take them out again.
    ///
    /// # Errors
    /// [`SealError::Malformed`] if the member's key is none, [`SealError::NoRandomness`].
    pub fn seal_to(&self, school: Uuid, member: Uuid, member_key: &Bytes) -> Result<Bytes, SealError> {
        let info = info(school, self.route, self.kid(), member);
        sealed_box::seal(member_key, &info, b"", self.seed.expose()).map(Bytes)
    }

    /// Takes a route's keys out of what was sealed to this member.
    ///
    /// # Errors
    /// [`SealError::Closed`] if it was not, [`SealError::Malformed`] if the keys are not the ones named.
    pub fn open(
        school: Uuid,
        route: Route,
        kid: KeyId,
        member: Uuid,
        key: &BoxKey,
        sealed: &Bytes,
    ) -> Result<Self, SealError> {
        let seed = key.open(&info(school, route, kid, member), b"", &sealed.0)?;
        let keys = Self::from_seed(route, Secret::from_slice(&seed)?);
        if keys.kid() == kid { Ok(keys) } else { Err(SealError::Malformed("the route's keys")) }
    }

    pub(crate) fn signing(&self) -> &KeyPair {
        &self.signing
    }

    /// Opens a box sealed to this route.
    ///
    /// # Errors
    /// [`SealError::Closed`].
    pub fn open_box(&self, info: &[u8], aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.encryption.open(info, aad, sealed)
    }
}

fn info(school: Uuid, route: Route, kid: KeyId, member: Uuid) -> Vec<u8> {
    transcript("route keys", &[school.as_bytes(), &[route.byte()], &kid.0, member.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn route_keys_open_for_the_member_they_were_sealed_to_alone() {
        let (school, member) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let keys = RouteKeys::generate(Route::Head).unwrap();
        let head = BoxKey::from_seed(&Secret::new([1; 32]));
        let sealed = keys.seal_to(school, member, &head.public()).unwrap();

        let opened = RouteKeys::open(school, Route::Head, keys.kid(), member, &head, &sealed).unwrap();
        assert_eq!(opened.signing_key(), keys.signing_key());
        let dsl = BoxKey::from_seed(&Secret::new([2; 32]));
        assert!(RouteKeys::open(school, Route::Head, keys.kid(), member, &dsl, &sealed).is_err());
        assert!(RouteKeys::open(school, Route::Dsl, keys.kid(), member, &head, &sealed).is_err());
    }
}
