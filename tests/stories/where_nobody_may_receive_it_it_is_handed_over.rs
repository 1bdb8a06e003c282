//! Situation 4, at its end: it is about the DSL, the head and the chair. Nothing is sent, no number of theirs is offered, and
//! the record can be printed to be handed over.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const WORDS: &str = "Plainly invented: all three were there.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let phone = &world.phone;
    phone.writes(WORDS).await?;
    phone.goes_on_to_who_it_is_about().await?;
    phone.answers("Is this about someone who works", "Not sure").await?;
    for person in ["Demonstration DSL", "Demonstration head", "Demonstration chair"] {
        phone.presses(person).await?;
    }
    phone.sees("This app has nobody at the school who can receive this record safely").await?;
    phone.is_looked_at("about-everybody").await?;
    phone.does_not_see("01632").await?;
    phone.presses("Continue").await?;
    phone.answers("Have you spoken to the local authority’s officer?", "Not yet").await?;
    phone.does_not_see("01632").await?;
    phone.presses("Check and sign").await?;
    phone.sees("Print this record").await?;
    phone.is_looked_at("check-to-print").await?;
    phone.does_not_see("Continue to sign").await?;
    let here = phone.asks("return location.pathname", json!([])).await?;
    let sign = here.as_str().unwrap_or_default().replace("/check", "/sign");
    phone.opens(&sign).await?;
    phone.unlocks().await?;
    phone.sees("won't be sent").await?;
    phone.is_looked_at("sign-to-print").await?;
    phone.does_not_see("Sign and send").await?;
    phone.presses("My records").await?;
    phone.sees("Draft").await?;
    for route in ["dsl", "head", "chair"] {
        let there = world.at_the_desk_of(route, |desk| Ok(desk.records()?.len())).await?;
        if there != 0 {
            return Err(format!("{there} records with the {route}").into());
        }
    }
    Ok(())
}
