//! How long a request waits for its answer.

use std::future::Future;

use tokio::time::timeout;

use super::{App, problem::Problem};

/// What comes in time. What does not is given up here alone: the store may still do it, so that nobody is told that it was not
/// done, and whoever asks again is answered by what is kept then.
pub(super) async fn in_time<T>(app: &App, answer: impl Future<Output = T>) -> Result<T, Problem> {
    let limit = app.config.limits.answer;
    timeout(limit, answer).await.map_err(|_over| {
        Problem::Unavailable(format!(
            "there was no answer within {} s: the database hangs, or too much is waiting for it",
            limit.as_secs()
        ))
    })
}
