//! The school's directory, and its newer versions.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use companion_model::wire::{
    read,
    v1::{Directory, DirectoryRequest, RouteEntry, SealedRouteKey, SignedDirectory},
};
use companion_seal::{
    directory::{self, Trust},
    root,
};
use uuid::Uuid;

use super::{
    App,
    body::JsonBody,
    caller::{Caller, Device, Member},
    problem::Problem,
};

/// The newest one, to anyone the school knows. A phone that it has removed hears no more of people and their numbers.
pub(super) async fn newest(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<SignedDirectory>, Problem> {
    if let Caller::Device(Device { school, device, is_removed: true }) = caller {
        let given = app.store.removal_directory(school, device).await?;
        return given.map(Json).ok_or(Problem::RemovedDevice);
    }
    let directory = app.store.directory(caller.school()).await?;
    directory.map(Json).ok_or(Problem::UnknownAddress)
}

/// Publishes a newer one, with the keys it names. Phones check it too; here it is kept from standing in the way of one
/// that they would believe.
pub(super) async fn publish(
    State(app): State<Arc<App>>,
    member: Member,
    JsonBody(request): JsonBody<DirectoryRequest>,
) -> Result<StatusCode, Problem> {
    // After a lost answer.
    if app.store.has_directory(member.school, request.directory.clone()).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    let known = app.store.directory(member.school).await?.ok_or(Problem::UnknownAddress)?;
    let known: Directory = read(known.body.as_bytes())
        .map_err(|_| Problem::UnreadableBody("The directory here can't be read."))?;
    let newer = check(&known, &request, &member).map_err(Problem::UnreadableBody)?;
    let (school, by) = (member.school, member.on_file.id);
    if app.store.publish_directory(school, by, newer.version, request, app.now()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::UnreadableBody("Somebody else has changed the directory meanwhile."))
    }
}

/// The version after the one here, if phones would believe it and one of the member's own routes signed it.
pub(super) fn next(
    known: &Directory,
    signed: &SignedDirectory,
    member: &Member,
) -> Result<Directory, &'static str> {
    let root_fingerprint = &root::fingerprint(&known.root_key);
    let trust = Trust::Pinned { school: known.school, root_fingerprint, known: Some(known) };
    let newer = directory::verify(signed, trust).map_err(|_| "Phones would not believe this directory.")?;
    if !member.on_file.routes().contains(&signed.signed_by) {
        return Err("It is signed by a route that is not the member's.");
    }
    if newer.version == known.version + 1 {
        Ok(newer)
    } else {
        Err("Somebody else has changed the directory meanwhile.")
    }
}

fn check(known: &Directory, request: &DirectoryRequest, member: &Member) -> Result<Directory, &'static str> {
    let newer = next(known, &request.directory, member)?;
    if newer.receipt_keys != known.receipt_keys {
        return Err("It names other receipt keys than this endpoint's.");
    }
    let signed_by = request.directory.signed_by;
    let others = |directory: &Directory| {
        let routes = directory.routes.iter().filter(|entry| entry.route != signed_by).cloned();
        routes.collect::<Vec<_>>()
    };
    if others(&newer) != others(known) {
        return Err("It changes a route that did not sign it.");
    }
    let entry =
        newer.routes.iter().find(|entry| entry.route == signed_by).ok_or("It drops its own route.")?;
    check_people(known, entry, member)?;
    let people = if is_new(known, entry) { entry.members.as_slice() } else { &[] };
    // Having a key of a route is what makes somebody one of its people: no more of them are taken than the route names.
    let is_named = |key: &SealedRouteKey| {
        (key.route, key.kid) == (entry.route, entry.kid)
            && people.iter().any(|person| person.id == key.member)
    };
    if !request.route_keys.iter().all(is_named) {
        return Err("A key is sealed to somebody who is not of its route.");
    }
    let has_everybody_s =
        people.iter().all(|person| request.route_keys.iter().any(|key| key.member == person.id));
    if has_everybody_s { Ok(newer) } else { Err("A member would be without the new key.") }
}

/// Whom a route names: whoever signs stays, nobody is taken out and keeps the key, and what new keys are sealed to is each
/// member's own.
fn check_people(known: &Directory, entry: &RouteEntry, signer: &Member) -> Result<(), &'static str> {
    let is_named = |id: Uuid| entry.members.iter().any(|person| person.id == id);
    if !is_named(signer.on_file.id) {
        return Err("It takes out the member who signed it.");
    }
    let before = known.routes.iter().find(|before| before.route == entry.route);
    let mut people = before.iter().flat_map(|before| &before.members);
    if !is_new(known, entry) && !people.all(|person| is_named(person.id)) {
        return Err("It takes somebody out who has the key.");
    }
    if directory::has_own_sealing_keys(known.school, entry) {
        Ok(())
    } else {
        Err("A member's sealing key is not their own.")
    }
}

fn is_new(known: &Directory, entry: &RouteEntry) -> bool {
    known.routes.iter().all(|before| before.kid != entry.kid)
}
