//! Paper that is printed before the endpoint is asked for what makes it good.

/// What paper was printed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// A school: its kits, and six words.
    School,
    /// Somebody who joins: a kit, and six words.
    Joining,
    /// A new key of a route: its kit.
    Key,
}
