//! A concern as people read it: rows on a screen, or plain text.

use super::{Concern, Content, Field, Kind, fields, reading::joined};

/// What stands where nothing was answered.
pub const NOT_PROVIDED: &str = "Not provided";

/// One question and its answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// The field's key.
    pub key: &'static str,
    /// What was asked, in the words of the concern's route.
    pub label: String,
    /// The answer, or [`NOT_PROVIDED`].
    pub value: String,
    /// Somebody's own words or a name, exactly as typed: to be shown with every space and line end.
    pub verbatim: bool,
    /// Whether it was answered.
    pub provided: bool,
}

redacted!(Row);

/// Every question of the form, in its order, with the answer.
pub fn rows(concern: &Concern) -> Vec<Row> {
    rows_of(&concern.content, concern.route.people())
}

/// The same of a record that is not signed yet, in the words for whoever would receive it: "the head".
pub fn rows_of(content: &Content, people: &str) -> Vec<Row> {
    let row = |field: &Field| {
        let value = value(content, field);
        Row {
            key: field.key,
            label: field.label_in(people),
            verbatim: field.verbatim && value.is_some(),
            provided: value.is_some(),
            value: value.unwrap_or_else(|| NOT_PROVIDED.to_owned()),
        }
    };
    fields().iter().map(row).collect()
}

/// The whole concern as plain text, in the order of the form.
pub fn as_text(concern: &Concern) -> String {
    let mut text = head(concern);
    for row in rows(concern) {
        text.push_str(&format!("\n{}\n{}\n", row.label, row.value));
    }
    text
}

fn head(concern: &Concern) -> String {
    let title = match &concern.kind {
        Kind::Concern => "Record of concern".to_owned(),
        Kind::Practice => "Practice: not a real record".to_owned(),
        Kind::Addition { about } => format!("Addition to record {about}"),
        Kind::Correction { about } => format!("Correction to record {about}"),
    };
    let first_words = concern.first_words_at.as_ref();
    let mut lines = vec![
        title,
        format!("Record {}", concern.id),
        format!("For {}", concern.route.people()),
        format!("Written by {}", joined(&[&concern.author.name, &concern.author.role], ", ")),
        format!("Started {}", concern.started_at.date_and_time()),
        first_words.map_or_else(String::new, |at| format!("First words {}", at.date_and_time())),
        format!("Last changed {}", concern.last_edited_at.date_and_time()),
    ];
    lines.extend(concern.sittings.iter().map(|sitting| format!("Written {}", sitting.words())));
    lines.push(format!("Signed {}", concern.signed_at.date_and_time()));
    lines.extend(concern.short.then(|| "Short record: more may follow".to_owned()));
    lines.iter().filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

/// The answer of one field; `None` if there is none.
fn value(content: &Content, field: &Field) -> Option<String> {
    let words = (field.answer)(content).in_words();
    if !words.is_empty() {
        return Some(words);
    }
    field.none_words.filter(|_| content.none_ticked(field.key) == Some(true)).map(str::to_owned)
}
