//! Signs ticked while a briefing is read, until a record takes them: in memory alone, and gone when the phone is locked.

use companion_model::concern::{Indicator, Kind};
use leptos::prelude::*;

use super::Companion;

/// The signs that are ticked.
#[derive(Clone, Copy)]
pub struct Signs {
    ticked: RwSignal<Vec<Indicator>>,
    /// A record that begins next is to quote them: its author asked for that, here and now.
    wanted: StoredValue<bool>,
}

impl Signs {
    /// None yet.
    pub fn new() -> Self {
        Self { ticked: RwSignal::new(Vec::new()), wanted: StoredValue::new(false) }
    }

    /// Whether a sign is ticked.
    pub fn has(self, sign: &Indicator) -> bool {
        self.ticked.with(|signs| signs.contains(sign))
    }

    /// Whether any is.
    pub fn are_ticked(self) -> bool {
        self.ticked.with(|signs| !signs.is_empty())
    }

    /// Ticks a sign, or takes the tick away.
    pub fn tick(self, sign: &Indicator, ticked: bool) {
        self.ticked.update(|signs| {
            signs.retain(|known| known != sign);
            if ticked {
                signs.push(sign.clone());
            }
        });
    }

    /// The next record is to quote them.
    pub fn quote_in_next_record(self) {
        self.wanted.set_value(true);
    }

    /// Nothing is ticked, and nothing asked for.
    pub fn clear(self) {
        self.wanted.set_value(false);
        self.ticked.set(Vec::new());
    }
}

impl Companion {
    /// Opens a new record. One of its own quotes what was ticked while reading, if that is what its author asked for.
    pub fn begin_record(self, kind: Kind) {
        let is_of_its_own = kind == Kind::Concern;
        self.editor.open_new(kind);
        if is_of_its_own && self.signs.wanted.get_value() {
            self.quote_signs();
        }
    }

    /// Quotes what was ticked while reading into the record that is open. One that is being signed takes nothing more: the ticks
    /// then stay.
    pub fn quote_signs(self) {
        let Some(id) = self.editor.id_untracked().filter(|_| !self.editor.is_being_signed_untracked()) else {
            return;
        };
        let signs = self.signs.ticked.get_untracked();
        self.editor.edit(|content| signs.iter().for_each(|sign| content.tick_sign(sign, true)));
        self.router.name_new_record(id);
        self.signs.clear();
    }
}
