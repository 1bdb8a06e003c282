//! What the desk app knows: one `Copy` struct of signals with verbs. What they mean is said in the library.

mod arrivals;
mod client;
mod founding;
mod import;
mod joining;
mod kdf;
mod post;
mod practice;
mod rows_on_page;
mod session;
mod typed;
mod unsealing;
mod virtual_list;
mod windows;

pub use founding::{NewSchool, SchoolForm};
pub use joining::Joiner;
pub use rows_on_page::{LIST, ROWS};
pub use typed::{Invitee, Typed};
pub use virtual_list::VirtualList;

use std::{rc::Rc, sync::Arc};

use companion_browser::{clock, page};
use companion_inbox::{
    error::InboxError,
    inbox_route::{InboxRoute, Visitor},
    keyring::Keyring,
    list::Records,
    practice::Practice,
    renewal::RenewalOutcome,
    sign_out::SignOutReason,
};
use companion_model::{
    Millis,
    wire::v1::{AuthorOnFile, ConfirmationRequest, InvitedMember},
};
use js_sys::Date;
use leptos::prelude::*;
use uuid::Uuid;
/// A sealed file that somebody has chosen.
pub use web_sys::File;

use arrivals::{Cursor, Progress};
use unsealing::Unsealing;
use windows::Windows;

/// Everything a screen may ask for. A locked desk holds no key and no record.
#[derive(Clone, Copy)]
pub struct Inbox {
    route: RwSignal<InboxRoute>,
    visitor: RwSignal<Option<Visitor>>,
    sign_out_reason: RwSignal<Option<SignOutReason>>,
    keyring: RwSignal<Option<Arc<Keyring>>>,
    records: RwSignal<Records>,
    staff: RwSignal<Vec<AuthorOnFile>>,
    invited: RwSignal<Vec<InvitedMember>>,
    confirming: StoredValue<Option<(Uuid, ConfirmationRequest)>>,
    practice: RwSignal<Practice>,
    typed: RwSignal<Typed>,
    file: StoredValue<Option<File>, LocalStorage>,
    windows: StoredValue<Option<Windows>, LocalStorage>,
    look_error: RwSignal<Option<InboxError>>,
    renewal: RwSignal<Option<RenewalOutcome>>,
    looked_at: RwSignal<Option<Millis>>,
    looking: StoredValue<bool>,
    again: StoredValue<bool>,
    cursor: StoredValue<Cursor>,
    progress: Progress,
    virtual_list: VirtualList,
    unsealing: StoredValue<Option<Rc<Unsealing>>, LocalStorage>,
    touched_at: StoredValue<Millis>,
}

impl Inbox {
    /// Makes the app's state and provides it to every screen.
    pub fn provide() -> Self {
        let records = RwSignal::new(Records::default());
        let inbox = Self {
            route: RwSignal::new(InboxRoute::of(&page::path())),
            visitor: RwSignal::new(Visitor::of_fragment(&page::fragment())),
            sign_out_reason: RwSignal::new(None),
            keyring: RwSignal::new(None),
            records,
            staff: RwSignal::new(Vec::new()),
            invited: RwSignal::new(Vec::new()),
            confirming: StoredValue::new(None),
            practice: RwSignal::new(Practice::default()),
            typed: RwSignal::new(Typed::default()),
            file: StoredValue::new_local(None),
            windows: StoredValue::new_local(None),
            look_error: RwSignal::new(None),
            renewal: RwSignal::new(None),
            looked_at: RwSignal::new(None),
            looking: StoredValue::new(false),
            again: StoredValue::new(false),
            cursor: StoredValue::new(Cursor::default()),
            progress: Progress::new(),
            virtual_list: VirtualList::of(records),
            unsealing: StoredValue::new_local(None),
            touched_at: StoredValue::new(clock::now_ms()),
        };
        inbox.windows.set_value(Windows::open(inbox));
        provide_context(inbox);
        inbox
    }

    /// The screen one is on.
    pub fn route(self) -> InboxRoute {
        self.route.get()
    }

    /// The screen one is on, without following it.
    pub fn route_untracked(self) -> InboxRoute {
        self.route.get_untracked()
    }

    /// Goes to a screen, so that "back" returns. The address keeps who is signed in: nothing else does.
    pub fn go(self, to: InboxRoute) {
        if self.route.get_untracked() != to {
            page::push(&self.address(&to));
            self.show(to);
        }
    }

    /// Goes to a screen in the place of this one.
    pub fn replace_with(self, to: InboxRoute) {
        page::replace(&self.address(&to));
        self.show(to);
    }

    /// Follows the browser's own "back", "forward" and typed addresses.
    pub fn follow_the_address(self) {
        let named = Visitor::of_fragment(&page::fragment());
        if named.is_some() && named != self.visitor.get_untracked() {
            self.sign_out(SignOutReason::SignedOut);
            self.visitor.set(named);
        }
        self.show(InboxRoute::of(&page::path()));
    }

    /// The address of a screen.
    pub fn address(self, inbox_route: &InboxRoute) -> String {
        let visitor = self.visitor.get_untracked();
        let fragment = visitor.map(|visitor| format!("#{}.{}", visitor.school, visitor.sign_in_name));
        format!("{}{}", inbox_route.path(), fragment.unwrap_or_default())
    }

    fn show(self, to: InboxRoute) {
        page::title(to.title());
        self.route.set(to);
    }

    /// Who would sign in here.
    pub fn visitor(self) -> Option<Visitor> {
        self.visitor.get()
    }

    /// Takes a link somebody pasted.
    pub fn set_visitor(self, visitor: Visitor) {
        self.visitor.set(Some(visitor));
        page::replace(&self.address(&self.route.get_untracked()));
    }

    /// Why nobody is signed in any more.
    pub fn sign_out_reason(self) -> Option<SignOutReason> {
        self.sign_out_reason.get()
    }

    /// The keys of the member at work.
    pub fn keyring(self) -> Option<Arc<Keyring>> {
        self.keyring.get()
    }

    /// The records, to be followed.
    pub fn records(self) -> RwSignal<Records> {
        self.records
    }

    /// What of their list can be seen.
    pub fn virtual_list(self) -> VirtualList {
        self.virtual_list
    }

    /// Everyone the school has invited.
    pub fn staff(self) -> Vec<AuthorOnFile> {
        self.staff.get()
    }

    /// Somebody the school has invited, by their id.
    pub fn on_file(self, author: Uuid) -> Option<AuthorOnFile> {
        self.staff.with(|staff| staff.iter().find(|one| one.author.id == author).cloned())
    }

    /// What staff have sent to practise, to be followed.
    pub fn practice(self) -> RwSignal<Practice> {
        self.practice
    }

    /// Why the screen may be out of date, to be followed.
    pub fn look_error(self) -> RwSignal<Option<InboxError>> {
        self.look_error
    }

    /// When the endpoint last answered.
    pub fn looked_at(self) -> Option<Millis> {
        self.looked_at.get()
    }
}

/// The app's state, for a screen.
pub fn inbox() -> Inbox {
    expect_context()
}

/// Minutes east of UTC at a moment, where this desk stands.
pub fn zone(at: Millis) -> i16 {
    // JavaScript counts minutes west of UTC in a float; an offset is at most a day, a date far below 2^53 ms.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let east = -Date::new(&(at as f64).into()).get_timezone_offset() as i16;
    east
}
