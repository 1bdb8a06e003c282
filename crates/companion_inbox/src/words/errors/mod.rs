//! What can happen to a person at the desk: what is true now, what is still there, and what to do next. An error says it of
//! itself ([`Sentence`]).

mod keys;
mod sign_in;

use super::keys::NO_PAGE_FOR_KITS;
use crate::{answer::RequestError, error::InboxError, import::ImportError, missing::Missing, paper::Paper};
pub use keys::waits_refused;

/// Where an endpoint of an earlier release can't take a link back.
const CANT_WITHDRAW: &str = "The link was not withdrawn. Your school's server is an older version and can't do \
    that. A link expires within a day of being made. Ask your IT support to update the server.";

/// Where an endpoint of an earlier release can't keep that somebody looked.
const CANT_ACKNOWLEDGE: &str = "This was not saved. Your school's server is an older version and can't do that. \
    Nothing is lost, and this stays on the list as before. Ask your IT support to update the server.";

/// An error that a person is told.
pub trait Sentence {
    /// Why something was not done, in whole sentences.
    fn sentence(&self) -> String;
}

impl Sentence for InboxError {
    fn sentence(&self) -> String {
        match self {
        Self::Missing(cause) => cause.sentence(),
        Self::Passphrase(cause) => cause.sentence(),
        Self::Cost(cause) => cause.sentence(),
        Self::Derivation(cause) => {
            format!("The passphrase can't be checked, because {cause}. Nothing is lost. Try another browser.")
        }
        Self::SignIn(RequestError::SignedOut) => {
            "That name or passphrase isn't right, or it can't sign in now. Nothing is lost. Check the six words and their order. If you \
                have just joined, wait until you are confirmed. If the words are right, open your own inbox \
                link again."
                .to_owned()
        }
        Self::Unlock(cause) => cause.sentence(),
        Self::Withdrawal(RequestError::NotKnown(_)) => CANT_WITHDRAW.to_owned(),
        Self::Acknowledgement(RequestError::NotKnown(_)) => CANT_ACKNOWLEDGE.to_owned(),
        Self::Import(RequestError::Refused(sentence) | RequestError::NotKnown(sentence)) => {
            sentence.clone()
        }
        // The school may have nothing of what is in a file: it alone is not "every record".
        Self::Import(cause) => {
            format!("The record in this file may not have been imported. Keep the file. {}", cause.sentence())
        }
        Self::Request(cause)
        | Self::SignIn(cause)
        | Self::Withdrawal(cause)
        | Self::Acknowledgement(cause) => cause.sentence(),
        Self::Printed { paper, cause } => printed(*paper, cause),
        Self::File(cause) => cause.sentence(),
        Self::Keys(cause) => format!("No keys were made: {cause}. Try another browser."),
        Self::Founding(cause) => cause.sentence(),
        Self::InvitationId(cause) => format!("No link was made: {cause}. Try another browser."),
        Self::Invitation(cause) => cause.sentence(),
        Self::Joining(cause) => cause.sentence(),
        Self::SignInNameTaken(name) => format!(
            "Someone already signs in as {name}. Choose another sign-in name. No keys have been made yet."
        ),
        Self::Confirmation(cause) => cause.sentence(),
        Self::ReceiptKey(cause) => cause.sentence(),
    }
    }
}

