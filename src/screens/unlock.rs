//! The lock screen: who one is, where several share a phone; a PIN; and what works without it.

use companion_model::wire::v1::AuthorName;
use companion_parts::view::{El, Tone, button, el, h1, h2, notice, p};
use leptos::prelude::*;
use uuid::Uuid;

use super::{error_alert, own_pin, send_button};
use crate::state::{OpenWith, Unknown, Work, companion};

/// Asks for the PIN.
pub fn unlock() -> El {
    let session = companion().session;
    el("div").live(move || session.who(), |who| who.as_ref().map_or_else(who_are_you, pin_of))
}

fn who_are_you() -> El {
    let session = companion().session;
    let people = session.people().into_iter().map(|person| {
        // Set up anew, one person is listed twice until nothing is left behind the earlier PIN.
        let earlier = if session.has_forgotten(person.id) { ", with the forgotten PIN" } else { "" };
        let name = format!("{}{earlier}", person.name);
        el("li").child(button("choice", &name, move || session.select_profile(Some(person.clone()))))
    });
    el("div")
        .child(h1("Who are you?"))
        .child(p("Each of you has a PIN of your own. Nobody sees what another has written."))
        .child(el("ul").class("plain choices").children(people))
}

fn pin_of(who: &AuthorName) -> El {
    let session = companion().session;
    let pin = RwSignal::new(String::new());
    let work = Work::new();
    let unlock = move || {
        work.begin(async move {
            let unlocked = session.unlock(OpenWith::Pin(&pin.get_untracked())).await;
            pin.set(String::new());
            unlocked
        });
    };
    let other = Work::new();
    let form = el("form")
        .on_submit(unlock)
        .child(own_pin("pin", "PIN", pin))
        .child(error_alert(Tone::Waiting, work.error))
        .child(send_button(work, "Unlock".into(), "Unlocking…"));
    let others = session.people().len() > 1;
    let somebody_else =
        others.then(|| button("quiet", "I am somebody else", move || session.select_profile(None)));
    el("div")
        .child(h1("Your PIN"))
        .child(el("p").live_text(works_without_the_pin(&who.name)))
        .children(session.ordered().contains(&who.id).then(ordered))
        .child(error_alert(Tone::Waiting, other.error))
        .child(passkey(who.id, OPEN_WITHOUT_PIN, move || other.begin(session.unlock(OpenWith::Passkey))))
        .child(only_until_the_pin(who.id))
        .child(form)
        .children(somebody_else)
        .child(forgotten(who.id))
}

/// What works while it is locked. That records are sent is said only where nothing on the screen says that they are not.
fn works_without_the_pin(name: &str) -> impl Fn() -> String + 'static {
    let name = name.to_owned();
    move || {
        let rest = if sends() { ", and signed records go on being sent." } else { "." };
        format!("Set up for {name}. Read and Who to call work without the PIN{rest}")
    }
}

/// Whether what is signed on this phone can be sent: the school knows everybody on it, and its keys can be read.
fn sends() -> bool {
    let session = companion().session;
    session.unknown_to_the_school() == Unknown::Nobody && session.directory().is_some()
}

/// The offer to open without the PIN.
pub(super) const OPEN_WITHOUT_PIN: &str = "Open with fingerprint, face or code";

/// Somebody has joined since: the passkey is no more than a way back to a PIN.
fn only_until_the_pin(who: Uuid) -> El {
    let session = companion().session;
    let is_shared = move || session.opens_with_passkey(who) && session.people().len() > 1;
    el("div").when(is_shared, || {
        p("Others have a place on this phone now. Once you have typed your PIN, your PIN alone opens what you write: fingerprint, \
           face or code then no longer does. If you have forgotten it, open the app with them once more and choose another PIN \
           under “This phone”.")
    })
}

/// What is done without the PIN, where a passkey opens this person's vault.
pub(super) fn passkey(who: Uuid, words: &'static str, then: impl Fn() + Clone + 'static) -> El {
    let session = companion().session;
    el("div")
        .when(move || session.opens_with_passkey(who), move || el("p").child(button("", words, then.clone())))
}

/// A member has ordered this place removed, and something of it has not reached the school yet.
fn ordered() -> El {
    notice(Tone::Waiting).child(p("The school has removed this phone from its list. What you signed is being sent, and what \
                                   you had not finished is handed over, closed as it is, to those who may have it. When \
                                   your school has everything it may have, that is removed from this phone. What nobody \
                                   else may open stays until you open it with your PIN, and sign or delete it."))
}

/// Said wherever a PIN is forgotten. Nobody chooses who receives, and nothing says whether there was anything.
pub(super) const HANDED_OVER: &str = "What you had not finished is handed over, closed as it is, to those at school who may \
     have it: your own answers decided that. It is sent as soon as there is signal. It stays on this phone too, closed, \
     and your PIN opens it: until 30 days after the school has received it, or until the school removes this phone from its \
     list. What nobody else may open is not sent: it stays on this phone, and opens for you alone.";

const FORGOTTEN: &str = "Nobody can look a PIN up or reset it. Signed records are sent all the same. Unfinished \
     records can be handed over, still locked. Your answers in them decide who at school can open them.";

const SENT_WITH_SIGNAL: &str = "It is sent as soon as there is signal. ";
const SIGNED_IS_SENT: &str = "Signed records are sent all the same. ";

/// The same where somebody may read beside it that nothing is sent.
fn if_sent(sends: bool, sentences: &str, promise: &str) -> String {
    if sends { sentences.to_owned() } else { sentences.replace(promise, "") }
}

/// A forgotten PIN loses nothing and opens nothing.
fn forgotten(who: Uuid) -> El {
    let companion = companion();
    let session = companion.session;
    let (asked, work) = (RwSignal::new(false), Work::new());
    let hand_over = move || {
        work.begin(async move {
            session.note_pin_forgotten(who).await?;
            companion.outbox.notify_people_change();
            companion.outbox.wake();
            Ok(())
        });
    };
    el("div").live(
        move || (session.has_forgotten(who), asked.get(), sends()),
        move |state| match *state {
            (true, _, sends) => notice(Tone::Waiting)
                .attr("role", "status")
                .child(p(&if_sent(sends, HANDED_OVER, SENT_WITH_SIGNAL)))
                .child(p(
                    "Tell the DSL by phone what it was about, and ask for a new link to set up this phone \
                    again. If you remember your PIN, enter it. It still works.",
                )),
            (false, true, sends) => el("section")
                .child(h2("Forgotten?"))
                .child(p(&if_sent(sends, FORGOTTEN, SIGNED_IS_SENT)))
                .child(error_alert(Tone::Danger, work.error))
                .child(button("", "Hand over what is unfinished", hand_over))
                .child(button("quiet", "Go back", move || asked.set(false))),
            (false, false, _) => button("quiet", "I have forgotten my PIN", move || asked.set(true)),
        },
    )
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
