//! What PostgreSQL says, in words for the log: codes, tables and rules, never a value. Its details, contexts and hints are left
//! out, because they hold values.

use std::{error::Error as _, io};

use tokio_postgres::{
    Error,
    error::{DbError, SqlState},
};

use super::client::AskError;
use crate::store::StoreError;

/// What a failure means for whatever was to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Others were in the way: the same may succeed at another try.
    Again,
    /// The connection can't be used any more; what it had not committed is undone.
    Lost,
    /// The server can't do it at the moment, whatever is asked.
    Unable,
    /// What was asked can't be done.
    Refused,
}

/// A failure of the database.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) fault: Fault,
    pub(super) error: StoreError,
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        let fault = match &error {
            AskError::Failed(error) => fault(error),
            AskError::Silent(_) | AskError::Closed | AskError::System(_) => Fault::Lost,
        };
        Self { fault, error: error.into() }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        AskError::from(error).into()
    }
}

impl From<AskError> for StoreError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Failed(error) => error.into(),
            unanswered => Self::Unavailable(format!("database: {unanswered}")),
        }
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error.as_db_error() {
            Some(said) if is_of_request(said.code()) => Self::Contradiction(rule(said)),
            _ => Self::Unavailable(format!("database: {}", cause(&error))),
        }
    }
}

fn fault(error: &Error) -> Fault {
    let Some(code) = error.code() else {
        // A value that can't be written or read says nothing about the connection; everything else without a code does.
        let is_value = error.source().is_some() && !error.is_closed() && io_kind(error).is_none();
        return if is_value { Fault::Refused } else { Fault::Lost };
    };
    if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
        return Fault::Again;
    }
    // A statement that was prepared for an earlier schema, or is gone: a new connection prepares it anew.
    if [SqlState::FEATURE_NOT_SUPPORTED, SqlState::INVALID_SQL_STATEMENT_NAME].contains(code) {
        return Fault::Lost;
    }
    match code.code().as_bytes() {
        // Connections, the server's end, sessions that it ended because they were idle; and a server that only reads by now:
        // a new connection is to the one that took over, or says so.
        [b'0', b'8', ..] | b"57P01" | b"57P02" | b"57P03" | b"57P05" | b"25P03" | b"25006" => Fault::Lost,
        // Room, locks that are not free, and the operator.
        [b'5', b'3' | b'5' | b'7', ..] => Fault::Unable,
        _ => Fault::Refused,
    }
}

/// Whether the request contradicts a rule (class 23), or holds what the database can't (class 22, for example a text with a
/// zero in it).
fn is_of_request(code: &SqlState) -> bool {
    matches!(code.code().as_bytes(), [b'2', b'2' | b'3', ..])
}

/// A rule that a request contradicts, by its name.
fn rule(said: &DbError) -> String {
    let name = said.constraint().or(said.table()).unwrap_or("a value");
    format!("database: {} {name}", said.code().code())
}

/// The cause of a failure, for the log.
pub(super) fn cause(error: &Error) -> String {
    if let Some(said) = error.as_db_error() {
        return match known_cause(said.code()) {
            Some(words) => format!("{words} (SQLSTATE {})", said.code().code()),
            None => format!("{} (SQLSTATE {})", said.message(), said.code().code()),
        };
    }
    if let Some(kind) = io_kind(error) {
        return kind;
    }
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

fn known_cause(code: &SqlState) -> Option<&'static str> {
    Some(match code.code() {
        "53100" => "the disk of the database server is full",
        "53200" => "the database server is out of memory",
        "53300" => "the database server has no connection left",
        "25006" => "the database server only reads: it is a replica, or was told to",
        "57P01" | "57P02" | "57P03" => "the database server is stopping, or starting",
        "57014" => "the database server took too long and was told to stop",
        "55P03" => "others have held the same rows for too long",
        "40001" | "40P01" => "others were writing the same rows",
        "42501" => "the database does not let this user do it",
        _ => return None,
    })
}

/// What the system says of the connection.
fn io_kind(error: &Error) -> Option<String> {
    let cause = error.source()?.downcast_ref::<io::Error>()?;
    Some(match cause.get_ref() {
        // The system's words, or those of TLS, which name a certificate's fault.
        Some(inner) => format!("{error}: {inner}"),
        None => cause.kind().to_string(),
    })
}
