use std::{io, path::PathBuf};

use companion_inbox::{founding::FoundingError, keyring::UnlockError};
use companion_seal::SealError;

/// Why there is no demonstration. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An origin that is not this machine.
    #[error(
        "{0} is not an address of this machine. The demonstration's passphrases lie in a file, so its school is set \
         up on http://localhost or http://127.0.0.1 only."
    )]
    NotLoopback(String),
    /// The endpoint did not answer.
    #[error("The endpoint did not answer ({0}). Is it running? Start it and try again.")]
    Unreachable(#[from] ureq::Error),
    /// The endpoint refused.
    #[error("The endpoint refused {doing} ({status}): {sentence}")]
    Refused {
        /// What was asked for.
        doing: &'static str,
        /// The HTTP status.
        status: u16,
        /// Its own words.
        sentence: String,
    },
    /// The endpoint answered something else than the protocol says.
    #[error(
        "The answer to {doing} can't be read ({cause}). Do the endpoint and this program come from one build?"
    )]
    Unreadable {
        /// What was asked for.
        doing: &'static str,
        /// Why it can't be read.
        cause: String,
    },
    /// The endpoint does not know the school of the file.
    #[error(
        "The endpoint does not know the demonstration school of {0}: its database is another one. Start with an \
         empty data folder, or move that file away."
    )]
    OtherDatabase(PathBuf),
    /// A file can't be read or written.
    #[error("{path}: {cause}.")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A file that says something else than it should.
    #[error("{path} can't be read as a demonstration school ({cause}). Move it away to have a new one made.")]
    UnreadableFile {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: serde_json::Error,
    },
    /// No code for the set-up.
    #[error("{program} printed no set-up link: {said}")]
    NoSetUpLink {
        /// The program that was asked.
        program: PathBuf,
        /// What it said.
        said: String,
    },
    /// Nobody of that name.
    #[error("The demonstration school has no member {0}.")]
    NoSuchMember(String),
    /// No record of that id.
    #[error("There is no record {0} on this desk.")]
    NoSuchRecord(uuid::Uuid),
    /// A key could not be made, or did not open.
    #[error("{0}.")]
    Seal(#[from] SealError),
    /// No school was made.
    #[error("{0} Start again with an empty data folder.")]
    Founding(#[from] FoundingError),
    /// The desk stays closed.
    #[error("{0} Start again with an empty data folder.")]
    Unlock(#[from] UnlockError),
}
