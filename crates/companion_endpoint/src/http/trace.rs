//! One line of the log for each request: ids, statuses and times; never content, tokens, codes or names.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::{MatchedPath, Request},
    response::Response,
};
use tower_http::trace::OnResponse;
use tracing::Span;
use uuid::Uuid;

use super::causes::{Cause, Causes};

/// What every line that a request causes begins with.
pub(super) fn span(request: &Request) -> Span {
    tracing::info_span!("request", method = %request.method(), path = %path_for_log(request))
}

/// Writes a request's line, and before it why it could not be done, unless that was just written.
#[derive(Clone, Default)]
pub(super) struct ResponseLog(Arc<Causes>);

impl<B> OnResponse<B> for ResponseLog {
    fn on_response(self, response: &Response<B>, latency: Duration, _: &Span) {
        if let Some(Cause(cause)) = response.extensions().get::<Cause>()
            && self.0.is_due(cause, Instant::now())
        {
            tracing::error!("{cause}");
        }
        tracing::info!(status = response.status().as_u16(), ms = latency.as_millis(), "answered");
    }
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
