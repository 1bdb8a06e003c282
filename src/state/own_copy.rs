//! The author's own copy of what they signed: under their vault, until the receipt.

use companion_browser::timer;
use companion_model::concern::{Concern, Row, rows_of};
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
    /// A sentence: what the author still has and what to do.
    pub async fn own_copy(self, id: Uuid) -> Result<Vec<Row>, String> {
        let locked = "The app is locked. What you signed is on this phone, sealed. Unlock it, and try again.";
        let (storage, keys) = self.storage().zip(self.keys()).ok_or(locked)?;
        let copy = storage.copy::<Concern>(id).await.map_err(|error| error.sentence())?;
        let copy = copy.filter(|copy| copy.author == keys.author.id).ok_or(
            "The school has received this record meanwhile, and your own copy is gone from this phone. The school keeps what \
             it has received.",
        )?;
        let damaged = "Your own copy of this record can't be opened. The record itself is on this phone, sealed, and goes on \
                       being sent.";
        let key = keys.vault.open_draft_key(id, &copy.key).map_err(|_| damaged)?;
        let concern = key.open(&copy.sealed).map_err(|_| damaged)?;
        let mut rows = rows_of(&concern.content, concern.route.people());
        rows.retain(|row| row.provided);
        Ok(rows)
    }
}
