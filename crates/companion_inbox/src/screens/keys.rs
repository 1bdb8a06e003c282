//! The keys of the member's routes and who holds them; how a key is changed, and somebody is removed by that: kit first,
//! endpoint last. Until then nothing has changed.

use std::sync::Arc;

use companion_browser::clock;
use companion_inbox::{
    keyring::Keyring,
    missing::Missing,
    paper::Paper,
    rotation::{Rotated, RotationError},
    words,
};
use companion_model::{Route, wire::v1::MemberEntry};
use companion_parts::view::{Notice, Submit, Tick, busy_until_gone, dispatch_until_done, error_of};
use companion_seal::kit;
use leptos::{ev::SubmitEvent, prelude::*};

use super::{ErrorText, asked_twice::AskedTwice, kit::Kit, print_page};
use crate::state::{inbox, zone};

/// Every route of the member's.
#[component]
pub fn Keys(keyring: Arc<Keyring>) -> impl IntoView {
    let routes = keyring.routes();
    view! {
        <div class="narrow">
            <h1>"Keys"</h1>
            <p>"Each role's records have a key of their own. Change the key if a computer or a recovery \
                sheet is lost. Where two people share a role, removing one of them changes it too. Records sealed \
                with the earlier key still open here. Phones get the new key, signed by you, when the app is next \
                open with signal."</p>
            <Compare words=keyring.words_of_routes() />
            {routes.into_iter().map(|route| view! { <Key keyring=Arc::clone(&keyring) route /> }).collect_view()}
        </div>
    }
}

/// Every office's, also of those that are closed to this member: a phone seals for them all.
#[component]
fn Compare(words: Vec<(Route, String)>) -> impl IntoView {
    view! {
        <h2>"Six words for each role's keys"</h2>
        <p>"A phone with signal shows the same words under “This phone”, “Check the school's keys”. If they differ, tell \
            your IT support."</p>
        <ul class="staff">
            {words.into_iter().map(|(route, words)| view! {
                <li>{format!("Records sent to {}: ", route.people())}<strong class="words">{words}</strong></li>
            }).collect_view()}
        </ul>
    }
}

#[component]
fn Key(keyring: Arc<Keyring>, route: Route) -> impl IntoView {
    let made = RwSignal::new(None::<Arc<Rotated>>);
    let error = RwSignal::new(None);
    let school_name = keyring.directory.school_name.clone();
    view! {
        <h2>{format!("Records sent to {}", route.people())}</h2>
        {move || match made.get() {
            None => view! { <Holders keyring=Arc::clone(&keyring) route made error /> }.into_any(),
            Some(rotated) => view! { <Change rotated school_name=school_name.clone() /> }.into_any(),
        }}
        <ErrorText error />
    }
}

type Made = RwSignal<Option<Arc<Rotated>>>;
type ErrorSignal = RwSignal<Option<RotationError>>;

/// Who holds the key, and what can be done.
#[component]
fn Holders(keyring: Arc<Keyring>, route: Route, made: Made, error: ErrorSignal) -> impl IntoView {
    let of_route = keyring.directory.routes.iter().filter(|entry| entry.route == route);
    let people: Vec<MemberEntry> = of_route.flat_map(|entry| entry.members.clone()).collect();
    let rows = people.into_iter().map({
        let keyring = Arc::clone(&keyring);
        move |person| view! { <Holder keyring=Arc::clone(&keyring) route person made error /> }
    });
    let make = move |_| show(keyring.rotate(route, clock::now_ms()), made, error);
    view! {
        <ul class="staff">{rows.collect_view()}</ul>
        <button type="button" on:click=make>{format!("Make a new key for records sent to {}", route.people())}</button>
    }
}

/// Somebody who holds the key; anybody else than oneself can be removed. Asked twice.
#[component]
fn Holder(
    keyring: Arc<Keyring>,
    route: Route,
    person: MemberEntry,
    made: Made,
    error: ErrorSignal,
) -> impl IntoView {
    let inbox = inbox();
    let is_me = person.id == keyring.member();
    let (id, name) = (person.id, format!("Stop {} opening these records", person.name));
    let (keyring, who) = (StoredValue::new(keyring), StoredValue::new(person.clone()));
    let question = move || {
        keyring.with_value(|keyring| {
            who.with_value(|who| words::keys::removal_question(keyring, route, who, &inbox.staff()))
        })
    };
    let act = move |()| {
        show(keyring.with_value(|keyring| keyring.remove(route, id, clock::now_ms())), made, error);
    };
    let ask = move || view! { <AskedTwice name question yes="Yes, make the new key" then=act /> };
    let role = format!(", {}{}", person.role, if is_me { " (you)" } else { "" });
    view! { <li><strong>{person.name}</strong>{role}{(!is_me).then(ask)}</li> }
}

fn show(result: Result<Rotated, RotationError>, made: Made, error: ErrorSignal) {
    match result {
        Ok(rotated) => {
            error.set(None);
            made.set(Some(Arc::new(rotated)));
        }
        Err(cause) => error.set(Some(cause)),
    }
}

/// The kit, and the act.
#[component]
fn Change(rotated: Arc<Rotated>, school_name: String) -> impl IntoView {
    let inbox = inbox();
    let (printed, tried) = (RwSignal::new(false), RwSignal::new(false));
    let code = kit::to_text(rotated.keys.seed());
    let route = rotated.keys.route();
    let leaving = rotated.removed.clone().map(|name| {
        format!("This change removes {name}. Until you make it, they can still open these records.")
    });
    let change = Action::new_unsync(move |(): &()| {
        let (rotated, is_printed) = (Arc::clone(&rotated), printed.get_untracked());
        if is_printed {
            tried.set(true);
        }
        async move {
            Missing::Printing(Paper::Key).unless(is_printed)?;
            inbox.publish(&rotated.request).await
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_until_done(change, ());
    };
    view! {
        <Notice>
            <p>"Print this sheet and keep it where it says. If you have the earlier one, keep it too. It holds \
                the key to earlier records."</p>
            {leaving.map(|sentence| view! { <p>{sentence}</p> })}
            <Show when=move || !tried.get()>
                <p>"If you leave this page before you change the key, throw this sheet away. It would open \
                    nothing."</p>
            </Show>
            <button type="button" on:click=print_page>"Print the recovery sheet"</button>
        </Notice>
        <div class="kits"><Kit school_name route=Some(route) code made=words::moment(clock::now_ms(), zone) /></div>
        <form autocomplete="off" on:submit=submit>
            <Tick label="I have printed it" ticked=printed then=move |ticked| printed.set(ticked) />
            <ErrorText error=error_of(change) />
            <Submit words="Change the key" doing="Changing the key…" busy=busy_until_gone(change) />
        </form>
        <Notice><p>"You and everyone else who opens these records will be signed out. Sign in again with your \
            passphrase."</p></Notice>
    }
}
