//! Who it is about: decides who receives the record, and whose number is never offered.

use companion_model::{
    concern::{AboutStaff, Recipient, StaffAnswer},
    wire::v1::MemberEntry,
};
use companion_parts::view::{Notice, ShortText, Tick, Tone};
use leptos::prelude::*;

use super::{FieldChoice, Onward, kept::KeptLine};
use crate::{
    route::Step,
    screens::call::RoutePeople,
    state::{Companion, companion},
};

/// The question, whom it is about, and who will receive the record.
#[component]
pub fn About() -> impl IntoView {
    let companion = companion();
    let editor = companion.editor;
    let answer = move || {
        editor.content(|content| content.about_staff.as_ref().map(|about| about.answer.clone())).flatten()
    };
    let of_an_adult = move || answer().is_some_and(|answer| answer != StaffAnswer::No);
    let whom = Signal::derive(move || {
        editor
            .content(|content| content.about_staff.as_ref().map(|about| about.whom.clone()))
            .flatten()
            .unwrap_or_default()
    });
    view! {
        <form autocomplete="off" on:submit=|event| event.prevent_default()>
            <FieldChoice key="about_staff" options=StaffAnswer::OPTIONS
                chosen=|content| content.about_staff.as_ref().map(|about| about.answer.key().to_owned()).unwrap_or_default()
                choose=choose />
            <Show when=of_an_adult>
                <fieldset>
                    <legend>"Is it about one of these people?"</legend>
                    <p class="help">"Nobody you tick will receive the record or see that there is one."</p>
                    {people(companion).into_iter().map(|member| view! { <Person member /> }).collect_view()}
                </fieldset>
                <ShortText key="whom" label="Who is it about?" help="A name, or what you know of them." value=whom
                    on_input=move |text| editor.edit(|content| {
                        if let Some(about) = &mut content.about_staff {
                            about.whom = text;
                        }
                    }) />
            </Show>
            {move || answer().map(|_| view! { <WhoReceives /> })}
            <KeptLine />
            <Onward step=Step::About />
        </form>
    }
}

fn choose(content: &mut companion_model::concern::Content, key: &str) {
    let answer = StaffAnswer::from_key(key);
    match &mut content.about_staff {
        Some(about) => about.answer = answer,
        None => content.about_staff = Some(AboutStaff::of(answer)),
    }
}

/// Everybody in the directory, each once.
fn people(companion: Companion) -> Vec<MemberEntry> {
    let mut people: Vec<MemberEntry> = Vec::new();
    for member in companion.session.routes_untracked().into_iter().flat_map(|entry| entry.members) {
        if people.iter().all(|known| known.id != member.id) {
            people.push(member);
        }
    }
    people
}

#[component]
fn Person(member: MemberEntry) -> impl IntoView {
    let editor = companion().editor;
    let id = member.id;
    let ticked = Signal::derive(move || {
        editor
            .content(|content| content.about_staff.as_ref().is_some_and(|about| about.names(id)))
            .unwrap_or_default()
    });
    let label = format!("{} – {}", member.name, member.role);
    let change = move |ticked| {
        editor.edit(|content| {
            if let Some(about) = &mut content.about_staff {
                about.tick(&member, ticked);
            }
        });
    };
    view! { <Tick label ticked on_change=change /> }
}

/// Who will get it, and their number.
#[component]
fn WhoReceives() -> impl IntoView {
    let companion = companion();
    move || {
        match companion.recipient() {
        Some(Recipient::Route(route)) => view! {
            <Notice>
                <p>{format!("This record will go to {}, and to nobody else.", route.people())}</p>
                <RoutePeople />
            </Notice>
        }
        .into_any(),
        Some(Recipient::LocalAuthorityOfficer) => view! {
            <Notice tone=Tone::Danger>
                <p>"Nobody at the school can receive this record safely. It stays on this phone and is not sent. Phone
                    the local authority's designated officer (LADO); hand the record over in person: show it, or copy
                    it to paper."</p>
            </Notice>
        }
        .into_any(),
        None => ().into_any(),
    }
    }
}
