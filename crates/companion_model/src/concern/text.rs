//! A concern as people read it: rows on a screen, or plain text.

use super::field::TRUE_RECORD;
use super::{
    AboutStaff, Concern, Content, Field, Indicator, Injury, Kind, Moment, Precision, SetBy, Told, ToldDsl,
    YesNo, fields,
};

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
        let value = value(content, field).filter(|value| !value.is_empty());
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
        Kind::Practice => "Practice: no record of anything".to_owned(),
        Kind::Addition { about } => format!("Addition to record {about}"),
        Kind::Correction { about } => format!("Correction of record {about}"),
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
    if let Some(text) = content.text(field.key)
        && !text.is_empty()
    {
        return Some(text.to_owned());
    }
    let answer = chosen(content, field.key).filter(|answer| !answer.is_empty());
    let none =
        || field.none_words.filter(|_| content.none_ticked(field.key) == Some(true)).map(str::to_owned);
    answer.or_else(none)
}

fn chosen(content: &Content, key: &str) -> Option<String> {
    match key {
        "danger" => content.danger.as_ref().map(|answer| answer.label().to_owned()),
        "source" => Some(lines(content.source.iter().map(|source| source.label().to_owned()))),
        "others" => {
            Some(lines(content.others.iter().map(|other| {
                joined(&[&other.who, other.part.as_ref().map_or("", |part| part.label())], " – ")
            })))
        }
        "about_staff" => content.about_staff.as_ref().map(about_staff),
        "happened" => Some(moment(&content.happened)),
        "noticed" => Some(moment(&content.noticed)),
        "present" => {
            Some(lines(content.present.iter().map(|person| joined(&[&person.name, &person.role], ", "))))
        }
        "injuries" => Some(lines(content.injuries.iter().map(injury))),
        "told_dsl" => content.told_dsl.as_ref().map(told_dsl),
        "told" => Some(lines(content.told.iter().map(told))),
        "indicators" => Some(lines(content.indicators.iter().map(sign))),
        "paper_notes" => content.paper_notes.as_ref().map(|answer| answer.label().to_owned()),
        "signature" => Some(signature(content)),
        _ => None,
    }
}

fn lines(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.filter(|line| !line.is_empty()).collect();
    all.join("\n")
}

fn joined(parts: &[&str], between: &str) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(between)
}

fn about_staff(about: &AboutStaff) -> String {
    let names = about.people.iter().map(|person| person.name.clone());
    lines([about.answer.label().to_owned()].into_iter().chain(names).chain([about.whom.clone()]))
}

fn told_dsl(told: &ToldDsl) -> String {
    let when = moment(&told.when);
    let answer = told.answer.label();
    lines([joined(&[answer, &told.who, &told.how, &when], ", "), told.why.clone()].into_iter())
}

fn told(told: &Told) -> String {
    let whom = told.whom.as_ref().map_or("", |whom| whom.label());
    let reference =
        if told.reference.is_empty() { String::new() } else { format!("reference {}", told.reference) };
    joined(&[whom, &told.name, &moment(&told.when), &reference], ", ")
}

fn signature(content: &Content) -> String {
    let tick = if content.signature.true_record { TRUE_RECORD } else { "" };
    joined(&[&content.signature.name, tick], "\n")
}

/// The briefing's own words, and which version of it the author had in front of them.
fn sign(sign: &Indicator) -> String {
    format!("“{}” – briefing {}, version {}", sign.id, sign.briefing, sign.version)
}

fn injury(mark: &Injury) -> String {
    let answer = |answer: &Option<YesNo>, yes: &'static str, no: &'static str| match answer {
        Some(YesNo::Yes) => yes,
        Some(YesNo::No) => no,
        _ => "",
    };
    let side = mark.side.as_ref().map_or("", |side| side.label()).to_ascii_lowercase();
    let face = mark.face.as_ref().map_or("", |face| face.label()).to_ascii_lowercase();
    let skin = answer(&mark.skin_broken, "skin broken", "skin not broken");
    let swelling = answer(&mark.swelling, "swollen", "not swollen");
    joined(
        &[&mark.part, &side, &face, &mark.size, &mark.shape, &mark.colour, skin, swelling, &mark.words],
        ", ",
    )
}

/// "About 3 November 2026, 22:10 – after lights out".
fn moment(at: &Moment) -> String {
    let date = at.day_in_words().unwrap_or_else(|| at.date.clone());
    let value = joined(&[&date, &at.time], ", ");
    let value = match &at.precision {
        Some(Precision::About) if !value.is_empty() => format!("About {value}"),
        Some(Precision::DoNotKnow) if value.is_empty() => Precision::DoNotKnow.label().to_owned(),
        Some(Precision::DoNotKnow) => format!("{value} (not known)"),
        _ => value,
    };
    let filled = if at.set_by == Some(SetBy::App) { "(filled in by the app)" } else { "" };
    let value = if value.is_empty() { value } else { joined(&[&value, filled], " ") };
    joined(&[&value, &at.words], " – ")
}
