//! Whose session a request is in. A browser has one session cookie, whatever its windows show: whoever signs in in another
//! window takes the session over, and the window before would go on in their name.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue},
    middleware::Next,
    response::{IntoResponse, Response},
};
use companion_model::wire::v1::MEMBER_HEADER;
use uuid::Uuid;

use super::{App, caller::Member, problem::Problem};

/// Refuses what another member's window asks for, before anything is read or done, and says on every answer whose session it
/// is. A desk of an earlier release names nobody, and is answered as before.
pub(super) async fn name_the_member(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let member = match Member::in_session(&app, request.headers()).await {
        Ok(Some(member)) => member,
        Ok(None) => return next.run(request).await,
        Err(problem) => return problem.into_response(),
    };
    let id = member.on_file.id;
    let mut response = if is_meant(request.headers(), id) {
        request.extensions_mut().insert(member);
        next.run(request).await
    } else {
        Problem::OtherSession.into_response()
    };
    // A sign-in has begun another session, and has named its member.
    response.headers_mut().entry(MEMBER_HEADER).or_insert(name(id));
    response
}

/// A member, as the header has them.
pub(super) fn name(member: Uuid) -> HeaderValue {
    // An id is hexadecimal digits and hyphens.
    HeaderValue::from_str(&member.to_string()).unwrap_or(HeaderValue::from_static("unknown"))
}

/// Whether nobody else is named.
fn is_meant(headers: &HeaderMap, member: Uuid) -> bool {
    let member = name(member);
    headers.get_all(MEMBER_HEADER).iter().all(|said| *said == member)
}
