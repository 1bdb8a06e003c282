//! Six words for the keys of each office, to be compared with the school's own screen.

use companion_app::{AppError, files};
use companion_model::wire::v1::RouteEntry;
use companion_parts::view::{El, Tone, button, el, notice, p};
use companion_seal::comparison;
use leptos::prelude::*;

use super::error_alert;
use crate::state::{Work, companion};

/// Shown only to who asks: nobody needs them on a usual day.
pub fn compare() -> El {
    let session = companion().session;
    let (shown, work) = (RwSignal::new(None::<Vec<String>>), Work::new());
    let look = move || {
        work.begin(async move {
            let list = files::words().await.ok_or(AppError::NoWordList)?;
            let school = session.enrolment_untracked().map(|enrolment| enrolment.school).unwrap_or_default();
            let line = |entry: &RouteEntry| {
                let numbers = comparison::route_numbers(school, entry).into_iter();
                let words = numbers.filter_map(|number| list.lines().nth(number));
                words.fold(format!("Records to {}:", entry.route.people()), |line, word| line + " " + word)
            };
            shown.set(Some(session.routes_untracked().iter().map(line).collect()));
            Ok(())
        });
    };
    el("div")
        .live(
            move || shown.get(),
            move |lines| match lines {
                None => button("quiet", "Compare the school's keys", look),
                Some(lines) => notice(Tone::Plain)
                    .child(p("The school's inbox shows the same six words under Keys, if nobody has put other keys in between."))
                    .children(lines.iter().map(|line| p(line).class("words"))),
            },
        )
        .child(error_alert(Tone::Waiting, work.error))
}
