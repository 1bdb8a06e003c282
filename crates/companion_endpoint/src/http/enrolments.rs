//! Enrolment: a code becomes a device, once.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use companion_model::wire::v1::{EnrolmentOffer, EnrolmentRequest};
use companion_seal::digest;

use super::{App, body::JsonBody, problem::Problem, remembered};
use crate::rules::{self, invitations::EnrolmentOutcome};

/// Whom a link is for: a phone asks before it uses the link up.
pub(super) async fn offer(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
) -> Result<Json<EnrolmentOffer>, Problem> {
    let invited = rules::invitations::invited(app.store(), digest(code.as_bytes()), app.now()).await?;
    invited.map(|author| Json(EnrolmentOffer { author })).map_err(Problem::enrolment_code)
}

/// Takes what the phone made itself; the same request after a lost answer gets the same answer.
pub(super) async fn redeem(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    headers: HeaderMap,
    JsonBody(request): JsonBody<EnrolmentRequest>,
) -> Result<impl IntoResponse, Problem> {
    let sound = request.secret_sha256.array::<32>().is_some() && request.author_key.array::<32>().is_some();
    if !sound {
        return Err(Problem::UnreadableBody("A digest or key in it has the wrong length."));
    }
    let now = app.now();
    let (status, answer) =
        match rules::invitations::redeem(app.store(), digest(code.as_bytes()), request, now).await? {
            EnrolmentOutcome::Enrolled(answer) => (StatusCode::CREATED, answer),
            EnrolmentOutcome::Again(answer) => (StatusCode::OK, answer),
            EnrolmentOutcome::Taken => {
                return Err(Problem::UnreadableBody("Its device id belongs to another enrolment."));
            }
            EnrolmentOutcome::Refused(state) => return Err(Problem::enrolment_code(state)),
        };
    Ok((status, [(header::SET_COOKIE, remembered::cookie(&headers, now))], Json(answer)))
}
