//! What a desk says about times, danger and doubts.

use companion_model::{DeviceTime, Millis, Route, concern::Danger, time::date_and_clock};

use companion_seal::{
    passphrase::{NoPassphrase, WORDS},
    stretch::CostError,
};

use crate::doubt::Doubt;

/// What a kit can be used for today, for every place that speaks of kits.
pub const NO_PAGE_FOR_KITS: &str = "This version has no page that takes a kit. Keep it all the same, and ask whoever runs the \
                                    endpoint for a version that has one when you need it.";

/// Minutes east of UTC at a moment, where the desk stands.
pub type Zone = fn(Millis) -> i16;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A moment of the endpoint's clock, where the desk stands: "Tue 3 Nov 2026, 14:32".
pub fn moment(at: Millis, zone: Zone) -> String {
    date_and_clock(at, zone(at))
}

/// A moment of a phone's clock, raw: "Tue 3 Nov 2026, 15:32 (Europe/Madrid, UTC+01:00)".
pub fn on_the_phone(at: &DeviceTime) -> String {
    let utc = offset(at.offset_min);
    let zone = if at.zone.is_empty() { utc } else { format!("{}, {utc}", at.zone) };
    format!("{} ({zone})", at.date_and_time())
}

/// The same, short: the offset only where it is not the desk's.
pub fn written(at: &DeviceTime, zone: Zone) -> String {
    let time = at.date_and_time();
    if at.offset_min == zone(at.utc_ms) { time } else { format!("{time} {}", offset(at.offset_min)) }
}

fn offset(offset_min: i16) -> String {
    let (sign, minutes) = (if offset_min < 0 { '-' } else { '+' }, offset_min.unsigned_abs());
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// How long a record was on its way, by two clocks that need not agree: "2 d 18 h".
pub fn gap(written: Millis, received: Millis) -> String {
    let gap = received.saturating_sub(written);
    if gap < -MINUTE {
        return format!("phone {} ahead", length(gap.saturating_neg()));
    }
    if gap < MINUTE { "under 1 min".to_owned() } else { length(gap) }
}

fn length(ms: i64) -> String {
    match ms {
        ms if ms >= DAY => format!("{} d {} h", ms / DAY, ms % DAY / HOUR),
        ms if ms >= HOUR => format!("{} h {} min", ms / HOUR, ms % HOUR / MINUTE),
        ms => format!("{} min", ms / MINUTE),
    }
}

/// The route's name at the desk.
pub fn route(route: Route) -> &'static str {
    match route {
        Route::Dsl => "Designated Safeguarding Lead",
        Route::Head => "Head teacher",
        Route::Chair => "Chair of governors",
    }
}

/// Whether anyone is in danger, in the list. A record that can't be read may be the worst of all.
pub fn danger(answer: Option<&Danger>, readable: bool) -> &'static str {
    match answer {
        Some(Danger::Yes) => "Danger now",
        Some(Danger::No) => "No danger now",
        Some(Danger::NotSure) => "Danger: not sure",
        Some(Danger::Unknown(_)) => "Danger: can't tell",
        None if readable => "Danger: not answered",
        None => "Danger: can't tell",
    }
}

/// Why a passphrase was not tried, before anything was sent.
pub fn no_passphrase(wrong: &NoPassphrase) -> String {
    match wrong {
        NoPassphrase::Count(0) => "Enter your six words. Nothing was sent.".to_owned(),
        NoPassphrase::Count(1) => {
            "A passphrase has six words, and this is 1 word. Nothing was sent.".to_owned()
        }
        NoPassphrase::Count(words) => {
            format!("A passphrase has six words, and these are {words} words. Nothing was sent.")
        }
        NoPassphrase::Unknown { position, word, of } => {
            let (nth, word) = (nth(*position), short(word));
            let count = match *of {
                WORDS => String::new(),
                1 => ", and this is 1 word of six".to_owned(),
                words => format!(", and these are {words} words: a passphrase has six"),
            };
            format!(
                "The {nth} word, “{word}”, is not on the list{count}. Check it against your paper. Nothing was sent."
            )
        }
    }
}

fn nth(position: usize) -> String {
    const FIRST: [&str; 8] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];
    let named = position.checked_sub(1).and_then(|index| FIRST.get(index));
    named.map_or_else(|| format!("{position}th"), |&nth| nth.to_owned())
}

/// A pasted page is no word to show.
fn short(word: &str) -> String {
    const CHARACTERS: usize = 24;
    if word.chars().count() <= CHARACTERS {
        return word.to_owned();
    }
    word.chars().take(CHARACTERS).chain(['…']).collect()
}

