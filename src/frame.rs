//! The frame around every screen is the static page's own: the app mounts into it, and follows its links without
//! leaving the document.

use companion_app::files;
use companion_browser::events::NoteError;
use companion_browser::page::{self, Event};
use companion_model::static_page::{BAR_READ, BAR_RECORD, MY_RECORDS, WHO_TO_CALL};
use leptos::{ev, mount::mount_to, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, MouseEvent};

use crate::{
    route::Page,
    screens::{LoadedBriefing, Screen, Status},
    state::{Companion, Phase, Update, Watch, WithoutSignal},
};

/// Mounts the app into the page's `#app`, in the place of what the static page shows there.
pub fn mount() {
    let (Some(screen), Some(status)) = (region("app"), region("status")) else { return };
    // Leptos' own executor starts with the mount.
    wasm_bindgen_futures::spawn_local(async move {
        // A briefing already on the screen stays there until its own words can take its place.
        let briefing = match Page::of(&page::path()) {
            Page::Briefing(id) => files::briefing(&id).await,
            _ => None,
        };
        screen.set_inner_html("");
        mount_to(screen.clone(), move || {
            let companion = Companion::provide();
            // First of all that listens: what comes back out of the browser's cache touches nothing.
            follow(companion);
            companion.outbox.listen(move |message| companion.hears(message));
            Watch::begin(companion);
            provide_context(Update::watch());
            provide_context(opens_without_signal(companion));
            provide_context(LoadedBriefing::new(briefing));
            mount_to(status, move || view! { <Status companion /> }).forget();
            spawn_local(async move {
                companion.session.start().await;
                companion.outbox.wake();
            });
            view! { <Screen /> }
        })
        .forget();
    });
}

/// Everything was removed, and somebody goes on in the app, on whatever page but the one that says so: they open it anew.
fn opens_without_signal(companion: Companion) -> WithoutSignal {
    let without_signal = WithoutSignal::watch();
    Effect::new(move |_| {
        let is_removed = without_signal.was_left() && companion.session.phase() == Phase::NotEnrolled;
        if companion.router.page() != Page::Left && is_removed {
            without_signal.make_ready_again();
        }
    });
    without_signal
}

/// Follows links, "back" and the bar; keeps the frame in step with the screen.
fn follow(companion: Companion) {
    let back = page::on(Event::PopState, move || companion.router.follow_address());
    let clicks = window_event_listener(ev::click, move |event| follow_link(companion, &event));
    // Every word is on the phone, and another tab may have gone on with it, or have removed everything: until the page is
    // loaded again, nothing is read, sent or put back.
    let returned = page::on_return(move || {
        companion.session.let_go_of_database();
        page::reload();
    });
    let kept = StoredValue::new_local(Some((back, clicks, returned)));
    on_cleanup(move || kept.set_value(None));
    Effect::new(move |before: Option<Page>| {
        let page = companion.router.page();
        mark_the_bar(&page);
        if page == Page::Hide && before.as_ref() != Some(&page) && !companion.router.was_sent() {
            companion.hide();
        }
        if before.is_some_and(|before| before != page) {
            start_at_the_top();
        }
        page
    });
}

fn follow_link(companion: Companion, event: &MouseEvent) {
    let modified =
        event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() || event.button() != 0;
    if modified || event.default_prevented() {
        return;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(link) = target.and_then(|target| target.closest("a[href]").ok().flatten()) else { return };
    let href = link.get_attribute("href").unwrap_or_default();
    // Telephone numbers, other sites, places on this page and new windows are the browser's own business.
    if !href.starts_with('/') || link.has_attribute("target") {
        return;
    }
    event.prevent_default();
    let path = href.split(['#', '?']).next().unwrap_or("/");
    let page = Page::of(path);
    if page == Page::Hide && companion.router.page_untracked() == page {
        // This tab is hidden already; another one may have been opened again.
        companion.hide();
    }
    companion.router.go(page);
}

fn mark_the_bar(page: &Page) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let here = match page {
        Page::Briefings | Page::Briefing(_) => BAR_READ,
        Page::NewRecord | Page::Record(..) | Page::Addition(_) | Page::Correction(_) => BAR_RECORD,
        Page::Call => WHO_TO_CALL,
        Page::Records | Page::Delivery(_) => MY_RECORDS,
        _ => "",
    };
    let Ok(links) = document.query_selector_all("#bar a") else { return };
    for link in (0..links.length()).filter_map(|n| links.item(n)?.dyn_into::<Element>().ok()) {
        // An attribute of this name can always be set and removed.
        let set = if link.text_content().as_deref() == Some(here) {
            link.set_attribute("aria-current", "page")
        } else {
            link.remove_attribute("aria-current")
        };
        set.note_error("marking where one is");
    }
    if let Some(body) = document.body() {
        body.set_class_name(if *page == Page::Hide { "hidden-work" } else { "" });
    }
}

/// A new screen is read from its top, by eye and by screen reader.
fn start_at_the_top() {
    let Some(window) = web_sys::window() else { return };
    window.scroll_to_with_x_and_y(0.0, 0.0);
    if let Some(main) = region("app") {
        // Focus is refused only for what is not on the page.
        main.focus().note_error("the focus of a new screen");
    }
}

fn region(id: &str) -> Option<HtmlElement> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}
