//! A school is set up: a form, six words, kits to print, and only then the endpoint.

use std::sync::Arc;

use companion_browser::{clock, page};
use companion_inbox::{
    error::InboxError,
    founding::{Choices, Person, require_complete},
    inbox_route::InboxRoute,
    missing::Missing,
    paper::Paper,
    words,
};
use companion_model::Route;
use companion_parts::view::{
    Choice, Group, Line, Notice, Submit, Tick, Tone, busy_until_gone, dispatch_until_done, error_of,
};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{ErrorText, FormLine, kit::Kit, passphrase::Passphrase, print_page};
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
                    view! { <Passphrase words link on_to="Continue to recovery sheets" has_words /> }.into_any()
                }
                Some(made) => view! { <Kits made form /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn NoCode() -> impl IntoView {
    view! {
        <Notice tone=Tone::Waiting role="alert">
            <p>"Part of the set-up link is missing. It ends with a # and a code. Nothing was set up. Copy the \
                whole link and open it again. Your IT support prints a new one with: companion-endpoint init"</p>
        </Notice>
    }
}

#[component]
fn Form(code: String, form: RwSignal<SchoolForm>, made: RwSignal<Option<Arc<NewSchool>>>) -> impl IntoView {
    let make = Action::new_unsync(move |(): &()| {
        let (code, typed) = (code.clone(), form.get_untracked());
        async move {
            require_complete(&typed.choices.name, &typed.person)?;
            made.try_set(Some(Arc::new(NewSchool::make(&code, &typed).await?)));
            Ok::<_, InboxError>(())
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_until_done(make, ());
    };
    view! {
        <p>"This browser makes the keys that open your school's records. The keys leave it only encrypted or on \
            paper. Nobody can make them again for you. Have a printer ready, and paper for six words."</p>
        <form autocomplete="off" on:submit=submit>
            <FormLine part=slice!(form.choices.name) id="school" label="The school's name" />
            <FormLine part=slice!(form.person.name) id="name" label="Your name" />
            <FormLine part=slice!(form.person.role) id="role" label="Your job title"
                help="For example Deputy head teacher." />
            <FormLine part=slice!(form.person.phone) line=Line::Phone id="phone" label="Your number"
                help="Staff phone this number when a concern is for you. Leave it blank if you have none." />
            <Offices form />
            <LockAfter form />
            <ErrorText error=error_of(make) />
            <Submit words="Make the keys" doing="Making the keys…" busy=busy_until_gone(make) />
        </form>
    }
}

#[component]
fn Offices(form: RwSignal<SchoolForm>) -> impl IntoView {
    let ticks = Route::ALL.map(|route| {
        let ticked = move || form.with(|form| form.person.routes.contains(&route));
        let change = move |ticked: bool| {
            form.update(|form| {
                form.person.routes.retain(|held| *held != route);
                if ticked {
                    form.person.routes.push(route);
                }
            });
        };
        view! { <Tick label=words::route(route) ticked then=change /> }
    });
    view! {
        <Group label="Which roles do you hold?"
            help="You will open the records sent to it, and no others. Tick more than one only if you hold more \
                than one. A record about you must reach someone else. You can invite the others later, under \
                Roles.">
            {ticks.into_iter().collect_view()}
        </Group>
    }
}

/// A phone that is put down open is a phone that anybody reads.
#[component]
fn LockAfter(form: RwSignal<SchoolForm>) -> impl IntoView {
    let options = ["2", "5", "10", "15"].map(|minutes| (minutes, format!("{minutes} minutes")));
    let chosen = move || form.with(|form| form.choices.lock_after_min.to_string());
    let choose = move |minutes: &'static str| {
        form.update(|form| {
            form.choices.lock_after_min = minutes.parse().unwrap_or(form.choices.lock_after_min);
        });
    };
    view! {
        <Choice name="lock-after" label="Lock phones after…"
            help="The app then asks for the PIN again. Nothing written is lost."
            options=options.into() chosen then=choose />
    }
}

#[component]
fn Kits(made: Arc<NewSchool>, form: RwSignal<SchoolForm>) -> impl IntoView {
    let inbox = inbox();
    let printed = RwSignal::new(false);
    let made_at = words::moment(clock::now_ms(), zone);
    let school_name = form.with_untracked(|form| form.choices.name.clone());
    let kits = made.kits().into_iter().map(|(route, code)| {
        view! { <Kit school_name=school_name.clone() route code made=made_at.clone() /> }
    });
    let kits = kits.collect_view();
    let send = Action::new_unsync(move |(): &()| {
        let (made, is_printed) = (Arc::clone(&made), printed.get_untracked());
        async move {
            Missing::Printing(Paper::School).unless(is_printed)?;
            made.send().await?;
            inbox.set_visitor(made.visitor.clone());
            inbox.replace_with(InboxRoute::List);
            Ok::<_, InboxError>(())
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_until_done(send, ());
    };
    view! {
        <h2>"Print your recovery sheets"</h2>
        <p>"Print each sheet and keep it where it says. It holds the key named on it. If you forget the \
            six words, it is the only copy."</p>
        <p>{words::keys::NO_PAGE_FOR_KITS}</p>
        <button type="button" on:click=print_page>"Print the recovery sheets"</button>
        <div class="kits">{kits}</div>
        <form autocomplete="off" on:submit=submit>
            <Tick label="I have printed every sheet" ticked=printed then=move |ticked| printed.set(ticked) />
            <ErrorText error=error_of(send) />
            <Submit words="Set up the school" doing="Setting up…" busy=busy_until_gone(send) />
        </form>
    }
}
