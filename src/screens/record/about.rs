//! Who it is about: decides who receives the record, and whose number is never offered.

use companion_model::{
    concern::{AboutStaff, Content, Recipient, StaffAnswer},
    wire::v1::MemberEntry,
};
use companion_parts::view::{Group, Notice, ShortText, Tick, Tone};
use leptos::prelude::*;

use super::{controls::Asked, kept::KeptLine, questions::Question};
use crate::{
    route::Step,
    screens::call::RoutePeople,
    state::{Companion, companion},
};

/// The question, whom it is about, and who will receive the record.
#[component]
pub fn About() -> impl IntoView {
    let companion = companion();
    let answer = Memo::new(move |_| {
        let answer = |content: &Content| content.about_staff.as_ref().map(|about| about.answer.clone());
        companion.editor.content(answer).flatten()
    });
    let recipient = Memo::new(move |_| answer.get().and_then(|_| companion.recipient()));
    let is_about_one = move || answer.get().is_some_and(|answer| answer != StaffAnswer::No);
    let of = |content: &Content| content.about_staff.as_ref().map(|about| about.answer.key().to_owned());
    view! {
        <Question step=Step::About>
            <Asked key="about_staff" options=StaffAnswer::OPTIONS of choose />
            <Show when=is_about_one><Whom /></Show>
            {move || recipient.get().map(|recipient| view! { <WhoReceives recipient /> })}
            <KeptLine />
        </Question>
    }
}

fn choose(content: &mut Content, key: &str) {
    let answer = StaffAnswer::from_key(key);
    match &mut content.about_staff {
        Some(about) => about.answer = answer,
        None => content.about_staff = Some(AboutStaff::of(answer)),
    }
}

#[component]
fn Whom() -> impl IntoView {
    let companion = companion();
    let editor = companion.editor;
    let whom = move || {
        let whom = |content: &Content| content.about_staff.as_ref().map(|about| about.whom.clone());
        editor.content(whom).flatten().unwrap_or_default()
    };
    let change = move |text: String| {
        editor.edit(|content| {
            if let Some(about) = &mut content.about_staff {
                about.whom = text;
            }
        });
    };
    let people = Memo::new(move |_| people(companion));
    view! {
        <Group label="Is it about one of these people?"
            help="Anyone you tick won't receive this record, and the app won't tell them it exists.">
            <For each=move || people.get() key=|one| (one.id, one.name.clone(), one.role.clone()) let(member)>
                <OnePerson member />
            </For>
        </Group>
        <ShortText id="whom" label="Who is it about?" help="Their name, or what you know about them." value=whom then=change />
    }
}

/// Everybody in the directory, each once.
fn people(companion: Companion) -> Vec<MemberEntry> {
    let mut people: Vec<MemberEntry> = Vec::new();
    for member in companion.session.routes().into_iter().flat_map(|entry| entry.members) {
        if people.iter().all(|known| known.id != member.id) {
            people.push(member);
        }
    }
    people
}

#[component]
fn OnePerson(member: MemberEntry) -> impl IntoView {
    let editor = companion().editor;
    let id = member.id;
    let is_named = move |content: &Content| content.about_staff.as_ref().is_some_and(|about| about.names(id));
    let label = format!("{} – {}", member.name, member.role);
    let change = move |ticked| {
        editor.edit(|content| {
            if let Some(about) = &mut content.about_staff {
                about.tick(&member, ticked);
            }
        });
    };
    view! { <Tick label ticked=move || editor.content(is_named).unwrap_or_default() then=change /> }
}

/// Who will get it, and their number.
#[component]
fn WhoReceives(recipient: Recipient) -> impl IntoView {
    match recipient {
        Recipient::Route(route) => view! {
            <Notice>
                <p>{format!("This record will go only to {}.", route.people())}</p>
                <RoutePeople />
            </Notice>
        }
        .into_any(),
        Recipient::LocalAuthorityOfficer => view! {
            <Notice tone=Tone::Danger>
                <p>"This app has nobody at the school who can receive this record safely. It stays on this \
                    phone and won't be sent. Phone the local authority designated officer (LADO). Show them the \
                    record in person, or print it from “Check your record”."</p>
            </Notice>
        }
        .into_any(),
    }
}
