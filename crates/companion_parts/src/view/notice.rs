use companion_browser::events::NoteError;
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
#[component]
pub fn Notice(
    /// What it is about.
    #[prop(optional)]
    tone: Tone,
    /// `alert` is read out at once: it answers what the person has just done. `status` is read out after that.
    #[prop(default = "note")]
    role: &'static str,
    /// Whether it takes the focus when it appears.
    #[prop(optional)]
    takes_focus: bool,
    /// The sentences.
    children: Children,
) -> impl IntoView {
    let notice = NodeRef::<leptos::html::Div>::new();
    if takes_focus {
        // Focus is refused only for what is not on the page any more.
        notice.on_load(|notice| notice.focus().note_error("the focus"));
    }
    let tabindex = takes_focus.then_some("-1");
    view! { <div class=tone.class() role=role tabindex=tabindex node_ref=notice>{children()}</div> }
}

/// A sentence for as long as there is one, read out at once.
#[component]
pub fn Alert(
    /// What it is about.
    #[prop(default = Tone::Waiting)]
    tone: Tone,
    /// The sentence.
    #[prop(into)]
    sentence: Signal<Option<String>>,
) -> impl IntoView {
    let sentence = Memo::new(move |_| sentence.get());
    view! {
        {move || sentence.get().map(|sentence| view! { <Notice tone role="alert"><p>{sentence}</p></Notice> })}
    }
}

/// The list of what is still needed before something can be done. It takes the focus when it appears.
#[component]
pub fn ErrorSummary(
    /// What it is about.
    #[prop(optional)]
    tone: Tone,
    /// `alert` where it answers what the person has just done.
    #[prop(default = "note")]
    role: &'static str,
    /// What is needed, and what the person still has.
    children: Children,
) -> impl IntoView {
    view! { <Notice tone role takes_focus=true>{children()}</Notice> }
}
