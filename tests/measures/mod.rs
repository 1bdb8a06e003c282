//! What is measured in real browsers: `cargo xtask bench`. Nothing here can fail for being slow.

use libtest_mimic::Trial;
use serde_json::json;

use crate::engine::Engine;
use crate::matrix::on_a_runtime;
use crate::world::{Told, World};

/// Saves measured in each engine, after one to warm up.
const SAVES: usize = 40;
/// How much is in the box: the budget's 10 kB.
const CHARACTERS: usize = 10_000;

/// Types one character more into a box that holds much, and notes how long until all of it is called kept.
const SAVE: &str = "
    const [saves, characters] = arguments;
    const done = arguments[arguments.length - 1];
    const box = document.querySelector('textarea');
    const kept = document.querySelector('.kept');
    const times = [];
    const save = (characters) => new Promise((resolve) => {
        const began = performance.now();
        const watch = new MutationObserver(() => {
            if (Number(kept.dataset.kept) !== characters) return;
            watch.disconnect();
            resolve(performance.now() - began);
        });
        watch.observe(kept, { attributes: true });
        box.value = 'x'.repeat(characters);
        box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
    (async () => {
        for (let n = 0; n <= saves; n++) times.push(await save(characters + n));
        done(times.slice(1));
    })();";

/// One measure an engine; asked for by `--ignored`.
pub fn trials() -> Vec<Trial> {
    let save = |engine: Engine| {
        Trial::test(format!("measure::{engine}::time_of_a_save"), move || {
            on_a_runtime(time_of_a_save(engine))
        })
        .with_ignored_flag(true)
    };
    Engine::ALL.map(save).into()
}

async fn time_of_a_save(engine: Engine) -> Told {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes("Invented.").await?;
    let answer = world.phone.asks_and_waits(SAVE, json!([SAVES, CHARACTERS])).await?;
    let mut times: Vec<f64> = serde_json::from_value(answer)?;
    times.sort_by(f64::total_cmp);
    let percentile = |n: usize| times.get(times.len() * n / 100).copied().unwrap_or_default();
    println!(
        "{engine}: from a keystroke to “kept” on the screen, {CHARACTERS} characters, {} saves: p50 {:.0} ms, p95 {:.0} ms",
        times.len(),
        percentile(50),
        percentile(95)
    );
    Ok(())
}
