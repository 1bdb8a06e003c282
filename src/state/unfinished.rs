//! The author's drafts, as a list shows them.

use companion_app::{
    AppError, DraftError,
    draft::{self, Unfinished},
    sync::draft_lock,
};
use companion_browser::{clock, locks};
use uuid::Uuid;

use super::{Companion, Session, left};

impl Session {
    /// The author's unfinished records, the last kept first. What was deleted a day ago is removed.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn unfinished(self) -> Result<Vec<Unfinished>, AppError> {
        let Some((storage, keys)) = self.storage().zip(self.keys()) else { return Ok(Vec::new()) };
        let drafts = draft::list(&storage, keys.author.id).await?;
        drafts.removed.into_iter().for_each(left::forget);
        Ok(drafts.here)
    }
}

impl Companion {
    /// Deletes an unfinished record: for a day it can be brought back.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn delete(self, id: Uuid) -> Result<(), AppError> {
        // Nobody else writes in it meanwhile; what this tab wrote last is kept first.
        let _held = if self.editor.id_untracked() == Some(id) && self.editor.fails_untracked() {
            // A phone that takes nothing would be waited for for ever.
            self.editor.drop_last_words();
            None
        } else if self.editor.id_untracked() == Some(id) {
            self.editor.hand_over().await
        } else {
            match locks::try_hold(&draft_lock(id)).await {
                Ok(None) => return Err(DraftError::OpenInOtherTab.into()),
                Ok(held) => held,
                Err(_) => None,
            }
        };
        draft::set_deleted(&self.session.open_storage()?, id, Some(clock::now())).await
    }

    /// Brings a deleted record back.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn bring_back(self, id: Uuid) -> Result<(), AppError> {
        draft::set_deleted(&self.session.open_storage()?, id, None).await
    }
}
