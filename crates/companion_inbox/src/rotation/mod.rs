//! A route's key is changed: in the browser of one of its members, by the signature of the key before; and somebody is taken
//! out of the route by it. What was sealed to the earlier key still opens for those who stay.

use companion_model::{
    Millis, Route,
    wire::{
        Bytes,
        v1::{Directory, DirectoryRequest, MemberEntry, RouteEntry, SealedRouteKey},
    },
};
use companion_seal::{SealError, directory, member::check_sealing_key, route_keys::RouteKeys};
use uuid::Uuid;

use crate::keyring::Keyring;

/// A new key on this side: what is sent, and what the kit prints.
pub struct Rotated {
    /// The new keys.
    pub keys: RouteKeys,
    /// Who is taken out of the route with it.
    pub removed: Option<String>,
    /// What is sent to the endpoint. The same again, after a lost answer, is taken as done and changes nothing.
    pub request: DirectoryRequest,
}

/// Why no key was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum RotationError {
    /// The route is not this member's.
    NotYours,
    /// Nobody takes themselves out: the new key would be in the hands of somebody who has left.
    Yourself,
    /// The directory names nobody of this id for the route.
    NotThere,
    /// Somebody can't be given the new key: no key of theirs is in the directory, or it is not by their own word.
    NoSealingKey(String),
    /// A key could not be made.
    Keys(#[from] SealError),
}

impl Keyring {
    /// Makes a route's new keys, sealed to each of its people, and the directory that tells every phone of them.
    ///
    /// # Errors
    /// [`RotationError`]; nothing has been sent to anybody.
    pub fn rotate(&self, route: Route, now: Millis) -> Result<Rotated, RotationError> {
        self.change_key(route, None, now)
    }

    /// The same without one of its people, who gets neither the new keys nor anything that is sealed to them.
    ///
    /// # Errors
    /// [`RotationError`]; nothing has been sent to anybody.
    pub fn remove(&self, route: Route, who: Uuid, now: Millis) -> Result<Rotated, RotationError> {
        if who == self.member() {
            return Err(RotationError::Yourself);
        }
        self.change_key(route, Some(who), now)
    }

    fn change_key(&self, route: Route, removed: Option<Uuid>, now: Millis) -> Result<Rotated, RotationError> {
        let known = &self.directory;
        let entry = directory::route(known, route).ok_or(RotationError::NotYours)?;
        let before = self.route_keys(route, entry.kid).ok_or(RotationError::NotYours)?;
        let named = |id: Uuid| entry.members.iter().find(|member| member.id == id);
        let leaving = removed.map(|id| named(id).ok_or(RotationError::NotThere)).transpose()?;
        let staying = self.staying(entry, removed);
        let boxes = self.boxes(&staying)?;
        let keys = RouteKeys::generate(route)?;
        let next = directory::succeed(self.school, entry, before, &keys, staying)?;
        let routes = known.routes.iter().map(|entry| if entry.route == route { &next } else { entry });
        let newer = Directory {
            version: known.version + 1,
            issued_at: now,
            valid_until: now.saturating_add(crate::founding::VALID_FOR),
            routes: routes.cloned().collect(),
            ..known.clone()
        };
        let sealed_to = |(member, key): (Uuid, Bytes)| {
            let sealed = keys.seal_to(self.school, member, &key)?;
            Ok(SealedRouteKey { route, kid: keys.kid(), member, sealed })
        };
        let route_keys = boxes.into_iter().map(sealed_to).collect::<Result<_, SealError>>()?;
        let directory = directory::sign(&newer, &keys)?;
        let removed = leaving.map(|member| member.name.clone());
        Ok(Rotated { keys, removed, request: DirectoryRequest { directory, route_keys } })
    }

    /// Who stays; this member with their own sealing key, which a directory of an earlier release lacks.
    fn staying(&self, entry: &RouteEntry, removed: Option<Uuid>) -> Vec<MemberEntry> {
        let staying = entry.members.iter().filter(|member| Some(member.id) != removed).cloned();
        let with_mine = staying.map(|member| {
            let is_me = member.id == self.member();
            let sealing =
                if is_me { Some(self.keys().sealing_key(self.school)) } else { member.sealing.clone() };
            MemberEntry { sealing, ..member }
        });
        with_mine.collect()
    }

    /// What the new keys are sealed to, for each member; or who has nothing that is theirs by their own word.
    fn boxes(&self, members: &[MemberEntry]) -> Result<Vec<(Uuid, Bytes)>, RotationError> {
        let (mut boxes, mut without) = (Vec::new(), Vec::new());
        for member in members {
            match check_sealing_key(self.school, member) {
                Ok(key) => boxes.push((member.id, key.clone())),
                Err(_) => without.push(member.name.as_str()),
            }
        }
        if without.is_empty() { Ok(boxes) } else { Err(RotationError::NoSealingKey(without.join(", "))) }
    }
}

#[cfg(test)]
mod tests;
