//! What an endpoint needs of a database: [`Store`] runs a rule's [`Transaction`], and a transaction is queries alone, a trait for
//! each noun with the rows that go in and come out beside it. What is accepted, refused and counted is decided in
//! [`crate::rules`], once for every database.

mod authors;
mod devices;
mod directories;
mod envelopes;
mod inbox;
mod integrity;
mod job;
mod joining;
mod lanes;
mod marks;
mod members;
mod memory;
pub mod postgres;
mod readers;
mod school_rows;
pub mod school_tables;
mod schools;
mod sessions;
pub mod sqlite;

use std::{future::Future, pin::Pin, sync::Arc};

use companion_model::{Millis, wire::v1::Receipt};
use companion_seal::receipt::UnsignedReceipt;
use serde::de::DeserializeOwned;
use uuid::Uuid;

pub use authors::{AuthorRow, Authors};
pub use devices::{DeviceRow, Devices};
pub use directories::Directories;
pub use envelopes::{
    Arrival, ArrivalsOf, DeliveredBy, EnvelopeKind, Envelopes, NewEnvelope, NewRow, StoredReceipt,
};
pub use inbox::{EnvelopeRow, Inbox, Position};
pub use integrity::Damage;
pub(crate) use integrity::{Kept, NUMBERED, Numbers, directory_damage, receipt_keys};
use job::BatchRule;
pub use job::Job;
pub use joining::{Joining, JoiningRow};
pub use marks::{LastNumbers, Mark, Marks, SignedMark};
pub use members::Members;
pub use memory::UnstoredSessions;
pub(crate) use school_rows::SchoolRows;
pub use schools::{Schools, SetupCode};
pub use sessions::{Session, SessionKey, SessionTimes, Sessions};

/// Signs a receipt inside the transaction that gives it its number.
pub type ReceiptSigner = Arc<dyn Fn(UnsignedReceipt) -> Receipt + Send + Sync>;

/// SHA-256 of a code, token or envelope.
pub type Sha256 = [u8; 32];

/// Nothing is known to be stored. The words are for the log: they name files, tables and rules, never content.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database can't do it at the moment: the disk is full, read-only or broken, or too much is waiting.
    #[error("{0}")]
    Unavailable(String),
    /// The request contradicts itself or what is stored, for example by naming one thing twice.
    #[error("{0}")]
    Contradiction(String),
}

/// How many places the table of tries to sign in has.
pub const TRY_PLACES: u32 = 1 << 16;

/// A store's answer, some time later.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = StoreResult<T>> + Send + 'a>>;

/// What a query answers.
pub type StoreResult<T> = Result<T, StoreError>;

/// One database of schools. Object safe, so that nothing else depends on which one it is.
pub trait Store: Send + Sync + 'static {
    /// Runs a job on what is committed. It must not write.
    fn run_read(&self, job: Box<dyn Job>) -> StoreFuture<'_, ()>;
    /// Runs a job in a transaction, in which nobody else writes anything of this school, and answers after the commit. A job
    /// of no school writes what belongs to the whole database.
    fn queue_write(&self, school: Option<Uuid>, job: Box<dyn Job>);
    /// Which epoch of the database this is, and what else is the same for all of its schools.
    fn life(&self) -> StoreResult<Life>;
    /// Counts a try to sign in at a place of the table of tries, which has [`TRY_PLACES`], and answers how many there were
    /// since the last time without one for `span`. It costs no commit, and no row that was not there.
    fn count_try(&self, place: u32, span: Millis, now: Millis) -> StoreFuture<'_, u32>;
    /// Forgets the tries of a place.
    fn forget_tries(&self, place: u32) -> StoreFuture<'_, ()>;
    /// Where the one endpoint that serves this database keeps sessions of which the database could not be told; `None` where
    /// several can serve it, and one would not know what another keeps.
    fn unstored_sessions(&self) -> Option<&UnstoredSessions>;
    /// Waits until nothing can be written any more. It is then time for the process to end: another one may do better, and
    /// whoever watches the machine should see it.
    fn ended(&self) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

impl dyn Store {
    /// What a rule answers from what is committed.
    pub(crate) async fn read<T, R>(&self, rule: R) -> StoreResult<T>
    where
        T: Send + 'static,
        R: FnMut(&mut dyn Transaction) -> StoreResult<T> + Send + 'static,
    {
        let (job, answered) = job::of(rule);
        self.run_read(job).await?;
        answered.await
    }

    /// What a rule answers that writes something of a school. Ok only once it is committed. A rule can be run more than
    /// once, each time in a new transaction; what the runs before wrote is undone.
    pub(crate) async fn write<T, R>(&self, school: impl Into<Option<Uuid>>, rule: R) -> StoreResult<T>
    where
        T: Send + 'static,
        R: FnMut(&mut dyn Transaction) -> StoreResult<T> + Send + 'static,
    {
        let (job, answered) = job::of(rule);
        self.queue_write(school.into(), job);
        answered.await
    }

    /// The same for one of many that a rule does at once.
    pub(crate) async fn write_with_others<I, T>(
        &self,
        school: Uuid,
        item: I,
        rule: BatchRule<I, T>,
    ) -> StoreResult<T>
    where
        I: Send + 'static,
        T: Send + 'static,
    {
        let (job, answered) = job::of_batch(item, rule);
        self.queue_write(Some(school), job);
        answered.await
    }
}

/// What tells one life of a database from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// New whenever the database may have lost something that was acknowledged, as at each restore.
    pub epoch: Uuid,
    /// What the salts of members who don't exist are made from.
    pub decoy: [u8; 32],
}

/// The queries that a rule can make, all in one transaction.
pub trait Transaction:
    Authors + Devices + Directories + Envelopes + Inbox + Joining + Marks + Members + Schools + Sessions
{
}

impl<T> Transaction for T where
    T: Authors + Devices + Directories + Envelopes + Inbox + Joining + Marks + Members + Schools + Sessions
{
}

/// JSON this endpoint wrote itself.
pub(crate) fn json<T: DeserializeOwned>(text: &str) -> StoreResult<T> {
    serde_json::from_str(text)
        .map_err(|error| StoreError::Unavailable(format!("a stored document can't be read: {error}")))
}

/// JSON for a column.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> StoreResult<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Unavailable(error.to_string()))
}

/// A number as databases keep it: they count to 2^63 - 1.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
