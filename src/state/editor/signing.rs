//! While a draft is being signed it stays as it is.

use companion_browser::timer;
use leptos::prelude::*;
use uuid::Uuid;

use super::{Editor, OpenRecord};

/// How often it is looked whether a signature has been committed.
const LOOKS_EVERY_MS: u32 = 100;

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
    pub fn begin_signing(self, id: Uuid) -> Option<u64> {
        self.signing.set(true);
        self.signatures.update_value(|signatures| signatures.under_way.push(id));
        let open = |record: &OpenRecord| (!record.draft.is_overtaken).then_some(record.draft.revision);
        self.record.with_value(|record| record.as_ref().and_then(open))
    }

    /// The signature did not come about: the draft is kept as before, unless it was closed meanwhile.
    pub fn abandon_signing(self, id: Uuid) {
        self.signatures.update_value(|signatures| signatures.ends(id));
        if self.id_untracked() == Some(id) {
            self.signing.set(false);
            self.keep();
        }
    }

    /// The draft is signed: it is closed, unless another one is open by now.
    pub fn on_signed(self, id: Uuid) {
        self.signatures.update_value(|signatures| {
            signatures.ends(id);
            signatures.done.push(id);
        });
        if self.id_untracked() == Some(id) {
            self.drop_last_words();
        }
    }

    /// Whether this page itself has signed a draft with the words that were open here; while that is being committed, it is
    /// waited for.
    pub(super) async fn has_signed(self, id: Uuid) -> bool {
        while self.signatures.with_value(|signatures| signatures.under_way.contains(&id)) {
            timer::sleep_ms(LOOKS_EVERY_MS).await;
        }
        self.signatures.with_value(|signatures| signatures.done.contains(&id))
    }
}

/// What this page signs. A record that it has signed is known not to have been signed by another tab.
#[derive(Default)]
pub(super) struct Signatures {
    under_way: Vec<Uuid>,
    done: Vec<Uuid>,
}

impl Signatures {
    fn ends(&mut self, id: Uuid) {
        self.under_way.retain(|one| *one != id);
    }
}
