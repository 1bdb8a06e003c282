//! What a browser downloads, against the budgets of ARCHITECTURE.md.

use std::collections::HashMap;
use std::fmt;

use super::asset::Asset;
use super::phone::Roles;
use super::squeeze::Squeezed;
use crate::trouble::{Outcome, Trouble};

/// What the phone app should weigh, in bytes, and past what the build fails. What a person waits for is measured by
/// `cargo xtask bench phone`.
const PHONE_APP_GOAL: usize = 380_000;
const PHONE_APP_LIMIT: usize = 410_000;
/// Worker, boot script and the other plain scripts together, in bytes.
const SCRIPTS_LIMIT: usize = 5_000;

/// What was weighed, each as a browser gets it: compressed.
pub struct Sizes(Vec<Weighed>);

struct Weighed {
    what: String,
    bytes: usize,
    /// What we want.
    goal: Option<usize>,
    /// Past this the build fails.
    limit: Option<usize>,
}

impl Sizes {
    /// Weighs the built files.
    pub fn new(assets: &[Asset], squeezed: &[Squeezed], phone: &Roles, desk: &[String]) -> Self {
        let on_the_wire: HashMap<&str, usize> = assets
            .iter()
            .zip(squeezed)
            .map(|(asset, squeezed)| {
                (asset.path.as_str(), squeezed.brotli.as_ref().map_or(asset.bytes.len(), Vec::len))
            })
            .collect();
        let weigh = |paths: &[&str]| {
            paths.iter().map(|path| on_the_wire.get(path).copied().unwrap_or_default()).sum()
        };
        let mut sizes = vec![Weighed {
            what: "phone app, WASM and glue".to_owned(),
            bytes: weigh(&[&phone.wasm, &phone.glue]),
            goal: Some(PHONE_APP_GOAL),
            limit: Some(PHONE_APP_LIMIT),
        }];
        for page in std::iter::once("/").chain(phone.briefings.iter().map(String::as_str)) {
            sizes.push(Weighed::strict(
                format!("page {page} and its style"),
                weigh(&[page, &phone.style]),
                14_000,
            ));
        }
        let scripts: Vec<&str> = phone.scripts.iter().map(String::as_str).chain(["/sw.js"]).collect();
        sizes.push(Weighed::strict("workers and boot scripts".to_owned(), weigh(&scripts), SCRIPTS_LIMIT));
        let inbox: Vec<&str> = desk.iter().map(String::as_str).collect();
        sizes.push(Weighed {
            what: "inbox, WASM and glue".to_owned(),
            bytes: weigh(&inbox),
            goal: None,
            limit: None,
        });
        Self(sizes)
    }

    /// Fails with a sentence for whatever is too heavy.
    pub fn within_limits(&self) -> Outcome {
        let too_heavy: Vec<String> = self.0.iter().filter_map(Weighed::complaint).collect();
        if too_heavy.is_empty() { Ok(()) } else { Err(Trouble::new(too_heavy.join("\n"))) }
    }
}

impl Weighed {
    fn strict(what: String, bytes: usize, limit: usize) -> Self {
        Self { what, bytes, goal: Some(limit), limit: Some(limit) }
    }

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
        for Weighed { what, bytes, goal, .. } in &self.0 {
            let goal = goal.map_or_else(String::new, |goal| format!("  (goal {} kB)", goal / 1000));
            writeln!(f, "  {:>7.1} kB  {what}{goal}", *bytes as f64 / 1000.0)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Sizes, Weighed};

    #[test]
    fn a_byte_past_the_limit_fails_with_what_and_how_much() {
        assert!(Sizes(vec![Weighed::strict("page".to_owned(), 14_000, 14_000)]).within_limits().is_ok());
        let refusal = Sizes(vec![Weighed::strict("page".to_owned(), 14_001, 14_000)]).within_limits();
        assert!(refusal.expect_err("too heavy").to_string().starts_with("Too heavy: page is 14.0 kB"));
    }

    #[test]
    fn a_goal_missed_is_shown_and_does_not_fail() {
        let sizes = Sizes(vec![Weighed {
            what: "app".to_owned(),
            bytes: 130_000,
            goal: Some(120_000),
            limit: Some(150_000),
        }]);
        assert!(sizes.within_limits().is_ok());
        assert!(sizes.to_string().contains("130.0 kB  app  (goal 120 kB)"));
    }
}
