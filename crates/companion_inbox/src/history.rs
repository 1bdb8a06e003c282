//! The history of writing, as a desk judges it: evidence of the order in which a record grew, and of the time where the
//! endpoint saw it.

use companion_model::concern::Concern;
use companion_seal::{
    envelope::Opened,
    history::{Proved, judge},
};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::keyring::Keyring;

/// A signed record's answers, as their JSON stands in it, byte for byte.
#[derive(Deserialize)]
struct Signed<'a> {
    #[serde(borrow)]
    content: &'a RawValue,
}

/// What a record's history proves; `None` for one without.
pub fn of(keyring: &Keyring, opened: &Opened, concern: &Concern) -> Option<Proved> {
    let history = concern.history.as_ref()?;
    let signed: Signed<'_> = serde_json::from_slice(&opened.content).ok()?;
    Some(judge(history, signed.content.get().as_bytes(), keyring.receipt_keys(), keyring.school))
}

#[cfg(test)]
mod tests {
    use companion_model::Route;
    use companion_seal::{history, timestamp};

    use super::*;
    use crate::{
        school::{NOW, School},
        words,
    };

    /// A record with two entries, the first of them seen by the endpoint two seconds later.
    fn judged(spoil: fn(&mut Concern)) -> Proved {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let mut draft = phone.drafts(NOW, "She has new shoes, “=1+1”");
        let link = history::note(&mut draft, NOW).unwrap().unwrap();
        let seen = timestamp::sign(school.receipt_key(), school.id, &link, NOW + 2_000);
        history::countersign(&mut draft, &link, seen);
        history::note_as_signed(&mut draft, NOW + 90_000).unwrap();
        let mut concern = phone.signs(&draft, Route::Dsl);
        spoil(&mut concern);
        let keyring = school.keyring("dsl");
        keyring.open(phone.delivers(&school, &concern, &on_file)).history.unwrap()
    }

    #[test]
    fn a_record_says_in_which_order_and_from_when_it_was_written() {
        let proved = judged(|_| ());
        let said = "2 entries. The server saw 1, the first on Tue 3 Nov 2026, 14:32 by its own clock. This shows that something was being written at that time, not what";
        assert_eq!(words::record::history(&proved, |_| 0), said);
        assert!(proved.holds && proved.ends_as_signed);
    }

    #[test]
    fn a_history_of_other_words_or_of_other_times_is_found_out() {
        let other_words = judged(|concern| concern.content.verbatim.push('!'));
        assert!(other_words.holds && !other_words.ends_as_signed);
        let dated_back = judged(|concern| {
            concern.history.as_mut().unwrap().entries[0].at -= 3_600_000;
        });
        assert!(!dated_back.holds);
    }

    #[test]
    fn a_record_of_a_build_that_kept_no_history_has_none() {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let concern = phone.writes(Route::Dsl, "She has new shoes");
        assert_eq!(school.keyring("dsl").open(phone.delivers(&school, &concern, &on_file)).history, None);
    }
}
