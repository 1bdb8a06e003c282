//! Links for authors: made, withdrawn, and redeemed for an enrolled device.

use companion_model::{
    Millis,
    wire::v1::{AuthorName, EnrolmentAnswer, EnrolmentRequest, InvitationRequest},
};
use uuid::Uuid;

use super::{CodeState, InvitationOutcome, directories};
use crate::store::{AuthorRow, DeviceRow, Sha256, Store, StoreError, StoreResult, Transaction};

/// The answer to a member who takes a link back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithdrawalOutcome {
    /// The link opens nothing from now on, or did not before.
    Withdrawn,
    /// A phone was set up with it.
    Used,
    /// It is another member's.
    NotTheirs,
}

/// The answer to an enrolment.
#[derive(Debug)]
pub enum EnrolmentOutcome {
    /// The device is enrolled from now on.
    Enrolled(EnrolmentAnswer),
    /// This very request had enrolled it before.
    Again(EnrolmentAnswer),
    /// A device of this id is enrolled already, for another link.
    Taken,
    /// The code can't be used.
    Refused(CodeState),
}

/// Keeps an invitation; the same one again is no error.
pub async fn invite(
    store: &dyn Store,
    school: Uuid,
    by: Uuid,
    invitation: InvitationRequest,
    now: Millis,
) -> StoreResult<InvitationOutcome> {
    let code_sha256 = invitation.code_sha256.array().ok_or_else(no_digest)?;
    let new = AuthorRow {
        author: AuthorName { id: invitation.author, name: invitation.name, role: invitation.role },
        invited_by: by,
        code_sha256,
        sealed_secret: invitation.sealed_secret,
        invited_at: now,
        expires_at: now + Millis::from(invitation.lives_s) * 1000,
        countersign: None,
        withdrawn_at: None,
    };
    store.write(school, move |db| add(db, school, &new)).await
}

/// Takes back an invitation that no phone has used; with a member, only one of that member's making. The row stays: whoever opens
/// the link is told.
pub async fn withdraw(
    store: &dyn Store,
    school: Uuid,
    author: Uuid,
    only_of: Option<Uuid>,
    now: Millis,
) -> StoreResult<WithdrawalOutcome> {
    let rule = move |db: &mut dyn Transaction| {
        let Some(invited) = db.author(school, author)? else { return Ok(WithdrawalOutcome::Withdrawn) };
        if only_of.is_some_and(|member| member != invited.invited_by) {
            return Ok(WithdrawalOutcome::NotTheirs);
        }
        if db.device_of_author(school, author)?.is_some() {
            return Ok(WithdrawalOutcome::Used);
        }
        if invited.withdrawn_at.is_none() {
            db.set_withdrawn(school, author, now)?;
        }
        Ok(WithdrawalOutcome::Withdrawn)
    };
    store.write(school, rule).await
}

/// Whom an open code was made for.
pub async fn invited(
    store: &dyn Store,
    code: Sha256,
    now: Millis,
) -> StoreResult<Result<AuthorName, CodeState>> {
    let rule = move |db: &mut dyn Transaction| {
        let Some((school, invited)) = of_code(db, code)? else { return Ok(Err(CodeState::Unknown)) };
        if invited.withdrawn_at.is_some() {
            return Ok(Err(CodeState::Withdrawn));
        }
        let is_used = db.device_of_author(school, invited.author.id)?.is_some();
        let is_open = !is_used && can_be_used(db, school, &invited, now)?;
        Ok(if is_open { Ok(invited.author) } else { Err(CodeState::Spent) })
    };
    store.read(rule).await
}

/// Turns a code into an enrolled device, once; the same request again gets the same answer.
///
/// # Errors
/// [`StoreError`]: the device is not known to be enrolled.
pub async fn redeem(
    store: &dyn Store,
    code: Sha256,
    request: EnrolmentRequest,
    now: Millis,
) -> StoreResult<EnrolmentOutcome> {
    // A stranger's guess never reaches the writer.
    let Some(school) = store.read(move |db| db.school_of_code(code)).await? else {
        return Ok(EnrolmentOutcome::Refused(CodeState::Unknown));
    };
    store.write(school, move |db| enrol(db, school, code, &request, now)).await
}

