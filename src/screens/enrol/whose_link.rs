//! A link is opened on a phone that is set up. Whom it is for is asked first, and nothing is used up before somebody says
//! who they are: what is signed here must never be sent as somebody else's.

use companion_app::{
    AppError,
    sync::enrol::{check_same_school, invitation, used_by, whom_for},
};
use companion_model::wire::v1::AuthorName;
use companion_parts::view::{Notice, Tone, dispatch_once, error_of};
use leptos::prelude::*;
use uuid::Uuid;

use super::{
    choose_pin::{Earlier, NewPlace, NotHandedOver},
    chosen::{Chosen, GoBack},
    place_again::PlaceAgain,
};
use crate::{
    screens::{
        ErrorText,
        unlock::{HANDED_OVER, hand_over},
    },
    state::{Companion, companion},
    words,
};

/// The school's word whom the link is for.
#[derive(Clone, PartialEq)]
struct Offer {
    to: AuthorName,
    /// It was given although the link has set up this phone: the school has lost that, and takes the link once more.
    is_anew: bool,
}

/// Asks the school whom the link is for.
type Ask = Action<(), Result<Offer, AppError>>;

/// Asks whom the link is for, and who has opened it; or says that it has set up this phone.
#[component]
pub(super) fn WhoseLink(
    /// What was opened.
    link: String,
) -> impl IntoView {
    companion().session.enrolment_untracked().map(|enrolment| {
        let readable = invitation(&link).and_then(|invitation| check_same_school(&enrolment, &invitation));
        match readable {
            Ok(_) => view! { <OpenedLink link /> }.into_any(),
            Err(error) => view! {
                <h1>"This phone is set up"</h1>
                <Notice tone=Tone::Waiting role="alert"><p>{words::link(&error)}</p></Notice>
            }
            .into_any(),
        }
    })
}

#[component]
fn OpenedLink(link: String) -> impl IntoView {
    let companion = companion();
    let (chosen, not_handed_over) = (RwSignal::new(None::<Chosen>), NotHandedOver::new(None));
    let (asked, opened) = (link.clone(), link.clone());
    let ask: Ask = Action::new_unsync(move |(): &()| ask_the_school(companion, asked.clone()));
    dispatch_once(ask, ());
    let answer = ask.value();
    // Followed: what was begun here goes on while somebody is on another page.
    let shown = Memo::new(move |_| {
        let is_used_up = has_set_up_this_phone(companion, &opened);
        let offer = answer.get().and_then(Result::ok).filter(|offer| offer.is_anew || !is_used_up);
        (offer.map(|offer| offer.to).ok_or(is_used_up), chosen.get())
    });
    view! {
        {move || {
            let link = link.clone();
            match shown.get() {
                (Err(true), _) => view! { <UsedUp not_handed_over /> }.into_any(),
                (Err(false), _) => view! { <NotKnownYet ask /> }.into_any(),
                (Ok(offer), None) => view! { <WhoOpenedIt offer chosen /> }.into_any(),
                (Ok(offer), Some(Chosen::New)) => view! {
                    <EndOfPasskeys />
                    <NewPlace link offer />
                    <GoBack chosen />
                }
                .into_any(),
                (Ok(offer), Some(Chosen::Again(person))) => {
                    view! { <PlaceAgain link offer person chosen /> }.into_any()
                }
                (Ok(offer), Some(Chosen::Forgetful(person))) => view! {
                    <NewPlace link offer earlier=Earlier { who: person.id, not_handed_over } />
                    <Notice><p>{HANDED_OVER}</p></Notice>
                    <GoBack chosen />
                }
                .into_any(),
            }
        }}
    }
}

async fn ask_the_school(companion: Companion, link: String) -> Result<Offer, AppError> {
    let storage = companion.session.open_storage()?;
    let is_anew = untrack(|| has_set_up_this_phone(companion, &link));
    Ok(Offer { to: whom_for(&storage, &invitation(&link)?).await?, is_anew })
}

