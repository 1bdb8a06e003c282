//! Bringing a database to this version's schema, while endpoints of the version before, and of the next, may be using it.

use std::cmp::Ordering;

use tokio_postgres::error::SqlState;

use super::{
    OpenError,
    checks::Engine,
    client::Client,
    life,
    steps::{Migration, WORKS_WITH, newest_step, steps},
};
use crate::limits;

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
    check_is_known(taken, newest_step())
}

/// Refuses a database that is not of exactly this version's schema.
pub(super) fn check_is_exactly_current(client: &mut Client) -> Result<(), OpenError> {
    let taken = look(client)?.ok_or(OpenError::Empty)?;
    match taken.newest.cmp(&newest_step()) {
        Ordering::Less => Err(OpenError::Older),
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(OpenError::Newer),
    }
}

/// Refuses to write where a newer version has taken a step that this one can't run beside. Such a step waits until the transaction
/// has ended.
pub(super) fn check_in(client: &mut Client) -> Result<(), OpenError> {
    if newest_step() < works_with(client)? { Err(OpenError::Newer) } else { Ok(()) }
}

/// Takes the steps that are missing, each in a transaction of its own. A database in which there is something else is left as
/// it is; an empty one becomes ours if `creates`.
pub(super) fn migrate(client: &mut Client, engine: Engine, creates: bool) -> Result<(), OpenError> {
    let newest = match look(client)? {
        Some(taken) => check_is_known(taken, newest_step()).map(|()| taken.newest)?,
        None if creates => 0,
        None => return Err(OpenError::Empty),
    };
    for step in steps().iter().filter(|step| step.number > newest) {
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
    let has_steps = client.query_opt(has_steps, &[])?.is_some();
    let is_taken =
        has_steps && client.query_opt("SELECT 1 FROM schema_step WHERE number = $1", &[&number])?.is_some();
    if !is_taken {
        if has_steps && step.works_with > works_with(client)? {
            // Whoever writes reads this table first: those that have begun end before the step, and the others learn of it before
            // they write anything.
            client.batch_execute("LOCK TABLE schema_step IN ACCESS EXCLUSIVE MODE")?;
        }
        client.patiently(limits::DATABASE_LONG_WORK, |client| client.batch_execute(step.sql))?;
        client.execute(
            "INSERT INTO schema_step (number, works_with) VALUES ($1, $2)",
            &[&number, &i32::try_from(step.works_with).unwrap_or(i32::MAX)],
        )?;
    }
    Ok(client.batch_execute("COMMIT")?)
}

/// The lowest step that an endpoint must know by now.
fn works_with(client: &mut Client) -> Result<u32, OpenError> {
    let row = client.query_one(WORKS_WITH, &[])?;
    Ok(row.try_get::<_, Option<i32>>("works_with")?.unwrap_or_default().unsigned_abs())
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

fn check_is_known(taken: Taken, known: u32) -> Result<(), OpenError> {
    if known < taken.works_with { Err(OpenError::Newer) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_refused_by_what_a_newer_one_says_and_not_by_its_number() {
        let newer = |works_with| check_is_known(Taken { newest: 99, works_with }, 4);
        assert!(newer(4).is_ok());
        assert!(matches!(newer(5), Err(OpenError::Newer)));
    }
}
