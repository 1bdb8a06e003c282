//! Timestamps on digests: signed and forgotten. The endpoint can't know what they stand for.

use std::sync::Arc;

use axum::{Json, extract::State};
use companion_model::wire::v1::{Timestamp, TimestampRequest};
use companion_seal::timestamp;

use super::{App, body::JsonBody, caller::Device, problem::Problem};

/// Says that a digest was there, by the endpoint's clock.
pub(super) async fn sign(
    State(app): State<Arc<App>>,
    device: Device,
    JsonBody(request): JsonBody<TimestampRequest>,
) -> Result<Json<Timestamp>, Problem> {
    let digest = request.digest.array().ok_or(Problem::UnreadableBody("Its digest has the wrong length."))?;
    Ok(Json(timestamp::sign(&app.config.receipt_key, device.school, &digest, app.now())))
}
