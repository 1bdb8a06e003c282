//! Modules form no circle: of those within one module, each with all that is within it, none knows another one that knows it
//! again, on whatever way. What a module hands on from another one is taken for its own. Tests don't count.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{File, paths};

/// A module, named from its crate's root.
type Module = Vec<String>;

/// Which modules each one knows, within the same one.
type Knows = BTreeMap<Module, BTreeSet<Module>>;

/// One fault for each circle.
pub fn faults(files: &[File]) -> Vec<String> {
    let roots: BTreeSet<&str> = files.iter().filter_map(|(path, _)| root_of(path)).collect();
    roots.into_iter().flat_map(|root| faults_in(root, files)).collect()
}

/// The folder with the sources of the crate that a file is of.
fn root_of(path: &str) -> Option<&str> {
    let end = if path.starts_with("src/") { "src/".len() } else { path.find("/src/")? + "/src/".len() };
    path.ends_with(".rs").then(|| &path[..end])
}

fn faults_in(root: &str, files: &[File]) -> Vec<String> {
    let modules: BTreeMap<Module, &str> =
        files.iter().filter_map(|(path, text)| Some((module_of(root, path)?, text.as_str()))).collect();
    let mut knows = Knows::new();
    for (module, text) in &modules {
        for other in known(module, text, &modules) {
            if let Some((one, another)) = beside_each_other(module, &other) {
                knows.entry(one).or_default().insert(another);
            }
        }
    }
    let circles = knows.keys().filter_map(|module| circle(module, &knows));
    circles.map(|circle| format!("{root}: {} form a circle", circle.join(" → "))).collect()
}

/// The two modules within the same one that these are in, or are; `None` if one of them is within the other.
fn beside_each_other(module: &[String], other: &[String]) -> Option<(Module, Module)> {
    let shared = module.iter().zip(other).take_while(|(one, another)| one == another).count();
    Some((module.get(..=shared)?.to_vec(), other.get(..=shared)?.to_vec()))
}

/// `None` for a crate's root, which knows all of it, and for tests.
fn module_of(root: &str, path: &str) -> Option<Module> {
    let mut module: Module =
        path.strip_prefix(root)?.strip_suffix(".rs")?.split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    let is_root = matches!(module.as_slice(), [only] if only == "main" || only == "lib");
    (!is_root && !module.iter().any(|part| part == "tests")).then_some(module)
}

fn known(module: &[String], text: &str, modules: &BTreeMap<Module, &str>) -> BTreeSet<Module> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let here: Vec<&str> = module.iter().map(String::as_str).collect();
    // What is no Rust is named where directions are looked at, and by the compiler.
    let Ok(reading) = paths::read(&here, code) else { return BTreeSet::new() };
    let inside = reading.paths.iter().filter(|found| found.words.first().is_some_and(|word| word == "crate"));
    let leads_to = inside.filter_map(|found| {
        let words = &found.words[1..];
        (1..=words.len()).rev().map(|length| words[..length].to_vec()).find(|part| modules.contains_key(part))
    });
    leads_to.collect()
}

/// The shortest way from a module back to it, if there is one and it is the first of those on it by name.
fn circle(module: &Module, knows: &Knows) -> Option<Vec<String>> {
    let mut came_from: BTreeMap<&Module, &Module> = BTreeMap::new();
    let mut next = VecDeque::from([module]);
    while let Some(at) = next.pop_front() {
        for other in knows.get(at).into_iter().flatten() {
            if other == module {
                let mut way = vec![at];
                while *way.last()? != module {
                    way.push(came_from.get(way.last()?)?);
                }
                let is_first = way.iter().all(|one| *one >= module);
                let names = way.iter().rev().chain([&module]).map(|one| one.join("::"));
                return is_first.then(|| names.collect());
            }
            if !came_from.contains_key(other) {
                came_from.insert(other, at);
                next.push_back(other);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::faults;

    fn faults_of(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<_> =
            files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        faults(&files)
    }

    #[test]
    fn a_circle_is_named_once_however_long_it_is() {
        let two =
            [("src/one.rs", "use crate::two::Two;"), ("src/two/mod.rs", "fn two() { super::one::call(); }")];
        assert_eq!(faults_of(&two), ["src/: one → two → one form a circle"]);
        let three = [
            ("xtask/src/a.rs", "use super::{b1::B1, c::{self, C}, d};"),
            ("xtask/src/c.rs", "use crate::b::B;"),
            ("xtask/src/b.rs", "use crate::a;"),
            ("xtask/src/b1.rs", ""),
            ("xtask/src/d.rs", ""),
        ];
        assert_eq!(faults_of(&three), ["xtask/src/: a → c → b → a form a circle"]);
    }

    #[test]
    fn a_circle_through_what_is_within_two_modules_is_one_of_theirs() {
        let through = [
            ("src/state/mod.rs", "mod outbox;"),
            ("src/state/outbox.rs", "use crate::sync::drain;"),
            ("src/sync/mod.rs", "mod hand_over;"),
            ("src/sync/hand_over.rs", "use crate::state::new_id;"),
        ];
        assert_eq!(faults_of(&through), ["src/: state → sync → state form a circle"]);
    }

    #[test]
    fn a_module_and_those_within_it_and_tests_are_no_circle() {
        let within = [
            ("src/state/mod.rs", "mod outbox; use self::outbox::Outbox; pub struct Session;"),
            ("src/state/outbox.rs", "use super::Session; use crate::sync;"),
            ("src/sync/mod.rs", "mod id; use self::id::new_id;"),
            ("src/sync/id.rs", "use super::Caller;"),
        ];
        assert!(faults_of(&within).is_empty());
        let tests = [
            ("src/one.rs", "use crate::two::Two;"),
            ("src/two.rs", "#[cfg(test)]\nmod tests { use crate::one::One; }"),
            ("src/two/tests.rs", "use crate::one::One;"),
        ];
        assert!(faults_of(&tests).is_empty());
        let two_crates = [("src/one.rs", "use crate::two;"), ("xtask/src/two.rs", "use crate::one;")];
        assert!(faults_of(&two_crates).is_empty());
    }
}
