//! The briefings in `content/briefings`.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use companion_model::briefing::{self, Briefing};

use crate::paths;

/// Reads and parses every briefing, in the order of their file names.
pub fn read_all() -> Result<Vec<Briefing>> {
    let folder = paths::root().join("content/briefings");
    let entries = fs::read_dir(&folder).with_context(|| format!("Could not read {}", folder.display()))?;
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    let briefings = files
        .iter()
        .map(|path| {
            let text =
                fs::read_to_string(path).with_context(|| format!("Could not read {}", path.display()))?;
            let name = path.strip_prefix(paths::root()).unwrap_or(path).display().to_string();
            Ok(briefing::parse(&name, &text)?)
        })
        .collect::<Result<Vec<_>>>()?;
    ensure!(!briefings.is_empty(), "There is no briefing in {}.", folder.display());
    Ok(briefings)
}
