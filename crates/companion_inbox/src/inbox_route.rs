//! The desk's addresses.

use uuid::Uuid;

use crate::record::Record;
use companion_model::wire::v1::{Flag, Receipt};
use companion_seal::receipt::reference;

/// A screen of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InboxRoute {
    /// All records.
    List,
    /// One record. Under one id there can be several: the reference tells the later ones apart.
    Record {
        /// The id.
        id: Uuid,
        /// The reference of a later one.
        reference: Option<String>,
    },
    /// What staff have sent to practise.
    Practice,
    /// A sealed file is brought.
    Import,
    /// Staff and phones.
    Staff,
    /// The keys of the member's routes.
    Keys,
    /// Who receives, and who is invited to.
    Members,
    /// Somebody joins by a link.
    Join,
    /// A new school.
    SetUp,
    /// No such address.
    Unknown,
}

impl InboxRoute {
    /// The screen of a path.
    pub fn of(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            ["inbox"] => Self::List,
            ["inbox", "practice"] => Self::Practice,
            ["inbox", "import"] => Self::Import,
            ["inbox", "staff"] => Self::Staff,
            ["inbox", "keys"] => Self::Keys,
            ["inbox", "members"] => Self::Members,
            ["inbox", "join"] => Self::Join,
            ["inbox", "set-up"] => Self::SetUp,
            ["inbox", "record", id] => Self::record(id, None),
            ["inbox", "record", id, reference] => Self::record(id, Some((*reference).to_owned())),
            _ => Self::Unknown,
        }
    }

    /// The screen of a record.
    pub fn of_record(record: &Record) -> Self {
        Self::of_receipt(&record.receipt)
    }

    /// The screen of the record that a receipt is for.
    pub fn of_receipt(receipt: &Receipt) -> Self {
        let later = receipt.flags.contains(&Flag::Conflict);
        Self::Record { id: receipt.id, reference: later.then(|| reference(&receipt.sha256.0)) }
    }

    fn record(id: &str, reference: Option<String>) -> Self {
        Uuid::parse_str(id).map_or(Self::Unknown, |id| Self::Record { id, reference })
    }

    /// Whether this is the record's screen.
    pub fn shows(&self, record: &Record) -> bool {
        *self == Self::of_record(record)
    }

    /// The path of a screen.
    pub fn path(&self) -> String {
        match self {
            Self::List | Self::Unknown => "/inbox/".to_owned(),
            Self::Record { id, reference: None } => format!("/inbox/record/{id}"),
            Self::Record { id, reference: Some(reference) } => format!("/inbox/record/{id}/{reference}"),
            Self::Practice => "/inbox/practice".to_owned(),
            Self::Import => "/inbox/import".to_owned(),
            Self::Staff => "/inbox/staff".to_owned(),
            Self::Keys => "/inbox/keys".to_owned(),
            Self::Members => "/inbox/members".to_owned(),
            Self::Join => "/inbox/join".to_owned(),
            Self::SetUp => "/inbox/set-up".to_owned(),
        }
    }

    /// The title of the browser's tab: never a word of a record.
    pub fn title(&self) -> &'static str {
        match self {
            Self::List | Self::Unknown => "Inbox – Trip Companion",
            Self::Record { .. } => "Record – Trip Companion",
            Self::Practice => "Practice – Trip Companion",
            Self::Import => "Import – Trip Companion",
            Self::Staff => "Staff and phones – Trip Companion",
            Self::Keys => "Keys – Trip Companion",
            Self::Members => "Roles – Trip Companion",
            Self::Join => "Join a school – Trip Companion",
            Self::SetUp => "Set up a school – Trip Companion",
        }
    }
}

/// Who signs in, as their link names them: `<school>.<sign-in name>` after the `#`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// The school.
    pub school: Uuid,
    /// The sign-in name.
    pub sign_in_name: String,
}

impl Visitor {
    /// Reads what a link carries; `None` if part of it is missing.
    pub fn of_fragment(fragment: &str) -> Option<Self> {
        let (school, name) = fragment.trim().trim_start_matches('#').split_once('.')?;
        let (school, sign_in_name) = (Uuid::parse_str(school).ok()?, name.to_owned());
        (!name.is_empty()).then_some(Self { school, sign_in_name })
    }

    /// The link to the inbox.
    pub fn link(&self, origin: &str) -> String {
        format!("{}/inbox/#{}.{}", origin.trim_end_matches('/'), self.school, self.sign_in_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_screen_has_an_address_of_its_own() {
        let id = Uuid::from_u128(7);
        for inbox_route in [
            InboxRoute::List,
            InboxRoute::Practice,
            InboxRoute::Import,
            InboxRoute::Staff,
            InboxRoute::Keys,
            InboxRoute::Members,
            InboxRoute::Join,
            InboxRoute::SetUp,
            InboxRoute::Record { id, reference: None },
            InboxRoute::Record { id, reference: Some("7KQ-3FD".into()) },
        ] {
            assert_eq!(InboxRoute::of(&inbox_route.path()), inbox_route);
        }
        for path in ["/inbox/record/not-an-id", "/inbox/other", "/"] {
            assert_eq!(InboxRoute::of(path), InboxRoute::Unknown, "{path}");
        }
        assert_eq!(InboxRoute::of("/inbox"), InboxRoute::List);
    }

    #[test]
    fn a_link_names_school_and_member() {
        let visitor = Visitor { school: Uuid::from_u128(1), sign_in_name: "demonstration-dsl".into() };
        let link = visitor.link("http://localhost:8080/");
        assert_eq!(link, format!("http://localhost:8080/inbox/#{}.demonstration-dsl", Uuid::from_u128(1)));
        let (_, fragment) = link.split_once('#').unwrap();
        assert_eq!(Visitor::of_fragment(fragment), Some(visitor));
        for broken in ["", "#", "not-a-school.dsl", &Uuid::nil().to_string(), &format!("{}.", Uuid::nil())] {
            assert_eq!(Visitor::of_fragment(broken), None, "{broken}");
        }
    }
}
