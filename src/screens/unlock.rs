//! The lock screen: who one is, where several share a phone; a PIN; and what works without it.

use companion_app::AppError;
use companion_model::wire::v1::AuthorName;
use companion_parts::view::{Notice, Submit, Tone, dispatch_once, error_of};
use leptos::{ev::SubmitEvent, prelude::*};
use uuid::Uuid;

use super::{ErrorText, pin::OwnPin};
use crate::state::{Companion, OpenWith, Session, Unknown, companion};

/// Asks for the PIN.
#[component]
pub fn Unlock() -> impl IntoView {
    let session = companion().session;
    let who = Memo::new(move |_| session.who());
    view! {
        {move || match who.get() {
            None => view! { <WhoAreYou /> }.into_any(),
            Some(who) => view! { <PinOf who /> }.into_any(),
        }}
    }
}

#[component]
fn WhoAreYou() -> impl IntoView {
    let session = companion().session;
    let people = session.people_untracked().into_iter().map(|person| {
        // Set up anew, one person is listed twice until nothing is left behind the earlier PIN.
        let has_forgotten = untrack(|| session.has_forgotten(person.id));
        let earlier = if has_forgotten { " (forgotten PIN)" } else { "" };
        let name = format!("{}{earlier}", person.name);
        let choose = move |_| session.select_profile(Some(person.clone()));
        view! { <li><button type="button" class="choice" on:click=choose>{name}</button></li> }
    });
    view! {
        <h1>"Who are you?"</h1>
        <p>"You each have your own PIN. Nobody can see what someone else has written."</p>
        <ul class="plain choices">{people.collect_view()}</ul>
    }
}

