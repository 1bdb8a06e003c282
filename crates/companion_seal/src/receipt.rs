//! Receipts: the endpoint's signed word that it holds exactly these bytes.

use companion_model::{
    Millis, Route,
    wire::{
        Bytes,
        v1::{Flag, Receipt},
    },
};
use uuid::Uuid;

use crate::{SealError, Secret, secret::wiped_by_its_fields, signing, signing::KeyPair};

const RECEIPT: &str = "receipt";

/// The endpoint's receipt key: a file or secret outside the database.
pub struct ReceiptKey {
    seed: Secret<32>,
    signing: KeyPair,
}

wiped_by_its_fields!(ReceiptKey { seed, signing });

/// What a receipt says, before it is signed.
pub struct UnsignedReceipt {
    /// The school.
    pub school: Uuid,
    /// The route.
    pub route: Route,
    /// The envelope.
    pub id: Uuid,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// The endpoint's clock at the commit.
    pub received_at: Millis,
    /// The epoch of the database.
    pub epoch: Uuid,
    /// The number within the route.
    pub seq: u64,
    /// What is unusual.
    pub flags: Vec<Flag>,
}

impl ReceiptKey {
    /// A new key.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn generate() -> Result<Self, SealError> {
        Secret::random().map(Self::from_seed)
    }

    /// The key of a seed out of its file.
    pub fn from_seed(seed: Secret<32>) -> Self {
        let signing = KeyPair::from_seed(&seed.derive("receipt signing"));
        Self { seed, signing }
    }

    /// What the file keeps.
    pub fn seed(&self) -> &Secret<32> {
        &self.seed
    }

    /// The public half, as the directory names it.
    pub fn public(&self) -> Bytes {
        self.signing.public()
    }

    /// The pair itself, for the endpoint's other word ([`crate::timestamp`]).
    pub(crate) fn signing(&self) -> &KeyPair {
        &self.signing
    }

    /// Signs a receipt.
    pub fn sign(&self, unsigned: UnsignedReceipt) -> Receipt {
        let UnsignedReceipt { school, route, id, sha256, received_at, epoch, seq, mut flags } = unsigned;
        flags.sort_unstable();
        let kid = crate::kid(&self.public().0);
        let signature = Bytes::default();
        let (v, sha256) = (1, sha256.into());
        let mut receipt =
            Receipt { v, school, route, id, sha256, received_at, epoch, seq, flags, kid, signature };
        receipt.signature = with_parts(&receipt, |parts| self.signing.sign(RECEIPT, parts));
        receipt
    }
}

/// Checks that one of the directory's receipt keys signed this, for exactly this envelope.
///
/// # Errors
/// [`SealError::BadSignature`] for anything less.
pub fn check(
    receipt: &Receipt,
    keys: &[Bytes],
    school: Uuid,
    id: Uuid,
    sha256: &[u8; 32],
) -> Result<(), SealError> {
    let fits = receipt.v == 1 && receipt.school == school && receipt.id == id && receipt.sha256.0 == sha256;
    if !fits {
        return Err(SealError::BadSignature);
    }
    keys.iter()
        .filter(|key| crate::kid(&key.0) == receipt.kid)
        .any(|key| {
            with_parts(receipt, |parts| signing::verify(key, RECEIPT, parts, &receipt.signature)).is_ok()
        })
        .then_some(())
        .ok_or(SealError::BadSignature)
}

/// The receipt's reference: short enough to say by phone, computed from the digest: `7KQ-3FD`.
pub fn reference(sha256: &[u8]) -> String {
    const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bits = sha256.iter().take(4).fold(0_u32, |bits, byte| bits * 256 + u32::from(*byte));
    let symbol = |n: u32| char::from(SYMBOLS[(bits >> (27 - 5 * n)) as usize & 31]);
    let (left, right): (String, String) = ((0..3).map(symbol).collect(), (3..6).map(symbol).collect());
    format!("{left}-{right}")
}

fn with_parts<T>(receipt: &Receipt, then: impl FnOnce(&[&[u8]]) -> T) -> T {
    let flags: Vec<u8> = receipt.flags.iter().map(|flag| flag_byte(*flag)).collect();
    then(&[
        &[receipt.v],
        receipt.school.as_bytes(),
        receipt.route.name().as_bytes(),
        receipt.id.as_bytes(),
        &receipt.sha256.0,
        &receipt.received_at.to_be_bytes(),
        receipt.epoch.as_bytes(),
        &receipt.seq.to_be_bytes(),
        &flags,
        &receipt.kid.0,
    ])
}

