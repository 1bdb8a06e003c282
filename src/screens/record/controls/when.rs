//! When something happened, as well as a person knows it: a day by a tap, a time, how exact, and their own words.

use companion_browser::clock;
use companion_model::concern::{Content, Day, Field, Moment, Precision, SetBy};
use companion_parts::view::{El, choice};
use leptos::prelude::*;

use super::{Part, chosen, fieldset, part, words_of};
use crate::state::companion;

/// The question, and what is known of it.
pub fn moment(field: &'static Field) -> El {
    let editor = companion().editor;
    let (label, help) = words_of(field);
    let (of, place): (Of, OfMut) = match field.key {
        "noticed" => (|content| &content.noticed, |content| &mut content.noticed),
        _ => (|content| &content.happened, |content| &mut content.happened),
    };
    let (date, time, words) = match field.key {
        "noticed" => (DATE_NOTICED, TIME_NOTICED, WORDS_NOTICED),
        _ => (DATE_HAPPENED, TIME_HAPPENED, WORDS_HAPPENED),
    };
    let key = field.key;
    if key == "noticed" && editor.content(|content| of(content) == &Moment::default()) == Some(true) {
        editor.edit(|content| content.noticed = Moment::filled_in(&clock::now()));
    }
    let another = RwSignal::new(false);
    let day = move || {
        let day = editor.content(|content| of(content).day(&clock::now())).flatten();
        let day = if another.get() { Some(Day::Another) } else { day };
        day.map_or("", Day::key).to_owned()
    };
    let set_day = move |option: &'static str| {
        let day = Day::from_key(option);
        another.set(day == Day::Another);
        editor.edit(|content| place(content).set_day(day, &clock::now()));
    };
    fieldset(&label, &help)
        .child(choice(&format!("{key}-day"), "Which day?", "", Day::OPTIONS, day, set_day))
        .when(
            move || day() == Day::Another.key(),
            move || part(editor, 0, &format!("{key}-date"), "Date", "For example: 3/11/2026", date),
        )
        .child(part(editor, 0, &format!("{key}-time"), "Time", "For example: 22:10", time))
        .child(chosen(
            &format!("{key}-precision"),
            "How exact is that?",
            "",
            Precision::OPTIONS,
            move |content| of(content).precision.as_ref().map(|precision| precision.key().to_owned()),
            move |content, option| place(content).precision = Some(Precision::from_key(option)),
        ))
        .child(part(editor, 0, &format!("{key}-words"), "In your own words", "", words))
}

type Of = fn(&Content) -> &Moment;
type OfMut = fn(&mut Content) -> &mut Moment;

macro_rules! moment_part {
    ($moment:ident.$field:ident) => {
        Part {
            of: |content, _| Some(&content.$moment.$field),
            place: |content, _| {
                content.$moment.set_by = Some(SetBy::Author);
                Some(&mut content.$moment.$field)
            },
        }
    };
}

const DATE_NOTICED: Part = moment_part!(noticed.date);
const TIME_NOTICED: Part = moment_part!(noticed.time);
const WORDS_NOTICED: Part = moment_part!(noticed.words);
const DATE_HAPPENED: Part = moment_part!(happened.date);
const TIME_HAPPENED: Part = moment_part!(happened.time);
const WORDS_HAPPENED: Part = moment_part!(happened.words);
