//! Running other programs, and telling what happens.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place;
use crate::trouble::{Outcome, Trouble, While};

/// One plain sentence of progress.
pub fn say(sentence: impl AsRef<str>) {
    println!("{}", sentence.as_ref());
}

/// Cargo, in the repository's folder.
pub fn cargo<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(place::root()).args(arguments);
    command
}

/// Runs a program whose output the person sees as it comes; `otherwise` is said when it fails.
pub fn run(command: &mut Command, otherwise: impl FnOnce() -> String) -> Outcome {
    let name = Path::new(command.get_program()).display().to_string();
    let status = command.status().or_trouble(|| format!("start {name}"))?;
    if status.success() { Ok(()) } else { Err(Trouble::new(otherwise())) }
}

/// Whether a program ends well; its output is not shown.
pub fn ends_well(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// What a program prints; `None` when it fails.
pub fn words_of(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok().map(|words| words.trim().to_owned())
}

/// Where a program is, looked for as a shell would.
pub fn find(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}
