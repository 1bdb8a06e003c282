use companion_model::{
    KeyId, Route,
    delivery::{Delivery, HandsOver, Received, State},
    wire::{Bytes, v1::Receipt},
};
use companion_seal::vault::Sealed;
use companion_storage::{CopyRow, Counts, DraftRow, Storage, StorageError};
use uuid::Uuid;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{ANNA, Words, draft, locked_key, people, snapshot, time, used_phone};

pub const ID: Uuid = Uuid::from_u128(1);
pub const EPOCH: Uuid = Uuid::from_u128(0xe);

pub fn delivery(digest: u8) -> Delivery {
    Delivery::queued(ID, ANNA, Route::Dsl, time(1), Bytes(vec![digest; 32]))
}

pub fn received() -> Delivery {
    let came_at = Some(1_793_716_320_500);
    let received = Received { receipt: receipt(), read: None, lost: None, came_at, endpoint_at: None };
    Delivery { state: State::Received(Box::new(received)), confirmed_in: Some(EPOCH), ..delivery(1) }
}

pub fn receipt() -> Receipt {
    Receipt {
        v: 1,
        school: Uuid::from_u128(0x5),
        route: Route::Dsl,
        id: ID,
        sha256: Bytes(vec![1; 32]),
        received_at: 1_793_716_320_000,
        epoch: EPOCH,
        seq: 1,
        flags: vec![],
        kid: KeyId([0; 8]),
        signature: Bytes(vec![2; 64]),
    }
}

pub fn copy() -> CopyRow<Words> {
    CopyRow { id: ID, author: ANNA, key: locked_key(), sealed: Sealed::from_bytes(b"own copy".to_vec()) }
}

async fn signed_record() -> Storage {
    let phone = used_phone().await;
    phone.put_draft(&draft(1, ANNA, b"draft"), Some(&snapshot(1, 1))).await.unwrap();
    phone.sign(ID, 1, &delivery(1), b"envelope", &copy()).await.unwrap();
    phone
}

#[wasm_bindgen_test]
async fn a_signature_takes_the_draft_and_leaves_envelope_delivery_and_copy() {
    let phone = signed_record().await;
    assert_eq!(phone.draft::<Words>(ID).await.unwrap(), None);
    assert!(phone.snapshots::<Words>(ID).await.unwrap().is_empty());
    assert_eq!(phone.outbox().await.unwrap(), [delivery(1)]);
    assert_eq!(phone.envelope(ID).await.unwrap().as_deref(), Some(&b"envelope"[..]));
    assert_eq!(phone.copy::<Words>(ID).await.unwrap(), Some(copy()));
    assert_eq!(phone.counts(Some(ANNA)).await.unwrap(), Counts { drafts: 0, handed_over: 0, unsent: 1 });
}

#[wasm_bindgen_test]
async fn a_save_that_comes_late_never_makes_a_draft_of_a_signed_record_again() {
    let phone = signed_record().await;
    let late = phone.put_draft(&draft(1, ANNA, b"late"), Some(&snapshot(1, 2))).await;
    assert_eq!(late, Err(StorageError::AlreadySigned));
    assert_eq!(phone.draft::<Words>(ID).await.unwrap(), None);
}

#[wasm_bindgen_test]
async fn a_page_that_another_has_overtaken_signs_nothing_and_takes_no_words_away() {
    let phone = used_phone().await;
    phone.put_draft(&draft(1, ANNA, b"earlier"), None).await.unwrap();
    let newer = DraftRow { revision: 2, ..draft(1, ANNA, b"newer") };
    phone.put_draft(&newer, Some(&snapshot(1, 1))).await.unwrap();
    let signed = phone.sign(ID, 1, &delivery(1), b"earlier", &copy()).await;
    assert_eq!(signed, Err(StorageError::Overtaken));
    assert_eq!(phone.draft::<Words>(ID).await.unwrap(), Some(newer));
    assert_eq!(phone.snapshots::<Words>(ID).await.unwrap().len(), 1);
    assert!(phone.outbox().await.unwrap().is_empty() && phone.envelope(ID).await.unwrap().is_none());
    phone.sign(ID, 2, &delivery(1), b"newer", &copy()).await.unwrap();
    assert_eq!(phone.outbox().await.unwrap(), [delivery(1)]);
}

