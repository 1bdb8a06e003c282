//! A look at all of an endpoint's folder.

use super::{Data, DataError, check_key, directories, receipt_key};
use crate::store::{Damage, sqlite};

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
    /// Looks at every page, every reference, every directory, every record and its receipt, and the key; in use or not. A part that
    /// can't be looked at is damage, and the other parts are looked at all the same.
    ///
    /// # Errors
    /// [`DataError`] if there is no endpoint here, or its database can't be opened at all.
    pub fn verify(&self) -> Result<Findings, DataError> {
        self.require_endpoint()?;
        let (envelopes, mut damage) = sqlite::verify(&self.database())?;
        let directories = directories(&self.database()).unwrap_or_else(|error| {
            damage.push(error.to_string());
            Vec::new()
        });
        let key = receipt_key::read(&self.receipt_key());
        let key = key.and_then(|key| key.ok_or_else(|| DataError::NoKey(self.receipt_key())));
        let fits = key.and_then(|key| check_key(&key.public(), &directories, &self.receipt_key()));
        damage.extend(fits.err().map(|error| error.to_string()));
        Ok(Findings { schools: directories.len(), envelopes, damage })
    }
}
