//! Who uses this phone, and for which school.

use rexie::Transaction;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CryptoKey;

use crate::{
    Enrolment, Profile, Result, Storage, StorageError,
    rows::{from_value, get, key, rewrite, to_value},
    schema::{DEVICE_KEYS, META, PROFILES},
};

const ENROLMENT: &str = "enrolment";
const EPOCH: &str = "epoch";

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
            Ok(())
        })
        .await
    }

    /// The school this phone is set up for.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn enrolment(&self) -> Result<Option<Enrolment>> {
        self.row(META, &ENROLMENT.into(), "enrolment").await
    }

    /// Keeps a newer directory and the school's name in it; everything else of the enrolment stays as it is. If the
    /// phone has been set up anew meanwhile, the directory is not its own any more.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn set_directory(&self, newer: &Enrolment) -> Result<()> {
        self.write(&[META], async |transaction| {
            let Some(known) = stored_enrolment(transaction).await? else { return Ok(()) };
            if (known.school, known.device) != (newer.school, newer.device) {
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
        self.row(META, &EPOCH.into(), "epoch").await
    }

    /// Keeps the life of the endpoint's database that was heard of.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn set_epoch(&self, epoch: Uuid) -> Result<()> {
        self.write(&[META], async |transaction| {
            transaction.store(META)?.put(&key(epoch), Some(&EPOCH.into())).await?;
            Ok(())
        })
        .await
    }

    /// An author's profile.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn profile(&self, author: Uuid) -> Result<Option<Profile>> {
        self.row(PROFILES, &key(author), "profile").await
    }

    /// Keeps an author's profile.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn set_profile(&self, profile: &Profile) -> Result<()> {
        let row = to_value(profile)?;
        self.write(&[PROFILES], async |transaction| {
            rewrite(&transaction.store(PROFILES)?, &key(profile.author.id), &row).await
        })
        .await
    }

    /// The enrolled device's own key, under which the vault's lies.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn device_key(&self) -> Result<Option<CryptoKey>> {
        let found = self.read(&[META, DEVICE_KEYS], async |transaction| {
            let Some(enrolment) = stored_enrolment(transaction).await? else { return Ok(None) };
            Ok(transaction.store(DEVICE_KEYS)?.get(key(enrolment.device)).await?)
        });
        found
            .await?
            .map(|found| found.dyn_into().map_err(|_| StorageError::Unreadable("device key")))
            .transpose()
    }
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
