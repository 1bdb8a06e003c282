//! Leaving this phone: what has not reached the school is said before, and that nothing is left is looked at after.

use companion_app::{
    AppError,
    leaving::{self, Belongings},
};
use companion_browser::{events::NoteError, page, timer};
use companion_model::concern::Draft;
use companion_storage::{DraftRow, IsLast, Storage};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{
    Companion, Left, OpenWith, Phase, TabMessage, left,
    without_signal::{Files, set_files},
};
use crate::route::Page;

/// How long another tab may take to keep its last words.
const LAST_WORDS_MS: u32 = 2_000;
/// Another tab that has not removed everything by then was closed over it.
const GONE_BY_THEN_MS: u32 = 60_000;

impl Companion {
    /// What the author has on this phone.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn belongings(self) -> Result<Belongings, AppError> {
        let (storage, keys) = (self.session.open_storage()?, self.session.open_keys()?);
        Belongings::of(&storage, keys.author.id).await
    }

    /// Removes what is the author's; on a phone that nobody shares, everything. Their PIN says that it is they. `known` is what
    /// they have read would be lost.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn leave(self, pin: &str, known: Belongings) -> Result<(), AppError> {
        let session = self.session;
        let (storage, keys) = (session.open_storage()?, session.open_keys()?);
        let me = keys.author.id;
        session.open_vault(me, OpenWith::Pin(pin)).await?;
        // Other tabs may have written, signed, or let somebody in since this one looked.
        let people = storage.profiles().await?;
        if self.belongings().await? != known {
            session.set_profiles(people);
            return Err(AppError::ChangedMeanwhile);
        }
        self.editor.drop_last_words();
        self.remove(&storage, me, Left::ByThemselves, known.alone).await
    }

    /// Removes the places of those of whom a member has ordered it, each once nothing of theirs is here alone any more: what
    /// was signed and what was handed over has a receipt. What nobody else may open stays, and opens with the PIN.
    pub async fn carry_out_removals(self, ordered: Vec<Uuid>) {
        // One run at a time: what is being removed must not be opened again meanwhile.
        if self.session.removing.try_update_value(|removing| std::mem::replace(removing, true)) != Some(false)
        {
            return;
        }
        for who in ordered {
            self.remove_if_settled(who).await;
        }
        self.session.removing.set_value(false);
    }

    async fn remove_if_settled(self, who: Uuid) {
        let session = self.session;
        let is_writing = session.keys().is_some_and(|keys| keys.author.id == who);
        // Words that are in this page alone are nobody's to drop.
        if is_writing || self.editor.last_words_not_kept.with_untracked(Option::is_some) {
            return;
        }
        let Some(storage) = session.storage() else { return };
        // What can't be removed now is removed when the outbox is next looked at.
        let Ok(Some(IsLast(is_last))) = storage.remove_if_settled(who).await else { return };
        if is_last {
            // What is left of it is removed when the outbox is next looked at.
            self.remove(&storage, who, Left::ByOrder, true)
                .await
                .note_error("removing what a member has ordered");
        } else {
            session.forget_person(who, Left::ByOrder, false);
            forget_their_places(&storage).await;
            self.outbox.notify_people_change();
        }
    }

    async fn remove(self, storage: &Storage, me: Uuid, why: Left, alone: bool) -> Result<(), AppError> {
        if alone {
            self.remove_everything(storage, me, why).await?;
        } else {
            self.outbox.notify_people_change();
            storage.remove_person(me).await?;
            self.session.forget_person(me, why, false);
            self.signs.clear();
            forget_their_places(storage).await;
            self.session.note_change();
            self.outbox.notify_people_change();
        }
        // Whoever is reading, phoning or hiding goes on undisturbed.
        self.router.replace_if(|page| *page == Page::Home || page.is_behind_the_pin(), Page::Left);
        Ok(())
    }

    /// First what would raise the alarm of a browser that threw everything away, then the words, then the app's own files.
    /// Other tabs let go before, and write nothing after.
    async fn remove_everything(self, storage: &Storage, me: Uuid, why: Left) -> Result<(), AppError> {
        let session = self.session;
        self.outbox.say(TabMessage::Goes);
        // Lives until the others are told that everything is gone.
        let removed = leaving::remove_words(storage).await.inspect_err(|_| {
            session.note_change();
            self.outbox.notify_people_change();
        })?;
        session.forget_person(me, why, true);
        self.signs.clear();
        self.outbox.fault.set(None);
        set_files(Files::Go);
        session.files_stay.set_value(!removed.remove_app().await);
        set_files(Files::AreGone);
        self.outbox.say(TabMessage::Gone);
        // Once more: a report that was on its way has reminded the endpoint.
        spawn_local(leaving::forget_this_browser());
        Ok(())
    }

    /// Another tab is about to remove everything. The last words first: should it not come to that, they are here.
    pub(super) async fn prepare_for_removal(self) {
        // Else this tab would register the worker again that the other one has removed.
        set_files(Files::GoElsewhere);
        // Words that take longer are in the other tab's database no more.
        timer::within(LAST_WORDS_MS, self.editor.hand_over()).await;
        self.signs.clear();
        self.session.let_go_of_database();
        self.outbox.fault.set(None);
        timer::sleep_ms(GONE_BY_THEN_MS).await;
        if self.session.phase.get_untracked() == Phase::Starting {
            page::reload();
        }
    }

    /// Another tab has removed everything, and looked for it again.
    pub(super) fn on_everything_removed(self) {
        self.editor.drop_last_words();
        self.signs.clear();
        self.session.note_everything_removed();
        if self.router.page_untracked() != Page::Hide {
            self.router.replace(Page::Left);
        }
    }
}

/// Where somebody who has left was in what they wrote.
async fn forget_their_places(storage: &Storage) {
    let mut stay = Vec::new();
    for person in storage.profiles().await.unwrap_or_default() {
        let rows: Vec<DraftRow<Draft>> = storage.drafts(person.author.id).await.unwrap_or_default();
        stay.extend(rows.iter().map(|row| row.id));
    }
    // Where they can't be read, a record opens at its first page.
    left::forget_all_but(&stay);
}
