//! A concern about the DSL, named in the author's own words and in other letters than the directory's: it goes to the
//! head. No number of the DSL's is offered, and the DSL's inbox has no trace of it.

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const WORDS: &str = "Plainly invented: she told me to keep quiet about it.";
const NAMED: &str = "I think it is the DEMONSTRATION, dsl";
const DSLS_NUMBER: &str = "01632 960101";
const HEADS_NUMBER: &str = "01632 960102";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let phone = &world.phone;
    phone.writes(WORDS).await?;
    phone.presses("Continue").await?;
    phone.answers("Is anyone in danger right now?", "No").await?;
    phone.presses("Continue").await?;
    phone.types("Full name of the child", "Invented Child").await?;
    phone.presses("Continue").await?;

    phone
        .answers("Is this about someone who works", "Yes – a colleague, volunteer, driver or centre worker")
        .await?;
    phone.sees("This record will go only to the DSL").await?;
    phone.types("Who is it about?", NAMED).await?;
    phone.sees("This record will go only to the head.").await?;
    phone.sees(HEADS_NUMBER).await?;
    phone.does_not_see(DSLS_NUMBER).await?;
    phone.presses("Continue").await?;
    phone.answers("Have you spoken to the head?", "Not yet").await?;
    phone.does_not_see(DSLS_NUMBER).await?;
    phone.presses("Check and sign").await?;
    phone.presses("Continue to sign").await?;
    phone.types("Type your name", "Demonstration teacher").await?;
    phone.presses("This is a true record").await?;
    phone.presses("Sign and send to the head").await?;
    phone.sees("With the school since").await?;

    let dsls = world.records_of_the_dsl().await?.len();
    let heads = world.at_the_desk_of("head", |desk| Ok(desk.records()?)).await?;
    let told = heads.iter().any(|record| String::from_utf8_lossy(&record.content).contains(WORDS));
    if (dsls, heads.len(), told) == (0, 1, true) {
        return Ok(());
    }
    Err(format!("{dsls} records in the DSL's inbox, {} in the head's, with the words: {told}", heads.len())
        .into())
}
