//! Situation 5: it is about an instructor of the centre, who is in no directory. The record goes to the DSL, says whom it
//! is about, and offers the DSL's number.

use serde_json::Value;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const WORDS: &str = "Plainly invented: he said the rope was our secret.";
const WHOM: &str = "Invented: the instructor with the blue helmet";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let phone = &world.phone;
    phone.writes(WORDS).await?;
    phone.goes_on_to_who_it_is_about().await?;
    phone
        .answers("Is this about someone who works", "Yes – a colleague, volunteer, driver or centre worker")
        .await?;
    phone.types("Who is it about?", WHOM).await?;
    phone.sees("This record will go only to the DSL.").await?;
    phone.sees("01632 960101").await?;
    phone.presses("Continue").await?;
    phone.answers("Have you spoken to the DSL?", "Yes").await?;
    phone.types("Who did you speak to?", "Demonstration DSL").await?;
    phone.checks_and_signs("Sign and send to the DSL").await?;
    phone.sees("With the school since").await?;

    let records = world.records_of_the_dsl().await?;
    let record: Value = serde_json::from_slice(&records.first().ok_or("no record")?.content)?;
    let about = &record["content"]["about_staff"];
    if (&about["answer"], &about["whom"]) == (&"someone-else".into(), &WHOM.into()) {
        return Ok(());
    }
    Err(format!("it is about {about}").into())
}
