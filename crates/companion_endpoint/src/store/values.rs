//! What goes into a store and comes out of it, where the wire has no word for it.

use std::collections::BTreeMap;

use companion_model::{
    KeyId, Millis, Route,
    wire::{
        Bytes,
        v1::{EnrolmentAnswer, Flag, Receipt, SealedRootKey, SealedRouteKey},
    },
};
use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

use super::{Quotas, Sha256};

/// What became of a one-time code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeState {
    /// It can be used.
    Open,
    /// It was used by somebody else, or its time is over.
    Spent,
    /// A member took it back before it was used.
    Withdrawn,
    /// No such code was ever given out.
    Unknown,
}

/// The answer to founding a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundingOutcome {
    /// The school exists from now on.
    Founded,
    /// This very request had founded it before.
    Again,
    /// A school of this id exists already, from another code.
    Taken,
    /// The code can't be used.
    Refused(CodeState),
}

/// The answer to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationOutcome {
    /// The link works from now on.
    Invited,
    /// This very invitation had been made before.
    Again,
    /// The author or the code is known from another invitation.
    Taken,
}

/// The answer to a member who takes a link back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithdrawalOutcome {
    /// The link opens nothing from now on, or did not before.
    Withdrawn,
    /// A phone was set up with it.
    Used,
    /// It is another member's.
    NotTheirs,
}

/// Among which envelopes one is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvelopeKind {
    /// Those of records.
    Record,
    /// Those that came as practice.
    Practice,
}

/// The answer to an enrolment.
#[derive(Debug)]
pub enum EnrolmentOutcome {
    /// The device is enrolled from now on.
    Enrolled(EnrolmentAnswer),
    /// This very request had enrolled it before.
    Again(EnrolmentAnswer),
    /// A device of this id is enrolled already, for another link.
    Taken,
    /// The code can't be used.
    Refused(CodeState),
}

/// A code that makes somebody the first member of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JoiningCode {
    /// The school.
    pub school: Uuid,
    /// The invitation.
    pub invitation: Uuid,
    /// The route.
    pub route: Route,
    /// The member who invited.
    pub invited_by: Uuid,
    /// Whether it can be used.
    pub state: CodeState,
}

/// The answer to somebody who joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoiningOutcome {
    /// They wait to be confirmed from now on.
    Waits,
    /// This very request had been made before.
    Again,
    /// Somebody else signs in with this name.
    NameTaken,
    /// Somebody else has this member's id.
    IdTaken,
    /// The code can't be used.
    Refused(CodeState),
}

/// A device as the endpoint knows it.
pub struct DeviceOnFile {
    /// The school.
    pub school: Uuid,
    /// The device.
    pub device: Uuid,
    /// SHA-256 of the secret in its token.
    pub secret_sha256: Sha256,
    /// Whether a member has ordered it removed.
    pub is_removed: bool,
}

/// Who brings an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveredBy {
    /// The device that delivers it.
    Device(Uuid),
    /// The member who imports it from a file.
    Member(Uuid),
}

impl DeliveredBy {
    /// The device that delivers.
    pub fn device(self) -> Option<Uuid> {
        if let Self::Device(device) = self { Some(device) } else { None }
    }

    /// The member who imports.
    pub fn member(self) -> Option<Uuid> {
        if let Self::Member(member) = self { Some(member) } else { None }
    }
}

/// An envelope as it arrives.
pub struct NewEnvelope {
    /// The school of whoever brings it.
    pub school: Uuid,
    /// Who brings it.
    pub by: DeliveredBy,
    /// The envelope's id.
    pub id: Uuid,
    /// The route its header names.
    pub route: Route,
    /// The key its header names.
    pub kid: KeyId,
    /// The device its header names.
    pub sealed_on: Uuid,
    /// SHA-256 of `bytes`.
    pub sha256: Sha256,
    /// The envelope.
    pub bytes: Vec<u8>,
    /// The endpoint's clock.
    pub now: Millis,
    /// How much is taken from whoever brings it.
    pub quotas: Quotas,
}

