//! For whoever watches the machine.

use std::{sync::Arc, time::Instant};

use axum::extract::State;

use super::{App, problem::Problem};
use crate::rules;

/// `ok` on the first line: the endpoint answers and can read its database. Not whether its disk has room: only a stored
/// envelope proves that. What is wrong with the machine's clock stands on a second line.
pub(super) async fn check(State(app): State<Arc<App>>) -> Result<String, Problem> {
    let last_contact = rules::schools::latest_contact(app.store()).await?;
    let clock = app.clock.finding(app.now(), Instant::now(), last_contact);
    Ok(clock.map_or_else(|| "ok".to_owned(), |finding| format!("ok\nclock: {finding}\n")))
}
