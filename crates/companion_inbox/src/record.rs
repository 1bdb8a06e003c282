//! An envelope as a desk has it. One that can't be opened or read is a record too: it is shown and says so.

use companion_model::{
    Route,
    concern::{Concern, Danger, Draft, unsigned},
    wire::v1::{Acknowledgement, AuthorOnFile, InboxEnvelope, MemberEntry, Receipt, SignedRead},
};
use companion_seal::{
    SealError, digest,
    envelope::{self, Header, Opened},
    hand_over::{self, HandedOver},
    history::Proved,
    receipt,
};
use uuid::Uuid;

pub use crate::doubt::Doubt;
use crate::{history, keyring::Keyring, proof::Proof};

/// Which record: under one id there can be several, each of its own bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The envelope's id.
    pub id: Uuid,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// An envelope as a desk has it.
pub struct Record {
    /// The receipt the phone was given.
    pub receipt: Receipt,
    /// The device that delivered it; of an imported one, the device that sealed it.
    pub device: Uuid,
    /// The person who enrolled that device, and what is known of them; of an imported one whose device nobody has, the
    /// person on file who signed it, if there is one.
    pub author: AuthorOnFile,
    /// Who read it, if anyone has. Changed by [`Record::learn_of_read`].
    pub read: Option<SignedRead>,
    /// Who has looked at it although it does not open, if anyone has; their signature holds. Changed by
    /// [`Record::learn_of_acknowledgement`].
    pub acknowledged: Option<Acknowledgement>,
    /// The member who imported it from a file; `None` where a phone delivered it.
    pub imported_by: Option<Uuid>,
    /// What is in it.
    pub contents: Contents,
    /// What its history of writing proves, if it has one.
    pub history: Option<Proved>,
    /// What is odd about it.
    pub doubts: Vec<Doubt>,
    /// The member whose signature under `read` holds: looked at when it came, and not with every drawing.
    pub(crate) reader: Option<Uuid>,
    pub(crate) sha256: [u8; 32],
}

/// What is in an envelope.
pub enum Contents {
    /// A concern; or the draft of one, handed over unopened: [`Record::is_unfinished`].
    Concern {
        /// The envelope, opened.
        opened: Box<Opened>,
        /// What it says.
        concern: Box<Concern>,
        /// Whether it is by the person it names.
        proof: Proof,
    },
    /// Opened, and not a concern this build can read.
    Unreadable {
        /// The envelope, opened.
        opened: Box<Opened>,
        /// Whether it is by the person who enrolled the device.
        proof: Proof,
    },
    /// Not opened.
    Closed(SealError),
}

impl Keyring {
    /// Opens an envelope, as far as it can be opened.
    pub fn open(&self, envelope: InboxEnvelope) -> Record {
        let InboxEnvelope { receipt, device, author, bytes, read, imported_by, acknowledged } = envelope;
        let sha256 = digest(&bytes.0);
        let contents = match self.unsealed(&bytes.0) {
            Ok(opened) => self.contents(Box::new(opened), &author),
            Err(error) => Contents::Closed(error),
        };
        let doubts = self.doubts(&receipt, &sha256, &contents);
        let history = match &contents {
            Contents::Concern { opened, concern, .. } if !is_unfinished(opened) => {
                history::of(self, opened, concern)
            }
            // A history is compared with what was signed.
            Contents::Concern { .. } | Contents::Unreadable { .. } | Contents::Closed(_) => None,
        };
        let mut record = Record {
            receipt,
            device,
            author,
            read: None,
            acknowledged: None,
            imported_by,
            contents,
            history,
            doubts,
            reader: None,
            sha256,
        };
        record.learn_of_read(self, read.as_ref());
        record.learn_of_acknowledgement(self, acknowledged.as_ref());
        record
    }

    fn unsealed(&self, bytes: &[u8]) -> Result<Opened, SealError> {
        let header = Header::parse(bytes).map_err(|_| SealError::Malformed("the envelope's header"))?;
        let keys = self.route_keys(header.route, header.kid).ok_or(SealError::Closed)?;
        envelope::open(keys, self.school, bytes)
    }

    fn contents(&self, opened: Box<Opened>, author: &AuthorOnFile) -> Contents {
        let concern = match HandedOver::<Draft>::of(&opened) {
            None => Concern::from_json_bytes(&opened.content).ok(),
            Some(came) => match came.and_then(|came| self.unfinished(&came, opened.header.route)) {
                Ok(concern) => Some(concern),
                Err(error) => return Contents::Closed(error),
            },
        }
        .map(Box::new);
        let proof = Proof::of(self, author, &opened, concern.as_deref());
        match concern {
            Some(concern) => Contents::Concern { opened, concern, proof },
            None => Contents::Unreadable { opened, proof },
        }
    }

