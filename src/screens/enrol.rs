//! Setting up this phone.

use companion_parts::{
    browser::page,
    view::{Notice, ShortText, Tone},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    route::Page,
    state::{Companion, Phase, companion},
    sync::enrol::{Attempt, invitation},
    vault::PIN_DIGITS,
};

/// Said where a record is wanted and no school is set up.
#[component]
pub fn NotSetUp() -> impl IntoView {
    view! {
        <h1>"This phone is not set up yet"</h1>
        <Notice tone=Tone::Waiting>
            <p>"It keeps no records until your school has been set up on it: they could not be encrypted, and nobody
                could receive them. Ask your DSL for a link, and open it on this phone while you have signal."</p>
            <p>"Until then, write on paper what you saw and heard, in the child's own words, with the time and your
                name, and phone the DSL."</p>
        </Notice>
        <p><a class="button main" href="/call">"Who to call"</a></p>
    }
}

/// The page an enrolment link opens.
#[component]
pub fn Enrol() -> impl IntoView {
    let companion = companion();
    // Read once: the fragment is taken out of the address as soon as the phone is set up.
    let link = page::fragment();
    let read = invitation(&link);
    move || match (companion.session.phase(), read.as_ref().err().cloned()) {
        (Phase::Starting, _) => view! { <p>"Opening…"</p> }.into_any(),
        (Phase::CannotKeep(sentence), _) => view! { <super::CannotKeep sentence /> }.into_any(),
        (_, Some(sentence)) => view! {
            <h1>"Set up this phone"</h1>
            <Notice tone=Tone::Waiting urgent=true><p>{sentence}</p></Notice>
        }
        .into_any(),
        (Phase::NotEnrolled, None) => view! { <ChoosePin link=link.clone() /> }.into_any(),
        (Phase::Locked | Phase::Open, None) => view! { <SetUpAlready /> }.into_any(),
    }
}

#[component]
fn SetUpAlready() -> impl IntoView {
    let enrolment = companion().session.enrolment_untracked();
    let whose =
        enrolment.map(|e| format!("This phone is set up for {} at {}.", e.author.name, e.school_name));
    view! {
        <h1>"This phone is set up"</h1>
        <Notice><p>{whose}" Its records and its PIN stay as they are. The link has not been used: it still sets up
            another phone."</p></Notice>
        <p><a class="button main" href="/">"To the start"</a></p>
    }
}

#[component]
fn ChoosePin(link: String) -> impl IntoView {
    let companion = companion();
    let (pin, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let trouble = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let attempt = StoredValue::new_local(None::<(String, Attempt)>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let chosen = pin.get_untracked();
        if let Some(sentence) = wrong_choice(&chosen, &again.get_untracked()) {
            return trouble.set(Some(sentence.to_owned()));
        }
        busy.set(true);
        let link = link.clone();
        spawn_local(async move {
            match set_up(companion, attempt, &link, chosen).await {
                Ok(()) => companion.place.instead(Page::Home),
                Err(sentence) => trouble.set(Some(sentence)),
            }
            busy.set(false);
        });
    };
    view! {
        <h1>"Set up this phone"</h1>
        <p>"Choose a PIN of six digits. It encrypts what you write on this phone. Nobody can look it up for you, not even
            your school: keep it in your head."</p>
        <form autocomplete="off" on:submit=submit>
            <ShortText key="pin" label="PIN, six digits" kind="password" inputmode="numeric" value=pin on_input=move |t| pin.set(t) />
            <ShortText key="pin-again" label="The PIN once more" kind="password" inputmode="numeric" value=again on_input=move |t| again.set(t) />
            <Show when=move || trouble.get().is_some()>
                <Notice tone=Tone::Waiting urgent=true><p>{move || trouble.get()}</p></Notice>
            </Show>
            <button class="main" type="submit" aria-disabled=move || busy.get().to_string()>
                {move || if busy.get() { "Setting up…" } else { "Set up this phone" }}
            </button>
        </form>
    }
}

/// Asks again with the same attempt if an answer was lost, so that a link is never spent in vain.
async fn set_up(
    companion: Companion,
    attempt: StoredValue<Option<(String, Attempt)>, LocalStorage>,
    link: &str,
    pin: String,
) -> Result<(), String> {
    let invitation = invitation(link)?;
    let earlier = attempt.try_update_value(Option::take).flatten().filter(|(chosen, _)| *chosen == pin);
    let (pin, made) = match earlier {
        Some(made) => made,
        None => {
            let made = Attempt::prepare(&pin).await?;
            (pin, made)
        }
    };
    match made.redeem(&invitation).await {
        Ok(answer) => made.keep(companion.session, &invitation, answer).await,
        Err(sentence) => {
            attempt.set_value(Some((pin, made)));
            Err(sentence)
        }
    }
}

fn wrong_choice(pin: &str, again: &str) -> Option<&'static str> {
    if pin.chars().count() != PIN_DIGITS || !pin.chars().all(|digit| digit.is_ascii_digit()) {
        Some("The PIN has six digits, 0 to 9. Nothing has been set up yet.")
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
    fn a_pin_is_six_digits_typed_twice_and_not_the_first_anybody_tries() {
        assert_eq!(wrong_choice("246813", "246813"), None);
        for (pin, again, begins) in [
            ("24681", "24681", "The PIN has six digits"),
            ("24681a", "24681a", "The PIN has six digits"),
            ("111111", "111111", "This PIN is among the first"),
            ("123456", "123456", "This PIN is among the first"),
            ("654321", "654321", "This PIN is among the first"),
            ("246813", "246814", "The two PINs are not the same"),
        ] {
            assert!(wrong_choice(pin, again).unwrap().starts_with(begins), "{pin}");
        }
    }
}
