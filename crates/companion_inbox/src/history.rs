//! The history of writing, as a desk judges it: evidence of the order in which a record grew, and of the time where the
//! endpoint saw it.

use companion_model::concern::Concern;
use companion_seal::{
    envelope::Opened,
    history::{Proved, judge},
};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    desk::Desk,
    words::{self, Zone},
};

/// A signed record's answers, as their JSON stands in it, byte for byte.
#[derive(Deserialize)]
struct Signed<'a> {
    #[serde(borrow)]
    content: &'a RawValue,
}

/// What a record's history proves; `None` for one without.
pub fn of(desk: &Desk, opened: &Opened, concern: &Concern) -> Option<Proved> {
    let history = concern.history.as_ref()?;
    let signed: Signed<'_> = serde_json::from_slice(&opened.content).ok()?;
    Some(judge(history, signed.content.get().as_bytes(), desk.receipt_keys(), desk.school))
}

/// What it proves, in a sentence.
pub fn words(proved: &Proved, zone: Zone) -> String {
    let entries = proved.entries;
    let noted = if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries, in order") };
    match proved.first_seen {
        None => format!("{noted}; none of them was seen by the endpoint, so the times are the phone's own"),
        Some(at) => format!(
            "{noted}; the endpoint saw {} of them, the first on {} by its own clock: something was being written then, \
             which words is not shown",
            proved.countersigned,
            words::moment(at, zone)
        ),
    }
}

/// What a reader must know of one that does not hold together.
pub fn doubt(proved: &Proved) -> Option<&'static str> {
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

#[cfg(test)]
mod tests {
    use companion_model::Route;
    use companion_seal::{history, timestamp};

    use super::*;
    use crate::school::{NOW, School};

    fn utc(_: i64) -> i16 {
        0
    }

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
        let desk = school.desk("dsl");
        desk.open(phone.delivers(&school, &concern, &on_file)).history.unwrap()
    }

    #[test]
    fn a_record_says_in_which_order_and_from_when_it_was_written() {
        let proved = judged(|_| ());
        let said = "2 entries, in order; the endpoint saw 1 of them, the first on Tue 3 Nov 2026, 14:32 by its own clock: something was being written then, which words is not shown";
        assert_eq!((words(&proved, utc).as_str(), doubt(&proved)), (said, None));
    }

    #[test]
    fn a_history_of_other_words_or_of_other_times_is_said_to_be_one() {
        let other_words = judged(|concern| concern.content.verbatim.push('!'));
        assert!(doubt(&other_words).unwrap().contains("does not end with the words"));
        let dated_back = judged(|concern| {
            concern.history.as_mut().unwrap().entries[0].at -= 3_600_000;
        });
        assert!(doubt(&dated_back).unwrap().contains("does not hold together"));
    }

    #[test]
    fn a_record_of_a_build_that_kept_no_history_has_none() {
        let school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let concern = phone.writes(Route::Dsl, "She has new shoes");
        assert_eq!(school.desk("dsl").open(phone.delivers(&school, &concern, &on_file)).history, None);
    }
}
