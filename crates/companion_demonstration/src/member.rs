//! A member at work, without a browser: the same rules as the inbox, over the same protocol.

use companion_inbox::{keyring::Keyring, new_id, record::Record, staff};
use companion_model::wire::{
    Bytes,
    v1::{
        AuthorOnFile, ChallengeRequest, InboxEnvelope, InboxPage, KdfParams, Receipt, SessionAnswer,
        SessionRequest, SignedDirectory, SignedRead, address,
    },
};
use companion_seal::passphrase;
use uuid::Uuid;

use crate::{Demonstration, Error, client::Client, set_up::now};

/// A member of the demonstration school, signed in.
pub struct DemoMember {
    client: Client,
    keyring: Keyring,
}

/// A record as this desk opens it.
pub struct OpenedRecord {
    /// The receipt the phone was given.
    pub receipt: Receipt,
    /// The concern's bytes, exactly as they were signed.
    pub content: Vec<u8>,
    /// What the author wrote down, if it is a record that can be read.
    pub words: String,
    /// Whether it was handed over unfinished.
    pub unfinished: bool,
    /// Whether the author is proved.
    pub proved: bool,
    /// Who marked it as read, if anyone has.
    pub read: Option<SignedRead>,
}

impl DemoMember {
    /// Signs a member in.
    ///
    /// # Errors
    /// [`Error`].
    pub fn sign_in(origin: &str, school: &Demonstration, sign_in_name: &str) -> Result<Self, Error> {
        let member = school.member(sign_in_name)?;
        let (client, id, name) = (Client::new(origin)?, school.school, member.sign_in_name.clone());
        let challenge = ChallengeRequest { school: id, member: name.clone() };
        let with: KdfParams = client.post("a salt", address::CHALLENGES, &challenge)?.json()?;
        let keys = passphrase::keys(&member.passphrase, &with)?;
        let login_key = Bytes(keys.login.expose().to_vec());
        let request = SessionRequest { school: id, member: name, login_key };
        let answer: SessionAnswer = client.post("a session", address::SESSIONS, &request)?.json()?;
        let keyring = Keyring::unlock(id, &keys.wrap, &answer)?;
        Ok(Self { client, keyring })
    }

    /// Every record of this member's routes that opens, the first received first.
    ///
    /// # Errors
    /// [`Error`].
    pub fn records(&self) -> Result<Vec<OpenedRecord>, Error> {
        let envelopes = self.envelopes()?.into_iter();
        Ok(envelopes.filter_map(|envelope| opened(self.keyring.open(envelope))).collect())
    }

    /// Marks a record as read: every content that came under this id.
    ///
    /// # Errors
    /// [`Error`].
    pub fn mark_read(&self, id: Uuid) -> Result<(), Error> {
        let receipts: Vec<Receipt> = self.envelopes()?.into_iter().map(|envelope| envelope.receipt).collect();
        let mut found = Err(Error::NoSuchRecord(id));
        for receipt in receipts.iter().filter(|receipt| receipt.id == id) {
            self.mark_received_as_read(receipt)?;
            found = Ok(());
        }
        found
    }

    /// Marks the record of a receipt as read.
    ///
    /// # Errors
    /// [`Error`].
    pub fn mark_received_as_read(&self, receipt: &Receipt) -> Result<(), Error> {
        let path = address::at(address::INBOX_READ, receipt.id);
        self.client.put("the read mark", &path, &self.keyring.read(receipt, now()))?.granted()?;
        Ok(())
    }

    /// Invites a member of staff for a day; answers their enrolment link.
    ///
    /// # Errors
    /// [`Error`].
    pub fn invite(&self, name: &str, role: &str) -> Result<String, Error> {
        let (invitation, request) =
            self.keyring.invite(new_id(now())?, name, role, staff::LinkLifetime::Day)?;
        self.client.post("the invitation", address::INBOX_INVITATIONS, &request)?.granted()?;
        Ok(staff::enrolment_link(self.client.origin(), &invitation))
    }

    /// Countersigns everyone this member invited whose phone proved that it held the link; answers how many.
    ///
    /// # Errors
    /// [`Error`]; a proof that does not hold is one.
    pub fn countersign_pending(&self) -> Result<usize, Error> {
        let mut signed = 0;
        for on_file in self.authors()? {
            if let Some(countersign) = self.keyring.countersign(&on_file)? {
                let path = address::at(address::INBOX_COUNTERSIGN, on_file.author.id);
                self.client.put("the countersignature", &path, &countersign)?.granted()?;
                signed += 1;
            }
        }
        Ok(signed)
    }

    /// Orders that the phones of everybody of this name give up what they keep.
    ///
    /// # Errors
    /// [`Error`].
    pub fn remove_phones_of(&self, name: &str) -> Result<(), Error> {
        let all = self.authors()?.into_iter().filter(|on_file| on_file.author.name == name);
        for device in all.filter_map(|on_file| on_file.enrolled).map(|phone| phone.device) {
            let path = address::at(address::INBOX_REMOVAL, device);
            self.client.put("the order", &path, &self.keyring.order_removal(device, now()))?.granted()?;
        }
        Ok(())
    }

    /// The school's directory, as the endpoint has it.
    ///
    /// # Errors
    /// [`Error`].
    pub fn directory(&self) -> Result<SignedDirectory, Error> {
        self.client.get("the directory", address::DIRECTORY)?.json()
    }

    /// Everyone the school has invited.
    ///
    /// # Errors
    /// [`Error`].
    pub fn authors(&self) -> Result<Vec<AuthorOnFile>, Error> {
        self.client.get("the staff", address::INBOX_AUTHORS)?.json()
    }

    /// Every envelope of this member's routes, as the endpoint hands them over.
    ///
    /// # Errors
    /// [`Error`].
    pub fn envelopes(&self) -> Result<Vec<InboxEnvelope>, Error> {
        let (mut all, mut path) = (Vec::new(), address::INBOX_ENVELOPES.to_owned());
        loop {
            let page: InboxPage = self.client.get("the inbox", &path)?.json()?;
            all.extend(page.envelopes);
            match page.next {
                Some(next) => path = format!("{}?after={next}", address::INBOX_ENVELOPES),
                None => return Ok(all),
            }
        }
    }
}

fn opened(record: Record) -> Option<OpenedRecord> {
    let proved = record.proof().is_some_and(|proof| proof.is_proved());
    let content = record.opened()?.content.to_vec();
    let words = record.concern().map(|concern| concern.content.verbatim.clone()).unwrap_or_default();
    Some(OpenedRecord {
        content,
        words,
        unfinished: record.is_unfinished(),
        proved,
        receipt: record.receipt,
        read: record.read,
    })
}
