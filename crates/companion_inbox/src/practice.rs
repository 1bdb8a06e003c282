//! Practice, as a desk lists it: who has sent it, when, and whether it holds the fixed words and no other. Every one is looked
//! at, however long ago it came: somebody may have meant what they wrote there.

use std::collections::BTreeMap;

use companion_model::{
    concern::as_text,
    wire::v1::{Acknowledgement, AuthorOnFile, InboxEnvelope, Receipt},
};

use crate::{
    keyring::Keyring,
    proof::prove_the_same,
    record::{Contents, Key},
    words::{self, Zone},
};

/// How many of those with the fixed words a screen shows.
const SHOWN: usize = 50;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Practised {
    /// Which one.
    pub key: Key,
    /// Who sent it: name and job title.
    pub author: String,
    /// That the author is not proved; empty if they are.
    pub proof: &'static str,
    /// When the endpoint received it.
    pub received: String,
    /// What came in the place of the fixed words: to be read at once, it may be meant.
    pub other_words: Option<String>,
    /// Who has looked at those, and when.
    pub looked_at: Option<String>,
}

/// One that came, with what its line is made of.
struct Came {
    receipt: Receipt,
    author: AuthorOnFile,
    acknowledged: Option<Acknowledgement>,
    /// Where its page begins.
    from: String,
    line: Practised,
}

impl Came {
    /// Whether it waits for somebody.
    fn waits(&self) -> bool {
        self.line.other_words.is_some() && self.line.looked_at.is_none()
    }
}

/// All that came, and how far it was fetched.
#[derive(Default)]
pub struct Practice {
    all: BTreeMap<Key, Came>,
    /// Where the last page begins: what is new comes there or after it.
    cursor: String,
}

impl Practice {
    /// Where to fetch next: from the start of the last page known. Its records come again, and with them what is new of their
    /// authors and of who looked.
    pub fn cursor(&self) -> &str {
        &self.cursor
    }

    /// Another page to fetch once more: a colleague may have looked meanwhile at what waits there.
    pub fn waits_from(&self) -> Option<&str> {
        let waiting = self.all.values().filter(|came| came.waits() && came.from != self.cursor);
        waiting.min_by_key(|came| came.receipt.received_at).map(|came| came.from.as_str())
    }

    /// Fetches everything again: the endpoint's database is another one, and has come less far perhaps.
    pub fn start_over(&mut self) {
        self.cursor = String::new();
    }

    /// Goes on to the next page.
    pub fn go_on(&mut self, next: String) {
        self.cursor = next;
    }

    /// Takes what is on the page that begins there. Says whether that changes anything here.
    pub fn take(&mut self, keyring: &Keyring, from: &str, page: Vec<InboxEnvelope>, zone: Zone) -> bool {
        let mut changed = false;
        for mut envelope in page {
            let sha256 = companion_seal::digest(&envelope.bytes.0);
            let key = Key { id: envelope.receipt.id, sha256 };
            let known = self.all.get(&key);
            // A page that was asked for before somebody looked says nothing against their word.
            let holds = known.filter(|known| known.line.looked_at.is_some());
            if let Some(known) = holds {
                envelope.acknowledged.clone_from(&known.acknowledged);
            }
            let is_known = known.is_some_and(|known| {
                prove_the_same(&known.author, &envelope.author) && known.acknowledged == envelope.acknowledged
            });
            if !is_known {
                changed = true;
                self.all.insert(key, came(keyring, key, from, envelope, zone));
            }
        }
        changed
    }

    /// Notes that the endpoint has this member's word that they looked.
    pub fn acknowledge(&mut self, keyring: &Keyring, key: Key, said: Acknowledgement, zone: Zone) {
        if let Some(known) = self.all.get_mut(&key) {
            known.line.looked_at = looked_at(keyring, &known.receipt, Some(&said), zone);
            known.acknowledged = Some(said);
        }
    }

    /// The receipt of one.
    pub fn receipt(&self, key: Key) -> Option<&Receipt> {
        self.all.get(&key).map(|came| &came.receipt)
    }

    /// How many have other words at which nobody has looked.
    pub fn waiting(&self) -> usize {
        self.all.values().filter(|came| came.waits()).count()
    }

    /// How many came.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// The lines of a screen: those that wait first, then the newest; of the fixed words no more than a screen can show.
    pub fn lines(&self) -> Vec<Practised> {
        let mut all: Vec<&Came> = self.all.values().collect();
        all.sort_by_key(|came| (!came.waits(), std::cmp::Reverse(came.receipt.received_at)));
        let mut room = SHOWN;
        all.retain(|came| {
            let fits = came.line.other_words.is_some() || room > 0;
            room -= usize::from(fits && came.line.other_words.is_none());
            fits
        });
        all.into_iter().map(|came| came.line.clone()).collect()
    }
}

fn came(keyring: &Keyring, key: Key, from: &str, envelope: InboxEnvelope, zone: Zone) -> Came {
    let (on_file, acknowledged) = (envelope.author.clone(), envelope.acknowledged.clone());
    let record = keyring.open(envelope);
    let author = record.concern().map_or(&record.author.author, |concern| &concern.author);
    let author = format!("{}, {}", author.name, author.role);
    let received = words::moment(record.receipt.received_at, zone);
    let is_proved = record.proof().is_some_and(|proof| proof.is_proved());
    let proof = if is_proved { "" } else { " – sender not verified" };
    let other_words = match &record.contents {
        Contents::Concern { concern, .. } if concern.is_practice() => None,
        Contents::Concern { concern, .. } => Some(as_text(concern)),
        Contents::Unreadable { opened, .. } => Some(String::from_utf8_lossy(&opened.content).into_owned()),
        Contents::Closed(error) => Some(format!("It can't be opened: {error}.")),
    };
    let looked_at = looked_at(keyring, &record.receipt, acknowledged.as_ref(), zone);
    let line = Practised { key, author, proof, received, other_words, looked_at };
    Came { receipt: record.receipt, author: on_file, acknowledged, from: from.to_owned(), line }
}

