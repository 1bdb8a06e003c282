//! "Read" as a member signs it.

use companion_model::{
    Millis,
    wire::v1::{Receipt, SignedRead},
};

use crate::{SealError, member::MemberKeys, signing};

const READ: &str = "read";

/// Says that this member has read the envelope of this receipt.
pub fn sign(member: &MemberKeys, receipt: &Receipt, read_at: Millis) -> SignedRead {
    let signature = member.signing().sign(READ, &parts(receipt, &read_at.to_be_bytes()));
    SignedRead { member: member.id(), read_at, signature }
}

/// Checks a read with the public key the directory gives for its member.
///
/// # Errors
/// [`SealError::BadSignature`].
pub fn check(
    member_key: &companion_model::wire::Bytes,
    receipt: &Receipt,
    read: &SignedRead,
) -> Result<(), SealError> {
    signing::verify(member_key, READ, &parts(receipt, &read.read_at.to_be_bytes()), &read.signature)
}

fn parts<'a>(receipt: &'a Receipt, read_at: &'a [u8]) -> [&'a [u8]; 5] {
    let route = receipt.route.name().as_bytes();
    [receipt.school.as_bytes(), route, receipt.id.as_bytes(), &receipt.sha256.0, read_at]
}

#[cfg(test)]
mod tests {
    use companion_model::{Route, wire::Bytes};
    use uuid::Uuid;

    use super::*;
    use crate::receipt::{ReceiptKey, tests::receipt_by};

    fn receipt() -> Receipt {
        receipt_by(&ReceiptKey::generate().unwrap())
    }

    #[test]
    fn a_read_holds_for_one_envelope_one_member_and_one_time() {
        let (member, receipt) = (MemberKeys::generate(Uuid::from_u128(6)).unwrap(), receipt());
        let read = sign(&member, &receipt, 7);
        assert_eq!((read.member, read.read_at), (Uuid::from_u128(6), 7));
        let key = member.signing_key();
        assert_eq!(check(&key, &receipt, &read), Ok(()));

        let refused = Err(SealError::BadSignature);
        for other in [
            Receipt { school: Uuid::from_u128(9), ..receipt.clone() },
            Receipt { route: Route::Head, ..receipt.clone() },
            Receipt { id: Uuid::from_u128(9), ..receipt.clone() },
            Receipt { sha256: Bytes(vec![9; 32]), ..receipt.clone() },
        ] {
            assert_eq!(check(&key, &other, &read), refused, "{other:?} was taken for what was read");
        }
        let colleague = MemberKeys::generate(member.id()).unwrap();
        assert_eq!(check(&colleague.signing_key(), &receipt, &read), refused);
        assert_eq!(check(&key, &receipt, &SignedRead { read_at: 8, ..read }), refused);
    }

    /// The endpoint that took it in may say so again in another epoch, under another number and key.
    #[test]
    fn a_read_is_about_the_envelope_and_not_about_its_receipt() {
        let member = MemberKeys::generate(Uuid::from_u128(6)).unwrap();
        let read = sign(&member, &receipt(), 7);
        let again = Receipt { epoch: Uuid::from_u128(9), seq: 9, received_at: 9, ..receipt() };
        assert_eq!(check(&member.signing_key(), &again, &read), Ok(()));
    }
}
