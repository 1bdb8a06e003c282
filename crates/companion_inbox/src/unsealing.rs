//! Many envelopes are opened away from the screen: a worker of the page opens an answer of the endpoint and hands over what is
//! in it, checked. The page then has only to read it, which takes a small part of the time.
//!
//! What is handed over is plain, and stays between the page and its own worker: a length and JSON that says what the answer
//! says besides, then for each record a length and JSON, a length and the opened envelope, a length and the words of a draft.

use std::collections::HashMap;

use companion_model::{
    concern::Concern,
    wire::{
        Bytes,
        v1::{
            Acknowledgement, AcknowledgementMark, AuthorOnFile, InboxChanges, InboxEnvelope, InboxPage,
            ReadMark, Receipt, SignedRead,
        },
    },
};
use companion_seal::{SealError, digest, envelope::Opened, history::Proved};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    keyring::Keyring,
    proof::Proof,
    record::{Contents, Doubt, Key, Record},
};

/// What an answer says besides its envelopes.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerMeta {
    /// Read marks.
    pub reads: Vec<ReadMark>,
    /// What was looked at although it does not open.
    pub looked_at: Vec<AcknowledgementMark>,
    /// What to ask with next time; `None` on the last page of an endpoint that knows pages alone.
    pub next: Option<String>,
    /// Whether there is more already.
    pub more: bool,
    /// How many envelopes there are in all, as far as that is said.
    pub held: Option<u64>,
    /// The database is another one than the cursor was made by: everything is told anew.
    pub anew: bool,
    /// How many envelopes are in this answer.
    pub envelopes: usize,
}

/// An answer, as it comes or opened.
pub struct Answer {
    /// What it says besides.
    pub meta: AnswerMeta,
    /// Its envelopes.
    pub envelopes: Vec<InboxEnvelope>,
}

impl Answer {
    /// Reads changes, or a page of an endpoint that knows pages alone; `None` if it is neither.
    pub fn of(body: &[u8]) -> Option<Self> {
        if let Ok(changes) = serde_json::from_slice(body) {
            return Some(Self::of_changes(changes));
        }
        let InboxPage { envelopes, next } = serde_json::from_slice(body).ok()?;
        let (more, count) = (next.is_some(), envelopes.len());
        let (reads, looked_at) = (Vec::new(), Vec::new());
        let meta = AnswerMeta { reads, looked_at, next, more, held: None, anew: false, envelopes: count };
        Some(Self { meta, envelopes })
    }

    fn of_changes(changes: InboxChanges) -> Self {
        let InboxChanges { envelopes, reads, looked_at, next, more, held, anew } = changes;
        let envelopes_in_it = envelopes.len();
        let meta =
            AnswerMeta { reads, looked_at, next: Some(next), more, held, anew, envelopes: envelopes_in_it };
        Self { meta, envelopes }
    }
}

/// Opens answers for a desk, in its worker.
pub struct Unsealer {
    keyring: Keyring,
    /// Which envelopes it has handed over, and with which receipt.
    handed: HashMap<Key, Bytes>,
}

impl Unsealer {
    /// One that has handed over nothing yet.
    pub fn of(keyring: Keyring) -> Self {
        Self { keyring, handed: HashMap::new() }
    }

    /// Opens what is in an answer; `None` if it is none. An envelope that was handed over before is not opened again: only
    /// what is newly known of it goes along.
    pub fn unseal(&mut self, body: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let Answer { meta, envelopes } = Answer::of(body)?;
        // Never moved while it grows: what it leaves behind would not be wiped. Plain text is shorter than its envelope.
        let room = envelopes.iter().map(|envelope| envelope.bytes.0.len() + 8192).sum::<usize>() + body.len();
        let mut plain = Zeroizing::new(Vec::with_capacity(room));
        put(&mut plain, &serde_json::to_vec(&meta).ok()?);
        for envelope in envelopes {
            let key = Key { id: envelope.receipt.id, sha256: digest(&envelope.bytes.0) };
            let signature = envelope.receipt.signature.clone();
            if self.handed.get(&key) == Some(&signature) {
                let InboxEnvelope { receipt, author, read, acknowledged, .. } = envelope;
                let sha256 = key.sha256.into();
                let described = Described { sha256, receipt, author, read, acknowledged, opened: None };
                put_all(&mut plain, &described, &[], &[])?;
            } else {
                hand_over(&mut plain, self.keyring.open(envelope))?;
                self.handed.insert(key, signature);
            }
        }
        Some(plain)
    }
}

