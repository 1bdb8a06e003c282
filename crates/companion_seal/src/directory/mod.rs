//! The signed directory: who can receive, by which keys. A phone refuses an unsigned, older or foreign one.

use companion_model::{
    Route,
    wire::{
        Bytes, read,
        v1::{Directory, FormerMembers, MemberEntry, Predecessor, RouteEntry, SignedDirectory},
    },
};
use uuid::Uuid;

use crate::{SealError, member::check_sealing_key, root, root::RootKey, route_keys::RouteKeys, signing};

const ENTRY: &str = "route entry";
const DIRECTORY: &str = "directory";
const SUCCESSION: &str = "succession";
const FORMER: &str = "former members";

/// Why a directory is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// Not text this version understands.
    #[error("the school's list of keys can't be read")]
    Unreadable,
    /// A signature is missing or wrong.
    #[error("the school's list of keys isn't signed by the school")]
    Unsigned,
    /// Signed, but older than the one already here.
    #[error("the school's list of keys is older than the one on this phone")]
    Older,
    /// Signed by another school's keys, or a route's key changed without its own signature.
    #[error("the list of keys belongs to another school")]
    Foreign,
}

/// What a directory is checked against.
#[derive(Clone, Copy)]
pub enum Trust<'a> {
    /// Only against itself: the endpoint at set-up, or a member who made the keys.
    Itself,
    /// Against the fingerprint pinned at enrolment.
    Pinned {
        /// The school.
        school: Uuid,
        /// The root key's fingerprint.
        root_fingerprint: &'a [u8; 32],
        /// The directory already believed, if any.
        known: Option<&'a Directory>,
    },
}

/// Makes a route's entry: introduced by the root key, signed by the route itself.
pub fn entry(root: &RootKey, school: Uuid, keys: &RouteKeys, members: Vec<MemberEntry>) -> RouteEntry {
    let introduction = root.introduce(school, keys.route(), &keys.signing_key());
    RouteEntry { introduction, ..unintroduced(school, keys, members) }
}

/// Makes the entry of a route that the root key is still to introduce: signed by the route itself, and believed by no phone
/// yet.
pub fn unintroduced(school: Uuid, keys: &RouteKeys, members: Vec<MemberEntry>) -> RouteEntry {
    let mut entry = RouteEntry {
        route: keys.route(),
        kid: keys.kid(),
        encryption_key: keys.encryption_key(),
        signing_key: keys.signing_key(),
        introduction: Vec::new().into(),
        succession: Vec::new(),
        members,
        signature: Vec::new().into(),
        former: None,
    };
    entry.signature = with_entry_parts(school, &entry, |parts| keys.signing().sign(ENTRY, parts));
    entry
}

/// Introduces what [`unintroduced`] made in somebody else's browser; keys and people stay as the route itself signed them.
///
/// # Errors
/// [`SealError`] if the route did not sign it.
pub fn introduce(root: &RootKey, school: Uuid, entry: &RouteEntry) -> Result<RouteEntry, SealError> {
    check_own_signature(school, entry)?;
    let introduction = root.introduce(school, entry.route, &entry.signing_key);
    Ok(RouteEntry { introduction, ..entry.clone() })
}

/// Checks that a new route's key, which succeeds no other, signed the entry's encryption key and people.
///
/// # Errors
/// [`SealError`] if it did not.
pub fn check_own_signature(school: Uuid, entry: &RouteEntry) -> Result<(), SealError> {
    if entry.kid != crate::kid(&entry.encryption_key.0) || !entry.succession.is_empty() {
        return Err(SealError::Malformed("a route's key"));
    }
    with_entry_parts(school, entry, |parts| {
        signing::verify(&entry.signing_key, ENTRY, parts, &entry.signature)
    })
}

