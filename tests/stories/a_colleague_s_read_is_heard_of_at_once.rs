//! Two people hold the DSL's office. One of them reads a record of weeks ago; the other, who has the list open, sees that
//! somebody did, without fetching everything anew. What they look at stays where it is when the record above it goes elsewhere.

use companion_model::wire::v1::Receipt;
use serde_json::json;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{People, Screen, TestResult, Walk, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

/// More than the endpoint gives in one answer.
const RECORDS: usize = 130;

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.school_of(People::WithADeputy).await?;
    let receipts = world.receives_many(RECORDS).await?;
    let desk = world.signs_in_at_the_desk("Demonstration DSL").await?;
    desk.sees("130 new").await?;
    let first = receipts.first().cloned().ok_or("no record")?;
    stays_where_it_is(&mut world, receipts).await?;
    let desk = world.desk().await?;
    desk.presses_to_walk(Walk::Down).await?;
    desk.presses_to_walk(Walk::End).await?;
    desk.sees("Record 1. Plainly invented").await?;
    desk.does_not_see("Demonstration deputy").await?;

    world.at_the_desk_of("deputy", move |deputy| Ok(deputy.mark_received_as_read(&first)?)).await?;
    let desk = world.desk().await?;
    desk.presses("Refresh").await?;
    desk.sees("128 new").await?;
    desk.types("Find by child, first words, author or reference", "1. plainly").await?;
    desk.presses_to_walk(Walk::Down).await?;
    desk.presses_to_walk(Walk::End).await?;
    desk.sees("Demonstration deputy").await
}

/// Scrolls into the list, and once its lines are drawn answers the address of the first record in sight, and which one is next and where.
const SCROLLS: &str = "const done = arguments[arguments.length - 1];
    const after = (pictures, then) => requestAnimationFrame(() => (pictures ? after(pictures - 1, then) : then()));
    scrollTo(0, 2500);
    after(30, () => {
      const seen = [...document.querySelectorAll('#rows tr')].filter((row) => row.getBoundingClientRect().bottom > 0);
      const [first, next] = seen;
      done([first.querySelector('a').pathname, next.dataset.number, next.getBoundingClientRect().top]);
    });";
const WHERE: &str = "return document.querySelector(`#rows [data-number='${arguments[0]}']`)?.getBoundingClientRect().top ?? null;";
/// Without a movement of the page, as somebody's pointer does it who has the button in sight.
const LOOKS: &str = "document.querySelector('.list-actions button').click();";

async fn stays_where_it_is(world: &mut World, receipts: Vec<Receipt>) -> TestResult {
    let desk = world.desk().await?;
    let (path, next, top): (String, String, f64) =
        serde_json::from_value(desk.asks_and_waits(SCROLLS, json!([])).await?)?;
    let first = receipts.into_iter().find(|receipt| path.ends_with(&receipt.id.to_string()));
    let first = first.ok_or_else(|| format!("no record at {path}"))?;
    // In another browser.
    world.at_the_desk_of("dsl", move |desk| Ok(desk.mark_received_as_read(&first)?)).await?;
    let desk: &Screen = world.desk().await?;
    desk.asks(LOOKS, json!([])).await?;
    desk.sees("129 new").await?;
    let now = desk.asks(WHERE, json!([next])).await?;
    let moved = now.as_f64().ok_or("the row is not drawn any more")? - top;
    if moved.abs() <= 1.0 { Ok(()) } else { Err(format!("what was looked at moved by {moved} px").into()) }
}
