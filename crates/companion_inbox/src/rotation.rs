//! A route's key is changed: in the browser of its member, by the signature of the key before. What was sealed to the
//! earlier key still opens.

use companion_model::{
    Millis, Route,
    wire::v1::{Directory, DirectoryRequest, SealedRouteKey},
};
use companion_seal::{SealError, directory, route_keys::RouteKeys};

use crate::desk::Desk;

/// A new key on this side: what is sent, and what the kit prints.
pub struct Rotated {
    /// The new keys.
    pub keys: RouteKeys,
    /// What is sent to the endpoint. The same again, after a lost answer, is refused and changes nothing.
    pub request: DirectoryRequest,
}

/// Why no key was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RotationError {
    /// The route is not this member's.
    #[error("These keys are not yours to change. Nothing was changed.")]
    NotYours,
    /// Somebody else holds the route too, and would be without its new key.
    #[error(
        "Somebody else opens these records too, and would be without the new key. Nothing was changed: changing a key that \
         several people hold is not in this version."
    )]
    Shared,
    /// A key could not be made.
    #[error("The key could not be made: {0}. Nothing was changed; try another browser.")]
    Keys(#[from] SealError),
}

impl Desk {
    /// Makes a route's new keys, and the directory that tells every phone of them.
    ///
    /// # Errors
    /// [`RotationError`]; nothing has been sent to anybody.
    pub fn rotate(&self, route: Route, now: Millis) -> Result<Rotated, RotationError> {
        let known = &self.directory;
        let entry = directory::route(known, route).ok_or(RotationError::NotYours)?;
        let before = self.route_keys(route, entry.kid).ok_or(RotationError::NotYours)?;
        let me = self.member();
        if entry.members.iter().any(|member| member.id != me) {
            return Err(RotationError::Shared);
        }
        let keys = RouteKeys::generate(route)?;
        let next = directory::succeed(self.school, entry, before, &keys)?;
        let routes = known.routes.iter().map(|entry| if entry.route == route { &next } else { entry });
        let newer = Directory {
            version: known.version + 1,
            issued_at: now,
            valid_until: now.saturating_add(crate::founding::VALID_FOR),
            routes: routes.cloned().collect(),
            ..known.clone()
        };
        let sealed = keys.seal_to(self.school, me, &self.keys().encryption_key())?;
        let route_keys = vec![SealedRouteKey { route, kid: keys.kid(), member: me, sealed }];
        let directory = directory::sign(&newer, &keys)?;
        Ok(Rotated { keys, request: DirectoryRequest { directory, route_keys } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::school::{NOW, School};

    #[test]
    fn what_was_sealed_before_still_opens_and_a_phone_believes_the_new_key() {
        let mut school = School::new();
        let (phone, on_file) = school.enrols("dsl");
        let before = phone.delivers(&school, &phone.writes(Route::Dsl, "Before"), &on_file);
        let known = school.desk("dsl").directory;

        school.publishes(school.desk("dsl").rotate(Route::Dsl, NOW).unwrap().request);
        let desk = school.desk("dsl");
        assert_eq!((desk.directory.version, desk.closed.as_slice()), (known.version + 1, &[][..]));
        assert_eq!(desk.routes(), [Route::Dsl]);
        let after = phone.delivers(&school, &phone.writes(Route::Dsl, "After"), &on_file);
        for (envelope, words) in [(before, "Before"), (after, "After")] {
            assert_eq!(desk.open(envelope).concern().unwrap().content.verbatim, words);
        }
        // And once more: the earliest key is known by the whole row.
        school.publishes(desk.rotate(Route::Dsl, NOW).unwrap().request);
        assert!(school.desk("dsl").closed.is_empty());
    }

    #[test]
    fn nobody_changes_the_key_of_a_route_they_do_not_hold() {
        let school = School::new();
        let refused = school.desk("dsl").rotate(Route::Head, NOW).err();
        assert_eq!(refused, Some(RotationError::NotYours));
    }
}