    /// Its key was sealed to the route when it was last written in: that may be an earlier one of the route's keys.
    fn unfinished(&self, came: &HandedOver<Draft>, route: Route) -> Result<Concern, SealError> {
        let keys = self.route_keys(route, came.kid()).ok_or(SealError::Closed)?;
        came.open(self.school, keys).map(|draft| unsigned(&draft, route))
    }

    fn doubts(&self, receipt: &Receipt, sha256: &[u8; 32], contents: &Contents) -> Vec<Doubt> {
        let mut doubts: Vec<Doubt> = receipt.flags.iter().copied().filter_map(Doubt::of).collect();
        if receipt::check(receipt, self.receipt_keys(), self.school, receipt.id, sha256).is_err() {
            doubts.push(Doubt::Receipt);
        }
        let named = |header: &Header| (header.id, header.route) == (receipt.id, receipt.route);
        let agrees = match contents {
            Contents::Concern { opened, concern, .. } => {
                let is_named = (concern.id, concern.route) == (receipt.id, receipt.route);
                named(&opened.header) && (is_named || is_unfinished(opened))
            }
            Contents::Unreadable { opened, .. } => named(&opened.header),
            Contents::Closed(_) => true,
        };
        if !agrees {
            doubts.push(Doubt::OtherEnvelope);
        }
        doubts
    }
}

impl Record {
    /// Which record this is.
    pub fn key(&self) -> Key {
        Key { id: self.receipt.id, sha256: self.sha256 }
    }

    /// The receipt's reference, worked out from the bytes that are here.
    pub fn reference(&self) -> String {
        receipt::reference(&self.sha256)
    }

    /// SHA-256 of the envelope's bytes.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.sha256
    }

    /// What it says, if it can be read.
    pub fn concern(&self) -> Option<&Concern> {
        match &self.contents {
            Contents::Concern { concern, .. } => Some(concern),
            Contents::Unreadable { .. } | Contents::Closed(_) => None,
        }
    }

    /// Whether it is by the person it names; `None` while it is closed.
    pub fn proof(&self) -> Option<Proof> {
        match &self.contents {
            Contents::Concern { proof, .. } | Contents::Unreadable { proof, .. } => Some(*proof),
            Contents::Closed(_) => None,
        }
    }

    /// The envelope, opened; `None` while it is closed.
    pub fn opened(&self) -> Option<&Opened> {
        match &self.contents {
            Contents::Concern { opened, .. } | Contents::Unreadable { opened, .. } => Some(opened),
            Contents::Closed(_) => None,
        }
    }

    /// Whether anyone is in danger, as its author answered; `None` if that can't be read or was not answered.
    pub fn danger(&self) -> Option<&Danger> {
        self.concern()?.content.danger.as_ref()
    }

    /// Whether it is a draft that was handed over unopened: nobody has signed it.
    pub fn is_unfinished(&self) -> bool {
        self.opened().is_some_and(is_unfinished)
    }

    /// Whether it can be marked as read: nobody has read what did not open.
    pub fn is_readable(&self) -> bool {
        self.opened().is_some()
    }

    /// Whether it waits for somebody: nobody has read it, nor looked at it if it does not open. A mark whose signature does
    /// not hold is no mark.
    pub fn is_new(&self) -> bool {
        self.reader.is_none() && self.acknowledged.is_none()
    }

    /// Who read it, if their signature holds.
    pub fn reader<'a>(&self, keyring: &'a Keyring) -> Option<&'a MemberEntry> {
        keyring.signer(self.reader?)
    }

    /// Who has looked at it although it does not open.
    pub fn looked_at_by<'a>(&self, keyring: &'a Keyring) -> Option<&'a MemberEntry> {
        keyring.signer(self.acknowledged.as_ref()?.member)
    }

    /// The route whose people can open it.
    pub fn route(&self) -> Route {
        self.receipt.route
    }
}

fn is_unfinished(opened: &Opened) -> bool {
    opened.header.schema == hand_over::SCHEMA
}

#[cfg(test)]
mod tests {
    use companion_model::wire::{Bytes, v1::Flag};

    use super::*;
    use crate::school::School;

    fn delivered(school: &School) -> InboxEnvelope {
        let (phone, on_file) = school.enrols("dsl");
        phone.delivers(school, &phone.writes(Route::Dsl, "He said “don’t tell”\r\n  twice "), &on_file)
    }

    #[test]
    fn a_record_is_opened_to_the_letter() {
        let school = School::new();
        let record = school.keyring("dsl").open(delivered(&school));
        assert_eq!(record.concern().unwrap().content.verbatim, "He said “don’t tell”\r\n  twice ");
        assert!(record.doubts.is_empty(), "{:?}", record.doubts);
    }

