//! One stylesheet for each app: tokens, base, then the sheets of its screens in alphabetical order.

use std::fs;

use anyhow::{Context as _, Result};

use crate::paths;

/// The sheet that belongs to the inbox alone.
const INBOX: &str = "inbox";
const FIRST: [&str; 2] = ["tokens", "base"];

/// Reads and joins the phone's sheets.
pub fn phone_sheet() -> Result<String> {
    let folder = paths::root().join("style");
    let entries = fs::read_dir(&folder).with_context(|| format!("Could not read {}", folder.display()))?;
    let names = entries.filter_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        Some(name.strip_suffix(".css")?.to_owned())
    });
    let mut screens: Vec<String> =
        names.filter(|name| name != INBOX && !FIRST.contains(&name.as_str())).collect();
    screens.sort();
    join(FIRST.into_iter().chain(screens.iter().map(String::as_str)))
}

/// Reads and joins the inbox's sheets.
pub fn inbox_sheet() -> Result<String> {
    let own = paths::root().join("style/inbox.css").is_file().then_some(INBOX);
    join(FIRST.into_iter().chain(own))
}

fn join<'a>(names: impl Iterator<Item = &'a str>) -> Result<String> {
    let sheets = names.map(|name| {
        let path = paths::root().join("style").join(format!("{name}.css"));
        fs::read_to_string(&path).with_context(|| format!("Could not read {}", path.display()))
    });
    Ok(strip_comments(&sheets.collect::<Result<Vec<_>>>()?.join("\n")))
}

/// Removes comments, indentation and empty lines.
fn strip_comments(sheet: &str) -> String {
    let mut kept = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::strip_comments;

    const TOKENS: &str = include_str!("../../../style/tokens.css");

    #[test]
    fn comments_and_indents_are_left_out() {
        assert_eq!(strip_comments("/* a */\na {\n  color: red; /* b */\n}\n"), "a {\ncolor: red;\n}");
    }

    #[test]
    fn text_has_a_contrast_of_seven_to_one_in_both_themes() {
        let (light, dark) = TOKENS.split_once("@media").expect("two themes");
        for theme in [colours(light), colours(dark)] {
            for text in ["ink", "quiet", "accent", "waiting", "received", "danger"] {
                for paper in ["paper", "card"] {
                    assert!(contrast(theme[text], theme[paper]) >= 7.0, "{text} on {paper}");
                }
            }
            for notice in ["waiting", "received", "danger"] {
                let paper = theme[format!("{notice}-paper").as_str()];
                for text in ["ink", notice] {
                    assert!(contrast(theme[text], paper) >= 7.0, "{text} on {notice}-paper");
                }
            }
            assert!(contrast(theme["on-accent"], theme["accent"]) >= 7.0);
            assert!(contrast(theme["on-accent"], theme["danger"]) >= 7.0);
        }
    }

    fn colours(theme: &str) -> HashMap<&str, u32> {
        let pairs = theme.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
        pairs
            .filter_map(|(name, value)| Some((name, u32::from_str_radix(value.get(..6)?, 16).ok()?)))
            .collect()
    }

    /// The contrast ratio as WCAG 2 defines it.
    fn contrast(one: u32, other: u32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn luminance(colour: u32) -> f64 {
        let part = |shift: u32| {
            let value = f64::from((colour >> shift) & 255) / 255.0;
            if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }
}
