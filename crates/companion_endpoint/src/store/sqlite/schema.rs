//! Opening a database and bringing it to this version's schema.

use std::{path::Path, time::Duration};

use companion_seal::os_random;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::store::StoreError;

/// Each step once, in order; `user_version` counts the steps taken. Only ever added to.
const MIGRATIONS: [&str; 8] = [
    include_str!("../../../migrations/0001_school.sql"),
    include_str!("../../../migrations/0002_member.sql"),
    include_str!("../../../migrations/0003_author.sql"),
    include_str!("../../../migrations/0004_envelope.sql"),
    include_str!("../../../migrations/0005_practice.sql"),
    include_str!("../../../migrations/0006_removal.sql"),
    include_str!("../../../migrations/0007_joining.sql"),
    include_str!("../../../migrations/0008_import.sql"),
];

/// How long one process waits for another (`serve` for `init`, and the other way round).
const BUSY: Duration = Duration::from_secs(5);

/// What tells one life of a database from another.
#[derive(Clone, Copy)]
pub(super) struct Life {
    pub(super) epoch: Uuid,
    pub(super) decoy: [u8; 32],
}

/// A connection with the promises every connection keeps.
pub(super) fn connect(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Takes the steps that are missing, all or none. What points from table to table is looked at as a whole once they are
/// taken: a table that others point at can't be built anew while each row is watched.
pub(super) fn migrate(connection: &mut Connection) -> Result<Life, StoreError> {
    connection.pragma_update(None, "foreign_keys", false)?;
    let life = take_steps(connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(life)
}

fn take_steps(connection: &mut Connection) -> Result<Life, StoreError> {
    let step = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let taken: u32 = step.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let steps = (1_u32..).zip(MIGRATIONS);
    if steps.clone().all(|(step, _)| step < taken) {
        return Err(StoreError::Unavailable(
            "this database was written by a newer version of the endpoint; it is untouched. \
             Start that version, or a newer one."
                .into(),
        ));
    }
    for (number, migration) in steps.filter(|(number, _)| *number > taken) {
        step.execute_batch(migration)?;
        step.pragma_update(None, "user_version", number)?;
        if step.prepare("PRAGMA foreign_key_check")?.exists([])? {
            return Err(StoreError::Unavailable(format!("a row points nowhere after step {number}")));
        }
    }
    let life = match life(&step)? {
        Some(life) => life,
        None => begin_life(&step)?,
    };
    step.commit()?;
    Ok(life)
}

fn life(connection: &Connection) -> Result<Option<Life>, StoreError> {
    let life = connection
        .query_row("SELECT epoch, decoy FROM life", [], |row| {
            Ok(Life { epoch: row.get("epoch")?, decoy: row.get("decoy")? })
        })
        .optional()?;
    Ok(life)
}

/// Starts a new life: at the first start and after each restore.
pub(super) fn begin_life(connection: &Connection) -> Result<Life, StoreError> {
    let life = Life { epoch: random_id()?, decoy: random()? };
    connection.execute(
        "INSERT INTO life (one, epoch, decoy) VALUES (1, ?1, ?2) ON CONFLICT (one) DO UPDATE SET epoch = ?1",
        params![life.epoch, life.decoy],
    )?;
    Ok(life)
}

fn random_id() -> Result<Uuid, StoreError> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid())
}

fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    os_random().map_err(|error| StoreError::Unavailable(error.to_string()))
}
