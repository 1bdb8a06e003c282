//! What a member has looked at although it is no record to read: what does not open, and other words that came as practice.
//! No phone is told of it, and it is in no place where a "read" is.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use companion_model::wire::v1::{Acknowledgement, Receipt};
use companion_seal::acknowledgement;
use uuid::Uuid;

use super::{App, body::JsonBody, caller::Member, problem::Problem};
use crate::{rules, store::EnvelopeKind};

/// Keeps the member's signed word of an envelope.
pub(super) async fn of_a_record(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
    JsonBody(said): JsonBody<Acknowledgement>,
) -> Result<StatusCode, Problem> {
    keep(&app, EnvelopeKind::Record, &member, &id, said).await
}

/// Keeps the member's signed word of what came as practice.
pub(super) async fn of_practice(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
    JsonBody(said): JsonBody<Acknowledgement>,
) -> Result<StatusCode, Problem> {
    keep(&app, EnvelopeKind::Practice, &member, &id, said).await
}

/// Under one id there can be several envelopes; the signature tells which of them is meant. Checked here because the first
/// stays: a broken one would stay for ever.
async fn keep(
    app: &App,
    among: EnvelopeKind,
    member: &Member,
    id: &str,
    said: Acknowledgement,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(id).map_err(|_| Problem::UnknownAddress)?;
    let routes = member.on_file.routes();
    let mut receipts = rules::envelopes::receipts(app.store(), among, member.school, id).await?;
    receipts.retain(|receipt| routes.contains(&receipt.route));
    if receipts.is_empty() {
        return Err(Problem::UnknownEnvelope);
    }
    let key = &member.on_file.signing_key;
    let signs = |receipt: &&Receipt| acknowledgement::check(key, receipt, &said).is_ok();
    let signed = receipts.iter().find(signs).filter(|_| said.member == member.on_file.id);
    let sha256 = signed.and_then(|receipt| receipt.sha256.array());
    let sha256 = sha256.ok_or(Problem::UnreadableBody("The mark doesn't fit this record."))?;
    rules::marks::acknowledge(app.store(), member.school, among, (id, sha256), said).await?;
    Ok(StatusCode::NO_CONTENT)
}
