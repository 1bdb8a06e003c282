//! The layering rule: which layers and crates a layer of a web app may use, by every path in its files. A
//! path that the table ([`super::layers`]) does not allow is a violation.

use anyhow::{Result, anyhow, bail};

use super::{
    File,
    exceptions::{Violation, apply_exceptions},
    layers::{App, EXCEPTIONS, INBOX, PHONE, ROOT, UNRESTRICTED},
    rust_paths,
};

/// Finds the paths that the layering rule forbids.
pub fn find_violations(files: &[File]) -> Vec<String> {
    let mut violations = Vec::new();
    let mut others = Vec::new();
    for app in [PHONE, INBOX] {
        for file in files {
            match find_forbidden_paths(&app, file) {
                Ok(found) => violations.extend(found),
                Err(error) => others.push(error.to_string()),
            }
            others.extend(find_unlisted_dependencies(&app, file));
        }
    }
    others.extend(apply_exceptions(&violations, &EXCEPTIONS));
    others
}

/// Finds every path in a file that leads where its layer may not look, once for each line and target.
///
/// # Errors
/// If the layer is not in the table or the file is not Rust.
fn find_forbidden_paths(app: &App, (path, text): &File) -> Result<Vec<Violation>> {
    let Some((layer, module)) = layer_and_module(app, path) else { return Ok(Vec::new()) };
    let Some((_, allowed)) = app.may_use.iter().find(|(name, _)| *name == layer) else {
        bail!("{path}: the table of layers has no row for {layer}");
    };
    let syntax = rust_paths::read(&module, text)
        .map_err(|error| anyhow!("{path}:{}: not Rust: {error}", error.span().start().line))?;
    let violation = |found: &rust_paths::RustPath| {
        let what = target(app, layer, &found.segments)
            .filter(|target| target != layer && !allows(allowed, target))?;
        let sentence =
            format!("{path}:{}: {layer} must not use {what}: ARCHITECTURE.md says who may", found.line);
        Some(Violation { path: path.clone(), what, sentence })
    };
    let mut violations: Vec<Violation> = syntax.paths.iter().filter_map(violation).collect();
    violations.dedup();
    Ok(violations)
}

/// Whether a list of what a layer may use has a target, or the whole crate that it is a part of.
fn allows(allowed: &[&str], target: &str) -> bool {
    let whole = target.split_once("::").map_or(target, |(whole, _)| whole);
    allowed.contains(&target) || allowed.contains(&whole)
}

/// A file's layer, and its module from the crate's root; `None` if the rule is not for this file.
fn layer_and_module<'path>(app: &App, path: &'path str) -> Option<(&'path str, Vec<&'path str>)> {
    let inside = path.strip_prefix(app.root)?.strip_suffix(".rs")?;
    let mut module: Vec<_> = inside.split('/').collect();
    let layer = *module.first()?;
    if layer == ROOT || module.last() == Some(&"mod") {
        module.pop();
    }
    (app.layers.is_empty() || app.layers.contains(&layer)).then_some((layer, module))
}

/// The layer or restricted crate that a path leads to, if it leads to one.
fn target(app: &App, layer: &str, segments: &[String]) -> Option<String> {
    let first = segments.first()?.as_str();
    if first == "crate" {
        let second = segments.get(1).filter(|segment| *segment != "*");
        return Some(second.map_or(ROOT, String::as_str).to_owned());
    }
    // In the file at the crate's root a module needs no `crate::` before its name.
    if layer == ROOT && app.has_layer(first) {
        return Some(first.to_owned());
    }
    // An unrestricted crate may export a restricted one: `leptos::web_sys`.
    let at = segments.iter().position(|segment| app.restricts(segment))?;
    let name = segments[at].as_str();
    let module = segments.get(at + 1).filter(|_| app.restricts_by_module(name));
    Some(module.map_or_else(|| name.to_owned(), |module| format!("{name}::{module}")))
}

/// Finds dependencies that are in no table: every layer could use them.
fn find_unlisted_dependencies(app: &App, (path, text): &File) -> Vec<String> {
    if path != app.manifest {
        return Vec::new();
    }
    let is_listed = |name: &str| UNRESTRICTED.contains(&name) || app.restricts(name);
    let unlisted = dependencies(text).into_iter().filter(|name| !is_listed(name));
    unlisted
        .map(|name| format!("{path}: {name} is not in xtask/src/tidy/layers.rs: say who may use it"))
        .collect()
}

