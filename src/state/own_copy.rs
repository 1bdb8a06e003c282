//! The author's own copy of what they signed: under their vault, until the receipt.

use companion_app::{AppError, own_copy};
use companion_browser::timer;
use companion_model::concern::{Concern, Row};
use companion_storage::StorageError;
use uuid::Uuid;

use super::Session;

/// How long after a fault it is looked again.
const AGAIN_MS: u32 = 2_000;

impl Session {
    /// Whether the author's copy of a signed record is here; after a fault of the phone's database it is looked for again, as
    /// long as somebody waits for the answer.
    pub async fn has_own_copy(self, id: Uuid, is_awaited: impl Fn() -> bool) -> bool {
        while is_awaited() {
            let Some((storage, keys)) = self.storage().zip(self.keys()) else { return false };
            match storage.copy::<Concern>(id).await {
                Ok(copy) => return copy.is_some_and(|copy| copy.author == keys.author.id),
                // The offer to read it says why it can't be opened.
                Err(StorageError::Unreadable(_)) => return true,
                Err(_) => timer::sleep_ms(AGAIN_MS).await,
            }
        }
        false
    }

    /// What the author answered in a record that they signed, as it was signed.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn own_copy(self, id: Uuid) -> Result<Vec<Row>, AppError> {
        let (storage, keys) = self.storage().zip(self.keys()).ok_or(AppError::CopyLocked)?;
        own_copy::read(&storage, &keys, id).await
    }
}
