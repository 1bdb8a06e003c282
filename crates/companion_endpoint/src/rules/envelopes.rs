//! Envelopes, of records and of practice: each is kept exactly once, with the receipt it was given.

use companion_model::wire::v1::{EnvelopeState, Receipt};
use uuid::Uuid;

use super::{
    PutOutcome, Quotas,
    delivery::{self, Delivery, known},
};
use crate::store::{
    DeliveredBy, DeviceRow, EnvelopeKind, Mark, NewEnvelope, ReceiptSigner, Sha256, Store, StoreResult,
    Transaction,
};

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
        let (device, receipts) = match by {
            DeliveredBy::Device(device) => db.device_and_receipts(kind, school, device, id)?,
            DeliveredBy::Member(_) => (None, db.receipts(kind, school, &[id])?),
        };
        Ok(Known { device, answer: known(&receipts, sha256) })
    };
    store.read(rule).await
}

/// Keeps an envelope, exactly once. What is refused costs no write either.
///
/// # Errors
/// [`StoreError`](crate::store::StoreError): it is not known to be kept.
pub async fn put(
    store: &dyn Store,
    kind: EnvelopeKind,
    new: NewEnvelope,
    quotas: Quotas,
    sign: ReceiptSigner,
) -> StoreResult<PutOutcome> {
    store.write_with_others(new.school, Delivery { kind, new, quotas, sign }, delivery::keep_all).await
}

/// The first receipt under an id, and who read it.
pub async fn state(store: &dyn Store, school: Uuid, id: Uuid) -> StoreResult<Option<EnvelopeState>> {
    let rule = move |db: &mut dyn Transaction| {
        let receipts = db.receipts(EnvelopeKind::Record, school, &[id])?;
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
    let found = store.read(move |db| db.receipts(kind, school, &[id])).await?;
    Ok(found.into_iter().map(|one| one.receipt).collect())
}
