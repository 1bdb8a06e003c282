//! What the desk app knows: one `Copy` struct of signals with verbs. What they mean is said in the library.

mod arrivals;
mod client;
mod found;
mod import;
mod joining;
mod post;
mod practice;
mod rows_on_page;
mod session;
mod stretch;
mod typed;
mod unsealing;
mod virtual_list;
mod windows;

pub use found::{Draft, Made};
pub use joining::Joiner;
pub use rows_on_page::{LIST, ROWS};
pub use typed::{Invitee, Typed};
pub use virtual_list::VirtualList;

use std::{rc::Rc, sync::Arc};

use companion_browser::{clock, page};
use companion_inbox::{
    desk::Desk,
    list::Records,
    place::{Place, Visitor},
    practice::Practice,
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

/// Why nobody is signed in any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// They signed out.
    SignedOut,
    /// Nobody touched the desk for a while.
    Idle,
    /// The endpoint ended the session, or they signed out in another window.
    SessionOver,
    /// Another member has signed in in this browser.
    OtherSession,
    /// They changed a key: this desk was the earlier one's.
    KeyChanged,
    /// The endpoint ended the session before it said whether a key was changed.
    KeyNotKnown,
    /// They introduced a new member: this desk was the earlier directory's.
    MemberConfirmed,
    /// They published a receipt key: this desk was the earlier directory's.
    ReceiptKeyPublished,
}

/// Everything a screen may ask for. A locked desk holds no key and no record.
#[derive(Clone, Copy)]
pub struct Office {
    place: RwSignal<Place>,
    visitor: RwSignal<Option<Visitor>>,
    ended: RwSignal<Option<Ended>>,
    desk: RwSignal<Option<Arc<Desk>>>,
    records: RwSignal<Records>,
    staff: RwSignal<Vec<AuthorOnFile>>,
    invited: RwSignal<Vec<InvitedMember>>,
    confirming: StoredValue<Option<(Uuid, ConfirmationRequest)>>,
    practice: RwSignal<Practice>,
    typed: RwSignal<Typed>,
    file: StoredValue<Option<File>, LocalStorage>,
    windows: StoredValue<Option<Windows>, LocalStorage>,
    trouble: RwSignal<Option<String>>,
    renewal: RwSignal<Option<String>>,
    looked_at: RwSignal<Option<Millis>>,
    looking: StoredValue<bool>,
    again: StoredValue<bool>,
    cursor: StoredValue<Cursor>,
    progress: Progress,
    virtual_list: VirtualList,
    unsealing: StoredValue<Option<Rc<Unsealing>>, LocalStorage>,
    touched_at: StoredValue<Millis>,
}

impl Office {
    /// Makes the app's state and provides it to every screen.
    pub fn provide() -> Self {
        let records = RwSignal::new(Records::default());
        let office = Self {
            place: RwSignal::new(Place::of(&page::path())),
            visitor: RwSignal::new(Visitor::of_fragment(&page::fragment())),
            ended: RwSignal::new(None),
            desk: RwSignal::new(None),
            records,
            staff: RwSignal::new(Vec::new()),
            invited: RwSignal::new(Vec::new()),
            confirming: StoredValue::new(None),
            practice: RwSignal::new(Practice::default()),
            typed: RwSignal::new(Typed::default()),
            file: StoredValue::new_local(None),
            windows: StoredValue::new_local(None),
            trouble: RwSignal::new(None),
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
        office.windows.set_value(Windows::heard_by(office));
        provide_context(office);
        office
    }

    /// The screen one is on.
    pub fn place(self) -> Place {
        self.place.get()
    }

    /// The screen one is on, without following it.
    pub fn place_untracked(self) -> Place {
        self.place.get_untracked()
    }

    /// Goes to a screen, so that "back" returns. The address keeps who is signed in: nothing else does.
    pub fn go(self, to: Place) {
        if self.place.get_untracked() != to {
            page::push(&self.address(&to));
            self.show(to);
        }
    }

    /// Goes to a screen in the place of this one.
    pub fn instead(self, to: Place) {
        page::replace(&self.address(&to));
        self.show(to);
    }

    /// Follows the browser's own "back", "forward" and typed addresses.
    pub fn follow_the_address(self) {
        let named = Visitor::of_fragment(&page::fragment());
        if named.is_some() && named != self.visitor.get_untracked() {
            self.sign_out(Ended::SignedOut);
            self.visitor.set(named);
        }
        self.show(Place::of(&page::path()));
    }

    /// The address of a screen.
    pub fn address(self, place: &Place) -> String {
        let visitor = self.visitor.get_untracked();
        let fragment = visitor.map(|visitor| format!("#{}.{}", visitor.school, visitor.sign_in_name));
        format!("{}{}", place.path(), fragment.unwrap_or_default())
    }

    fn show(self, to: Place) {
        page::title(to.title());
        self.place.set(to);
    }

    /// Who would sign in here.
    pub fn visitor(self) -> Option<Visitor> {
        self.visitor.get()
    }

    /// Takes a link somebody pasted.
    pub fn set_visitor(self, visitor: Visitor) {
        self.visitor.set(Some(visitor));
        page::replace(&self.address(&self.place.get_untracked()));
    }

    /// Why nobody is signed in any more.
    pub fn ended(self) -> Option<Ended> {
        self.ended.get()
    }

    /// The member at work.
    pub fn desk(self) -> Option<Arc<Desk>> {
        self.desk.get()
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

    /// What staff have sent to practise, to be followed.
    pub fn practice(self) -> RwSignal<Practice> {
        self.practice
    }

    /// Why the screen may be out of date.
    pub fn trouble(self) -> Option<String> {
        self.trouble.get()
    }

    /// When the endpoint last answered.
    pub fn looked_at(self) -> Option<Millis> {
        self.looked_at.get()
    }
}

/// The app's state, for a screen.
pub fn office() -> Office {
    expect_context()
}

/// Minutes east of UTC at a moment, where this desk stands.
pub fn zone(at: Millis) -> i16 {
    // JavaScript counts minutes west of UTC in a float; an offset is at most a day, a date far below 2^53 ms.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let east = -Date::new(&(at as f64).into()).get_timezone_offset() as i16;
    east
}
