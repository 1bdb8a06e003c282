//! The rule against cyclic dependencies between modules. Modules with the same parent, each with all modules
//! inside it, must not depend on each other in a cycle. What a module re-exports counts as its own. Tests are
//! left out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{File, is_test, rust_paths, without_tests};

/// A module, named from its crate's root.
type Module = Vec<String>;

/// Which modules with the same parent each module depends on.
type Dependencies = BTreeMap<Module, BTreeSet<Module>>;

/// Finds the cycles; each is reported once.
pub fn find_violations(files: &[File]) -> Vec<String> {
    let roots: BTreeSet<&str> = files.iter().filter_map(|(path, _)| root_of(path)).collect();
    roots.into_iter().flat_map(|root| find_in_crate(root, files)).collect()
}

/// The folder of the sources of the crate that a file belongs to.
fn root_of(path: &str) -> Option<&str> {
    let end = if path.starts_with("src/") { "src/".len() } else { path.find("/src/")? + "/src/".len() };
    path.ends_with(".rs").then(|| &path[..end])
}

fn find_in_crate(root: &str, files: &[File]) -> Vec<String> {
    let modules: BTreeMap<Module, &str> =
        files.iter().filter_map(|(path, text)| Some((module_of(root, path)?, text.as_str()))).collect();
    let mut dependencies = Dependencies::new();
    for (module, text) in &modules {
        for other in used_modules(module, text, &modules) {
            if let Some((one, another)) = siblings(module, &other) {
                dependencies.entry(one).or_default().insert(another);
            }
        }
    }
    let cycles = dependencies.keys().filter_map(|module| find_cycle(module, &dependencies));
    cycles.map(|cycle| format!("{root}: {} is a cycle of modules", cycle.join(" → "))).collect()
}

/// The two modules with the same parent that contain these, or are these; `None` if one of these contains the
/// other.
fn siblings(module: &[String], other: &[String]) -> Option<(Module, Module)> {
    let shared = module.iter().zip(other).take_while(|(one, another)| one == another).count();
    Some((module.get(..=shared)?.to_vec(), other.get(..=shared)?.to_vec()))
}

/// The module of a file; `None` for a crate's root, which depends on all modules, and for tests.
fn module_of(root: &str, path: &str) -> Option<Module> {
    let mut module: Module =
        path.strip_prefix(root)?.strip_suffix(".rs")?.split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    let is_root = matches!(module.as_slice(), [only] if only == "main" || only == "lib");
    (!is_root && !is_test(path)).then_some(module)
}

/// The modules of the same crate that a module's paths lead to.
fn used_modules(module: &[String], text: &str, modules: &BTreeMap<Module, &str>) -> BTreeSet<Module> {
    let code = without_tests(text);
    let here: Vec<&str> = module.iter().map(String::as_str).collect();
    // A file that is not Rust is reported by the layering rule and by the compiler.
    let Ok(syntax) = rust_paths::read(&here, code) else { return BTreeSet::new() };
    let inside = syntax.paths.iter().filter_map(|found| found.segments.strip_prefix(&["crate".to_owned()]));
    let used = inside.filter_map(|path| {
        (1..=path.len()).rev().map(|length| path[..length].to_vec()).find(|part| modules.contains_key(part))
    });
    used.collect()
}

/// The shortest cycle through a module; `None` if there is none, or if another module on it comes first by
/// name and reports it.
fn find_cycle(module: &Module, dependencies: &Dependencies) -> Option<Vec<String>> {
    let mut came_from: BTreeMap<&Module, &Module> = BTreeMap::new();
    let mut next = VecDeque::from([module]);
    while let Some(at) = next.pop_front() {
        for other in dependencies.get(at).into_iter().flatten() {
            if other == module {
                let mut cycle = vec![at];
                while *cycle.last()? != module {
                    cycle.push(came_from.get(cycle.last()?)?);
                }
                let is_first = cycle.iter().all(|one| *one >= module);
                let names = cycle.iter().rev().chain([&module]).map(|one| one.join("::"));
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
    use super::find_violations;

    fn violations(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<_> =
            files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        find_violations(&files)
    }

    #[test]
    fn a_cycle_of_any_length_is_reported_once() {
        let two =
            [("src/one.rs", "use crate::two::Two;"), ("src/two/mod.rs", "fn two() { super::one::call(); }")];
        assert_eq!(violations(&two), ["src/: one → two → one is a cycle of modules"]);
        let three = [
            ("xtask/src/a.rs", "use super::{b1::B1, c::{self, C}, d};"),
            ("xtask/src/c.rs", "use crate::b::B;"),
            ("xtask/src/b.rs", "use crate::a;"),
            ("xtask/src/b1.rs", ""),
            ("xtask/src/d.rs", ""),
        ];
        assert_eq!(violations(&three), ["xtask/src/: a → c → b → a is a cycle of modules"]);
    }

    #[test]
    fn a_cycle_through_inner_modules_is_one_of_the_modules_that_contain_them() {
        let through = [
            ("src/state/mod.rs", "mod outbox;"),
            ("src/state/outbox.rs", "use crate::sync::drain;"),
            ("src/sync/mod.rs", "mod hand_over;"),
            ("src/sync/hand_over.rs", "use crate::state::new_id;"),
        ];
        assert_eq!(violations(&through), ["src/: state → sync → state is a cycle of modules"]);
    }

    #[test]
    fn a_module_and_its_inner_modules_may_use_each_other_and_tests_are_left_out() {
        let within = [
            ("src/state/mod.rs", "mod outbox; use self::outbox::Outbox; pub struct Session;"),
            ("src/state/outbox.rs", "use super::Session; use crate::sync;"),
            ("src/sync/mod.rs", "mod id; use self::id::new_id;"),
            ("src/sync/id.rs", "use super::Caller;"),
        ];
        assert!(violations(&within).is_empty());
        let tests = [
            ("src/one.rs", "use crate::two::Two;"),
            ("src/two.rs", "#[cfg(test)]\nmod tests { use crate::one::One; }"),
            ("src/two/tests.rs", "use crate::one::One;"),
        ];
        assert!(violations(&tests).is_empty());
        let two_crates = [("src/one.rs", "use crate::two;"), ("xtask/src/two.rs", "use crate::one;")];
        assert!(violations(&two_crates).is_empty());
    }
}
