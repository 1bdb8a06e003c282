//! Story × engine: each story says in which engines it is told, some of them once more on PostgreSQL, and the last trial of
//! a run holds the run to that.

mod engines;
mod table;

use engines::ON_POSTGRES;
pub use engines::{Engines, NO_FIRST_SCRIPT, Place, TOLD_ONCE};

use std::collections::BTreeSet;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use libtest_mimic::Trial;

use crate::engine::Engine;
use crate::world::{DatabaseKind, TestResult};

/// A shorter reason is none.
const SHORTEST_REASON: usize = 20;
/// A story that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// A story: a name that is a sentence, where it is told, and how it goes.
pub struct Story {
    /// The name of its file, too.
    pub name: &'static str,
    /// The engines in which it is told.
    pub engines: Engines,
    /// Tells it in an engine.
    pub tell: fn(Engine) -> Pin<Box<dyn Future<Output = TestResult>>>,
}

static BEGUN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// A trial for each story in each place in which it is told.
pub fn trials(stories: &'static [Story]) -> Vec<Trial> {
    let pairs = stories.iter().flat_map(|story| Place::all().map(move |place| (story, place)));
    let told = pairs.filter(|(story, place)| story.engines.are_told_in(*place));
    told.map(|(story, place)| trial(story, place)).collect()
}

fn trial(story: &'static Story, place: Place) -> Trial {
    let name = format!("{place}::{}", story.name);
    Trial::test(name.clone(), move || {
        BEGUN.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        let told = async { tokio::time::timeout(LONGEST, (story.tell)(place.engine)).await? };
        on_a_runtime(place.database.is_used_by(told))
    })
}

/// Whether a trial of this name is told in an engine, be it on PostgreSQL.
pub fn is_told_in(engine: &str, trial: &str) -> bool {
    let (place, _) = trial.split_once("::").unwrap_or_default();
    Place::all().any(|one| one.engine.name() == engine && one.to_string() == place)
}

/// Carries out something asynchronous in a trial, on SQLite where it does not say otherwise.
pub fn on_a_runtime(told: impl Future<Output = TestResult>) -> TestResult {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(DatabaseKind::Sqlite.is_used_by(told))
}

/// The trial that fails if a file is no listed story, if a reason is missing, if `tests/engines.md` is not what the stories say
/// or, after a run of all of them, if one was not told.
pub fn table_check(stories: &'static [Story], whole: bool) -> Trial {
    Trial::test("the_table_of_engines_agrees_with_what_was_told", move || {
        let mut wrong = unlisted(stories)?;
        wrong.extend(without_a_reason(stories));
        wrong.extend(only_on_postgres(stories));
        wrong.extend(table::difference(stories)?);
        if whole {
            wrong.extend(untold(stories));
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ").into()) }
    })
}

/// The files in the stories' folder that the list doesn't name. Nobody compiles such a file.
fn unlisted(stories: &[Story]) -> TestResult<Vec<String>> {
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories"))? {
        let file = entry?.file_name();
        let file = file.to_string_lossy();
        let name = file.strip_suffix(".rs").filter(|name| *name != "mod");
        if name.is_some_and(|name| !stories.iter().any(|story| story.name == name)) {
            wrong.push(format!("tests/stories/{file} is not in the list of tests/stories/mod.rs"));
        }
    }
    Ok(wrong)
}

fn without_a_reason(stories: &[Story]) -> impl Iterator<Item = String> {
    let reasons = stories.iter().flat_map(|story| Engine::ALL.map(|engine| (story, engine)));
    let missing = reasons.filter(|(story, engine)| {
        story.engines.reason_against(*engine).is_some_and(|reason| reason.len() < SHORTEST_REASON)
    });
    missing.map(|(story, engine)| format!("{} gives no reason against {engine}", story.name))
}

/// Told on PostgreSQL it would be told nowhere.
fn only_on_postgres(stories: &[Story]) -> impl Iterator<Item = String> {
    let declared = stories.iter().filter(|story| matches!(story.engines, Engines::AndOnPostgres(_)));
    let untold = declared.filter(|story| story.engines.reason_against(ON_POSTGRES).is_some());
    untold.map(|story| format!("{} is told on PostgreSQL, but not in {ON_POSTGRES}", story.name))
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
