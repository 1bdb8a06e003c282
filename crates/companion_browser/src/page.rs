//! The page: its address, whether somebody can see it, and what happens to it.

use super::events::NoteError;
use gloo_events::EventListener;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Clipboard, EventTarget, History, MessageEvent, VisibilityState, Window};

use super::timer::settled;

/// How long the clipboard may take.
const COPIED_MS: u32 = 10_000;

/// What can happen to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Shown or hidden.
    VisibilityChange,
    /// About to go; the last moment that is sure to be told.
    PageHide,
    /// Shown again, out of the browser's back-forward cache too.
    PageShow,
    /// Given the focus.
    Focus,
    /// The focus went elsewhere.
    Blur,
    /// A key went down.
    KeyDown,
    /// A finger or a mouse button went down.
    PointerDown,
    /// Words came into a box, by whatever way.
    Input,
    /// The page was moved.
    Scroll,
    /// The browser believes that there is a network.
    Online,
    /// The browser is sure that there is none.
    Offline,
    /// "Back" or "forward".
    PopState,
    /// Another fragment in the address of the same page: a second link was opened in its place.
    HashChange,
}

/// Listens until it is dropped. Where there is nothing to listen to (a worker has no page) it hears nothing.
#[must_use = "it stops listening when dropped"]
pub struct Listener {
    _listening: Option<EventListener>,
}

impl Listener {
    pub(super) fn attach(
        target: Option<EventTarget>,
        event: &'static str,
        run: impl Fn(&web_sys::Event) + 'static,
    ) -> Self {
        Self { _listening: target.map(|target| EventListener::new(&target, event, run)) }
    }
}

/// Opens the browser's own way to print this page.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // A browser without a printer says so itself.
        window.print().note_error("printing");
    }
}

/// Runs something whenever it happens to this page; in a worker, never.
pub fn on(event: Event, then: impl Fn() + 'static) -> Listener {
    let name = match event {
        Event::VisibilityChange => "visibilitychange",
        Event::PageHide => "pagehide",
        Event::PageShow => "pageshow",
        Event::Focus => "focus",
        Event::Blur => "blur",
        Event::KeyDown => "keydown",
        Event::PointerDown => "pointerdown",
        Event::Input => "input",
        Event::Scroll => "scroll",
        Event::Online => "online",
        Event::Offline => "offline",
        Event::PopState => "popstate",
        Event::HashChange => "hashchange",
    };
    let target = web_sys::window().and_then(|window| match event {
        Event::VisibilityChange => window.document().map(EventTarget::from),
        _ => Some(window.into()),
    });
    Listener::attach(target, name, move |_| then())
}

/// Runs something when this page comes back out of the browser's back-forward cache: what it held may be another's now.
pub fn on_return(then: impl Fn() + 'static) -> Listener {
    Listener::attach(web_sys::window().map(EventTarget::from), "pageshow", move |event| {
        if Reflect::get(event, &"persisted".into()).is_ok_and(|persisted| persisted == true) {
            then();
        }
    })
}

/// What a message brings.
pub(super) fn message(event: &web_sys::Event) -> JsValue {
    event.dyn_ref::<MessageEvent>().map_or(JsValue::UNDEFINED, MessageEvent::data)
}

/// Whether somebody can see the page. A worker is never seen.
pub fn visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// Whether the browser is sure that there is no network. That there is one proves nothing.
pub fn is_offline() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}

/// Hides what is on the page, or shows it again: at once, whatever the app is doing.
pub fn blank(blank: bool) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.document_element()) {
        // An attribute of this name can always be set and removed.
        let set =
            if blank { root.set_attribute("data-blank", "") } else { root.remove_attribute("data-blank") };
        set.note_error("blanking the page");
    }
}

/// What the browser says that it is.
pub fn user_agent() -> String {
    web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default()
}

/// The address's path.
pub fn path() -> String {
    web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// What the address carries after its `#`, without it; no server ever sees it.
pub fn fragment() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').unwrap_or_default().to_owned()
}

/// The address's scheme, host and port.
pub fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Gives the page a new address, so that "back" returns to the old one.
pub fn push(path: &str) {
    with_history(|history| history.push_state_with_url(&JsValue::NULL, "", Some(path)));
}

/// Gives the page a new address in the place of the old one.
pub fn replace(path: &str) {
    with_history(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(path)));
}

/// Gives the clipboard these words; says whether the browser let it.
pub async fn copy(words: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let clipboard = Reflect::get(&window.navigator(), &"clipboard".into()).ok();
    let Some(clipboard) = clipboard.and_then(|found| found.dyn_into::<Clipboard>().ok()) else {
        return false;
    };
    matches!(settled(COPIED_MS, clipboard.write_text(words)).await, Some(Ok(_)))
}

/// Loads the page again.
pub fn reload() {
    with_window(|window| window.location().reload().note_error("loading the page anew"));
}

/// The title of the browser's tab: never a word of what was written.
pub fn title(title: &str) {
    with_window(|window| {
        if let Some(document) = window.document() {
            document.set_title(title);
        }
    });
}

/// An address that could not be set is only an address: the screen is right all the same.
fn with_history(then: impl FnOnce(History) -> Result<(), JsValue>) {
    with_window(|window| window.history().and_then(then).note_error("setting the address"));
}

fn with_window(then: impl FnOnce(Window)) {
    if let Some(window) = web_sys::window() {
        then(window);
    }
}
