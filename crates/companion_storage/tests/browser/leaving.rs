use companion_model::delivery::{Delivery, HandsOver};
use companion_storage::{Counts, DraftRow, IsLast, Storage, StorageError};
use uuid::Uuid;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    ANNA, BEN, Words, draft,
    newer::{lies_there, puts},
    odd,
    outbox::{EPOCH, ID, copy, delivery, received},
    people::{device_key, enrolment, profile},
    snapshot, used_phone,
};

/// Anna set the phone up, Ben shares it; each has a draft, and Anna has signed something.
async fn shared_phone() -> Storage {
    let phone = used_phone().await;
    phone.put_draft(&draft(2, ANNA, b"hers"), Some(&snapshot(2, 1))).await.unwrap();
    phone.put_draft(&draft(3, BEN, b"his"), Some(&snapshot(3, 1))).await.unwrap();
    phone.sign(Uuid::nil(), 1, &delivery(1), b"envelope", &copy()).await.unwrap();
    phone
}

#[wasm_bindgen_test]
async fn who_leaves_a_shared_phone_takes_all_that_is_theirs_and_nothing_else() {
    let phone = shared_phone().await;
    assert_eq!(phone.counts(Some(ANNA)).await.unwrap(), Counts { drafts: 1, handed_over: 0, unsent: 1 });
    phone.remove_person(ANNA).await.unwrap();
    assert_eq!(phone.counts(Some(ANNA)).await.unwrap(), Counts::default());
    assert!(phone.profile(ANNA).await.unwrap().is_none());
    assert!(phone.device_key(Uuid::from_u128(1)).await.unwrap().is_none());
    assert!(phone.envelope(ID).await.unwrap().is_none() && phone.copy::<Words>(ID).await.unwrap().is_none());
    assert!(phone.snapshots::<Words>(Uuid::from_u128(2)).await.unwrap().is_empty());
    let school = phone.enrolment().await.unwrap().unwrap();
    assert!(
        school.secret.0.is_empty() && school.author.name.is_empty(),
        "the school stays, her name and token go"
    );

    // An answer that was still on its way, and a tab that was still open, bring nothing of hers back.
    phone.update_delivery(&delivery(1)).await.unwrap();
    assert!(phone.outbox().await.unwrap().is_empty());
    let late = phone.put_draft(&draft(2, ANNA, b"hers"), None).await;
    assert_eq!(late, Err(StorageError::NotTheirPhone));

    assert_eq!(phone.counts(Some(BEN)).await.unwrap(), Counts { drafts: 1, handed_over: 0, unsent: 0 });
    assert_eq!(phone.snapshots::<Words>(Uuid::from_u128(3)).await.unwrap().len(), 1);
    assert!(phone.device_key(Uuid::from_u128(2)).await.unwrap().is_some());
}

#[wasm_bindgen_test]
async fn a_phone_from_which_everything_was_removed_is_as_it_was_before_it_was_set_up() {
    let phone = shared_phone().await;
    phone.remove_everything().await.unwrap();
    let again = Storage::open().await.unwrap();
    assert!(again.enrolment().await.unwrap().is_none() && again.profiles().await.unwrap().is_empty());
    assert!(again.outbox().await.unwrap().is_empty());
    assert_eq!(again.counts(Some(BEN)).await.unwrap(), Counts::default());
}

#[wasm_bindgen_test]
async fn what_a_pin_opens_outlasts_a_database_that_was_thrown_away_under_an_open_page() {
    let phone = shared_phone().await;
    phone.note_pin(BEN, Uuid::from_u128(2), vec![9; 90].into()).await.unwrap();
    phone.close();
    rexie::Rexie::delete("companion").await.unwrap();
    phone.put_draft(&draft(7, BEN, b"typed since"), None).await.unwrap();
    assert!(phone.was_emptied() && !phone.was_emptied(), "said once");

    let again = Storage::open().await.unwrap();
    assert!(again.enrolment().await.unwrap() == Some(enrolment(1)));
    assert_eq!(again.profiles().await.unwrap().len(), 2);
    assert_eq!(again.profile(BEN).await.unwrap().unwrap().vault.0, [9; 90], "under the PIN of then");
    assert!(again.device_key(Uuid::from_u128(2)).await.unwrap().is_some());
    assert_eq!(again.counts(Some(BEN)).await.unwrap(), Counts { drafts: 1, handed_over: 0, unsent: 0 });
}

