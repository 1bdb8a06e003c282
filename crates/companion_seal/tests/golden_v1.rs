//! What release 0.1.0 sealed, signed and printed must open, hold and read for ever. `golden/v1.json` is frozen: a
//! test that fails here means that a phone or a safe somewhere can't be opened any more.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on must fail")]
use companion_model::{
    Route,
    concern::Draft,
    wire::{
        Bytes,
        v1::{Receipt, SignedDirectory},
    },
};
use companion_seal::{
    Secret,
    author::AuthorKey,
    directory::{self, Trust},
    envelope,
    invitation::Invitation,
    kdf, kit,
    member::MemberKeys,
    passphrase, receipt, root,
    root::RootKey,
    route_keys::RouteKeys,
    vault::{DraftKey, LockedDraftKey, LockedVault, Sealed, Vault},
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

const SCHOOL: Uuid = Uuid::from_u128(1);

fn golden<T: DeserializeOwned>(name: &str) -> T {
    let all: serde_json::Value = serde_json::from_str(include_str!("golden/v1.json")).unwrap();
    serde_json::from_value(all[name].clone()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn dsl() -> RouteKeys {
    RouteKeys::from_seed(Route::Dsl, Secret::new([2; 32]))
}

fn author() -> AuthorKey {
    AuthorKey::from_seed(Secret::new([3; 32]))
}

fn vault() -> Vault {
    let locked: LockedVault = golden("vault");
    let derived = kdf::derive_key(b"246813", &locked.stretch).unwrap();
    Vault::unlock(Uuid::from_u128(9), &derived, &locked).unwrap()
}

#[test]
fn an_envelope_of_release_0_1_0_opens_and_its_author_is_proved() {
    let opened = envelope::open(&dsl(), SCHOOL, &golden::<Bytes>("envelope").0).unwrap();
    assert_eq!(opened.content.as_slice(), golden::<String>("content").as_bytes());
    assert!(opened.signed_by(&author().public()));
    assert_eq!((opened.header.id, opened.header.device), (Uuid::from_u128(6), Uuid::from_u128(7)));
}

#[test]
fn a_directory_and_a_receipt_of_release_0_1_0_hold() {
    let root_fingerprint = root::fingerprint(&RootKey::from_seed(Secret::new([1; 32])).public());
    let trust = Trust::Pinned { school: SCHOOL, root_fingerprint: &root_fingerprint, known: None };
    let directory = directory::verify(&golden::<SignedDirectory>("directory"), trust).unwrap();
    let (given, envelope): (Receipt, Bytes) = (golden("receipt"), golden("envelope"));
    let sha256 = companion_seal::digest(&envelope.0);
    let checked = receipt::check(&given, &directory.receipt_keys, SCHOOL, Uuid::from_u128(6), &sha256);
    assert_eq!(checked, Ok(()));
}

#[test]
fn a_phone_of_release_0_1_0_opens_with_its_pin() {
    let vault = vault();
    assert_eq!(vault.open_author_key(&golden("author_key")).unwrap().public(), author().public());
    let key = vault.open_draft_key(Uuid::from_u128(10), &golden("draft_key")).unwrap();
    let draft = key.open(&golden::<Sealed<Draft>>("draft")).unwrap();
    assert_eq!(draft.author.name, "Demonstration teacher");
}

#[test]
fn a_draft_handed_over_by_release_0_1_0_opens_for_its_route() {
    let hand_over = golden::<LockedDraftKey>("draft_key").hand_over.unwrap();
    let key = DraftKey::from_hand_over(SCHOOL, Uuid::from_u128(10), &dsl(), &hand_over).unwrap();
    assert!(key.open(&golden::<Sealed<Draft>>("draft")).is_ok());
}

#[test]
fn a_member_and_a_kit_of_release_0_1_0_open_their_route() {
    let id = Uuid::from_u128(2);
    let (member, root) = MemberKeys::unwrap_with(id, &Secret::new([8; 32]), &golden("member_keys")).unwrap();
    let trust = Trust::Pinned { school: SCHOOL, root_fingerprint: &root, known: None };
    assert!(directory::verify(&golden::<SignedDirectory>("directory"), trust).is_ok());
    assert_eq!(member.signing_key(), golden("member_signing_key"));
    let sealed = golden("route_key_box");
    let opened = RouteKeys::open(SCHOOL, Route::Dsl, dsl().kid(), id, member.box_key(), &sealed).unwrap();
    let from_kit = RouteKeys::from_seed(Route::Dsl, kit::from_text(&golden::<String>("kit")).unwrap());
    assert_eq!(opened.encryption_key(), from_kit.encryption_key());
}

#[test]
fn a_link_of_release_0_1_0_is_read_and_proves_the_same() {
    let invitation = Invitation::from_fragment(&golden::<String>("invitation")).unwrap();
    assert_eq!(invitation.code(), golden::<String>("code"));
    let proof = golden("proof");
    assert_eq!(invitation.check_proof(&author().public(), Uuid::from_u128(7), &proof), Ok(()));
}

#[test]
fn the_words_two_people_compare_are_those_of_release_0_1_0() {
    let words = passphrase::comparison_words(&dsl().encryption_key().0);
    assert_eq!(words, golden::<String>("comparison_words"));
}
