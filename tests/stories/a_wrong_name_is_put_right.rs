//! Situation 7: two children of one name, and the wrong one was written down. What was right comes as a signed correction,
//! and the first record stays as it was.

use serde_json::{Value, json};

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const FIRST: &str = "Plainly invented: he had two phones.";
const RIGHT: &str = "Plainly invented: I wrote Callum A. It was Callum B.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(FIRST).await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await?;

    world.phone.presses("Correct a mistake").await?;
    world
        .phone
        .sees("Say what is wrong and what it should say. This will go with the record you signed on")
        .await?;
    world.phone.is_looked_at("correction").await?;
    world.phone.types("Write it down", RIGHT).await?;
    world.phone.keeps(RIGHT.chars().count()).await?;
    // Who it is about is asked again: that decides who receives it.
    world.phone.signs().await?;
    world.phone.sees("With the school since").await?;

    let records = world.records_of_the_dsl().await?;
    let records: Vec<Value> =
        records.iter().map(|record| serde_json::from_slice(&record.content)).collect::<Result<_, _>>()?;
    let of_kind =
        |kind: &str| records.iter().find(|record| record["kind"] == kind || !record["kind"][kind].is_null());
    let (first, second) =
        of_kind("concern").zip(of_kind("correction")).ok_or("not a record and its correction")?;
    let words = (&first["content"]["verbatim"], &second["content"]["verbatim"]);
    if words != (&json!(FIRST), &json!(RIGHT))
        || second["kind"] != json!({ "correction": { "about": first["id"] } })
    {
        return Err(format!("{} with {words:?}", second["kind"]).into());
    }
    Ok(())
}
