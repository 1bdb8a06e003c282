use companion_storage::{Counts, StorageError};
use uuid::Uuid;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{ANNA, BEN, Words, draft, snapshot, time, used_phone};

#[wasm_bindgen_test]
async fn a_draft_comes_back_as_it_was_kept() {
    let phone = used_phone().await;
    let mut row = draft(1, ANNA, b"sealed");
    phone.put_draft(&row, None).await.unwrap();
    row.sealed = companion_seal::vault::Sealed::from_bytes(vec![0; 150_000]);
    row.revision = 2;
    phone.put_draft(&row, None).await.unwrap();
    assert_eq!(phone.draft::<Words>(row.id).await.unwrap(), Some(row));
    assert_eq!(phone.draft::<Words>(Uuid::from_u128(2)).await.unwrap(), None);
    assert_eq!(phone.counts(Some(ANNA)).await.unwrap(), Counts { drafts: 1, handed_over: 0, unsent: 0 });
}

#[wasm_bindgen_test]
async fn a_save_that_comes_late_takes_no_newer_words_back() {
    let phone = used_phone().await;
    let newest = crate::DraftRow { revision: 3, ..draft(1, ANNA, b"newest") };
    phone.put_draft(&newest, None).await.unwrap();
    let older = crate::DraftRow { revision: 2, ..draft(1, ANNA, b"older") };
    assert_eq!(phone.put_draft(&older, None).await, Err(StorageError::Overtaken));
    let same_number = crate::DraftRow { revision: 3, ..draft(1, ANNA, b"from another tab") };
    assert_eq!(phone.put_draft(&same_number, None).await, Err(StorageError::Overtaken));
    phone.put_draft(&newest, None).await.unwrap();
    assert_eq!(phone.draft::<Words>(newest.id).await.unwrap(), Some(newest.clone()));
    // None of the words is lost.
    phone.put_earlier(&same_number).await.unwrap();
    let earlier = phone.snapshots::<Words>(newest.id).await.unwrap();
    let earlier: Vec<_> = earlier.into_iter().map(|state| state.sealed).collect();
    assert_eq!(earlier, [older.sealed, same_number.sealed.clone(), same_number.sealed]);
    let gone = phone.put_earlier(&draft(9, ANNA, b"of no draft")).await;
    assert_eq!(gone, Err(StorageError::NotTheirPhone));
}

#[wasm_bindgen_test]
async fn an_author_sees_their_own_drafts_the_last_one_first() {
    let phone = used_phone().await;
    for (id, author, saved) in [(1, ANNA, 10), (2, BEN, 20), (3, ANNA, 30)] {
        phone
            .put_draft(&crate::DraftRow { saved_at: time(saved), ..draft(id, author, b"") }, None)
            .await
            .unwrap();
    }
    let ids: Vec<_> = phone.drafts::<Words>(ANNA).await.unwrap().iter().map(|row| row.id.as_u128()).collect();
    assert_eq!(ids, [3, 1]);
}

#[wasm_bindgen_test]
async fn of_many_earlier_states_twenty_stay_the_first_and_the_newest_among_them() {
    let phone = used_phone().await;
    for minute in 0..45 {
        phone.put_draft(&draft(1, ANNA, b""), Some(&snapshot(1, minute))).await.unwrap();
        phone
            .put_draft(&draft(2, ANNA, b""), Some(&snapshot(2, minute)).filter(|_| minute < 3))
            .await
            .unwrap();
    }
    let of = async |id| phone.snapshots::<Words>(Uuid::from_u128(id)).await.unwrap();
    let left = of(1).await;
    assert_eq!(left.len(), 20);
    assert_eq!((left[0].clone(), left[19].clone()), (snapshot(1, 0), snapshot(1, 44)));
    assert_eq!(of(2).await, [snapshot(2, 0), snapshot(2, 1), snapshot(2, 2)]);
}

#[wasm_bindgen_test]
async fn a_draft_that_was_deleted_is_whole_until_it_is_removed_and_a_late_save_leaves_it_deleted() {
    let phone = used_phone().await;
    let row = draft(1, ANNA, b"sealed");
    phone.put_draft(&row, None).await.unwrap();
    assert!(phone.set_deleted(row.id, Some(time(50))).await.unwrap());
    let deleted = crate::DraftRow { deleted_at: Some(time(50)), ..row.clone() };
    assert_eq!(phone.draft::<Words>(row.id).await.unwrap(), Some(deleted.clone()));
    phone.put_draft(&row, None).await.unwrap();
    assert_eq!(phone.drafts::<Words>(ANNA).await.unwrap(), [deleted]);
    phone.set_deleted(row.id, None).await.unwrap();
    assert_eq!(phone.draft::<Words>(row.id).await.unwrap(), Some(row));

    assert!(!phone.set_deleted(Uuid::from_u128(9), Some(time(50))).await.unwrap());
    assert_eq!(phone.drafts::<Words>(ANNA).await.unwrap().len(), 1, "nothing is made by deleting it");
}

#[wasm_bindgen_test]
async fn only_what_is_still_deleted_when_its_day_is_over_is_removed() {
    let phone = used_phone().await;
    let row = draft(1, ANNA, b"sealed");
    let at = time(50).utc_ms;
    phone.put_draft(&row, Some(&snapshot(1, 1))).await.unwrap();
    let is_here = async || phone.draft::<Words>(row.id).await.unwrap().is_some();
    phone.remove_deleted(row.id, at).await.unwrap();
    assert!(is_here().await, "never deleted");
    phone.set_deleted(row.id, Some(time(50))).await.unwrap();
    phone.remove_deleted(row.id, at - 1).await.unwrap();
    assert!(is_here().await, "its day is not over");
    phone.set_deleted(row.id, None).await.unwrap();
    phone.remove_deleted(row.id, at).await.unwrap();
    assert!(is_here().await, "brought back meanwhile");
    phone.set_deleted(row.id, Some(time(50))).await.unwrap();
    phone.remove_deleted(row.id, at).await.unwrap();
    assert!(!is_here().await && phone.snapshots::<Words>(row.id).await.unwrap().is_empty());
}

#[wasm_bindgen_test]
async fn a_deleted_draft_takes_its_own_earlier_states_along() {
    let phone = used_phone().await;
    for id in [1, 2] {
        phone.put_draft(&draft(id, ANNA, b""), Some(&snapshot(id, 1))).await.unwrap();
    }
    phone.set_deleted(Uuid::from_u128(1), Some(time(50))).await.unwrap();
    phone.remove_deleted(Uuid::from_u128(1), time(50).utc_ms).await.unwrap();
    assert_eq!(phone.draft::<Words>(Uuid::from_u128(1)).await.unwrap(), None);
    assert!(phone.snapshots::<Words>(Uuid::from_u128(1)).await.unwrap().is_empty());
    assert_eq!(phone.snapshots::<Words>(Uuid::from_u128(2)).await.unwrap().len(), 1);
}