impl NewEnvelope {
    /// What is unusual about the delivery, apart from what the database knows.
    pub fn flags(&self) -> Vec<Flag> {
        let is_other = self.by.device().is_some_and(|device| device != self.sealed_on);
        if is_other { vec![Flag::OtherDevice] } else { vec![] }
    }
}

/// The answer to an envelope.
#[derive(Debug)]
pub enum PutOutcome {
    /// The first of its id.
    First(Receipt),
    /// These bytes were here already: the receipt they got then.
    Again(Receipt),
    /// Other bytes under a known id: kept beside the first, with a receipt of their own.
    Conflict(Receipt),
    /// Sealed to a key the school never published; nothing was kept.
    UnpublishedKey,
    /// Too many within a minute from whoever brings it; nothing was kept.
    TooMany {
        /// When there is room for one more.
        retry_after_s: u32,
    },
    /// Too much within a day from whoever brings it; nothing was kept.
    TooMuchToday {
        /// When there is room for this one.
        retry_after_s: u32,
    },
    /// The school has removed this device and has taken from it since what it takes; nothing was kept.
    RemovedDevice,
}

/// A member as the endpoint knows them.
#[derive(Clone)]
pub struct MemberOnFile {
    /// The member.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// SHA-256 of the login key.
    pub login_sha256: Sha256,
    /// Their private keys under the wrap key.
    pub wrapped_keys: Bytes,
    /// Their public Ed25519 key.
    pub signing_key: Bytes,
    /// The keys of the routes that the newest directory names them for, sealed to them.
    pub route_keys: Vec<SealedRouteKey>,
    /// The root key, if they are an administrator.
    pub root_key: Option<SealedRootKey>,
}

impl MemberOnFile {
    /// The routes the member holds, each once.
    pub fn routes(&self) -> Vec<Route> {
        Route::ALL.into_iter().filter(|route| self.route_keys.iter().any(|key| key.route == *route)).collect()
    }
}

/// How long a session lives.
#[derive(Clone, Copy, Debug)]
pub struct SessionTimes {
    /// The endpoint's clock.
    pub now: Millis,
    /// How long it stays open untouched.
    pub idle_ms: Millis,
    /// How long it stays open at all.
    pub absolute_ms: Millis,
}

impl SessionTimes {
    /// Whether a session of these times is open. One from the future was opened by a clock that was set back since: it is.
    pub fn allows(&self, opened_at: Millis, seen_at: Millis) -> bool {
        seen_at > self.now - self.idle_ms && opened_at > self.now - self.absolute_ms
    }
}

/// Where a reader of the inbox stands: the last number seen on each route.
///
/// Not one number for the whole school: its gaps would show a member that something arrived on a route that is
/// closed to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageCursor(pub BTreeMap<Route, u64>);

impl PageCursor {
    /// The cursor's text.
    pub fn to_text(&self) -> String {
        let parts: Vec<String> = self.0.iter().map(|(route, seq)| format!("{route}:{seq}")).collect();
        BASE64URL_NOPAD.encode(parts.join(",").as_bytes())
    }

    /// The cursor of a text; `None` if it is none.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
        let parts = text.split(',').filter(|part| !part.is_empty()).map(|part| {
            let (route, seq) = part.split_once(':')?;
            Some((Route::from_name(route)?, seq.parse().ok()?))
        });
        parts.collect::<Option<_>>().map(Self)
    }

    /// The last number seen on a route.
    pub fn seq(&self, route: Route) -> u64 {
        self.0.get(&route).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_as_it_was_made() {
        let after = PageCursor([(Route::Dsl, 12), (Route::Chair, 3)].into());
        assert_eq!(PageCursor::from_text(&after.to_text()), Some(after));
        assert_eq!(PageCursor::from_text(&PageCursor::default().to_text()), Some(PageCursor::default()));
    }

    #[test]
    fn a_broken_cursor_is_refused() {
        for broken in ["!", &BASE64URL_NOPAD.encode(b"dsl"), &BASE64URL_NOPAD.encode(b"staff:1")] {
            assert_eq!(PageCursor::from_text(broken), None, "{broken} was read");
        }
    }
}
