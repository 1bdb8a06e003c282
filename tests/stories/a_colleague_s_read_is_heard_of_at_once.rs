//! Two people hold the DSL's office. One of them reads a record of weeks ago; the other, who has the list open, sees that
//! somebody did, without fetching everything anew.

use crate::engine::Engine;
use crate::world::{People, Told, Walk, World};

/// More than the endpoint gives in one answer.
const RECORDS: usize = 130;

pub async fn story(engine: Engine) -> Told {
    let mut world = World::start(engine).await?;
    world.school_of(People::WithADeputy).await?;
    let receipts = world.receives_many(RECORDS).await?;
    let desk = world.signs_in_at_the_desk("Demonstration DSL").await?;
    desk.sees("130 new").await?;
    desk.presses_to_walk(Walk::Down).await?;
    desk.presses_to_walk(Walk::End).await?;
    desk.sees("Record 1. Plainly invented").await?;
    desk.does_not_see("Demonstration deputy").await?;

    let first = receipts.into_iter().next().ok_or("no record")?;
    world.at_the_desk_of("deputy", move |deputy| Ok(deputy.mark_received_as_read(&first)?)).await?;
    let desk = world.desk().await?;
    desk.presses("Look now").await?;
    desk.sees("129 new").await?;
    desk.types("Find by child, words, author or reference", "1. plainly").await?;
    desk.presses_to_walk(Walk::Down).await?;
    desk.presses_to_walk(Walk::End).await?;
    desk.sees("Demonstration deputy").await
}
