//! What counts as an answer, and how it reads: written once for each kind of answer, whichever question it is given to.

use std::any::Any;

use super::{
    AboutStaff, Indicator, Injury, Moment, OtherChild, PersonThere, Signature, StaffAnswer, TRUE_RECORD,
    Told, ToldAnswer, ToldDsl,
    answer::Choice,
    reading::{about_staff, indicator, injury, joined, lines, moment, told, told_dsl},
};

/// What is given to a question. A kind of answer overrides what it has.
pub trait Answer: DropIfSame {
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

/// What every answer can: one code for each kind, not for each question.
pub trait DropIfSame: Any {
    /// Is taken away if an earlier answer to the same question is the same.
    fn drop_if_same(&mut self, earlier: &dyn Answer);
}

impl<T: Any + Default + PartialEq> DropIfSame for T {
    fn drop_if_same(&mut self, earlier: &dyn Answer) {
        let earlier: &dyn Any = earlier;
        if earlier.downcast_ref() == Some(self) {
            *self = Self::default();
        }
    }
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
