//! One stylesheet for each app: tokens, base, then one sheet per screen by name.

use std::fs;

use crate::place;
use crate::trouble::{Outcome, While};

/// The sheet that belongs to the inbox alone.
const INBOX: &str = "inbox";
const FIRST: [&str; 2] = ["tokens", "base"];

/// The phone's sheet.
pub fn phone() -> Outcome<String> {
    let folder = place::root().join("style");
    let entries = fs::read_dir(&folder).or_trouble(|| format!("read {}", folder.display()))?;
    let names = entries.filter_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        Some(name.strip_suffix(".css")?.to_owned())
    });
    let mut screens: Vec<String> =
        names.filter(|name| name != INBOX && !FIRST.contains(&name.as_str())).collect();
    screens.sort();
    joined(FIRST.into_iter().chain(screens.iter().map(String::as_str)))
}

/// The inbox's sheet.
pub fn inbox() -> Outcome<String> {
    let own = place::root().join("style/inbox.css").is_file().then_some(INBOX);
    joined(FIRST.into_iter().chain(own))
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> Outcome<String> {
    let sheets = names.map(|name| {
        let path = place::root().join("style").join(format!("{name}.css"));
        fs::read_to_string(&path).or_trouble(|| format!("read {}", path.display()))
    });
    Ok(without_comments(&sheets.collect::<Outcome<Vec<_>>>()?.join("\n")))
}

/// Comments are for those who write the sheets.
fn without_comments(sheet: &str) -> String {
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

    use super::without_comments;

    const TOKENS: &str = include_str!("../../../style/tokens.css");

    #[test]
    fn comments_and_indents_are_left_out() {
        assert_eq!(without_comments("/* a */\na {\n  color: red; /* b */\n}\n"), "a {\ncolor: red;\n}");
    }

    #[test]
    fn text_holds_seven_to_one_on_both_themes() {
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

    /// As WCAG 2 defines it.
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
