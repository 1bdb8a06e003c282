//! The first member of a route: invited by an administrator, joins with keys of their own making, and is let in by the
//! directory that the administrator's root key introduces them with. Until then they can do nothing here.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use companion_model::{
    Route,
    wire::{
        read,
        v1::{
            ConfirmationRequest, Directory, InvitedMember, JoiningOffer, JoiningRequest, RouteEntry,
            RouteInvitationRequest,
        },
    },
};
use companion_seal::{digest, directory};
use uuid::Uuid;

use super::{
    App,
    body::JsonBody,
    caller::Member,
    inbox::{LINK_LIMIT, NAME_LIMIT},
    problem::Problem,
    setup::is_sound,
    succession,
};
use crate::rules::{
    self, CodeState, InvitationOutcome,
    joining::{JoiningCode, JoiningOutcome},
};

/// Keeps an invitation; the link itself never comes here.
pub(super) async fn invite(
    State(app): State<Arc<App>>,
    member: Member,
    JsonBody(request): JsonBody<RouteInvitationRequest>,
) -> Result<StatusCode, Problem> {
    member.refuse_another(request.by)?;
    require_administrator(&member)?;
    let named = !request.name.trim().is_empty() && request.name.len() <= NAME_LIMIT;
    let is_sound = named && request.code_sha256.array::<32>().is_some();
    if !is_sound || !(1..=LINK_LIMIT).contains(&request.lives_s) {
        return Err(Problem::UnreadableBody("The name is missing or too long."));
    }
    require_vacancy(&known(&app, member.school).await?, request.route)?;
    match rules::joining::invite(app.store(), member.school, member.on_file.id, request, app.now()).await? {
        InvitationOutcome::Invited => Ok(StatusCode::CREATED),
        InvitationOutcome::Again => Ok(StatusCode::OK),
        InvitationOutcome::Taken => Err(Problem::UnreadableBody("This link belongs to another invitation.")),
    }
}

/// What the browser needs before it can make keys.
pub(super) async fn offer(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
) -> Result<Json<JoiningOffer>, Problem> {
    let JoiningCode { school, invited_by, state, .. } = joining(&app, &code).await?;
    if state != CodeState::Open {
        return Err(Problem::joining_code(state));
    }
    let directory = rules::directories::newest(app.store(), school).await?.ok_or(Problem::UnknownJoining)?;
    let sign_in_names = rules::joining::sign_in_names(app.store(), school).await?;
    Ok(Json(JoiningOffer { invited_by, sign_in_names, directory }))
}

/// Keeps what the browser made, once; the same request after a lost answer gets the same answer.
pub(super) async fn join(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    JsonBody(request): JsonBody<JoiningRequest>,
) -> Result<StatusCode, Problem> {
    let joining = joining(&app, &code).await?;
    check_request(&request, &joining)?;
    if joining.state == CodeState::Open {
        require_vacancy(&known(&app, joining.school).await?, joining.route)?;
    }
    match rules::joining::join(app.store(), digest(code.as_bytes()), request, app.now()).await? {
        JoiningOutcome::Waits => Ok(StatusCode::CREATED),
        JoiningOutcome::Again => Ok(StatusCode::OK),
        JoiningOutcome::NameTaken => Err(Problem::NameTaken),
        JoiningOutcome::IdTaken => Err(Problem::UnreadableBody("Its member's id is somebody else's.")),
        JoiningOutcome::Refused(state) => Err(Problem::joining_code(state)),
    }
}

/// Who was invited and who waits, for an administrator.
pub(super) async fn invited(
    State(app): State<Arc<App>>,
    member: Member,
) -> Result<Json<Vec<InvitedMember>>, Problem> {
    require_administrator(&member)?;
    Ok(Json(rules::joining::invited(app.store(), member.school, app.now()).await?))
}

