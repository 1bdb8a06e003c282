//! What the receiving side fetches and signs.

use companion_model::{
    Millis, Route,
    wire::v1::{AuthorOnFile, InboxEnvelope, InboxPage, SignedRead},
};
use companion_seal::envelope::Header;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{
    SqliteStore, acknowledgements, authors, envelopes,
    numbers::{self, Mark},
    rows,
};
use crate::store::{EnvelopeKind, Inbox, PageCursor, Sha256, StoreError, StoreFuture};

/// About the most bytes of envelopes on a page, however many were asked for.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

impl Inbox for SqliteStore {
    fn inbox_page(
        &self,
        school: Uuid,
        routes: Vec<Route>,
        after: PageCursor,
        most: usize,
    ) -> StoreFuture<'_, InboxPage> {
        self.read(move |db| page(db, school, &routes, after, most))
    }

    fn mark_read(&self, school: Uuid, id: Uuid, sha256: Sha256, read: SignedRead) -> StoreFuture<'_, ()> {
        self.write(move |db, _| mark_read(db, school, id, sha256, &read))
    }
}

/// Envelopes for one answer.
pub(super) struct Page {
    pub(super) envelopes: Vec<InboxEnvelope>,
    most: usize,
    bytes: usize,
}

impl Page {
    /// One that takes so many.
    pub(super) fn of(most: usize) -> Self {
        Self { envelopes: Vec::new(), most, bytes: 0 }
    }

    pub(super) fn has_room(&self) -> bool {
        self.envelopes.len() < self.most && self.bytes < PAGE_BYTES
    }

    pub(super) fn add(
        &mut self,
        db: &Connection,
        school: Uuid,
        route: Route,
        seq: u64,
    ) -> Result<(), StoreError> {
        let envelope = envelope(db, school, route, seq)?;
        self.bytes += envelope.bytes.0.len();
        self.envelopes.push(envelope);
        Ok(())
    }
}

/// Merges the routes, the earliest received first, without ever leaving a route's own order: clocks can jump back.
fn page(
    db: &Connection,
    school: Uuid,
    routes: &[Route],
    mut after: PageCursor,
    most: usize,
) -> Result<InboxPage, StoreError> {
    let mut page = Page::of(most);
    while let Some((route, seq)) = earliest(db, school, routes, &after)? {
        if !page.has_room() {
            return Ok(InboxPage { envelopes: page.envelopes, next: Some(after.to_text()) });
        }
        page.add(db, school, route, seq)?;
        after.0.insert(route, seq);
    }
    Ok(InboxPage { envelopes: page.envelopes, next: None })
}

fn mark_read(
    db: &Connection,
    school: Uuid,
    id: Uuid,
    sha256: Sha256,
    read: &SignedRead,
) -> Result<(), StoreError> {
    if envelopes::reading(db, school, id, sha256)?.is_some() {
        return Ok(());
    }
    let (route, seq) = numbers::assign_next(db, Mark::Reading, school, id, sha256)?;
    db.prepare_cached(
        "INSERT INTO reading (school, id, sha256, route, seq, member, read_at, signature)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![school, id, sha256, route, seq, read.member, read.read_at, read.signature.0])?;
    Ok(())
}

fn earliest(
    db: &Connection,
    school: Uuid,
    routes: &[Route],
    after: &PageCursor,
) -> Result<Option<(Route, u64)>, StoreError> {
    let mut earliest: Option<(Millis, Route, u64)> = None;
    for route in routes {
        if let Some((received_at, seq)) = next(db, school, *route, after.seq(*route))?
            && earliest.is_none_or(|(best, ..)| received_at < best)
        {
            earliest = Some((received_at, *route, seq));
        }
    }
    Ok(earliest.map(|(_, route, seq)| (route, seq)))
}

fn next(
    db: &Connection,
    school: Uuid,
    route: Route,
    after: u64,
) -> Result<Option<(Millis, u64)>, StoreError> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let next = db
        .prepare_cached(
            "SELECT received_at, seq FROM envelope WHERE school = ?1 AND route = ?2 AND seq > ?3 ORDER BY seq LIMIT 1",
        )?
        .query_row(params![school, route.name(), after], |row| {
            Ok((row.get("received_at")?, rows::unsigned(row, "seq")?))
        })
        .optional()?;
    Ok(next)
}

fn envelope(db: &Connection, school: Uuid, route: Route, seq: u64) -> Result<InboxEnvelope, StoreError> {
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    let (id, sha256, receipt, bytes, device, imported_by) = db
        .prepare_cached(
            "SELECT id, sha256, receipt, bytes, device, imported_by FROM envelope
             WHERE school = ?1 AND route = ?2 AND seq = ?3",
        )?
        .query_row(params![school, route.name(), seq], |row| {
            let (id, sha256, receipt) =
                (row.get("id")?, row.get("sha256")?, row.get::<_, String>("receipt")?);
            let (device, imported_by) = (row.get::<_, Option<Uuid>>("device")?, row.get("imported_by")?);
            Ok((id, sha256, receipt, rows::bytes(row, "bytes")?, device, imported_by))
        })?;
    let device = device.map_or_else(|| sealed_on(&bytes.0), Ok)?;
    let author = authors::of_device(db, school, device)?.unwrap_or_else(AuthorOnFile::unknown);
    let read = envelopes::reading(db, school, id, sha256)?;
    let acknowledged = acknowledgements::of(db, EnvelopeKind::Record, school, id, sha256)?;
    let receipt = rows::json(&receipt)?;
    Ok(InboxEnvelope { receipt, device, author, bytes, read, imported_by, acknowledged })
}

/// The device in an envelope's header, which was read when it was imported.
fn sealed_on(bytes: &[u8]) -> Result<Uuid, StoreError> {
    let header = Header::parse(bytes);
    header.map(|header| header.device).map_err(|error| StoreError::Unavailable(error.to_string()))
}
