//! A second receipt key is published before it is needed: an endpoint that has lost its first one goes on with it, and phones
//! believe it.

use companion_model::{
    Millis,
    wire::{
        Bytes,
        v1::{Directory, DirectoryRequest},
    },
};
use companion_seal::{SealError, directory};

use crate::{founding::VALID_FOR, keyring::Keyring};

/// More keys than an endpoint can lose.
pub const MOST: usize = 4;

/// Why a receipt key can't be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum ReceiptKeyError {
    /// The text is no public key.
    NoKey,
    /// The directory names it.
    Known,
    /// The directory names as many as it may.
    TooMany,
    /// Only an administrator who holds an office can.
    NotAdministrator,
    /// It can't be signed.
    Seal(#[from] SealError),
}

impl Keyring {
    /// The directory with one more receipt key, signed for another year, to be sent to the endpoint.
    ///
    /// # Errors
    /// [`ReceiptKeyError`].
    pub fn publish_receipt_key(&self, typed: &str, now: Millis) -> Result<DirectoryRequest, ReceiptKeyError> {
        let keys = self.signing_route().filter(|_| self.is_administrator());
        let keys = keys.ok_or(ReceiptKeyError::NotAdministrator)?;
        let typed: String = typed.split_whitespace().collect();
        let key = Bytes::from_text(&typed).filter(|key| key.array::<32>().is_some());
        let key = key.ok_or(ReceiptKeyError::NoKey)?;
        if self.directory.receipt_keys.contains(&key) {
            return Err(ReceiptKeyError::Known);
        }
        if self.directory.receipt_keys.len() >= MOST {
            return Err(ReceiptKeyError::TooMany);
        }
        let receipt_keys = [self.directory.receipt_keys.as_slice(), &[key]].concat();
        let directory = Directory {
            version: self.directory.version + 1,
            issued_at: now,
            valid_until: now.saturating_add(VALID_FOR),
            receipt_keys,
            ..self.directory.clone()
        };
        Ok(DirectoryRequest { directory: directory::sign(&directory, keys)?, route_keys: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use companion_seal::{directory::Trust, receipt::ReceiptKey, root};

    use super::*;
    use crate::school::{NOW, School};

    fn another() -> Bytes {
        ReceiptKey::generate().unwrap().public()
    }

    #[test]
    fn phones_believe_the_directory_with_one_more_key_and_nothing_else_in_it_changes() {
        let school = School::new();
        let (keyring, key) = (school.keyring("dsl"), another());
        let known = keyring.directory.clone();
        let typed = format!(" {}\u{a0}\n{}", &key.to_string()[..20], &key.to_string()[20..]);
        let request = keyring.publish_receipt_key(&typed, NOW).unwrap();
        let root_fingerprint = &root::fingerprint(&known.root_key);
        let trust = Trust::Pinned { school: school.id, root_fingerprint, known: Some(&known) };
        let believed = directory::verify(&request.directory, trust).unwrap();
        let receipt_keys = [known.receipt_keys.clone(), vec![key]].concat();
        let (issued_at, valid_until) = (NOW, NOW + VALID_FOR);
        assert_eq!(believed, Directory { version: 2, issued_at, valid_until, receipt_keys, ..known });
    }

    #[test]
    fn what_can_t_be_published_is_refused_by_name() {
        let mut school = School::new();
        let keyring = school.keyring("dsl");
        for typed in ["", "hello", &another().to_string()[1..]] {
            assert_eq!(keyring.publish_receipt_key(typed, NOW), Err(ReceiptKeyError::NoKey), "{typed}");
        }
        let first = keyring.directory.receipt_keys[0].to_string();
        assert_eq!(keyring.publish_receipt_key(&first, NOW), Err(ReceiptKeyError::Known));
        let other = school.keyring("chair");
        assert!(!other.is_administrator());
        let refused = other.publish_receipt_key(&another().to_string(), NOW);
        assert_eq!(refused, Err(ReceiptKeyError::NotAdministrator));
        for _ in 1..MOST {
            let request = school.keyring("dsl").publish_receipt_key(&another().to_string(), NOW).unwrap();
            school.publishes(request);
        }
        let refused = school.keyring("dsl").publish_receipt_key(&another().to_string(), NOW);
        assert_eq!(refused, Err(ReceiptKeyError::TooMany));
    }
}