    #[test]
    fn a_draft_that_was_handed_over_is_read_and_nobody_is_said_to_have_signed_it() {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let draft = phone.drafts(crate::school::NOW, "He has a second phone");
        let record = school.keyring("dsl").open(phone.hands_over(&school, Route::Dsl, &draft, &on_file));
        assert!(record.is_unfinished());
        assert_eq!(record.concern().unwrap().content.verbatim, "He has a second phone");
        assert_eq!(record.proof(), Some(Proof::HandedOver));
        assert!(record.doubts.is_empty() && record.history.is_none(), "{:?}", record.doubts);
    }

    #[test]
    fn a_record_for_another_route_stays_closed_and_is_still_there() {
        let school = School::new();
        let record = school.keyring("head").open(delivered(&school));
        assert!(matches!(record.contents, Contents::Closed(SealError::Closed)));
        assert!(record.concern().is_none() && record.proof().is_none());
        assert!(!record.is_readable(), "nobody can say that they read it");
    }

    #[test]
    fn bytes_that_are_no_envelope_are_a_record_that_says_so() {
        let school = School::new();
        let record =
            school.keyring("dsl").open(InboxEnvelope { bytes: Bytes(vec![7; 20]), ..delivered(&school) });
        assert!(matches!(record.contents, Contents::Closed(SealError::Malformed(_))));
        assert_eq!(record.doubts, [Doubt::Receipt]);
    }

    #[test]
    fn what_is_no_concern_is_kept_whole_to_be_read_by_a_person() {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let id = Uuid::from_u128(77);
        let envelope = phone.seals(&school, Route::Dsl, id, b"{\"from\":\"a newer form\"}", &on_file);
        let record = school.keyring("dsl").open(envelope);
        assert!(record.concern().is_none());
        assert_eq!(record.opened().unwrap().content.as_slice(), b"{\"from\":\"a newer form\"}");
    }

    #[test]
    fn a_concern_in_an_envelope_of_another_id_is_shown_with_a_doubt() {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let concern = phone.writes(Route::Dsl, "She has new shoes").to_json_bytes().unwrap();
        let envelope = phone.seals(&school, Route::Dsl, Uuid::from_u128(77), &concern, &on_file);
        assert_eq!(school.keyring("dsl").open(envelope).doubts, [Doubt::OtherEnvelope]);
    }

    #[test]
    fn what_the_endpoint_flagged_is_a_doubt_of_the_record() {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let concern = phone.writes(Route::Dsl, "She has new shoes");
        let mut envelope = phone.delivers(&school, &concern, &on_file);
        envelope.receipt = school.receipt(&envelope.bytes.0, concern.id, vec![Flag::Conflict]);
        assert_eq!(school.keyring("dsl").open(envelope).doubts, [Doubt::Conflict]);
    }

    #[test]
    fn a_forged_receipt_is_noticed() {
        let school = School::new();
        let mut envelope = delivered(&school);
        envelope.receipt.received_at += 1;
        assert_eq!(school.keyring("dsl").open(envelope).doubts, [Doubt::Receipt]);
    }

    #[test]
    fn an_author_is_proved_as_soon_as_the_countersignature_is_known() {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let keyring = school.keyring("dsl");
        let concern = phone.writes(Route::Dsl, "She has new shoes");
        let mut record = keyring.open(phone.delivers(&school, &concern, &on_file));
        assert_eq!(record.proof(), Some(Proof::NotCountersigned));
        assert!(record.learn_of_author(&keyring, &school.countersigned("dsl", on_file.clone())));
        assert_eq!(record.proof(), Some(Proof::Proved));
        assert!(!record.learn_of_author(&keyring, &school.countersigned("dsl", on_file)));
    }

    #[test]
    fn an_import_of_a_phone_not_on_file_is_not_proved_until_its_author_s_key_is_known() {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let keyring = school.keyring("dsl");
        let delivered = phone.delivers(&school, &phone.writes(Route::Dsl, "She has new shoes"), &on_file);
        let (author, imported_by) = (AuthorOnFile::unknown(), Some(keyring.member()));
        let mut record = keyring.open(InboxEnvelope { author, imported_by, ..delivered });
        assert_eq!(record.proof(), Some(Proof::NotOnFile));
        let (_, somebody_else) = School::new().enrols("dsl");
        assert!(!record.learn_of_author(&keyring, &somebody_else));
        // Once its author is on file, again or after all, they are known by the key alone.
        assert!(record.learn_of_author(&keyring, &school.countersigned("dsl", on_file)));
        assert_eq!(record.proof(), Some(Proof::Proved));
        assert!(record.doubts.is_empty(), "{:?}", record.doubts);
    }
}
