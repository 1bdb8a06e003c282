//! The school's own phone is lent on a trip. Each of two teachers has a PIN, or a passphrase, and sees nothing of the other's; what both have
//! signed is sent whoever has opened the app, each record as its own author's.

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{Screen, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const HERS: &str = "Plainly invented: the first teacher's words.";
const HIS: &str = "Plainly invented: what the second one heard.";
const HIS_PIN: &str = "four quiet grey herons";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(HERS).await?;
    let link = world.invites("Second teacher").await?;
    let phone = &world.phone;
    phone.opens(&link).await?;
    phone.sees("This link is for Second teacher").await?;
    phone.presses("I'm someone else. Add me to this phone").await?;
    phone.types("Choose a PIN (6 digits or more)", HIS_PIN).await?;
    phone.types("Enter it again", HIS_PIN).await?;
    phone.presses("Set up this phone").await?;
    phone.sees("What do you need?").await?;
    phone.presses("My records").await?;
    phone.sees("You have no records on this phone").await?;

    world.loses_signal().await?;
    world.phone.writes(HIS).await?;
    world.phone.signs().await?;
    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    let phone = &world.phone;
    phone.opens("/records").await?;
    phone.sees("Who are you?").await?;
    phone.is_looked_at("who-are-you").await?;
    the_first_sees_her_own(phone).await?;
    phone.presses("Draft").await?;
    phone.signs().await?;

    world.signal_returns().await?;
    world.phone.sees("With the school since").await?;
    world.phone.presses("Trip Companion").await?;
    world.phone.sees_nothing_unsent().await?;
    match world.authors_are_proved().await?.as_slice() {
        [true, true] => Ok(()),
        proved => Err(format!("two records, their authors proved: {proved:?}").into()),
    }
}

async fn the_first_sees_her_own(phone: &Screen) -> TestResult {
    phone.presses("Second teacher").await?;
    phone.sees("Set up for Second teacher").await?;
    phone.presses("I'm someone else").await?;
    phone.presses("Demonstration teacher").await?;
    phone.unlocks().await?;
    phone.sees("Draft").await?;
    phone.sees("Something written on this phone has not reached the school yet").await?;
    let screen = phone.reads_the_screen().await?;
    if screen.contains("waiting for signal")
        || screen.contains("waiting to be sent")
        || screen.contains("1 record")
    {
        return Err(format!("what another person signed is on the screen: {screen}").into());
    }
    Ok(())
}
