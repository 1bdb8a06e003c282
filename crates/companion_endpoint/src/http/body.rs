//! Bodies: read whole before anything is answered, up to a limit.
//!
//! A refusal while the phone is still sending would reach it as a broken connection: it could not tell "enrol again"
//! from bad signal. So the body is read first, then judged. What is refused is read on and thrown away, in the same time
//! and without memory.

use std::{future::poll_fn, pin::Pin, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{FromRequest, MatchedPath, Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use companion_model::wire::v1::{ENVELOPE_LIMIT, address};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::{
    App,
    body_budget::{BudgetExhausted, Reservation},
    problem::Problem,
    waiting::in_time,
};
use crate::connections::Connection;

/// What most requests fit into many times: the longest of them asks about a hundred envelopes.
const JSON_LIMIT: usize = 64 * 1024;
/// What carries a directory: with every member of a large school and every key it ever had it fits many times.
const DIRECTORY_LIMIT: usize = 1024 * 1024;
/// How much more than the limit is read, and thrown away, so that the refusal arrives.
const DISCARD_LIMIT: usize = 8 * 1024 * 1024;
/// The least that memory is taken for.
const SMALLEST_CAPACITY: usize = 4 * 1024;

/// The largest body of a route.
fn limit(route: Option<&str>) -> usize {
    match route {
        Some(address::ENVELOPE | address::INBOX_ENVELOPE) => ENVELOPE_LIMIT,
        Some(address::SETUP | address::JOINING | address::INBOX_JOINING_OF | address::INBOX_DIRECTORY) => {
            DIRECTORY_LIMIT
        }
        _ => JSON_LIMIT,
    }
}

/// Gives handlers a body that is already here.
pub(super) async fn read_whole(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let connection = request.extensions().get::<Arc<Connection>>().cloned();
    let mark_arrived = || {
        if let Some(connection) = &connection {
            connection.mark_request();
        }
    };
    let limit = limit(request.extensions().get::<MatchedPath>().map(MatchedPath::as_str));
    let (parts, mut body) = request.into_parts();
    if body.is_end_stream() {
        mark_arrived();
        return answer(&app, Request::from_parts(parts, Body::empty()), next).await;
    }
    let mut incoming =
        IncomingBody { announced: announced(&parts.headers), limit, silence: app.config.limits.silence };
    let reservation = app.body_budget.reserve(incoming.max_length());
    let read = timeout(app.config.limits.body, incoming.read(&mut body, reservation)).await;
    mark_arrived();
    match read {
        Ok(Ok((bytes, _reservation))) => {
            answer(&app, Request::from_parts(parts, Body::from(bytes)), next).await
        }
        Ok(Err(problem)) => problem.into_response(),
        Err(_) => Problem::BrokenOff.into_response(),
    }
}

async fn answer(app: &App, request: Request, next: Next) -> Response {
    in_time(app, next.run(request)).await.unwrap_or_else(Problem::into_response)
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A body on its way.
struct IncomingBody {
    announced: Option<usize>,
    limit: usize,
    silence: Duration,
}

impl IncomingBody {
    /// The whole body, and its reservation, which is to be kept as long as the body.
    async fn read(
        &mut self,
        body: &mut Body,
        reservation: Reservation,
    ) -> Result<(Vec<u8>, Reservation), Problem> {
        let evicted = reservation.evicted();
        let read = tokio::select! {
            read = self.keep(body, reservation) => read,
            () = evicted.notified() => Err(Problem::Overloaded),
        };
        // Whatever was kept of it is gone from memory here.
        if matches!(read, Err(Problem::Overloaded | Problem::TooLarge)) {
            self.discard(body).await?;
        }
        read
    }

    async fn keep(
        &self,
        body: &mut Body,
        mut reservation: Reservation,
    ) -> Result<(Vec<u8>, Reservation), Problem> {
        if self.announced.is_some_and(|bytes| bytes > self.limit) {
            return Err(Problem::TooLarge);
        }
        let mut bytes = Vec::new();
        while let Some(data) = self.next(body).await? {
            reservation.record_arrival(data.len());
            let length = bytes.len() + data.len();
            if length > self.limit {
                return Err(Problem::TooLarge);
            }
            if length > bytes.capacity() {
                let capacity = self.capacity(length);
                reservation.grow_to(capacity).await.map_err(|BudgetExhausted| Problem::Overloaded)?;
                bytes.reserve_exact(capacity - bytes.len());
            }
            bytes.extend_from_slice(&data);
        }
        reservation.mark_whole();
        Ok((bytes, reservation))
    }

    /// Twice as much as before, so that little is copied; never more than is to come.
    fn capacity(&self, length: usize) -> usize {
        length.next_power_of_two().max(SMALLEST_CAPACITY).min(self.max_length().max(length))
    }

    /// What it is in the end, as far as that is known.
    fn max_length(&self) -> usize {
        self.announced.unwrap_or(self.limit).min(self.limit)
    }

    async fn discard(&self, body: &mut Body) -> Result<(), Problem> {
        let mut discarded = 0;
        while discarded <= DISCARD_LIMIT {
            let Some(data) = self.next(body).await? else { break };
            discarded += data.len();
        }
        Ok(())
    }

    /// What comes next of the body; `None` at its end.
    async fn next(&self, body: &mut Body) -> Result<Option<Bytes>, Problem> {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context));
        match timeout(self.silence, frame).await {
            Ok(Some(Ok(frame))) => Ok(Some(frame.into_data().unwrap_or_default())),
            Ok(None) => Ok(None),
            Ok(Some(Err(_))) | Err(_) => Err(Problem::BrokenOff),
        }
    }
}

/// A JSON body.
pub(super) struct JsonBody<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Problem::BrokenOff)?;
        let value = serde_json::from_slice(&bytes);
        value
            .map(Self)
            .map_err(|_| Problem::UnreadableBody("A field is missing or is not what it should be."))
    }
}
