//! Six words for the keys of each office, to be compared with the school's own screen.

use companion_app::{AppError, files};
use companion_model::wire::v1::RouteEntry;
use companion_parts::view::{Notice, dispatch_once, error_of};
use companion_seal::comparison;
use leptos::prelude::*;

use super::ErrorText;
use crate::state::{Session, companion};

/// Shown only to who asks: nobody needs them on a usual day.
#[component]
pub fn Compare() -> impl IntoView {
    let session = companion().session;
    let look = Action::new_unsync(move |(): &()| words_of_keys(session));
    let lines = look.value();
    view! {
        {move || match lines.get().and_then(Result::ok) {
            None => view! {
                <button type="button" class="quiet" on:click=move |_| dispatch_once(look, ())>"Check the \
                    school's keys"</button>
            }
            .into_any(),
            Some(lines) => view! {
                <Notice>
                    <p>"Each line below has six words. Ask your DSL for the same words under Keys in the inbox. \
                        If they match, only your school can open your records."</p>
                    {lines.into_iter().map(|line| view! { <p class="words">{line}</p> }).collect_view()}
                </Notice>
            }
            .into_any(),
        }}
        <ErrorText error=error_of(look) />
    }
}

/// A line for each office.
async fn words_of_keys(session: Session) -> Result<Vec<String>, AppError> {
    let list = files::words().await.ok_or(AppError::NoWordList)?;
    let school = session.enrolment_untracked().map(|enrolment| enrolment.school).unwrap_or_default();
    let line = |entry: &RouteEntry| {
        let numbers = comparison::route_numbers(school, entry).into_iter();
        let words = numbers.filter_map(|number| list.lines().nth(number));
        words.fold(format!("Records sent to {}:", entry.route.people()), |line, word| line + " " + word)
    };
    Ok(session.routes_untracked().iter().map(line).collect())
}
