//! The phones that authors enrolled.

use companion_model::{
    Millis,
    wire::{Bytes, v1::Removal},
};
use companion_seal::Secret;
use uuid::Uuid;

use super::{EnvelopeKind, Sha256, StoreResult};

/// An enrolled phone.
#[derive(Clone, Debug)]
pub struct DeviceRow {
    /// The device.
    pub device: Uuid,
    /// Who enrolled it.
    pub author: Uuid,
    /// SHA-256 of the secret in its token.
    pub secret_sha256: Sha256,
    /// The author's signing key (Ed25519, public).
    pub author_key: Bytes,
    /// Proof that the key comes from whoever held the link.
    pub proof: Bytes,
    /// When it last delivered or reported, to the minute.
    pub last_seen_at: Millis,
    /// The app's version, as it last reported.
    pub version: Option<String>,
    /// When a member first ordered it removed.
    pub removed_at: Option<Millis>,
    /// The order that stands.
    pub removal: Option<Removal>,
    /// The version of the directory that a removed device is still given.
    pub removal_directory: Option<u64>,
    /// How many records were taken from it since it was removed.
    pub records_since_removal: u32,
    /// How many practice records were.
    pub practice_since_removal: u32,
}

impl DeviceRow {
    /// Whether this is the digest of the secret in its token. Compared as secrets are, in constant time.
    pub fn is_proved_by(&self, secret_sha256: Sha256) -> bool {
        Secret::new(self.secret_sha256) == Secret::new(secret_sha256)
    }
}

/// The devices of a school.
pub trait Devices {
    /// A device by id.
    fn device(&mut self, school: Uuid, id: Uuid) -> StoreResult<Option<DeviceRow>> {
        Ok(self.devices(school, &[id])?.pop())
    }
    /// Those of these ids that there are.
    fn devices(&mut self, school: Uuid, ids: &[Uuid]) -> StoreResult<Vec<DeviceRow>>;
    /// The device that an author enrolled.
    fn device_of_author(&mut self, school: Uuid, author: Uuid) -> StoreResult<Option<DeviceRow>>;
    /// Adds a device, enrolled when it was last seen; it has reported nothing and nobody has removed it.
    fn add_device(&mut self, school: Uuid, device: &DeviceRow) -> StoreResult<()>;
    /// Notes when a device was seen.
    fn set_last_seen(&mut self, school: Uuid, device: Uuid, at: Millis) -> StoreResult<()>;
    /// Notes the version of the app on a device.
    fn set_version(&mut self, school: Uuid, device: Uuid, version: &str) -> StoreResult<()>;
    /// Keeps an order to remove a device.
    fn set_removal(
        &mut self,
        school: Uuid,
        device: Uuid,
        removed_at: Millis,
        order: &Removal,
        directory: Option<u64>,
    ) -> StoreResult<()>;
    /// Counts one that was taken from a device since it was removed.
    fn count_since_removal(&mut self, school: Uuid, device: Uuid, kind: EnvelopeKind) -> StoreResult<()>;
}