/// What is said of a record that is handed over.
#[derive(Serialize, Deserialize)]
struct Described {
    sha256: Bytes,
    receipt: Receipt,
    author: AuthorOnFile,
    read: Option<SignedRead>,
    acknowledged: Option<Acknowledgement>,
    /// `None` of one that was handed over before.
    opened: Option<OpenedAs>,
}

#[derive(Serialize, Deserialize)]
struct OpenedAs {
    device: Uuid,
    reader: Option<Uuid>,
    imported_by: Option<Uuid>,
    doubts: Vec<Doubt>,
    history: Option<Judged>,
    contents: Inside,
}

/// What is in an envelope, in a word.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Inside {
    Concern(Proof),
    /// The draft's words go along: the key to them is another than the envelope's.
    Unfinished(Proof),
    Unreadable(Proof),
    Closed,
    Malformed,
}

#[derive(Serialize, Deserialize)]
struct Judged {
    entries: usize,
    countersigned: usize,
    holds: bool,
    ends_as_signed: bool,
    first_seen: Option<i64>,
}

fn hand_over(plain: &mut Vec<u8>, record: Record) -> Option<()> {
    let is_unfinished = record.is_unfinished();
    let inside = match &record.contents {
        Contents::Concern { proof, .. } if is_unfinished => Inside::Unfinished(*proof),
        Contents::Concern { proof, .. } => Inside::Concern(*proof),
        Contents::Unreadable { proof, .. } => Inside::Unreadable(*proof),
        Contents::Closed(SealError::Malformed(_)) => Inside::Malformed,
        Contents::Closed(_) => Inside::Closed,
    };
    let opened = record.opened().map(Opened::to_plain).unwrap_or_default();
    let words = match record.concern().filter(|_| is_unfinished) {
        Some(concern) => Zeroizing::new(concern.to_json_bytes().ok()?),
        None => Zeroizing::default(),
    };
    let history = record.history.map(|history| {
        let Proved { entries, countersigned, holds, ends_as_signed, first_seen } = history;
        Judged { entries, countersigned, holds, ends_as_signed, first_seen }
    });
    let Record { receipt, device, author, read, acknowledged, imported_by, doubts, reader, sha256, .. } =
        record;
    let opened_as = OpenedAs { device, reader, imported_by, doubts, history, contents: inside };
    let (sha256, opened_as) = (sha256.into(), Some(opened_as));
    let described = Described { sha256, receipt, author, read, acknowledged, opened: opened_as };
    put_all(plain, &described, &opened, &words)
}

/// What a page finds in an answer that was opened for it.
pub enum Found {
    /// A record.
    Record(Box<Record>),
    /// What is newly known of one that was handed over before.
    Known {
        /// Which.
        key: Key,
        /// The receipt it has now.
        receipt: Box<Receipt>,
        /// What is known of its author.
        author: Box<AuthorOnFile>,
        /// Who read it.
        read: Option<SignedRead>,
        /// Who has looked at it although it does not open.
        acknowledged: Option<Acknowledgement>,
    },
}

/// Reads what an [`Unsealer`] handed over, one record after the other.
pub struct Handed<'a> {
    /// What the answer says besides.
    pub meta: AnswerMeta,
    school: Uuid,
    rest: &'a [u8],
}

impl<'a> Handed<'a> {
    /// Begins to read; `None` for anything else.
    pub fn read(keyring: &Keyring, mut plain: &'a [u8]) -> Option<Self> {
        let meta = take_json(&mut plain)?;
        Some(Self { meta, school: keyring.school, rest: plain })
    }

    fn contents(&self, inside: Inside, opened: &[u8], words: &[u8]) -> Option<Contents> {
        let opened = || Opened::from_plain(self.school, opened).ok().map(Box::new);
        Some(match inside {
            Inside::Closed => Contents::Closed(SealError::Closed),
            Inside::Malformed => Contents::Closed(SealError::Malformed("the envelope")),
            Inside::Unreadable(proof) => Contents::Unreadable { opened: opened()?, proof },
            Inside::Concern(proof) => {
                let opened = opened()?;
                let concern = Box::new(Concern::from_json_bytes(&opened.content).ok()?);
                Contents::Concern { opened, concern, proof }
            }
            Inside::Unfinished(proof) => {
                let concern = Box::new(Concern::from_json_bytes(words).ok()?);
                Contents::Concern { opened: opened()?, concern, proof }
            }
        })
    }
}

