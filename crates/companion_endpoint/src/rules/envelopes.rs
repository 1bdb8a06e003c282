//! Envelopes, of records and of practice: each is kept exactly once, with the receipt it was given.

use companion_model::wire::v1::{EnvelopeState, Receipt};
use uuid::Uuid;

pub use super::delivery::Delivery;
use super::{PutOutcome, delivery};
use crate::store::{EnvelopeKind, Mark, Store, StoreResult, Transaction};

/// Keeps an envelope, exactly once. A repeat changes nothing, nor does what is refused.
///
/// # Errors
/// [`StoreError`](crate::store::StoreError): it is not known to be kept.
pub async fn put(store: &dyn Store, delivery: Delivery) -> StoreResult<PutOutcome> {
    store.write_with_others(delivery.new.school, delivery, delivery::keep_all).await
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
