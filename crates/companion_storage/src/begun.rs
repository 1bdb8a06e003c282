//! What was made for a link, kept before the link is used up: a phone that is ended or full between the endpoint's answer and
//! the person's place asks again with the same request, and gets the same answer. It is nobody yet, and never counted.

use companion_model::wire::{Bytes, v1::AuthorName};
use rexie::Transaction;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web_sys::CryptoKey;

use crate::{
    Profile, Result, Storage, Token,
    rows::{get, get_all, key, to_value},
    schema::{BEGUN, DEVICE_KEYS, META, PROFILES},
};

/// A link that is being used. Without `Debug`: it holds a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// SHA-256 of the link's code.
    pub code: Bytes,
    /// By what the school will know whoever uses it.
    pub token: Token,
    /// Whom the link is for, where that was asked: a link that is used up does not tell any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<AuthorName>,
    /// The vault that was made for it; `None` for somebody who has one on this phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vault: Option<NewVault>,
}

/// A vault of nobody yet, bound to the token's device: its device key lies under that name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewVault {
    /// As in a [`Profile`].
    pub vault: Bytes,
    /// As in a [`Profile`].
    pub sealed_author_key: Bytes,
}

impl Storage {
    /// Keeps what was made for a link, in the place of what was made for another one.
    ///
    /// # Errors
    /// [`crate::StorageError`]: then the link must not be used up.
    pub async fn begin(&self, begun: &Begun, device_key: Option<&CryptoKey>) -> Result<()> {
        let row = to_value(begun)?;
        self.write(&[META, PROFILES, DEVICE_KEYS], async |transaction| {
            forget_another(transaction, begun.token.device).await?;
            if let Some(device_key) = device_key {
                transaction.store(DEVICE_KEYS)?.put(device_key, Some(&key(begun.token.device))).await?;
            }
            transaction.store(META)?.put(&row, Some(&BEGUN.into())).await?;
            Ok(())
        })
        .await
    }

    /// What was made for a link and is nobody's place yet.
    ///
    /// # Errors
    /// [`crate::StorageError`].
    pub async fn begun(&self) -> Result<Option<Begun>> {
        self.row(META, &BEGUN.into(), "begun").await
    }
}

/// It has become somebody's place.
pub async fn is_done(transaction: &Transaction, device: Uuid) -> Result<()> {
    let meta = transaction.store(META)?;
    let begun: Option<Begun> = get(&meta, &BEGUN.into(), "begun").await?;
    if begun.is_some_and(|begun| begun.token.device == device) {
        meta.delete(BEGUN.into()).await?;
    }
    Ok(())
}

/// The device key of a vault that became nobody's goes.
async fn forget_another(transaction: &Transaction, device: Uuid) -> Result<()> {
    let earlier: Option<Begun> = get(&transaction.store(META)?, &BEGUN.into(), "begun").await?;
    let Some(earlier) = earlier.filter(|earlier| earlier.vault.is_some()) else { return Ok(()) };
    let profiles: Vec<Profile> = get_all(&transaction.store(PROFILES)?).await?;
    let other = earlier.token.device;
    if other != device && profiles.iter().all(|profile| profile.vault_id != other) {
        transaction.store(DEVICE_KEYS)?.delete(key(other)).await?;
    }
    Ok(())
}
