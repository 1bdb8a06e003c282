//! What a desk does not have yet: what came since it last asked, what was read or looked at since, and then what was there
//! before, the newest first.

use std::collections::BTreeMap;

use companion_model::{
    Route,
    wire::v1::{AcknowledgementMark, InboxChanges, ReadMark},
};
use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

use super::inbox::{Page, Waiting};
use crate::store::{Mark, SignedMark, Store, StoreResult, Transaction};

/// The most of a route's read marks in one answer, and the most of its words that something was looked at.
const MARKS: u16 = 1000;

/// What a desk has been told of each of its routes, in one epoch of the database.
///
/// Each route has numbers of its own: gaps in a number for the whole school would show a member that something arrived, or
/// was read, on a route that is closed to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangesCursor {
    /// The epoch of the database that gave the numbers. In another one they mean something else.
    pub epoch: Uuid,
    /// What has been told of each route.
    pub routes: BTreeMap<Route, RouteCursor>,
}

/// What a desk has been told of a route.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RouteCursor {
    /// The newest envelope's number; 0 before the first.
    pub newest: u64,
    /// The number of the oldest envelope told so far: every one from here to `newest` has been.
    pub oldest: u64,
    /// The last read mark's number.
    pub reading: u64,
    /// The number of the last word that something was looked at.
    pub acknowledgement: u64,
}

impl ChangesCursor {
    /// The cursor's text.
    pub fn to_text(&self) -> String {
        let told = |(route, told): (&Route, &RouteCursor)| {
            let RouteCursor { newest, oldest, reading, acknowledgement } = told;
            format!(",{route}:{newest}:{oldest}:{reading}:{acknowledgement}")
        };
        let parts: String = self.routes.iter().map(told).collect();
        BASE64URL_NOPAD.encode(format!("{}{parts}", self.epoch).as_bytes())
    }

    /// The cursor of a text; `None` if it is none.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
        let mut parts = text.split(',');
        let epoch = Uuid::parse_str(parts.next()?).ok()?;
        let routes = parts.map(|part| {
            let mut words = part.split(':');
            let route = Route::from_name(words.next()?)?;
            let mut number = || words.next()?.parse().ok();
            let (newest, oldest) = (number()?, number()?);
            let told = RouteCursor { newest, oldest, reading: number()?, acknowledgement: number()? };
            words.next().is_none().then_some((route, told))
        });
        Some(Self { epoch, routes: routes.collect::<Option<_>>()? })
    }
}

/// What changed for these routes since a desk last asked, and what it has not fetched yet, the newest first.
pub async fn since(
    store: &dyn Store,
    school: Uuid,
    routes: Vec<Route>,
    asked: Option<ChangesCursor>,
    most: usize,
) -> StoreResult<InboxChanges> {
    store.read(move |db| changes_since(db, school, &routes, asked.clone(), most)).await
}

type Routes = BTreeMap<Route, RouteCursor>;

/// One that asks for the first time, or in another epoch of the database, is told everything, beginning with what came last.
fn changes_since(
    db: &mut dyn Transaction,
    school: Uuid,
    routes: &[Route],
    asked: Option<ChangesCursor>,
    most: usize,
) -> StoreResult<InboxChanges> {
    let (epoch, given) = (db.life()?.epoch, last_given(db, school, routes)?);
    let is_valid = |since: &ChangesCursor| since.epoch == epoch && !is_ahead(&since.routes, &given);
    let anew = asked.as_ref().is_some_and(|since| !is_valid(since));
    let mut told = asked.filter(is_valid).map(|since| since.routes).unwrap_or_default();
    told.retain(|route, _| given.contains_key(route));
    for (route, given) in given {
        // What was read before comes with its envelope; from here on it is told by itself.
        told.entry(route).or_insert(RouteCursor { oldest: given.newest.saturating_add(1), ..given });
    }
    let mut page = Page::of(school, most);
    let mut more = add_new(db, school, &mut told, &mut page)?;
    let reads = marks_since(db, school, Mark::Reading, &mut told, &mut more)?;
    let reads = reads.into_iter().map(read_mark).collect();
    let looked_at = marks_since(db, school, Mark::Acknowledgement, &mut told, &mut more)?;
    let looked_at = looked_at.into_iter().map(acknowledgement_mark).collect();
    more |= add_earlier(db, school, &mut told, &mut page)?;
    let held = if more { Some(held(db, school, &told)?) } else { None };
    let next = ChangesCursor { epoch, routes: told }.to_text();
    Ok(InboxChanges { envelopes: page.envelopes, reads, looked_at, next, more, held, anew })
}

