//! The first member of a route: an administrator invites them, their own browser makes the route's keys, and the
//! administrator's root key introduces these once both have compared six words.

use companion_model::{
    Millis, Route,
    wire::{
        Bytes,
        v1::{
            ConfirmationRequest, Directory, InvitedMember, JoiningOffer, JoiningRequest, MemberEntry,
            RouteInvitationRequest, SignedDirectory, WaitingMember,
        },
    },
};
use companion_seal::{
    SealError, Secret, comparison, digest,
    directory::{self, DirectoryError, Trust},
    invitation::{self, Invitation},
    joining::RouteInvitation,
    root::{self, RootKey},
    route_keys::RouteKeys,
};
use uuid::Uuid;

use crate::{
    founding::{Founder, Member, VALID_FOR, sealed_to},
    inbox_route::Visitor,
    keyring::Keyring,
    staff::LinkLifetime,
};

/// Why nobody was invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum InvitationError {
    /// The root key is not this member's.
    NotAdministrator,
    /// The route has somebody.
    HasSomebody,
    /// One's own name.
    Oneself,
    /// No key or link was made.
    Keys(#[from] SealError),
}

/// Why somebody could not join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum JoiningError {
    /// The endpoint's directory is not the one of the link.
    Directory(#[from] DirectoryError),
    /// Whoever made the link is not a member, or not any more.
    UnknownInviter,
    /// The route has somebody by now.
    HasSomebody,
    /// A key could not be made.
    Keys(#[from] SealError),
}

/// Why somebody who waits can't be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum ConfirmationError {
    /// The proof fits only the link that another member made.
    NotYours,
    /// The keys are not from whoever held the link, or were changed since.
    NotProved,
    /// The route has somebody by now.
    HasSomebody,
    /// The root key does not open, or is not the school's.
    OtherRoot,
    /// The newer directory could not be signed.
    Keys(#[from] SealError),
}

/// Somebody who has joined on this side: what is sent, and what their kit prints.
pub struct Joined {
    /// What is sent to the endpoint. The same request may be sent again after a lost answer.
    pub request: JoiningRequest,
    /// The route's keys.
    pub keys: RouteKeys,
    /// What the administrator compares.
    pub words: String,
}

/// What the link leads to, once the directory is known to be the link's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The school's name.
    pub school_name: String,
    /// Who invites, and by which number they are reached.
    pub inviting: MemberEntry,
    /// Names that others sign in with.
    pub sign_in_names: Vec<String>,
}

/// What the endpoint offers, checked against the link.
///
/// # Errors
/// [`JoiningError`]; nothing was made.
pub fn offered(link: &RouteInvitation, offer: &JoiningOffer) -> Result<Offered, JoiningError> {
    let RouteInvitation { route, invitation } = link;
    let Invitation { school, root_fingerprint, .. } = invitation;
    let trust = Trust::Pinned { school: *school, root_fingerprint, known: None };
    let known = directory::verify(&offer.directory, trust)?;
    if known.routes.iter().any(|entry| entry.route == *route) {
        return Err(JoiningError::HasSomebody);
    }
    let inviting =
        known.routes.iter().flat_map(|entry| &entry.members).find(|one| one.id == offer.invited_by);
    let inviting = inviting.cloned().ok_or(JoiningError::UnknownInviter)?;
    let sign_in_names = offer.sign_in_names.clone();
    Ok(Offered { school_name: known.school_name, inviting, sign_in_names })
}

/// Makes member and route.
///
/// # Errors
/// [`JoiningError`]; nothing has been sent to anybody.
pub fn join(link: &RouteInvitation, founder: &Founder, now: Millis) -> Result<Joined, JoiningError> {
    let Invitation { school, root_fingerprint, .. } = &link.invitation;
    let (member, keys) = (Member::new(founder, now)?, RouteKeys::generate(link.route)?);
    let entry = directory::unintroduced(*school, &keys, vec![member.as_entry(*school)]);
    let (words, proof) = (comparison::route_words(*school, &entry), link.proof(&entry));
    let route_key = sealed_to(*school, &keys, &member.keys)?;
    let request = JoiningRequest { member: member.as_new(root_fingerprint)?, route_key, entry, proof };
    Ok(Joined { request, keys, words })
}

/// How the new member will sign in.
pub fn visitor(link: &RouteInvitation, sign_in_name: &str) -> Visitor {
    Visitor { school: link.invitation.school, sign_in_name: sign_in_name.to_owned() }
}

/// The link of an invitation.
pub fn joining_link(origin: &str, link: &RouteInvitation) -> String {
    format!("{}/inbox/join#{}", origin.trim_end_matches('/'), *link.to_fragment())
}

