//! A sealed file: chosen, looked at, taken in.

use companion_inbox::{import::Imported, inbox_route::InboxRoute, missing::Missing};
use companion_parts::view::Tone;
use leptos::{ev::SubmitEvent, html, prelude::*};

use super::{Attempt, ErrorText, Go, Submit, notice::Notice};
use crate::state::{File, inbox};

/// Where a file is brought.
#[component]
pub fn Import() -> impl IntoView {
    let inbox = inbox();
    let input = NodeRef::<html::Input>::new();
    // A browser does not let a page put a file into its own field: one that was chosen before a session ended is named.
    let before = inbox.file().map(|file| file.name());
    let choose = move |_| inbox.set_file(chosen(input));
    let (attempt, imported) = (Attempt::default(), RwSignal::new(None));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        attempt.start(async move {
            imported.set(None);
            let file = chosen(input).or_else(|| inbox.file()).ok_or(Missing::File)?;
            imported.set(Some(inbox.import(&file).await?));
            attempt.finish();
            Ok(())
        });
    };
    view! {
        <div class="narrow">
            <p class="back"><Go to=InboxRoute::List>"← All records"</Go></p>
            <h1>"Import a sealed file"</h1>
            <p>"A phone that can't deliver a record saves it as a sealed file, and somebody brings it: by cable, on a memory
                stick, by e-mail. Choose it here and the school has the record. If its phone delivers it too, now or
                later, it is listed once."</p>
            <form autocomplete="off" on:submit=submit>
                <div class="field">
                    <label for="sealed-file">"Sealed file"</label>
                    <p class="help" id="sealed-file-help">"Its name ends with .sealed."</p>
                    <input id="sealed-file" type="file" autocomplete="off" aria-describedby="sealed-file-help" node_ref=input
                        on:change=choose />
                    {before.map(|name| view! { <p class="help">{format!("You had chosen {name}. Press Import to take it in, or choose another.")}</p> })}
                </div>
                <ErrorText error=attempt.error />
                <Submit words="Import" doing="Importing…" busy=attempt.busy />
            </form>
            {move || imported.get().map(|imported| view! { <Done imported /> })}
        </div>
    }
}

fn chosen(input: NodeRef<html::Input>) -> Option<File> {
    input.get_untracked()?.files()?.get(0)
}

#[component]
fn Done(imported: Imported) -> impl IntoView {
    view! {
        <Notice tone=Tone::Received urgent=true>
            <p>{format!("{} ", imported.outcome.sentence())}<Go to=imported.inbox_route>"Read it now"</Go></p>
        </Notice>
    }
}
