//! Situation 9: two adults hear the same and both write it down, each on a phone of their own. Two records arrive, each under
//! its author's name: two accounts are evidence, and nothing merges them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const FIRST: &str = "Plainly invented: she said he waits at the gate.";
const SECOND: &str = "Plainly invented: she said a man was at the gate.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let invited = world
        .at_the_desk_of("dsl", |desk| Ok(desk.invite("Demonstration assistant", "Teaching assistant")?))
        .await?;
    world.phone.writes(FIRST).await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await?;

    let other = world.desk().await?;
    other.sets_up(&invited).await?;
    other.writes(SECOND).await?;
    other.signs().await?;
    other.sees("With the school since").await?;

    let records = world.records_of_the_dsl().await?;
    let records: Vec<Value> =
        records.iter().map(|record| serde_json::from_slice(&record.content)).collect::<Result<_, _>>()?;
    let told: BTreeSet<_> = records
        .iter()
        .map(|record| (record["author"]["name"].as_str(), record["content"]["verbatim"].as_str()))
        .collect();
    let expected = [("Demonstration assistant", SECOND), ("Demonstration teacher", FIRST)];
    let expected = expected.map(|(name, words)| (Some(name), Some(words)));
    if told == BTreeSet::from(expected) { Ok(()) } else { Err(format!("{told:?} arrived").into()) }
}
