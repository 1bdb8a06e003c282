//! Filling the slots of a page: `{{style}}`.

use std::fs;

use crate::place;
use crate::trouble::{Outcome, Trouble, While};

/// What stands in which slot.
pub type Slots<'a> = [(&'a str, &'a str)];

/// A page from `public/`, with its slots filled.
pub fn from_public(name: &str, slots: &Slots<'_>) -> Outcome<String> {
    fill(&public_text(name)?, slots).map_err(|slot| {
        Trouble::new(format!("public/{name} has a slot {{{{{slot}}}}} that the build does not know."))
    })
}

/// A text file from `public/`.
pub fn public_text(name: &str) -> Outcome<String> {
    let path = place::root().join("public").join(name);
    fs::read_to_string(&path).or_trouble(|| format!("read {}", path.display()))
}

/// A script from `public/` without whole-line comments and indents, which are for those who write it.
pub fn script(name: &str) -> Outcome<String> {
    Ok(lean(&public_text(name)?))
}

fn lean(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.filter(|line| !line.starts_with("/* globals")).map(|line| format!("{line}\n")).collect()
}

/// A file from `public/`, byte for byte.
pub fn public_bytes(name: &str) -> Outcome<Vec<u8>> {
    let path = place::root().join("public").join(name);
    fs::read(&path).or_trouble(|| format!("read {}", path.display()))
}

/// The text with every slot filled once; what is filled in is not looked through again. `Err` names an unknown slot.
fn fill(text: &str, slots: &Slots<'_>) -> Result<String, String> {
    let mut page = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (slot, after) = after.split_once("}}").ok_or_else(|| "without an end".to_owned())?;
        let (_, words) = slots.iter().find(|(name, _)| *name == slot).ok_or_else(|| slot.to_owned())?;
        page.push_str(before);
        page.push_str(words);
        rest = after;
    }
    page.push_str(rest);
    Ok(page)
}

/// Text made harmless between tags and inside double quotes.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{fill, lean};

    #[test]
    fn a_script_keeps_its_lines_and_loses_its_comments() {
        assert_eq!(
            lean("/* globals A */\n// why\nrun('//x', A); // so\n\n  go();\n"),
            "run('//x', A); // so\ngo();\n"
        );
    }

    #[test]
    fn every_slot_is_filled_and_the_rest_stays() {
        assert_eq!(fill("a {{x}} b {{y}} c {{x}}", &[("x", "1"), ("y", "2")]), Ok("a 1 b 2 c 1".to_owned()));
    }

    #[test]
    fn an_unknown_slot_stops_the_build() {
        assert_eq!(fill("{{title}}", &[("style", "s")]), Err("title".to_owned()));
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        assert_eq!(fill("{{x}}", &[("x", "{{y}}"), ("y", "2")]), Ok("{{y}}".to_owned()));
    }
}
