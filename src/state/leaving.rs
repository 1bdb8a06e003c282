//! Leaving this phone: what has not reached the school is said before, and that nothing is left is looked at after.

use companion_parts::browser::preferences;
use companion_storage::Counts;

use super::Companion;
use crate::{pwa, route::Page, sync, vault::VaultError};

impl Companion {
    /// What of the author's is on this phone alone.
    ///
    /// # Errors
    /// A sentence: what the author still has and what to do.
    pub async fn on_this_phone_alone(self) -> Result<Counts, String> {
        let (storage, keys) =
            self.session.storage().zip(self.session.keys()).ok_or(VaultError::Damaged.sentence())?;
        storage.counts(Some(keys.author.id)).await.map_err(|error| error.sentence().to_owned())
    }

    /// Removes what is the author's; on a phone that nobody shares, everything. Their PIN says that it is they.
    ///
    /// # Errors
    /// A sentence: what the author still has and what to do.
    pub async fn leave(self, pin: &str) -> Result<(), String> {
        let session = self.session;
        let (storage, keys) = session.storage().zip(session.keys()).ok_or(VaultError::Damaged.sentence())?;
        let me = keys.author.id;
        session.open_vault(me, pin).await?;
        let alone = session.people_untracked().len() <= 1;
        // Words that a save brings after this would be left behind.
        drop(self.editor.hand_over().await);
        let removed = if alone { storage.remove_everything().await } else { storage.remove_person(me).await };
        removed.map_err(|error| error.sentence().to_owned())?;
        if alone {
            preferences::remove_all();
            sync::is_forgotten().await;
            pwa::remove_everything().await;
        }
        if !alone {
            session.has_changed();
        }
        session.has_left(me);
        self.signs.clear();
        self.outbox.is_left();
        self.place.instead(Page::Left);
        Ok(())
    }
}
