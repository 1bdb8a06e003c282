//! Somebody between the phone and its school answers with a directory of their own, signed by their own keys: it is
//! refused by name, and the people to phone stay the school's.

use companion_model::wire::Bytes;
use companion_model::wire::v1::{Directory, MemberEntry, address};
use companion_model::{Route, wire::v1::SignedDirectory};
use companion_seal::directory;
use companion_seal::root::RootKey;
use companion_seal::route_keys::RouteKeys;
use uuid::Uuid;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::proxy::{Fault, Matching};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const DIRECTORY: Matching = Matching::new("GET", address::DIRECTORY);
const STRANGER: &str = "Plainly invented stranger";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.proxy.plays(Fault::Forged(DIRECTORY, serde_json::to_string(&a_strangers_directory()?)?));
    world.phone.opens("/call").await?;
    world.phone.sees("The app refused a list of keys that may not be your school's, because the list of keys belongs to another school.").await?;
    world.phone.sees("Nothing on this phone has changed").await?;
    world.phone.sees("Demonstration DSL").await?;
    world.phone.does_not_see(STRANGER).await?;

    world.proxy.behaves();
    world.phone.opens("/call").await?;
    world.phone.sees("Demonstration DSL").await?;
    world.phone.does_not_see("The app refused a list of keys").await
}

/// Whole and rightly signed, by the keys of somebody else.
fn a_strangers_directory() -> TestResult<SignedDirectory> {
    let (root, keys) = (RootKey::generate()?, RouteKeys::generate(Route::Dsl)?);
    let school = Uuid::from_u128(1);
    let stranger = MemberEntry {
        id: Uuid::from_u128(2),
        name: STRANGER.to_owned(),
        role: "Nobody".to_owned(),
        phone: "01632 960999".to_owned(),
        signing_key: Bytes(vec![0; 32]),
        sealing: None,
    };
    let directory = Directory {
        v: 1,
        school,
        school_name: "Another school".to_owned(),
        version: 1_000,
        issued_at: 0,
        valid_until: i64::MAX,
        root_key: root.public(),
        routes: vec![directory::entry(&root, school, &keys, vec![stranger])],
        receipt_keys: Vec::new(),
        contacts: Vec::new(),
        lock_after_min: None,
    };
    Ok(directory::sign(&directory, &keys)?)
}
