//! Whether a database is whole: as far as is cheap before it is served, and wholly when somebody asks.

use std::path::Path;

use companion_model::wire::Bytes;
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

use super::{OpenError, directories, epoch, schema};
use crate::store::{
    Damage, StoreError,
    integrity::{Kept, NUMBERED, Numbers, directory_damage, receipt_keys as receipt_keys_of},
    school_tables::DELIVERED,
};

/// The tables that are touched at each start, at their first and their last row.
const TABLES: [&str; 6] = ["school", "directory", "published_key", "member", "device", "envelope"];

/// Looks before a database is served: that no part of the file is cut off, and at all of it if it is small.
///
/// # Errors
/// [`OpenError::Damaged`].
pub(super) fn check_before_serving(
    connection: &Connection,
    path: &Path,
    whole_up_to: u64,
) -> Result<(), OpenError> {
    let length = path.metadata().map_err(StoreError::file)?.len();
    let damage = if length <= whole_up_to {
        pragma(connection, "PRAGMA quick_check(1)")
    } else {
        check_ends(connection).map(|()| vec![])
    };
    match damage.map_err(OpenError::of)?.first() {
        Some(first) => Err(OpenError::Damaged(first.clone())),
        None => Ok(()),
    }
}

fn check_ends(connection: &Connection) -> rusqlite::Result<()> {
    for table in TABLES {
        for order in ["ASC", "DESC"] {
            let mut row = connection.prepare(&format!("SELECT * FROM {table} ORDER BY 1 {order} LIMIT 1"))?;
            row.exists([])?;
        }
    }
    Ok(())
}

/// Looks at all of a database, in use or not: every page, every reference, that every directory is signed as it stands, and that
/// every envelope is what its receipt says, by a key that its school knows, and that no number of a route is missing. Says how many
/// envelopes there are, and what is wrong; a part that can't be looked at is.
///
/// # Errors
/// [`StoreError`] if it can't be opened at all.
pub fn verify(database: &Path) -> Result<(u64, Vec<Damage>), StoreError> {
    let connection = open_read_only(database)?;
    let mut damage = Vec::new();
    let pages = pragma(&connection, "PRAGMA integrity_check").map_err(StoreError::from);
    collect(&mut damage, "the pages", pages);
    collect(&mut damage, "what points from table to table", dangling_references(&connection));
    collect(&mut damage, "directory", changed_directories(&connection));
    let mut envelopes = 0;
    for table in DELIVERED {
        let mut found = Vec::new();
        let checked = check_all(&connection, table, &mut envelopes, &mut found);
        collect(&mut damage, table, checked.map(|()| Vec::new()));
        damage.extend(found);
    }
    collect(&mut damage, "the numbers of the routes", misnumbered(&connection));
    let epoch = epoch_finding(&connection, database).map(Vec::from_iter);
    collect(&mut damage, "how far the database has come", epoch);
    Ok((envelopes, damage))
}

/// A connection by which nothing is changed.
pub(super) fn open_read_only(database: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(schema::BUSY)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn collect(damage: &mut Vec<Damage>, part: &str, found: Result<Vec<Damage>, StoreError>) {
    match found {
        Ok(found) => damage.extend(found),
        Err(error) => damage.push(format!("{part} can't be looked at: {error}")),
    }
}

fn dangling_references(connection: &Connection) -> Result<Vec<Damage>, StoreError> {
    let mut nowhere = connection.prepare("PRAGMA foreign_key_check")?;
    let tables = nowhere.query_map([], |row| row.get::<_, String>(0))?;
    let said = tables.map(|table| Ok(format!("a row of {} points nowhere", table?)));
    said.collect()
}

/// Every school, and the body of its newest directory if it has one; of a database of an earlier version too.
///
/// # Errors
/// [`OpenError`] if there is no database, it is damaged, or can't be read.
pub fn newest_directories(database: &Path) -> Result<Vec<(Uuid, Option<String>)>, OpenError> {
    schema::check_is_ours(database)?;
    let connection = open_read_only(database)?;
    newest_directories_in(&connection).map_err(OpenError::of)
}

/// The same, in a transaction.
pub(super) fn newest_directories_in(
    connection: &Connection,
) -> rusqlite::Result<Vec<(Uuid, Option<String>)>> {
    let mut newest = connection.prepare(
        "SELECT school.school, (SELECT body FROM directory WHERE directory.school = school.school
                                ORDER BY version DESC LIMIT 1) AS body
         FROM school ORDER BY founded_at",
    )?;
    let rows = newest.query_map([], |row| Ok((row.get("school")?, row.get("body")?)))?;
    rows.collect()
}

