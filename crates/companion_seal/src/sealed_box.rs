//! What only the holder of a private key opens: HPKE in base mode (RFC 9180).

use std::convert::Infallible;

use companion_model::wire::Bytes;
use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable,
    aead::ChaCha20Poly1305,
    kdf::HkdfSha256,
    kem::X25519HkdfSha256,
    rand_core::{TryCryptoRng, TryRng},
};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::{SealError, Secret, digest, secret::wiped_by_its_fields, transcript::transcript};

type Kem = X25519HkdfSha256;

/// How many bytes a box is longer than what lies in it: the encapsulated key and the tag.
pub const OVERHEAD: usize = 32 + 16;

/// An X25519 key pair that opens boxes.
pub struct BoxKey {
    private: <Kem as hpke::Kem>::PrivateKey,
    public: [u8; 32],
}

// `hpke` does not say so of its key, which is one of `x25519-dalek`'s that wipes itself: then, and only then, it needs
// to be dropped.
impl ZeroizeOnDrop for BoxKey {}
const _: () = assert!(std::mem::needs_drop::<<Kem as hpke::Kem>::PrivateKey>());

impl BoxKey {
    /// The pair of a seed (RFC 9180 section 7.1.3, `DeriveKeyPair`).
    pub fn from_seed(seed: &Secret<32>) -> Self {
        let (private, public) = Kem::derive_keypair(seed.expose());
        Self { private, public: public.to_bytes().into() }
    }

    /// The public half, 32 bytes.
    pub fn public(&self) -> Bytes {
        self.public.into()
    }

    /// Opens a box.
    ///
    /// # Errors
    /// [`SealError::Closed`] for another key, other `info` or `aad`, or changed bytes.
    pub fn open(&self, info: &[u8], aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (encapsulated, ciphertext) = sealed.split_at_checked(32).ok_or(SealError::Malformed("a box"))?;
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated)
            .map_err(|_| SealError::Malformed("a box"))?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &self.private,
            &encapsulated,
            info,
            ciphertext,
            aad,
        )
        .map(Zeroizing::new)
        .map_err(|_| SealError::Closed)
    }
}

/// Seals a box that only the holder of `public`'s private half opens: encapsulated key, then ciphertext.
///
/// # Errors
/// [`SealError::Malformed`] if `public` is no key, [`SealError::NoRandomness`].
pub fn seal(public: &Bytes, info: &[u8], aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
    let public = <Kem as hpke::Kem>::PublicKey::from_bytes(&public.0)
        .map_err(|_| SealError::Malformed("a public key"))?;
    let mut drawn = Drawn::new()?;
    let (encapsulated, ciphertext) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
        &OpModeS::Base,
        &public,
        info,
        plaintext,
        aad,
        &mut drawn,
    )
    .map_err(|_| SealError::Malformed("a public key"))?;
    Ok([encapsulated.to_bytes().as_slice(), &ciphertext].concat())
}

/// Randomness drawn from the operating system beforehand and expanded by SHA-256 in counter mode: `hpke`
/// wants a generator that can't fail, and the operating system's can.
struct Drawn {
    seed: Secret<32>,
    counter: u64,
}

wiped_by_its_fields!(Drawn { seed } open: counter);

impl Drawn {
    fn new() -> Result<Self, SealError> {
        Ok(Self { seed: Secret::random()?, counter: 0 })
    }

    fn block(&mut self) -> Zeroizing<[u8; 32]> {
        let statement = transcript("drawn", &[self.seed.expose(), &self.counter.to_be_bytes()]);
        self.counter += 1;
        Zeroizing::new(digest(&Zeroizing::new(statement)))
    }
}

impl TryRng for Drawn {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let [a, b, c, d, ..] = *self.block();
        Ok(u32::from_be_bytes([a, b, c, d]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let [a, b, c, d, e, f, g, h, ..] = *self.block();
        Ok(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(32) {
            chunk.copy_from_slice(&self.block()[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Drawn {}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
    }

    /// RFC 9180 appendix A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode.
    #[test]
    fn a_box_of_rfc_9180_opens() {
        let key = BoxKey::from_seed(
            &Secret::from_slice(&hex("1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df"))
                .unwrap(),
        );
        assert_eq!(key.public().0, hex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a"));
        let sealed = hex(concat!(
            "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
            "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"
        ));
        let opened = key.open(&hex("4f6465206f6e2061204772656369616e2055726e"), b"Count-0", &sealed).unwrap();
        assert_eq!(opened.as_slice(), b"Beauty is truth, truth beauty");
    }

    #[test]
    fn a_box_opens_for_its_key_its_purpose_and_its_context_alone() {
        let key = BoxKey::from_seed(&Secret::new([1; 32]));
        let sealed = seal(&key.public(), b"info", b"aad", b"words").unwrap();
        assert_eq!(sealed.len(), 5 + OVERHEAD);
        assert_eq!(key.open(b"info", b"aad", &sealed).unwrap().as_slice(), b"words");
        assert_eq!(key.open(b"other", b"aad", &sealed), Err(SealError::Closed));
        assert_eq!(key.open(b"info", b"other", &sealed), Err(SealError::Closed));
        let other = BoxKey::from_seed(&Secret::new([2; 32]));
        assert_eq!(other.open(b"info", b"aad", &sealed), Err(SealError::Closed));
    }

    #[test]
    fn what_is_drawn_never_comes_again() {
        let drawn = || Drawn { seed: Secret::new([1; 32]), counter: 0 };
        let mut blocks = drawn();
        let blocks = [blocks.block(), blocks.block(), blocks.block(), blocks.block()].map(|block| *block);
        for (n, block) in blocks.iter().enumerate() {
            assert!(!blocks[..n].contains(block) && *Drawn::new().unwrap().block() != *block);
        }

        let (mut all, mut filled) = (drawn(), [0; 70]);
        assert_eq!(all.try_fill_bytes(&mut filled), Ok(()));
        assert_eq!(filled, blocks.concat()[..70], "each block is used once");
        assert_eq!(all.try_next_u32().map(u32::to_be_bytes), Ok(std::array::from_fn(|n| blocks[3][n])));
        let mut numbers = drawn();
        assert_eq!(numbers.try_next_u64().map(u64::to_be_bytes), Ok(std::array::from_fn(|n| blocks[0][n])));
    }

    #[test]
    fn two_boxes_of_the_same_words_are_never_the_same() {
        let key = BoxKey::from_seed(&Secret::new([1; 32])).public();
        assert_ne!(seal(&key, b"", b"", b"words").unwrap(), seal(&key, b"", b"", b"words").unwrap());
    }
}
