//! A client of a server, used from a thread that may wait: each question has its answer within a time, or the connection is given
//! up. The network's own limits don't do that: a server that hangs, and a proxy in between, confirm every packet and say nothing.

use std::{
    io, mem,
    pin::{Pin, pin},
    thread,
    time::Duration,
};

use futures_util::TryStreamExt;
use tokio::{
    runtime::{Builder, Handle, Runtime},
    task::JoinHandle,
    time::timeout,
};
use tokio_postgres::{
    Config, Error, Row, RowStream, SimpleQueryMessage, Statement, ToStatement, error::SqlState, types::ToSql,
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// What a statement is given for `$1`, `$2` and so on.
pub(super) type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

/// How long it may take to tell the server that a connection ends. One that was not told finds out by itself.
const END_TOLD_WITHIN: Duration = Duration::from_secs(1);

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum AskError {
    /// The server refuses it, or the connection is gone.
    #[error(transparent)]
    Failed(#[from] Error),
    /// No answer came within this time, and whether the server has done what was asked is not known.
    #[error("the database server has not answered for {} s", .0.as_secs())]
    Silent(Duration),
    /// It was asked on a connection that was given up.
    #[error("the connection is closed")]
    Closed,
    /// The system gives no means to wait by.
    #[error("the system can't wait for the database server: {0}")]
    System(io::Error),
}

impl AskError {
    /// What the server says, if it said something.
    pub(super) fn code(&self) -> Option<&SqlState> {
        if let Self::Failed(error) = self { error.code() } else { None }
    }
}

/// A connection, and what moves its bytes while somebody waits.
pub(super) struct Client {
    /// `None` once it was given up.
    open: Option<Open>,
    /// How long an answer is waited for.
    limit: Duration,
}

struct Open {
    client: tokio_postgres::Client,
    runtime: Runtime,
    /// Ends with the connection.
    moving: JoinHandle<()>,
}

impl Client {
    /// Connects to one server. All of it, the server's first answer included, is done within a time.
    pub(super) fn connect(
        config: &Config,
        tls: MakeRustlsConnect,
        within: Duration,
        limit: Duration,
    ) -> Result<Self, AskError> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(AskError::System)?;
        let connected = runtime.block_on(async { timeout(within, config.connect(tls)).await });
        let (client, connection) = match connected {
            Ok(Ok(connected)) => connected,
            failed => {
                // Not dropped: that waits for the system's search for a name.
                runtime.shutdown_background();
                return Err(failed.map_or(AskError::Silent(within), |failed| match failed {
                    Err(error) => AskError::Failed(error),
                    Ok(_) => AskError::Closed,
                }));
            }
        };
        let moving = runtime.spawn(async move {
            // How a connection ended is what the question that was under way is answered.
            let _ended = connection.await;
        });
        Ok(Self { open: Some(Open { client, runtime, moving }), limit })
    }

    /// Whether nothing can be asked any more.
    pub(super) fn is_closed(&self) -> bool {
        self.open.as_ref().is_none_or(|open| open.client.is_closed())
    }

    /// Does something for which answers are waited for so long.
    pub(super) fn patiently<T>(&mut self, limit: Duration, work: impl FnOnce(&mut Self) -> T) -> T {
        let usual = mem::replace(&mut self.limit, limit);
        let done = work(self);
        self.limit = usual;
        done
    }

    pub(super) fn query<S: ?Sized + ToStatement>(
        &mut self,
        statement: &S,
        parameters: Parameters<'_>,
    ) -> Result<Vec<Row>, AskError> {
        self.ask(async |client| client.query(statement, parameters).await)
    }

    pub(super) fn query_one(&mut self, sql: &str, parameters: Parameters<'_>) -> Result<Row, AskError> {
        self.ask(async |client| client.query_one(sql, parameters).await)
    }

    pub(super) fn query_opt(
        &mut self,
        sql: &str,
        parameters: Parameters<'_>,
    ) -> Result<Option<Row>, AskError> {
        self.ask(async |client| client.query_opt(sql, parameters).await)
    }

    /// Rows as they come, however many there are.
    pub(super) fn query_each(&mut self, sql: &str, parameters: Parameters<'_>) -> Result<Rows<'_>, AskError> {
        let parameters = parameters.iter().map(|parameter| *parameter as &dyn ToSql);
        let rows = self.ask(async |client| client.query_raw(sql, parameters).await)?;
        Ok(Rows { client: self, rows: Box::pin(rows) })
    }

    pub(super) fn execute<S: ?Sized + ToStatement>(
        &mut self,
        statement: &S,
        parameters: Parameters<'_>,
    ) -> Result<u64, AskError> {
        self.ask(async |client| client.execute(statement, parameters).await)
    }

    pub(super) fn prepare(&mut self, sql: &str) -> Result<Statement, AskError> {
        self.ask(async |client| client.prepare(sql).await)
    }

    pub(super) fn simple_query(&mut self, sql: &str) -> Result<Vec<SimpleQueryMessage>, AskError> {
        self.ask(async |client| client.simple_query(sql).await)
    }

    pub(super) fn batch_execute(&mut self, sql: &str) -> Result<(), AskError> {
        self.ask(async |client| client.batch_execute(sql).await)
    }

    /// Asks, and waits for the answer. Where none comes in time the connection is given up: an answer that comes later would be
    /// taken for that to another question.
    fn ask<T>(
        &mut self,
        question: impl AsyncFnOnce(&tokio_postgres::Client) -> Result<T, Error>,
    ) -> Result<T, AskError> {
        let open = self.open.as_ref().ok_or(AskError::Closed)?;
        let limit = self.limit;
        let answered = open.runtime.block_on(async { timeout(limit, question(&open.client)).await });
        self.in_time(answered)
    }

    fn in_time<T>(
        &mut self,
        answered: Result<Result<T, Error>, tokio::time::error::Elapsed>,
    ) -> Result<T, AskError> {
        answered.map_or_else(
            |_over| {
                if let Some(open) = self.open.take() {
                    open.runtime.shutdown_background();
                }
                Err(AskError::Silent(self.limit))
            },
            |answer| Ok(answer?),
        )
    }
}

/// Rows that are asked for one after the other.
pub(super) struct Rows<'a> {
    client: &'a mut Client,
    rows: Pin<Box<RowStream>>,
}

impl Rows<'_> {
    /// The next row; `None` after the last.
    pub(super) fn next(&mut self) -> Result<Option<Row>, AskError> {
        let open = self.client.open.as_ref().ok_or(AskError::Closed)?;
        let (limit, mut next) = (self.client.limit, pin!(self.rows.try_next()));
        let answered = open.runtime.block_on(async { timeout(limit, next.as_mut()).await });
        self.client.in_time(answered)
    }
}

impl Open {
    /// Tells the server, on a thread that may wait.
    fn close(self) {
        let Self { client, runtime, moving } = self;
        drop(client);
        // Told or not, the connection ends here.
        let _told = runtime.block_on(async { timeout(END_TOLD_WITHIN, moving).await });
        runtime.shutdown_background();
    }
}

/// Closes the connection on a thread that may wait, which one of another runtime may not.
impl Drop for Client {
    fn drop(&mut self) {
        let Some(open) = self.open.take() else { return };
        if Handle::try_current().is_err() {
            open.close();
        } else if let Err(error) = thread::Builder::new().name("closing".into()).spawn(move || open.close()) {
            tracing::warn!("a connection to the database is not closed: {error}");
        }
    }
}
