//! The first members of routes, until they are confirmed.

use companion_model::{
    Millis,
    wire::v1::{InvitedMember, JoiningRequest, RouteInvitationRequest, SignedDirectory, WaitingMember},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::{SqliteStore, directories, members, rows};
use crate::store::{
    CodeState, InvitationOutcome, Joining, JoiningCode, JoiningOutcome, Sha256, StoreError, StoreFuture,
};

impl Joining for SqliteStore {
    fn invite_member(
        &self,
        school: Uuid,
        by: Uuid,
        invitation: RouteInvitationRequest,
        now: Millis,
    ) -> StoreFuture<'_, InvitationOutcome> {
        self.write(move |db, _| invite(db, school, by, &invitation, now))
    }

    fn joining_code(&self, code: Sha256, now: Millis) -> StoreFuture<'_, Option<JoiningCode>> {
        self.read(move |db| by_code(db, code, now))
    }

    fn sign_in_names(&self, school: Uuid) -> StoreFuture<'_, Vec<String>> {
        self.read(move |db| sign_in_names(db, school))
    }

    fn join(&self, code: Sha256, request: JoiningRequest, now: Millis) -> StoreFuture<'_, JoiningOutcome> {
        self.write(move |db, _| join(db, code, &request, now))
    }

    fn invited_members(&self, school: Uuid, now: Millis) -> StoreFuture<'_, Vec<InvitedMember>> {
        self.read(move |db| invited(db, school, now))
    }

    fn confirm_member(
        &self,
        school: Uuid,
        invitation: Uuid,
        version: u64,
        directory: SignedDirectory,
        now: Millis,
    ) -> StoreFuture<'_, bool> {
        self.write(move |db, _| confirm(db, school, invitation, version, &directory, now))
    }

    fn withdraw_member(&self, school: Uuid, invitation: Uuid) -> StoreFuture<'_, ()> {
        self.write(move |db, _| withdraw(db, school, invitation))
    }
}

fn invite(
    db: &Connection,
    school: Uuid,
    by: Uuid,
    new: &RouteInvitationRequest,
    now: Millis,
) -> Result<InvitationOutcome, StoreError> {
    let expires_at = now + Millis::from(new.lives_s) * 1000;
    let made = db
        .prepare_cached(
            "INSERT INTO joining (school, invitation, route, name, invited_by, code_sha256, sealed_secret, invited_at,
                                  expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            school,
            new.id,
            new.route.name(),
            new.name,
            by,
            new.code_sha256.0,
            new.sealed_secret.0,
            now,
            expires_at
        ])?;
    if made == 1 {
        return Ok(InvitationOutcome::Invited);
    }
    let again = db
        .prepare_cached(
            "SELECT 1 FROM joining WHERE school = ?1 AND invitation = ?2 AND code_sha256 = ?3 AND invited_by = ?4",
        )?
        .exists(params![school, new.id, new.code_sha256.0, by])?;
    Ok(if again { InvitationOutcome::Again } else { InvitationOutcome::Taken })
}

fn by_code(db: &Connection, code: Sha256, now: Millis) -> Result<Option<JoiningCode>, StoreError> {
    let found: Option<JoiningCode> = db
        .prepare_cached(
            "SELECT school, invitation, route, invited_by, request IS NULL AND expires_at > ?2 AS open
             FROM joining WHERE code_sha256 = ?1",
        )?
        .query_row(params![code, now], |row| {
            let state = if row.get("open")? { CodeState::Open } else { CodeState::Spent };
            let (school, invitation) = (row.get("school")?, row.get("invitation")?);
            Ok(JoiningCode {
                school,
                invitation,
                route: rows::route(row)?,
                invited_by: row.get("invited_by")?,
                state,
            })
        })
        .optional()?;
    let Some(joining) = found else { return Ok(None) };
    // Whoever made the link was removed since: nobody could confirm whoever used it.
    let is_orphaned = !directories::is_named(db, joining.school, joining.invited_by)?;
    let state = if is_orphaned { CodeState::Spent } else { joining.state };
    Ok(Some(JoiningCode { state, ..joining }))
}

/// Every name that somebody signs in with, or will.
fn sign_in_names(db: &Connection, school: Uuid) -> Result<Vec<String>, StoreError> {
    let mut found = db.prepare_cached(
        "SELECT sign_in_name FROM member WHERE school = ?1
         UNION SELECT sign_in_name FROM joining WHERE school = ?1 AND sign_in_name IS NOT NULL",
    )?;
    let names = found.query_map([school], |row| row.get(0))?;
    names.collect::<Result<_, _>>().map_err(StoreError::from)
}

