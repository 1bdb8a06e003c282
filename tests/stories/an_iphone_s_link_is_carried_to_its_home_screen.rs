//! A browser that says it is an iPhone's redeems no link: the app on its home screen keeps apart what is written there. The
//! link is copied, and pasted in the app.

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{PIN, TestResult, World};

pub const ENGINES: Engines = Engines::All;

/// What only an iPhone's browser has. The app asks when it draws the page.
const IN_SAFARI: &str = "Object.defineProperty(Object.getPrototypeOf(navigator), 'standalone',
    { value: arguments[0], configurable: true });";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    let link = world.school().await?.enrolment;
    let phone = &world.phone;
    phone.opens("/records").await?;
    phone.sees("This phone isn't set up yet").await?;
    phone.asks(IN_SAFARI, serde_json::json!([false])).await?;
    pastes(&world, &link).await?;
    phone.sees("Add it to your home screen first").await?;
    phone.sees(&link).await?;

    // In the app on the home screen the same link is still good.
    phone.asks(IN_SAFARI, serde_json::json!([true])).await?;
    phone.presses("My records").await?;
    pastes(&world, &link).await?;
    phone.types("Choose a PIN (6 digits or more)", PIN).await?;
    phone.types("Enter it again", PIN).await?;
    phone.presses("Set up this phone").await?;
    phone.sees("What do you need?").await
}

async fn pastes(world: &World, link: &str) -> TestResult {
    let phone = &world.phone;
    phone.types("Paste your link", "not a link").await?;
    phone.presses("Continue").await?;
    phone.sees("Part of this link is missing").await?;
    phone.types("Paste your link", link).await?;
    phone.presses("Continue").await
}
