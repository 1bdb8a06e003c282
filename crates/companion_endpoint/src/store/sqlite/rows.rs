//! Columns that are more than a number, a text or bytes.

use companion_model::{KeyId, Route, wire::Bytes};
use rusqlite::{
    Row,
    types::{FromSql, FromSqlError, FromSqlResult, Type, ValueRef},
};
use serde::de::DeserializeOwned;

/// A route by its name.
struct RouteColumn(Route);

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

/// A count that came from this database and so is never negative.
pub(super) fn unsigned(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}

/// JSON that this endpoint wrote.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    read_json(&row.get::<_, String>(column)?)
}

/// JSON that this endpoint wrote, where there is any.
pub(super) fn optional_json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    row.get::<_, Option<String>>(column)?.as_deref().map(read_json).transpose()
}

fn read_json<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}
