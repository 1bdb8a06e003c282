//! Situation 16: the child takes it back the next morning. What was signed stays as it is; the new words are a signed
//! record of their own, which points at the first.

use serde_json::{Value, json};

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const FIRST: &str = "Plainly invented: he made me carry it.";
const SECOND: &str = "Plainly invented: she says now that it did not happen.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(FIRST).await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await?;

    world.phone.presses("Add more").await?;
    world.phone.sees("This will be added to the record you signed on").await?;
    world.phone.is_looked_at("addition").await?;
    world.phone.types("Write it down", SECOND).await?;
    world.phone.keeps(SECOND.chars().count()).await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await?;

    let records = world.records_of_the_dsl().await?;
    let records: Vec<Value> =
        records.iter().map(|record| serde_json::from_slice(&record.content)).collect::<Result<_, _>>()?;
    let [first, second] = records.as_slice() else {
        return Err(format!("{} records, not two", records.len()).into());
    };
    let (first, second) = if first["kind"] == "concern" { (first, second) } else { (second, first) };
    let words = (&first["content"]["verbatim"], &second["content"]["verbatim"]);
    if words != (&json!(FIRST), &json!(SECOND))
        || second["kind"] != json!({ "addition": { "about": first["id"] } })
    {
        return Err(format!("the second is {}, with {words:?}", second["kind"]).into());
    }
    Ok(())
}
