//! Signs are ticked while the briefing is read, and stand in the record in its own words, with its version.

use serde_json::{Value, json};

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const TICKED: [&str; 2] = [
    "Persistently going missing from school or home and/or being found out of area;",
    "Unexplained acquisition of money, clothes or mobile phones",
];

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let phone = &world.phone;
    phone.presses("Read a briefing").await?;
    phone.presses("Child Criminal Exploitation (CCE)").await?;
    phone.sees("Responding to an incident").await?;
    phone.presses("Have you seen any of these signs?").await?;
    for sign in TICKED {
        phone.answers("Child Criminal Exploitation (CCE)", sign).await?;
    }
    phone.presses("Start a record with these").await?;
    phone.types("Write it down", "Plainly invented: a new phone.").await?;
    phone.keeps("Plainly invented: a new phone.".len()).await?;
    phone.signs().await?;
    phone.sees("With the school since").await?;

    let records = world.records_of_the_dsl().await?;
    let record: Value = serde_json::from_slice(&records.first().ok_or("no record")?.content)?;
    let quoted = TICKED.map(|sign| json!({ "briefing": "cce", "version": "2022-01", "id": sign }));
    if record["content"]["indicators"] == json!(quoted) {
        return Ok(());
    }
    Err(format!("quoted were {}", record["content"]["indicators"]).into())
}
