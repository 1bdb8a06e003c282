//! A school begins with its DSL alone. The head is invited, makes the route's keys in a browser of their own, and is confirmed
//! once both have compared six words. A record about the DSL, begun while nobody could receive it, goes to the head then, and
//! the DSL's desk has no trace of it.

use std::time::Duration;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::proxy::{Fault, Matching};
use crate::world::{PATIENCE, Screen, TestResult, World, soon};

pub const ENGINES: Engines = Engines::Only(
    Engine::Chromium,
    "the inbox is told here by the set-up of a school, and a missing file by the app that gets ready again",
);

const WORDS: &str = "Plainly invented: she told me to keep quiet about it.";
const HEADS_NUMBER: &str = "01632 960102";
/// As a browser throws a file away.
const WITHOUT_WORDS: &str = "const done = arguments[arguments.length - 1];
    (async () => {
        const file = document.getElementById('boot').dataset.words;
        const names = await caches.keys();
        const gone = await Promise.all(names.map(async (name) => (await caches.open(name)).delete(file)));
        done(gone.includes(true));
    })().catch((why) => done(String(why)));";
const CONFIRMATIONS: Matching = Matching::new("PUT", "/api/v1/inbox/joining/");

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    let link = world.set_up_link().await?;
    let (passphrase, inbox) = founds(world.desk().await?, &link).await?;
    signs_in(world.desk().await?, &inbox, &passphrase).await?;
    let (enrolment, to_join) = invites(world.desk().await?).await?;

    world.phone.sets_up(&enrolment).await?;
    nobody_may_receive_it(&world.phone).await?;
    // The head joins in the teacher's browser: the other one is the DSL's.
    let heads = joins(&world.phone, &to_join).await?;
    let words = world.phone.reads_text_of("#route-words").await?;
    waits_in_vain(&world.phone, &heads.0).await?;
    world.proxy.plays_once(Fault::DropAnswerAfterCommit(CONFIRMATIONS));
    is_confirmed(world.desk().await?, &words).await?;
    signs_in(world.desk().await?, &inbox, &passphrase).await?;
    the_desk_shows(world.desk().await?, &words).await?;

    let phone = &world.phone;
    it_goes_to_the_head(phone).await?;
    world.loses_signal().await?;
    the_phone_shows(&world.phone, &words).await?;
    the_list_of_words_is_thrown_away(&world.phone, &words).await?;
    world.signal_returns().await?;
    goes_to_this_phone(&world.phone).await?;
    world.phone.presses("Check the school's keys").await?;
    world.phone.sees(&format!("Records sent to the head: {words}")).await?;

    let desk = world.desk().await?;
    desk.presses("Records").await?;
    desk.presses("Refresh").await?;
    desk.sees("No records").await?;
    signs_in(&world.phone, &heads.1, &heads.0).await?;
    world.phone.presses("Invented Child").await?;
    world.phone.sees(WORDS).await
}

/// From the link to the closed inbox; gives the six words and the inbox link.
async fn founds(desk: &Screen, link: &str) -> TestResult<(String, String)> {
    desk.opens(link).await?;
    desk.types("The school's name", "Invented Primary").await?;
    desk.types("Your name", "Demonstration DSL").await?;
    desk.types("Your job title", "Designated Safeguarding Lead").await?;
    desk.types("Your number", "01632 960101").await?;
    desk.presses("Make the keys").await?;
    let passphrase = desk.reads_text_of(".passphrase").await?;
    let inbox = desk.reads_text_of(".narrow .link").await?;
    desk.presses("I have written it down").await?;
    desk.presses("Continue to recovery sheets").await?;
    desk.presses("I have printed every sheet").await?;
    desk.presses("Set up the school").await?;
    desk.sees("Sign in as").await?;
    Ok((passphrase, inbox))
}

async fn signs_in(desk: &Screen, inbox: &str, passphrase: &str) -> TestResult {
    desk.opens(inbox).await?;
    desk.types("Passphrase", passphrase).await?;
    desk.presses("Sign in").await?;
    desk.sees("Refresh").await
}

/// A teacher, and the head; gives both links.
async fn invites(desk: &Screen) -> TestResult<(String, String)> {
    desk.presses("Staff and phones").await?;
    desk.types("Name", "Demonstration teacher").await?;
    desk.types("Job title", "Teacher").await?;
    desk.answers("How long will the link work?", "a day").await?;
    desk.presses("Make a link").await?;
    let enrolment = desk.reads_field("Set-up link").await?;

    desk.presses("Roles").await?;
    desk.sees("not for you").await?;
    desk.types("Who is the head teacher?", "Demonstration head").await?;
    desk.presses("Make a link").await?;
    let to_join = desk.reads_field("Link to join").await?;
    desk.is_looked_at_on_a_desk("inbox-members", std::slice::from_ref(&to_join)).await?;
    Ok((enrolment, to_join))
}

