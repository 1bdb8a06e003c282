//! The browser throws the app's database away while nobody looks. The phone says so, with how much was there and when it was
//! counted, and what to do; with its own count gone too, the endpoint's cookie still tells both. An endpoint that was never told
//! a count still tells that the phone was set up. Set up again, it keeps records as before.

use companion_model::wire::v1::address;
use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::proxy::{Fault, Matching};
use crate::world::{Screen, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const WORDS: &str = "Plainly invented: the words that were lost.";

const REMEMBERED: Matching = Matching::new("GET", address::REMEMBERED);
/// What an endpoint remembers that was told no count: 3 November 2026.
const SET_UP: &str = r#"{"set_up_at":1793716320000}"#;

const REMOVED: &str = "const done = arguments[arguments.length - 1];
    const asked = indexedDB.deleteDatabase('companion');
    asked.onsuccess = () => done(true);
    asked.onerror = () => done(String(asked.error));";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(WORDS).await?;
    until_it_is_counted(&world.phone).await?;
    is_taken_up_again(&world.phone).await?;
    until_it_is_told(&world.phone).await?;
    world.loses_signal().await?;
    let phone = &world.phone;
    it_happens_under_an_open_page(phone).await?;
    is_removed(phone).await?;
    phone.opens("/records").await?;
    phone.sees("this phone held 1 draft.").await?;
    phone.sees("Phone the DSL now").await?;
    phone.is_looked_at("gone-counted").await?;

    phone.asks("localStorage.clear()", json!([])).await?;
    world.proxy.plays(Fault::Forged(REMEMBERED, SET_UP.to_owned()));
    world.signal_returns().await?;
    let phone = &world.phone;
    phone.opens("/").await?;
    phone.sees("What it had saved is gone. The browser or someone has deleted it. Records").await?;
    phone.is_looked_at("gone-set-up").await?;
    world.proxy.behaves();
    phone.opens("/").await?;
    phone.sees("or someone has deleted it. On ").await?;
    phone.sees("this phone held 1 draft.").await?;
    phone.is_looked_at("gone-remembered").await?;

    let link = world.invites("Demonstration teacher").await?;
    world.phone.sets_up(&link).await?;
    world.phone.does_not_see("What it had saved is gone").await?;
    world.phone.writes(WORDS).await
}

/// The words on the screen are kept anew, and open with the same PIN after a cold start of the page.
async fn it_happens_under_an_open_page(phone: &Screen) -> TestResult {
    // As when a browser lets a page's connection go.
    phone.asks("dispatchEvent(new Event('pagehide'))", json!([])).await?;
    let removed = phone.asks_and_waits(REMOVED, json!([])).await?;
    if removed != true {
        return Err(format!("the database is still there: {removed}").into());
    }
    phone.types("Write it down", " And more.").await?;
    phone.sees("A record open here will be saved again.").await?;
    phone.sees("this phone held 1 draft.").await?;
    phone.is_looked_at("emptied").await?;
    phone.keeps((WORDS.to_owned() + " And more.").chars().count()).await?;
    phone.reloads().await?;
    phone.unlocks().await?;
    phone.keeps((WORDS.to_owned() + " And more.").chars().count()).await
}

/// Only then is a count told: members see when a phone was last heard of, and must not see by it that somebody writes.
async fn is_taken_up_again(phone: &Screen) -> TestResult {
    phone.asks("dispatchEvent(new Event('focus'))", json!([])).await.map(drop)
}

/// What was counted is in the endpoint's cookie, too, which only the endpoint can read out.
async fn until_it_is_told(phone: &Screen) -> TestResult {
    let told = "const done = arguments[arguments.length - 1];
        fetch('/api/v1/remembered').then((answer) => answer.json())
            .then(({ counted }) => done(counted?.drafts === 1), (why) => done(String(why)));";
    crate::world::soon("the endpoint to be told", crate::world::PATIENCE, async || {
        Ok((phone.asks_and_waits(told, json!([])).await? == true).then_some(()))
    })
    .await
}

/// The count is taken beside the save, not before it.
async fn until_it_is_counted(phone: &Screen) -> TestResult {
    let counted = r"return /drafts\W+1\b/.test(localStorage.getItem('tally'))";
    crate::world::soon("the count", crate::world::PATIENCE, async || {
        Ok((phone.asks(counted, json!([])).await? == true).then_some(()))
    })
    .await
}

async fn is_removed(phone: &Screen) -> TestResult {
    // From a page of the site that holds no connection.
    phone.opens("/paper").await?;
    let removed = phone.asks_and_waits(REMOVED, json!([])).await?;
    if removed == true { Ok(()) } else { Err(format!("the database is still there: {removed}").into()) }
}
