//! The vault: what encrypts drafts at rest. A random key, locked under a key derived from the PIN; the phone locks that
//! once more under the device's own WebCrypto key (`src/vault` of the phone app).
//!
//! Each draft has a key of its own, locked under the vault's, and handed over: sealed to the route that may have
//! the draft unfinished if the PIN is forgotten.

mod plain;

use std::{fmt, marker::PhantomData};

use companion_model::{
    KeyId, Route,
    wire::{
        Bytes,
        v1::{KdfParams, RouteEntry},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    SealError, Secret, author::AuthorKey, lock, route_keys::RouteKeys, sealed_box,
    secret::wiped_by_its_fields, transcript::transcript,
};

const PASSKEY: &str = "vault by passkey";

/// What can lie sealed on the phone.
pub trait Plain: Sized {
    /// Keeps one kind of sealed thing from being opened as another.
    const DOMAIN: &'static str;

    /// The bytes to seal.
    ///
    /// # Errors
    /// [`SealError::Malformed`] if it can't be written.
    fn to_plain(&self) -> Result<Zeroizing<Vec<u8>>, SealError>;

    /// Reads the bytes again.
    ///
    /// # Errors
    /// [`SealError::Malformed`] if they are not such a thing.
    fn from_plain(bytes: &[u8]) -> Result<Self, SealError>;
}

/// A `T` that nobody can read without its key: the only form in which it is stored.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed<T> {
    bytes: Bytes,
    #[serde(skip)]
    of: PhantomData<fn() -> T>,
}

impl<T> Sealed<T> {
    /// Takes stored bytes for what they were sealed as; opening tells whether they are.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes: Bytes(bytes), of: PhantomData }
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes.0
    }
}

impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.bytes.0.len())
    }
}

/// The vault's key, locked under a key derived from the PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedVault {
    /// How that key is derived from the PIN.
    pub stretch: KdfParams,
    /// The key.
    pub locked: Bytes,
}

/// A draft's key, as stored beside the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedDraftKey {
    /// Under the vault's key.
    pub locked: Bytes,
    /// For the route that may have the draft unfinished; `None` if none may.
    #[serde(default)]
    pub hand_over: Option<HandOver>,
}

/// A draft's key, sealed to a route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// The route.
    pub route: Route,
    /// The route's key.
    pub kid: KeyId,
    /// HPKE.
    pub sealed: Bytes,
}

/// The open vault of one author. Locked again by dropping it.
#[derive(Clone)]
pub struct Vault {
    author: Uuid,
    key: Secret<32>,
}

/// The open key of one draft.
#[derive(Clone)]
pub struct DraftKey {
    id: Uuid,
    key: Secret<32>,
}

wiped_by_its_fields!(Vault { key } open: author);
wiped_by_its_fields!(DraftKey { key } open: id);