/// Whether a member has this id, or somebody who waits.
fn is_somebody_s(db: &Connection, school: Uuid, id: Uuid) -> Result<bool, StoreError> {
    let known = db
        .prepare_cached(
            "SELECT 1 FROM member WHERE school = ?1 AND member = ?2
             UNION SELECT 1 FROM joining WHERE school = ?1 AND request ->> '$.member.id' = ?3",
        )?
        .exists(params![school, id, id.to_string()])?;
    Ok(known)
}

fn join(
    db: &Connection,
    code: Sha256,
    request: &JoiningRequest,
    now: Millis,
) -> Result<JoiningOutcome, StoreError> {
    let Some(joining) = by_code(db, code, now)? else {
        return Ok(JoiningOutcome::Refused(CodeState::Unknown));
    };
    let (school, json) = (joining.school, rows::to_json(request)?);
    if joining.state == CodeState::Spent {
        let again = db
            .prepare_cached("SELECT 1 FROM joining WHERE code_sha256 = ?1 AND request = ?2")?
            .exists(params![code, json])?;
        return Ok(if again { JoiningOutcome::Again } else { JoiningOutcome::Refused(CodeState::Spent) });
    }
    let name = &request.member.sign_in_name;
    if sign_in_names(db, school)?.contains(name) {
        return Ok(JoiningOutcome::NameTaken);
    }
    if is_somebody_s(db, school, request.member.id)? {
        return Ok(JoiningOutcome::IdTaken);
    }
    db.prepare_cached("UPDATE joining SET request = ?2, sign_in_name = ?3 WHERE code_sha256 = ?1")?
        .execute(params![code, json, name])?;
    Ok(JoiningOutcome::Waits)
}

fn invited(db: &Connection, school: Uuid, now: Millis) -> Result<Vec<InvitedMember>, StoreError> {
    let mut found = db.prepare_cached(
        "SELECT invitation, route, name, invited_by, sealed_secret, expires_at, request FROM joining
         WHERE school = ?1 AND confirmed_at IS NULL AND (request IS NOT NULL OR expires_at > ?2)
         ORDER BY invited_at, invitation",
    )?;
    let all = found.query_map(params![school, now], |row| {
        Ok((invited_member(row)?, row.get::<_, Option<String>>("request")?))
    })?;
    let with_who_waits = |row: rusqlite::Result<(InvitedMember, Option<String>)>| {
        let (member, request) = row?;
        let request: Option<JoiningRequest> = request.as_deref().map(rows::json).transpose()?;
        let waiting = request.map(|JoiningRequest { entry, proof, .. }| WaitingMember { entry, proof });
        Ok(InvitedMember { waiting, ..member })
    };
    all.map(with_who_waits).collect()
}

fn invited_member(row: &Row<'_>) -> rusqlite::Result<InvitedMember> {
    Ok(InvitedMember {
        id: row.get("invitation")?,
        route: rows::route(row)?,
        name: row.get("name")?,
        invited_by: row.get("invited_by")?,
        sealed_secret: rows::bytes(row, "sealed_secret")?,
        expires_at: row.get("expires_at")?,
        waiting: None,
    })
}

/// Publishes the directory and lets the member in, both or neither.
fn confirm(
    db: &Connection,
    school: Uuid,
    invitation: Uuid,
    version: u64,
    directory: &SignedDirectory,
    now: Millis,
) -> Result<bool, StoreError> {
    let request: Option<String> = db
        .prepare_cached(
            "SELECT request FROM joining
             WHERE school = ?1 AND invitation = ?2 AND request IS NOT NULL AND confirmed_at IS NULL",
        )?
        .query_row(params![school, invitation], |row| row.get("request"))
        .optional()?;
    let Some(request) = request else { return Ok(false) };
    if directories::is_taken(db, school, version)? {
        return Ok(false);
    }
    let JoiningRequest { member, route_key, .. } = rows::json(&request)?;
    directories::keep(db, school, directory, now)?;
    members::keep(db, school, &member)?;
    members::keep_route_key(db, school, &route_key)?;
    db.prepare_cached("UPDATE joining SET confirmed_at = ?3 WHERE school = ?1 AND invitation = ?2")?
        .execute(params![school, invitation, now])?;
    Ok(true)
}

/// Ends an invitation with whatever came of it; one that was confirmed stays.
fn withdraw(db: &Connection, school: Uuid, invitation: Uuid) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM joining WHERE school = ?1 AND invitation = ?2 AND confirmed_at IS NULL")?
        .execute(params![school, invitation])?;
    Ok(())
}
