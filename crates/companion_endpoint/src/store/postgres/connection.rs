//! A connection: statements that are prepared once, and transactions of one school.

use std::{collections::HashMap, sync::Arc};

use tokio_postgres::{Row, SimpleQueryMessage, Statement};
use uuid::Uuid;

use super::{
    OpenError,
    client::{AskError, Client, Parameters},
    errors::{Failure, Fault},
    life::KnownLife,
    steps::{self, WORKS_WITH},
};
use crate::store::{Life, StoreError, StoreResult, readers::Reader};

/// A connection to a database that was looked at, and is served.
pub struct PostgresConnection {
    client: Client,
    statements: HashMap<&'static str, Statement>,
    /// As this connection last read it.
    life: Life,
    /// As any connection of the process last read it.
    known: Arc<KnownLife>,
    /// The first failure of the transaction: PostgreSQL answers every later statement with a word about that one.
    failure: Option<Failure>,
    is_broken: bool,
}

impl PostgresConnection {
    pub(super) fn new(client: Client, life: Life, known: Arc<KnownLife>) -> Self {
        known.set(life);
        known.note_current();
        Self { client, statements: HashMap::new(), life, known, failure: None, is_broken: false }
    }

    /// Which life of the database this connection is of.
    pub(super) fn known_life(&self) -> Life {
        self.life
    }

    /// Every row that a statement finds.
    pub(super) fn all<T>(
        &mut self,
        sql: &'static str,
        parameters: Parameters<'_>,
        read: impl Fn(&Row) -> StoreResult<T>,
    ) -> StoreResult<Vec<T>> {
        self.rows(sql, parameters)?.iter().map(read).collect()
    }

    /// The only row that a statement can find.
    pub(super) fn one<T>(
        &mut self,
        sql: &'static str,
        parameters: Parameters<'_>,
        read: impl Fn(&Row) -> StoreResult<T>,
    ) -> StoreResult<Option<T>> {
        self.rows(sql, parameters)?.first().map(read).transpose()
    }

    /// The row of a statement that must find one.
    pub(super) fn the<T>(
        &mut self,
        sql: &'static str,
        parameters: Parameters<'_>,
        read: impl Fn(&Row) -> StoreResult<T>,
    ) -> StoreResult<T> {
        let missing = || StoreError::Unavailable("database: a row that must be there is not".into());
        self.one(sql, parameters, read)?.ok_or_else(missing)
    }

    /// Whether a statement finds anything.
    pub(super) fn is_any(&mut self, sql: &'static str, parameters: Parameters<'_>) -> StoreResult<bool> {
        Ok(!self.rows(sql, parameters)?.is_empty())
    }

    /// Writes, however many rows that changes.
    pub(super) fn write(&mut self, sql: &'static str, parameters: Parameters<'_>) -> StoreResult<()> {
        self.change(sql, parameters).map(drop)
    }

    /// Writes, and says how many rows that has changed.
    pub(super) fn change(&mut self, sql: &'static str, parameters: Parameters<'_>) -> StoreResult<u64> {
        let statement = self.prepared(sql)?;
        self.ask(|client| client.execute(&statement, parameters))
    }

    fn rows(&mut self, sql: &'static str, parameters: Parameters<'_>) -> StoreResult<Vec<Row>> {
        let statement = self.prepared(sql)?;
        self.ask(|client| client.query(&statement, parameters))
    }

    fn prepared(&mut self, sql: &'static str) -> StoreResult<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.ask(|client| client.prepare(sql))?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }

    fn ask<T>(&mut self, question: impl FnOnce(&mut Client) -> Result<T, AskError>) -> StoreResult<T> {
        question(&mut self.client).map_err(|error| {
            let failure = Failure::from(error);
            self.is_broken |= failure.fault == Fault::Lost;
            self.failure.get_or_insert(failure).error.clone()
        })
    }

    /// Begins a transaction in which no endpoint but this one writes anything of the school. The lock comes before every statement of
    /// a rule, and each of these sees what was committed before it was granted: that is what READ COMMITTED means, whatever else the
    /// server's default may be. A school that is not there yet has no row to lock; its key lets only one be added.
    ///
    /// Before anything else it is read whether this version may still write: a step of a newer one that this one can't run beside
    /// waits for the transactions that have read so, and whoever begins later reads that it may not.
    pub(super) fn begin(&mut self, school: Option<Uuid>) -> Result<(), Failure> {
        let begin = match school {
            Some(school) => format!(
                "BEGIN ISOLATION LEVEL READ COMMITTED; {WORKS_WITH}; \
                 SELECT 1 FROM school WHERE school = '{school}' FOR NO KEY UPDATE; \
                 SELECT epoch FROM life"
            ),
            None => format!("BEGIN ISOLATION LEVEL READ COMMITTED; {WORKS_WITH}; SELECT epoch FROM life"),
        };
        self.failure = None;
        let answers = self.ask(|client| client.simple_query(&begin)).map_err(|error| self.failed(error))?;
        if answers.iter().find_map(works_with).is_some_and(|lowest| lowest > steps::newest_step()) {
            self.is_broken = true;
            self.known.note_outdated();
            return Err(Failure { fault: Fault::Unable, error: OpenError::Newer.into() });
        }
        if let Some(epoch) = answers.iter().find_map(epoch)
            && epoch != self.life.epoch
        {
            self.life.epoch = epoch;
            self.known.set(self.life);
        }
        Ok(())
    }

    /// Commits. A rule that went on although one of its statements had failed commits nothing, and must not be told that it
    /// had: PostgreSQL itself answers such a COMMIT without an error.
    pub(super) fn commit(&mut self) -> Result<(), Failure> {
        if let Some(failure) = self.failure.clone() {
            self.roll_back();
            return Err(failure);
        }
        self.ask(|client| client.batch_execute("COMMIT")).map_err(|error| self.failed(error))
    }

    /// Undoes the transaction. A connection that can't even do that is given up, and the server undoes it.
    pub(super) fn roll_back(&mut self) {
        let failure = self.failure.take();
        if !self.is_broken && self.ask(|client| client.batch_execute("ROLLBACK")).is_err() {
            self.is_broken = true;
        }
        self.failure = failure;
    }

    /// Why the transaction can't go on, given what a rule, or the connection itself, says.
    pub(super) fn failed(&self, error: StoreError) -> Failure {
        self.failure.clone().unwrap_or(Failure { fault: Fault::Refused, error })
    }
}

impl Reader for PostgresConnection {
    fn is_broken(&self) -> bool {
        self.is_broken || self.known.is_outdated() || self.client.is_closed()
    }
}

/// The lowest step that an endpoint must know.
fn works_with(message: &SimpleQueryMessage) -> Option<u32> {
    let SimpleQueryMessage::Row(row) = message else { return None };
    row.try_get("works_with").ok().flatten()?.parse().ok()
}

fn epoch(message: &SimpleQueryMessage) -> Option<Uuid> {
    let SimpleQueryMessage::Row(row) = message else { return None };
    row.try_get("epoch").ok().flatten().and_then(|epoch| Uuid::parse_str(epoch).ok())
}
