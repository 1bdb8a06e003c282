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

fn stretch() -> Stretch {
    Stretch { salt: Bytes(vec![0; 16]), memory_kib: 64, passes: 1 }
}

#[test]
fn a_vault_opens_with_its_own_pin_alone() {
    let vault = Vault::generate(AUTHOR).unwrap();
    let author = AuthorKey::generate().unwrap();
    let sealed = vault.seal_author_key(&author).unwrap();
    let locked = vault.lock(&Secret::new([1; 32]), stretch()).unwrap();

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
    let by_pin = vault.lock(&secret, stretch()).unwrap();
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
}

#[test]
fn what_is_sealed_says_only_its_length_when_printed() {
    let key = Vault::generate(AUTHOR).unwrap().new_draft_key(Uuid::nil()).unwrap();
    let printed = format!("{:?}", key.seal(&Words("secret".into())).unwrap());
    assert!(printed.starts_with("Sealed(") && !printed.contains("secret"));
}