impl Iterator for Handed<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        let described: Described = take_json(&mut self.rest)?;
        let (opened, words) = (take(&mut self.rest)?, take(&mut self.rest)?);
        let Described { sha256, receipt, author, read, acknowledged, opened: opened_as } = described;
        let sha256 = sha256.array()?;
        let Some(OpenedAs { device, reader, imported_by, doubts, history, contents }) = opened_as else {
            let (key, receipt, author) =
                (Key { id: receipt.id, sha256 }, Box::new(receipt), Box::new(author));
            return Some(Found::Known { key, receipt, author, read, acknowledged });
        };
        let contents = self.contents(contents, opened, words)?;
        let history = history.map(|history| {
            let Judged { entries, countersigned, holds, ends_as_signed, first_seen } = history;
            Proved { entries, countersigned, holds, ends_as_signed, first_seen }
        });
        Some(Found::Record(Box::new(Record {
            receipt,
            device,
            author,
            read,
            acknowledged,
            imported_by,
            contents,
            history,
            doubts,
            reader,
            sha256,
        })))
    }
}

fn put_all(plain: &mut Vec<u8>, described: &Described, opened: &[u8], words: &[u8]) -> Option<()> {
    put(plain, &serde_json::to_vec(described).ok()?);
    put(plain, opened);
    put(plain, words);
    Some(())
}

fn put(plain: &mut Vec<u8>, part: &[u8]) {
    // An answer is a few megabytes.
    plain.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
    plain.extend_from_slice(part);
}

fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let (part, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    *rest = after;
    Some(part)
}

fn take_json<T: DeserializeOwned>(rest: &mut &[u8]) -> Option<T> {
    serde_json::from_slice(take(rest)?).ok()
}

#[cfg(test)]
mod tests {
    use companion_model::{Route, wire::v1::Flag};

    use super::*;
    use crate::{
        list::Records,
        school::{EnrolledPhone, NOW, School},
        sheet::Sheet,
    };

    fn utc(_: i64) -> i16 {
        0
    }

    fn changes(envelopes: &[InboxEnvelope]) -> Vec<u8> {
        let changes = InboxChanges {
            envelopes: envelopes.to_vec(),
            reads: vec![],
            looked_at: vec![],
            next: "here".into(),
            more: true,
            held: Some(7),
            anew: false,
        };
        serde_json::to_vec(&changes).unwrap()
    }

    fn found(keyring: &Keyring, plain: &[u8]) -> Vec<Found> {
        let handed = Handed::read(keyring, plain).unwrap();
        let expected = handed.meta.envelopes;
        let found: Vec<_> = handed.collect();
        assert_eq!(found.len(), expected);
        found
    }

    /// One of each kind that a desk may meet.
    fn all_kinds(school: &School) -> Vec<InboxEnvelope> {
        let (phone, on_file) = school.enrols("dsl");
        let EnrolledPhone { device, .. } = phone;
        let concern = phone.writes(Route::Dsl, "She has new shoes, “=1+1”\r\n ");
        let whole = phone.delivers(school, &concern, &school.countersigned("dsl", on_file.clone()));
        let read = school.keyring("dsl").read(&whole.receipt, NOW);
        let mut unproved = whole.clone();
        unproved.read = Some(SignedRead { read_at: 1, ..read.clone() });
        unproved.receipt.flags.push(Flag::RemovedDevice);
        let unfinished = phone.hands_over(school, Route::Dsl, &phone.drafts(NOW, "She"), &on_file);
        let unreadable = phone.seals(school, Route::Dsl, Uuid::from_u128(71), b"<html>", &on_file);
        let closed = phone.seals(school, Route::Head, Uuid::from_u128(72), b"{}", &on_file);
        let looked_at = Some(school.keyring("dsl").acknowledge(&closed.receipt, NOW));
        let closed = InboxEnvelope { acknowledged: looked_at, ..closed };
        let malformed = InboxEnvelope { bytes: Bytes(vec![7; 20]), device, ..whole.clone() };
        let imported = InboxEnvelope {
            imported_by: Some(read.member),
            author: AuthorOnFile::unknown(),
            ..phone.delivers(school, &phone.writes(Route::Dsl, "Imported"), &on_file)
        };
        let mut history = phone.drafts(NOW, "He ran");
        companion_seal::history::note_as_signed(&mut history, NOW).unwrap();
        let history = phone.delivers(school, &phone.signs(&history, Route::Dsl), &on_file);
        let whole = InboxEnvelope { read: Some(read), ..whole };
        vec![whole, unproved, unfinished, unreadable, closed, malformed, imported, history]
    }

