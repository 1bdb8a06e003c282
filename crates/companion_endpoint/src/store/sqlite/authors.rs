//! Invitations, enrolled devices and countersignatures.

use companion_model::{
    Millis,
    wire::v1::{
        AuthorName, AuthorOnFile, Countersign, EnrolledAuthor, EnrolmentAnswer, EnrolmentRequest,
        InvitationRequest,
    },
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::{devices, directories, rows};
use crate::store::{CodeState, EnrolmentOutcome, InvitationOutcome, Sha256, StoreError, WithdrawalOutcome};

/// An author with their device, if any, in columns that [`on_file`] reads.
pub(super) const AUTHOR_COLUMNS: &str = "author.author, author.name, author.role, author.invited_by,
     author.sealed_secret, author.countersign, device.device AS enrolled, device.author_key, device.proof,
     device.last_seen_at, device.version, device.removed_at, device.removal ->> 'member' AS removed_by";

pub(super) fn invite(
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
pub(super) fn withdraw(
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

pub(super) fn invited(
    db: &Connection,
    code: Sha256,
    now: Millis,
) -> Result<Result<AuthorName, CodeState>, StoreError> {
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
    Ok(devices::device(db, school, device)?.is_some_and(|device| device.is_removed))
}

/// Whether any invitation has this code.
pub(super) fn is_code(db: &Connection, code: Sha256) -> Result<bool, StoreError> {
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

pub(super) fn redeem(
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

pub(super) fn all(db: &Connection, school: Uuid) -> Result<Vec<AuthorOnFile>, StoreError> {
    let sql = format!(
        "SELECT {AUTHOR_COLUMNS} FROM author LEFT JOIN device USING (school, author)
         WHERE author.school = ?1 AND author.withdrawn_at IS NULL ORDER BY author.invited_at, author.author"
    );
    let mut found = db.prepare_cached(&sql)?;
    let authors = found.query_map([school], on_file)?;
    authors.collect::<Result<_, _>>().map_err(StoreError::from)
}

/// Whoever enrolled a device.
pub(super) fn of_device(
    db: &Connection,
    school: Uuid,
    device: Uuid,
) -> Result<Option<AuthorOnFile>, StoreError> {
    let sql = format!(
        "SELECT {AUTHOR_COLUMNS} FROM device JOIN author USING (school, author)
         WHERE device.school = ?1 AND device.device = ?2"
    );
    Ok(db.prepare_cached(&sql)?.query_row(params![school, device], on_file).optional()?)
}

pub(super) fn countersign(
    db: &Connection,
    school: Uuid,
    author: Uuid,
    countersign: &Countersign,
) -> Result<(), StoreError> {
    // By the inviting member alone, so whose signature it is need not be stored.
    db.prepare_cached(
        "UPDATE author SET countersign = ?4
         WHERE school = ?1 AND author = ?2 AND invited_by = ?3 AND countersign IS NULL",
    )?
    .execute(params![school, author, countersign.member, countersign.signature.0])?;
    Ok(())
}

/// Reads [`AUTHOR_COLUMNS`].
pub(super) fn on_file(row: &Row<'_>) -> rusqlite::Result<AuthorOnFile> {
    let author = AuthorName { id: row.get("author")?, name: row.get("name")?, role: row.get("role")? };
    let invited_by = row.get("invited_by")?;
    let enrolled = match row.get::<_, Option<Uuid>>("enrolled")? {
        None => None,
        Some(device) => {
            let (author_key, proof) = (rows::bytes(row, "author_key")?, rows::bytes(row, "proof")?);
            let removed_by: Option<String> = row.get("removed_by")?;
            Some(EnrolledAuthor {
                device,
                author_key,
                proof,
                last_seen_at: row.get("last_seen_at")?,
                version: row.get("version")?,
                removed_at: row.get("removed_at")?,
                removed_by: removed_by.and_then(|id| Uuid::parse_str(&id).ok()),
            })
        }
    };
    let countersign = row.get::<_, Option<Vec<u8>>>("countersign")?;
    let countersign = countersign.map(|bytes| Countersign { member: invited_by, signature: bytes.into() });
    Ok(AuthorOnFile {
        author,
        invited_by,
        sealed_secret: rows::bytes(row, "sealed_secret")?,
        enrolled,
        countersign,
    })
}
