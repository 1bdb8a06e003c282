//! The order in which the form asks: one thing a page, on the phone and on paper.

/// A page of the form. The first five and the signature are what a short record needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The big box.
    Write,
    /// Is anyone in danger right now?
    Danger,
    /// The child.
    Child,
    /// Who it is about.
    About,
    /// Have you spoken to someone?
    Told,
    /// How it came up, and what was asked.
    Source,
    /// What was seen, and what was told by others: apart from the child's words.
    Saw,
    /// When and where.
    When,
    /// Who was there.
    There,
    /// Injuries, and first aid.
    Injuries,
    /// Where the child is now, and who was told what.
    Did,
    /// Signs in a briefing that fit, for whoever wants to name them.
    Signs,
    /// What nothing else asked for; opinion apart from it.
    Else,
    /// Everything on one page.
    Check,
    /// Sign.
    Sign,
}

/// What a page is called. What it asks for is said where each question is declared: [`super::form`].
struct Words {
    step: Step,
    /// In addresses.
    name: &'static str,
    heading: &'static str,
    /// What a good DSL would say at this point, short; empty for nothing.
    before: &'static str,
}

const fn words(step: Step, name: &'static str, heading: &'static str, before: &'static str) -> Words {
    Words { step, name, heading, before }
}

const STEPS: [Words; 15] = [
    words(Step::Write, "write", "Write it down", ""),
    words(Step::Danger, "danger", "Danger", ""),
    words(Step::Child, "child", "The child", ""),
    words(Step::About, "about", "Who it is about", ""),
    words(Step::Told, "told", "Telling someone", ""),
    words(
        Step::Source,
        "source",
        "How it came up",
        "Ask as little as you can. Use open prompts: “Tell me…”, “Explain…”, “Describe…”.",
    ),
    words(
        Step::Saw,
        "saw",
        "What you saw, what you were told",
        "Keep what you saw separate from what others told you.",
    ),
    words(Step::When, "when", "When and where", ""),
    words(Step::There, "there", "Who was there", ""),
    words(Step::Injuries, "injuries", "Injuries", ""),
    words(Step::Did, "did", "What happens now", ""),
    words(
        Step::Signs,
        "signs",
        "Signs from a briefing",
        "Only if you want to. What you tick is copied into your record. Your own account matters more.",
    ),
    words(Step::Else, "else", "Anything else", "Only answer what applies."),
    words(Step::Check, "check", "Check your record", ""),
    words(Step::Sign, "sign", "Sign", ""),
];

impl Step {
    /// Every page, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        STEPS.iter().map(|words| words.step)
    }

    /// The page's name in addresses.
    pub fn name(self) -> &'static str {
        STEPS[self as usize].name
    }

    /// The page of a name.
    pub fn named(name: &str) -> Option<Self> {
        STEPS.iter().find(|words| words.name == name).map(|words| words.step)
    }

    /// What stands above it.
    pub fn heading(self) -> &'static str {
        STEPS[self as usize].heading
    }

    /// What a good DSL would say at this point; empty for nothing.
    pub fn words_before(self) -> &'static str {
        STEPS[self as usize].before
    }

    /// The next page; `None` after the last.
    pub fn next(self) -> Option<Self> {
        STEPS.get(self as usize + 1).map(|words| words.step)
    }

    /// Whether the six answers of a short record have all been asked for when one comes here.
    pub fn is_beyond_the_short_record(self) -> bool {
        self as usize >= Self::Told as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concern::{Content, Level, missing};

    #[test]
    fn the_pages_follow_each_other_to_the_signature() {
        let followed: Vec<Step> = std::iter::successors(Some(Step::Write), |step| step.next()).collect();
        assert_eq!(followed, Step::all().collect::<Vec<_>>());
        assert_eq!(followed.last(), Some(&Step::Sign));
        assert!(Step::all().enumerate().all(|(place, step)| step as usize == place));
        assert!(Step::all().all(|step| Step::named(step.name()) == Some(step)));
    }

    #[test]
    fn the_places_of_each_page_are_counted_from_one() {
        for step in Step::all() {
            let places: Vec<u8> = step.fields().iter().map(|field| field.place).collect();
            let counted: Vec<u8> = (1..).take(places.len()).collect();
            assert_eq!(places, counted, "{}", step.name());
        }
    }

    /// The phone draws these by hand: a second question would be on the paper and in the record, and on no screen.
    #[test]
    fn a_page_that_is_drawn_by_hand_asks_one_question() {
        for step in [Step::Write, Step::About, Step::Signs, Step::Sign] {
            assert_eq!(step.fields().len(), 1, "{}", step.name());
        }
        assert!(Step::Check.fields().is_empty());
    }

    #[test]
    fn what_a_short_record_needs_is_asked_before_it_can_be_signed() {
        for needed in missing(&Content::default(), Level::Short) {
            let step = Step::asking(needed.field_key);
            assert!(step == Step::Sign || step as usize <= Step::Told as usize, "{}", needed.field_key);
        }
    }
}
