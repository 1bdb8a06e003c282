//! The list: what nobody has read first, and of that danger first. To be scanned in five seconds.

use std::collections::{HashMap, hash_map::Entry};

use companion_model::wire::v1::{
    Acknowledgement, AcknowledgementMark, AuthorOnFile, InboxEnvelope, ReadMark, SignedRead,
};
use uuid::Uuid;

use crate::{
    inbox_route::InboxRoute,
    keyring::Keyring,
    order::{Order, order},
    ordered::{Ordered, Placed},
    proof::{Standing, prove_the_same},
    record::{Key, Record},
    row::{Row, words_of_line},
    words::Zone,
};

/// All that was fetched, in the order of the list.
#[derive(Default)]
pub struct Records(Ordered<Record>);

impl Placed for Record {
    type Order = Order;

    fn id(&self) -> Uuid {
        self.receipt.id
    }

    fn order(&self) -> Order {
        order(self)
    }
}

impl Records {
    /// Takes an envelope as the endpoint has it now, and opens it if it is not here yet. Says whether that changes anything.
    pub fn take(&mut self, keyring: &Keyring, envelope: InboxEnvelope) -> bool {
        let sha256 = companion_seal::digest(&envelope.bytes.0);
        let key = Key { id: envelope.receipt.id, sha256 };
        match self.known(key).filter(|record| record.receipt == envelope.receipt) {
            None => self.add(keyring, keyring.open(envelope)),
            Some(_) => {
                let InboxEnvelope { author, read, acknowledged, .. } = envelope;
                let learnt = self.learn_again(keyring, key, &author, read.as_ref(), acknowledged.as_ref());
                learnt.unwrap_or_default()
            }
        }
    }

    /// Takes a record that was opened elsewhere. Says whether that changes anything here.
    pub fn add(&mut self, keyring: &Keyring, record: Record) -> bool {
        let key = record.key();
        let Some(number) = self.number(key) else {
            self.0.add(record);
            return true;
        };
        if self.0.get(number).is_some_and(|known| known.receipt == record.receipt) {
            let Record { author, read, acknowledged, .. } = record;
            let learnt = self.learn_again(keyring, key, &author, read.as_ref(), acknowledged.as_ref());
            return learnt.unwrap_or_default();
        }
        // After a restore the endpoint gave the same envelope another receipt. Who read it has read it all the same, and who
        // looked at it has looked.
        self.0.change(number, |known| {
            let (read, acknowledged) = (known.read.take(), known.acknowledged.take());
            *known = record;
            known.learn_of_read(keyring, read.as_ref());
            known.learn_of_acknowledgement(keyring, acknowledged.as_ref());
            true
        })
    }

    /// Takes newer word of a record. Says whether that changes anything; `None` if the record is not here.
    pub fn learn_again(
        &mut self,
        keyring: &Keyring,
        key: Key,
        author: &AuthorOnFile,
        read: Option<&SignedRead>,
        acknowledged: Option<&Acknowledgement>,
    ) -> Option<bool> {
        let number = self.number(key)?;
        Some(self.0.change(number, |known| {
            let learnt = known.learn_of_author(keyring, author);
            let is_read = known.learn_of_read(keyring, read);
            known.learn_of_acknowledgement(keyring, acknowledged) | is_read | learnt
        }))
    }

