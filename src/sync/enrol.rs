//! Setting up this phone: an invitation becomes a vault, a device and an enrolment, or a sentence.

use companion_model::wire::{
    Bytes, read,
    v1::{EnrolmentAnswer, EnrolmentRequest, Problem, SignedDirectory, problem},
};
use companion_parts::browser::{clock, http::NoAnswer};
use companion_seal::{
    directory::{self, DirectoryError, Trust},
    invitation::Invitation,
};
use companion_storage::{Enrolment, Profile};
use uuid::Uuid;

use super::client;
use crate::{
    state::{Session, new_id},
    vault,
};

/// What a phone makes before it asks: kept over a lost answer, so that the repeated request is the same one.
pub struct Attempt {
    device: Uuid,
    secret: Bytes,
    opened: vault::Opened,
    stored: vault::Stored,
    device_key: web_sys::CryptoKey,
}

impl Attempt {
    /// Makes the device's id and secret, the vault under the PIN and the author's key.
    pub async fn prepare(pin: &str) -> Result<Self, String> {
        let device = new_id().ok_or_else(|| vault::VaultError::NoRandomness.sentence().to_owned())?;
        let secret =
            companion_seal::os_random::<32>().map_err(|error| vault::VaultError::from(error).sentence())?;
        // The vault is bound to the device's id: the author's is not known before the answer.
        let (opened, stored, device_key) =
            vault::create(device, pin).await.map_err(|error| error.sentence())?;
        Ok(Self { device, secret: secret.into(), opened, stored, device_key })
    }

    /// Asks the endpoint; a lost answer leaves the attempt as it was, to be asked again.
    pub async fn redeem(&self, invitation: &Invitation) -> Result<EnrolmentAnswer, String> {
        let author_key = self.opened.author_key.public();
        let request = EnrolmentRequest {
            device: self.device,
            secret_sha256: companion_seal::digest(&self.secret.0).into(),
            proof: invitation.proof(&author_key, self.device),
            author_key,
        };
        let answer = client::enrol(&invitation.code(), &request).await.map_err(no_answer)?;
        let Ok(enrolled) = read::<EnrolmentAnswer>(&answer.body) else {
            return Err(refusal(answer.status, &answer.body));
        };
        check(&enrolled.directory, invitation)?;
        Ok(enrolled)
    }

    /// Stores everything in one transaction; only then is the phone set up.
    pub async fn keep(
        self,
        session: Session,
        invitation: &Invitation,
        answer: EnrolmentAnswer,
    ) -> Result<(), String> {
        let storage =
            session.storage().ok_or("This browser keeps nothing, so this phone can't be set up.")?;
        let school_name = read::<companion_model::wire::v1::Directory>(answer.directory.body.as_bytes())
            .map(|directory| directory.school_name)
            .unwrap_or_default();
        let enrolment = Enrolment {
            school: answer.school,
            school_name,
            device: self.device,
            secret: self.secret,
            root_fingerprint: invitation.root_fingerprint.into(),
            directory: answer.directory,
            author: answer.author.clone(),
        };
        let profile = Profile {
            author: answer.author.clone(),
            vault_id: self.device,
            vault: self.stored.vault.into(),
            sealed_author_key: self.stored.sealed_author_key,
            wrong_tries: 0,
            last_wrong_at: 0,
            created_at: clock::now(),
        };
        storage
            .enrol(&enrolment, &profile, &self.device_key)
            .await
            .map_err(|error| error.sentence().to_owned())?;
        session.enrolled(enrolment);
        session.unlocked(answer.author, self.opened);
        Ok(())
    }
}

/// Reads an enrolment link's fragment.
///
/// # Errors
/// A sentence: what the person still has and what to do.
pub fn invitation(fragment: &str) -> Result<Invitation, String> {
    Invitation::from_fragment(fragment).map_err(|_| {
        "This link is not whole: part of it got lost on the way. Nothing on this phone has changed. Open the link \
         again from where you got it, or ask your DSL for a new one."
            .to_owned()
    })
}

fn check(signed: &SignedDirectory, invitation: &Invitation) -> Result<(), String> {
    let trust = Trust::Pinned {
        school: invitation.school,
        root_fingerprint: &invitation.root_fingerprint,
        known: None,
    };
    directory::verify(signed, trust).map(drop).map_err(refused_directory)
}

/// What the person still has when a directory is refused.
pub fn refused_directory(error: DirectoryError) -> String {
    format!(
        "What came back is refused: {error}. Nothing on this phone has changed, and nothing is sent to a key that \
         the school did not sign. Tell your DSL, and try again on another connection."
    )
}

fn no_answer(why: NoAnswer) -> String {
    match why {
        NoAnswer::Unreachable => {
            "There is no connection to the school. Nothing is lost: your PIN stays chosen. Find signal and press the \
             button again."
        }
        NoAnswer::TimedOut => {
            "The school's endpoint did not answer in time. Nothing is lost: your PIN stays chosen. Press the button \
             again."
        }
    }
    .to_owned()
}

fn refusal(status: u16, body: &[u8]) -> String {
    let kind = read::<Problem>(body).ok().filter(|p| p.status == status).map(|p| p.kind);
    match kind.as_deref() {
        Some(problem::SPENT_CODE) => {
            "This link was used already, or is too old: each link sets up one phone. Nothing on this phone has \
             changed. Ask your DSL for a new link."
        }
        Some(problem::UNKNOWN_CODE) => {
            "The school does not know this link. Nothing on this phone has changed. Ask your DSL for a new link."
        }
        Some(problem::UNAVAILABLE | problem::TOO_MANY) => {
            "The school's endpoint can't do this just now. Nothing is lost. Wait a minute and press the button again."
        }
        _ => {
            "Something between this phone and the school answered instead of the school: often a Wi-Fi login page. \
             Nothing is lost. Log in to the Wi-Fi or use mobile data, then press the button again."
        }
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_link_says_what_to_do() {
        let sentence = invitation("#AQID").err().unwrap();
        assert!(
            sentence.starts_with("This link is not whole") && sentence.contains("ask your DSL for a new one")
        );
    }

    #[test]
    fn each_refused_link_has_a_sentence_of_its_own() {
        let problem = |kind: &str, status| {
            serde_json::to_vec(&Problem {
                kind: kind.into(),
                title: String::new(),
                status,
                detail: String::new(),
            })
            .unwrap()
        };
        assert!(refusal(410, &problem(problem::SPENT_CODE, 410)).starts_with("This link was used already"));
        assert!(
            refusal(404, &problem(problem::UNKNOWN_CODE, 404))
                .starts_with("The school does not know this link")
        );
        assert!(refusal(200, b"<html>Welcome to the Wi-Fi</html>").contains("Wi-Fi login page"));
    }
}
