//! Whoever waits for signal can read again what they signed. After the receipt nobody is offered the copy any more.

use companion_app::AppError;
use companion_model::concern::Row;
use companion_parts::view::{dispatch_once, error_of};
use leptos::prelude::*;
use uuid::Uuid;

use super::ErrorText;
use crate::state::{companion, is_shown};

/// The way to the author's own copy of a record, as long as there is one and the school does not have the record, and its rows.
#[component]
pub fn OwnCopy(
    /// The record.
    id: Uuid,
) -> impl IntoView {
    let companion = companion();
    // A receipt takes the copy along. On a full phone the copy is there still.
    let is_unsent = Memo::new(move |_| {
        companion.outbox.delivery(id).is_some_and(|delivery| !delivery.practice && delivery.is_unsent())
    });
    let is_awaited = is_shown();
    let found = LocalResource::new(move || {
        let is_unsent = is_unsent.get();
        async move { is_unsent && companion.session.has_own_copy(id, is_awaited).await }
    });
    let rows = RwSignal::new(None::<Vec<Row>>);
    let read = Action::new_unsync(move |(): &()| async move {
        rows.try_set(Some(companion.session.own_copy(id).await?));
        Ok::<_, AppError>(())
    });
    let shown = Memo::new(move |_| (is_unsent.get() && found.get() == Some(true)).then(|| rows.get()));
    view! {
        <ErrorText error=error_of(read) />
        {move || match shown.get() {
            None => ().into_any(),
            Some(None) => view! {
                <p><button type="button" on:click=move |_| dispatch_once(read, ())>"Read what you signed"</button></p>
            }
            .into_any(),
            Some(Some(read)) => view! { <AsItWasSigned read close=move || rows.set(None) /> }.into_any(),
        }}
    }
}

/// Read only: what is signed is never changed.
#[component]
fn AsItWasSigned(read: Vec<Row>, close: impl Fn() + 'static) -> impl IntoView {
    let row = |row: Row| {
        let class = if row.verbatim { "answer verbatim" } else { "answer" };
        view! { <section><h3>{row.label}</h3><div class=class>{row.value}</div></section> }
    };
    view! {
        <section>
            <h2>"What you signed"</h2>
            <p>"Only you can read this copy. It is removed from this phone when the school has the record."</p>
            <div class="rows">{read.into_iter().map(row).collect_view()}</div>
            <p><button type="button" class="quiet" on:click=move |_| close()>"Close"</button></p>
        </section>
    }
}
