//! One line of the log for each request: ids, statuses and times; never content, tokens, codes or names.

use std::time::Duration;

use axum::{
    extract::{MatchedPath, Request},
    response::Response,
};
use tracing::Span;
use uuid::Uuid;

/// What every line that a request causes begins with.
pub(super) fn span(request: &Request) -> Span {
    tracing::info_span!("request", method = %request.method(), path = %path_for_log(request))
}

/// Writes the request's line.
pub(super) fn log_response(response: &Response, latency: Duration, _: &Span) {
    tracing::info!(status = response.status().as_u16(), ms = latency.as_millis(), "answered");
}

/// The route's pattern with the id filled in, if it is one. Never a code, and nothing of what is no route: it may be
/// a link somebody pasted wrongly.
fn path_for_log(request: &Request) -> String {
    let Some(pattern) = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str) else {
        return "file".to_owned();
    };
    let parts = pattern.split('/').zip(request.uri().path().split('/')).map(|(part, said)| match part {
        "{id}" => Uuid::parse_str(said).map_or_else(|_| part.to_owned(), |id| id.to_string()),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}
