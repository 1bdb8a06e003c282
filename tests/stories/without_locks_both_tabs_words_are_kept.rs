//! An old browser without Web Locks has one record open in two tabs. What is called kept is the record's; what the tab behind
//! writes is said not to be, and is kept beside it as earlier words. When the tab ahead has signed, what the one behind
//! writes on goes on as an addition.

use crate::engine::Engine;
use crate::matrix::{Engines, NO_FIRST_SCRIPT};
use crate::world::{Screen, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, NO_FIRST_SCRIPT);

pub const WORDS: &str = "Plainly invented: she waits at the bridge.";
const MORE: &str = " Until nine.";
pub const BEHIND: &str = " And alone.";
pub const IS_ADDED: &str = "A record you had open was signed in another tab. What you wrote after that is saved \
    as a new draft under My records.";

const NO_LOCKS: &str = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    let address = one_record_is_open_in_two_tabs(&mut world).await?;
    let phone = &world.phone;
    the_tab_behind_keeps_its_words_beside(phone).await?;
    let held = phone.reads_field("Write it down").await?;
    if held != format!("{WORDS}{BEHIND}") {
        return Err(format!("the box behind holds “{held}”").into());
    }

    phone.presses("Trip Companion").await?;
    phone.opens(&address).await?;
    phone.unlocks().await?;
    phone.keeps(WORDS.chars().count() + MORE.chars().count()).await?;
    phone.presses("Restore deleted text").await?;
    phone.sees(&format!("{WORDS}{BEHIND}")).await?;
    phone.presses("Cancel").await?;
    let kept = phone.reads_field("Write it down").await?;
    if kept != format!("{WORDS}{MORE}") {
        return Err(format!("the record holds {kept}").into());
    }

    phone.goes_to_tab(0).await?;
    phone.signs().await?;
    phone.goes_to_tab(1).await?;
    phone.types("Write it down", BEHIND).await?;
    phone.sees(IS_ADDED).await?;
    let all = format!("{WORDS}{MORE}{BEHIND}");
    phone.keeps(all.chars().count()).await?;
    phone.does_not_see("keeps trying").await?;
    is_an_addition_after_a_lock(phone, &all).await
}

/// The first tab and the second have the same words of one record, which both were called kept in; the second is in front.
/// The record's address.
pub async fn one_record_is_open_in_two_tabs(world: &mut World) -> TestResult<String> {
    world.phone_is_set_up().await?;
    let phone = &mut world.phone;
    phone.gives_every_page(NO_LOCKS).await?;
    phone.opens("/records").await?;
    phone.unlocks().await?;
    phone.sees("can't stop a record being open in two tabs").await?;
    phone.writes(WORDS).await?;
    let address = phone.reads_the_address().await?;

    // What a page is given is given to the pages of its own tab.
    phone.opens_another_tab("/paper").await?;
    phone.gives_every_page(NO_LOCKS).await?;
    phone.opens(&address).await?;
    phone.unlocks().await?;
    phone.keeps(WORDS.chars().count()).await?;
    Ok(address)
}

/// The first tab goes ahead; what the second one then writes is said not to be the record's. The second is in front.
pub async fn the_tab_behind_keeps_its_words_beside(phone: &Screen) -> TestResult {
    phone.goes_to_tab(0).await?;
    phone.types("Write it down", MORE).await?;
    phone.keeps(WORDS.chars().count() + MORE.chars().count()).await?;

    phone.goes_to_tab(1).await?;
    phone.types("Write it down", BEHIND).await?;
    phone.sees("Another tab has saved newer text in this record.").await?;
    phone.does_not_see("characters saved").await
}

/// The tab in front is hidden, and opened with the PIN: the words are in a record that is not finished.
pub async fn is_an_addition_after_a_lock(phone: &Screen, words: &str) -> TestResult {
    phone.presses("Hide").await?;
    phone.sees("Trip plan").await?;
    phone.opens("/records").await?;
    phone.unlocks().await?;
    phone.presses("Draft").await?;
    phone.sees("This will be added to the record you signed").await?;
    let held = phone.reads_field("Write it down").await?;
    if held == words { Ok(()) } else { Err(format!("the addition holds “{held}”").into()) }
}
