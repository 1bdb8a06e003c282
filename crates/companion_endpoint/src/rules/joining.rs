//! The first members of routes, until they are confirmed.

use companion_model::{
    Millis, Route,
    wire::v1::{InvitedMember, JoiningRequest, RouteInvitationRequest, SignedDirectory, WaitingMember},
};
use uuid::Uuid;

use super::{CodeState, InvitationOutcome, directories};
use crate::store::{JoiningRow, Sha256, Store, StoreError, StoreResult, Transaction};

/// A code that makes somebody the first member of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JoiningCode {
    /// The school.
    pub school: Uuid,
    /// The invitation.
    pub invitation: Uuid,
    /// The route.
    pub route: Route,
    /// The member who invited.
    pub invited_by: Uuid,
    /// Whether it can be used.
    pub state: CodeState,
}

/// The answer to somebody who joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoiningOutcome {
    /// They wait to be confirmed from now on.
    Waits,
    /// This very request had been made before.
    Again,
    /// Somebody else signs in with this name.
    NameTaken,
    /// Somebody else has this member's id.
    IdTaken,
    /// The code can't be used.
    Refused(CodeState),
}

/// Keeps an invitation for a route's first member; the same one again is no error.
pub async fn invite(
    store: &dyn Store,
    school: Uuid,
    by: Uuid,
    invitation: RouteInvitationRequest,
    now: Millis,
) -> StoreResult<InvitationOutcome> {
    let no_digest = || StoreError::Contradiction("a code's digest has the wrong length".into());
    let new = JoiningRow {
        id: invitation.id,
        route: invitation.route,
        name: invitation.name,
        invited_by: by,
        code_sha256: invitation.code_sha256.array().ok_or_else(no_digest)?,
        sealed_secret: invitation.sealed_secret,
        invited_at: now,
        expires_at: now + Millis::from(invitation.lives_s) * 1000,
        request: None,
        confirmed_at: None,
    };
    store.write(school, move |db| add(db, school, &new)).await
}

/// What a code to join is for, used or not.
pub async fn code(store: &dyn Store, code: Sha256, now: Millis) -> StoreResult<Option<JoiningCode>> {
    let rule = move |db: &mut dyn Transaction| {
        let Some(school) = db.school_of_code(code)? else { return Ok(None) };
        let Some(row) = db.joining_of_code(school, code)? else { return Ok(None) };
        let state = state(db, school, &row, now)?;
        let JoiningRow { id: invitation, route, invited_by, .. } = row;
        Ok(Some(JoiningCode { school, invitation, route, invited_by, state }))
    };
    store.read(rule).await
}

/// Every name that somebody signs in with, or will once they are confirmed.
pub async fn sign_in_names(store: &dyn Store, school: Uuid) -> StoreResult<Vec<String>> {
    store.read(move |db| taken_names(db, school)).await
}

/// Keeps who joins by a code, once, until they are confirmed; the same request again is no error.
pub async fn join(
    store: &dyn Store,
    code: Sha256,
    request: JoiningRequest,
    now: Millis,
) -> StoreResult<JoiningOutcome> {
    let Some(school) = store.read(move |db| db.school_of_code(code)).await? else {
        return Ok(JoiningOutcome::Refused(CodeState::Unknown));
    };
    store.write(school, move |db| keep(db, school, code, &request, now)).await
}

/// Invitations for first members that are open or wait to be confirmed, the earliest first.
pub async fn invited(store: &dyn Store, school: Uuid, now: Millis) -> StoreResult<Vec<InvitedMember>> {
    let all = store.read(move |db| db.all_joining(school)).await?;
    let is_open =
        |row: &JoiningRow| row.confirmed_at.is_none() && (row.request.is_some() || row.expires_at > now);
    Ok(all.into_iter().filter(is_open).map(invited_member).collect())
}