/// Only on their signature: an endpoint by itself takes nothing off the notice.
fn looked_at(
    keyring: &Keyring,
    receipt: &Receipt,
    said: Option<&Acknowledgement>,
    zone: Zone,
) -> Option<String> {
    let said = said?;
    let member = keyring.looked_at_by(receipt, said)?;
    Some(format!("Looked at by {}, {}", member.name, words::moment(said.at, zone)))
}

#[cfg(test)]
mod tests {
    use companion_model::{Route, concern::Concern};

    use super::*;
    use crate::school::{NOW, School};

    fn utc(_: i64) -> i16 {
        0
    }

    fn envelope(school: &School, spoil: fn(&mut Concern)) -> InboxEnvelope {
        let (phone, on_file) = school.enrols("dsl");
        let draft = phone.drafts(NOW, "");
        let mut concern = Concern::practice(draft.id, draft.author, Route::Dsl, draft.started_at);
        spoil(&mut concern);
        phone.delivers(school, &concern, &on_file)
    }

    fn real(school: &School) -> InboxEnvelope {
        envelope(school, |concern| concern.content.verbatim = "He said carry it".into())
    }

    #[test]
    fn practice_is_said_to_be_practice() {
        let school = School::new();
        let mut practice = Practice::default();
        assert!(practice.take(&school.keyring("dsl"), "", vec![envelope(&school, |_| ())], utc));
        let line = practice.lines().remove(0);
        // Nobody has countersigned this author yet.
        assert_eq!((line.other_words, line.proof), (None, " – sender not verified"));
        assert_eq!(practice.waiting(), 0);
    }

    #[test]
    fn real_words_that_came_as_practice_wait_however_much_came_after_them() {
        let (school, mut practice) = (School::new(), Practice::default());
        let keyring = school.keyring("dsl");
        practice.take(&keyring, "", vec![real(&school)], utc);
        let after = (0..60).map(|minutes| {
            let mut one = envelope(&school, |_| ());
            one.receipt.received_at += 60_000 * (1 + minutes);
            one
        });
        practice.take(&keyring, "next", after.collect(), utc);
        assert_eq!((practice.waiting(), practice.count()), (1, 61));
        let lines = practice.lines();
        assert!(lines[0].other_words.as_ref().is_some_and(|words| words.contains("He said carry it")));
        assert_eq!(lines.len(), 1 + SHOWN);
    }

    #[test]
    fn somebody_looks_at_them_once_for_all_and_only_by_their_own_signature() {
        let (school, mut practice) = (School::new(), Practice::default());
        let (keyring, came) = (school.keyring("dsl"), real(&school));
        practice.take(&keyring, "", vec![came.clone()], utc);
        practice.go_on("next".into());
        assert_eq!(practice.waits_from(), Some(""));
        let said = keyring.acknowledge(&came.receipt, NOW);
        let forged = Acknowledgement { at: NOW + 1, ..said.clone() };
        let with = |said| vec![InboxEnvelope { acknowledged: Some(said), ..came.clone() }];
        practice.take(&keyring, "", with(forged), utc);
        assert_eq!(practice.waiting(), 1);
        assert!(practice.take(&keyring, "", with(said.clone()), utc));
        assert_eq!((practice.waiting(), practice.waits_from()), (0, None));
        let looked_at = practice.lines().remove(0).looked_at.unwrap();
        assert_eq!(looked_at, "Looked at by Demonstration dsl, Tue 3 Nov 2026, 14:32");

        let mut own = Practice::default();
        own.take(&keyring, "", vec![came.clone()], utc);
        let key = own.lines().remove(0).key;
        own.acknowledge(&keyring, key, said, utc);
        assert_eq!(own.waiting(), 0);
    }

    #[test]
    fn a_page_that_was_asked_for_before_somebody_looked_takes_nothing_back() {
        let (school, mut practice) = (School::new(), Practice::default());
        let (keyring, came) = (school.keyring("dsl"), real(&school));
        practice.take(&keyring, "", vec![came.clone()], utc);
        let key = practice.lines().remove(0).key;
        practice.acknowledge(&keyring, key, keyring.acknowledge(&came.receipt, NOW), utc);
        assert!(!practice.take(&keyring, "", vec![came], utc));
        assert_eq!(practice.waiting(), 0);
    }

    #[test]
    fn the_same_page_again_changes_nothing_and_an_author_who_is_proved_does() {
        let (school, mut practice) = (School::new(), Practice::default());
        let (keyring, came) = (school.keyring("dsl"), envelope(&school, |_| ()));
        assert!(practice.take(&keyring, "", vec![came.clone()], utc));
        assert!(!practice.take(&keyring, "", vec![came.clone()], utc));
        let author = school.countersigned("dsl", came.author.clone());
        assert!(practice.take(&keyring, "", vec![InboxEnvelope { author, ..came }], utc));
        assert_eq!(practice.lines()[0].proof, "");
    }
}
