//! Stories of the Trip Companion in three browser engines, against the real endpoint behind a fault proxy.
//!
//! `cargo test --test stories` tells them all; with `COMPANION_ENGINE=firefox` those in one engine, `-- without_signal` those
//! with these words in their name; no such story is a failure. `-- on_postgresql` tells those whose endpoint keeps its schools on
//! a PostgreSQL server. Offline is always a stopped server. Which story is told where, and why not elsewhere, is in
//! `tests/engines.md`.

mod checks;
mod engine;
mod forensics;
mod matrix;
mod measures;
mod processes;
mod proxy;
// Not `mod stories`: this file has that name already.
#[path = "stories/mod.rs"]
mod told;
mod world;

use std::process::ExitCode;

use libtest_mimic::Arguments;

/// Names the engine in which alone stories are told.
const ENGINE: &str = "COMPANION_ENGINE";
/// Stories told at the same time. Two cores bear four: in many a browser is waited for that waits itself.
const AT_ONCE: usize = 4;

fn main() -> ExitCode {
    if let Err(why) = processes::end_with_the_stories() {
        eprintln!("{}", why.message().unwrap_or("the stories can't listen for an interruption"));
        return ExitCode::FAILURE;
    }
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_ONCE);
    let engine = std::env::var(ENGINE).ok();
    let whole =
        engine.is_none() && arguments.filter.is_none() && arguments.skip.is_empty() && !arguments.ignored;
    let mut trials = checks::trials();
    trials.extend(matrix::trials(told::STORIES));
    trials.extend(measures::trials());
    if let Some(engine) = engine {
        trials.retain(|trial| matrix::is_told_in(&engine, trial.name()));
    }
    // Last, because it looks at what was told.
    trials.push(matrix::table_check(told::STORIES, whole));
    if let Some(filter) = &arguments.filter
        && !trials.iter().any(|trial| trial.name().contains(filter.as_str()))
    {
        eprintln!("No story has “{filter}” in its name.");
        return ExitCode::FAILURE;
    }
    let outcome = libtest_mimic::run(&arguments, trials);
    world::database_server_ends();
    outcome.exit_code()
}
