//! A school on its way: in a file, and in files that are not what was exported.

use std::{fs, path::PathBuf};

use companion_model::wire::Bytes;
use companion_seal::digest;
use serde_json::Value;

use super::{
    lived::Lived,
    place::{Kind, Place, file, lines},
};
use crate::world::{Folder, folder};

/// A school in a folder, and the file that it was exported into.
pub struct Moving {
    pub old: Place,
    pub lived: Lived,
    pub elsewhere: Folder,
    pub exported: PathBuf,
}

impl Moving {
    pub fn of_everything() -> Self {
        let (elsewhere, (old, code)) = (folder(), Place::made(Kind::Folder));
        let mut at_old = old.serves();
        let lived = Lived::through_everything(&at_old.client, &code);
        assert!(at_old.is_stopped());
        let exported = file(&elsewhere, "school");
        old.exports(lived.school.id, &exported);
        Self { old, lived, elsewhere, exported }
    }

    /// The file with its lines changed, and a last line that fits them again.
    pub fn resealed(&self, change: impl FnOnce(&mut Vec<String>)) -> PathBuf {
        let mut lines = lines(&self.exported);
        let mut end: Value = serde_json::from_str(&lines.pop().unwrap()).unwrap();
        change(&mut lines);
        let before: String = lines.iter().map(|line| format!("{line}\n")).collect();
        end["sha256"] = Bytes::from(digest(before.as_bytes())).to_string().into();
        let changed = file(&self.elsewhere, "changed");
        fs::write(&changed, format!("{before}{end}\n")).unwrap();
        changed
    }

    /// The same where one value of a table's first row is another.
    pub fn with_value(&self, table: &str, column: &str, change: impl FnOnce(&Value) -> Value) -> PathBuf {
        self.resealed(|lines| {
            let place = place_of(lines, table);
            let mut line: Value = serde_json::from_str(&lines[place]).unwrap();
            line["row"][column] = change(&line["row"][column]);
            lines[place] = line.to_string();
        })
    }
}

pub fn place_of(lines: &[String], table: &str) -> usize {
    lines.iter().position(|line| line.starts_with(&format!("{{\"table\":\"{table}\","))).unwrap()
}
