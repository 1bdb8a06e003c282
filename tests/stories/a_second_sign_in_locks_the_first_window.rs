//! A browser has one session. The DSL has typed whom to invite when the head signs in in another window: the first window
//! locks with a sentence, does nothing in the head's name, and has what was typed when its member is back. A link that was
//! made by mistake is withdrawn; and who signs out in one window is signed out in the others.

use std::time::Duration;

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{PIN, Screen, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const OTHERS: &str = "Someone else has signed in on this browser";
/// A page that is looked at asks every 20 seconds, if nothing tells it before.
const BY_ITSELF: Duration = Duration::from_secs(30);
/// Nothing tells this window of the others but the endpoint's answers.
const ALONE: &str = "delete globalThis.BroadcastChannel;";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    let links = world.school().await?;
    let (dsl, head) = (links.desk_of("DSL")?.clone(), links.desk_of("Head")?.clone());
    if engine == Engine::Chromium {
        world.phone.gives_every_page(ALONE).await?;
    }
    let desk = &mut world.phone;
    desk.opens(&dsl.link).await?;
    // As somebody types what they wrote on paper.
    signs_in(desk, &on_paper(&dsl.passphrase)).await?;
    desk.presses("Staff and phones").await?;
    desk.types("Name", "Demonstration colleague").await?;
    desk.types("Job title", "Teacher").await?;

    desk.opens_another_tab(&head.link).await?;
    signs_in(desk, &head.passphrase).await?;
    desk.goes_to_tab(0).await?;
    desk.sees_within(OTHERS, BY_ITSELF).await?;
    desk.does_not_see("Demonstration colleague").await?;
    desk.is_looked_at_on_a_desk("inbox-other-session", &[]).await?;
    signs_in(desk, &dsl.passphrase).await?;
    let link = invites_whom_was_typed(desk).await?;

    desk.goes_to_tab(1).await?;
    desk.sees_within(OTHERS, BY_ITSELF).await?;
    let teacher = world.desk().await?;
    teacher.opens(&link).await?;
    teacher.sees("Choose a PIN").await?;
    let desk = &mut world.phone;
    desk.goes_to_tab(0).await?;
    withdraws(desk).await?;
    let teacher = world.desk().await?;
    teacher.types("Choose a PIN (6 digits or more)", PIN).await?;
    teacher.types("Enter it again", PIN).await?;
    teacher.presses("Set up this phone").await?;
    teacher.sees("It was used or withdrawn, or has expired").await?;

    let desk = &mut world.phone;
    desk.goes_to_tab(1).await?;
    desk.opens("about:blank").await?;
    desk.opens(&dsl.link).await?;
    signs_in(desk, &dsl.passphrase).await?;
    desk.sees("No records").await?;
    desk.presses("Sign out").await?;
    desk.sees("You are signed out").await?;
    desk.goes_to_tab(0).await?;
    desk.sees_within("or from another window of this browser", BY_ITSELF).await
}

async fn signs_in(desk: &Screen, passphrase: &str) -> TestResult {
    desk.types("Passphrase", passphrase).await?;
    desk.presses("Sign in").await?;
    desk.sees("Sign out").await
}

/// Numbered, with commas and capital letters.
fn on_paper(passphrase: &str) -> String {
    let words =
        passphrase.split(' ').zip(1..).map(|(word, number)| format!("{number}. {}", word.to_uppercase()));
    words.collect::<Vec<_>>().join(", ")
}

/// What was typed before the window locked is there, and the invitation is its own member's.
async fn invites_whom_was_typed(desk: &Screen) -> TestResult<String> {
    let typed = (desk.reads_field("Name").await?, desk.reads_field("Job title").await?);
    if typed != ("Demonstration colleague".to_owned(), "Teacher".to_owned()) {
        return Err(format!("what was typed came back as {typed:?}").into());
    }
    desk.presses("Make a link").await?;
    desk.sees("A link for Demonstration colleague").await?;
    desk.sees("Demonstration colleague, Teacher. Invited by Demonstration DSL").await?;
    desk.reads_field("Set-up link").await
}

async fn withdraws(desk: &Screen) -> TestResult {
    desk.presses("Withdraw Demonstration colleague's link").await?;
    desk.presses("Yes, withdraw it").await?;
    desk.does_not_see("Demonstration colleague, Teacher").await
}
