//! Members' words that they looked at what can't be read as a record.

use companion_model::wire::v1::Acknowledgement;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{
    numbers::{self, Mark},
    rows,
};
use crate::store::{Among, Sha256, StoreError};

/// Where they lie: apart from every reading.
fn table(among: Among) -> &'static str {
    match among {
        Among::Records => "acknowledgement",
        Among::Practice => "practice_acknowledgement",
    }
}

/// Keeps one; the first stays. Those of records are numbered: desks ask for what was said since.
pub(super) fn keep(
    db: &Connection,
    among: Among,
    school: Uuid,
    id: Uuid,
    sha256: Sha256,
    said: &Acknowledgement,
) -> Result<(), StoreError> {
    if of(db, among, school, id, sha256)?.is_some() {
        return Ok(());
    }
    let Acknowledgement { member, at, signature } = said;
    match among {
        Among::Records => {
            let (route, seq) = numbers::give(db, Mark::Acknowledgement, school, id, sha256)?;
            db.prepare_cached(
                "INSERT INTO acknowledgement (school, id, sha256, route, seq, member, at, signature)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![school, id, sha256, route, seq, member, at, signature.0])?;
        }
        Among::Practice => {
            db.prepare_cached(
                "INSERT INTO practice_acknowledgement (school, id, sha256, member, at, signature)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![school, id, sha256, member, at, signature.0])?;
        }
    }
    Ok(())
}

/// The one over an envelope.
pub(super) fn of(
    db: &Connection,
    among: Among,
    school: Uuid,
    id: Uuid,
    sha256: Sha256,
) -> Result<Option<Acknowledgement>, StoreError> {
    let found = db
        .prepare_cached(&format!(
            "SELECT member, at, signature FROM {} WHERE school = ?1 AND id = ?2 AND sha256 = ?3",
            table(among)
        ))?
        .query_row(params![school, id, sha256], |row| {
            let (member, at) = (row.get("member")?, row.get("at")?);
            Ok(Acknowledgement { member, at, signature: rows::bytes(row, "signature")? })
        })
        .optional()?;
    Ok(found)
}
