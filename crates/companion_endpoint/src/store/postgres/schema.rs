//! Bringing a database to this version's schema, while endpoints of the version before, and of the next, may be using it.

use postgres::{Client, error::SqlState};

use super::{OpenError, checks::Engine, life};

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
    match taken(client)? {
        Some(taken) => check_is_known(taken, MIGRATIONS),
        None => Err(unmade(client)?),
    }
}

/// Takes the steps that are missing, each in a transaction of its own. A database in which there is something else is left as
/// it is; an empty one becomes ours if `creates`.
pub(super) fn migrate(client: &mut Client, engine: Engine, creates: bool) -> Result<(), OpenError> {
    take_steps(client, engine, creates, MIGRATIONS)
}

fn take_steps(
    client: &mut Client,
    engine: Engine,
    creates: bool,
    steps: &[Migration],
) -> Result<(), OpenError> {
    match taken(client)? {
        Some(taken) => check_is_known(taken, steps)?,
        None => match unmade(client)? {
            OpenError::Empty if creates => {}
            refused => return Err(refused),
        },
    }
    for step in steps {
        take(client, step)?;
    }
    life::begin(client, engine)
}

/// Takes a step unless it was taken. Whoever else migrates waits for the lock, and then finds that it was.
fn take(client: &mut Client, step: &Migration) -> Result<(), OpenError> {
    if taken(client)?.is_some_and(|taken| taken.newest >= step.number) {
        return Ok(());
    }
    let mut transaction = client.transaction()?;
    // A step over a large table takes as long as it takes; what it waits for, it does not wait for longer than anybody.
    transaction.batch_execute("SET LOCAL statement_timeout = 0")?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])?;
    let has_steps = "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'schema_step'";
    let number = i32::try_from(step.number).unwrap_or(i32::MAX);
    let is_taken = transaction.query_opt(has_steps, &[])?.is_some()
        && transaction.query_opt("SELECT 1 FROM schema_step WHERE number = $1", &[&number])?.is_some();
    if !is_taken {
        transaction.batch_execute(step.sql)?;
        transaction.execute(
            "INSERT INTO schema_step (number, works_with) VALUES ($1, $2)",
            &[&number, &i32::try_from(step.works_with).unwrap_or(i32::MAX)],
        )?;
    }
    Ok(transaction.commit()?)
}

fn taken(client: &mut Client) -> Result<Option<Taken>, OpenError> {
    let steps = "SELECT max(number) AS newest, max(works_with) AS works_with FROM schema_step";
    let row = match client.query_one(steps, &[]) {
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => return Ok(None),
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_COLUMN) => return Err(OpenError::Foreign),
        row => row?,
    };
    let number =
        |column| row.try_get::<_, Option<i32>>(column).map(|it| it.unwrap_or_default().unsigned_abs());
    Ok(Some(Taken { newest: number("newest")?, works_with: number("works_with")? }))
}

fn check_is_known(taken: Taken, steps: &[Migration]) -> Result<(), OpenError> {
    let known = steps.iter().map(|step| step.number).max().unwrap_or_default();
    if known < taken.works_with { Err(OpenError::Newer) } else { Ok(()) }
}

/// Why a database in which no step was taken is refused.
fn unmade(client: &mut Client) -> Result<OpenError, OpenError> {
    let tables = "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() LIMIT 1";
    let is_empty = client.query_opt(tables, &[])?.is_none();
    Ok(if is_empty { OpenError::Empty } else { OpenError::Foreign })
}
