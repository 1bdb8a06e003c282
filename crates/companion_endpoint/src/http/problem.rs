//! Everything that can go wrong, as the person meets it: what they still have, and what to do next. Status codes and
//! sentences are decided here and nowhere else.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use companion_model::wire::v1::{Problem as Document, problem as slug};

use crate::store::{CodeState, StoreError};

/// A full disk is not emptied in seconds, and phones come back by themselves.
const UNAVAILABLE_RETRY_S: u32 = 30;
/// What is slow has ended or was given up by then.
const OVERLOADED_RETRY_S: u32 = 5;

/// An answer that is none.
#[derive(Debug)]
pub(super) enum Problem {
    NoToken,
    UnknownDevice,
    SignIn,
    ForeignOrigin,
    OtherRoute,
    RemovedDevice,
    OtherSession,
    NotAdministrator,
    NotInviter,
    RouteOccupied,
    NameTaken,
    UnknownEnrolment,
    SpentEnrolment,
    WithdrawnEnrolment,
    /// For whoever wants to withdraw it.
    UsedEnrolment,
    UnknownSetup,
    SpentSetup,
    UnknownJoining,
    SpentJoining,
    UnknownEnvelope,
    UnknownAddress,
    WrongMethod,
    NoApps,
    TooLarge,
    /// Nothing came of its body for too long, or the end did not.
    BrokenOff,
    /// More bodies are under way than fit into the budget.
    Overloaded,
    UnreadableHeader,
    ImpossibleLength,
    Digest,
    UnpublishedKey,
    /// With what is wrong with it, in a sentence.
    UnreadableBody(&'static str),
    /// The request contradicts what is stored; the cause is for the log.
    Contradiction(String),
    TooMany {
        retry_after_s: u32,
    },
    TooMuchToday {
        retry_after_s: u32,
    },
    TooManyFiles {
        retry_after_s: u32,
    },
    /// The cause is for the log.
    Unavailable(String),
}

impl Problem {
    /// The same, said to a member who imports a file.
    pub(super) fn for_import(self) -> Self {
        match self {
            Self::TooMuchToday { retry_after_s } => Self::TooManyFiles { retry_after_s },
            other => other,
        }
    }

    pub(super) fn enrolment_code(state: CodeState) -> Self {
        match state {
            CodeState::Spent => Self::SpentEnrolment,
            CodeState::Withdrawn => Self::WithdrawnEnrolment,
            CodeState::Open | CodeState::Unknown => Self::UnknownEnrolment,
        }
    }

    pub(super) fn setup_code(state: CodeState) -> Self {
        if state == CodeState::Spent { Self::SpentSetup } else { Self::UnknownSetup }
    }

    pub(super) fn joining_code(state: CodeState) -> Self {
        if state == CodeState::Spent { Self::SpentJoining } else { Self::UnknownJoining }
    }

