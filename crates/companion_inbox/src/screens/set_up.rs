//! A school is set up: a form, six words, kits to print, and only then the endpoint.

use std::sync::Arc;

use companion_browser::{clock, page};
use companion_inbox::{
    founding::{Choices, Person, require_complete},
    inbox_route::InboxRoute,
    missing::Missing,
    paper::Paper,
    words,
};
use companion_model::Route;
use companion_parts::view::{Line, Tone, choice, tick};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{
    Attempt, ErrorText, Submit, kit::Kit, lines_of, notice::Notice, passphrase::Passphrase, print_page,
};
use crate::state::{NewSchool, SchoolForm, inbox, zone};

/// The steps, one at a time.
#[component]
pub fn SetUp() -> impl IntoView {
    let code = page::fragment();
    let form = RwSignal::new(SchoolForm {
        choices: Choices::named(""),
        person: Person { routes: vec![Route::Dsl], ..Default::default() },
    });
    let made = RwSignal::new(None::<Arc<NewSchool>>);
    let has_words = RwSignal::new(false);
    view! {
        <div class="narrow">
            <h1>"Set up a school"</h1>
            {move || match made.get() {
                None if code.is_empty() => view! { <NoCode /> }.into_any(),
                None => view! { <Form code=code.clone() form made /> }.into_any(),
                Some(made) if !has_words.get() => {
                    let (words, link) = (made.passphrase.clone(), made.visitor.link(&page::origin()));
                    view! { <Passphrase words link on_to="On to the kits" has_words /> }.into_any()
                }
                Some(made) => view! { <Kits made form /> }.into_any(),
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
fn Form(code: String, form: RwSignal<SchoolForm>, made: RwSignal<Option<Arc<NewSchool>>>) -> impl IntoView {
    let attempt = Attempt::default();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (code, typed) = (code.clone(), form.get_untracked());
        attempt.start(async move {
            require_complete(&typed.choices.name, &typed.person)?;
            made.set(Some(Arc::new(NewSchool::make(&code, &typed).await?)));
            Ok(())
        });
    };
    let line = lines_of(form);
    view! {
        <p>"This browser makes the keys that open your school's records. They never leave it unlocked, so nobody can make
            them again for you: have a printer ready, and paper for six words."</p>
        <form autocomplete="off" on:submit=submit>
            {line(Line::Words, "school", "The school's name", "", |d| &mut d.choices.name)}
            {line(Line::Words, "name", "Your name", "", |d| &mut d.person.name)}
            {line(Line::Words, "role", "Your role", "For example Designated Safeguarding Lead.", |d| &mut d.person.role)}
            {line(Line::Phone, "phone", "Your number",
                "Staff phone it when they write a concern. Leave it empty if there is none.", |d| &mut d.person.phone)}
            <Offices form />
            <LockAfter form />
            <ErrorText error=attempt.error />
            <Submit words="Make the keys" doing="Making the keys…" busy=attempt.busy />
        </form>
    }
}

#[component]
fn Offices(form: RwSignal<SchoolForm>) -> impl IntoView {
    let ticks = Route::ALL.map(|route| {
        let ticked = move || form.with(|d| d.person.routes.contains(&route));
        let change = move |ticked| {
            form.update(|d| {
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
fn LockAfter(form: RwSignal<SchoolForm>) -> impl IntoView {
    const MINUTES: [(&str, &str); 4] =
        [("2", "2 minutes"), ("5", "5 minutes"), ("10", "10 minutes"), ("15", "15 minutes")];
    let chosen = move || form.with(|d| d.choices.lock_after_min.to_string());
    let choose = move |minutes: &'static str| {
        form.update(|d| d.choices.lock_after_min = minutes.parse().unwrap_or(d.choices.lock_after_min));
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
fn Kits(made: Arc<NewSchool>, form: RwSignal<SchoolForm>) -> impl IntoView {
    let inbox = inbox();
    let printed = RwSignal::new(false);
    let attempt = Attempt::default();
    let made_at = words::moment(clock::now_ms(), zone);
    let school_name = form.with_untracked(|form| form.choices.name.clone());
    let kits = made.kits().into_iter().map(|(route, code)| {
        view! { <Kit school_name=school_name.clone() route code made=made_at.clone() /> }
    });
    let kits = kits.map(IntoRender::into_render).collect_view();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let made = Arc::clone(&made);
        attempt.start(async move {
            Missing::Printing(Paper::School).unless(printed.get_untracked())?;
            made.send().await?;
            inbox.set_visitor(made.visitor.clone());
            inbox.replace_with(InboxRoute::List);
            Ok(())
        });
    };
    view! {
        <h2>"Kits to print"</h2>
        <p>"Print each sheet and put it where it says. It holds the key to what it names: if you forget the six words, it is
            the only copy that is left."</p>
        <p>{words::NO_PAGE_FOR_KITS}</p>
        <button type="button" on:click=print_page>"Print the kits"</button>
        <div class="kits">{kits}</div>
        <form autocomplete="off" on:submit=submit>
            {tick("I have printed every kit", move || printed.get(), move |ticked| printed.set(ticked))}
            <ErrorText error=attempt.error />
            <Submit words="Set up the school" doing="Setting up…" busy=attempt.busy />
        </form>
    }
}