#[wasm_bindgen_test]
async fn the_same_signature_again_is_no_fault_and_another_one_is() {
    let phone = signed_record().await;
    phone.sign(ID, 1, &delivery(1), b"envelope", &copy()).await.unwrap();
    let other = phone.sign(ID, 1, &delivery(2), b"other bytes", &copy()).await;
    assert_eq!(other, Err(StorageError::AlreadySigned));
    assert_eq!(phone.envelope(ID).await.unwrap().as_deref(), Some(&b"envelope"[..]));
    assert_eq!(phone.outbox().await.unwrap(), [delivery(1)]);
}

#[wasm_bindgen_test]
async fn a_receipt_takes_the_authors_copy_and_leaves_the_envelope() {
    let phone = signed_record().await;
    phone.receive(&received()).await.unwrap();
    assert_eq!(phone.outbox().await.unwrap(), [received()]);
    assert_eq!(phone.copy::<Words>(ID).await.unwrap(), None);
    assert!(phone.envelope(ID).await.unwrap().is_some());
    assert_eq!(phone.counts(Some(ANNA)).await.unwrap(), Counts { drafts: 0, handed_over: 0, unsent: 0 });
}

#[wasm_bindgen_test]
async fn without_a_receipt_nothing_is_removed_and_nothing_changes() {
    let phone = signed_record().await;
    let gone = Delivery { state: State::Unconfirmed, bytes_kept: false, ..delivery(1) };
    assert_eq!(phone.receive(&gone).await, Err(StorageError::Unreadable("receipt")));
    assert_eq!(phone.drop_bytes(&gone).await, Err(StorageError::Unreadable("receipt")));
    assert_eq!(
        phone.outbox().await.unwrap(),
        [delivery(1)],
        "what was asked for before the fault is not committed"
    );
    assert!(phone.envelope(ID).await.unwrap().is_some());
    assert!(phone.copy::<Words>(ID).await.unwrap().is_some());
}

#[wasm_bindgen_test]
async fn a_slower_tab_never_takes_a_receipt_away() {
    let phone = signed_record().await;
    phone.receive(&received()).await.unwrap();
    phone.update_delivery(&Delivery { state: State::Unconfirmed, ..delivery(1) }).await.unwrap();
    assert_eq!(phone.outbox().await.unwrap(), [received()]);
}

#[wasm_bindgen_test]
async fn thirty_days_later_the_bytes_go_and_the_receipt_stays() {
    let phone = signed_record().await;
    phone.receive(&received()).await.unwrap();
    let dropped = Delivery { bytes_kept: false, ..received() };
    phone.drop_bytes(&dropped).await.unwrap();
    assert_eq!(phone.envelope(ID).await.unwrap(), None);
    assert_eq!(phone.outbox().await.unwrap(), [dropped]);
}

fn handed_over(revision: u64) -> Delivery {
    let hands_over = Some(HandsOver { draft: Uuid::from_u128(2), revision });
    Delivery { hands_over, ..delivery(1) }
}

async fn unfinished_of_somebody_who_forgot_their_pin() -> Storage {
    let phone = used_phone().await;
    phone.put_draft(&draft(2, ANNA, b"draft"), Some(&snapshot(2, 1))).await.unwrap();
    phone.note_forgotten(ANNA, time(3)).await.unwrap();
    phone.hand_over(&handed_over(1), b"envelope").await.unwrap();
    phone
}

#[wasm_bindgen_test]
async fn what_is_handed_over_is_counted_once_and_stays_as_long_as_its_envelope() {
    let phone = unfinished_of_somebody_who_forgot_their_pin().await;
    phone.hand_over(&Delivery { id: Uuid::from_u128(3), ..handed_over(1) }, b"again").await.unwrap();
    assert_eq!(phone.outbox().await.unwrap(), [handed_over(1)]);
    assert_eq!(phone.counts(Some(ANNA)).await.unwrap(), Counts { drafts: 1, handed_over: 0, unsent: 0 });

    let received = Delivery { hands_over: handed_over(1).hands_over, ..received() };
    phone.receive(&received).await.unwrap();
    assert!(phone.draft::<Words>(Uuid::from_u128(2)).await.unwrap().is_some());
    assert_eq!(phone.snapshots::<Words>(Uuid::from_u128(2)).await.unwrap().len(), 1);
    assert!(phone.envelope(ID).await.unwrap().is_some());
    assert_eq!(phone.counts(Some(ANNA)).await.unwrap(), Counts { drafts: 0, handed_over: 1, unsent: 0 });
    phone.set_epoch(Uuid::from_u128(0xf)).await.unwrap();
    assert_eq!(
        phone.counts(Some(ANNA)).await.unwrap(),
        Counts { drafts: 1, handed_over: 0, unsent: 0 },
        "the endpoint was restored, and may not have it"
    );

    phone.drop_bytes(&Delivery { bytes_kept: false, ..received }).await.unwrap();
    assert_eq!(phone.envelope(ID).await.unwrap(), None);
    assert_eq!(phone.draft::<Words>(Uuid::from_u128(2)).await.unwrap(), None);
    assert!(phone.snapshots::<Words>(Uuid::from_u128(2)).await.unwrap().is_empty());
}