impl Vault {
    /// A new vault for an author.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn generate(author: Uuid) -> Result<Self, SealError> {
        Ok(Self { author, key: Secret::random()? })
    }

    /// Locks the vault under a key that was derived from a PIN as `stretch` says.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn lock(&self, derived: &Secret<32>, stretch: KdfParams) -> Result<LockedVault, SealError> {
        let locked = lock::lock(&derived.derive("vault"), &self.context("vault"), self.key.expose())?;
        Ok(LockedVault { stretch, locked: Bytes(locked) })
    }

    /// Opens the vault with the key derived from the PIN.
    ///
    /// # Errors
    /// [`SealError::Closed`] for a wrong PIN.
    pub fn unlock(author: Uuid, derived: &Secret<32>, locked: &LockedVault) -> Result<Self, SealError> {
        let context = transcript("vault", &[author.as_bytes()]);
        let key = lock::open(&derived.derive("vault"), &context, &locked.locked.0)?;
        Ok(Self { author, key: Secret::from_slice(&key)? })
    }

    /// Locks the vault under the secret of a passkey (WebAuthn PRF): random already, so no key is derived from it at a cost.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn lock_for_passkey(&self, secret: &Secret<32>) -> Result<Bytes, SealError> {
        lock::lock(&secret.derive(PASSKEY), &self.context(PASSKEY), self.key.expose()).map(Bytes)
    }

    /// Opens the vault with the secret of its passkey.
    ///
    /// # Errors
    /// [`SealError::Closed`] for another passkey, or another author.
    pub fn unlock_with_passkey(author: Uuid, secret: &Secret<32>, locked: &Bytes) -> Result<Self, SealError> {
        let context = transcript(PASSKEY, &[author.as_bytes()]);
        let key = lock::open(&secret.derive(PASSKEY), &context, &locked.0)?;
        Ok(Self { author, key: Secret::from_slice(&key)? })
    }

    /// Seals the author's signing key.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn seal_author_key(&self, key: &AuthorKey) -> Result<Bytes, SealError> {
        lock::lock(&self.key, &self.context("author key"), key.seed().expose()).map(Bytes)
    }

    /// Opens the author's signing key.
    ///
    /// # Errors
    /// [`SealError::Closed`] if it is another vault's.
    pub fn open_author_key(&self, sealed: &Bytes) -> Result<AuthorKey, SealError> {
        let seed = lock::open(&self.key, &self.context("author key"), &sealed.0)?;
        Secret::from_slice(&seed).map(AuthorKey::from_seed)
    }

    /// A key for a new draft.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn new_draft_key(&self, id: Uuid) -> Result<DraftKey, SealError> {
        Ok(DraftKey { id, key: Secret::random()? })
    }

    /// Locks a draft's key, and seals it to the route that may have the draft unfinished.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`]; [`SealError::Malformed`] if the route's key is none.
    pub fn lock_draft_key(
        &self,
        school: Uuid,
        key: &DraftKey,
        to: Option<&RouteEntry>,
    ) -> Result<LockedDraftKey, SealError> {
        let locked = lock::lock(&self.key, &draft_key_context(key.id), key.key.expose())?;
        let hand_over = to.map(|to| key.hand_over(school, to)).transpose()?;
        Ok(LockedDraftKey { locked: Bytes(locked), hand_over })
    }

    /// Opens a draft's key.
    ///
    /// # Errors
    /// [`SealError::Closed`] if it is another vault's or another draft's.
    pub fn open_draft_key(&self, id: Uuid, locked: &LockedDraftKey) -> Result<DraftKey, SealError> {
        let key = lock::open(&self.key, &draft_key_context(id), &locked.locked.0)?;
        Ok(DraftKey { id, key: Secret::from_slice(&key)? })
    }

    fn context(&self, domain: &str) -> Vec<u8> {
        transcript(domain, &[self.author.as_bytes()])
    }
}

impl DraftKey {
    /// Whose key this is.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Seals something of this draft's.
    ///
    /// # Errors
    /// [`SealError::Malformed`] if it can't be written, [`SealError::NoRandomness`].
    pub fn seal<T: Plain>(&self, plain: &T) -> Result<Sealed<T>, SealError> {
        lock::lock(&self.key, &self.context::<T>(), &plain.to_plain()?).map(Sealed::from_bytes)
    }

    /// Opens something of this draft's.
    ///
    /// # Errors
    /// [`SealError::Closed`] if it is another draft's or another kind of thing.
    pub fn open<T: Plain>(&self, sealed: &Sealed<T>) -> Result<T, SealError> {
        T::from_plain(&lock::open(&self.key, &self.context::<T>(), sealed.as_bytes())?)
    }

    /// Takes a draft's key out of its hand-over, on the receiving side.
    ///
    /// # Errors
    /// [`SealError::Closed`] if it was handed over to another route.
    pub fn from_hand_over(
        school: Uuid,
        id: Uuid,
        keys: &RouteKeys,
        hand_over: &HandOver,
    ) -> Result<Self, SealError> {
        let key = keys.open_box(&hand_over_info(school, id, hand_over.route), b"", &hand_over.sealed.0)?;
        Ok(Self { id, key: Secret::from_slice(&key)? })
    }

    fn hand_over(&self, school: Uuid, to: &RouteEntry) -> Result<HandOver, SealError> {
        let info = hand_over_info(school, self.id, to.route);
        let sealed = sealed_box::seal(&to.encryption_key, &info, b"", self.key.expose())?;
        Ok(HandOver { route: to.route, kid: to.kid, sealed: Bytes(sealed) })
    }

    fn context<T: Plain>(&self) -> Vec<u8> {
        transcript(T::DOMAIN, &[self.id.as_bytes()])
    }
}

fn draft_key_context(id: Uuid) -> Vec<u8> {
    transcript("draft key", &[id.as_bytes()])
}

fn hand_over_info(school: Uuid, id: Uuid, route: Route) -> Vec<u8> {
    transcript("hand-over", &[school.as_bytes(), id.as_bytes(), route.name().as_bytes()])
}

#[cfg(test)]
mod tests;
