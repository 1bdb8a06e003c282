//! Moving a school from one database to another: all that is kept of it, in one file.
//!
//! Phones and members need do nothing. The other database has another epoch, so that phones put again what they keep, and what
//! they had delivered before is answered with its first receipt.

mod check;
mod error;
mod line;
mod reader;
mod removal;
mod report;
mod writer;

use std::path::Path;

use companion_model::{
    Millis,
    wire::{Bytes, read, v1::Directory},
};
use companion_seal::digest;
use uuid::Uuid;

use check::Check;
pub use error::{LineFault, MovingError};
use line::{FORMAT, Header, NAME};
use reader::Reader;
use report::{Deleted, Moved, Remainder};
pub use report::{Exported, Imported, Removed};
use writer::Writer;

use super::{Data, DataError, DatabaseUrl, check_key, directories, receipt_key};
use crate::store::{
    SchoolRows, postgres,
    school_tables::{DIRECTORY, SCHOOL, TABLES, Table, Value},
    sqlite,
};

/// How many schools are named to whoever asks for one that is not there.
const NAMED: usize = 10;

impl Data {
    /// Writes all that is kept of a school into a new file, as it is at one moment, in use or not.
    ///
    /// # Errors
    /// [`DataError`] if there is no such school, it is damaged, or the file exists already or can't be written whole.
    pub fn export_school(&self, school: Uuid, to: &Path, now: Millis) -> Result<Exported, DataError> {
        let moved = match &self.server {
            None => {
                self.require_endpoint()?;
                sqlite::read_school(&self.database(), |rows| export(rows, school, to, now))
            }
            Some(DatabaseUrl(url)) => {
                self.refuse_own_database()?;
                postgres::read_school(url, |rows| export(rows, school, to, now))
            }
        };
        Ok(Exported { moved: moved?, file: to.to_owned() })
    }

    /// Takes in a school from a file that [`Self::export_school`] has written: all of it, or nothing.
    ///
    /// # Errors
    /// [`DataError`] if the file is not whole, this endpoint's key is not one that the school knows, the school is here already,
    /// or an endpoint is running on the folder.
    pub fn import_school(&self, from: &Path) -> Result<Imported, DataError> {
        let moved = match &self.server {
            None => self.import_into_folder(from),
            Some(url) => self.import_on(url, from),
        };
        Ok(Imported { moved: moved? })
    }

    fn import_into_folder(&self, from: &Path) -> Result<Moved, DataError> {
        self.require_endpoint()?;
        let _lock = self.lock()?;
        let key = receipt_key::read(&self.receipt_key())?;
        let public = key.ok_or_else(|| DataError::NoKey(self.receipt_key()))?.public();
        check_key(&public, &directories(&self.database())?, &self.receipt_key())?;
        let newest = self.checked(from, &public)?;
        Ok(sqlite::write_school(&self.database(), |rows| import(rows, from, &newest))?)
    }

    fn import_on(&self, DatabaseUrl(url): &DatabaseUrl, from: &Path) -> Result<Moved, DataError> {
        self.refuse_own_database()?;
        let key = receipt_key::read(&self.receipt_key())?;
        let public = key.ok_or_else(|| DataError::NoServerKey(self.receipt_key()))?.public();
        let newest = self.checked(from, &public)?;
        let (school, unknown) = (newest.school, MovingError::ImportUnknown);
        Ok(postgres::write_school(url, &public, school, |rows| import(rows, from, &newest), unknown)?)
    }

    /// Removes a school that was moved away, with everything in it. `exported` is a file that [`Self::export_school`] has written, here
    /// or where the school is now, and that has everything which this database has of it.
    ///
    /// # Errors
    /// [`DataError`] if the file is not whole, or lacks something, if there is no such school, or if an endpoint is running
    /// on the folder. Nothing is removed then.
    pub fn remove_school(&self, school: Uuid, exported: &Path) -> Result<Removed, DataError> {
        let (deleted, remainder) = match &self.server {
            None => self.remove_from_folder(school, exported)?,
            Some(url) => self.remove_on(url, school, exported)?,
        };
        Ok(Removed { deleted, file: exported.to_owned(), remainder })
    }

    fn remove_from_folder(&self, school: Uuid, exported: &Path) -> Result<(Deleted, Remainder), DataError> {
        self.require_endpoint()?;
        let _lock = self.lock()?;
        let file = removal::Exported::read(exported, school)?;
        let remove = sqlite::remove_school(&self.database(), |rows| file.remove(rows, exported));
        let (deleted, is_written) = remove?;
        Ok((deleted, Remainder::InFolder(is_written)))
    }