/// Publishes the directory that names who waits, and lets them in.
pub(super) async fn confirm(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
    JsonBody(request): JsonBody<ConfirmationRequest>,
) -> Result<StatusCode, Problem> {
    require_administrator(&member)?;
    let id = Uuid::parse_str(&id).map_err(|_| Problem::UnknownAddress)?;
    // After a lost answer.
    if rules::directories::is_published(app.store(), member.school, request.directory.clone()).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    let all = rules::joining::invited(app.store(), member.school, app.now()).await?;
    let waiting = all.into_iter().find(|one| one.id == id).and_then(|one| one.waiting);
    let waiting = waiting.ok_or(Problem::UnreadableBody("Nobody is waiting with this link any more."))?;
    let known = known(&app, member.school).await?;
    let newer = succession::next(&app, &known, &request.directory, &member)?;
    adds_who_waits(&known, &newer, &waiting.entry)?;
    if rules::joining::confirm(app.store(), member.school, id, newer.version, request.directory, app.now())
        .await?
    {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::UnreadableBody("Someone else at the school has just made a change."))
    }
}

/// Ends an invitation, used or not.
pub(super) async fn withdraw(
    State(app): State<Arc<App>>,
    member: Member,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    require_administrator(&member)?;
    let id = Uuid::parse_str(&id).map_err(|_| Problem::UnknownAddress)?;
    rules::joining::withdraw(app.store(), member.school, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn require_administrator(member: &Member) -> Result<(), Problem> {
    if member.is_administrator() { Ok(()) } else { Err(Problem::NotAdministrator) }
}

async fn known(app: &App, school: Uuid) -> Result<Directory, Problem> {
    let directory = rules::directories::newest(app.store(), school).await?.ok_or(Problem::UnknownAddress)?;
    read(directory.body.as_bytes()).map_err(|_| Problem::UnreadableBody("The directory here can't be read."))
}

async fn joining(app: &App, code: &str) -> Result<JoiningCode, Problem> {
    let found = rules::joining::code(app.store(), digest(code.as_bytes()), app.now()).await?;
    found.ok_or(Problem::UnknownJoining)
}

fn require_vacancy(known: &Directory, route: Route) -> Result<(), Problem> {
    if known.routes.iter().any(|entry| entry.route == route) { Err(Problem::RouteOccupied) } else { Ok(()) }
}

/// What would otherwise be noticed only when the administrator confirms, or nobody can open a record.
fn check_request(request: &JoiningRequest, joining: &JoiningCode) -> Result<(), Problem> {
    let JoiningRequest { member, route_key, entry, proof } = request;
    if !is_sound(member) || proof.array::<32>().is_none() {
        return Err(Problem::UnreadableBody(
            "A sign-in name, digest, key derivation or proof in it is not one.",
        ));
    }
    directory::check_own_signature(joining.school, entry)
        .map_err(|_| Problem::UnreadableBody("The route's own key did not sign its entry."))?;
    let is_theirs = |one: Uuid| one == member.id;
    let alone = matches!(entry.members.as_slice(), [only] if is_theirs(only.id) && only.signing_key == member.signing_key);
    let is_new = entry.introduction.0.is_empty() && entry.former.is_none();
    if entry.route != joining.route || !alone || !is_new {
        return Err(Problem::UnreadableBody("Its entry is not of this route and this person alone."));
    }
    if !directory::has_own_sealing_keys(joining.school, entry) {
        return Err(Problem::UnreadableBody("A member's sealing key is not their own."));
    }
    let fits = (route_key.route, route_key.kid) == (entry.route, entry.kid) && is_theirs(route_key.member);
    if fits { Ok(()) } else { Err(Problem::UnreadableBody("The route's key is not sealed to this person.")) }
}

/// Whether it is the directory here for another while, and in it nothing new but who waits.
fn adds_who_waits(known: &Directory, newer: &Directory, waiting: &RouteEntry) -> Result<(), Problem> {
    let has_somebody = known.routes.iter().any(|entry| entry.route == waiting.route);
    let introduced = newer.routes.iter().find(|entry| entry.route == waiting.route);
    let introduced =
        introduced.filter(|_| !has_somebody).ok_or(Problem::UnreadableBody("It adds no new route."))?;
    let added = RouteEntry { introduction: introduced.introduction.clone(), ..waiting.clone() };
    let routes = known.routes.iter().cloned().chain([added]).collect();
    let (version, issued_at, valid_until) = (newer.version, newer.issued_at, newer.valid_until);
    let expected = Directory { version, issued_at, valid_until, routes, ..known.clone() };
    if *newer == expected {
        Ok(())
    } else {
        Err(Problem::UnreadableBody("It changes more than to add who waits."))
    }
}
