//! Leaving this phone: what has not reached the school is said before, and that nothing is left is looked at after.

use companion_parts::browser::preferences;
use companion_storage::{Counts, IsLast, Storage};
use leptos::prelude::*;
use uuid::Uuid;

use super::{Companion, Left};
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

    /// Removes what is the author's; on a phone that nobody shares (`alone`), everything. Their PIN says that it is they.
    /// `known` is what they have read would be lost.
    ///
    /// # Errors
    /// A sentence: what the author still has and what to do.
    pub async fn leave(self, pin: &str, alone: bool, known: Counts) -> Result<(), String> {
        let session = self.session;
        let (storage, keys) = session.storage().zip(session.keys()).ok_or(VaultError::Damaged.sentence())?;
        let me = keys.author.id;
        session.open_vault(me, pin).await?;
        // Other tabs may have written, signed, or let somebody in since this one looked.
        let people = storage.profiles().await.map_err(|error| error.sentence().to_owned())?;
        if (people.len() <= 1) != alone || self.on_this_phone_alone().await? != known {
            session.is_shared_by(people);
            return Err(
                "Something has changed on this phone meanwhile. Nothing was removed. Look again.".to_owned()
            );
        }
        self.editor.drop_last_words();
        self.remove(&storage, me, Left::ByThemselves, alone).await
    }

    /// Removes the place of somebody of whom a member has ordered it, once nothing of theirs is here alone any more: what
    /// was signed and what was handed over has a receipt. What nobody else may open stays, and opens with the PIN.
    pub async fn obey(self, who: Uuid) {
        // One after the other: what is being removed must not be opened again meanwhile.
        if self.session.obeying.try_update_value(|obeying| std::mem::replace(obeying, true)) != Some(false) {
            return;
        }
        self.remove_if_settled(who).await;
        self.session.obeying.set_value(false);
    }

    async fn remove_if_settled(self, who: Uuid) {
        let session = self.session;
        let is_writing = session.keys().is_some_and(|keys| keys.author.id == who);
        // Words that are in this page alone are nobody's to drop.
        if is_writing || self.editor.not_put_away.with_untracked(Option::is_some) {
            return;
        }
        let Some(storage) = session.storage() else { return };
        // What can't be removed now is removed when the outbox is next looked at.
        let Ok(Some(IsLast(is_last))) = storage.remove_if_settled(who).await else { return };
        if is_last {
            drop(self.remove(&storage, who, Left::ByOrder, true).await);
        } else {
            session.has_left(who, Left::ByOrder);
            self.outbox.people_change();
        }
    }

    async fn remove(self, storage: &Storage, me: Uuid, why: Left, alone: bool) -> Result<(), String> {
        let session = self.session;
        self.outbox.people_change();
        let removed = if alone { storage.remove_everything().await } else { storage.remove_person(me).await };
        removed.map_err(|error| error.sentence().to_owned())?;
        session.has_left(me, why);
        self.signs.clear();
        if alone {
            sync::is_forgotten().await;
            pwa::remove_everything().await;
            preferences::remove_all();
        } else {
            session.has_changed();
        }
        self.outbox.people_change();
        // Whoever is reading, phoning or hiding goes on undisturbed.
        self.place.instead_of(|page| *page == Page::Home || page.is_behind_the_pin(), Page::Left);
        Ok(())
    }
}
