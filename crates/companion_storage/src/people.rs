//! Who uses this phone.

use companion_model::delivery::Delivery;
use js_sys::Reflect;
use rexie::Transaction;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CryptoKey;

use crate::{
    Enrolment, Profile, Result, Storage, StorageError, begun,
    places::{is_an_id, keeps_passkey, put_aside, require_profile},
    rows::{from_value, get, get_all, get_readable, key, rewrite, to_value},
    schema::{COPIES, DEVICE_KEYS, DRAFTS, ENROLMENT, META, OUTBOX, PROFILES},
    school,
    table::Table,
};

impl Storage {
    /// Sets this phone up, in one transaction. A profile that the author already had here is put aside under
    /// another name and its device key is kept: drafts under the earlier PIN stay openable.
    ///
    /// # Errors
    /// [`StorageError`]: then the phone is as it was.
    pub async fn enrol(
        &self,
        enrolment: &Enrolment,
        profile: &Profile,
        device_key: &CryptoKey,
    ) -> Result<()> {
        let device = key(enrolment.device);
        let (enrolment, row) = (to_value(enrolment)?, to_value(profile)?);
        self.write(&[META, PROFILES, DEVICE_KEYS], async |transaction| {
            put_aside(transaction, profile).await?;
            Table::of(transaction, PROFILES)?.put(&row, Some(&key(profile.author.id))).await?;
            Table::of(transaction, DEVICE_KEYS)?.put(device_key, Some(&device)).await?;
            Table::of(transaction, META)?.put(&enrolment, Some(&ENROLMENT.into())).await?;
            begun::finish(transaction, profile.vault_id).await
        })
        .await?;
        self.cache_essentials().await;
        Ok(())
    }

    /// An author's profile.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn profile(&self, author: Uuid) -> Result<Option<Profile>> {
        self.row(PROFILES, &key(author), "profile").await
    }

    /// The device's own key under which a vault lies.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn device_key(&self, vault_id: Uuid) -> Result<Option<CryptoKey>> {
        let found = self.value(DEVICE_KEYS, &key(vault_id)).await?;
        found.map(|found| found.dyn_into().map_err(|_| StorageError::Unreadable("device key"))).transpose()
    }

    /// Everybody who has a place on this phone, in the order in which they came. One whose row this build can't read is left
    /// out: the others are not locked out by it.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn profiles(&self) -> Result<Vec<Profile>> {
        let rows = self.read(&[PROFILES], async |transaction| {
            let profiles = Table::of(transaction, PROFILES)?;
            Ok((profiles.get_all_keys(None).await?, profiles.get_all(None).await?))
        });
        let (keys, values) = rows.await?;
        // What was put aside has a longer name.
        let here = keys.iter().zip(&values).filter(|(key, _)| is_an_id(key));
        let mut profiles: Vec<Profile> =
            here.filter_map(|(_, value)| from_value(value, "profile").ok()).collect();
        profiles.sort_by_key(|profile| profile.created_at.utc_ms);
        Ok(profiles)
    }

    /// Gives one more person a place on a phone that is set up.
    ///
    /// # Errors
    /// [`StorageError`]: then the phone is as it was.
    pub async fn join(&self, profile: &Profile, device_key: &CryptoKey) -> Result<()> {
        let row = to_value(profile)?;
        self.write(&[META, PROFILES, DEVICE_KEYS], async |transaction| {
            put_aside(transaction, profile).await?;
            keeps_passkey(transaction, profile.author.id).await?;
            Table::of(transaction, PROFILES)?.put(&row, Some(&key(profile.author.id))).await?;
            Table::of(transaction, DEVICE_KEYS)?.put(device_key, Some(&key(profile.vault_id))).await?;
            begun::finish(transaction, profile.vault_id).await
        })
        .await?;
        self.cache_essentials().await;
        Ok(())
    }

    /// A person whom the school knows by a new id has the place they had: profile, drafts, copies and deliveries in one
    /// transaction. What the school refused because it did not know them is tried again.
    ///
    /// # Errors
    /// [`StorageError::NotTheirPhone`] if they have left it meanwhile, or another: then the phone is as it was.
    pub async fn rename(&self, earlier: Uuid, profile: &Profile) -> Result<()> {
        let row = profile.in_place_of_another()?;
        let now = profile.author.id;
        self.write(&[META, PROFILES, DRAFTS, COPIES, OUTBOX], async |transaction| {
            if is_renamed(transaction, earlier, profile).await? {
                // An earlier try, committed before the phone lost the connection.
                return Ok(());
            }
            require_profile(transaction, &key(earlier)).await?;
            school::first_is_renamed(transaction, earlier, profile).await?;
            let profiles = Table::of(transaction, PROFILES)?;
            rewrite(&profiles, &key(earlier), &row).await?;
            if earlier != now {
                put_aside(transaction, profile).await?;
                let moved = profiles.get(key(earlier)).await?.ok_or(StorageError::Unreadable("profile"))?;
                profiles.put(&moved, Some(&key(now))).await?;
                profiles.delete(key(earlier)).await?;
            }
            for store in [DRAFTS, COPIES] {
                hand_on(&Table::of(transaction, store)?, earlier, now).await?;
            }
            hand_on_deliveries(&Table::of(transaction, OUTBOX)?, earlier, now).await?;
            if let Some(token) = &profile.token {
                begun::finish(transaction, token.device).await?;
            }
            Ok(())
        })
        .await?;
        self.cache_essentials().await;
        Ok(())
    }
}

/// Every row of a store that is this author's becomes the other's; nothing else of it changes.
async fn hand_on(store: &Table, earlier: Uuid, now: Uuid) -> Result<()> {
    if earlier == now {
        return Ok(());
    }
    let (keys, rows) = (store.get_all_keys(None).await?, store.get_all(None).await?);
    let author = JsValue::from("author");
    for (key, row) in keys.iter().zip(rows) {
        let is_theirs = Reflect::get(&row, &author).is_ok_and(|author| author == self::key(earlier));
        if is_theirs && Reflect::set(&row, &author, &self::key(now)).is_ok_and(|set| set) {
            store.put(&row, Some(key)).await?;
        }
    }
    Ok(())
}

/// The same of deliveries, of which those that were refused for want of a token are tried again. Those that this build can't
/// read become the other's as well, and nothing else of them changes.
async fn hand_on_deliveries(outbox: &Table, earlier: Uuid, now: Uuid) -> Result<()> {
    let deliveries: Vec<Delivery> = get_all(outbox).await?;
    for mut delivery in deliveries.into_iter().filter(|delivery| delivery.author == earlier) {
        delivery.author = now;
        delivery.mark_device_known();
        rewrite(outbox, &key(delivery.id), &to_value(&delivery)?).await?;
    }
    hand_on(outbox, earlier, now).await
}

/// Whether a person is known by a new id and token already. What lies under that id and can't be read is somebody's earlier
/// vault, unless it is the very place that gets the new token.
async fn is_renamed(transaction: &Transaction, earlier: Uuid, profile: &Profile) -> Result<bool> {
    let (profiles, now) = (Table::of(transaction, PROFILES)?, profile.author.id);
    let there: Option<Profile> = if earlier == now {
        get(&profiles, &key(now), "profile").await?
    } else {
        get_readable(&profiles, &key(now)).await?
    };
    Ok(there.is_some_and(|there| there.token == profile.token))
}
