//! What is made for links: kept before they are used up, each beside the others.

use companion_model::wire::{Bytes, v1::AuthorName};
use companion_storage::{Begun, NewVault, Profile, Storage, Token};
use uuid::Uuid;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    BEN, empty_phone,
    newer::{lies_there, put_row, puts},
    odd,
    people::{anna, ben, device_key, enrolment, profile},
    used_phone,
};

fn code(of: u8) -> Bytes {
    Bytes(vec![of; 32])
}

fn begun(device: u128) -> Begun {
    Begun {
        code: code(9),
        token: Token { device: Uuid::from_u128(device), secret: Bytes(vec![8; 32]) },
        offer: Some(anna()),
        vault: Some(NewVault { vault: Bytes(vec![6; 90]), sealed_author_key: Bytes(vec![7; 60]) }),
    }
}

/// Made for a link of Ben's.
fn bens(device: u128) -> Begun {
    let offer = Some(AuthorName { id: BEN, name: "Ben".into(), role: "Teacher".into() });
    Begun { code: code(8), offer, ..begun(device) }
}

async fn has_key(phone: &Storage, device: u128) -> bool {
    phone.device_key(Uuid::from_u128(device)).await.unwrap().is_some()
}

#[wasm_bindgen_test]
async fn what_was_made_for_a_link_is_nobody_until_it_is_somebodys_place() {
    let phone = empty_phone().await;
    assert!(!phone.has_begun().await.unwrap());
    phone.begin(&begun(7), Some(&device_key().await)).await.unwrap();
    assert!(phone.has_begun().await.unwrap());
    assert!(phone.enrolment().await.unwrap().is_none() && phone.profiles().await.unwrap().is_empty());
    phone.begin(&begun(1), Some(&device_key().await)).await.unwrap();
    assert!(phone.begun(&code(9)).await.unwrap() == Some(begun(1)));
    assert!(!has_key(&phone, 7).await, "given up");

    let key = phone.device_key(Uuid::from_u128(1)).await.unwrap().unwrap();
    phone.enrol(&enrolment(1), &profile(1), &key).await.unwrap();
    assert!(phone.begun(&code(9)).await.unwrap().is_none() && !phone.has_begun().await.unwrap());
    phone.begin(&begun(2), Some(&device_key().await)).await.unwrap();
    phone.begin(&Begun { vault: None, ..begun(1) }, None).await.unwrap();
    assert!(has_key(&phone, 1).await, "in use");
    assert!(!has_key(&phone, 2).await, "given up");
    phone.begin(&begun(8), Some(&device_key().await)).await.unwrap();
    assert!(has_key(&phone, 1).await, "in use");
}

#[wasm_bindgen_test]
async fn a_second_persons_link_leaves_what_was_made_for_the_first_whose_answer_was_lost() {
    let phone = empty_phone().await;
    phone.begin(&begun(1), Some(&device_key().await)).await.unwrap();
    phone.begin(&bens(2), Some(&device_key().await)).await.unwrap();
    assert!(phone.begun(&code(9)).await.unwrap() == Some(begun(1)));
    assert!(has_key(&phone, 1).await, "the first link is redeemed with it, once more");
    assert!(phone.begun(&code(7)).await.unwrap().is_none());

    phone.enrol(&enrolment(1), &profile(1), &device_key().await).await.unwrap();
    assert!(phone.begun(&code(9)).await.unwrap().is_none());
    assert!(phone.begun(&code(8)).await.unwrap() == Some(bens(2)));
    let again = Storage::open().await.unwrap();
    let key = again.device_key(Uuid::from_u128(2)).await.unwrap().unwrap();
    again.join(&ben(), &key).await.unwrap();
    assert!(!again.has_begun().await.unwrap());
}

#[wasm_bindgen_test]
async fn what_was_made_for_somebody_who_is_set_up_again_goes_with_their_new_token_alone() {
    let phone = used_phone().await;
    let anew = Begun { vault: None, ..begun(7) };
    phone.begin(&anew, None).await.unwrap();
    phone.begin(&bens(5), Some(&device_key().await)).await.unwrap();
    phone.rename(crate::ANNA, &Profile { token: Some(anew.token), ..profile(1) }).await.unwrap();
    assert!(phone.begun(&code(9)).await.unwrap().is_none());
    assert!(phone.begun(&code(8)).await.unwrap() == Some(bens(5)));
}

#[wasm_bindgen_test]
async fn what_can_t_be_read_of_a_link_keeps_nobody_from_setting_up_and_stays() {
    let phone = empty_phone().await;
    phone.close();
    puts(&odd::BEGUN).await;
    assert!(phone.begun(&code(9)).await.unwrap().is_none() && !phone.has_begun().await.unwrap());
    phone.enrol(&enrolment(1), &profile(1), &device_key().await).await.unwrap();
    phone.begin(&bens(2), Some(&device_key().await)).await.unwrap();
    phone.join(&ben(), &device_key().await).await.unwrap();
    let token = Some(Token { device: Uuid::from_u128(7), secret: Bytes(vec![8; 32]) });
    phone.rename(crate::ANNA, &Profile { token, ..profile(1) }).await.unwrap();
    phone.close();
    assert_eq!(lies_there(odd::BEGUN.store, odd::BEGUN.key).await, odd::BEGUN.row);

    phone.begin(&begun(3), Some(&device_key().await)).await.unwrap();
    assert!(phone.begun(&code(9)).await.unwrap() == Some(begun(3)), "the same link is used now");
}

#[wasm_bindgen_test]
async fn a_device_key_that_a_profile_of_a_newer_build_may_lie_under_is_not_given_up() {
    let phone = used_phone().await;
    phone.begin(&bens(5), Some(&device_key().await)).await.unwrap();
    phone.close();
    let vault = Uuid::from_u128(5).to_string();
    let row = format!(r#"{{"v":2,"vault_id":"{vault}"}}"#);
    put_row("profiles", &Uuid::from_u128(0xd).to_string(), &row).await;
    phone.begin(&bens(6), Some(&device_key().await)).await.unwrap();
    assert!(has_key(&phone, 5).await && has_key(&phone, 6).await);
}
