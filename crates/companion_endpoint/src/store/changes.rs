//! What a desk does not have yet.

use std::collections::BTreeMap;

use auto_impl::auto_impl;
use companion_model::{Route, wire::v1::InboxChanges};
use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

use super::StoreFuture;

/// The inbox by what changed.
#[auto_impl(Arc)]
pub trait Changes: Send + Sync {
    /// What changed for these routes since a desk last asked, and what it has not fetched yet, the newest first.
    fn inbox_changes(
        &self,
        school: Uuid,
        routes: Vec<Route>,
        since: Option<ChangesCursor>,
        most: usize,
    ) -> StoreFuture<'_, InboxChanges>;
}

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
