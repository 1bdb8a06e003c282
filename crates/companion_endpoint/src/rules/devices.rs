//! Phones: by what they are known, when they were last heard of, and whether a member has ordered one removed.

use companion_model::{
    Millis,
    wire::v1::{Directory, Removal, SignedDirectory},
};
use uuid::Uuid;

use super::directories;
use crate::store::{DeviceRow, Store, StoreResult, Transaction, json};

/// How exactly it is known when a device was last seen: one write a minute and device, not one a request.
const MINUTE: Millis = 60_000;

/// A device by its id, whoever asks: the caller compares the secret.
pub async fn by_id(store: &dyn Store, school: Uuid, device: Uuid) -> StoreResult<Option<DeviceRow>> {
    store.read(move |db| db.device(school, device)).await
}

/// Notes that a device was there and with which version of the app; answers a member's order to remove it. With a full disk a
/// phone still hears its order; it is just not known that it was there.
pub async fn record_report(
    store: &dyn Store,
    school: Uuid,
    device: Uuid,
    version: String,
    now: Millis,
) -> StoreResult<Option<Removal>> {
    let Some(known) = by_id(store, school, device).await? else { return Ok(None) };
    if !was_just_seen(&known, now) || known.version.as_ref() != Some(&version) {
        let rule = move |db: &mut dyn Transaction| {
            db.set_last_seen(school, device, now)?;
            db.note_contact(now)?;
            db.set_version(school, device, &version)
        };
        if let Err(error) = store.write(school, rule).await {
            tracing::warn!("the report of phone {device} is not kept: {error}");
        }
    }
    Ok(known.removal)
}

/// Whether a device was noted as seen within the last minute. A time from the future is of a clock that was set back since, and is
/// put right.
pub(super) fn was_just_seen(device: &DeviceRow, now: Millis) -> bool {
    (now - MINUTE + 1..=now).contains(&device.last_seen_at)
}

/// Removes a device by a member's order; the first one stays, unless the newest directory no longer names who signed it: phones
/// refuse it then. It can still deliver what was written on it; its envelopes are flagged.
pub async fn remove(
    store: &dyn Store,
    school: Uuid,
    device: Uuid,
    order: Removal,
    now: Millis,
) -> StoreResult<()> {
    store.write(school, move |db| remove_one(db, school, device, &order, now)).await
}

/// What a removed device is given in the place of the newest directory: the one of the order's day, where its phone may not know
/// whoever signed the order and would not obey; else none.
pub async fn removal_directory(
    store: &dyn Store,
    school: Uuid,
    device: Uuid,
) -> StoreResult<Option<SignedDirectory>> {
    let rule = move |db: &mut dyn Transaction| {
        let version = db.device(school, device)?.and_then(|device| device.removal_directory);
        version.map_or(Ok(None), |version| db.directory_of_version(school, version))
    };
    store.read(rule).await
}

fn remove_one(
    db: &mut dyn Transaction,
    school: Uuid,
    id: Uuid,
    order: &Removal,
    now: Millis,
) -> StoreResult<()> {
    let Some(device) = db.device(school, id)? else { return Ok(()) };
    // Phones obey an order whose signer is still one of the school's members.
    if let Some(standing) = &device.removal
        && directories::is_named(db, school, standing.member)?
    {
        return Ok(());
    }
    let given = if knows_member(db, school, &device, order.member)? {
        None
    } else {
        directories::newest_version(db, school)?
    };
    db.set_removal(school, id, device.removed_at.unwrap_or(now), order, given)
}

/// Whether the directory of the time when a device was last heard of, and not yet removed, names a member.
fn knows_member(
    db: &mut dyn Transaction,
    school: Uuid,
    device: &DeviceRow,
    member: Uuid,
) -> StoreResult<bool> {
    let last =
        device.removed_at.map_or(device.last_seen_at, |removed_at| removed_at.min(device.last_seen_at));
    let Some(signed) = db.directory_stored_by(school, last)? else { return Ok(false) };
    let directory: Directory = json(&signed.body)?;
    Ok(directory.routes.iter().flat_map(|entry| &entry.members).any(|person| person.id == member))
}
