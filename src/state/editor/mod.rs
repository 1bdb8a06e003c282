//! The draft under the author's hands, kept as it is typed (invariant 1): a save starts at once if none is in
//! flight, else as soon as that one ends; and only what has been committed is called kept.

mod addition;
mod closing;
mod earlier;
mod history;
mod keeping;
mod opening;
mod pages;
mod signing;

pub use earlier::Earlier;
use signing::Signatures;

use companion_app::{
    AppError,
    draft::{BeforeEdit, OpenDraft},
};
use companion_browser::{clock, locks};
use companion_model::{
    DeviceTime,
    concern::{Content, Draft},
};
use leptos::prelude::*;
use uuid::Uuid;

use super::Session;

/// How long after a failed save the next one is tried.
const AGAIN_MS: u32 = 2_000;

/// What has become of the words in the box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Nothing written yet.
    Nothing,
    /// A save is on its way; what was kept before still is.
    Saving(Option<Kept>),
    /// Committed.
    Kept(Kept),
    /// Could not be committed; tried again by itself.
    Failed(AppError),
    /// Another tab has kept newer words: these are kept beside them, and are not the record's.
    Overtaken,
    /// Another tab has signed the record, and nothing was written here since.
    Signed,
    /// Can't be committed as things are; not tried again by itself.
    Refused(AppError),
}

/// What the screen may call kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When it was committed.
    pub at: DeviceTime,
    /// How many characters the texts of the record had.
    pub characters: usize,
}

/// Whether the draft can be edited here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// On its way.
    Waiting,
    /// Here, to be edited.
    Here,
    /// Another tab has it open; this one takes over when that one lets go.
    Elsewhere,
    /// Not on this phone, or not to be opened.
    Not(AppError),
}

/// What became of a draft's last words, where they are not the record's as its author would think.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LastWords {
    /// Another tab has signed the record: they are kept as an addition to it.
    Added,
    /// They are not the record's, and why.
    NotTheRecords(AppError),
}

/// The editor of one draft.
#[derive(Clone, Copy)]
pub struct Editor {
    session: Session,
    draft: RwSignal<Option<Draft>>,
    opening: RwSignal<Opening>,
    keeping: RwSignal<Keeping>,
    reloads: RwSignal<u32>,
    /// The draft is being signed: it is neither changed nor saved any more.
    signing: RwSignal<bool>,
    /// Why the last words of a draft that was closed are not on the phone yet: they are tried again until they are.
    pub last_words_not_kept: RwSignal<Option<AppError>>,
    /// What became of a draft's last words, where they are not the record's as its author would think.
    pub overtaken: RwSignal<Option<LastWords>>,
    /// Whose words those are, and of which draft: nobody else is told.
    announced: StoredValue<Option<(Uuid, Uuid)>>,
    /// A record that another tab has signed meanwhile, and the addition to it that is open instead.
    continued: RwSignal<Option<(Uuid, Uuid)>>,
    /// Drafts of which a signature is being committed, and those that this page has signed.
    signatures: StoredValue<Signatures>,
    /// Drafts that are being closed: their last words are not on the phone yet.
    closing: StoredValue<Vec<Uuid>>,
    /// The record has been checked as a whole: each question leads back there.
    checked: RwSignal<bool>,
    record: StoredValue<Option<OpenRecord>, LocalStorage>,
    /// Changes whenever the open draft is closed: what was asked for before is not wanted any more.
    turn: StoredValue<u32>,
}

/// What belongs to the open draft and is no signal.
struct OpenRecord {
    draft: OpenDraft,
    /// A save is in flight.
    saving: bool,
    /// Something was changed that no save has taken up.
    unsaved: bool,
    /// Web Lock of this draft: one tab edits.
    held: Option<locks::Held>,
}

impl Editor {
    /// An editor without a draft.
    pub fn new(session: Session) -> Self {
        let editor = Self {
            session,
            draft: RwSignal::new(None),
            opening: RwSignal::new(Opening::Waiting),
            keeping: RwSignal::new(Keeping::Nothing),
            reloads: RwSignal::new(0),
            signing: RwSignal::new(false),
            last_words_not_kept: RwSignal::new(None),
            overtaken: RwSignal::new(None),
            announced: StoredValue::new(None),
            continued: RwSignal::new(None),
            signatures: StoredValue::new(Signatures::default()),
            closing: StoredValue::new(Vec::new()),
            checked: RwSignal::new(false),
            record: StoredValue::new_local(None),
            turn: StoredValue::new(0),
        };
        Effect::new(move |_| {
            let announced = editor.announced.get_value();
            if session.me().is_some_and(|me| announced.is_some_and(|(author, _)| author != me)) {
                editor.overtaken.set(None);
            }
        });
        editor
    }

