//! Whoever waits for signal can read again what they signed. After the receipt nobody is offered the copy any more.

use companion_model::{concern::Row, delivery::Delivery};
use companion_parts::view::{El, Tone, button, el, h2, p};
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use super::error_alert;
use crate::state::{Companion, Work};

/// The way to the author's own copy of a record, as long as there is one and the school does not have the record, and its rows.
pub fn own_copy(companion: Companion, id: Uuid) -> El {
    let (is_here, rows, work) = (RwSignal::new(false), RwSignal::new(None::<Vec<Row>>), Work::new());
    // A receipt takes the copy along: it is looked for whenever the delivery changes. On a full phone the copy is there still.
    Effect::new(move |_| {
        let is_unsent = |delivery: Delivery| !delivery.practice && delivery.is_unsent();
        let is_offered = companion.outbox.delivery(id).is_some_and(is_unsent);
        // Whoever has gone to another page meanwhile needs no answer.
        let is_awaited = move || is_here.try_get_untracked().is_some();
        if !is_offered {
            is_here.set(false);
            return;
        }
        spawn_local(async move {
            is_here.try_set(companion.session.has_own_copy(id, is_awaited).await);
        });
    });
    let read = move || {
        work.begin(async move {
            rows.set(Some(companion.session.own_copy(id).await?));
            Ok(())
        });
    };
    el("div").child(error_alert(Tone::Waiting, work.error)).live(
        move || (is_here.get(), rows.get()),
        move |shown| match shown {
            (false, _) => el("div"),
            (true, None) => el("p").child(button("", "Read what you signed", read)),
            (true, Some(read)) => as_it_was_signed(read, rows),
        },
    )
}

/// Read only: what is signed is never changed.
fn as_it_was_signed(read: &[Row], rows: RwSignal<Option<Vec<Row>>>) -> El {
    el("section")
        .child(h2("What you signed"))
        .child(p("This copy is for you alone. It goes from this phone when the school has the record."))
        .child(el("div").class("rows").children(read.iter().map(row)))
        .child(el("p").child(button("quiet", "Close it", move || rows.set(None))))
}

fn row(row: &Row) -> El {
    let words = el("div").class(if row.verbatim { "answer verbatim" } else { "answer" }).text(&row.value);
    el("section").child(el("h3").text(&row.label)).child(words)
}
