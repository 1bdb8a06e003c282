//! The author's drafts, as a list shows them: nothing of what they say.

use companion_model::{DeviceTime, concern::Draft};
use uuid::Uuid;

use super::Session;

/// An unfinished record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The draft.
    pub id: Uuid,
    /// When it was last kept.
    pub kept_at: DeviceTime,
}

impl Session {
    /// The author's unfinished records, the last kept first.
    ///
    /// # Errors
    /// A sentence: what the author still has and what to do.
    pub async fn unfinished(self) -> Result<Vec<Unfinished>, String> {
        let Some((storage, keys)) = self.storage().zip(self.keys()) else { return Ok(Vec::new()) };
        let rows =
            storage.drafts::<Draft>(keys.author.id).await.map_err(|error| error.sentence().to_owned())?;
        Ok(rows.into_iter().map(|row| Unfinished { id: row.id, kept_at: row.saved_at }).collect())
    }
}
