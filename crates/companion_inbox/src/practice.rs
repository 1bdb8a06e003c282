//! Practice, as a desk lists it: who has sent it, when, and whether it holds the fixed words and no other.

use companion_model::{concern::as_text, wire::v1::InboxEnvelope};

use crate::{
    desk::Desk,
    record::Contents,
    words::{self, Zone},
};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Practised {
    /// Who sent it: name and job title.
    pub author: String,
    /// That the author is not proved; empty if they are.
    pub proof: &'static str,
    /// When the endpoint received it.
    pub received: String,
    /// What came in the place of the fixed words: to be read at once, it may be meant.
    pub other_words: Option<String>,
}

/// The lines of what the endpoint holds.
pub fn practised(desk: &Desk, envelopes: Vec<InboxEnvelope>, zone: Zone) -> Vec<Practised> {
    envelopes.into_iter().map(|envelope| one(desk, envelope, zone)).collect()
}

fn one(desk: &Desk, envelope: InboxEnvelope, zone: Zone) -> Practised {
    let record = desk.open(envelope);
    let author = record.concern().map_or(&record.author.author, |concern| &concern.author);
    let author = format!("{}, {}", author.name, author.role);
    let received = words::moment(record.receipt.received_at, zone);
    let is_proved = record.proof().is_some_and(|proof| proof.is_proved());
    let proof = if is_proved { "" } else { " – author not proved" };
    let other_words = match &record.contents {
        Contents::Concern { concern, .. } if concern.is_practice() => None,
        Contents::Concern { concern, .. } => Some(as_text(concern)),
        Contents::Unreadable { opened, .. } => Some(String::from_utf8_lossy(&opened.content).into_owned()),
        Contents::Closed(error) => Some(format!("It does not open: {error}.")),
    };
    Practised { author, proof, received, other_words }
}

#[cfg(test)]
mod tests {
    use companion_model::{Route, concern::Concern};

    use super::*;
    use crate::school::{NOW, School};

    fn utc(_: i64) -> i16 {
        0
    }

    fn sent(spoil: fn(&mut Concern)) -> Practised {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let draft = phone.drafts(NOW, "");
        let mut concern = Concern::practice(draft.id, draft.author, Route::Dsl, draft.started_at);
        spoil(&mut concern);
        practised(&school.desk("dsl"), vec![phone.delivers(&school, &concern, &on_file)], utc).remove(0)
    }

    #[test]
    fn practice_is_said_to_be_practice() {
        let practised = sent(|_| ());
        // Nobody has countersigned this author yet.
        assert_eq!((practised.other_words, practised.proof), (None, " – author not proved"));
    }

    #[test]
    fn real_words_that_came_as_practice_are_shown_and_not_filed_away() {
        let words = sent(|concern| concern.content.verbatim = "He said carry it".into()).other_words;
        assert!(words.is_some_and(|words| words.contains("He said carry it")));
    }
}
