//! Bringing a database to this version's schema, while endpoints of the version before, and of the next, may be using it.

use std::cmp::Ordering;

use tokio_postgres::error::SqlState;

use super::{OpenError, checks::Engine, client::Client, life};
use crate::limits;

/// A step to this version's schema.
#[derive(Clone, Copy)]
pub(super) struct Migration {
    /// Its file's name begins with it.
    pub(super) number: u32,
    /// The lowest step that an endpoint must know to run on the schema once this step was taken.
    pub(super) works_with: u32,
    pub(super) sql: &'static str,
}

/// Each step once, in order: the files of the folder `migrations/postgres`, to which files are only ever added.
pub(super) const MIGRATIONS: &[Migration] = include!(concat!(env!("OUT_DIR"), "/migrations_postgres.rs"));

/// Of the lock that whoever migrates holds: "companion" as a number.
const LOCK: i64 = 0x636f_6d70_616e_696f;

/// The steps that were taken.
#[derive(Clone, Copy)]
struct Taken {
    newest: u32,
    /// The lowest step that an endpoint must know.
    works_with: u32,
}

/// Refuses a database that is not ours, or is of a newer version that this one can't run beside. An older one is served.
pub(super) fn check(client: &mut Client) -> Result<(), OpenError> {
    let taken = look(client)?.ok_or(OpenError::Empty)?;
    check_is_known(taken, MIGRATIONS)
}

/// Refuses a database that is not of exactly this version's schema.
pub(super) fn check_is_exactly_current(client: &mut Client) -> Result<(), OpenError> {
    let taken = look(client)?.ok_or(OpenError::Empty)?;
    let newest = MIGRATIONS.iter().map(|step| step.number).max().unwrap_or_default();
    match taken.newest.cmp(&newest) {
        Ordering::Less => Err(OpenError::Older),
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(OpenError::Newer),
    }
}

/// Takes the steps that are missing, each in a transaction of its own. A database in which there is something else is left as
/// it is; an empty one becomes ours if `creates`.
pub(super) fn migrate(client: &mut Client, engine: Engine, creates: bool) -> Result<(), OpenError> {
    let newest = match look(client)? {
        Some(taken) => check_is_known(taken, MIGRATIONS).map(|()| taken.newest)?,
        None if creates => 0,
        None => return Err(OpenError::Empty),
    };
    for step in MIGRATIONS.iter().filter(|step| step.number > newest) {
        take(client, step)?;
    }
    life::begin(client, engine)
}

/// Takes a step unless it was taken. Whoever else migrates waits for the lock, and then finds that it was. A step that fails ends
/// the connection, and the server undoes it.
fn take(client: &mut Client, step: &Migration) -> Result<(), OpenError> {
    // A step over a large table takes as long as it takes; what it waits for, it does not wait for longer than anybody.
    client.batch_execute("BEGIN; SET LOCAL statement_timeout = 0")?;
    client.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])?;
    let number = i32::try_from(step.number).unwrap_or(i32::MAX);
    let has_steps =
        "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_step'";
    let is_taken = client.query_opt(has_steps, &[])?.is_some()
        && client.query_opt("SELECT 1 FROM schema_step WHERE number = $1", &[&number])?.is_some();
    if !is_taken {
        client.patiently(limits::DATABASE_LONG_WORK, |client| client.batch_execute(step.sql))?;
        client.execute(
            "INSERT INTO schema_step (number, works_with) VALUES ($1, $2)",
            &[&number, &i32::try_from(step.works_with).unwrap_or(i32::MAX)],
        )?;
    }
    Ok(client.batch_execute("COMMIT")?)
}

/// Which steps were taken; `None` if the database is empty. Which tables there are is asked in one statement: what another
/// endpoint makes meanwhile is seen whole, or not at all.
fn look(client: &mut Client) -> Result<Option<Taken>, OpenError> {
    let tables = "SELECT count(*) AS tables, count(*) FILTER (WHERE tablename = 'schema_step') AS ours
                  FROM pg_tables WHERE schemaname = current_schema()";
    let found = client.query_one(tables, &[])?;
    if found.try_get::<_, i64>("tables")? == 0 {
        return Ok(None);
    }
    if found.try_get::<_, i64>("ours")? == 0 {
        return Err(OpenError::Foreign);
    }
    let steps = "SELECT max(number) AS newest, max(works_with) AS works_with FROM schema_step";
    let row = client.query_one(steps, &[]).map_err(|error| match error.code() {
        Some(code) if *code == SqlState::UNDEFINED_COLUMN => OpenError::Foreign,
        _ => error.into(),
    })?;
    let number =
        |column| row.try_get::<_, Option<i32>>(column).map(|it| it.unwrap_or_default().unsigned_abs());
    Ok(Some(Taken { newest: number("newest")?, works_with: number("works_with")? }))
}

fn check_is_known(taken: Taken, steps: &[Migration]) -> Result<(), OpenError> {
    let known = steps.iter().map(|step| step.number).max().unwrap_or_default();
    if known < taken.works_with { Err(OpenError::Newer) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_from_one_without_gaps_and_none_asks_for_more_than_itself() {
        let numbers: Vec<u32> = MIGRATIONS.iter().map(|step| step.number).collect();
        assert!(numbers.len() >= 4, "those of every release are here: {numbers:?}");
        assert!(numbers.iter().copied().eq(1..=numbers.len().try_into().unwrap()), "{numbers:?}");
        assert!(MIGRATIONS.iter().all(|step| (1..=step.number).contains(&step.works_with)));
    }

    #[test]
    fn an_endpoint_is_refused_by_what_a_newer_one_says_and_not_by_its_number() {
        let newer = |works_with| check_is_known(Taken { newest: 99, works_with }, &MIGRATIONS[..4]);
        assert!(newer(4).is_ok());
        assert!(matches!(newer(5), Err(OpenError::Newer)));
    }
}
