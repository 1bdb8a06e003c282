//! A member's own keys: an X25519 pair that route keys are sealed to, an Ed25519 pair that signs reads and
//! countersigns authors. Both from one seed, which lies under the member's passphrase.

use companion_model::{
    Millis,
    wire::{
        Bytes,
        v1::{AuthorName, Countersign, MemberEntry, Removal, SealingKey},
    },
};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    SealError, Secret, lock,
    sealed_box::BoxKey,
    secret::wiped_by_its_fields,
    signing::{self, KeyPair},
    transcript::transcript,
};

const COUNTERSIGN: &str = "countersign";
const REMOVAL: &str = "remove device";
const SEALING: &str = "member sealing key";

/// A member's keys, open.
pub struct MemberKeys {
    id: Uuid,
    seed: Secret<32>,
    encryption: BoxKey,
    signing: KeyPair,
}

wiped_by_its_fields!(MemberKeys { seed, encryption, signing } open: id);

impl MemberKeys {
    /// New keys for a member.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn generate(id: Uuid) -> Result<Self, SealError> {
        Ok(Self::from_seed(id, Secret::random()?))
    }

    fn from_seed(id: Uuid, seed: Secret<32>) -> Self {
        let encryption = BoxKey::from_seed(&seed.derive("member encryption"));
        let signing = KeyPair::from_seed(&seed.derive("member signing"));
        Self { id, seed, encryption, signing }
    }

    /// Whose keys these are.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// What route keys are sealed to.
    pub fn encryption_key(&self) -> Bytes {
        self.encryption.public()
    }

    /// What checks this member's signatures.
    pub fn signing_key(&self) -> Bytes {
        self.signing.public()
    }

    /// Opens what was sealed to this member.
    pub fn box_key(&self) -> &BoxKey {
        &self.encryption
    }

    pub(crate) fn signing(&self) -> &KeyPair {
        &self.signing
    }

    /// Locks the keys under the wrap key of a passphrase, together with the fingerprint of the school's root key: a
    /// directory of another root is refused, whoever serves it.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn wrap(&self, wrap_key: &Secret<32>, root_fingerprint: &[u8; 32]) -> Result<Bytes, SealError> {
        let both = Zeroizing::new([self.seed.expose().as_slice(), root_fingerprint].concat());
        lock::lock(wrap_key, &wrap_context(self.id), &both).map(Bytes)
    }

    /// Opens what [`MemberKeys::wrap`] locked: the keys, and the root key's fingerprint.
    ///
    /// # Errors
    /// [`SealError::Closed`] for another passphrase or another member.
    pub fn unwrap_with(
        id: Uuid,
        wrap_key: &Secret<32>,
        wrapped: &Bytes,
    ) -> Result<(Self, [u8; 32]), SealError> {
        let both = lock::open(wrap_key, &wrap_context(id), &wrapped.0)?;
        let (seed, fingerprint) = both.split_at_checked(32).ok_or(SealError::Malformed("a member's keys"))?;
        let fingerprint = fingerprint.try_into().map_err(|_| SealError::Malformed("a member's keys"))?;
        Ok((Self::from_seed(id, Secret::from_slice(seed)?), fingerprint))
    }

    /// Says that a signing key is the invited author's.
    pub fn countersign(&self, school: Uuid, author: &AuthorName, author_key: &Bytes) -> Countersign {
        let signature = self.signing.sign(COUNTERSIGN, &countersign_parts(&school, author, author_key));
        Countersign { member: self.id, signature }
    }

    /// Says by which key others may seal to this member.
    pub fn sealing_key(&self, school: Uuid) -> SealingKey {
        let key = self.encryption_key();
        let signature = self.signing.sign(SEALING, &[school.as_bytes(), self.id.as_bytes(), &key.0]);
        SealingKey { key, signature }
    }

    /// Orders that a device gives up what it keeps.
    pub fn order_removal(&self, school: Uuid, device: Uuid, ordered_at: Millis) -> Removal {
        let at = ordered_at.to_be_bytes();
        let signature = self.signing.sign(REMOVAL, &[school.as_bytes(), device.as_bytes(), &at]);
        Removal { member: self.id, ordered_at, signature }
    }
}

/// Checks a countersignature with the countersigning member's public key.
///
/// # Errors
/// [`SealError::BadSignature`].
pub fn check_countersign(
    member_key: &Bytes,
    school: Uuid,
    author: &AuthorName,
    author_key: &Bytes,
    countersign: &Countersign,
) -> Result<(), SealError> {
    let parts = countersign_parts(&school, author, author_key);
    signing::verify(member_key, COUNTERSIGN, &parts, &countersign.signature)
}

/// What can be sealed to for this member: by their own word, checked with the signing key that their route vouches for.
///
/// # Errors
/// [`SealError::Malformed`] if the directory has no such key, [`SealError::BadSignature`] if it is not the member's.
pub fn check_sealing_key(school: Uuid, member: &MemberEntry) -> Result<&Bytes, SealError> {
    let SealingKey { key, signature } =
        member.sealing.as_ref().ok_or(SealError::Malformed("a member's sealing key"))?;
    let parts = [school.as_bytes().as_slice(), member.id.as_bytes(), &key.0];
    signing::verify(&member.signing_key, SEALING, &parts, signature)?;
    Ok(key)
}

/// Checks an order with the public key of the member it names.
///
/// # Errors
/// [`SealError::BadSignature`].
pub fn check_removal(
    member_key: &Bytes,
    school: Uuid,
    device: Uuid,
    removal: &Removal,
) -> Result<(), SealError> {
    let at = removal.ordered_at.to_be_bytes();
    let parts = [school.as_bytes().as_slice(), device.as_bytes(), &at];
    signing::verify(member_key, REMOVAL, &parts, &removal.signature)
}

