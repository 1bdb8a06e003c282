//! Staff and phones: who was invited, and whose phone is set up.

use std::sync::Arc;

use companion_browser::page;
use companion_inbox::{
    keyring::Keyring,
    missing::Missing,
    square_code::square_code,
    staff::{LinkLifetime, Stage},
    words,
};
use companion_model::wire::v1::AuthorOnFile;
use companion_parts::view::{Line, Tone, choice};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use uuid::Uuid;

use super::{Attempt, ErrorText, Submit, asked_twice::AskedTwice, focus, lines_of, notice::Notice, region};
use crate::state::{Invitee, Typed, inbox, zone};

/// Everyone the school has invited, and a form to invite somebody.
#[component]
pub fn Staff(keyring: Arc<Keyring>) -> impl IntoView {
    let inbox = inbox();
    view! {
        <div class="narrow">
            <h1>"Staff and phones"</h1>
            <Invite />
            <h2>"Invited"</h2>
            <ul class="staff">
                {move || inbox.staff().into_iter().rev().map(|on_file| view! { <Person keyring=Arc::clone(&keyring) on_file /> })
                    .collect_view()}
            </ul>
            <Show when=move || inbox.staff().is_empty()><p>"Nobody yet."</p></Show>
        </div>
    }
}

#[component]
fn Person(keyring: Arc<Keyring>, on_file: AuthorOnFile) -> impl IntoView {
    let inviting = keyring.name_of(on_file.invited_by);
    let stage = Stage::of(&keyring, &on_file);
    let said = stage.sentence(keyring.bare_name_of(on_file.invited_by));
    let class = if stage == Stage::Countersigned { "state received" } else { "state waiting" };
    // A proof that does not hold: the phone that set itself up did not have the link.
    let usurped = keyring.countersign(&on_file).is_err();
    let name = on_file.author.name.clone();
    let seen = on_file.enrolled.as_ref().map(|phone| words::last_seen(phone, zone));
    let phone = on_file.enrolled.as_ref().filter(|_| stage != Stage::Removed).map(|phone| phone.device);
    let whose = name.clone();
    let unused = keyring.may_withdraw(&on_file).then(|| (on_file.author.id, name.clone()));
    view! {
        <li>
            <strong>{on_file.author.name}</strong>{format!(", {}. Invited by {inviting}. ", on_file.author.role)}
            <span class=class>{said}</span>" "{seen}
            {phone.map(|device| view! { <Remove device whose /> })}
            {unused.map(|(author, whose)| view! { <Withdraw author whose /> })}
            {usurped.then(|| view! {
                <Notice tone=Tone::Danger>
                    <p>{format!("The phone that was set up for {name} did not have your link. Its records show “Author not \
                        proved”. Ask {name} in person, make {name} a new link, and tell whoever runs the endpoint.")}</p>
                </Notice>
            })}
        </li>
    }
}

/// Asked twice: what is on the phone is gone afterwards, though only once the school has it.
#[component]
fn Remove(device: Uuid, whose: String) -> impl IntoView {
    let inbox = inbox();
    let attempt = Attempt::default();
    let name = format!("Remove {whose}'s phone");
    let question = move || {
        format!(
            "Remove what is kept for {whose} on this phone? It obeys when it next has signal and the app is opened: it locks, \
             delivers what is signed, hands over what is unfinished to those who may have it, and only then removes it. \
             Nothing is lost. {whose} needs a new link to write again."
        )
    };
    let act = move || attempt.start(inbox.remove_phone(device));
    view! { <AskedTwice name question yes="Yes, remove it" act attempt /> }
}

/// Asked twice: whoever has the link can't use it any more.
#[component]
fn Withdraw(author: Uuid, whose: String) -> impl IntoView {
    let inbox = inbox();
    let attempt = Attempt::default();
    let name = format!("Withdraw {whose}'s link");
    let question = move || {
        format!(
            "Withdraw the link that was made for {whose}? No phone can be set up with it any more, and {whose} is taken off this \
             list. You can make a new link at any time."
        )
    };
    let act = move || attempt.start(inbox.withdraw(author));
    view! { <AskedTwice name question yes="Yes, withdraw it" act attempt /> }
}

