//! Members of staff and their phones; files that they bring.

use companion_model::wire::v1::EnrolledAuthor;

use super::{Zone, moment};
use crate::{
    import::ImportOutcome,
    staff::{LinkLifetime, Stage},
};

impl LinkLifetime {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::QuarterHour => "15 minutes",
            Self::Hour => "an hour",
            Self::Day => "a day",
        }
    }
}

impl Stage {
    /// What to show, with the bare name of who invited them.
    pub fn sentence(self, inviting: &str) -> String {
        match self {
            Self::Invited => "No phone set up with the link yet. It may have expired.".to_owned(),
            Self::Spent => {
                format!(
                    "No phone set up. The link was made by {inviting}, who has been removed, so it no longer \
                        works. Make \
                    them a new link."
                )
            }
            Self::Enrolled => {
                format!("Phone set up, not confirmed yet. {inviting} usually confirms it by signing in.")
            }
            Self::Orphaned => format!(
                "Phone set up. {inviting}, who invited them, was removed before confirming it. Make them a new link."
            ),
            Self::Countersigned => "Phone set up".to_owned(),
            Self::Removed => {
                "Removal ordered. When the app is next open with signal, it sends signed records and passes on \
                    drafts, then removes them. Drafts that only their author may read stay."
                    .to_owned()
            }
            Self::Lapsed => {
                "The person who ordered this phone's removal has since been removed. If records are still on \
                    the phone, they stay. Remove the phone again."
                    .to_owned()
            }
        }
    }
}

/// When a phone was last heard of, and which app it has.
pub fn last_seen(phone: &EnrolledAuthor, zone: Zone) -> String {
    let seen = phone.last_seen_at.map(|at| format!("Last online {}", moment(at, zone)));
    let version = phone.version.as_ref().map(|version| format!(", app {version}"));
    seen.map_or_else(String::new, |seen| format!("{seen}{}.", version.unwrap_or_default()))
}

impl ImportOutcome {
    /// What the school has by an import.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::New => "The school has this record now. Everyone it is for can open it.",
            Self::Again => "The school already had this record. It is listed once.",
            Self::Beside => {
                "The school has this record, and a different version of it. Each is \
                    listed once. Read both."
            }
        }
    }
}