    #[rustfmt::skip] // A table: one problem a row.
    fn parts(&self) -> (StatusCode, &'static str, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::NoToken => (S::UNAUTHORIZED, slug::NO_TOKEN, "The request does not say which phone it is from.", "Everything you wrote is still on this phone, and is sent again by itself. The network on the way changed the request: on another Wi-Fi or on mobile data it may go through."),
            Self::UnknownDevice => (S::UNAUTHORIZED, slug::UNKNOWN_DEVICE, "The school does not know this phone.", "Everything you wrote is still on this phone. Ask the DSL for a new enrolment link and open it here; what is waiting is then sent."),
            Self::SignIn => (S::UNAUTHORIZED, slug::SIGN_IN, "You are not signed in.", "Name or passphrase were not right, or the session is over. Nothing is lost. Sign in again with all six words."),
            Self::ForeignOrigin => (S::FORBIDDEN, slug::FOREIGN_ORIGIN, "This request came from another website.", "Nothing was changed. Close that website and open the inbox by its own link."),
            Self::OtherRoute => (S::FORBIDDEN, slug::OTHER_ROUTE, "This record is sealed for people whose records you do not open.", "Nothing was taken in, and the file is as it was. Give it back to whoever gave it to you: their phone names the people it is for."),
            Self::RemovedDevice => (S::FORBIDDEN, slug::REMOVED_DEVICE, "The school has removed this phone, and this is not for it any more.", "What the school does not have yet is still on this phone. Phone the DSL and tell them. With a new enrolment link this phone can be set up again, and what is waiting is then sent."),
            Self::OtherSession => (S::CONFLICT, slug::OTHER_SESSION, "Someone else has signed in in this browser.", "Nothing was changed for this page, and nothing is lost. Sign in again here with your own six words."),
            Self::NotAdministrator => (S::FORBIDDEN, slug::NOT_ADMINISTRATOR, "Only an administrator can do that.", "Nothing was changed. Your school's administrator is whoever set it up: ask them."),
            Self::NotInviter => (S::FORBIDDEN, slug::OTHER_S_LINK, "Only the person who made this link, or an administrator, can withdraw it.", "Nothing was changed: the link is as it was. Ask one of them."),
            Self::RouteOccupied => (S::CONFLICT, slug::HAS_SOMEBODY, "This office has somebody already.", "Nothing was made or changed. One more person for an office is not in this version. An administrator who signs in again sees under Members who holds it."),
            Self::NameTaken => (S::CONFLICT, slug::NAME_TAKEN, "Somebody else has taken this sign-in name meanwhile.", "Nothing was kept here, and your link still works: open it again, and choose another sign-in name."),
            Self::UnknownEnrolment => (S::NOT_FOUND, slug::UNKNOWN_CODE, "This enrolment link is not known here.", "Everything on this phone is as it was. Open the link again, whole; if that does not help, ask for a new one."),
            Self::SpentEnrolment => (S::GONE, slug::SPENT_CODE, "This enrolment link has been used or is too old.", "Everything on this phone is as it was. Ask whoever invited you for a new link; each works for one phone and at most a day."),
            Self::WithdrawnEnrolment => (S::GONE, slug::SPENT_CODE, "This enrolment link was withdrawn by the school.", "Everything on this phone is as it was. Ask the person who invited you for a new link."),
            Self::UsedEnrolment => (S::GONE, slug::SPENT_CODE, "This link has been used: a phone is set up with it.", "Nothing was changed. If it should not be, remove that phone under Staff and phones."),
            Self::UnknownSetup => (S::NOT_FOUND, slug::UNKNOWN_CODE, "This set-up link is not known here.", "Nothing was set up. Open the link again, whole; if that does not help, print a new one on the server with: companion-endpoint init"),
            Self::SpentSetup => (S::GONE, slug::SPENT_CODE, "This set-up link has been used or is too old.", "What was set up with it is unchanged. Print a new link on the server with: companion-endpoint init"),
            Self::UnknownJoining => (S::NOT_FOUND, slug::UNKNOWN_CODE, "This link is not known here.", "Nothing was made. Open the link again, whole; if that does not help, ask whoever sent it for a new one."),
            Self::SpentJoining => (S::GONE, slug::SPENT_CODE, "This link was used, is too old, or is from somebody who was removed since.", "If it was you who used it, wait until you are confirmed, then sign in by your inbox link. Otherwise nothing was made: ask whoever sent it for a new one."),
            Self::UnknownEnvelope => (S::NOT_FOUND, slug::UNKNOWN_ENVELOPE, "The school does not hold this record.", "If it is on this phone, it is still here and is sent again."),
            Self::UnknownAddress => (S::NOT_FOUND, slug::UNKNOWN_ADDRESS, "There is nothing at this address.", "Nothing is lost. Go back to the first page, or open the link you were given again."),
            Self::WrongMethod => (S::METHOD_NOT_ALLOWED, slug::UNKNOWN_ADDRESS, "This address does not take such a request.", "Nothing was changed. Update the app, then try again."),
            Self::NoApps => (S::NOT_FOUND, slug::UNKNOWN_ADDRESS, "This endpoint has no web apps in it.", "It takes deliveries and nothing is lost. To serve the apps too, build them first, then the endpoint: cargo xtask serve"),
            Self::TooLarge => (S::PAYLOAD_TOO_LARGE, slug::TOO_LARGE, "This is too large to be taken.", "It is still on this phone and the school does not have it. Print it or save it to hand over, and phone the DSL."),
            Self::BrokenOff => (S::REQUEST_TIMEOUT, slug::UNREADABLE_BODY, "The request broke off on its way.", "Nothing of it was taken in, and what you have is as it was. Try again; on another Wi-Fi or on mobile data it may go through."),
            Self::Overloaded => (S::SERVICE_UNAVAILABLE, slug::UNAVAILABLE, "The school's endpoint has too much to take in at the moment.", "Nothing of this was taken in, and what you have is as it was. A phone sends it again by itself; at a desk, try again in a moment. If it is urgent, phone the DSL."),
            Self::UnreadableHeader => (S::UNPROCESSABLE_ENTITY, slug::UNREADABLE_HEADER, "The school's endpoint can't tell what this record is.", "It is still on this phone and the school does not have it. Update the app and try again; phone the DSL meanwhile."),
            Self::ImpossibleLength => (S::UNPROCESSABLE_ENTITY, slug::UNREADABLE_HEADER, "This is not as long as any record is.", "It is still where it came from, and the school does not have it. Update the app and try again; phone the DSL meanwhile."),
            Self::Digest => (S::UNPROCESSABLE_ENTITY, slug::DIGEST, "The record was changed on its way.", "It is still on this phone, unchanged, and the school does not have it yet. It is sent again; on another Wi-Fi or on mobile data it may go through."),
            Self::UnpublishedKey => (S::UNPROCESSABLE_ENTITY, slug::UNPUBLISHED_KEY, "This record is sealed for a key the school never published.", "It is still on this phone and the school could not open it. Phone the DSL, and ask for a new enrolment link."),
            Self::UnreadableBody(_) | Self::Contradiction(_) => (S::UNPROCESSABLE_ENTITY, slug::UNREADABLE_BODY, "The request does not say what it should.", "Nothing was changed and nothing is lost. Reload the page or update the app, then try again."),
            Self::TooMany { .. } => (S::TOO_MANY_REQUESTS, slug::TOO_MANY, "That was too much within a minute.", "Everything is still on this phone. It goes on by itself in a moment; if it is urgent, phone the DSL."),
            Self::TooMuchToday { .. } => (S::TOO_MANY_REQUESTS, slug::TOO_MANY, "This phone has sent as much today as the school takes from one.", "What is not sent yet is still on this phone, and goes on by itself once there is room, within a day. If it is urgent, phone the DSL."),
            Self::TooManyFiles { .. } => (S::TOO_MANY_REQUESTS, slug::TOO_MANY_FILES, "You have imported as much today as the school takes from one person.", "Nothing was taken in, and the file is as it was: keep it. Import it tomorrow, or ask another of the people it is for to import it."),
            Self::Unavailable(_) => (S::SERVICE_UNAVAILABLE, slug::UNAVAILABLE, "The school's endpoint can't store anything at the moment.", "It is still on this phone and the school does not have it yet. It is sent again by itself; if it is urgent, phone the DSL."),
        }
    }

    fn detail(&self) -> String {
        let detail = self.parts().3;
        match self {
            Self::UnreadableBody(what) => format!("{what} {detail}"),
            _ => detail.to_owned(),
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::TooMany { retry_after_s }
            | Self::TooMuchToday { retry_after_s }
            | Self::TooManyFiles { retry_after_s } => Some(*retry_after_s),
            Self::Unavailable(_) => Some(UNAVAILABLE_RETRY_S),
            Self::Overloaded => Some(OVERLOADED_RETRY_S),
            _ => None,
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => Self::Unavailable(cause),
            StoreError::Contradiction(cause) => Self::Contradiction(cause),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, kind, title, _) = self.parts();
        let document = Document {
            kind: kind.into(),
            title: title.into(),
            status: status.as_u16(),
            detail: self.detail(),
        };
        let mut response = (status, axum::Json(document)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_s() {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if matches!(self, Self::NoToken | Self::UnknownDevice) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        match self {
            Self::Unavailable(cause) => tracing::error!("{cause}"),
            Self::Contradiction(cause) => tracing::warn!("{cause}"),
            _ => {}
        }
        response
    }
}
