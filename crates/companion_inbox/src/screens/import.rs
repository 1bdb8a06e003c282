//! A sealed file: chosen, looked at, taken in.

use companion_inbox::{import::Imported, place::Place};
use companion_parts::view::Tone;
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};

use super::{Go, Submit, Trouble, notice::Notice};
use crate::state::{File, office};

/// Where a file is brought.
#[component]
pub fn Import() -> impl IntoView {
    let office = office();
    let input = NodeRef::<html::Input>::new();
    // A browser does not let a page put a file into its own field: one that was chosen before a session ended is named.
    let before = office.file().map(|file| file.name());
    let choose = move |_| office.chooses(chosen(input));
    let (busy, trouble, imported) = (RwSignal::new(false), RwSignal::new(None), RwSignal::new(None));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        imported.set(None);
        let file = chosen(input).or_else(|| office.file());
        let Some(file) = file else {
            return trouble.set(Some("Choose the file first. Nothing was taken in.".to_owned()));
        };
        busy.set(true);
        spawn_local(async move {
            let done = office.import(&file).await;
            trouble.set(done.as_ref().err().cloned());
            imported.set(done.ok());
            busy.set(false);
        });
    };
    view! {
        <div class="narrow">
            <p class="back"><Go to=Place::List>"← All records"</Go></p>
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
                <Trouble sentence=trouble />
                <Submit words="Import" doing="Importing…" busy />
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
            <p>{format!("{} ", imported.has.sentence())}<Go to=imported.place>"Read it now"</Go></p>
        </Notice>
    }
}