impl Keyring {
    /// Invites a route's first member: what the link carries, and what the endpoint is told of it.
    ///
    /// # Errors
    /// [`InvitationError`].
    pub fn invite_member(
        &self,
        id: Uuid,
        route: Route,
        name: &str,
        lifetime: LinkLifetime,
    ) -> Result<(RouteInvitation, RouteInvitationRequest), InvitationError> {
        if !self.is_administrator() {
            return Err(InvitationError::NotAdministrator);
        }
        if self.has_somebody(route) {
            return Err(InvitationError::HasSomebody);
        }
        if self.name.trim().to_lowercase() == name.trim().to_lowercase() {
            return Err(InvitationError::Oneself);
        }
        let secret = Secret::random()?;
        let sealed_secret = invitation::seal_secret(&secret, id, &self.keys().encryption_key())?;
        let link = self.link(route, secret);
        let (code_sha256, name) = (digest(link.code().as_bytes()).into(), name.trim().to_owned());
        let (lives_s, by) = (lifetime.seconds(), Some(self.member()));
        Ok((link, RouteInvitationRequest { id, route, name, code_sha256, sealed_secret, lives_s, by }))
    }

    /// Whether somebody holds this route, as the directory has it.
    pub fn has_somebody(&self, route: Route) -> bool {
        self.directory.routes.iter().any(|entry| entry.route == route)
    }

    /// Who waits by an invitation of this member's, if their keys come from whoever held the link.
    ///
    /// # Errors
    /// [`ConfirmationError`]: they can only be refused.
    pub fn proved<'a>(
        &self,
        invited: &'a InvitedMember,
        waiting: &'a WaitingMember,
    ) -> Result<&'a MemberEntry, ConfirmationError> {
        if invited.invited_by != self.member() {
            return Err(ConfirmationError::NotYours);
        }
        let refused = |_| ConfirmationError::NotProved;
        let (sealed, box_key) = (&invited.sealed_secret, self.keys().box_key());
        let secret = invitation::open_secret(sealed, invited.id, box_key).map_err(refused)?;
        let WaitingMember { entry, proof } = waiting;
        self.link(invited.route, secret).check_proof(entry, proof).map_err(refused)?;
        directory::check_own_signature(self.school, entry).map_err(refused)?;
        let [person] = entry.members.as_slice() else { return Err(ConfirmationError::NotProved) };
        if entry.route != invited.route || self.colleague(person.id).is_some() {
            return Err(ConfirmationError::NotProved);
        }
        if self.has_somebody(entry.route) {
            return Err(ConfirmationError::HasSomebody);
        }
        Ok(person)
    }

    /// Introduces who waits: the directory with their route in it.
    ///
    /// # Errors
    /// [`ConfirmationError`]; nothing has been sent to anybody.
    pub fn confirm(
        &self,
        invited: &InvitedMember,
        waiting: &WaitingMember,
        now: Millis,
    ) -> Result<ConfirmationRequest, ConfirmationError> {
        self.proved(invited, waiting)?;
        let root = self.open_root_key()?;
        let known = &self.directory;
        let added = directory::introduce(&root, self.school, &waiting.entry)?;
        let newer = Directory {
            version: known.version + 1,
            issued_at: now,
            valid_until: now.saturating_add(VALID_FOR),
            routes: known.routes.iter().cloned().chain([added]).collect(),
            ..known.clone()
        };
        let signer = self.signing_route().ok_or(SealError::Malformed("the route's keys"))?;
        Ok(ConfirmationRequest { directory: directory::sign(&newer, signer)? })
    }

    /// Whether an office that has nobody here has somebody by now, in a newer directory of this school: this desk is the
    /// earlier one's then.
    pub fn is_filled_by(&self, route: Route, newest: &SignedDirectory) -> bool {
        let root_fingerprint = &root::fingerprint(&self.directory.root_key);
        let trust = Trust::Pinned { school: self.school, root_fingerprint, known: Some(&self.directory) };
        let newest = directory::verify(newest, trust);
        !self.has_somebody(route) && newest.is_ok_and(|newest| directory::route(&newest, route).is_some())
    }

    /// For as long as it is needed.
    fn open_root_key(&self) -> Result<RootKey, ConfirmationError> {
        let sealed: &Bytes = self.sealed_root_key().ok_or(ConfirmationError::NotYours)?;
        let root = RootKey::open(self.school, self.member(), self.keys().box_key(), sealed);
        let is_ours = |root: &RootKey| root.public() == self.directory.root_key;
        root.ok().filter(is_ours).ok_or(ConfirmationError::OtherRoot)
    }

    fn link(&self, route: Route, secret: Secret<16>) -> RouteInvitation {
        let root_fingerprint = root::fingerprint(&self.directory.root_key);
        RouteInvitation { route, invitation: Invitation { school: self.school, secret, root_fingerprint } }
    }

    /// The words of each route's keys, as phones show them.
    pub fn words_of_routes(&self) -> Vec<(Route, String)> {
        let words = |entry| comparison::route_words(self.school, entry);
        self.directory.routes.iter().map(|entry| (entry.route, words(entry))).collect()
    }

    /// The words of the keys that wait, as their maker's screen shows them.
    pub fn words_of(&self, waiting: &WaitingMember) -> String {
        comparison::route_words(self.school, &waiting.entry)
    }
}

#[cfg(test)]
mod tests;
