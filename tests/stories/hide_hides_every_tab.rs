//! The app is open in two tabs when somebody comes close. One tap hides both, and both need the PIN afterwards; so does the
//! other tab when one of them is locked.

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{PIN, Screen, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const WORDS: &str = "Plainly invented: he reads over my shoulder.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let phone = &mut world.phone;
    phone.writes(WORDS).await?;
    phone.opens_another_tab("/records").await?;
    phone.unlocks().await?;
    phone.presses("Hide").await?;
    phone.sees("Trip plan").await?;

    phone.goes_to_tab(0).await?;
    phone.sees("Trip plan").await?;
    phone.presses_back().await?;
    phone.unlocks().await?;
    phone.keeps(WORDS.chars().count()).await?;

    phone.goes_to_tab(1).await?;
    phone.sees("Trip plan").await?;
    phone.presses_back().await?;
    phone.unlocks().await?;
    phone.presses("Trip Companion").await?;
    phone.presses("This phone and your PIN").await?;
    phone.presses("Lock now").await?;
    phone.sees("Your PIN").await?;
    phone.goes_to_tab(0).await?;
    phone.unlocks().await?;
    phone.keeps(WORDS.chars().count()).await?;
    it_hides_every_time(phone).await
}

/// Whichever tab was hidden before, and by whatever way: the next tap hides the other one again.
async fn it_hides_every_time(phone: &Screen) -> TestResult {
    phone.presses("Hide").await?;
    phone.goes_to_tab(1).await?;
    comes_back(phone).await?;
    // The other tab is hidden still.
    phone.presses("Hide").await?;
    phone.goes_to_tab(0).await?;
    comes_back(phone).await?;
    phone.goes_to_tab(1).await?;
    comes_back(phone).await?;
    phone.goes_to_tab(0).await?;
    phone.presses("Hide").await?;
    phone.goes_to_tab(1).await?;
    phone.sees("Trip plan").await?;

    // One that is hidden already hides the other one, too.
    comes_back(phone).await?;
    phone.goes_to_tab(0).await?;
    phone.presses("Hide").await?;
    phone.goes_to_tab(1).await?;
    phone.sees("Trip plan").await
}

async fn comes_back(phone: &Screen) -> TestResult {
    phone.sees("Trip plan").await?;
    phone.presses_back().await?;
    phone.sees("Your PIN").await?;
    phone.types("PIN", PIN).await?;
    phone.presses("Unlock").await?;
    phone.does_not_see("I've forgotten my PIN").await
}
