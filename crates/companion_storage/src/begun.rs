//! What was made for a link, kept before the link is used up: a phone that is ended or full between the endpoint's answer and
//! the person's place asks again with the same request, and gets the same answer. It is nobody yet, and never counted.

use companion_model::wire::{Bytes, v1::AuthorName};
use rexie::{KeyRange, Transaction};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wasm_bindgen::JsValue;
use web_sys::CryptoKey;

use crate::{
    Result, Storage, Token,
    places::may_lie_under,
    rows::{from_value, get_readable, key, to_value},
    schema::{BEGUN, DEVICE_KEYS, META, PROFILES},
    table::Table,
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
    /// As in a [`crate::Profile`].
    pub vault: Bytes,
    /// As in a [`crate::Profile`].
    pub sealed_author_key: Bytes,
}

impl Storage {
    /// Keeps what was made for a link, in the place of what was made for the same link before. What was made for another link
    /// stays: its answer may have been lost.
    ///
    /// # Errors
    /// [`crate::StorageError`]: then the link must not be used up.
    pub async fn begin(&self, begun: &Begun, device_key: Option<&CryptoKey>) -> Result<()> {
        let (name, row) = (name_of(&begun.code), to_value(begun)?);
        self.write(&[META, PROFILES, DEVICE_KEYS], async |transaction| {
            forget_replaced(transaction, &name, begun.token.device).await?;
            if let Some(device_key) = device_key {
                Table::of(transaction, DEVICE_KEYS)?.put(device_key, Some(&key(begun.token.device))).await?;
            }
            Table::of(transaction, META)?.put(&row, Some(&name)).await?;
            Ok(())
        })
        .await
    }

    /// What was made for the link with this code (its SHA-256), and is nobody's place yet. What this build can't read is as
    /// good as none.
    ///
    /// # Errors
    /// [`crate::StorageError`].
    pub async fn begun(&self, code: &Bytes) -> Result<Option<Begun>> {
        let name = name_of(code);
        self.read(&[META], async |transaction| get_readable(&Table::of(transaction, META)?, &name).await)
            .await
    }

    /// Whether something was made for any link, and is nobody's place yet.
    ///
    /// # Errors
    /// [`crate::StorageError`].
    pub async fn has_begun(&self) -> Result<bool> {
        self.read(&[META], async |transaction| Ok(!all(&Table::of(transaction, META)?).await?.is_empty()))
            .await
    }
}

/// The name of the row for a link.
fn name_of(code: &Bytes) -> JsValue {
    format!("{BEGUN} {code}").into()
}

/// Everything that was made for links and that this build can read, with the names of the rows.
async fn all(meta: &Table) -> Result<Vec<(JsValue, Begun)>> {
    let (first, end) = (format!("{BEGUN} ").into(), format!("{BEGUN}!").into());
    let range = || KeyRange::bound(&first, &end, None, Some(true));
    let names = meta.get_all_keys(Some(range()?)).await?;
    let rows = meta.get_all(Some(range()?)).await?;
    let readable = |(name, row): (JsValue, JsValue)| Some((name, from_value(&row, "begun").ok()?));
    Ok(names.into_iter().zip(rows).filter_map(readable).collect())
}

/// It has become somebody's place.
pub async fn finish(transaction: &Transaction, device: Uuid) -> Result<()> {
    let meta = Table::of(transaction, META)?;
    for (name, _) in all(&meta).await?.into_iter().filter(|(_, begun)| begun.token.device == device) {
        meta.delete(name).await?;
    }
    Ok(())
}

/// The device key of a vault that is replaced before it became anybody's goes, unless a profile may lie under it.
async fn forget_replaced(transaction: &Transaction, name: &JsValue, device: Uuid) -> Result<()> {
    let replaced: Option<Begun> = get_readable(&Table::of(transaction, META)?, name).await?;
    let replaced = replaced.filter(|begun| begun.vault.is_some() && begun.token.device != device);
    let Some(device_key) = replaced.map(|begun| key(begun.token.device)) else { return Ok(()) };
    let profiles = Table::of(transaction, PROFILES)?.get_all(None).await?;
    if !profiles.iter().any(|row| may_lie_under(row, &device_key)) {
        Table::of(transaction, DEVICE_KEYS)?.delete(device_key).await?;
    }
    Ok(())
}
