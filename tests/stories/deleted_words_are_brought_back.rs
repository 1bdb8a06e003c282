//! Everything is selected and deleted by a slip: the words are brought back.

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{Screen, TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

const WORDS: &str = "Plainly invented: nobody must know that I told you.";

const WISHES: &str = "Invented: that it stops.";
const SEEMED: &str = "Invented: calm.";
const PHONE_LABEL: &str = "Your phone number";
const PHONE: &str = "01632 960001";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes(WORDS).await?;
    world.phone.selects_all_and_deletes("verbatim").await?;
    world.phone.keeps(0).await?;

    world.phone.presses("Restore deleted text").await?;
    world.phone.sees(WORDS).await?;
    world.phone.presses("Restore this text").await?;
    world.phone.keeps(WORDS.chars().count()).await?;
    let back = world.phone.reads_field("Write it down").await?;
    if back != WORDS {
        return Err(format!("“{back}” came back").into());
    }
    one_of_two_boxes(&world.phone).await
}

/// What was written into the other box of a page meanwhile stays.
async fn one_of_two_boxes(phone: &Screen) -> TestResult {
    let address = phone.reads_the_address().await?;
    phone.opens(&address.replace("/write", "/else")).await?;
    phone.unlocks().await?;
    phone.types("What the child wants to happen", WISHES).await?;
    phone.keeps((WORDS.to_owned() + WISHES).chars().count()).await?;
    let slip = "const box = document.getElementById('wishes'); box.value = ''; box.dispatchEvent(new Event('input', { bubbles: true }));";
    phone.asks(slip, serde_json::json!([])).await?;
    phone.types("How the child seemed", SEEMED).await?;
    phone.keeps((WORDS.to_owned() + SEEMED).chars().count()).await?;
    phone.presses("Restore deleted text").await?;
    phone.sees(WISHES).await?;
    phone.presses("Restore this text").await?;
    phone.keeps((WORDS.to_owned() + WISHES + SEEMED).chars().count()).await?;
    let boxes = (
        phone.reads_field("What the child wants to happen").await?,
        phone.reads_field("How the child seemed").await?,
    );
    if boxes == (WISHES.to_owned(), SEEMED.to_owned()) {
        a_phone_number(phone, &address).await
    } else {
        Err(format!("{boxes:?} came back").into())
    }
}

/// A field of one line is no box, and comes back as well.
async fn a_phone_number(phone: &Screen, address: &str) -> TestResult {
    phone.opens(&address.replace("/write", "/told")).await?;
    phone.unlocks().await?;
    phone.types(PHONE_LABEL, PHONE).await?;
    phone.keeps((WORDS.to_owned() + WISHES + SEEMED + PHONE).chars().count()).await?;
    phone.selects_all_and_deletes("author_phone").await?;
    phone.keeps((WORDS.to_owned() + WISHES + SEEMED).chars().count()).await?;
    phone.presses("Restore deleted text").await?;
    phone.sees(PHONE).await?;
    phone.presses("Restore this text").await?;
    let back = phone.reads_field(PHONE_LABEL).await?;
    if back == PHONE { Ok(()) } else { Err(format!("“{back}” came back").into()) }
}
