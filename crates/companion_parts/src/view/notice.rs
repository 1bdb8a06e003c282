use super::{El, el};

/// What a notice is about: a word and a shape, never colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Something to know.
    #[default]
    Plain,
    /// Something is not finished yet.
    Waiting,
    /// The school has it.
    Received,
    /// A child is in danger, or words could be lost.
    Danger,
}

impl Tone {
    /// Its class in the stylesheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "notice",
            Self::Waiting => "notice waiting",
            Self::Received => "notice received",
            Self::Danger => "notice danger",
        }
    }
}

/// What is true now, what the person still has, what to do next.
pub fn notice(tone: Tone) -> El {
    el("div").class(tone.class()).attr("role", "note")
}

/// The same, read out at once: it answers what the person has just done.
pub fn alert(tone: Tone) -> El {
    notice(tone).attr("role", "alert")
}
