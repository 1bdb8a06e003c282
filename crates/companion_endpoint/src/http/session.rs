//! Whose session a request is in. A browser has one session cookie, whatever its windows show: whoever signs in in another
//! window takes the session over, and the window before would go on in their name.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use companion_model::wire::v1::MEMBER_HEADER;
use uuid::Uuid;

use super::{
    App,
    caller::{Member, member_header, names_nobody_else},
    problem::Problem,
    waiting::in_time,
};

/// Whose session a request came in.
#[derive(Clone, Copy)]
struct SessionMember(Uuid);

/// Says on every answer whose session it is, also where the request is refused before anybody is asked for it.
pub(super) async fn name_the_member(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    // A phone's, in a browser where a member has signed in as well, neither asks in their name nor keeps their session open.
    if is_a_phone_s(request.headers()) {
        return next.run(request).await;
    }
    let asked = in_time(&app, Member::in_session(&app, request.headers())).await;
    let id = match asked.flatten() {
        Ok(Some(member)) => member.on_file.id,
        Ok(None) => return next.run(request).await,
        Err(problem) => return problem.into_response(),
    };
    request.extensions_mut().insert(SessionMember(id));
    let mut response = next.run(request).await;
    // A sign-in has begun another session, and has named its member.
    response.headers_mut().entry(MEMBER_HEADER).or_insert(member_header(id));
    response
}

fn is_a_phone_s(headers: &HeaderMap) -> bool {
    headers.get_all(header::AUTHORIZATION).iter().any(|value| value.as_bytes().starts_with(b"Bearer "))
}

/// Refuses what another member's window asks for, before anything is done. A desk of an earlier release names nobody, and is
/// answered as before.
pub(super) async fn refuse_other_windows(request: Request, next: Next) -> Response {
    let whose = request.extensions().get::<SessionMember>();
    if whose.is_none_or(|SessionMember(member)| names_nobody_else(request.headers(), *member)) {
        next.run(request).await
    } else {
        Problem::OtherSession.into_response()
    }
}
