//! Staff and phones: who was invited, and whose phone is set up.

use std::sync::Arc;

use companion_browser::page;
use companion_inbox::{
    error::InboxError,
    keyring::Keyring,
    missing::Missing,
    square_code::square_code,
    staff::{LinkLifetime, Stage},
    words,
};
use companion_model::wire::v1::AuthorOnFile;
use companion_parts::view::{
    Notice, Submit, Tone, busy_until_gone, dispatch_once, dispatch_until_done, error_of,
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use uuid::Uuid;

use super::{ErrorText, FormLine, asked_twice::AskedTwice, focus_on, lifetime::Lifetime};
use crate::state::{Invitee, inbox, zone};

const COPIED: &str = "Copied";
const NOT_COPIED: &str = "Not copied. Select the link and copy it.";

/// Everyone the school has invited, and a form to invite somebody.
#[component]
pub fn Staff(keyring: Arc<Keyring>) -> impl IntoView {
    let inbox = inbox();
    let newest_first = move || inbox.staff().into_iter().rev();
    view! {
        <div class="narrow">
            <h1>"Staff and phones"</h1>
            <Invite />
            <h2>"Invited"</h2>
            <ul class="staff">
                <For each=newest_first key=|on_file| on_file.author.id
                    children=move |on_file| view! { <Person keyring=Arc::clone(&keyring) on_file /> } />
            </ul>
            <Show when=move || inbox.staff().is_empty()><p>"Nobody yet."</p></Show>
        </div>
    }
}

/// How somebody stands, and what can be done about it.
#[derive(Clone, PartialEq)]
struct Standing {
    inviting: String,
    stage: Stage,
    said: String,
    seen: Option<String>,
    /// The phone that can be removed.
    phone: Option<Uuid>,
    /// Whether their link can be withdrawn.
    is_unused: bool,
    /// A proof that does not hold: the phone that set itself up did not have the link.
    is_usurped: bool,
}

impl Standing {
    fn of(keyring: &Keyring, on_file: &AuthorOnFile) -> Self {
        let stage = Stage::of(keyring, on_file);
        let phone = on_file.enrolled.as_ref();
        Self {
            inviting: keyring.name_of(on_file.invited_by),
            stage,
            said: stage.sentence(keyring.bare_name_of(on_file.invited_by)),
            seen: phone.map(|phone| words::staff::last_seen(phone, zone)),
            phone: phone.filter(|_| stage != Stage::Removed).map(|phone| phone.device),
            is_unused: keyring.may_withdraw(on_file),
            is_usurped: keyring.countersign(on_file).is_err(),
        }
    }
}

/// One of the list. A question that is asked about them stays while what is known of their phone changes.
#[component]
fn Person(keyring: Arc<Keyring>, on_file: AuthorOnFile) -> impl IntoView {
    let inbox = inbox();
    let (id, name, role) = (on_file.author.id, on_file.author.name.clone(), on_file.author.role.clone());
    // Whoever is off the list stands as before until this line is gone.
    let on_file = Memo::new(move |_| inbox.on_file(id).unwrap_or_else(|| on_file.clone()));
    let standing = Memo::new(move |_| on_file.with(|on_file| Standing::of(&keyring, on_file)));
    let phone = Memo::new(move |_| standing.with(|standing| standing.phone));
    let (whose_phone, whose_link, usurped) = (name.clone(), name.clone(), name.clone());
    view! {
        <li>
            <strong>{name}</strong>
            {move || {
                let Standing { inviting, stage, said, seen, .. } = standing.get();
                let class = if stage == Stage::Countersigned { "state received" } else { "state waiting" };
                let by = format!(", {role}. Invited by {inviting}. ");
                view! { {by}<span class=class>{said}</span>" "{seen} }
            }}
            {move || phone.get().map(|device| view! { <Remove device whose=whose_phone.clone() /> })}
            <Show when=move || standing.with(|standing| standing.is_unused)>
                <Withdraw author=id whose=whose_link.clone() />
            </Show>
            <Show when=move || standing.with(|standing| standing.is_usurped)><Usurped name=usurped.clone() /></Show>
        </li>
    }
}

#[component]
fn Usurped(name: String) -> impl IntoView {
    view! {
        <Notice tone=Tone::Danger>
            <p>{format!("The phone set up for {name} did not use your link. Its records show “Sender not \
                verified”. Speak to {name} in person, make them a new link, and tell your IT support.")}</p>
        </Notice>
    }
}

/// Asked twice: what is on the phone is gone afterwards, though only once the school has it.
#[component]
fn Remove(device: Uuid, whose: String) -> impl IntoView {
    let inbox = inbox();
    let remove = Action::new_unsync(move |(): &()| inbox.remove_phone(device));
    let error = error_of(remove);
    let name = format!("Remove {whose}'s phone");
    let question = move || {
        format!(
            "Remove {whose}'s records from their phone? When the app is next open with signal, it locks, sends \
                signed records and passes on drafts. Only then does it remove them. Drafts that only {whose} \
                may read stay. {whose} needs a new link to write again."
        )
    };
    view! {
        <AskedTwice name question yes="Yes, remove it" then=move |()| dispatch_until_done(remove, ())
            busy=busy_until_gone(remove)>
            <ErrorText error />
        </AskedTwice>
    }
}

/// Asked twice: whoever has the link can't use it any more.
#[component]
fn Withdraw(author: Uuid, whose: String) -> impl IntoView {
    let inbox = inbox();
    let withdraw = Action::new_unsync(move |(): &()| inbox.withdraw(author));
    let error = error_of(withdraw);
    let name = format!("Withdraw {whose}'s link");
    let question = move || {
        format!(
            "Withdraw the link for {whose}? No phone can then be set up with it, and {whose} is taken off this \
                list. You can make a new link at any time."
        )
    };
    view! {
        <AskedTwice name question yes="Yes, withdraw it" then=move |()| dispatch_until_done(withdraw, ())
            busy=busy_until_gone(withdraw)>
            <ErrorText error />
        </AskedTwice>
    }
}

#[component]
fn Invite() -> impl IntoView {
    let inbox = inbox();
    let typed = inbox.typed();
    // It is shown only here: whatever the next try comes to, it stays.
    let made = RwSignal::new(None::<NewLink>);
    let invite = Action::new_unsync(move |(): &()| {
        let Invitee { name, role, lifetime } = typed.with_untracked(|typed| typed.staff.clone());
        async move {
            let (who, job) = (name.trim().to_owned(), role.trim());
            Missing::NameAndRole.unless(!who.is_empty() && !job.is_empty())?;
            let lifetime = lifetime.unwrap_or_default();
            let link = inbox.invite(&who, job, lifetime).await?;
            made.try_set(Some(NewLink { who, link, lifetime }));
            typed.update(|typed| typed.staff = Invitee { lifetime: Some(lifetime), ..Invitee::default() });
            Ok::<_, InboxError>(())
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_once(invite, ());
    };
    view! {
        <h2>"Invite a member of staff"</h2>
        <form autocomplete="off" on:submit=submit>
            <FormLine part=slice!(typed.staff.name) id="name" label="Name"
                help="As it should appear on records." />
            <FormLine part=slice!(typed.staff.role) id="role" label="Job title" />
            <Lifetime name="lives" help="Shorter is safer if the link falls into the wrong hands."
                chosen=move || typed.with(|typed| typed.staff.lifetime.unwrap_or_default())
                then=move |lifetime| typed.update(|typed| typed.staff.lifetime = Some(lifetime)) />
            <ErrorText error=error_of(invite) />
            <Submit words="Make a link" doing="Making a link…" busy=invite.pending() />
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

/// Shown once: nobody else has it, the endpoint neither.
#[component]
fn Link(made: NewLink) -> impl IntoView {
    let NewLink { who, link, lifetime } = made;
    let code = square_code(&link);
    let to_copy = link.clone();
    let copy = Action::new_unsync(move |(): &()| {
        let link = to_copy.clone();
        async move { page::copy(&link).await }
    });
    let copied = copy.value();
    let outcome = move || copied.get().map(|is_done| if is_done { COPIED } else { NOT_COPIED });
    let field = NodeRef::<html::Textarea>::new();
    field.on_load(|field| focus_on(&field));
    let select = move |_| {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
    };
    view! {
        <Notice>
            <p>{format!("A link for {who}. It works once, on one phone, for {}. ", lifetime.words())}
                <strong>"It is shown only here. Copy it before you leave this page."</strong>
                " Give it to them in person or by a message only they read."</p>
            <label for="enrolment-link">"Set-up link"</label>
            <textarea node_ref=field id="enrolment-link" class="link" readonly autocomplete="off" spellcheck="false" prop:value=link
                on:focus=select></textarea>
            <button type="button" on:click=move |_| { copy.dispatch_local(()); }>"Copy the link"</button>
            {code.map(|code| view! {
                <p>"Or scan this with their phone:"</p>
                <svg class="square-code" viewBox=code.view_box() role="img" aria-label="The link as a QR code">
                    <path d=code.path() />
                </svg>
            })}
            <p role="status">{outcome}</p>
        </Notice>
    }
}