#[wasm_bindgen_test]
async fn what_was_handed_over_stays_with_whoever_remembers_their_pin_and_is_handed_over_again_if_it_was_lost()
{
    let phone = unfinished_of_somebody_who_forgot_their_pin().await;
    let received = Delivery { hands_over: handed_over(1).hands_over, ..received() };
    phone.receive(&received).await.unwrap();
    phone.pin_is_remembered(ANNA).await.unwrap();
    let dropped = Delivery { bytes_kept: false, ..received };
    phone.drop_bytes(&dropped).await.unwrap();
    assert!(phone.draft::<Words>(Uuid::from_u128(2)).await.unwrap().is_some());

    let again = Delivery { id: Uuid::from_u128(3), ..handed_over(1) };
    phone.note_forgotten(ANNA, time(4)).await.unwrap();
    phone.hand_over(&again, b"again").await.unwrap();
    assert_eq!(phone.outbox().await.unwrap(), std::slice::from_ref(&dropped), "the endpoint has it");
    let next_epoch = Uuid::from_u128(0xf);
    phone.set_epoch(next_epoch).await.unwrap();
    phone.hand_over(&again, b"again").await.unwrap();
    let mut lost = dropped;
    lost.in_epoch(Some(next_epoch));
    assert!(lost.is_unsent());
    assert_eq!(phone.outbox().await.unwrap(), [lost, again]);
}

#[wasm_bindgen_test]
async fn what_was_handed_over_and_written_on_since_stays() {
    let phone = unfinished_of_somebody_who_forgot_their_pin().await;
    phone.put_draft(&DraftRow { revision: 2, ..draft(2, ANNA, b"more") }, None).await.unwrap();
    let received = Delivery { hands_over: handed_over(1).hands_over, ..received() };
    phone.receive(&received).await.unwrap();
    phone.drop_bytes(&Delivery { bytes_kept: false, ..received }).await.unwrap();
    assert!(phone.draft::<Words>(Uuid::from_u128(2)).await.unwrap().is_some());
    assert_eq!(phone.counts(Some(ANNA)).await.unwrap(), Counts { drafts: 1, handed_over: 0, unsent: 0 });
}

#[wasm_bindgen_test]
async fn whoever_remembers_their_pin_takes_back_what_the_school_does_not_have() {
    let phone = unfinished_of_somebody_who_forgot_their_pin().await;
    phone.pin_is_remembered(ANNA).await.unwrap();
    assert!(phone.outbox().await.unwrap().is_empty());
    assert_eq!(phone.envelope(ID).await.unwrap(), None);
    assert!(phone.profile(ANNA).await.unwrap() == Some(people::profile(1)));
    // An answer that was on its way comes too late.
    phone.receive(&Delivery { hands_over: handed_over(1).hands_over, ..received() }).await.unwrap();
    assert!(phone.draft::<Words>(Uuid::from_u128(2)).await.unwrap().is_some());
}

#[wasm_bindgen_test]
async fn a_newer_state_and_a_signature_take_the_place_of_what_was_handed_over_before() {
    let phone = unfinished_of_somebody_who_forgot_their_pin().await;
    phone.put_draft(&DraftRow { revision: 2, ..draft(2, ANNA, b"more") }, None).await.unwrap();
    let newer = Delivery { id: Uuid::from_u128(3), ..handed_over(2) };
    phone.hand_over(&newer, b"newer").await.unwrap();
    assert_eq!(phone.outbox().await.unwrap(), [newer]);

    let signed = Delivery { id: Uuid::from_u128(2), ..delivery(5) };
    phone.sign(signed.id, 2, &signed, b"signed", &CopyRow { id: signed.id, ..copy() }).await.unwrap();
    assert_eq!(phone.outbox().await.unwrap(), [signed]);
}
