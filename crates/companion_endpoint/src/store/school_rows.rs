//! What a database answers while a school is moved.

use uuid::Uuid;

use super::{
    Life, StoreError, StoreResult,
    school_tables::{Table, Value},
};

/// The rows of schools, as one transaction sees them.
pub(crate) trait SchoolRows {
    /// Which database this is, and in which epoch.
    fn life(&mut self) -> StoreResult<Life>;
    /// Some schools of the database, and the bodies of their newest directories.
    fn some_schools(&mut self, most: usize) -> StoreResult<Vec<(Uuid, String)>>;
    /// Gives each row of a school's table, in the table's order, one at a time: there may be more than memory has room for.
    ///
    /// # Errors
    /// What the database says, or whoever is given the rows.
    fn each_row<E: From<StoreError>>(
        &mut self,
        school: Uuid,
        table: &Table,
        each: impl FnMut(Vec<Value>) -> Result<(), E>,
    ) -> Result<(), E>;
    /// Adds a row to a school's table.
    fn add_row(&mut self, school: Uuid, table: &'static Table, row: &[Value]) -> StoreResult<()>;
    /// Deletes every row that a table has of a school, and says how many there were.
    fn delete_rows(&mut self, school: Uuid, table: &str) -> StoreResult<u64>;
}
