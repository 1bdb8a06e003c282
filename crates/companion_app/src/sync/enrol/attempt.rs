//! What a phone makes of a link, keeps, and asks the school for: the same request again, until the school has answered and the
//! answer is stored.

use companion_browser::clock;
use companion_model::wire::{
    read,
    v1::{AuthorName, EnrolmentAnswer, EnrolmentRequest},
};
use companion_seal::invitation::Invitation;
use companion_storage::{Begun, Enrolment, NewVault, Profile, Storage, Token};

use super::{begun, check, client, code, is_unused, refusals, used};
use crate::{
    AppError, LinkError,
    sync::new_id,
    vault::{self, VaultError},
};

/// What a phone makes and keeps before it asks: so that the repeated request is the same one, after a lost answer, a full
/// phone or a kill.
pub struct Attempt {
    token: Token,
    opened: vault::Opened,
    target: ProfileTarget,
    /// Whether it was made for an earlier press: the school may know it already.
    is_repeated: bool,
}

/// Where on the phone the person will be.
enum ProfileTarget {
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
    ) -> Result<Self, AppError> {
        if let Some(begun) = begun(storage, invitation).await? {
            let again = match &begun.vault {
                Some(made) => Self::made_before(storage, &begun, made, pin).await?,
                None => None,
            };
            if let Some(again) = again {
                return Ok(again);
            }
            let otherwise = if begun.vault.is_some() {
                LinkError::SpentWithOtherPin
            } else {
                LinkError::SpentForPlaceHere
            };
            check_unused(invitation, otherwise).await?;
        }
        let token = new_token()?;
        // The vault is bound to the device's id: the author's is not known before the answer.
        let (opened, stored, device_key) = vault::create(token.device, pin).await?;
        let vault = Some(NewVault {
            vault: stored.vault.clone().into(),
            sealed_author_key: stored.sealed_author_key.clone(),
        });
        let made = Begun { code: code(invitation), token: token.clone(), offer, vault };
        storage.begin(&made, Some(&device_key)).await.map_err(LinkError::NotBegun)?;
        Ok(Self { token, opened, target: ProfileTarget::New { stored, device_key }, is_repeated: false })
    }

    /// `None` if it was made with another PIN.
    async fn made_before(
        storage: &Storage,
        begun: &Begun,
        made: &NewVault,
        pin: &str,
    ) -> Result<Option<Self>, AppError> {
        let token = begun.token.clone();
        let stored =
            vault::Stored { vault: made.vault.0.clone(), sealed_author_key: made.sealed_author_key.clone() };
        let device_key = storage.device_key(token.device).await?;
        let Some(device_key) = device_key else { return Ok(None) };
        match vault::unlock(token.device, &stored, &device_key, pin).await {
            Ok(opened) => {
                let target = ProfileTarget::New { stored, device_key };
                Ok(Some(Self { token, opened, target, is_repeated: true }))
            }
            Err(VaultError::WrongPin | VaultError::Damaged) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// For somebody who has a place on this phone already, and has just opened it.
    pub async fn again(
        storage: &Storage,
        invitation: &Invitation,
        offer: &AuthorName,
        profile: Profile,
        opened: vault::Opened,
    ) -> Result<Self, AppError> {
        let target = ProfileTarget::Kept(Box::new(profile));
        match begun(storage, invitation).await? {
            Some(Begun { token, vault: None, .. }) => {
                return Ok(Self { token, opened, target, is_repeated: true });
            }
            Some(_) => check_unused(invitation, LinkError::SpentForNewPlace).await?,
            None => {}
        }
        let token = new_token()?;
        let made =
            Begun { code: code(invitation), token: token.clone(), offer: Some(offer.clone()), vault: None };
        storage.begin(&made, None).await.map_err(LinkError::NotBegun)?;
        Ok(Self { token, opened, target, is_repeated: false })
    }

    /// Asks the endpoint; a lost answer leaves the attempt as it was, to be asked again.
    pub async fn redeem(&self, invitation: &Invitation) -> Result<EnrolmentAnswer, LinkError> {
        let (author_key, device) = (self.opened.author_key.public(), self.token.device);
        let request = EnrolmentRequest {
            device,
            secret_sha256: companion_seal::digest(&self.token.secret.0).into(),
            proof: invitation.proof(&author_key, device),
            author_key,
        };
        let answer = client::enrol(&invitation.code(), &request).await.map_err(LinkError::NoAnswer)?;
        let Ok(enrolled) = read::<EnrolmentAnswer>(&answer.body) else {
            let may_be_another = self.is_repeated && matches!(self.target, ProfileTarget::Kept(_));
            return Err(if may_be_another && refusals::is_spent(answer.status, &answer.body) {
                LinkError::SpentForOtherName
            } else {
                refusals::refusal(answer.status, &answer.body)
            });
        };
        check(&enrolled.directory, invitation)?;
        Ok(enrolled)
    }

    /// Stores everything in one transaction; only then has the person their place. `is_set_up`: the phone has a school already.
    ///
    /// # Errors
    /// [`LinkError::NotStored`]: the link still works.
    pub async fn keep(
        self,
        storage: &Storage,
        is_set_up: bool,
        invitation: &Invitation,
        answer: EnrolmentAnswer,
    ) -> Result<Enrolled, LinkError> {
        let (token, author) = (self.token, answer.author.clone());
        let kept = match self.target {
            ProfileTarget::New { stored, device_key } => {
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
                if is_set_up {
                    storage.join(&profile, &device_key).await.map(|()| None)
                } else {
                    let enrolment = first_enrolment(invitation, &token, answer);
                    let kept = storage.enrol(&enrolment, &profile, &device_key).await;
                    kept.map(|()| Some(Box::new(enrolment)))
                }
            }
            ProfileTarget::Kept(earlier) => {
                let id = earlier.author.id;
                let token = Some(token.clone());
                let profile = Profile { author: author.clone(), token, removal: None, ..*earlier };
                storage.rename(id, &profile).await.map(|()| None)
            }
        };
        let enrolment = kept.map_err(LinkError::NotStored)?;
        used::note_used(invitation, author.id);
        Ok(Enrolled { author, token, opened: self.opened, enrolment })
    }
}

/// What a link has become on this phone.
pub struct Enrolled {
    /// Who has their place now, as the school named them.
    pub author: AuthorName,
    /// By what the school knows them.
    pub token: Token,
    /// Their vault, open.
    pub opened: vault::Opened,
    /// The phone's school, if this has set it up.
    pub enrolment: Option<Box<Enrolment>>,
}

/// What was made for a link is all that opens it once the school knows it: it is made anew only while nobody has used the link.
async fn check_unused(invitation: &Invitation, otherwise: LinkError) -> Result<(), LinkError> {
    if is_unused(invitation).await? { Ok(()) } else { Err(otherwise) }
}

fn new_token() -> Result<Token, VaultError> {
    let secret = companion_seal::os_random::<32>()?;
    Ok(Token { device: new_id().ok_or(VaultError::NoRandomness)?, secret: secret.into() })
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
