//! What was learnt of deliveries while the phone took no byte more. It is as good as kept while this page lives, and tried
//! again before the outbox is next worked through; after a kill the envelope is sent once more, and the endpoint gives the
//! same receipt. So a full phone still delivers what is signed.

use std::cell::{Cell, RefCell};

use companion_model::delivery::Delivery;
use uuid::Uuid;

use crate::{Result, StorageError};

/// In memory alone.
#[derive(Default)]
pub struct PendingWrites {
    deliveries: RefCell<Vec<Delivery>>,
    epoch: Cell<Option<Uuid>>,
}

impl PendingWrites {
    /// Deliveries as they are known, over those that are stored. One with a receipt is never taken back to one without.
    pub fn over(&self, mut stored: Vec<Delivery>) -> Vec<Delivery> {
        for known in self.deliveries.borrow().iter() {
            for one in stored.iter_mut().filter(|one| one.id == known.id) {
                if known.received().is_some() || one.received().is_none() {
                    *one = Delivery { author: one.author, ..known.clone() };
                }
            }
        }
        stored
    }

    /// What came of keeping a delivery: that there was no room for it is not an error here.
    pub fn keeping(&self, delivery: &Delivery, kept: Result<()>) -> Result<()> {
        let mut deliveries = self.deliveries.borrow_mut();
        let pending = is_for_want_of_room(&kept);
        // After any other fault what is held stays held.
        if pending || kept.is_ok() {
            deliveries.retain(|one| one.id != delivery.id);
        }
        if pending {
            deliveries.push(delivery.clone());
            return Ok(());
        }
        kept
    }

    /// Whether a receipt of this delivery is held: what it lets go is still here.
    pub fn has_receipt_of(&self, id: Uuid) -> bool {
        self.deliveries.borrow().iter().any(|one| one.id == id && one.received().is_some())
    }

    /// What came of keeping the epoch of the endpoint's database that was heard of.
    pub fn keeping_epoch(&self, epoch: Uuid, kept: Result<()>) -> Result<()> {
        let pending = is_for_want_of_room(&kept);
        self.epoch.set(pending.then_some(epoch));
        if pending { Ok(()) } else { kept }
    }

    /// That epoch, if there was no room for it.
    pub fn epoch(&self) -> Option<Uuid> {
        self.epoch.get()
    }

    /// The deliveries that are to be kept as soon as there is room.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.deliveries.borrow().clone()
    }
}

fn is_for_want_of_room(kept: &Result<()>) -> bool {
    matches!(kept, Err(StorageError::OutOfSpace))
}

#[cfg(test)]
mod tests {
    use companion_model::{DeviceTime, KeyId, Route, wire::v1::Receipt};

    use super::*;

    const EPOCH: Uuid = Uuid::from_u128(0xe);

    fn queued() -> Delivery {
        let at = DeviceTime { utc_ms: 1, offset_min: 0, zone: String::new() };
        Delivery::queued(Uuid::from_u128(1), Uuid::from_u128(2), Route::Dsl, at, vec![1; 32].into())
    }

    fn received() -> Delivery {
        let mut delivery = queued();
        let receipt = Receipt {
            v: 1,
            school: Uuid::from_u128(5),
            route: Route::Dsl,
            id: delivery.id,
            sha256: delivery.sha256.clone(),
            received_at: 0,
            epoch: EPOCH,
            seq: 1,
            flags: vec![],
            kid: KeyId([0; 8]),
            signature: vec![2; 64].into(),
        };
        delivery.acknowledged(receipt, EPOCH, 1);
        delivery
    }

    #[test]
    fn a_receipt_that_had_no_room_is_known_until_it_is_kept() {
        let pending = PendingWrites::default();
        assert_eq!(pending.keeping(&received(), Err(StorageError::OutOfSpace)), Ok(()));
        assert_eq!(pending.over(vec![queued()]), [received()]);
        assert_eq!(pending.keeping(&received(), Ok(())), Ok(()));
        assert!(pending.deliveries().is_empty());
        assert_eq!(pending.over(vec![queued()]), [queued()]);
    }

    #[test]
    fn another_tab_s_receipt_is_not_taken_back_nor_whoever_has_left_brought_back() {
        let pending = PendingWrites::default();
        pending.keeping(&queued(), Err(StorageError::OutOfSpace)).unwrap();
        assert_eq!(pending.over(vec![received()]), [received()]);
        assert_eq!(pending.over(vec![]), []);
    }

    #[test]
    fn any_other_fault_stays_one() {
        let pending = PendingWrites::default();
        assert_eq!(pending.keeping(&queued(), Err(StorageError::Hung)), Err(StorageError::Hung));
        assert!(pending.deliveries().is_empty());
        pending.keeping(&received(), Err(StorageError::OutOfSpace)).unwrap();
        assert_eq!(pending.keeping(&received(), Err(StorageError::Hung)), Err(StorageError::Hung));
        assert!(pending.has_receipt_of(received().id));
        pending.keeping_epoch(EPOCH, Err(StorageError::OutOfSpace)).unwrap();
        assert_eq!(pending.epoch(), Some(EPOCH));
        pending.keeping_epoch(EPOCH, Ok(())).unwrap();
        assert_eq!(pending.epoch(), None);
    }
}
