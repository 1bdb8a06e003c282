//! Members of staff: invited by a link, countersigned once their phone has shown that it held the link.

use companion_model::{
    Millis,
    wire::v1::{AuthorOnFile, Countersign, EnrolledAuthor, InvitationRequest, Removal},
};
use companion_seal::{
    SealError, Secret, digest,
    invitation::{self, Invitation},
    root,
};
use uuid::Uuid;

use crate::{
    desk::Desk,
    words::{self, Zone},
};

/// How long an enrolment link lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lives {
    /// For somebody who stands beside the desk.
    #[default]
    QuarterHour,
    /// For somebody in the building.
    Hour,
    /// The endpoint's most: for somebody who is at home.
    Day,
}

impl Lives {
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

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::QuarterHour => "15 minutes",
            Self::Hour => "an hour",
            Self::Day => "a day",
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
    pub fn of(desk: &Desk, on_file: &AuthorOnFile) -> Self {
        if let Some(phone) = on_file.enrolled.as_ref().filter(|phone| phone.removed_at.is_some()) {
            let stands = phone.removed_by.is_none_or(|id| desk.colleague(id).is_some());
            return if stands { Self::Removed } else { Self::Lapsed };
        }
        let is_there = desk.colleague(on_file.invited_by).is_some();
        match (&on_file.enrolled, &on_file.countersign) {
            (None, _) if is_there => Self::Invited,
            (None, _) => Self::Spent,
            (Some(_), None) if !is_there => Self::Orphaned,
            (Some(_), None) => Self::Enrolled,
            (Some(_), Some(_)) => Self::Countersigned,
        }
    }

    /// What to show, with the bare name of who invited them.
    pub fn sentence(self, inviting: &str) -> String {
        match self {
            Self::Invited => "Link not opened yet".to_owned(),
            Self::Spent => {
                format!("Link not opened. {inviting}, who made it, was removed, and it opens nothing: make them a new link.")
            }
            Self::Enrolled => format!("Phone set up; not countersigned. {inviting} does that by signing in."),
            Self::Orphaned => format!(
                "Phone set up; {inviting}, who invited them, was removed before they could countersign: make them a new link."
            ),
            Self::Countersigned => "Phone set up".to_owned(),
            Self::Removed => "Phone removed. It obeys when it next has signal: what is signed is delivered, what is unfinished \
                              is handed over, and then nothing is left on it."
                .to_owned(),
            Self::Lapsed => "Phone removed by somebody who was removed since. If it has not obeyed yet, it does not any more: \
                             order it again."
                .to_owned(),
        }
    }
}

/// When a phone was last heard of, and which app it has.
pub fn last_seen(phone: &EnrolledAuthor, zone: Zone) -> String {
    let seen = phone.last_seen_at.map(|at| format!("Last heard of {}", words::moment(at, zone)));
    let version = phone.version.as_ref().map(|version| format!(", app {version}"));
    seen.map_or_else(String::new, |seen| format!("{seen}{}.", version.unwrap_or_default()))
}

impl Desk {
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
        lives: Lives,
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
            lives_s: lives.seconds(),
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
    use companion_seal::author::AuthorKey;

    use super::*;
    use crate::school::School;

    #[test]
    fn a_phone_that_held_the_link_is_countersigned_once() {
        let school = School::new();
        let (_, on_file) = school.enrols("dsl");
        let desk = school.desk("dsl");
        let signed = desk.countersign(&on_file).unwrap();
        assert!(signed.is_some());
        assert_eq!(desk.countersign(&AuthorOnFile { countersign: signed, ..on_file }), Ok(None));
    }

    #[test]
    fn a_key_put_in_the_author_s_place_is_never_countersigned() {
        let school = School::new();
        let (_, mut on_file) = school.enrols("dsl");
        if let Some(enrolled) = &mut on_file.enrolled {
            enrolled.author_key = AuthorKey::generate().unwrap().public();
        }
        assert_eq!(school.desk("dsl").countersign(&on_file), Err(SealError::BadSignature));
    }

    #[test]
    fn nobody_countersigns_whom_they_did_not_invite() {
        let school = School::new();
        let (_, on_file) = school.enrols("dsl");
        assert_eq!(school.desk("head").countersign(&on_file), Ok(None));
    }

    #[test]
    fn an_order_lapses_with_the_membership_of_who_gave_it() {
        let school = School::new();
        let (_, on_file) = school.enrols("dsl");
        let desk = school.desk("dsl");
        for (by, stage) in [(desk.member(), Stage::Removed), (Uuid::from_u128(99), Stage::Lapsed)] {
            let enrolled = on_file.enrolled.clone();
            let (removed_at, removed_by) = (Some(1), Some(by));
            let enrolled = enrolled.map(|phone| EnrolledAuthor { removed_at, removed_by, ..phone });
            assert_eq!(Stage::of(&desk, &AuthorOnFile { enrolled, ..on_file.clone() }), stage);
        }
    }

    #[test]
    fn an_unused_link_waits() {
        let school = School::new();
        let (_, on_file) = school.enrols("dsl");
        let unused = AuthorOnFile { enrolled: None, ..on_file };
        assert_eq!(school.desk("dsl").countersign(&unused), Ok(None));
        assert_eq!(Stage::of(&school.desk("dsl"), &unused), Stage::Invited);
    }

    #[test]
    fn an_unused_link_is_withdrawn_by_who_made_it_or_an_administrator() {
        let school = School::new();
        let (_, used) = school.enrols("head");
        let unused = AuthorOnFile { enrolled: None, ..used.clone() };
        // Whoever comes first in a school is its administrator.
        let may = |name: &str| school.desk(name).may_withdraw(&unused);
        assert_eq!((may("dsl"), may("head"), may("chair")), (true, true, false));
        assert!(!school.desk("head").may_withdraw(&used));
    }

    #[test]
    fn an_invitation_names_who_makes_it() {
        let desk = School::new().desk("dsl");
        let (_, request) = desk.invite(Uuid::from_u128(9), "Sam", "Teacher", Lives::Day).unwrap();
        assert_eq!(request.by, Some(desk.member()));
    }

    #[test]
    fn an_enrolment_link_is_read_back_by_a_phone() {
        let school = School::new();
        let (made, request) =
            school.desk("dsl").invite(Uuid::from_u128(9), "Sam", "Teacher", Lives::Day).unwrap();
        let link = enrolment_link("http://localhost:8080/", &made);
        let (address, fragment) = link.split_once('#').unwrap();
        assert_eq!(address, "http://localhost:8080/enrol");
        let read = Invitation::from_fragment(fragment).unwrap();
        assert_eq!(digest(read.code().as_bytes()).as_slice(), request.code_sha256.0);
        assert_eq!(read.root_fingerprint, root::fingerprint(&school.desk("dsl").directory.root_key));
    }
}
