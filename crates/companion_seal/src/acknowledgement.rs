//! "Looked at" as a member signs it: of what does not open, and of other words that came as practice. It says no more than
//! that, so it is signed for another purpose than "read" and can never stand for it.

use companion_model::{
    Millis,
    wire::{
        Bytes,
        v1::{Acknowledgement, Receipt},
    },
};

use crate::{SealError, member::MemberKeys, signing};

const LOOKED_AT: &str = "looked at";

/// Says that this member has looked at the envelope of this receipt.
pub fn sign(member: &MemberKeys, receipt: &Receipt, at: Millis) -> Acknowledgement {
    let signature = member.signing().sign(LOOKED_AT, &parts(receipt, &at.to_be_bytes()));
    Acknowledgement { member: member.id(), at, signature }
}

/// Checks one with the public key the directory gives for its member.
///
/// # Errors
/// [`SealError::BadSignature`].
pub fn check(member_key: &Bytes, receipt: &Receipt, said: &Acknowledgement) -> Result<(), SealError> {
    signing::verify(member_key, LOOKED_AT, &parts(receipt, &said.at.to_be_bytes()), &said.signature)
}

fn parts<'a>(receipt: &'a Receipt, at: &'a [u8]) -> [&'a [u8]; 5] {
    let route = receipt.route.name().as_bytes();
    [receipt.school.as_bytes(), route, receipt.id.as_bytes(), &receipt.sha256.0, at]
}

#[cfg(test)]
mod tests {
    use companion_model::wire::v1::SignedRead;
    use uuid::Uuid;

    use super::*;
    use crate::{
        read,
        receipt::{ReceiptKey, tests::receipt_by},
    };

    fn receipt(id: u128) -> Receipt {
        Receipt { id: Uuid::from_u128(id), ..receipt_by(&ReceiptKey::generate().unwrap()) }
    }

    #[test]
    fn it_is_for_one_envelope_and_one_moment() {
        let keys = MemberKeys::generate(Uuid::from_u128(7)).unwrap();
        let said = sign(&keys, &receipt(1), 9);
        assert_eq!(check(&keys.signing_key(), &receipt(1), &said), Ok(()));
        assert!(check(&keys.signing_key(), &receipt(2), &said).is_err());
        let later = Acknowledgement { at: 10, ..said };
        assert!(check(&keys.signing_key(), &receipt(1), &later).is_err());
    }

    #[test]
    fn it_is_never_taken_for_read_nor_read_for_it() {
        let keys = MemberKeys::generate(Uuid::from_u128(7)).unwrap();
        let (said, read) = (sign(&keys, &receipt(1), 9), read::sign(&keys, &receipt(1), 9));
        let as_read = SignedRead { member: said.member, read_at: said.at, signature: said.signature };
        assert!(read::check(&keys.signing_key(), &receipt(1), &as_read).is_err());
        let as_said = Acknowledgement { member: read.member, at: read.read_at, signature: read.signature };
        assert!(check(&keys.signing_key(), &receipt(1), &as_said).is_err());
    }
}
