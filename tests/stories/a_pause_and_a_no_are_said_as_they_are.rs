//! The school's own endpoint asks for a pause, and the screen names it. That the record is late by then is said although nothing
//! is tried and nobody touches the phone. Then it says no, for a reason that only a newer one knows, and that is no lack of
//! signal. In the end the record arrives.

use std::time::Duration;

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::proxy::{Fault, Matching};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const WORDS: &str = "Plainly invented: sent while the server was busy.";
const A_PAUSE: &str = "The school's server is busy.";
/// The page's clock goes twenty minutes forward: no engine's driver can set the phone's own.
const GOES_FORWARD: &str = "
    const Real = window.Date, now = Real.now.bind(Real), by = 20 * 60_000;
    window.Date = class extends Real {
        constructor(...parts) { parts.length ? super(...parts) : super(now() + by); }
        static now() { return now() + by; }
    };";
/// Longer than the screen leaves the time unlooked at.
const MORE_THAN_A_MINUTE: Duration = Duration::from_secs(75);

/// Longer than the tries that follow on a signature are apart: what wakes the phone, and each good answer of the school.
const QUIET: Duration = Duration::from_secs(5);

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.proxy.plays(Fault::Unavailable(Matching::DELIVERIES, "3600"));
    world.phone.writes(WORDS).await?;
    world.phone.signs().await?;
    world.phone.sees(A_PAUSE).await?;
    // Locked, so that nothing but the time can change what the screen says.
    world.phone.opens("/records").await?;
    world.phone.sees("The school hasn't confirmed 1 record yet").await?;

    let seen = is_left_alone(&world).await;
    world.phone.asks(GOES_FORWARD, json!([])).await?;
    world.phone.sees_within("1 record is NOT with the school yet", MORE_THAN_A_MINUTE).await?;
    if world.proxy.seen(&Matching::DELIVERIES) != seen {
        return Err(format!("it was tried within the pause, the {seen} times before aside").into());
    }

    world.phone.unlocks().await?;
    world.phone.presses("Signed \u{2013} waiting for signal").await?;
    world.phone.sees("If it can't be sent").await?;
    world.phone.sees(A_PAUSE).await?;

    world.proxy.plays(Fault::Refused(Matching::DELIVERIES));
    world.phone.presses("Try now").await?;
    world.phone.sees("for a reason this version of the app doesn't know").await?;
    world.phone.sees("Not accepted \u{2013} needs you").await?;
    world.phone.does_not_see(A_PAUSE).await?;

    world.proxy.behaves();
    world.phone.opens("/records").await?;
    world.phone.unlocks().await?;
    world.phone.sees("With the school since").await?;
    let records = world.records_of_the_dsl().await?;
    if records.len() == 1 { Ok(()) } else { Err(format!("{} rows, not one", records.len()).into()) }
}

/// Waits until the record is not tried any more; answers how often it was.
async fn is_left_alone(world: &World) -> usize {
    loop {
        let seen = world.proxy.seen(&Matching::DELIVERIES);
        tokio::time::sleep(QUIET).await;
        if world.proxy.seen(&Matching::DELIVERIES) == seen {
            return seen;
        }
    }
}