/// Makes the entry of a route whose keys are changed: the keys before sign for the new ones, and the root key is not
/// needed. Whoever is not among `members` any more is remembered as somebody who was.
///
/// # Errors
/// [`SealError::Malformed`] if the keys before are not the entry's, or the new ones another route's.
pub fn succeed(
    school: Uuid,
    entry: &RouteEntry,
    before: &RouteKeys,
    keys: &RouteKeys,
    members: Vec<MemberEntry>,
) -> Result<RouteEntry, SealError> {
    if entry.signing_key != before.signing_key() || entry.route != keys.route() {
        return Err(SealError::Malformed("the route's keys"));
    }
    let parts = [school.as_bytes().as_slice(), entry.route.name().as_bytes(), &keys.signing_key().0];
    let signature = before.signing().sign(SUCCESSION, &parts);
    let mut succession = entry.succession.clone();
    succession.push(Predecessor { signing_key: before.signing_key(), signature });
    let mut next = RouteEntry {
        kid: keys.kid(),
        encryption_key: keys.encryption_key(),
        signing_key: keys.signing_key(),
        succession,
        former: remembered(school, entry, keys, &members),
        members,
        ..entry.clone()
    };
    next.signature = with_entry_parts(school, &next, |parts| keys.signing().sign(ENTRY, parts));
    Ok(next)
}

fn remembered(
    school: Uuid,
    before: &RouteEntry,
    keys: &RouteKeys,
    staying: &[MemberEntry],
) -> Option<FormerMembers> {
    let stays = |member: &&MemberEntry| staying.iter().any(|one| one.id == member.id);
    let all = former(school, before).iter().chain(&before.members);
    let left = all.filter(|member| !stays(member));
    let members: Vec<_> = left.map(|member| MemberEntry { sealing: None, ..member.clone() }).collect();
    (!members.is_empty()).then(|| {
        let signature =
            with_people_parts(school, keys.route(), &members, |parts| keys.signing().sign(FORMER, parts));
        FormerMembers { members, signature }
    })
}

/// The people who were taken out of a route, by its own word; none where that does not hold.
pub fn former(school: Uuid, entry: &RouteEntry) -> &[MemberEntry] {
    let Some(FormerMembers { members, signature }) = &entry.former else { return &[] };
    let holds = with_people_parts(school, entry.route, members, |parts| {
        signing::verify(&entry.signing_key, FORMER, parts, signature)
    });
    if holds.is_ok() { members } else { &[] }
}

/// Whether every sealing key that an entry has is its member's own. One that is missing says nothing false.
pub fn has_own_sealing_keys(school: Uuid, entry: &RouteEntry) -> bool {
    let mut members = entry.members.iter();
    members.all(|member| member.sealing.is_none() || check_sealing_key(school, member).is_ok())
}

/// Whether a route's signing key is this entry's, or came before it.
pub fn is_of(entry: &RouteEntry, signing_key: &Bytes) -> bool {
    entry.signing_key == *signing_key || entry.succession.iter().any(|one| one.signing_key == *signing_key)
}

/// Signs a directory with the keys of one of its routes.
///
/// # Errors
/// [`SealError::Malformed`] if it can't be written as JSON, which no directory of this type is.
pub fn sign(directory: &Directory, keys: &RouteKeys) -> Result<SignedDirectory, SealError> {
    let body = serde_json::to_string(directory).map_err(|_| SealError::Malformed("the directory"))?;
    let signature = keys.signing().sign(DIRECTORY, &[keys.route().name().as_bytes(), body.as_bytes()]);
    Ok(SignedDirectory { body, signed_by: keys.route(), signature })
}

/// Checks every signature of a directory and gives what it says.
///
/// # Errors
/// [`DirectoryError`] names what is wrong; the phone keeps the directory it has.
pub fn verify(signed: &SignedDirectory, trust: Trust<'_>) -> Result<Directory, DirectoryError> {
    let directory: Directory = read(signed.body.as_bytes()).map_err(|_| DirectoryError::Unreadable)?;
    if directory.v != 1 {
        return Err(DirectoryError::Unreadable);
    }
    if let Trust::Pinned { school, root_fingerprint, .. } = trust
        && (directory.school != school || root::fingerprint(&directory.root_key) != *root_fingerprint)
    {
        return Err(DirectoryError::Foreign);
    }
    for entry in &directory.routes {
        check_entry(&directory, entry).map_err(|_| DirectoryError::Unsigned)?;
    }
    check_signature(&directory, signed).map_err(|_| DirectoryError::Unsigned)?;
    if let Trust::Pinned { known: Some(known), .. } = trust {
        check_succession(known, &directory)?;
    }
    Ok(directory)
}

