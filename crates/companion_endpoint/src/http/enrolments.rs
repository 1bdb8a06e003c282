//! Enrolment: a code becomes a device, once.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use companion_model::wire::v1::{EnrolmentAnswer, EnrolmentOffer, EnrolmentRequest};
use companion_seal::digest;

use super::{App, body::JsonBody, problem::Problem};
use crate::store::Redeemed;

/// Whom a link is for: a phone asks before it uses the link up.
pub(super) async fn offer(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
) -> Result<Json<EnrolmentOffer>, Problem> {
    let invited = app.store.invited(digest(code.as_bytes()), app.now()).await?;
    invited.map(|author| Json(EnrolmentOffer { author })).map_err(Problem::enrolment_code)
}

/// Takes what the phone made itself; the same request after a lost answer gets the same answer.
pub(super) async fn redeem(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    JsonBody(request): JsonBody<EnrolmentRequest>,
) -> Result<(StatusCode, Json<EnrolmentAnswer>), Problem> {
    let sound = request.secret_sha256.array::<32>().is_some() && request.author_key.array::<32>().is_some();
    if !sound {
        return Err(Problem::UnreadableBody("A digest or key in it has the wrong length."));
    }
    match app.store.redeem(digest(code.as_bytes()), request, app.now()).await? {
        Redeemed::Enrolled(answer) => Ok((StatusCode::CREATED, Json(answer))),
        Redeemed::Again(answer) => Ok((StatusCode::OK, Json(answer))),
        Redeemed::Taken => Err(Problem::UnreadableBody("Its device id belongs to another enrolment.")),
        Redeemed::Refused(state) => Err(Problem::enrolment_code(state)),
    }
}
