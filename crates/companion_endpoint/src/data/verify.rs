//! A look at all of an endpoint's folder.

use super::{Data, DataError, check_key, directories, receipt_key};
use crate::store::sqlite::{self, Damage, Options, SqliteStore};

/// What a look at everything has found.
pub struct Findings {
    /// How many schools there are.
    pub schools: usize,
    /// How many records and practice records.
    pub envelopes: u64,
    /// What is wrong; nothing if the list is empty.
    pub damage: Vec<Damage>,
}

impl Data {
    /// Looks at every page, every reference, every record and its receipt, and the key; in use or not.
    ///
    /// # Errors
    /// [`DataError`] if there is no endpoint here, or its database can't be read at all.
    pub async fn verify(&self) -> Result<Findings, DataError> {
        self.has_endpoint()?;
        let (envelopes, mut damage) = sqlite::verify(&self.database())?;
        let directories = directories(&SqliteStore::open(&self.database(), Options::default())?).await?;
        match receipt_key::read(&self.receipt_key())? {
            Some(key) => {
                let fits = check_key(&key.public(), &directories, &self.receipt_key());
                damage.extend(fits.err().map(|error| error.to_string()));
            }
            None => damage.push(DataError::NoKey(self.receipt_key()).to_string()),
        }
        Ok(Findings { schools: directories.len(), envelopes, damage })
    }
}
