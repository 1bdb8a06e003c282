//! A sealed file that somebody brings: what a phone saved of a record that it could not send.

use companion_model::wire::{
    Bytes, read,
    v1::{Receipt, SealedFile},
};
use companion_seal::{
    SealError, digest,
    envelope::{self, Header, HeaderError},
    receipt,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    answer::{RequestError, require_success},
    inbox_route::InboxRoute,
    keyring::Keyring,
};

/// A file longer than this holds no envelope that the endpoint takes.
pub const LONGEST: u32 = 512 * 1024;
/// Other bytes came under the same id before.
const CONFLICT: u16 = 409;
/// The school had these bytes.
const AGAIN: u16 = 200;

/// An envelope out of a file, which this desk opens.
#[derive(Debug)]
pub struct Import {
    /// The record's id.
    pub id: Uuid,
    /// Its envelope, as its phone would deliver it.
    pub envelope: Bytes,
}

/// Why a file is not taken in. Nothing is lost by any of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum ImportError {
    /// No sealed file, or no longer one.
    Unreadable,
    /// Of a format that only a newer inbox knows.
    Newer,
    /// Another school's.
    OtherSchool,
    /// For a route that this member does not hold; which one, is not for them to know.
    OtherRoute,
    /// For a key of this route that this member was not given.
    OtherKey,
    /// The right key, and it does not open.
    Damaged,
}

/// What the endpoint did with an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The record's screen.
    pub inbox_route: InboxRoute,
    /// What the school has by it.
    pub outcome: ImportOutcome,
}

/// What the school has by an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportOutcome {
    /// A record that it did not have.
    New,
    /// What it had already.
    Again,
    /// A second version, from now on or already: the answer is the same.
    Beside,
}

impl ImportOutcome {
    fn of(status: u16) -> Self {
        match status {
            AGAIN => Self::Again,
            CONFLICT => Self::Beside,
            _ => Self::New,
        }
    }
}

#[derive(PartialEq, Deserialize, Serialize)]
struct Version {
    v: u8,
}

impl Keyring {
    /// Looks at a file before anything is sent: it can be read, is of this school and of a route that this member holds,
    /// and opens.
    ///
    /// # Errors
    /// [`ImportError`].
    pub fn import(&self, file: &[u8]) -> Result<Import, ImportError> {
        let Version { v } = read(file).map_err(|_| ImportError::Unreadable)?;
        if v != 1 {
            return Err(ImportError::Newer);
        }
        let SealedFile { school, envelope, .. } = read(file).map_err(|_| ImportError::Unreadable)?;
        let header = Header::parse(&envelope.0).map_err(|error| match error {
            HeaderError::NotAnEnvelope => ImportError::Unreadable,
            HeaderError::UnknownVersion | HeaderError::UnknownRoute => ImportError::Newer,
        })?;
        if school != self.school {
            return Err(ImportError::OtherSchool);
        }
        if !self.routes().contains(&header.route) {
            return Err(ImportError::OtherRoute);
        }
        let keys = self.route_keys(header.route, header.kid).ok_or(ImportError::OtherKey)?;
        envelope::open(keys, school, &envelope.0).map_err(|_: SealError| ImportError::Damaged)?;
        Ok(Import { id: header.id, envelope })
    }

    /// What the endpoint's answer to an import means. The school has it only by a receipt for exactly these bytes.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn imported(&self, import: &Import, status: u16, body: &[u8]) -> Result<Imported, RequestError> {
        let receipt: Receipt = match read(body) {
            // A conflict has a receipt; what else has this status is a refusal.
            Ok(receipt) if status == CONFLICT => receipt,
            _ => read(require_success(status, body)?).map_err(|_| RequestError::Strange)?,
        };
        let sha256 = digest(&import.envelope.0);
        let holds = receipt::check(&receipt, self.receipt_keys(), self.school, import.id, &sha256);
        holds.map_err(|_: SealError| RequestError::Strange)?;
        Ok(Imported { inbox_route: InboxRoute::of_receipt(&receipt), outcome: ImportOutcome::of(status) })
    }
}

