//! Somebody joins by a link: a form, six words, the kit to print, and then they wait until the administrator has compared
//! six other words with them.

use std::sync::Arc;

use companion_browser::{clock, page};
use companion_inbox::{
    founding::Person, inbox_route::InboxRoute, joining::Offered, missing::Missing, paper::Paper, words,
};
use companion_model::wire::v1::MemberEntry;
use companion_parts::view::{Line, Tone, tick};
use companion_seal::joining::RouteInvitation;
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::{
    Attempt, ErrorText, Go, Submit, kit::Kit, lines_of, notice::Notice, passphrase::Passphrase, print_page,
};
use crate::state::{Joiner, inbox, zone};

/// How far somebody has come.
#[derive(Clone)]
enum Step {
    Looking,
    Offered(Offered),
    Made(Arc<Joiner>),
    Waiting(Arc<Joiner>),
}

/// The steps, one at a time.
#[component]
pub fn Join() -> impl IntoView {
    let link = RouteInvitation::from_fragment(&page::fragment()).ok().map(Arc::new);
    view! {
        <div class="narrow">
            <h1>"Join a school"</h1>
            {match link {
                Some(link) => view! { <Steps link /> }.into_any(),
                None => view! { <NoLink /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn NoLink() -> impl IntoView {
    view! {
        <Notice tone=Tone::Waiting urgent=true>
            <p>"Part of the link is missing. Nothing was made. Open it again, whole; if that does not help, ask whoever sent it
                for a new one."</p>
        </Notice>
    }
}

#[component]
fn Steps(link: Arc<RouteInvitation>) -> impl IntoView {
    let (step, error) = (RwSignal::new_local(Step::Looking), RwSignal::new(None));
    let has_words = RwSignal::new(false);
    let looked_at = Arc::clone(&link);
    spawn_local(async move {
        match Joiner::fetch_offer(&looked_at).await {
            Ok(offered) => step.set(Step::Offered(offered)),
            Err(cause) => error.set(Some(cause)),
        }
    });
    view! {
        <ErrorText error />
        {move || match step.get() {
            Step::Looking => view! { <p role="status">"Looking at the link…"</p> }.into_any(),
            Step::Offered(offered) => {
                let made = move |joiner| step.set(Step::Made(Arc::new(joiner)));
                view! { <Form link=Arc::clone(&link) offered made /> }.into_any()
            }
            Step::Made(joiner) if !has_words.get() => {
                let (words, link) = (joiner.passphrase.clone(), joiner.visitor.link(&page::origin()));
                view! { <Passphrase words link on_to="On to the kit" has_words /> }.into_any()
            }
            Step::Made(joiner) => {
                let sent = Arc::clone(&joiner);
                let waits = move || step.set(Step::Waiting(Arc::clone(&sent)));
                view! { <PrintKit joiner waits /> }.into_any()
            }
            Step::Waiting(joiner) => view! { <Waits joiner /> }.into_any(),
        }}
    }
}

#[component]
fn Form(
    link: Arc<RouteInvitation>,
    offered: Offered,
    made: impl Fn(Joiner) + Copy + Send + 'static,
) -> impl IntoView {
    let attempt = Attempt::default();
    let person = RwSignal::new(Person::default());
    let route = link.route;
    let for_example = format!("For example {}.", words::route(route));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (link, typed) = (Arc::clone(&link), person.get_untracked());
        attempt.start(async move {
            made(Joiner::make(&link, &typed).await?);
            Ok(())
        });
    };
    let line = lines_of(person);
    view! {
        <p>{format!("{} invites you to open the records of {} that are sent to {}.", offered.inviting.name,
            offered.school_name, route.people())}</p>
        <p>"This browser makes the keys to them. They never leave it unlocked, so nobody can make them again for you: have a
            printer ready, and paper for six words. Use a computer that only you use."</p>
        <form autocomplete="off" on:submit=submit>
            {line(Line::Words, "name", "Your name", "", |it| &mut it.name)}
            {line(Line::Words, "role", "Your role", &for_example, |it| &mut it.role)}
            {line(Line::Phone, "phone", "Your number", "Staff phone it when a concern goes to you. Leave it empty if there is none.",
                |it| &mut it.phone)}
            {line(Line::Words, "sign-in-name", "Sign-in name", "Leave it empty to have one made of your name.",
                |it| &mut it.sign_in_name)}
            <ErrorText error=attempt.error />
            <Submit words="Make the keys" doing="Making the keys…" busy=attempt.busy />
        </form>
    }
}

#[component]
fn PrintKit(joiner: Arc<Joiner>, waits: impl Fn() + Send + Sync + Clone + 'static) -> impl IntoView {
    let inbox = inbox();
    let (printed, attempt) = (RwSignal::new(false), Attempt::default());
    let (route, code) = joiner.kit();
    let school_name = joiner.offered.school_name.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (joiner, waits) = (Arc::clone(&joiner), waits.clone());
        attempt.start(async move {
            Missing::Printing(Paper::Joining).unless(printed.get_untracked())?;
            joiner.send().await?;
            inbox.set_joined(joiner.visitor.clone());
            waits();
            Ok(())
        });
    };
    view! {
        <h2>"A kit to print"</h2>
        <p>"Print the sheet and put it where it says. It holds the key to these records: if you forget the six words, it is
            the only copy that is left."</p>
        <p>{words::NO_PAGE_FOR_KITS}</p>
        <button type="button" on:click=print_page>"Print the kit"</button>
        <div class="kits"><Kit school_name route=Some(route) code made=words::moment(clock::now_ms(), zone) /></div>
        <form autocomplete="off" on:submit=submit>
            {tick("I have printed it", move || printed.get(), move |ticked| printed.set(ticked)).into_render()}
            <ErrorText error=attempt.error />
            <Submit words="Join" doing="Joining…" busy=attempt.busy />
        </form>
    }
}

#[component]
fn Waits(joiner: Arc<Joiner>) -> impl IntoView {
    let MemberEntry { name, phone, .. } = joiner.offered.inviting.clone();
    let number = if phone.is_empty() { String::new() } else { format!(" ({phone})") };
    view! {
        <h2>{format!("Waiting for {name} to confirm")}</h2>
        <p>{format!("Read these six words to {name}{number}, by phone or in person. Their screen must show the same: then the \
            keys that staff will seal for are yours, and nobody has put others in their place.")}</p>
        <p class="code words" id="route-words">{joiner.words.clone()}</p>
        <p>{format!("Write these down too, or keep this page open until {name} has confirmed: they are not shown again before \
            you can sign in.")}</p>
        <p>{format!("Once {name} has confirmed you can sign in with your passphrase; before that it is refused.")}</p>
        <p><Go to=InboxRoute::List>"To your inbox"</Go></p>
    }
}
