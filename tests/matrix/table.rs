//! `tests/engines.md`: the stories and their engines as people read them, written out from the stories.

use std::fs;
use std::path::Path;

use super::{Engines, Place, Story};
use crate::engine::Engine;
use crate::world::{DatabaseKind, TestResult};

/// Where this is set, the table is written anew.
const ANEW: &str = "COMPANION_TABLE";
/// What writes it anew, as it is typed.
const COMMAND: &str = "COMPANION_TABLE=1 cargo xtask test --story the_table_of_engines";

/// The cell of a story that is told twice in an engine.
const ON_POSTGRES_TOO: &str = "runs, on PostgreSQL too";

/// Compares the file with the stories, and says so if it is not what they say. With `COMPANION_TABLE` set it
/// writes the file instead.
pub fn difference(stories: &[Story]) -> TestResult<Option<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engines.md");
    let table = table(stories);
    if std::env::var_os(ANEW).is_some() {
        fs::write(path, table)?;
        return Ok(None);
    }
    let differs = fs::read_to_string(path).unwrap_or_default() != table;
    Ok(differs.then(|| format!("tests/engines.md is not what the stories say: {COMMAND} writes it anew")))
}

fn table(stories: &[Story]) -> String {
    let heading = row("story", Engine::ALL.map(Engine::name));
    let line = row("---", Engine::ALL.map(|_| "---")).replace(' ', "");
    let rows = stories.iter().map(|story| {
        row(&format!("`{}`", story.name), Engine::ALL.map(|engine| cell(story.engines, engine)))
    });
    format!(
        "# Stories and engines\n\n\
         Each story is a file in `tests/stories/`, which says in which engines it is told (`ENGINES`). A cell says `runs`, or why\n\
         the story is not told in that engine. The endpoint of a story keeps its schools in SQLite; where a cell says\n\
         `{ON_POSTGRES_TOO}`, the story is told a second time with the schools on a PostgreSQL server. This file is written out\n\
         from there, by\n\
         `{COMMAND}`.\n\n\
         {heading}{line}{}",
        rows.collect::<String>()
    )
}

fn cell(engines: Engines, engine: Engine) -> &'static str {
    let is_told_twice = engines.are_told_in(Place { engine, database: DatabaseKind::Postgres });
    engines.reason_against(engine).unwrap_or(if is_told_twice { ON_POSTGRES_TOO } else { "runs" })
}

fn row(story: &str, cells: [&str; Engine::ALL.len()]) -> String {
    format!("| {story} | {} |\n", cells.join(" | "))
}
