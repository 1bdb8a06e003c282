//! Who may know whom among the layers of both web apps, by every path that stands in a file. What is not in a table
//! ([`super::layers`]) is a fault.

use super::{
    File,
    excepted::{self, Fault},
    layers::{App, DESK, EXCEPTIONS, OPEN, PHONE, ROOT},
    paths,
};

/// Faults in the directions between layers.
pub fn faults(files: &[File]) -> Vec<String> {
    let mut turned = Vec::new();
    let mut others = Vec::new();
    for app in [PHONE, DESK] {
        for file in files {
            match turned_in(&app, file) {
                Ok(found) => turned.extend(found),
                Err(sentence) => others.push(sentence),
            }
            others.extend(unknown_in_manifest(&app, file));
        }
    }
    others.extend(excepted::judged(&turned, &EXCEPTIONS));
    others
}

/// Every path of a file that leads where its layer may not look; each goal once for a line.
///
/// # Errors
/// A sentence, if the layer is in no table or the file is no Rust.
fn turned_in(app: &App, (path, text): &File) -> Result<Vec<Fault>, String> {
    let Some((layer, module)) = module_of(app, path) else { return Ok(Vec::new()) };
    let Some((_, known)) = app.may_know.iter().find(|(name, _)| *name == layer) else {
        return Err(format!("{path}: the table of directions has no row for {layer}"));
    };
    let reading = paths::read(&module, text)
        .map_err(|error| format!("{path}:{}: no Rust: {error}", error.span().start().line))?;
    let fault = |found: &paths::Found| {
        let what =
            goal(app, layer, &found.words).filter(|goal| goal != layer && !known.contains(&goal.as_str()))?;
        let sentence = format!("{path}:{}: {layer} → {what} is no direction of ARCHITECTURE.md", found.line);
        Some(Fault { path: path.clone(), what, sentence })
    };
    let mut faults: Vec<Fault> = reading.paths.iter().filter_map(fault).collect();
    faults.dedup();
    Ok(faults)
}

/// The layer of a file and its module from the crate's root, if directions are for it.
fn module_of<'path>(app: &App, path: &'path str) -> Option<(&'path str, Vec<&'path str>)> {
    let inside = path.strip_prefix(app.root)?.strip_suffix(".rs")?;
    let mut module: Vec<_> = inside.split('/').collect();
    let layer = *module.first()?;
    if layer == ROOT || module.last() == Some(&"mod") {
        module.pop();
    }
    (app.layers.is_empty() || app.layers.contains(&layer)).then_some((layer, module))
}

/// The layer or closed crate that a path leads to, if it leads to one.
fn goal(app: &App, layer: &str, words: &[String]) -> Option<String> {
    let first = words.first()?.as_str();
    if first == "crate" {
        let second = words.get(1).filter(|word| *word != "*");
        return Some(second.map_or(ROOT, String::as_str).to_owned());
    }
    // In the crate's root its modules have their bare names.
    if layer == ROOT && app.has_layer(first) {
        return Some(first.to_owned());
    }
    // An open crate may hand a closed one on: `leptos::web_sys`.
    let at = words.iter().position(|word| app.closes(word))?;
    let whole = words[at].as_str();
    let part = words.get(at + 1).filter(|_| app.divides(whole));
    Some(part.map_or_else(|| whole.to_owned(), |part| format!("{whole}::{part}")))
}

/// A crate that is neither open nor closed would be known by everybody unnoticed.
fn unknown_in_manifest(app: &App, (path, text): &File) -> Vec<String> {
    if path != app.manifest {
        return Vec::new();
    }
    let dependencies = dependencies(text).into_iter();
    let unknown = dependencies.filter(|name| !OPEN.contains(&name.as_str()) && !app.closes(name));
    unknown.map(|name| format!("{path}: {name} is in no table of directions, and not open to all")).collect()
}

