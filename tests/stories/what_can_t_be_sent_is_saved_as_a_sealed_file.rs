//! The school's endpoint does not know this phone any more. Its record is saved as a sealed file, carried to the DSL's desk by
//! hand, and read there. The phone keeps it and goes on trying; set up again, it gets its receipt, and the desk lists the
//! record once, its author proved.

use std::fs;
use std::path::Path;

use companion_model::wire::v1::SealedFile;
use serde_json::json;

use crate::engine::Engine;
use crate::forensics::canaries_in;
use crate::matrix::Engines;
use crate::world::{Chance, PIN, Screen, TestResult, World};

pub const ENGINES: Engines = Engines::All;

pub async fn story(engine: Engine) -> TestResult {
    let words = Chance::of("what_can_t_be_sent_is_saved_as_a_sealed_file").canary();
    let mut world = World::start(engine).await?;
    world.school().await?;
    let backup = world.folder().join("backup.sqlite");
    world.endpoint.backs_up_to(&backup).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.writes(&words).await?;
    world.phone.signs().await?;
    world.phone.sees("Signed \u{2013} waiting for signal").await?;
    world.phone.does_not_see("Save as a sealed file").await?;

    world.endpoint_is_restored_from(&backup).await?;
    world.phone.sees("Not accepted \u{2013} needs you").await?;
    world.phone.presses("Save as a sealed file").await?;
    world.phone.sees("Saved as record-").await?;
    world.phone.is_looked_at("sealed-file").await?;
    let file = world.phone.keeps_a_file().await?;
    it_tells_nothing(&file, &words)?;
    world.phone.sees("The school hasn't confirmed 1 record yet").await?;

    is_imported(&mut world, &file, &words).await?;
    world.phone.sees("Not accepted \u{2013} needs you").await?;
    it_is_set_up_again(&mut world).await?;
    world.phone.sees("With the school since").await?;
    world.phone.does_not_see("Save as a sealed file").await?;
    it_is_listed_once(&mut world).await
}

fn it_tells_nothing(file: &Path, words: &str) -> TestResult {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if !(name.starts_with("record-") && name.len() == "record-7KQ-3FD.sealed".len()) {
        return Err(format!("it is called {name}").into());
    }
    let SealedFile { envelope, .. } = serde_json::from_slice(&fs::read(file)?)?;
    let is_there = String::from_utf8_lossy(&envelope.0).contains(words);
    if is_there || !canaries_in(file, words)?.is_empty() {
        return Err("the words can be read in it".into());
    }
    Ok(())
}

async fn is_imported(world: &mut World, file: &Path, words: &str) -> TestResult {
    let other = world.folder().join("other.sealed");
    fs::write(&other, "no sealed file")?;
    let desk = world.signs_in_at_the_desk("DSL").await?;
    desk.sees("You have no records").await?;
    desk.nothing_has_moved_in(".list-top").await?;
    desk.presses("Import a sealed file").await?;
    desk.sees("Its name ends with .sealed.").await?;
    desk.presses("Import").await?;
    desk.sees("Choose the file first").await?;
    desk.chooses("Sealed file", &other).await?;
    desk.presses("Import").await?;
    desk.sees("This browser couldn't read this as a sealed file").await?;
    desk.chooses("Sealed file", file).await?;
    desk.presses("Import").await?;
    desk.sees("The school has this record now").await?;
    desk.is_looked_at_on_a_desk("inbox-import", &[]).await?;
    desk.presses("Import").await?;
    desk.sees("The school already had this record. It is listed once.").await?;
    desk.presses("Read it now").await?;
    desk.sees(words).await?;
    desk.sees("Imported from a file by Demonstration DSL").await?;
    desk.sees("Sender not verified: the school's server doesn't know the phone that sealed it").await?;
    desk.is_looked_at_on_a_desk("inbox-imported", &[words.to_owned()]).await
}

async fn it_is_set_up_again(world: &mut World) -> TestResult {
    let link = world.invites("Demonstration teacher").await?;
    world.phone.opens(&link).await?;
    world.phone.presses("I'm Demonstration teacher. Set me up again").await?;
    world.phone.types("PIN", PIN).await?;
    world.phone.presses("Set up again").await
}

async fn it_is_listed_once(world: &mut World) -> TestResult {
    let desk = world.desk().await?;
    desk.presses("Records").await?;
    desk.sees("Imported from a file").await?;
    desk.presses("Refresh").await?;
    desk.sees("Sender verified").await?;
    let lines = rows(desk).await?;
    if lines != 1 {
        return Err(format!("the desk lists it {lines} times").into());
    }
    match world.records_of_the_dsl().await?.len() {
        1 => Ok(()),
        records => Err(format!("the endpoint has it {records} times").into()),
    }
}

async fn rows(desk: &Screen) -> TestResult<u64> {
    let lines = desk.asks("return document.querySelectorAll('#rows tr').length", json!([])).await?;
    lines.as_u64().ok_or_else(|| "no list".into())
}
