//! Whether a record is by the person it names. Unproved is shown and never hidden: a phone may have been set up
//! minutes ago, and what a child said counts all the same.

use companion_model::{
    concern::Concern,
    wire::{Bytes, v1::AuthorOnFile},
};
use companion_seal::{envelope::Opened, hand_over, member::check_countersign};
use serde::{Deserialize, Serialize};

use crate::keyring::Keyring;

/// Whether a record is by the person it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Proof {
    /// Signed with the key that the inviting member countersigned for this person.
    Proved,
    /// The inviting member has not countersigned yet.
    NotCountersigned,
    /// Nor can they any more: they were removed.
    InviterRemoved,
    /// There is a countersignature, and it does not hold.
    BadCountersign,
    /// Signed with another key than this person's.
    OtherKey,
    /// Signed by this person, and it names another.
    OtherName,
    /// Imported, and sealed on a phone that the endpoint does not know.
    NotOnFile,
    /// Signed by nobody: a draft that was handed over without its author's PIN.
    HandedOver,
}

/// What is known of an author's key, whatever they signed with it: looked at once for all of their records.
#[derive(Clone, Copy)]
pub(crate) struct Standing(Proof);

impl Standing {
    pub(crate) fn of(keyring: &Keyring, on_file: &AuthorOnFile) -> Self {
        let Some(countersign) = &on_file.countersign else {
            let is_there = keyring.colleague(on_file.invited_by).is_some();
            return Self(if is_there { Proof::NotCountersigned } else { Proof::InviterRemoved });
        };
        let Some(enrolled) = &on_file.enrolled else { return Self(Proof::BadCountersign) };
        // Whom they invited stays who they are when the inviting member leaves.
        let mut inviting = keyring
            .signers()
            .filter(|member| member.id == on_file.invited_by && member.id == countersign.member);
        let holds = inviting.any(|member| {
            let (school, author, key) = (keyring.school, &on_file.author, &enrolled.author_key);
            check_countersign(&member.signing_key, school, author, key, countersign).is_ok()
        });
        Self(if holds { Proof::Proved } else { Proof::BadCountersign })
    }
}

/// Whether two words of one author prove the same of what they wrote: when their phone was last seen proves nothing.
pub(crate) fn prove_the_same(one: &AuthorOnFile, other: &AuthorOnFile) -> bool {
    one.author == other.author
        && one.invited_by == other.invited_by
        && one.countersign == other.countersign
        && key(one) == key(other)
}

fn key(on_file: &AuthorOnFile) -> Option<&Bytes> {
    on_file.enrolled.as_ref().map(|enrolled| &enrolled.author_key)
}

impl Proof {
    /// Looks at an opened record, all that is needed of it being at hand. What can't be read names nobody.
    pub fn of(keyring: &Keyring, on_file: &AuthorOnFile, opened: &Opened, concern: Option<&Concern>) -> Self {
        let signed = |key: &Bytes| opened.signed_by(key);
        Self::judged(on_file, opened, concern, signed, || Standing::of(keyring, on_file))
    }

    /// Looks again, once more is known of the author than `before`. A signature that was looked at is not looked at again.
    pub(crate) fn again(
        self,
        before: &AuthorOnFile,
        on_file: &AuthorOnFile,
        standing: Standing,
        opened: &Opened,
        concern: Option<&Concern>,
    ) -> Self {
        let was_looked_at = !before.is_unknown() && key(before) == key(on_file);
        let signed = |key: &Bytes| if was_looked_at { self != Self::OtherKey } else { opened.signed_by(key) };
        Self::judged(on_file, opened, concern, signed, || standing)
    }

    fn judged(
        on_file: &AuthorOnFile,
        opened: &Opened,
        concern: Option<&Concern>,
        signed: impl Fn(&Bytes) -> bool,
        standing: impl Fn() -> Standing,
    ) -> Self {
        if opened.header.schema == hand_over::SCHEMA {
            return Self::HandedOver;
        }
        if on_file.is_unknown() {
            return Self::NotOnFile;
        }
        if !key(on_file).is_some_and(signed) {
            return Self::OtherKey;
        }
        // Somebody who was invited again has a new id, and what they signed before names the old one.
        if concern.is_some_and(|concern| concern.author.name != on_file.author.name) {
            return Self::OtherName;
        }
        standing().0
    }

    /// Whether the author is proved.
    pub fn is_proved(self) -> bool {
        self == Self::Proved
    }
}

#[cfg(test)]
mod tests {
    use companion_model::{Route, wire::v1::AuthorName};
    use companion_seal::author::AuthorKey;

    use super::*;
    use crate::school::{EnrolledPhone, School};

    fn proof(school: &School, phone: &EnrolledPhone, concern: &Concern, on_file: &AuthorOnFile) -> Proof {
        let envelope = phone.delivers(school, concern, on_file);
        school.keyring("dsl").open(envelope).proof().unwrap()
    }

    #[test]
    fn an_author_is_proved_by_their_key_and_the_inviting_member_s_word() {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let concern = phone.writes(Route::Dsl, "She has new shoes");
        assert_eq!(proof(&school, &phone, &concern, &on_file), Proof::NotCountersigned);
        let countersigned = school.countersigned("dsl", on_file);
        assert_eq!(proof(&school, &phone, &concern, &countersigned), Proof::Proved);
    }

    #[test]
    fn whoever_has_only_the_device_s_token_is_not_proved() {
        let school = School::new();
        let (mut phone, on_file) = school.enrols("dsl");
        let on_file = school.countersigned("dsl", on_file);
        let concern = phone.writes(Route::Dsl, "She has new shoes");
        phone.author_key = AuthorKey::generate().unwrap();
        assert_eq!(proof(&school, &phone, &concern, &on_file), Proof::OtherKey);
    }

    #[test]
    fn a_colleague_s_name_over_one_s_own_signature_is_not_proved() {
        let school = School::new();
        let (mut phone, on_file) = school.enrols("dsl");
        let on_file = school.countersigned("dsl", on_file);
        phone.author = AuthorName { name: "Somebody Else".into(), ..phone.author };
        let concern = phone.writes(Route::Dsl, "She has new shoes");
        assert_eq!(proof(&school, &phone, &concern, &on_file), Proof::OtherName);
    }

    #[test]
    fn a_countersignature_by_another_member_than_the_inviting_one_is_not_believed() {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let enrolled = on_file.enrolled.clone().unwrap();
        let by_head =
            school.keyring("head").keys().countersign(school.id, &on_file.author, &enrolled.author_key);
        let concern = phone.writes(Route::Dsl, "She has new shoes");
        let usurped = AuthorOnFile { countersign: Some(by_head), ..on_file };
        assert_eq!(proof(&school, &phone, &concern, &usurped), Proof::BadCountersign);
    }

    #[test]
    fn a_key_swapped_on_the_endpoint_after_the_countersignature_is_noticed() {
        let school = School::new();
        let (mut phone, on_file) = school.enrols("dsl");
        let mut on_file = school.countersigned("dsl", on_file);
        phone.author_key = AuthorKey::generate().unwrap();
        if let Some(enrolled) = &mut on_file.enrolled {
            enrolled.author_key = phone.author_key.public();
        }
        let concern = phone.writes(Route::Dsl, "She has new shoes");
        assert_eq!(proof(&school, &phone, &concern, &on_file), Proof::BadCountersign);
    }
}
