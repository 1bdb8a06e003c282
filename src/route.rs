//! The phone's addresses: a dozen of them are a match statement.

pub use companion_model::concern::Step;
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
    /// More to a signed record, until its first keystroke.
    Addition(Uuid),
    /// What was wrong in a signed record, until its first keystroke.
    Correction(Uuid),
    /// My records.
    Records,
    /// One delivered or waiting record.
    Delivery(Uuid),
    /// A practice record, before it is signed.
    Practice,
    /// What is on this phone, and how to leave it.
    Phone,
    /// Somebody has left it.
    Left,
    /// Who to call.
    Call,
    /// The dull page.
    Hide,
    /// Set up this phone, by the link's fragment.
    Enrol,
    /// No such address.
    Unknown,
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
            ["record", id] => record(id, "write"),
            ["record", id, step] => record(id, step),
            ["records"] => Self::Records,
            ["records", id] => Uuid::parse_str(id).map_or(Self::Unknown, Self::Delivery),
            ["records", id, "add"] => Uuid::parse_str(id).map_or(Self::Unknown, Self::Addition),
            ["records", id, "correct"] => Uuid::parse_str(id).map_or(Self::Unknown, Self::Correction),
            ["practice"] => Self::Practice,
            ["phone"] => Self::Phone,
            ["left"] => Self::Left,
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
            Self::Addition(id) => format!("/records/{id}/add"),
            Self::Correction(id) => format!("/records/{id}/correct"),
            Self::Records => "/records".into(),
            Self::Delivery(id) => format!("/records/{id}"),
            Self::Practice => "/practice".into(),
            Self::Phone => "/phone".into(),
            Self::Left => "/left".into(),
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
            Self::NewRecord | Self::Record(..) | Self::Addition(_) | Self::Correction(_) => {
                "Record – Trip Companion"
            }
            Self::Records | Self::Delivery(_) => "My records – Trip Companion",
            Self::Practice => "Practice – Trip Companion",
            Self::Phone | Self::Left => "This phone – Trip Companion",
            Self::Call => "Who to call – Trip Companion",
            Self::Hide => "Trip plan",
            Self::Enrol => "Set up – Trip Companion",
        }
    }

    /// Whether the page needs the author's PIN.
    pub fn is_behind_the_pin(&self) -> bool {
        self.is_new()
            || matches!(
                self,
                Self::Record(..) | Self::Records | Self::Delivery(_) | Self::Practice | Self::Phone
            )
    }

    /// Whether a record begins here.
    pub fn is_new(&self) -> bool {
        matches!(self, Self::NewRecord | Self::Addition(_) | Self::Correction(_))
    }
}

fn record(id: &str, step: &str) -> Page {
    match (Uuid::parse_str(id), Step::named(step)) {
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
        let known = |page: &Page| match page {
            // One that is added here belongs into the list below as well.
            Page::Home | Page::Briefings | Page::Briefing(_) | Page::NewRecord | Page::Record(..) => true,
            Page::Addition(_) | Page::Correction(_) | Page::Records | Page::Delivery(_) | Page::Practice => {
                true
            }
            Page::Phone | Page::Left | Page::Call | Page::Hide | Page::Enrol => true,
            Page::Unknown => false,
        };
        let pages = [
            Page::Home,
            Page::Briefings,
            Page::Briefing("cce".into()),
            Page::NewRecord,
            Page::Addition(id),
            Page::Correction(id),
            Page::Records,
            Page::Delivery(id),
            Page::Practice,
            Page::Phone,
            Page::Left,
            Page::Call,
            Page::Hide,
            Page::Enrol,
        ];
        let steps =
            std::iter::successors(Some(Step::Write), |step| step.next()).map(|step| Page::Record(id, step));
        let pages: Vec<_> = pages.into_iter().chain(steps).collect();
        assert!(pages.iter().all(known));
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
}
