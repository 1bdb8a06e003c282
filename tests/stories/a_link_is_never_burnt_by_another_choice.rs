//! The school's answer to a link is lost on the way, and the person then chooses otherwise: a place of their own, and then the one
//! they had; or the other way round. What was made first is all that still opens the link: it is said, kept, and finished.

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::proxy::{Fault, Matching};
use crate::world::{PIN, Screen, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const LINKS: Matching = Matching::new("POST", "/api/v1/enrolments/");
const OF_MY_OWN: &str = "I'm someone else. Add me to this phone";
const AGAIN: &str = "I'm Demonstration teacher. Set me up again";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    begun_as_somebody_new(&world).await?;
    begun_as_somebody_here(&world).await
}

async fn begun_as_somebody_new(world: &World) -> TestResult {
    let (phone, link) = (&world.phone, world.invites("Second teacher").await?);
    phone.opens(&link).await?;
    phone.presses(OF_MY_OWN).await?;
    world.proxy.plays(Fault::DropAnswerAfterCommit(LINKS));
    chooses(phone).await?;
    phone.sees("There is no connection to the school").await?;
    world.proxy.behaves();

    phone.presses("Go back").await?;
    phone.presses(AGAIN).await?;
    types_the_pin(phone).await?;
    phone.sees("You started to add yourself to this phone with it").await?;

    phone.presses("Go back").await?;
    phone.presses(OF_MY_OWN).await?;
    chooses(phone).await?;
    phone.sees("What do you need?").await
}

async fn begun_as_somebody_here(world: &World) -> TestResult {
    let (phone, link) = (&world.phone, world.invites("Demonstration teacher").await?);
    phone.opens(&link).await?;
    phone.presses(AGAIN).await?;
    world.proxy.plays(Fault::DropAnswerAfterCommit(LINKS));
    types_the_pin(phone).await?;
    phone.sees("There is no connection to the school").await?;
    world.proxy.behaves();

    phone.presses("Go back").await?;
    phone.presses(OF_MY_OWN).await?;
    chooses(phone).await?;
    phone.sees("You started to set someone up again with it").await?;

    phone.presses("Go back").await?;
    phone.presses(AGAIN).await?;
    types_the_pin(phone).await?;
    phone.sees("You have no records on this phone.").await
}

async fn chooses(phone: &Screen) -> TestResult {
    phone.types("Choose a PIN (6 digits or more)", PIN).await?;
    phone.types("Enter it again", PIN).await?;
    phone.presses("Set up this phone").await
}

async fn types_the_pin(phone: &Screen) -> TestResult {
    phone.types("PIN", PIN).await?;
    phone.presses("Set up again").await
}
