//! The phone's addresses: a dozen of them are a match statement.

use uuid::Uuid;

/// A screen of the app and what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// "What do you need?"
    Home,
    /// The briefings.
    Briefings,
    /// One briefing, by its id.
    Briefing(String),
    /// A new record, until its first keystroke.
    NewRecord,
    /// An unfinished record at one of its steps.
    Record(Uuid, Step),
    /// My records.
    Records,
    /// One delivered or waiting record.
    Delivery(Uuid),
    /// Who to call.
    Call,
    /// The dull page.
    Hide,
    /// Set up this phone, by the link's fragment.
    Enrol,
    /// No such address.
    Unknown,
}

/// A question of the record: one thing per page.
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
    /// Sign.
    Sign,
}

impl Step {
    /// The order of the questions.
    pub const ALL: [Self; 6] = [Self::Write, Self::Danger, Self::Child, Self::About, Self::Told, Self::Sign];

    /// The step's name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Danger => "danger",
            Self::Child => "child",
            Self::About => "about",
            Self::Told => "told",
            Self::Sign => "sign",
        }
    }

    /// The step that asks for a field.
    pub fn asking(field_key: &str) -> Self {
        match field_key {
            "danger" => Self::Danger,
            "child.name" | "child.description" => Self::Child,
            "about_staff" => Self::About,
            "told_dsl" => Self::Told,
            "signature" => Self::Sign,
            _ => Self::Write,
        }
    }

    /// The next question; `None` after the last.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().skip_while(|step| *step != self).nth(1)
    }
}

impl Page {
    /// The page of a path.
    pub fn of(path: &str) -> Self {
        let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => Self::Home,
            ["read"] => Self::Briefings,
            ["read", id] => Self::Briefing((*id).to_owned()),
            ["record"] => Self::NewRecord,
            ["record", id] => record(id, Step::Write.name()),
            ["record", id, step] => record(id, step),
            ["records"] => Self::Records,
            ["records", id] => Uuid::parse_str(id).map_or(Self::Unknown, Self::Delivery),
            ["call"] => Self::Call,
            ["hide"] => Self::Hide,
            ["enrol"] => Self::Enrol,
            _ => Self::Unknown,
        }
    }

    /// The path of a page.
    pub fn path(&self) -> String {
        match self {
            Self::Home | Self::Unknown => "/".into(),
            Self::Briefings => "/read".into(),
            Self::Briefing(id) => format!("/read/{id}"),
            Self::NewRecord => "/record".into(),
            Self::Record(id, step) => format!("/record/{id}/{}", step.name()),
            Self::Records => "/records".into(),
            Self::Delivery(id) => format!("/records/{id}"),
            Self::Call => "/call".into(),
            Self::Hide => "/hide".into(),
            Self::Enrol => "/enrol".into(),
        }
    }

    /// The title of the browser's tab: never a word of what was written.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Home | Self::Unknown => "Trip Companion",
            Self::Briefings | Self::Briefing(_) => "Read – Trip Companion",
            Self::NewRecord | Self::Record(..) => "Record – Trip Companion",
            Self::Records | Self::Delivery(_) => "My records – Trip Companion",
            Self::Call => "Who to call – Trip Companion",
            Self::Hide => "Trip plan",
            Self::Enrol => "Set up – Trip Companion",
        }
    }

    /// Whether the page needs the author's PIN.
    pub fn is_behind_the_pin(&self) -> bool {
        matches!(self, Self::NewRecord | Self::Record(..) | Self::Records | Self::Delivery(_))
    }
}

fn record(id: &str, step: &str) -> Page {
    let step = Step::ALL.into_iter().find(|known| known.name() == step);
    match (Uuid::parse_str(id), step) {
        (Ok(id), Some(step)) => Page::Record(id, step),
        _ => Page::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_again_by_its_path() {
        let id = Uuid::from_u128(7);
        let pages = [
            Page::Home,
            Page::Briefings,
            Page::Briefing("cce".into()),
            Page::NewRecord,
            Page::Record(id, Step::Told),
            Page::Records,
            Page::Delivery(id),
            Page::Call,
            Page::Hide,
            Page::Enrol,
        ];
        for page in pages {
            assert_eq!(Page::of(&page.path()), page);
        }
    }

    #[test]
    fn an_address_that_is_none_is_said_to_be_none() {
        for path in ["/nowhere", "/record/1234", "/record/not-a-uuid/write", "/records/x", "/read/a/b"] {
            assert_eq!(Page::of(path), Page::Unknown, "{path}");
        }
    }

    #[test]
    fn the_questions_follow_each_other_to_the_signature() {
        let mut step = Step::Write;
        while let Some(next) = step.next() {
            step = next;
        }
        assert_eq!(step, Step::Sign);
    }
}
