//! A PIN is chosen, and the link is used up.

use companion_parts::view::{El, Tone, el, h1, p};
use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    route::Page,
    screens::{new_pin::NewPin, send_button, trouble},
    state::{Companion, Work, companion},
    sync::enrol::{Attempt, invitation},
};

/// A place on this phone, behind a PIN of one's own. `earlier`: whose PIN is forgotten, if it is somebody's second place.
pub(super) fn choose_pin(link: String, earlier: Option<Uuid>) -> El {
    let companion = companion();
    let (pin, work) = (NewPin::new(), Work::new());
    let attempt = StoredValue::new_local(None::<(String, Attempt)>);
    let send = move || {
        let (chosen, link) = (pin.chosen(None, "Nothing has been set up yet."), link.clone());
        work.begin(async move {
            let is_open = set_up(companion, attempt, &link, chosen?).await?;
            if let Some(earlier) = earlier {
                companion.session.pin_is_forgotten(earlier).await?;
            }
            companion.outbox.people_change();
            if is_open {
                companion.place.instead_of(|page| *page == Page::Enrol, Page::Home);
            }
            companion.outbox.wake();
            Ok(())
        });
    };
    let form = el("form")
        .on_submit(send)
        .child(pin.boxes("PIN, six digits or more", "The PIN once more"))
        .child(trouble(Tone::Waiting, work.trouble))
        .child(send_button(work, "Set up this phone".into(), "Setting up…"));
    el("div")
        .child(h1("Set up this phone"))
        .child(p("Choose a PIN. It encrypts what you write on this phone. Nobody can look it up for you, \
                  not even your school: keep it in your head."))
        .child(form)
}

/// Asks again with the same attempt if an answer was lost, so that a link is never spent in vain. Says whether the new place
/// is open.
async fn set_up(
    companion: Companion,
    attempt: StoredValue<Option<(String, Attempt)>, LocalStorage>,
    link: &str,
    pin: String,
) -> Result<bool, String> {
    let (invitation, begun) = (invitation(link)?, companion.session.locks());
    let earlier = attempt.try_update_value(Option::take).flatten().filter(|(chosen, _)| *chosen == pin);
    let (pin, made) = match earlier {
        Some(made) => made,
        None => {
            let made = Attempt::prepare(&pin).await?;
            (pin, made)
        }
    };
    companion.session.begins_anew();
    let redeemed = async {
        let locks = companion.makes_way(begun).await?;
        Ok((locks, made.redeem(&invitation).await?))
    };
    match redeemed.await {
        Ok((locks, answer)) => made.keep(companion.session, locks, &invitation, answer).await,
        Err(sentence) => {
            attempt.set_value(Some((pin, made)));
            Err(sentence)
        }
    }
}
