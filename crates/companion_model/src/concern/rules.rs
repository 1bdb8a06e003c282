//! What a signature needs, and what deserves a second look. Nothing here stops a draft from being kept.

use super::Injury;
use super::form::{
    field,
    field::{ACCOUNT, CHILD, Field, Required, Rule},
    fields,
};
use super::moment::{Moment, PartialDate, local, partial_date};
use super::{Content, Source, ToldAnswer, ToldWhom};
use crate::DeviceTime;

/// How much a record must say before it can be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The eleven answers that make a record usable.
    Full,
    /// The six of "Send now, add more later".
    Short,
}

/// An answer a signature still needs. It quotes nothing that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The field to go to.
    pub field_key: &'static str,
    /// What to do.
    pub sentence: &'static str,
}

/// Something to look at again; the author decides. It quotes nothing that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The field to go to.
    pub field_key: &'static str,
    /// What to look at.
    pub sentence: &'static str,
}

/// What a signature still needs, in the order of the form.
pub fn missing(content: &Content, level: Level) -> Vec<Missing> {
    let needed = fields().iter().filter_map(|field| needed(content, level, field));
    needed.map(|field| Missing { field_key: field.key, sentence: field.missing }).collect()
}

fn needed(content: &Content, level: Level, this: &'static Field) -> Option<&'static Field> {
    match this.required {
        Required::Optional | Required::Asked => None,
        Required::Full => (level == Level::Full && !content.is_answered(this.key)).then_some(this),
        Required::ShortToo => (!content.is_answered(this.key)).then_some(this),
        // A group is asked for once, at the field that suits.
        Required::OneOf(keys) if keys.first() != Some(&this.key) => None,
        Required::OneOf(keys) if keys.iter().any(|key| content.has_words(key)) => None,
        Required::OneOf(CHILD) if content.child.name_unknown => field("child.description"),
        Required::OneOf(ACCOUNT) => field(account(content)),
        Required::OneOf(_) => Some(this),
    }
}

/// Where the account belongs, by how it came up.
fn account(content: &Content) -> &'static str {
    let came_by = |source| content.source.contains(&source);
    if content.source.is_empty() || came_by(Source::ChildToldMe) {
        "verbatim"
    } else if came_by(Source::SomeoneElseToldMe) {
        "reported"
    } else {
        "observed"
    }
}

/// What deserves a second look before signing; never blocks. `now` is the phone's clock.
pub fn warnings(content: &Content, now: &DeviceTime) -> Vec<Warning> {
    let mut all = Vec::new();
    let mut warn = |field_key, sentence| all.push(Warning { field_key, sentence });
    if content.source.contains(&Source::ChildToldMe) && !content.has_words("verbatim") {
        warn(
            "verbatim",
            "You said that a child told you. Write down what the child said, in their own words.",
        );
    }
    if content.source.contains(&Source::SomeoneElseToldMe) && !content.has_words("reported") {
        warn("reported", "You said that someone else told you. Write who, and what they said.");
    }
    for field in fields() {
        if let Some(sentence) = broken(content, field, now) {
            warn(field.key, sentence);
        }
    }
    if content.no_injury_seen && !content.injuries.is_empty() {
        warn("injuries", "You ticked “None seen” but marked an injury. Untick it, or remove the injury.");
    } else if content.injuries.iter().any(Injury::says_nothing) {
        warn("injuries", "An injury or mark has no description yet. Say what it looks like, or remove it.");
    }
    let spoken = content.told_dsl.as_ref().is_some_and(|told| told.answer == ToldAnswer::Yes);
    if !spoken && content.told.iter().any(|told| told.whom == Some(ToldWhom::Parents)) {
        warn("told", "You said that parents were told. Also tell the people who will get this record.");
    }
    all
}

fn broken(content: &Content, field: &Field, now: &DeviceTime) -> Option<&'static str> {
    match field.rule {
        Rule::AgeAtMost(years) if content.has_words(field.key) => age(content.text(field.key)?, years, now),
        Rule::NotAfterSigning(sentence) => {
            (field.answer)(content).moment().filter(|moment| after(moment, now)).map(|_| sentence)
        }
        Rule::Any | Rule::Characters { .. } | Rule::AgeAtMost(_) => None,
    }
}

fn age(born: &str, at_most: u8, now: &DeviceTime) -> Option<&'static str> {
    let Some(born) = partial_date(born) else {
        return Some("Check the date of birth. It isn't a date. The year alone will do.");
    };
    let today = local(now)?.date();
    let latest = PartialDate { year: born.year + i32::from(at_most) + 1, ..born };
    if born.first_day().is_some_and(|day| day > today) {
        Some("Check the date of birth. It is later than today on this phone.")
    } else if latest.first_day().is_some_and(|day| day <= today) {
        Some("Check the date of birth. It makes the child older than 25.")
    } else {
        None
    }
}

/// Two hours: a clock that summer time, or a border, has left behind is not worth a question.
const CLOCKS_DIFFER_MS: i64 = 2 * 60 * 60 * 1000;

fn after(moment: &Moment, now: &DeviceTime) -> bool {
    let now_wall = now.utc_ms.saturating_add(i64::from(now.offset_min) * 60_000);
    moment.wall_ms().is_some_and(|at| at > now_wall.saturating_add(CLOCKS_DIFFER_MS))
}
