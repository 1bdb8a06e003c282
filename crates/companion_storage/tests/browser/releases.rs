//! Older and newer builds on one database, and connections that are lost. What a test opens by itself it closes:
//! a connection left open keeps the next test from starting with none.

use companion_storage::Storage;
use js_sys::{Object, Reflect};
use rexie::{ObjectStore, Rexie, TransactionMode};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{ANNA, Words, draft, empty_phone, used_phone};

const STORES: [&str; 8] =
    ["copies", "device_keys", "drafts", "envelopes", "meta", "outbox", "profiles", "snapshots"];

/// What the next release would do: one store more.
async fn a_newer_build() -> Rexie {
    let every_store = STORES.into_iter().chain(["of a newer build"]).map(ObjectStore::new);
    let builder =
        every_store.fold(Rexie::builder("companion").version(2), rexie::RexieBuilder::add_object_store);
    builder.build().await.unwrap()
}

#[wasm_bindgen_test]
async fn the_first_release_has_these_stores() {
    empty_phone().await;
    let database = Rexie::builder("companion").build().await.unwrap();
    let mut names = database.store_names();
    names.sort();
    assert_eq!(names, STORES);
    assert_eq!(database.version().unwrap(), 1);
    database.close();
}

#[wasm_bindgen_test]
async fn an_older_build_goes_on_with_a_newer_builds_database() {
    let phone = used_phone().await;
    phone.put_draft(&draft(1, ANNA, b"before"), None).await.unwrap();
    // Closes the connection of `phone`.
    a_newer_build().await.close();
    phone.put_draft(&draft(2, ANNA, b"after"), None).await.unwrap();
    assert_eq!(phone.drafts::<Words>(ANNA).await.unwrap().len(), 2);
    let again = Storage::open().await.unwrap();
    assert_eq!(again.draft::<Words>(draft(1, ANNA, b"").id).await.unwrap(), Some(draft(1, ANNA, b"before")));
    let newer = a_newer_build().await;
    assert!(newer.store_names().contains(&"of a newer build".into()));
    newer.close();
}

#[wasm_bindgen_test]
async fn what_a_newer_build_wrote_into_a_row_outlasts_an_older_builds_save() {
    let phone = used_phone().await;
    let row = draft(1, ANNA, b"before");
    phone.put_draft(&row, None).await.unwrap();

    let id = JsValue::from(row.id.to_string());
    let database = Rexie::builder("companion").build().await.unwrap();
    let change = database.transaction(&["drafts"], TransactionMode::ReadWrite).unwrap();
    let drafts = change.store("drafts").unwrap();
    let stored: Object = drafts.get(id.clone()).await.unwrap().unwrap().into();
    Reflect::set(&stored, &"practice".into(), &true.into()).unwrap();
    drafts.put(&stored, Some(&id)).await.unwrap();
    assert!(change.done().await.unwrap().is_committed());

    let after = crate::DraftRow { revision: 2, ..draft(1, ANNA, b"after") };
    phone.put_draft(&after, None).await.unwrap();
    let look = database.transaction(&["drafts"], TransactionMode::ReadOnly).unwrap();
    let stored = look.store("drafts").unwrap().get(id).await.unwrap().unwrap();
    assert_eq!(Reflect::get(&stored, &"practice".into()).unwrap().as_bool(), Some(true));
    database.close();
    assert_eq!(phone.draft::<Words>(row.id).await.unwrap(), Some(after));
}
