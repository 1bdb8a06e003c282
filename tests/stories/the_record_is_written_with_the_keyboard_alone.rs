//! Without a finger or a mouse: every page of the record by Tab, Space, arrows and Enter, an injury from the list of places
//! among them, from the big box to the receipt.

use serde_json::Value;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{Screen, TestResult, World};

pub const ENGINES: Engines = Engines::AllBut(
    Engine::Webkit,
    "its Tab key passes over links and buttons unless the desktop is set otherwise",
);

const WORDS: &str = "Plainly invented: written without a mouse.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    writes(&world.phone).await?;
    world.phone.sees("With the school since").await?;

    let records = world.records_of_the_dsl().await?;
    let record: Value = serde_json::from_slice(&records.first().ok_or("no record")?.content)?;
    let content = &record["content"];
    let said =
        (&content["verbatim"], &content["injuries"][0]["part"], &content["paper_notes"], &record["short"]);
    if said == (&WORDS.into(), &"Top of the head".into(), &"no".into(), &false.into()) {
        return Ok(());
    }
    Err(format!("{said:?} arrived").into())
}

async fn writes(phone: &Screen) -> TestResult {
    phone.tabs_to_and_presses("Record a concern").await?;
    phone.sees("Write it down").await?;
    phone.tabs_to_and_types("Write it down", WORDS).await?;
    goes_on(phone, "Is anyone in danger right now?").await?;
    phone.tabs_to_and_chooses("Is anyone in danger right now?", 1).await?;
    goes_on(phone, "Full name of the child").await?;
    phone.tabs_to_and_types("Full name of the child", "Invented Child").await?;
    goes_on(phone, "Is this about someone who works").await?;
    phone.tabs_to_and_chooses("Is this about someone who works", 0).await?;
    goes_on(phone, "Have you spoken to the DSL?").await?;
    phone.tabs_to_and_chooses("Have you spoken to the DSL?", 2).await?;
    phone.tabs_to_and_types("Why not yet?", "no signal").await?;
    goes_on(phone, "How did this come up?").await?;
    phone.tabs_to_and_ticks("A child told me").await?;
    goes_on(phone, "What you saw or heard yourself").await?;
    goes_on(phone, "Where were you?").await?;
    phone.tabs_to_and_types("Where were you?", "coach").await?;
    goes_on(phone, "Who else was there?").await?;
    phone.tabs_to_and_ticks("Nobody else").await?;
    goes_on(phone, "Any injury or mark?").await?;
    phone.tabs_to_and_presses("Mark this place").await?;
    phone.sees("1 mark. Describe it below").await?;
    phone.tabs_to_and_types("Colour", "grey").await?;
    goes_on(phone, "Where is the child now").await?;
    phone.tabs_to_and_types("Where is the child now", "with Ms Invented").await?;
    goes_on(phone, "Signs from a briefing").await?;
    goes_on(phone, "Paper notes?").await?;
    phone.tabs_to_and_chooses("Paper notes?", 1).await?;
    goes_on(phone, "Check your record").await?;
    phone.does_not_see("Before you sign").await?;
    phone.tabs_to_and_presses("Continue to sign").await?;
    phone.sees("Type your name").await?;
    phone.tabs_to_and_types("Type your name", "Demonstration teacher").await?;
    phone.tabs_to_and_ticks("This is a true record").await?;
    phone.tabs_to_and_presses("Sign and send to the DSL").await
}

/// A new page begins at its top: Tab comes to its first question.
async fn goes_on(phone: &Screen, to: &str) -> TestResult {
    phone.tabs_to("Continue").await?;
    phone.presses_enter().await?;
    phone.sees(to).await
}
