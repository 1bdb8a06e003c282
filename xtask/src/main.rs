//! `cargo xtask serve | test | check | build | bench`: every tool of this repository, in one place.
//!
//! Read in this order: [`build`] (what a phone and a desk download), [`serve`], [`test`], [`check`].

mod bench;
mod build;
mod check;
mod command;
mod needs;
mod place;
mod serve;
mod test;
mod tidy;
mod trouble;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, serves, tests and checks the Trip Companion.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Build both web apps into target/dist and print what they weigh.
    Build,
    /// Build everything, start the endpoint with a demonstration school and print the links to open.
    Serve {
        /// The port to listen on, on this computer alone.
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Where the endpoint keeps its database and keys.
        #[arg(long, default_value = "data")]
        data: PathBuf,
    },
    /// Run every test, the stories in three browsers included.
    Test {
        /// Half a minute for each fuzz target.
        #[arg(long)]
        long: bool,
        /// Stories in this browser alone: chromium, firefox or webkit.
        #[arg(long, value_parser = ["chromium", "firefox", "webkit"])]
        engine: Option<String>,
        /// Stories whose name contains this; there must be one.
        #[arg(long)]
        story: Option<String>,
    },
    /// Formatting, lints on the host and for WASM, directions between rooms, sizes.
    Check,
    /// Print what is measured: sizes with a breakdown by crate, the time of a second build, times of a phone
    /// and of a full desk in browsers, and deliveries to a busy endpoint.
    Bench {
        /// One of them alone: in browsers those of a phone, or of a desk with 500 and 5,000 records; or the endpoint's.
        what: Option<bench::What>,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().verb {
        Verb::Build => build::build().map(drop),
        Verb::Serve { port, data } => serve::serve(port, &data),
        Verb::Test { long, engine, story } => test::test(&test::Wish { long, engine, story }),
        Verb::Check => check::check(),
        Verb::Bench { what } => bench::bench(what),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("\n{trouble}");
            ExitCode::FAILURE
        }
    }
}
