//! What an answer that gives nothing means for a link.

use companion_model::wire::{
    read,
    v1::{Problem, problem},
};

use crate::LinkError;

/// Whether the school says that a link was used, or is too old.
pub(super) fn is_spent(status: u16, body: &[u8]) -> bool {
    kind(status, body).as_deref() == Some(problem::SPENT_CODE)
}

fn kind(status: u16, body: &[u8]) -> Option<String> {
    read::<Problem>(body).ok().filter(|problem| problem.status == status).map(|problem| problem.kind)
}

/// Somebody answered, and it is not what was asked for.
pub(super) fn refusal(status: u16, body: &[u8]) -> LinkError {
    match kind(status, body).as_deref() {
        Some(problem::SPENT_CODE) => LinkError::Spent,
        Some(problem::UNKNOWN_CODE) => LinkError::Unknown,
        Some(problem::UNAVAILABLE | problem::TOO_MANY) => LinkError::Busy,
        _ => LinkError::Strange,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_the_school_refuses_is_told_from_somebody_else_s_answer() {
        let problem = |kind: &str, status| {
            serde_json::to_vec(&Problem {
                kind: kind.into(),
                title: String::new(),
                status,
                detail: String::new(),
            })
            .unwrap()
        };
        assert_eq!(refusal(410, &problem(problem::SPENT_CODE, 410)), LinkError::Spent);
        assert!(is_spent(410, &problem(problem::SPENT_CODE, 410)));
        assert!(!is_spent(200, &problem(problem::SPENT_CODE, 410)));
        assert!(!is_spent(404, &problem(problem::UNKNOWN_CODE, 404)));
        assert_eq!(refusal(404, &problem(problem::UNKNOWN_CODE, 404)), LinkError::Unknown);
        assert_eq!(refusal(503, &problem(problem::UNAVAILABLE, 503)), LinkError::Busy);
        assert_eq!(refusal(503, &problem(problem::SPENT_CODE, 410)), LinkError::Strange);
        assert_eq!(refusal(200, b"<html>Welcome to the Wi-Fi</html>"), LinkError::Strange);
    }
}