#[wasm_bindgen_test]
async fn who_is_ordered_away_stays_until_nothing_of_theirs_is_here_alone() {
    let phone = shared_phone().await;
    phone.set_epoch(EPOCH).await.unwrap();
    assert_eq!(phone.remove_if_settled(ANNA).await.unwrap(), None, "a draft and a record");
    phone.set_deleted(Uuid::from_u128(2), Some(crate::time(4))).await.unwrap();
    assert_eq!(phone.remove_if_settled(ANNA).await.unwrap(), None, "a record");
    phone.receive(&received()).await.unwrap();
    phone.set_epoch(Uuid::from_u128(0xf)).await.unwrap();
    assert_eq!(
        phone.remove_if_settled(ANNA).await.unwrap(),
        None,
        "the endpoint was restored, and may not have it"
    );
    phone.set_epoch(EPOCH).await.unwrap();
    assert_eq!(phone.remove_if_settled(ANNA).await.unwrap(), Some(IsLast(false)));
    assert_eq!(phone.counts(Some(BEN)).await.unwrap(), Counts { drafts: 1, handed_over: 0, unsent: 0 });
    assert!(phone.profile(ANNA).await.unwrap().is_none());
}

#[wasm_bindgen_test]
async fn who_is_ordered_away_goes_when_the_endpoint_has_what_was_unfinished_as_it_stands() {
    let phone = used_phone().await;
    phone.set_epoch(EPOCH).await.unwrap();
    phone.put_draft(&draft(2, ANNA, b"hers"), None).await.unwrap();
    let hands_over = Some(HandsOver { draft: Uuid::from_u128(2), revision: 1 });
    phone.hand_over(&Delivery { hands_over: hands_over.clone(), ..delivery(1) }, b"envelope").await.unwrap();
    assert_eq!(phone.remove_if_settled(ANNA).await.unwrap(), None, "on its way");
    phone.receive(&Delivery { hands_over, ..received() }).await.unwrap();
    phone.put_draft(&DraftRow { revision: 2, ..draft(2, ANNA, b"hers, and more") }, None).await.unwrap();
    assert_eq!(phone.remove_if_settled(ANNA).await.unwrap(), None, "written on since");
    let second = Some(HandsOver { draft: Uuid::from_u128(2), revision: 2 });
    let again = Delivery { id: Uuid::from_u128(4), hands_over: second, ..delivery(1) };
    phone.hand_over(&again, b"envelope").await.unwrap();
    phone.receive(&Delivery { id: again.id, hands_over: again.hands_over, ..received() }).await.unwrap();
    phone.set_epoch(Uuid::from_u128(0xf)).await.unwrap();
    assert_eq!(phone.remove_if_settled(ANNA).await.unwrap(), None, "the endpoint was restored");
    phone.set_epoch(EPOCH).await.unwrap();
    assert_eq!(phone.remove_if_settled(ANNA).await.unwrap(), Some(IsLast(false)));
    assert!(phone.draft::<Words>(Uuid::from_u128(2)).await.unwrap().is_none());
}

/// Anna alone, with what is settled: a deleted draft, and a record that the school has.
async fn settled_phone() -> Storage {
    let phone = used_phone().await;
    phone.set_epoch(EPOCH).await.unwrap();
    phone.remove_person(BEN).await.unwrap();
    phone.sign(Uuid::nil(), 1, &delivery(1), b"envelope", &copy()).await.unwrap();
    phone.receive(&received()).await.unwrap();
    phone.put_draft(&draft(2, ANNA, b"hers"), None).await.unwrap();
    phone.set_deleted(Uuid::from_u128(2), Some(crate::time(4))).await.unwrap();
    phone.close();
    phone
}

#[wasm_bindgen_test]
async fn who_has_the_only_place_is_alone_whatever_is_theirs() {
    let phone = shared_phone().await;
    assert!(!phone.is_alone(ANNA).await.unwrap() && !phone.is_alone(BEN).await.unwrap());
    let phone = settled_phone().await;
    assert!(phone.is_alone(ANNA).await.unwrap() && !phone.is_alone(BEN).await.unwrap());
    puts(&odd::DAMAGED).await;
    assert!(phone.is_alone(ANNA).await.unwrap(), "a row that says it is hers");
    // Set up again: her earlier vault is put aside.
    phone.enrol(&enrolment(4), &profile(4), &device_key().await).await.unwrap();
    assert!(phone.is_alone(ANNA).await.unwrap());
    assert_eq!(settled_phone().await.remove_if_settled(ANNA).await.unwrap(), Some(IsLast(true)));
}

#[wasm_bindgen_test]
async fn nobody_is_the_last_while_a_row_is_here_that_is_not_known_to_be_theirs() {
    for odd in [&odd::PROFILE, &odd::DRAFT, &odd::NOBODYS_DRAFT, &odd::NOBODYS_DELIVERY] {
        let phone = settled_phone().await;
        puts(odd).await;
        assert!(!phone.is_alone(ANNA).await.unwrap(), "{}", odd.row);
        assert_eq!(phone.remove_if_settled(ANNA).await.unwrap(), Some(IsLast(false)), "{}", odd.row);
        assert!(phone.profile(ANNA).await.unwrap().is_none(), "{}", odd.row);
        phone.close();
        assert_eq!(lies_there(odd.store, odd.key).await, odd.row);
    }
}