    /// Takes newer word of the authors. Says whether that changes anything here.
    pub fn learn_of_authors(&mut self, keyring: &Keyring, authors: &[AuthorOnFile]) -> bool {
        let by_id: HashMap<Uuid, &AuthorOnFile> = authors.iter().map(|one| (one.author.id, one)).collect();
        // Whether an author's key is countersigned is looked at once, however many records they have.
        let mut standings: HashMap<Uuid, Standing> = HashMap::new();
        let mut changed = false;
        for number in 0..self.len() {
            let Some(record) = self.0.get(number) else { continue };
            let author = if record.author.is_unknown() {
                authors.iter().find(|author| record.is_by(author))
            } else {
                by_id.get(&record.author.author.id).copied()
            };
            let Some(author) = author.filter(|author| !prove_the_same(author, &record.author)) else {
                continue;
            };
            let standing = || match standings.entry(author.author.id) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(unknown) => *unknown.insert(Standing::of(keyring, author)),
            };
            changed |= self.0.change(number, |record| record.learn_of_own_author(author, standing));
        }
        changed
    }

    /// Takes a member's word that a record was read. The first that holds stays. Says whether that changes anything here.
    pub fn mark_read(&mut self, keyring: &Keyring, key: Key, read: &SignedRead) -> bool {
        self.learn(self.number(key), |record| record.learn_of_read(keyring, Some(read)))
    }

    /// The same as the endpoint tells it; of an envelope that is not here it comes along with the envelope. The word is of a
    /// receipt: bytes that were damaged since then have another digest than the receipt says.
    pub fn take_read_mark(&mut self, keyring: &Keyring, mark: &ReadMark) -> bool {
        let lacks_it = |record: &Record| record.receipt.sha256 == mark.sha256 && record.reader.is_none();
        let number = self.0.number(mark.id, lacks_it);
        self.learn(number, |record| record.learn_of_read(keyring, Some(&mark.read)))
    }

    /// Takes a member's word that they looked at what does not open. The first that holds stays. Says whether that changes
    /// anything here.
    pub fn acknowledge(&mut self, keyring: &Keyring, key: Key, said: &Acknowledgement) -> bool {
        self.learn(self.number(key), |record| record.learn_of_acknowledgement(keyring, Some(said)))
    }

    /// The same as the endpoint tells it.
    pub fn take_acknowledgement_mark(&mut self, keyring: &Keyring, mark: &AcknowledgementMark) -> bool {
        let lacks_it = |record: &Record| record.receipt.sha256 == mark.sha256 && !record.is_readable();
        let number = self.0.number(mark.id, lacks_it);
        self.learn(number, |record| record.learn_of_acknowledgement(keyring, Some(&mark.said)))
    }

    fn learn(&mut self, number: Option<usize>, learn: impl FnOnce(&mut Record) -> bool) -> bool {
        number.is_some_and(|number| self.0.change(number, learn))
    }

    fn number(&self, key: Key) -> Option<usize> {
        self.0.number(key.id, |record| record.key() == key)
    }

    /// A record that is here.
    pub fn known(&self, key: Key) -> Option<&Record> {
        self.0.get(self.number(key)?)
    }

    /// The record of a screen.
    pub fn at(&self, inbox_route: &InboxRoute) -> Option<&Record> {
        self.0.get(self.number_at(inbox_route)?)
    }

    /// The number of the record of a screen.
    pub fn number_at(&self, inbox_route: &InboxRoute) -> Option<usize> {
        let InboxRoute::Record { id, .. } = inbox_route else { return None };
        self.0.number(*id, |record| inbox_route.shows(record))
    }

    /// The screen of a record.
    pub fn inbox_route_of(&self, number: usize) -> Option<InboxRoute> {
        self.0.get(number).map(InboxRoute::of_record)
    }

    /// Every record, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.numbers().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The records' numbers in the order of the list. A record keeps its number, wherever it comes to stand.
    pub fn numbers(&self) -> &[usize] {
        self.0.numbers()
    }

    /// The numbers of those whose line has all of these words in it, or whose reference has; in the order of the list.
    pub fn found(&self, words: &str) -> Vec<usize> {
        let words = words.to_lowercase();
        let words: Vec<&str> = words.split_whitespace().collect();
        let has_all = |number: &usize| {
            self.0.get(*number).is_some_and(|record| {
                let line = words_of_line(record).to_lowercase();
                words.iter().all(|word| line.contains(word))
            })
        };
        let numbers = self.numbers().iter().copied();
        if words.is_empty() { numbers.collect() } else { numbers.filter(has_all).collect() }
    }

    /// The line of a record. Words are made of the lines that are drawn, and of no others.
    pub fn row(&self, keyring: &Keyring, number: usize, zone: Zone) -> Option<Row> {
        self.0.get(number).map(|record| Row::of(keyring, record, zone))
    }

    /// How many wait for somebody.
    pub fn unread(&self) -> usize {
        self.0.iter().filter(|record| record.is_new()).count()
    }
}

