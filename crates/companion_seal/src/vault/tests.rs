use companion_model::{
    DeviceTime,
    concern::{Concern, Draft, Kind, unsigned},
    wire::v1::AuthorName,
};

use super::*;
use crate::{directory, root::RootKey};

const SCHOOL: Uuid = Uuid::from_u128(1);
const AUTHOR: Uuid = Uuid::from_u128(2);

#[derive(Debug, PartialEq, Eq)]
struct Words(String);

impl Plain for Words {
    const DOMAIN: &'static str = "words";

    fn to_plain(&self) -> Result<Zeroizing<Vec<u8>>, SealError> {
        Ok(Zeroizing::new(self.0.clone().into_bytes()))
    }

    fn from_plain(bytes: &[u8]) -> Result<Self, SealError> {
        String::from_utf8(bytes.to_vec()).map(Self).map_err(|_| SealError::Malformed("words"))
    }
}

/// The same bytes, as another kind of thing.
#[derive(Debug, PartialEq, Eq)]
struct OtherWords(Words);

impl Plain for OtherWords {
    const DOMAIN: &'static str = "other words";

    fn to_plain(&self) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.0.to_plain()
    }

    fn from_plain(bytes: &[u8]) -> Result<Self, SealError> {
        Words::from_plain(bytes).map(Self)
    }
}

fn kdf_params() -> KdfParams {
    KdfParams { salt: Bytes(vec![0; 16]), memory_kib: 64, passes: 1 }
}

#[test]
fn a_vault_opens_with_its_own_pin_alone() {
    let vault = Vault::generate(AUTHOR).unwrap();
    let author = AuthorKey::generate().unwrap();
    let sealed = vault.seal_author_key(&author).unwrap();
    let locked = vault.lock(&Secret::new([1; 32]), kdf_params()).unwrap();

    let open = Vault::unlock(AUTHOR, &Secret::new([1; 32]), &locked).unwrap();
    assert_eq!(open.open_author_key(&sealed).unwrap().public(), author.public());
    assert!(matches!(Vault::unlock(AUTHOR, &Secret::new([2; 32]), &locked), Err(SealError::Closed)));
    assert!(matches!(Vault::unlock(Uuid::nil(), &Secret::new([1; 32]), &locked), Err(SealError::Closed)));
}

#[test]
fn a_vault_opens_with_its_own_passkey_beside_the_pin() {
    let vault = Vault::generate(AUTHOR).unwrap();
    let author = AuthorKey::generate().unwrap();
    let sealed = vault.seal_author_key(&author).unwrap();
    let (secret, other) = (Secret::new([1; 32]), Secret::new([2; 32]));
    let locked = vault.lock_for_passkey(&secret).unwrap();

    let open = Vault::unlock_with_passkey(AUTHOR, &secret, &locked).unwrap();
    assert_eq!(open.open_author_key(&sealed).unwrap().public(), author.public());
    assert!(matches!(Vault::unlock_with_passkey(AUTHOR, &other, &locked), Err(SealError::Closed)));
    assert!(matches!(Vault::unlock_with_passkey(Uuid::nil(), &secret, &locked), Err(SealError::Closed)));
    // What the PIN opens a passkey does not, although both were the same bytes.
    let by_pin = vault.lock(&secret, kdf_params()).unwrap();
    assert!(matches!(Vault::unlock_with_passkey(AUTHOR, &secret, &by_pin.locked), Err(SealError::Closed)));
}

#[test]
fn a_sealed_draft_opens_with_its_own_key_alone() {
    let vault = Vault::generate(AUTHOR).unwrap();
    let key = vault.new_draft_key(Uuid::from_u128(3)).unwrap();
    let sealed = key.seal(&Words("what she said".into())).unwrap();
    let locked = vault.lock_draft_key(SCHOOL, &key, None).unwrap();

    let again = vault.open_draft_key(Uuid::from_u128(3), &locked).unwrap();
    assert_eq!(again.open(&sealed), Ok(Words("what she said".into())));
    assert!(vault.open_draft_key(Uuid::from_u128(4), &locked).is_err());
    let other = vault.new_draft_key(Uuid::from_u128(3)).unwrap();
    assert_eq!(other.open(&sealed), Err(SealError::Closed));
}

