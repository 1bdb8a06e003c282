//! Where the endpoint is asked for what, by phones and desks: written once, as a router reads it. Frozen with each address's
//! first release.

use std::fmt::Display;

/// What every address of this version begins with, and every cookie's path.
pub const ROOT: &str = "/api/v1";
/// GET: whom an invitation is for. POST: redeems it.
pub const ENROLMENT: &str = "/api/v1/enrolments/{code}";
/// GET: whether this browser was set up before. DELETE: forgets it.
pub const REMEMBERED: &str = "/api/v1/remembered";
/// POST: a phone says that it is there.
pub const DEVICE: &str = "/api/v1/device";
/// PUT: an envelope.
pub const ENVELOPE: &str = "/api/v1/envelopes/{id}";
/// GET: what has become of one.
pub const ENVELOPE_STATE: &str = "/api/v1/envelopes/{id}/state";
/// POST: what has become of some.
pub const STATES: &str = "/api/v1/states";
/// PUT: the envelope of a practice record.
pub const PRACTICE: &str = "/api/v1/practice/{id}";
/// POST: the endpoint's word that it saw a digest.
pub const TIMESTAMPS: &str = "/api/v1/timestamps";
/// GET: the school's newest directory.
pub const DIRECTORY: &str = "/api/v1/directory";
/// GET: what a new school needs. POST: makes it.
pub const SETUP: &str = "/api/v1/setup/{code}";
/// GET: for what somebody is invited. POST: joins.
pub const JOINING: &str = "/api/v1/joining/{code}";
/// POST: how keys are derived from a passphrase.
pub const CHALLENGES: &str = "/api/v1/members/challenges";
/// POST: signs in. DELETE: signs out.
pub const SESSIONS: &str = "/api/v1/members/sessions";
/// GET: what a desk does not have yet. Since 0.4.1.
pub const INBOX_CHANGES: &str = "/api/v1/inbox/changes";
/// GET: records, by pages.
pub const INBOX_ENVELOPES: &str = "/api/v1/inbox/envelopes";
/// PUT: an envelope that somebody brought as a file.
pub const INBOX_ENVELOPE: &str = "/api/v1/inbox/envelopes/{id}";
/// PUT: a member's word that they read it.
pub const INBOX_READ: &str = "/api/v1/inbox/envelopes/{id}/read";
/// PUT: a member's word that they looked at a record that does not open.
pub const INBOX_ACKNOWLEDGEMENT: &str = "/api/v1/inbox/envelopes/{id}/acknowledgement";
/// GET: practice records, all at once.
pub const INBOX_PRACTICE: &str = "/api/v1/inbox/practice";
/// GET: the same, by pages.
pub const INBOX_PRACTICE_PAGES: &str = "/api/v1/inbox/practice/pages";
/// PUT: a member's word that they looked at practice that is none.
pub const INBOX_PRACTICE_ACKNOWLEDGEMENT: &str = "/api/v1/inbox/practice/{id}/acknowledgement";
/// POST: invites a member of staff.
pub const INBOX_INVITATIONS: &str = "/api/v1/inbox/invitations";
/// DELETE: withdraws a link.
pub const INBOX_INVITATION: &str = "/api/v1/inbox/invitations/{id}";
/// GET: who is invited to receive. POST: invites somebody.
pub const INBOX_JOINING: &str = "/api/v1/inbox/joining";
/// PUT: confirms them. DELETE: withdraws their link.
pub const INBOX_JOINING_OF: &str = "/api/v1/inbox/joining/{id}";
/// PUT: a newer directory.
pub const INBOX_DIRECTORY: &str = "/api/v1/inbox/directory";
/// PUT: a member's order that a phone gives up what it keeps.
pub const INBOX_REMOVAL: &str = "/api/v1/inbox/devices/{id}/removal";
/// GET: staff and their phones.
pub const INBOX_AUTHORS: &str = "/api/v1/inbox/authors";
/// PUT: the inviting member's word that a key is an author's.
pub const INBOX_COUNTERSIGN: &str = "/api/v1/inbox/authors/{id}/countersign";

/// An address with this in the place of its `{id}` or `{code}`.
pub fn at(address: &str, part: impl Display) -> String {
    match address.split_once('{') {
        Some((before, rest)) => {
            let (_, after) = rest.split_once('}').unwrap_or(("", ""));
            format!("{before}{part}{after}")
        }
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What phones and desks of earlier releases ask for.
    #[test]
    fn addresses_stay_as_they_were_released() {
        for (address, released) in [
            (ROOT, "/api/v1"),
            (ENROLMENT, "/api/v1/enrolments/{code}"),
            (REMEMBERED, "/api/v1/remembered"),
            (DEVICE, "/api/v1/device"),
            (ENVELOPE, "/api/v1/envelopes/{id}"),
            (ENVELOPE_STATE, "/api/v1/envelopes/{id}/state"),
            (STATES, "/api/v1/states"),
            (PRACTICE, "/api/v1/practice/{id}"),
            (TIMESTAMPS, "/api/v1/timestamps"),
            (DIRECTORY, "/api/v1/directory"),
            (SETUP, "/api/v1/setup/{code}"),
            (JOINING, "/api/v1/joining/{code}"),
            (CHALLENGES, "/api/v1/members/challenges"),
            (SESSIONS, "/api/v1/members/sessions"),
            (INBOX_CHANGES, "/api/v1/inbox/changes"),
            (INBOX_ENVELOPES, "/api/v1/inbox/envelopes"),
            (INBOX_ENVELOPE, "/api/v1/inbox/envelopes/{id}"),
            (INBOX_READ, "/api/v1/inbox/envelopes/{id}/read"),
            (INBOX_ACKNOWLEDGEMENT, "/api/v1/inbox/envelopes/{id}/acknowledgement"),
            (INBOX_PRACTICE, "/api/v1/inbox/practice"),
            (INBOX_PRACTICE_PAGES, "/api/v1/inbox/practice/pages"),
            (INBOX_PRACTICE_ACKNOWLEDGEMENT, "/api/v1/inbox/practice/{id}/acknowledgement"),
            (INBOX_INVITATIONS, "/api/v1/inbox/invitations"),
            (INBOX_INVITATION, "/api/v1/inbox/invitations/{id}"),
            (INBOX_JOINING, "/api/v1/inbox/joining"),
            (INBOX_JOINING_OF, "/api/v1/inbox/joining/{id}"),
            (INBOX_DIRECTORY, "/api/v1/inbox/directory"),
            (INBOX_REMOVAL, "/api/v1/inbox/devices/{id}/removal"),
            (INBOX_AUTHORS, "/api/v1/inbox/authors"),
            (INBOX_COUNTERSIGN, "/api/v1/inbox/authors/{id}/countersign"),
        ] {
            assert_eq!(address, released);
        }
    }

    #[test]
    fn a_part_takes_its_place_in_an_address() {
        assert_eq!(at(ENVELOPE, 7), "/api/v1/envelopes/7");
        assert_eq!(at(ENVELOPE_STATE, 7), "/api/v1/envelopes/7/state");
        assert_eq!(at(ENROLMENT, "c"), "/api/v1/enrolments/c");
        assert_eq!(at(DIRECTORY, 7), DIRECTORY);
    }
}
