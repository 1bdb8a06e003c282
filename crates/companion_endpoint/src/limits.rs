//! What an endpoint takes at once, and how long it waits for what is slow. Never by address: a whole school is one.

use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files the endpoint needs beside its connections: database, log, a backup.
const OWN_FILES: u64 = 64;
/// However few files the system allows, the endpoint answers somebody.
const FEWEST: u64 = 16;
/// What these cost in memory is bounded, too: each may hold a head and what has come of a body.
const MOST: u64 = 2048;

/// How long it may take to connect to a database server, its first answer included.
pub(crate) const DATABASE_CONNECT: Duration = Duration::from_secs(5);
/// How long nothing may come from a database server's machine at all, by which the system finds that it is off or cut off.
pub(crate) const DATABASE_NETWORK: Duration = Duration::from_secs(10);
/// How much longer than the server itself may work on a statement its answer is waited for. The server can't keep its own limit while it
/// hangs or the network swallows what it says, and a COMMIT has none: then this one frees the thread that waits.
pub(crate) const DATABASE_ANSWER: Duration = Duration::from_secs(2);
/// How long a step to a new schema, or a look at every school, may take, for which the server has no limit.
pub(crate) const DATABASE_LONG_WORK: Duration = Duration::from_secs(60 * 60);

/// What an endpoint takes at once, and how long it waits for what is slow.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections that are open at once. The next one closes the one that has lain idle longest.
    pub connections: usize,
    /// Bytes of bodies that are in memory at once.
    pub bodies: usize,
    /// How long a connection may lie open without a request.
    pub idle: Duration,
    /// How long a request's head may take from its first byte.
    pub head: Duration,
    /// How long a body may take: an envelope of full size over a very bad line.
    pub body: Duration,
    /// How long nothing at all may come of a body, or go of an answer.
    pub silence: Duration,
    /// How long a request that is here may wait for its answer. What it asked for may be done all the same, and who asks again is
    /// told. Less than the 15 seconds after which a phone gives up: it should hear from us, and not believe that the network is bad.
    pub answer: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            bodies: 32 * 1024 * 1024,
            idle: Duration::from_secs(60),
            head: Duration::from_secs(15),
            body: Duration::from_secs(120),
            silence: Duration::from_secs(20),
            answer: Duration::from_secs(10),
        }
    }
}

/// Raises the process's limit of open files as far as the system lets it; answers how many connections fit.
pub fn connections_that_fit() -> usize {
    let most = getrlimit(Resource::Nofile).maximum;
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: most, maximum: most }) {
        tracing::warn!("the limit of open files can't be raised, and fewer connections are taken: {error}");
    }
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let connections = files.saturating_sub(OWN_FILES).clamp(FEWEST, MOST);
    usize::try_from(connections).unwrap_or(usize::MAX)
}
