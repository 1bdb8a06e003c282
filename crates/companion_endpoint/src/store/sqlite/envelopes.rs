//! Envelopes: kept exactly once, each with the receipt it was given.

use std::sync::Arc;

use companion_model::{
    Millis, Route,
    wire::v1::{EnvelopeState, Flag, Receipt, SignedRead},
};
use companion_seal::receipt::UnsignedReceipt;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{
    SqliteStore,
    quotas::{self, Kind},
    rows,
};
use crate::store::{Envelopes, NewEnvelope, PutOutcome, ReceiptSigner, Sha256, StoreError, StoreFuture};

/// How exactly it is known when a device was last seen.
const MINUTE: Millis = 60_000;

impl Envelopes for SqliteStore {
    fn put_envelope(&self, envelope: NewEnvelope, sign: ReceiptSigner) -> StoreFuture<'_, PutOutcome> {
        self.put(envelope, sign, unwritten, put)
    }

    fn envelope_state(&self, school: Uuid, id: Uuid) -> StoreFuture<'_, Option<EnvelopeState>> {
        self.read(move |db| state(db, school, id))
    }

    fn receipts(&self, school: Uuid, id: Uuid) -> StoreFuture<'_, Vec<Receipt>> {
        self.read(move |db| receipts(db, school, id))
    }

    fn latest_arrival(&self) -> StoreFuture<'_, Option<Millis>> {
        self.read(latest_arrival)
    }
}

impl SqliteStore {
    /// A repeat costs no write, and neither does what is refused: phones repeat whenever an answer was lost.
    pub(super) fn put(
        &self,
        new: NewEnvelope,
        sign: ReceiptSigner,
        unwritten: fn(&Connection, &NewEnvelope) -> Result<Option<PutOutcome>, StoreError>,
        put: fn(&Connection, Uuid, &NewEnvelope, &ReceiptSigner) -> Result<PutOutcome, StoreError>,
    ) -> StoreFuture<'_, PutOutcome> {
        Box::pin(async move {
            let new = Arc::new(new);
            let asked = Arc::clone(&new);
            if let Some(answer) = self.read(move |db| unwritten(db, &asked)).await? {
                return Ok(answer);
            }
            self.write(move |db, epoch| put(db, epoch, &new, &sign)).await
        })
    }
}

/// The whole rule, in the order of docs/protocol.md. Runs inside the writer, so nothing changes between its steps.
pub(super) fn put(
    db: &Connection,
    epoch: Uuid,
    new: &NewEnvelope,
    sign: &ReceiptSigner,
) -> Result<PutOutcome, StoreError> {
    if let Some(put) = unwritten(db, new)? {
        return Ok(put);
    }
    let conflict = is_known(db, new)?;
    let receipt = sign(UnsignedReceipt {
        school: new.school,
        route: new.route,
        id: new.id,
        sha256: new.sha256,
        received_at: new.now,
        epoch,
        seq: next_seq(db, new.school, new.route)?,
        flags: flags(db, new, conflict)?,
    });
    insert(db, new, conflict, &receipt)?;
    quotas::count_since_removal(db, Kind::Record, new)?;
    Ok(if conflict { PutOutcome::Conflict(receipt) } else { PutOutcome::First(receipt) })
}

/// The answer to an envelope that changes nothing: one that is known, or refused.
fn unwritten(db: &Connection, new: &NewEnvelope) -> Result<Option<PutOutcome>, StoreError> {
    if let Some(put) = known(db, new)? {
        return Ok(Some(put));
    }
    if !is_published(db, new)? {
        return Ok(Some(PutOutcome::UnpublishedKey));
    }
    quotas::refusal(db, Kind::Record, new)
}

/// What exactly these bytes got when they first came: a repeat changes nothing, whoever sends it.
fn known(db: &Connection, new: &NewEnvelope) -> Result<Option<PutOutcome>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT conflict, receipt FROM envelope WHERE school = ?1 AND id = ?2 AND sha256 = ?3",
        )?
        .query_row(params![new.school, new.id, new.sha256], |row| {
            Ok((row.get("conflict")?, row.get::<_, String>("receipt")?))
        })
        .optional()?;
    let Some((conflict, receipt)) = found else { return Ok(None) };
    let receipt = rows::json(&receipt)?;
    Ok(Some(if conflict { PutOutcome::Conflict(receipt) } else { PutOutcome::Again(receipt) }))
}

fn state(db: &Connection, school: Uuid, id: Uuid) -> Result<Option<EnvelopeState>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT sha256, receipt FROM envelope WHERE school = ?1 AND id = ?2 AND conflict = 0",
        )?
        .query_row(params![school, id], |row| Ok((row.get("sha256")?, row.get::<_, String>("receipt")?)))
        .optional()?;
    let Some((sha256, receipt)) = found else { return Ok(None) };
    Ok(Some(EnvelopeState { receipt: rows::json(&receipt)?, read: reading(db, school, id, sha256)? }))
}

