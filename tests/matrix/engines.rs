//! In which engines a story is told, and why not in the others.

use crate::engine::Engine;

/// The reason of a story that tells what the product does, whatever the browser.
pub const TOLD_ONCE: &str = "its rules and screens are told once: nothing here is an engine's own";
/// The reason of a story that needs `Screen::gives_every_page`.
pub const NO_FIRST_SCRIPT: &str = "only Chromium's driver can give a page a script before its own";

/// The engines in which a story is told. A reason stands in the table in the cell of each other engine, so it must
/// be true of each.
#[derive(Clone, Copy)]
pub enum Engines {
    /// Every engine.
    All,
    /// This engine alone, and the reason against the others.
    Only(Engine, &'static str),
    /// Every engine but this one, and the reason against it.
    AllBut(Engine, &'static str),
}

impl Engines {
    /// The reason why a story is not told in an engine; `None` if it is told there.
    pub fn reason_against(self, engine: Engine) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Only(only, reason) => (engine != only).then_some(reason),
            Self::AllBut(left_out, reason) => (engine == left_out).then_some(reason),
        }
    }
}