/// What a form still lacks.
impl Sentence for Missing {
    fn sentence(&self) -> String {
        match self {
            Self::SchoolName => "Enter the school's name. No keys have been made yet.",
            Self::Name => "Enter your name, as staff know you. No keys have been made yet.",
            Self::Role => "Enter your job title at the school. No keys have been made yet.",
            Self::Office => {
                "Tick at least one role. Otherwise nobody could open a record. No keys have been made yet."
            }
            Self::Printing(Paper::School) => {
                "Print the recovery sheets first, then tick the box. Without them, a lost passphrase loses \
                    every record. They are not shown again."
            }
            Self::Printing(Paper::Joining) => {
                "Print the recovery sheet first, then tick the box. Without it, a lost passphrase loses these \
                    records. It is not shown again."
            }
            Self::Printing(Paper::Key) => {
                "Print the recovery sheet first, then tick the box. It is not shown again. Nothing has been \
                    changed yet."
            }
            Self::WrittenWords => {
                "Write the six words down first, then tick the box. They are not shown again."
            }
            Self::ComparedWords => {
                "Compare the six words first, by phone or in person, then tick the box. Nothing has been changed yet."
            }
            Self::Invitee => "Enter who the link is for. No link has been made yet.",
            Self::NameAndRole => "Enter a name and job title. No link has been made yet.",
            Self::File => "Choose the file first. Nothing was imported.",
            Self::InboxLink => {
                "Part of this inbox link is missing. It ends with your sign-in name. Nothing is lost. Paste it again."
            }
        }
        .to_owned()
    }
}

/// Why a request came to nothing.
impl Sentence for RequestError {
    fn sentence(&self) -> String {
        match self {
            Self::NoAnswer => {
                "The school's server didn't answer. New records may be missing on this screen. Every record on the server is safe, and what is on this screen stays. Check this computer's network, then try again. On a slow connection it can take more \
                    than one try."
            }
            Self::Strange => {
                "The answer couldn't be read. It may be from a Wi-Fi login page, not from the school's server. \
                    Every record on the server is safe. Log in to the Wi-Fi, or use another network, then try \
                    again. If that doesn't help, tell your IT support."
            }
            Self::Busy => {
                "The school's server can't do this at the moment. Every record on the server is safe. Try again in a \
                    minute. If that doesn't help, tell your IT support."
            }
            Self::SignedOut => {
                "You are signed out. Every record on the server is safe. Sign in again with your passphrase."
            }
            Self::OtherSession => {
                "Someone else has signed in on this browser. Nothing was changed in their name. Every record on the server is safe. Sign in again with your passphrase."
            }
            Self::NotTaken => {
                "The school's server refused this. Every record on the server is safe. Try \
                    again. If that doesn't help, tell your IT support."
            }
            Self::Refused(sentence) | Self::NotKnown(sentence) => sentence,
        }
        .to_owned()
    }
}

/// What was not done, what becomes of the paper, and why. It is good for as long as the same request may still be taken, or
/// was taken and only the answer lost; afterwards it opens nothing.
fn printed(paper: Paper, error: &RequestError) -> String {
    let what = match (paper, error.may_still_be_taken()) {
        (Paper::School, true) => {
            "The school may not be set up yet. Keep the six words and the recovery sheets. You may need them."
        }
        (Paper::School, false) => {
            "These keys did not set up the school. Throw away these sheets and these six words if you leave \
                this page."
        }
        (Paper::Joining, true) => {
            "You may not have joined yet. Keep the six words and the recovery sheet. You may need them."
        }
        (Paper::Joining, false) => {
            "You have not joined with these keys. Throw away this sheet and these six words if you leave this page."
        }
        (Paper::Key, true) => {
            "The key may or may not have been changed. Keep the new sheet too. If you leave this page, sign in \
                again and make another new key under Keys."
        }
        (Paper::Key, false) => {
            "The key is not changed. Keep the earlier sheet. Throw the new one away if you leave this page."
        }
    };
    format!("{what} {}", error.sentence())
}

