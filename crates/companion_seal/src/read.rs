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
