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

    /// No save starts from now on, and nothing is changed: the draft is being signed as it stands.
    pub fn begin_signing(self) {
        self.signing.set(true);
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
