//! The author's own copy of what they signed: under their vault, until the receipt.

use companion_model::concern::{Concern, Row, rows_of};
use companion_storage::Storage;
use uuid::Uuid;

use crate::{AppError, vault::Keys};

/// What the author answered in a record that they signed, as it was signed.
///
/// # Errors
/// [`AppError`].
pub async fn read(storage: &Storage, keys: &Keys, id: Uuid) -> Result<Vec<Row>, AppError> {
    let copy = storage.copy::<Concern>(id).await?.filter(|copy| copy.author == keys.author.id);
    let copy = copy.ok_or(AppError::CopyGone)?;
    let key = keys.vault.open_draft_key(id, &copy.key).map_err(|_| AppError::CopyDamaged)?;
    let concern = key.open(&copy.sealed).map_err(|_| AppError::CopyDamaged)?;
    let mut rows = rows_of(&concern.content, concern.route.people());
    rows.retain(|row| row.provided);
    Ok(rows)
}
