//! An old browser without Web Locks has one record open in two tabs. What is called kept is the record's; what the tab behind
//! writes is said not to be, and is kept beside it as earlier words.

use serde_json::json;

use crate::engine::Engine;
use crate::world::{Told, World};

const WORDS: &str = "Plainly invented: she waits at the bridge.";
const MORE: &str = " Until nine.";
const BEHIND: &str = " And alone.";

const NO_LOCKS: &str = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });";

pub async fn story(engine: Engine) -> Told {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let phone = &mut world.phone;
    phone.gives_every_page(NO_LOCKS).await?;
    phone.opens("/records").await?;
    phone.unlocks().await?;
    phone.sees("can't keep a record from being open in two tabs").await?;
    phone.writes(WORDS).await?;
    let address = phone.reads_the_address().await?;

    // What a page is given is given to the pages of its own tab.
    phone.opens_another_tab("/paper").await?;
    phone.gives_every_page(NO_LOCKS).await?;
    phone.opens(&address).await?;
    phone.unlocks().await?;
    phone.keeps(WORDS.chars().count()).await?;

    phone.goes_to_tab(0).await?;
    phone.types("Write it down", MORE).await?;
    phone.keeps(WORDS.chars().count() + MORE.chars().count()).await?;

    phone.goes_to_tab(1).await?;
    phone.types("Write it down", BEHIND).await?;
    phone.sees("Newer words of this record were kept from another tab.").await?;
    phone.does_not_see("characters kept at").await?;
    let held = phone.reads_field("Write it down").await?;
    if held != format!("{WORDS}{BEHIND}") {
        return Err(format!("the box behind holds “{held}”").into());
    }

    phone.presses("Trip Companion").await?;
    phone.opens(&address).await?;
    phone.unlocks().await?;
    phone.keeps(WORDS.chars().count() + MORE.chars().count()).await?;
    phone.presses("Bring back earlier words").await?;
    phone.sees(&format!("{WORDS}{BEHIND}")).await?;
    let kept = phone.asks("return document.getElementById('verbatim').value", json!([])).await?;
    if kept == format!("{WORDS}{MORE}") { Ok(()) } else { Err(format!("the record holds {kept}").into()) }
}
