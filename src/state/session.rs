//! Who uses this phone, and whether their vault is open.

use std::rc::Rc;

use companion_app::{
    AppError,
    sync::{self, Caller},
    tally,
    vault::{self, Keys},
};
use companion_browser::{capabilities::Needed, page::Listener, persistence};
use companion_model::{
    Millis,
    wire::v1::{AuthorName, Directory, RouteEntry, Tally},
};
use companion_seal::directory::{self, DirectoryError};
use companion_storage::{Enrolment, Storage, Token};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::Gone;

/// Why there is no newer directory of the school, or none at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectoryFault {
    /// The one on this phone can't be read.
    Unreadable,
    /// What came was refused.
    Refused(DirectoryError),
}

/// Why somebody is not on this phone any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// They wanted to.
    ByThemselves,
    /// A member of the receiving side ordered it, and the school has all that was theirs.
    ByOrder,
}

/// What the phone can do at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The database is being opened.
    Starting,
    /// It could not be opened, and why: it is tried again.
    NotYet(AppError),
    /// This phone can't save a record, and why.
    CannotKeep(AppError),
    /// No school has been set up on this phone.
    NotEnrolled,
    /// The vault is locked: Read, Who to call and Hide work, delivery goes on.
    Locked,
    /// The vault is open.
    Open,
}

/// The phone's session: a handful of signals, and the keys while the vault is open.
#[derive(Clone, Copy)]
pub struct Session {
    pub(super) phase: RwSignal<Phase>,
    pub(super) enrolment: RwSignal<Option<Enrolment>>,
    pub(super) people: RwSignal<Vec<AuthorName>>,
    pub(super) who: RwSignal<Option<AuthorName>>,
    /// Those of them who have said that their PIN is forgotten.
    pub(super) forgetful: RwSignal<Vec<Uuid>>,
    /// Those of them whose passkey opens their vault.
    pub(super) passkeys: RwSignal<Vec<Uuid>>,
    /// What was here and is not any more; `None` on a phone on which nothing is missed.
    pub gone: RwSignal<Option<Gone>>,
    /// Those of them whom the school's endpoint does not know any more.
    pub(super) unknown: RwSignal<Vec<Uuid>>,
    /// Those of them whose place a member has ordered removed.
    pub(super) ordered: RwSignal<Vec<Uuid>>,
    /// Whether one of them is being looked after this moment.
    pub(super) removing: StoredValue<bool>,
    /// Why somebody has left this phone in this page; nobody who opens or sets it up after them is told.
    pub(super) just_left: StoredValue<Option<Left>>,
    /// What had been counted when the database was found thrown away under an open page.
    pub emptied: RwSignal<Option<Tally>>,
    /// Whether the browser has promised to keep what is kept; `None` until it was asked.
    pub promised: RwSignal<Option<bool>>,
    /// Whether it is being asked this moment.
    asking: StoredValue<bool>,
    /// What this browser can't do for somebody with two tabs of the app.
    pub lacks: RwSignal<Option<Needed>>,
    /// Whether the browser did not give up all of the app's own files when everything was removed.
    pub(super) files_stay: StoredValue<bool>,
    pub(super) directory: RwSignal<Option<Directory>>,
    /// What is wrong with the school's directory: shown until a good one comes.
    pub directory_fault: RwSignal<Option<DirectoryFault>>,
    pub(super) storage: StoredValue<Option<Storage>, LocalStorage>,
    pub(super) keys: StoredValue<Option<Keys>, LocalStorage>,
    /// How often it was locked: what was being opened meanwhile stays closed.
    pub(super) locks: StoredValue<u32>,
    pub(super) leaving: StoredValue<Option<Listener>, LocalStorage>,
}

impl Session {
    /// A session that has not found out anything yet.
    pub fn new() -> Self {
        Self {
            phase: RwSignal::new(Phase::Starting),
            enrolment: RwSignal::new(None),
            people: RwSignal::new(Vec::new()),
            who: RwSignal::new(None),
            forgetful: RwSignal::new(Vec::new()),
            passkeys: RwSignal::new(Vec::new()),
            gone: RwSignal::new(None),
            unknown: RwSignal::new(Vec::new()),
            ordered: RwSignal::new(Vec::new()),
            removing: StoredValue::new(false),
            just_left: StoredValue::new(None),
            emptied: RwSignal::new(None),
            promised: RwSignal::new(None),
            asking: StoredValue::new(false),
            lacks: RwSignal::new(None),
            files_stay: StoredValue::new(false),
            directory: RwSignal::new(None),
            directory_fault: RwSignal::new(None),
            storage: StoredValue::new_local(None),
            keys: StoredValue::new_local(None),
            locks: StoredValue::new(0),
            leaving: StoredValue::new_local(None),
        }
    }

    /// What the phone can do at the moment.
    pub fn phase(self) -> Phase {
        self.phase.get()
    }

    /// Looks whether the database was thrown away meanwhile. Before it is counted anew: the last count is what is missed.
    pub fn check_eviction(self) {
        if self.storage().is_some_and(|storage| storage.was_emptied()) {
            self.emptied.set(Some(tally::last().unwrap_or_default()));
        }
    }

