//! A concern is signed without signal, and the browser is killed. When the server is back and the app is opened, it
//! is delivered by itself: once.

use std::time::Duration;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::proxy::Matching;
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::AndOnPostgres(&Engines::All);

const WORDS: &str = "Plainly invented: he showed me a second phone.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.writes(WORDS).await?;
    world.phone.signs().await?;
    world.phone.is_killed()?;

    world.phone.is_started_again().await?;
    world.phone.opens("/").await?;
    world.phone.sees("The school hasn't confirmed 1 record yet").await?;
    world.signal_returns().await?;
    world.proxy.has_seen(1, &Matching::DELIVERIES, Duration::from_secs(60)).await?;
    world.phone.sees_nothing_unsent().await?;

    let records = world.records_of_the_dsl().await?;
    let [record] = records.as_slice() else {
        return Err(format!("{} records, not one", records.len()).into());
    };
    if !String::from_utf8_lossy(&record.content).contains(WORDS) {
        return Err("the record has other words".into());
    }
    Ok(())
}
