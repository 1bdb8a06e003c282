//! Somebody joins by a link: a form, six words, the kit to print, and then they wait until the administrator has compared
//! six other words with them.

use std::sync::Arc;

use companion_browser::{clock, page};
use companion_inbox::{
    error::InboxError, founding::Person, inbox_route::InboxRoute, joining::Offered, missing::Missing,
    paper::Paper, words,
};
use companion_model::wire::v1::MemberEntry;
use companion_parts::view::{
    Line, Notice, Submit, Tick, Tone, busy_until_gone, dispatch_once, dispatch_until_done, error_of,
};
use companion_seal::joining::RouteInvitation;
use leptos::{ev::SubmitEvent, prelude::*};

use super::{ErrorText, FormLine, Go, kit::Kit, passphrase::Passphrase, print_page};
use crate::state::{Joiner, inbox, zone};

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
        <Notice tone=Tone::Waiting role="alert">
            <p>"Part of this link is missing. No keys were made. Copy the whole link and open it again. If that \
                doesn't help, ask the person who sent it for a new one."</p>
        </Notice>
    }
}

/// What the link leads to is looked up first. Then the keys are made, the six words written down and the kit printed.
#[component]
fn Steps(link: Arc<RouteInvitation>) -> impl IntoView {
    let looked_at = Arc::clone(&link);
    let look = Action::new_unsync(move |(): &()| {
        let link = Arc::clone(&looked_at);
        async move { Joiner::fetch_offer(&link).await }
    });
    look.dispatch_local(());
    let (offer, is_looking) = (look.value(), look.pending());
    let made = RwSignal::new(None::<Arc<Joiner>>);
    let (has_words, is_sent) = (RwSignal::new(false), RwSignal::new(false));
    view! {
        {move || match (made.get(), offer.get().and_then(Result::ok)) {
            (None, None) if !is_looking.get() => view! {
                <ErrorText error=error_of(look) />
                <button type="button" class="main" on:click=move |_| dispatch_once(look, ())>"Try again"</button>
            }
            .into_any(),
            (None, None) => view! { <p role="status">"Checking the link…"</p> }.into_any(),
            (None, Some(offered)) => view! { <Form link=Arc::clone(&link) offered made /> }.into_any(),
            (Some(joiner), _) if !has_words.get() => {
                let (words, link) = (joiner.passphrase.clone(), joiner.visitor.link(&page::origin()));
                view! { <Passphrase words link on_to="Continue to recovery sheet" has_words /> }.into_any()
            }
            (Some(joiner), _) if !is_sent.get() => view! { <PrintKit joiner is_sent /> }.into_any(),
            (Some(joiner), _) => view! { <Waits joiner /> }.into_any(),
        }}
    }
}

#[component]
fn Form(link: Arc<RouteInvitation>, offered: Offered, made: RwSignal<Option<Arc<Joiner>>>) -> impl IntoView {
    let person = RwSignal::new(Person::default());
    let route = link.route;
    let for_example = format!("For example {}.", words::route(route));
    let make = Action::new_unsync(move |(): &()| {
        let (link, typed) = (Arc::clone(&link), person.get_untracked());
        async move {
            made.try_set(Some(Arc::new(Joiner::make(&link, &typed).await?)));
            Ok::<_, InboxError>(())
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_until_done(make, ());
    };
    view! {
        <p>{format!("{} invites you to open records at {} that are sent to {}.", offered.inviting.name,
            offered.school_name, route.people())}</p>
        <p>"This browser makes the keys to them. The keys leave it only encrypted or on paper. Nobody can make \
            them again for you. Have a printer ready, and paper for six words. Use a computer that only you use."</p>
        <form autocomplete="off" on:submit=submit>
            <FormLine part=slice!(person.name) id="name" label="Your name" />
            <FormLine part=slice!(person.role) id="role" label="Your job title" help=for_example />
            <FormLine part=slice!(person.phone) line=Line::Phone id="phone" label="Your number"
                help="Staff phone this number when a concern is for you. Leave it blank if you have none." />
            <FormLine part=slice!(person.sign_in_name) id="sign-in-name" label="Sign-in name"
                help="Leave it blank to use your name." />
            <ErrorText error=error_of(make) />
            <Submit words="Make the keys" doing="Making the keys…" busy=busy_until_gone(make) />
        </form>
    }
}

#[component]
fn PrintKit(joiner: Arc<Joiner>, is_sent: RwSignal<bool>) -> impl IntoView {
    let inbox = inbox();
    let printed = RwSignal::new(false);
    let (route, code) = joiner.kit();
    let school_name = joiner.offered.school_name.clone();
    let send = Action::new_unsync(move |(): &()| {
        let (joiner, is_printed) = (Arc::clone(&joiner), printed.get_untracked());
        async move {
            Missing::Printing(Paper::Joining).unless(is_printed)?;
            joiner.send().await?;
            inbox.set_joined(joiner.visitor.clone());
            is_sent.try_set(true);
            Ok::<_, InboxError>(())
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_until_done(send, ());
    };
    view! {
        <h2>"Print your recovery sheet"</h2>
        <p>"Print the sheet and keep it where it says. It holds the key to these records. If you forget the six \
            words, it is the only copy."</p>
        <p>{words::keys::NO_PAGE_FOR_KITS}</p>
        <button type="button" on:click=print_page>"Print the recovery sheet"</button>
        <div class="kits"><Kit school_name route=Some(route) code made=words::moment(clock::now_ms(), zone) /></div>
        <form autocomplete="off" on:submit=submit>
            <Tick label="I have printed it" ticked=printed then=move |ticked| printed.set(ticked) />
            <ErrorText error=error_of(send) />
            <Submit words="Join" doing="Joining…" busy=busy_until_gone(send) />
        </form>
    }
}

#[component]
fn Waits(joiner: Arc<Joiner>) -> impl IntoView {
    let MemberEntry { name, phone, .. } = joiner.offered.inviting.clone();
    let number = if phone.is_empty() { String::new() } else { format!(" ({phone})") };
    view! {
        <h2>{format!("Waiting for {name} to confirm")}</h2>
        <p>{format!("Read these six words to {name}{number}, by phone or in person. Their screen must show the \
            same words. Then you both know that the keys are yours.")}</p>
        <p class="code words" id="route-words">{joiner.words.clone()}</p>
        <p>{format!("Write these down too, or keep this page open until {name} has confirmed. You won't see \
            them again until you can sign in.")}</p>
        <p>{format!("You can sign in with your passphrase once {name} has confirmed.")}</p>
        <p><Go to=InboxRoute::List>"Go to your inbox"</Go></p>
    }
}