/// Why a passphrase was not tried against the cost that the endpoint named.
pub fn refused_cost(cost: CostError) -> &'static str {
    match cost {
        CostError::Weaker => {
            "The server asked for a weaker lock than your keys were made with. Nothing of your passphrase was sent, and \
             nothing is lost. Do not sign in from here until your IT support has looked at the server."
        }
        CostError::TooMuch => {
            "The server asked for more work than this page can do to unlock your keys. Nothing of your passphrase was sent, \
             and nothing is lost. Tell your IT support: your keys were made with less."
        }
    }
}

/// That a member's sign-in has renewed the directory.
pub fn renewed(until: Millis, zone: Zone) -> String {
    format!(
        "You have signed the school's names, numbers and keys for another year, until {}. Phones fetch them by themselves: there is \
         nothing to do.",
        moment(until, zone)
    )
}

/// That the endpoint has not said that it took a renewed directory; it may have all the same.
pub fn not_renewed(until: Millis, now: Millis, zone: Zone) -> String {
    let meanwhile = if now < until {
        format!("They hold until {}, and nothing changes before that.", moment(until, zone))
    } else {
        format!("They ran out on {}: phones say so, and send records as before.", moment(until, zone))
    };
    format!(
        "The school's names, numbers and keys are due to be signed for another year, and the endpoint has not confirmed it. \
         {meanwhile} Each sign-in tries again; if this is here next week too, tell whoever runs the endpoint."
    )
}

/// Where an endpoint of an earlier release can't take a link back.
pub const CANT_WITHDRAW: &str = "The link was not withdrawn: your school's server is an older version and can't do that. A link ends \
                                 by itself within a day of being made. Ask your IT support to update the server.";

/// Where an endpoint of an earlier release can't keep that somebody looked.
pub const CANT_ACKNOWLEDGE: &str = "This was not noted: your school's server is an older version and can't keep it. Nothing is lost, \
                                    and it stays in the list as new. Ask your IT support to update the server.";

/// What has come so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// How many records are here.
    pub here: usize,
    /// How many of them wait for somebody.
    pub unread: usize,
    /// How many the endpoint has, as far as it says so.
    pub held: Option<u64>,
    /// Whether all of them are here.
    pub whole: bool,
}

impl Arrived {
    /// How the list stands. As long as not all of it is here it never reads as if it were.
    pub fn sentence(self) -> String {
        let Self { here, unread, held, whole } = self;
        match (whole, here) {
            (false, 0) => "Opening records…".to_owned(),
            (false, here) => {
                let here = here as u64;
                // After a restore the endpoint may have fewer than are here.
                let held = held.filter(|held| *held >= here);
                let of = held.map(|held| format!(" of {}", counted(held))).unwrap_or_default();
                format!("{}{of} records so far. A record in danger may still come.", counted(here))
            }
            (true, 0) => "No records".to_owned(),
            (true, _) if unread == 0 => "Nothing new".to_owned(),
            (true, _) => format!("{} new", counted(unread as u64)),
        }
    }
}

/// How many lines of the list have the words that are looked for.
pub fn found(found: usize, here: usize) -> String {
    format!("{} of {} records found", counted(found as u64), counted(here as u64))
}

/// A number as people write it: "1,200".
fn counted(number: u64) -> String {
    let digits = number.to_string();
    let before = digits.len() % 3;
    let (first, rest) = digits.split_at(before);
    let groups = rest.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    let first = (!first.is_empty()).then(|| first.to_owned());
    first.into_iter().chain(groups).collect::<Vec<_>>().join(",")
}

