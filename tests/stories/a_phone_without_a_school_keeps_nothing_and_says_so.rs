//! Before a school is set up there is nobody to receive a record and no key to encrypt it: the app says so, and what
//! to do until then. A link that is not whole says that too, and a link that was spent on another phone.

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    let links = world.school().await?;
    world.phone.opens("/record").await?;
    world.phone.sees("This phone isn't set up yet").await?;
    world.phone.sees("write on paper").await?;
    world.phone.is_looked_at("no-school").await?;
    world.phone.opens("/enrol#AQID").await?;
    world.phone.sees("Part of this link is missing").await?;
    world.phone.is_looked_at("enrol-not-whole").await?;

    let desk = world.desk().await?;
    desk.opens(&links.enrolment).await?;
    desk.types("Choose a PIN (6 digits or more)", "975310").await?;
    desk.types("Enter it again", "975310").await?;
    desk.presses("Set up this phone").await?;
    desk.sees("What do you need?").await?;

    world.phone.opens(&links.enrolment).await?;
    world.phone.reloads().await?;
    world.phone.types("Choose a PIN (6 digits or more)", "246813").await?;
    world.phone.types("Enter it again", "246813").await?;
    world.phone.presses("Set up this phone").await?;
    world.phone.sees("This link no longer works").await?;
    world.phone.sees("Ask your DSL for a new link").await
}
