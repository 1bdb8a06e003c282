//! One line of the list, in words.

use companion_model::{
    DeviceTime,
    concern::{Concern, Content, Danger, Kind, StaffAnswer},
};

use crate::{
    keyring::Keyring,
    record::{Contents, Record},
    words::{self, Zone},
};

/// One line of the list, in words.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
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

impl Row {
    /// The line of a record.
    pub(crate) fn of(keyring: &Keyring, record: &Record, zone: Zone) -> Self {
        let concern = record.concern();
        let written = concern.map(written);
        let received_at = record.receipt.received_at;
        Self {
            is_danger: record.danger() == Some(&Danger::Yes),
            danger: words::danger(record.danger(), concern.is_some()),
            child: concern.map_or_else(|| "Not known".to_owned(), |concern| child(&concern.content)),
            about: about(record),
            author: author(record).to_owned(),
            proof: record.proof().map_or("Sender not verified", |proof| proof.label()),
            is_proved: record.proof().is_some_and(|proof| proof.is_proved()),
            written: written.map_or_else(|| "Not known".to_owned(), |at| words::written(at, zone)),
            received: words::moment(received_at, zone),
            gap: written.map_or_else(|| "Not known".to_owned(), |at| words::gap(at.utc_ms, received_at)),
            read: read(keyring, record),
            read_label: if record.reader.is_some() { "Read by " } else { "" },
            is_new: record.is_new(),
            marks: marks(record),
            doubts: record.doubts.iter().map(|doubt| doubt.label()).collect(),
        }
    }
}

/// When the first words were there; a record without any has at least been begun.
pub(crate) fn written(concern: &Concern) -> &DeviceTime {
    concern.first_words_at.as_ref().unwrap_or(&concern.started_at)
}

fn author(record: &Record) -> &str {
    &record.concern().map_or(&record.author.author, |concern| &concern.author).name
}

/// What a line can be found by.
pub(crate) fn words_of_line(record: &Record) -> String {
    let child = record.concern().map(|concern| child(&concern.content)).unwrap_or_default();
    [child.as_str(), &about(record), author(record), &record.reference()].join("\n")
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
        Contents::Unreadable { .. } => return "Unknown kind of record. Open it to read it.".to_owned(),
        Contents::Closed(_) => return "Won't open; still kept".to_owned(),
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
    let staff = staff.map(|about| format!("About someone who works with children: {}", about.answer.label()));
    let state = match (is_unfinished, concern.short) {
        (true, _) => Some("Draft, passed on".to_owned()),
        (false, true) => Some("Short record".to_owned()),
        (false, false) => None,
    };
    [kind, staff, state].into_iter().flatten().collect()
}

/// The first words of a text, on one line. The rest of a long text is not looked at.
fn beginning(text: &str) -> String {
    const CHARACTERS: usize = 80;
    let mut line = String::new();
    for word in text.split_whitespace() {
        if line.chars().count() > CHARACTERS {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(CHARACTERS + 1));
    }
    if line.chars().count() <= CHARACTERS {
        return line;
    }
    let cut: String = line.chars().take(CHARACTERS).collect();
    format!("{}…", cut.trim_end())
}

fn read(keyring: &Keyring, record: &Record) -> String {
    match (record.reader(keyring), record.looked_at_by(keyring), &record.read) {
        (Some(member), ..) => member.name.clone(),
        (None, Some(member), _) => format!("Looked at by {}", member.name),
        (None, None, None) => "New".to_owned(),
        (None, None, Some(_)) => "New: “read” mark not verified".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
