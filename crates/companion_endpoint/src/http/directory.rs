//! The school's directory, and its newer versions.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use companion_model::wire::{
    read,
    v1::{Directory, DirectoryRequest, SignedDirectory},
};

use super::{
    App,
    body::JsonBody,
    caller::{Caller, Device, Member},
    problem::Problem,
    succession,
};
use crate::rules;

/// The newest one, to anyone the school knows. A phone that it has removed hears no more of people and their numbers.
pub(super) async fn newest(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<SignedDirectory>, Problem> {
    if let Caller::Device(Device { school, device, is_removed: true }) = caller {
        let given = rules::devices::removal_directory(app.store(), school, device).await?;
        return given.map(Json).ok_or(Problem::RemovedDevice);
    }
    let directory = rules::directories::newest(app.store(), caller.school()).await?;
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
    if rules::directories::is_published(app.store(), member.school, request.directory.clone()).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    let known =
        rules::directories::newest(app.store(), member.school).await?.ok_or(Problem::UnknownAddress)?;
    let known: Directory = read(known.body.as_bytes())
        .map_err(|_| Problem::UnreadableBody("The directory here can't be read."))?;
    let newer = succession::check(&app, &known, &request, &member)?;
    let (school, by) = (member.school, member.on_file.id);
    if rules::directories::publish(app.store(), school, by, newer.version, request, app.now()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::UnreadableBody("Someone else at the school has just made a change."))
    }
}
