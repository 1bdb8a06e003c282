//! One record whole, in words: what a screen and a printed sheet show of it.

use companion_model::concern::{
    Concern, Danger, Face, Kind, Level, Row, body, field, missing, rows, warnings,
};
use data_encoding::HEXLOWER;

use crate::{
    keyring::Keyring,
    proof::Proof,
    record::{Contents, Record},
    row,
    words::{self, Zone},
};

/// One record whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What it is, in a few words: never anybody's name.
    pub title: &'static str,
    /// Who wrote it, for whom, at which school.
    pub by: String,
    /// The author wrote that someone was in danger.
    pub is_danger: bool,
    /// Whether the author is proved.
    pub is_proved: bool,
    /// The same in a sentence.
    pub author: String,
    /// What its reader must know before the first line.
    pub notices: Vec<String>,
    /// The questions and answers.
    pub answers: Vec<Row>,
    /// The body map, front and back, where a place is marked: its numbers are those of the marks, which are said in words
    /// among the answers.
    pub maps: Vec<(String, String)>,
    /// Not answered, or would have asked about.
    pub lacking: Vec<String>,
    /// What is in it, where no form fits it: to be read by a person.
    pub raw: Option<String>,
    /// Times, by the phone's clock and by the endpoint's.
    pub times: Vec<(&'static str, String)>,
    /// What names and proves it.
    pub references: Vec<(&'static str, String)>,
}

impl Sheet {
    /// All that is known of a record.
    pub fn of(keyring: &Keyring, record: &Record, zone: Zone) -> Self {
        let concern = record.concern();
        let invited_by = record.author.invited_by;
        let inviting = match record.proof() {
            Some(Proof::InviterRemoved) => keyring.bare_name_of(invited_by).to_owned(),
            _ => keyring.name_of(invited_by),
        };
        let author = record.proof().map_or_else(
            || format!("Sender not verified: it came from {}'s phone.", record.author.author.name),
            |proof| proof.sentence(&record.author.author.name, &inviting),
        );
        Self {
            title: title(record),
            by: by(keyring, record),
            is_danger: record.danger() == Some(&Danger::Yes),
            is_proved: record.proof().is_some_and(|proof| proof.is_proved()),
            author,
            notices: words::record::notices(keyring, record, zone),
            answers: concern.map(rows).unwrap_or_default(),
            maps: concern.map(maps).unwrap_or_default(),
            lacking: concern.map(lacking).unwrap_or_default(),
            raw: raw(record),
            times: times(record, zone),
            references: references(record),
        }
    }
}

fn title(record: &Record) -> &'static str {
    match &record.contents {
        Contents::Concern { .. } if record.is_unfinished() => "A draft, passed on",
        Contents::Concern { concern, .. } => match concern.kind {
            Kind::Concern => "Record of concern",
            Kind::Addition { .. } => "Addition to a record",
            Kind::Correction { .. } => "Correction to a record",
            Kind::Practice => "Practice",
        },
        Contents::Unreadable { .. } => "Unknown kind of record",
        Contents::Closed(_) => "A record that won't open",
    }
}

fn by(keyring: &Keyring, record: &Record) -> String {
    let author = record.concern().map_or(&record.author.author, |concern| &concern.author);
    let (school, people) = (&keyring.directory.school_name, record.route().people());
    format!("{}, {} · for {people} · {school}", author.name, author.role)
}

fn maps(concern: &Concern) -> Vec<(String, String)> {
    let injuries = &concern.content.injuries;
    let faces = [Face::Front, Face::Back].into_iter();
    let marked = faces.filter(|face| injuries.iter().any(|injury| injury.face.as_ref() == Some(face)));
    marked.map(|face| (face.label().to_owned(), body::svg(&face, injuries, body::Use::ToLookAt))).collect()
}

