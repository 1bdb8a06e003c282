//! The endpoint loses its disk and is restored from a backup made before the delivery: it has the concern again, by
//! itself, in a new epoch.

use std::time::Duration;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World, soon};

pub const ENGINES: Engines = Engines::AndOnPostgres(&Engines::Only(Engine::Chromium, TOLD_ONCE));

const WORDS: &str = "Plainly invented: he owes them money.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let backup = world.folder().join("backup");
    world.endpoint.backs_up_to(&backup).await?;
    world.phone.writes(WORDS).await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await?;
    let lost = world.records_of_the_dsl().await?.pop().ok_or("the school has no record")?;

    world.proxy.refuses().await;
    world.endpoint_is_restored_from(&backup).await?;
    let again = async || {
        let record = world.records_of_the_dsl().await?.pop();
        Ok(record.filter(|record| record.receipt.epoch != lost.receipt.epoch))
    };
    let what = "the restored endpoint to have the concern, in a new epoch";
    let record = soon(what, Duration::from_secs(90), again).await?;
    if !String::from_utf8_lossy(&record.content).contains(WORDS) {
        return Err("the record has other words".into());
    }
    world.phone.sees("With the school since").await
}