#[cfg(test)]
mod tests {
    use companion_model::{Route, wire::v1::Flag};

    use super::*;
    use crate::school::School;

    fn file(school: &School, route: Route) -> SealedFile {
        let (phone, on_file) = school.enrols("dsl");
        let envelope = phone.delivers(school, &phone.writes(route, "She has new shoes"), &on_file).bytes;
        SealedFile { v: 1, school: school.id, envelope }
    }

    fn opened_by(school: &School, file: &impl Serialize) -> Result<Import, ImportError> {
        school.keyring("dsl").import(&serde_json::to_vec(file).unwrap())
    }

    #[test]
    fn a_file_is_taken_to_the_letter() {
        let school = School::new();
        let file = file(&school, Route::Dsl);
        let import = opened_by(&school, &file).unwrap();
        assert_eq!(import.id, Header::parse(&file.envelope.0).unwrap().id);
        assert_eq!(import.envelope, file.envelope);
    }

    #[test]
    fn each_file_that_is_none_is_refused_by_name() {
        let school = School::new();
        let good = file(&school, Route::Dsl);
        let changed = |at: usize| {
            let mut file = good.clone();
            file.envelope.0[at] ^= 1;
            file
        };
        for (file, refused) in [
            (SealedFile { v: 2, ..good.clone() }, ImportError::Newer),
            (SealedFile { school: Uuid::from_u128(9), ..good.clone() }, ImportError::OtherSchool),
            (file(&school, Route::Head), ImportError::OtherRoute),
            (changed(0), ImportError::Unreadable),
            (changed(3), ImportError::Newer),
            (changed(7), ImportError::OtherKey),
            (changed(20), ImportError::Damaged),
            (changed(300), ImportError::Damaged),
        ] {
            assert_eq!(opened_by(&school, &file).err(), Some(refused));
        }
        assert_eq!(school.keyring("dsl").import(b"%PDF-1.7").err(), Some(ImportError::Unreadable));
        assert_eq!(opened_by(&school, &serde_json::json!({ "v": 9 })).err(), Some(ImportError::Newer));
    }

    #[test]
    fn a_file_of_another_school_under_this_one_s_name_does_not_open() {
        let (school, other) = (School::new(), School::new());
        let file = file(&other, Route::Dsl);
        assert_eq!(opened_by(&school, &file).err(), Some(ImportError::OtherKey));
    }

    #[test]
    fn it_is_in_only_by_a_receipt_for_these_bytes() {
        let school = School::new();
        let (keyring, import) =
            (school.keyring("dsl"), opened_by(&school, &file(&school, Route::Dsl)).unwrap());
        let answer =
            |bytes: &[u8], flags| serde_json::to_vec(&school.receipt(bytes, import.id, flags)).unwrap();
        let good = answer(&import.envelope.0, vec![]);
        let inbox_route = InboxRoute::Record { id: import.id, reference: None };
        let imported = |outcome| Ok(Imported { inbox_route: inbox_route.clone(), outcome });
        assert_eq!(keyring.imported(&import, 201, &good), imported(ImportOutcome::New));
        assert_eq!(keyring.imported(&import, 200, &good), imported(ImportOutcome::Again));
        let beside =
            keyring.imported(&import, 409, &answer(&import.envelope.0, vec![Flag::Conflict])).unwrap();
        let reference = Some(receipt::reference(&digest(&import.envelope.0)));
        assert_eq!(
            beside,
            Imported {
                inbox_route: InboxRoute::Record { id: import.id, reference },
                outcome: ImportOutcome::Beside
            }
        );
        let said = ImportOutcome::Beside.sentence();
        assert!(!said.contains("now") && said.contains("Read both"), "true of a repeat as well: {said}");
        for forged in [answer(b"other bytes", vec![]), b"<html>".to_vec()] {
            assert_eq!(keyring.imported(&import, 201, &forged), Err(RequestError::Strange));
        }
    }
}
