//! The whole way: a teacher writes and signs without signal. Signal returns; with no tap the record becomes received.
//! The DSL reads it at their desk, and the phone says so.

use std::time::Duration;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::AndOnPostgres(&Engines::All);

const WORDS: &str = "She said: \"he gave me a phone and now I have to carry things\". Invented.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.writes(WORDS).await?;
    world.phone.signs().await?;
    world.phone.sees("Signed – waiting for signal").await?;

    world.signal_returns().await?;
    world.phone.sees_within("With the school since", Duration::from_secs(60)).await?;

    let desk = world.signs_in_at_the_desk("DSL").await?;
    desk.sees("Invented Child").await?;
    desk.presses("Invented Child").await?;
    desk.sees(WORDS).await?;
    desk.presses("Mark as read").await?;

    world.phone.sees_within("Read by the DSL team", Duration::from_secs(60)).await
}
