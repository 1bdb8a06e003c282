//! One record: whether it is by the person it names, what is odd about it, who has read it.

use companion_model::concern::Kind;
use companion_seal::{SealError, history::Proved};

use super::{Zone, moment};
use crate::{
    doubt::Doubt,
    keyring::Keyring,
    proof::Proof,
    record::{Contents, Record},
};

impl Doubt {
    /// In the list.
    pub fn label(self) -> &'static str {
        match self {
            Self::Conflict => "Second version",
            Self::RemovedDevice => "Removed phone",
            Self::OtherDevice => "Other phone",
            Self::Receipt => "Receipt not verified",
            Self::OtherEnvelope => "Label doesn't match",
        }
    }

    /// On the record: what is known and what to do.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Conflict => {
                "Another version of this record arrived before this one. Both are \
                    kept. Read both, and ask the author which is right."
            }
            Self::RemovedDevice => {
                "It came from a removed phone, which may still send. Act on it as usual, and check with the author."
            }
            Self::OtherDevice => {
                "It was sealed on a different phone from the one that sent it, or before that phone was set up \
                    again. Act on it as usual, and check with the author."
            }
            Self::Receipt => {
                "Its receipt can't be verified. The time it arrived may be wrong. Act on it as \
                    usual, and tell your IT support."
            }
            Self::OtherEnvelope => {
                "The record and its label give different numbers or recipients. Act on it as usual, check with \
                    the author, and tell your IT support."
            }
        }
    }
}

impl Proof {
    /// In the list.
    pub fn label(self) -> &'static str {
        if self.is_proved() { "Sender verified" } else { "Sender not verified" }
    }

    /// On the record: what is known and what to do.
    pub fn sentence(self, author: &str, inviting: &str) -> String {
        match self {
            Self::Proved => {
                format!("Sender verified: {author}, invited by {inviting}.")
            }
            Self::NotCountersigned => format!(
                "Sender not verified yet: {inviting} invited {author} and hasn't confirmed them. Act on it as \
                    usual, and check with {author} yourself."
            ),
            Self::InviterRemoved => format!(
                "Sender not verified: {inviting} invited {author}, and was removed before confirming them. Act \
                    on it as usual, and check with {author} yourself."
            ),
            Self::BadCountersign => format!(
                "Sender not verified: the confirmation for {author} isn't valid. Act on it as usual, check with \
                    {author} yourself, and tell your IT support."
            ),
            Self::OtherKey => format!(
                "Sender not verified: it came from {author}'s phone and was signed with another key. Act on it \
                    as usual, and check with {author} yourself."
            ),
            Self::NotOnFile => {
                "Sender not verified: the school's server doesn't know the phone that sealed it. Act on it as \
                    usual, and check with the person it names."
                    .to_owned()
            }
            Self::HandedOver => format!(
                "Sender not verified: {author}'s phone passed it on, still locked, without their PIN. Act on it \
                    as usual, and check with {author} yourself."
            ),
            Self::OtherName => format!(
                "Sender not verified: it was signed with {author}'s key but names someone else. Act on it \
                    as usual, and check with {author} yourself."
            ),
        }
    }
}

/// What a record's history of writing proves.
pub fn history(proved: &Proved, zone: Zone) -> String {
    let entries = proved.entries;
    let noted = if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") };
    match proved.first_seen {
        None => format!("{noted}. The server has confirmed none of them"),
        Some(at) => format!(
            "{noted}. The server saw {}, the first on {} by its own clock. This shows that something \
                was being written at that time, not what",
            proved.countersigned,
            moment(at, zone)
        ),
    }
}

/// What a reader must know of a history that does not hold together.
fn history_doubt(proved: &Proved) -> Option<&'static str> {
    if !proved.holds {
        return Some(
            "The writing history doesn't match. It was changed after the server saw it, or is from another \
                school. The record itself is as signed. Ask the author how it was written.",
        );
    }
    (!proved.ends_as_signed).then_some(
        "The writing history doesn't end with what was signed. The record itself is as signed. Ask the author about it.",
    )
}

