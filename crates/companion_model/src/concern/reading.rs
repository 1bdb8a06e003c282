//! How answers read that are more than a text or a choice.

use super::{AboutStaff, Indicator, Injury, Moment, Precision, SetBy, Told, ToldDsl, YesNo};

/// What is there of these, a line each.
pub(super) fn lines(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.filter(|line| !line.is_empty()).collect();
    all.join("\n")
}

/// What is there of these, with something between.
pub(super) fn joined(parts: &[&str], between: &str) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(between)
}

pub(super) fn about_staff(about: &AboutStaff) -> String {
    let names = about.people.iter().map(|person| person.name.clone());
    lines([about.answer.label().to_owned()].into_iter().chain(names).chain([about.whom.clone()]))
}

pub(super) fn told_dsl(told: &ToldDsl) -> String {
    let when = moment(&told.when);
    let answer = told.answer.label();
    lines([joined(&[answer, &told.who, &told.how, &when], ", "), told.why.clone()].into_iter())
}

pub(super) fn told(told: &Told) -> String {
    let whom = told.whom.as_ref().map_or("", |whom| whom.label());
    let reference =
        if told.reference.is_empty() { String::new() } else { format!("reference {}", told.reference) };
    joined(&[whom, &told.name, &moment(&told.when), &reference], ", ")
}

/// The briefing's own words, and which version of it the author had in front of them.
pub(super) fn indicator(indicator: &Indicator) -> String {
    format!("“{}” – briefing {}, version {}", indicator.id, indicator.briefing, indicator.version)
}

pub(super) fn injury(mark: &Injury) -> String {
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
pub(super) fn moment(at: &Moment) -> String {
    let date = at.day_in_words().unwrap_or_else(|| at.date.clone());
    let value = joined(&[&date, &at.time], ", ");
    let value = match &at.precision {
        Some(Precision::About) if !value.is_empty() => format!("About {value}"),
        Some(Precision::DoNotKnow) if value.is_empty() => Precision::DoNotKnow.label().to_owned(),
        Some(Precision::DoNotKnow) => format!("{value} (not sure how exact)"),
        _ => value,
    };
    let filled = if at.set_by == Some(SetBy::App) { "(filled in by the app)" } else { "" };
    let value = if value.is_empty() { value } else { joined(&[&value, filled], " ") };
    joined(&[&value, &at.words], " – ")
}