    /// Whether the draft can be edited here.
    pub fn opening(self) -> Opening {
        self.opening.get()
    }

    /// What has become of the words.
    pub fn keeping(self) -> Keeping {
        self.keeping.get()
    }

    /// A record that another tab has signed meanwhile, and the addition to it that is open instead.
    pub fn continued(self) -> Option<(Uuid, Uuid)> {
        self.continued.get()
    }

    /// Whether the phone does not take the words at the moment.
    pub fn fails_untracked(self) -> bool {
        self.keeping.with_untracked(|keeping| matches!(keeping, Keeping::Failed(_)))
    }

    /// The draft's id, once there is one.
    pub fn id_untracked(self) -> Option<Uuid> {
        self.draft.with_untracked(|draft| draft.as_ref().map(|draft| draft.id))
    }

    /// Something of the answers, followed.
    pub fn content<T>(self, of: impl FnOnce(&Content) -> T) -> Option<T> {
        self.draft.with(|draft| draft.as_ref().map(|draft| of(&draft.content)))
    }

    /// Something of the draft, followed.
    pub fn draft<T>(self, of: impl FnOnce(&Draft) -> T) -> Option<T> {
        self.draft.with(|draft| draft.as_ref().map(of))
    }

    /// The text for a box: changes when words come from elsewhere than that box's keyboard.
    pub fn text_for_box(self, key: &'static str) -> String {
        self.reloads.track();
        let text = |draft: &Draft| draft.content.text(key).unwrap_or_default().to_owned();
        self.draft.with_untracked(|draft| draft.as_ref().map(text).unwrap_or_default())
    }

    /// The whole draft, for signing.
    pub fn draft_untracked(self) -> Option<Draft> {
        self.draft.get_untracked()
    }

    /// Whether every word is committed: an update may take over.
    pub fn is_settled(self) -> bool {
        self.closing.with_value(Vec::is_empty)
            && self
                .record
                .with_value(|record| record.as_ref().is_none_or(|record| !record.saving && !record.unsaved))
    }

    /// Changes the answers, and keeps them. While the draft is being signed nothing changes it, and the boxes show it as it is
    /// signed.
    pub fn edit(self, change: impl FnOnce(&mut Content)) {
        if self.is_being_signed_untracked() {
            self.reloads.update(|n| *n += 1);
            self.draft.update(|_| {});
            return;
        }
        let now = clock::now();
        let before = self.draft.try_update(|draft| {
            let draft = draft.as_mut()?;
            let before =
                BeforeEdit { content: draft.content.clone(), edited_at: draft.last_edited_at.clone() };
            change(&mut draft.content);
            draft.edited(now.clone());
            Some(before)
        });
        let Some(before) = before.flatten() else { return };
        self.note(now.utc_ms);
        self.draft.with_untracked(|draft| {
            if let Some(draft) = draft {
                self.update_record(|record| record.draft.snapshot_if_needed(before, draft, now.utc_ms));
            }
        });
        self.keep();
    }

    /// Keeps the open draft once more: what was kept before may be gone.
    pub fn rewrite_open_draft(self) {
        if self.id_untracked().is_some() {
            self.keep();
        }
    }

    /// Says on every screen what became of somebody's last words, until they open that draft, or somebody else opens their
    /// vault.
    fn announce(self, author: Uuid, draft: Uuid, words: LastWords) {
        self.announced.set_value(Some((author, draft)));
        self.overtaken.set(Some(words));
    }

    fn has_announced(self, draft: Uuid) -> bool {
        self.announced.get_value().is_some_and(|(_, announced)| announced == draft)
    }

    fn update_record(self, then: impl FnOnce(&mut OpenRecord)) {
        self.record.update_value(|record| {
            if let Some(record) = record {
                then(record);
            }
        });
    }
}

impl OpenRecord {
    fn new(draft: OpenDraft) -> Self {
        Self { draft, saving: false, unsaved: false, held: None }
    }
}
