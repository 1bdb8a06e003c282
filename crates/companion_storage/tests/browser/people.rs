use companion_model::{
    Route,
    delivery::{Refusal, State},
    wire::{
        Bytes,
        v1::{AuthorName, SignedDirectory},
    },
};
use companion_storage::{Enrolment, Passkey, Profile, Token};
use js_sys::{Array, Function, Object, Promise, Reflect};
use rexie::{Rexie, TransactionMode};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::CryptoKey;

use crate::{
    ANNA, BEN, Words, draft, empty_phone,
    outbox::{copy, delivery},
    time,
};

pub fn anna() -> AuthorName {
    AuthorName { id: ANNA, name: "Anna".into(), role: "Teacher".into() }
}

pub fn enrolment(device: u128) -> Enrolment {
    Enrolment {
        school: Uuid::from_u128(0x5),
        school_name: "Demonstration School".into(),
        device: Uuid::from_u128(device),
        secret: Bytes(vec![3; 32]),
        root_fingerprint: Bytes(vec![4; 32]),
        directory: SignedDirectory {
            body: "{}".into(),
            signed_by: Route::Dsl,
            signature: Bytes(vec![5; 64]),
        },
        author: anna(),
    }
}

pub fn profile(device: u128) -> Profile {
    Profile {
        author: anna(),
        vault_id: Uuid::from_u128(device),
        vault: Bytes(vec![6; 90]),
        sealed_author_key: Bytes(vec![7; 60]),
        wrong_tries: 0,
        last_wrong_at: 0,
        created_at: time(1),
        token: None,
        pin_forgotten_at: None,
        removal: None,
        passkey: None,
        unknown_since: None,
    }
}

/// Who shares the phone.
pub fn ben() -> Profile {
    let author = AuthorName { id: BEN, name: "Ben".into(), role: "Teacher".into() };
    let token = Some(Token { device: Uuid::from_u128(2), secret: Bytes(vec![8; 32]) });
    Profile { author, created_at: time(2), token, ..profile(2) }
}

/// A key whose bytes no script can have.
pub async fn device_key() -> CryptoKey {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap();
    let subtle = get(&get(&js_sys::global(), "crypto"), "subtle");
    let algorithm = Object::new();
    for (name, value) in [("name", JsValue::from("AES-GCM")), ("length", 256.into())] {
        Reflect::set(&algorithm, &name.into(), &value).unwrap();
    }
    let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
    let generate: Function = get(&subtle, "generateKey").unchecked_into();
    let key = generate.call3(&subtle, &algorithm, &false.into(), &uses).unwrap().unchecked_into::<Promise>();
    JsFuture::from(key).await.unwrap().unchecked_into()
}

#[wasm_bindgen_test]
async fn a_phone_that_was_set_up_knows_school_author_and_key() {
    let phone = empty_phone().await;
    assert!(phone.enrolment().await.unwrap().is_none());
    assert!(phone.device_key(Uuid::from_u128(1)).await.unwrap().is_none());
    phone.enrol(&enrolment(1), &profile(1), &device_key().await).await.unwrap();
    assert!(phone.enrolment().await.unwrap() == Some(enrolment(1)));
    assert!(phone.profile(ANNA).await.unwrap() == Some(profile(1)));
    let key = phone.device_key(Uuid::from_u128(1)).await.unwrap().unwrap();
    assert!(!key.extractable());
}

#[wasm_bindgen_test]
async fn setting_up_again_puts_the_earlier_vault_aside_and_its_key_stays() {
    let phone = empty_phone().await;
    for device in [1, 2] {
        phone.enrol(&enrolment(device), &profile(device), &device_key().await).await.unwrap();
    }
    assert!(phone.profile(ANNA).await.unwrap() == Some(profile(2)));
    let database = Rexie::builder("companion").build().await.unwrap();
    let transaction = database.transaction(&["profiles", "device_keys"], TransactionMode::ReadOnly).unwrap();
    assert_eq!(transaction.store("profiles").unwrap().count(None).await.unwrap(), 2);
    assert_eq!(transaction.store("device_keys").unwrap().count(None).await.unwrap(), 2);
    database.close();
}

#[wasm_bindgen_test]
async fn a_directory_of_another_school_changes_nothing() {
    let phone = empty_phone().await;
    phone.enrol(&enrolment(2), &profile(2), &device_key().await).await.unwrap();
    let newer = |school| {
        let directory = SignedDirectory { body: "{\"version\":2}".into(), ..enrolment(2).directory };
        let school = Uuid::from_u128(school);
        Enrolment { school, directory, secret: Bytes(vec![9; 32]), ..enrolment(2) }
    };
    phone.set_directory(&newer(0x6)).await.unwrap();
    assert!(phone.enrolment().await.unwrap() == Some(enrolment(2)));
    phone.set_directory(&newer(0x5)).await.unwrap();
    let directory = newer(0x5).directory;
    assert!(
        phone.enrolment().await.unwrap() == Some(Enrolment { directory, ..enrolment(2) }),
        "only the directory"
    );
}

