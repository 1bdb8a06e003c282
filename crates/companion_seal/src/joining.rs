//! Links for the first member of a route: an invitation like a phone's, for one route. Code and proof come from its secret
//! in the same way, so an endpoint that swaps keys, people or the route itself can't make the proof.

use companion_model::{
    Route,
    wire::{Bytes, v1::RouteEntry},
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{SealError, invitation::Invitation, secret::wiped_by_its_fields, transcript::transcript};

/// What a link carries that makes somebody the first member of a route.
pub struct RouteInvitation {
    /// The route.
    pub route: Route,
    /// School, secret and root key.
    pub invitation: Invitation,
}

wiped_by_its_fields!(RouteInvitation { invitation } open: route);

impl RouteInvitation {
    /// The text after the `#`.
    pub fn to_fragment(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{}.{}", self.route, *self.invitation.to_fragment()))
    }

    /// Reads the text after the `#`.
    ///
    /// # Errors
    /// [`SealError::Malformed`] if part of the link is missing or changed in length.
    pub fn from_fragment(fragment: &str) -> Result<Self, SealError> {
        let broken = SealError::Malformed("the link");
        let (route, rest) = fragment.trim().trim_start_matches('#').split_once('.').ok_or(broken)?;
        let route = Route::from_name(route).ok_or(broken)?;
        // What `Invitation` forgives before a whole fragment is none of ours.
        if !rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return Err(broken);
        }
        Ok(Self { route, invitation: Invitation::from_fragment(rest)? })
    }

    /// The code the endpoint is shown.
    pub fn code(&self) -> String {
        let code = self.invitation.derived().derive::<16>(&format!("joining code {}", self.route));
        Bytes::from(*code.expose()).to_string()
    }

    /// Proof that whoever made a route's keys held this link.
    pub fn proof(&self, entry: &RouteEntry) -> Bytes {
        self.mac(entry).map_or_else(Bytes::default, |mac| Bytes(mac.finalize().into_bytes().to_vec()))
    }

    /// Checks a proof. The entry's own signature is the directory's matter.
    ///
    /// # Errors
    /// [`SealError::BadSignature`].
    pub fn check_proof(&self, entry: &RouteEntry, proof: &Bytes) -> Result<(), SealError> {
        let mac = self.mac(entry).ok_or(SealError::BadSignature)?;
        mac.verify_slice(&proof.0).map_err(|_| SealError::BadSignature)
    }

    fn mac(&self, entry: &RouteEntry) -> Option<Hmac<Sha256>> {
        let key = self.invitation.derived().derive::<32>(&format!("joining proof {}", self.route));
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key.expose()).ok()?;
        let route = entry.route.name().as_bytes();
        // The signature is over encryption key and people.
        let parts = [self.invitation.school.as_bytes(), route, &entry.signing_key.0, &entry.signature.0];
        mac.update(&transcript("joining", &parts));
        Some(mac)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{Secret, directory::unintroduced, route_keys::RouteKeys};

    const SCHOOL: Uuid = Uuid::from_u128(1);

    fn link(route: Route) -> RouteInvitation {
        let invitation =
            Invitation { school: SCHOOL, secret: Secret::new([2; 16]), root_fingerprint: [3; 32] };
        RouteInvitation { route, invitation }
    }

    fn entry(route: Route, seed: u8) -> RouteEntry {
        unintroduced(SCHOOL, &RouteKeys::from_seed(route, Secret::new([seed; 32])), vec![])
    }

    #[test]
    fn a_link_is_read_back_as_it_was_made_and_is_no_phone_s() {
        let whole = link(Route::Head).to_fragment();
        let read = RouteInvitation::from_fragment(&format!("#{}", *whole)).unwrap();
        assert_eq!((read.route, read.code()), (Route::Head, link(Route::Head).code()));
        assert!(Invitation::from_fragment(&whole).is_err());
        for broken in
            ["", "head", "head.", "staff.AAAA", &whole[5..], &whole[..30], &format!("head.#{}", &whole[5..])]
        {
            assert!(RouteInvitation::from_fragment(broken).is_err(), "{broken:?} was read");
        }
    }

    #[test]
    fn code_and_proof_are_one_route_s_and_no_phone_s() {
        let phones = link(Route::Head).invitation.code();
        assert_ne!(link(Route::Head).code(), phones);
        assert_ne!(link(Route::Head).code(), link(Route::Chair).code());
        assert_eq!(Bytes::from_text(&link(Route::Head).code()).map(|code| code.0.len()), Some(16));
    }

    #[test]
    fn a_proof_holds_for_one_route_s_keys_as_they_were_signed() {
        let (head, made) = (link(Route::Head), entry(Route::Head, 4));
        let proof = head.proof(&made);
        assert_eq!(head.check_proof(&made, &proof), Ok(()));
        let resigned = RouteEntry { signature: vec![9; 64].into(), ..made.clone() };
        let renamed = RouteEntry { route: Route::Chair, ..made.clone() };
        for other in [entry(Route::Head, 5), resigned, renamed] {
            assert!(head.check_proof(&other, &proof).is_err());
        }
        assert!(link(Route::Chair).check_proof(&made, &proof).is_err());
        assert_eq!(proof.0.len(), 32);
        for short in [Bytes::default(), Bytes(proof.0[..31].to_vec())] {
            assert_eq!(head.check_proof(&made, &short), Err(SealError::BadSignature));
        }
    }
}
