//! Backups carry the database and the receipt key, and put back both.

use std::{fs, path::Path};

use companion_seal::receipt::ReceiptKey;

use super::{Data, DataError, check_key, directories, receipt_key};
use crate::{
    files,
    store::sqlite::{self, Backup},
};

impl Data {
    /// Copies database and receipt key into a new file, in use or not. Whoever has that file can sign receipts.
    ///
    /// # Errors
    /// [`DataError`] if there is no database, no key or one that its schools do not know, or they can't be copied.
    pub fn back_up(&self, to: &Path) -> Result<(), DataError> {
        if !self.has_database() {
            return Err(DataError::NothingToCopy);
        }
        let key = receipt_key::read(&self.receipt_key())?;
        let key = key.ok_or_else(|| DataError::NoKey(self.receipt_key()))?;
        check_key(&key.public(), &directories(&self.database())?, &self.receipt_key())?;
        Ok(sqlite::back_up(&self.database(), to, &receipt_key::text(&key))?)
    }

    /// Puts a backup in the place of what is here, with its receipt key. A key that was here and is another one is put aside,
    /// never deleted.
    ///
    /// # Errors
    /// [`DataError`] if there is a database already and `replace` does not say to give it up, if an endpoint is running, if the
    /// backup can't be read, or if there is no key that its schools know.
    pub async fn restore(&self, from: &Path, replace: bool) -> Result<(), DataError> {
        files::create_folder(&self.folder).map_err(|cause| self.file_error(cause))?;
        let _lock = self.lock()?;
        if self.has_database() && !replace {
            return Err(DataError::HasDatabase);
        }
        let backup = Backup::copied(from, &self.database())?;
        let here = receipt_key::read(&self.receipt_key());
        let carried = backup
            .receipt_key()
            .map(|text| receipt_key::parse(text).ok_or_else(|| DataError::BadKey(from.to_owned())));
        let carried = carried.transpose()?;
        let known = directories(backup.path())?;
        let fits = |key: &ReceiptKey| check_key(&key.public(), &known, &self.receipt_key()).is_ok();
        match (carried, here) {
            (_, Ok(Some(here))) if fits(&here) => {}
            (Some(carried), _) if fits(&carried) => {
                // Whatever it is: a link that points nowhere is in the way, too.
                if self.receipt_key().symlink_metadata().is_ok() {
                    self.put_key_aside()?;
                }
                receipt_key::write(&self.receipt_key(), &carried)?;
            }
            (Some(_), _) => return Err(DataError::BackupWithOtherKey),
            (None, here) => {
                here?;
                return Err(DataError::BackupWithoutKey);
            }
        }
        backup.put_in_place()?;
        files::close(&self.folder, &self.file_names()).map_err(|cause| self.file_error(cause))
    }

    /// Gives the key that is here a name of its own.
    fn put_key_aside(&self) -> Result<(), DataError> {
        let names = (1..).map(|n| self.folder.join(format!("receipt.key.before-restore-{n}")));
        let free = names.into_iter().find(|path| !path.exists());
        free.map_or(Ok(()), |free| fs::rename(self.receipt_key(), free))
            .map_err(|cause| self.file_error(cause))
    }
}
