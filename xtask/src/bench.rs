//! `cargo xtask bench`: sizes and times, printed and compared with nothing.

use std::time::Instant;

use anyhow::{Context as _, Result};
use xshell::{Cmd, Shell, cmd};

use crate::build::{self, Profile};
use crate::paths;
use crate::prerequisites::{self, Need};
use crate::serve;

/// What can be measured by itself.
#[derive(Clone, Copy, clap::ValueEnum)]
pub enum Measure {
    /// Sizes, with the phone app's by crate.
    Sizes,
    /// Times of a phone in browsers, a slowed one among them.
    Phone,
    /// Times of a desk with 500 and 5,000 records.
    Desk,
    /// Deliveries a second, on SQLite and PostgreSQL, beside what others offer; and beside those who guess, lie idle or send half a
    /// body.
    Endpoint,
    /// A county's busiest minute: phones that come back into signal and desks that look, while an endpoint is killed.
    County,
}

/// The test runner's arguments for the measures of a phone.
const PHONE_MEASURES: [&str; 2] = ["measure::", "--skip=a_desk_with"];
/// The test runner's arguments for the measures of a desk.
const DESK_MEASURES: [&str; 1] = ["measure::chromium::a_desk_with"];

/// The test runner's argument for the measures of a county.
const COUNTY_MEASURE: &str = "measure::county";

/// Measures sizes, a breakdown of the phone app by crate, the time of a build in which nothing changed, times
/// in browsers, and the endpoint's; or one of them alone.
pub fn bench(sh: &Shell, measure: Option<Measure>) -> Result<()> {
    match measure {
        Some(Measure::Sizes) => measure_sizes(sh),
        Some(Measure::Endpoint) => measure_endpoint(sh),
        Some(Measure::County) => measure_county(sh),
        Some(Measure::Phone) => {
            build::build(sh, Profile::Release)?;
            measure_in_browsers(sh, &PHONE_MEASURES)
        }
        Some(Measure::Desk) => {
            build::build(sh, Profile::Release)?;
            measure_in_browsers(sh, &DESK_MEASURES)
        }
        None => {
            measure_sizes(sh)?;
            measure_in_browsers(sh, &PHONE_MEASURES)?;
            measure_in_browsers(sh, &DESK_MEASURES)?;
            measure_endpoint(sh)?;
            measure_county(sh)
        }
    }
}

fn measure_sizes(sh: &Shell) -> Result<()> {
    build::build(sh, Profile::Release)?;
    let began = Instant::now();
    let built = build::build(sh, Profile::Release)?;
    let again = began.elapsed().as_secs_f32();
    println!("Functions of the phone app by crate, before and after compression:");
    println!("{}", built.report_by_crate()?);
    println!("\nA build in which nothing changed: {again:.1} s.\n");
    Ok(())
}

/// Runs the tests that speak over HTTP to the endpoint's program as it is released.
fn measure_endpoint(sh: &Shell) -> Result<()> {
    prerequisites::ensure_packages(sh, &[Need::Postgres])?;
    let pocketbase = prerequisites::find_or_fetch_pocketbase(sh);
    if pocketbase.is_none() {
        println!("PocketBase does not run here: measured without it.");
    }
    let pouchdb = prerequisites::find_or_fetch_pouchdb(sh);
    if pouchdb.is_none() {
        println!("pouchdb-server does not run here: measured without it.");
    }
    endpoint_measures(sh)
        .args(["measure::", "--skip", COUNTY_MEASURE])
        .envs(pocketbase.map(|program| ("COMPANION_POCKETBASE", program)))
        .envs(pouchdb.map(|script| ("COMPANION_POUCHDB", script)))
        .run()
        .context("A measure could not be taken (see above)")
}

/// Replays a county's busiest minute against three of the endpoint's programs on one PostgreSQL server.
fn measure_county(sh: &Shell) -> Result<()> {
    prerequisites::ensure_packages(sh, &[Need::Postgres])?;
    endpoint_measures(sh).arg(COUNTY_MEASURE).run().context("A measure could not be taken (see above)")
}

fn endpoint_measures(sh: &Shell) -> Cmd<'_> {
    let command =
        "--release --package companion_endpoint --test api -- --ignored --nocapture --test-threads 1";
    cmd!(sh, "cargo test").args(command.split(' '))
}

/// Measures in three engines one after the other: two at the same time would slow each other down.
fn measure_in_browsers(sh: &Shell, measures: &[&str]) -> Result<()> {
    prerequisites::ensure_packages(sh, &[Need::Browsers])?;
    let geckodriver = prerequisites::ensure_geckodriver(sh)?;
    serve::build_release_endpoint(sh)?;
    cmd!(sh, "cargo test --test stories -- --ignored --test-threads 1 {measures...}")
        .env("GECKODRIVER", geckodriver)
        .env("COMPANION_ENDPOINT", paths::release_endpoint())
        .run()
        .context("A measure could not be taken (see above)")
}
