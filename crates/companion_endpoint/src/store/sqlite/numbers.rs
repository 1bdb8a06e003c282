//! The numbers of what members say of envelopes.

use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::store::{RouteCursor, Sha256, StoreError};

/// What a member says of an envelope. Each kind has numbers of its own within a route, in the order of commits, so that a desk
/// can ask for what was said since.
#[derive(Clone, Copy)]
pub(super) enum Mark {
    Reading,
    Acknowledgement,
}

impl Mark {
    /// The table it lies in.
    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Acknowledgement => "acknowledgement",
        }
    }

    /// The column with the member's clock.
    pub(super) fn at(self) -> &'static str {
        match self {
            Self::Reading => "read_at",
            Self::Acknowledgement => "at",
        }
    }

    /// Where the last number given stands in `route_seq`.
    fn last(self) -> &'static str {
        match self {
            Self::Reading => "reading_seq",
            Self::Acknowledgement => "acknowledgement_seq",
        }
    }

    /// The last number that a desk has been told.
    pub(super) fn told(self, told: &mut RouteCursor) -> &mut u64 {
        match self {
            Self::Reading => &mut told.reading,
            Self::Acknowledgement => &mut told.acknowledgement,
        }
    }
}

/// Gives the next mark on an envelope its number; answers the envelope's route, too.
pub(super) fn assign_next(
    db: &Connection,
    mark: Mark,
    school: Uuid,
    id: Uuid,
    sha256: Sha256,
) -> Result<(String, i64), StoreError> {
    let last = mark.last();
    let given = db
        .prepare_cached(&format!(
            "UPDATE route_seq SET {last} = {last} + 1
             WHERE school = ?1 AND route = (
                 SELECT route FROM envelope WHERE school = ?1 AND id = ?2 AND sha256 = ?3)
             RETURNING route, {last} AS number"
        ))?
        .query_row(params![school, id, sha256], |row| Ok((row.get("route")?, row.get("number")?)))?;
    Ok(given)
}