fn lacking(concern: &Concern) -> Vec<String> {
    let label = |key: &str| field(key).map(|field| field.label_for(concern.route)).unwrap_or_default();
    let missing = missing(&concern.content, Level::Full);
    // The sentence of a warning is the author's, who can still change the answer.
    let mut odd = warnings(&concern.content, &concern.signed_at);
    odd.retain(|warning| missing.iter().all(|missing| missing.field_key != warning.field_key));
    let missing = missing.iter().map(|missing| format!("Not answered: {}", label(missing.field_key)));
    let odd = odd.iter().map(|warning| format!("Check with the author: {}", label(warning.field_key)));
    missing.chain(odd).collect()
}

fn raw(record: &Record) -> Option<String> {
    match &record.contents {
        Contents::Unreadable { opened, .. } => Some(String::from_utf8_lossy(&opened.content).into_owned()),
        Contents::Concern { .. } | Contents::Closed(_) => None,
    }
}

fn times(record: &Record, zone: Zone) -> Vec<(&'static str, String)> {
    let received_at = record.receipt.received_at;
    let mut times = Vec::new();
    if let Some(concern) = record.concern() {
        times.push(("Started, by the phone's clock", words::on_the_phone(&concern.started_at)));
        if let Some(at) = &concern.first_words_at {
            times.push(("First words, by the phone's clock", words::on_the_phone(at)));
        }
        times.extend(concern.sittings.iter().map(|one| ("Written, by the phone's clock", one.words())));
        times.push(("Last changed, by the phone's clock", words::on_the_phone(&concern.last_edited_at)));
        if !record.is_unfinished() {
            times.push(("Signed, by the phone's clock", words::on_the_phone(&concern.signed_at)));
        }
    }
    times.push(("Received, by the server's clock", words::moment(received_at, zone)));
    if let Some(concern) = record.concern() {
        times.push(("From first words to arrival", words::gap(row::written(concern).utc_ms, received_at)));
    }
    if let Some(history) = &record.history {
        times.push(("Writing history", words::record::history(history, zone)));
    }
    times
}

fn references(record: &Record) -> Vec<(&'static str, String)> {
    let mut references = vec![
        ("Receipt reference", record.reference()),
        ("Received as", format!("number {} for {}", record.receipt.seq, record.route().people())),
        ("Record", record.receipt.id.to_string()),
        ("Phone", record.device.to_string()),
        ("SHA-256 of the sealed record", HEXLOWER.encode(record.sha256())),
    ];
    if let Some(opened) = record.opened() {
        let digest = companion_seal::digest(&opened.content);
        references.push(("SHA-256 of the record inside", HEXLOWER.encode(&digest)));
    }
    if let Some(concern) = record.concern() {
        let app = if concern.app_version.is_empty() { "not said" } else { &concern.app_version };
        references.push(("Written with", format!("form {}, app {app}", concern.schema)));
    }
    references
}

#[cfg(test)]
mod tests {
    use companion_model::{Route, concern::NOT_PROVIDED, wire::v1::InboxEnvelope};

    use super::*;
    use crate::{
        school::{NOW, School},
        words::record::read_by,
    };

    fn utc(_: i64) -> i16 {
        0
    }

    fn delivered(school: &School) -> InboxEnvelope {
        let (phone, on_file) = school.enrols("dsl");
        phone.delivers(school, &phone.writes(Route::Dsl, "  “It’s mine”\r\n"), &on_file)
    }

    #[test]
    fn a_sheet_shows_words_as_they_were_typed_and_what_was_not_provided() {
        let school = School::new();
        let keyring = school.keyring("dsl");
        let sheet = Sheet::of(&keyring, &keyring.open(delivered(&school)), utc);
        let answer = |key: &str| sheet.answers.iter().find(|row| row.key == key).unwrap();
        assert_eq!(answer("verbatim").value, "  “It’s mine”\r\n");
        assert!(answer("verbatim").verbatim);
        assert_eq!(answer("demeanour").value, NOT_PROVIDED);
    }

