//! Whether the schools of a database know the key that signs an endpoint's receipts: with another key no phone would believe it.

use companion_model::wire::{Bytes, read, v1::Directory};
use uuid::Uuid;

use super::{OpenError, client::Client};
use crate::{
    limits,
    store::{StoreResult, signed},
};

/// Notes a receipt key as the one of this database, if its schools know it.
///
/// # Errors
/// [`OpenError::OtherKey`] if a school does not name it.
pub(super) fn adopt(client: &mut Client, public: &Bytes) -> Result<(), OpenError> {
    if !is_noted(client, public)? {
        check_is_known(client, public)?;
        client.execute("UPDATE life SET receipt_key = $1", &[&public.0])?;
    }
    Ok(())
}

/// Whether a receipt key is the one of this database. One that is not noted yet is looked for in every school's directory: it may
/// be the second one that they have published for the day the first is lost.
///
/// # Errors
/// [`OpenError::OtherKey`] if a school does not name it.
pub(super) fn check(client: &mut Client, public: &Bytes) -> Result<(), OpenError> {
    if is_noted(client, public)? { Ok(()) } else { check_is_known(client, public) }
}

fn is_noted(client: &mut Client, public: &Bytes) -> Result<bool, OpenError> {
    let noted: Option<Vec<u8>> =
        client.query_one("SELECT receipt_key FROM life", &[])?.try_get("receipt_key")?;
    Ok(noted.as_ref() == Some(&public.0))
}

/// Some schools, and the bodies of their newest directories.
pub(super) fn newest_directories(client: &mut Client, most: usize) -> StoreResult<Vec<(Uuid, String)>> {
    let newest =
        "SELECT DISTINCT ON (school) school, body FROM directory ORDER BY school, version DESC LIMIT $1";
    let rows = client.query(newest, &[&signed(most as u64)])?;
    rows.iter().map(|row| Ok((row.try_get("school")?, row.try_get("body")?))).collect()
}

fn check_is_known(client: &mut Client, public: &Bytes) -> Result<(), OpenError> {
    // As long as it takes: there may be the directories of thousands of schools.
    client.batch_execute("SET statement_timeout = 0")?;
    client.patiently(limits::DATABASE_LONG_WORK, |client| check_each(client, public))
}

fn check_each(client: &mut Client, public: &Bytes) -> Result<(), OpenError> {
    let newest = "SELECT DISTINCT ON (school) body FROM directory ORDER BY school, version DESC";
    let mut bodies = client.query_each(newest, &[])?;
    while let Some(row) = bodies.next()? {
        let directory = read::<Directory>(row.try_get::<_, &str>("body")?.as_bytes());
        match directory {
            Ok(directory) if directory.receipt_keys.contains(public) => {}
            Ok(directory) => return Err(OpenError::OtherKey(directory.school_name)),
            Err(_) => return Err(OpenError::UnreadableDirectory),
        }
    }
    Ok(())
}
