//! Phones: by what they are known, and whether a member has ordered one removed.

use auto_impl::auto_impl;
use companion_model::{
    Millis,
    wire::v1::{Removal, SignedDirectory},
};
use uuid::Uuid;

use super::{Sha256, StoreFuture};

/// The devices that authors enrolled.
#[auto_impl(Arc)]
pub trait Devices: Send + Sync {
    /// A device by its id, whoever asks: the caller compares the secret.
    fn device(&self, school: Uuid, device: Uuid) -> StoreFuture<'_, Option<DeviceOnFile>>;
    /// Notes that a device was there and with which version of the app; answers a member's order to remove it.
    fn record_device_report(
        &self,
        school: Uuid,
        device: Uuid,
        version: String,
        now: Millis,
    ) -> StoreFuture<'_, Option<Removal>>;
    /// Removes a device by a member's order; the first one stays, unless the newest directory no longer names who signed
    /// it: phones refuse it then. It can still deliver what was written on it; its
    /// envelopes are flagged.
    fn remove_device(&self, school: Uuid, device: Uuid, order: Removal, now: Millis) -> StoreFuture<'_, ()>;
    /// What a removed device is given in the place of the newest directory: the one of the order's day, where its phone may
    /// not know whoever signed the order and would not obey; else none.
    fn removal_directory(&self, school: Uuid, device: Uuid) -> StoreFuture<'_, Option<SignedDirectory>>;
}

/// A device as the endpoint knows it.
pub struct DeviceOnFile {
    /// The school.
    pub school: Uuid,
    /// The device.
    pub device: Uuid,
    /// SHA-256 of the secret in its token.
    pub secret_sha256: Sha256,
    /// Whether a member has ordered it removed.
    pub is_removed: bool,
}
