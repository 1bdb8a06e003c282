//! An endpoint whose schools lie on a database server: its folder has the receipt key alone, and every other endpoint of the
//! database has a copy of that.

use std::{fmt, path::Path, sync::Arc};

use companion_model::Millis;
use companion_seal::receipt::ReceiptKey;

use super::{Data, DataError, Opened, receipt_key};
use crate::{
    files,
    store::postgres::{Options, PostgresStore},
};

/// Where a database is: `postgres://user:password@host:5432/name?sslmode=require`. It is never printed, because of the password.
#[derive(Clone)]
pub struct DatabaseUrl(pub(super) String);

impl From<String> for DatabaseUrl {
    fn from(url: String) -> Self {
        Self(url)
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DatabaseUrl")
    }
}

impl Data {
    /// A folder for the receipt key of a database's endpoints; it may not be there.
    pub fn on_server(folder: &Path, database: DatabaseUrl) -> Self {
        Self { folder: folder.to_owned(), server: Some(database) }
    }

    /// Makes what is missing of the folder and the database, and a code that founds one school. A key that is here stays, and
    /// must be the one that the schools know.
    pub(super) async fn init_on(
        &self,
        DatabaseUrl(url): &DatabaseUrl,
        now: Millis,
    ) -> Result<String, DataError> {
        self.refuse_own_database()?;
        files::create_folder(&self.folder).map_err(|cause| self.file_error(cause))?;
        files::close(&self.folder, &[]).map_err(|cause| self.file_error(cause))?;
        PostgresStore::create(url)?;
        let kept = receipt_key::read(&self.receipt_key())?;
        let is_new = kept.is_none();
        let key = kept.map_or_else(|| ReceiptKey::generate().map_err(super::no_randomness), Ok)?;
        // Before it is written: where the schools know another one, no wrong key lies here afterwards.
        PostgresStore::adopt_key(url, &key.public())?;
        if is_new {
            receipt_key::write(&self.receipt_key(), &key)?;
        }
        let store = PostgresStore::open(&Options::new(url))?;
        super::offer_setup(&store, now).await
    }

    /// Opens the folder to serve the database, which need not be there yet.
    pub(super) fn open_on(&self, DatabaseUrl(url): &DatabaseUrl) -> Result<Opened, DataError> {
        self.refuse_own_database()?;
        let key = receipt_key::read(&self.receipt_key())?;
        let receipt_key = key.ok_or_else(|| DataError::NoServerKey(self.receipt_key()))?;
        let options = Options { receipt_key: Some(receipt_key.public()), ..Options::new(url) };
        let store = Arc::new(PostgresStore::open(&options)?);
        Ok(Opened { store, receipt_key, schools: None, new_epoch_reason: None, _lock: None })
    }

    /// Of two databases nobody could say which one was meant.
    pub(super) fn refuse_own_database(&self) -> Result<(), DataError> {
        if self.has_database() { Err(DataError::TwoDatabases(self.database())) } else { Ok(()) }
    }
}