/// The record above (-1) or below (1) in a list with these numbers, as a position; the first if none is chosen.
pub fn next_to(numbers: &[usize], chosen: Option<usize>, step: isize) -> Option<usize> {
    let position = numbers.iter().position(|number| Some(*number) == chosen);
    let position = position.map_or(Some(0), |position| position.checked_add_signed(step))?;
    (position < numbers.len()).then_some(position)
}

#[cfg(test)]
mod tests {
    use companion_model::{
        Route,
        concern::{Danger, StaffAnswer},
    };

    use super::*;
    use crate::school::{EnrolledPhone, NOW, School};

    const MINUTE: i64 = 60_000;

    fn utc(_: i64) -> i16 {
        0
    }

    struct Inbox {
        school: School,
        keyring: Keyring,
        phone: EnrolledPhone,
        on_file: AuthorOnFile,
        records: Records,
    }

    impl Inbox {
        fn new() -> Self {
            let school = School::new();
            let (phone, on_file) = school.enrols("dsl");
            Self { keyring: school.keyring("dsl"), phone, on_file, records: Records::default(), school }
        }

        fn receives(&mut self, words: &str, danger: Danger, minutes_ago: i64) -> InboxEnvelope {
            let mut concern = self.phone.writes(Route::Dsl, words);
            concern.content.danger = Some(danger);
            let mut envelope = self.phone.delivers(&self.school, &concern, &self.on_file);
            envelope.receipt.received_at = NOW - minutes_ago * MINUTE;
            self.records.take(&self.keyring, envelope.clone());
            envelope
        }

        fn rows(&self) -> Vec<Row> {
            let numbers = self.records.numbers().iter();
            numbers.filter_map(|number| self.records.row(&self.keyring, *number, utc)).collect()
        }

        fn abouts(&self) -> Vec<String> {
            self.rows().into_iter().map(|row| row.about).collect()
        }
    }

    #[test]
    fn what_was_read_goes_below_what_was_not() {
        let mut inbox = Inbox::new();
        let danger = inbox.receives("danger", Danger::Yes, 80);
        inbox.receives("old", Danger::No, 90);
        inbox.receives("new", Danger::No, 1);
        assert_eq!(inbox.abouts(), ["danger", "new", "old"]);
        let key = inbox.records.iter().next().unwrap().key();
        let read = inbox.keyring.read(&danger.receipt, NOW);
        assert!(inbox.records.mark_read(&inbox.keyring, key, &read));
        assert_eq!(inbox.abouts(), ["new", "old", "danger"]);
    }

    #[test]
    fn what_does_not_open_is_looked_at_once_by_somebody_and_waits_no_more() {
        let mut inbox = Inbox::new();
        let mut closed = inbox.receives("words", Danger::No, 5);
        closed.bytes.0.truncate(60);
        inbox.records.take(&inbox.keyring, closed.clone());
        assert_eq!(inbox.records.unread(), 2);
        let mut forged = inbox.keyring.acknowledge(&closed.receipt, NOW);
        forged.at += 1;
        let said = |said| InboxEnvelope { acknowledged: Some(said), ..closed.clone() };
        assert!(!inbox.records.take(&inbox.keyring, said(forged)));
        let key = inbox.records.iter().find(|record| !record.is_readable()).unwrap().key();
        let looked = inbox.keyring.acknowledge(&closed.receipt, NOW);
        assert!(inbox.records.acknowledge(&inbox.keyring, key, &looked));
        assert_eq!(inbox.records.unread(), 1);
        let row = inbox.rows().pop().unwrap();
        assert_eq!(
            (row.read.as_str(), row.read_label, row.is_new),
            ("Looked at by Demonstration dsl", "", false)
        );
        assert!(!inbox.records.take(&inbox.keyring, said(looked)));
        // After a restore it comes with another receipt, and perhaps without their word.
        closed.receipt.seq += 1;
        assert!(inbox.records.take(&inbox.keyring, closed));
        assert_eq!((inbox.records.len(), inbox.records.unread()), (2, 1));
    }

