//! A private window or a setting refuses all storage: briefings and numbers open while there is signal, and the page
//! says that this phone can't keep a record, why, and what to do instead.

use super::the_briefing_opens_without_signal::the_briefing_is_the_sources;
use crate::engine::{Engine, Refusing};
use crate::matrix::Engines;
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::AllBut(Engine::Webkit, "WebKitGTK has no setting that refuses storage");

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::with_a_phone_refusing(Refusing::Storage, engine).await?;
    let links = world.school().await?;
    world.phone.opens("/record").await?;
    world.phone.sees("This phone can't save a record").await?;
    world.phone.sees("Write on paper what you saw, and what the child said").await?;
    world.phone.is_looked_at("cannot-keep").await?;
    world.phone.opens(&links.enrolment).await?;
    world.phone.sees("This phone can't save a record").await?;
    world.phone.opens("/").await?;
    world.phone.presses("Who to call").await?;
    world.phone.sees("Phone 999").await?;
    world.phone.opens("/read/cce").await?;
    the_briefing_is_the_sources(&world.phone).await
}
