//! Signs ticked while a briefing is read, until a record takes them: in memory alone, and gone when the phone is locked.

use companion_model::concern::Indicator;
use leptos::prelude::*;

use super::Companion;

/// The signs that are ticked.
#[derive(Clone, Copy)]
pub struct Signs(RwSignal<Vec<Indicator>>);

impl Signs {
    /// None yet.
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Whether a sign is ticked.
    pub fn has(self, sign: &Indicator) -> bool {
        self.0.with(|signs| signs.contains(sign))
    }

    /// Whether any is.
    pub fn are_ticked(self) -> bool {
        self.0.with(|signs| !signs.is_empty())
    }

    /// Ticks a sign, or takes the tick away.
    pub fn tick(self, sign: &Indicator, ticked: bool) {
        self.0.update(|signs| {
            signs.retain(|known| known != sign);
            if ticked {
                signs.push(sign.clone());
            }
        });
    }

    /// Takes them: nothing is ticked afterwards.
    pub fn take(self) -> Vec<Indicator> {
        self.0.try_update(std::mem::take).unwrap_or_default()
    }
}

impl Companion {
    /// Quotes what was ticked while reading into the record on the desk.
    pub fn quote_signs(self) {
        let signs = self.signs.take();
        if signs.is_empty() {
            return;
        }
        self.editor.edit(|content| signs.iter().for_each(|sign| content.tick_sign(sign, true)));
        if let Some(id) = self.editor.id_untracked() {
            self.place.name_new_record(id);
        }
    }
}
