//! Timestamps: the endpoint's signed word that a digest was there by its clock. It keeps nothing, and can't know what
//! the digest stands for.

use companion_model::{
    Millis,
    wire::{Bytes, v1::Timestamp},
};
use uuid::Uuid;

use crate::{SealError, receipt::ReceiptKey, signing};

const TIMESTAMP: &str = "timestamp";

/// Says that this digest was there at this time.
pub fn sign(key: &ReceiptKey, school: Uuid, digest: &[u8; 32], at: Millis) -> Timestamp {
    let kid = crate::kid(&key.public().0);
    let mut timestamp = Timestamp { v: 1, at, kid, signature: Bytes::default() };
    timestamp.signature =
        with_parts(&timestamp, school, digest, |parts| key.signing().sign(TIMESTAMP, parts));
    timestamp
}

/// Checks that one of the directory's receipt keys said this of exactly this digest.
///
/// # Errors
/// [`SealError::BadSignature`] for anything less.
pub fn check(
    timestamp: &Timestamp,
    keys: &[Bytes],
    school: Uuid,
    digest: &[u8; 32],
) -> Result<(), SealError> {
    let holds = |key: &&Bytes| {
        with_parts(timestamp, school, digest, |parts| {
            signing::verify(key, TIMESTAMP, parts, &timestamp.signature)
        })
        .is_ok()
    };
    let mut keys = keys.iter().filter(|key| timestamp.v == 1 && crate::kid(&key.0) == timestamp.kid);
    keys.any(|key| holds(&key)).then_some(()).ok_or(SealError::BadSignature)
}

fn with_parts<T>(
    timestamp: &Timestamp,
    school: Uuid,
    digest: &[u8; 32],
    then: impl FnOnce(&[&[u8]]) -> T,
) -> T {
    then(&[&[timestamp.v], school.as_bytes(), digest, &timestamp.at.to_be_bytes(), &timestamp.kid.0])
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHOOL: Uuid = Uuid::from_u128(1);

    #[test]
    fn a_timestamp_holds_for_its_digest_its_school_and_its_key_alone() {
        let key = ReceiptKey::generate().unwrap();
        let keys = [key.public()];
        let good = sign(&key, SCHOOL, &[3; 32], 1_793_716_320_000);
        assert_eq!(check(&good, &keys, SCHOOL, &[3; 32]), Ok(()));
        assert!(check(&good, &keys, SCHOOL, &[4; 32]).is_err());
        assert!(check(&good, &keys, Uuid::from_u128(2), &[3; 32]).is_err());
        assert!(check(&Timestamp { at: 0, ..good.clone() }, &keys, SCHOOL, &[3; 32]).is_err());
        assert!(check(&Timestamp { v: 2, ..good.clone() }, &keys, SCHOOL, &[3; 32]).is_err());
        assert!(check(&good, &[], SCHOOL, &[3; 32]).is_err());
        let other = sign(&ReceiptKey::generate().unwrap(), SCHOOL, &[3; 32], good.at);
        assert!(check(&other, &keys, SCHOOL, &[3; 32]).is_err());
    }

    /// Signed by the right key, but what it says is not known here.
    #[test]
    fn a_timestamp_of_another_version_proves_nothing() {
        let key = ReceiptKey::generate().unwrap();
        let mut later = Timestamp { v: 2, ..sign(&key, SCHOOL, &[3; 32], 1_793_716_320_000) };
        later.signature = with_parts(&later, SCHOOL, &[3; 32], |parts| key.signing().sign(TIMESTAMP, parts));
        assert_eq!(check(&later, &[key.public()], SCHOOL, &[3; 32]), Err(SealError::BadSignature));
    }

    #[test]
    fn a_timestamp_may_be_by_any_of_the_school_s_keys() {
        let key = ReceiptKey::generate().unwrap();
        let keys = [ReceiptKey::generate().unwrap().public(), key.public()];
        assert_eq!(check(&sign(&key, SCHOOL, &[3; 32], 7), &keys, SCHOOL, &[3; 32]), Ok(()));
    }
}
