//! A desk with many records, in the real browser against the real endpoint: `cargo xtask bench desk`.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::engine::Engine;
use crate::world::{Screen, TestResult, World, soon};

/// How many records the desk has, each time anew.
const COUNTS: [usize; 2] = [500, 5_000];
/// However slow it is, it is measured.
const PATIENCE: Duration = Duration::from_secs(600);

/// Notes when what is there, how long the page's longest task is, and how much memory its WASM has. Given to every page before
/// its own scripts.
const WATCH: &str = "
    globalThis.seen = { longest: 0, long: 0 };
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => {
        seen.longest = Math.max(seen.longest, duration);
        seen.long += 1;
    })).observe({ type: 'longtask' });
    new MutationObserver(() => {
        const now = performance.now();
        if (document.getElementById('desk-top')) seen.open ??= now;
        if (document.querySelector('#rows tr')) seen.first ??= now;
        const said = document.querySelector('.list-top [role=status]')?.textContent ?? '';
        if (seen.first && /new/i.test(said) && !/so far/.test(said)) seen.all ??= now;
    }).observe(document, { childList: true, subtree: true, characterData: true });
    const start = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...given) => {
        const made = await start(...given);
        globalThis.wasm = made.instance.exports.memory;
        return made;
    };";
const PRESS: &str = "seen.pressed = performance.now(); document.querySelector('form').requestSubmit();";
const SEEN: &str = "return { ...seen, wasm: globalThis.wasm?.buffer.byteLength ?? 0,
    heap: performance.memory?.usedJSHeapSize ?? 0, elements: document.querySelectorAll('*').length };";
/// Opens the first record, and waits for the next picture with it.
const OPEN: &str = "
    const done = arguments[arguments.length - 1];
    const began = performance.now();
    const look = () => document.getElementById('record-title')
        ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))
        : requestAnimationFrame(look);
    document.querySelector('.records .child a').click();
    look();";

/// What was seen of one desk, in milliseconds and bytes.
struct Seen {
    first: f64,
    all: f64,
}

pub async fn many_records() -> TestResult {
    let mut before: Option<(usize, Seen)> = None;
    for count in COUNTS {
        let seen = one_desk(count).await?;
        if let Some((few, of_few)) = &before {
            println!(
                "{count} records take {:.1} times as long to list as {few}, and {:.1} times to the first of them",
                seen.all / of_few.all,
                seen.first / of_few.first
            );
        }
        before = Some((count, seen));
    }
    Ok(())
}

async fn one_desk(count: usize) -> TestResult<Seen> {
    let mut world = World::start(Engine::Chromium).await?;
    world.endpoint_takes_any_number().await?;
    let began = Instant::now();
    let receipts = world.receives_many(count).await?;
    // Every second one was read, and its mark is to be checked.
    world
        .at_the_desk_of("dsl", move |desk| {
            receipts.iter().step_by(2).try_for_each(|receipt| Ok(desk.mark_received_as_read(receipt)?))
        })
        .await?;
    println!("{count} records were made in {:.0} s", began.elapsed().as_secs_f32());

    let dsl = world.school().await?.desk_of("DSL")?.clone();
    let desk = world.desk().await?;
    desk.gives_every_page(WATCH).await?;
    desk.opens(&dsl.link).await?;
    desk.types("Passphrase", &dsl.passphrase).await?;
    desk.asks(PRESS, json!([])).await?;
    let all = async || {
        let seen = desk.asks(SEEN, json!([])).await?;
        Ok(seen["all"].is_number().then_some(seen))
    };
    let seen = soon("all records to be listed", PATIENCE, all).await?;
    told(count, &seen, desk).await
}

async fn told(count: usize, seen: &Value, desk: &Screen) -> TestResult<Seen> {
    let of = |name: &str| seen[name].as_f64().unwrap_or_default();
    let (opened, first, all) = (of("open"), of("first") - of("open"), of("all") - of("open"));
    println!("{count} records: signing in takes {:.0} ms until the desk is open", opened - of("pressed"));
    println!("{count} records: first lines after {first:.0} ms, all listed after {all:.0} ms");
    println!(
        "{count} records: the page's longest task {:.0} ms, {} of more than 50 ms",
        of("longest"),
        seen["long"]
    );
    let mut openings = Vec::new();
    for _ in 0..5 {
        openings.push(desk.asks_and_waits(OPEN, json!([])).await?.as_f64().unwrap_or_default());
        desk.asks("document.querySelector('#desk-top a').click()", json!([])).await?;
        desk.sees("Received").await?;
    }
    super::say(&format!("{count} records: opening one"), openings);
    let mib = |bytes: f64| bytes / f64::from(1 << 20);
    println!(
        "{count} records: {:.0} MiB of WASM and {:.0} MiB of JavaScript on the page, {} elements; {:.0} MiB in its process, the \
         worker among it",
        mib(of("wasm")),
        mib(of("heap")),
        seen["elements"],
        desk.weighs()? >> 20
    );
    Ok(Seen { first, all })
}
