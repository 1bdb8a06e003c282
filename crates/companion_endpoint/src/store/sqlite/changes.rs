//! What a desk does not have yet: what came since it last asked, what was read or looked at since, and then what was there
//! before, the newest first.

use std::{cmp::Reverse, collections::BTreeMap};

use companion_model::{
    Millis, Route,
    wire::{
        Bytes,
        v1::{Acknowledgement, AcknowledgementMark, InboxChanges, ReadMark, SignedRead},
    },
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{SqliteStore, inbox::Page, numbers::Mark, rows};
use crate::store::{Changes, ChangesCursor, RouteCursor, StoreError, StoreFuture};

/// The most of a route's read marks in one answer, and the most of its words that something was looked at.
const MARKS: u16 = 1000;

impl Changes for SqliteStore {
    fn inbox_changes(
        &self,
        school: Uuid,
        routes: Vec<Route>,
        since: Option<ChangesCursor>,
        most: usize,
    ) -> StoreFuture<'_, InboxChanges> {
        let epoch = self.epoch.id;
        self.read(move |db| changes_since(db, epoch, school, &routes, since, most))
    }
}

type Routes = BTreeMap<Route, RouteCursor>;

/// What changed for these routes since a desk last asked. One that asks for the first time, or in another epoch of the
/// database, is told everything, beginning with what came last.
fn changes_since(
    db: &Connection,
    epoch: Uuid,
    school: Uuid,
    routes: &[Route],
    asked: Option<ChangesCursor>,
    most: usize,
) -> Result<InboxChanges, StoreError> {
    let given = last_numbers(db, school, routes)?;
    let is_valid = |since: &ChangesCursor| since.epoch == epoch && !is_ahead(&since.routes, &given);
    let anew = asked.as_ref().is_some_and(|since| !is_valid(since));
    let mut told = asked.filter(is_valid).map(|since| since.routes).unwrap_or_default();
    told.retain(|route, _| given.contains_key(route));
    for (route, given) in given {
        // What was read before comes with its envelope; from here on it is told by itself.
        told.entry(route).or_insert(RouteCursor { oldest: given.newest.saturating_add(1), ..given });
    }
    let mut page = Page::of(most);
    let mut more = add_new(db, school, &mut told, &mut page)?;
    let reads = marks_since(db, school, Mark::Reading, &mut told, &mut more)?;
    let reads = reads.into_iter().map(SignedMark::read).collect();
    let looked_at = marks_since(db, school, Mark::Acknowledgement, &mut told, &mut more)?;
    let looked_at = looked_at.into_iter().map(SignedMark::looked_at).collect();
    more |= add_earlier(db, school, &mut told, &mut page)?;
    let held = if more { Some(held(db, school, told.keys())?) } else { None };
    let next = ChangesCursor { epoch, routes: told }.to_text();
    Ok(InboxChanges { envelopes: page.envelopes, reads, looked_at, next, more, held, anew })
}

/// The last numbers given on each of these routes.
fn last_numbers(db: &Connection, school: Uuid, routes: &[Route]) -> Result<Routes, StoreError> {
    let mut last = db.prepare_cached(
        "SELECT seq, reading_seq, acknowledgement_seq FROM route_seq WHERE school = ?1 AND route = ?2",
    )?;
    let mut given = Routes::new();
    for route in routes {
        let told = last.query_row(params![school, route.name()], |row| {
            let (newest, reading) = (rows::unsigned(row, "seq")?, rows::unsigned(row, "reading_seq")?);
            let acknowledgement = rows::unsigned(row, "acknowledgement_seq")?;
            Ok(RouteCursor { newest, oldest: 0, reading, acknowledgement })
        });
        given.insert(*route, told.optional()?.unwrap_or_default());
    }
    Ok(given)
}

/// A database that was put back without a new epoch has not given what a desk was told.
fn is_ahead(told: &Routes, given: &Routes) -> bool {
    let ahead = |told: &RouteCursor, given: &RouteCursor| {
        told.newest > given.newest
            || told.reading > given.reading
            || told.acknowledgement > given.acknowledgement
    };
    told.iter().any(|(route, told)| given.get(route).is_some_and(|given| ahead(told, given)))
}

