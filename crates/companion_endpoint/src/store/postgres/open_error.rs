//! Why a database can't be served, in sentences for whoever runs the endpoint.

use tokio_postgres::error::{DbError, SqlState};

use super::{client::AskError, errors};
use crate::store::StoreError;

/// Why a database can't be opened.
#[derive(Clone, Debug, thiserror::Error)]
pub enum OpenError {
    /// The address can't be read.
    #[error(
        "the database's address can't be read ({0}). It looks like postgres://user:password@host:5432/name?sslmode=require; \
         sslmode is disable, prefer or require, and each certificate is checked"
    )]
    Address(String),
    /// Nobody answers, or the connection can't be made as it must be.
    #[error("the database server can't be reached: {0}")]
    Unreachable(String),
    /// The server does not let this user in.
    #[error("the database server refuses the user or the password of the address")]
    WrongPassword,
    /// The server does not let this user make or use the tables; in its own words.
    #[error(
        "the database does not let this user make and use tables ({0}). Make the user its owner: ALTER DATABASE name OWNER TO user. Or \
         grant it: GRANT CONNECT ON DATABASE name TO user; GRANT USAGE, CREATE ON SCHEMA public TO user; and if another user has made \
         the tables, GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO user"
    )]
    NotGranted(String),
    /// Others have every connection that the server gives.
    #[error(
        "the database server has no connection left (SQLSTATE 53300). An endpoint uses up to 25: raise max_connections of the server, or \
         the CONNECTION LIMIT of the user or the database"
    )]
    NoConnection,
    /// The server has no database of this name.
    #[error("the server has no database of the name in the address: make one with createdb")]
    NoDatabase,
    /// The server only reads.
    #[error("this is a read-only replica, or a server that was told to read only: name the primary")]
    ReadOnly,
    /// The server could lose what was acknowledged.
    #[error(
        "the database could lose what was acknowledged: its setting {setting} is {value}. Set it to on, in the server's \
             configuration or by ALTER DATABASE or ALTER ROLE, then start again"
    )]
    NotDurable {
        /// The setting's name.
        setting: &'static str,
        /// What it is set to.
        value: String,
    },
    /// A newer version of the endpoint has changed the database in a way that this one can't run beside.
    #[error(
        "this database was written by a newer version of the endpoint, and this one writes nothing to it. Start that version, or a newer one"
    )]
    Newer,
    /// An earlier version has left the database, and what it is opened for needs this version's tables.
    #[error(
        "this database was left by an earlier version of the endpoint; it is untouched. Serve it once with this version: \
         companion-endpoint serve. Then try again"
    )]
    Older,
    /// There is nothing in the database.
    #[error("there is nothing in this database yet: make it with companion-endpoint init")]
    Empty,
    /// There are tables of another program in the database.
    #[error(
        "there are tables of another program in this database; it is untouched. Give the endpoint a database of its own"
    )]
    Foreign,
    /// A school does not know the key that signs receipts.
    #[error(
        "receipt.key is not a key that the directory of {0} names: no phone of that school would believe this endpoint. Put back \
         the receipt.key that belongs to this database, or the second one that the school has published"
    )]
    OtherKey(String),
    /// A school's directory is damaged.
    #[error("a school's directory in this database can't be read. Put back a backup of the database")]
    UnreadableDirectory,
    /// The server's version is too old.
    #[error("the database server is PostgreSQL {0}: the endpoint needs 14 or newer")]
    TooOld(u32),
    /// The database can't do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AskError> for OpenError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Failed(error) => error.into(),
            unanswered => Self::Unreachable(unanswered.to_string()),
        }
    }
}

impl From<tokio_postgres::Error> for OpenError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(code) = error.code() else { return Self::Unreachable(errors::cause(&error)) };
        if [SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION].contains(code) {
            Self::WrongPassword
        } else if *code == SqlState::INVALID_CATALOG_NAME {
            Self::NoDatabase
        } else if *code == SqlState::TOO_MANY_CONNECTIONS {
            Self::NoConnection
        } else if [SqlState::INSUFFICIENT_PRIVILEGE, SqlState::INVALID_SCHEMA_NAME].contains(code) {
            // The server's words name a table or a schema, never a value.
            Self::NotGranted(error.as_db_error().map_or("no reason", DbError::message).to_owned())
        } else {
            Self::Store(error.into())
        }
    }
}

/// What whoever asks for something meanwhile is told.
impl From<OpenError> for StoreError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Store(error) => error,
            refused => Self::Unavailable(refused.to_string()),
        }
    }
}
