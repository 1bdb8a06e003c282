//! The form on paper lies on the phone like a briefing: it opens with no signal and no PIN, with every question of the
//! record.

use companion_model::concern::{Step, field};

use crate::engine::Engine;
use crate::world::{TestResult, World};

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.is_closed().await?;
    world.phone.is_started_again().await?;
    world.phone.opens("/paper").await?;
    world.phone.sees("If anyone is in danger now, phone 999.").await?;
    for key in Step::all().flat_map(Step::fields) {
        let label = field(key).map(|field| field.label_in("the DSL")).unwrap_or_default();
        world.phone.sees(&label).await?;
    }
    Ok(())
}
