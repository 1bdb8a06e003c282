//! Signed records: their deliveries, their envelopes and their authors' own copies. Nothing leaves without a receipt.

use std::cell::RefCell;

use companion_model::delivery::{Delivery, HandsOver};
use js_sys::Uint8Array;
use rexie::Transaction;
use uuid::Uuid;
use wasm_bindgen::JsCast;

use crate::{
    CopyRow, Profile, Result, Storage, StorageError, drafts, places,
    rows::{get, get_all, get_readable, key, rewrite, to_value},
    schema::{COPIES, DRAFTS, ENVELOPES, META, OUTBOX, PROFILES, SNAPSHOTS},
    table::Table,
};

impl Storage {
    /// A draft becomes an envelope in the outbox, in one transaction: the draft and its earlier states go; the
    /// delivery, the envelope and the author's copy come. `revision`: of the draft whose words are in the envelope.
    ///
    /// # Errors
    /// [`StorageError::Overtaken`] if another page has kept newer words of the draft; [`StorageError::AlreadySigned`] if the outbox has another envelope under this id; [`StorageError::NotTheirPhone`]; or
    /// whatever kept it from being committed: then the draft is as it was.
    pub async fn sign<T>(
        &self,
        draft: Uuid,
        revision: u64,
        delivery: &Delivery,
        envelope: &[u8],
        copy: &CopyRow<T>,
    ) -> Result<()> {
        let (id, row, copy) = (key(delivery.id), to_value(delivery)?, to_value(copy)?);
        let envelope = Uint8Array::from(envelope);
        self.write(&[PROFILES, DRAFTS, SNAPSHOTS, OUTBOX, ENVELOPES, COPIES], async |transaction| {
            places::require_profile(transaction, &key(delivery.author)).await?;
            match stored(transaction, delivery.id).await? {
                // An earlier try, committed before the phone lost the connection.
                Some(first) if first.sha256 == delivery.sha256 => {}
                Some(_) => return Err(StorageError::AlreadySigned),
                None => {
                    drafts::require_no_newer(&Table::of(transaction, DRAFTS)?, &key(draft), revision).await?;
                    Table::of(transaction, OUTBOX)?.add(&row, Some(&id)).await?;
                    Table::of(transaction, ENVELOPES)?.add(&envelope, Some(&id)).await?;
                    Table::of(transaction, COPIES)?.put(&copy, Some(&id)).await?;
                }
            }
            let all: Vec<Delivery> = get_all(&Table::of(transaction, OUTBOX)?).await?;
            withdraw(transaction, draft, &all).await?;
            drafts::remove(&Table::of(transaction, DRAFTS)?, &Table::of(transaction, SNAPSHOTS)?, &key(draft))
                .await
        })
        .await
    }

