//! Setting up this phone: an invitation becomes a vault, a device and an enrolment, or a sentence. What the phone makes is
//! kept before it asks: a link is never used up for what could not be stored.

use companion_model::wire::{
    Bytes, read,
    v1::{AuthorName, EnrolmentAnswer, EnrolmentOffer, EnrolmentRequest, Problem, SignedDirectory, problem},
};
use companion_parts::browser::clock;
use companion_seal::{
    directory::{self, DirectoryError, Trust},
    invitation::Invitation,
};
use companion_storage::{Begun, Enrolment, NewVault, Profile, Storage, Token};

mod refusals;

use super::client;
use crate::{
    state::{Session, new_id},
    vault,
};
use refusals::{ANOTHER_PIN, STILL_GOOD, no_answer, not_begun, refusal};

/// What a phone makes and keeps before it asks: so that the repeated request is the same one, after a lost answer, a full
/// phone or a kill.
pub struct Attempt {
    token: Token,
    opened: vault::Opened,
    place: Place,
}

/// Where on the phone the person will be.
enum Place {
    /// Behind a PIN of their own, in a vault that was made for the token's device.
    New { stored: vault::Stored, device_key: web_sys::CryptoKey },
    /// Where they were: same vault, same signing key.
    Kept(Box<Profile>),
}

impl Attempt {
    /// For somebody new to this phone: what was made for this link before, else the device's id and secret, the vault under
    /// the PIN and the author's key.
    pub async fn of_somebody_new(
        storage: &Storage,
        invitation: &Invitation,
        offer: Option<AuthorName>,
        pin: &str,
    ) -> Result<Self, String> {
        if let Some(begun) = begun(storage, invitation).await?
            && let Some(made) = &begun.vault
        {
            match Self::made_before(storage, &begun, made, pin).await? {
                Some(again) => return Ok(again),
                // Nobody has used it: what was made for it may be made anew.
                None if is_unused(invitation).await? => {}
                None => return Err(ANOTHER_PIN.to_owned()),
            }
        }
        let token = new_token()?;
        // The vault is bound to the device's id: the author's is not known before the answer.
        let (opened, stored, device_key) =
            vault::create(token.device, pin).await.map_err(|error| error.sentence())?;
        let vault = Some(NewVault {
            vault: stored.vault.clone().into(),
            sealed_author_key: stored.sealed_author_key.clone(),
        });
        let made = Begun { code: code(invitation), token: token.clone(), offer, vault };
        storage.begin(&made, Some(&device_key)).await.map_err(not_begun)?;
        Ok(Self { token, opened, place: Place::New { stored, device_key } })
    }

    /// `None` if it was made with another PIN.
    async fn made_before(
        storage: &Storage,
        begun: &Begun,
        made: &NewVault,
        pin: &str,
    ) -> Result<Option<Self>, String> {
        let token = begun.token.clone();
        let stored =
            vault::Stored { vault: made.vault.0.clone(), sealed_author_key: made.sealed_author_key.clone() };
        let device_key = storage.device_key(token.device).await.map_err(|error| error.sentence())?;
        let Some(device_key) = device_key else { return Ok(None) };
        match vault::unlock(token.device, &stored, &device_key, pin).await {
            Ok(opened) => Ok(Some(Self { token, opened, place: Place::New { stored, device_key } })),
            Err(vault::VaultError::WrongPin | vault::VaultError::Damaged) => Ok(None),
            Err(error) => Err(error.sentence().to_owned()),
        }
    }

    /// For somebody who has a place on this phone already, and has just opened it.
    pub async fn again(
        storage: &Storage,
        invitation: &Invitation,
        offer: &AuthorName,
        profile: Profile,
        opened: vault::Opened,
    ) -> Result<Self, String> {
        let earlier = begun(storage, invitation).await?.filter(|begun| begun.vault.is_none());
        let token = match earlier {
            Some(begun) => begun.token,
            None => {
                let (token, offer) = (new_token()?, Some(offer.clone()));
                let made = Begun { code: code(invitation), token: token.clone(), offer, vault: None };
                storage.begin(&made, None).await.map_err(not_begun)?;
                token
            }
        };
        Ok(Self { token, opened, place: Place::Kept(Box::new(profile)) })
    }

    /// Asks the endpoint; a lost answer leaves the attempt as it was, to be asked again.
    pub async fn redeem(&self, invitation: &Invitation) -> Result<EnrolmentAnswer, String> {
        let (author_key, device) = (self.opened.author_key.public(), self.token.device);
        let request = EnrolmentRequest {
            device,
            secret_sha256: companion_seal::digest(&self.token.secret.0).into(),
            proof: invitation.proof(&author_key, device),
            author_key,
        };
        let answer = client::enrol(&invitation.code(), &request).await.map_err(no_answer)?;
        let Ok(enrolled) = read::<EnrolmentAnswer>(&answer.body) else {
            return Err(refusal(answer.status, &answer.body));
        };
        check(&enrolled.directory, invitation)?;
        Ok(enrolled)
    }

