//! The history of writing, link by link: each is SHA-256 over the one before, the time and the digest of the answers.
//! Taking an entry out, or another order, changes every link after it, and so no timestamp fits any more.

use companion_model::{
    Millis,
    concern::{Draft, History},
    wire::{Bytes, v1::Timestamp},
};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{SealError, digest, os_random, timestamp, transcript::transcript};

const LINK: &str = "history link";

/// Notes how a draft stands, if it is time to; the new link, to be countersigned.
///
/// # Errors
/// [`SealError`] if nothing was noted though it was time to. The words are not touched by that.
pub fn note(draft: &mut Draft, now: Millis) -> Result<Option<[u8; 32]>, SealError> {
    if draft.history.as_ref().is_some_and(|history| !history.is_due(now)) {
        return Ok(None);
    }
    note_as_signed(draft, now).map(Some)
}

/// Notes how a draft stands, whether or not it is time to: the last entry is made with the signature.
///
/// # Errors
/// [`SealError`] if nothing was noted. The words are not touched by that.
pub fn note_as_signed(draft: &mut Draft, now: Millis) -> Result<[u8; 32], SealError> {
    let answers = serde_json::to_vec(&draft.content).map_err(|_| SealError::Malformed("the record"))?;
    let answers = Zeroizing::new(answers);
    let history = match &mut draft.history {
        Some(history) => history,
        none => none.insert(History::starting_with(os_random()?)),
    };
    history.note(now, digest(&answers));
    Ok(last_link(history))
}

/// Keeps the endpoint's word on a link, if it is the last one still. Says whether it is.
pub fn countersign(draft: &mut Draft, link: &[u8; 32], timestamp: Timestamp) -> bool {
    let Some(history) = draft.history.as_mut().filter(|history| last_link(history) == *link) else {
        return false;
    };
    let last = history.entries.last_mut().map(|last| last.timestamp = Some(timestamp));
    last.is_some()
}

/// What a history proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proved {
    /// Its entries.
    pub entries: usize,
    /// Those that the endpoint saw, by its own clock.
    pub countersigned: usize,
    /// Whether every timestamp is the endpoint's for its link.
    pub holds: bool,
    /// Whether it ends with the answers that were signed.
    pub ends_as_signed: bool,
    /// The endpoint's clock at the first link it saw.
    pub first_seen: Option<Millis>,
}

/// Judges a history beside the signed record's answers, as their JSON stands in it.
pub fn judge(history: &History, answers: &[u8], keys: &[Bytes], school: Uuid) -> Proved {
    let mut proved = Proved {
        entries: history.entries.len(),
        countersigned: 0,
        holds: true,
        ends_as_signed: history.entries.last().is_some_and(|last| last.digest.0 == digest(answers)),
        first_seen: None,
    };
    for (entry, link) in history.entries.iter().zip(links(history)) {
        let Some(timestamp) = &entry.timestamp else { continue };
        if timestamp::check(timestamp, keys, school, &link).is_err() {
            proved.holds = false;
            continue;
        }
        proved.countersigned += 1;
        proved.first_seen.get_or_insert(timestamp.at);
    }
    proved
}

fn last_link(history: &History) -> [u8; 32] {
    links(history).last().unwrap_or_default()
}

fn links(history: &History) -> impl Iterator<Item = [u8; 32]> {
    history.entries.iter().scan(digest(&history.start.0), |link, entry| {
        *link = digest(&transcript(LINK, &[link, &entry.at.to_be_bytes(), &entry.digest.0]));
        Some(*link)
    })
}

#[cfg(test)]
mod tests {
    use companion_model::{DeviceTime, concern::Kind, wire::v1::AuthorName};

    use super::*;
    use crate::receipt::ReceiptKey;

    const NOW: Millis = 1_793_716_320_000;
    const SCHOOL: Uuid = Uuid::from_u128(1);

