//! Before the trip: a practice record is signed without signal, waits, and is sent by itself. Nobody is alarmed about it
//! meanwhile; it is received with a receipt of its own, and the DSL has it under Practice and among no records.

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    let phone = &world.phone;
    phone.presses("Practise sending a record").await?;
    phone.sees("PRACTICE. No child said this.").await?;
    phone.presses("Sign and send the practice record").await?;
    phone.sees("Your practice record").await?;
    phone.sees("Practice: Signed – waiting for signal").await?;
    phone.does_not_see("hasn't confirmed").await?;
    world.signal_returns().await?;
    world.phone.sees("Practice: With the school since").await?;
    world.phone.does_not_see("Add more").await?;

    if world.records_of_the_dsl().await?.is_empty() {
        return under_practice(&mut world).await;
    }
    Err("practice is among the records".into())
}

async fn under_practice(world: &mut World) -> TestResult {
    let dsl = world.school().await?.desk_of("DSL")?.clone();
    let desk = world.desk().await?;
    desk.opens(&dsl.link).await?;
    desk.types("Passphrase", &dsl.passphrase).await?;
    desk.presses("Sign in").await?;
    desk.sees("You have no records.").await?;
    desk.presses("Practice").await?;
    desk.sees("Demonstration teacher, Teacher – received").await?;
    desk.does_not_see("This is not the usual practice text").await
}
