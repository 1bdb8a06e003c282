//! Briefings from `content/briefings`, parsed and checked.

use std::fs;

use companion_model::briefing::{self, Briefing};

use crate::place;
use crate::trouble::{Outcome, Trouble, While};

/// Every briefing, by file name.
pub fn read_all() -> Outcome<Vec<Briefing>> {
    let folder = place::root().join("content/briefings");
    let entries = fs::read_dir(&folder).or_trouble(|| format!("read {}", folder.display()))?;
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    files.sort();
    let briefings = files
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).or_trouble(|| format!("read {}", path.display()))?;
            let name = path.strip_prefix(place::root()).unwrap_or(path).display().to_string();
            briefing::parse(&name, &text).map_err(|error| Trouble::new(error.to_string()))
        })
        .collect::<Outcome<Vec<_>>>()?;
    if briefings.is_empty() {
        return Err(Trouble::new(format!("There is no briefing in {}.", folder.display())));
    }
    Ok(briefings)
}
