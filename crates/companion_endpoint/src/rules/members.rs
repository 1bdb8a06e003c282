//! The people of the receiving side.

use companion_model::{
    Route,
    wire::{
        Bytes,
        v1::{KdfParams, NewMember, SealedRootKey, SealedRouteKey},
    },
};
use uuid::Uuid;

use super::directories;
use crate::store::{Sha256, Store, StoreResult, Transaction};

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

/// How keys are derived from a member's passphrase.
pub async fn kdf_params(store: &dyn Store, school: Uuid, name: String) -> StoreResult<Option<KdfParams>> {
    store.read(move |db| Ok(db.member_of_name(school, &name)?.map(|member| member.stretch))).await
}

/// A member by sign-in name, if the newest directory names them.
pub async fn by_name(store: &dyn Store, school: Uuid, name: String) -> StoreResult<Option<MemberOnFile>> {
    let rule = move |db: &mut dyn Transaction| {
        let member = db.member_of_name(school, &name)?;
        member.map_or(Ok(None), |member| named(db, school, member))
    };
    store.read(rule).await
}

/// A member by id, if the newest directory names them.
pub(super) fn by_id(db: &mut dyn Transaction, school: Uuid, id: Uuid) -> StoreResult<Option<MemberOnFile>> {
    let member = db.member(school, id)?;
    member.map_or(Ok(None), |member| named(db, school, member))
}

/// A member whom the newest directory names; nobody else is one, whatever was once sealed to them. What they hold are the routes
/// it names them for.
fn named(db: &mut dyn Transaction, school: Uuid, member: NewMember) -> StoreResult<Option<MemberOnFile>> {
    let NewMember { id, name, login_sha256, wrapped_keys, signing_key, .. } = member;
    let routes = directories::routes_of(db, school, id)?;
    let Some(login_sha256) = login_sha256.array().filter(|_| !routes.is_empty()) else { return Ok(None) };
    let mut route_keys = db.route_keys(school, id)?;
    route_keys.retain(|key| routes.contains(&key.route));
    let root_key = db.root_key(school, id)?;
    Ok(Some(MemberOnFile { id, name, login_sha256, wrapped_keys, signing_key, route_keys, root_key }))
}
