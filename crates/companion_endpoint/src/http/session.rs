//! Whose session a request is in. A browser has one session cookie, whatever its windows show: whoever signs in in another
//! window takes the session over, and the window before would go on in their name.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use companion_model::wire::v1::MEMBER_HEADER;
use uuid::Uuid;

use super::{App, caller::Member, problem::Problem};

/// Says on every answer whose session it is, also where the request is refused before anybody is asked for it.
pub(super) async fn name_the_member(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    // A phone's, in a browser where a member has signed in as well, neither asks in their name nor keeps their session open.
    if request.headers().contains_key(header::AUTHORIZATION) {
        return next.run(request).await;
    }
    // Where nobody can be looked up now, whoever needs a member looks again, and says why there is none.
    let Ok(Some(member)) = Member::in_session(&app, request.headers()).await else {
        return next.run(request).await;
    };
    let id = member.on_file.id;
    request.extensions_mut().insert(member);
    let mut response = next.run(request).await;
    // A sign-in has begun another session, and has named its member.
    response.headers_mut().entry(MEMBER_HEADER).or_insert(name(id));
    response
}

/// Refuses what another member's window asks for, before anything is done. A desk of an earlier release names nobody, and is
/// answered as before.
pub(super) async fn refuse_other_windows(request: Request, next: Next) -> Response {
    let member = request.extensions().get::<Member>().map(|member| member.on_file.id);
    if member.is_none_or(|member| is_meant(request.headers(), member)) {
        next.run(request).await
    } else {
        Problem::OtherSession.into_response()
    }
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
