//! Situation 18: a volunteer without an account heard it, and tells a teacher. The teacher writes down the volunteer's words,
//! apart from anything a child said to the teacher, and who they were.

use serde_json::Value;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const SAID: &str = "Plainly invented: the girl told me he keeps her bus money.";
const BY: &str = "Invented volunteer, parent of another child. Will write it on paper, too.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let phone = &world.phone;
    phone.presses("Record a concern").await?;
    // A record can begin anywhere: the big box may stay empty.
    phone.goes_on_to_who_it_is_about().await?;
    phone.answers("Is this about someone who works", "No").await?;
    phone.presses("Continue").await?;
    phone.answers("Have you spoken to the DSL?", "Not yet").await?;
    phone.presses("Continue").await?;
    phone.presses("Someone else told me").await?;
    phone.presses("Continue").await?;
    phone.types("What someone else told you", SAID).await?;
    phone.types("Who said it", BY).await?;
    phone.checks_and_signs("Sign and send to the DSL").await?;
    phone.sees("With the school since").await?;

    let records = world.records_of_the_dsl().await?;
    let record: Value = serde_json::from_slice(&records.first().ok_or("no record")?.content)?;
    let content = &record["content"];
    let accounts = ["verbatim", "observed", "reported", "reported_by"].map(|key| content[key].as_str());
    if accounts == [Some(""), Some(""), Some(SAID), Some(BY)] {
        return Ok(());
    }
    Err(format!("the accounts are {accounts:?}").into())
}
