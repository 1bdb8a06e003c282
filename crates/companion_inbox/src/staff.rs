//! Members of staff: invited by a link, countersigned once their phone has shown that it held the link.

use companion_model::{
    Millis,
    wire::v1::{AuthorOnFile, Countersign, InvitationRequest, Removal},
};
use companion_seal::{
    SealError, Secret, digest,
    invitation::{self, Invitation},
    root,
};
use uuid::Uuid;

use crate::keyring::Keyring;

/// How long an enrolment link lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkLifetime {
    /// For somebody who stands beside the desk.
    #[default]
    QuarterHour,
    /// For somebody in the building.
    Hour,
    /// The endpoint's most: for somebody who is at home.
    Day,
}

impl LinkLifetime {
    /// All of them, the shortest first.
    pub const ALL: [Self; 3] = [Self::QuarterHour, Self::Hour, Self::Day];

    /// In seconds.
    pub fn seconds(self) -> u32 {
        match self {
            Self::QuarterHour => 15 * 60,
            Self::Hour => 60 * 60,
            Self::Day => 24 * 60 * 60,
        }
    }
}

/// How far an invited person has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The link has not been opened on a phone.
    Invited,
    /// Nor can it be any more: whoever made it was removed.
    Spent,
    /// A phone is set up; the inviting member has not countersigned.
    Enrolled,
    /// A phone is set up; the inviting member was removed before they countersigned.
    Orphaned,
    /// Countersigned.
    Countersigned,
    /// A member has ordered the phone to give up what it keeps.
    Removed,
    /// So had somebody who was removed since: phones do not obey that any more.
    Lapsed,
}

impl Stage {
    /// Where somebody stands.
    pub fn of(keyring: &Keyring, on_file: &AuthorOnFile) -> Self {
        if let Some(phone) = on_file.enrolled.as_ref().filter(|phone| phone.removed_at.is_some()) {
            let stands = phone.removed_by.is_none_or(|id| keyring.colleague(id).is_some());
            return if stands { Self::Removed } else { Self::Lapsed };
        }
        let is_there = keyring.colleague(on_file.invited_by).is_some();
        match (&on_file.enrolled, &on_file.countersign) {
            (None, _) if is_there => Self::Invited,
            (None, _) => Self::Spent,
            (Some(_), None) if !is_there => Self::Orphaned,
            (Some(_), None) => Self::Enrolled,
            (Some(_), Some(_)) => Self::Countersigned,
        }
    }
}

impl Keyring {
    /// How many have set up a phone by this member's link and are not countersigned yet.
    pub fn not_countersigned(&self, staff: &[AuthorOnFile], by: Uuid) -> usize {
        let waits = |one: &&AuthorOnFile| one.invited_by == by && Stage::of(self, one) == Stage::Enrolled;
        staff.iter().filter(waits).count()
    }

    /// Makes an invitation: what the link carries, and what the endpoint is told of it.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn invite(
        &self,
        author: Uuid,
        name: &str,
        role: &str,
        lifetime: LinkLifetime,
    ) -> Result<(Invitation, InvitationRequest), SealError> {
        let secret = Secret::random()?;
        let sealed_secret = invitation::seal_secret(&secret, author, &self.keys().encryption_key())?;
        let root_fingerprint = root::fingerprint(&self.directory.root_key);
        let invitation = Invitation { school: self.school, secret, root_fingerprint };
        let request = InvitationRequest {
            author,
            code_sha256: digest(invitation.code().as_bytes()).into(),
            sealed_secret,
            name: name.to_owned(),
            role: role.to_owned(),
            lives_s: lifetime.seconds(),
            by: Some(self.member()),
        };
        Ok((invitation, request))
    }

    /// Whether this member may take back the link that was made for somebody: it is not used, and they made it or are an
    /// administrator.
    pub fn may_withdraw(&self, on_file: &AuthorOnFile) -> bool {
        on_file.enrolled.is_none() && (on_file.invited_by == self.member() || self.is_administrator())
    }

    /// Orders that somebody's phone gives up what it keeps of theirs.
    pub fn order_removal(&self, device: Uuid, now: Millis) -> Removal {
        self.keys().order_removal(self.school, device, now)
    }

    /// The countersignature this member owes somebody they invited: `None` if there is nothing to sign.
    ///
    /// # Errors
    /// [`SealError`] if the key did not come from whoever held the link. Nothing is signed then.
    pub fn countersign(&self, on_file: &AuthorOnFile) -> Result<Option<Countersign>, SealError> {
        let Some(enrolled) = &on_file.enrolled else { return Ok(None) };
        if on_file.invited_by != self.member() || on_file.countersign.is_some() {
            return Ok(None);
        }
        let secret =
            invitation::open_secret(&on_file.sealed_secret, on_file.author.id, self.keys().box_key())?;
        let root_fingerprint = root::fingerprint(&self.directory.root_key);
        let invitation = Invitation { school: self.school, secret, root_fingerprint };
        invitation.check_proof(&enrolled.author_key, enrolled.device, &enrolled.proof)?;
        Ok(Some(self.keys().countersign(self.school, &on_file.author, &enrolled.author_key)))
    }
}

