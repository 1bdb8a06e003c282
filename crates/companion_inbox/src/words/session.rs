//! How a session ended, and what a sign-in did besides.

use super::{Zone, moment};
use crate::{renewal::RenewalOutcome, sign_out::SignOutReason};

/// Why a member is signed in no more.
pub fn signed_out(reason: SignOutReason) -> &'static str {
    match reason {
        SignOutReason::SignedOut => "You are signed out. No records are left in this browser.",
        SignOutReason::KeyChanged => {
            "The key is changed. Earlier records still open. Sign in again with your passphrase."
        }
        SignOutReason::KeyNotKnown => {
            "You are signed out, and the server didn't say whether the key was changed. Nothing is lost. Keep \
                the new sheet with the earlier one. If the key wasn't changed, the new one opens nothing. Sign \
                in, and make another new key under Keys."
        }
        SignOutReason::MemberConfirmed => {
            "Confirmed. The new person can sign in now. Staff can send to this role once the app on their \
                phones has been open with signal. Sign in \
                again with your passphrase."
        }
        SignOutReason::ReceiptKeyPublished => {
            "Published. Phones will get this receipt key when the app is next open with signal. Sign in again with \
                your passphrase."
        }
        SignOutReason::Idle => {
            "Locked after 15 minutes without use. No record is lost, and none is left in this browser. A new \
                link that you hadn't copied is gone. Sign in to carry on."
        }
        SignOutReason::SessionOver => {
            "You are signed out, by the server or from another window of this browser. No record is lost. A new \
                link that you hadn't copied is gone. Sign in to carry on. Anything you typed but didn't send will be there."
        }
        SignOutReason::OtherSession => {
            "Someone else has signed in on this browser, so this page is locked. Otherwise your work would be \
                done in their name. Every record is safe on the server, and none is left on this page. Sign in \
                again to carry on. Anything you typed but didn't send will be there. Signing in locks their \
                    page. To work side by side, you each need your own browser profile."
        }
    }
}

/// What became of a directory that was due to be signed for another year. An endpoint that has not said that it took it may
/// have taken it all the same.
pub fn renewal(outcome: RenewalOutcome, zone: Zone) -> String {
    match outcome {
        RenewalOutcome::Taken { until } => format!(
            "Signing in renewed the school's list of names, numbers and keys until {}. Phones fetch it \
                automatically. No action needed.",
            moment(until, zone)
        ),
        RenewalOutcome::NotConfirmed { until, now } => {
            let meanwhile = if now < until {
                format!("They are valid until {}, and nothing changes before then.", moment(until, zone))
            } else {
                format!("They expired on {}. Phones warn staff, and still send records.", moment(until, zone))
            };
            format!(
                "The school's names, numbers and keys are due for renewal, and the server hasn't confirmed it. \
                    {meanwhile} Each sign-in tries again. If this is still here next week, tell your IT support."
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
        assert!(before.contains("They are valid until Wed 18 Nov 2026, 11:06"), "{before}");
        assert!(after.contains("They expired on Wed 18 Nov 2026, 11:06"), "{after}");
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
