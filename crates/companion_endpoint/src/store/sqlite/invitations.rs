//! Links for authors: made, withdrawn, and redeemed for an enrolled device.

use companion_model::{
    Millis,
    wire::v1::{AuthorName, EnrolmentAnswer, EnrolmentRequest, InvitationRequest},
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{SqliteStore, devices, directories};
use crate::store::{
    CodeState, EnrolmentOutcome, InvitationOutcome, Invitations, Sha256, StoreError, StoreFuture,
    WithdrawalOutcome,
};

impl Invitations for SqliteStore {
    fn invite(
        &self,
        school: Uuid,
        by: Uuid,
        invitation: InvitationRequest,
        now: Millis,
    ) -> StoreFuture<'_, InvitationOutcome> {
        self.write(move |db, _| invite(db, school, by, &invitation, now))
    }

    fn withdraw_invitation(
        &self,
        school: Uuid,
        author: Uuid,
        only_of: Option<Uuid>,
        now: Millis,
    ) -> StoreFuture<'_, WithdrawalOutcome> {
        self.write(move |db, _| withdraw(db, school, author, only_of, now))
    }

    fn invitation(&self, code: Sha256, now: Millis) -> StoreFuture<'_, Result<AuthorName, CodeState>> {
        self.read(move |db| invited(db, code, now))
    }

    fn redeem(
        &self,
        code: Sha256,
        request: EnrolmentRequest,
        now: Millis,
    ) -> StoreFuture<'_, EnrolmentOutcome> {
        Box::pin(async move {
            // A stranger's guess never reaches the writer.
            if !self.read(move |db| is_code(db, code)).await? {
                return Ok(EnrolmentOutcome::Refused(CodeState::Unknown));
            }
            self.write(move |db, _| redeem(db, code, &request, now)).await
        })
    }
}

fn invite(
    db: &Connection,
    school: Uuid,
    by: Uuid,
    new: &InvitationRequest,
    now: Millis,
) -> Result<InvitationOutcome, StoreError> {
    let expires_at = now + Millis::from(new.lives_s) * 1000;
    let made = db
        .prepare_cached(
            "INSERT INTO author (school, author, name, role, invited_by, code_sha256, sealed_secret, invited_at,
                                 expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            school,
            new.author,
            new.name,
            new.role,
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
            "SELECT 1 FROM author
             WHERE school = ?1 AND author = ?2 AND code_sha256 = ?3 AND invited_by = ?4 AND withdrawn_at IS NULL",
        )?
        .exists(params![school, new.author, new.code_sha256.0, by])?;
    Ok(if again { InvitationOutcome::Again } else { InvitationOutcome::Taken })
}

/// Takes a link back, unless a phone was set up with it. The row stays: whoever opens the link is told.
fn withdraw(
    db: &Connection,
    school: Uuid,
    author: Uuid,
    only_of: Option<Uuid>,
    now: Millis,
) -> Result<WithdrawalOutcome, StoreError> {
    let found: Option<(Uuid, bool)> = db
        .prepare_cached(
            "SELECT invited_by, EXISTS (SELECT 1 FROM device WHERE school = ?1 AND author = ?2) AS used
             FROM author WHERE school = ?1 AND author = ?2",
        )?
        .query_row(params![school, author], |row| Ok((row.get("invited_by")?, row.get("used")?)))
        .optional()?;
    match found {
        None => return Ok(WithdrawalOutcome::Withdrawn),
        Some((by, _)) if only_of.is_some_and(|member| member != by) => {
            return Ok(WithdrawalOutcome::NotTheirs);
        }
        Some((_, true)) => return Ok(WithdrawalOutcome::Used),
        Some((_, false)) => {}
    }
    db.prepare_cached(
        "UPDATE author SET withdrawn_at = ?3 WHERE school = ?1 AND author = ?2 AND withdrawn_at IS NULL",
    )?
    .execute(params![school, author, now])?;
    Ok(WithdrawalOutcome::Withdrawn)
}

fn invited(db: &Connection, code: Sha256, now: Millis) -> Result<Result<AuthorName, CodeState>, StoreError> {
    let Some((school, author, ends)) = invitation(db, code)? else {
        return Ok(Err(CodeState::Unknown));
    };
    let Some(expires_at) = ends else { return Ok(Err(CodeState::Withdrawn)) };
    let used = db
        .prepare_cached("SELECT 1 FROM device WHERE school = ?1 AND author = ?2")?
        .exists(params![school, author.id])?;
    let open = !used && expires_at > now && !is_orphaned(db, school, author.id)?;
    Ok(if open { Ok(author) } else { Err(CodeState::Spent) })
}

