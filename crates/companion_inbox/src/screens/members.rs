//! Who receives: the people of each office, who is invited to an empty one, and who waits to be confirmed.

use std::sync::Arc;

use companion_inbox::{
    joining::ConfirmationError, keyring::Keyring, missing::Missing, staff::LinkLifetime, words,
};
use companion_model::{
    Route,
    wire::v1::{InvitedMember, WaitingMember},
};
use companion_parts::view::{Line, Tone, choice, short_text, tick};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::{Attempt, ErrorText, Submit, focus, notice::Notice, receipt_keys::ReceiptKeys};
use crate::state::{Invitee, Typed, inbox, zone};

/// Every office.
#[component]
pub fn Members(keyring: Arc<Keyring>) -> impl IntoView {
    view! {
        <div class="narrow">
            <h1>"Members"</h1>
            <p>"Each office opens its own records and no others. Staff are offered only the offices that have somebody: for the
                others they get a number, and paper."</p>
            <p>"In this version an office that one person holds can't be shared or handed on. Should that person leave, they can
                still sign in: tell whoever runs the endpoint."</p>
            {keyring.is_administrator().then(|| view! {
                <p>"You invite the first person of an office that has nobody."</p>
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
        view! { <p>"Nobody yet. Staff are not offered this office."</p> }.into_any()
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
    move || {
        let of_this = inbox.invited().into_iter().filter(|invited| invited.route == route);
        of_this.map(|invited| view! { <OneInvited keyring=Arc::clone(&keyring) invited /> }).collect_view()
    }
}

#[component]
fn OneInvited(keyring: Arc<Keyring>, invited: InvitedMember) -> impl IntoView {
    let id = invited.id;
    match invited.waiting.clone() {
        None => view! {
            <p>{format!("{} is invited. The link works until {}.", invited.name, words::moment(invited.expires_at, zone))}</p>
            <Withdraw id words="Take the link back" />
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
    let (compared, attempt) = (RwSignal::new(false), Attempt::default());
    let id = invited.id;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (invited, waiting) = (invited.clone(), waiting.clone());
        attempt.start(async move {
            Missing::ComparedWords.unless(compared.get_untracked())?;
            inbox.confirm_member(&invited, &waiting).await
        });
    };
    view! {
        <Notice tone=Tone::Waiting>
            <p><strong>{who}</strong>" waits for you to confirm. Ask them, by phone or in person, which six words their screen
                shows. They must be these:"</p>
            <p class="code words">{six}</p>
            <form autocomplete="off" on:submit=submit>
                {tick("Their screen shows the same six words", move || compared.get(), move |ticked| compared.set(ticked))
                    .into_render()}
                <ErrorText error=attempt.error />
                <Submit words="Confirm" doing="Confirming…" busy=attempt.busy />
            </form>
            <p>"You are signed out then, and sign in again with your own six words."</p>
            <Withdraw id words="Other words: refuse" />
        </Notice>
    }
}

#[component]
fn Refused(name: String, why: ConfirmationError, id: uuid::Uuid) -> impl IntoView {
    let tone = if why == ConfirmationError::NotProved { Tone::Danger } else { Tone::Waiting };
    view! {
        <Notice tone>
            <p>{words::waits_refused(&name, why)}</p>
            <Withdraw id words="Refuse" />
        </Notice>
    }
}

#[component]
fn Withdraw(id: uuid::Uuid, words: &'static str) -> impl IntoView {
    let inbox = inbox();
    let error = RwSignal::new(None);
    let withdraw = move |_| {
        spawn_local(async move {
            if let Err(cause) = inbox.withdraw_member(id).await {
                error.set(Some(cause));
            }
        });
    };
    view! {
        <ErrorText error />
        <p><button type="button" class="quiet" on:click=withdraw>{words}</button></p>
    }
}

#[component]
fn Invite(route: Route) -> impl IntoView {
    let inbox = inbox();
    let typed = inbox.typed();
    let invitee = move |typed: &Typed| typed.offices.get(&route).cloned().unwrap_or_default();
    let change = move |change: &dyn Fn(&mut Invitee)| {
        typed.update(|typed| change(typed.offices.entry(route).or_default()));
    };
    let attempt = Attempt::default();
    let made = RwSignal::new(None::<String>);
    let link_id = format!("link-{route}");
    let focused = link_id.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Invitee { name, lifetime, .. } = typed.with_untracked(invitee);
        let focused = focused.clone();
        attempt.start(async move {
            let who = name.trim();
            Missing::Invitee.unless(!who.is_empty())?;
            let lifetime = lifetime.unwrap_or(LinkLifetime::Day);
            made.set(Some(inbox.invite_member(route, who, lifetime).await?));
            request_animation_frame(move || focus(&focused));
            attempt.finish();
            Ok(())
        });
    };
    let label = format!("Who is the {}?", words::route(route).to_lowercase());
    let key = format!("who-{route}");
    let name = move || typed.with(|typed| invitee(typed).name);
    let names = move |text: String| change(&|invitee| invitee.name.clone_from(&text));
    let chosen =
        move || typed.with(|typed| invitee(typed).lifetime.unwrap_or(LinkLifetime::Day).words().to_owned());
    let choose = move |words: &'static str| {
        change(&|invitee| {
            invitee.lifetime = LinkLifetime::ALL.into_iter().find(|lifetime| lifetime.words() == words)
        });
    };
    let options = LinkLifetime::ALL.map(|lifetime| (lifetime.words(), lifetime.words()));
    view! {
        <p class="help">{words::whom_it_is_for(route)}</p>
        <form autocomplete="off" on:submit=submit>
            {short_text(Line::Words, &key, &label, "", name, names).into_render()}
            {choice(&format!("lives-{route}"), "How long does the link work?", "", &options, chosen, choose).into_render()}
            <ErrorText error=attempt.error />
            <Submit words="Make a link" doing="Making a link…" busy=attempt.busy />
        </form>
        {move || made.get().map(|link| view! { <Link link id=link_id.clone() /> })}
    }
}

/// Shown once: nobody else has it, the endpoint neither.
#[component]
fn Link(link: String, id: String) -> impl IntoView {
    let label_for = id.clone();
    view! {
        <Notice>
            <p><strong>"It is shown only here: copy it before you leave this page."</strong>
                " It works once. Give it to them in person or by a message only they read."</p>
            <label for=label_for>"Link to join"</label>
            <textarea id=id class="link" readonly autocomplete="off" spellcheck="false" prop:value=link></textarea>
        </Notice>
    }
}
