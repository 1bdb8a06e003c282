//! A teacher opens the app once in signal. Without any, a cold start of the browser then shows the briefing, word for word:
//! its own page, and what the app draws. Where the app's script does not arrive, the page shows it too; that is told in signal.

use std::fs;

use crate::engine::Engine;
use crate::matrix::Engines;
use crate::proxy::{Fault, Matching};
use crate::world::{Screen, TestResult, World};

pub const ENGINES: Engines = Engines::All;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/content/briefings/cce.source.txt");
const SCRIPTS: Matching = Matching::new("GET", "/a/boot");

pub async fn story(engine: Engine) -> TestResult {
    let mut world = World::start(engine).await?;
    world.proxy.plays(Fault::Missing(SCRIPTS));
    world.phone.opens("/read/cce").await?;
    world.phone.sees("This page can't save a record.").await?;
    the_briefing_is_the_sources(&world.phone).await?;
    world.proxy.behaves();

    world.phone.opens("/").await?;
    world.phone.waits_for_the_worker().await?;
    world.loses_signal().await?;
    world.phone.is_killed()?;
    world.phone.is_started_again().await?;
    world.phone.opens("/read/cce").await?;
    the_briefing_is_the_sources(&world.phone).await?;

    // The app's own drawing: it takes the static page's place, and draws what is opened from its list.
    world.phone.opens("/").await?;
    world.phone.does_not_see("Police, not urgent").await?;
    world.phone.presses("Read a briefing").await?;
    world.phone.presses("Child Criminal Exploitation").await?;
    world.phone.sees("Nearly").await?;
    the_briefing_is_the_sources(&world.phone).await
}

/// The text on the screen is the source's, line for line and in order. What we add to it (its age, a missing link)
/// is marked as ours.
pub async fn the_briefing_is_the_sources(phone: &Screen) -> TestResult {
    phone.sees("Child Criminal Exploitation (CCE)").await?;
    let shown = phone.reads_lines_of("article", "[data-note]").await?;
    let source = lines_of_the_source()?;
    for (number, (shown, source)) in shown.iter().zip(&source).enumerate() {
        if shown != source {
            return Err(
                format!("line {number} of the briefing\n  reads  “{shown}”\n  should “{source}”").into()
            );
        }
    }
    if shown.len() != source.len() {
        return Err(format!("the briefing has {} lines, its source {}", shown.len(), source.len()).into());
    }
    Ok(())
}

/// The source's lines as they should read: a list's dash is drawn by the page, a link shows its text.
fn lines_of_the_source() -> TestResult<Vec<String>> {
    let source = fs::read_to_string(SOURCE).map_err(|why| format!("{SOURCE}: {why}"))?;
    let lines = source.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.map(|line| text_of_link(line.strip_prefix("- ").unwrap_or(line))).collect())
}

fn text_of_link(line: &str) -> String {
    let text = line.strip_prefix('[').and_then(|it| it.rsplit_once("](")).map_or(line, |(text, _)| text);
    text.replace("\\(", "(").replace("\\)", ")")
}