/// What the reader of a record must know before its first line.
pub fn notices(keyring: &Keyring, record: &Record, zone: Zone) -> Vec<String> {
    let mut notices: Vec<String> = imported(keyring, record, zone).into_iter().collect();
    match &record.contents {
        Contents::Concern { concern, .. } => {
            if record.is_unfinished() {
                notices.push(format!(
                    "Nobody has signed this draft. {}'s phone passed it on, because the PIN \
                        was forgotten or the phone was removed. Speak to them now. A finished record may still \
                        arrive.",
                    record.author.author.name
                ));
            } else if concern.short {
                notices
                    .push("Short record: sent before everything was answered. More may follow.".to_owned());
            }
            if let Kind::Addition { about } | Kind::Correction { about } = concern.kind {
                notices.push(format!("It belongs to record {about}."));
            }
        }
        Contents::Unreadable { .. } => notices.push(
            "This inbox doesn't know this kind of record. All of it is shown below as it arrived. Ask the \
                author about it, and tell your IT support that the inbox may be out of date."
                .to_owned(),
        ),
        Contents::Closed(error) => notices.push(closed(*error, &record.author.author.name)),
    }
    notices.extend(record.history.as_ref().and_then(history_doubt).map(str::to_owned));
    notices.extend(record.doubts.iter().map(|doubt| doubt.sentence().to_owned()));
    notices
}

fn imported(keyring: &Keyring, record: &Record, zone: Zone) -> Option<String> {
    let by = keyring.name_of(record.imported_by?);
    let at = moment(record.receipt.received_at, zone);
    Some(format!(
        "Imported from a file by {by}, {at}. The phone had not sent it by then. If it has since, it is listed once."
    ))
}

fn closed(error: SealError, author: &str) -> String {
    let why = match error {
        SealError::Malformed(_) => "It is damaged",
        _ => "It is damaged, or sealed with a key you don't have",
    };
    format!("{why}. It is kept as it is. Ask {author} now what they wrote. Their phone may still have it.")
}

/// Who read it and when, if anyone has; and whether their signature holds.
pub fn read_by(keyring: &Keyring, record: &Record, zone: Zone) -> Option<(bool, String)> {
    let read = record.read.as_ref()?;
    Some(match record.reader(keyring) {
        Some(member) => (true, format!("Read by {}, {}", member.name, moment(read.read_at, zone))),
        None => (
            false,
            "It was marked as read, but that can't be verified. Once you have looked, mark it yourself."
                .to_owned(),
        ),
    })
}

/// Who looked at what does not open, and when. It is no "read": nobody has read it.
pub fn looked_at_by(keyring: &Keyring, record: &Record, zone: Zone) -> Option<String> {
    let said = record.acknowledged.as_ref()?;
    let member = record.looked_at_by(keyring)?;
    let at = moment(said.at, zone);
    Some(format!("Looked at by {}, {at}. They couldn't open it.", member.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_doubt_says_what_to_do() {
        for doubt in
            [Doubt::Conflict, Doubt::RemovedDevice, Doubt::OtherDevice, Doubt::Receipt, Doubt::OtherEnvelope]
        {
            let sentence = doubt.sentence();
            let next = ["Read both", "Act on it as usual"];
            assert!(next.iter().any(|next| sentence.contains(next)) && sentence.ends_with('.'), "{sentence}");
        }
    }

    #[test]
    fn every_sentence_names_the_author_and_says_what_to_do() {
        for proof in [
            Proof::NotCountersigned,
            Proof::InviterRemoved,
            Proof::BadCountersign,
            Proof::OtherKey,
            Proof::OtherName,
            Proof::HandedOver,
        ] {
            let sentence = proof.sentence("Sam Teacher", "Demonstration DSL");
            assert!(
                sentence.contains("check with Sam Teacher yourself") && sentence.ends_with('.'),
                "{sentence}"
            );
        }
        for proof in [Proof::Proved, Proof::NotOnFile] {
            assert!(proof.sentence("Sam Teacher", "Demonstration DSL").ends_with('.'), "{proof:?}");
        }
    }

    #[test]
    fn a_history_that_does_not_hold_or_does_not_end_as_signed_is_told() {
        let proved = |holds, ends_as_signed| Proved {
            entries: 2,
            countersigned: 1,
            holds,
            ends_as_signed,
            first_seen: None,
        };
        assert_eq!(history_doubt(&proved(true, true)), None);
        assert!(history_doubt(&proved(false, true)).unwrap().contains("doesn't match"));
        assert!(history_doubt(&proved(true, false)).unwrap().contains("doesn't end with what was signed"));
    }
}