    /// Stores everything in one transaction; only then has the person their place. It is open then, unless somebody has
    /// locked or hidden since there were so many locks.
    pub async fn keep(
        self,
        session: Session,
        locks: u32,
        invitation: &Invitation,
        answer: EnrolmentAnswer,
    ) -> Result<(), String> {
        let storage = session.open_storage()?;
        let (token, author) = (self.token, answer.author.clone());
        match self.place {
            Place::New { stored, device_key } => {
                let profile = Profile {
                    author: author.clone(),
                    vault_id: token.device,
                    vault: stored.vault.into(),
                    sealed_author_key: stored.sealed_author_key,
                    wrong_tries: 0,
                    last_wrong_at: 0,
                    created_at: clock::now(),
                    token: Some(token.clone()),
                    pin_forgotten_at: None,
                    removal: None,
                    passkey: None,
                    unknown_since: None,
                };
                if session.enrolment_untracked().is_some() {
                    storage.join(&profile, &device_key).await
                } else {
                    let enrolment = first_enrolment(invitation, &token, answer);
                    let kept = storage.enrol(&enrolment, &profile, &device_key).await;
                    kept.map(|()| session.enrolled(enrolment))
                }
            }
            Place::Kept(earlier) => {
                let id = earlier.author.id;
                let token = Some(token.clone());
                let profile = Profile { author: author.clone(), token, removal: None, ..*earlier };
                storage.rename(id, &profile).await
            }
        }
        .map_err(|error| format!("{} {STILL_GOOD}", error.sentence()))?;
        // The list is what the database says; a fault here shows at the next start.
        if let Ok(people) = storage.profiles().await {
            session.is_shared_by(people);
        }
        session.is_used_again();
        if !session.unlocked_since(locks, author.clone(), token, self.opened) {
            session.is_set_up_for(author);
        }
        Ok(())
    }
}

/// Whether a link still sets up whatever phone.
async fn is_unused(invitation: &Invitation) -> Result<bool, String> {
    let answer = client::offer(&invitation.code()).await.map_err(no_answer)?;
    let kind = read::<Problem>(&answer.body).ok().map(|problem| problem.kind);
    if read::<EnrolmentOffer>(&answer.body).is_ok() {
        Ok(true)
    } else if kind.as_deref() == Some(problem::SPENT_CODE) {
        Ok(false)
    } else {
        Err(refusal(answer.status, &answer.body))
    }
}

fn code(invitation: &Invitation) -> Bytes {
    companion_seal::digest(invitation.code().as_bytes()).into()
}

/// What was made for this link before.
async fn begun(storage: &Storage, invitation: &Invitation) -> Result<Option<Begun>, String> {
    let begun = storage.begun().await.map_err(|error| error.sentence())?;
    Ok(begun.filter(|begun| begun.code == code(invitation)))
}

fn new_token() -> Result<Token, String> {
    let no_randomness = || vault::VaultError::NoRandomness.sentence().to_owned();
    let secret = companion_seal::os_random::<32>().map_err(|_| no_randomness())?;
    Ok(Token { device: new_id().ok_or_else(no_randomness)?, secret: secret.into() })
}

fn first_enrolment(invitation: &Invitation, token: &Token, answer: EnrolmentAnswer) -> Enrolment {
    let school_name = read::<companion_model::wire::v1::Directory>(answer.directory.body.as_bytes())
        .map(|directory| directory.school_name)
        .unwrap_or_default();
    Enrolment {
        school: answer.school,
        school_name,
        device: token.device,
        secret: token.secret.clone(),
        root_fingerprint: invitation.root_fingerprint.into(),
        directory: answer.directory,
        author: answer.author,
    }
}

/// Asks whom an invitation is for. It is not used up by that. One that this phone has begun to use is known here.
///
/// # Errors
/// A sentence: what the person still has and what to do.
pub async fn whom_for(storage: &Storage, invitation: &Invitation) -> Result<AuthorName, String> {
    if let Some(offer) = begun(storage, invitation).await?.and_then(|begun| begun.offer) {
        return Ok(offer);
    }
    let answer = client::offer(&invitation.code()).await.map_err(no_answer)?;
    let offer = read::<EnrolmentOffer>(&answer.body).map_err(|_| refusal(answer.status, &answer.body))?;
    Ok(offer.author)
}

/// A phone belongs to one school.
///
/// # Errors
/// A sentence: what the person still has and what to do.
pub fn is_of(enrolment: &Enrolment, invitation: &Invitation) -> Result<(), String> {
    let same =
        enrolment.school == invitation.school && enrolment.root_fingerprint.0 == invitation.root_fingerprint;
    let another = "This link is for another school than this phone is set up for. Nothing on this phone has changed, and \
                   the link is not used up: open it on another phone.";
    if same { Ok(()) } else { Err(another.to_owned()) }
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
}
