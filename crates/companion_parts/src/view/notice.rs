use leptos::prelude::*;

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
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "notice",
            Self::Waiting => "notice waiting",
            Self::Received => "notice received",
            Self::Danger => "notice danger",
        }
    }
}

/// What is true now, what the person still has, what to do next.
#[component]
pub fn Notice(
    /// What it is about.
    #[prop(optional)]
    tone: Tone,
    /// Whether it is read out at once: it answers what the person has just done.
    #[prop(optional)]
    urgent: bool,
    /// The sentences.
    children: Children,
) -> impl IntoView {
    let role = if urgent { "alert" } else { "note" };
    view! { <div class=tone.class() role=role>{children()}</div> }
}
