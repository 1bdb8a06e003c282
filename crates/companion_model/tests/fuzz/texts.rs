//! Values that are written as text.

use bolero::check;
use companion_model::briefing::BriefingDate;
use companion_model::time::{calendar_day, clock, date_and_clock};
use companion_model::wire::Bytes;
use companion_model::{KeyId, Route};

use super::patience::patience;

#[test]
fn bytes_are_the_same_after_text_and_text_is_the_same_after_bytes() {
    check!().with_test_time(patience()).with_type::<(Vec<u8>, String)>().for_each(|(bytes, text)| {
        let bytes = Bytes(bytes.clone());
        assert_eq!(Bytes::from_text(&bytes.to_string()), Some(bytes.clone()));
        let damaged = format!("{bytes}{text}");
        for text in [text, &damaged] {
            if let Some(bytes) = Bytes::from_text(text) {
                assert_eq!(bytes.to_string(), *text, "one value has two texts");
            }
        }
    });
}

#[test]
fn a_kid_is_sixteen_digits_and_nothing_else() {
    check!().with_test_time(patience()).with_type::<([u8; 8], String)>().for_each(|(kid, text)| {
        assert_eq!(KeyId::from_hex(&KeyId(*kid).to_string()), Some(KeyId(*kid)));
        for text in [text.clone(), format!("+{:015x}", kid[0]), format!("{}{text}", KeyId(*kid))] {
            if let Some(kid) = KeyId::from_hex(&text) {
                assert_eq!(kid.to_string(), text.to_ascii_lowercase());
            }
        }
    });
}

#[test]
fn a_route_s_name_and_byte_are_its_own() {
    check!().with_test_time(patience()).with_type::<(u8, String)>().for_each(|(byte, name)| {
        assert!(Route::from_byte(*byte).is_none_or(|route| route.byte() == *byte));
        assert!(Route::from_name(name).is_none_or(|route| route.name() == name));
    });
}

#[test]
fn a_briefing_s_date_is_written_as_it_was_read() {
    check!().with_test_time(patience()).with_type::<(i16, u8, u8, String)>().for_each(
        |(year, month, day, text)| {
            let dates =
                [format!("{year:04}-{month:02}-{day:02}"), format!("{year:04}-{month:02}"), text.clone()];
            for text in dates {
                if let Ok(date) = text.parse::<BriefingDate>() {
                    assert_eq!(date.to_string(), text);
                }
            }
        },
    );
}

#[test]
fn a_moment_of_any_clock_can_be_told() {
    check!().with_test_time(patience()).with_type::<(i64, u8, i16)>().for_each(|(at, nearer, offset)| {
        // Most moments of an `i64` lie outside every calendar.
        let at = &(at >> (nearer % 40));
        let (day, told) = (calendar_day(*at, *offset), date_and_clock(*at, *offset));
        assert_eq!(day.is_none(), told.is_empty());
        assert_eq!(day.is_none(), clock(*at, *offset).is_empty());
        assert!(told.is_empty() || told.ends_with(&clock(*at, *offset)));
    });
}
