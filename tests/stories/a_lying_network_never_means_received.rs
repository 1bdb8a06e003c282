//! The answer is lost after the commit, cut short, replaced by a login page, forged, or a pause that is not our endpoint's. The screen never says
//! "received" of that, nothing false enters a cache, and in the end there is one row with one reference.

use std::time::Duration;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::proxy::{Fault, Matching};
use crate::world::{TestResult, World};

pub const ENGINES: Engines = Engines::AndOnPostgres(&Engines::All);

const WORDS: &str = "Plainly invented: they wait for him at the gate.";
const FORGED: &str = r#"{"v":1,"school":"018f0000-0000-7000-8000-000000000000","route":"dsl","id":"018f0000-0000-7000-8000-000000000001","sha256":"AAAA","received_at":1,"epoch":"018f0000-0000-7000-8000-000000000002","seq":1,"flags":[],"kid":"0000000000000000","signature":"AAAA"}"#;
const A_MINUTE: Duration = Duration::from_secs(60);

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.phone_is_set_up().await?;
    world.loses_signal().await?;
    world.phone.writes(WORDS).await?;
    world.phone.signs().await?;

    world.proxy.plays(Fault::BusyToEverything);
    world.signal_returns().await?;
    world.proxy.has_seen(1, &Matching::DELIVERIES, A_MINUTE).await?;
    // Nobody's hour but our own endpoint's is waited for.
    world.proxy.plays(Fault::HtmlToEverything);
    world.proxy.has_seen(3, &Matching::DELIVERIES, A_MINUTE).await?;
    world.phone.never_sees("Received", Duration::from_secs(2)).await?;
    world.phone.opens("/read/cce").await?;
    world.phone.sees("Child Criminal Exploitation (CCE)").await?;
    world.phone.opens("/").await?;
    world.phone.sees("What do you need?").await?;

    for fault in [
        Fault::Forged(Matching::DELIVERIES, FORGED.to_owned()),
        Fault::DropAnswerAfterCommit(Matching::DELIVERIES),
        Fault::Truncate(Matching::DELIVERIES, 40),
    ] {
        let seen = world.proxy.seen(&Matching::DELIVERIES);
        world.proxy.plays(fault);
        // After many failures the tries are 30 s apart.
        world.proxy.has_seen(seen + 1, &Matching::DELIVERIES, A_MINUTE).await?;
        world.phone.never_sees("Received", Duration::from_secs(1)).await?;
        world.phone.sees("The school hasn't confirmed 1 record yet").await?;
    }

    world.proxy.behaves();
    world.phone.sees_nothing_unsent().await?;
    let records = world.records_of_the_dsl().await?;
    let [record] = records.as_slice() else { return Err(format!("{} rows, not one", records.len()).into()) };
    let reference = companion_seal::receipt::reference(&record.receipt.sha256.0);
    world.phone.opens("/records").await?;
    world.phone.unlocks().await?;
    world.phone.presses("With the school since").await?;
    world.phone.sees(&reference).await
}
