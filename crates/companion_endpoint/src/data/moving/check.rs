//! What every row of a moved school is looked at for, before it leaves a database and before it comes into one.

use std::collections::HashSet;

use companion_model::{
    Route,
    wire::{
        Bytes, read,
        v1::{Directory, SignedDirectory},
    },
};
use uuid::Uuid;

use super::{
    LineFault, MovingError,
    line::{Counts, no_rows},
};
use crate::store::{
    Kept, directory_damage, receipt_keys,
    school_tables::{DELIVERED, DIRECTORY, TABLES, Table, Value},
};

/// Looks at the rows of a school, one after the other.
pub(super) struct Check {
    school: Uuid,
    /// The place of the table of the row before.
    place: usize,
    rows: Counts,
    /// Every receipt key that a directory has named.
    keys: Vec<Bytes>,
    newest: Option<Directory>,
}

impl Check {
    pub(super) fn of(school: Uuid) -> Self {
        Self { school, place: 0, rows: no_rows(), keys: Vec::new(), newest: None }
    }

    /// Whether the next row may come here.
    pub(super) fn order(&mut self, table: &Table) -> Result<(), LineFault> {
        let place = TABLES.iter().position(|one| one.name == table.name).ok_or(LineFault::NoRow)?;
        if place < self.place {
            return Err(LineFault::Order);
        }
        self.place = place;
        *self.rows.entry(table.name.to_owned()).or_default() += 1;
        Ok(())
    }

    /// Whether a row is what was signed.
    pub(super) fn row(&mut self, table: &Table, row: &[Value]) -> Result<(), MovingError> {
        let damage = if table.name == DIRECTORY {
            self.directory(table, row)
        } else if DELIVERED.contains(&table.name) {
            self.delivered(table, row)
        } else {
            None
        };
        damage.map_or(Ok(()), |damage| Err(MovingError::Damaged { damage }))
    }

    /// How many rows each table has.
    pub(super) fn rows(&self) -> &Counts {
        &self.rows
    }

    /// The newest directory.
    pub(super) fn newest_directory(self) -> Result<Directory, MovingError> {
        self.newest.ok_or(MovingError::NoDirectory(self.school))
    }

    fn directory(&mut self, table: &Table, row: &[Value]) -> Option<String> {
        let cells = ["version", "body", "signed_by", "signature"].map(|column| table.value(row, column));
        let [Value::Number(version), Value::Text(body), Value::Text(route), Value::Bytes(signature)] = cells
        else {
            return Some(format!("a directory of school {} can't be read", self.school));
        };
        let Some(signed_by) = Route::from_name(route) else {
            return Some(format!("directory {version} of school {}: it is not what was signed", self.school));
        };
        let signed = SignedDirectory { body: body.clone(), signed_by, signature: signature.clone().into() };
        let known: HashSet<_> = self.keys.iter().map(|key| key.0.clone()).collect();
        self.keys.extend(receipt_keys(body).into_iter().filter(|key| !known.contains(&key.0)));
        // They come in the order of their versions.
        self.newest = read(body.as_bytes()).ok();
        directory_damage(self.school, *version, &signed)
    }

    fn delivered(&self, table: &Table, row: &[Value]) -> Option<String> {
        let cells = ["id", "sha256", "receipt", "bytes"].map(|column| table.value(row, column));
        let [Value::Id(id), Value::Bytes(sha256), Value::Text(receipt), Value::Bytes(bytes)] = cells else {
            return Some(format!("a row of {} can't be read", table.name));
        };
        let Ok(sha256) = sha256.as_slice().try_into() else {
            return Some(format!("{} {id}: its digest can't be read", table.name));
        };
        let kept = Kept { table: table.name, school: self.school, id: *id, sha256, receipt, bytes };
        kept.damage(&self.keys).into_iter().next()
    }
}
