//! Ed25519 signatures over transcripts.

use companion_model::wire::Bytes;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::{SealError, Secret, secret::wiped, transcript::transcript};

/// A signing key pair. Knows nothing of what it may sign: its owner does ([`crate::route_keys`],
/// [`crate::member`], …).
pub struct KeyPair(SigningKey);

impl ZeroizeOnDrop for KeyPair {}
const _: fn(&KeyPair) = |pair| wiped(&pair.0);

impl KeyPair {
    /// The pair of a seed.
    pub fn from_seed(seed: &Secret<32>) -> Self {
        Self(SigningKey::from_bytes(seed.expose()))
    }

    /// The public half, 32 bytes.
    pub fn public(&self) -> Bytes {
        self.0.verifying_key().to_bytes().into()
    }

    /// Signs a statement.
    pub fn sign(&self, domain: &str, parts: &[&[u8]]) -> Bytes {
        self.0.sign(&statement(domain, parts)).to_bytes().into()
    }
}

/// Checks a signature over a statement, strictly: no weak keys, no second encodings.
///
/// # Errors
/// [`SealError::Malformed`] if the key is none, [`SealError::BadSignature`] otherwise.
pub fn verify(public: &Bytes, domain: &str, parts: &[&[u8]], signature: &Bytes) -> Result<(), SealError> {
    let key = public.array().ok_or(SealError::Malformed("a public key"))?;
    let key = VerifyingKey::from_bytes(&key).map_err(|_| SealError::Malformed("a public key"))?;
    let signature = signature.array().ok_or(SealError::BadSignature)?;
    key.verify_strict(&statement(domain, parts), &Signature::from_bytes(&signature))
        .map_err(|_| SealError::BadSignature)
}

/// Wiped after use: some of what is signed is a record's words.
fn statement(domain: &str, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(transcript(domain, parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_own_statement_alone() {
        let pair = KeyPair::from_seed(&Secret::new([1; 32]));
        let signature = pair.sign("read", &[b"a", b"b"]);
        assert_eq!(verify(&pair.public(), "read", &[b"a", b"b"], &signature), Ok(()));
        assert_eq!(verify(&pair.public(), "read", &[b"ab"], &signature), Err(SealError::BadSignature));
        assert_eq!(
            verify(&pair.public(), "receipt", &[b"a", b"b"], &signature),
            Err(SealError::BadSignature)
        );
    }

    /// RFC 8032 section 7.1, test 1: the seed and its public key.
    #[test]
    fn the_public_key_is_the_one_of_rfc_8032() {
        let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
        let seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        let public = hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assert_eq!(KeyPair::from_seed(&Secret::from_slice(&seed).unwrap()).public().0, public);
    }
}
