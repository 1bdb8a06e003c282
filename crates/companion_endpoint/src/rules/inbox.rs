//! What the receiving side fetches page by page.

use std::collections::{BTreeMap, VecDeque};

use companion_model::{
    Route,
    wire::v1::{InboxEnvelope, InboxPage},
};
use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

use super::authors::Senders;
use crate::store::{Position, Store, StoreResult, Transaction};

/// About the most bytes of envelopes on a page, however many were asked for.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// Where a reader of the inbox stands: the last number seen on each route.
///
/// Not one number for the whole school: its gaps would show a member that something arrived on a route that is
/// closed to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageCursor(pub BTreeMap<Route, u64>);

impl PageCursor {
    /// The cursor's text.
    pub fn to_text(&self) -> String {
        let parts: Vec<String> = self.0.iter().map(|(route, seq)| format!("{route}:{seq}")).collect();
        BASE64URL_NOPAD.encode(parts.join(",").as_bytes())
    }

    /// The cursor of a text; `None` if it is none.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
        let parts = text.split(',').filter(|part| !part.is_empty()).map(|part| {
            let (route, seq) = part.split_once(':')?;
            Some((Route::from_name(route)?, seq.parse().ok()?))
        });
        parts.collect::<Option<_>>().map(Self)
    }

    /// The last number seen on a route.
    pub fn seq(&self, route: Route) -> u64 {
        self.0.get(&route).copied().unwrap_or(0)
    }
}

/// The next envelopes of these routes, each route in its own order.
pub async fn page(
    store: &dyn Store,
    school: Uuid,
    routes: Vec<Route>,
    after: PageCursor,
    most: usize,
) -> StoreResult<InboxPage> {
    store.read(move |db| next_page(db, school, &routes, after.clone(), most)).await
}

/// Merges the routes, the earliest received first, without ever leaving a route's own order: clocks can jump back.
fn next_page(
    db: &mut dyn Transaction,
    school: Uuid,
    routes: &[Route],
    mut after: PageCursor,
    most: usize,
) -> StoreResult<InboxPage> {
    let mut page = Page::of(school, most);
    let mut waiting = Waiting::default();
    for route in routes {
        waiting.add(*route, db.positions_after(school, *route, after.seq(*route), page.looked_at())?);
    }
    while let Some((route, seq)) = waiting.earliest() {
        if !page.has_room() {
            return Ok(InboxPage { envelopes: page.envelopes, next: Some(after.to_text()) });
        }
        page.add(db, route, seq)?;
        waiting.take(route);
        after.0.insert(route, seq);
    }
    Ok(InboxPage { envelopes: page.envelopes, next: None })
}

/// Envelopes for one answer.
pub(super) struct Page {
    pub(super) envelopes: Vec<InboxEnvelope>,
    school: Uuid,
    senders: Senders,
    most: usize,
    bytes: usize,
}

impl Page {
    /// One that takes so many of a school's.
    pub(super) fn of(school: Uuid, most: usize) -> Self {
        Self { envelopes: Vec::new(), school, senders: Senders::of(school), most, bytes: 0 }
    }

    /// How many positions of a route have to be looked at to fill what is left, and to know whether there is more.
    pub(super) fn looked_at(&self) -> u32 {
        u32::try_from(self.most.saturating_sub(self.envelopes.len())).unwrap_or(u32::MAX).saturating_add(1)
    }

    pub(super) fn has_room(&self) -> bool {
        self.envelopes.len() < self.most && self.bytes < PAGE_BYTES
    }

    pub(super) fn add(&mut self, db: &mut dyn Transaction, route: Route, seq: u64) -> StoreResult<()> {
        let row = db.envelope(self.school, route, seq)?;
        self.bytes += row.bytes.0.len();
        self.envelopes.push(self.senders.with_author(db, row)?);
        Ok(())
    }
}

/// Envelopes of several routes that wait for a place on a page, each route in its own order.
#[derive(Default)]
pub(super) struct Waiting(BTreeMap<Route, VecDeque<Position>>);

impl Waiting {
    pub(super) fn add(&mut self, route: Route, positions: Vec<Position>) {
        self.0.insert(route, positions.into());
    }

    /// The one received first among each route's next.
    pub(super) fn earliest(&self) -> Option<(Route, u64)> {
        let next = self.fronts().min_by_key(|(route, at)| (at.received_at, *route));
        next.map(|(route, at)| (route, at.seq))
    }

    /// The one received last among each route's next.
    pub(super) fn latest(&self) -> Option<(Route, u64)> {
        let next = self.fronts().min_by_key(|(route, at)| (std::cmp::Reverse(at.received_at), *route));
        next.map(|(route, at)| (route, at.seq))
    }

    /// Takes the next of a route away.
    pub(super) fn take(&mut self, route: Route) {
        if let Some(positions) = self.0.get_mut(&route) {
            positions.pop_front();
        }
    }

    fn fronts(&self) -> impl Iterator<Item = (Route, Position)> {
        self.0.iter().filter_map(|(route, positions)| Some((*route, *positions.front()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_as_it_was_made() {
        let after = PageCursor([(Route::Dsl, 12), (Route::Chair, 3)].into());
        assert_eq!(PageCursor::from_text(&after.to_text()), Some(after));
        assert_eq!(PageCursor::from_text(&PageCursor::default().to_text()), Some(PageCursor::default()));
    }

    #[test]
    fn a_broken_cursor_is_refused() {
        for broken in ["!", &BASE64URL_NOPAD.encode(b"dsl"), &BASE64URL_NOPAD.encode(b"staff:1")] {
            assert_eq!(PageCursor::from_text(broken), None, "{broken} was read");
        }
    }
}
