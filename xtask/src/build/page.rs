//! Reads what is in `public/`, and fills the slots of a page, which look like `{{style}}`.

use std::fs;

use anyhow::{Context as _, Result, anyhow};

use crate::paths;

/// The name of each slot, and what is filled in.
pub type Slots<'a> = [(&'a str, &'a str)];

/// Reads a page from `public/` and fills its slots.
pub fn render(name: &str, slots: &Slots<'_>) -> Result<String> {
    fill(&read_text(name)?, slots).with_context(|| format!("public/{name} can't be filled"))
}

/// Reads a script from `public/` and removes whole-line comments and indentation.
pub fn read_script(name: &str) -> Result<String> {
    Ok(strip_comments(&read_text(name)?))
}

/// Reads a file from `public/`.
pub fn read_bytes(name: &str) -> Result<Vec<u8>> {
    let path = paths::root().join("public").join(name);
    fs::read(&path).with_context(|| format!("Could not read {}", path.display()))
}

fn read_text(name: &str) -> Result<String> {
    let path = paths::root().join("public").join(name);
    fs::read_to_string(&path).with_context(|| format!("Could not read {}", path.display()))
}

fn strip_comments(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.filter(|line| !line.starts_with("/* globals")).map(|line| format!("{line}\n")).collect()
}

/// Fills every slot once; slots in what is filled in stay as they are.
fn fill(text: &str, slots: &Slots<'_>) -> Result<String> {
    let mut page = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (slot, after) = after.split_once("}}").context("it has a slot without an end")?;
        let (_, content) = slots
            .iter()
            .find(|(name, _)| *name == slot)
            .ok_or_else(|| anyhow!("it has a slot {{{{{slot}}}}} that the build does not know"))?;
        page.push_str(before);
        page.push_str(content);
        rest = after;
    }
    page.push_str(rest);
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::{fill, strip_comments};

    #[test]
    fn a_script_keeps_its_lines_and_loses_its_comments() {
        assert_eq!(
            strip_comments("/* globals A */\n// why\nrun('//x', A); // so\n\n  go();\n"),
            "run('//x', A); // so\ngo();\n"
        );
    }

    #[test]
    fn every_slot_is_filled_and_the_rest_stays() {
        let page = fill("a {{x}} b {{y}} c {{x}}", &[("x", "1"), ("y", "2")]);
        assert_eq!(page.expect("filled"), "a 1 b 2 c 1");
    }

    #[test]
    fn an_unknown_slot_stops_the_build() {
        let error = fill("{{title}}", &[("style", "s")]).expect_err("unknown");
        assert_eq!(error.to_string(), "it has a slot {{title}} that the build does not know");
        assert!(fill("{{title", &[("title", "t")]).is_err());
    }

    #[test]
    fn slots_in_what_is_filled_in_are_not_filled() {
        assert_eq!(fill("{{x}}", &[("x", "{{y}}"), ("y", "2")]).expect("filled"), "{{y}}");
    }
}