#[component]
fn Invite() -> impl IntoView {
    let inbox = inbox();
    let typed = inbox.typed();
    let attempt = Attempt::default();
    let made = RwSignal::new(None::<NewLink>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Invitee { name, role, lifetime } = typed.with_untracked(|typed| typed.staff.clone());
        attempt.start(async move {
            let (who, job) = (name.trim().to_owned(), role.trim());
            Missing::NameAndRole.unless(!who.is_empty() && !job.is_empty())?;
            let lifetime = lifetime.unwrap_or_default();
            let link = inbox.invite(&who, job, lifetime).await?;
            made.set(Some(NewLink { who, link, lifetime }));
            typed.update(|typed| typed.staff = Invitee { lifetime: Some(lifetime), ..Invitee::default() });
            request_animation_frame(|| focus("enrolment-link"));
            attempt.finish();
            Ok(())
        });
    };
    let line = lines_of(typed);
    view! {
        <h2>"Invite a member of staff"</h2>
        <form autocomplete="off" on:submit=submit>
            {line(Line::Words, "name", "Name", "As it should appear on records.", |typed| &mut typed.staff.name)}
            {line(Line::Words, "role", "Job title", "", |typed| &mut typed.staff.role)}
            {how_long(typed)}
            <ErrorText error=attempt.error />
            <Submit words="Make a link" doing="Making a link…" busy=attempt.busy />
        </form>
        {move || made.get().map(|made| view! { <Link made /> })}
    }
}

/// A link that was just made.
#[derive(Clone)]
struct NewLink {
    who: String,
    link: String,
    lifetime: LinkLifetime,
}

fn how_long(typed: RwSignal<Typed>) -> impl IntoView {
    let options = LinkLifetime::ALL.map(|lifetime| (lifetime.words(), lifetime.words()));
    let choose = move |words: &'static str| {
        typed.update(|typed| {
            typed.staff.lifetime = LinkLifetime::ALL.into_iter().find(|lifetime| lifetime.words() == words)
        });
    };
    let help = "Shorter is safer if the link falls into the wrong hands.";
    let chosen = move || typed.with(|typed| typed.staff.lifetime.unwrap_or_default().words().to_owned());
    choice("lives", "How long does the link work?", help, &options, chosen, choose).into_render()
}

/// Shown once: nobody else has it, the endpoint neither.
#[component]
fn Link(made: NewLink) -> impl IntoView {
    let NewLink { who, link, lifetime } = made;
    let code = square_code(&link);
    let copied = RwSignal::new(None);
    let to_copy = link.clone();
    let copy = move |_| {
        let link = to_copy.clone();
        spawn_local(async move {
            let done = page::copy(&link).await;
            copied.set(Some(if done { "Copied" } else { "Not copied. Select the link and copy it." }));
        });
    };
    let select = move |_| {
        if let Some(field) = region("enrolment-link") {
            select_all(&field);
        }
    };
    view! {
        <Notice>
            <p>{format!("A link for {who}. It works once, for one phone, for {}. ", lifetime.words())}
                <strong>"It is shown only here: copy it before you leave this page."</strong>
                " Give it to them in person or by a message only they read."</p>
            <label for="enrolment-link">"Enrolment link"</label>
            <textarea id="enrolment-link" class="link" readonly autocomplete="off" spellcheck="false" prop:value=link on:focus=select></textarea>
            <button type="button" on:click=copy>"Copy the link"</button>
            {code.map(|code| view! {
                <p>"Or scan this with their phone:"</p>
                <svg class="square-code" viewBox=code.view_box() role="img" aria-label="The link as a square code">
                    <path d=code.path() />
                </svg>
            })}
            <p role="status">{move || copied.get()}</p>
        </Notice>
    }
}

fn select_all(field: &web_sys::HtmlElement) {
    use wasm_bindgen::JsCast;
    if let Some(field) = field.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        field.select();
    }
}
