//! Story × engine: the table `tests/engines.md` decides, and is held to what was told.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use libtest_mimic::Trial;

use crate::engine::Engine;
use crate::world::TestResult;

const TABLE: &str = include_str!("../engines.md");
/// In a cell of the table: the story is told in this engine. Anything else there is the reason why not.
const RUNS: &str = "runs";
/// A story that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// A story: a name that is a sentence, and how it goes.
pub struct Story {
    /// The name of its file and of its function, too.
    pub name: &'static str,
    /// Tells it in an engine.
    pub tell: fn(Engine) -> Pin<Box<dyn Future<Output = TestResult>>>,
}

static BEGUN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// A trial for each story in each engine that the table doesn't give a reason against.
pub fn trials(stories: &'static [Story]) -> Vec<Trial> {
    let pairs = stories.iter().flat_map(|story| Engine::ALL.map(|engine| (story, engine)));
    let told = pairs.filter(|(story, engine)| cell(story.name, *engine).is_none_or(|it| it == RUNS));
    told.map(|(story, engine)| trial(story, engine)).collect()
}

fn trial(story: &'static Story, engine: Engine) -> Trial {
    let name = format!("{engine}::{}", story.name);
    Trial::test(name.clone(), move || {
        BEGUN.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        on_a_runtime(async { tokio::time::timeout(LONGEST, (story.tell)(engine)).await? })
    })
}

/// Carries out something asynchronous in a trial.
pub fn on_a_runtime(told: impl Future<Output = TestResult>) -> TestResult {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(told)
}

/// The trial that holds the table to the stories and, after a run of all of them, to what was told.
pub fn table_check(stories: &'static [Story], whole: bool) -> Trial {
    Trial::test("the_table_of_engines_agrees_with_what_was_told", move || {
        let mut wrong = differences(stories);
        if whole {
            wrong.extend(untold(stories));
        }
        if wrong.is_empty() { Ok(()) } else { Err(format!("tests/engines.md: {}", wrong.join("; ")).into()) }
    })
}

fn differences(stories: &[Story]) -> Vec<String> {
    let mut wrong = Vec::new();
    for story in stories {
        for engine in Engine::ALL {
            match cell(story.name, engine) {
                None => wrong.push(format!("{} has no cell for {engine}", story.name)),
                // Shorter than that is no reason.
                Some(reason) if reason != RUNS && reason.len() < 20 => {
                    wrong.push(format!("{} gives no reason against {engine}", story.name));
                }
                Some(_) => {}
            }
        }
    }
    let names = rows().map(|row| row[0]).filter(|name| !stories.iter().any(|story| story.name == *name));
    wrong.extend(names.map(|name| format!("{name} is not a story")));
    wrong
}

fn untold(stories: &'static [Story]) -> Vec<String> {
    let planned = trials(stories).iter().map(|trial| trial.name().to_owned()).collect::<BTreeSet<_>>();
    // The last story may have been handed to its thread only just now.
    let deadline = Instant::now() + Duration::from_secs(2);
    loop {
        let begun = BEGUN.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if begun == planned || Instant::now() > deadline {
            return planned.difference(&begun).map(|name| format!("{name} was not told")).collect();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What the table says about a story in an engine.
fn cell(story: &str, engine: Engine) -> Option<&'static str> {
    rows().find(|row| row[0] == story)?.get(1 + engine as usize).copied().filter(|it| !it.is_empty())
}

/// The rows of the table, without its heading and the line under it. The story is in the first column.
fn rows() -> impl Iterator<Item = Vec<&'static str>> {
    let lines = TABLE.lines().filter_map(|line| line.trim().strip_prefix('|')?.strip_suffix('|'));
    lines.skip(2).map(|line| line.split('|').map(|cell| cell.trim().trim_matches('`')).collect())
}