/// SQLite's own findings, without its "ok".
fn pragma(connection: &Connection, pragma: &str) -> rusqlite::Result<Vec<Damage>> {
    let mut statement = connection.prepare(pragma)?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
    lines.filter(|line| line.as_deref() != Ok("ok")).collect()
}

fn check_all(
    connection: &Connection,
    table: &str,
    count: &mut u64,
    damage: &mut Vec<Damage>,
) -> Result<(), StoreError> {
    if !schema::has_table(connection, table)? {
        return Ok(());
    }
    let mut statement = connection
        .prepare(&format!("SELECT school, id, sha256, receipt, bytes FROM {table} ORDER BY school"))?;
    let mut found = statement.query([])?;
    let mut keys = (Uuid::nil(), Vec::new());
    while let Some(row) = found.next()? {
        let (school, id, sha256): (Uuid, Uuid, [u8; 32]) =
            (row.get("school")?, row.get("id")?, row.get("sha256")?);
        if keys.0 != school {
            keys = (school, receipt_keys(connection, school)?);
        }
        let (receipt, bytes): (String, Vec<u8>) = (row.get("receipt")?, row.get("bytes")?);
        let kept = Kept { table, school, id, sha256, receipt: &receipt, bytes: &bytes };
        damage.extend(kept.damage(&keys.1));
        *count += 1;
    }
    Ok(())
}

/// Those that are not what a member signed, or are another school's or version's: no phone and no desk would take them.
fn changed_directories(connection: &Connection) -> Result<Vec<Damage>, StoreError> {
    let mut all = connection.prepare(
        "SELECT school, version, body, signed_by AS route, signature FROM directory ORDER BY version",
    )?;
    let mut rows = all.query([])?;
    let mut changed = Vec::new();
    while let Some(row) = rows.next()? {
        let (school, version): (Uuid, i64) = (row.get("school")?, row.get("version")?);
        changed.extend(directory_damage(school, version, &directories::directory(row)?));
    }
    Ok(changed)
}

/// Where a number of a route is missing or stands twice. A database of an earlier version numbers less.
fn misnumbered(connection: &Connection) -> Result<Vec<Damage>, StoreError> {
    // Of one moment: a record that comes meanwhile has its number in two tables.
    let snapshot = connection.unchecked_transaction()?;
    let numbered = if schema::is_current(&snapshot)? { &NUMBERED[..] } else { &NUMBERED[..1] };
    let mut schools = snapshot.prepare("SELECT school FROM school ORDER BY school")?;
    let schools = schools.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<Uuid>>>()?;
    let mut damage = Vec::new();
    for school in schools {
        for (table, given) in numbered {
            damage.extend(misnumbered_in(&snapshot, school, table, given)?);
        }
    }
    Ok(damage)
}

fn misnumbered_in(
    connection: &Connection,
    school: Uuid,
    table: &str,
    given: &str,
) -> Result<Vec<Damage>, StoreError> {
    let mut numbers = Numbers::of(table, school);
    let mut rows = connection
        .prepare_cached(&format!("SELECT route, seq FROM {table} WHERE school = ?1 ORDER BY route, seq"))?;
    let mut rows = rows.query([school])?;
    while let Some(row) = rows.next()? {
        numbers.add(row.get_ref("route")?.as_str().map_err(rusqlite::Error::from)?, row.get("seq")?);
    }
    let mut last = connection
        .prepare_cached(&format!("SELECT route, {given} AS last FROM route_seq WHERE school = ?1"))?;
    let last = last.query_map([school], |row| Ok((row.get("route")?, row.get("last")?)))?;
    Ok(numbers.damage(last.collect::<rusqlite::Result<Vec<_>>>()?))
}

/// Every receipt key that any directory of a school has named.
fn receipt_keys(connection: &Connection, school: Uuid) -> Result<Vec<Bytes>, StoreError> {
    let mut bodies = connection.prepare("SELECT body FROM directory WHERE school = ?1")?;
    let bodies = bodies.query_map([school], |row| row.get::<_, String>(0))?;
    let mut keys = Vec::new();
    for body in bodies {
        keys.extend(receipt_keys_of(&body?));
    }
    Ok(keys)
}

fn epoch_finding(connection: &Connection, database: &Path) -> Result<Option<Damage>, StoreError> {
    if !schema::is_current(connection)? {
        return Ok(None);
    }
    let left = epoch::read_beside(database).map_err(StoreError::file)?;
    let reason = match schema::epoch_state(connection)? {
        Some(epoch) => epoch::reason_for_new_epoch(left, epoch, schema::has_envelopes(connection)?),
        None => Some("the database does not say which epoch it is in"),
    };
    Ok(reason
        .map(|reason| format!("{reason}: at its next start the endpoint begins a new epoch of the database")))
}
