//! `cargo xtask serve | test | check | build | bench`: every tool of this repository, in one place.
//!
//! Read in this order: [`build`] (what a phone and a desk download), [`serve`], [`test`], [`check`].

mod bench;
mod build;
mod check;
mod paths;
mod prerequisites;
mod serve;
mod test;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

use self::build::Profile;
use anyhow::Result;
use clap::{Parser, Subcommand};
use xshell::Shell;

/// Builds, serves, tests and checks the Trip Companion.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build both web apps into target/dist and print what they weigh.
    Build,
    /// Build everything, start the endpoint with a demonstration school and print the links to open.
    Serve {
        /// The port to listen on, on this computer alone.
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Where the endpoint keeps its database and keys.
        #[arg(long, default_value = "data", default_value_if("postgres", "true", "target/postgres/data"))]
        data: PathBuf,
        /// Keep the schools on a PostgreSQL server, which is started in target/postgres.
        #[arg(long)]
        postgres: bool,
        /// Build as for schools: small and compressed, which takes minutes after each change.
        #[arg(long)]
        release: bool,
    },
    /// Run every test, the stories in three browsers included.
    Test {
        /// Run each fuzz target for half a minute, and kill endpoints and servers ten times as often.
        #[arg(long)]
        long: bool,
        /// Run the stories in this browser alone: chromium, firefox or webkit.
        #[arg(long, value_parser = ["chromium", "firefox", "webkit"])]
        engine: Option<String>,
        /// Run the stories whose name contains this; there must be one.
        #[arg(long)]
        story: Option<String>,
    },
    /// Check formatting, lints on the host and for WASM, layering rules, dependencies and sizes.
    Check,
    /// Measure and print: sizes with a breakdown by crate, the time of a second build, times of a phone and
    /// of a full desk in browsers, deliveries to a busy endpoint, and a county's busiest minute.
    Bench {
        /// Measure this alone.
        measure: Option<bench::Measure>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    let sh = Shell::new()?;
    sh.change_dir(paths::root());
    match task {
        Task::Build => build::build(&sh, Profile::Release).map(drop),
        Task::Serve { port, data, postgres, release } => {
            serve::serve(&sh, &serve::ServeOptions { port, data, postgres, release })
        }
        Task::Test { long, engine, story } => test::test(&sh, &test::TestOptions { long, engine, story }),
        Task::Check => check::check(&sh),
        Task::Bench { measure } => bench::bench(&sh, measure),
    }
}
