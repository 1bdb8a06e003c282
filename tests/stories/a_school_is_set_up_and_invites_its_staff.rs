//! A school begins: its first member makes the keys in their own browser, writes down six words, prints the kits, signs in
//! and invites a teacher, whose first record arrives.

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{Screen, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const WORDS: &str = "Plainly invented: he asked me to hold a bag.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    let link = world.set_up_link().await?;
    // Whoever founds the school sits where the trial's engine is; the teacher's phone is the other browser.
    let passphrase = founds(&world.phone, &link).await?;
    let desk = &world.phone;
    desk.types("Passphrase", &passphrase).await?;
    desk.presses("Sign in").await?;
    desk.sees("No records").await?;
    desk.is_looked_at_on_a_desk("inbox-empty", &[]).await?;
    let invitation = invites(desk).await?;

    let phone = world.desk().await?;
    phone.sets_up(&invitation).await?;
    phone.writes(WORDS).await?;
    phone.signs().await?;
    phone.sees("With the school since").await?;

    world.phone.presses("Records").await?;
    // By itself the desk looks every 20 seconds.
    world.phone.presses("Refresh").await?;
    world.phone.presses("Invented Child").await?;
    world.phone.sees(WORDS).await
}

/// From the link to the closed inbox; gives the six words.
async fn founds(desk: &Screen, link: &str) -> TestResult<String> {
    desk.opens(link).await?;
    desk.sees("Make the keys").await?;
    desk.presses("Make the keys").await?;
    desk.is_looked_at_on_a_desk("inbox-set-up", &[]).await?;
    desk.types("The school's name", "Invented Primary").await?;
    desk.types("Your name", "Demonstration DSL").await?;
    desk.types("Your job title", "Designated Safeguarding Lead").await?;
    desk.types("Your number", "01632 960001").await?;
    desk.presses("Make the keys").await?;
    desk.sees("Your passphrase").await?;
    let passphrase = desk.reads_text_of(".passphrase").await?;
    let inbox = desk.reads_text_of(".narrow .link").await?;
    desk.is_looked_at_on_a_desk("inbox-words", &[passphrase.clone(), inbox]).await?;
    desk.presses("I have written it down").await?;
    desk.presses("Continue to recovery sheets").await?;
    desk.sees("Print your recovery sheets").await?;
    let codes = "return [...document.querySelectorAll('.kit .code')].map((it) => it.textContent)";
    let codes: Vec<String> = serde_json::from_value(desk.asks(codes, serde_json::json!([])).await?)?;
    desk.is_looked_at_on_a_desk("inbox-kits", &codes).await?;
    desk.presses("I have printed every sheet").await?;
    desk.presses("Set up the school").await?;
    desk.sees("Sign in as").await?;
    Ok(passphrase)
}

async fn invites(desk: &Screen) -> TestResult<String> {
    desk.presses("Staff and phones").await?;
    desk.sees("Nobody yet.").await?;
    desk.types("Name", "Demonstration teacher").await?;
    desk.types("Job title", "Teacher").await?;
    desk.presses("Make a link").await?;
    desk.sees("A link for Demonstration teacher").await?;
    let invitation = desk.reads_field("Set-up link").await?;
    desk.is_looked_at_on_a_desk("inbox-staff", std::slice::from_ref(&invitation)).await?;
    Ok(invitation)
}
