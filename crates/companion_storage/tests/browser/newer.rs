//! Rows of a newer build, and damaged ones: each is left as it is, counted, and holds up no other.

use companion_model::delivery::{Delivery, Refusal, Standing, State};
use companion_storage::{Begun, CopyRow, Counts, DraftRow, Profile, Storage, StorageError, Token};
use js_sys::{ArrayBuffer, Function, JSON, Reflect, Uint8Array};
use rexie::{Rexie, TransactionMode};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    ANNA, BEN, Words, draft, empty_phone, odd,
    odd::Odd,
    outbox::{self, ID, copy, delivery, received},
    people::{ben, device_key, enrolment, profile},
    snapshot, time, used_phone,
};

const CARA: Uuid = Uuid::from_u128(0xc);
const BENS: Uuid = Uuid::from_u128(4);

fn key_of(store: &str, key: &str) -> JsValue {
    if store == "snapshots" { JSON::parse(key).unwrap() } else { key.into() }
}

/// Puts a value into a store as another build would.
async fn put_value(store: &str, key: &str, value: &JsValue) {
    let database = Rexie::builder("companion").build().await.unwrap();
    let transaction = database.transaction(&[store], TransactionMode::ReadWrite).unwrap();
    transaction.store(store).unwrap().put(value, Some(&key_of(store, key))).await.unwrap();
    assert!(transaction.done().await.unwrap().is_committed());
    database.close();
}

pub async fn put_row(store: &str, key: &str, row: &str) {
    put_value(store, key, &JSON::parse(row).unwrap()).await;
}

pub async fn puts(odd: &Odd) {
    put_row(odd.store, odd.key, odd.row).await;
}

async fn value_of(store: &str, key: &str) -> Option<JsValue> {
    let database = Rexie::builder("companion").build().await.unwrap();
    let transaction = database.transaction(&[store], TransactionMode::ReadOnly).unwrap();
    let value = transaction.store(store).unwrap().get(key_of(store, key)).await.unwrap();
    database.close();
    value
}

pub async fn lies_there(store: &str, key: &str) -> String {
    let row = value_of(store, key).await;
    row.map_or_else(|| "nothing".to_owned(), |row| String::from(JSON::stringify(&row).unwrap()))
}

fn bens_delivery() -> Delivery {
    Delivery { id: BENS, author: BEN, ..delivery(2) }
}

/// Anna and Ben have an unfinished and a signed record each.
async fn lived_in() -> Storage {
    let phone = used_phone().await;
    phone.set_epoch(outbox::EPOCH).await.unwrap();
    phone.put_draft(&draft(2, ANNA, b"hers"), Some(&snapshot(2, 1))).await.unwrap();
    phone.put_draft(&draft(3, BEN, b"his"), None).await.unwrap();
    phone.sign(Uuid::nil(), 1, &delivery(1), b"envelope", &copy()).await.unwrap();
    let copy = CopyRow { id: BENS, author: BEN, ..copy() };
    phone.sign(Uuid::nil(), 1, &bens_delivery(), b"his envelope", &copy).await.unwrap();
    phone.close();
    phone
}

async fn lived_in_with(odd: &Odd) -> Storage {
    let phone = lived_in().await;
    puts(odd).await;
    phone
}

async fn everything_else_is_there(phone: &Storage, why: &str) {
    let known = phone.enrolment().await.unwrap().unwrap();
    assert!(
        known.first_token() == enrolment(1).first_token() && known.author == enrolment(1).author,
        "{why}"
    );
    assert!(phone.profiles().await.unwrap() == [profile(1), ben()], "{why}");
    assert_eq!(phone.drafts::<Words>(ANNA).await.unwrap(), [draft(2, ANNA, b"hers")], "{why}");
    assert_eq!(phone.drafts::<Words>(BEN).await.unwrap(), [draft(3, BEN, b"his")], "{why}");
    assert_eq!(phone.snapshots::<Words>(Uuid::from_u128(2)).await.unwrap(), [snapshot(2, 1)], "{why}");
    let all = phone.outbox().await.unwrap();
    assert!(all.contains(&delivery(1)) && all.contains(&bens_delivery()), "{why}");
    assert_eq!(phone.envelope(ID).await.unwrap().as_deref(), Some(&b"envelope"[..]), "{why}");
    assert_eq!(phone.envelope(BENS).await.unwrap().as_deref(), Some(&b"his envelope"[..]), "{why}");
    assert_eq!(phone.copy::<Words>(ID).await.unwrap(), Some(copy()), "{why}");
}