/// Why a file is not taken in. Nothing is lost by any of these.
impl Sentence for ImportError {
    fn sentence(&self) -> String {
        match self {
            Self::Unreadable => {
                "This browser couldn't read this as a sealed file. It may be another file, or damaged, or on a \
                    memory stick that has been taken out. Nothing was imported, and the file hasn't changed. \
                    Choose it again. If that doesn't help, save it again on the phone."
            }
            Self::Newer => {
                "This file needs a newer inbox than this one. Nothing was imported, and the file \
                    hasn't changed. Tell your IT support that the inbox is out of date."
            }
            Self::OtherSchool => {
                "This record is for another school, or for this one before it was set up again. Nothing was \
                    imported, and the file hasn't changed. \
                    Give it back to the person who gave it to you."
            }
            Self::OtherRoute => {
                "This record is for a role whose records you can't open. Nothing was imported, and the file \
                    hasn't changed. Give it back to the person who gave it to you. Their phone shows who it is \
                    for."
            }
            Self::OtherKey => {
                return format!(
                    "This record is sealed with a key you don't have. Nothing was imported, and the file \
                        hasn't changed. Someone else in your role may be able to open it. The recovery sheet \
                            for that key holds it. {NO_PAGE_FOR_KITS}"
                );
            }
            Self::Damaged => {
                "This file was damaged on its way and doesn't open. Nothing was imported, and the file hasn't \
                    changed. The phone may still have the record. Save the file there again."
            }
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use companion_seal::{SealError, directory::DirectoryError, kdf::CostError, passphrase::NoPassphrase};

    use super::*;
    use crate::{
        founding::FoundingError as Founding,
        joining::{
            ConfirmationError as Confirmation, InvitationError as Invitation, JoiningError as Joining,
        },
        keyring::UnlockError as Unlock,
        receipt_keys::ReceiptKeyError as ReceiptKey,
        rotation::RotationError as Rotation,
    };

    const SEAL: SealError = SealError::NoRandomness;
    const PAPERS: [Paper; 3] = [Paper::School, Paper::Joining, Paper::Key];
    const FILES: [ImportError; 6] = {
        use ImportError as File;
        [File::Unreadable, File::Newer, File::OtherSchool, File::OtherRoute, File::OtherKey, File::Damaged]
    };
    /// What the endpoint says, in sentences of its own.
    const SAID: &str = "What is true. What to do.";

    fn without_its_own_words() -> [RequestError; 6] {
        use RequestError as R;
        [R::NoAnswer, R::Strange, R::Busy, R::SignedOut, R::OtherSession, R::NotTaken]
    }

    fn requests() -> impl Iterator<Item = RequestError> {
        let its_own = [RequestError::NotKnown(SAID.into()), RequestError::Refused(SAID.into())];
        without_its_own_words().into_iter().chain(its_own)
    }

    fn rotations() -> [Rotation; 5] {
        let nobody_s = Rotation::NoSealingKey("Sam".into());
        [Rotation::NotYours, Rotation::Yourself, Rotation::NotThere, nobody_s, Rotation::Keys(SEAL)]
    }

    /// What a request failed of, each time for another reason.
    fn of_requests() -> impl Iterator<Item = InboxError> {
        use InboxError as E;
        requests().flat_map(|cause| {
            let printed = PAPERS.map(|paper| E::Printed { paper, cause: cause.clone() });
            let other = [E::Request, E::SignIn, E::Withdrawal, E::Acknowledgement, E::Import];
            printed.into_iter().chain(other.map(|of| of(cause.clone())))
        })
    }

    fn without_requests() -> Vec<InboxError> {
        use {InboxError as E, Missing as M};
        let forms = [M::SchoolName, M::Name, M::Role, M::Office, M::WrittenWords, M::ComparedWords];
        let others = [M::Invitee, M::NameAndRole, M::File, M::InboxLink];
        let passphrase = E::Passphrase(NoPassphrase::Count(5));
        let unlock = [Unlock::Keys(SEAL), Unlock::Directory(DirectoryError::Foreign), Unlock::NotInDirectory];
        let of_joining = [Joining::UnknownInviter, Joining::HasSomebody, Joining::Keys(SEAL)];
        let joining = [Joining::Directory(DirectoryError::Foreign)].into_iter().chain(of_joining);
        let invitation = [Invitation::NotAdministrator, Invitation::HasSomebody, Invitation::Oneself];
        let confirmation = [Confirmation::NotYours, Confirmation::NotProved, Confirmation::HasSomebody];
        let root = [Confirmation::OtherRoot, Confirmation::Keys(SEAL)];
        let receipt_key = [ReceiptKey::NoKey, ReceiptKey::Known, ReceiptKey::TooMany];
        let signer = [ReceiptKey::NotAdministrator, ReceiptKey::Seal(SEAL)];
        let mut all = vec![passphrase, E::Derivation(SEAL), E::Keys(SEAL), E::InvitationId(SEAL)];
        all.extend([E::SignInNameTaken("sam".into()), Invitation::Keys(SEAL).into()]);
        all.extend(forms.into_iter().chain(others).chain(PAPERS.map(M::Printing)).map(E::from));
        all.extend([CostError::Weaker, CostError::TooMuch].map(E::from));
        all.extend(unlock.map(E::from));
        all.extend(FILES.map(E::from));
        all.extend([Founding::NoRoute, Founding::Keys(SEAL)].map(E::from));
        all.extend(invitation.map(E::from));
        all.extend(joining.map(E::from));
        all.extend(confirmation.into_iter().chain(root).map(E::from));
        all.extend(receipt_key.into_iter().chain(signer).map(E::from));
        all
    }

    #[test]
    fn every_error_is_told_in_whole_sentences() {
        for one in of_requests().chain(without_requests()) {
            let sentence = one.sentence();
            assert!(sentence.len() > 1 && sentence.ends_with('.'), "{one}: {sentence}");
        }
        for one in rotations() {
            let sentence = one.sentence();
            assert!(sentence.len() > 1 && sentence.ends_with('.'), "{one}: {sentence}");
        }
    }

    #[test]
    fn every_failed_request_says_that_no_record_is_lost_and_a_file_is_kept() {
        for cause in without_its_own_words() {
            let sentence = cause.sentence();
            assert!(sentence.contains("Every record on the server is safe"), "{sentence}");
            let of_a_file = InboxError::Import(cause).sentence();
            let begins = "The record in this file may not have been imported. Keep the file. ";
            assert_eq!(of_a_file, format!("{begins}{sentence}"));
        }
        assert_eq!(InboxError::Import(RequestError::Refused(SAID.into())).sentence(), SAID);
        let sign_in = InboxError::SignIn(RequestError::SignedOut).sentence();
        assert!(sign_in.starts_with("That name or passphrase isn't right"));
    }

    #[test]
    fn an_endpoint_of_an_earlier_release_is_told_from_one_that_refuses() {
        for (of, begins) in [
            (InboxError::Withdrawal as fn(RequestError) -> InboxError, "The link was not withdrawn"),
            (InboxError::Acknowledgement, "This was not saved"),
        ] {
            assert!(of(RequestError::NotKnown(SAID.into())).sentence().starts_with(begins));
            assert_eq!(of(RequestError::Refused(SAID.into())).sentence(), SAID);
        }
        assert_eq!(InboxError::from(RequestError::NotKnown(SAID.into())).sentence(), SAID);
    }

    #[test]
    fn paper_stays_good_only_while_the_same_request_may_be_taken() {
        let of_each = |paper| requests().map(move |cause| (paper, cause));
        for (paper, cause) in PAPERS.into_iter().flat_map(of_each) {
            let (is_good, why) = (cause.may_still_be_taken(), cause.sentence());
            let sentence = InboxError::Printed { paper, cause }.sentence();
            assert!(sentence.ends_with(&why), "{sentence}");
            assert_eq!(sentence.trim_end_matches(&why).contains(" may "), is_good, "{sentence}");
            assert_eq!(sentence.contains("Throw"), !is_good, "{sentence}");
        }
    }

    #[test]
    fn a_refused_file_and_a_refused_change_leave_everything_as_it_was() {
        for one in FILES {
            let sentence = one.sentence();
            assert!(sentence.contains("Nothing was imported, and the file hasn't changed."), "{sentence}");
        }
        for one in rotations() {
            let sentence = one.sentence();
            assert!(sentence.contains("Nothing was changed"), "{sentence}");
        }
        let other_keys = Unlock::Keys(SealError::Closed).sentence();
        assert!(other_keys.contains("Your role's recovery sheet holds the key"), "{other_keys}");
    }
}
