//! How schools begin.

use companion_model::{Millis, wire::v1::SetupRequest};
use companion_seal::digest;

use super::{CodeState, directories};
use crate::store::{Sha256, Store, StoreResult, Transaction, to_json};

/// The answer to founding a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundingOutcome {
    /// The school exists from now on.
    Founded,
    /// This very request had founded it before.
    Again,
    /// A school of this id exists already, from another code.
    Taken,
    /// The code can't be used.
    Refused(CodeState),
}

/// Lets whoever holds this code found a school.
///
/// # Errors
/// [`StoreError`](crate::store::StoreError): the code is not known to work.
pub async fn offer_setup(store: &dyn Store, code: Sha256, expires_at: Millis) -> StoreResult<()> {
    store.write(None, move |db| db.add_setup_code(code, expires_at)).await
}

/// Whether a set-up code is open.
pub async fn setup_code(store: &dyn Store, code: Sha256, now: Millis) -> StoreResult<CodeState> {
    store.read(move |db| state(db, code, now)).await
}

/// Founds a school; the same request again founds nothing and is no error.
///
/// # Errors
/// [`StoreError`](crate::store::StoreError): nothing is known to be founded.
pub async fn found(
    store: &dyn Store,
    code: Sha256,
    school: SetupRequest,
    now: Millis,
) -> StoreResult<FoundingOutcome> {
    // A stranger's guess never reaches the writer.
    match setup_code(store, code, now).await? {
        CodeState::Unknown => Ok(FoundingOutcome::Refused(CodeState::Unknown)),
        _ => store.write(school.school, move |db| found_with(db, code, &school, now)).await,
    }
}

/// When any phone was last heard of, to the minute, by the clock of then.
pub async fn latest_contact(store: &dyn Store) -> StoreResult<Option<Millis>> {
    store.read(|db| db.latest_contact()).await
}

fn state(db: &mut dyn Transaction, code: Sha256, now: Millis) -> StoreResult<CodeState> {
    Ok(match db.setup_code(code)? {
        None => CodeState::Unknown,
        Some(code) if code.request_sha256.is_none() && code.expires_at > now => CodeState::Open,
        Some(_) => CodeState::Spent,
    })
}

fn found_with(
    db: &mut dyn Transaction,
    code: Sha256,
    new: &SetupRequest,
    now: Millis,
) -> StoreResult<FoundingOutcome> {
    let request = digest(to_json(new)?.as_bytes());
    let state = state(db, code, now)?;
    if state == CodeState::Open && db.has_school(new.school)? {
        return Ok(FoundingOutcome::Taken);
    }
    // Of two requests with one code, whichever endpoint they reach, one has used it.
    if state != CodeState::Open || !db.use_setup_code(code, new.school, request)? {
        let founded_by = db.setup_code(code)?.and_then(|code| code.request_sha256);
        let is_known = founded_by == Some(request);
        let refused = if state == CodeState::Unknown { CodeState::Unknown } else { CodeState::Spent };
        return Ok(if is_known { FoundingOutcome::Again } else { FoundingOutcome::Refused(refused) });
    }
    let school = new.school;
    db.add_school(school, now)?;
    directories::keep(db, school, &new.directory, now)?;
    new.members.iter().try_for_each(|member| db.add_member(school, member))?;
    new.route_keys.iter().try_for_each(|key| db.add_route_key(school, key))?;
    new.root_keys.iter().try_for_each(|key| db.add_root_key(school, key))?;
    Ok(FoundingOutcome::Founded)
}
