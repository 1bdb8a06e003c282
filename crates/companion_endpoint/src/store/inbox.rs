//! What the receiving side fetches page by page, and what it signs.

use std::collections::BTreeMap;

use auto_impl::auto_impl;
use companion_model::{
    Route,
    wire::v1::{InboxPage, SignedRead},
};
use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

use super::{Sha256, StoreFuture};

/// The inbox by pages.
#[auto_impl(Arc)]
pub trait Inbox: Send + Sync {
    /// The next envelopes of these routes, each route in its own order.
    fn inbox_page(
        &self,
        school: Uuid,
        routes: Vec<Route>,
        after: PageCursor,
        most: usize,
    ) -> StoreFuture<'_, InboxPage>;
    /// Keeps a member's word that an envelope was read; the first stays.
    fn mark_read(&self, school: Uuid, id: Uuid, sha256: Sha256, read: SignedRead) -> StoreFuture<'_, ()>;
}

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
