//! A PIN is chosen, and the link is used up.

use companion_parts::view::{El, Tone, el, h1, p};
use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    route::Page,
    screens::{pin_box, send_button, trouble, with_letters},
    state::{Companion, Work, companion},
    sync::enrol::{Attempt, invitation},
    vault::{PASSPHRASE_CHARACTERS, PIN_DIGITS},
};

/// A place on this phone, behind a PIN of one's own. `earlier`: whose PIN is forgotten, if it is somebody's second place.
pub(super) fn choose_pin(link: String, earlier: Option<Uuid>) -> El {
    let companion = companion();
    let (pin, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let work = Work::new();
    let attempt = StoredValue::new_local(None::<(String, Attempt)>);
    let send = move || {
        let (chosen, typed_again, link) = (pin.get_untracked(), again.get_untracked(), link.clone());
        work.begin(async move {
            if let Some(wrong) = wrong_choice(&chosen, &typed_again) {
                return Err(wrong.to_owned());
            }
            let is_open = set_up(companion, attempt, &link, chosen).await?;
            if let Some(earlier) = earlier {
                companion.session.pin_is_forgotten(earlier).await?;
            }
            companion.outbox.people_change();
            if is_open {
                companion.place.instead(Page::Home);
            }
            companion.outbox.wake();
            Ok(())
        });
    };
    let letters = RwSignal::new(false);
    let form = el("form")
        .on_submit(send)
        .child(pin_box("pin", "PIN, six digits or more", HELP, pin, letters))
        .child(with_letters(letters))
        .child(pin_box("pin-again", "The PIN once more", "", again, letters))
        .child(trouble(Tone::Waiting, work.trouble))
        .child(send_button(work, "Set up this phone".into(), "Setting up…"));
    el("div")
        .child(h1("Set up this phone"))
        .child(p("Choose a PIN. It encrypts what you write on this phone. Nobody can look it up for you, \
                  not even your school: keep it in your head."))
        .child(form)
}

/// Against a thief who copies the phone's storage, six digits hold for hours (SECURITY.md).
const HELP: &str = "Better: a passphrase of four words or more. It keeps out even somebody who copies what is stored on this phone.";

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

fn wrong_choice(pin: &str, again: &str) -> Option<&'static str> {
    let (length, digits) = (pin.chars().count(), pin.chars().all(|digit| digit.is_ascii_digit()));
    if digits && length < PIN_DIGITS {
        Some("The PIN has six digits or more. Nothing has been set up yet.")
    } else if !digits && length < PASSPHRASE_CHARACTERS {
        Some("A passphrase has 12 characters or more: four words are good. Nothing has been set up yet.")
    } else if pin.chars().all(|digit| pin.starts_with(digit)) || "0123456789876543210".contains(pin) {
        Some("This PIN is among the first that anybody tries. Choose another. Nothing has been set up yet.")
    } else if pin != again {
        Some("The two PINs are not the same. Nothing has been set up yet. Type both again.")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::wrong_choice;

    #[test]
    fn a_pin_is_six_digits_or_a_passphrase_typed_twice_and_not_the_first_anybody_tries() {
        for good in ["246813", "2468135790", "four quiet grey herons", "наши четыре слова"] {
            assert_eq!(wrong_choice(good, good), None, "{good}");
        }
        for (pin, again, begins) in [
            ("", "", "The PIN has six digits"),
            ("24681", "24681", "The PIN has six digits"),
            ("24681a", "24681a", "A passphrase has 12 characters"),
            ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "This PIN is among the first"),
            ("111111", "111111", "This PIN is among the first"),
            ("123456", "123456", "This PIN is among the first"),
            ("654321", "654321", "This PIN is among the first"),
            ("246813", "246814", "The two PINs are not the same"),
        ] {
            assert!(wrong_choice(pin, again).unwrap().starts_with(begins), "{pin}");
        }
    }
}