#[component]
fn PinOf(who: AuthorName) -> impl IntoView {
    let session = companion().session;
    let AuthorName { id, name, .. } = who;
    let pin = RwSignal::new(String::new());
    let unlock = Action::new_unsync(move |(): &()| {
        let typed = pin.get_untracked();
        async move {
            let unlocked = session.unlock(OpenWith::Pin(&typed)).await;
            pin.try_set(String::new());
            unlocked
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        dispatch_once(unlock, ());
    };
    let by_passkey = Action::new_unsync(move |(): &()| session.unlock(OpenWith::Passkey));
    let is_ordered = untrack(|| session.ordered()).contains(&id);
    let is_shared = session.people_untracked().len() > 1;
    view! {
        <h1>"Your PIN"</h1>
        <p>{move || works_without_the_pin(&name, sends(session))}</p>
        {is_ordered.then(|| view! { <Ordered /> })}
        <ErrorText error=error_of(by_passkey) />
        <PasskeyButton who=id words=OPEN_WITHOUT_PIN then=move || dispatch_once(by_passkey, ()) />
        <OnlyUntilThePin who=id />
        <form autocomplete="off" on:submit=submit>
            <OwnPin value=pin />
            <ErrorText error=error_of(unlock) />
            <Submit words="Unlock" doing="Unlocking…" busy=unlock.pending() />
        </form>
        {is_shared.then(|| view! {
            <button type="button" class="quiet" on:click=move |_| session.select_profile(None)>
                "I'm someone else"
            </button>
        })}
        <Forgotten who=id />
    }
}

/// What works while it is locked. That records are sent is said only where nothing on the screen says that they are not.
fn works_without_the_pin(name: &str, sends: bool) -> String {
    let rest = if sends { ". Signed records will still be sent." } else { "." };
    format!("Set up for {name}. You don't need a PIN for Read or Who to call{rest}")
}

/// Whether what is signed on this phone can be sent: the school knows everybody on it, and its keys can be read.
fn sends(session: Session) -> bool {
    session.unknown_to_the_school() == Unknown::Nobody && session.directory().is_some()
}

/// The offer to open without the PIN.
pub(super) const OPEN_WITHOUT_PIN: &str = "Open with fingerprint, face or code";

/// Somebody has joined since: the passkey is no more than a way back to a PIN.
#[component]
fn OnlyUntilThePin(who: Uuid) -> impl IntoView {
    let session = companion().session;
    let is_shared = move || session.opens_with_passkey(who) && session.people().len() > 1;
    view! {
        <Show when=is_shared>
            <p>"You share this phone now. Fingerprint, face or code works until you next enter your PIN. After \
                that you need your PIN. If you have forgotten it, open the app with fingerprint, face or code. \
                Then choose a new PIN under “This phone”."</p>
        </Show>
    }
}

/// What is done without the PIN, where a passkey opens this person's vault.
#[component]
pub fn PasskeyButton(
    /// Whose vault.
    who: Uuid,
    /// What the button says.
    words: &'static str,
    /// What it does.
    #[prop(into)]
    then: Callback<()>,
) -> impl IntoView {
    let session = companion().session;
    view! {
        <Show when=move || session.opens_with_passkey(who)>
            <p><button type="button" on:click=move |_| then.run(())>{words}</button></p>
        </Show>
    }
}

/// A member has ordered this place removed, and something of it has not reached the school yet.
#[component]
fn Ordered() -> impl IntoView {
    let session = companion().session;
    let signed_is_sent = move || sends(session).then_some(SIGNED_IS_SENT);
    view! {
        <Notice tone=Tone::Waiting>
            <p>"Your school has removed you from this phone. "{signed_is_sent}"Drafts will be passed \
                on, still locked, to the people at school allowed to read them. Once the school has everything, your \
                records are removed from this phone. If there is a draft that nobody at school may read, everything \
                stays until you unlock it with your PIN. Then sign it, or print it and delete it."</p>
        </Notice>
    }
}

/// Said wherever a PIN is forgotten. Nobody chooses who receives, and nothing says whether there was anything.
pub(super) const HANDED_OVER: &str = "The app passes on your drafts, still locked, to the people at school \
    allowed to read them. Your answers decide who they are. The app sends the drafts as soon as you have \
    signal. You also keep them on this phone, locked with your PIN, until 30 days after the school has them, or \
    until the school removes you from this phone. The app doesn't send drafts that nobody at school may read. \
    Those stay on this phone for you.";

const FORGOTTEN: &str = "Nobody else can look up or change your PIN. Signed records will still be sent. You can pass \
    on your drafts, still locked. Your answers in them decide who at school can open them.";

const SENT_WITH_SIGNAL: &str = "The app sends the drafts as soon as you have signal. ";
const SIGNED_IS_SENT: &str = "Signed records will still be sent. ";

/// The same where somebody may read beside it that nothing is sent.
fn if_sent(sends: bool, sentences: &str, promise: &str) -> String {
    if sends { sentences.to_owned() } else { sentences.replace(promise, "") }
}

/// Hands over what is unfinished.
type HandingOver = Action<(), Result<(), AppError>>;

/// A forgotten PIN loses nothing and opens nothing.
#[component]
fn Forgotten(who: Uuid) -> impl IntoView {
    let companion = companion();
    let session = companion.session;
    let asked = RwSignal::new(false);
    let act: HandingOver = Action::new_unsync(move |(): &()| hand_over(companion, who));
    let shown = Memo::new(move |_| (session.has_forgotten(who), asked.get(), sends(session)));
    view! {
        {move || match shown.get() {
            (true, _, sends) => view! { <HandedOver sends /> }.into_any(),
            (false, true, sends) => view! { <HandOver sends asked act /> }.into_any(),
            (false, false, _) => view! { <IsForgotten asked /> }.into_any(),
        }}
    }
}

#[component]
fn IsForgotten(asked: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="button" class="quiet" on:click=move |_| asked.set(true)>"I've forgotten my PIN"</button>
    }
}

#[component]
fn HandOver(sends: bool, asked: RwSignal<bool>, act: HandingOver) -> impl IntoView {
    view! {
        <section>
            <h2>"Forgotten?"</h2>
            <p>{if_sent(sends, FORGOTTEN, SIGNED_IS_SENT)}</p>
            <ErrorText tone=Tone::Danger error=error_of(act) />
            <button type="button" on:click=move |_| dispatch_once(act, ())>"Pass on my drafts"</button>
            <button type="button" class="quiet" on:click=move |_| asked.set(false)>"Go back"</button>
        </section>
    }
}

#[component]
fn HandedOver(sends: bool) -> impl IntoView {
    view! {
        <Notice tone=Tone::Waiting role="status">
            <p>{if_sent(sends, HANDED_OVER, SENT_WITH_SIGNAL)}</p>
            <p>"Tell someone at school by phone what your drafts were about. Ask your DSL for a new link to set up this \
                phone again. If you remember your PIN, it still works."</p>
        </Notice>
    }
}

/// What somebody has not finished behind a PIN that they have forgotten is handed over.
pub(super) async fn hand_over(companion: Companion, who: Uuid) -> Result<(), AppError> {
    companion.session.note_pin_forgotten(who).await?;
    companion.outbox.notify_people_change();
    companion.outbox.wake();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_promised_to_be_sent_where_nothing_is() {
        for (sentences, promise) in [(HANDED_OVER, SENT_WITH_SIGNAL), (FORGOTTEN, SIGNED_IS_SENT)] {
            assert!(sentences.contains(promise));
            assert_eq!(if_sent(true, sentences, promise), sentences);
            assert!(!if_sent(false, sentences, promise).contains(promise));
        }
    }
}