    #[test]
    fn a_colleague_s_word_of_what_came_long_ago_is_heard_of_one_record_although_its_bytes_are_damaged() {
        let mut inbox = Inbox::new();
        let mut closed = inbox.receives("words", Danger::No, 5);
        inbox.receives("more words", Danger::No, 5);
        closed.bytes.0.truncate(60);
        inbox.records.take(&inbox.keyring, closed.clone());
        let (id, sha256) = (closed.receipt.id, closed.receipt.sha256.clone());
        let said = inbox.keyring.acknowledge(&closed.receipt, NOW);
        let mark = AcknowledgementMark { id, sha256, said };
        let other = AcknowledgementMark { sha256: [9; 32].into(), ..mark.clone() };
        assert!(
            !inbox.records.take_acknowledgement_mark(&inbox.keyring, &other),
            "of bytes that are not here"
        );
        assert!(inbox.records.take_acknowledgement_mark(&inbox.keyring, &mark));
        assert!(!inbox.records.take_acknowledgement_mark(&inbox.keyring, &mark), "the first stays");
        assert_eq!(inbox.records.unread(), 2, "whole records are still to be read");
        let read = inbox.keyring.read(&closed.receipt, NOW);
        let mark = ReadMark { id, sha256: mark.sha256, read };
        assert!(inbox.records.take_read_mark(&inbox.keyring, &mark));
        assert!(inbox.records.take_read_mark(&inbox.keyring, &mark), "and of what does not open, too");
        assert!(!inbox.records.take_read_mark(&inbox.keyring, &mark));
        assert_eq!(inbox.records.unread(), 1);
    }

    #[test]
    fn nobody_who_can_open_a_record_is_kept_from_it_by_one_who_looked() {
        let mut inbox = Inbox::new();
        let envelope = inbox.receives("words", Danger::No, 5);
        let said = inbox.keyring.acknowledge(&envelope.receipt, NOW);
        let acknowledged = Some(said);
        assert!(!inbox.records.take(&inbox.keyring, InboxEnvelope { acknowledged, ..envelope }));
        assert_eq!(inbox.records.unread(), 1);
    }

    #[test]
    fn a_phone_s_wrong_clock_does_not_move_its_record() {
        let mut inbox = Inbox::new();
        inbox.receives("first", Danger::No, 10);
        let concern = inbox.phone.writes_at(i64::MAX / 2, Route::Dsl, "from the future");
        let mut envelope = inbox.phone.delivers(&inbox.school, &concern, &inbox.on_file);
        envelope.receipt.received_at = NOW - 20 * MINUTE;
        inbox.records.take(&inbox.keyring, envelope);
        assert_eq!(inbox.abouts(), ["first", "from the future"]);
    }

    #[test]
    fn what_can_t_be_opened_or_read_is_a_line_that_says_so() {
        let mut inbox = Inbox::new();
        let mut closed = inbox.receives("words", Danger::No, 5);
        closed.bytes.0.truncate(60);
        inbox.records.take(&inbox.keyring, closed);
        let id = uuid::Uuid::from_u128(70);
        let strange = inbox.phone.seals(&inbox.school, Route::Dsl, id, b"<html>", &inbox.on_file);
        inbox.records.take(&inbox.keyring, strange);
        let abouts = inbox.abouts();
        assert_eq!(abouts.len(), 3);
        assert!(abouts.contains(&"Won't open; still kept".to_owned()));
        assert!(abouts.contains(&"Unknown kind of record. Open it to read it.".to_owned()));
    }

