//! Who receives: the people of each office, who is invited to an empty one, and who waits to be confirmed.

use std::sync::Arc;

use companion_inbox::{
    error::InboxError, joining::ConfirmationError, keyring::Keyring, missing::Missing, staff::LinkLifetime,
    words,
};
use companion_model::{
    Route,
    wire::v1::{InvitedMember, WaitingMember},
};
use companion_parts::view::{
    Notice, ShortText, Submit, Tick, Tone, busy_until_gone, dispatch_once, dispatch_until_done, error_of,
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use uuid::Uuid;

use super::{ErrorText, focus_on, lifetime::Lifetime, receipt_keys::ReceiptKeys};
use crate::state::{Typed, inbox, zone};

/// Every office.
#[component]
pub fn Members(keyring: Arc<Keyring>) -> impl IntoView {
    view! {
        <div class="narrow">
            <h1>"Roles"</h1>
            <p>"Each role opens its own records and no others. Staff can only send to roles that someone holds. \
                Otherwise the app picks another role, or says to phone the LADO."</p>
            <p>"In this version, a role that someone holds can't be shared or passed on. If that person \
                leaves, they can still sign in. Tell your IT support."</p>
            {keyring.is_administrator().then(|| view! {
                <p>"You can invite someone to a role that nobody holds."</p>
            })}
            {Route::ALL.map(|route| view! { <OneOffice keyring=Arc::clone(&keyring) route /> }).collect_view()}
            {keyring.is_administrator().then(|| view! { <ReceiptKeys keyring=Arc::clone(&keyring) /> })}
        </div>
    }
}

#[component]
fn OneOffice(keyring: Arc<Keyring>, route: Route) -> impl IntoView {
    let inbox = inbox();
    let entry = keyring.directory.routes.iter().find(|entry| entry.route == route);
    let people = entry.map(|entry| entry.members.clone()).unwrap_or_default();
    let invites = people.is_empty() && keyring.is_administrator();
    let waits = move || inbox.invited().iter().any(|one| one.route == route && one.waiting.is_some());
    let people = if people.is_empty() {
        view! { <p>"Nobody yet. Staff can't send to this role."</p> }.into_any()
    } else {
        let people = people.into_iter();
        let people =
            people.map(|one| view! { <li><strong>{one.name}</strong>{format!(", {}", one.role)}</li> });
        view! { <ul class="staff">{people.collect_view()}</ul> }.into_any()
    };
    view! {
        <h2>{words::route(route)}</h2>
        {people}
        <Waiting keyring route />
        <Show when=move || invites && !waits()><Invite route /></Show>
    }
}

#[component]
fn Waiting(keyring: Arc<Keyring>, route: Route) -> impl IntoView {
    let inbox = inbox();
    let of_this = move || inbox.invited().into_iter().filter(move |invited| invited.route == route);
    view! {
        <For each=of_this key=|invited| invited.id
            children=move |invited| view! { <OneInvited keyring=Arc::clone(&keyring) id=invited.id /> } />
    }
}

/// Drawn anew when anything of the invitation changes: a tick is for the words it was set beside.
#[component]
fn OneInvited(keyring: Arc<Keyring>, id: Uuid) -> impl IntoView {
    let inbox = inbox();
    let invited = Memo::new(move |_| inbox.invitation(id));
    view! {
        {move || invited.get().map(|invited| view! { <Invited keyring=Arc::clone(&keyring) invited /> })}
    }
}

#[component]
fn Invited(keyring: Arc<Keyring>, invited: InvitedMember) -> impl IntoView {
    let id = invited.id;
    match invited.waiting.clone() {
        None => view! {
            <p>{format!("{} is invited. The link works until {}.", invited.name, words::moment(invited.expires_at, zone))}</p>
            <Withdraw id words="Withdraw the link" />
        }
        .into_any(),
        Some(waiting) => match keyring.proved(&invited, &waiting).cloned() {
            Ok(person) => {
                let who = format!("{}, {}", person.name, person.role);
                let six = keyring.words_of(&waiting);
                view! { <Confirm who six invited waiting /> }.into_any()
            }
            Err(why) => view! { <Refused name=invited.name why id /> }.into_any(),
        },
    }
}

/// The words are the proof that two people can see; the link's own proof held already.
#[component]
fn Confirm(who: String, six: String, invited: InvitedMember, waiting: WaitingMember) -> impl IntoView {
    let inbox = inbox();
    let compared = RwSignal::new(false);
    let id = invited.id;
    let confirm = Action::new_unsync(move |(): &()| {
        let (invited, waiting, is_compared) = (invited.clone(), waiting.clone(), compared.get_untracked());
        async move {
            Missing::ComparedWords.unless(is_compared)?;
            inbox.confirm_member(&invited, &waiting).await
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_until_done(confirm, ());
    };
    view! {
        <Notice tone=Tone::Waiting>
            <p><strong>{who}</strong>" is waiting for you to confirm. Ask them, by phone or in person, for the \
                six words that their screen showed. They must be these:"</p>
            <p class="code words">{six}</p>
            <form autocomplete="off" on:submit=submit>
                <Tick label="They have the same six words" ticked=compared
                    then=move |ticked| compared.set(ticked) />
                <ErrorText error=error_of(confirm) />
                <Submit words="Confirm" doing="Confirming…" busy=busy_until_gone(confirm) />
            </form>
            <p>"You will be signed out. Sign in again with your passphrase."</p>
            <Withdraw id words="The words differ. Refuse" />
        </Notice>
    }
}

#[component]
fn Refused(name: String, why: ConfirmationError, id: Uuid) -> impl IntoView {
    let tone = if why == ConfirmationError::NotProved { Tone::Danger } else { Tone::Waiting };
    view! {
        <Notice tone>
            <p>{words::errors::waits_refused(&name, why)}</p>
            <Withdraw id words="Refuse" />
        </Notice>
    }
}

#[component]
fn Withdraw(id: Uuid, words: &'static str) -> impl IntoView {
    let inbox = inbox();
    let withdraw = Action::new_unsync(move |(): &()| inbox.withdraw_member(id));
    view! {
        <ErrorText error=error_of(withdraw) />
        <p><button type="button" class="quiet" on:click=move |_| dispatch_once(withdraw, ())>{words}</button></p>
    }
}

#[component]
fn Invite(route: Route) -> impl IntoView {
    let inbox = inbox();
    let typed = inbox.typed();
    let invitee = move |typed: &Typed| typed.offices.get(&route).cloned().unwrap_or_default();
    let lifetime = move |typed: &Typed| invitee(typed).lifetime.unwrap_or(LinkLifetime::Day);
    // It is shown only here: whatever the next try comes to, it stays.
    let made = RwSignal::new(None::<String>);
    let invite = Action::new_unsync(move |(): &()| {
        let (name, lifetime) = typed.with_untracked(|typed| (invitee(typed).name, lifetime(typed)));
        async move {
            let who = name.trim();
            Missing::Invitee.unless(!who.is_empty())?;
            made.try_set(Some(inbox.invite_member(route, who, lifetime).await?));
            Ok::<_, InboxError>(())
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_once(invite, ());
    };
    let label = format!("Who is the {}?", words::route(route).to_lowercase());
    let rename = move |name| typed.update(|typed| typed.offices.entry(route).or_default().name = name);
    let choose = move |lifetime| {
        typed.update(|typed| typed.offices.entry(route).or_default().lifetime = Some(lifetime));
    };
    view! {
        <p class="help">{words::keys::whom_it_is_for(route)}</p>
        <form autocomplete="off" on:submit=submit>
            <ShortText id=format!("who-{route}") label value=move || typed.with(|typed| invitee(typed).name)
                then=rename />
            <Lifetime name=format!("lives-{route}") chosen=move || typed.with(lifetime) then=choose />
            <ErrorText error=error_of(invite) />
            <Submit words="Make a link" doing="Making a link…" busy=invite.pending() />
        </form>
        {move || made.get().map(|link| view! { <Link link id=format!("link-{route}") /> })}
    }
}

/// Shown once: nobody else has it, the endpoint neither.
#[component]
fn Link(link: String, id: String) -> impl IntoView {
    let (field, label_for) = (NodeRef::<html::Textarea>::new(), id.clone());
    field.on_load(|field| focus_on(&field));
    view! {
        <Notice>
            <p><strong>"It is shown only here. Copy it before you leave this page."</strong>
                " It works once. Give it to them in person or by a message only they read."</p>
            <label for=label_for>"Link to join"</label>
            <textarea node_ref=field id=id class="link" readonly autocomplete="off" spellcheck="false" prop:value=link></textarea>
        </Notice>
    }
}
