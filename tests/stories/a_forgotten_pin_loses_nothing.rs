//! The PIN is gone from a tired head, and a record is unfinished behind it. Handed over at the lock screen, unopened, it
//! reaches the route of its own answers and nobody else; the phone keeps it for its author, whose PIN opens it, and is then set
//! up anew.

use std::time::Duration;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{Screen, TestResult, World, soon};

pub const ENGINES: Engines = Engines::All;

const WORDS: &str = "Plainly invented: he asked me to hold a parcel for a friend.";
const NEW_PIN: &str = "975310";
/// As the browser's own "back" would.
const TO_THE_PAGE: &str =
    "history.pushState(null, '', arguments[0]); dispatchEvent(new PopStateEvent('popstate'));";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(WORDS).await?;
    world.phone.goes_on_to_who_it_is_about().await?;
    world.phone.answers("Is this about someone who works", "No").await?;
    world.phone.may_hand_over_to("dsl").await?;
    let address = world.phone.reads_the_address().await?;
    world.loses_signal().await?;
    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.presses("I've forgotten my PIN").await?;
    world.phone.sees("Nobody else can look up or change your PIN").await?;
    world.phone.is_looked_at("forgotten-pin").await?;
    hands_over(&world.phone).await?;
    world.phone.is_looked_at("handed-over").await?;

    // Remembered after all: everything is there, and what was on its way to the DSL is called back.
    world.phone.unlocks().await?;
    world.phone.asks(TO_THE_PAGE, serde_json::json!([address])).await?;
    world.phone.answers("Is this about someone who works", "Yes – the DSL").await?;
    world.phone.may_hand_over_to("head").await?;
    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.presses("I've forgotten my PIN").await?;
    hands_over(&world.phone).await?;

    world.signal_returns().await?;
    the_head_alone_has_it(&world).await?;
    it_is_still_here_for_its_author(&mut world, &address).await?;
    it_is_read_at_the_desk(&mut world).await?;
    the_phone_is_set_up_anew(&world).await
}

async fn hands_over(phone: &Screen) -> TestResult {
    phone.presses("Pass on my drafts").await?;
    phone.sees("until 30 days after the school has them").await
}

/// The lock screen says nothing of it, so the desk is asked.
async fn the_head_alone_has_it(world: &World) -> TestResult {
    let look = async || {
        let heads = world.at_the_desk_of("head", |desk| Ok(desk.records()?)).await?;
        Ok((!heads.is_empty()).then_some(heads))
    };
    let heads = soon("what was handed over", Duration::from_secs(60), look).await?;
    let dsls = world.records_of_the_dsl().await?.len();
    let told: Vec<_> = heads.iter().map(|record| (record.words.as_str(), record.unfinished)).collect();
    if (dsls, told.as_slice()) == (0, &[(WORDS, true)]) {
        return Ok(());
    }
    Err(format!("{dsls} records in the DSL's inbox; in the head's {told:?}").into())
}

/// Whoever pressed the button has taken nothing from its author: after the receipt, and after a restart.
async fn it_is_still_here_for_its_author(world: &mut World, address: &str) -> TestResult {
    world.phone.presses("Trip Companion").await?;
    world.phone.sees_nothing_unsent().await?;
    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    world.phone.opens("/records").await?;
    world.phone.sees("until 30 days after the school has them").await?;
    world.phone.unlocks().await?;
    world.phone.sees("Draft \u{2013} the school has a copy").await?;
    world.phone.is_looked_at("records-handed-over").await?;
    world.phone.presses("With the school since").await?;
    world.phone.sees("you can finish and sign it").await?;
    world.phone.asks(TO_THE_PAGE, serde_json::json!([address])).await?;
    world.phone.sees("the school has a copy").await?;
    let box_page = address.replace("/about", "/write");
    world.phone.asks(TO_THE_PAGE, serde_json::json!([box_page])).await?;
    let words = world.phone.reads_field("Write it down").await?;
    if words == WORDS { Ok(()) } else { Err(format!("the box holds “{words}”").into()) }
}

async fn it_is_read_at_the_desk(world: &mut World) -> TestResult {
    let desk = world.signs_in_at_the_desk("head").await?;
    desk.sees("Draft, passed on").await?;
    desk.presses("Invented Child").await?;
    desk.sees("Nobody has signed this").await?;
    desk.sees(WORDS).await?;
    desk.is_looked_at_on_a_desk("inbox-unfinished", &[]).await
}

async fn the_phone_is_set_up_anew(world: &World) -> TestResult {
    let link = world.invites("Demonstration teacher").await?;
    let phone = &world.phone;
    phone.opens(&link).await?;
    phone.presses("I'm Demonstration teacher. Set me up again").await?;
    phone.presses("I've forgotten my PIN").await?;
    phone.types("Choose a PIN (6 digits or more)", NEW_PIN).await?;
    phone.types("Enter it again", NEW_PIN).await?;
    phone.presses("Set up this phone").await?;
    phone.sees("What do you need?").await?;
    phone.writes("Plainly invented: what happened next.").await?;
    phone.signs().await?;
    phone.sees("With the school since").await
}
