//! What is measured in real browsers: `cargo xtask bench`. Nothing here can fail for being slow.

mod desk;

use libtest_mimic::Trial;
use serde_json::json;

use crate::engine::Engine;
use crate::matrix::on_a_runtime;
use crate::world::{PIN, Screen, TestResult, World};

/// Saves measured in each engine, after one to warm up.
const SAVES: usize = 40;
/// How much is in the box: the budget's 10 kB.
const CHARACTERS: usize = 10_000;

/// Puts one character more into a box that holds much, and notes how long until all of it is called kept, and how long
/// the page was busy with the input itself. Beside it, as a yardstick: a bare box of the same look, whose text goes
/// strictly and in the clear into a database of its own.
const SAVE: &str = "
    const [saves, characters] = arguments;
    const done = arguments[arguments.length - 1];
    const box = document.querySelector('textarea');
    const kept = document.querySelector('.kept');
    const words = 'she said he waits at the gate '.repeat(characters / 30).padEnd(characters, '.');
    const inputs = [], whole = [], bare = [];
    const more = (box) => {
        box.setRangeText('x', box.value.length, box.value.length, 'end');
        box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };
    const save = () => new Promise((resolve) => {
        const began = performance.now();
        const watch = new MutationObserver(() => {
            if (Number(kept.dataset.kept) !== box.value.length) return;
            watch.disconnect();
            resolve(performance.now() - began);
        });
        watch.observe(kept, { attributes: true });
        more(box);
        inputs.push(performance.now() - began);
    });
    const opened = new Promise((resolve) => {
        const asked = indexedDB.open('yardstick', 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore('rows');
        asked.onsuccess = () => resolve(asked.result);
    });
    const put = (database, box) => new Promise((resolve) => {
        const began = performance.now();
        box.oninput = () => {
            const transaction = database.transaction('rows', 'readwrite', { durability: 'strict' });
            transaction.objectStore('rows').put({ text: box.value }, 1);
            transaction.oncomplete = () => resolve(performance.now() - began);
        };
        more(box);
    });
    (async () => {
        const database = await opened;
        const other = box.cloneNode();
        other.value = words;
        box.after(other);
        for (let n = 0; n < saves; n++) bare.push(await put(database, other));
        other.remove();
        database.close();
        indexedDB.deleteDatabase('yardstick');
        box.value = words;
        for (let n = 0; n <= saves; n++) whole.push(await save());
        done([whole, inputs, bare].map((times) => times.slice(-saves)));
    })();";

/// Presses "Unlock" and notes how long until the lock screen is gone. Beside it, as a yardstick: the browser's own PBKDF2
/// with a fixed number of rounds.
const UNLOCK: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
        const pbkdf2 = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(16), iterations: 500_000 };
        const secret = await crypto.subtle.importKey('raw', new Uint8Array(16), 'PBKDF2', false, ['deriveBits']);
        const started = performance.now();
        await crypto.subtle.deriveBits(pbkdf2, secret, 256);
        const bare = performance.now() - started;
        const began = performance.now();
        const watch = new MutationObserver(() => {
            if (document.getElementById('pin')) return;
            watch.disconnect();
            done([performance.now() - began, bare]);
        });
        watch.observe(document.body, { childList: true, subtree: true });
        document.querySelector('form').requestSubmit();
    })();";

/// Presses Hide while a long record is open, and notes how long until the next picture after the record is gone. Beside it,
/// as a yardstick: from a tap to the next picture on a page that changes one word.
const HIDE: &str = "
    const done = arguments[arguments.length - 1];
    const painted = (change) => new Promise((resolve) => {
        const began = performance.now();
        change();
        const look = () => {
            if (change !== bare && document.querySelector('textarea')) return requestAnimationFrame(look);
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
        };
        look();
    });
    const bare = () => document.getElementById('status').append('.');
    (async () => {
        const yardstick = await painted(bare);
        document.getElementById('status').lastChild.remove();
        done([await painted(() => document.querySelector('a.hide').click()), yardstick]);
    })();";

/// Notes when the lock screen is there, counted from the tap that opened the page. Given to every page before its own
/// scripts.
const START: &str = "
    new MutationObserver((_, watch) => {
        if (!document.getElementById('pin')) return;
        watch.disconnect();
        globalThis.there = performance.now();
    }).observe(document, { childList: true, subtree: true });";
/// Of a page that has started: when the lock screen was there and, as a yardstick, when the browser had read the static page.
const STARTED: &str = "
    const [page] = performance.getEntriesByType('navigation');
    return [globalThis.there, page.domInteractive];";

/// From a key to the next picture, as the Event Timing API has it: below 16 ms it reports nothing.
const WATCH: &str = "
    globalThis.slow = new Map();
    new PerformanceObserver((list) => list.getEntries().forEach(({ interactionId, duration }) =>
        interactionId && slow.set(interactionId, Math.max(duration, slow.get(interactionId) ?? 0))))
        .observe({ type: 'event', durationThreshold: 16 });";
/// How much slower than this computer a phone is taken to be.
const SLOWED: u32 = 4;
const KEYS: usize = 60;
const UNLOCKINGS: usize = 10;
const HIDINGS: usize = 10;
const STARTS: usize = 10;

/// Measures are asked for by `--ignored`.
pub fn trials() -> Vec<Trial> {
    let save = |engine: Engine| measure(format!("{engine}::time_of_a_save"), move || time_of_a_save(engine));
    let slowed = measure("chromium::a_slowed_phone".into(), a_slowed_phone);
    let desks = measure("chromium::a_desk_with_many_records".into(), desk::many_records);
    Engine::ALL.map(save).into_iter().chain([slowed, desks]).collect()
}

