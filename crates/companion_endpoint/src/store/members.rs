//! The people of the receiving side.

use auto_impl::auto_impl;
use companion_model::{
    Millis, Route,
    wire::{
        Bytes,
        v1::{KdfParams, SealedRootKey, SealedRouteKey},
    },
};
use uuid::Uuid;

use super::{Sha256, StoreFuture};

/// Members, and their tries to sign in.
#[auto_impl(Arc)]
pub trait Members: Send + Sync {
    /// How keys are derived from a member's passphrase.
    fn kdf_params(&self, school: Uuid, sign_in_name: String) -> StoreFuture<'_, Option<KdfParams>>;
    /// Counts a try to sign in under this name, and says how many there were since the last right one. A name that nobody has
    /// is counted alike, costs no more than a real one, and no number of them grows without bound or keeps writes waiting.
    fn count_try(&self, school: Uuid, sign_in_name: String, now: Millis) -> StoreFuture<'_, u32>;
    /// A member by sign-in name, if the newest directory names them.
    fn member(&self, school: Uuid, sign_in_name: String) -> StoreFuture<'_, Option<MemberOnFile>>;
}

/// A member as the endpoint knows them.
#[derive(Clone)]
pub struct MemberOnFile {
    /// The member.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// SHA-256 of the login key.
    pub login_sha256: Sha256,
    /// Their private keys under the wrap key.
    pub wrapped_keys: Bytes,
    /// Their public Ed25519 key.
    pub signing_key: Bytes,
    /// The keys of the routes that the newest directory names them for, sealed to them.
    pub route_keys: Vec<SealedRouteKey>,
    /// The root key, if they are an administrator.
    pub root_key: Option<SealedRootKey>,
}

impl MemberOnFile {
    /// The routes the member holds, each once.
    pub fn routes(&self) -> Vec<Route> {
        Route::ALL.into_iter().filter(|route| self.route_keys.iter().any(|key| key.route == *route)).collect()
    }
}
