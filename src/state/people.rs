//! Who has a place on this phone, who stands before it, and who has left.

use companion_model::wire::v1::AuthorName;
use companion_storage::{Profile, Storage};
use leptos::prelude::*;
use uuid::Uuid;

use super::{Left, Phase, Session};

impl Session {
    /// Everybody who has a place on this phone.
    pub fn people(self) -> Vec<AuthorName> {
        self.people.get()
    }

    /// Takes over who has a place on this phone.
    pub fn set_profiles(self, profiles: Vec<Profile>) {
        let forgetful = profiles.iter().filter(|profile| profile.pin_forgotten_at.is_some());
        self.forgetful.set(forgetful.map(|profile| profile.author.id).collect());
        let ordered = profiles.iter().filter(|profile| profile.removal.is_some());
        self.ordered.set(ordered.map(|profile| profile.author.id).collect());
        self.set_unknown(&profiles);
        let passkeys = profiles.iter().filter(|profile| profile.open_passkey(profiles.len()).is_some());
        self.passkeys.set(passkeys.map(|profile| profile.author.id).collect());
        let people: Vec<AuthorName> = profiles.into_iter().map(|profile| profile.author).collect();
        let only = if people.len() == 1 { people.first().cloned() } else { None };
        self.who.update(|who| *who = who.take().filter(|who| people.contains(who)).or(only));
        self.people.set(people);
    }

    /// Takes over whom the school's endpoint does not know any more.
    pub fn set_unknown(self, profiles: &[Profile]) {
        let unknown = profiles.iter().filter(|profile| profile.unknown_since.is_some());
        let unknown: Vec<Uuid> = unknown.map(|profile| profile.author.id).collect();
        if self.unknown.with_untracked(|known| *known != unknown) {
            self.unknown.set(unknown);
        }
    }

    /// Whom the school does not know any more: whoever has opened the phone is asked about themselves alone.
    pub fn unknown_to_the_school(self) -> Unknown {
        let (me, people) = (self.me(), self.people.with(Vec::len));
        self.unknown.with(|unknown| match me {
            Some(me) if unknown.contains(&me) => Unknown::Everybody,
            None if !unknown.is_empty() && unknown.len() >= people => Unknown::Everybody,
            None if !unknown.is_empty() => Unknown::Somebody,
            _ => Unknown::Nobody,
        })
    }

    /// Whose place a member has ordered removed.
    pub fn ordered(self) -> Vec<Uuid> {
        self.ordered.get()
    }

    /// Whether somebody has said that their PIN is forgotten, and not remembered it since.
    pub fn has_forgotten(self, who: Uuid) -> bool {
        self.forgetful.with(|forgetful| forgetful.contains(&who))
    }

    /// The same, without following them.
    pub fn people_untracked(self) -> Vec<AuthorName> {
        self.people.get_untracked()
    }

    /// Whether somebody has left in this page, and why, as long as nobody else has opened it or been set up since.
    pub fn has_just_left(self) -> Option<Left> {
        self.just_left.get_value()
    }

    /// Somebody has left this phone, and nothing of theirs is on it. Where they were the last, it is as it was before it was
    /// set up; somebody whom this build can't read may be here still.
    pub fn forget_person(self, who: Uuid, why: Left, was_last: bool) {
        let stood_here = self.who_untracked().is_some_and(|one| one.id == who);
        self.ordered.update(|ordered| ordered.retain(|one| *one != who));
        self.people.update(|people| people.retain(|person| person.id != who));
        // Whoever else has the phone in hand goes on undisturbed.
        if !stood_here && !self.people.with_untracked(Vec::is_empty) {
            return;
        }
        self.just_left.set_value(Some(why));
        self.closes();
        // Whoever is alone on it now need not say who they are.
        self.who.set(self.people.with_untracked(|people| match people.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }));
        if was_last {
            self.reset();
        } else {
            self.phase.set(Phase::Locked);
        }
    }

    /// Everything was removed by another tab.
    pub fn note_everything_removed(self) {
        self.let_go_of_database();
        self.just_left.set_value(Some(Left::ByThemselves));
        self.reset();
    }

    /// Lets go of the database, and opens it no more in this page.
    pub fn let_go_of_database(self) {
        self.closes();
        self.storage().iter().for_each(Storage::leave);
        self.storage.set_value(None);
        self.phase.set(Phase::Starting);
    }

    /// Nobody is set up here.
    fn reset(self) {
        self.people.set(Vec::new());
        self.who.set(None);
        self.enrolment.set(None);
        self.directory.set(None);
        // Nothing in this page opens it again, unless the phone is set up anew.
        self.storage.set_value(None);
        self.phase.set(Phase::NotEnrolled);
    }

    /// Whether the browser kept some of the app's own files when everything was removed.
    pub fn files_stay(self) -> bool {
        self.files_stay.get_value()
    }

    /// Whether somebody has begun to set this phone up, and has no place on it yet.
    pub(super) async fn has_begun(self) -> bool {
        let Some(storage) = self.storage() else { return false };
        storage.has_begun().await.unwrap_or_default()
    }

    /// The phone is about to be set up, maybe in a page in which everything was removed.
    pub fn ensure_storage_for_enrolment(self) {
        if self.storage().is_none() && self.phase.get_untracked() == Phase::NotEnrolled {
            self.storage.set_value(Some(Storage::new_closed()));
        }
    }

    /// Who stands before the lock screen; `None` until they have said so, where several share the phone.
    pub fn who(self) -> Option<AuthorName> {
        self.who.get()
    }

    /// The same, without following it.
    pub fn who_untracked(self) -> Option<AuthorName> {
        self.who.get_untracked()
    }

    /// Somebody says who they are.
    pub fn select_profile(self, who: Option<AuthorName>) {
        self.who.set(who);
    }
}

/// For whom of those that a screen speaks to the school does not know the phone any more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// For nobody.
    Nobody,
    /// For some of those who share it.
    Somebody,
    /// For whoever has opened it, or all who could.
    Everybody,
}
