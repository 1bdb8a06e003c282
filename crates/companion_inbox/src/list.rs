//! The list: what nobody has read first, and of that danger first. To be scanned in five seconds.

use companion_model::{
    DeviceTime,
    concern::{Concern, Content, Danger, Kind, StaffAnswer},
    wire::v1::{Acknowledgement, AuthorOnFile, InboxEnvelope, SignedRead},
};

use crate::{
    desk::Desk,
    order::order,
    place::Place,
    record::{Contents, Key, Record},
    words::{self, Zone},
};

/// All that was fetched, in the order of the list.
#[derive(Default)]
pub struct Records(Vec<Record>);

/// One line of the list, in words.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Row {
    /// Which record.
    pub key: Key,
    /// Its address.
    pub place: Place,
    /// Whether a child is in danger now.
    pub is_danger: bool,
    /// The same in words.
    pub danger: &'static str,
    /// The child, or why none is named.
    pub child: String,
    /// What it is about.
    pub about: String,
    /// Who wrote it.
    pub author: String,
    /// Whether that is proved.
    pub proof: &'static str,
    /// The same, as a question of yes or no.
    pub is_proved: bool,
    /// When it was written, by the phone's clock.
    pub written: String,
    /// When it was received, by the endpoint's.
    pub received: String,
    /// How long it was on its way.
    pub gap: String,
    /// Who read it, or looked at it.
    pub read: String,
    /// What stands before that where no column says it.
    pub read_label: &'static str,
    /// It waits for somebody.
    pub is_new: bool,
    /// What kind of record it is, where that is not the usual.
    pub marks: Vec<String>,
    /// What is odd about it.
    pub doubts: Vec<&'static str>,
}

impl Records {
    /// Takes an envelope as the endpoint has it now. Says whether that changes anything here.
    pub fn take(&mut self, desk: &Desk, envelope: InboxEnvelope) -> bool {
        let sha256 = companion_seal::digest(&envelope.bytes.0);
        let key = Key { id: envelope.receipt.id, sha256 };
        let Some(known) = self.0.iter_mut().find(|record| record.key() == key) else {
            self.0.push(desk.open(envelope));
            self.sort();
            return true;
        };
        let learnt = known.learn_of_author(desk, &envelope.author);
        let read = known.learn_of_read(desk, envelope.read.as_ref());
        let looked_at = known.learn_of_acknowledgement(desk, envelope.acknowledged.as_ref());
        if read || looked_at {
            self.sort();
        }
        learnt || read || looked_at
    }

    /// Takes newer word of the authors. Says whether that changes anything here.
    pub fn learn_of_authors(&mut self, desk: &Desk, authors: &[AuthorOnFile]) -> bool {
        let mut changed = false;
        for record in &mut self.0 {
            for author in authors {
                changed |= record.learn_of_author(desk, author);
            }
        }
        changed
    }

    /// Notes that the endpoint has this member's word. The first that holds stays.
    pub fn mark_read(&mut self, desk: &Desk, key: Key, read: SignedRead) {
        if let Some(record) = self.0.iter_mut().find(|record| record.key() == key)
            && record.learn_of_read(desk, Some(&read))
        {
            self.sort();
        }
    }

    /// Notes that the endpoint has this member's word that they looked at what does not open.
    pub fn acknowledge(&mut self, desk: &Desk, key: Key, said: &Acknowledgement) {
        if let Some(record) = self.0.iter_mut().find(|record| record.key() == key)
            && record.learn_of_acknowledgement(desk, Some(said))
        {
            self.sort();
        }
    }

    fn sort(&mut self) {
        self.0.sort_by_cached_key(order);
    }

    /// The record of a screen.
    pub fn at(&self, place: &Place) -> Option<&Record> {
        self.0.iter().find(|record| place.shows(record))
    }

    /// The record above (-1) or below (1) in the list; the first if none is chosen.
    pub fn next_to(&self, place: &Place, step: isize) -> Option<Place> {
        let chosen = self.0.iter().position(|record| place.shows(record));
        let index = chosen.map_or(Some(0), |index| index.checked_add_signed(step))?;
        self.0.get(index).map(Place::of_record)
    }

