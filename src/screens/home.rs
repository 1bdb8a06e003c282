//! "What do you need?"

use companion_model::static_page::{
    CHILD_IN_DANGER, READ_A_BRIEFING, RECORD_A_CONCERN, WHAT_DO_YOU_NEED, WHO_TO_CALL,
};
use companion_parts::view::{Notice, Tone};
use leptos::prelude::*;

use super::{
    PaperForm,
    enrol::InPlaceOfRecords,
    version::{Newer, OpensWithoutSignal},
};
use crate::{
    state::{Phase, companion},
    words,
};

/// The start: four ways on, and what waits.
#[component]
pub fn Home() -> impl IntoView {
    view! {
        <h1>{WHAT_DO_YOU_NEED}</h1>
        <InPlaceOfRecords />
        <nav class="choices" aria-label=WHAT_DO_YOU_NEED>
            <a class="choice danger" href="/call">{CHILD_IN_DANGER}</a>
            <a class="choice" href="/record">{RECORD_A_CONCERN}</a>
            <a class="choice" href="/read">{READ_A_BRIEFING}</a>
            <a class="choice" href="/call">{WHO_TO_CALL}</a>
        </nav>
        <WhatWaits />
        <p><a href="/practice">"Practise sending a record"</a></p>
        <p><PaperForm /></p>
        <p><a href="/phone">"This phone and your PIN"</a></p>
        <Newer />
        <OpensWithoutSignal />
    }
}

/// What is to be done before a record can be written or read.
#[component]
fn WhatWaits() -> impl IntoView {
    let companion = companion();
    let phase = Memo::new(move |_| companion.session.phase());
    view! {
        {move || {
            match phase.get() {
            Phase::NotEnrolled => view! {
                <Notice tone=Tone::Waiting>
                    <p>"This phone isn't set up for your school. You can read briefings and find numbers, but you can't \
                        write a record. Ask your DSL for a set-up link, and open it here while you have signal."</p>
                </Notice>
            }
            .into_any(),
            Phase::NotYet(error) => view! {
                <Notice tone=Tone::Waiting>
                    <p>{words::error(&error)}</p>
                    <p>"This page tries again every few seconds."</p>
                </Notice>
            }
            .into_any(),
            Phase::CannotKeep(error) => {
                view! { <Notice tone=Tone::Danger><p>{words::error(&error)}</p></Notice> }.into_any()
            }
            Phase::Locked => view! { <p><a class="button" href="/records">"Unlock my records"</a></p> }.into_any(),
            Phase::Starting | Phase::Open => ().into_any(),
        }
        }}
    }
}
