//! Without Web Locks the tab behind has words that are kept beside those of the tab ahead. The tab ahead signs, and nobody
//! types any more. When the one behind is locked, its words are an addition to the signed record, and that is said.

use super::without_locks_both_tabs_words_are_kept::{
    BEHIND, IS_ADDED, WORDS, is_an_addition_after_a_lock, one_record_is_open_in_two_tabs,
    the_tab_behind_keeps_its_words_beside,
};
use crate::engine::Engine;
use crate::matrix::{Engines, NO_FIRST_SCRIPT};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, NO_FIRST_SCRIPT);

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    one_record_is_open_in_two_tabs(&mut world).await?;
    let phone = &world.phone;
    the_tab_behind_keeps_its_words_beside(phone).await?;
    phone.goes_to_tab(0).await?;
    phone.signs().await?;

    phone.goes_to_tab(1).await?;
    phone.presses("Trip Companion").await?;
    phone.presses("This phone and your PIN").await?;
    phone.presses("Lock now").await?;
    phone.sees(IS_ADDED).await?;
    is_an_addition_after_a_lock(phone, &format!("{WORDS}{BEHIND}")).await
}
