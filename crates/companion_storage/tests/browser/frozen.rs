//! Phones as each release left them: this build opens them as they are. What lies in `tests/releases` is what that
//! release wrote, and is never written again. Keys of devices are not in it: no script can have their bytes.

use companion_model::{
    delivery::{Delivery, HandsOver, Refusal},
    wire::{
        Bytes,
        v1::{Receipt, Removal},
    },
};
use companion_storage::{Passkey, Profile, Storage};
use js_sys::{Array, JSON, Uint8Array};
use rexie::{Index, ObjectStore, Rexie, Transaction, TransactionMode};
use uuid::Uuid;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    ANNA, BEN, Words, draft,
    elsewhere::{deaf_tab, upgraded},
    empty_phone,
    outbox::{EPOCH, ID, copy, delivery, receipt, received},
    people::{ben, device_key, enrolment, profile},
    snapshot, time,
};

/// Every release so far, the newest last.
const RELEASES: [(&str, &str); 8] = [
    ("0.1.0", include_str!("../releases/0.1.0.json")),
    ("0.2.0", include_str!("../releases/0.2.0.json")),
    ("0.3.0", include_str!("../releases/0.3.0.json")),
    ("0.4.0", include_str!("../releases/0.4.0.json")),
    ("0.4.1", include_str!("../releases/0.4.1.json")),
    ("0.5.0", include_str!("../releases/0.5.0.json")),
    ("0.5.1", include_str!("../releases/0.5.1.json")),
    ("0.6.0", include_str!("../releases/0.6.0.json")),
];

const STORES: [&str; 8] =
    ["copies", "device_keys", "drafts", "envelopes", "meta", "outbox", "profiles", "snapshots"];

/// What happens on a phone: set up, written on, and shared.
async fn lived_in() -> Storage {
    let phone = empty_phone().await;
    phone.enrol(&enrolment(1), &profile(1), &device_key().await).await.unwrap();
    phone.set_epoch(EPOCH).await.unwrap();
    phone.put_draft(&draft(2, ANNA, b"unfinished"), Some(&snapshot(2, 1))).await.unwrap();
    phone.put_draft(&draft(1, ANNA, b"signed"), None).await.unwrap();
    phone.sign(ID, 1, &delivery(1), b"envelope", &copy()).await.unwrap();
    phone.join(&ben_s(), &device_key().await).await.unwrap();
    phone.put_draft(&draft(3, BEN, b"forgotten"), None).await.unwrap();
    phone.hand_over(&ben_handed_over(), b"closed").await.unwrap();
    phone.receive(&bens_receipt()).await.unwrap();
    phone
}

/// Since 0.4.0 it is noted when a receipt came, and that the school may have lost what it was given for.
fn bens_receipt() -> Delivery {
    let mut delivery = ben_handed_over();
    delivery.acknowledged(Receipt { id: delivery.id, ..receipt() }, EPOCH, 1_793_716_320_500);
    delivery.asked(None, Some(EPOCH), Some(1_793_716_320_400), 1_793_716_320_600);
    delivery.refused(1_793_716_320_700, Refusal::UnpublishedKey);
    delivery
}

/// Since 0.3.0 a phone may have a second person, who may open it without the PIN, have forgotten that, and be removed.
fn ben_s() -> Profile {
    let bytes = |byte| Bytes(vec![byte; 32]);
    let passkey = Some(Passkey { id: bytes(1), salt: bytes(2), vault: bytes(3), until_pin: false });
    let removal = Some(Removal { member: Uuid::from_u128(7), ordered_at: 4, signature: Bytes(vec![5; 64]) });
    Profile { passkey, removal, pin_forgotten_at: Some(time(3)), ..ben() }
}

fn ben_handed_over() -> Delivery {
    let hands_over = Some(HandsOver { draft: draft(3, BEN, b"").id, revision: 1 });
    Delivery { id: Uuid::from_u128(4), author: BEN, hands_over, ..delivery(2) }
}

async fn deliveries(phone: &Storage, author: Uuid) -> Vec<Delivery> {
    let all = phone.outbox().await.unwrap();
    all.into_iter().filter(|delivery| delivery.author == author).collect()
}

/// The stores of 0.1.0, by hand: what this build makes may be more.
async fn first_schema() -> Rexie {
    Rexie::delete("companion").await.unwrap();
    let store = |name| match name {
        "snapshots" => ObjectStore::new(name).auto_increment(true).add_index(Index::new("draft", "draft")),
        name => ObjectStore::new(name),
    };
    let builder = STORES.into_iter().map(store);
    let builder = builder.fold(Rexie::builder("companion").version(1), rexie::RexieBuilder::add_object_store);
    builder.build().await.unwrap()
}

/// `{store: [[key, row], …]}`, a line for each row.
async fn as_text(transaction: &Transaction) -> String {
    let mut lines = Vec::new();
    for name in STORES.into_iter().filter(|name| *name != "device_keys") {
        let store = transaction.store(name).unwrap();
        let (keys, rows) = (store.get_all_keys(None, None), store.get_all(None, None));
        let (keys, rows) = (keys.await.unwrap(), rows.await.unwrap());
        for (key, row) in keys.into_iter().zip(rows) {
            // Bytes as a list of numbers.
            let row = row.dyn_ref::<Uint8Array>().map_or(row.clone(), |bytes| Array::from(bytes).into());
            let line = Array::of3(&name.into(), &key, &row);
            lines.push(String::from(JSON::stringify(&line).unwrap()));
        }
    }
    format!("[\n{}\n]\n", lines.join(",\n"))
}