fn flag_byte(flag: Flag) -> u8 {
    match flag {
        Flag::Conflict => 1,
        Flag::RemovedDevice => 2,
        Flag::OtherDevice => 3,
        Flag::Practice => 4,
        Flag::Unknown => 255,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn receipt_by(key: &ReceiptKey) -> Receipt {
        key.sign(UnsignedReceipt {
            school: Uuid::from_u128(1),
            route: Route::Dsl,
            id: Uuid::from_u128(2),
            sha256: [3; 32],
            received_at: 1_793_716_320_000,
            epoch: Uuid::from_u128(4),
            seq: 5,
            flags: vec![],
        })
    }

    #[test]
    fn a_receipt_holds_for_its_envelope_and_its_key_alone() {
        let key = ReceiptKey::generate().unwrap();
        let good = receipt_by(&key);
        let keys = [key.public()];
        let check =
            |r: &Receipt, sha256: &[u8; 32]| check(r, &keys, Uuid::from_u128(1), Uuid::from_u128(2), sha256);
        assert_eq!(check(&good, &[3; 32]), Ok(()));
        assert!(check(&good, &[4; 32]).is_err());
        assert!(check(&Receipt { received_at: 0, ..good.clone() }, &[3; 32]).is_err());
        assert!(check(&Receipt { epoch: Uuid::nil(), ..good.clone() }, &[3; 32]).is_err());
        assert!(check(&Receipt { route: Route::Head, ..good.clone() }, &[3; 32]).is_err());
        assert!(check(&Receipt { seq: 6, ..good.clone() }, &[3; 32]).is_err());
        assert!(check(&Receipt { flags: vec![Flag::Conflict], ..good.clone() }, &[3; 32]).is_err());
        assert!(check(&Receipt { signature: Bytes(vec![0; 64]), ..good }, &[3; 32]).is_err());
        assert!(check(&receipt_by(&ReceiptKey::generate().unwrap()), &[3; 32]).is_err());
    }

    #[test]
    fn a_receipt_is_none_for_another_school_or_another_envelope() {
        let key = ReceiptKey::generate().unwrap();
        let (good, keys) = (receipt_by(&key), [ReceiptKey::generate().unwrap().public(), key.public()]);
        let check = |school, id| check(&good, &keys, Uuid::from_u128(school), Uuid::from_u128(id), &[3; 32]);
        assert_eq!(check(1, 2), Ok(()), "by the second of the school's keys");
        assert_eq!(check(9, 2), Err(SealError::BadSignature));
        assert_eq!(check(1, 9), Err(SealError::BadSignature));
    }

    /// Signed by the right key, but what it says is not known here.
    #[test]
    fn a_receipt_of_another_version_proves_nothing() {
        let key = ReceiptKey::generate().unwrap();
        let mut later = Receipt { v: 2, ..receipt_by(&key) };
        later.signature = with_parts(&later, |parts| key.signing.sign(RECEIPT, parts));
        let checked = check(&later, &[key.public()], later.school, later.id, &[3; 32]);
        assert_eq!(checked, Err(SealError::BadSignature));
    }

    /// Frozen: the byte that is signed for each.
    const FLAGS: [(Flag, u8); 5] = [
        (Flag::Conflict, 1),
        (Flag::RemovedDevice, 2),
        (Flag::OtherDevice, 3),
        (Flag::Practice, 4),
        (Flag::Unknown, 255),
    ];

    #[test]
    fn no_flag_of_a_receipt_is_taken_for_another() {
        let key = ReceiptKey::generate().unwrap();
        for (flag, byte) in FLAGS {
            assert_eq!(flag_byte(flag), byte);
            let mut flagged = Receipt { flags: vec![flag], ..receipt_by(&key) };
            flagged.signature = with_parts(&flagged, |parts| key.signing.sign(RECEIPT, parts));
            for (other, _) in FLAGS {
                let turned = Receipt { flags: vec![other], ..flagged.clone() };
                let checked = check(&turned, &[key.public()], turned.school, turned.id, &[3; 32]);
                assert_eq!(checked.is_ok(), other == flag, "{flag:?} was taken for {other:?}");
            }
        }
    }

    #[test]
    fn a_reference_is_short_enough_to_say_by_phone() {
        assert_eq!(reference(&[0; 32]), "000-000");
        assert_eq!(reference(&[0xFF; 32]), "ZZZ-ZZZ");
        assert_eq!(reference(&[0x08, 0x86, 0x42, 0x98]), "123-456");
    }
}
