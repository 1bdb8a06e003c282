//! The browser is killed at seeded moments of typing, twenty times. What comes back is never less than what the
//! screen last called kept, and at most the last 500 ms of typing is gone.

use std::time::Duration;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{Chance, KEPT, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const KILLS: usize = 20;
const LOST_AT_MOST: Duration = Duration::from_millis(500);
const TEXT: &str = "plainly invented words that go on and on and on until the phone falls into the lake and more of them after that, \
                    and still more, so that no kill ever comes after the last of these invented words has been typed by the teacher";

pub async fn story(engine: Engine) -> TestResult {
    let mut chance = Chance::of("what_is_typed_survives_a_kill");
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.presses("Record a concern").await?;
    world.phone.types("Write it down", "a").await?;
    world.phone.sees("1 character saved").await?;
    let address = world.phone.reads_the_address().await?;
    let mut before = "a".to_owned();
    for kill in 1..=KILLS {
        let after = chance.moment(Duration::from_millis(100), Duration::from_millis(1500));
        let typed = world.phone.types_until_killed("Write it down", TEXT, after, KEPT).await?;
        world.phone.is_started_again().await?;
        world.phone.opens(&address).await?;
        world.phone.unlocks().await?;
        world.phone.sees("characters saved").await?;
        let recovered = world.phone.reads_field("Write it down").await?;
        let least = format!("{before}{}", typed.before_the_last(LOST_AT_MOST));
        let count = recovered.chars().count();
        if count < typed.kept() {
            return Err(format!(
                "kill {kill}: {count} characters came back, {} were called kept",
                typed.kept()
            )
            .into());
        }
        if !recovered.starts_with(&least) {
            return Err(format!(
                "kill {kill}: “{recovered}” came back, at least “{least}” was typed in time"
            )
            .into());
        }
        before = recovered;
    }
    Ok(())
}
