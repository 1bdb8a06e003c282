//! Practice records, as the receiving side fetches them. They are kept like envelopes, apart from them.

use std::cmp::Reverse;

use companion_model::{
    Route,
    wire::v1::{InboxEnvelope, PracticePage},
};
use uuid::Uuid;

use super::{authors::Senders, inbox::PageCursor};
use crate::store::{Store, StoreResult, Transaction};

/// The most that a desk of an earlier release is shown, and the most on a page.
const NEWEST: u32 = 50;

/// The newest practice records of these routes, the newest first.
pub async fn newest(store: &dyn Store, school: Uuid, routes: Vec<Route>) -> StoreResult<Vec<InboxEnvelope>> {
    let rule = move |db: &mut dyn Transaction| {
        let (mut senders, mut all) = (Senders::of(school), Vec::new());
        for route in &routes {
            for row in db.newest_practice(school, *route, NEWEST)? {
                all.push(senders.with_author(db, row)?);
            }
        }
        all.sort_by_key(|envelope| Reverse(envelope.receipt.received_at));
        all.truncate(NEWEST as usize);
        Ok(all)
    };
    store.read(rule).await
}

/// The next practice records of these routes, each route in the order in which they came. The cursor counts what a reader has had
/// of each: practice is never taken away, and a count of one's own routes tells nothing of others.
pub async fn page(
    store: &dyn Store,
    school: Uuid,
    routes: Vec<Route>,
    after: PageCursor,
) -> StoreResult<PracticePage> {
    store.read(move |db| next_page(db, school, &routes, after.clone())).await
}

fn next_page(
    db: &mut dyn Transaction,
    school: Uuid,
    routes: &[Route],
    mut after: PageCursor,
) -> StoreResult<PracticePage> {
    let (mut senders, mut practice, mut room) = (Senders::of(school), Vec::new(), NEWEST);
    for route in routes {
        let had = after.seq(*route);
        let rows = db.practice_after(school, *route, had, room)?;
        let taken = u32::try_from(rows.len()).unwrap_or(room);
        room = room.saturating_sub(taken);
        after.0.insert(*route, had.saturating_add(taken.into()));
        for row in rows {
            practice.push(senders.with_author(db, row)?);
        }
    }
    // A last page that is just full is followed by an empty one.
    Ok(PracticePage { practice, next: after.to_text(), more: room == 0 })
}
