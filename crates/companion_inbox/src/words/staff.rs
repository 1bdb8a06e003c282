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
            Self::Invited => "Link not opened yet".to_owned(),
            Self::Spent => {
                format!("Link not opened. {inviting}, who made it, was removed, and it opens nothing: make them a new link.")
            }
            Self::Enrolled => format!("Phone set up; not countersigned. {inviting} does that by signing in."),
            Self::Orphaned => format!(
                "Phone set up; {inviting}, who invited them, was removed before they could countersign: make them a new link."
            ),
            Self::Countersigned => "Phone set up".to_owned(),
            Self::Removed => "Phone removed. It obeys when it next has signal: what is signed is delivered, what is unfinished \
                              is handed over, and then nothing is left on it."
                .to_owned(),
            Self::Lapsed => "Phone removed by somebody who was removed since. If it has not obeyed yet, it does not any more: \
                             order it again."
                .to_owned(),
        }
    }
}

/// When a phone was last heard of, and which app it has.
pub fn last_seen(phone: &EnrolledAuthor, zone: Zone) -> String {
    let seen = phone.last_seen_at.map(|at| format!("Last heard of {}", moment(at, zone)));
    let version = phone.version.as_ref().map(|version| format!(", app {version}"));
    seen.map_or_else(String::new, |seen| format!("{seen}{}.", version.unwrap_or_default()))
}

impl ImportOutcome {
    /// What the school has by an import.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::New => "The school has this record now, and everybody of its office.",
            Self::Again => "The school had this record already. Nothing is listed twice.",
            Self::Beside => {
                "The school has this record, beside another with the same number and other contents. Each is listed once: \
                 read both."
            }
        }
    }
}
