//! What an answer of the endpoint means at a desk.

use companion_model::wire::v1::{Problem, problem};
use uuid::Uuid;

/// Why there is no answer to work with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum RequestError {
    /// Nothing came back.
    NoAnswer,
    /// Something else than the endpoint answered.
    Strange,
    /// The endpoint can't work at the moment.
    Busy,
    /// Nobody is signed in, or name and passphrase do not fit.
    SignedOut,
    /// The session of this browser is another member's now.
    OtherSession,
    /// The endpoint does not take what was brought.
    NotTaken,
    /// The endpoint has nothing at this address, in its own words: it may be older than this desk.
    NotKnown(String),
    /// The endpoint says why not.
    Refused(String),
}

impl RequestError {
    /// Whether the same request may still be taken, or was taken and only the answer lost.
    pub fn may_still_be_taken(&self) -> bool {
        matches!(self, Self::NoAnswer | Self::Strange | Self::Busy)
    }
}

/// Whether an answer is from another member's session than the one a page works for. A page that works for nobody yet takes
/// any, and an endpoint of an earlier release says nothing.
pub fn is_of_another(member: Option<Uuid>, said: Option<&str>) -> bool {
    let (Some(member), Some(said)) = (member, said) else { return false };
    Uuid::parse_str(said) != Ok(member)
}

/// The body of an answer, or why it is none.
///
/// # Errors
/// [`RequestError`].
pub fn require_success(status: u16, body: &[u8]) -> Result<&[u8], RequestError> {
    if (200..300).contains(&status) {
        return Ok(body);
    }
    let Ok(said) = serde_json::from_slice::<Problem>(body) else {
        // A proxy that speaks for an endpoint it can't reach knows nothing of what the endpoint did.
        return Err(if status >= 500 { RequestError::NoAnswer } else { RequestError::Strange });
    };
    Err(match said.kind.as_str() {
        problem::SIGN_IN => RequestError::SignedOut,
        problem::OTHER_SESSION => RequestError::OtherSession,
        // What the endpoint says of these is meant for phones.
        problem::UNAVAILABLE | problem::TOO_MANY => RequestError::Busy,
        problem::TOO_LARGE | problem::UNREADABLE_HEADER | problem::DIGEST | problem::UNPUBLISHED_KEY => {
            RequestError::NotTaken
        }
        problem::UNKNOWN_ADDRESS => RequestError::NotKnown(format!("{} {}", said.title, said.detail)),
        _ => RequestError::Refused(format!("{} {}", said.title, said.detail)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(kind: &str, status: u16) -> Vec<u8> {
        let (title, detail) = ("What is true.".into(), "What to do.".into());
        serde_json::to_vec(&Problem { kind: kind.into(), title, status, detail }).unwrap()
    }

    #[test]
    fn an_answer_is_told_from_what_is_none() {
        assert_eq!(require_success(201, b"{}"), Ok(b"{}".as_slice()));
        assert_eq!(require_success(204, b""), Ok(b"".as_slice()));
        assert_eq!(require_success(302, b"<html>Log in</html>"), Err(RequestError::Strange));
        assert_eq!(require_success(502, b"<html>Bad gateway</html>"), Err(RequestError::NoAnswer));
        assert_eq!(require_success(401, &problem(problem::SIGN_IN, 401)), Err(RequestError::SignedOut));
        assert_eq!(
            require_success(409, &problem(problem::OTHER_SESSION, 409)),
            Err(RequestError::OtherSession)
        );
        assert_eq!(require_success(413, &problem(problem::TOO_LARGE, 413)), Err(RequestError::NotTaken));
        assert_eq!(require_success(503, &problem(problem::UNAVAILABLE, 503)), Err(RequestError::Busy));
        let said = RequestError::Refused("What is true. What to do.".into());
        assert_eq!(require_success(410, &problem(problem::SPENT_CODE, 410)), Err(said));
        let nothing = RequestError::NotKnown("What is true. What to do.".into());
        assert_eq!(require_success(404, &problem(problem::UNKNOWN_ADDRESS, 404)), Err(nothing));
    }

    #[test]
    fn an_answer_of_another_member_s_session_is_told() {
        let (me, other) = (Uuid::from_u128(1), Uuid::from_u128(2).to_string());
        assert!(is_of_another(Some(me), Some(&other)) && is_of_another(Some(me), Some("?")));
        assert!(!is_of_another(Some(me), Some(&me.to_string())));
        assert!(!is_of_another(Some(me), None) && !is_of_another(None, Some(&other)));
    }
}
