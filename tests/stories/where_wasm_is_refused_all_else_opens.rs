//! A phone in Lockdown, or a school's policy, refuses WebAssembly: the briefing and the numbers open, without signal
//! too, and the page says that this phone can't keep a record and what to do instead.

use super::the_briefing_opens_without_signal::the_briefing_is_the_sources;
use crate::engine::{Engine, Refusing};
use crate::matrix::Engines;
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::All;

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::with_a_phone_refusing(Refusing::Wasm, engine).await?;
    world.phone.opens("/").await?;
    world.phone.waits_for_the_worker().await?;
    world.loses_signal().await?;
    world.phone.opens("/record").await?;
    world.phone.sees("This page can't save a record").await?;
    world.phone.sees("Write on paper what you saw, and what the child said").await?;
    world.phone.sees("Phone the DSL now").await?;
    world.phone.sees("Phone 999").await?;
    world.phone.opens("/read/cce").await?;
    world.phone.sees("This page can't save a record").await?;
    the_briefing_is_the_sources(&world.phone).await
}
