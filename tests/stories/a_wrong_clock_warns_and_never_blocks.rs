//! Situation 10: the phone believes that it is 2019. The briefing says nothing silly of its age, a time that seems to lie in
//! the future is asked about and stops nothing, and the record arrives with the phone's time as it was, beside the
//! endpoint's.

use serde_json::{Value, json};

use crate::engine::Engine;
use crate::matrix::{Engines, TOLD_ONCE};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::Only(Engine::Chromium, TOLD_ONCE);

/// The page's clock, set back once the app is open: no engine's driver can set the phone's own.
const SET_BACK: &str = "
    const Real = window.Date, now = Real.now.bind(Real), back = now() - Real.UTC(2019, 2, 5, 12);
    window.Date = class extends Real {
        constructor(...parts) { parts.length ? super(...parts) : super(now() - back); }
        static now() { return now() - back; }
    };";

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    let phone = &world.phone;
    phone.asks(SET_BACK, json!([])).await?;
    phone.presses("Read a briefing").await?;
    phone.presses("Child Criminal Exploitation (CCE)").await?;
    phone.sees("Written January 2022.").await?;
    phone.does_not_see("years old").await?;

    phone.presses("Record").await?;
    phone.types("Write it down", "Plainly invented: it was today.").await?;
    phone.keeps("Plainly invented: it was today.".len()).await?;
    phone.goes_on_to_who_it_is_about().await?;
    phone.answers("Is this about someone who works", "No").await?;
    phone.presses("Continue").await?;
    phone.answers("Have you spoken to the DSL?", "Not yet").await?;
    for _ in ["source", "saw", "when"] {
        phone.presses("Continue").await?;
    }
    phone.answers("When did it happen?", "Another day").await?;
    phone.types("Date", "10/10/2026").await?;
    phone.presses("Check and sign").await?;
    phone.sees("in the future by this phone's clock. Check the date and the clock.").await?;
    phone.presses("Continue to sign").await?;
    phone.puts_the_name("Sign and send to the DSL").await?;
    phone.sees("With the school since").await?;

    let records = world.records_of_the_dsl().await?;
    let record: Value = serde_json::from_slice(&records.first().ok_or("no record")?.content)?;
    let year = |at: &Value| at["utc_ms"].as_i64().map(|ms| 1970 + ms / 31_556_952_000);
    let times = (year(&record["signed_at"]), &record["content"]["happened"]["date"]);
    if times == (Some(2019), &json!("10/10/2026")) { Ok(()) } else { Err(format!("{times:?}").into()) }
}
