//! The directory is signed again before it runs out: in the browser of whichever member signs in first when it is time.

use companion_model::{
    Millis,
    wire::v1::{Directory, DirectoryRequest},
};
use companion_seal::{SealError, directory};

use crate::{founding::VALID_FOR, keyring::Keyring};

/// How long before its end a directory is renewed: no office is empty for longer.
const RENEWED_BEFORE: Millis = 90 * 24 * 60 * 60 * 1000;

/// The same directory for another year.
pub struct Renewal {
    /// What this desk works with once the endpoint has taken the request.
    pub directory: Directory,
    /// What is sent to the endpoint. It names no new keys.
    pub request: DirectoryRequest,
}

/// What became of a directory that was due to be signed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenewalOutcome {
    /// The endpoint has taken it.
    Taken {
        /// Up to when it holds.
        until: Millis,
    },
    /// The endpoint has not said so.
    NotConfirmed {
        /// Up to when the earlier one holds.
        until: Millis,
        /// When that was tried.
        now: Millis,
    },
}

impl Keyring {
    /// Signs the directory for another year; `None` until it is time, and for a member who holds no key that signs it.
    ///
    /// # Errors
    /// [`SealError`] if it can't be signed.
    pub fn renew(&self, now: Millis) -> Result<Option<Renewal>, SealError> {
        let is_time = self.directory.valid_until.saturating_sub(now) < RENEWED_BEFORE;
        let Some(keys) = self.signing_route().filter(|_| is_time) else { return Ok(None) };
        let directory = Directory {
            version: self.directory.version + 1,
            issued_at: now,
            valid_until: now.saturating_add(VALID_FOR),
            ..self.directory.clone()
        };
        let request =
            DirectoryRequest { directory: directory::sign(&directory, keys)?, route_keys: Vec::new() };
        Ok(Some(Renewal { directory, request }))
    }
}

#[cfg(test)]
mod tests {
    use companion_seal::{directory::Trust, root};

    use super::*;
    use crate::school::{NOW, School};

    #[test]
    fn a_directory_is_renewed_from_three_months_before_its_end_and_a_phone_believes_it() {
        let mut school = School::new();
        let keyring = school.keyring("dsl");
        let known = keyring.directory.clone();
        assert!(keyring.renew(known.valid_until - RENEWED_BEFORE).unwrap().is_none());

        let now = known.valid_until - RENEWED_BEFORE + 1;
        let renewal = keyring.renew(now).unwrap().unwrap();
        let trust = Trust::Pinned {
            school: school.id,
            root_fingerprint: &root::fingerprint(&known.root_key),
            known: Some(&known),
        };
        let believed = directory::verify(&renewal.request.directory, trust).unwrap();
        assert_eq!(believed, renewal.directory);
        assert_eq!(
            believed,
            Directory { version: 2, issued_at: now, valid_until: now + VALID_FOR, ..known.clone() }
        );

        school.publishes(renewal.request);
        assert!(school.keyring("chair").renew(now).unwrap().is_none());
    }

    #[test]
    fn one_that_has_run_out_is_renewed_and_no_clock_overflows() {
        let keyring = School::new().keyring("dsl");
        assert!(keyring.renew(NOW + 10 * VALID_FOR).unwrap().is_some());
        assert!(keyring.renew(Millis::MAX).unwrap().is_some());
        assert!(keyring.renew(Millis::MIN).unwrap().is_none());
    }
}