    fn draft() -> Draft {
        let author = AuthorName { id: Uuid::from_u128(5), name: "Jo".into(), role: "TA".into() };
        let at = DeviceTime { utc_ms: NOW, offset_min: 0, zone: String::new() };
        Draft::new(Uuid::from_u128(2), Kind::Concern, author, at)
    }

    fn answers(draft: &Draft) -> Vec<u8> {
        serde_json::to_vec(&draft.content).unwrap()
    }

    /// Three minutes of writing, the second of them in signal, and the signature.
    fn written(key: &ReceiptKey) -> Draft {
        let mut draft = draft();
        for (minute, words) in ["he", "he said", "he said carry"].iter().enumerate() {
            draft.content.verbatim = (*words).into();
            let at = NOW + minute as Millis * 60_000;
            let link = note(&mut draft, at).unwrap().unwrap();
            if minute == 1 {
                countersign(&mut draft, &link, timestamp::sign(key, SCHOOL, &link, at + 7));
            }
        }
        draft.content.signature.name = "Jo".into();
        note_as_signed(&mut draft, NOW + 130_000).unwrap();
        draft
    }

    #[test]
    fn a_history_proves_its_end_and_what_the_endpoint_saw() {
        let key = ReceiptKey::generate().unwrap();
        let draft = written(&key);
        let proved = judge(draft.history.as_ref().unwrap(), &answers(&draft), &[key.public()], SCHOOL);
        let expected = Proved {
            entries: 4,
            countersigned: 1,
            holds: true,
            ends_as_signed: true,
            first_seen: Some(NOW + 60_007),
        };
        assert_eq!(proved, expected);
    }

    #[test]
    fn an_entry_taken_out_moved_or_dated_back_is_noticed() {
        let key = ReceiptKey::generate().unwrap();
        let draft = written(&key);
        let whole = draft.history.clone().unwrap();
        let judged = |change: fn(&mut History)| {
            let mut history = whole.clone();
            change(&mut history);
            judge(&history, &answers(&draft), &[key.public()], SCHOOL)
        };
        assert!(!judged(|history| drop(history.entries.remove(0))).holds);
        assert!(!judged(|history| history.entries.swap(0, 1)).holds);
        assert!(!judged(|history| history.entries[0].at -= 3_600_000).holds);
        assert!(!judged(|history| history.start = [0; 32].into()).holds);
        assert!(!judged(|history| drop(history.entries.pop())).ends_as_signed);
        assert!(!judge(&whole, b"{}", &[key.public()], SCHOOL).ends_as_signed);
    }

    #[test]
    fn a_timestamp_that_comes_late_is_not_put_on_another_link() {
        let key = ReceiptKey::generate().unwrap();
        let mut draft = draft();
        let first = note(&mut draft, NOW).unwrap().unwrap();
        note(&mut draft, NOW + 60_000).unwrap().unwrap();
        assert!(!countersign(&mut draft, &first, timestamp::sign(&key, SCHOOL, &first, NOW)));
        assert!(draft.history.unwrap().entries.iter().all(|entry| entry.timestamp.is_none()));
    }

    #[test]
    fn the_same_words_in_two_records_have_different_links() {
        let link = || note(&mut draft(), NOW).unwrap().unwrap();
        assert_ne!(link(), link());
    }

    /// Frozen: SHA-256 over the transcript, worked out by hand for one entry.
    #[test]
    fn a_link_is_the_digest_of_the_one_before_the_time_and_the_answers() {
        let mut history = History::starting_with([7; 32]);
        history.note(NOW, [9; 32]);
        let mut statement = Vec::new();
        for part in [&b"companion/v1/history link"[..], &digest(&[7; 32]), &NOW.to_be_bytes(), &[9; 32]] {
            statement.extend_from_slice(&u32::try_from(part.len()).unwrap().to_be_bytes());
            statement.extend_from_slice(part);
        }
        assert_eq!(last_link(&history), digest(&statement));
    }
}