/// The dependencies in a manifest that are not for tests alone, with the names that Rust uses.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut is_in_table = false;
    let mut names = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            is_in_table = line == "[dependencies]"
                || (line.starts_with("[target.") && line.ends_with(".dependencies]"));
        } else if is_in_table && line.starts_with(|first: char| first.is_ascii_alphabetic()) {
            let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
            names.push(name.replace('-', "_"));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{EXCEPTIONS, File, INBOX, PHONE, dependencies, find_forbidden_paths, find_violations};

    fn file(path: &str, text: &str) -> File {
        (path.to_owned(), text.to_owned())
    }

    /// What one file uses that its layer may not.
    fn forbidden(path: &str, text: &str) -> Vec<String> {
        let app = if path.starts_with(INBOX.root) { INBOX } else { PHONE };
        let violations = find_forbidden_paths(&app, &file(path, text)).expect("it has a row and is Rust");
        violations.into_iter().map(|violation| violation.what).collect()
    }

    #[test]
    fn every_form_of_a_path_is_found() {
        for (path, text, target) in [
            ("src/state/x.rs", "use crate::screens::home;", "screens"),
            ("src/state/x.rs", "use crate::{\n    route::Page,\n    screens::{home, call},\n};", "screens"),
            ("src/state/x.rs", "fn f() { crate::screens::home::home(); }", "screens"),
            ("src/state/editor/x.rs", "use super::super::super::screens;", "screens"),
            ("src/state/editor/x.rs", "use super::super::super::{route::Page, screens};", "screens"),
            ("src/state/editor/mod.rs", "use super::super::screens;", "screens"),
            ("src/state/mod.rs", "use super::screens;", "screens"),
            ("src/state/x.rs", "mod a { use super::super::super::screens::home; }", "screens"),
            ("src/state/x.rs", "pub use crate::screens as s;", "screens"),
            ("src/state/x.rs", "use crate as app; fn f() { app::screens::home() }", "main"),
            ("src/state/x.rs", "use crate::*;", "main"),
            ("src/screens/x.rs", "use ::companion_storage::Counts;", "companion_storage"),
            ("src/screens/x.rs", "use companion_storage as s;", "companion_storage"),
            ("src/screens/x.rs", "type A = Vec<companion_seal::Secret<32>>;", "companion_seal"),
            ("src/screens/x.rs", "use companion_browser::page;", "companion_browser"),
            ("src/screens/x.rs", "fn f() { companion_app::leaving::remove() }", "companion_app::leaving"),
            ("src/screens/x.rs", "use companion_parts::*;", "companion_parts::*"),
            ("src/screens/x.rs", "use companion_parts as p;", "companion_parts"),
            ("src/screens/x.rs", "use leptos::{prelude::*, web_sys::window};", "web_sys"),
            ("src/screens/x.rs", "fn f() { view! { <p>{crate::frame::words()}</p> } }", "frame"),
            ("src/screens/x.rs", "fn f() { format!(\"{}\", super::super::frame::words()) }", "frame"),
            ("src/route/x.rs", "macro_rules! m { () => { $crate::state::new_id() } }", "state"),
            ("src/route/x.rs", "m! { use crate::{route, state::new_id}; }", "state"),
            ("src/main.rs", "mod state; fn main() { state::start() }", "state"),
            ("src/main.rs", "mod state; use state as s;", "state"),
            ("crates/companion_inbox/src/screens/x.rs", "use web_sys::Element;", "web_sys"),
            ("crates/companion_inbox/src/state/x.rs", "use crate::screens::kit;", "screens"),
        ] {
            assert_eq!(forbidden(path, text), [target], "{path}: {text}");
        }
    }

    #[test]
    fn an_allowed_path_and_what_is_not_a_path_are_no_violations() {
        for (path, text) in [
            ("src/main.rs", "mod frame; mod state; fn main() { web_sys::window(); frame::mount(); }"),
            (
                "src/state/x.rs",
                "// crate::screens\n/* use crate::screens; */ const A: &str = \"crate::screens\";",
            ),
            ("src/state/editor/x.rs", "use super::{Editor, super::session}; use self::a::b;"),
            ("src/state/x.rs", "use crate::route::Page; use companion_app::{sync::{self, School}, vault};"),
            ("src/state/x.rs", "fn f() { panic!(r#\"crate::screens\"#) }"),
            ("src/route.rs", "mod tests { use super::*; use super::super::route::Page; }"),
            ("src/frame.rs", "pub(crate) fn a() {} m! { pub(crate) fn b() {} }"),
            ("src/state/mod.rs", "pub(super) fn a() {} pub(in crate::state) fn b(self) { self.a() }"),
            ("src/screens/x.rs", "use leptos::prelude::*; use std::sync::Arc; use serde::Serialize;"),
            ("crates/companion_inbox/src/list.rs", "use crate::words;"),
        ] {
            assert_eq!(forbidden(path, text), [""; 0], "{path}: {text}");
        }
    }

    #[test]
    fn a_violation_is_named_once_with_its_line() {
        let text = "use crate::{\n    frame,\n    screens::{home, call},\n};\nuse crate::screens::kit;";
        let found =
            find_forbidden_paths(&PHONE, &file("src/state/mod.rs", text)).expect("it has a row and is Rust");
        let sentences: Vec<_> = found.into_iter().map(|violation| violation.sentence).collect();
        let sentence = |line: u8, target: &str| {
            format!("src/state/mod.rs:{line}: state must not use {target}: ARCHITECTURE.md says who may")
        };
        assert_eq!(sentences, [sentence(2, "frame"), sentence(3, "screens"), sentence(5, "screens")]);
    }

    #[test]
    fn a_layer_without_a_row_and_a_file_that_is_not_rust_are_violations() {
        assert!(find_forbidden_paths(&PHONE, &file("src/parts/x.rs", "")).is_err());
        assert!(find_forbidden_paths(&PHONE, &file("src/state/x.rs", "use ;")).is_err());
    }

    #[test]
    fn a_dependency_that_is_in_no_table_is_a_violation() {
        let manifest = "[package]\nname = \"companion\"\n[dependencies]\n# words\ngloo-storage.workspace = true\n\
            web-sys = { workspace = true }\n[target.'cfg(unix)'.dependencies]\nrexie = \"1\"\n\
            [target.'cfg(unix)'.dev-dependencies]\ntempfile = \"1\"\n[workspace.dependencies]\nurl = \"1\"";
        assert_eq!(dependencies(manifest), ["gloo_storage", "web_sys", "rexie"]);
        let found = find_violations(&[file("Cargo.toml", manifest)]);
        let unlisted = found.iter().filter(|sentence| sentence.starts_with("Cargo.toml: "));
        assert_eq!(unlisted.count(), 2, "{found:?}");
    }

    #[test]
    fn an_exception_that_nothing_needs_is_a_violation() {
        let found = find_violations(&[]);
        assert_eq!(found.len(), EXCEPTIONS.len(), "{found:?}");
    }
}
