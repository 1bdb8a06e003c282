//! A look at all of an endpoint: its folder, or its database on a server.

use std::fmt;

use companion_model::wire::Bytes;

use super::{Data, DataError, DatabaseUrl, check_key, directories, directory, receipt_key};
use crate::store::{Damage, postgres, sqlite};

/// What a look at everything has found.
pub struct Findings {
    /// How many schools there are.
    pub schools: usize,
    /// How many records and practice records.
    pub envelopes: u64,
    /// What is wrong; nothing if the list is empty.
    pub damage: Vec<Damage>,
    /// Whether the database lies on a server.
    is_on_server: bool,
}

impl Data {
    /// Looks at every page, every reference, every directory, every record and its receipt, and the key; in use or not. Pages and
    /// references of a database on a server are for the server to look at. A part that can't be looked at is damage, and the other
    /// parts are looked at all the same.
    ///
    /// # Errors
    /// [`DataError`] if there is no endpoint here, or its database can't be opened at all.
    pub fn verify(&self) -> Result<Findings, DataError> {
        match &self.server {
            None => self.verify_folder(),
            Some(url) => self.verify_on(url),
        }
    }

    fn verify_folder(&self) -> Result<Findings, DataError> {
        self.require_endpoint()?;
        let (envelopes, mut damage) = sqlite::verify(&self.database())?;
        let directories = directories(&self.database()).unwrap_or_else(|error| {
            damage.push(error.to_string());
            Vec::new()
        });
        let key = self.key_or(DataError::NoKey);
        let fits = key.and_then(|public| check_key(&public, &directories, &self.receipt_key()));
        damage.extend(fits.err().map(|error| error.to_string()));
        Ok(Findings { schools: directories.len(), envelopes, damage, is_on_server: false })
    }

    fn verify_on(&self, DatabaseUrl(url): &DatabaseUrl) -> Result<Findings, DataError> {
        self.refuse_own_database()?;
        let key = self.key_or(DataError::NoServerKey);
        let (mut schools, mut of_schools, mut does_not_fit) = (0, Vec::new(), None);
        let (envelopes, mut damage) = postgres::verify(url, |school, body| {
            schools += 1;
            match (directory(school, body), &key) {
                (Err(error), _) => of_schools.push(error.to_string()),
                // One school is named, as where a folder is looked at.
                (Ok(directory), Ok(public)) if does_not_fit.is_none() => {
                    does_not_fit = check_key(public, &[directory], &self.receipt_key()).err();
                }
                _ => {}
            }
        })?;
        let of_key = key.err().or(does_not_fit).map(|error| error.to_string());
        damage.extend(of_schools.into_iter().chain(of_key));
        Ok(Findings { schools, envelopes, damage, is_on_server: true })
    }

    /// The public half of the receipt key.
    fn key_or(&self, missing: fn(std::path::PathBuf) -> DataError) -> Result<Bytes, DataError> {
        let key = receipt_key::read(&self.receipt_key())?;
        key.map(|key| key.public()).ok_or_else(|| missing(self.receipt_key()))
    }
}

impl Findings {
    /// What whoever runs the endpoint does where something is wrong.
    pub fn advice(&self) -> Option<&'static str> {
        match (self.damage.is_empty(), self.is_on_server) {
            (true, _) => None,
            (false, false) => Some(
                "not everything is whole: see above. Nothing was changed. Keep a copy of the folder as it is, then put back the \
                 newest backup: companion-endpoint restore --replace. Phones then send again what the backup lacks",
            ),
            (false, true) => Some(
                "not everything is whole: see above. Nothing was changed. Where it is the database, keep a copy of it as it is, then \
                 put back the newest backup by the server's own means. Phones then send again what the backup lacks. Where it is \
                 the key, put back the receipt.key that belongs to the database",
            ),
        }
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Schools: {}. Records, practice among them: {}.", self.schools, self.envelopes)?;
        for one in &self.damage {
            writeln!(f, "Damage: {one}")?;
        }
        if self.damage.is_empty() {
            writeln!(f, "Everything is whole, and the receipt key is the one that the schools know.")?;
        }
        Ok(())
    }
}
