//! What a member has typed and not sent yet. It outlives their session: who signs in again has it before them as it was.

use std::collections::BTreeMap;

use companion_inbox::staff::LinkLifetime;
use companion_model::Route;
use leptos::prelude::*;
use uuid::Uuid;
use web_sys::File;

use super::Inbox;

/// What a member has typed into the forms of the desk.
#[derive(Clone, Default)]
pub struct Typed {
    /// Whose it is: another member begins with empty forms.
    by: Option<Uuid>,
    /// A member of staff to invite.
    pub staff: Invitee,
    /// An office's first member to invite.
    pub offices: BTreeMap<Route, Invitee>,
    /// The line that says a second receipt key.
    pub receipt_key: String,
}

/// Somebody to invite.
#[derive(Clone, Default)]
pub struct Invitee {
    /// Their name.
    pub name: String,
    /// Their job title.
    pub role: String,
    /// How long the link is to live, once that was chosen.
    pub lifetime: Option<LinkLifetime>,
}

impl Inbox {
    /// What was typed, to be followed and changed.
    pub fn typed(self) -> RwSignal<Typed> {
        self.typed
    }

    /// The file that was chosen and not taken in yet.
    pub fn file(self) -> Option<File> {
        self.file.get_value()
    }

    /// Keeps hold of a file, or lets go of it.
    pub fn set_file(self, file: Option<File>) {
        self.file.set_value(file);
    }

    /// Gives a member who signs in what they had typed; another one gets nothing of it.
    pub(super) fn restore_typed(self, member: Uuid) {
        if self.typed.with_untracked(|typed| typed.by != Some(member)) {
            self.typed.set(Typed { by: Some(member), ..Typed::default() });
            self.file.set_value(None);
        }
    }
}
