//! Envelopes: kept exactly once, each with the receipt it was given. The rule in the order of docs/protocol.md.

use companion_model::{
    Millis,
    wire::v1::{EnvelopeState, Flag, Receipt},
};
use companion_seal::receipt::UnsignedReceipt;
use uuid::Uuid;

use super::quotas;
use crate::store::{
    DeliveredBy, DeviceRow, EnvelopeKind, Mark, NewEnvelope, ReceiptSigner, Sha256, Store, StoreResult,
    StoredReceipt, Transaction,
};

/// How exactly it is known when a device was last seen: one write a minute and device, not one a request.
const MINUTE: Millis = 60_000;

/// The answer to an envelope.
#[derive(Debug)]
pub enum PutOutcome {
    /// The first of its id.
    First(Receipt),
    /// These bytes were here already: the receipt they got then.
    Again(Receipt),
    /// Other bytes under a known id: kept beside the first, with a receipt of their own.
    Conflict(Receipt),
    /// Sealed to a key the school never published; nothing was kept.
    UnpublishedKey,
    /// Too many within a minute from whoever brings it; nothing was kept.
    TooMany {
        /// When there is room for one more.
        retry_after_s: u32,
    },
    /// Too much within a day from whoever brings it; nothing was kept.
    TooMuchToday {
        /// When there is room for this one.
        retry_after_s: u32,
    },
    /// The school has removed this device and has taken from it since what it takes; nothing was kept.
    RemovedDevice,
}

/// What is known before an envelope is kept.
pub struct Known {
    /// The device that delivers it, whoever says so: the caller compares the secret.
    pub device: Option<DeviceRow>,
    /// The answer that exactly these bytes got when they first came: a repeat changes nothing, whoever sends it.
    pub answer: Option<PutOutcome>,
}

/// Looks up an envelope that somebody brings, and the device that does. A repeat costs no write: phones repeat whenever an answer
/// was lost.
pub async fn look_up(
    store: &dyn Store,
    kind: EnvelopeKind,
    school: Uuid,
    by: DeliveredBy,
    (id, sha256): (Uuid, Sha256),
) -> StoreResult<Known> {
    let rule = move |db: &mut dyn Transaction| {
        let device = by.device().map_or(Ok(None), |device| db.device(school, device))?;
        let answer = known(&db.receipts(kind, school, id)?, sha256);
        Ok(Known { device, answer })
    };
    store.read(rule).await
}

/// Keeps an envelope, exactly once. What is refused costs no write either.
///
/// # Errors
/// [`StoreError`](crate::store::StoreError): it is not known to be kept.
pub async fn put(store: &dyn Store, new: NewEnvelope, sign: ReceiptSigner) -> StoreResult<PutOutcome> {
    store.write(new.school, move |db| keep(db, &new, &sign)).await
}

/// The first receipt under an id, and who read it.
pub async fn state(store: &dyn Store, school: Uuid, id: Uuid) -> StoreResult<Option<EnvelopeState>> {
    let rule = move |db: &mut dyn Transaction| {
        let receipts = db.receipts(EnvelopeKind::Record, school, id)?;
        let Some(first) = receipts.into_iter().find(|one| !one.is_conflict) else { return Ok(None) };
        let read = db.mark(Mark::Reading, school, id, first.sha256)?.map(Into::into);
        Ok(Some(EnvelopeState { receipt: first.receipt, read }))
    };
    store.read(rule).await
}

/// Every receipt under an id, the first one first.
pub async fn receipts(
    store: &dyn Store,
    kind: EnvelopeKind,
    school: Uuid,
    id: Uuid,
) -> StoreResult<Vec<Receipt>> {
    let found = store.read(move |db| db.receipts(kind, school, id)).await?;
    Ok(found.into_iter().map(|one| one.receipt).collect())
}

/// What is known of the envelopes beside a new one, once nothing speaks against it.
pub(super) struct Beside {
    /// Other bytes under its id.
    others: Vec<StoredReceipt>,
    /// The device that brings it.
    device: Option<DeviceRow>,
}