/// Whoever can write into the phone's database can move sealed bytes from one row into another.
#[test]
fn what_is_sealed_is_one_draft_s_and_one_kind_of_thing() {
    let vault = Vault::generate(AUTHOR).unwrap();
    let key = vault.new_draft_key(Uuid::from_u128(3)).unwrap();
    assert_eq!(key.id(), Uuid::from_u128(3));
    let sealed = key.seal(&Words("what she said".into())).unwrap();
    let renamed = Sealed::<OtherWords>::from_bytes(sealed.as_bytes().to_vec());
    assert_eq!(key.open(&renamed), Err(SealError::Closed));
    let moved = DraftKey { id: Uuid::from_u128(4), ..key };
    assert_eq!(moved.open(&sealed), Err(SealError::Closed));
}

#[test]
fn an_author_s_key_opens_in_their_own_vault_alone() {
    let vault = Vault::generate(AUTHOR).unwrap();
    let sealed = vault.seal_author_key(&AuthorKey::generate().unwrap()).unwrap();
    let other = Vault::generate(AUTHOR).unwrap();
    assert_eq!(other.open_author_key(&sealed).err(), Some(SealError::Closed));
    let renamed = Vault { author: Uuid::nil(), ..vault };
    assert_eq!(renamed.open_author_key(&sealed).err(), Some(SealError::Closed));
}

#[test]
fn a_draft_and_the_copy_of_a_signed_record_come_back_to_the_letter() {
    let author = AuthorName { id: AUTHOR, name: "Demonstration teacher".into(), role: "Teacher".into() };
    let at = DeviceTime { utc_ms: 1_793_716_320_000, offset_min: 0, zone: "Europe/London".into() };
    let mut draft = Draft::new(Uuid::from_u128(3), Kind::Concern, author, at);
    draft.content.verbatim = "she said “no” 🙁".into();
    let copy = unsigned(&draft, Route::Dsl);

    let key = Vault::generate(AUTHOR).unwrap().new_draft_key(draft.id).unwrap();
    let sealed = key.seal(&draft).unwrap();
    assert!(key.open(&sealed).unwrap() == draft);
    assert!(key.open(&key.seal(&copy).unwrap()).unwrap() == copy);
    let mistaken = Sealed::<Concern>::from_bytes(sealed.as_bytes().to_vec());
    assert_eq!(key.open(&mistaken).err(), Some(SealError::Closed));
    assert_eq!(Draft::from_plain(b"{}").err(), Some(SealError::Malformed("the record")));
    assert_eq!(Concern::from_plain(b"{}").err(), Some(SealError::Malformed("the record")));
}

#[test]
fn a_draft_is_handed_over_to_one_route_and_no_other() {
    let vault = Vault::generate(AUTHOR).unwrap();
    let key = vault.new_draft_key(Uuid::from_u128(3)).unwrap();
    let chair = RouteKeys::generate(Route::Chair).unwrap();
    let dsl = RouteKeys::generate(Route::Dsl).unwrap();
    let entry = directory::entry(&RootKey::generate().unwrap(), SCHOOL, &chair, vec![]);
    let hand_over = vault.lock_draft_key(SCHOOL, &key, Some(&entry)).unwrap().hand_over.unwrap();

    let sealed = key.seal(&Words("unfinished".into())).unwrap();
    let received = DraftKey::from_hand_over(SCHOOL, key.id(), &chair, &hand_over).unwrap();
    assert_eq!(received.open(&sealed), Ok(Words("unfinished".into())));
    assert!(DraftKey::from_hand_over(SCHOOL, key.id(), &dsl, &hand_over).is_err());

    // Nor under another name: of a school, of a draft, of a route.
    assert_eq!((hand_over.route, hand_over.kid), (Route::Chair, chair.kid()));
    let closed = |school, id, hand_over: &HandOver| {
        DraftKey::from_hand_over(school, id, &chair, hand_over).err() == Some(SealError::Closed)
    };
    assert!(closed(Uuid::from_u128(9), key.id(), &hand_over));
    assert!(closed(SCHOOL, Uuid::from_u128(9), &hand_over));
    assert!(closed(SCHOOL, key.id(), &HandOver { route: Route::Head, ..hand_over.clone() }));
}

#[test]
fn what_is_sealed_says_only_its_length_when_printed() {
    let key = Vault::generate(AUTHOR).unwrap().new_draft_key(Uuid::nil()).unwrap();
    let printed = format!("{:?}", key.seal(&Words("secret".into())).unwrap());
    assert_eq!(printed, "Sealed(46 bytes)");
}