fn measure<F: Future<Output = TestResult>>(name: String, take: impl FnOnce() -> F + Send + 'static) -> Trial {
    Trial::test(format!("measure::{name}"), move || on_a_runtime(take())).with_ignored_flag(true)
}

async fn time_of_a_save(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.phone.writes("Invented.").await?;
    saves(&world.phone, &engine.to_string()).await
}

async fn saves(phone: &Screen, where_from: &str) -> TestResult {
    let answer = phone.asks_and_waits(SAVE, json!([SAVES, CHARACTERS])).await?;
    let (whole, inputs, bare): (Vec<f64>, Vec<f64>, Vec<f64>) = serde_json::from_value(answer)?;
    let whole =
        say(&format!("{where_from}: from an input to “kept” on the screen, {CHARACTERS} characters"), whole);
    say(&format!("{where_from}: of that, busy with the input itself"), inputs);
    let bare = say(&format!("{where_from}: yardstick, a bare box put strictly and in the clear"), bare);
    println!("{where_from}: a save takes {:.1} times the yardstick", whole / bare);
    Ok(())
}

/// A phone of the middling kind, as far as a slowed processor is one. Its workers are not slowed: what they do is
/// measured at full speed and multiplied.
async fn a_slowed_phone() -> TestResult {
    let mut world = World::start(Engine::Chromium).await?;
    world.phone_is_set_up().await?;
    let phone = &world.phone;
    unlocking(phone).await?;
    phone.is_slowed(SLOWED).await?;
    phone.writes("Invented.").await?;
    saves(phone, &format!("chromium, {SLOWED} × slower")).await?;

    phone.asks(WATCH, json!([])).await?;
    // One after the other: many at once would wait for each other.
    for _ in 0..KEYS {
        phone.types("Write it down", "x").await?;
    }
    phone.keeps(CHARACTERS + SAVES + 1 + KEYS).await?;
    let slow = phone.asks("return [...slow.values()]", json!([])).await?;
    let mut times: Vec<f64> = serde_json::from_value(slow)?;
    times.resize(KEYS.max(times.len()), 16.0);
    say(&format!("chromium, {SLOWED} × slower: from a key to the next paint, 16 ms being the least"), times);
    hiding(phone).await?;
    world.loses_signal().await?;
    starting(&world.phone).await
}

/// What the app's size costs whoever opens it: its WASM comes from the phone's own storage, is compiled, and reads who
/// uses the phone.
async fn starting(phone: &Screen) -> TestResult {
    phone.waits_for_the_worker().await?;
    phone.gives_every_page(START).await?;
    let (mut whole, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        phone.opens("/records").await?;
        phone.sees("Your PIN").await?;
        let times = phone.asks(STARTED, json!([])).await?;
        let (lock_screen, static_page): (f64, f64) = serde_json::from_value(times)?;
        whole.push(lock_screen);
        bare.push(static_page);
    }
    let what = format!("chromium, {SLOWED} × slower: from opening without signal to the lock screen");
    let whole = say(&what, whole);
    let bare = say(&format!("chromium, {SLOWED} × slower: yardstick, the static page alone"), bare);
    println!("chromium, {SLOWED} × slower: starting takes {:.1} times the yardstick", whole / bare);
    Ok(())
}

/// The budget is 100 ms, on the phone.
async fn hiding(phone: &Screen) -> TestResult {
    let (mut whole, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..HIDINGS {
        let times = phone.asks_and_waits(HIDE, json!([])).await?;
        let (hidden, yardstick): (f64, f64) = serde_json::from_value(times)?;
        phone.sees("Trip plan").await?;
        whole.push(hidden);
        bare.push(yardstick);
        phone.presses_back().await?;
        phone.unlocks().await?;
        phone.sees("Write it down").await?;
    }
    let what = format!("chromium, {SLOWED} × slower: from Hide to the next picture without the record");
    let whole = say(&what, whole);
    let bare = say(&format!("chromium, {SLOWED} × slower: yardstick, one word changed"), bare);
    println!("chromium, {SLOWED} × slower: hiding takes {:.1} times the yardstick", whole / bare);
    Ok(())
}

async fn unlocking(phone: &Screen) -> TestResult {
    let (mut whole, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..UNLOCKINGS {
        phone.opens("/records").await?;
        phone.sees("Your PIN").await?;
        phone.types("PIN", PIN).await?;
        let times = phone.asks_and_waits(UNLOCK, json!([])).await?;
        let (unlocking, pbkdf2): (f64, f64) = serde_json::from_value(times)?;
        whole.push(unlocking);
        bare.push(pbkdf2);
    }
    let whole = say("chromium: unlocking, from the button to the records", whole);
    let bare = say("chromium: yardstick, 500,000 rounds of the browser's own PBKDF2", bare);
    println!(
        "chromium, {SLOWED} × slower: unlocking takes {:.0} ms, {:.1} times the yardstick",
        whole * f64::from(SLOWED),
        whole / bare
    );
    Ok(())
}

/// Prints percentiles, and gives the middle one.
fn say(what: &str, mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let percentile = |n: usize| times.get(times.len() * n / 100).copied().unwrap_or_default();
    println!("{what}, {} times: p50 {:.1} ms, p95 {:.1} ms", times.len(), percentile(50), percentile(95));
    percentile(50)
}
