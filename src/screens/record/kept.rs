//! What the screen may say of the words in the box, and the way back to earlier ones.

use companion_app::AppError;
use companion_model::{DeviceTime, time::clock_and_other_day};
use companion_parts::view::{Notice, Tone, dispatch_once, error_of};
use leptos::prelude::*;

use super::people;
use crate::{
    route::Step,
    screens::ErrorText,
    state::{Earlier, Keeping, Kept, companion},
    words::{self, where_a_draft_is},
};

/// Where the words are. "Kept" is said of what has been committed, and of nothing else.
#[component]
pub fn KeptLine() -> impl IntoView {
    let companion = companion();
    let editor = companion.editor;
    let kept = Memo::new(move |_| match editor.keeping() {
        Keeping::Saving(kept) => kept,
        Keeping::Kept(kept) => Some(kept),
        _ => None,
    });
    // Another one, once what is written goes on as an addition.
    let draft = Memo::new(move |_| editor.draft(|draft| draft.id));
    let where_it_is =
        move || where_a_draft_is(draft.get().unwrap_or_default(), &companion.outbox.deliveries());
    // One that is signed is no draft any more.
    let is_signed = move || editor.keeping() == Keeping::Signed;
    view! {
        <p class="kept" role="status" hidden=is_signed
            data-kept=move || kept.get().map(|kept| kept.characters.to_string())>
            <span class="state waiting">{where_it_is}</span>
            <span class="count">{move || kept.get().map(|kept| characters(&kept, &companion.clock.now()))}</span>
        </p>
        <NotKept />
    }
}

fn characters(kept: &Kept, now: &DeviceTime) -> String {
    let at = clock_and_other_day(kept.at.utc_ms, now);
    format!(" {} saved {at}", in_characters(kept.characters))
}

fn in_characters(count: usize) -> String {
    let noun = if count == 1 { "character" } else { "characters" };
    format!("{count} {noun}")
}

/// That words in the box are not the record's, read out at once.
#[component]
fn NotKept() -> impl IntoView {
    let editor = companion().editor;
    let said = Memo::new(move |_| what_to_say(editor.keeping()));
    view! {
        {move || {
            let (sentence, help) = said.get();
            (!sentence.is_empty()).then(|| {
                view! {
                    <Notice tone=Tone::Danger role="alert">
                        <p>{sentence}</p>
                        {(!help.is_empty()).then(|| view! { <p>{help}</p> })}
                    </Notice>
                }
            })
        }}
    }
}

const TRIED_AGAIN: &str = "Your last change is on this screen and nowhere else. Leave this page open. The app \
    keeps trying to save it. Copy it onto paper, and tell someone by phone.";
const NOT_TRIED_AGAIN: &str =
    "Your last change is on this screen and nowhere else. Copy it onto paper, and tell someone by phone.";

/// What is said of words that are not the record's, and what to do about it.
fn what_to_say(keeping: Keeping) -> (String, &'static str) {
    match keeping {
        Keeping::Nothing | Keeping::Saving(_) | Keeping::Kept(_) => (String::new(), ""),
        Keeping::Overtaken => (words::is_overtaken().to_owned(), ""),
        Keeping::Signed => (words::IS_SIGNED.to_owned(), ""),
        Keeping::Failed(why) => (words::error(&why), TRIED_AGAIN),
        Keeping::Refused(why) => (words::error(&why), NOT_TRIED_AGAIN),
    }
}

/// Looks for earlier words.
type Looking = Action<(), Result<Vec<Earlier>, AppError>>;

/// "Restore deleted text" into the boxes of a page.
#[component]
pub fn EarlierWords(
    /// The page.
    step: Step,
) -> impl IntoView {
    let (editor, people) = (companion().editor, people());
    let look: Looking = Action::new_unsync(move |(): &()| editor.earlier(step, people));
    let answer = look.value();
    let found = Memo::new(move |_| answer.get().and_then(Result::ok));
    view! {
        <ErrorText error=error_of(look) />
        {move || match found.get() {
            None => view! {
                <button type="button" class="quiet" on:click=move |_| dispatch_once(look, ())>
                    "Restore deleted text"
                </button>
            }
            .into_any(),
            Some(found) => view! { <Found found look /> }.into_any(),
        }}
    }
}

/// What was found, until some of it is brought back.
#[component]
fn Found(found: Vec<Earlier>, look: Looking) -> impl IntoView {
    let all = found.into_iter().map(|earlier| view! { <One earlier look /> });
    view! {
        <section aria-label="Earlier text">
            <h2>"Earlier text"</h2>
            <p>"The text you choose replaces what is in its box now. You can undo that."</p>
            <ul class="plain">{all.collect_view()}</ul>
            <button type="button" class="quiet" on:click=move |_| look.clear()>"Cancel"</button>
        </section>
    }
}

#[component]
fn One(earlier: Earlier, look: Looking) -> impl IntoView {
    let editor = companion().editor;
    let (when, row) = (earlier.taken_at().date_and_time(), earlier.row().clone());
    let bring_back = move |_| {
        editor.bring_back(&earlier);
        look.clear();
    };
    view! {
        <li class="earlier">
            <strong>{row.label}</strong>
            <p class="help">{format!("{when} · {}", in_characters(row.value.chars().count()))}</p>
            <blockquote>{row.value}</blockquote>
            <button type="button" on:click=bring_back>"Restore this text"</button>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use companion_app::AppError;

    use super::*;

    #[test]
    fn only_what_is_tried_again_is_said_to_be() {
        let why = || AppError::Opening;
        for (keeping, tried_again) in [
            (Keeping::Failed(why()), true),
            (Keeping::Refused(why()), false),
            (Keeping::Signed, false),
            (Keeping::Overtaken, false),
        ] {
            let (said, help) = what_to_say(keeping);
            assert!(!said.is_empty());
            assert_eq!(help.contains("keeps trying"), tried_again);
        }
        assert_eq!(what_to_say(Keeping::Nothing), (String::new(), ""));
    }
}