/// What people and the outbox do on an ordinary day, and somebody joins.
async fn goes_on(phone: &Storage) {
    let more = DraftRow { revision: 2, ..draft(2, ANNA, b"more") };
    phone.put_draft(&more, Some(&snapshot(2, 2))).await.unwrap();
    phone.put_draft(&DraftRow { revision: 2, ..draft(3, BEN, b"more") }, None).await.unwrap();
    phone.note_tries(BEN, 1, 7).await.unwrap();
    phone.receive(&Delivery { id: BENS, ..received() }).await.unwrap();
    phone.update_delivery(&Delivery { tries: 1, ..delivery(1) }).await.unwrap();
    let token = Token { device: Uuid::from_u128(5), secret: vec![8; 32].into() };
    let made = Begun { code: vec![5; 32].into(), token, offer: None, vault: None };
    phone.begin(&made, None).await.unwrap();
    let dora = companion_model::wire::v1::AuthorName { id: Uuid::from_u128(0xd), ..profile(4).author };
    phone.join(&Profile { author: dora, ..profile(4) }, &device_key().await).await.unwrap();
    assert!(phone.outbox().await.unwrap().iter().any(|one| one.id == BENS && one.received().is_some()));
    assert_eq!(phone.copy::<Words>(BENS).await.unwrap(), None);
}

#[wasm_bindgen_test]
async fn a_row_of_another_form_is_counted_and_left_and_hides_and_holds_up_nothing_else() {
    for odd in odd::ALL {
        let phone = lived_in_with(odd).await;
        everything_else_is_there(&phone, odd.row).await;
        assert_eq!(phone.unreadable().await.unwrap(), odd.unreadable, "{}", odd.row);
        goes_on(&phone).await;
        phone.close();
        assert_eq!(lies_there(odd.store, odd.key).await, odd.row);
    }
}

#[wasm_bindgen_test]
async fn an_unknown_state_is_put_again_and_an_unknown_refusal_is_one() {
    let phone = lived_in().await;
    for odd in [&odd::STATE, &odd::REFUSAL, &odd::DAMAGED] {
        puts(odd).await;
    }
    let outbox = phone.outbox().await.unwrap();
    let odd: Vec<_> = outbox.iter().filter(|one| ![ID, BENS].contains(&one.id)).collect();
    assert_eq!(odd.iter().map(|one| one.id.as_u128()).collect::<Vec<_>>(), [0x11, 0x13]);
    assert_eq!(odd[0].state, State::Unconfirmed);
    assert_eq!(odd[1].standing(), Standing::Refused(Refusal::Unknown));
    assert_eq!(phone.counts(Some(ANNA)).await.unwrap(), Counts { drafts: 1, unsent: 4, handed_over: 0 });
    assert_eq!(phone.remove_if_settled(ANNA).await.unwrap(), None, "nobody knows what it was");
}

#[wasm_bindgen_test]
async fn what_a_newer_build_has_made_of_a_delivery_meanwhile_is_not_written_over() {
    let phone = lived_in_with(&odd::DAMAGED).await;
    let known = Delivery { id: Uuid::from_u128(0x12), ..delivery(1) };
    phone.update_delivery(&known).await.unwrap();
    phone.receive(&Delivery { id: known.id, ..received() }).await.unwrap();
    phone.close();
    assert_eq!(lies_there(odd::DAMAGED.store, odd::DAMAGED.key).await, odd::DAMAGED.row);
}

