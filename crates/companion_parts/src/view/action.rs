use leptos::prelude::*;

/// Begins an action, unless it is under way: a second press changes nothing.
pub fn dispatch_once<I: 'static, O: Send + Sync + 'static>(action: Action<I, O>, input: I) {
    // To ask makes a memo, which goes with its owner.
    if !Owner::new().with(|| action.pending().get_untracked()) {
        action.dispatch_local(input);
    }
}

/// Begins an action, unless it is under way or was carried out: for what goes away once that is done.
pub fn dispatch_until_done<I, T, E>(action: Action<I, Result<T, E>>, input: I)
where
    I: 'static,
    T: Send + Sync + 'static,
    E: Send + Sync + 'static,
{
    let is_done = Owner::new().with(|| action.value().with_untracked(|value| matches!(value, Some(Ok(_)))));
    if !is_done {
        dispatch_once(action, input);
    }
}

/// Whether an action is under way or was carried out: what goes away once that is done is not pressed again before it is gone.
pub fn busy_until_gone<I, T, E>(action: Action<I, Result<T, E>>) -> Signal<bool>
where
    I: 'static,
    T: Send + Sync + 'static,
    E: Send + Sync + 'static,
{
    let (pending, value) = (action.pending(), action.value());
    Signal::derive(move || pending.get() || value.with(|value| matches!(value, Some(Ok(_)))))
}

/// Why an action was not carried out when it was last begun; nothing while it is under way, so that the same error is read out
/// anew.
pub fn error_of<I, T, E>(action: Action<I, Result<T, E>>) -> Signal<Option<E>>
where
    I: 'static,
    T: Send + Sync + 'static,
    E: Clone + Send + Sync + 'static,
{
    let (pending, value) = (action.pending(), action.value());
    Signal::derive(move || {
        let error = value.with(|value| value.as_ref().and_then(|result| result.as_ref().err().cloned()));
        error.filter(|_| !pending.get())
    })
}

/// The button that sends a form. While the form's work is under way it says so, and is not pressed twice.
#[component]
pub fn Submit(
    /// What it does.
    #[prop(into)]
    words: Signal<String>,
    /// What it is doing.
    #[prop(optional)]
    doing: &'static str,
    /// Whether it is doing it.
    #[prop(optional, into)]
    busy: Signal<bool>,
) -> impl IntoView {
    view! {
        <button type="submit" class="main" aria-disabled=move || busy.get().to_string()>
            {move || if busy.get() { doing.to_owned() } else { words.get() }}
        </button>
    }
}