/// Publishes the directory that names who waits, and makes them a member, both or neither; says whether it did. Not if nobody
/// waits any more, or there is a directory of this version.
pub async fn confirm(
    store: &dyn Store,
    school: Uuid,
    invitation: Uuid,
    version: u64,
    directory: SignedDirectory,
    now: Millis,
) -> StoreResult<bool> {
    let rule = move |db: &mut dyn Transaction| {
        let waits = db.joining(school, invitation)?.filter(|row| row.confirmed_at.is_none());
        let Some(JoiningRequest { member, route_key, .. }) = waits.and_then(|row| row.request) else {
            return Ok(false);
        };
        if directories::is_taken(db, school, version)? {
            return Ok(false);
        }
        directories::keep(db, school, &directory, now)?;
        db.add_member(school, &member)?;
        db.add_route_key(school, &route_key)?;
        db.set_confirmed(school, invitation, now)?;
        Ok(true)
    };
    store.write(school, rule).await
}

/// Ends an invitation and forgets who waits by it; one that was confirmed stays.
pub async fn withdraw(store: &dyn Store, school: Uuid, invitation: Uuid) -> StoreResult<()> {
    let rule = move |db: &mut dyn Transaction| match db.joining(school, invitation)? {
        Some(row) if row.confirmed_at.is_none() => {
            db.delete_joining(school, invitation)?;
            db.delete_code(row.code_sha256)
        }
        _ => Ok(()),
    };
    store.write(school, rule).await
}

fn add(db: &mut dyn Transaction, school: Uuid, new: &JoiningRow) -> StoreResult<InvitationOutcome> {
    if let Some(known) = db.joining(school, new.id)? {
        let is_it = known.code_sha256 == new.code_sha256 && known.invited_by == new.invited_by;
        return Ok(if is_it { InvitationOutcome::Again } else { InvitationOutcome::Taken });
    }
    if !db.add_code(new.code_sha256, school)? {
        return Ok(InvitationOutcome::Taken);
    }
    db.add_joining(school, new)?;
    Ok(InvitationOutcome::Invited)
}

/// Whether a link can be used. Not once whoever made it was removed: nobody could confirm whoever used it.
fn state(db: &mut dyn Transaction, school: Uuid, row: &JoiningRow, now: Millis) -> StoreResult<CodeState> {
    let is_open =
        row.request.is_none() && row.expires_at > now && directories::is_named(db, school, row.invited_by)?;
    Ok(if is_open { CodeState::Open } else { CodeState::Spent })
}

fn taken_names(db: &mut dyn Transaction, school: Uuid) -> StoreResult<Vec<String>> {
    let mut names = db.sign_in_names(school)?;
    let waiting = db.all_joining(school)?.into_iter().filter_map(|row| row.request);
    names.extend(waiting.map(|request| request.member.sign_in_name));
    names.sort();
    names.dedup();
    Ok(names)
}

fn keep(
    db: &mut dyn Transaction,
    school: Uuid,
    code: Sha256,
    request: &JoiningRequest,
    now: Millis,
) -> StoreResult<JoiningOutcome> {
    let Some(row) = db.joining_of_code(school, code)? else {
        return Ok(JoiningOutcome::Refused(CodeState::Unknown));
    };
    if state(db, school, &row, now)? != CodeState::Open {
        let is_again = row.request.as_ref() == Some(request);
        return Ok(if is_again { JoiningOutcome::Again } else { JoiningOutcome::Refused(CodeState::Spent) });
    }
    if taken_names(db, school)?.contains(&request.member.sign_in_name) {
        return Ok(JoiningOutcome::NameTaken);
    }
    if is_somebody_s(db, school, request.member.id)? {
        return Ok(JoiningOutcome::IdTaken);
    }
    db.set_joining_request(school, row.id, request)?;
    Ok(JoiningOutcome::Waits)
}

/// Whether a member has this id, or somebody who waits.
fn is_somebody_s(db: &mut dyn Transaction, school: Uuid, id: Uuid) -> StoreResult<bool> {
    let mut waiting = db.all_joining(school)?.into_iter().filter_map(|row| row.request);
    Ok(waiting.any(|request| request.member.id == id) || db.member(school, id)?.is_some())
}

fn invited_member(row: JoiningRow) -> InvitedMember {
    let waiting = row.request.map(|JoiningRequest { entry, proof, .. }| WaitingMember { entry, proof });
    let JoiningRow { id, route, name, invited_by, sealed_secret, expires_at, .. } = row;
    InvitedMember { id, route, name, invited_by, sealed_secret, expires_at, waiting }
}
