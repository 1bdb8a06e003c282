//! A broken link, a spent link and a wrong PIN each say what is still there and what to do next. A link that has set up this
//! very phone says that.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

/// What another phone would know of it.
const FORGETS_ITS_LINKS: &str = "for (const name of Object.keys(localStorage)) {
      if (name.startsWith('link:')) localStorage.removeItem(name);
    }";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.opens("/enrol#AQID").await?;
    world.phone.sees("Part of this link is missing").await?;
    world.phone.sees("ask your DSL for a new one").await?;
    let used = world.school().await?.enrolment;
    world.phone.opens(&used).await?;
    world.phone.sees("This link has already been used to set up this phone.").await?;
    world.phone.presses("Open my records").await?;
    world.phone.sees("Your PIN").await?;
    world.phone.asks(FORGETS_ITS_LINKS, json!([])).await?;
    world.phone.opens(&used).await?;
    world
        .phone
        .sees("This link no longer works. It was used or withdrawn, or has expired. Each link sets up one phone.")
        .await?;
    world.phone.sees("Ask your DSL for a new link.").await?;
    world.phone.does_not_see("Asking the school who this link is for").await?;
    world.phone.sees("Try again").await?;

    world.phone.opens("/records").await?;
    world.phone.sees("Your PIN").await?;
    world.phone.types("PIN", "135790").await?;
    world.phone.presses("Unlock").await?;
    world.phone.sees("That PIN is wrong. Your records are safe.").await?;
    world.phone.is_looked_at("unlock-wrong").await?;
    world.phone.opens("/records/not-an-id").await?;
    world.phone.sees("This page isn't here").await?;
    world.phone.is_looked_at("no-such-page").await?;
    world.phone.opens("/records").await?;
    world.phone.sees("Your PIN").await?;
    world.phone.types("PIN", "246813").await?;
    world.phone.presses("Unlock").await?;
    world.phone.sees("You have no records on this phone.").await
}