    #[test]
    fn two_contents_under_one_number_are_two_lines_with_addresses_of_their_own() {
        let mut inbox = Inbox::new();
        let first = inbox.receives("first", Danger::No, 5);
        let mut concern = inbox.phone.writes(Route::Dsl, "second");
        concern.id = first.receipt.id;
        let mut second = inbox.phone.delivers(&inbox.school, &concern, &inbox.on_file);
        let flags = vec![companion_model::wire::v1::Flag::Conflict];
        second.receipt = inbox.school.receipt(&second.bytes.0, concern.id, flags);
        inbox.records.take(&inbox.keyring, second);
        let rows = inbox.rows();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].doubts, ["Second version"]);
        for number in 0..2 {
            let inbox_route = inbox.records.inbox_route_of(number).unwrap();
            assert_eq!(inbox.records.number_at(&inbox_route), Some(number));
        }
    }

    #[test]
    fn the_same_envelope_again_changes_nothing_and_a_read_mark_does() {
        let mut inbox = Inbox::new();
        let envelope = inbox.receives("words", Danger::No, 5);
        assert!(!inbox.records.take(&inbox.keyring, envelope.clone()));
        assert_eq!(inbox.records.unread(), 1);
        let read = inbox.keyring.read(&envelope.receipt, NOW);
        assert!(inbox.records.take(&inbox.keyring, InboxEnvelope { read: Some(read), ..envelope }));
        assert_eq!(inbox.records.unread(), 0);
        assert_eq!(inbox.rows()[0].read, "Demonstration dsl");
    }

    #[test]
    fn a_read_mark_without_proof_leaves_the_record_new() {
        let mut inbox = Inbox::new();
        let envelope = inbox.receives("words", Danger::No, 5);
        let mut read = inbox.keyring.read(&envelope.receipt, NOW);
        read.read_at += 1;
        inbox.records.take(&inbox.keyring, InboxEnvelope { read: Some(read), ..envelope.clone() });
        assert_eq!(inbox.records.unread(), 1);
        let key = inbox.records.iter().next().unwrap().key();
        inbox.records.mark_read(&inbox.keyring, key, &inbox.keyring.read(&envelope.receipt, NOW));
        assert_eq!(inbox.records.unread(), 0);
    }

    #[test]
    fn a_line_says_when_it_was_written_and_how_long_it_took() {
        let mut inbox = Inbox::new();
        inbox.receives("words", Danger::No, 0);
        let row = inbox.rows().remove(0);
        assert_eq!(
            (row.written.as_str(), row.received.as_str()),
            ("Tue 3 Nov 2026, 14:28 UTC+01:00", "Tue 3 Nov 2026, 14:32")
        );
        assert_eq!((row.gap.as_str(), row.read.as_str(), row.danger), ("1 h 4 min", "New", "No danger now"));
        assert_eq!((row.child.as_str(), row.author.as_str()), ("Alex Child", "Sam Teacher"));
    }

    #[test]
    fn a_record_about_an_adult_and_a_short_one_are_marked() {
        let mut inbox = Inbox::new();
        let mut concern = inbox.phone.writes(Route::Dsl, "words");
        concern.content.about_staff =
            Some(companion_model::concern::AboutStaff::of(StaffAnswer::SomeoneElse));
        let envelope = inbox.phone.delivers(&inbox.school, &concern, &inbox.on_file);
        inbox.records.take(&inbox.keyring, envelope);
        let marks = inbox.rows().remove(0).marks;
        assert_eq!(
            marks,
            [
                "About someone who works with children: Yes – a colleague, volunteer, driver or centre worker",
                "Short record"
            ]
        );
    }

    #[test]
    fn what_came_in_a_file_is_marked_and_listed_once() {
        let mut inbox = Inbox::new();
        let concern = inbox.phone.writes(Route::Dsl, "words");
        let delivered = inbox.phone.delivers(&inbox.school, &concern, &inbox.on_file);
        let imported = InboxEnvelope { imported_by: Some(inbox.keyring.member()), ..delivered };
        assert!(inbox.records.take(&inbox.keyring, imported.clone()));
        assert!(!inbox.records.take(&inbox.keyring, imported));
        let rows = inbox.rows();
        assert_eq!(rows.len(), 1);
        assert!(rows[0].marks.contains(&"Imported from a file".to_owned()), "{:?}", rows[0].marks);
    }

    #[test]
    fn up_and_down_stop_at_the_ends() {
        let numbers = [7, 3, 5];
        assert_eq!(next_to(&numbers, None, 1), Some(0), "the first, where none is chosen");
        assert_eq!(next_to(&numbers, Some(7), 1), Some(1));
        assert_eq!(next_to(&numbers, Some(7), -1), None);
        assert_eq!(next_to(&numbers, Some(5), 1), None);
        assert_eq!(next_to(&numbers, Some(5), -1), Some(1));
        assert_eq!(next_to(&[], None, 1), None);
    }

    #[test]
    fn a_record_keeps_its_number_and_its_screen_wherever_it_comes_to_stand() {
        let mut inbox = Inbox::new();
        let old = inbox.receives("old", Danger::No, 9);
        inbox.receives("new", Danger::No, 1);
        let inbox_route = InboxRoute::of_receipt(&old.receipt);
        assert_eq!(
            (inbox.records.number_at(&inbox_route), inbox.records.numbers()),
            (Some(0), [1, 0].as_slice())
        );
        assert_eq!(inbox.records.inbox_route_of(0), Some(inbox_route));
        assert_eq!(inbox.records.number_at(&InboxRoute::List), None);
        let line = inbox.records.row(&inbox.keyring, 0, utc).unwrap();
        assert_eq!(line.about, "old");
        assert!(inbox.records.row(&inbox.keyring, 2, utc).is_none());
    }

    #[test]
    fn a_line_is_found_by_its_words_and_by_its_reference() {
        let mut inbox = Inbox::new();
        inbox.receives("He has a second phone", Danger::No, 9);
        inbox.receives("She has new shoes", Danger::No, 1);
        let reference = inbox.records.iter().next().unwrap().reference();
        for (words, expected) in [
            ("", 2),
            ("phone SECOND", 1),
            ("alex", 2),
            ("alex shoes", 1),
            ("sam teacher", 2),
            (reference.as_str(), 1),
            ("nothing of this", 0),
        ] {
            assert_eq!(inbox.records.found(words).len(), expected, "{words}");
        }
    }

    #[test]
    fn a_new_receipt_for_the_same_envelope_is_taken_and_its_reader_stays() {
        let mut inbox = Inbox::new();
        let envelope = inbox.receives("words", Danger::No, 5);
        let read = inbox.keyring.read(&envelope.receipt, NOW);
        let key = inbox.records.iter().next().unwrap().key();
        assert!(inbox.records.mark_read(&inbox.keyring, key, &read));
        let mut receipt = inbox.school.receipt(&envelope.bytes.0, envelope.receipt.id, vec![]);
        receipt.seq += 1;
        assert!(inbox.records.take(&inbox.keyring, InboxEnvelope { receipt: receipt.clone(), ..envelope }));
        assert_eq!((inbox.records.len(), inbox.records.unread()), (1, 0));
        assert_eq!(inbox.records.known(key).unwrap().receipt, receipt);
    }

    #[test]
    fn an_author_s_standing_reaches_all_of_their_records_and_being_seen_changes_none() {
        let mut inbox = Inbox::new();
        for words in ["one", "two", "three"] {
            inbox.receives(words, Danger::No, 1);
        }
        let mut seen = inbox.on_file.clone();
        seen.enrolled.as_mut().unwrap().last_seen_at = Some(NOW);
        assert!(!inbox.records.learn_of_authors(&inbox.keyring, std::slice::from_ref(&seen)));
        let countersigned = [inbox.school.countersigned("dsl", seen)];
        assert!(inbox.records.learn_of_authors(&inbox.keyring, &countersigned));
        assert!(inbox.rows().iter().all(|row| row.is_proved));
        assert!(!inbox.records.learn_of_authors(&inbox.keyring, &countersigned));
    }
}
