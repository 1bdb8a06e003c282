//! What the app knows: `Copy` structs of signals with verbs. The rules inside them are plain functions, tested
//! natively.

mod editor;
mod enrolling;
mod leaving;
pub mod left;
mod load;
mod network;
mod outbox;
mod own_copy;
mod people;
mod phone_clock;
mod requirements;
mod router;
mod session;
mod signing;
mod signs;
mod starting;
mod tab_message;
mod technical;
mod unfinished;
mod unlocking;
mod update;
mod watch;
mod without_signal;

use companion_app::{AppError, LinkError, sync::enrol::forget_links_of};
pub use companion_app::{leaving::Belongings, tally::Gone};
pub use companion_storage::Counts;
use companion_storage::Storage;
pub use editor::{Earlier, Editor, Keeping, Kept, LastWords, Opening};
pub use load::{is_shown, load, load_until};
pub use network::watch_offline;
pub use outbox::Outbox;
pub use people::Unknown;
pub use phone_clock::PhoneClock;
pub use router::Router;
pub use session::{DirectoryFault, Left, Phase, Session};
pub use signs::Signs;
pub use tab_message::TabMessage;
pub use technical::copy_technical_details;
pub use unlocking::OpenWith;
pub use update::Update;
pub use watch::Watch;
pub use without_signal::{Readiness, WithoutSignal};

use crate::route::Page;
use companion_browser::page;
use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

/// Everything a screen may ask for.
#[derive(Clone, Copy)]
pub struct Companion {
    /// Where one is.
    pub router: Router,
    /// Who uses this phone.
    pub session: Session,
    /// The draft under the author's hands.
    pub editor: Editor,
    /// What is on its way.
    pub outbox: Outbox,
    /// What was ticked while reading.
    pub signs: Signs,
    /// The phone's clock.
    pub clock: PhoneClock,
}

impl Companion {
    /// Makes the app's state and provides it to every screen.
    pub fn provide() -> Self {
        let session = Session::new();
        let companion = Self {
            router: Router::at_address(),
            session,
            editor: Editor::new(session),
            outbox: Outbox::new(session),
            signs: Signs::new(),
            clock: PhoneClock::watch(),
        };
        provide_context(companion);
        Effect::new(move |_| {
            if session.emptied.with(Option::is_some) {
                companion.editor.rewrite_open_draft();
            }
        });
        Effect::new(move |_| {
            if companion.outbox.people_changed.get() {
                // What somebody else has removed is not put back by this page.
                session.storage().iter().for_each(Storage::stop_caching_essentials);
                spawn_local(async move {
                    // The last words first; those of somebody who has left are refused.
                    companion.editor.hand_over().await;
                    page::reload();
                });
            }
        });
        Effect::new(move |before: Option<Vec<Uuid>>| forget_their_links(before.unwrap_or_default(), session));
        Effect::new(move |_| {
            companion.outbox.drained.track();
            let ordered = companion.session.ordered();
            if !ordered.is_empty() {
                spawn_local(companion.carry_out_removals(ordered));
            }
        });
        companion
    }

    /// Whatever is open here is kept and closed, before a link opens somebody's place; answers how often it was locked then.
    ///
    /// # Errors
    /// [`LinkError::LockedMeanwhile`] if somebody has locked or hidden since there were so many locks: no link is used up by that.
    pub async fn close_for_enrolment(self, locks: u32) -> Result<u32, AppError> {
        self.editor.hand_over().await;
        if self.session.locks() != locks {
            return Err(LinkError::LockedMeanwhile.into());
        }
        self.lock();
        Ok(self.session.locks())
    }

    /// What another tab has said, beside what is the outbox's own.
    pub fn hears(self, message: TabMessage) {
        match message {
            TabMessage::Hide => {
                self.lock();
                self.router.send_to(Page::Hide);
            }
            TabMessage::Lock => self.lock(),
            TabMessage::Goes => spawn_local(self.prepare_for_removal()),
            TabMessage::Gone => self.on_everything_removed(),
            TabMessage::Changed | TabMessage::People => {}
        }
    }

    /// Somebody here wants the dull page: the vault is locked, and every other tab goes there too.
    pub fn hide(self) {
        self.lock();
        self.outbox.say(TabMessage::Hide);
    }

    /// Locks the vault, here and in every other tab.
    pub fn lock_every_tab(self) {
        self.lock();
        self.outbox.say(TabMessage::Lock);
    }

    /// Locks the vault. The last words are sealed first, and kept as soon as the phone takes them.
    pub fn lock(self) {
        self.editor.close();
        self.signs.clear();
        self.session.lock();
    }
}

/// Forgets which links were used by those who are not on this phone any more; answers who is.
fn forget_their_links(before: Vec<Uuid>, session: Session) -> Vec<Uuid> {
    let here: Vec<Uuid> = session.people().iter().map(|person| person.id).collect();
    if before.is_empty() && !here.is_empty() {
        forget_links_of(|who| !here.contains(&who));
    } else {
        // A page that has not heard yet of somebody new leaves their link alone.
        forget_links_of(|who| before.contains(&who) && !here.contains(&who));
    }
    here
}

/// The app's state, for a screen.
pub fn companion() -> Companion {
    expect_context()
}
