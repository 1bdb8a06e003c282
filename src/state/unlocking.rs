//! Opening a vault, and what opens it: a PIN, or a passkey for a phone that is one person's alone. Whoever can unlock a shared
//! phone would open everybody's; who has a passkey when a colleague joins keeps it until they have typed their PIN: nobody is
//! locked out by somebody else's coming.

use companion_app::{
    AppError,
    vault::{self, Opened, change_pin, make_passkey, passkey},
};
use companion_browser::clock;
use companion_model::wire::v1::AuthorName;
use companion_storage::Profile;
use leptos::prelude::*;
use uuid::Uuid;

use super::Session;

/// What opens a vault.
#[derive(Clone, Copy)]
pub enum OpenWith<'a> {
    /// The PIN, as it was typed.
    Pin(&'a str),
    /// The phone's own fingerprint, face or code.
    Passkey,
}

impl Session {
    /// Opens the vault of whoever stands before the lock screen, unless somebody locks or hides meanwhile.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn unlock(self, with: OpenWith<'_>) -> Result<(), AppError> {
        let who = self.who_untracked().ok_or(AppError::NobodyChosen)?;
        let locks = self.locks();
        let (profile, opened) = self.open_vault(who.id, with).await?;
        let first = self.enrolment_untracked().map(|enrolment| enrolment.first_token());
        let token = profile.token.or(first).ok_or(AppError::NotSetUp)?;
        self.unlocked_since(locks, profile.author, token, opened);
        Ok(())
    }

    /// Opens somebody's vault, for what is about to be done with it.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn open_vault(self, who: Uuid, with: OpenWith<'_>) -> Result<(Profile, Opened), AppError> {
        let storage = self.open_storage()?;
        let (profile, opened) = match with {
            OpenWith::Pin(pin) => vault::open_with_pin(&storage, who, pin).await?,
            OpenWith::Passkey => vault::open_with_passkey(&storage, who).await?,
        };
        if profile.passkey.is_none() {
            self.forget_passkey_of(who);
        }
        Ok((profile, opened))
    }

    /// Opens the vault of whoever is at work here once more: a phone that lies open must not be enough for what comes next.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn open_my_vault(self, with: OpenWith<'_>) -> Result<(Profile, Opened), AppError> {
        let keys = self.open_keys()?;
        self.open_vault(keys.author.id, with).await
    }

    /// Notes that somebody has forgotten their PIN: what they have not finished is then handed over, unopened. Nothing is
    /// taken from them by that: it stays here as long as the envelope's bytes, and their PIN opens it.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn note_pin_forgotten(self, who: Uuid) -> Result<(), AppError> {
        let storage = self.open_storage()?;
        storage.note_forgotten(who, clock::now()).await?;
        self.set_profiles(storage.profiles().await?);
        Ok(())
    }

    /// Locks a vault with another PIN, unless nobody waits for that any more when it is about to be written.
    ///
    /// # Errors
    /// [`AppError::PinUnchanged`], or [`AppError::PinUnknown`].
    pub async fn change_pin(
        self,
        profile: &Profile,
        opened: &Opened,
        pin: &str,
        is_awaited: impl Fn() -> bool,
    ) -> Result<(), AppError> {
        let storage = self.open_storage().map_err(AppError::leaves_pin)?;
        change_pin(&storage, profile, opened, pin, is_awaited).await
    }

    /// Whether a passkey opens this person's vault.
    pub fn opens_with_passkey(self, who: Uuid) -> bool {
        self.passkeys.with(|passkeys| passkeys.contains(&who))
    }

    /// Whose passkeys open no more than until they have typed their PIN, once somebody else has a place here.
    pub fn people_with_passkey_untracked(self) -> Vec<AuthorName> {
        let passkeys = self.passkeys.get_untracked();
        self.people_untracked().into_iter().filter(|person| passkeys.contains(&person.id)).collect()
    }

    /// Whether one can be made: this browser says so, and nobody else has anything here, not even what this build can't read.
    ///
    /// # Errors
    /// [`AppError`]: then nobody knows.
    pub async fn may_have_passkey(self) -> Result<bool, AppError> {
        let (storage, keys) = (self.open_storage()?, self.open_keys()?);
        Ok(storage.is_alone(keys.author.id).await? && passkey::is_offered().await)
    }

    /// Makes a passkey that opens the open vault from now on. The PIN goes on opening it.
    ///
    /// # Errors
    /// [`AppError`].
    pub async fn make_passkey(self) -> Result<(), AppError> {
        let (storage, keys) = (self.open_storage()?, self.open_keys()?);
        make_passkey(&storage, &keys).await?;
        self.passkeys.set(vec![keys.author.id]);
        Ok(())
    }

    /// From now on the PIN alone opens the open vault.
    ///
    /// # Errors
    /// [`AppError`]: then the passkey still opens it.
    pub async fn forget_passkey(self) -> Result<(), AppError> {
        let (storage, keys) = (self.open_storage()?, self.open_keys()?);
        storage.note_passkey(keys.author.id, None).await?;
        self.forget_passkey_of(keys.author.id);
        Ok(())
    }

    fn forget_passkey_of(self, who: Uuid) {
        if self.passkeys.with_untracked(|passkeys| passkeys.contains(&who)) {
            self.passkeys.update(|passkeys| passkeys.retain(|one| *one != who));
        }
    }
}