    #[test]
    fn a_short_record_is_marked_and_says_what_it_lacks() {
        let school = School::new();
        let keyring = school.keyring("dsl");
        let sheet = Sheet::of(&keyring, &keyring.open(delivered(&school)), utc);
        assert!(sheet.notices.iter().any(|notice| notice.starts_with("Short record")));
        assert!(sheet.lacking.contains(&"Not answered: Where were you?".to_owned()));
    }

    #[test]
    fn both_clocks_are_on_the_sheet() {
        let school = School::new();
        let keyring = school.keyring("dsl");
        let times = Sheet::of(&keyring, &keyring.open(delivered(&school)), utc).times;
        assert!(times.contains(&(
            "First words, by the phone's clock",
            "Tue 3 Nov 2026, 14:28 (Europe/Madrid, UTC+01:00)".into()
        )));
        assert!(times.contains(&("Received, by the server's clock", "Tue 3 Nov 2026, 14:32".into())));
        assert!(times.contains(&("From first words to arrival", "1 h 4 min".into())));
    }

    #[test]
    fn the_reference_is_worked_out_from_the_bytes_that_are_here() {
        let school = School::new();
        let (keyring, envelope) = (school.keyring("dsl"), delivered(&school));
        let digest = companion_seal::digest(&envelope.bytes.0);
        let sheet = Sheet::of(&keyring, &keyring.open(envelope), utc);
        assert_eq!(sheet.references[0], ("Receipt reference", companion_seal::receipt::reference(&digest)));
        assert!(sheet.references.contains(&("SHA-256 of the sealed record", HEXLOWER.encode(&digest))));
    }

    #[test]
    fn a_record_that_does_not_open_says_what_to_do() {
        let school = School::new();
        let keyring = school.keyring("head");
        let sheet = Sheet::of(&keyring, &keyring.open(delivered(&school)), utc);
        assert!(sheet.notices[0].contains("Ask Sam Teacher now what they wrote"), "{:?}", sheet.notices);
        assert!(!sheet.is_proved && sheet.answers.is_empty());
    }

    #[test]
    fn an_import_says_by_whom_and_when() {
        let school = School::new();
        let keyring = school.keyring("dsl");
        let mut record = keyring.open(delivered(&school));
        record.imported_by = Some(keyring.member());
        let notices = Sheet::of(&keyring, &record, utc).notices;
        assert!(
            notices[0].starts_with("Imported from a file by Demonstration dsl, Tue 3 Nov 2026, 14:32."),
            "{notices:?}"
        );
    }

    #[test]
    fn an_unknown_form_is_shown_as_it_came() {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let id = uuid::Uuid::from_u128(70);
        let keyring = school.keyring("dsl");
        let record =
            keyring.open(phone.seals(&school, Route::Dsl, id, "{\"new\":\"“words”\"}".as_bytes(), &on_file));
        assert_eq!(Sheet::of(&keyring, &record, utc).raw.unwrap(), "{\"new\":\"“words”\"}");
    }

    #[test]
    fn who_read_it_is_said_only_on_their_signature() {
        let school = School::new();
        let (keyring, envelope) = (school.keyring("dsl"), delivered(&school));
        let read = keyring.read(&envelope.receipt, NOW);
        let spoilt = companion_model::wire::v1::SignedRead { read_at: NOW + 1, ..read.clone() };
        let record = keyring.open(InboxEnvelope { read: Some(read), ..envelope.clone() });
        let said = "Read by Demonstration dsl, Tue 3 Nov 2026, 14:32".to_owned();
        assert_eq!(read_by(&keyring, &record, utc), Some((true, said)));
        let record = keyring.open(InboxEnvelope { read: Some(spoilt), ..envelope });
        let (holds, said) = read_by(&keyring, &record, utc).unwrap();
        assert!(!holds && said.contains("can't be verified"));
    }
}