/// What came since, each route in its own order. Says whether some of it found no room.
fn add_new(db: &Connection, school: Uuid, told: &mut Routes, page: &mut Page) -> Result<bool, StoreError> {
    const NEXT: &str = "SELECT received_at, seq FROM envelope
        WHERE school = ?1 AND route = ?2 AND seq > ?3 ORDER BY seq LIMIT 1";
    loop {
        let found = candidates(db, school, NEXT, told, |told| told.newest)?;
        let Some((_, route, seq)) = found.into_iter().min() else { return Ok(false) };
        if !page.has_room() {
            return Ok(true);
        }
        page.add(db, school, route, seq)?;
        told.entry(route).or_default().newest = seq;
    }
}

/// What was there before, the latest received first. Says whether some of it found no room.
fn add_earlier(
    db: &Connection,
    school: Uuid,
    told: &mut Routes,
    page: &mut Page,
) -> Result<bool, StoreError> {
    const NEXT: &str = "SELECT received_at, seq FROM envelope
        WHERE school = ?1 AND route = ?2 AND seq < ?3 ORDER BY seq DESC LIMIT 1";
    loop {
        let found = candidates(db, school, NEXT, told, |told| told.oldest)?;
        let latest = found.into_iter().min_by_key(|(at, route, _)| (Reverse(*at), *route));
        let Some((_, route, seq)) = latest else { return Ok(false) };
        if !page.has_room() {
            return Ok(true);
        }
        page.add(db, school, route, seq)?;
        told.entry(route).or_default().oldest = seq;
    }
}

/// The next envelope of each route, as a statement finds it from a number on.
fn candidates(
    db: &Connection,
    school: Uuid,
    next: &str,
    told: &Routes,
    from: impl Fn(&RouteCursor) -> u64,
) -> Result<Vec<(Millis, Route, u64)>, StoreError> {
    let mut next = db.prepare_cached(next)?;
    let mut found = Vec::new();
    for (route, told) in told {
        let one = next.query_row(params![school, route.name(), signed(from(told))], |row| {
            Ok((row.get("received_at")?, *route, rows::unsigned(row, "seq")?))
        });
        found.extend(one.optional()?);
    }
    Ok(found)
}

/// What a member said of an envelope.
struct SignedMark {
    id: Uuid,
    sha256: Bytes,
    member: Uuid,
    at: Millis,
    signature: Bytes,
}

impl SignedMark {
    fn read(self) -> ReadMark {
        let Self { id, sha256, member, at, signature } = self;
        ReadMark { id, sha256, read: SignedRead { member, read_at: at, signature } }
    }

    fn looked_at(self) -> AcknowledgementMark {
        let Self { id, sha256, member, at, signature } = self;
        AcknowledgementMark { id, sha256, said: Acknowledgement { member, at, signature } }
    }
}

/// What was said since.
fn marks_since(
    db: &Connection,
    school: Uuid,
    mark: Mark,
    told: &mut Routes,
    more: &mut bool,
) -> Result<Vec<SignedMark>, StoreError> {
    let mut since = db.prepare_cached(&format!(
        "SELECT seq, id, sha256, member, {at} AS at, signature FROM {table}
         WHERE school = ?1 AND route = ?2 AND seq > ?3 ORDER BY seq LIMIT ?4",
        at = mark.at(),
        table = mark.table()
    ))?;
    let mut said = Vec::new();
    for (route, told) in told {
        let last = mark.told(told);
        let found = since.query_map(params![school, route.name(), signed(*last), MARKS], |row| {
            let (id, member, at) = (row.get("id")?, row.get("member")?, row.get("at")?);
            let (sha256, signature) = (rows::bytes(row, "sha256")?, rows::bytes(row, "signature")?);
            Ok((rows::unsigned(row, "seq")?, SignedMark { id, sha256, member, at, signature }))
        })?;
        let found: Vec<_> = found.collect::<Result<_, _>>()?;
        *more |= found.len() == usize::from(MARKS);
        for (number, one) in found {
            *last = number;
            said.push(one);
        }
    }
    Ok(said)
}

/// How many envelopes there are on these routes.
fn held<'a>(
    db: &Connection,
    school: Uuid,
    routes: impl Iterator<Item = &'a Route>,
) -> Result<u64, StoreError> {
    let mut count =
        db.prepare_cached("SELECT count(*) AS held FROM envelope WHERE school = ?1 AND route = ?2")?;
    let mut held = 0;
    for route in routes {
        held += count.query_row(params![school, route.name()], |row| rows::unsigned(row, "held"))?;
    }
    Ok(held)
}

/// SQLite counts to 2^63; a cursor that says more has been told everything.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