    fn remove_on(
        &self,
        DatabaseUrl(url): &DatabaseUrl,
        school: Uuid,
        exported: &Path,
    ) -> Result<(Deleted, Remainder), DataError> {
        self.refuse_own_database()?;
        let (file, unknown) = (removal::Exported::read(exported, school)?, MovingError::RemovalUnknown);
        let remove = postgres::remove_school(url, school, |rows| file.remove(rows, exported), unknown);
        let (deleted, is_freed) = remove?;
        Ok((deleted, Remainder::OnServer(is_freed)))
    }

    /// The newest directory in a file, if the whole file can be imported here.
    fn checked(&self, from: &Path, public: &Bytes) -> Result<Directory, MovingError> {
        // Before anything in it is looked at: what a copy has changed is no damage of the school's.
        Reader::open(from)?.check_is_whole()?;
        let mut reader = Reader::open(from)?;
        let mut check = Check::of(reader.header().school);
        while let Some((table, row)) = reader.next_row()? {
            check.order(table).map_err(|fault| reader.fault(fault))?;
            check.row(table, &row)?;
        }
        if reader.rows() != Some(check.rows()) || check.rows().get(SCHOOL) != Some(&1) {
            return Err(MovingError::NotWhole(from.to_owned()));
        }
        let newest = check.newest_directory()?;
        if newest.receipt_keys.contains(public) {
            Ok(newest)
        } else {
            let (name, public, path) = (newest.school_name, public.clone(), self.receipt_key());
            Err(MovingError::UnknownKey { name, public, path })
        }
    }
}

fn export(rows: &mut impl SchoolRows, school: Uuid, to: &Path, now: Millis) -> Result<Moved, MovingError> {
    if !has_school(rows, school)? {
        return Err(MovingError::NoSchool { school, known: some_schools(rows)? });
    }
    let (name, life) = (newest_directory(rows, school)?.school_name, rows.life()?);
    let header = Header {
        file: NAME.to_owned(),
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        school,
        name: name.clone(),
        epoch: life.epoch,
        database: digest(&life.decoy).into(),
        exported_at: now,
    };
    let (mut writer, mut check) = (Writer::create(to, &header)?, Check::of(school));
    for table in TABLES {
        rows.each_row(school, table, |row| {
            check.row(table, &row)?;
            writer.row(table, &row)
        })?;
    }
    Ok(Moved { school, name, rows: writer.finish()? })
}

fn import(rows: &mut impl SchoolRows, from: &Path, newest: &Directory) -> Result<Moved, MovingError> {
    let (school, name) = (newest.school, newest.school_name.clone());
    if has_school(rows, school)? {
        return Err(MovingError::IsHere { school, name });
    }
    let mut reader = Reader::open(from)?;
    while let Some((table, row)) = reader.next_row()? {
        let stored = rows.add_row(school, table, &row);
        stored.map_err(|cause| MovingError::NotStored { table: table.name, cause })?;
    }
    let rows = reader.rows().cloned().unwrap_or_default();
    Ok(Moved { school, name, rows })
}

fn has_school(rows: &mut impl SchoolRows, school: Uuid) -> Result<bool, MovingError> {
    let mut is_there = false;
    each_row(rows, school, SCHOOL, |_, _| {
        is_there = true;
        Ok(())
    })?;
    Ok(is_there)
}

/// The newest directory of a school, as the database has it.
fn newest_directory(rows: &mut impl SchoolRows, school: Uuid) -> Result<Directory, MovingError> {
    let mut newest = None;
    each_row(rows, school, DIRECTORY, |table, row| {
        if let Value::Text(body) = table.value(&row, "body") {
            newest = Some(body.clone());
        }
        Ok(())
    })?;
    let body = newest.ok_or(MovingError::NoDirectory(school))?;
    read(body.as_bytes()).map_err(|_| MovingError::Damaged {
        damage: format!("the directory of school {school} can't be read"),
    })
}

fn each_row(
    rows: &mut impl SchoolRows,
    school: Uuid,
    table: &str,
    mut each: impl FnMut(&Table, Vec<Value>) -> Result<(), MovingError>,
) -> Result<(), MovingError> {
    Table::named(table).map_or(Ok(()), |table| rows.each_row(school, table, |row| each(table, row)))
}

/// Some schools of a database, by id and name.
fn some_schools(rows: &mut impl SchoolRows) -> Result<Vec<(Uuid, String)>, MovingError> {
    let schools = rows.some_schools(NAMED)?.into_iter();
    let named = schools.map(|(school, body)| {
        let directory = read::<Directory>(body.as_bytes()).ok();
        (school, directory.map_or_else(|| "no name can be read".to_owned(), |it| it.school_name))
    });
    Ok(named.collect())
}
