//! The order of the list: what waits to be looked at first, and of that the worst first.

use std::cmp::Reverse;

use companion_model::concern::Danger;

use crate::record::{Key, Record};

/// How much danger a record may speak of, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Urgency {
    /// Its author answered that someone is in danger now.
    Yes,
    /// It does not open, can't be read, or the question was left out: it may be the worst of all.
    CantTell,
    /// Its author was not sure.
    NotSure,
    /// Its author answered that nobody is.
    No,
}

impl Urgency {
    fn of(danger: Option<&Danger>) -> Self {
        match danger {
            Some(Danger::Yes) => Self::Yes,
            Some(Danger::Unknown(_)) | None => Self::CantTell,
            Some(Danger::NotSure) => Self::NotSure,
            Some(Danger::No) => Self::No,
        }
    }
}

/// Where a record stands in the list: a smaller one stands higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order {
    is_done: bool,
    urgency: Urgency,
    received: Reverse<(i64, u64)>,
    key: Key,
}

/// The whole rule. Records that nobody has read stand above those that somebody has, whatever they say: what was read is in
/// somebody's hands. Then danger: yes, can't tell, not sure, no. Then the newest first, by the endpoint's clock and its
/// number alone: a phone's clock may be wrong, or lie.
pub fn order(record: &Record) -> Order {
    Order {
        is_done: !record.is_new(),
        urgency: Urgency::of(record.danger()),
        received: Reverse((record.receipt.received_at, record.receipt.seq)),
        key: record.key(),
    }
}

#[cfg(test)]
mod tests {
    use companion_model::Route;

    use super::*;
    use crate::school::{NOW, School};

    /// Records are opened in this order and come out in the order of the list, by name.
    fn listed(school: &School, made: &[(&'static str, Option<Danger>, i64, bool)]) -> Vec<&'static str> {
        let (phone, on_file) = school.enrols("dsl");
        let keyring = school.keyring("dsl");
        let mut all: Vec<(&str, Record)> = made
            .iter()
            .map(|(name, danger, minutes_ago, is_read)| {
                let mut concern = phone.writes(Route::Dsl, name);
                concern.content.danger.clone_from(danger);
                let mut envelope = phone.delivers(school, &concern, &on_file);
                envelope.receipt.received_at = NOW - minutes_ago * 60_000;
                envelope.read = is_read.then(|| keyring.read(&envelope.receipt, NOW));
                (*name, keyring.open(envelope))
            })
            .collect();
        all.sort_by_key(|(_, record)| order(record));
        all.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn unread_comes_first_then_danger_then_the_newest() {
        let school = School::new();
        let unknown = Some(Danger::Unknown("perhaps".into()));
        let made = [
            ("no, new", Some(Danger::No), 1, false),
            ("no, old", Some(Danger::No), 90, false),
            ("not sure", Some(Danger::NotSure), 80, false),
            ("not answered", None, 60, false),
            ("an answer of a newer form", unknown, 70, false),
            ("yes, old", Some(Danger::Yes), 95, false),
            ("yes, new", Some(Danger::Yes), 85, false),
            ("yes, read", Some(Danger::Yes), 0, true),
            ("no, read", Some(Danger::No), 2, true),
            ("not answered, read", None, 3, true),
        ];
        let expected = [
            "yes, new",
            "yes, old",
            "not answered",
            "an answer of a newer form",
            "not sure",
            "no, new",
            "no, old",
            "yes, read",
            "not answered, read",
            "no, read",
        ];
        assert_eq!(listed(&school, &made), expected);
        let mut backwards = made;
        backwards.reverse();
        assert_eq!(listed(&school, &backwards), expected);
    }

    #[test]
    fn what_does_not_open_stands_below_danger_and_above_all_else_until_somebody_has_looked() {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let keyring = school.keyring("dsl");
        let came = |danger, is_damaged: bool| {
            let mut concern = phone.writes(Route::Dsl, "words");
            concern.content.danger = Some(danger);
            let mut envelope = phone.delivers(&school, &concern, &on_file);
            if is_damaged {
                envelope.bytes.0.truncate(60);
            }
            envelope
        };
        let (yes, closed, no) = (came(Danger::Yes, false), came(Danger::Yes, true), came(Danger::No, false));
        let said = keyring.acknowledge(&closed.receipt, NOW);
        let [yes, mut closed, no] = [yes, closed, no].map(|envelope| keyring.open(envelope));
        assert!(order(&yes) < order(&closed) && order(&closed) < order(&no));
        assert!(closed.learn_of_acknowledgement(&keyring, Some(&said)));
        assert!(order(&no) < order(&closed));
    }
}
