//! What would be gone for good with whoever leaves.

use companion_app::AppError;
use companion_model::delivery::Delivery;
use leptos::prelude::*;

use crate::state::{Companion, Counts};

/// What of it waiting for signal does not help with.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct Besides {
    /// Some of the unfinished records were deleted, and can be brought back.
    deleted: bool,
    /// Some of the signed ones need their author, or are not here any more to be sent.
    stuck: bool,
}

impl Besides {
    pub(super) async fn of(companion: Companion) -> Result<Self, AppError> {
        let unfinished = companion.session.unfinished().await?;
        let is_stuck = |one: &Delivery| one.is_unsent() && (one.needs_its_author() || !one.bytes_kept);
        Ok(Self {
            deleted: unfinished.iter().any(|one| one.deleted_at.is_some()),
            stuck: untrack(|| companion.outbox.deliveries()).iter().any(is_stuck),
        })
    }
}

/// What would be gone for good, and what to do first.
pub(super) fn not_with_the_school(
    Counts { drafts, handed_over, unsent }: Counts,
    besides: Besides,
) -> Vec<String> {
    let unsent = match unsent {
        0 => None,
        1 => Some("1 signed record may not have reached the school.".to_owned()),
        n => Some(format!("{n} signed records may not have reached the school.")),
    };
    let to_do = if besides.stuck {
        "Waiting for signal may not be enough. See My records for what to do."
    } else {
        "Find signal and leave the app open until the school has received everything."
    };
    let unsent = unsent.map(|what| format!("{what} {to_do}"));
    let first = if besides.deleted { " You can restore a deleted draft under My records." } else { "" };
    let drafts = match drafts {
        0 => None,
        1 => Some(format!(
            "1 draft is on this phone and nowhere else.{first} Sign it, and wait until the school has received \
                it. If it can't be signed, print it first."
        )),
        n => Some(format!(
            "{n} drafts are on this phone and nowhere else.{first} Sign them, and wait until the school has \
                received them. If one can't be signed, print it first."
        )),
    };
    let handed_over = match handed_over {
        0 => None,
        1 => Some(
            "1 draft was passed on, and the school has it as it was. To finish it, complete and sign it here \
                first."
                .to_owned(),
        ),
        n => Some(format!(
            "{n} drafts were passed on, and the school has them as they were. To finish them, complete and sign \
                them here first."
        )),
    };
    unsent.into_iter().chain(drafts).chain(handed_over).collect()
}

#[cfg(test)]
mod tests {
    use super::{Besides, Counts, not_with_the_school};

    #[test]
    fn what_would_be_lost_is_said_with_what_to_do_first() {
        let nothing = Besides::default();
        assert!(not_with_the_school(Counts::default(), nothing).is_empty());
        let both = not_with_the_school(Counts { drafts: 2, handed_over: 1, unsent: 1 }, nothing);
        assert!(both[0].starts_with("1 signed record may not have reached the school. Find signal"));
        assert!(both[2].starts_with("1 draft was passed on, and the school has it as it was."));
        assert!(both[1].starts_with("2 drafts are on this phone and nowhere else. Sign them"));
    }

    #[test]
    fn nobody_is_told_to_wait_for_what_does_not_come() {
        let counts = Counts { drafts: 1, handed_over: 0, unsent: 1 };
        let said = not_with_the_school(counts, Besides { deleted: true, stuck: true });
        assert!(said[0].ends_with("See My records for what to do."), "{said:?}");
        assert!(said[1].starts_with("1 draft is on this phone"), "{said:?}");
        assert!(said[1].contains("under My records. Sign it"), "{said:?}");
    }
}
