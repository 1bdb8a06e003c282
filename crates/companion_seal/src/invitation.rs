//! Invitations: what an enrolment link carries after its `#`, and how a phone proves that it held the link.
//!
//! The link's secret never reaches the endpoint. The code and the proof's key are derived from it: the endpoint
//! sees the code and can't make the proof, so it can't put another signing key in the author's place unnoticed.

use companion_model::wire::Bytes;
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    SealError, Secret, digest, sealed_box, sealed_box::BoxKey, secret::wiped_by_its_fields,
    transcript::transcript,
};

const VERSION: u8 = 1;

/// What an enrolment link carries.
pub struct Invitation {
    /// The school.
    pub school: Uuid,
    /// 128 random bits; code and proof come from them.
    pub secret: Secret<16>,
    /// The fingerprint of the school's root key, which the phone pins.
    pub root_fingerprint: [u8; 32],
}

wiped_by_its_fields!(Invitation { secret } open: school, root_fingerprint);

impl Invitation {
    /// The text after the `#`.
    pub fn to_fragment(&self) -> Zeroizing<String> {
        let bytes =
            [&[VERSION], self.school.as_bytes().as_slice(), self.secret.expose(), &self.root_fingerprint];
        Zeroizing::new(BASE64URL_NOPAD.encode(&Zeroizing::new(bytes.concat())))
    }

    /// Reads the text after the `#`.
    ///
    /// # Errors
    /// [`SealError::Malformed`] if part of the link is missing or changed in length.
    pub fn from_fragment(fragment: &str) -> Result<Self, SealError> {
        let broken = SealError::Malformed("the link");
        let bytes = Bytes::from_text(fragment.trim().trim_start_matches('#')).ok_or(broken)?;
        let bytes = Zeroizing::new(bytes.0);
        let (version, rest) = bytes.split_first().ok_or(broken)?;
        let (school, rest) = rest.split_first_chunk().ok_or(broken)?;
        let (secret, fingerprint) = rest.split_first_chunk().ok_or(broken)?;
        if *version != VERSION {
            return Err(broken);
        }
        Ok(Self {
            school: Uuid::from_bytes(*school),
            secret: Secret::new(*secret),
            root_fingerprint: fingerprint.try_into().map_err(|_| broken)?,
        })
    }

    /// The code the endpoint is shown.
    pub fn code(&self) -> String {
        Bytes::from(*self.derived().derive::<16>("enrolment code").expose()).to_string()
    }

    /// Proof that whoever enrols `author_key` on `device` held this link.
    pub fn proof(&self, author_key: &Bytes, device: Uuid) -> Bytes {
        self.mac(author_key, device)
            .map_or_else(Bytes::default, |mac| Bytes(mac.finalize().into_bytes().to_vec()))
    }

    /// Checks a proof.
    ///
    /// # Errors
    /// [`SealError::BadSignature`].
    pub fn check_proof(&self, author_key: &Bytes, device: Uuid, proof: &Bytes) -> Result<(), SealError> {
        let mac = self.mac(author_key, device).ok_or(SealError::BadSignature)?;
        mac.verify_slice(&proof.0).map_err(|_| SealError::BadSignature)
    }

    fn mac(&self, author_key: &Bytes, device: Uuid) -> Option<Hmac<Sha256>> {
        let key = self.derived().derive::<32>("enrolment proof");
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key.expose()).ok()?;
        mac.update(&transcript("enrolment", &[self.school.as_bytes(), &author_key.0, device.as_bytes()]));
        Some(mac)
    }

    pub(crate) fn derived(&self) -> Secret<32> {
        let statement = transcript("invitation", &[self.school.as_bytes(), self.secret.expose()]);
        Secret::new(digest(&Zeroizing::new(statement)))
    }
}

