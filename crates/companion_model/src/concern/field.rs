//! How a question is asked: what a row of the table says, which screens draw, rules read and records print.

use crate::Route;

/// What is ticked beside the typed name.
pub const TRUE_RECORD: &str = "This is a true record of what I saw, heard and did";

/// One field of the form. A number can have two fields: "Year or class" and "Date of birth" are both 9.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The number on the form, the same as on paper.
    pub number: u8,
    /// The key: that of [`super::Content`], with a dot inside the child.
    pub key: &'static str,
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
}

/// What draws a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// A box that grows.
    LongText,
    /// One line.
    ShortText,
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
    /// Not after the signature, within what two clocks can differ.
    NotAfterSigning,
}

/// Whether a signature needs an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    /// It can be left out.
    Optional,
    /// It is asked. Skipped, it prints as "Not provided" and stops nothing.
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
    /// What is asked, in the words of the route that will receive: a record for the head does not ask about
    /// the DSL.
    pub fn label_for(&self, route: Route) -> String {
        self.label_in(route.people())
    }

    /// What is asked, in the words for whoever will receive: "the head".
    pub fn label_in(&self, people: &str) -> String {
        self.label.replace("the DSL", people)
    }

    /// The help, likewise.
    pub fn help_in(&self, people: &str) -> String {
        self.help.replace("the DSL", people)
    }
}