fn receipts(db: &Connection, school: Uuid, id: Uuid) -> Result<Vec<Receipt>, StoreError> {
    let mut found = db.prepare_cached(
        "SELECT receipt FROM envelope WHERE school = ?1 AND id = ?2 ORDER BY conflict, seq",
    )?;
    let receipts: Result<Vec<String>, _> =
        found.query_map(params![school, id], |row| row.get("receipt"))?.collect();
    receipts?.iter().map(|receipt| rows::json(receipt)).collect()
}

pub(super) fn reading(
    db: &Connection,
    school: Uuid,
    id: Uuid,
    sha256: Sha256,
) -> Result<Option<SignedRead>, StoreError> {
    let reading = db
        .prepare_cached(
            "SELECT member, read_at, signature FROM reading WHERE school = ?1 AND id = ?2 AND sha256 = ?3",
        )?
        .query_row(params![school, id, sha256], |row| {
            let (member, read_at) = (row.get("member")?, row.get("read_at")?);
            Ok(SignedRead { member, read_at, signature: rows::bytes(row, "signature")? })
        })
        .optional()?;
    Ok(reading)
}

pub(super) fn is_published(db: &Connection, new: &NewEnvelope) -> Result<bool, StoreError> {
    let published = db
        .prepare_cached("SELECT 1 FROM published_key WHERE school = ?1 AND route = ?2 AND kid = ?3")?
        .exists(params![new.school, new.route.name(), new.kid.0])?;
    Ok(published)
}

/// Whether there is an envelope.
pub(super) fn is_any(db: &Connection) -> Result<bool, StoreError> {
    Ok(db.prepare_cached("SELECT 1 FROM envelope")?.exists([])?)
}

/// When the last of each route came, and the latest of these.
fn latest_arrival(db: &Connection) -> Result<Option<Millis>, StoreError> {
    let latest = db
        .prepare_cached("SELECT max(received_at) FROM envelope JOIN route_seq USING (school, route, seq)")?
        .query_row([], |row| row.get(0))?;
    Ok(latest)
}

fn is_known(db: &Connection, new: &NewEnvelope) -> Result<bool, StoreError> {
    let known = db
        .prepare_cached("SELECT 1 FROM envelope WHERE school = ?1 AND id = ?2")?
        .exists(params![new.school, new.id])?;
    Ok(known)
}

pub(super) fn flags(db: &Connection, new: &NewEnvelope, conflict: bool) -> Result<Vec<Flag>, StoreError> {
    let mut flags = new.flags();
    if conflict {
        flags.push(Flag::Conflict);
    }
    // A file comes from the phone that sealed it, whoever brings it.
    let device = new.by.device().unwrap_or(new.sealed_on);
    let removed = db
        .prepare_cached("SELECT 1 FROM device WHERE school = ?1 AND device = ?2 AND removed_at IS NOT NULL")?
        .exists(params![new.school, device])?;
    if removed {
        flags.push(Flag::RemovedDevice);
    }
    Ok(flags)
}

fn next_seq(db: &Connection, school: Uuid, route: Route) -> Result<u64, StoreError> {
    let seq = db
        .prepare_cached(
            "INSERT INTO route_seq (school, route, seq) VALUES (?1, ?2, 1)
             ON CONFLICT (school, route) DO UPDATE SET seq = seq + 1 RETURNING seq",
        )?
        .query_row(params![school, route.name()], |row| rows::unsigned(row, "seq"))?;
    Ok(seq)
}

fn insert(db: &Connection, new: &NewEnvelope, conflict: bool, receipt: &Receipt) -> Result<(), StoreError> {
    let seq = i64::try_from(receipt.seq).map_err(|error| StoreError::Unavailable(error.to_string()))?;
    db.prepare_cached(
        "INSERT INTO envelope
             (school, id, sha256, conflict, route, seq, device, imported_by, received_at, receipt, bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        new.school,
        new.id,
        new.sha256,
        conflict,
        new.route.name(),
        seq,
        new.by.device(),
        new.by.member(),
        new.now,
        rows::to_json(receipt)?,
        new.bytes,
    ])?;
    db.prepare_cached(
        "UPDATE device SET last_seen_at = ?3
         WHERE school = ?1 AND device = ?2 AND last_seen_at NOT BETWEEN ?3 - ?4 + 1 AND ?3",
    )?
    .execute(params![new.school, new.by.device(), new.now, MINUTE])?;
    Ok(())
}
