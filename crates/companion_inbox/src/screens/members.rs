//! Who receives: the people of each office, who is invited to an empty one, and who waits to be confirmed.

use std::sync::Arc;

use companion_inbox::{
    desk::Desk,
    joining::{ConfirmationError, whom_it_is_for},
    staff::Lives,
    words,
};
use companion_model::{
    Route,
    wire::v1::{InvitedMember, WaitingMember},
};
use companion_parts::view::{Line, Tone, choice, short_text, tick};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::{Submit, Trouble, focus, notice::Notice, receipt_keys::ReceiptKeys};
use crate::state::{Invitee, Typed, office, zone};

/// Every office.
#[component]
pub fn Members(desk: Arc<Desk>) -> impl IntoView {
    view! {
        <div class="narrow">
            <h1>"Members"</h1>
            <p>"Each office opens its own records and no others. Staff are offered only the offices that have somebody: for the
                others they get a number, and paper."</p>
            <p>"In this version an office that one person holds can't be shared or handed on. Should that person leave, they can
                still sign in: tell whoever runs the endpoint."</p>
            {desk.is_administrator().then(|| view! {
                <p>"You invite the first person of an office that has nobody."</p>
            })}
            {Route::ALL.map(|route| view! { <OneOffice desk=Arc::clone(&desk) route /> }).collect_view()}
            {desk.is_administrator().then(|| view! { <ReceiptKeys desk=Arc::clone(&desk) /> })}
        </div>
    }
}

#[component]
fn OneOffice(desk: Arc<Desk>, route: Route) -> impl IntoView {
    let office = office();
    let entry = desk.directory.routes.iter().find(|entry| entry.route == route);
    let people = entry.map(|entry| entry.members.clone()).unwrap_or_default();
    let invites = people.is_empty() && desk.is_administrator();
    let waits = move || office.invited().iter().any(|one| one.route == route && one.waiting.is_some());
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
        <Waiting desk route />
        <Show when=move || invites && !waits()><Invite route /></Show>
    }
}

#[component]
fn Waiting(desk: Arc<Desk>, route: Route) -> impl IntoView {
    let office = office();
    move || {
        let of_this = office.invited().into_iter().filter(|invited| invited.route == route);
        of_this.map(|invited| view! { <OneInvited desk=Arc::clone(&desk) invited /> }).collect_view()
    }
}

#[component]
fn OneInvited(desk: Arc<Desk>, invited: InvitedMember) -> impl IntoView {
    let id = invited.id;
    match invited.waiting.clone() {
        None => view! {
            <p>{format!("{} is invited. The link works until {}.", invited.name, words::moment(invited.expires_at, zone))}</p>
            <Withdraw id words="Take the link back" />
        }
        .into_any(),
        Some(waiting) => match desk.proved(&invited, &waiting).cloned() {
            Ok(person) => {
                let who = format!("{}, {}", person.name, person.role);
                let six = desk.words_of(&waiting);
                view! { <Confirm who six invited waiting /> }.into_any()
            }
            Err(why) => view! { <Refused name=invited.name why id /> }.into_any(),
        },
    }
}

/// The words are the proof that two people can see; the link's own proof held already.
#[component]
fn Confirm(who: String, six: String, invited: InvitedMember, waiting: WaitingMember) -> impl IntoView {
    let office = office();
    let (compared, busy, trouble) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None));
    let id = invited.id;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        if !compared.get_untracked() {
            return trouble.set(Some(
                "Compare the six words first, by phone or in person, then tick the box. Nothing has been changed yet."
                    .to_owned(),
            ));
        }
        busy.set(true);
        let (invited, waiting) = (invited.clone(), waiting.clone());
        spawn_local(async move {
            // Once it is done this desk is closed, and the form with it.
            if let Err(sentence) = office.confirm_member(&invited, &waiting).await {
                trouble.set(Some(sentence));
                busy.set(false);
            }
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
                <Trouble sentence=trouble />
                <Submit words="Confirm" doing="Confirming…" busy />
            </form>
            <p>"You are signed out then, and sign in again with your own six words."</p>
            <Withdraw id words="Other words: refuse" />
        </Notice>
    }
}

#[component]
fn Refused(name: String, why: ConfirmationError, id: uuid::Uuid) -> impl IntoView {
    let tone = if why == ConfirmationError::NotProved { Tone::Danger } else { Tone::Waiting };
    let next = match why {
        ConfirmationError::NotProved => {
            format!(
                "They can only be refused. Ask {name} in person, make {name} a new link, and tell whoever runs the endpoint."
            )
        }
        _ => "They can be refused here.".to_owned(),
    };
    view! {
        <Notice tone>
            <p>{format!("Somebody waits as {name}. {why} {next}")}</p>
            <Withdraw id words="Refuse" />
        </Notice>
    }
}

#[component]
fn Withdraw(id: uuid::Uuid, words: &'static str) -> impl IntoView {
    let office = office();
    let trouble = RwSignal::new(None);
    let withdraw = move |_| {
        spawn_local(async move {
            if let Err(sentence) = office.withdraw_member(id).await {
                trouble.set(Some(sentence));
            }
        });
    };
    view! {
        <Trouble sentence=trouble />
        <p><button type="button" class="quiet" on:click=withdraw>{words}</button></p>
    }
}

#[component]
fn Invite(route: Route) -> impl IntoView {
    let office = office();
    let typed = office.typed();
    let invitee = move |typed: &Typed| typed.offices.get(&route).cloned().unwrap_or_default();
    let change = move |change: &dyn Fn(&mut Invitee)| {
        typed.update(|typed| change(typed.offices.entry(route).or_default()));
    };
    let (trouble, busy) = (RwSignal::new(None), RwSignal::new(false));
    let made = RwSignal::new(None::<String>);
    let link_id = format!("link-{route}");
    let focused = link_id.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Invitee { name, lives, .. } = typed.with_untracked(invitee);
        let who = name.trim().to_owned();
        if busy.get_untracked() {
            return;
        }
        if who.is_empty() {
            return trouble.set(Some("Type whom the link is for. No link was made yet.".to_owned()));
        }
        busy.set(true);
        let focused = focused.clone();
        spawn_local(async move {
            match office.invite_member(route, &who, lives.unwrap_or(Lives::Day)).await {
                Ok(link) => {
                    made.set(Some(link));
                    trouble.set(None);
                    request_animation_frame(move || focus(&focused));
                }
                Err(sentence) => trouble.set(Some(sentence)),
            }
            busy.set(false);
        });
    };
    let label = format!("Who is the {}?", words::route(route).to_lowercase());
    let key = format!("who-{route}");
    let name = move || typed.with(|typed| invitee(typed).name);
    let names = move |text: String| change(&|invitee| invitee.name.clone_from(&text));
    let chosen = move || typed.with(|typed| invitee(typed).lives.unwrap_or(Lives::Day).words().to_owned());
    let choose = move |words: &'static str| {
        change(&|invitee| invitee.lives = Lives::ALL.into_iter().find(|lives| lives.words() == words));
    };
    let options = Lives::ALL.map(|lives| (lives.words(), lives.words()));
    view! {
        <p class="help">{whom_it_is_for(route)}</p>
        <form autocomplete="off" on:submit=submit>
            {short_text(Line::Words, &key, &label, "", name, names).into_render()}
            {choice(&format!("lives-{route}"), "How long does the link work?", "", &options, chosen, choose).into_render()}
            <Trouble sentence=trouble />
            <Submit words="Make a link" doing="Making a link…" busy />
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
