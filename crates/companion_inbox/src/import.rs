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
    answer::{Trouble, granted},
    desk::Desk,
    place::Place,
    words,
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
pub enum NotImported {
    /// No sealed file, or no longer one.
    #[error(
        "This is not a sealed file, or it was damaged on its way. Nothing was taken in, and the file is as it was. The \
             phone still has the record: save the file there again."
    )]
    Unreadable,
    /// Of a format that only a newer inbox knows.
    #[error(
        "This file was made by a newer app than this inbox knows. Nothing was taken in, and the file is as it was. Tell \
             whoever runs the endpoint that the inbox is out of date."
    )]
    Newer,
    /// Another school's.
    #[error(
        "This record is sealed for another school. Nothing was taken in, and the file is as it was. Give it back to \
             whoever gave it to you."
    )]
    OtherSchool,
    /// For a route that this member does not hold; which one, is not for them to know.
    #[error(
        "This record is sealed for people whose records you do not open. Nothing was taken in, and the file is as it was. \
             Give it back to whoever gave it to you: their phone names the people it is for."
    )]
    OtherRoute,
    /// For a key of this route that this member was not given.
    #[error(
        "This record is sealed for a key that you do not hold. Nothing was taken in, and the file is as it was. Somebody \
             else of your office may open it, and the kit that was printed for that key holds it. {kits}",
        kits = words::NO_PAGE_FOR_KITS
    )]
    OtherKey,
    /// The right key, and it does not open.
    #[error(
        "This file was damaged on its way, and does not open. Nothing was taken in, and the file is as it was. The phone \
             still has the record: save the file there again."
    )]
    Damaged,
}

/// What the endpoint did with an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The record's screen.
    pub place: Place,
    /// What the school has by it.
    pub has: Has,
}

/// What the school has by an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    /// A record that it did not have.
    New,
    /// What it had already.
    Again,
    /// A second version, from now on or already: the answer is the same.
    Beside,
}

impl Has {
    fn of(status: u16) -> Self {
        match status {
            AGAIN => Self::Again,
            CONFLICT => Self::Beside,
            _ => Self::New,
        }
    }

    /// The same in words.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::New => "The school has this record now, and everybody of its office.",
            Self::Again => "The school had this record already. Nothing is listed twice.",
            Self::Beside => {
                "The school has this record, beside another with the same number and other contents. Each is listed once: \
                 read both."
            }
        }
    }
}

#[derive(PartialEq, Deserialize, Serialize)]
struct Version {
    v: u8,
}

impl Desk {
    /// Looks at a file before anything is sent: it can be read, is of this school and of a route that this member holds,
    /// and opens.
    ///
    /// # Errors
    /// [`NotImported`].
    pub fn import(&self, file: &[u8]) -> Result<Import, NotImported> {
        let Version { v } = read(file).map_err(|_| NotImported::Unreadable)?;
        if v != 1 {
            return Err(NotImported::Newer);
        }
        let SealedFile { school, envelope, .. } = read(file).map_err(|_| NotImported::Unreadable)?;
        let header = Header::parse(&envelope.0).map_err(|error| match error {
            HeaderError::NotAnEnvelope => NotImported::Unreadable,
            HeaderError::UnknownVersion | HeaderError::UnknownRoute => NotImported::Newer,
        })?;
        if school != self.school {
            return Err(NotImported::OtherSchool);
        }
        if !self.routes().contains(&header.route) {
            return Err(NotImported::OtherRoute);
        }
        let keys = self.route_keys(header.route, header.kid).ok_or(NotImported::OtherKey)?;
        envelope::open(keys, school, &envelope.0).map_err(|_: SealError| NotImported::Damaged)?;
        Ok(Import { id: header.id, envelope })
    }

    /// What the endpoint's answer to an import means. The school has it only by a receipt for exactly these bytes.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn imported(&self, import: &Import, status: u16, body: &[u8]) -> Result<Imported, Trouble> {
        let receipt: Receipt = match read(body) {
            // A conflict has a receipt; what else has this status is a refusal.
            Ok(receipt) if status == CONFLICT => receipt,
            _ => read(granted(status, body)?).map_err(|_| Trouble::Strange)?,
        };
        let sha256 = digest(&import.envelope.0);
        let holds = receipt::check(&receipt, self.receipt_keys(), self.school, import.id, &sha256);
        holds.map_err(|_: SealError| Trouble::Strange)?;
        Ok(Imported { place: Place::of_receipt(&receipt), has: Has::of(status) })
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

    fn opened_by(school: &School, file: &impl Serialize) -> Result<Import, NotImported> {
        school.desk("dsl").import(&serde_json::to_vec(file).unwrap())
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
    fn each_file_that_is_none_is_refused_by_name_and_nothing_is_lost() {
        let school = School::new();
        let good = file(&school, Route::Dsl);
        let changed = |at: usize| {
            let mut file = good.clone();
            file.envelope.0[at] ^= 1;
            file
        };
        for (file, refused) in [
            (SealedFile { v: 2, ..good.clone() }, NotImported::Newer),
            (SealedFile { school: Uuid::from_u128(9), ..good.clone() }, NotImported::OtherSchool),
            (file(&school, Route::Head), NotImported::OtherRoute),
            (changed(0), NotImported::Unreadable),
            (changed(3), NotImported::Newer),
            (changed(7), NotImported::OtherKey),
            (changed(20), NotImported::Damaged),
            (changed(300), NotImported::Damaged),
        ] {
            assert_eq!(opened_by(&school, &file).err(), Some(refused));
            let sentence = refused.to_string();
            assert!(sentence.contains("Nothing was taken in, and the file is as it was."), "{sentence}");
        }
        assert_eq!(school.desk("dsl").import(b"%PDF-1.7").err(), Some(NotImported::Unreadable));
        assert_eq!(opened_by(&school, &serde_json::json!({ "v": 9 })).err(), Some(NotImported::Newer));
    }

    #[test]
    fn a_file_of_another_school_under_this_one_s_name_does_not_open() {
        let (school, other) = (School::new(), School::new());
        let file = file(&other, Route::Dsl);
        assert_eq!(opened_by(&school, &file).err(), Some(NotImported::OtherKey));
    }

    #[test]
    fn it_is_in_only_by_a_receipt_for_these_bytes() {
        let school = School::new();
        let (desk, import) = (school.desk("dsl"), opened_by(&school, &file(&school, Route::Dsl)).unwrap());
        let answer =
            |bytes: &[u8], flags| serde_json::to_vec(&school.receipt(bytes, import.id, flags)).unwrap();
        let good = answer(&import.envelope.0, vec![]);
        let place = Place::Record { id: import.id, reference: None };
        let imported = |has| Ok(Imported { place: place.clone(), has });
        assert_eq!(desk.imported(&import, 201, &good), imported(Has::New));
        assert_eq!(desk.imported(&import, 200, &good), imported(Has::Again));
        let beside = desk.imported(&import, 409, &answer(&import.envelope.0, vec![Flag::Conflict])).unwrap();
        let reference = Some(receipt::reference(&digest(&import.envelope.0)));
        assert_eq!(beside, Imported { place: Place::Record { id: import.id, reference }, has: Has::Beside });
        let said = Has::Beside.sentence();
        assert!(!said.contains("now") && said.contains("read both"), "true of a repeat as well: {said}");
        for forged in [answer(b"other bytes", vec![]), b"<html>".to_vec()] {
            assert_eq!(desk.imported(&import, 201, &forged), Err(Trouble::Strange));
        }
    }
}
