//! Everything that can go wrong, as the person meets it: what they still have, and what to do next. Status codes and
//! sentences are decided here and nowhere else.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use companion_model::wire::v1::{Problem as Document, problem as slug};

use super::causes::Cause;
use crate::{rules::CodeState, store::StoreError};

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
            Self::NoToken => (S::UNAUTHORIZED, slug::NO_TOKEN, "The request does not say which phone it is from.", "Everything you wrote is still on this phone and will be sent again. The network changed the request on its way. Another Wi-Fi or mobile data may work."),
            Self::UnknownDevice => (S::UNAUTHORIZED, slug::UNKNOWN_DEVICE, "The school does not know this phone.", "Everything you wrote is still on this phone. Ask your DSL for a new set-up link and open it here. Then your records will be sent."),
            Self::SignIn => (S::UNAUTHORIZED, slug::SIGN_IN, "You are not signed in.", "That name or passphrase isn't right, or you have been signed out. Nothing is lost. Sign in again with all six words."),
            Self::ForeignOrigin => (S::FORBIDDEN, slug::FOREIGN_ORIGIN, "The school's server doesn't know the address of this page.", "Nothing was changed. Open the inbox from its own link. If that doesn't help, tell your IT support."),
            Self::OtherRoute => (S::FORBIDDEN, slug::OTHER_ROUTE, "This record is for a role whose records you can't open.", "Nothing was imported, and the file hasn't changed. Give it back to the person who gave it to you. Their phone shows who it is for."),
            Self::RemovedDevice => (S::FORBIDDEN, slug::REMOVED_DEVICE, "The school has removed this phone.", "Anything the school doesn't have yet is still on this phone. Phone your DSL and tell them. With a new set-up link this phone can be set up again, and then your records will be sent."),
            Self::OtherSession => (S::CONFLICT, slug::OTHER_SESSION, "Someone else has signed in on this browser.", "Nothing was changed in their name, and nothing is lost. Sign in again with your own six words."),
            Self::NotAdministrator => (S::FORBIDDEN, slug::NOT_ADMINISTRATOR, "Only the person who set up the school can do that.", "Nothing was changed. Ask that person."),
            Self::NotInviter => (S::FORBIDDEN, slug::OTHER_S_LINK, "Only the person who made this link, or who set up the school, can withdraw it.", "Nothing was changed. Ask one of them."),
            Self::RouteOccupied => (S::CONFLICT, slug::HAS_SOMEBODY, "Someone already holds this role.", "Nothing was changed. This version allows one person in each role. After signing in again, you can see under Roles who holds it. If you can't sign in, ask the person who invited you."),
            Self::NameTaken => (S::CONFLICT, slug::NAME_TAKEN, "Someone else has just taken this sign-in name.", "Nothing was saved, and your link still works. Open it again and choose another sign-in name."),
            Self::UnknownEnrolment => (S::NOT_FOUND, slug::UNKNOWN_CODE, "The school doesn't know this set-up link.", "Nothing on this phone has changed. Open the whole link again. If that doesn't help, ask for a new one."),
            Self::SpentEnrolment => (S::GONE, slug::SPENT_CODE, "This set-up link has been used or is too old.", "Nothing on this phone has changed. Ask the person who invited you for a new link. Each link works for one phone, for a day at most."),
            Self::WithdrawnEnrolment => (S::GONE, slug::SPENT_CODE, "The school has withdrawn this set-up link.", "Nothing on this phone has changed. Ask the person who invited you for a new link."),
            Self::UsedEnrolment => (S::GONE, slug::SPENT_CODE, "This link has been used to set up a phone.", "Nothing was changed. If that phone shouldn't be set up, remove it under Staff and phones."),
            Self::UnknownSetup => (S::NOT_FOUND, slug::UNKNOWN_CODE, "This server doesn't know this set-up link.", "Nothing was set up. Open the whole link again. If that doesn't help, ask your IT support, who makes a new one with: companion-endpoint init"),
            Self::SpentSetup => (S::GONE, slug::SPENT_CODE, "This set-up link has been used or is too old.", "Anything set up with it is unchanged. Your IT support makes a new one with: companion-endpoint init"),
            Self::UnknownJoining => (S::NOT_FOUND, slug::UNKNOWN_CODE, "This server doesn't know this link.", "Nothing was saved. Open the whole link again. If that doesn't help, ask the person who sent it for a new one."),
            Self::SpentJoining => (S::GONE, slug::SPENT_CODE, "This link has been used, is too old, or came from someone who has been removed.", "If you used it yourself, wait until you are confirmed, then sign in from your inbox link. If you didn't, ask the school for a new one."),
            Self::UnknownEnvelope => (S::NOT_FOUND, slug::UNKNOWN_ENVELOPE, "The school doesn't have this record.", "A phone that still has it will send it again. At a computer, print it while it is on the screen, and tell its author."),
            Self::UnknownAddress => (S::NOT_FOUND, slug::UNKNOWN_ADDRESS, "The school's server doesn't have this.", "Nothing was changed and nothing is lost. Reload the page, or open your link again. If that doesn't help, tell your IT support."),
            Self::WrongMethod => (S::METHOD_NOT_ALLOWED, slug::UNKNOWN_ADDRESS, "This server can't do that.", "Nothing was changed. Reload the page or update the app, then try again."),
            Self::NoApps => (S::NOT_FOUND, slug::UNKNOWN_ADDRESS, "This server has no web apps in it.", "It still receives records and nothing is lost. To serve the apps too, build them first, then the endpoint: cargo xtask serve"),
            Self::TooLarge => (S::PAYLOAD_TOO_LARGE, slug::TOO_LARGE, "This is too large to send.", "It is still on this phone and the school doesn't have it. Print it or save it as a file to hand over, and phone your DSL."),
            Self::BrokenOff => (S::REQUEST_TIMEOUT, slug::UNREADABLE_BODY, "The request was cut off on its way.", "None of it was saved, and you still have everything. Try again. Another network may work."),
            Self::Overloaded => (S::SERVICE_UNAVAILABLE, slug::UNAVAILABLE, "The school's server is too busy at the moment.", "None of this was saved, and you still have everything. A phone sends it again. On a computer, try again in a moment. If it is urgent, phone your DSL."),
            Self::UnreadableHeader => (S::UNPROCESSABLE_ENTITY, slug::UNREADABLE_HEADER, "The school's server can't tell what this record is.", "It is still on this phone and the school doesn't have it. Update the app and try again. Phone your DSL meanwhile."),
            Self::ImpossibleLength => (S::UNPROCESSABLE_ENTITY, slug::UNREADABLE_HEADER, "No record has this length.", "You still have it, and the school doesn't. Update the app and try again. Phone your DSL meanwhile."),
            Self::Digest => (S::UNPROCESSABLE_ENTITY, slug::DIGEST, "The record was changed on its way.", "It is still on this phone, unchanged, and the school doesn't have it yet. It will be sent again. Another Wi-Fi or mobile data may work."),
            Self::UnpublishedKey => (S::UNPROCESSABLE_ENTITY, slug::UNPUBLISHED_KEY, "This record is sealed with a key that isn't the school's.", "It is still on this phone, and the school couldn't open it. Phone your DSL and ask for a new set-up link."),
            Self::UnreadableBody(_) | Self::Contradiction(_) => (S::UNPROCESSABLE_ENTITY, slug::UNREADABLE_BODY, "The school's server couldn't use this.", "Nothing was saved and nothing is lost. Reload the page, then try again. If that doesn't help, tell your IT support."),
            Self::TooMany { .. } => (S::TOO_MANY_REQUESTS, slug::TOO_MANY, "That was too many requests in a minute.", "Everything is still on this phone. Sending continues in a moment. If it is urgent, phone your DSL."),
            Self::TooMuchToday { .. } => (S::TOO_MANY_REQUESTS, slug::TOO_MANY, "This phone has sent as much today as the school accepts from one phone.", "What isn't sent yet is still on this phone. Sending continues within a day. If it is urgent, phone your DSL."),
            Self::TooManyFiles { .. } => (S::TOO_MANY_REQUESTS, slug::TOO_MANY_FILES, "You have imported as much today as the school accepts from one person.", "Nothing was imported, and the file hasn't changed. Keep it, and import it in 24 hours. If it may be urgent, phone its author now."),
            Self::Unavailable(_) => (S::SERVICE_UNAVAILABLE, slug::UNAVAILABLE, "The school's server can't do this at the moment.", "Anything the school hasn't confirmed is still on this phone. It will be sent again. On a computer, it may not have been saved: try again in a moment. If it is urgent, phone your DSL."),
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
            Self::Unavailable(cause) => {
                response.extensions_mut().insert(Cause(cause));
            }
            Self::Contradiction(cause) => tracing::warn!("{cause}"),
            _ => {}
        }
        response
    }
}