    /// A draft, handed over unopened, joins the outbox. It stays on the phone as well, as long as the envelope's bytes. Does
    /// nothing if it is in the outbox already as it is now, was changed meanwhile, or was signed.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn hand_over(&self, delivery: &Delivery, envelope: &[u8]) -> Result<()> {
        let Some(hands_over) = &delivery.hands_over else { return Ok(()) };
        let (id, row) = (key(delivery.id), to_value(delivery)?);
        let envelope = Uint8Array::from(envelope);
        self.write(&[META, DRAFTS, OUTBOX, ENVELOPES], async |transaction| {
            let outbox = Table::of(transaction, OUTBOX)?;
            let all = self.deliveries(transaction).await?;
            let is_there = all.iter().any(|one| is_handed_over(one, hands_over));
            let drafts = Table::of(transaction, DRAFTS)?;
            if !is_there && drafts::author_if_unchanged(&drafts, hands_over).await?.is_some() {
                withdraw(transaction, hands_over.draft, &all).await?;
                outbox.add(&row, Some(&id)).await?;
                Table::of(transaction, ENVELOPES)?.add(&envelope, Some(&id)).await?;
            }
            Ok(())
        })
        .await
    }

    /// Keeps what a full phone did not take before, as far as there is room now.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn retry_failed_writes(&self) -> Result<()> {
        for delivery in self.pending.deliveries() {
            match delivery.received() {
                Some(_) => self.receive(&delivery).await?,
                None => self.update_delivery(&delivery).await?,
            }
        }
        Ok(())
    }

    /// Every delivery on this phone that this build can read, as the endpoint's present epoch has it.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn outbox(&self) -> Result<Vec<Delivery>> {
        let found = RefCell::new(Vec::new());
        self.read(&[META, OUTBOX], async |transaction| {
            found.replace(self.deliveries(transaction).await?);
            Ok(())
        })
        .await?;
        Ok(found.take())
    }

    /// The same, within a transaction over these stores and maybe others.
    pub(crate) async fn deliveries(&self, transaction: &Transaction) -> Result<Vec<Delivery>> {
        let epoch = self.epoch_within(transaction).await?;
        let mut deliveries = self.pending.over(get_all(&Table::of(transaction, OUTBOX)?).await?);
        deliveries.iter_mut().for_each(|delivery| delivery.in_epoch(epoch));
        Ok(deliveries)
    }

    /// An envelope's bytes.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn envelope(&self, id: Uuid) -> Result<Option<Vec<u8>>> {
        let bytes = self.value(ENVELOPES, &key(id)).await?.map(JsCast::dyn_into::<Uint8Array>).transpose();
        Ok(bytes.map_err(|_| StorageError::Unreadable("envelope"))?.map(|bytes| bytes.to_vec()))
    }

    /// The author's own copy, until the receipt.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn copy<T>(&self, id: Uuid) -> Result<Option<CopyRow<T>>> {
        self.row(COPIES, &key(id), "copy").await
    }

    /// Keeps what is now known of a delivery: in memory alone as long as the phone is full.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn update_delivery(&self, delivery: &Delivery) -> Result<()> {
        if delivery.received().is_some() && self.pending.has_receipt_of(delivery.id) {
            return self.receive(delivery).await;
        }
        let kept =
            self.write(&[OUTBOX], async |transaction| update(transaction, delivery).await.map(drop)).await;
        self.pending.keeping(delivery, kept)
    }

    /// Keeps a checked receipt; the author's copy goes, the envelope stays, and so does a draft that was handed over. On a
    /// full phone the receipt is held in memory, and nothing goes.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn receive(&self, delivery: &Delivery) -> Result<()> {
        let kept = self.write(&[OUTBOX, COPIES], async |transaction| {
            if !update(transaction, delivery).await? {
                return Ok(());
            }
            with_receipt(transaction, delivery.id).await?;
            Table::of(transaction, COPIES)?.delete(key(delivery.id)).await
        });
        self.pending.keeping(delivery, kept.await)
    }

    /// The sealed bytes of a delivery go; its receipt stays. A draft that they handed over goes with them, unless it was
    /// changed since or its author has remembered the PIN.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn drop_bytes(&self, delivery: &Delivery) -> Result<()> {
        self.write(&[PROFILES, DRAFTS, SNAPSHOTS, OUTBOX, ENVELOPES], async |transaction| {
            if !update(transaction, delivery).await? {
                return Ok(());
            }
            with_receipt(transaction, delivery.id).await?;
            if let Some(hands_over) = &delivery.hands_over {
                let (drafts, snapshots) =
                    (Table::of(transaction, DRAFTS)?, Table::of(transaction, SNAPSHOTS)?);
                let author = drafts::author_if_unchanged(&drafts, hands_over).await?.unwrap_or_default();
                let profile = get_readable(&Table::of(transaction, PROFILES)?, &key(author)).await?;
                if profile.is_some_and(|profile: Profile| profile.hands_over()) {
                    drafts::remove(&drafts, &snapshots, &key(hands_over.draft)).await?;
                }
            }
            Table::of(transaction, ENVELOPES)?.delete(key(delivery.id)).await
        })
        .await
    }
}

/// Whether this delivery hands over just that: it can still be sent, or the endpoint has it in this epoch of its database.
pub fn is_handed_over(delivery: &Delivery, what: &HandsOver) -> bool {
    delivery.hands_over.as_ref() == Some(what) && (delivery.bytes_kept || delivery.is_held())
}

async fn stored(transaction: &Transaction, id: Uuid) -> Result<Option<Delivery>> {
    get(&Table::of(transaction, OUTBOX)?, &key(id), "delivery").await
}

/// What a draft was handed over as before is not sent any more: a newer state of it is, or the signed record.
async fn withdraw(transaction: &Transaction, draft: Uuid, outbox: &[Delivery]) -> Result<()> {
    let of_it = |delivery: &&Delivery| {
        delivery.can_be_withdrawn() && delivery.hands_over.as_ref().is_some_and(|what| what.draft == draft)
    };
    for delivery in outbox.iter().filter(of_it) {
        Table::of(transaction, OUTBOX)?.delete(key(delivery.id)).await?;
        Table::of(transaction, ENVELOPES)?.delete(key(delivery.id)).await?;
    }
    Ok(())
}

/// A slower tab never takes a receipt away, nor gives a record back to a name its author no longer has. Whose author has
/// left meanwhile is not here any more, and does not come back. What a newer build has made of a row meanwhile stays.
async fn update(transaction: &Transaction, delivery: &Delivery) -> Result<bool> {
    let known = get_readable::<Delivery>(&Table::of(transaction, OUTBOX)?, &key(delivery.id)).await?;
    let Some(known) = known else { return Ok(false) };
    if delivery.received().is_some() || known.received().is_none() {
        let delivery = Delivery { author: known.author, ..delivery.clone() };
        rewrite(&Table::of(transaction, OUTBOX)?, &key(delivery.id), &to_value(&delivery)?).await?;
    }
    Ok(true)
}

/// What is about to be removed may be removed only with a receipt: else the transaction is aborted.
async fn with_receipt(transaction: &Transaction, id: Uuid) -> Result<()> {
    let received = stored(transaction, id).await?.is_some_and(|delivery| delivery.received().is_some());
    if received { Ok(()) } else { Err(StorageError::Unreadable("receipt")) }
}
