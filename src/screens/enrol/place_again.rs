//! Somebody who has a place on this phone sets it up again: same PIN, same records; the school knows them again.

use companion_app::{
    AppError,
    sync::enrol::{Attempt, invitation},
};
use companion_model::wire::v1::AuthorName;
use companion_parts::view::{Notice, Submit, Tone, dispatch_once, error_of};
use leptos::{ev::SubmitEvent, prelude::*};

use super::chosen::{Chosen, GoBack};
use crate::{
    route::Page,
    screens::{
        ErrorText,
        pin::OwnPin,
        unlock::{OPEN_WITHOUT_PIN, PasskeyButton},
    },
    state::{OpenWith, companion},
};

/// Asks for the PIN, or for the passkey.
#[component]
pub(super) fn PlaceAgain(
    /// The link that is used up for it.
    link: String,
    /// Whom the link is for.
    offer: AuthorName,
    /// Who says that it is theirs.
    person: AuthorName,
    /// Has another answer, where they give one.
    chosen: RwSignal<Option<Chosen>>,
) -> impl IntoView {
    let companion = companion();
    let pin = RwSignal::new(String::new());
    let who = person.id;
    let named_otherwise = (person.name != offer.name).then(|| offer.name.clone());
    let again: Action<bool, Result<(), AppError>> = Action::new_unsync(move |with_passkey: &bool| {
        let (with_passkey, typed) = (*with_passkey, pin.get_untracked());
        let (link, offer, locks) = (link.clone(), offer.clone(), companion.session.locks());
        async move {
            let invitation = invitation(&link)?;
            pin.try_set(String::new());
            let with = if with_passkey { OpenWith::Passkey } else { OpenWith::Pin(&typed) };
            let (profile, opened) = companion.session.open_vault(who, with).await?;
            let locks = companion.close_for_enrolment(locks).await?;
            let storage = companion.session.open_storage()?;
            let made = Attempt::again(&storage, &invitation, &offer, profile, opened).await?;
            let answer = made.redeem(&invitation).await?;
            companion.session.finish_enrolment(made, locks, &invitation, answer).await?;
            companion.outbox.notify_people_change();
            companion.router.replace_if(|page| *page == Page::Enrol, Page::Records);
            companion.outbox.wake();
            Ok(())
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_once(again, false);
    };
    let forget = move |_| chosen.set(Some(Chosen::Forgetful(person.clone())));
    view! {
        <h1>"Your PIN"</h1>
        <p>"Your PIN and your records stay the same. Signed records that are waiting will be sent."</p>
        {named_otherwise.map(|name| view! { <NamedOtherwise name /> })}
        <PasskeyButton who words=OPEN_WITHOUT_PIN then=move || dispatch_once(again, true) />
        <form autocomplete="off" on:submit=submit>
            <OwnPin value=pin />
            <ErrorText error=error_of(again) />
            <Submit words="Set up again" doing="Setting up…" busy=again.pending() />
        </form>
        <button type="button" class="quiet" on:click=forget>"I've forgotten my PIN"</button>
        <GoBack chosen />
    }
}

#[component]
fn NamedOtherwise(name: String) -> impl IntoView {
    let sentence = format!(
        "This link is for {name}. If that isn't you, don't use it. Tell the person who sent it. Your records would \
            be sent under that name."
    );
    view! { <Notice tone=Tone::Waiting><p>{sentence}</p></Notice> }
}
