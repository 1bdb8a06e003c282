//! What members do: fetch, mark as read, invite, countersign. Each sees the routes they hold and no trace of others.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, Uri},
};
use companion_model::wire::v1::{
    AuthorName, AuthorOnFile, Countersign, InboxChanges, InboxEnvelope, InboxPage, InvitationRequest,
    PracticePage, Receipt, SignedRead,
};
use companion_seal::{member::check_countersign, read as seal_read};
use uuid::Uuid;

use super::{App, body::JsonBody, caller::Member, problem::Problem};
use crate::{
    rules::{
        self, InvitationOutcome, changes::ChangesCursor, inbox::PageCursor, invitations::WithdrawalOutcome,
    },
    store::EnvelopeKind,
};

/// The longest a link may live, in seconds.
pub(super) const LINK_LIMIT: u32 = 24 * 60 * 60;
/// The longest name and job title, in bytes.
pub(super) const NAME_LIMIT: usize = 400;

/// Envelopes in one answer, where the desk does not say how many; and the most it can ask for.
const PAGE: usize = 50;
const MOST: usize = 500;

/// Envelopes of the member's own routes, a page at a time. Desks of 0.4.0 and before know these pages alone.
pub(super) async fn envelopes(
    State(app): State<Arc<App>>,
    member: Member,
    uri: Uri,
) -> Result<Json<InboxPage>, Problem> {
    Ok(Json(
        rules::inbox::page(app.store(), member.school, member.on_file.routes(), after(&uri)?, most(&uri))
            .await?,
    ))
}

/// Where a reader stands, as the query says.
fn after(uri: &Uri) -> Result<PageCursor, Problem> {
    let after = asked(uri, "after").map_or_else(|| Some(PageCursor::default()), PageCursor::from_text);
    after.ok_or(NO_CURSOR)
}

/// What changed on the member's own routes since they last asked: envelopes, read marks, and what was looked at.
pub(super) async fn changes(
    State(app): State<Arc<App>>,
    member: Member,
    uri: Uri,
) -> Result<Json<InboxChanges>, Problem> {
    let since =
        asked(&uri, "after").map(|text| ChangesCursor::from_text(text).ok_or(NO_CURSOR)).transpose()?;
    Ok(Json(
        rules::changes::since(app.store(), member.school, member.on_file.routes(), since, most(&uri)).await?,
    ))
}

const NO_CURSOR: Problem = Problem::UnreadableBody("The cursor is not one.");

/// What an address asks for under a name; an empty one asks for nothing.
fn asked<'a>(uri: &'a Uri, name: &str) -> Option<&'a str> {
    let pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(_, value)| !value.is_empty()).find_map(|(found, value)| (found == name).then_some(value))
}

/// How many envelopes are asked for, within bounds; the usual number where the query says none.
fn most(uri: &Uri) -> usize {
    asked(uri, "most").and_then(|most| most.parse().ok()).unwrap_or(PAGE).clamp(1, MOST)
}

/// The newest practice records of the member's own routes.
pub(super) async fn practice(
    State(app): State<Arc<App>>,
    member: Member,
) -> Result<Json<Vec<InboxEnvelope>>, Problem> {
    Ok(Json(rules::practice::newest(app.store(), member.school, member.on_file.routes()).await?))
}

/// Every practice record of the member's own routes, a page at a time: real words may be in any of them.
pub(super) async fn practice_page(
    State(app): State<Arc<App>>,
    member: Member,
    uri: Uri,
) -> Result<Json<PracticePage>, Problem> {
    Ok(Json(rules::practice::page(app.store(), member.school, member.on_file.routes(), after(&uri)?).await?))
}