/// What an app is built from, under the names that Rust has for it.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut is_meant = false;
    let mut names = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            is_meant = line == "[dependencies]"
                || (line.starts_with("[target.") && line.ends_with(".dependencies]"));
        } else if is_meant && line.starts_with(|first: char| first.is_ascii_alphabetic()) {
            let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
            names.push(name.replace('-', "_"));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{DESK, EXCEPTIONS, File, PHONE, dependencies, faults, turned_in};

    fn file(path: &str, text: &str) -> File {
        (path.to_owned(), text.to_owned())
    }

    /// The goals of one file that its layer may not know.
    fn turned(path: &str, text: &str) -> Vec<String> {
        let app = if path.starts_with(DESK.root) { DESK } else { PHONE };
        let faults = turned_in(&app, &file(path, text)).expect("it has a row and is Rust");
        faults.into_iter().map(|fault| fault.what).collect()
    }

    #[test]
    fn every_form_of_a_path_is_found() {
        for (path, text, goal) in [
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
            ("src/screens/x.rs", "use companion_parts::*;", "companion_parts::*"),
            ("src/screens/x.rs", "use companion_parts as p;", "companion_parts"),
            ("src/screens/x.rs", "use leptos::{prelude::*, web_sys::window};", "web_sys"),
            ("src/screens/x.rs", "fn f() { view! { <p>{crate::pwa::words()}</p> } }", "pwa"),
            ("src/screens/x.rs", "fn f() { format!(\"{}\", super::super::pwa::words()) }", "pwa"),
            ("src/pwa/x.rs", "macro_rules! m { () => { $crate::state::new_id() } }", "state"),
            ("src/pwa/x.rs", "m! { use crate::{pwa, state::new_id}; }", "state"),
            ("src/main.rs", "mod state; fn main() { state::start() }", "state"),
            ("src/main.rs", "mod state; use state as s;", "state"),
            ("crates/companion_inbox/src/screens/x.rs", "use web_sys::Element;", "web_sys"),
            ("crates/companion_inbox/src/state/x.rs", "use crate::screens::kit;", "screens"),
        ] {
            assert_eq!(turned(path, text), [goal], "{path}: {text}");
        }
    }

    #[test]
    fn what_is_permitted_or_no_path_is_no_fault() {
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
            ("src/pwa/mod.rs", "pub(super) fn a() {} pub(in crate::state) fn b(self) { self.a() }"),
            ("src/screens/x.rs", "use leptos::prelude::*; use std::sync::Arc; use serde::Serialize;"),
            ("crates/companion_inbox/src/list.rs", "use crate::words;"),
        ] {
            assert_eq!(turned(path, text), [""; 0], "{path}: {text}");
        }
    }

    #[test]
    fn a_fault_is_named_with_its_line_once() {
        let text = "use crate::{\n    route,\n    screens::{home, call},\n};\nuse crate::screens::kit;";
        let found = turned_in(&PHONE, &file("src/pwa/mod.rs", text)).expect("it has a row and is Rust");
        let sentences: Vec<_> = found.into_iter().map(|fault| fault.sentence).collect();
        let sentence = |line: u8, goal: &str| {
            format!("src/pwa/mod.rs:{line}: pwa → {goal} is no direction of ARCHITECTURE.md")
        };
        assert_eq!(sentences, [sentence(2, "route"), sentence(3, "screens"), sentence(5, "screens")]);
    }

    #[test]
    fn a_layer_without_a_row_and_what_is_no_rust_are_faults() {
        assert!(turned_in(&PHONE, &file("src/parts/x.rs", "")).is_err());
        assert!(turned_in(&PHONE, &file("src/state/x.rs", "use ;")).is_err());
    }

    #[test]
    fn a_dependency_that_is_neither_open_nor_in_a_table_is_a_fault() {
        let manifest = "[package]\nname = \"companion\"\n[dependencies]\n# words\ngloo-storage.workspace = true\n\
            web-sys = { workspace = true }\n[target.'cfg(unix)'.dependencies]\nrexie = \"1\"\n\
            [target.'cfg(unix)'.dev-dependencies]\ntempfile = \"1\"\n[workspace.dependencies]\nurl = \"1\"";
        assert_eq!(dependencies(manifest), ["gloo_storage", "web_sys", "rexie"]);
        let found = faults(&[file("Cargo.toml", manifest)]);
        let unknown: Vec<_> = found.iter().filter(|fault| fault.starts_with("Cargo.toml: ")).collect();
        assert_eq!(unknown.len(), 2, "{unknown:?}");
    }

    #[test]
    fn an_exception_that_nothing_needs_is_a_fault() {
        let found = faults(&[]);
        assert_eq!(found.len(), EXCEPTIONS.len(), "{found:?}");
    }
}
