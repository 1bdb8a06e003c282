//! Columns that are more than a number, a text or bytes.

use companion_model::{KeyId, Route, wire::Bytes};
use rusqlite::{
    Row,
    types::{FromSql, FromSqlError, FromSqlResult, ValueRef},
};
use serde::de::DeserializeOwned;

use crate::store::StoreError;

/// A route by its name.
pub(super) struct RouteColumn(pub(super) Route);

impl FromSql for RouteColumn {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Route::from_name(value.as_str()?).map(Self).ok_or(FromSqlError::InvalidType)
    }
}

/// The route in column `route`.
pub(super) fn route(row: &Row<'_>) -> rusqlite::Result<Route> {
    row.get::<_, RouteColumn>("route").map(|column| column.0)
}

/// The kid in column `kid`.
pub(super) fn kid(row: &Row<'_>) -> rusqlite::Result<KeyId> {
    row.get("kid").map(KeyId)
}

/// Bytes in any column.
pub(super) fn bytes(row: &Row<'_>, column: &str) -> rusqlite::Result<Bytes> {
    row.get(column).map(Bytes)
}

/// JSON this endpoint wrote itself.
pub(super) fn json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text)
        .map_err(|error| StoreError::Unavailable(format!("a stored document can't be read: {error}")))
}

/// JSON for a column.
pub(super) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unavailable(error.to_string()))
}

/// A count that came from this database and so is never negative.
pub(super) fn unsigned(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}
