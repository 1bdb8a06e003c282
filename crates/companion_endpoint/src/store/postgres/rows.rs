//! Columns that are more than a number, a text or bytes.

use companion_model::{KeyId, Route, wire::Bytes};
use serde::de::DeserializeOwned;
use tokio_postgres::Row;

use crate::store::{StoreError, StoreResult, json as read_json};

/// The route in column `route`.
pub(super) fn route(row: &Row) -> StoreResult<Route> {
    let name: &str = row.try_get("route")?;
    Route::from_name(name).ok_or_else(|| unreadable("route"))
}

/// The kid in column `kid`.
pub(super) fn kid(row: &Row) -> StoreResult<KeyId> {
    array(row, "kid").map(KeyId)
}

/// Bytes of a known length in any column.
pub(super) fn array<const N: usize>(row: &Row, column: &str) -> StoreResult<[u8; N]> {
    row.try_get::<_, &[u8]>(column)?.try_into().map_err(|_| unreadable(column))
}

/// Bytes in any column.
pub(super) fn bytes(row: &Row, column: &str) -> StoreResult<Bytes> {
    Ok(Bytes(row.try_get(column)?))
}

/// A count that came from this database and so is never negative.
pub(super) fn unsigned(row: &Row, column: &str) -> StoreResult<u64> {
    Ok(row.try_get::<_, i64>(column)?.unsigned_abs())
}

/// A count that came from this database and so fits.
pub(super) fn small(row: &Row, column: &str) -> StoreResult<u32> {
    row.try_get::<_, i64>(column)?.try_into().map_err(|_| unreadable(column))
}

/// JSON that an endpoint wrote.
pub(super) fn json<T: DeserializeOwned>(row: &Row, column: &str) -> StoreResult<T> {
    read_json(row.try_get(column)?)
}

/// JSON that an endpoint wrote, where there is any.
pub(super) fn optional_json<T: DeserializeOwned>(row: &Row, column: &str) -> StoreResult<Option<T>> {
    row.try_get::<_, Option<&str>>(column)?.map(read_json).transpose()
}

fn unreadable(column: &str) -> StoreError {
    StoreError::Unavailable(format!("database: what stands in a column {column} can't be read"))
}