fn countersign_parts<'a>(school: &'a Uuid, author: &'a AuthorName, key: &'a Bytes) -> [&'a [u8]; 5] {
    [school.as_bytes(), author.id.as_bytes(), author.name.as_bytes(), author.role.as_bytes(), &key.0]
}

fn wrap_context(id: Uuid) -> Vec<u8> {
    transcript("member keys", &[id.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sealed_box;

    #[test]
    fn what_is_sealed_to_a_member_opens_with_their_own_keys_alone() {
        let id = Uuid::from_u128(1);
        let (keys, other) = (MemberKeys::generate(id).unwrap(), MemberKeys::generate(id).unwrap());
        assert_eq!(keys.id(), id);
        assert_ne!(keys.signing_key(), other.signing_key());
        let sealed = sealed_box::seal(&keys.encryption_key(), b"", b"", b"words").unwrap();
        assert_eq!(keys.box_key().open(b"", b"", &sealed).unwrap().as_slice(), b"words");
        assert_eq!(other.box_key().open(b"", b"", &sealed), Err(SealError::Closed));
    }

    #[test]
    fn member_keys_open_with_their_own_passphrase_alone() {
        let keys = MemberKeys::generate(Uuid::from_u128(1)).unwrap();
        let wrapped = keys.wrap(&Secret::new([1; 32]), &[3; 32]).unwrap();
        let (opened, root) = MemberKeys::unwrap_with(keys.id(), &Secret::new([1; 32]), &wrapped).unwrap();
        assert_eq!((opened.signing_key(), root), (keys.signing_key(), [3; 32]));
        assert!(MemberKeys::unwrap_with(keys.id(), &Secret::new([2; 32]), &wrapped).is_err());
        assert!(MemberKeys::unwrap_with(Uuid::from_u128(2), &Secret::new([1; 32]), &wrapped).is_err());
    }

    #[test]
    fn an_order_to_remove_is_for_one_device_of_one_school() {
        let keys = MemberKeys::generate(Uuid::from_u128(1)).unwrap();
        let (school, device) = (Uuid::from_u128(2), Uuid::from_u128(3));
        let order = keys.order_removal(school, device, 7);
        let check = |school, device, order| check_removal(&keys.signing_key(), school, device, order);
        assert_eq!((order.member, order.ordered_at), (keys.id(), 7));
        assert_eq!(check(school, device, &order), Ok(()));
        let other = MemberKeys::generate(keys.id()).unwrap().signing_key();
        assert_eq!(check_removal(&other, school, device, &order), Err(SealError::BadSignature));
        assert!(check(device, device, &order).is_err());
        assert!(check(school, school, &order).is_err());
        assert!(check(school, device, &Removal { ordered_at: 8, ..order.clone() }).is_err());
    }

    #[test]
    fn a_sealing_key_is_believed_by_its_own_member_s_word_alone() {
        let (keys, school) = (MemberKeys::generate(Uuid::from_u128(1)).unwrap(), Uuid::from_u128(2));
        let other = MemberKeys::generate(keys.id()).unwrap();
        let entry = |sealing| MemberEntry {
            id: keys.id(),
            name: "Demonstration DSL".into(),
            role: "Lead".into(),
            phone: String::new(),
            signing_key: keys.signing_key(),
            sealing,
        };
        let good = entry(Some(keys.sealing_key(school)));
        assert_eq!(check_sealing_key(school, &good), Ok(&keys.encryption_key()));

        let swapped = SealingKey { key: other.encryption_key(), ..keys.sealing_key(school) };
        for wrong in [Some(other.sealing_key(school)), Some(swapped)] {
            assert_eq!(check_sealing_key(school, &entry(wrong)), Err(SealError::BadSignature));
        }
        assert!(check_sealing_key(keys.id(), &good).is_err(), "of another school");
        let of_somebody = MemberEntry { id: school, ..good.clone() };
        assert!(check_sealing_key(school, &of_somebody).is_err(), "under another member's id");
        assert!(check_sealing_key(school, &entry(None)).is_err(), "stripped");
    }

    #[test]
    fn a_countersignature_names_one_person_and_one_key() {
        let keys = MemberKeys::generate(Uuid::from_u128(1)).unwrap();
        let (school, key) = (Uuid::from_u128(2), Bytes(vec![3; 32]));
        let author = AuthorName {
            id: Uuid::from_u128(4),
            name: "Demonstration teacher".into(),
            role: "Teacher".into(),
        };
        let signed = keys.countersign(school, &author, &key);
        assert_eq!(signed.member, keys.id());
        let check = |school, author: &AuthorName, key: &Bytes| {
            check_countersign(&keys.signing_key(), school, author, key, &signed)
        };
        assert_eq!(check(school, &author, &key), Ok(()));
        assert!(check(school, &author, &Bytes(vec![9; 32])).is_err());
        assert!(check(keys.id(), &author, &key).is_err(), "at another school");
        for other in [
            AuthorName { id: school, ..author.clone() },
            AuthorName { name: "Somebody else".into(), ..author.clone() },
            AuthorName { role: "Head".into(), ..author.clone() },
        ] {
            assert!(check(school, &other, &key).is_err(), "{other:?} was taken for whom it names");
        }
        let colleague = MemberKeys::generate(keys.id()).unwrap().signing_key();
        assert!(check_countersign(&colleague, school, &author, &key, &signed).is_err());
    }
}
