//! The status line: what has not reached the school, and whom to phone. On every screen, in the same place.

use leptos::prelude::*;

use crate::{
    route::Page,
    state::{Companion, companion},
};

/// One line, or nothing when there is nothing to say.
#[component]
pub fn StatusLine() -> impl IntoView {
    let companion = companion();
    view! {
        {move || companion.session.directory_refused.get().map(|sentence| view! { <p class="state danger">{sentence}</p> })}
        {move || companion.outbox.fault.get().map(|sentence| view! { <p class="state danger">{sentence}</p> })}
        {move || unsent(companion)}
    }
}

fn unsent(companion: Companion) -> Option<AnyView> {
    if companion.place.page() == Page::Hide {
        return None;
    }
    let unsent = companion.outbox.unsent();
    let oldest = unsent.iter().min_by_key(|delivery| delivery.signed_at.utc_ms)?;
    let count = match unsent.len() {
        1 => "1 record has".to_owned(),
        n => format!("{n} records have"),
    };
    let phone = companion.outbox.first_to_phone(oldest).map(|member| {
        let digits: String = member.phone.chars().filter(|c| !c.is_whitespace()).collect();
        view! { <a class="number" href=format!("tel:{digits}")>{format!("Phone {} {}", member.name, member.phone)}</a> }
    });
    Some(view! { <p class="state waiting">{count}" not reached the school yet. "{phone}</p> }.into_any())
}
