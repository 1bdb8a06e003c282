//! Another PIN, for whoever was watched typing theirs or has a better one.

use companion_app::AppError;
use companion_parts::view::{Notice, Submit, dispatch_once, error_of};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{
    ErrorText,
    new_pin::{NewPin, NewPinBoxes},
    pin::OwnPin,
    unlock::PasskeyButton,
};
use crate::state::{OpenWith, companion, is_shown};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Offer,
    Form,
    Changed,
}

/// Offers another PIN, asks for it, and says when it is the one.
#[component]
pub fn AnotherPin() -> impl IntoView {
    let shown = RwSignal::new(Shown::Offer);
    view! {
        {move || match shown.get() {
            Shown::Offer => view! { <Offer shown /> }.into_any(),
            Shown::Form => view! { <Change shown /> }.into_any(),
            Shown::Changed => view! { <Changed /> }.into_any(),
        }}
    }
}

#[component]
fn Offer(shown: RwSignal<Shown>) -> impl IntoView {
    view! { <button type="button" on:click=move |_| shown.set(Shown::Form)>"Change my PIN"</button> }
}

#[component]
fn Changed() -> impl IntoView {
    view! {
        <Notice role="status">
            <p>"Your PIN has been changed. Use the new one from now on. The old one no longer works."</p>
        </Notice>
    }
}

/// Asks for the PIN of now, or for the passkey, and twice for the new PIN.
#[component]
fn Change(shown: RwSignal<Shown>) -> impl IntoView {
    let companion = companion();
    let session = companion.session;
    let me = session.who_untracked().map(|who| who.id).unwrap_or_default();
    let (pin, new, is_shown) = (RwSignal::new(String::new()), NewPin::new(), is_shown());
    let change: Action<bool, Result<(), AppError>> = Action::new_unsync(move |with_passkey: &bool| {
        let (with_passkey, typed) = (*with_passkey, pin.get_untracked());
        let chosen = new.chosen((!with_passkey).then_some(&typed));
        async move {
            let unchanged = |why: AppError| why.leaves_pin();
            let (chosen, locks) = (chosen.map_err(|why| unchanged(why.into()))?, session.locks());
            pin.try_set(String::new());
            let with = if with_passkey { OpenWith::Passkey } else { OpenWith::Pin(&typed) };
            let (profile, opened) = session.open_my_vault(with).await.map_err(unchanged)?;
            let is_awaited = move || is_shown() && session.locks() == locks;
            session.change_pin(&profile, &opened, &chosen, is_awaited).await?;
            // Other tabs hold what the earlier PIN opened.
            companion.outbox.notify_people_change();
            shown.try_set(Shown::Changed);
            Ok(())
        }
    });
    let is_pending = change.pending();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_once(change, false);
    };
    view! {
        <section>
            <p>"Nobody can look up your PIN, not even your school, so choose one you will remember. Your \
                records stay as they are."</p>
            <form autocomplete="off" on:submit=submit>
                <OwnPin id="pin-now" label="Current PIN" value=pin />
                <NewPinBoxes new label="New PIN (6 digits or more)" label_again="Enter the new PIN again" />
                <ErrorText error=error_of(change) />
                <Submit words="Use the new PIN" doing="Changing…" busy=is_pending />
            </form>
            <PasskeyButton who=me words="Confirm with fingerprint, face or code"
                then=move || dispatch_once(change, true) />
            <Show when=move || !is_pending.get()>
                <button type="button" class="quiet" on:click=move |_| shown.set(Shown::Offer)>
                    "Keep my PIN"
                </button>
            </Show>
        </section>
    }
}
