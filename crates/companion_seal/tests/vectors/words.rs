//! What people carry, read out and compare: links, kits, references, words.

use companion_model::{
    KeyId, Route,
    wire::{Bytes, v1::RouteEntry},
};
use companion_seal::{
    Secret, comparison, invitation::Invitation, joining::RouteInvitation, kit, passphrase, receipt,
};
use uuid::Uuid;

use super::{SCHOOL, author, hex};

#[test]
fn a_link_its_code_and_its_proof() {
    let invitation = Invitation { school: SCHOOL, secret: Secret::new([7; 16]), root_fingerprint: [8; 32] };
    assert_eq!(
        *invitation.to_fragment(),
        "AQAAAAAAAAAAAAAAAAAAAAEHBwcHBwcHBwcHBwcHBwcHCAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
    );
    assert_eq!(invitation.code(), "UEN8fTCR-qQWt5xLMMKcvA");
    assert_eq!(
        invitation.proof(&author().public(), Uuid::from_u128(3)).0,
        hex("78493d608b4f742bd2647427624442547ac2b79f17ab7521458ae924c2b3ee1b")
    );
}

fn a_new_route() -> RouteEntry {
    RouteEntry {
        route: Route::Head,
        kid: KeyId([0; 8]),
        encryption_key: Bytes(vec![6; 32]),
        signing_key: Bytes(vec![5; 32]),
        introduction: Bytes::default(),
        succession: vec![],
        members: vec![],
        signature: Bytes(vec![9; 64]),
        former: None,
    }
}

#[test]
fn a_link_to_join_its_code_and_its_proof() {
    let invitation = Invitation { school: SCHOOL, secret: Secret::new([7; 16]), root_fingerprint: [8; 32] };
    let link = RouteInvitation { route: Route::Head, invitation };
    assert_eq!(
        *link.to_fragment(),
        "head.AQAAAAAAAAAAAAAAAAAAAAEHBwcHBwcHBwcHBwcHBwcHCAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
    );
    assert_eq!(link.code(), "IWOf7ahERiCCKA1oZuR6nw");
    assert_eq!(
        link.proof(&a_new_route()).0,
        hex("84e3e50411ca8c6c0783e2eac5a36995a037bc70263f57bac72c1aa296e6e2e6")
    );
}

#[test]
fn a_kit_is_printed_in_fourteen_groups() {
    let seed: [u8; 32] = std::array::from_fn(|n| n.to_le_bytes()[0]);
    let printed = "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFN-C9JX";
    assert_eq!(*kit::to_text(&Secret::new(seed)), printed);
    assert!(kit::from_text(printed).is_ok_and(|read| *read.expose() == seed));
}

#[test]
fn a_reference_and_the_words_that_are_compared() {
    assert_eq!(receipt::reference(&companion_seal::digest(b"words")), "VEH-PQZ");
    let list = bip39::Language::English.word_list();
    let words = [1677, 833, 918, 300, 1760, 1146].map(|n: usize| list[n]);
    assert_eq!(passphrase::comparison_words(&[1; 32]), words.join(" "));
}

#[test]
fn the_words_of_a_route_s_keys() {
    let numbers = [427, 769, 1281, 511, 138, 905];
    assert_eq!(comparison::route_numbers(SCHOOL, &a_new_route()), numbers);
    let list = bip39::Language::English.word_list();
    assert_eq!(comparison::route_words(SCHOOL, &a_new_route()), numbers.map(|n: usize| list[n]).join(" "));
}
