//! While a draft is being signed it stays as it is.

use leptos::prelude::*;
use uuid::Uuid;

use super::Editor;

impl Editor {
    /// Whether the draft is being signed.
    pub fn is_being_signed(self) -> bool {
        self.signing.get()
    }

    /// The same, without following it.
    pub fn is_being_signed_untracked(self) -> bool {
        self.signing.get_untracked()
    }

    /// No save starts from now on, and nothing is changed: the draft is being signed as it stands. Its revision; `None` if
    /// another tab is known to have kept newer words of it.
    pub fn begin_signing(self) -> Option<u64> {
        self.signing.set(true);
        self.desk.with_value(|desk| desk.as_ref().filter(|desk| !desk.overtaken).map(|desk| desk.revision))
    }

    /// The signature did not come about: the draft is kept as before, unless it was put away meanwhile.
    pub fn abandon_signing(self, id: Uuid) {
        if self.id_untracked() == Some(id) {
            self.signing.set(false);
            self.keep();
        }
    }

    /// The draft is signed: it leaves the desk, unless another one is there by now.
    pub fn is_signed(self, id: Uuid) {
        if self.id_untracked() == Some(id) {
            self.drop_last_words();
        }
    }
}