/// The last numbers given on each of these routes.
fn last_given(db: &mut dyn Transaction, school: Uuid, routes: &[Route]) -> StoreResult<Routes> {
    let given = routes.iter().map(|route| {
        let last = db.last_numbers(school, *route)?;
        let (newest, reading, acknowledgement) = (last.envelope, last.reading, last.acknowledgement);
        Ok((*route, RouteCursor { newest, oldest: 0, reading, acknowledgement }))
    });
    given.collect()
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
fn add_new(db: &mut dyn Transaction, school: Uuid, told: &mut Routes, page: &mut Page) -> StoreResult<bool> {
    let mut waiting = Waiting::default();
    for (route, told) in &*told {
        waiting.add(*route, db.positions_after(school, *route, told.newest, page.looked_at())?);
    }
    while let Some((route, seq)) = waiting.earliest() {
        if !page.has_room() {
            return Ok(true);
        }
        page.add(db, route, seq)?;
        waiting.take(route);
        told.entry(route).or_default().newest = seq;
    }
    Ok(false)
}

/// What was there before, the latest received first. Says whether some of it found no room.
fn add_earlier(
    db: &mut dyn Transaction,
    school: Uuid,
    told: &mut Routes,
    page: &mut Page,
) -> StoreResult<bool> {
    let mut waiting = Waiting::default();
    for (route, told) in &*told {
        waiting.add(*route, db.positions_before(school, *route, told.oldest, page.looked_at())?);
    }
    while let Some((route, seq)) = waiting.latest() {
        if !page.has_room() {
            return Ok(true);
        }
        page.add(db, route, seq)?;
        waiting.take(route);
        told.entry(route).or_default().oldest = seq;
    }
    Ok(false)
}

/// What was said since.
fn marks_since(
    db: &mut dyn Transaction,
    school: Uuid,
    kind: Mark,
    told: &mut Routes,
    more: &mut bool,
) -> StoreResult<Vec<SignedMark>> {
    let mut said = Vec::new();
    for (route, told) in told {
        let last = match kind {
            Mark::Reading => &mut told.reading,
            Mark::Acknowledgement => &mut told.acknowledgement,
        };
        let found = db.marks_after(kind, school, *route, *last, MARKS.into())?;
        *more |= found.len() == usize::from(MARKS);
        for (number, one) in found {
            *last = number;
            said.push(one);
        }
    }
    Ok(said)
}

fn read_mark(mark: SignedMark) -> ReadMark {
    ReadMark { id: mark.id, sha256: mark.sha256.into(), read: mark.into() }
}

fn acknowledgement_mark(mark: SignedMark) -> AcknowledgementMark {
    AcknowledgementMark { id: mark.id, sha256: mark.sha256.into(), said: mark.into() }
}

/// How many envelopes there are on these routes.
fn held(db: &mut dyn Transaction, school: Uuid, told: &Routes) -> StoreResult<u64> {
    told.keys().map(|route| db.count_envelopes(school, *route)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_as_it_was_made() {
        let told = RouteCursor { newest: 12, oldest: 3, reading: 7, acknowledgement: 5 };
        let since = ChangesCursor {
            epoch: Uuid::from_u128(9),
            routes: [(Route::Dsl, told), (Route::Chair, RouteCursor::default())].into(),
        };
        assert_eq!(ChangesCursor::from_text(&since.to_text()), Some(since));
    }

    #[test]
    fn a_broken_cursor_is_refused() {
        let of = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        let epoch = Uuid::from_u128(9);
        let broken = ["", "x", "9", &format!("{epoch},dsl:1:2:3"), &format!("{epoch},staff:1:2:3:4")];
        for text in broken.map(of).iter().chain([&"!".to_owned(), &of(&format!("{epoch},dsl:1:2:3:4:5"))]) {
            assert_eq!(ChangesCursor::from_text(text), None, "{text} was read");
        }
    }
}