    /// Every record, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.0.iter()
    }

    /// The list's lines.
    pub fn rows(&self, desk: &Desk, zone: Zone) -> Vec<Row> {
        self.0.iter().map(|record| row(desk, record, zone)).collect()
    }

    /// How many wait for somebody.
    pub fn unread(&self) -> usize {
        self.0.iter().filter(|record| record.is_new()).count()
    }
}

fn row(desk: &Desk, record: &Record, zone: Zone) -> Row {
    let concern = record.concern();
    let written = concern.map(written);
    let received_at = record.receipt.received_at;
    Row {
        key: record.key(),
        place: Place::of_record(record),
        is_danger: record.danger() == Some(&Danger::Yes),
        danger: words::danger(record.danger(), concern.is_some()),
        child: concern.map_or_else(|| "Not known".to_owned(), |concern| child(&concern.content)),
        about: about(record),
        author: concern.map_or(&record.author.author, |concern| &concern.author).name.clone(),
        proof: record.proof().map_or("Author not proved", |proof| proof.label()),
        is_proved: record.proof().is_some_and(|proof| proof.is_proved()),
        written: written.map_or_else(|| "Not known".to_owned(), |at| words::written(at, zone)),
        received: words::moment(received_at, zone),
        gap: written.map_or_else(|| "Not known".to_owned(), |at| words::gap(at.utc_ms, received_at)),
        read: read(desk, record),
        read_label: if record.is_new() || record.acknowledged.is_some() { "" } else { "Read by " },
        is_new: record.is_new(),
        marks: marks(record),
        doubts: record.doubts.iter().map(|doubt| doubt.label()).collect(),
    }
}

/// When the first words were there; a record without any has at least been begun.
pub(crate) fn written(concern: &Concern) -> &DeviceTime {
    concern.first_words_at.as_ref().unwrap_or(&concern.started_at)
}

fn child(content: &Content) -> String {
    let name = content.child.name.trim();
    let description = content.child.description.trim();
    match (name, description) {
        ("", "") => "Not named".to_owned(),
        ("", description) => format!("Name not known: {}", beginning(description)),
        (name, _) => beginning(name),
    }
}

fn about(record: &Record) -> String {
    let concern = match &record.contents {
        Contents::Concern { concern, .. } => concern,
        Contents::Unreadable { .. } => return "Unknown form: open it to read it as it came".to_owned(),
        Contents::Closed(_) => return "Does not open; still kept".to_owned(),
    };
    let content = &concern.content;
    let account = [&content.verbatim, &content.observed, &content.reported];
    account.into_iter().find(|text| !text.trim().is_empty()).map(|text| beginning(text)).unwrap_or_default()
}

fn marks(record: &Record) -> Vec<String> {
    let of_the_concern = record.concern().map(|concern| marks_of(concern, record.is_unfinished()));
    let imported = record.imported_by.map(|_| "Imported from a file".to_owned());
    of_the_concern.unwrap_or_default().into_iter().chain(imported).collect()
}

fn marks_of(concern: &Concern, is_unfinished: bool) -> Vec<String> {
    let kind = match concern.kind {
        Kind::Concern => None,
        Kind::Addition { .. } => Some("Addition".to_owned()),
        Kind::Correction { .. } => Some("Correction".to_owned()),
        Kind::Practice => Some("Practice".to_owned()),
    };
    let staff = concern.content.about_staff.as_ref().filter(|about| about.answer != StaffAnswer::No);
    let staff = staff.map(|about| format!("About an adult: {}", about.answer.label()));
    let state = match (is_unfinished, concern.short) {
        (true, _) => Some("Unfinished, handed over".to_owned()),
        (false, true) => Some("Short record".to_owned()),
        (false, false) => None,
    };
    [kind, staff, state].into_iter().flatten().collect()
}

/// The first words of a text, on one line.
fn beginning(text: &str) -> String {
    const CHARACTERS: usize = 80;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= CHARACTERS {
        return line;
    }
    let cut: String = line.chars().take(CHARACTERS).collect();
    format!("{}…", cut.trim_end())
}

