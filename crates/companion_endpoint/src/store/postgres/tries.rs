//! Tries to sign in, in a table of a fixed size: every endpoint counts them alike.

use companion_model::Millis;

use super::{PostgresConnection, rows};
use crate::store::{StoreError, StoreResult};

/// Counts a try at a place. A clock that was set back leaves times in the future: they are over, too.
pub(super) fn count(
    connection: &mut PostgresConnection,
    at: u32,
    span: Millis,
    now: Millis,
) -> StoreResult<u32> {
    connection.the(
        "INSERT INTO sign_in_try (place, tries, last_at) VALUES ($1, 1, $3)
         ON CONFLICT (place) DO UPDATE SET last_at = $3, tries =
             CASE WHEN sign_in_try.last_at BETWEEN $2 AND $3 THEN sign_in_try.tries + 1 ELSE 1 END
         RETURNING tries::bigint AS tries",
        &[&place(at)?, &(now - span + 1), &now],
        |row| rows::small(row, "tries"),
    )
}

/// Forgets the tries of a place.
pub(super) fn forget(connection: &mut PostgresConnection, at: u32) -> StoreResult<()> {
    connection.write("DELETE FROM sign_in_try WHERE place = $1", &[&place(at)?])
}

fn place(place: u32) -> StoreResult<i32> {
    i32::try_from(place).map_err(|_| StoreError::Contradiction("the table of tries has no such place".into()))
}
