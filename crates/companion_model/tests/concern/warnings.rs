use companion_model::DeviceTime;
use companion_model::concern::*;

use super::world::{at, full_draft};

fn full() -> Content {
    full_draft().content
}

fn warned(change: impl FnOnce(&mut Content), now: &DeviceTime) -> Vec<&'static str> {
    let mut content = full();
    content.source.clear();
    change(&mut content);
    warnings(&content, now).into_iter().map(|warning| warning.field_key).collect()
}

#[test]
fn a_date_of_birth_is_a_real_day_of_someone_up_to_25() {
    let good =
        ["", "2014", "2014-05", "2014-02-28", "14/5/2014", "5/2014", "2026-11-03", "2000-11-04", "2001-11"];
    let bad =
        ["2014-02-30", "2014-13", "14", "spring", "2026-11-04", "2000-11-03", "2000", "+014", "2014-1-1-1"];
    for dob in good {
        assert_eq!(warned(|c| c.child.dob = dob.into(), &at(0)), [""; 0], "{dob}");
    }
    for dob in bad {
        assert_eq!(warned(|c| c.child.dob = dob.into(), &at(0)), ["child.dob"], "{dob}");
    }
}

#[test]
fn a_time_after_signing_is_a_question_only_when_clocks_can_not_explain_it() {
    let table = [
        ("2026-11-03", "22:10", false),
        ("2026-11-04", "00:10", false),
        ("2026-11-04", "00:11", true),
        ("2027-01-01", "", true),
        ("next week", "", false),
    ];
    for (date, time, warns) in table {
        let moment = Moment { date: date.into(), time: time.into(), ..Moment::default() };
        let found = warned(|c| (c.happened, c.noticed) = (moment.clone(), moment), &at(0));
        assert_eq!(found.len(), if warns { 2 } else { 0 }, "{date} {time}");
    }
}

#[test]
fn a_clock_without_sense_breaks_nothing() {
    for utc_ms in [i64::MIN, -1, i64::MAX] {
        let now = DeviceTime { utc_ms, offset_min: i16::MAX, zone: String::new() };
        warnings(&full(), &now);
        Moment::filled_in(&now);
    }
}

#[test]
fn a_time_filled_in_is_the_phones_own_wall_clock() {
    let mut now = at(0);
    now.offset_min = 120;
    let moment = Moment::filled_in(&now);
    assert_eq!((moment.date.as_str(), moment.time.as_str()), ("2026-11-04", "00:10"));
    assert_eq!(moment.set_by, Some(SetBy::App));
}

#[test]
fn what_the_source_promises_and_the_record_lacks_is_pointed_out_and_blocks_nothing() {
    let lacking = |c: &mut Content| {
        c.source = vec![Source::ChildToldMe, Source::SomeoneElseToldMe];
        c.verbatim.clear();
        c.reported.clear();
    };
    assert_eq!(warned(lacking, &at(0)), ["verbatim", "reported"]);
    let mut content = full();
    lacking(&mut content);
    assert_eq!(missing(&content, Level::Full), []);
}

#[test]
fn what_the_source_promises_and_the_record_has_is_not_pointed_out_nor_what_it_does_not_promise() {
    for (source, words) in [
        (Source::ChildToldMe, (|c| &mut c.verbatim) as fn(&mut Content) -> &mut String),
        (Source::SomeoneElseToldMe, |c| &mut c.reported),
    ] {
        let of = |is_promised: bool, is_there: bool| {
            let change = |c: &mut Content| {
                *words(c) = if is_there { "Plainly invented.".into() } else { String::new() };
                c.source.extend(is_promised.then(|| source.clone()));
            };
            warned(change, &at(0)).len()
        };
        assert_eq!([of(true, true), of(false, true), of(false, false)], [0; 3], "{source:?}");
        assert_eq!(of(true, false), 1, "{source:?}");
    }
}

#[test]
fn an_injury_without_words_or_against_the_answer_is_pointed_out() {
    let table: [(bool, &[&str], bool); 5] = [
        (true, &[], false),
        (false, &[], false),
        (false, &["A bruise"], false),
        (true, &["A bruise"], true),
        (false, &["A bruise", ""], true),
    ];
    for (none_seen, described, warns) in table {
        let change = |c: &mut Content| {
            c.no_injury_seen = none_seen;
            let injury = |words: &&str| Injury { words: (*words).into(), ..Injury::default() };
            c.injuries = described.iter().map(injury).collect();
        };
        let expected: &[&str] = if warns { &["injuries"] } else { &[] };
        assert_eq!(warned(change, &at(0)), expected, "{none_seen} {described:?}");
    }
}

#[test]
fn a_time_is_later_than_now_by_the_clock_on_the_wall_where_the_phone_is() {
    // 22:10 on the wall in London is 08:10 of the next day ten hours further east.
    for (offset_min, date, time, warns) in [
        (600, "2026-11-04", "10:10", false),
        (600, "2026-11-04", "10:11", true),
        (-600, "2026-11-03", "14:10", false),
        (-600, "2026-11-03", "14:11", true),
    ] {
        let now = DeviceTime { offset_min, ..at(0) };
        let moment = Moment { date: date.into(), time: time.into(), ..Moment::default() };
        let expected: &[&str] = if warns { &["happened"] } else { &[] };
        let change = |c: &mut Content| (c.happened, c.noticed) = (moment, Moment::default());
        assert_eq!(warned(change, &now), expected, "{offset_min} {time}");
    }
}

#[test]
fn parents_told_first_is_pointed_out() {
    let parents = |c: &mut Content| c.told[0].whom = Some(ToldWhom::Parents);
    assert_eq!(warned(parents, &at(0)), ["told"]);
    let both = |c: &mut Content| {
        parents(c);
        c.told_dsl = Some(ToldDsl { answer: ToldAnswer::Yes, ..ToldDsl::default() });
    };
    assert_eq!(warned(both, &at(0)), [""; 0]);
}
