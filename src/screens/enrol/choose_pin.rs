//! A PIN is chosen, and the link is used up.

use companion_app::{
    AppError,
    sync::enrol::{Attempt, invitation},
};
use companion_model::wire::v1::AuthorName;
use companion_parts::view::{El, Tone, el, h1, p};
use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    route::Page,
    screens::{error_alert, new_pin::NewPin, send_button, without_signal},
    state::{Companion, Work, companion},
};

/// A place that somebody has on this phone behind a PIN that they have forgotten.
#[derive(Clone, Copy)]
pub(super) struct Earlier {
    /// Whose it is.
    pub(super) who: Uuid,
    /// Why what is unfinished there could not be handed over. The new place stands all the same.
    pub(super) not_handed_over: RwSignal<Option<(Uuid, AppError)>>,
}

/// A place on this phone, behind a PIN of one's own. `offer`: whom the link is for, where that was asked. `earlier`: if it is
/// somebody's second place.
pub(super) fn choose_pin(link: String, offer: Option<AuthorName>, earlier: Option<Earlier>) -> El {
    let companion = companion();
    let (pin, work) = (NewPin::new(), Work::new());
    let send = move || {
        let chosen = pin.chosen(None).map_err(AppError::NothingSetUp);
        let (link, offer) = (link.clone(), offer.clone());
        work.begin(async move {
            set_up(companion, &link, offer, &chosen?).await?;
            companion.outbox.notify_people_change();
            if let Some(Earlier { who, not_handed_over }) = earlier
                && let Err(why) = hand_over(companion, who).await
            {
                // The page that the link opened says so, unless somebody has left it.
                not_handed_over.try_set(Some((who, why)));
                return Ok(());
            }
            companion.place.instead_of(|page| *page == Page::Enrol, Page::Home);
            companion.outbox.wake();
            Ok(())
        });
    };
    let form = el("form")
        .on_submit(send)
        .child(pin.boxes("PIN, six digits or more", "The PIN once more"))
        .child(error_alert(Tone::Waiting, work.error))
        .child(send_button(work, "Set up this phone".into(), "Setting up…"))
        .child(p("In a private window everything is gone when the window is closed. Use an ordinary one."));
    el("div")
        .child(h1("Set up this phone"))
        .child(p(
            "Choose a PIN. It encrypts what you write on this phone. Nobody can look it up for you, not even \
            your school, so choose one you will remember.",
        ))
        .child(form)
        .child(without_signal())
}

/// What somebody has not finished behind a PIN that they have forgotten is handed over.
pub(super) async fn hand_over(companion: Companion, who: Uuid) -> Result<(), AppError> {
    companion.session.note_pin_forgotten(who).await?;
    companion.outbox.notify_people_change();
    companion.outbox.wake();
    Ok(())
}

/// Asks again with what was made before if an answer was lost, or could not be stored, so that a link is never spent in vain.
async fn set_up(
    companion: Companion,
    link: &str,
    offer: Option<AuthorName>,
    pin: &str,
) -> Result<(), AppError> {
    let (invitation, begun) = (invitation(link)?, companion.session.locks());
    companion.session.ensure_storage_for_enrolment();
    let storage = companion.session.open_storage()?;
    let made = Attempt::of_somebody_new(&storage, &invitation, offer, pin).await?;
    let locks = companion.close_for_enrolment(begun).await?;
    let answer = made.redeem(&invitation).await?;
    companion.session.finish_enrolment(made, locks, &invitation, answer).await
}
