//! What counts as an answer, and how it reads: written once for each kind of answer, whichever question it is given to.

use std::any::Any;

use super::{
    AboutStaff, Indicator, Injury, Moment, OtherChild, PersonThere, Precision, SetBy, Signature, StaffAnswer,
    TRUE_RECORD, Told, ToldAnswer, ToldDsl, YesNo, answer::Choice,
};

/// What is given to a question. A kind of answer overrides what it has.
pub trait Answer: Any {
    /// Whether it says anything. "None" and "do not know", where the form offers them, do.
    fn is_given(&self) -> bool;

    /// As people read it; empty where there is nothing to read.
    fn in_words(&self) -> String;

    /// The text that it is.
    fn text(&self) -> Option<&str> {
        None
    }

    /// The text that it is, to be written.
    fn text_mut(&mut self) -> Option<&mut String> {
        None
    }

    /// The moment that it is.
    fn moment(&self) -> Option<&Moment> {
        None
    }

    /// The key of the one option that is chosen.
    fn choice(&self) -> Option<&str> {
        None
    }

    /// Chooses the one option of a key.
    fn choose(&mut self, _: &str) {}

    /// Whether the option of a key is ticked, of those of which several can be.
    fn is_ticked(&self, _: &str) -> bool {
        false
    }

    /// Ticks the option of a key, or takes the tick away.
    fn tick(&mut self, _: &str, _: bool) {}

    /// How many entries it has, if it is a list of what people wrote; `None` otherwise.
    fn entries(&self) -> Option<usize> {
        None
    }

    /// Becomes an earlier answer to the same question, if a slip can take much of it away at once: a text or such a list.
    fn bring_back(&mut self, _: &dyn Answer) {}
}

fn become_answer<T: Answer + Clone>(answer: &mut T, earlier: &dyn Answer) {
    let earlier: &dyn Any = earlier;
    if let Some(earlier) = earlier.downcast_ref() {
        answer.clone_from(earlier);
    }
}

impl Answer for String {
    fn is_given(&self) -> bool {
        !self.trim().is_empty()
    }

    fn in_words(&self) -> String {
        self.clone()
    }

    fn text(&self) -> Option<&str> {
        Some(self)
    }

    fn text_mut(&mut self) -> Option<&mut String> {
        Some(self)
    }

    fn bring_back(&mut self, earlier: &dyn Answer) {
        become_answer(self, earlier);
    }
}

/// One option.
impl<T: Choice> Answer for Option<T> {
    fn is_given(&self) -> bool {
        self.is_some()
    }

    fn in_words(&self) -> String {
        self.as_ref().map(|option| option.label().to_owned()).unwrap_or_default()
    }

    fn choice(&self) -> Option<&str> {
        self.as_ref().map(T::key)
    }

    fn choose(&mut self, key: &str) {
        *self = Some(T::from_key(key));
    }
}

/// Several options.
impl<T: Choice> Answer for Vec<T> {
    fn is_given(&self) -> bool {
        !self.is_empty()
    }

    fn in_words(&self) -> String {
        lines(self.iter().map(|option| option.label().to_owned()))
    }

    fn is_ticked(&self, key: &str) -> bool {
        self.iter().any(|option| option.key() == key)
    }

    fn tick(&mut self, key: &str, ticked: bool) {
        self.retain(|option| option.key() != key);
        if ticked {
            self.push(T::from_key(key));
        }
    }
}

impl Answer for Moment {
    fn is_given(&self) -> bool {
        self.is_told() || self.precision.is_some()
    }

    fn in_words(&self) -> String {
        moment(self)
    }

    fn moment(&self) -> Option<&Moment> {
        Some(self)
    }
}

impl Answer for Vec<OtherChild> {
    fn is_given(&self) -> bool {
        self.iter().any(|other| !other.who.trim().is_empty())
    }

    fn in_words(&self) -> String {
        lines(
            self.iter().map(|other| {
                joined(&[&other.who, other.part.as_ref().map_or("", |part| part.label())], " – ")
            }),
        )
    }

    fn entries(&self) -> Option<usize> {
        Some(self.len())
    }

    fn bring_back(&mut self, earlier: &dyn Answer) {
        become_answer(self, earlier);
    }
}

impl Answer for Option<AboutStaff> {
    fn is_given(&self) -> bool {
        self.as_ref().is_some_and(|about| !matches!(about.answer, StaffAnswer::Unknown(_)))
    }

    fn in_words(&self) -> String {
        self.as_ref().map(about_staff).unwrap_or_default()
    }
}

impl Answer for Vec<PersonThere> {
    fn is_given(&self) -> bool {
        self.iter().any(|person| !person.name.trim().is_empty() || !person.role.trim().is_empty())
    }

    fn in_words(&self) -> String {
        lines(self.iter().map(|person| joined(&[&person.name, &person.role], ", ")))
    }

    fn entries(&self) -> Option<usize> {
        Some(self.len())
    }

    fn bring_back(&mut self, earlier: &dyn Answer) {
        become_answer(self, earlier);
    }
}

impl Answer for Vec<Injury> {
    fn is_given(&self) -> bool {
        !self.is_empty()
    }

    fn in_words(&self) -> String {
        lines(self.iter().map(injury))
    }

    fn entries(&self) -> Option<usize> {
        Some(self.len())
    }

    fn bring_back(&mut self, earlier: &dyn Answer) {
        become_answer(self, earlier);
    }
}

impl Answer for Option<ToldDsl> {
    fn is_given(&self) -> bool {
        self.as_ref().is_some_and(|told| !matches!(told.answer, ToldAnswer::Unknown(_)))
    }

    fn in_words(&self) -> String {
        self.as_ref().map(told_dsl).unwrap_or_default()
    }
}

impl Answer for Vec<Told> {
    fn is_given(&self) -> bool {
        !self.is_empty()
    }

    fn in_words(&self) -> String {
        lines(self.iter().map(told))
    }

    fn entries(&self) -> Option<usize> {
        Some(self.len())
    }

    fn bring_back(&mut self, earlier: &dyn Answer) {
        become_answer(self, earlier);
    }
}

impl Answer for Vec<Indicator> {
    fn is_given(&self) -> bool {
        !self.is_empty()
    }

    fn in_words(&self) -> String {
        lines(self.iter().map(indicator))
    }
}

impl Answer for Signature {
    fn is_given(&self) -> bool {
        !self.name.trim().is_empty() && self.true_record
    }

    fn in_words(&self) -> String {
        joined(&[&self.name, if self.true_record { TRUE_RECORD } else { "" }], "\n")
    }
}

fn lines(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.filter(|line| !line.is_empty()).collect();
    all.join("\n")
}

/// What is there of these, with something between.
pub(super) fn joined(parts: &[&str], between: &str) -> String {
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

/// The briefing's own words, and which version of it the author had in front of them.
fn indicator(indicator: &Indicator) -> String {
    format!("“{}” – briefing {}, version {}", indicator.id, indicator.briefing, indicator.version)
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
