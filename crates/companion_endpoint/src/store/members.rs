//! The people of the receiving side, and the keys that are sealed to them.

use companion_model::{
    Route,
    wire::v1::{NewMember, SealedRootKey, SealedRouteKey},
};
use uuid::Uuid;

use super::StoreResult;

/// The members of a school.
pub trait Members {
    /// A member by id, named by a directory or not.
    fn member(&mut self, school: Uuid, id: Uuid) -> StoreResult<Option<NewMember>>;
    /// A member by sign-in name, named by a directory or not.
    fn member_of_name(&mut self, school: Uuid, sign_in_name: &str) -> StoreResult<Option<NewMember>>;
    /// Every name that a member signs in with.
    fn sign_in_names(&mut self, school: Uuid) -> StoreResult<Vec<String>>;
    /// Adds a member.
    fn add_member(&mut self, school: Uuid, member: &NewMember) -> StoreResult<()>;
    /// Every route's key that was ever sealed to a member.
    fn route_keys(&mut self, school: Uuid, member: Uuid) -> StoreResult<Vec<SealedRouteKey>>;
    /// Everybody to whom a key of this route was ever sealed.
    fn holders(&mut self, school: Uuid, route: Route) -> StoreResult<Vec<Uuid>>;
    /// Adds a route's key that is sealed to a member.
    fn add_route_key(&mut self, school: Uuid, key: &SealedRouteKey) -> StoreResult<()>;
    /// The root key that is sealed to a member.
    fn root_key(&mut self, school: Uuid, member: Uuid) -> StoreResult<Option<SealedRootKey>>;
    /// Adds the root key, sealed to a member.
    fn add_root_key(&mut self, school: Uuid, key: &SealedRootKey) -> StoreResult<()>;
}
