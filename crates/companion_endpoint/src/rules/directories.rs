//! The directories that schools publish, and whom the newest one names.

use companion_model::{
    Millis, Route,
    wire::v1::{Directory, RouteEntry, SignedDirectory},
};
use uuid::Uuid;

use crate::store::{Store, StoreResult, Transaction, json};
use companion_model::wire::v1::DirectoryRequest;

/// The school's newest directory.
pub async fn newest(store: &dyn Store, school: Uuid) -> StoreResult<Option<SignedDirectory>> {
    store.read(move |db| db.newest_directory(school)).await
}

/// Whether exactly this directory was published, now or before: its sender may not have heard.
pub async fn is_published(store: &dyn Store, school: Uuid, signed: SignedDirectory) -> StoreResult<bool> {
    let Ok(directory) = json::<Directory>(&signed.body) else { return Ok(false) };
    let rule = move |db: &mut dyn Transaction| {
        Ok(db.directory_of_version(school, directory.version)?.is_some_and(|stored| stored == signed))
    };
    store.read(rule).await
}

/// Keeps a newer directory and the route keys it publishes, unless there is one of this version; says whether it did. With a new
/// key the sessions of the others of its route end: what they have open is the earlier key's.
pub async fn publish(
    store: &dyn Store,
    school: Uuid,
    by: Uuid,
    version: u64,
    newer: DirectoryRequest,
    now: Millis,
) -> StoreResult<bool> {
    let rule = move |db: &mut dyn Transaction| {
        if is_taken(db, school, version)? {
            return Ok(None);
        }
        keep(db, school, &newer.directory, now)?;
        newer.route_keys.iter().try_for_each(|key| db.add_route_key(school, key))?;
        let Some(key) = newer.route_keys.first() else { return Ok(Some(Vec::new())) };
        close_sessions_of_others(db, school, key.route, by).map(Some)
    };
    let Some(others) = store.write(school, rule).await? else { return Ok(false) };
    if let Some(unstored) = store.unstored_sessions() {
        unstored.end_of(school, &others);
    }
    Ok(true)
}

/// The routes that the newest directory names somebody for; none for somebody it names nowhere.
pub(super) fn routes_of(db: &mut dyn Transaction, school: Uuid, member: Uuid) -> StoreResult<Vec<Route>> {
    let Some(signed) = db.newest_directory(school)? else { return Ok(vec![]) };
    let directory: Directory = json(&signed.body)?;
    let names_them = |entry: &&RouteEntry| entry.members.iter().any(|person| person.id == member);
    Ok(directory.routes.iter().filter(names_them).map(|entry| entry.route).collect())
}

/// Whether the newest directory names somebody for a route: whose links work, and whose orders stand.
pub(super) fn is_named(db: &mut dyn Transaction, school: Uuid, member: Uuid) -> StoreResult<bool> {
    Ok(!routes_of(db, school, member)?.is_empty())
}

/// The version of the newest directory, if there is one.
pub(super) fn newest_version(db: &mut dyn Transaction, school: Uuid) -> StoreResult<Option<u64>> {
    let Some(signed) = db.newest_directory(school)? else { return Ok(None) };
    Ok(Some(json::<Directory>(&signed.body)?.version))
}

/// Whether there is a directory of this version, or a later one.
pub(super) fn is_taken(db: &mut dyn Transaction, school: Uuid, version: u64) -> StoreResult<bool> {
    Ok(newest_version(db, school)?.is_some_and(|newest| newest >= version))
}

/// Keeps a directory. The caller has checked the signature; here the body only says which version and keys it publishes.
pub(super) fn keep(
    db: &mut dyn Transaction,
    school: Uuid,
    signed: &SignedDirectory,
    now: Millis,
) -> StoreResult<()> {
    let directory: Directory = json(&signed.body)?;
    db.add_directory(school, directory.version, signed, now)?;
    directory.routes.iter().try_for_each(|entry| db.add_published_key(school, entry.route, entry.kid))
}

/// Ends the sessions of everybody who has held a route, but one: who stays fetches its new key by signing in again. Answers
/// whose they are.
fn close_sessions_of_others(
    db: &mut dyn Transaction,
    school: Uuid,
    route: Route,
    but: Uuid,
) -> StoreResult<Vec<Uuid>> {
    let mut others = db.holders(school, route)?;
    others.retain(|member| *member != but);
    others.iter().try_for_each(|member| db.delete_sessions_beyond(school, *member, 0))?;
    Ok(others)
}
