//! Why a school is not moved, as whoever runs the endpoints reads it.

use std::{io, path::PathBuf};

use companion_model::wire::Bytes;
use uuid::Uuid;

use crate::store::{Damage, StoreError, postgres, sqlite};

/// Why a school was not exported, imported or removed. Each sentence says what is true, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum MovingError {
    /// No school of this id.
    #[error("there is no school {school} in this database; nothing was exported. {}", those(known))]
    NoSchool {
        /// The id that was given.
        school: Uuid,
        /// Some that are there, and their names.
        known: Vec<(Uuid, String)>,
    },
    /// A file is in the way.
    #[error("{0} exists already; nothing was written over it. Name another file")]
    Exists(PathBuf),
    /// The file can't be written.
    #[error(
        "{path} can't be written whole ({cause}); nothing is left of it, and the school is where it was. Make room there, or name \
         a file in another place, then export again"
    )]
    NotWritten {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The file can't be read.
    #[error("{path} can't be read ({cause}); nothing was changed")]
    NotRead {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The file is something else.
    #[error("{0} is not a file that companion-endpoint export-school has written; nothing was changed")]
    Foreign(PathBuf),
    /// The file was written by a newer version.
    #[error(
        "{0} was written by a newer version of the endpoint, and this one does not know what is in it; nothing was changed. \
         Import it with that version, or a newer one"
    )]
    Newer(PathBuf),
    /// Something of the file is missing or another.
    #[error(
        "{0} is not whole: its end is missing, or something in it is not what was exported; nothing was changed. Copy it once \
         more from where it was exported, or export the school again"
    )]
    NotWhole(PathBuf),
    /// The file is what was exported, and does not fit.
    #[error("line {line} of {path} can't be used: {what}. Nothing was changed. Export the school again")]
    Line {
        /// The file.
        path: PathBuf,
        /// Which line.
        line: u64,
        /// What is wrong with it.
        what: LineFault,
    },
    /// What is kept of the school is not what was signed.
    #[error(
        "{damage}. Nothing was moved: no endpoint takes a school that is damaged. Look at the whole database that it comes from (companion-endpoint verify), put back the newest backup in which it is whole, and export it again"
    )]
    Damaged {
        /// What is wrong.
        damage: Damage,
    },
    /// The school has no directory.
    #[error(
        "there is no directory of school {0}, so that nobody could check its receipts. Nothing was moved"
    )]
    NoDirectory(Uuid),
    /// The school's newest directory does not name this endpoint's key.
    #[error(
        "the newest directory of {name} does not name the receipt key of this endpoint: no phone of that school would believe it. \
         Nothing was imported. Either let an administrator of the school publish this endpoint's key, at their desk under Roles, while \
         the school is still at the old endpoint, then export again; the line to publish is {public}. Or make a second key with \
         companion-endpoint receipt-key, let an administrator publish that, export again, and give it to this endpoint as {path}. \
         Or, if this endpoint has no other school yet, put the old endpoint's receipt.key in the place of {path}"
    )]
    UnknownKey {
        /// The school's name.
        name: String,
        /// The public half of this endpoint's key.
        public: Bytes,
        /// The key's file.
        path: PathBuf,
    },
    /// The school is there.
    #[error(
        "{name} (school {school}) is in this database already; nothing was changed. A school is in a database once: this one was \
         imported before, or was never anywhere else"
    )]
    IsHere {
        /// The school.
        school: Uuid,
        /// Its name.
        name: String,
    },
    /// The database did not take it.
    #[error("the database does not take a row of {table}: {cause}. Nothing was imported")]
    NotStored {
        /// The table.
        table: &'static str,
        /// What the database says.
        cause: StoreError,
    },
    /// No school of this id, or none any more.
    #[error("there is no school {school} in this database; nothing was removed. {}", those(known))]
    NothingToRemove {
        /// The id that was given.
        school: Uuid,
        /// Some that are there, and their names.
        known: Vec<(Uuid, String)>,
    },
    /// The file is of another school than the one that is to be removed.
    #[error("{path} is an export of {name} (school {school}), which is another school; nothing was removed")]
    OtherSchool {
        /// The file.
        path: PathBuf,
        /// The school in it.
        school: Uuid,
        /// Its name.
        name: String,
    },
    /// The file does not have everything that is to be removed.
    #[error(
        "{path} does not have everything that this database has of {name}. It lacks {count}: {}. Nothing was removed. They came, or \
         were changed, after the file was written. Export the school at the endpoint where it is now, and name that file: it shows \
         whether what phones have delivered is there, too. What is nowhere else is gone for good once the school is removed here: \
         only if that is meant, export the school here once more, name that file, and keep it", listed(named, *count)
    )]
    NotInFile {
        /// The file.
        path: PathBuf,
        /// The school's name.
        name: String,
        /// How many rows it lacks.
        count: u64,
        /// Some of them.
        named: Vec<String>,
    },
    /// The server did not say whether a school has come in.
    #[error(
        "{0}, and it is not known whether the school is here by now. Import it again: if it is here, that says so"
    )]
    ImportUnknown(StoreError),
    /// The server did not say whether a school was removed.
    #[error(
        "{0}, and it is not known whether the school was removed. Remove it again: if it was, that says so"
    )]
    RemovalUnknown(StoreError),
    /// The database can't do it.
    #[error("{0}. Nothing was changed")]
    Store(#[from] StoreError),
    /// The database in the folder can't be opened.
    #[error("{0}. Nothing was changed")]
    File(#[from] sqlite::OpenError),
    /// The database on the server can't be used.
    #[error("{0}. Nothing was changed")]
    Server(#[from] postgres::OpenError),
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// It is no row of a table that this version knows.
    #[error("it is not a row as this version knows it")]
    NoRow,
    /// It comes before a row that it points at could have come.
    #[error("its table is out of order")]
    Order,
}

fn listed(named: &[String], count: u64) -> String {
    let others = count - named.len() as u64;
    let end = if others == 0 { String::new() } else { format!(", and {others} more") };
    format!("{}{end}", named.join(", "))
}

fn those(known: &[(Uuid, String)]) -> String {
    if known.is_empty() {
        return "There is no school at all".to_owned();
    }
    let named: Vec<_> = known.iter().map(|(school, name)| format!("{school} ({name})")).collect();
    format!("Schools that are there: {}", named.join(", "))
}
