//! What is looked at before a server is trusted with a record.

use tokio_postgres::error::SqlState;

use super::{
    OpenError,
    client::{AskError, Client},
};

/// The lowest version of PostgreSQL that is served: the oldest that was still maintained when this was written.
const LOWEST_VERSION: u32 = 14;

/// What kind of server it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    /// PostgreSQL itself, or a server that is one with another storage.
    Postgres,
    /// One that speaks PostgreSQL and spreads over many machines.
    Other,
}

/// Refuses a server that only reads, is too old, or could lose what was acknowledged. Engines that don't have a setting are
/// taken at their word.
pub(super) fn check(client: &mut Client) -> Result<Engine, OpenError> {
    let version: String = client.query_one("SELECT version() AS version", &[])?.try_get("version")?;
    let engine = match version.starts_with("PostgreSQL") && !version.contains("-YB-") {
        true => Engine::Postgres,
        false => Engine::Other,
    };
    if engine == Engine::Postgres {
        check_version(client)?;
    }
    if is_on(client, "transaction_read_only")?
        || is_on(client, "default_transaction_read_only")?
        || is_replica(client)?
    {
        return Err(OpenError::ReadOnly);
    }
    check_is_durable(client)?;
    Ok(engine)
}

fn check_version(client: &mut Client) -> Result<(), OpenError> {
    let number = setting(client, "server_version_num")?.and_then(|number| number.parse::<u32>().ok());
    match number.map(|number| number / 10_000) {
        Some(version) if version < LOWEST_VERSION => Err(OpenError::TooOld(version)),
        _ => Ok(()),
    }
}

fn is_replica(client: &mut Client) -> Result<bool, OpenError> {
    let answer = optional(client, "SELECT pg_is_in_recovery()::text AS part")?;
    Ok(answer.is_some_and(|answer| answer == "true"))
}

/// `synchronous_commit`: with `off` a crash of the server loses what was acknowledged, and nothing tells afterwards. `local` is
/// refused where a standby is to have everything that was acknowledged, because it then has not. `remote_write` is not: what
/// was acknowledged is on this server's disk, and where a standby takes over, a new epoch begins.
fn check_is_durable(client: &mut Client) -> Result<(), OpenError> {
    // Its storage is not PostgreSQL's, so that PostgreSQL's ways to write to a disk say nothing.
    let is_aurora = optional(client, "SELECT aurora_version()::text AS part")?.is_some();
    let disk = if is_aurora { &[][..] } else { &["fsync", "full_page_writes"] };
    for name in disk {
        if let Some(value) = setting(client, name)?.filter(|value| value != "on") {
            return Err(OpenError::NotDurable { setting: name, value });
        }
    }
    let has_standby = setting(client, "synchronous_standby_names")?.is_some_and(|names| !names.is_empty());
    let commit = setting(client, "synchronous_commit")?;
    match commit.filter(|value| value == "off" || (value == "local" && has_standby)) {
        Some(value) => Err(OpenError::NotDurable { setting: "synchronous_commit", value }),
        None => Ok(()),
    }
}

fn is_on(client: &mut Client, name: &str) -> Result<bool, OpenError> {
    Ok(setting(client, name)?.is_some_and(|value| value == "on"))
}

fn setting(client: &mut Client, name: &str) -> Result<Option<String>, OpenError> {
    Ok(client.query_one("SELECT current_setting($1, true) AS value", &[&name])?.try_get("value")?)
}

/// Whether the connection is encrypted; `None` where the server does not say.
pub(super) fn is_encrypted(client: &mut Client) -> Result<Option<bool>, OpenError> {
    let answer = optional(client, "SELECT ssl::text AS part FROM pg_stat_ssl WHERE pid = pg_backend_pid()")?;
    Ok(answer.map(|answer| answer == "true"))
}

/// A text in column `part`; `None` where the engine does not have it, or does not show it to this user.
pub(super) fn optional(client: &mut Client, question: &str) -> Result<Option<String>, AskError> {
    match client.query_opt(question, &[]) {
        Ok(row) => Ok(row.map_or(Ok(None), |row| row.try_get("part"))?),
        Err(error) => {
            let missing = [
                SqlState::UNDEFINED_FUNCTION,
                SqlState::UNDEFINED_TABLE,
                SqlState::UNDEFINED_COLUMN,
                SqlState::UNDEFINED_OBJECT,
                SqlState::FEATURE_NOT_SUPPORTED,
                SqlState::INSUFFICIENT_PRIVILEGE,
            ];
            if error.code().is_some_and(|code| missing.contains(code)) { Ok(None) } else { Err(error) }
        }
    }
}