#[wasm_bindgen_test]
async fn two_people_share_a_phone_and_one_of_them_is_known_by_a_new_id() {
    let phone = empty_phone().await;
    phone.enrol(&enrolment(1), &profile(1), &device_key().await).await.unwrap();
    let bens = ben();
    phone.join(&bens, &device_key().await).await.unwrap();
    assert!(phone.profiles().await.unwrap() == [profile(1), bens.clone()]);
    assert!(phone.device_key(Uuid::from_u128(2)).await.unwrap().is_some());

    phone.put_draft(&draft(2, ANNA, b"hers"), None).await.unwrap();
    phone.put_draft(&draft(3, BEN, b"his"), None).await.unwrap();
    phone.sign(Uuid::nil(), 1, &delivery(1), b"envelope", &copy()).await.unwrap();
    let mut refused = delivery(1);
    refused.refused(1_793_716_320_000, Refusal::UnknownDevice);
    phone.update_delivery(&refused).await.unwrap();

    let anew = AuthorName { id: Uuid::from_u128(0xaa), ..anna() };
    let token = Some(Token { device: Uuid::from_u128(9), secret: Bytes(vec![9; 32]) });
    let hers = Profile { author: anew.clone(), token, ..profile(1) };
    // Meanwhile another tab has changed her PIN.
    phone.note_pin(ANNA, Uuid::from_u128(1), Bytes(vec![9; 90])).await.unwrap();
    phone.rename(ANNA, &hers).await.unwrap();
    phone.rename(ANNA, &hers).await.unwrap();
    let late = Profile { token: None, ..hers.clone() };
    assert_eq!(phone.rename(ANNA, &late).await, Err(companion_storage::StorageError::NotTheirPhone));
    let hers = Profile { vault: Bytes(vec![9; 90]), ..hers };
    assert!(phone.profiles().await.unwrap() == [hers, bens]);
    let drafts = async |author| phone.drafts::<Words>(author).await.unwrap();
    let mut handed_on = draft(2, ANNA, b"hers");
    handed_on.author = anew.id;
    assert_eq!(drafts(anew.id).await, [handed_on]);
    assert_eq!((drafts(ANNA).await.len(), drafts(BEN).await.len()), (0, 1));
    let delivery = &phone.outbox().await.unwrap()[0];
    assert_eq!((delivery.author, &delivery.state, delivery.wait_until), (anew.id, &State::Unconfirmed, 0));
    assert_eq!(phone.copy::<Words>(delivery.id).await.unwrap().map(|copy| copy.author), Some(anew.id));

    // A tab that was open all the time still has her earlier name.
    phone.put_draft(&crate::DraftRow { revision: 2, ..draft(2, ANNA, b"more") }, None).await.unwrap();
    phone.update_delivery(&refused).await.unwrap();
    assert_eq!((drafts(anew.id).await.len(), phone.outbox().await.unwrap()[0].author), (1, anew.id));
    let begun = phone.put_draft(&draft(4, ANNA, b"new"), None).await;
    assert_eq!(begun, Err(companion_storage::StorageError::NotTheirPhone));
}

#[wasm_bindgen_test]
async fn a_vault_is_kept_under_another_pin_by_nobody_who_has_another_vault() {
    let phone = empty_phone().await;
    phone.enrol(&enrolment(1), &profile(1), &device_key().await).await.unwrap();
    let locked = Bytes(vec![9; 90]);
    phone.note_tries(ANNA, 9, 1_793_716_320_000).await.unwrap();
    phone.note_pin(ANNA, Uuid::from_u128(1), locked.clone()).await.unwrap();
    let changed = Profile { vault: locked, ..profile(1) };
    let again = companion_storage::Storage::open().await.unwrap();
    assert!(again.profile(ANNA).await.unwrap() == Some(changed.clone()));

    // Of a tab in which she was at work before she was set up anew: that is another vault's.
    again.note_pin(ANNA, Uuid::from_u128(2), Bytes(vec![8; 90])).await.unwrap();
    again.note_pin(BEN, Uuid::from_u128(1), Bytes(vec![8; 90])).await.unwrap();
    assert!(again.profile(ANNA).await.unwrap() == Some(changed));
    assert!(again.profile(BEN).await.unwrap().is_none());
}

#[wasm_bindgen_test]
async fn wrong_tries_and_the_epoch_outlast_a_restart() {
    let phone = empty_phone().await;
    phone.enrol(&enrolment(1), &profile(1), &device_key().await).await.unwrap();
    let tried = Profile { wrong_tries: 3, last_wrong_at: 1_793_716_320_000, ..profile(1) };
    phone.note_tries(ANNA, 3, 1_793_716_320_000).await.unwrap();
    // Nobody comes back by being counted.
    phone.note_tries(BEN, 1, 1).await.unwrap();
    assert!(phone.profile(BEN).await.unwrap().is_none());
    phone.set_epoch(Uuid::from_u128(0xe)).await.unwrap();
    let again = companion_storage::Storage::open().await.unwrap();
    assert!(again.profile(ANNA).await.unwrap() == Some(tried));
    assert_eq!(again.epoch().await.unwrap(), Some(Uuid::from_u128(0xe)));
}

#[wasm_bindgen_test]
async fn who_was_alone_on_a_phone_keeps_their_passkey_when_somebody_joins_and_nobody_else_gets_theirs_back() {
    let phone = empty_phone().await;
    phone.enrol(&enrolment(1), &profile(1), &device_key().await).await.unwrap();
    let bytes = || Bytes(vec![1; 32]);
    let passkey = Passkey { id: bytes(), salt: bytes(), vault: bytes(), until_pin: false };
    phone.note_passkey(ANNA, Some(passkey.clone())).await.unwrap();
    let of_anna = async || phone.profile(ANNA).await.unwrap().unwrap();
    assert!(of_anna().await.open_passkey(1).is_some() && of_anna().await.open_passkey(2).is_none());
    phone.join(&ben(), &device_key().await).await.unwrap();
    assert!(of_anna().await.open_passkey(2).is_some());

    // As an earlier release left them: asleep, and nobody's coming wakes them.
    phone.note_passkey(ANNA, Some(passkey)).await.unwrap();
    let third = AuthorName { id: Uuid::from_u128(0xc), ..anna() };
    phone.join(&Profile { author: third, ..profile(3) }, &device_key().await).await.unwrap();
    assert!(of_anna().await.open_passkey(3).is_none());
}