/// The link of an invitation.
pub fn enrolment_link(origin: &str, invitation: &Invitation) -> String {
    format!("{}/enrol#{}", origin.trim_end_matches('/'), *invitation.to_fragment())
}

#[cfg(test)]
mod tests {
    use companion_model::wire::v1::EnrolledAuthor;
    use companion_seal::author::AuthorKey;

    use super::*;
    use crate::school::School;

    #[test]
    fn a_phone_that_held_the_link_is_countersigned_once() {
        let school = School::new();
        let (_, on_file) = school.enrols("dsl");
        let keyring = school.keyring("dsl");
        let signed = keyring.countersign(&on_file).unwrap();
        assert!(signed.is_some());
        assert_eq!(keyring.countersign(&AuthorOnFile { countersign: signed, ..on_file }), Ok(None));
    }

    #[test]
    fn a_key_put_in_the_author_s_place_is_never_countersigned() {
        let school = School::new();
        let (_, mut on_file) = school.enrols("dsl");
        if let Some(enrolled) = &mut on_file.enrolled {
            enrolled.author_key = AuthorKey::generate().unwrap().public();
        }
        assert_eq!(school.keyring("dsl").countersign(&on_file), Err(SealError::BadSignature));
    }

    #[test]
    fn nobody_countersigns_whom_they_did_not_invite() {
        let school = School::new();
        let (_, on_file) = school.enrols("dsl");
        assert_eq!(school.keyring("head").countersign(&on_file), Ok(None));
    }

    #[test]
    fn an_order_lapses_with_the_membership_of_who_gave_it() {
        let school = School::new();
        let (_, on_file) = school.enrols("dsl");
        let keyring = school.keyring("dsl");
        for (by, stage) in [(keyring.member(), Stage::Removed), (Uuid::from_u128(99), Stage::Lapsed)] {
            let enrolled = on_file.enrolled.clone();
            let (removed_at, removed_by) = (Some(1), Some(by));
            let enrolled = enrolled.map(|phone| EnrolledAuthor { removed_at, removed_by, ..phone });
            assert_eq!(Stage::of(&keyring, &AuthorOnFile { enrolled, ..on_file.clone() }), stage);
        }
    }

    #[test]
    fn an_unused_link_waits() {
        let school = School::new();
        let (_, on_file) = school.enrols("dsl");
        let unused = AuthorOnFile { enrolled: None, ..on_file };
        assert_eq!(school.keyring("dsl").countersign(&unused), Ok(None));
        assert_eq!(Stage::of(&school.keyring("dsl"), &unused), Stage::Invited);
    }

    #[test]
    fn an_unused_link_is_withdrawn_by_who_made_it_or_an_administrator() {
        let school = School::new();
        let (_, used) = school.enrols("head");
        let unused = AuthorOnFile { enrolled: None, ..used.clone() };
        // Whoever comes first in a school is its administrator.
        let may = |name: &str| school.keyring(name).may_withdraw(&unused);
        assert_eq!((may("dsl"), may("head"), may("chair")), (true, true, false));
        assert!(!school.keyring("head").may_withdraw(&used));
    }

    #[test]
    fn an_invitation_names_who_makes_it() {
        let keyring = School::new().keyring("dsl");
        let (_, request) = keyring.invite(Uuid::from_u128(9), "Sam", "Teacher", LinkLifetime::Day).unwrap();
        assert_eq!(request.by, Some(keyring.member()));
    }

    #[test]
    fn an_enrolment_link_is_read_back_by_a_phone() {
        let school = School::new();
        let (made, request) =
            school.keyring("dsl").invite(Uuid::from_u128(9), "Sam", "Teacher", LinkLifetime::Day).unwrap();
        let link = enrolment_link("http://localhost:8080/", &made);
        let (address, fragment) = link.split_once('#').unwrap();
        assert_eq!(address, "http://localhost:8080/enrol");
        let read = Invitation::from_fragment(fragment).unwrap();
        assert_eq!(digest(read.code().as_bytes()).as_slice(), request.code_sha256.0);
        assert_eq!(read.root_fingerprint, root::fingerprint(&school.keyring("dsl").directory.root_key));
    }
}