async fn put_all(transaction: &Transaction, text: &str) {
    for line in JSON::parse(text).unwrap().unchecked_into::<Array>().iter() {
        let line: Array = line.unchecked_into();
        let (name, key, row) = (line.get(0).as_string().unwrap(), line.get(1), line.get(2));
        let row = row.dyn_ref::<Array>().map_or(row.clone(), |bytes| Uint8Array::new(bytes).into());
        transaction.store(&name).unwrap().put(&row, Some(&key)).await.unwrap();
    }
}

async fn at_once(database: &Rexie, mode: TransactionMode) -> Transaction {
    database.transaction(&STORES, mode).unwrap()
}

#[wasm_bindgen_test]
async fn what_this_release_writes_is_frozen() {
    let phone = lived_in().await;
    phone.close();
    let database = Rexie::builder("companion").build().await.unwrap();
    let written = as_text(&at_once(&database, TransactionMode::ReadOnly).await).await;
    database.close();
    let frozen = RELEASES.iter().find(|(version, _)| *version == env!("CARGO_PKG_VERSION"));
    assert_eq!(frozen.map(|(_, text)| *text), Some(written.as_str()), "freeze it: see CONTRIBUTING.md");
}

/// The phone as that release left it.
async fn left_by_a_release(text: &str) {
    let database = first_schema().await;
    let transaction = at_once(&database, TransactionMode::ReadWrite).await;
    put_all(&transaction, text).await;
    assert!(transaction.done().await.unwrap().is_committed());
    database.close();
}

async fn is_as_it_was_left(phone: &Storage, version: &str) {
    assert!(phone.enrolment().await.unwrap() == Some(enrolment(1)), "{version}");
    assert!(phone.profile(ANNA).await.unwrap() == Some(profile(1)), "{version}");
    assert_eq!(phone.epoch().await.unwrap(), Some(EPOCH), "{version}");
    assert_eq!(phone.drafts::<Words>(ANNA).await.unwrap(), [draft(2, ANNA, b"unfinished")], "{version}");
    let earlier = phone.snapshots::<Words>(draft(2, ANNA, b"").id).await.unwrap();
    assert_eq!(earlier, [snapshot(2, 1)], "{version}");
    assert_eq!(deliveries(phone, ANNA).await, [delivery(1)], "{version}");
    assert_eq!(phone.envelope(ID).await.unwrap().as_deref(), Some(&b"envelope"[..]), "{version}");
    assert_eq!(phone.copy::<Words>(ID).await.unwrap(), Some(copy()), "{version}");
}

#[wasm_bindgen_test]
async fn a_phone_of_every_release_opens_as_it_was_left() {
    for (version, text) in RELEASES {
        left_by_a_release(text).await;
        let phone = Storage::open().await.unwrap();
        is_as_it_was_left(&phone, version).await;

        // And goes on from there.
        phone.receive(&received()).await.unwrap();
        assert_eq!(deliveries(&phone, ANNA).await, [received()], "{version}");
    }
}

#[wasm_bindgen_test]
async fn whoever_shares_a_phone_of_0_3_0_is_there_as_they_were_left() {
    for (_, text) in RELEASES.into_iter().filter(|(_, text)| text.contains("passkey")) {
        left_by_a_release(text).await;
        let phone = Storage::open().await.unwrap();
        assert!(phone.profile(BEN).await.unwrap() == Some(ben_s()));
        assert_eq!(phone.drafts::<Words>(BEN).await.unwrap(), [draft(3, BEN, b"forgotten")]);
        let handed_over = if text.contains("came_at") { bens_receipt() } else { ben_handed_over() };
        assert_eq!(deliveries(&phone, BEN).await, [handed_over]);
        assert_eq!(phone.envelope(ben_handed_over().id).await.unwrap().as_deref(), Some(&b"closed"[..]));
    }
}

/// No release has raised the schema's version so far: this build waits for no tab, and takes no tab's connection.
#[wasm_bindgen_test]
async fn a_phone_of_every_release_opens_beside_an_old_tab_that_listens_and_one_that_does_not() {
    for (version, text) in RELEASES {
        left_by_a_release(text).await;
        let listening = Rexie::builder("companion").build().await.unwrap();
        let deaf = deaf_tab().await;
        let phone = Storage::open().await.unwrap();
        is_as_it_was_left(&phone, version).await;

        at_once(&listening, TransactionMode::ReadOnly).await;
        deaf.transaction(&STORES, idb::TransactionMode::ReadOnly).unwrap();
        assert_eq!(deaf.version().unwrap(), 1, "{version}");
        listening.close();
        deaf.close();
    }
}

/// A release that raises it makes a tab of an older one an older build on a newer database: that tab goes on.
#[wasm_bindgen_test]
async fn a_phone_of_every_release_opens_as_it_was_left_when_a_newer_build_has_upgraded_it() {
    for (version, text) in RELEASES {
        left_by_a_release(text).await;
        let phone = Storage::open().await.unwrap();
        upgraded(2).await;
        is_as_it_was_left(&phone, version).await;
        is_as_it_was_left(&Storage::open().await.unwrap(), version).await;
    }
}