    #[test]
    fn what_is_handed_over_is_what_a_desk_opens_by_itself() {
        let school = School::new();
        let keyring = school.keyring("dsl");
        let envelopes = all_kinds(&school);
        let plain = Unsealer::of(school.keyring("dsl")).unseal(&changes(&envelopes)).unwrap();
        let meta = Handed::read(&keyring, &plain).unwrap().meta;
        assert_eq!((meta.next.as_deref(), meta.more, meta.held), (Some("here"), true, Some(7)));
        for (found, envelope) in found(&keyring, &plain).into_iter().zip(envelopes) {
            let opened = keyring.open(envelope.clone());
            let record = match found {
                Found::Record(record) => record,
                // The first two are one envelope; the second's other receipt is known by its signature alone.
                Found::Known { key, author, read, .. } => {
                    assert_eq!((key, *author, read), (opened.key(), envelope.author, envelope.read));
                    continue;
                }
            };
            assert!(
                Sheet::of(&keyring, &record, utc) == Sheet::of(&keyring, &opened, utc),
                "{}",
                opened.reference()
            );
            assert_eq!((record.key(), record.is_new()), (opened.key(), opened.is_new()));
            let rows = [*record, opened].map(|record| {
                let mut records = Records::default();
                records.add(&keyring, record);
                records.row(&keyring, 0, utc)
            });
            assert!(rows[0].is_some() && rows[0] == rows[1]);
        }
    }

    #[test]
    fn an_envelope_is_opened_once_and_what_is_new_of_it_goes_along() {
        let school = School::new();
        let (keyring, mut unsealer) = (school.keyring("dsl"), Unsealer::of(school.keyring("dsl")));
        let mut envelope = all_kinds(&school).remove(0);
        let read = envelope.read.take();
        assert!(matches!(
            found(&keyring, &unsealer.unseal(&changes(std::slice::from_ref(&envelope))).unwrap())[0],
            Found::Record(_)
        ));
        let looked_at = Some(keyring.acknowledge(&envelope.receipt, NOW));
        let again = InboxEnvelope { read: read.clone(), acknowledged: looked_at.clone(), ..envelope.clone() };
        let plain = unsealer.unseal(&changes(&[again])).unwrap();
        assert!(matches!(
            &found(&keyring, &plain)[0],
            Found::Known { read: told, acknowledged, .. } if (told, acknowledged) == (&read, &looked_at)
        ));
        // After a restore the endpoint gives another receipt for it.
        envelope.receipt = school.receipt(&envelope.bytes.0, envelope.receipt.id, vec![Flag::Conflict]);
        assert!(matches!(
            found(&keyring, &unsealer.unseal(&changes(&[envelope])).unwrap())[0],
            Found::Record(_)
        ));
    }

    #[test]
    fn a_page_of_an_older_endpoint_is_read_too_and_nothing_else_is() {
        let school = School::new();
        let envelopes = vec![all_kinds(&school).remove(0)];
        let page = serde_json::to_vec(&InboxPage { envelopes, next: None }).unwrap();
        let AnswerMeta { next, more, held, envelopes, reads, looked_at, anew } =
            Answer::of(&page).unwrap().meta;
        assert_eq!((next, more, held, envelopes), (None, false, None, 1));
        assert!(reads.is_empty() && looked_at.is_empty() && !anew);
        for strange in ["", "{}", "[]", "<html>Log in</html>"] {
            assert!(Answer::of(strange.as_bytes()).is_none(), "{strange}");
        }
        let plain = Unsealer::of(school.keyring("dsl")).unseal(&page).unwrap();
        for length in [0, 3, 10, plain.len() - 1] {
            let handed = Handed::read(&school.keyring("dsl"), &plain[..length]);
            assert_eq!(handed.map_or(0, Iterator::count), 0, "{length} bytes");
        }
    }
}
