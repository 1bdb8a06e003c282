//! Leaving this phone: what would go, and the form that removes it.

use companion_app::AppError;
use companion_parts::view::{Notice, Submit, Tick, Tone, dispatch_once, error_of};
use leptos::{ev::SubmitEvent, prelude::*};

use super::loss::{Besides, not_with_the_school};
use crate::{
    screens::{ErrorText, pin::OwnPin},
    state::{Belongings, Companion, Counts, companion, load},
};

/// What whoever wants to leave must know, as it was when it was last looked at.
#[derive(Clone, Copy, PartialEq)]
struct Seen {
    belongings: Belongings,
    besides: Besides,
}

impl Seen {
    async fn on(companion: Companion) -> Result<Self, AppError> {
        Ok(Self { belongings: companion.belongings().await?, besides: Besides::of(companion).await? })
    }
}

/// What is typed by whoever wants to leave, and what they have read.
#[derive(Clone, Copy)]
struct Farewell {
    pin: RwSignal<String>,
    /// Whether they know what would be lost.
    known: RwSignal<bool>,
    belongings: Belongings,
}

/// Removes what is somebody's.
type Leaving = Action<Farewell, Result<(), AppError>>;

/// What would go, and the form that removes it.
#[component]
pub(super) fn Departure() -> impl IntoView {
    let companion = companion();
    let found = load(move || Seen::on(companion));
    // What was seen stays also where it can't be looked at anew.
    let seen = Memo::new(move |before: Option<&Option<Seen>>| {
        found.get().and_then(Result::ok).or(before.copied().flatten())
    });
    let alone = Memo::new(move |_| seen.get().map(|seen| seen.belongings.alone));
    let error = Memo::new(move |_| found.get().and_then(Result::err));
    // What kept it from being removed stays on the screen when it is looked at anew.
    let leave: Leaving = Action::new_unsync(move |farewell: &Farewell| {
        let Farewell { pin, known, belongings } = *farewell;
        let (typed, is_known) = (pin.get_untracked(), known.get_untracked());
        async move {
            if !is_known {
                return Err(AppError::LossNotConfirmed);
            }
            let left = companion.leave(&typed, belongings).await;
            pin.try_set(String::new());
            if left.is_err() {
                found.refetch();
            }
            left
        }
    });
    view! {
        {move || alone.get().map(|alone| view! { <p>{what_goes(alone)}</p> })}
        <ErrorText tone=Tone::Danger error />
        {move || seen.get().map(|seen| view! { <LeaveForm seen leave /> })}
    }
}

fn what_goes(alone: bool) -> &'static str {
    if alone {
        "This removes your records, your PIN, the briefings and the app's files. The school keeps what it has \
            received."
    } else {
        "This removes your records and your PIN. What others have written on this phone stays. The school keeps \
            what it has received."
    }
}

/// Asks for the PIN; first, where something would be lost, whether that is known.
#[component]
fn LeaveForm(seen: Seen, leave: Leaving) -> impl IntoView {
    let Seen { belongings, besides } = seen;
    let Belongings { counts, alone } = belongings;
    let is_loss = counts != Counts::default();
    let (pin, known) = (RwSignal::new(String::new()), RwSignal::new(!is_loss));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_once(leave, Farewell { pin, known, belongings });
    };
    let warning = is_loss.then(|| {
        let sentences = not_with_the_school(counts, besides).into_iter();
        view! {
            <Notice tone=Tone::Danger>
                {sentences.map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
                <Tick label="I understand. Remove it anyway" ticked=known then=move |ticked| known.set(ticked) />
            </Notice>
        }
    });
    let words = if alone { "Remove everything in this app" } else { "Remove my records from this phone" };
    view! {
        <form autocomplete="off" on:submit=submit>
            {warning}
            <OwnPin label="Your PIN" value=pin />
            <ErrorText error=error_of(leave) />
            <Submit words doing="Removing…" busy=leave.pending() />
        </form>
    }
}
