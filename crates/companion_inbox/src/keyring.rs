//! A member at work: their keys open, the school's directory checked. Dropped at sign-out and when the desk locks.

use companion_model::{
    KeyId, Millis, Route,
    wire::{
        Bytes,
        v1::{Acknowledgement, Directory, MemberEntry, Receipt, SessionAnswer, SignedRead},
    },
};
use companion_seal::{
    SealError, Secret, acknowledgement,
    directory::{DirectoryError, Trust, former, is_of, verify},
    member::MemberKeys,
    read,
    route_keys::RouteKeys,
};
use uuid::Uuid;

/// The open keys of a member at work, with the directory that they are used by.
pub struct Keyring {
    /// The school.
    pub school: Uuid,
    /// The member's name.
    pub name: String,
    /// The school's directory, checked.
    pub directory: Directory,
    /// Routes whose keys were handed over and did not open.
    pub closed: Vec<Route>,
    /// Who was taken out of a route, by that route's word.
    former: Vec<MemberEntry>,
    member: MemberKeys,
    routes: Vec<RouteKeys>,
    root_key: Option<Bytes>,
}

/// Why a member's keys stay closed although name and passphrase were right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// The wrapped keys are another passphrase's.
    #[error("The member's keys do not open with this passphrase.")]
    Keys(#[from] SealError),
    /// The directory can't be believed.
    #[error("The directory is not believed: {0}.")]
    Directory(#[from] DirectoryError),
    /// The directory is signed, and does not know the keys that were just opened.
    #[error("The directory does not name the member with these keys.")]
    NotInDirectory,
}

impl Keyring {
    /// Opens what a sign-in handed over.
    ///
    /// # Errors
    /// [`UnlockError`]; nothing was opened.
    pub fn unlock(school: Uuid, wrap_key: &Secret<32>, answer: &SessionAnswer) -> Result<Self, UnlockError> {
        let (member, root) = MemberKeys::unwrap_with(answer.member, wrap_key, &answer.wrapped_keys)?;
        let trust = Trust::Pinned { school, root_fingerprint: &root, known: None };
        let directory = verify(&answer.directory, trust)?;
        let (mut routes, mut closed) = (Vec::new(), Vec::new());
        for key in &answer.route_keys {
            let key_box = member.box_key();
            match RouteKeys::open(school, key.route, key.kid, member.id(), key_box, &key.sealed) {
                Ok(keys) => routes.push(keys),
                Err(_) => closed.push(key.route),
            }
        }
        let former = directory.routes.iter().flat_map(|entry| former(school, entry)).cloned().collect();
        let root_key = answer.root_key.as_ref().map(|key| key.sealed.clone());
        let name = answer.name.clone();
        let keyring = Self { school, name, directory, closed, former, member, routes, root_key };
        if keyring.is_in_its_directory() { Ok(keyring) } else { Err(UnlockError::NotInDirectory) }
    }

    /// The school's own directory names this member's key, which lay under their passphrase, and the very keys of the
    /// routes they hold.
    fn is_in_its_directory(&self) -> bool {
        let names_me = |entry: &MemberEntry| {
            entry.id == self.member.id() && entry.signing_key == self.member.signing_key()
        };
        let knows = |keys: &RouteKeys| {
            let entry = self.directory.routes.iter().find(|entry| entry.route == keys.route());
            // A key that was changed since opens what was sealed to it.
            entry.is_some_and(|entry| is_of(entry, &keys.signing_key()) && entry.members.iter().any(names_me))
        };
        let me = self.colleague(self.member.id()).is_some_and(names_me);
        me && self.routes.iter().all(knows)
    }

    /// The member's id.
    pub fn member(&self) -> Uuid {
        self.member.id()
    }

    /// Whether the school's root key is sealed to this member. It is opened only for what it introduces.
    pub fn is_administrator(&self) -> bool {
        self.root_key.is_some()
    }

    /// The routes whose records this member opens.
    pub fn routes(&self) -> Vec<Route> {
        let mut routes: Vec<Route> = self.routes.iter().map(RouteKeys::route).collect();
        routes.sort_unstable();
        routes.dedup();
        routes
    }

    /// Whether records of this route belong on this desk, opened or not. Another member's session in the same browser
    /// would bring others: not even their number is for this member to see.
    pub fn holds(&self, route: Route) -> bool {
        self.closed.contains(&route) || self.routes.iter().any(|keys| keys.route() == route)
    }

    /// Somebody of the receiving side, as the directory has them.
    pub fn colleague(&self, id: Uuid) -> Option<&MemberEntry> {
        self.directory.routes.iter().flat_map(|entry| &entry.members).find(|member| member.id == id)
    }

    /// Everybody whose signature counts here: who is of the receiving side, then who was.
    pub fn signers(&self) -> impl Iterator<Item = &MemberEntry> {
        self.directory.routes.iter().flat_map(|entry| &entry.members).chain(&self.former)
    }

    /// One of them.
    pub fn signer(&self, id: Uuid) -> Option<&MemberEntry> {
        self.signers().find(|member| member.id == id)
    }

    /// Somebody's name, as far as the directory still has it; and that they were removed, if they were.
    pub fn name_of(&self, id: Uuid) -> String {
        let name = self.bare_name_of(id);
        if self.is_former(id) { format!("{name} (removed since)") } else { name.to_owned() }
    }

    /// The same for a sentence that says by itself that they were removed.
    pub fn bare_name_of(&self, id: Uuid) -> &str {
        self.signer(id).map_or("someone who has left", |member| member.name.as_str())
    }

    /// Whether somebody was of the receiving side and is no more.
    fn is_former(&self, id: Uuid) -> bool {
        self.colleague(id).is_none() && self.former.iter().any(|member| member.id == id)
    }

    /// Says, signed, that this member has read the envelope of this receipt.
    pub fn read(&self, receipt: &Receipt, now: Millis) -> SignedRead {
        read::sign(&self.member, receipt, now)
    }

    /// Who read the envelope of this receipt, if their signature holds.
    pub fn reader(&self, receipt: &Receipt, read: &SignedRead) -> Option<&MemberEntry> {
        let member = self.signer(read.member)?;
        read::check(&member.signing_key, receipt, read).is_ok().then_some(member)
    }

    /// Says, signed, that this member has looked at the envelope of this receipt, although there is no record in it to read.
    pub fn acknowledge(&self, receipt: &Receipt, now: Millis) -> Acknowledgement {
        acknowledgement::sign(&self.member, receipt, now)
    }

    /// Who looked at the envelope of this receipt, if their signature holds.
    pub fn looked_at_by(&self, receipt: &Receipt, said: &Acknowledgement) -> Option<&MemberEntry> {
        let member = self.signer(said.member)?;
        acknowledgement::check(&member.signing_key, receipt, said).is_ok().then_some(member)
    }

    pub(crate) fn keys(&self) -> &MemberKeys {
        &self.member
    }

    pub(crate) fn route_keys(&self, route: Route, kid: KeyId) -> Option<&RouteKeys> {
        self.routes.iter().find(|keys| keys.route() == route && keys.kid() == kid)
    }

    /// Keys of any of the member's routes as the directory has them now, and so can sign it.
    pub(crate) fn signing_route(&self) -> Option<&RouteKeys> {
        self.directory.routes.iter().find_map(|entry| self.route_keys(entry.route, entry.kid))
    }

    pub(crate) fn sealed_root_key(&self) -> Option<&Bytes> {
        self.root_key.as_ref()
    }

    pub(crate) fn receipt_keys(&self) -> &[Bytes] {
        &self.directory.receipt_keys
    }
}

#[cfg(test)]
mod tests {
    use companion_seal::Secret;

    use super::*;
    use crate::school::School;

    #[test]
    fn a_member_opens_their_own_routes_and_no_others() {
        let school = School::new();
        assert_eq!(school.keyring("dsl").routes(), [Route::Dsl]);
        assert_eq!(school.keyring("chair").routes(), [Route::Chair]);
        assert!(school.keyring("chair").holds(Route::Chair) && !school.keyring("chair").holds(Route::Dsl));
    }

    #[test]
    fn another_passphrase_opens_nothing() {
        let school = School::new();
        let refused =
            Keyring::unlock(school.id, &Secret::new([0; 32]), &school.session("dsl")).err().unwrap();
        assert_eq!(refused, UnlockError::Keys(SealError::Closed));
    }

    #[test]
    fn a_directory_of_another_root_is_not_believed_although_it_signs_itself() {
        let (school, other) = (School::new(), School::new());
        let mut answer = school.session("dsl");
        answer.directory = other.session("dsl").directory;
        let refused = Keyring::unlock(school.id, &school.wrap_key("dsl"), &answer).err();
        assert_eq!(refused, Some(UnlockError::Directory(DirectoryError::Foreign)));
    }

    #[test]
    fn route_keys_that_do_not_open_are_named_and_the_others_work() {
        let school = School::new();
        let mut answer = school.session("dsl");
        answer.route_keys.extend(school.session("head").route_keys);
        let keyring = Keyring::unlock(school.id, &school.wrap_key("dsl"), &answer).unwrap();
        assert!(keyring.holds(Route::Head));
        assert_eq!((keyring.routes(), keyring.closed), (vec![Route::Dsl], vec![Route::Head]));
    }
}
