//! A school is set up: a form, six words, kits to print, and only then the endpoint.

use std::sync::Arc;

use companion_browser::{clock, page};
use companion_inbox::{founding::lacking, place::Place, words};
use companion_model::Route;
use companion_parts::view::{Line, Tone, choice, tick};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::{Submit, Trouble, kit::Kit, lines_of, notice::Notice, passphrase::Passphrase};
use crate::state::{Draft, Made, office, zone};

/// The steps, one at a time.
#[component]
pub fn SetUp() -> impl IntoView {
    let code = page::fragment();
    let draft = RwSignal::new(Draft {
        choices: companion_inbox::founding::Choices::named(""),
        person: companion_inbox::founding::Person { routes: vec![Route::Dsl], ..Default::default() },
    });
    let made = RwSignal::new(None::<Arc<Made>>);
    let has_words = RwSignal::new(false);
    view! {
        <div class="narrow">
            <h1>"Set up a school"</h1>
            {move || match made.get() {
                None if code.is_empty() => view! { <NoCode /> }.into_any(),
                None => view! { <Form code=code.clone() draft made /> }.into_any(),
                Some(made) if !has_words.get() => {
                    let (words, link) = (made.passphrase.clone(), made.visitor.link(&page::origin()));
                    view! { <Passphrase words link on_to="On to the kits" has_words /> }.into_any()
                }
                Some(made) => view! { <Kits made draft /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn NoCode() -> impl IntoView {
    view! {
        <Notice tone=Tone::Waiting urgent=true>
            <p>"Part of the set-up link is missing: it ends with a # and a code. Nothing was set up. Open the link again,
                whole; whoever runs the endpoint prints a new one with: companion-endpoint init"</p>
        </Notice>
    }
}

#[component]
fn Form(code: String, draft: RwSignal<Draft>, made: RwSignal<Option<Arc<Made>>>) -> impl IntoView {
    let (trouble, busy) = (RwSignal::new(None), RwSignal::new(false));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let (code, typed) = (code.clone(), draft.get_untracked());
        if let Some(sentence) = lacking(&typed.choices.name, &typed.person) {
            return trouble.set(Some(sentence.to_owned()));
        }
        busy.set(true);
        spawn_local(async move {
            match Made::make(&code, &typed).await {
                // The form is gone then, and its signals with it.
                Ok(school) => made.set(Some(Arc::new(school))),
                Err(sentence) => {
                    trouble.set(Some(sentence));
                    busy.set(false);
                }
            }
        });
    };
    let line = lines_of(draft);
    view! {
        <p>"This browser makes the keys that open your school's records. They never leave it unlocked, so nobody can make
            them again for you: have a printer ready, and paper for six words."</p>
        <form autocomplete="off" on:submit=submit>
            {line(Line::Words, "school", "The school's name", "", |d| &mut d.choices.name)}
            {line(Line::Words, "name", "Your name", "", |d| &mut d.person.name)}
            {line(Line::Words, "role", "Your role", "For example Designated Safeguarding Lead.", |d| &mut d.person.role)}
            {line(Line::Phone, "phone", "Your number",
                "Staff phone it when they write a concern. Leave it empty if there is none.", |d| &mut d.person.phone)}
            <Offices draft />
            <LockAfter draft />
            <Trouble sentence=trouble />
            <Submit words="Make the keys" doing="Making the keys…" busy />
        </form>
    }
}

#[component]
fn Offices(draft: RwSignal<Draft>) -> impl IntoView {
    let ticks = Route::ALL.map(|route| {
        let ticked = move || draft.with(|d| d.person.routes.contains(&route));
        let change = move |ticked| {
            draft.update(|d| {
                d.person.routes.retain(|held| *held != route);
                if ticked {
                    d.person.routes.push(route);
                }
            });
        };
        tick(words::route(route), ticked, change)
    });
    view! {
        <fieldset>
            <legend>"Which office do you hold?"</legend>
            <p class="help">"You will open the records sent to it, and no others. Tick more than one only if you hold more than
                one: a record about you must reach somebody else. For the others you invite somebody afterwards, under Members."</p>
            {ticks.into_iter().map(IntoRender::into_render).collect_view()}
        </fieldset>
    }
}

/// A phone that is put down open is a phone that anybody reads.
#[component]
fn LockAfter(draft: RwSignal<Draft>) -> impl IntoView {
    const MINUTES: [(&str, &str); 4] =
        [("2", "2 minutes"), ("5", "5 minutes"), ("10", "10 minutes"), ("15", "15 minutes")];
    let chosen = move || draft.with(|d| d.choices.lock_after_min.to_string());
    let choose = move |minutes: &'static str| {
        draft.update(|d| d.choices.lock_after_min = minutes.parse().unwrap_or(d.choices.lock_after_min));
    };
    choice(
        "lock-after",
        "When does a phone lock by itself?",
        "After so long without a touch it asks for the PIN again. Nothing written is lost by that.",
        &MINUTES,
        chosen,
        choose,
    )
    .into_render()
}

#[component]
fn Kits(made: Arc<Made>, draft: RwSignal<Draft>) -> impl IntoView {
    let office = office();
    let printed = RwSignal::new(false);
    let (trouble, busy) = (RwSignal::new(None), RwSignal::new(false));
    let made_at = words::moment(clock::now_ms(), zone);
    let school_name = draft.with_untracked(|draft| draft.choices.name.clone());
    let kits = made.kits().into_iter().map(|(route, code)| {
        view! { <Kit school_name=school_name.clone() route code made=made_at.clone() /> }
    });
    let kits = kits.map(IntoRender::into_render).collect_view();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        if !printed.get_untracked() {
            return trouble.set(Some(
                "Print the kits first, then tick the box: without them a lost passphrase loses every \
                record. They are not shown again."
                    .to_owned(),
            ));
        }
        busy.set(true);
        let made = Arc::clone(&made);
        spawn_local(async move {
            match made.send().await {
                Ok(()) => {
                    office.set_visitor(made.visitor.clone());
                    office.instead(Place::List);
                }
                Err(sentence) => {
                    trouble.set(Some(sentence));
                    busy.set(false);
                }
            }
        });
    };
    view! {
        <h2>"Kits to print"</h2>
        <p>"Print each sheet and put it where it says. It holds the key to what it names: if you forget the six words, it is
            the only copy that is left."</p>
        <p>{words::NO_PAGE_FOR_KITS}</p>
        <button type="button" on:click=move |_| drop(window().print())>"Print the kits"</button>
        <div class="kits">{kits}</div>
        <form autocomplete="off" on:submit=submit>
            {tick("I have printed every kit", move || printed.get(), move |ticked| printed.set(ticked))}
            <Trouble sentence=trouble />
            <Submit words="Set up the school" doing="Setting up…" busy />
        </form>
    }
}
