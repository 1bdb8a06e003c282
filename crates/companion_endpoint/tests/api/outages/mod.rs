//! A database server that is full, has no connection left, lets nobody make tables, hangs, or is gone for long: phones are answered
//! 503 in time, nothing is acknowledged that is not there, and everything goes on by itself.

mod gone;
mod refused;
mod silent;

use std::{
    path::Path,
    sync::Mutex,
    time::{Duration, Instant},
};

use companion_model::wire::v1::{Receipt, problem};
use uuid::Uuid;

use crate::world::{
    HttpResponse, TestSchool,
    deployment::{BACK, Ledger, holds_all},
    program::{self, Program},
};

/// How long a request may take whose answer has a limit: the limit, and what a busy machine adds.
pub const ANSWERED: Duration = Duration::from_secs(13);

pub fn log(data: &Path) -> String {
    std::fs::read_to_string(program::log(data)).unwrap()
}

/// Waits until something is so, and fails if it does not become so in time.
#[track_caller]
pub fn soon(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < BACK, "not within {BACK:?}: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[track_caller]
pub fn is_refused_for_now(answer: &HttpResponse) {
    answer.says(503, problem::UNAVAILABLE, "It will be sent again");
    assert_eq!(answer.header("retry-after"), "30");
}

pub fn is_healthy(endpoint: &Program) -> bool {
    endpoint.client.get("/healthz", &[]).status == 200
}

/// Everything that was acknowledged is there, once.
pub fn keeps(school: &TestSchool, endpoint: &Program, acknowledged: Vec<(Uuid, Vec<u8>, Receipt)>) {
    let ledger: Ledger = Mutex::new(acknowledged);
    holds_all(school, &endpoint.client, &ledger);
}
