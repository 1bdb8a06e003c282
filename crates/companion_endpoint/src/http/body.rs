//! Bodies: read whole before anything is answered, up to a limit.
//!
//! A refusal while the phone is still sending would reach it as a broken connection: it could not tell "enrol again"
//! from bad signal. So the body is read first, then judged.

use std::{future::poll_fn, pin::Pin, time::Duration};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{FromRequest, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use companion_model::wire::v1::ENVELOPE_LIMIT;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// The largest JSON body: a school's set-up with many members fits many times.
const JSON_LIMIT: usize = 1024 * 1024;
/// Where envelopes are put, by phones and by members.
const ENVELOPES: [&str; 2] = ["/api/v1/envelopes/", "/api/v1/inbox/envelopes/"];
/// How much more than the limit is read, and thrown away, so that the refusal arrives.
const PATIENCE: usize = 8 * 1024 * 1024;
/// An envelope of full size over a very bad line.
const TIMEOUT: Duration = Duration::from_secs(120);

/// Gives handlers a body that is already here.
pub(super) async fn read_whole(request: Request, next: Next) -> Response {
    let is_envelope = ENVELOPES.iter().any(|path| request.uri().path().starts_with(path));
    let limit = if is_envelope { ENVELOPE_LIMIT } else { JSON_LIMIT };
    let (parts, body) = request.into_parts();
    if body.is_end_stream() {
        return next.run(Request::from_parts(parts, Body::empty())).await;
    }
    match tokio::time::timeout(TIMEOUT, read(body, limit)).await {
        Ok(Ok(bytes)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Ok(Err(problem)) => problem.into_response(),
        Err(_) => BROKEN_OFF.into_response(),
    }
}

const BROKEN_OFF: Problem = Problem::UnreadableBody("It broke off on the way.");

async fn read(mut body: Body, limit: usize) -> Result<Vec<u8>, Problem> {
    let (mut bytes, mut thrown_away) = (Vec::new(), 0);
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.map_err(|_| BROKEN_OFF)?.into_data() else { continue };
        if thrown_away > 0 || bytes.len() + data.len() > limit {
            thrown_away += data.len();
        } else {
            bytes.extend_from_slice(&data);
        }
        if thrown_away > PATIENCE {
            break;
        }
    }
    if thrown_away > 0 { Err(Problem::TooLarge) } else { Ok(bytes) }
}

/// A JSON body.
pub(super) struct JsonBody<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| BROKEN_OFF)?;
        let value = serde_json::from_slice(&bytes);
        value
            .map(Self)
            .map_err(|_| Problem::UnreadableBody("A field is missing or is not what it should be."))
    }
}
