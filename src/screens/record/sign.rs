//! Sign: from here the record is sealed for its route, and never changed again.

use companion_app::AppError;
use companion_model::{
    Route,
    concern::{Level, Missing, Recipient, TRUE_RECORD, missing},
};
use companion_parts::view::{ErrorSummary, Notice, ShortText, Submit, Tick, Tone, dispatch_once, error_of};
use leptos::{ev::SubmitEvent, prelude::*};

use super::kept::KeptLine;
use crate::{
    route::{Page, Step},
    screens::ErrorText,
    state::{companion, watch_offline},
};

/// Signs the record, and goes to where it is followed on its way.
type Signing = Action<(), Result<(), AppError>>;

/// What is missing, the signature, and the button that says what it does.
#[component]
pub fn Sign() -> impl IntoView {
    let companion = companion();
    let editor = companion.editor;
    let lacking = RwSignal::new(Lacking::default());
    let sign: Signing = Action::new_unsync(move |(): &()| async move {
        let id = companion.sign().await?;
        let is_here = move |page: &Page| matches!(page, Page::Record(at, _) if *at == id);
        companion.router.replace_if(is_here, Page::Delivery(id));
        Ok(())
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let needed = untrack(move || editor.content(|content| missing(content, Level::Short)));
        let needed = needed.unwrap_or_default();
        let ready = needed.is_empty();
        lacking.update(|lacking| *lacking = Lacking { asked: lacking.asked + 1, needed });
        if ready {
            dispatch_once(sign, ());
        }
    };
    let recipient = Memo::new(move |_| companion.recipient());
    let can_be_signed = move || recipient.get() != Some(Recipient::LocalAuthorityOfficer);
    view! {
        <form autocomplete="off" on:submit=submit>
            <h1>"Sign"</h1>
            <Show when=can_be_signed fallback=HandOver>
                <For each=move || lacking.get().if_any() key=|lacking| lacking.asked let(Lacking { needed, .. })>
                    <BeforeSigning needed />
                </For>
                <p>"Once you sign, the record is sealed and can't be changed. You can add more later."</p>
                <Signature />
                <KeptLine />
                <ErrorText tone=Tone::Danger error=error_of(sign) />
                {move || view! { <SignAndSend route=recipient.get().and_then(Recipient::route) sign /> }}
            </Show>
        </form>
    }
}

/// Closed while the record is being signed: what is typed then would not be in it.
#[component]
fn Signature() -> impl IntoView {
    let editor = companion().editor;
    let name = move || editor.content(|content| content.signature.name.clone()).unwrap_or_default();
    let is_true = move || editor.content(|content| content.signature.true_record).unwrap_or_default();
    let put_name = move |text: String| editor.edit(|content| content.signature.name = text);
    let tick = move |ticked| editor.edit(|content| content.signature.true_record = ticked);
    view! {
        <fieldset role="presentation" disabled=move || editor.is_being_signed()>
            <ShortText id="signature" label="Type your name" value=name then=put_name />
            <Tick label=TRUE_RECORD ticked=is_true then=tick />
        </fieldset>
    }
}

#[component]
fn HandOver() -> impl IntoView {
    let check = companion().editor.id_untracked().map(|id| Page::Record(id, Step::Check));
    view! {
        <Notice tone=Tone::Danger>
            <p>"This app has nobody at the school who can receive this record safely. It stays on this phone \
                and won't be sent. Phone the local authority designated officer (LADO). Show them the record in \
                person, or print it from “Check your record”."</p>
        </Notice>
        {check.map(|page| view! { <p><a class="button" href=page.path()>"Check your record"</a></p> })}
    }
}

#[component]
fn SignAndSend(route: Option<Route>, sign: Signing) -> impl IntoView {
    let offline = watch_offline();
    let promise = move || match route {
        Some(_) if offline.get() => "Sign now, send when there is signal".to_owned(),
        Some(route) => format!("Sign and send to {}", route.people()),
        None => "Sign".to_owned(),
    };
    view! {
        <Submit words=promise doing="Signing…" busy=sign.pending() />
        <p class="help">"No signal? It waits, sealed, and is sent automatically."</p>
    }
}

/// What a record still needs; each time it is asked for, the summary is a new one: it is read out, and takes the focus.
#[derive(Clone, Default)]
struct Lacking {
    asked: u32,
    needed: Vec<Missing>,
}

impl Lacking {
    fn if_any(self) -> Option<Self> {
        (!self.needed.is_empty()).then_some(self)
    }
}

/// The error summary: each line a link to its question.
#[component]
fn BeforeSigning(needed: Vec<Missing>) -> impl IntoView {
    let id = companion().editor.id_untracked();
    let lines = needed.into_iter().map(|missing| {
        let page = id.map_or(Page::Records, |id| Page::Record(id, Step::asking(missing.field_key)));
        view! { <li><a href=page.path()>{missing.sentence}</a></li> }
    });
    let lines = lines.collect_view();
    view! {
        <ErrorSummary tone=Tone::Danger role="alert">
            <h2>"Before you can sign"</h2>
            <ul>{lines}</ul>
            <p>"Nothing you wrote is lost."</p>
        </ErrorSummary>
    }
}
