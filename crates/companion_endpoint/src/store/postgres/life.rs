//! Which life of the database this is. A restore from a dump, a point in time that was gone back to, or a standby that took
//! over may have lost what was acknowledged: then a new epoch begins, and phones put again what they were given receipts for.
//!
//! A new epoch that was not needed costs a few repeats; one that was missed costs a record. So every doubt begins one.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use companion_seal::os_random;
use uuid::Uuid;

use super::{
    OpenError,
    checks::{Engine, optional},
    client::Client,
    rows,
};
use crate::store::{Life, StoreError, StoreResult};

/// The life that a connection of this process last read.
#[derive(Default)]
pub(super) struct KnownLife {
    life: Mutex<Option<Life>>,
    /// Whether a newer version has changed the database since, in a way that this one can't run beside.
    is_outdated: AtomicBool,
}

impl KnownLife {
    pub(super) fn get(&self) -> Option<Life> {
        *self.life.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set(&self, life: Life) {
        *self.life.lock().unwrap_or_else(PoisonError::into_inner) = Some(life);
    }

    /// Notes that no connection can be used any more, until a new one finds that it can.
    pub(super) fn note_outdated(&self) {
        self.is_outdated.store(true, Ordering::Relaxed);
    }

    pub(super) fn note_current(&self) {
        self.is_outdated.store(false, Ordering::Relaxed);
    }

    pub(super) fn is_outdated(&self) -> bool {
        self.is_outdated.load(Ordering::Relaxed)
    }
}

/// The life of a database, or the new one that begins because the database is another than the epoch began in. Of several
/// endpoints that find out one begins it.
pub(super) fn read(client: &mut Client, engine: Engine) -> Result<Life, OpenError> {
    let identity = identity(client, engine)?;
    let begun_in = |client: &mut Client| -> Result<(Life, String), OpenError> {
        let row = client.query_one("SELECT epoch, decoy, identity FROM life", &[])?;
        let life = Life { epoch: row.try_get("epoch")?, decoy: rows::array(&row, "decoy")? };
        Ok((life, row.try_get("identity")?))
    };
    let (life, began) = begun_in(client)?;
    if began == identity {
        return Ok(life);
    }
    let begun = client.execute(
        "UPDATE life SET epoch = $1, identity = $2 WHERE identity = $3",
        &[&random_id()?, &identity, &began],
    )?;
    if begun == 1 {
        tracing::warn!(
            "The database is not the one that it was: {began} before, {identity} now (server, timeline, database, table). It may \
             lack what was acknowledged, so a new epoch begins: phones put again what they were given receipts for."
        );
    }
    Ok(begun_in(client)?.0)
}

/// Begins the first life of a database, unless another endpoint has.
pub(super) fn begin(client: &mut Client, engine: Engine) -> Result<(), OpenError> {
    let (identity, decoy) = (identity(client, engine)?, random::<32>()?);
    client.execute(
        "INSERT INTO life (one, epoch, decoy, identity) VALUES (1, $1, $2, $3) ON CONFLICT (one) DO NOTHING",
        &[&random_id()?, &decoy, &identity],
    )?;
    Ok(())
}

/// What tells this database from a copy of it: the server's number, its timeline, and the numbers of the database and of the
/// table `life` in it. A part is left out where the engine does not have it: one that spreads over many machines has no server
/// of a number.
fn identity(client: &mut Client, engine: Engine) -> Result<String, OpenError> {
    // Not the timeline of the last checkpoint, which for a while after a standby took over is still the old one.
    const OF_SERVER: [&str; 2] = [
        "SELECT system_identifier::text AS part FROM pg_control_system()",
        "SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS part",
    ];
    const OF_DATABASE: [&str; 2] = [
        "SELECT oid::text AS part FROM pg_database WHERE datname = current_database()",
        "SELECT 'life'::regclass::oid::text AS part",
    ];
    let of_server: &[&str] = if engine == Engine::Postgres { &OF_SERVER } else { &[] };
    let mut parts = Vec::new();
    for part in of_server.iter().chain(&OF_DATABASE) {
        parts.push(optional(client, part)?.unwrap_or_else(|| "-".to_owned()));
    }
    Ok(parts.join("/"))
}

fn random_id() -> StoreResult<Uuid> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid())
}

pub(super) fn random<const N: usize>() -> StoreResult<[u8; N]> {
    os_random().map_err(|error| StoreError::Unavailable(error.to_string()))
}