#[wasm_bindgen_test]
async fn an_epoch_that_can_t_be_read_is_none_until_the_next_is_heard_of() {
    let phone = lived_in_with(&odd::EPOCH).await;
    assert_eq!(phone.epoch().await.unwrap(), None);
    phone.receive(&received()).await.unwrap();
    assert!(phone.outbox().await.unwrap().contains(&received()));
    assert_eq!(phone.counts(Some(ANNA)).await.unwrap().unsent, 0);
    phone.set_epoch(Uuid::from_u128(0xf)).await.unwrap();
    assert_eq!(phone.epoch().await.unwrap(), Some(Uuid::from_u128(0xf)));
    assert_eq!(phone.counts(Some(ANNA)).await.unwrap().unsent, 1, "of another epoch");
}

#[wasm_bindgen_test]
async fn a_directory_that_can_t_be_read_is_asked_for_anew_and_outlasts_a_new_name() {
    for odd in [&odd::DIRECTORY, &odd::TEXT_FOR_A_DIRECTORY, &odd::NO_DIRECTORY] {
        let phone = lived_in_with(odd).await;
        assert!(phone.enrolment().await.unwrap().unwrap().directory.body.is_empty(), "{}", odd.row);
        let token = Some(Token { device: Uuid::from_u128(1), secret: vec![3; 32].into() });
        phone.rename(ANNA, &Profile { token, ..profile(1) }).await.unwrap();
        phone.close();
        assert_eq!(lies_there(odd.store, odd.key).await, odd.row);
        phone.set_directory(&enrolment(1)).await.unwrap();
        assert!(phone.enrolment().await.unwrap() == Some(enrolment(1)), "{}", odd.row);
    }
}

