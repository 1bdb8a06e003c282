//! Opening the phone by its own fingerprint, face or code, where the browser can.

use companion_parts::view::{dispatch_once, error_of};
use leptos::prelude::*;

use crate::{
    screens::{ErrorText, unlock::OPEN_WITHOUT_PIN},
    state::{companion, load},
};

/// What the phone's own fingerprint, face or code does, or could do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Passkey {
    /// It opens what its person writes until they have typed their PIN: others share the phone.
    UntilThePin,
    /// It opens what its person writes.
    Opens,
    /// It could.
    Offered,
}

impl Passkey {
    fn sentences(self) -> &'static str {
        match self {
            Self::UntilThePin => {
                "You share this phone now. Fingerprint, face or code works only until you next enter your PIN. \
                    After that you need your PIN. If you have forgotten it, change it now."
            }
            Self::Opens => {
                "Fingerprint, face or code opens your records here. So does your PIN. The phone lists this with \
                    its passwords as “Trip Companion”. Delete it there when you no longer want it."
            }
            Self::Offered => {
                "You can set the app to open with fingerprint, face or code, as well as with your PIN. Anyone \
                    who can unlock this phone can then read your records. Use this only if the phone is yours alone."
            }
        }
    }
}

/// Offers it, or says that it opens the phone, and takes it back.
#[component]
pub(super) fn WithoutThePin() -> impl IntoView {
    let session = companion().session;
    let me = session.who_untracked().map(|who| who.id).unwrap_or_default();
    let offered = load(move || session.may_have_passkey());
    let passkey = Memo::new(move |_| {
        let is_offered = offered.get().and_then(Result::ok).unwrap_or_default();
        match (session.opens_with_passkey(me), session.people().len() > 1) {
            (true, true) => Some(Passkey::UntilThePin),
            (true, false) => Some(Passkey::Opens),
            (false, _) => is_offered.then_some(Passkey::Offered),
        }
    });
    let change = Action::new_unsync(move |passkey: &Passkey| {
        let passkey = *passkey;
        async move {
            match passkey {
                Passkey::Offered => session.make_passkey().await,
                Passkey::Opens | Passkey::UntilThePin => session.forget_passkey().await,
            }
        }
    });
    view! {
        {move || {
            passkey.get().map(|passkey| {
                let verb = if passkey == Passkey::Offered { OPEN_WITHOUT_PIN } else { "Use only my PIN" };
                view! {
                    <section>
                        <p>{passkey.sentences()}</p>
                        <ErrorText error=error_of(change) />
                        <button type="button" on:click=move |_| dispatch_once(change, passkey)>{verb}</button>
                    </section>
                }
            })
        }}
    }
}
