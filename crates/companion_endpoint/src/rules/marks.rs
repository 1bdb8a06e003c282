//! What members say of envelopes: that they read one, or looked at what can't be read as a record. The first word stays.

use companion_model::wire::v1::{Acknowledgement, SignedRead};
use uuid::Uuid;

use crate::store::{EnvelopeKind, Mark, Sha256, SignedMark, Store, StoreError, StoreResult, Transaction};

/// Keeps a member's word that an envelope was read.
pub async fn read(
    store: &dyn Store,
    school: Uuid,
    id: Uuid,
    sha256: Sha256,
    SignedRead { member, read_at, signature }: SignedRead,
) -> StoreResult<()> {
    let mark = SignedMark { id, sha256, member, at: read_at, signature };
    store.write(school, move |db| keep(db, Mark::Reading, school, &mark)).await
}

/// Keeps a member's word that they looked at what can't be read as a record.
pub async fn acknowledge(
    store: &dyn Store,
    school: Uuid,
    among: EnvelopeKind,
    (id, sha256): (Uuid, Sha256),
    Acknowledgement { member, at, signature }: Acknowledgement,
) -> StoreResult<()> {
    let mark = SignedMark { id, sha256, member, at, signature };
    let rule = move |db: &mut dyn Transaction| match among {
        EnvelopeKind::Record => keep(db, Mark::Acknowledgement, school, &mark),
        EnvelopeKind::Practice if db.is_practice_acknowledged(school, id, sha256)? => Ok(()),
        EnvelopeKind::Practice => db.acknowledge_practice(school, &mark),
    };
    store.write(school, rule).await
}

fn keep(db: &mut dyn Transaction, kind: Mark, school: Uuid, mark: &SignedMark) -> StoreResult<()> {
    if db.mark(kind, school, mark.id, mark.sha256)?.is_some() {
        return Ok(());
    }
    let receipts = db.receipts(EnvelopeKind::Record, school, &[mark.id])?;
    let marked = receipts.into_iter().find(|one| one.sha256 == mark.sha256);
    let marked =
        marked.ok_or_else(|| StoreError::Contradiction("a mark on an envelope that is not here".into()))?;
    db.add_mark(kind, school, marked.receipt.route, mark)
}
