//! What is measured in real browsers: `cargo xtask bench`. Nothing here can fail for being slow.

use std::time::Instant;

use libtest_mimic::Trial;
use serde_json::json;

use crate::engine::Engine;
use crate::matrix::on_a_runtime;
use crate::world::{Screen, Told, World};

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

/// From a key to the next picture, as the Event Timing API has it: below 16 ms it reports nothing.
const WATCH: &str = "
    globalThis.slow = new Map();
    new PerformanceObserver((list) => list.getEntries().forEach(({ interactionId, duration }) =>
        interactionId && slow.set(interactionId, Math.max(duration, slow.get(interactionId) ?? 0))))
        .observe({ type: 'event', durationThreshold: 16 });";
/// How much slower than this computer a phone is taken to be.
const SLOWED: u32 = 4;
const KEYS: usize = 60;

/// Measures are asked for by `--ignored`.
pub fn trials() -> Vec<Trial> {
    let save = |engine: Engine| measure(format!("{engine}::time_of_a_save"), move || time_of_a_save(engine));
    let slowed = measure("chromium::a_slowed_phone".into(), a_slowed_phone);
    Engine::ALL.map(save).into_iter().chain([slowed]).collect()
}

fn measure<F: Future<Output = Told>>(name: String, take: impl FnOnce() -> F + Send + 'static) -> Trial {
    Trial::test(format!("measure::{name}"), move || on_a_runtime(take())).with_ignored_flag(true)
}

async fn time_of_a_save(engine: Engine) -> Told {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes("Invented.").await?;
    saves(&world.phone, &engine.to_string()).await
}

async fn saves(phone: &Screen, where_from: &str) -> Told {
    let answer = phone.asks_and_waits(SAVE, json!([SAVES, CHARACTERS])).await?;
    let what = format!("{where_from}: from a keystroke to “kept” on the screen, {CHARACTERS} characters");
    say(&what, serde_json::from_value(answer)?);
    Ok(())
}

/// A phone of the middling kind, as far as a slowed processor is one; its workers are not slowed.
async fn a_slowed_phone() -> Told {
    let mut world = World::start(Engine::Chromium).await?;
    world.phone_is_set_up().await?;
    let phone = &world.phone;
    phone.opens("/records").await?;
    phone.sees("Your PIN").await?;
    phone.is_slowed(SLOWED).await?;
    let began = Instant::now();
    phone.unlocks().await?;
    println!("chromium, {SLOWED} × slower: typing a PIN and unlocking: {} ms", began.elapsed().as_millis());
    phone.writes("Invented.").await?;
    saves(phone, &format!("chromium, {SLOWED} × slower")).await?;

    phone.asks(WATCH, json!([])).await?;
    phone.types("Write it down", &"x".repeat(KEYS)).await?;
    phone.keeps(CHARACTERS + SAVES + KEYS).await?;
    let slow = phone.asks("return [...slow.values()]", json!([])).await?;
    let mut times: Vec<f64> = serde_json::from_value(slow)?;
    times.resize(KEYS.max(times.len()), 16.0);
    say(&format!("chromium, {SLOWED} × slower: from a key to the next paint, 16 ms being the least"), times);
    Ok(())
}

fn say(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let percentile = |n: usize| times.get(times.len() * n / 100).copied().unwrap_or_default();
    println!("{what}, {} times: p50 {:.0} ms, p95 {:.0} ms", times.len(), percentile(50), percentile(95));
}