/// The entry of a route, if the school has enrolled a member for it.
pub fn route(directory: &Directory, route: Route) -> Option<&RouteEntry> {
    directory.routes.iter().find(|entry| entry.route == route && !entry.members.is_empty())
}

fn check_entry(directory: &Directory, entry: &RouteEntry) -> Result<(), SealError> {
    if entry.kid != crate::kid(&entry.encryption_key.0) {
        return Err(SealError::Malformed("a route's key"));
    }
    let RouteEntry { route, signing_key, introduction, succession, .. } = entry;
    let first = succession.first().map_or(signing_key, |first| &first.signing_key);
    root::check_introduction(&directory.root_key, directory.school, *route, first, introduction)?;
    let next = succession.iter().skip(1).map(|one| &one.signing_key).chain([signing_key]);
    for (one, next) in succession.iter().zip(next) {
        let parts = [directory.school.as_bytes().as_slice(), route.name().as_bytes(), &next.0];
        signing::verify(&one.signing_key, SUCCESSION, &parts, &one.signature)?;
    }
    with_entry_parts(directory.school, entry, |parts| {
        signing::verify(&entry.signing_key, ENTRY, parts, &entry.signature)
    })
}

fn check_signature(directory: &Directory, signed: &SignedDirectory) -> Result<(), SealError> {
    let signer = directory.routes.iter().find(|entry| entry.route == signed.signed_by);
    let signer = signer.ok_or(SealError::BadSignature)?;
    let parts = [signed.signed_by.name().as_bytes(), signed.body.as_bytes()];
    signing::verify(&signer.signing_key, DIRECTORY, &parts, &signed.signature)
}

/// A route's key is changed by the signature of the one before, however often since this phone last heard.
fn check_succession(known: &Directory, new: &Directory) -> Result<(), DirectoryError> {
    if new.version < known.version {
        return Err(DirectoryError::Older);
    }
    // None is dropped, either: by what one route signs, records about its people must not lose their way to another.
    let is_kept = |old: &RouteEntry| {
        let mut same = new.routes.iter().filter(|entry| entry.route == old.route);
        same.next().is_some_and(|entry| is_of(entry, &old.signing_key)) && same.next().is_none()
    };
    if known.routes.iter().all(is_kept) { Ok(()) } else { Err(DirectoryError::Foreign) }
}

fn with_entry_parts<T>(school: Uuid, entry: &RouteEntry, then: impl FnOnce(&[&[u8]]) -> T) -> T {
    let mut parts: Vec<&[u8]> =
        vec![school.as_bytes(), entry.route.name().as_bytes(), &entry.kid.0, &entry.encryption_key.0];
    entry.members.iter().for_each(|member| parts.extend(person(member)));
    then(&parts)
}

fn with_people_parts<T>(
    school: Uuid,
    route: Route,
    members: &[MemberEntry],
    then: impl FnOnce(&[&[u8]]) -> T,
) -> T {
    let mut parts: Vec<&[u8]> = vec![school.as_bytes(), route.name().as_bytes()];
    members.iter().for_each(|member| parts.extend(person(member)));
    then(&parts)
}

/// Without the sealing key, which the member signs: what was signed before there was one must stay the same bytes.
fn person(member: &MemberEntry) -> [&[u8]; 5] {
    let MemberEntry { id, name, role, phone, signing_key, sealing: _ } = member;
    [id.as_bytes(), name.as_bytes(), role.as_bytes(), phone.as_bytes(), &signing_key.0]
}

#[cfg(test)]
mod tests;
