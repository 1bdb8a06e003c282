//! Delivery: an envelope is kept exactly once, and its receipt says so.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use companion_model::wire::v1::{EnvelopeState, MOST_ASKED, Receipt, StatesAnswer, StatesRequest};
use companion_seal::{
    digest,
    envelope::{Header, SHORTEST, is_possible_length},
};
use data_encoding::BASE64;
use uuid::Uuid;

use super::{
    App,
    body::JsonBody,
    caller::{Device, DeviceToken, Member},
    problem::Problem,
};
use crate::{
    rules::{self, Amount, PutOutcome, Quotas, envelopes::Delivery},
    store::{DeliveredBy, EnvelopeKind, NewEnvelope, Sha256},
};

/// What is taken from a device in all since the school removed it, of records and of practice: what its author wrote before has
/// to arrive, and is more than this on no phone; a stranger who has the phone fills no disk with it.
const SINCE_REMOVAL: u32 = 50;
/// The most practice of one device in a day: a morning's training, many times over.
const PRACTICE_PER_DAY: u32 = 200;

/// Keeps an envelope and answers with its receipt, after the commit.
pub(super) async fn put(
    State(app): State<Arc<App>>,
    token: DeviceToken,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    let quotas = Quotas {
        per_minute: app.config.puts_per_minute.map(Amount::of),
        per_day: app.config.puts_per_day,
        since_removal: Some(SINCE_REMOVAL),
    };
    let envelope = parse_delivery(&app, token.brings(), &id, &headers, body);
    keep(&app, EnvelopeKind::Record, &token, envelope, quotas).await
}

/// Keeps an envelope that a member brings in a file: once, whoever brings it first, and only of a route the member holds.
pub(super) async fn import(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    // A person imports a file at a time: no minute has too many. A day has, lest a stolen session fills the disk.
    let quotas = Quotas { per_day: app.config.puts_per_day, ..Quotas::default() };
    let by = (member.school, DeliveredBy::Member(member.on_file.id));
    let new = parse_delivery(&app, by, &id, &headers, body)?;
    if !member.on_file.routes().contains(&new.route) {
        return Err(Problem::OtherRoute);
    }
    let sign = Arc::clone(&app.sign);
    let delivery = Delivery { kind: EnvelopeKind::Record, new, secret_sha256: None, quotas, sign };
    answer(rules::envelopes::put(app.store(), delivery).await?).map_err(Problem::for_import)
}

/// Keeps a practice record, apart from all others: fixed words, and so never longer than the shortest envelope.
pub(super) async fn put_practice(
    State(app): State<Arc<App>>,
    token: DeviceToken,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    let quotas = Quotas {
        per_minute: app.config.puts_per_minute.map(Amount::of),
        per_day: Some(Amount::of(PRACTICE_PER_DAY)),
        since_removal: Some(SINCE_REMOVAL),
    };
    let envelope = match body.len() > SHORTEST {
        true => Err(Problem::TooLarge),
        false => parse_delivery(&app, token.brings(), &id, &headers, body),
    };
    keep(&app, EnvelopeKind::Practice, &token, envelope, quotas).await
}

/// Keeps what a device delivers. What is wrong with it is said to a proved device alone.
async fn keep(
    app: &App,
    kind: EnvelopeKind,
    token: &DeviceToken,
    envelope: Result<NewEnvelope, Problem>,
    quotas: Quotas,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    let new = match envelope {
        Ok(new) => new,
        Err(problem) => {
            token.device(app).await?;
            return Err(problem);
        }
    };
    let (secret_sha256, sign) = (Some(token.secret_sha256), Arc::clone(&app.sign));
    let delivery = Delivery { kind, new, secret_sha256, quotas, sign };
    answer(rules::envelopes::put(app.store(), delivery).await?)
}

/// What the endpoint can check of an envelope without its database.
fn parse_delivery(
    app: &App,
    (school, by): (Uuid, DeliveredBy),
    id: &str,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<NewEnvelope, Problem> {
    let id = Uuid::parse_str(id).map_err(|_| Problem::UnknownAddress)?;
    let sha256 = checked_digest(headers, &body)?;
    let header = Header::parse(&body).map_err(|_| Problem::UnreadableHeader)?;
    if header.id != id {
        return Err(Problem::UnreadableHeader);
    }
    if !is_possible_length(body.len()) {
        return Err(Problem::ImpossibleLength);
    }
    Ok(NewEnvelope {
        school,
        by,
        id,
        route: header.route,
        kid: header.kid,
        sealed_on: header.device,
        sha256,
        bytes: body.into(),
        now: app.now(),
    })
}

fn answer(put: PutOutcome) -> Result<(StatusCode, Json<Receipt>), Problem> {
    match put {
        PutOutcome::First(receipt) => Ok((StatusCode::CREATED, Json(receipt))),
        PutOutcome::Again(receipt) => Ok((StatusCode::OK, Json(receipt))),
        PutOutcome::Conflict(receipt) => Ok((StatusCode::CONFLICT, Json(receipt))),
        PutOutcome::UnpublishedKey => Err(Problem::UnpublishedKey),
        PutOutcome::TooMany { retry_after_s } => Err(Problem::TooMany { retry_after_s }),
        PutOutcome::TooMuchToday { retry_after_s } => Err(Problem::TooMuchToday { retry_after_s }),
        PutOutcome::UnknownDevice => Err(Problem::UnknownDevice),
        PutOutcome::RemovedDevice => Err(Problem::RemovedDevice),
    }
}

/// What the endpoint holds under an id, for any device of the school.
pub(super) async fn state(
    State(app): State<Arc<App>>,
    device: Device,
    Path(id): Path<String>,
) -> Result<Json<EnvelopeState>, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::UnknownAddress)?;
    let state = rules::envelopes::state(app.store(), device.school, id).await?;
    state.map(Json).ok_or(Problem::UnknownEnvelope)
}

/// What the endpoint holds under several ids, for any device of the school.
pub(super) async fn states(
    State(app): State<Arc<App>>,
    device: Device,
    JsonBody(request): JsonBody<StatesRequest>,
) -> Result<Json<StatesAnswer>, Problem> {
    if request.ids.len() > MOST_ASKED {
        return Err(Problem::UnreadableBody("It asks about too many envelopes at once."));
    }
    let mut answer = StatesAnswer { at: app.now(), held: Vec::new(), unknown: Vec::new() };
    for id in request.ids {
        match rules::envelopes::state(app.store(), device.school, id).await? {
            Some(state) => answer.held.push(state),
            None => answer.unknown.push(id),
        }
    }
    Ok(Json(answer))
}

/// The body's SHA-256, if `Content-Digest` (RFC 9530) says the same: bytes changed on the way get no receipt.
fn checked_digest(headers: &HeaderMap, body: &[u8]) -> Result<Sha256, Problem> {
    let said = headers.get("content-digest").and_then(|value| value.to_str().ok()).ok_or(Problem::Digest)?;
    let sha256 = digest(body);
    let fits = said.split(',').any(|part| part.trim() == format!("sha-256=:{}:", BASE64.encode(&sha256)));
    if fits { Ok(sha256) } else { Err(Problem::Digest) }
}
