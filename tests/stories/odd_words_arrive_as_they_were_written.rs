//! Situation 19: swearing, Polish, Arabic, half-words, an emoji, marks that combine, a leading equals sign, in 12,000
//! characters. What the DSL opens is byte for byte what the box held. Half of a surrogate pair, which no text can hold,
//! becomes U+FFFD, and the screen says so.

use serde_json::{Value, json};

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::All;

const ODD: &str = "=HYPERLINK(1) Plainly invented: b***dy hell, zażółć gęślą jaźń, \u{202b}قال لي\u{202c}, e\u{301} \
    o\u{308}\u{323}, \u{1f469}\u{200d}\u{1f467}, \u{1f3f4}\u{e0067}\u{e007f}, he sa\u{2014}\n\n  \t\u{a0}\u{feff}end \
    &lt;b&gt; <b> \\n \"'`\r";
const CHARACTERS: usize = 12_000;

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let account: String = ODD.chars().cycle().take(CHARACTERS).collect();
    let phone = &world.phone;
    phone.writes_by_paste(&account).await?;
    let held = phone.reads_field("Write it down").await?;
    if held != account.replace('\r', "\n") {
        return Err("the box holds something else than was pasted, beyond its own line ends".into());
    }
    phone.goes_on_to_who_it_is_about().await?;
    let half = "const box = document.getElementById('child.description');
        box.value = 'half \\ud83d of a pair'; box.dispatchEvent(new Event('input', { bubbles: true }));";
    phone.presses_back().await?;
    phone.asks(half, json!([])).await?;
    phone.sees("Something in this box couldn't be saved").await?;
    phone.presses("Continue").await?;
    phone.answers("Is this about someone who works", "No").await?;
    phone.presses("Continue").await?;
    phone.answers("Have you spoken to the DSL?", "Not yet").await?;
    phone.checks_and_signs("Sign and send to the DSL").await?;
    phone.sees("With the school since").await?;

    let records = world.records_of_the_dsl().await?;
    let record: Value = serde_json::from_slice(&records.first().ok_or("no record")?.content)?;
    if record["content"]["verbatim"] != held {
        return Err("what arrived is not what the box held".into());
    }
    let half = &record["content"]["child"]["description"];
    if half == "half \u{fffd} of a pair" { Ok(()) } else { Err(format!("half a pair became {half}").into()) }
}
