//! Why a member is signed in no more.

/// Why nobody is signed in any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOutReason {
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
