//! The form on paper lies on the phone like a briefing: it opens with no signal and no PIN, with every question of the
//! record.

use companion_model::concern::Step;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::All;

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.is_closed().await?;
    world.phone.is_started_again().await?;
    world.phone.opens("/paper").await?;
    world.phone.sees("If anyone is in danger now, phone 999.").await?;
    for field in Step::all().flat_map(Step::fields) {
        world.phone.sees(&field.label_in("the DSL")).await?;
    }
    Ok(())
}
