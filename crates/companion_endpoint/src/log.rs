//! The log, which is standard error: one line for each request. Ids, statuses and times; never content, tokens,
//! codes or names.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use companion_model::Millis;

/// Why the store could not do its work; rides on an answer to the one place that logs.
#[derive(Clone)]
pub(crate) struct Trouble(pub(crate) String);

/// Writes one line.
pub(crate) fn request(
    at: Millis,
    method: &Method,
    path: &str,
    status: StatusCode,
    took: Duration,
    trouble: Option<&Trouble>,
) {
    let because = trouble.map(|trouble| format!(" because {}", trouble.0)).unwrap_or_default();
    eprintln!("{at} {method} {path} {} {} ms{because}", status.as_u16(), took.as_millis());
}

/// Writes a line that belongs to no request.
pub(crate) fn event(at: Millis, text: &str) {
    eprintln!("{at} {text}");
}
