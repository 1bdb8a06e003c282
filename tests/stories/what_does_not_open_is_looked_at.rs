//! A record comes whose child has a name of 80 letters, and hides no column. Then it and a practice record come damaged: they
//! are shown, a member looks at them once for all, no phone says "read", and no sheet of paper shows what concerns the whole
//! desk.

use crate::engine::Engine;
use crate::matrix::{Engines, NO_FIRST_SCRIPT};
use crate::world::{Screen, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, NO_FIRST_SCRIPT);

const WORDS: &str = "Plainly invented: he asked me to hold a bag.";
/// Whatever the desk fetches is damaged on its way.
const DAMAGED: &str = "
    const get = globalThis.fetch;
    globalThis.fetch = async (...asked) => {
        const answer = await get(...asked);
        if (!/inbox[/](changes|practice[/]pages)([?]|$)/.test(String(asked[0].url ?? asked[0]))) return answer;
        const page = await answer.json();
        for (const one of page.envelopes ?? page.practice) one.bytes = one.bytes.slice(0, 200);
        return new Response(JSON.stringify(page), { status: answer.status });
    };";
/// The columns of the first line, and what of them is outside the window.
const COLUMNS: &str = "
    const cells = [...document.querySelectorAll('#rows tr:first-child td')];
    const narrow = cells.filter((cell) => cell.getBoundingClientRect().width < 40);
    const outside = cells.filter((cell) => cell.getBoundingClientRect().right > innerWidth + 1);
    return [cells.length, narrow.length, outside.length];";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    sends_both(&world.phone).await?;
    let desk = world.signs_in_at_the_desk("DSL").await?;
    desk.sees("1 new").await?;
    desk.is_looked_at_on_a_desk("inbox-long-name", &[]).await?;
    let columns = desk.asks(COLUMNS, serde_json::json!([])).await?;
    if columns != serde_json::json!([8, 0, 0]) {
        return Err(format!("columns, too narrow, outside: {columns}").into());
    }
    desk.does_not_see("Something that arrived as practice").await?;

    desk.gives_every_page(DAMAGED).await?;
    desk.opens("about:blank").await?;
    let desk = world.signs_in_at_the_desk("DSL").await?;
    desk.sees("Something that arrived as practice has other text").await?;
    desk.presses("Not known").await?;
    desk.sees("A record that won't open").await?;
    on_paper(desk).await?;
    desk.is_looked_at_on_a_desk("inbox-closed", &[]).await?;
    desk.presses("Mark as looked at").await?;
    desk.sees("They couldn't open it.").await?;
    desk.sees("Nothing new").await?;
    desk.does_not_see("Mark as read").await?;
    desk.presses("Practice").await?;
    desk.sees("This is not the usual practice text").await?;
    desk.is_looked_at_on_a_desk("inbox-practice-other-words", &[]).await?;
    desk.presses("Mark as looked at").await?;
    desk.does_not_see("Something that arrived as practice").await?;
    desk.sees("Looked at by Demonstration DSL").await?;
    is_kept_on_the_endpoint(&mut world).await?;

    world.phone.presses("My records").await?;
    world.phone.sees("With the school since").await?;
    world.phone.does_not_see("Read by").await
}

async fn sends_both(phone: &Screen) -> TestResult {
    phone.presses("Practise sending a record").await?;
    phone.presses("Sign and send the practice record").await?;
    phone.sees("Practice: With the school since").await?;
    phone.presses("Trip Companion").await?;
    phone.writes(WORDS).await?;
    phone.presses("Continue").await?;
    phone.answers("Is anyone in danger right now?", "No").await?;
    phone.presses("Continue").await?;
    phone.types("Full name of the child", &"Invented".repeat(10)).await?;
    phone.presses("Continue").await?;
    phone.answers("Is this about someone who works", "No").await?;
    phone.presses("Continue").await?;
    phone.answers("Have you spoken to the DSL?", "Not yet").await?;
    phone.checks_and_signs("Sign and send to the DSL").await?;
    phone.sees("With the school since").await
}

/// The notice is on the screen, and on no sheet.
async fn on_paper(desk: &Screen) -> TestResult {
    desk.sees("Something that arrived as practice").await?;
    desk.is_printed(true).await?;
    desk.does_not_see("Something that arrived as practice").await?;
    desk.sees("A record that won't open").await?;
    desk.is_printed(false).await?;
    desk.sees("Something that arrived as practice").await
}

/// Not in this window alone: whoever signs in sees that somebody has looked.
async fn is_kept_on_the_endpoint(world: &mut World) -> TestResult {
    let desk = world.desk().await?;
    desk.opens("about:blank").await?;
    let desk = world.signs_in_at_the_desk("DSL").await?;
    desk.sees("Nothing new").await?;
    desk.sees("Looked at by Demonstration DSL").await?;
    desk.does_not_see("Something that arrived as practice").await
}
