//! Authors with their devices, and countersignatures.

use companion_model::wire::v1::{AuthorName, AuthorOnFile, Countersign, EnrolledAuthor};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::{SqliteStore, rows};
use crate::store::{Authors, StoreError, StoreFuture};

/// An author with their device, if any, in columns that [`on_file`] reads.
pub(super) const AUTHOR_COLUMNS: &str = "author.author, author.name, author.role, author.invited_by,
     author.sealed_secret, author.countersign, device.device AS enrolled, device.author_key, device.proof,
     device.last_seen_at, device.version, device.removed_at, device.removal ->> 'member' AS removed_by";

impl Authors for SqliteStore {
    fn authors(&self, school: Uuid) -> StoreFuture<'_, Vec<AuthorOnFile>> {
        self.read(move |db| all(db, school))
    }

    fn countersign(&self, school: Uuid, author: Uuid, countersign: Countersign) -> StoreFuture<'_, ()> {
        self.write(move |db, _| keep_countersign(db, school, author, &countersign))
    }
}

fn all(db: &Connection, school: Uuid) -> Result<Vec<AuthorOnFile>, StoreError> {
    let sql = format!(
        "SELECT {AUTHOR_COLUMNS} FROM author LEFT JOIN device USING (school, author)
         WHERE author.school = ?1 AND author.withdrawn_at IS NULL ORDER BY author.invited_at, author.author"
    );
    let mut found = db.prepare_cached(&sql)?;
    let authors = found.query_map([school], on_file)?;
    authors.collect::<Result<_, _>>().map_err(StoreError::from)
}

/// Whoever enrolled a device.
pub(super) fn of_device(
    db: &Connection,
    school: Uuid,
    device: Uuid,
) -> Result<Option<AuthorOnFile>, StoreError> {
    let sql = format!(
        "SELECT {AUTHOR_COLUMNS} FROM device JOIN author USING (school, author)
         WHERE device.school = ?1 AND device.device = ?2"
    );
    Ok(db.prepare_cached(&sql)?.query_row(params![school, device], on_file).optional()?)
}

fn keep_countersign(
    db: &Connection,
    school: Uuid,
    author: Uuid,
    countersign: &Countersign,
) -> Result<(), StoreError> {
    // By the inviting member alone, so whose signature it is need not be stored.
    db.prepare_cached(
        "UPDATE author SET countersign = ?4
         WHERE school = ?1 AND author = ?2 AND invited_by = ?3 AND countersign IS NULL",
    )?
    .execute(params![school, author, countersign.member, countersign.signature.0])?;
    Ok(())
}

/// Reads [`AUTHOR_COLUMNS`].
pub(super) fn on_file(row: &Row<'_>) -> rusqlite::Result<AuthorOnFile> {
    let author = AuthorName { id: row.get("author")?, name: row.get("name")?, role: row.get("role")? };
    let invited_by = row.get("invited_by")?;
    let enrolled = match row.get::<_, Option<Uuid>>("enrolled")? {
        None => None,
        Some(device) => {
            let (author_key, proof) = (rows::bytes(row, "author_key")?, rows::bytes(row, "proof")?);
            let removed_by: Option<String> = row.get("removed_by")?;
            Some(EnrolledAuthor {
                device,
                author_key,
                proof,
                last_seen_at: row.get("last_seen_at")?,
                version: row.get("version")?,
                removed_at: row.get("removed_at")?,
                removed_by: removed_by.and_then(|id| Uuid::parse_str(&id).ok()),
            })
        }
    };
    let countersign = row.get::<_, Option<Vec<u8>>>("countersign")?;
    let countersign = countersign.map(|bytes| Countersign { member: invited_by, signature: bytes.into() });
    Ok(AuthorOnFile {
        author,
        invited_by,
        sealed_secret: rows::bytes(row, "sealed_secret")?,
        enrolled,
        countersign,
    })
}
