//! What an endpoint takes at once, and how long it waits for what is slow. Never by address: a whole school is one.

use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files the endpoint needs beside its connections: database, log, a backup.
const OWN_FILES: u64 = 64;
/// However few files the system allows, the endpoint answers somebody.
const FEWEST: u64 = 16;
/// What these cost in memory is bounded, too: each may hold a head and what has come of a body.
const MOST: u64 = 2048;

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
