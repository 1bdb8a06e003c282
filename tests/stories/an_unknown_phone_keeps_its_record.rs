//! The school's endpoint does not know this phone (its database was restored from before the set-up): the record is
//! not accepted, the phone keeps it, names the people of its route, and asks to be set up again.

use crate::engine::Engine;
use crate::world::{Told, World};

const WORDS: &str = "Plainly invented: they told him to keep quiet.";

pub async fn story(engine: Engine) -> Told {
    let mut world = World::start(engine).await?;
    world.school().await?;
    let backup = world.folder().join("backup.sqlite");
    world.endpoint.backs_up_to(&backup).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.writes(WORDS).await?;
    world.phone.signs().await?;

    world.endpoint_is_restored_from(&backup).await?;
    world.phone.sees("Not accepted – needs you").await?;
    world.phone.sees("The school no longer knows this phone. Your record is still here, sealed.").await?;
    world.phone.sees("Demonstration DSL").await?;
    world.phone.is_looked_at("refused").await?;

    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.unlocks().await?;
    world.phone.sees("Not accepted – needs you").await?;
    world.phone.is_looked_at("records-refused").await?;
    world.phone.sees("1 record has not reached the school yet").await
}