/// Gives the head's six words and their inbox link.
async fn joins(desk: &Screen, link: &str) -> TestResult<(String, String)> {
    desk.opens(link).await?;
    desk.sees("Demonstration DSL invites you").await?;
    desk.is_looked_at_on_a_desk("inbox-join", &[]).await?;
    desk.types("Your name", "Demonstration head").await?;
    desk.types("Your job title", "Head teacher").await?;
    desk.types("Your number", HEADS_NUMBER).await?;
    desk.types("Sign-in name", "Demonstration DSL").await?;
    desk.presses("Make the keys").await?;
    desk.sees("Someone already signs in as demonstration-dsl").await?;
    desk.types("Sign-in name", " two").await?;
    desk.presses("Make the keys").await?;
    let passphrase = desk.reads_text_of(".passphrase").await?;
    let inbox = desk.reads_text_of(".narrow .link").await?;
    desk.presses("I have written it down").await?;
    desk.presses("Continue to recovery sheet").await?;
    desk.sees("Recovery sheet for records sent to the head").await?;
    desk.presses("I have printed it").await?;
    desk.presses("Join").await?;
    desk.sees("Waiting for Demonstration DSL to confirm").await?;
    let words = desk.reads_text_of("#route-words").await?;
    desk.is_looked_at_on_a_desk("inbox-join-waiting", &[words]).await?;
    Ok((passphrase, inbox))
}

async fn waits_in_vain(desk: &Screen, passphrase: &str) -> TestResult {
    desk.presses("Go to your inbox").await?;
    desk.types("Passphrase", passphrase).await?;
    desk.presses("Sign in").await?;
    desk.sees("That name or passphrase isn't right").await
}

async fn is_confirmed(desk: &Screen, words: &str) -> TestResult {
    desk.presses("Records").await?;
    desk.presses("Refresh").await?;
    desk.presses("Roles").await?;
    desk.sees("is waiting for you to confirm").await?;
    desk.sees(words).await?;
    desk.is_looked_at_on_a_desk("inbox-members-waiting", &[words.to_owned()]).await?;
    desk.presses("They have the same six words").await?;
    desk.presses("Confirm").await?;
    // Its answer is lost; the next look tells.
    desk.sees_within("Confirmed. The new person can sign in now", Duration::from_secs(45)).await
}

async fn the_desk_shows(desk: &Screen, words: &str) -> TestResult {
    desk.presses("Keys").await?;
    desk.sees(&format!("Records sent to the head: {words}")).await
}

/// The DSL is the only member there is.
async fn nobody_may_receive_it(phone: &Screen) -> TestResult {
    phone.writes(WORDS).await?;
    phone.goes_on_to_who_it_is_about().await?;
    phone.answers("Is this about someone who works", "Yes – the DSL").await?;
    phone.sees("This app has nobody at the school who can receive this record safely").await?;
    phone.presses("My records").await?;
    phone.sees("Draft").await
}

async fn it_goes_to_the_head(phone: &Screen) -> TestResult {
    phone.opens("/records").await?;
    phone.unlocks().await?;
    phone.presses("Draft").await?;
    phone.sees("This record will go only to the head.").await?;
    phone.sees(HEADS_NUMBER).await?;
    phone.presses("Continue").await?;
    phone.answers("Have you spoken to the head?", "Not yet").await?;
    phone.checks_and_signs("Sign and send to the head").await?;
    phone.sees("With the school since").await
}

/// Where the browser has it elsewhere still, the words are shown; else it is said that the list is missed.
async fn the_list_of_words_is_thrown_away(phone: &Screen, words: &str) -> TestResult {
    let thrown = phone.asks_and_waits(WITHOUT_WORDS, serde_json::json!([])).await?;
    if thrown != true {
        return Err(format!("the list of words is there still: {thrown}").into());
    }
    goes_to_this_phone(phone).await?;
    phone.presses("Check the school's keys").await?;
    let (shown, missed) = (
        format!("Records sent to the head: {words}"),
        "The app can't show the six words, because a file is missing on this phone. Your records are safe.",
    );
    soon("the words, or that their list is missed", PATIENCE, async || {
        let screen = phone.reads_the_screen().await?;
        Ok((screen.contains(&shown) || screen.contains(missed)).then_some(()))
    })
    .await
}

async fn goes_to_this_phone(phone: &Screen) -> TestResult {
    phone.presses("Trip Companion").await?;
    phone.presses("This phone").await
}

async fn the_phone_shows(phone: &Screen, words: &str) -> TestResult {
    goes_to_this_phone(phone).await?;
    phone.presses("Check the school's keys").await?;
    phone.sees(&format!("Records sent to the head: {words}")).await?;
    let lines = "return [...document.querySelectorAll('p.words')].map((it) => it.textContent)";
    let lines: Vec<String> = serde_json::from_value(phone.asks(lines, serde_json::json!([])).await?)?;
    phone.is_looked_at_on_a_desk("this-phone-words", &lines).await
}