/// Keeps the member's signed word. Checked here because the first stays: a broken one would stay for ever.
pub(super) async fn read(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
    JsonBody(read): JsonBody<SignedRead>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::UnknownAddress)?;
    let routes = member.on_file.routes();
    let mut receipts =
        rules::envelopes::receipts(app.store(), EnvelopeKind::Record, member.school, id).await?;
    receipts.retain(|receipt| routes.contains(&receipt.route));
    if receipts.is_empty() {
        return Err(Problem::UnknownEnvelope);
    }
    // Under one id there can be several envelopes; the signature tells which of them was read.
    let signs = |receipt: &&Receipt| seal_read::check(&member.on_file.signing_key, receipt, &read).is_ok();
    let signed = receipts.iter().find(signs).filter(|_| read.member == member.on_file.id);
    let sha256 = signed.and_then(|receipt| receipt.sha256.array());
    let sha256 = sha256.ok_or(Problem::UnreadableBody("The mark doesn't fit this record."))?;
    rules::marks::read(app.store(), member.school, id, sha256, read).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keeps an invitation; the link itself never comes here.
pub(super) async fn invite(
    State(app): State<Arc<App>>,
    member: Member,
    JsonBody(request): JsonBody<InvitationRequest>,
) -> Result<(StatusCode, Json<AuthorName>), Problem> {
    member.refuse_another(request.by)?;
    if !(1..=LINK_LIMIT).contains(&request.lives_s) {
        return Err(Problem::UnreadableBody("A link lives at least a second and at most a day."));
    }
    let named = !request.name.trim().is_empty() && request.name.len() + request.role.len() <= NAME_LIMIT;
    if !named || request.code_sha256.array::<32>().is_none() {
        return Err(Problem::UnreadableBody("The name or job title is missing or too long."));
    }
    let author = AuthorName { id: request.author, name: request.name.clone(), role: request.role.clone() };
    match rules::invitations::invite(app.store(), member.school, member.on_file.id, request, app.now())
        .await?
    {
        InvitationOutcome::Invited => Ok((StatusCode::CREATED, Json(author))),
        InvitationOutcome::Again => Ok((StatusCode::OK, Json(author))),
        InvitationOutcome::Taken => {
            Err(Problem::UnreadableBody("This author or link belongs to another invitation."))
        }
    }
}

/// Takes back a link that no phone has used: by who made it, or an administrator. One that is not known here opens nothing
/// either.
pub(super) async fn withdraw(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let author = Uuid::parse_str(&id).map_err(|_| Problem::UnknownAddress)?;
    let only_of = (!member.is_administrator()).then_some(member.on_file.id);
    match rules::invitations::withdraw(app.store(), member.school, author, only_of, app.now()).await? {
        WithdrawalOutcome::Withdrawn => Ok(StatusCode::NO_CONTENT),
        WithdrawalOutcome::Used => Err(Problem::UsedEnrolment),
        WithdrawalOutcome::NotTheirs => Err(Problem::NotInviter),
    }
}

/// Everyone the school has invited.
pub(super) async fn authors(
    State(app): State<Arc<App>>,
    member: Member,
) -> Result<Json<Vec<AuthorOnFile>>, Problem> {
    let (mut authors, now) = (rules::authors::all(app.store(), member.school).await?, app.now());
    for phone in authors.iter_mut().filter_map(|author| author.enrolled.as_mut()) {
        // Noted by a clock that was wrong: when it really was, nobody knows.
        phone.last_seen_at = phone.last_seen_at.filter(|at| *at <= now);
    }
    Ok(Json(authors))
}

/// Keeps the inviting member's word that the enrolled key is the author's.
pub(super) async fn countersign(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
    JsonBody(countersign): JsonBody<Countersign>,
) -> Result<StatusCode, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Problem::UnknownAddress)?;
    let authors = rules::authors::all(app.store(), member.school).await?;
    let on_file = authors.iter().find(|on_file| on_file.author.id == id).ok_or(Problem::UnknownAddress)?;
    if on_file.invited_by != member.on_file.id || countersign.member != member.on_file.id {
        return Err(Problem::UnreadableBody("Only the member who invited can countersign."));
    }
    let enrolled = on_file
        .enrolled
        .as_ref()
        .ok_or(Problem::UnreadableBody("Nobody has set up a phone with this link."))?;
    let key = &member.on_file.signing_key;
    check_countersign(key, member.school, &on_file.author, &enrolled.author_key, &countersign)
        .map_err(|_| Problem::UnreadableBody("The signature does not fit this author."))?;
    rules::authors::countersign(app.store(), member.school, id, countersign).await?;
    Ok(StatusCode::NO_CONTENT)
}
