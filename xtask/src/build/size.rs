//! What a browser downloads, against the budgets of ARCHITECTURE.md.

use std::collections::HashMap;
use std::fmt;

use anyhow::{Result, ensure};

use super::asset::Asset;
use super::compress::Compressed;
use super::phone::PhonePaths;

/// What the phone app should weigh, in bytes. How long a person waits is measured by `cargo xtask bench phone`.
const PHONE_APP_GOAL: usize = 380_000;
/// The build fails if the phone app weighs more, in bytes.
const PHONE_APP_LIMIT: usize = 530_000;
/// The build fails if workers, boot script and the other plain scripts together weigh more, in bytes.
const SCRIPTS_LIMIT: usize = 5_000;
/// The build fails if a page and its style weigh more, in bytes.
const PAGE_LIMIT: usize = 14_000;

/// The sizes of what a browser downloads, compressed as it gets it.
pub struct Sizes(Vec<Size>);

struct Size {
    what: String,
    bytes: usize,
    /// What it should be at most.
    goal: Option<usize>,
    /// Past this the build fails.
    limit: Option<usize>,
}

impl Sizes {
    /// Adds up the sizes of the built files.
    pub fn new(assets: &[Asset], compressed: &[Compressed], phone: &PhonePaths, inbox: &[String]) -> Self {
        let on_the_wire: HashMap<&str, usize> = assets
            .iter()
            .zip(compressed)
            .map(|(asset, compressed)| {
                (asset.path.as_str(), compressed.brotli.as_ref().map_or(asset.bytes.len(), Vec::len))
            })
            .collect();
        let add_up = |paths: &[&str]| {
            paths.iter().map(|path| on_the_wire.get(path).copied().unwrap_or_default()).sum()
        };
        let mut sizes = vec![Size {
            what: "phone app, WASM and glue".to_owned(),
            bytes: add_up(&[&phone.wasm, &phone.glue]),
            goal: Some(PHONE_APP_GOAL),
            limit: Some(PHONE_APP_LIMIT),
        }];
        for page in std::iter::once("/").chain(phone.briefings.iter().map(String::as_str)) {
            sizes.push(Size::limited(
                format!("page {page} and its style"),
                add_up(&[page, &phone.style]),
                PAGE_LIMIT,
            ));
        }
        let scripts: Vec<&str> = phone.scripts.iter().map(String::as_str).chain(["/sw.js"]).collect();
        sizes.push(Size::limited("workers and boot scripts".to_owned(), add_up(&scripts), SCRIPTS_LIMIT));
        let inbox: Vec<&str> = inbox.iter().map(String::as_str).collect();
        sizes.push(Size {
            what: "inbox, WASM and glue".to_owned(),
            bytes: add_up(&inbox),
            goal: None,
            limit: None,
        });
        Self(sizes)
    }

    /// Fails with a sentence for each size past its limit.
    pub fn check_limits(&self) -> Result<()> {
        let too_heavy: Vec<String> = self.0.iter().filter_map(Size::complaint).collect();
        ensure!(too_heavy.is_empty(), "{}", too_heavy.join("\n"));
        Ok(())
    }
}

impl Size {
    fn limited(what: String, bytes: usize, limit: usize) -> Self {
        Self { what, bytes, goal: Some(limit), limit: Some(limit) }
    }

    /// A sentence if it is past its limit.
    fn complaint(&self) -> Option<String> {
        let limit = self.limit.filter(|limit| self.bytes > *limit)?;
        Some(format!(
            "Too heavy: {} is {:.1} kB, and the limit is {} kB. `cargo xtask bench` shows what weighs.",
            self.what,
            self.bytes as f64 / 1000.0,
            limit / 1000
        ))
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Sizes, compressed:")?;
        for Size { what, bytes, goal, .. } in &self.0 {
            let goal = goal.map_or_else(String::new, |goal| format!("  (goal {} kB)", goal / 1000));
            writeln!(f, "  {:>7.1} kB  {what}{goal}", *bytes as f64 / 1000.0)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Size, Sizes};

    #[test]
    fn a_byte_past_the_limit_fails_with_what_and_how_much() {
        assert!(Sizes(vec![Size::limited("page".to_owned(), 14_000, 14_000)]).check_limits().is_ok());
        let refusal = Sizes(vec![Size::limited("page".to_owned(), 14_001, 14_000)]).check_limits();
        assert!(refusal.expect_err("too heavy").to_string().starts_with("Too heavy: page is 14.0 kB"));
    }

    #[test]
    fn a_goal_missed_is_shown_and_does_not_fail() {
        let sizes = Sizes(vec![Size {
            what: "app".to_owned(),
            bytes: 130_000,
            goal: Some(120_000),
            limit: Some(150_000),
        }]);
        assert!(sizes.check_limits().is_ok());
        assert!(sizes.to_string().contains("130.0 kB  app  (goal 120 kB)"));
    }
}
