//! What was moved, and what is to be done next, as whoever runs the endpoints reads it.

use std::{fmt, path::PathBuf};

use uuid::Uuid;

use super::line::Counts;
use crate::store::StoreResult;

/// What of a school was moved.
pub(super) struct Moved {
    pub(super) school: Uuid,
    pub(super) name: String,
    pub(super) rows: Counts,
}

/// A school that is in a file now, and still where it was.
pub struct Exported {
    pub(super) moved: Moved,
    pub(super) file: PathBuf,
}

/// A school that has come into a database.
pub struct Imported {
    pub(super) moved: Moved,
}

/// What was deleted of a school.
pub(super) struct Deleted {
    pub(super) moved: Moved,
    /// Whether the file was written from the database that the school was deleted from.
    pub(super) is_of_this_database: bool,
}

/// A school that is no longer in a database.
pub struct Removed {
    pub(super) deleted: Deleted,
    pub(super) file: PathBuf,
    pub(super) remainder: Remainder,
}

/// Where something of a removed school may still be.
pub(super) enum Remainder {
    /// Nowhere in the folder's database, if it could be written anew.
    InFolder(StoreResult<()>),
    /// On the server's disk until it is written over; sooner if the room could be freed.
    OnServer(StoreResult<()>),
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |table: &str| self.rows.get(table).copied().unwrap_or_default();
        writeln!(f, "{} (school {})", self.name, self.school)?;
        writeln!(f, "Records: {}. Practice records: {}.", count("envelope"), count("practice"))?;
        let looked_at = count("acknowledgement") + count("practice_acknowledgement");
        writeln!(f, "Marked as read: {}. Looked at: {looked_at}.", count("reading"))?;
        writeln!(f, "Members: {}. Invited to a role: {}.", count("member"), count("joining"))?;
        writeln!(f, "Staff invited: {}. Their phones: {}.", count("author"), count("device"))?;
        writeln!(f, "Versions of the directory: {}.", count("directory"))
    }
}

impl fmt::Display for Exported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Exported: {}", self.moved)?;
        writeln!(
            f,
            "Next: copy {0} to the other endpoint, and there: companion-endpoint import-school --data DIR --from {0}",
            self.file.display()
        )?;
        writeln!(
            f,
            "What phones deliver here from now on reaches the other endpoint by itself, as soon as the school's address leads \
             there. What members change here from now on does not: keys and people, links for new phones and roles, removed \
             phones, marks, and files that they import. If that matters, stop this endpoint, or let the address lead to the other \
             one, then export once more."
        )?;
        writeln!(f, "Keep the file as safe as a backup, and delete it once the school has moved.")
    }
}

impl fmt::Display for Imported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Imported: {}", self.moved)?;
        writeln!(
            f,
            "Next: let the school's address lead to this endpoint, and name that address in --origin. It has to stay the same \
             address: phones and desks know the school by it. Phones then send again what they keep, so that what they \
             delivered to the old endpoint after the export arrives here. Members sign in with the same passphrases."
        )?;
        writeln!(
            f,
            "The old endpoint still has the school. Leave it stopped, and keep its last backup for 30 days, until every phone \
             has been in signal. Then it can be removed there: companion-endpoint remove-school"
        )
    }
}

impl fmt::Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Deleted { moved, is_of_this_database } = &self.deleted;
        write!(f, "Removed: {moved}")?;
        if *is_of_this_database {
            writeln!(
                f,
                "The file {} was written here, and shows that nothing is lost as long as it is kept. Delete it only once the school \
                 is served at the other endpoint.",
                self.file.display()
            )?;
        }
        writeln!(f, "{}", self.remainder)
    }
}

impl fmt::Display for Remainder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InFolder(Ok(())) => f.write_str(
                "Nothing of it is left in the database's file, which was written anew. Earlier backups still have it: delete them once \
                 nobody needs them.",
            ),
            Self::InFolder(Err(cause)) => write!(
                f,
                "The database's file could not be written anew ({cause}): what was deleted, now or earlier, may still stand in it, \
                 where no query finds it. To be rid of that, take a backup, and put that back: companion-endpoint restore --replace. \
                 Earlier backups still have the school."
            ),
            Self::OnServer(is_freed) => {
                if let Err(cause) = is_freed {
                    write!(f, "The server could not free the room by VACUUM ({cause}), and does so by itself later. ")?;
                }
                f.write_str(
                    "No query finds anything of it any more. Bytes of it stand on the server's disk until they are written over, and \
                     its standbys, archives and backups still have it: delete those once nobody needs them.",
                )
            }
        }
    }
}
