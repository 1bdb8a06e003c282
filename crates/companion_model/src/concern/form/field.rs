//! How a question is asked: what its declaration says, which screens draw, rules read and records print.

use super::{super::given::Answer, Content, Step};
use crate::Route;

/// One field of the form.
#[derive(Debug)]
pub struct Field {
    /// The key: that of [`super::Content`], with a dot inside the child.
    pub key: &'static str,
    /// The page that asks for it.
    pub page: Step,
    /// Its place there, from 1.
    pub(in crate::concern) place: u8,
    /// What is asked. Screens take [`Field::label_in`].
    pub label: &'static str,
    /// The help below it; empty for none. Screens take [`Field::help_in`].
    pub help: &'static str,
    /// What draws it.
    pub kind: Control,
    /// What its answer is checked for. No rule blocks saving.
    pub rule: Rule,
    /// Whether a signature needs it.
    pub required: Required,
    /// Names and somebody's own words: the box has no autocorrect, capitals or spelling marks.
    pub verbatim: bool,
    /// The tick that says there is nothing to write here.
    pub none_words: Option<&'static str>,
    /// What to do when a required answer is missing; empty where nothing is required.
    pub missing: &'static str,
    /// Where its answer is.
    pub(in crate::concern) answer: fn(&Content) -> &dyn Answer,
    /// The same, to be changed.
    pub(in crate::concern) answer_mut: fn(&mut Content) -> &mut dyn Answer,
    /// Where the tick is that says there is nothing to write.
    pub(in crate::concern) none: Option<Tick>,
    /// Whether it is answered, if that takes more than that anything was given.
    pub(in crate::concern) is_enough: Option<fn(&Content) -> bool>,
}

/// Where a tick is.
#[derive(Debug)]
pub(in crate::concern) struct Tick {
    pub of: fn(&Content) -> bool,
    pub of_mut: fn(&mut Content) -> &mut bool,
}

/// A key has one field.
impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Field {}

/// What draws a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// A box that grows.
    LongText,
    /// One line.
    ShortText,
    /// A telephone number.
    Phone,
    /// One of these keys and words.
    Choice(&'static [(&'static str, &'static str)]),
    /// Any of these keys and words.
    Choices(&'static [(&'static str, &'static str)]),
    /// Year, month and day, of which the end may be missing.
    PartialDate,
    /// Other children, each with a part in it.
    OtherChildren,
    /// The answer that decides the recipient, and whom.
    AboutStaff,
    /// Date, time, how exact, and words.
    WhenTold,
    /// People, each with a role.
    People,
    /// Injuries and marks on a body map, in words.
    Injuries,
    /// Yes, tried or not yet, each with its own questions.
    ToldDsl,
    /// People and offices told.
    ToldOthers,
    /// Signs in the briefing.
    Indicators,
    /// The typed name and the tick.
    Sign,
}

impl Control {
    /// Whether it is a box for one text.
    pub fn is_box(self) -> bool {
        matches!(self, Self::LongText | Self::ShortText | Self::Phone | Self::PartialDate)
    }

    /// Whether it is a list of what people write.
    pub fn is_list(self) -> bool {
        matches!(self, Self::OtherChildren | Self::People | Self::Injuries | Self::ToldOthers)
    }
}

/// What an answer is checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Nothing.
    Any,
    /// The number of characters.
    Characters {
        /// From here on the screen says how many are left.
        warn_at: usize,
        /// From here on it says to go on elsewhere.
        at_most: usize,
    },
    /// A real date of a person of this age at most, in years.
    AgeAtMost(u8),
    /// Not after the signature, within what two clocks can differ; what to look at if it is.
    NotAfterSigning(&'static str),
}

/// Whether a signature needs an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// It can be left out.
    Optional,
    /// It is asked of everybody, and may be left out like one that is optional.
    Asked,
    /// A full record needs it.
    Full,
    /// A short record needs it too: "Send now, add more later".
    ShortToo,
    /// A full and a short record need words in at least one of these.
    OneOf(&'static [&'static str]),
}

/// Where the account itself can be: one of them is needed.
pub const ACCOUNT: &[&str] = &["verbatim", "observed", "reported"];

/// Who the child is: one of them is needed.
pub const CHILD: &[&str] = &["child.name", "child.description"];

impl Field {
    /// A field of which nothing is required, and whose words are still to be given.
    pub(super) const fn new(
        key: &'static str,
        answer: fn(&Content) -> &dyn Answer,
        answer_mut: fn(&mut Content) -> &mut dyn Answer,
        none: Option<Tick>,
    ) -> Self {
        Self {
            key,
            page: Step::Else,
            place: 0,
            label: "",
            help: "",
            kind: Control::LongText,
            rule: Rule::Any,
            required: Required::Optional,
            verbatim: false,
            none_words: None,
            missing: "",
            answer,
            answer_mut,
            none,
            is_enough: None,
        }
    }

    /// Its place on a page.
    pub(super) const fn at(self, page: Step, place: u8) -> Self {
        Self { page, place, ..self }
    }

    /// What is asked, and what draws it.
    pub(super) const fn asks(self, label: &'static str, kind: Control) -> Self {
        Self { label, kind, ..self }
    }

    /// The help below it.
    pub(super) const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    /// Names and somebody's own words.
    pub(super) const fn verbatim(self) -> Self {
        Self { verbatim: true, ..self }
    }

    /// The words of the tick that says there is nothing to write.
    pub(super) const fn none(self, words: &'static str) -> Self {
        Self { none_words: Some(words), ..self }
    }

    /// What its answer is checked for.
    pub(super) const fn checked(self, rule: Rule) -> Self {
        Self { rule, ..self }
    }

    /// Asked of everybody; it may be left out.
    pub(super) const fn asked(self) -> Self {
        Self { required: Required::Asked, ..self }
    }

    /// What a signature needs of it, and what to do when that is missing.
    pub(super) const fn required(self, required: Required, missing: &'static str) -> Self {
        Self { required, missing, ..self }
    }

    /// It is answered only if this is so.
    pub(super) const fn needs(self, is_enough: fn(&Content) -> bool) -> Self {
        Self { is_enough: Some(is_enough), ..self }
    }

    /// What is asked, in the words of the route that will receive: a record for the head does not ask about
    /// the DSL.
    pub fn label_for(&self, route: Route) -> String {
        self.label_in(route.people())
    }

    /// What is asked, in the words for whoever will receive: "the head".
    pub fn label_in(&self, people: &str) -> String {
        in_words_for(people, self.label)
    }

    /// The help, likewise.
    pub fn help_in(&self, people: &str) -> String {
        in_words_for(people, self.help)
    }
}

/// Names whoever will receive, within a sentence and at its start.
fn in_words_for(people: &str, text: &str) -> String {
    let mut at_start = people.to_owned();
    if let Some(first) = at_start.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text.replace("the DSL", people).replace("The DSL", &at_start)
}
