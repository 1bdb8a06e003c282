//! How a session ended, and what a sign-in did besides.

use super::{Zone, moment};
use crate::{renewal::RenewalOutcome, sign_out::SignOutReason};

/// Why a member is signed in no more.
pub fn signed_out(reason: SignOutReason) -> &'static str {
    match reason {
        SignOutReason::SignedOut => "You are signed out. Nothing of the records is left on this computer.",
        SignOutReason::KeyChanged => {
            "The key is changed. What was sealed before still opens. Sign in again with the same six words."
        }
        SignOutReason::KeyNotKnown => {
            "Your session on the endpoint is over, and it did not say whether the key is changed. Nothing is lost. Keep the \
             new sheet beside the earlier one: one that came too late opens nothing, and does no harm. Sign in and look under \
             Keys."
        }
        SignOutReason::MemberConfirmed => {
            "Confirmed: they can sign in now, and phones offer them when they next have signal. Sign in again with the \
             same six words."
        }
        SignOutReason::ReceiptKeyPublished => {
            "Published: phones know the second receipt key when they next have signal. Sign in again with the same six words."
        }
        SignOutReason::Idle => {
            "Locked after 15 minutes without use. Nothing is lost, and nothing of the records is left on this \
             computer. Sign in to go on where you were."
        }
        SignOutReason::SessionOver => {
            "Your session is over: it ended on the server, or in another window of this browser. Nothing is lost. Sign in to go \
             on where you were; what you had typed in a form and not sent is there again then."
        }
        SignOutReason::OtherSession => {
            "Someone else has signed in in this browser, so this page is locked: a browser has one session, and what you did \
             here would have been done in their name. Every record is safe on the server, and nothing of the records is left on \
             this page. Sign in again to go on where you were; what you had typed in a form and not sent is there again then. \
             Their page is locked by that. To work side by side, each needs a browser profile of their own."
        }
    }
}

/// What became of a directory that was due to be signed for another year. An endpoint that has not said that it took it may
/// have taken it all the same.
pub fn renewal(outcome: RenewalOutcome, zone: Zone) -> String {
    match outcome {
        RenewalOutcome::Taken { until } => format!(
            "You have signed the school's names, numbers and keys for another year, until {}. Phones fetch them by themselves: there is \
             nothing to do.",
            moment(until, zone)
        ),
        RenewalOutcome::NotConfirmed { until, now } => {
            let meanwhile = if now < until {
                format!("They hold until {}, and nothing changes before that.", moment(until, zone))
            } else {
                format!("They ran out on {}: phones say so, and send records as before.", moment(until, zone))
            };
            format!(
                "The school's names, numbers and keys are due to be signed for another year, and the endpoint has not confirmed it. \
                 {meanwhile} Each sign-in tries again; if this is here next week too, tell whoever runs the endpoint."
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_renewal_is_true_before_the_end_and_after_it() {
        let until = 1_795_000_000_000;
        let [before, after] =
            [until - 1, until].map(|now| renewal(RenewalOutcome::NotConfirmed { until, now }, |_| 0));
        assert!(before.contains("They hold until Wed 18 Nov 2026, 11:06"), "{before}");
        assert!(after.contains("They ran out on Wed 18 Nov 2026, 11:06"), "{after}");
        assert!(renewal(RenewalOutcome::Taken { until }, |_| 0).contains("until Wed 18 Nov 2026, 11:06"));
    }

    #[test]
    fn every_end_of_a_session_is_told_in_whole_sentences() {
        for reason in [
            SignOutReason::SignedOut,
            SignOutReason::Idle,
            SignOutReason::SessionOver,
            SignOutReason::OtherSession,
            SignOutReason::KeyChanged,
            SignOutReason::KeyNotKnown,
            SignOutReason::MemberConfirmed,
            SignOutReason::ReceiptKeyPublished,
        ] {
            assert!(signed_out(reason).ends_with('.'), "{reason:?}");
        }
    }
}
