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
            Self::Receipt => "Receipt not proved",
            Self::OtherEnvelope => "Envelope does not fit",
        }
    }

    /// On the record: what is known and what to do.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Conflict => {
                "Another record came under the same number before this one, with other contents. Both are kept. \
                 Read both, and ask the author which is right."
            }
            Self::RemovedDevice => {
                "It came from a phone the school has removed. Read it as usual, and ask the author how it was sent."
            }
            Self::OtherDevice => {
                "It was sealed on another phone than the one that delivered it, or on the same one before it was set up again. \
                 Read it as usual, and ask the author."
            }
            Self::Receipt => {
                "Its receipt is not signed by the school's endpoint for these contents: the time of arrival may be \
                 wrong. Read it as usual, and tell whoever runs the endpoint."
            }
            Self::OtherEnvelope => {
                "The record and its envelope name different numbers or recipients. Read it as usual, ask the \
                 author, and tell whoever runs the endpoint."
            }
        }
    }
}

impl Proof {
    /// In the list.
    pub fn label(self) -> &'static str {
        if self.is_proved() { "Author proved" } else { "Author not proved" }
    }

    /// On the record: what is known and what to do.
    pub fn sentence(self, author: &str, inviting: &str) -> String {
        match self {
            Self::Proved => {
                format!("Author proved: signed with the key of {author}, whom {inviting} invited.")
            }
            Self::NotCountersigned => format!(
                "Author not proved yet: {inviting} invited {author} and has not signed in since. Act on the record \
                 as usual, and ask {author} yourself."
            ),
            Self::InviterRemoved => format!(
                "Author not proved: {inviting} invited {author} and was removed before that could be countersigned. \
                 Act on the record as usual, and ask {author} yourself."
            ),
            Self::BadCountersign => format!(
                "Author not proved: the countersignature for {author} does not hold. Act on the record as usual, \
                 ask {author} yourself, and tell whoever runs the endpoint."
            ),
            Self::OtherKey => format!(
                "Author not proved: it came from {author}'s phone and was signed with another key. Act on the \
                 record as usual, and ask {author} yourself."
            ),
            Self::NotOnFile => {
                "Author not proved: the school's endpoint does not know the phone that sealed it. Act on the \
                                record as usual, and ask whoever it names yourself."
                    .to_owned()
            }
            Self::HandedOver => format!(
                "Author not proved: it was handed over unopened from {author}'s phone, without their PIN. Act on it as \
                 usual, and ask {author} yourself."
            ),
            Self::OtherName => format!(
                "Author not proved: it was signed with the key of {author} and names somebody else. Act on the \
                 record as usual, and ask {author} yourself."
            ),
        }
    }
}

/// What a record's history of writing proves.
pub fn history(proved: &Proved, zone: Zone) -> String {
    let entries = proved.entries;
    let noted = if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries, in order") };
    match proved.first_seen {
        None => format!("{noted}; none of them was seen by the endpoint, so the times are the phone's own"),
        Some(at) => format!(
            "{noted}; the endpoint saw {} of them, the first on {} by its own clock: something was being written then, \
             which words is not shown",
            proved.countersigned,
            moment(at, zone)
        ),
    }
}

/// What a reader must know of a history that does not hold together.
fn history_doubt(proved: &Proved) -> Option<&'static str> {
    if !proved.holds {
        return Some(
            "The history of writing does not hold together: it was changed after the endpoint saw it, or comes from \
             another school. The record itself is as it was signed. Ask the author how it was written.",
        );
    }
    (!proved.ends_as_signed).then_some(
        "The history of writing does not end with the words that were signed. The record itself is as it was signed.",
    )
}

/// What the reader of a record must know before its first line.
pub fn notices(keyring: &Keyring, record: &Record, zone: Zone) -> Vec<String> {
    let mut notices: Vec<String> = imported(keyring, record, zone).into_iter().collect();
    match &record.contents {
        Contents::Concern { concern, .. } => {
            if record.is_unfinished() {
                notices.push(format!(
                    "Nobody has signed this: it was unfinished when {}'s phone handed it over, because the PIN was forgotten \
                     or the phone was removed. Speak to them now. A finished record of the same may still come.",
                    record.author.author.name
                ));
            } else if concern.short {
                notices.push("Short record: sent before everything was answered. More may follow.".to_owned());
            }
            if let Kind::Addition { about } | Kind::Correction { about } = concern.kind {
                notices.push(format!("It belongs to record {about}."));
            }
        }
        Contents::Unreadable { .. } => notices.push(
            "This inbox does not know the form of this record. All of it stands below as it came. Ask the author \
             about it, and tell whoever runs the endpoint that the inbox may be out of date."
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
        "Imported from a file by {by}, {at}: its phone had not delivered it then. If it does, the record is listed here once."
    ))
}

fn closed(error: SealError, author: &str) -> String {
    let why = match error {
        SealError::Malformed(_) => "It was damaged before it came here",
        _ => "It was damaged before it came here, or sealed for other keys than yours: which can't be told",
    };
    format!("{why}. It is kept as it came. Ask {author} now what they wrote; their phone may still have it.")
}

/// Who read it and when, if anyone has; and whether their signature holds.
pub fn read_by(keyring: &Keyring, record: &Record, zone: Zone) -> Option<(bool, String)> {
    let read = record.read.as_ref()?;
    Some(match record.reader(keyring) {
        Some(member) => (true, format!("Read by {}, {}", member.name, moment(read.read_at, zone))),
        None => (
            false,
            "A read mark came whose signature does not hold. Mark it as read yourself once you have read it."
                .to_owned(),
        ),
    })
}

/// Who looked at what does not open, and when. It is no "read": nobody has read it.
pub fn looked_at_by(keyring: &Keyring, record: &Record, zone: Zone) -> Option<String> {
    let said = record.acknowledged.as_ref()?;
    let member = record.looked_at_by(keyring)?;
    let at = moment(said.at, zone);
    Some(format!("Looked at by {}, {at}. Nobody has read it: it does not open.", member.name))
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
            assert!(sentence.contains("Read ") && sentence.ends_with('.'), "{sentence}");
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
            assert!(sentence.contains("ask Sam Teacher yourself") && sentence.ends_with('.'), "{sentence}");
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
        assert!(history_doubt(&proved(false, true)).unwrap().contains("does not hold together"));
        assert!(history_doubt(&proved(true, false)).unwrap().contains("does not end with the words"));
    }
}
