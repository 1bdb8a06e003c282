//! Nobody at school has signed the directory again for ten months, and by a phone's clock it has run out. The phone says so and
//! stops nothing; the DSL's next sign-in renews it, and the phone, which asks for it by itself, says no more.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{People, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

/// The page's clock, three months later: no engine's driver can set the machine's own.
const THREE_MONTHS_LATER: &str = "
    const Real = window.Date, now = Real.now.bind(Real), later = 90 * 24 * 60 * 60 * 1000;
    window.Date = class extends Real {
        constructor(...parts) { parts.length ? super(...parts) : super(now() + later); }
        static now() { return now() + later; }
    };";
const ONLINE: &str = "dispatchEvent(new Event('online'))";
const RAN_OUT: &str = "names and numbers went out of date on";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.school_of(People::OneEachLongAgo).await?;
    world.phone_is_set_up().await?;
    world.phone.opens("/").await?;
    world.phone.sees("Opens without signal.").await?;
    world.phone.does_not_see(RAN_OUT).await?;
    world.phone.asks(THREE_MONTHS_LATER, json!([])).await?;
    world.phone.presses("Who to call").await?;
    world.phone.sees(RAN_OUT).await?;
    // Three months without a touch: it has locked itself.
    world.phone.presses("My records").await?;
    world.phone.unlocks().await?;
    world.phone.presses("Trip Companion").await?;
    world.phone.writes("Plainly invented: written past the end of the list.").await?;
    world.phone.signs().await?;
    world.phone.sees("With the school since").await?;
    world.phone.sees(RAN_OUT).await?;

    the_dsl_signs_in(&mut world).await?;
    world.phone.asks(ONLINE, json!([])).await?;
    world.phone.does_not_see(RAN_OUT).await
}

async fn the_dsl_signs_in(world: &mut World) -> TestResult {
    let member = world.school().await?.desk_of("DSL")?.clone();
    let desk = world.desk().await?;
    desk.opens(&member.link).await?;
    desk.types("Passphrase", &member.passphrase).await?;
    desk.presses("Sign in").await?;
    desk.sees("names, numbers and keys until").await?;
    desk.sees("Plainly invented: written past the end of the list.").await?;
    desk.is_looked_at_on_a_desk("inbox-renewed", &[]).await
}