/// Nothing changes between its steps: it is run inside the transaction that writes.
fn keep(db: &mut dyn Transaction, new: &NewEnvelope, sign: &ReceiptSigner) -> StoreResult<PutOutcome> {
    let Beside { others, device } = match unwritten(db, new)? {
        Ok(beside) => beside,
        Err(answer) => return Ok(answer),
    };
    let is_conflict = !others.is_empty();
    let receipt = sign(UnsignedReceipt {
        school: new.school,
        route: new.route,
        id: new.id,
        sha256: new.sha256,
        received_at: new.now,
        epoch: db.life()?.epoch,
        seq: db.next_number(new.school, new.route)?,
        flags: flags(db, new, device.as_ref(), is_conflict)?,
    });
    db.add_envelope(new, is_conflict, &receipt)?;
    note_delivery(db, EnvelopeKind::Record, new, device.as_ref())?;
    Ok(if is_conflict { PutOutcome::Conflict(receipt) } else { PutOutcome::First(receipt) })
}

/// What is known beside a new envelope, or the answer to one that changes nothing: known, or refused.
fn unwritten(db: &mut dyn Transaction, new: &NewEnvelope) -> StoreResult<Result<Beside, PutOutcome>> {
    let others = db.receipts(EnvelopeKind::Record, new.school, new.id)?;
    if let Some(answer) = known(&others, new.sha256) {
        return Ok(Err(answer));
    }
    let admitted = admitted(db, EnvelopeKind::Record, new)?;
    Ok(admitted.map(|device| Beside { others, device }))
}

/// What exactly these bytes got when they first came.
pub(super) fn known(receipts: &[StoredReceipt], sha256: Sha256) -> Option<PutOutcome> {
    let known = receipts.iter().find(|one| one.sha256 == sha256)?;
    let receipt = known.receipt.clone();
    Some(if known.is_conflict { PutOutcome::Conflict(receipt) } else { PutOutcome::Again(receipt) })
}

/// The device that brings a new envelope, if the envelope is taken; of a member's file there is none.
pub(super) fn admitted(
    db: &mut dyn Transaction,
    kind: EnvelopeKind,
    new: &NewEnvelope,
) -> StoreResult<Result<Option<DeviceRow>, PutOutcome>> {
    if !db.is_published(new.school, new.route, new.kid)? {
        return Ok(Err(PutOutcome::UnpublishedKey));
    }
    let device = match new.by.device() {
        Some(device) => db.device(new.school, device)?,
        None => None,
    };
    let refusal = quotas::refusal(db, kind, new, device.as_ref())?;
    Ok(refusal.map_or(Ok(device), Err))
}

/// What is unusual about a delivery.
pub(super) fn flags(
    db: &mut dyn Transaction,
    new: &NewEnvelope,
    device: Option<&DeviceRow>,
    is_conflict: bool,
) -> StoreResult<Vec<Flag>> {
    let mut flags = Vec::new();
    if new.by.device().is_some_and(|device| device != new.sealed_on) {
        flags.push(Flag::OtherDevice);
    }
    if is_conflict {
        flags.push(Flag::Conflict);
    }
    let is_removed = match device {
        Some(device) => device.removed_at.is_some(),
        // A file comes from the phone that sealed it, whoever brings it.
        None => db.device(new.school, new.sealed_on)?.is_some_and(|device| device.removed_at.is_some()),
    };
    if is_removed {
        flags.push(Flag::RemovedDevice);
    }
    Ok(flags)
}

/// Notes that something new came from a device.
pub(super) fn note_delivery(
    db: &mut dyn Transaction,
    kind: EnvelopeKind,
    new: &NewEnvelope,
    device: Option<&DeviceRow>,
) -> StoreResult<()> {
    let Some(device) = device else { return Ok(()) };
    // A time from the future is of a clock that was set back since: it is put right.
    let is_recent = (new.now - MINUTE + 1..=new.now).contains(&device.last_seen_at);
    if kind == EnvelopeKind::Record && !is_recent {
        db.set_last_seen(new.school, device.device, new.now)?;
        db.note_contact(new.now)?;
    }
    if device.removed_at.is_some() {
        db.count_since_removal(new.school, device.device, kind)?;
    }
    Ok(())
}
