use std::convert::Infallible;

use companion_model::wire::{Bytes, v1::KdfParams};
use companion_seal::{
    SealError, Secret, digest, kdf, lock, sealed_box, sealed_box::BoxKey, signing, signing::KeyPair,
};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use hpke::{
    Deserializable, OpModeS, Serializable,
    aead::ChaCha20Poly1305,
    kdf::HkdfSha256,
    kem::X25519HkdfSha256,
    rand_core::{TryCryptoRng, TryRng},
};
use sha2::Sha256;

use super::hex;

/// FIPS 180-4, as the RFCs that build on it use it.
#[test]
fn sha_256() {
    assert_eq!(
        digest(b"abc").to_vec(),
        hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    );
}

/// RFC 8032 section 7.1, tests 1 to 3: seed, public key, message, signature.
const ED25519: [[&str; 4]; 3] = [
    [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
];

#[test]
fn ed25519_of_rfc_8032() {
    for [seed, public, message, signature] in ED25519 {
        let seed: [u8; 32] = hex(seed).try_into().unwrap();
        let key = SigningKey::from_bytes(&seed);
        assert_eq!(key.verifying_key().as_bytes().to_vec(), hex(public));
        assert_eq!(key.sign(&hex(message)).to_vec(), hex(signature));
        assert_eq!(KeyPair::from_seed(&Secret::new(seed)).public().0, hex(public));
    }
}

/// RFC 8032 leaves it open; we don't: a key of which every statement is "signed" is none.
#[test]
fn a_signature_by_the_weakest_of_keys_is_refused() {
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let signature = [neutral, [0; 32]].concat();
    let lax = VerifyingKey::from_bytes(&neutral).unwrap();
    assert!(lax.verify(b"anything", &Signature::from_slice(&signature).unwrap()).is_ok());
    let refused = signing::verify(&Bytes::from(neutral), "read", &[b"anything"], &Bytes(signature));
    assert_eq!(refused, Err(SealError::BadSignature));
}

/// RFC 8032 section 5.1.7: S must be below the order. The same signature with the order added to S is another text of
/// it, and refused.
#[test]
fn a_second_text_of_a_signature_is_refused() {
    let order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let pair = KeyPair::from_seed(&Secret::new([1; 32]));
    let mut signature = pair.sign("read", &[b"words"]).0;
    assert_eq!(signing::verify(&pair.public(), "read", &[b"words"], &Bytes(signature.clone())), Ok(()));
    let mut carry = 0;
    for (byte, more) in signature[32..].iter_mut().zip(&order) {
        carry += u16::from(*byte) + u16::from(*more);
        *byte = carry.to_le_bytes()[0];
        carry >>= 8;
    }
    let refused = signing::verify(&pair.public(), "read", &[b"words"], &Bytes(signature));
    assert_eq!(refused, Err(SealError::BadSignature));
}

/// RFC 9106 section 5.3.
#[test]
fn argon2id_of_rfc_9106() {
    let params = argon2::ParamsBuilder::new()
        .m_cost(32)
        .t_cost(3)
        .p_cost(4)
        .data(argon2::AssociatedData::new(&[4; 12]).unwrap())
        .build()
        .unwrap();
    let version = argon2::Version::V0x13;
    let argon = argon2::Argon2::new_with_secret(&[3; 8], argon2::Algorithm::Argon2id, version, params);
    let mut tag = [0; 32];
    argon.unwrap().hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
    assert_eq!(tag.to_vec(), hex("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"));
}

/// Worked out by OpenSSL's Argon2id.
#[test]
fn the_key_of_a_pin_at_the_cost_of_a_new_phone() {
    let with = KdfParams { salt: Bytes(vec![6; 16]), ..kdf::new_params().unwrap() };
    assert_eq!(
        kdf::derive_key(b"246813", &with).unwrap().expose().to_vec(),
        hex("095a64e16e0811ad496cf407911e4a9557829039bee7ab120cdc37fd92404216")
    );
}

/// draft-irtf-cfrg-xchacha-03 section A.3.1, which is in our own form: nonce, ciphertext, tag.
#[test]
fn xchacha20_poly1305_of_its_draft() {
    let key = Secret::from_slice(&(0x80..=0x9f).collect::<Vec<u8>>()).unwrap();
    let locked = hex(concat!(
        "404142434445464748494a4b4c4d4e4f5051525354555657",
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb",
        "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452",
        "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9",
        "21f9664c97637da9768812f615c68b13b52e",
        "c0875924c1c7987947deafd8780acf49",
    ));
    let words = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
                 sunscreen would be it.";
    let opened = lock::open(&key, &hex("50515253c0c1c2c3c4c5c6c7"), &locked).unwrap();
    assert_eq!(opened.as_slice(), words.as_bytes());
}

/// RFC 5869 appendix A.1 to A.3: input, salt, info, output. Ours is the third kind, without a salt.
#[test]
fn hkdf_of_rfc_5869() {
    let range = |from: u8, to: u8| (from..=to).collect::<Vec<u8>>();
    let vectors = [
        (
            vec![0x0b; 22],
            Some(range(0x00, 0x0c)),
            range(0xf0, 0xf9),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            range(0x00, 0x4f),
            Some(range(0x60, 0xaf)),
            range(0xb0, 0xff),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
        ),
        (
            vec![0x0b; 22],
            None,
            vec![],
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ];
    for (input, salt, info, output) in vectors {
        let mut made = vec![0; output.len() / 2];
        hkdf::Hkdf::<Sha256>::new(salt.as_deref(), &input).expand(&info, &mut made).unwrap();
        assert_eq!(made, hex(output));
    }
}

/// RFC 4231 sections 4.2, 4.3 and 4.7.
#[test]
fn hmac_of_rfc_4231() {
    let vectors: [(&[u8], &[u8], &str); 3] = [
        (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ];
    for (key, message, tag) in vectors {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).unwrap();
        mac.update(message);
        assert_eq!(mac.finalize().into_bytes().to_vec(), hex(tag));
    }
}

/// RFC 9180 appendix A.2.1, base mode, the first message.
const IKM_E: &str = "909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b";
const IKM_R: &str = "1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df";
const INFO: &str = "4f6465206f6e2061204772656369616e2055726e";
const SEALED: &str = concat!(
    "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
    "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
);

/// Gives the bytes of the RFC where a generator of random ones is asked for.
struct Printed;

impl TryRng for Printed {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        panic!("a box needs 32 bytes at once")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        panic!("a box needs 32 bytes at once")
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.copy_from_slice(&hex(IKM_E));
        Ok(())
    }
}

impl TryCryptoRng for Printed {}

#[test]
fn a_box_of_rfc_9180_is_made_and_opens() {
    let key = BoxKey::from_seed(&Secret::from_slice(&hex(IKM_R)).unwrap());
    let opened = key.open(&hex(INFO), b"Count-0", &hex(SEALED)).unwrap();
    assert_eq!(opened.as_slice(), b"Beauty is truth, truth beauty");

    let public = <X25519HkdfSha256 as hpke::Kem>::PublicKey::from_bytes(&key.public().0).unwrap();
    let (encapsulated, ciphertext) = hpke::single_shot_seal_with_rng::<
        ChaCha20Poly1305,
        HkdfSha256,
        X25519HkdfSha256,
    >(
        &OpModeS::Base, &public, &hex(INFO), &opened, b"Count-0", &mut Printed
    )
    .unwrap();
    assert_eq!([encapsulated.to_bytes().as_slice(), &ciphertext].concat(), hex(SEALED));
}

/// RFC 9180 section 7.1.4: with these public keys, of RFC 7748's small orders, the shared secret would be known.
#[test]
fn nothing_is_sealed_to_a_key_that_everybody_could_open() {
    for weak in [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ] {
        let sealed = sealed_box::seal(&Bytes(hex(weak)), b"", b"", b"words");
        assert_eq!(sealed, Err(SealError::Malformed("a public key")), "{weak}");
    }
}

/// The list that BIP 39 publishes: `sha256sum english.txt`.
#[test]
fn the_words_are_those_of_bip_39() {
    let list = bip39::Language::English.word_list();
    assert_eq!((list.len(), list[0], list[2047]), (2048, "abandon", "zoo"));
    let file = list.iter().map(|word| format!("{word}\n")).collect::<String>();
    assert_eq!(
        digest(file.as_bytes()).to_vec(),
        hex("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda")
    );
}
