//! Who uses this phone, and for which school.

use companion_model::delivery::Delivery;
use js_sys::Reflect;
use rexie::{Store, Transaction};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CryptoKey;

use crate::{
    Enrolment, Passkey, Profile, Result, Storage, StorageError, begun,
    notes::Opens,
    rows::{from_value, get, get_all, key, rewrite, to_value},
    schema::{COPIES, DEVICE_KEYS, DRAFTS, ENROLMENT, EPOCH, META, OUTBOX, PROFILES},
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
            transaction.store(PROFILES)?.put(&row, Some(&key(profile.author.id))).await?;
            transaction.store(DEVICE_KEYS)?.put(device_key, Some(&device)).await?;
            transaction.store(META)?.put(&enrolment, Some(&ENROLMENT.into())).await?;
            begun::is_done(transaction, profile.vault_id).await
        })
        .await?;
        // Committed: what can't be held now is held from the next opening on.
        drop(self.hold_essentials().await);
        Ok(())
    }

    /// The school this phone is set up for.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn enrolment(&self) -> Result<Option<Enrolment>> {
        self.row(META, &ENROLMENT.into(), "enrolment").await
    }

    /// Keeps a newer directory and the school's name in it; everything else of the enrolment stays as it is. If the
    /// phone has been set up for another school meanwhile, the directory is not its own any more.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn set_directory(&self, newer: &Enrolment) -> Result<()> {
        self.write(&[META], async |transaction| {
            let Some(known) = stored_enrolment(transaction).await? else { return Ok(()) };
            if known.school != newer.school {
                return Ok(());
            }
            let (directory, school_name) = (newer.directory.clone(), newer.school_name.clone());
            let row = to_value(&Enrolment { directory, school_name, ..known })?;
            rewrite(&transaction.store(META)?, &ENROLMENT.into(), &row).await
        })
        .await
    }

    /// The last life of the endpoint's database that was heard of.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn epoch(&self) -> Result<Option<Uuid>> {
        match self.unkept.epoch() {
            None => self.row(META, &EPOCH.into(), "epoch").await,
            unkept => Ok(unkept),
        }
    }

    /// Keeps the life of the endpoint's database that was heard of: in memory alone as long as the phone is full.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn set_epoch(&self, epoch: Uuid) -> Result<()> {
        let kept = self.write(&[META], async |transaction| {
            transaction.store(META)?.put(&key(epoch), Some(&EPOCH.into())).await?;
            Ok(())
        });
        self.unkept.keeping_epoch(epoch, kept.await)
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
            let profiles = transaction.store(PROFILES)?;
            Ok((profiles.get_all_keys(None, None).await?, profiles.get_all(None, None).await?))
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
            transaction.store(PROFILES)?.put(&row, Some(&key(profile.author.id))).await?;
            transaction.store(DEVICE_KEYS)?.put(device_key, Some(&key(profile.vault_id))).await?;
            begun::is_done(transaction, profile.vault_id).await
        })
        .await?;
        // Committed: what can't be held now is held from the next opening on.
        drop(self.hold_essentials().await);
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
            let there: Option<Profile> = get(&transaction.store(PROFILES)?, &key(now), "profile").await?;
            if there.is_some_and(|there| there.token == profile.token) {
                // An earlier try, committed before the phone lost the connection.
                return Ok(());
            }
            has_a_place(transaction, &key(earlier)).await?;
            if let Some(first) = stored_enrolment(transaction).await?
                && first.author.id == earlier
                && let Some(token) = profile.token.clone()
            {
                let (author, device, secret) = (profile.author.clone(), token.device, token.secret);
                let renamed = to_value(&Enrolment { author, device, secret, ..first })?;
                rewrite(&transaction.store(META)?, &ENROLMENT.into(), &renamed).await?;
            }
            let profiles = transaction.store(PROFILES)?;
            rewrite(&profiles, &key(earlier), &row).await?;
            if earlier != now {
                let moved = profiles.get(key(earlier)).await?.ok_or(StorageError::Unreadable("profile"))?;
                profiles.put(&moved, Some(&key(now))).await?;
                profiles.delete(key(earlier)).await?;
            }
            for store in [DRAFTS, COPIES] {
                hand_on(&transaction.store(store)?, earlier, now).await?;
            }
            let outbox = transaction.store(OUTBOX)?;
            let deliveries: Vec<Delivery> = get_all(&outbox).await?;
            for mut delivery in deliveries.into_iter().filter(|delivery| delivery.author == earlier) {
                delivery.author = now;
                delivery.is_known_again();
                rewrite(&outbox, &key(delivery.id), &to_value(&delivery)?).await?;
            }
            if let Some(token) = &profile.token {
                begun::is_done(transaction, token.device).await?;
            }
            Ok(())
        })
        .await?;
        // Committed: what can't be held now is held from the next opening on.
        drop(self.hold_essentials().await);
        Ok(())
    }
}

/// Nothing new is kept for somebody who has left, or under a name that is not theirs any more.
pub async fn has_a_place(transaction: &Transaction, author: &JsValue) -> Result<()> {
    let is_here = transaction.store(PROFILES)?.key_exists(author.clone()).await?;
    if is_here { Ok(()) } else { Err(StorageError::NotTheirPhone) }
}

fn is_an_id(key: &JsValue) -> bool {
    key.as_string().is_some_and(|key| Uuid::parse_str(&key).is_ok())
}

/// Every row of a store that is this author's becomes the other's; nothing else of it changes.
async fn hand_on(store: &Store, earlier: Uuid, now: Uuid) -> Result<()> {
    let (keys, rows) = (store.get_all_keys(None, None).await?, store.get_all(None, None).await?);
    let author = JsValue::from("author");
    for (key, row) in keys.iter().zip(rows) {
        let is_theirs = Reflect::get(&row, &author).is_ok_and(|author| author == self::key(earlier));
        if is_theirs && Reflect::set(&row, &author, &self::key(now)).is_ok_and(|set| set) {
            store.put(&row, Some(key)).await?;
        }
    }
    Ok(())
}

/// Nobody is locked out by somebody else's coming: who was alone here goes on opening with their passkey until they have
/// typed their PIN.
async fn keeps_passkey(transaction: &Transaction, joins: Uuid) -> Result<()> {
    let profiles = transaction.store(PROFILES)?;
    let rows = profiles.get_all_keys(None, None).await?.into_iter().zip(profiles.get_all(None, None).await?);
    let mut here = rows.filter(|(key, _)| is_an_id(key));
    let (Some((id, only)), None) = (here.next(), here.next()) else { return Ok(()) };
    let only: Profile = from_value(&only, "profile")?;
    let Some(passkey) = only.passkey.filter(|_| only.author.id != joins) else { return Ok(()) };
    let passkey = Some(Passkey { until_pin: true, ..passkey });
    rewrite(&profiles, &id, &to_value(&Opens { passkey })?).await
}

async fn stored_enrolment(transaction: &Transaction) -> Result<Option<Enrolment>> {
    get(&transaction.store(META)?, &ENROLMENT.into(), "enrolment").await
}

async fn put_aside(transaction: &Transaction, profile: &Profile) -> Result<()> {
    let profiles = transaction.store(PROFILES)?;
    let Some(value) = profiles.get(key(profile.author.id)).await? else { return Ok(()) };
    let earlier: Profile = from_value(&value, "profile")?;
    if earlier.vault_id != profile.vault_id {
        let name = JsValue::from(format!("{} {}", earlier.author.id, earlier.vault_id));
        profiles.put(&value, Some(&name)).await?;
    }
    Ok(())
}
