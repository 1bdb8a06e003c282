//! Two tabs and two unfinished records. A record that one tab waited for, and that is deleted in the other, is not laid over
//! what is being written meanwhile; and what another tab has open is not deleted under its author's hands.

use serde_json::json;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{Screen, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const FIRST: &str = "Plainly invented: the first record.";
const SECOND: &str = "Plainly invented: the second one";
const MORE: &str = ", and more of it.";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let phone = &mut world.phone;
    phone.writes(FIRST).await?;
    let address = phone.reads_the_address().await?;

    phone.opens_another_tab(&address).await?;
    phone.unlocks().await?;
    phone.sees("This record is open in another tab").await?;
    phone.is_looked_at("open-elsewhere").await?;
    phone.presses("Record").await?;
    phone.types("Write it down", SECOND).await?;
    phone.keeps(SECOND.chars().count()).await?;

    phone.goes_to_tab(0).await?;
    phone.presses("My records").await?;
    deletes(phone, FIRST).await?;
    phone.sees("You can restore it until").await?;
    phone.goes_to_tab(1).await?;
    phone.types("Write it down", MORE).await?;
    phone.keeps((SECOND.to_owned() + MORE).chars().count()).await?;
    let box_holds = phone.reads_field("Write it down").await?;
    if box_holds != SECOND.to_owned() + MORE {
        return Err(format!("the box holds “{box_holds}”").into());
    }

    phone.goes_to_tab(0).await?;
    deletes(phone, SECOND).await?;
    phone.sees("This record is open in another tab. Close it there first. Nothing was deleted.").await
}

/// Both were last kept in the same minute, and nothing of what they say is in the list: the one kept last comes first.
async fn deletes(phone: &Screen, which: &str) -> TestResult {
    phone.sees("Delete").await?;
    let place = if which == FIRST { -1 } else { 0 };
    let press = "[...document.querySelectorAll('button')].filter((it) => it.textContent === 'Delete').at(arguments[0]).click()";
    phone.asks(press, json!([place])).await.map(drop)
}