/// On a desk whose endpoint is older: what it does not hear of by itself.
pub const OLDER_ENDPOINT: &str = "Your school's server is an older version. This list may not show that a colleague has read or \
                                  looked at one of the earlier records. Press “Look now” to see it.";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_renewal_is_true_before_the_end_and_after_it() {
        let until = 1_795_000_000_000;
        let [before, after] = [until - 1, until].map(|now| not_renewed(until, now, |_| 0));
        assert!(before.contains("They hold until Wed 18 Nov 2026, 11:06"), "{before}");
        assert!(after.contains("They ran out on Wed 18 Nov 2026, 11:06"), "{after}");
        assert!(renewed(until, |_| 0).contains("until Wed 18 Nov 2026, 11:06"));
    }

    #[test]
    fn a_list_that_is_not_whole_says_so() {
        let all = Arrived { here: 5_000, unread: 12, held: None, whole: true };
        for (arrived, expected) in [
            (Arrived { here: 0, unread: 0, held: None, whole: false }, "Opening records…"),
            (
                Arrived { here: 1_200, unread: 0, held: Some(5_000), whole: false },
                "1,200 of 5,000 records so far. A record in danger may still come.",
            ),
            (
                Arrived { here: 1_200, unread: 0, held: Some(1_199), whole: false },
                "1,200 records so far. A record in danger may still come.",
            ),
            (
                Arrived { here: 50, unread: 0, held: None, whole: false },
                "50 records so far. A record in danger may still come.",
            ),
            (all, "12 new"),
            (Arrived { unread: 0, ..all }, "Nothing new"),
            (Arrived { here: 0, unread: 0, ..all }, "No records"),
        ] {
            assert_eq!(arrived.sentence(), expected);
        }
        assert_eq!(found(3, 1_234_567), "3 of 1,234,567 records found");
    }

    #[test]
    fn a_gap_is_told_as_people_count() {
        for (gap_ms, expected) in [
            (0, "under 1 min"),
            (-30_000, "under 1 min"),
            (MINUTE, "1 min"),
            (HOUR + 4 * MINUTE, "1 h 4 min"),
            (2 * DAY + 18 * HOUR + 30 * MINUTE, "2 d 18 h"),
            (-(HOUR + 2 * MINUTE), "phone 1 h 2 min ahead"),
        ] {
            assert_eq!(gap(1_793_716_320_000, 1_793_716_320_000 + gap_ms), expected);
        }
        assert_eq!(gap(i64::MAX, i64::MIN), format!("phone {} ahead", length(i64::MAX)));
    }

    #[test]
    fn a_phone_s_time_is_shown_raw_with_its_zone() {
        let at = DeviceTime { utc_ms: 1_793_716_320_000, offset_min: 60, zone: "Europe/Madrid".into() };
        assert_eq!(on_the_phone(&at), "Tue 3 Nov 2026, 15:32 (Europe/Madrid, UTC+01:00)");
        assert_eq!(written(&at, |_| 60), "Tue 3 Nov 2026, 15:32");
        assert_eq!(written(&at, |_| 0), "Tue 3 Nov 2026, 15:32 UTC+01:00");
        let at = DeviceTime { offset_min: -210, zone: String::new(), ..at };
        assert_eq!(on_the_phone(&at), "Tue 3 Nov 2026, 11:02 (UTC-03:30)");
    }

    #[test]
    fn what_can_t_be_read_is_never_said_to_be_no_danger() {
        assert_eq!(danger(None, false), "Danger: can't tell");
        assert_eq!(danger(Some(&Danger::Unknown("newer".into())), true), "Danger: can't tell");
    }

    #[test]
    fn every_doubt_says_what_to_do() {
        for doubt in
            [Doubt::Conflict, Doubt::RemovedDevice, Doubt::OtherDevice, Doubt::Receipt, Doubt::OtherEnvelope]
        {
            assert!(doubt.sentence().contains("Read "), "{}", doubt.sentence());
        }
    }

    #[test]
    fn a_passphrase_that_can_t_be_right_is_said_to_be_so_by_word_and_by_number() {
        let said = |typed| no_passphrase(&companion_seal::passphrase::read(typed).unwrap_err());
        for (typed, sentence) in [
            (
                "1. river, 2. stone; aple cloud table lemon",
                "The third word, “aple”, is not on the list. Check",
            ),
            (
                "river stone cloud table lemon lemonn lemon",
                "The sixth word, “lemonn”, is not on the list, and these are 7 words: a",
            ),
            (
                "yes yes yes yes yes yes yes yes yes",
                "The first word, “yes”, is not on the list, and these are 9 words",
            ),
            ("lemmon", "The first word, “lemmon”, is not on the list, and this is 1 word of six. Check"),
            ("river stone cloud table lemon", "A passphrase has six words, and these are 5 words."),
            ("lemon", "A passphrase has six words, and this is 1 word."),
            (" ,", "Enter your six words."),
        ] {
            let words = said(typed);
            assert!(words.starts_with(sentence) && words.ends_with("Nothing was sent."), "{words}");
        }
        let ninth = "river river river river river river river river nope";
        assert!(said(ninth).starts_with("The 9th word, “nope”"), "{}", said(ninth));
        assert!(said(&"x".repeat(500)).contains("“xxxxxxxxxxxxxxxxxxxxxxxx…”"));
    }
}
