//! What an answer of the endpoint means at a desk: what is still there, and what to do next.

use companion_model::wire::v1::{Problem, problem};
use uuid::Uuid;

/// Why there is no answer to work with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
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
    Said(String),
}

impl Trouble {
    /// What is still there, and what to do next.
    pub fn sentence(&self) -> String {
        match self {
            Self::NoAnswer => {
                "The school's endpoint did not answer. Every record is safe there, and what is on this \
                 screen stays. Check this computer's network; then try again. On a slow line it can take more than one try."
            }
            Self::Strange => {
                "Something else than the school's endpoint answered; a Wi-Fi log-in page does that. Every record is \
                 safe on the endpoint. Log in to the Wi-Fi, or use another network; then try again."
            }
            Self::Busy => {
                "The school's endpoint can't do this at the moment. Every record is safe there and nothing was \
                 changed. Try again in a minute; if it stays so, tell whoever runs it."
            }
            Self::SignedOut => {
                "Your session is over. Every record is safe on the endpoint. Sign in again with all six words."
            }
            Self::OtherSession => {
                "Someone else has signed in in this browser, and nothing was changed in their name. Every record is safe on \
                 the server. Sign in again with all six words."
            }
            Self::NotTaken => {
                "The school's endpoint did not take this. Every record is safe there and nothing was changed. Try again; \
                 if it stays so, tell whoever runs it."
            }
            Self::Said(sentence) | Self::NotKnown(sentence) => sentence,
        }
        .to_owned()
    }

    /// The same where an endpoint of an earlier release knows nothing of what was asked for.
    pub fn sentence_or(&self, of_an_earlier_endpoint: &str) -> String {
        if let Self::NotKnown(_) = self { of_an_earlier_endpoint.to_owned() } else { self.sentence() }
    }

    /// Whether the same request may still be taken, or was taken and only the answer lost.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::NoAnswer | Self::Strange | Self::Busy)
    }

    /// The same for a sealed file, of which the school may have nothing: it alone is not "every record".
    pub fn import_sentence(&self) -> String {
        match self {
            Self::Said(sentence) | Self::NotKnown(sentence) => sentence.clone(),
            trouble => {
                format!(
                    "The record in this file may not have been taken in: keep the file. {}",
                    trouble.sentence()
                )
            }
        }
    }

    /// The same for a sign-in.
    pub fn sign_in_sentence(&self) -> String {
        match self {
            Self::SignedOut => {
                "Name or passphrase are not right. Nothing is lost. Look at the words again: six, in \
                                their order. If they are right, open your own inbox link again."
                    .to_owned()
            }
            trouble => trouble.sentence(),
        }
    }
}

/// Whether an answer is from another member's session than the one a page works for. A page that works for nobody yet takes
/// any, and an endpoint of an earlier release says nothing.
pub fn is_of_another(works_for: Option<Uuid>, said: Option<&str>) -> bool {
    let (Some(member), Some(said)) = (works_for, said) else { return false };
    Uuid::parse_str(said) != Ok(member)
}

/// The body of an answer, or why it is none.
///
/// # Errors
/// [`Trouble`].
pub fn granted(status: u16, body: &[u8]) -> Result<&[u8], Trouble> {
    if (200..300).contains(&status) {
        return Ok(body);
    }
    let Ok(said) = serde_json::from_slice::<Problem>(body) else {
        // A proxy that speaks for an endpoint it can't reach knows nothing of what the endpoint did.
        return Err(if status >= 500 { Trouble::NoAnswer } else { Trouble::Strange });
    };
    Err(match said.kind.as_str() {
        problem::SIGN_IN => Trouble::SignedOut,
        problem::OTHER_SESSION => Trouble::OtherSession,
        // What the endpoint says of these is meant for phones.
        problem::UNAVAILABLE | problem::TOO_MANY => Trouble::Busy,
        problem::TOO_LARGE | problem::UNREADABLE_HEADER | problem::DIGEST | problem::UNPUBLISHED_KEY => {
            Trouble::NotTaken
        }
        problem::UNKNOWN_ADDRESS => Trouble::NotKnown(format!("{} {}", said.title, said.detail)),
        _ => Trouble::Said(format!("{} {}", said.title, said.detail)),
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
        assert_eq!(granted(201, b"{}"), Ok(b"{}".as_slice()));
        assert_eq!(granted(204, b""), Ok(b"".as_slice()));
        assert_eq!(granted(302, b"<html>Log in</html>"), Err(Trouble::Strange));
        assert_eq!(granted(502, b"<html>Bad gateway</html>"), Err(Trouble::NoAnswer));
        assert_eq!(granted(401, &problem(problem::SIGN_IN, 401)), Err(Trouble::SignedOut));
        assert_eq!(granted(409, &problem(problem::OTHER_SESSION, 409)), Err(Trouble::OtherSession));
        assert_eq!(granted(413, &problem(problem::TOO_LARGE, 413)), Err(Trouble::NotTaken));
        assert_eq!(granted(503, &problem(problem::UNAVAILABLE, 503)), Err(Trouble::Busy));
        let said = Trouble::Said("What is true. What to do.".into());
        assert_eq!(granted(410, &problem(problem::SPENT_CODE, 410)), Err(said));
        let nothing = Trouble::NotKnown("What is true. What to do.".into());
        assert_eq!(granted(404, &problem(problem::UNKNOWN_ADDRESS, 404)), Err(nothing));
    }

    #[test]
    fn every_trouble_says_what_is_still_there_and_what_to_do() {
        for trouble in [
            Trouble::NoAnswer,
            Trouble::Strange,
            Trouble::Busy,
            Trouble::SignedOut,
            Trouble::OtherSession,
            Trouble::NotTaken,
        ] {
            let sentence = trouble.sentence();
            assert!(sentence.contains("Every record is safe"), "{sentence}");
        }
        for trouble in [Trouble::NoAnswer, Trouble::Strange, Trouble::Busy, Trouble::NotTaken] {
            let sentence = trouble.import_sentence();
            assert!(
                sentence.starts_with("The record in this file may not have been taken in: keep the file.")
            );
        }
        let said = Trouble::Said("Nothing was taken in, and the file is as it was.".into());
        assert_eq!(said.import_sentence(), said.sentence());
        assert!(Trouble::SignedOut.sign_in_sentence().starts_with("Name or passphrase are not right"));
    }

    #[test]
    fn an_endpoint_of_an_earlier_release_is_told_from_one_that_refuses() {
        let earlier = granted(405, &problem(problem::UNKNOWN_ADDRESS, 405)).unwrap_err();
        assert_eq!(earlier.sentence_or("It is earlier."), "It is earlier.");
        assert_eq!(earlier.sentence(), "What is true. What to do.");
        let refused = granted(410, &problem(problem::SPENT_CODE, 410)).unwrap_err();
        assert_eq!(refused.sentence_or("It is earlier."), refused.sentence());
    }

    #[test]
    fn an_answer_of_another_member_s_session_is_told() {
        let (me, other) = (Uuid::from_u128(1), Uuid::from_u128(2).to_string());
        assert!(is_of_another(Some(me), Some(&other)) && is_of_another(Some(me), Some("?")));
        assert!(!is_of_another(Some(me), Some(&me.to_string())));
        assert!(!is_of_another(Some(me), None) && !is_of_another(None, Some(&other)));
    }
}
