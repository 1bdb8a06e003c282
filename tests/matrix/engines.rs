//! In which engines a story is told, and why not in the others; and whether it is told on PostgreSQL, too.

use std::fmt;

use crate::engine::Engine;
use crate::world::DatabaseKind;

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
    /// These, where the endpoint keeps its schools in SQLite as everywhere else; and once more in [`ON_POSTGRES`], where it
    /// keeps them on a PostgreSQL server.
    AndOnPostgres(&'static Engines),
}

impl Engines {
    /// The reason why a story is not told in an engine; `None` if it is told there.
    pub fn reason_against(self, engine: Engine) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Only(only, reason) => (engine != only).then_some(reason),
            Self::AllBut(left_out, reason) => (engine == left_out).then_some(reason),
            Self::AndOnPostgres(engines) => engines.reason_against(engine),
        }
    }

    /// Whether a story is told in a place.
    pub fn are_told_in(self, Place { engine, database }: Place) -> bool {
        let is_there = match database {
            DatabaseKind::Sqlite => true,
            DatabaseKind::Postgres => engine == ON_POSTGRES && matches!(self, Self::AndOnPostgres(_)),
        };
        is_there && self.reason_against(engine).is_none()
    }
}

/// The engine in which stories are told on PostgreSQL: a browser doesn't see what an endpoint keeps its schools in.
pub const ON_POSTGRES: Engine = Engine::Chromium;

/// An engine, and what the endpoint keeps its schools in.
#[derive(Clone, Copy)]
pub struct Place {
    /// The phone's.
    pub engine: Engine,
    /// The endpoint's.
    pub database: DatabaseKind,
}

impl Place {
    /// Every place.
    pub fn all() -> impl Iterator<Item = Self> {
        let databases = [DatabaseKind::Sqlite, DatabaseKind::Postgres];
        Engine::ALL.into_iter().flat_map(move |engine| databases.map(|database| Self { engine, database }))
    }
}

/// The first part of a trial's name: `chromium`, or `chromium_on_postgresql`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.database {
            DatabaseKind::Sqlite => write!(f, "{}", self.engine),
            database => write!(f, "{}_on_{database}", self.engine),
        }
    }
}
