//! What lies on a phone, and what a thief, a bad chip or a newer build could have left there.

use bolero::check;
use companion_model::concern::{Concern, Draft, Kind};
use companion_model::{DeviceTime, Route, wire::Bytes, wire::read, wire::v1::KdfParams};
use companion_seal::{
    SealError, Secret,
    author::AuthorKey,
    vault::{DraftKey, HandOver, LockedDraftKey, LockedVault, Plain, Sealed, Vault},
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::change::{Change, changed};
use super::json::Damage;
use super::patience::patience;
use super::school::{ID, SCHOOL, author_name, dsl, entry};

const AUTHOR: Uuid = Uuid::from_u128(9);

fn vault() -> Vault {
    Vault::generate(AUTHOR).unwrap()
}

fn draft() -> Draft {
    let at = DeviceTime { utc_ms: 0, offset_min: 0, zone: String::new() };
    let mut draft = Draft::new(ID, Kind::Concern, author_name(), at);
    draft.content.verbatim = "what she said".into();
    draft
}

#[test]
fn a_locked_vault_that_was_tampered_with_stays_closed() {
    let (vault, derived) = (vault(), Secret::new([1; 32]));
    let stretch = KdfParams { salt: Bytes(vec![1; 16]), memory_kib: 64, passes: 1 };
    let locked = vault.lock(&derived, stretch).unwrap();
    let author_key = vault.seal_author_key(&AuthorKey::generate().unwrap()).unwrap();
    let json = serde_json::to_vec(&locked).unwrap();
    check!().with_test_time(patience()).with_type::<(Damage, Vec<Change>)>().for_each(|(damage, changes)| {
        let tampered = LockedVault { locked: Bytes(changed(&locked.locked.0, changes)), ..locked.clone() };
        for other in read::<LockedVault>(&damage.to(&json)).into_iter().chain([tampered]) {
            let opened = Vault::unlock(AUTHOR, &derived, &other);
            assert_eq!(opened.is_ok(), other.locked == locked.locked);
            assert!(
                opened.is_ok_and(|opened| opened.open_author_key(&author_key).is_ok())
                    == (other.locked == locked.locked)
            );
        }
    });
}

#[test]
fn a_vault_under_a_passkey_that_was_tampered_with_stays_closed() {
    let (vault, secret) = (vault(), Secret::new([1; 32]));
    let locked = vault.lock_for_passkey(&secret).unwrap();
    check!().with_test_time(patience()).with_type::<Vec<Change>>().for_each(|changes| {
        let tampered = Bytes(changed(&locked.0, changes));
        assert_eq!(Vault::unlock_with_passkey(AUTHOR, &secret, &tampered).is_ok(), tampered == locked);
    });
}

#[test]
fn an_author_s_key_that_was_tampered_with_stays_closed() {
    let (vault, key) = (vault(), AuthorKey::generate().unwrap());
    let sealed = vault.seal_author_key(&key).unwrap();
    check!().with_test_time(patience()).with_type::<Vec<Change>>().for_each(|changes| {
        let damaged = Bytes(changed(&sealed.0, changes));
        let opened = vault.open_author_key(&damaged);
        assert_eq!(opened.is_ok_and(|opened| opened.public() == key.public()), damaged == sealed);
    });
}

#[test]
fn a_draft_s_key_and_its_hand_over_open_as_they_were_made_or_not_at_all() {
    let (vault, dsl) = (vault(), dsl());
    let key = vault.new_draft_key(ID).unwrap();
    let sealed = key.seal(&draft()).unwrap();
    let locked = vault.lock_draft_key(SCHOOL, &key, Some(&entry(&dsl))).unwrap();
    let json = serde_json::to_vec(&locked).unwrap();
    let handed = locked.hand_over.clone().unwrap();
    check!().with_test_time(patience()).with_type::<Damage>().for_each(|damage| {
        let Ok(other) = read::<LockedDraftKey>(&damage.to(&json)) else { return };
        let opened = vault.open_draft_key(ID, &other);
        assert_eq!(opened.is_ok_and(|key| key.open(&sealed).is_ok()), other.locked == locked.locked);
        let under_another_name = Route::ALL.map(|route| HandOver { route, ..handed.clone() });
        for other in other.hand_over.into_iter().chain(under_another_name) {
            let received = DraftKey::from_hand_over(SCHOOL, ID, &dsl, &other);
            let same = (other.route, &other.sealed) == (handed.route, &handed.sealed);
            assert_eq!(received.is_ok_and(|key| key.open(&sealed).is_ok()), same);
        }
    });
}

#[test]
fn a_sealed_draft_that_was_tampered_with_stays_closed() {
    let key = vault().new_draft_key(ID).unwrap();
    let sealed = key.seal(&draft()).unwrap();
    check!().with_test_time(patience()).with_type::<Vec<Change>>().for_each(|changes| {
        let damaged = Sealed::<Draft>::from_bytes(changed(sealed.as_bytes(), changes));
        assert_eq!(key.open(&damaged) == Ok(draft()), damaged == sealed);
        let as_concern = Sealed::<Concern>::from_bytes(damaged.as_bytes().to_vec());
        assert!(key.open(&as_concern).is_err(), "one kind of thing was opened as another");
    });
}

/// Any bytes, sealed as if they were a draft.
struct Forged(Vec<u8>);

impl Plain for Forged {
    const DOMAIN: &'static str = Draft::DOMAIN;

    fn to_plain(&self) -> Result<Zeroizing<Vec<u8>>, SealError> {
        Ok(Zeroizing::new(self.0.clone()))
    }

    fn from_plain(bytes: &[u8]) -> Result<Self, SealError> {
        Ok(Self(bytes.to_vec()))
    }
}

#[test]
fn what_was_sealed_as_a_draft_is_read_as_one_or_refused() {
    let key = vault().new_draft_key(ID).unwrap();
    let json = draft().to_json_bytes().unwrap();
    check!().with_test_time(patience()).with_type::<(Vec<u8>, Damage)>().for_each(|(bytes, damage)| {
        for bytes in [bytes.clone(), damage.to(&json)] {
            let sealed = key.seal(&Forged(bytes)).unwrap();
            let Ok(draft) = key.open(&Sealed::<Draft>::from_bytes(sealed.as_bytes().to_vec())) else {
                continue;
            };
            assert!(key.open(&key.seal(&draft).unwrap()) == Ok(draft), "it is not kept as it was read");
        }
    });
}