/// Whether who made the link was removed since: nobody could countersign whoever opened it.
fn is_orphaned(db: &Connection, school: Uuid, author: Uuid) -> Result<bool, StoreError> {
    let by = db
        .prepare_cached("SELECT invited_by FROM author WHERE school = ?1 AND author = ?2")?
        .query_row(params![school, author], |row| row.get(0))?;
    Ok(!directories::is_named(db, school, by)?)
}

fn is_removed(db: &Connection, school: Uuid, device: Uuid) -> Result<bool, StoreError> {
    Ok(devices::by_id(db, school, device)?.is_some_and(|device| device.is_removed))
}

/// Whether any invitation has this code.
fn is_code(db: &Connection, code: Sha256) -> Result<bool, StoreError> {
    Ok(invitation(db, code)?.is_some())
}

/// School, author and end of the invitation with this code; without an end, if it was taken back.
fn invitation(
    db: &Connection,
    code: Sha256,
) -> Result<Option<(Uuid, AuthorName, Option<Millis>)>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT school, author, name, role, iif(withdrawn_at IS NULL, expires_at, NULL) AS ends
             FROM author WHERE code_sha256 = ?1",
        )?
        .query_row([code], |row| {
            let author =
                AuthorName { id: row.get("author")?, name: row.get("name")?, role: row.get("role")? };
            Ok((row.get::<_, Uuid>("school")?, author, row.get::<_, Option<Millis>>("ends")?))
        })
        .optional()?;
    Ok(found)
}

fn redeem(
    db: &Connection,
    code: Sha256,
    request: &EnrolmentRequest,
    now: Millis,
) -> Result<EnrolmentOutcome, StoreError> {
    let Some((school, author, ends)) = invitation(db, code)? else {
        return Ok(EnrolmentOutcome::Refused(CodeState::Unknown));
    };
    let Some(expires_at) = ends else { return Ok(EnrolmentOutcome::Refused(CodeState::Withdrawn)) };
    // A repeated request is answered however late it is: its phone is enrolled and needs to learn of it.
    match is_enrolled_device_of(db, school, author.id, request)? {
        // What it would be told is today's directory.
        Some(true) if is_removed(db, school, request.device)? => {
            return Ok(EnrolmentOutcome::Refused(CodeState::Spent));
        }
        Some(true) => return Ok(EnrolmentOutcome::Again(enrolment_answer(db, school, author)?)),
        Some(false) => return Ok(EnrolmentOutcome::Refused(CodeState::Spent)),
        None if expires_at <= now || is_orphaned(db, school, author.id)? => {
            return Ok(EnrolmentOutcome::Refused(CodeState::Spent));
        }
        None => {}
    }
    if !enrol(db, school, author.id, request, now)? {
        return Ok(EnrolmentOutcome::Taken);
    }
    Ok(EnrolmentOutcome::Enrolled(enrolment_answer(db, school, author)?))
}

/// Whether the author's device is the one of this request; `None` if they have none.
fn is_enrolled_device_of(
    db: &Connection,
    school: Uuid,
    author: Uuid,
    request: &EnrolmentRequest,
) -> Result<Option<bool>, StoreError> {
    let alike = db
        .prepare_cached(
            "SELECT device = ?3 AND secret_sha256 = ?4 AND author_key = ?5 FROM device
             WHERE school = ?1 AND author = ?2",
        )?
        .query_row(
            params![school, author, request.device, request.secret_sha256.0, request.author_key.0],
            |row| row.get(0),
        )
        .optional()?;
    Ok(alike)
}

fn enrol(
    db: &Connection,
    school: Uuid,
    author: Uuid,
    request: &EnrolmentRequest,
    now: Millis,
) -> Result<bool, StoreError> {
    let EnrolmentRequest { device, secret_sha256, author_key, proof } = request;
    let made = db
        .prepare_cached(
            "INSERT INTO device (school, device, author, secret_sha256, author_key, proof, enrolled_at, last_seen_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) ON CONFLICT DO NOTHING",
        )?
        .execute(params![school, device, author, secret_sha256.0, author_key.0, proof.0, now])?;
    Ok(made == 1)
}

fn enrolment_answer(
    db: &Connection,
    school: Uuid,
    author: AuthorName,
) -> Result<EnrolmentAnswer, StoreError> {
    let directory = directories::newest(db, school)?
        .ok_or_else(|| StoreError::Unavailable("a school without a directory".into()))?;
    Ok(EnrolmentAnswer { school, author, directory })
}