/// Seals an invitation's secret to the inviting member, whose browser checks the proof later; `author` is the author's id, or
/// that of an invitation to join.
///
/// # Errors
/// [`SealError::Malformed`] if the member's key is none, [`SealError::NoRandomness`].
pub fn seal_secret(secret: &Secret<16>, author: Uuid, member_key: &Bytes) -> Result<Bytes, SealError> {
    sealed_box::seal(member_key, &transcript("invitation secret", &[author.as_bytes()]), b"", secret.expose())
        .map(Bytes)
}

/// Opens what [`seal_secret`] sealed.
///
/// # Errors
/// [`SealError::Closed`] if it was sealed to somebody else.
pub fn open_secret(sealed: &Bytes, author: Uuid, key: &BoxKey) -> Result<Secret<16>, SealError> {
    Secret::from_slice(&key.open(&transcript("invitation secret", &[author.as_bytes()]), b"", &sealed.0)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation() -> Invitation {
        Invitation { school: Uuid::from_u128(1), secret: Secret::new([2; 16]), root_fingerprint: [3; 32] }
    }

    #[test]
    fn a_link_is_read_back_as_it_was_made() {
        let read = Invitation::from_fragment(&format!("#{}", *invitation().to_fragment())).unwrap();
        assert_eq!((read.school, read.root_fingerprint), (Uuid::from_u128(1), [3; 32]));
        assert_eq!(read.code(), invitation().code());
    }

    #[test]
    fn a_broken_link_is_refused() {
        let whole = invitation().to_fragment();
        for broken in
            ["", "#", "not a link", &whole[..20], &format!("{}AAAA", *whole), &whole.replacen('A', "B", 1)]
        {
            assert!(Invitation::from_fragment(broken).is_err(), "{broken:?} was read");
        }
    }

    #[test]
    fn a_proof_holds_for_one_key_on_one_device() {
        let (key, device) = (Bytes(vec![4; 32]), Uuid::from_u128(5));
        let proof = invitation().proof(&key, device);
        assert_eq!(invitation().check_proof(&key, device, &proof), Ok(()));
        assert!(invitation().check_proof(&Bytes(vec![6; 32]), device, &proof).is_err());
        assert!(invitation().check_proof(&key, Uuid::from_u128(6), &proof).is_err());
        let other = Invitation { secret: Secret::new([9; 16]), ..invitation() };
        assert!(other.check_proof(&key, device, &proof).is_err());
        let elsewhere = Invitation { school: Uuid::from_u128(9), ..invitation() };
        assert!(elsewhere.check_proof(&key, device, &proof).is_err());
        assert_eq!(proof.0.len(), 32);
        for short in [Bytes::default(), Bytes(proof.0[..31].to_vec())] {
            assert_eq!(invitation().check_proof(&key, device, &short), Err(SealError::BadSignature));
        }
    }

    #[test]
    fn a_code_is_one_link_s_at_one_school() {
        let code = invitation().code();
        assert_eq!(Bytes::from_text(&code).map(|code| code.0.len()), Some(16));
        let other = Invitation { secret: Secret::new([9; 16]), ..invitation() };
        assert_ne!(other.code(), code);
        let elsewhere = Invitation { school: Uuid::from_u128(9), ..invitation() };
        assert_ne!(elsewhere.code(), code);
    }

    #[test]
    fn a_link_s_secret_opens_for_the_member_it_was_sealed_to_and_one_author() {
        let member = BoxKey::from_seed(&Secret::new([1; 32]));
        let author = Uuid::from_u128(5);
        let sealed = seal_secret(&invitation().secret, author, &member.public()).unwrap();
        assert!(open_secret(&sealed, author, &member).unwrap() == invitation().secret);
        let refused = |author, key: &BoxKey| open_secret(&sealed, author, key).err();
        assert_eq!(refused(Uuid::from_u128(6), &member), Some(SealError::Closed));
        let colleague = BoxKey::from_seed(&Secret::new([2; 32]));
        assert_eq!(refused(author, &colleague), Some(SealError::Closed));
    }
}