    /// Something was kept, sent or removed here: it is counted anew, outside the database. After the first word the
    /// browser is asked to keep it.
    pub fn note_change(self) {
        self.check_eviction();
        self.count();
        let is_wanted = self.promised.with_untracked(Option::is_none);
        if is_wanted
            && !self.asking.try_update_value(|asking| std::mem::replace(asking, true)).unwrap_or(true)
        {
            spawn_local(async move {
                self.promised.set(persistence::is_promised().await);
                self.asking.set_value(false);
            });
        }
    }

    /// Whether the vault is open, without following it.
    pub fn is_open_untracked(self) -> bool {
        self.phase.get_untracked() == Phase::Open
    }

    /// After how long without a touch the school wants its phones locked.
    pub fn lock_after_ms_untracked(self) -> Option<Millis> {
        self.directory.with_untracked(|directory| directory.as_ref().map(Directory::lock_after_ms))
    }

    /// The database, once it is open.
    pub fn storage(self) -> Option<Storage> {
        self.storage.get_value()
    }

    /// The school this phone is set up for, without following it.
    pub fn enrolment_untracked(self) -> Option<Enrolment> {
        self.enrolment.get_untracked()
    }

    /// The author as the school knows them, and its directory, while the vault is open.
    pub fn caller(self) -> Option<(Caller, Directory)> {
        let (keys, school) = (self.keys()?, self.enrolment_untracked()?.school);
        self.directory.get_untracked().map(|directory| (Caller { school, token: keys.token }, directory))
    }

    /// Whose vault is open.
    pub fn me(self) -> Option<Uuid> {
        (self.phase.get() == Phase::Open).then(|| self.keys().map(|keys| keys.author.id)).flatten()
    }

    /// The same, without following it.
    pub fn me_untracked(self) -> Option<Uuid> {
        self.keys().map(|keys| keys.author.id)
    }

    /// The school's directory, checked when it came.
    pub fn directory(self) -> Option<Directory> {
        self.directory.get()
    }

    /// The directory's routes that have a member.
    pub fn routes(self) -> Vec<RouteEntry> {
        self.directory.with(|directory| directory.as_ref().map(|d| d.routes.clone()).unwrap_or_default())
    }

    /// The same, without following them.
    pub fn routes_untracked(self) -> Vec<RouteEntry> {
        self.directory
            .with_untracked(|directory| directory.as_ref().map(|d| d.routes.clone()).unwrap_or_default())
    }

    /// Nothing is missed any more: somebody has set the phone up.
    pub fn clear_gone_notice(self) {
        self.gone.set(None);
        self.count();
    }

    /// Counts anew, soon, what is on this phone.
    pub(super) fn count(self) {
        let Some(storage) = self.storage() else { return };
        spawn_local(async move {
            // A count that fails now is taken again with the next change.
            let Ok(counts) = storage.counts(None).await else { return };
            // Nothing is missed where everything is being removed.
            if self.storage().is_none() {
                return;
            }
            tally::keep(&sync::tally_of(counts));
        });
    }

    /// Takes an enrolment over: at the start, after setting up, after a new directory.
    pub fn enrolled(self, enrolment: Enrolment) {
        // What is stored was checked against the pinned root when it came.
        let directory = directory::verify(&enrolment.directory, directory::Trust::Itself).ok();
        self.directory_fault.set(directory.is_none().then_some(DirectoryFault::Unreadable));
        self.directory.set(directory);
        self.enrolment.set(Some(enrolment));
    }

    /// The author's keys, while the vault is open.
    pub fn keys(self) -> Option<Keys> {
        self.keys.get_value()
    }

    /// The vault is open.
    fn unlocked(self, author: AuthorName, token: Token, opened: vault::Opened) {
        let vault::Opened { vault, author_key } = opened;
        self.just_left.set_value(None);
        self.forgetful.update(|forgetful| forgetful.retain(|who| *who != author.id));
        self.who.set(Some(author.clone()));
        self.keys.set_value(Some(Keys { author, vault, author_key: Rc::new(author_key), token }));
        self.phase.set(Phase::Open);
    }

    /// How often it was locked so far.
    pub fn locks(self) -> u32 {
        self.locks.get_value()
    }

    /// The vault is open, unless it was locked since there were so many locks: then it stays closed, and the keys are wiped.
    /// Says whether it is open.
    pub fn unlocked_since(self, locks: u32, author: AuthorName, token: Token, opened: vault::Opened) -> bool {
        let is_open = self.locks() == locks;
        if is_open {
            self.unlocked(author, token, opened);
        }
        is_open
    }

    /// Somebody was set up, and the vault is locked.
    pub fn show_lock_screen_of(self, author: AuthorName) {
        self.just_left.set_value(None);
        self.who.set(Some(author));
        self.phase.set(Phase::Locked);
    }

    /// The keys are dropped and wiped, and what is being opened stays closed.
    pub(super) fn closes(self) {
        self.keys.set_value(None);
        self.locks.update_value(|locks| *locks = locks.wrapping_add(1));
    }

    /// Locks the vault.
    pub fn lock(self) {
        self.closes();
        if self.phase.get_untracked() == Phase::Open {
            self.phase.set(Phase::Locked);
        }
    }
}
