//! Several hundred records on one desk. Only the lines near the window are on the page; with the keyboard one still comes to each
//! of them, reads it, and is back at its line. What is looked for is found, wherever it stands.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{PATIENCE, Screen, TestResult, Walk, World, soon};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const RECORDS: usize = 420;

/// The lines on the page, how many the table says there are, and the child's name on the line in focus.
const LINES: &str = "return [document.querySelectorAll('#rows tr').length, Number(document.querySelector('table').ariaRowCount),
    document.activeElement.closest('#rows') ? document.activeElement.innerText : '',
    document.activeElement.closest('tr')?.getAttribute('aria-rowindex') ?? ''];";
/// What the wheel of a mouse does: it says so, and the page scrolls.
const WHEEL_TO_THE_END: &str = "document.body.dispatchEvent(new WheelEvent('wheel', { bubbles: true }));
    scrollTo(0, document.body.scrollHeight);";
/// Whether the line in focus is within the window.
const IN_SIGHT: &str = "const { top, bottom } = document.activeElement.getBoundingClientRect();
    return Boolean(document.activeElement.closest('#rows')) && top >= 0 && bottom <= innerHeight;";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.receives_many(RECORDS).await?;
    let desk = world.signs_in_at_the_desk("DSL").await?;
    desk.sees("420 new").await?;
    few_are_on_the_page(desk).await?;

    // Eight are in danger and stand first, the newest before the others.
    desk.presses_to_walk(Walk::Down).await?;
    is_at(desk, "Child 400", 2).await?;
    for _ in 0..60 {
        desk.presses_to_walk(Walk::Down).await?;
    }
    is_at(desk, "Child 367", 62).await?;
    desk.presses_to_walk(Walk::Up).await?;
    is_at(desk, "Child 368", 61).await?;
    desk.presses_to_walk(Walk::End).await?;
    is_at(desk, "Child 1", 421).await?;
    few_are_on_the_page(desk).await?;

    desk.presses_enter().await?;
    desk.sees("Record 1. Plainly invented").await?;
    desk.sees("Mark as read").await?;
    desk.presses_to_walk(Walk::Escape).await?;
    desk.does_not_see("Mark as read").await?;
    desk.presses_to_walk(Walk::Home).await?;
    is_at(desk, "Child 400", 2).await?;

    // Scrolled far away the line in focus is not on the page any more: the next key goes on from there all the same.
    desk.asks(WHEEL_TO_THE_END, json!([])).await?;
    desk.sees("Record 3. Plainly invented").await?;
    desk.presses_to_walk(Walk::Down).await?;
    is_at(desk, "Child 350", 3).await?;

    desk.types("Find by child, first words, author or reference", "record 123.").await?;
    desk.sees("Found 1 of 420").await?;
    desk.presses_to_walk(Walk::Down).await?;
    is_at(desk, "Child 123", 2).await
}

async fn few_are_on_the_page(desk: &Screen) -> TestResult {
    let lines = desk.asks(LINES, json!([])).await?;
    let few = lines[0].as_u64().is_some_and(|lines| (1..100).contains(&lines));
    if few && lines[1] == 421 { Ok(()) } else { Err(format!("on the page are {lines}").into()) }
}

async fn is_at(desk: &Screen, child: &str, row: u32) -> TestResult {
    let row = row.to_string();
    let look = async || {
        let lines = desk.asks(LINES, json!([])).await?;
        let in_sight = desk.asks(IN_SIGHT, json!([])).await? == true;
        Ok((lines[2] == child && lines[3] == row && in_sight).then_some(()))
    };
    let Err(why) = soon(&format!("the focus on {child}, in row {row} and in sight"), PATIENCE, look).await
    else {
        return Ok(());
    };
    let (lines, in_sight) = (desk.asks(LINES, json!([])).await?, desk.asks(IN_SIGHT, json!([])).await?);
    Err(format!("{}; there are {lines}, in sight: {in_sight}", why.message().unwrap_or_default()).into())
}
