//! Everything is selected and deleted by a slip: the words are brought back.

use crate::engine::Engine;
use crate::world::{Told, World};

const WORDS: &str = "Plainly invented: nobody must know that I told you.";

pub async fn story(engine: Engine) -> Told {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(WORDS).await?;
    world.phone.types("Write it down", "").await?;
    let slip = "const box = document.getElementById('verbatim'); box.value = ''; box.dispatchEvent(new Event('input', { bubbles: true }));";
    world.phone.asks(slip, serde_json::json!([])).await?;
    world.phone.keeps(0).await?;

    world.phone.presses("Bring back earlier words").await?;
    world.phone.sees(WORDS).await?;
    world.phone.presses("Bring these words back").await?;
    world.phone.keeps(WORDS.chars().count()).await?;
    let back = world.phone.reads_field("Write it down").await?;
    if back == WORDS { Ok(()) } else { Err(format!("“{back}” came back").into()) }
}
