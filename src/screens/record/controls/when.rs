//! When something happened, as well as a person knows it: a day by a tap, a time, how exact, and their own words.

use companion_browser::clock;
use companion_model::concern::{Content, Day, Field, Moment, Precision, SetBy};
use companion_parts::view::{Choice, ShortText};
use leptos::prelude::*;

use super::{FieldGroup, choices::listed};
use crate::state::companion;

/// The question, and what is known of it.
#[component]
pub fn When(
    /// The field.
    field: &'static Field,
) -> impl IntoView {
    let editor = companion().editor;
    let (key, moment) = (field.key, Place::of_field(field.key));
    let another = RwSignal::new(false);
    let day = Memo::new(move |_| {
        let day = editor.content(|content| (moment.of)(content).day(&clock::now())).flatten();
        if another.get() { Some(Day::Another) } else { day }
    });
    let set_day = move |option: &'static str| {
        let day = Day::from_key(option);
        another.set(day == Day::Another);
        editor.edit(|content| (moment.of_mut)(content).set_day(day, &clock::now()));
    };
    let precision = move || {
        let key = |content: &Content| Some((moment.of)(content).precision.as_ref()?.key().to_owned());
        editor.content(key).flatten().unwrap_or_default()
    };
    let set_precision = move |option: &'static str| {
        editor.edit(|content| (moment.of_mut)(content).precision = Some(Precision::from_key(option)));
    };
    view! {
        <FieldGroup field>
            <Choice name=format!("{key}-day") label="Which day?" options=listed(Day::OPTIONS)
                chosen=move || day.get().map_or("", Day::key).to_owned() then=set_day />
            <Show when=move || day.get() == Some(Day::Another)>
                <MomentLine id=format!("{key}-date") label="Date" help="For example: 3/11/2026" moment text=DATE />
            </Show>
            <MomentLine id=format!("{key}-time") label="Time" help="For example: 22:10" moment text=TIME />
            <Choice name=format!("{key}-precision") label="How exact is that?" options=listed(Precision::OPTIONS)
                chosen=precision then=set_precision />
            <MomentLine id=format!("{key}-words") label="In your own words" moment text=WORDS />
        </FieldGroup>
    }
}

/// Where a moment is in the record.
#[derive(Clone, Copy)]
struct Place {
    of: fn(&Content) -> &Moment,
    of_mut: fn(&mut Content) -> &mut Moment,
}

impl Place {
    fn of_field(key: &str) -> Self {
        if key == "noticed" {
            Self { of: |content| &content.noticed, of_mut: |content| &mut content.noticed }
        } else {
            Self { of: |content| &content.happened, of_mut: |content| &mut content.happened }
        }
    }
}

/// A text of a moment.
#[derive(Clone, Copy)]
struct Text {
    of: fn(&Moment) -> &String,
    of_mut: fn(&mut Moment) -> &mut String,
}

const DATE: Text = Text { of: |moment| &moment.date, of_mut: |moment| &mut moment.date };
const TIME: Text = Text { of: |moment| &moment.time, of_mut: |moment| &mut moment.time };
const WORDS: Text = Text { of: |moment| &moment.words, of_mut: |moment| &mut moment.words };

#[component]
fn MomentLine(
    id: String,
    label: &'static str,
    #[prop(optional)] help: &'static str,
    moment: Place,
    text: Text,
) -> impl IntoView {
    let editor = companion().editor;
    let value = move || editor.content(|content| (text.of)((moment.of)(content)).clone()).unwrap_or_default();
    let change = move |typed: String| {
        editor.edit(|content| {
            let moment = (moment.of_mut)(content);
            moment.set_by = Some(SetBy::Author);
            *(text.of_mut)(moment) = typed;
        });
    };
    view! { <ShortText id label help value then=change /> }
}