/// Whether the link has become the place of somebody who is still here.
fn has_set_up_this_phone(companion: Companion, link: &str) -> bool {
    let people = companion.session.people();
    let by = invitation(link).ok().and_then(|invitation| used_by(&invitation));
    by.is_some_and(|by| people.iter().any(|person| person.id == by))
}

/// The link was opened once more on the phone that it has set up.
#[component]
fn UsedUp(not_handed_over: NotHandedOver) -> impl IntoView {
    let still_here = Memo::new(move |_| not_handed_over.get());
    view! {
        <h1>"This phone is set up"</h1>
        <p>"This link has already been used to set up this phone."</p>
        {move || still_here.get().map(|(who, why)| view! { <StillHere who why not_handed_over /> })}
        <p><a class="button main" href="/records">"Open my records"</a></p>
    }
}

/// Somebody has a new place, and what they had not finished in the earlier one could not be handed over.
#[component]
fn StillHere(who: Uuid, why: AppError, not_handed_over: NotHandedOver) -> impl IntoView {
    let companion = companion();
    let again: Action<(), Result<(), AppError>> = Action::new_unsync(move |(): &()| async move {
        hand_over(companion, who).await?;
        not_handed_over.try_set(None);
        Ok(())
    });
    view! {
        <Notice tone=Tone::Waiting>
            <p>"You're set up again, with your new PIN. Any drafts from before are still on this phone. They \
                haven't been passed on yet."</p>
            <p>{words::error(&why)}</p>
            <ErrorText error=error_of(again) />
            <button type="button" on:click=move |_| dispatch_once(again, ())>"Pass on my drafts"</button>
        </Notice>
    }
}

#[component]
fn NotKnownYet(ask: Ask) -> impl IntoView {
    let is_pending = ask.pending();
    let again = move || {
        view! {
            <ErrorText error=error_of(ask) />
            <button type="button" class="main" on:click=move |_| dispatch_once(ask, ())>"Try again"</button>
        }
    };
    view! {
        <h1>"This phone is set up"</h1>
        <Show when=move || is_pending.get() fallback=again>
            <p>"Asking the school who this link is for…"</p>
        </Show>
    }
}

#[component]
fn WhoOpenedIt(offer: AuthorName, chosen: RwSignal<Option<Chosen>>) -> impl IntoView {
    let people = companion().session.people_untracked().into_iter().map(|person| {
        let words = format!("I'm {}. Set me up again", person.name);
        let choose = move |_| chosen.set(Some(Chosen::Again(person.clone())));
        view! { <li><button type="button" class="choice" on:click=choose>{words}</button></li> }
    });
    let for_whom =
        format!("This link is for {}, {}. Nothing on this phone has changed.", offer.name, offer.role);
    view! {
        <h1>"Who are you?"</h1>
        <Notice><p>{for_whom}</p></Notice>
        <ul class="plain choices">
            {people.collect_view()}
            <li>
                <button type="button" class="choice" on:click=move |_| chosen.set(Some(Chosen::New))>
                    "I'm someone else. Add me to this phone"
                </button>
            </li>
        </ul>
    }
}

/// Said before somebody joins: nobody else's way in ends by that unawares.
#[component]
fn EndOfPasskeys() -> impl IntoView {
    let people = companion().session.people_with_passkey_untracked();
    let names = people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ");
    let sentences = format!(
        "Fingerprint, face or code opens the records of {names} on this phone. Once you share the phone, that \
            works only until they next enter their PIN. After that they need their PIN. Tell them before you \
                continue. If they have forgotten it, they should first open the app with fingerprint, face or \
                    code. They can then choose a new PIN under “This phone”."
    );
    (!people.is_empty()).then(|| view! { <Notice tone=Tone::Waiting><p>{sentences}</p></Notice> })
}