#[wasm_bindgen_test]
async fn a_school_whose_names_can_t_be_read_is_the_phone_s_school_and_keeps_what_a_newer_build_wrote() {
    let phone = lived_in_with(&odd::NO_NAMES).await;
    let known = phone.enrolment().await.unwrap().unwrap();
    assert!(known.first_token() == enrolment(1).first_token() && known.school == enrolment(1).school);
    assert!(known.school_name.is_empty() && known.author == enrolment(1).author);
    assert!(phone.profiles().await.unwrap() == [profile(1), ben()]);
    phone.set_directory(&enrolment(1)).await.unwrap();
    let known = phone.enrolment().await.unwrap().unwrap();
    assert_eq!(known.school_name, enrolment(1).school_name);
    assert!(known.directory == enrolment(1).directory);
    phone.close();
    assert!(lies_there(odd::NO_NAMES.store, odd::NO_NAMES.key).await.contains(r#""pronouns":{"they":true}"#));
}

#[wasm_bindgen_test]
async fn what_can_t_be_read_of_somebodys_goes_with_them_to_their_new_name() {
    let anew = companion_model::wire::v1::AuthorName { id: Uuid::from_u128(0xaa), ..profile(1).author };
    for odd in [&odd::DAMAGED, &odd::COPY] {
        let phone = lived_in_with(odd).await;
        let token = Some(Token { device: Uuid::from_u128(9), secret: vec![9; 32].into() });
        phone.rename(ANNA, &Profile { author: anew.clone(), token, ..profile(1) }).await.unwrap();
        let outbox = phone.outbox().await.unwrap();
        assert_eq!(outbox.iter().map(|one| one.author).collect::<Vec<_>>(), [anew.id, BEN]);
        assert!(phone.counts(Some(ANNA)).await.unwrap() == Counts::default());
        phone.close();
        let handed_on = odd.row.replace(&ANNA.to_string(), &anew.id.to_string());
        assert_eq!(lies_there(odd.store, odd.key).await, handed_on);
    }
}

#[wasm_bindgen_test]
async fn a_profile_that_can_t_be_read_keeps_nobody_from_joining() {
    let phone = empty_phone().await;
    phone.enrol(&enrolment(1), &profile(1), &device_key().await).await.unwrap();
    phone.close();
    let hers = odd::PROFILE.row.replace("00000000000c", "00000000000a");
    put_row("profiles", &ANNA.to_string(), &hers).await;
    phone.join(&ben(), &device_key().await).await.unwrap();
    assert!(phone.profiles().await.unwrap() == [ben()]);
    phone.close();
    assert_eq!(lies_there("profiles", &ANNA.to_string()).await, hers);
}

#[wasm_bindgen_test]
async fn who_joins_again_has_what_this_build_can_t_read_put_aside() {
    let phone = lived_in_with(&odd::PROFILE).await;
    let author = companion_model::wire::v1::AuthorName { id: CARA, ..profile(1).author };
    let cara = Profile { author, ..profile(4) };
    phone.join(&cara, &device_key().await).await.unwrap();
    assert!(phone.profile(CARA).await.unwrap() == Some(cara));
    assert_eq!(phone.unreadable().await.unwrap(), 1);
    phone.close();
    let aside = format!("{CARA} before {}", Uuid::from_u128(4));
    assert_eq!(lies_there("profiles", &aside).await, odd::PROFILE.row);
    phone.remove_person(CARA).await.unwrap();
    phone.close();
    assert_eq!(lies_there("profiles", &aside).await, "nothing");
}

#[wasm_bindgen_test]
async fn bytes_whose_author_or_draft_can_t_be_read_are_dropped_and_the_draft_stays() {
    for (store, key) in [("profiles", ANNA), ("drafts", Uuid::from_u128(2))] {
        let phone = lived_in().await;
        phone.note_forgotten(ANNA, time(3)).await.unwrap();
        let hands_over =
            Some(companion_model::delivery::HandsOver { draft: Uuid::from_u128(2), revision: 1 });
        let handed = Delivery { hands_over, bytes_kept: false, ..received() };
        phone.close();
        put_row(store, &key.to_string(), r#"{"author":7}"#).await;
        phone.drop_bytes(&handed).await.unwrap();
        assert_eq!(phone.envelope(ID).await.unwrap(), None);
        phone.close();
        assert_ne!(lies_there("drafts", &Uuid::from_u128(2).to_string()).await, "nothing");
    }
}

/// As a newer build may keep what this one keeps as a `Uint8Array`.
fn as_a_blob(bytes: &ArrayBuffer) -> JsValue {
    let blob: Function = Reflect::get(&js_sys::global(), &"Blob".into()).unwrap().unchecked_into();
    Reflect::construct(&blob, &js_sys::Array::of1(&js_sys::Array::of1(bytes))).unwrap()
}

#[wasm_bindgen_test]
async fn an_envelope_that_is_no_bytes_is_counted_while_it_is_unsent_and_left() {
    let bytes = Uint8Array::from(&b"envelope"[..]).buffer();
    for value in [bytes.clone().into(), as_a_blob(&bytes), JsValue::from("envelope")] {
        let phone = lived_in().await;
        put_value("envelopes", &ID.to_string(), &value).await;
        assert_eq!(phone.envelope(ID).await, Err(StorageError::Unreadable("envelope")));
        assert_eq!(phone.envelope(BENS).await.unwrap().as_deref(), Some(&b"his envelope"[..]));
        assert_eq!(phone.outbox().await.unwrap(), [delivery(1), bens_delivery()]);
        assert_eq!(phone.unreadable().await.unwrap(), 1);
        goes_on(&phone).await;
        phone.receive(&received()).await.unwrap();
        assert_eq!(phone.unreadable().await.unwrap(), 0, "nothing waits for it");
        phone.set_epoch(Uuid::from_u128(0xf)).await.unwrap();
        assert_eq!(phone.unreadable().await.unwrap(), 1, "the school may have lost it");
        phone.close();
        let left = value_of("envelopes", &ID.to_string()).await.unwrap();
        let size = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok().and_then(|n| n.as_f64());
        let is_text = left.is_string() && left == value;
        assert!(is_text || size(&left, "size") == Some(8.0) || size(&left, "byteLength") == Some(8.0));
    }
}
