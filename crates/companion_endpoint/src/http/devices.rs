//! Phones: what they say of themselves, and a member's order to remove what one keeps.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use companion_model::wire::v1::{DeviceAnswer, DeviceReport, Removal};
use companion_seal::member::check_removal;
use uuid::Uuid;

use super::{
    App,
    body::JsonBody,
    caller::{Device, Member},
    problem::Problem,
    remembered,
};
use crate::rules;

/// A version is a few characters.
const VERSION_LIMIT: usize = 40;

/// A phone that has signal says so, and hears whether it is to give up what it keeps. What it counted goes back in a
/// cookie and nowhere else.
pub(super) async fn report(
    State(app): State<Arc<App>>,
    device: Device,
    headers: HeaderMap,
    JsonBody(report): JsonBody<DeviceReport>,
) -> Result<impl IntoResponse, Problem> {
    if report.version.len() > VERSION_LIMIT {
        return Err(Problem::UnreadableBody("The version is not one."));
    }
    let removal =
        rules::devices::record_report(app.store(), device.school, device.device, report.version, app.now())
            .await?;
    let cookie = report.counted.and_then(|tally| remembered::counted(&headers, tally, app.now()));
    Ok((cookie.map(|cookie| [(header::SET_COOKIE, cookie)]), Json(DeviceAnswer { removal })))
}

/// Keeps a member's order. The phone checks it too: an endpoint by itself can remove nothing.
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
    JsonBody(removal): JsonBody<Removal>,
) -> Result<StatusCode, Problem> {
    let device = Uuid::parse_str(&id).map_err(|_| Problem::UnknownAddress)?;
    rules::devices::by_id(app.store(), member.school, device).await?.ok_or(Problem::UnknownAddress)?;
    let is_theirs = removal.member == member.on_file.id
        && check_removal(&member.on_file.signing_key, member.school, device, &removal).is_ok();
    if !is_theirs {
        return Err(Problem::UnreadableBody("The signature does not fit this phone."));
    }
    rules::devices::remove(app.store(), member.school, device, removal, app.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
