//! A PIN is chosen, and the link is used up.

use companion_app::{
    AppError,
    sync::enrol::{Attempt, invitation},
};
use companion_model::wire::v1::AuthorName;
use companion_parts::view::{Submit, dispatch_once, error_of};
use leptos::{ev::SubmitEvent, prelude::*};
use uuid::Uuid;

use crate::{
    route::Page,
    screens::{
        ErrorText,
        new_pin::{NewPin, NewPinBoxes},
        unlock::hand_over,
        version::OpensWithoutSignal,
    },
    state::{Companion, companion},
};

/// Why what somebody has not finished in their earlier place could not be handed over. Their new place stands all the
/// same.
pub(super) type NotHandedOver = RwSignal<Option<(Uuid, AppError)>>;

/// A place that somebody has on this phone behind a PIN that they have forgotten.
#[derive(Clone, Copy)]
pub(super) struct Earlier {
    /// Whose it is.
    pub(super) who: Uuid,
    /// Has why what is unfinished there could not be handed over.
    pub(super) not_handed_over: NotHandedOver,
}

/// A place on this phone, behind a PIN of one's own.
#[component]
pub(super) fn NewPlace(
    /// The link that is used up for it.
    link: String,
    /// Whom the link is for, where that was asked.
    #[prop(optional)]
    offer: Option<AuthorName>,
    /// Somebody's earlier place, if it is their second.
    #[prop(optional)]
    earlier: Option<Earlier>,
) -> impl IntoView {
    let companion = companion();
    let pin = NewPin::new();
    let begin: Action<(), Result<(), AppError>> = Action::new_unsync(move |(): &()| {
        let chosen = pin.chosen(None).map_err(AppError::NothingSetUp);
        let (link, offer) = (link.clone(), offer.clone());
        async move {
            set_up(companion, &link, offer, &chosen?).await?;
            companion.outbox.notify_people_change();
            if let Some(Earlier { who, not_handed_over }) = earlier
                && let Err(why) = hand_over(companion, who).await
            {
                // The page that the link opened says so, unless somebody has left it.
                not_handed_over.try_set(Some((who, why)));
                return Ok(());
            }
            companion.router.replace_if(|page| *page == Page::Enrol, Page::Home);
            companion.outbox.wake();
            Ok(())
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_once(begin, ());
    };
    // The style sheet keeps room below for the sentence that ends an element.
    view! {
        <div>
            <h1>"Set up this phone"</h1>
            <p>"Choose a PIN. It encrypts what you write on this phone. Nobody can look it up for you, not even your \
                school, so choose one you will remember."</p>
            <form autocomplete="off" on:submit=submit>
                <NewPinBoxes new=pin label="Choose a PIN (6 digits or more)" label_again="Enter it again" />
                <ErrorText error=error_of(begin) />
                <Submit words="Set up this phone" doing="Setting up…" busy=begin.pending() />
                <p>"Don't use a private window. It deletes everything when you close it."</p>
            </form>
            <OpensWithoutSignal />
        </div>
    }
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
