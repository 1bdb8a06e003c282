//! Members' words that they looked at what can't be read as a record.

use companion_model::wire::v1::Acknowledgement;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{
    SqliteStore,
    numbers::{self, Mark},
    rows,
};
use crate::store::{Acknowledgements, EnvelopeKind, Sha256, StoreError, StoreFuture};

impl Acknowledgements for SqliteStore {
    fn acknowledge(
        &self,
        school: Uuid,
        among: EnvelopeKind,
        id: Uuid,
        sha256: Sha256,
        said: Acknowledgement,
    ) -> StoreFuture<'_, ()> {
        self.write(move |db, _| keep(db, among, school, id, sha256, &said))
    }
}

/// Where they lie: apart from every reading.
fn table(among: EnvelopeKind) -> &'static str {
    match among {
        EnvelopeKind::Record => "acknowledgement",
        EnvelopeKind::Practice => "practice_acknowledgement",
    }
}

/// Keeps one; the first stays. Those of records are numbered: desks ask for what was said since.
fn keep(
    db: &Connection,
    among: EnvelopeKind,
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
        EnvelopeKind::Record => {
            let (route, seq) = numbers::assign_next(db, Mark::Acknowledgement, school, id, sha256)?;
            db.prepare_cached(
                "INSERT INTO acknowledgement (school, id, sha256, route, seq, member, at, signature)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![school, id, sha256, route, seq, member, at, signature.0])?;
        }
        EnvelopeKind::Practice => {
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
    among: EnvelopeKind,
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
