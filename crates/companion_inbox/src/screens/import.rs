//! A sealed file: chosen, looked at, taken in.

use companion_inbox::{import::Imported, inbox_route::InboxRoute, missing::Missing};
use companion_parts::view::{Notice, Submit, Tone, dispatch_once, error_of};
use leptos::{ev::SubmitEvent, html, prelude::*};

use super::{ErrorText, Go};
use crate::state::{File, inbox};

/// Where a file is brought.
#[component]
pub fn Import() -> impl IntoView {
    let inbox = inbox();
    let input = NodeRef::<html::Input>::new();
    // A browser does not let a page put a file into its own field: one that was chosen before a session ended is named.
    let before = inbox.file().map(|file| file.name());
    let choose = move |_| inbox.set_file(chosen(input));
    let import = Action::new_unsync(move |(): &()| {
        let file = chosen(input).or_else(|| inbox.file());
        async move { inbox.import(&file.ok_or(Missing::File)?).await }
    });
    let (busy, outcome) = (import.pending(), import.value());
    let imported = move || if busy.get() { None } else { outcome.get().and_then(Result::ok) };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_once(import, ());
    };
    view! {
        <div class="narrow">
            <p class="back"><Go to=InboxRoute::List>"← All records"</Go></p>
            <h1>"Import a sealed file"</h1>
            <p>"When a phone can't send a record, it can be saved as a sealed file and brought here by cable, \
                memory stick or email. Import it here, and the school has the record. If the phone sends it \
                too, it is listed once."</p>
            <form autocomplete="off" on:submit=submit>
                <div class="field">
                    <label for="sealed-file">"Sealed file"</label>
                    <p class="help" id="sealed-file-help">"Its name ends with .sealed."</p>
                    <input id="sealed-file" type="file" autocomplete="off" aria-describedby="sealed-file-help" node_ref=input
                        on:change=choose />
                    {before.map(|name| view! {
                        <p class="help">
                            {format!("You chose {name}. Press Import, or choose another file.")}
                        </p>
                    })}
                </div>
                <ErrorText error=error_of(import) />
                <Submit words="Import" doing="Importing…" busy />
            </form>
            {move || imported().map(|imported| view! { <Done imported /> })}
        </div>
    }
}

fn chosen(input: NodeRef<html::Input>) -> Option<File> {
    input.get_untracked()?.files()?.get(0)
}

#[component]
fn Done(imported: Imported) -> impl IntoView {
    view! {
        <Notice tone=Tone::Received role="alert">
            <p>{format!("{} ", imported.outcome.sentence())}<Go to=imported.inbox_route>"Read it now"</Go></p>
        </Notice>
    }
}