fn no_digest() -> StoreError {
    StoreError::Contradiction("a code's digest has the wrong length".into())
}

fn add(db: &mut dyn Transaction, school: Uuid, new: &AuthorRow) -> StoreResult<InvitationOutcome> {
    if let Some(known) = db.author(school, new.author.id)? {
        let is_it = known.code_sha256 == new.code_sha256
            && known.invited_by == new.invited_by
            && known.withdrawn_at.is_none();
        return Ok(if is_it { InvitationOutcome::Again } else { InvitationOutcome::Taken });
    }
    if !db.add_code(new.code_sha256, school)? {
        return Ok(InvitationOutcome::Taken);
    }
    db.add_author(school, new)?;
    Ok(InvitationOutcome::Invited)
}

/// The invitation of a code, with its school.
fn of_code(db: &mut dyn Transaction, code: Sha256) -> StoreResult<Option<(Uuid, AuthorRow)>> {
    let Some(school) = db.school_of_code(code)? else { return Ok(None) };
    Ok(db.author_of_code(school, code)?.map(|invited| (school, invited)))
}

/// Whether a link is in time, and whoever made it is still a member: nobody else could countersign whoever opened it.
fn can_be_used(
    db: &mut dyn Transaction,
    school: Uuid,
    invited: &AuthorRow,
    now: Millis,
) -> StoreResult<bool> {
    Ok(invited.expires_at > now && directories::is_named(db, school, invited.invited_by)?)
}

fn enrol(
    db: &mut dyn Transaction,
    school: Uuid,
    code: Sha256,
    request: &EnrolmentRequest,
    now: Millis,
) -> StoreResult<EnrolmentOutcome> {
    let refused = |state| Ok(EnrolmentOutcome::Refused(state));
    let Some(invited) = db.author_of_code(school, code)? else { return refused(CodeState::Unknown) };
    if invited.withdrawn_at.is_some() {
        return refused(CodeState::Withdrawn);
    }
    // A repeated request is answered however late it is: its phone is enrolled and needs to learn of it.
    if let Some(enrolled) = db.device_of_author(school, invited.author.id)? {
        // What a removed phone would be told is today's directory.
        if !is_of(&enrolled, request) || enrolled.removed_at.is_some() {
            return refused(CodeState::Spent);
        }
        return Ok(EnrolmentOutcome::Again(answer(db, school, invited.author)?));
    }
    if !can_be_used(db, school, &invited, now)? {
        return refused(CodeState::Spent);
    }
    if db.device(school, request.device)?.is_some() {
        return Ok(EnrolmentOutcome::Taken);
    }
    db.add_device(school, &new_device(invited.author.id, request, now)?)?;
    db.note_contact(now)?;
    Ok(EnrolmentOutcome::Enrolled(answer(db, school, invited.author)?))
}

/// Whether a device was enrolled by this very request.
fn is_of(device: &DeviceRow, request: &EnrolmentRequest) -> bool {
    device.device == request.device
        && device.secret_sha256.as_slice() == request.secret_sha256.0
        && device.author_key == request.author_key
}

fn new_device(author: Uuid, request: &EnrolmentRequest, now: Millis) -> StoreResult<DeviceRow> {
    let EnrolmentRequest { device, secret_sha256, author_key, proof } = request;
    Ok(DeviceRow {
        device: *device,
        author,
        secret_sha256: secret_sha256.array().ok_or_else(no_digest)?,
        author_key: author_key.clone(),
        proof: proof.clone(),
        last_seen_at: now,
        version: None,
        removed_at: None,
        removal: None,
        removal_directory: None,
        records_since_removal: 0,
        practice_since_removal: 0,
    })
}

fn answer(db: &mut dyn Transaction, school: Uuid, author: AuthorName) -> StoreResult<EnrolmentAnswer> {
    let directory = db
        .newest_directory(school)?
        .ok_or_else(|| StoreError::Unavailable("a school without a directory".into()))?;
    Ok(EnrolmentAnswer { school, author, directory })
}