fn read(desk: &Desk, record: &Record) -> String {
    let looked_at = record.acknowledged.as_ref().filter(|_| record.read.is_none());
    if let Some(member) = looked_at.and_then(|said| desk.looked_at_by(&record.receipt, said)) {
        return format!("Looked at by {}", member.name);
    }
    match &record.read {
        None => "New".to_owned(),
        Some(read) => desk
            .reader(&record.receipt, read)
            .map_or_else(|| "New: a read mark came without proof".to_owned(), |member| member.name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use companion_model::Route;

    use super::*;
    use crate::school::{NOW, Phone, School};

    const MINUTE: i64 = 60_000;

    fn utc(_: i64) -> i16 {
        0
    }

    struct Inbox {
        school: School,
        desk: Desk,
        phone: Phone,
        on_file: AuthorOnFile,
        records: Records,
    }

    impl Inbox {
        fn new() -> Self {
            let school = School::new();
            let (phone, on_file) = school.enrols("dsl");
            Self { desk: school.desk("dsl"), phone, on_file, records: Records::default(), school }
        }

        fn receives(&mut self, words: &str, danger: Danger, minutes_ago: i64) -> InboxEnvelope {
            let mut concern = self.phone.writes(Route::Dsl, words);
            concern.content.danger = Some(danger);
            let mut envelope = self.phone.delivers(&self.school, &concern, &self.on_file);
            envelope.receipt.received_at = NOW - minutes_ago * MINUTE;
            self.records.take(&self.desk, envelope.clone());
            envelope
        }

        fn abouts(&self) -> Vec<String> {
            self.records.rows(&self.desk, utc).into_iter().map(|row| row.about).collect()
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
        let read = inbox.desk.read(&danger.receipt, NOW);
        inbox.records.mark_read(&inbox.desk, key, read);
        assert_eq!(inbox.abouts(), ["new", "old", "danger"]);
    }

    #[test]
    fn what_does_not_open_is_looked_at_once_by_somebody_and_waits_no_more() {
        let mut inbox = Inbox::new();
        let mut closed = inbox.receives("words", Danger::No, 5);
        closed.bytes.0.truncate(60);
        inbox.records.take(&inbox.desk, closed.clone());
        assert_eq!(inbox.records.unread(), 2);
        let mut forged = inbox.desk.acknowledge(&closed.receipt, NOW);
        forged.at += 1;
        let said = |said| InboxEnvelope { acknowledged: Some(said), ..closed.clone() };
        assert!(!inbox.records.take(&inbox.desk, said(forged)));
        let key = inbox.records.iter().find(|record| !record.is_readable()).unwrap().key();
        let looked = inbox.desk.acknowledge(&closed.receipt, NOW);
        inbox.records.acknowledge(&inbox.desk, key, &looked);
        assert_eq!(inbox.records.unread(), 1);
        let row = inbox.records.rows(&inbox.desk, utc).pop().unwrap();
        assert_eq!(
            (row.read.as_str(), row.read_label, row.is_new),
            ("Looked at by Demonstration dsl", "", false)
        );
        assert!(!inbox.records.take(&inbox.desk, said(looked)));
    }

    #[test]
    fn nobody_who_can_open_a_record_is_kept_from_it_by_one_who_looked() {
        let mut inbox = Inbox::new();
        let envelope = inbox.receives("words", Danger::No, 5);
        let said = inbox.desk.acknowledge(&envelope.receipt, NOW);
        let acknowledged = Some(said);
        assert!(!inbox.records.take(&inbox.desk, InboxEnvelope { acknowledged, ..envelope }));
        assert_eq!(inbox.records.unread(), 1);
    }

    #[test]
    fn a_phone_s_wrong_clock_does_not_move_its_record() {
        let mut inbox = Inbox::new();
        inbox.receives("first", Danger::No, 10);
        let concern = inbox.phone.writes_at(i64::MAX / 2, Route::Dsl, "from the future");
        let mut envelope = inbox.phone.delivers(&inbox.school, &concern, &inbox.on_file);
        envelope.receipt.received_at = NOW - 20 * MINUTE;
        inbox.records.take(&inbox.desk, envelope);
        assert_eq!(inbox.abouts(), ["first", "from the future"]);
    }

    #[test]
    fn what_can_t_be_opened_or_read_is_a_line_that_says_so() {
        let mut inbox = Inbox::new();
        let mut closed = inbox.receives("words", Danger::No, 5);
        closed.bytes.0.truncate(60);
        inbox.records.take(&inbox.desk, closed);
        let id = uuid::Uuid::from_u128(70);
        let strange = inbox.phone.seals(&inbox.school, Route::Dsl, id, b"<html>", &inbox.on_file);
        inbox.records.take(&inbox.desk, strange);
        let abouts = inbox.abouts();
        assert_eq!(abouts.len(), 3);
        assert!(abouts.contains(&"Does not open; still kept".to_owned()));
        assert!(abouts.contains(&"Unknown form: open it to read it as it came".to_owned()));
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
        inbox.records.take(&inbox.desk, second);
        let rows = inbox.records.rows(&inbox.desk, utc);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].doubts, ["Second version"]);
        for row in rows {
            assert!(inbox.records.at(&row.place).is_some_and(|record| record.key() == row.key));
        }
    }

    #[test]
    fn the_same_envelope_again_changes_nothing_and_a_read_mark_does() {
        let mut inbox = Inbox::new();
        let envelope = inbox.receives("words", Danger::No, 5);
        assert!(!inbox.records.take(&inbox.desk, envelope.clone()));
        assert_eq!(inbox.records.unread(), 1);
        let read = inbox.desk.read(&envelope.receipt, NOW);
        assert!(inbox.records.take(&inbox.desk, InboxEnvelope { read: Some(read), ..envelope }));
        assert_eq!(inbox.records.unread(), 0);
        assert_eq!(inbox.records.rows(&inbox.desk, utc)[0].read, "Demonstration dsl");
    }

    #[test]
    fn a_read_mark_without_proof_leaves_the_record_new() {
        let mut inbox = Inbox::new();
        let envelope = inbox.receives("words", Danger::No, 5);
        let mut read = inbox.desk.read(&envelope.receipt, NOW);
        read.read_at += 1;
        inbox.records.take(&inbox.desk, InboxEnvelope { read: Some(read), ..envelope.clone() });
        assert_eq!(inbox.records.unread(), 1);
        let key = inbox.records.iter().next().unwrap().key();
        inbox.records.mark_read(&inbox.desk, key, inbox.desk.read(&envelope.receipt, NOW));
        assert_eq!(inbox.records.unread(), 0);
    }

    #[test]
    fn a_line_says_when_it_was_written_and_how_long_it_took() {
        let mut inbox = Inbox::new();
        inbox.receives("words", Danger::No, 0);
        let row = inbox.records.rows(&inbox.desk, utc).remove(0);
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
        inbox.records.take(&inbox.desk, envelope);
        let marks = inbox.records.rows(&inbox.desk, utc).remove(0).marks;
        assert_eq!(marks, ["About an adult: Yes – other staff, volunteer, driver, centre", "Short record"]);
    }

    #[test]
    fn what_came_in_a_file_is_marked_and_listed_once() {
        let mut inbox = Inbox::new();
        let concern = inbox.phone.writes(Route::Dsl, "words");
        let delivered = inbox.phone.delivers(&inbox.school, &concern, &inbox.on_file);
        let imported = InboxEnvelope { imported_by: Some(inbox.desk.member()), ..delivered };
        assert!(inbox.records.take(&inbox.desk, imported.clone()));
        assert!(!inbox.records.take(&inbox.desk, imported));
        let rows = inbox.records.rows(&inbox.desk, utc);
        assert_eq!(rows.len(), 1);
        assert!(rows[0].marks.contains(&"Imported from a file".to_owned()), "{:?}", rows[0].marks);
    }

    #[test]
    fn up_and_down_stop_at_the_ends() {
        let mut inbox = Inbox::new();
        inbox.receives("old", Danger::No, 9);
        inbox.receives("new", Danger::No, 1);
        let first = inbox.records.next_to(&Place::List, 1).unwrap();
        let second = inbox.records.next_to(&first, 1).unwrap();
        assert_ne!(first, second);
        assert_eq!(inbox.records.next_to(&second, 1), None);
        assert_eq!(inbox.records.next_to(&first, -1), None);
        assert_eq!(inbox.records.next_to(&second, -1), Some(first));
    }

    #[test]
    fn a_child_without_a_name_is_told_by_the_description() {
        let mut content = Content::default();
        assert_eq!(child(&content), "Not named");
        content.child.description = "Red coat,\n about 12 ".into();
        assert_eq!(child(&content), "Name not known: Red coat, about 12");
        content.child.name = "x".repeat(100);
        assert_eq!(child(&content).chars().count(), 81);
    }
}
