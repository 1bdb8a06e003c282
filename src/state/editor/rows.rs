//! What is kept of a draft, and how.

use companion_model::concern::Draft;
use companion_storage::{DraftRow, SnapshotRow, Storage, StorageError};

/// How long after a failed save the next one is tried.
pub(super) const AGAIN_MS: u32 = 2_000;

/// Said when a draft is kept, and when it is put away.
pub(super) const NOT_ENCRYPTED: &str =
    "The phone could not encrypt the last words, so they are not kept. What was kept before is still here.";

/// A draft's row, and the earlier state that is put by with it.
pub(super) type Rows = (DraftRow<Draft>, Option<SnapshotRow<Draft>>);

/// Keeps a draft, or its words beside those of another tab. Where the other one's draft is not here any more, they are the
/// draft again.
pub(super) async fn put(
    storage: &Storage,
    (row, put_by): &Rows,
    overtaken: bool,
) -> Result<(), StorageError> {
    if overtaken {
        match storage.put_earlier(row).await {
            Err(StorageError::NotTheirPhone) => {}
            kept => return kept.and(Err(StorageError::Overtaken)),
        }
    }
    storage.put_draft(row, put_by.as_ref()).await
}
