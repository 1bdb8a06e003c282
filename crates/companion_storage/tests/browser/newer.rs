//! Rows of a newer build, and damaged ones: each is left as it is, counted, and holds up no other.

use companion_model::delivery::State;
use companion_storage::{Counts, Storage};
use js_sys::JSON;
use rexie::{Rexie, TransactionMode};
use uuid::Uuid;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    ANNA, BEN, Words, draft,
    outbox::{ID, copy, delivery},
    used_phone,
};

const STATE_OF_A_NEWER_BUILD: u128 = 0x11;
const DAMAGED: u128 = 0x12;

/// Puts a row into a store as another build would; answers what lies there.
async fn puts(store: &str, key: &str, row: &str) -> String {
    let database = Rexie::builder("companion").build().await.unwrap();
    let transaction = database.transaction(&[store], TransactionMode::ReadWrite).unwrap();
    let rows = transaction.store(store).unwrap();
    rows.put(&JSON::parse(row).unwrap(), Some(&key.into())).await.unwrap();
    transaction.done().await.unwrap();
    database.close();
    row.to_owned()
}

async fn lies_there(store: &str, key: &str) -> String {
    let database = Rexie::builder("companion").build().await.unwrap();
    let transaction = database.transaction(&[store], TransactionMode::ReadOnly).unwrap();
    let row = transaction.store(store).unwrap().get(key.into()).await.unwrap().unwrap();
    database.close();
    String::from(JSON::stringify(&row).unwrap())
}

fn row_of(id: u128, state: &str) -> String {
    let mut row = delivery(1);
    row.id = Uuid::from_u128(id);
    serde_json::to_string(&row).unwrap().replace(r#""state":"queued""#, &format!(r#""state":{state}"#))
}

async fn phone_with_odd_rows() -> Storage {
    let phone = used_phone().await;
    phone.put_draft(&draft(1, ANNA, b"draft"), None).await.unwrap();
    phone.sign(ID, 1, &delivery(1), b"envelope", &copy()).await.unwrap();
    phone.put_draft(&draft(7, BEN, b"his"), None).await.unwrap();
    phone.rests();
    for (id, state) in [(STATE_OF_A_NEWER_BUILD, r#"{"archived":{"at":1}}"#), (DAMAGED, "7")] {
        puts("outbox", &Uuid::from_u128(id).to_string(), &row_of(id, state)).await;
    }
    phone
}

#[wasm_bindgen_test]
async fn a_delivery_that_can_t_be_read_stops_no_other_and_is_counted_and_kept() {
    let phone = phone_with_odd_rows().await;
    let outbox = phone.outbox().await.unwrap();
    let states: Vec<_> = outbox.iter().map(|one| (one.id.as_u128(), &one.state)).collect();
    assert_eq!(states, [(1, &State::Queued), (STATE_OF_A_NEWER_BUILD, &State::Unconfirmed)]);
    assert_eq!(phone.unreadable().await.unwrap(), 1);
    assert_eq!(phone.counts(Some(ANNA)).await.unwrap(), Counts { unsent: 3, ..Counts::default() });
    assert_eq!(phone.remove_if_settled(ANNA).await.unwrap(), None, "nobody knows what it was");
    phone.update_delivery(&outbox[0]).await.unwrap();
    phone.rests();
    let damaged = Uuid::from_u128(DAMAGED).to_string();
    assert_eq!(lies_there("outbox", &damaged).await, row_of(DAMAGED, "7"));
}

#[wasm_bindgen_test]
async fn a_profile_or_a_draft_that_can_t_be_read_locks_nobody_else_out() {
    let phone = phone_with_odd_rows().await;
    puts("profiles", &ANNA.to_string(), r#"{"author":"somebody"}"#).await;
    puts("drafts", &Uuid::from_u128(8).to_string(), r#"{"author":7}"#).await;
    let people: Vec<_> = phone.profiles().await.unwrap().into_iter().map(|one| one.author.id).collect();
    assert_eq!(people, [BEN]);
    assert_eq!(phone.drafts::<Words>(BEN).await.unwrap().len(), 1);
    assert_eq!(phone.unreadable().await.unwrap(), 3);
}

#[wasm_bindgen_test]
async fn a_directory_that_can_t_be_read_leaves_the_school_known() {
    let phone = used_phone().await;
    phone.rests();
    let enrolment = serde_json::to_string(&crate::people::enrolment(1)).unwrap();
    let mut row: serde_json::Value = serde_json::from_str(&enrolment).unwrap();
    row["directory"] = serde_json::json!({ "v": 2, "text": "of a newer build" });
    puts("meta", "enrolment", &row.to_string()).await;
    let enrolment = phone.enrolment().await.unwrap().unwrap();
    assert!(enrolment.directory.body.is_empty());
    assert!(enrolment.first_token() == crate::people::enrolment(1).first_token());
}
