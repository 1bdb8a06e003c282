//! The directions of ARCHITECTURE.md that Cargo can't enforce ([`directions`]), promises of the browser
//! ([`promises`]), circles among modules ([`circles`]), and a few habits, as rules over the text of the repository.

mod circles;
mod directions;
mod excepted;
mod layers;
mod paths;
mod promises;

use std::fs;
use std::path::Path;

use crate::command::say;
use crate::place;
use crate::trouble::{Outcome, Trouble, While};

/// A file: its path from the repository's folder, and its text.
type File = (String, String);

/// The rules name what they forbid.
const OWN: &str = "xtask/src/tidy/";
const NOT_OURS: [&str; 4] = [".git", "target", "data", "node_modules"];
const TEXTS: [&str; 8] = ["rs", "toml", "js", "css", "html", "md", "sql", "webmanifest"];
const LONGEST: usize = 300;

/// A word that only some places may use.
struct Rule {
    words: &'static [&'static str],
    endings: &'static [&'static str],
    /// Where it is forbidden.
    within: &'static str,
    /// Where it is allowed all the same.
    except: &'static [&'static str],
    reason: &'static str,
}

const RULES: [Rule; 8] = [
    Rule {
        words: &["rexie::", "Rexie", "rexie.workspace"],
        endings: &["rs", "toml"],
        within: "",
        except: &["crates/companion_storage/"],
        reason: "rexie is used by companion_storage alone",
    },
    Rule {
        words: &["rusqlite::", "sqlx::", "tokio_postgres::"],
        endings: &["rs"],
        within: "",
        except: &[
            "crates/companion_endpoint/src/store/",
            "crates/companion_endpoint/tests/api/releases",
            "crates/companion_endpoint/tests/api/damage.rs",
        ],
        reason: "SQL stays in the endpoint's store, in the frozen databases of releases, and in tests of damage",
    },
    Rule {
        words: &["skipWaiting()"],
        endings: &["rs", "js"],
        within: "",
        except: &["public/sw.js"],
        reason: "only the worker takes over, and only when it is asked",
    },
    Rule {
        words: &["TODO", "FIXME", "XXX", "HACK", "lorem ipsum", "Lorem ipsum"],
        endings: &TEXTS,
        within: "",
        except: &[],
        reason: "left over: do it, or write an issue",
    },
    Rule {
        words: &["Oops", "Success!", "Something went wrong"],
        endings: &["rs", "js", "html"],
        within: "",
        except: &[],
        reason: "say what is true, what the person still has, and what to do next",
    },
    Rule {
        words: &["localStorage.clear", "deleteDatabase", "Clear-Site-Data"],
        endings: &["rs", "js"],
        within: "",
        except: &["tests/", "crates/companion_storage/tests/"],
        reason: "nothing of ours empties a phone's storage by itself",
    },
    Rule {
        words: &["JsFuture", "into_future"],
        endings: &["rs"],
        within: "",
        except: &[
            "crates/companion_browser/src/timer.rs",
            "crates/companion_storage/src/connection.rs",
            "crates/companion_storage/src/time_limit.rs",
            "crates/companion_storage/tests/",
            // Waits for the first worker as long as the page lives; nothing waits for it.
            "src/pwa/update.rs",
        ],
        reason: "a browser's promise may never settle: wait for it by companion_browser::timer::settled",
    },
    Rule {
        words: &["VaultError::Damaged.sentence", "or(VaultError::Damaged"],
        endings: &["rs"],
        within: "src/",
        except: &["src/state/not_now.rs"],
        reason: "only the vault knows damage; what is locked or still opening is a NotNow",
    },
];

/// Fails with every fault in the repository.
pub fn tidy() -> Outcome {
    say("Directions between layers.");
    let faults = all_faults(&files(place::root())?);
    if faults.is_empty() { Ok(()) } else { Err(Trouble::new(faults.join("\n"))) }
}

fn all_faults(files: &[File]) -> Vec<String> {
    [faults(files), directions::faults(files), circles::faults(files), promises::faults(files)].concat()
}

fn files(root: &Path) -> Outcome<Vec<File>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).or_trouble(|| format!("read {}", folder.display()))? {
            let path = entry.or_trouble(|| format!("read {}", folder.display()))?.path();
            let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            let is_text = path.extension().is_some_and(|ending| TEXTS.iter().any(|text| *text == ending));
            if path.is_dir() && !NOT_OURS.contains(&name.as_str()) {
                folders.push(path);
            } else if is_text && path.is_file() {
                let text = fs::read_to_string(&path).or_trouble(|| format!("read {}", path.display()))?;
                files.push((name, text));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn faults(files: &[File]) -> Vec<String> {
    let by_rule = files.iter().flat_map(|file| RULES.iter().flat_map(move |rule| broken(rule, file)));
    let by_length = files.iter().filter_map(too_long);
    let by_name = files.iter().filter_map(without_a_name_of_its_own);
    by_rule.chain(by_length).chain(by_name).chain(more_than_one_schema(files)).collect()
}

fn broken(rule: &Rule, (path, text): &File) -> Vec<String> {
    let is_meant = path.starts_with(rule.within)
        && rule.endings.iter().any(|ending| path.ends_with(&format!(".{ending}")))
        && !rule.except.iter().any(|place| path.starts_with(place));
    // The list of pinned versions names every crate.
    if !is_meant || path == "Cargo.toml" || path.starts_with(OWN) {
        return Vec::new();
    }
    let lines = text.lines().enumerate();
    lines
        .filter_map(|(index, line)| {
            let word = rule.words.iter().find(|word| line.contains(*word))?;
            Some(format!("{path}:{}: {word}: {}", index + 1, rule.reason))
        })
        .collect()
}

/// Tests don't count: a table of cases is as long as it needs to be.
fn too_long((path, text): &File) -> Option<String> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code.lines().count();
    (is_rust(path) && lines > LONGEST).then(|| format!("{path}: {lines} lines; {LONGEST} are the most"))
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "rs")
}

fn without_a_name_of_its_own((path, _): &File) -> Option<String> {
    let nameless = ["utils", "util", "helpers", "helper", "common", "misc"];
    let parts = path.trim_end_matches(".rs").split('/');
    let part = parts.into_iter().find(|part| nameless.contains(part))?;
    Some(format!("{path}: \"{part}\" says nothing; name it after what is in it"))
}

/// A second schema would delete the stores that it does not list.
fn more_than_one_schema(files: &[File]) -> Option<String> {
    // Tests play other releases: they open the database as those would.
    let is_meant = |path: &str| is_rust(path) && !path.contains("/tests/") && !path.starts_with(OWN);
    let rust = files.iter().filter(|(path, _)| is_meant(path));
    let count: usize = rust.map(|(_, text)| text.matches("Rexie::builder").count()).sum();
    (count > 1).then(|| {
        format!("Rexie::builder stands {count} times in the repository; the whole schema has one place")
    })
}

#[cfg(test)]
mod tests {
    use super::{all_faults, faults, files};
    use crate::place;

    fn faults_of(path: &str, text: &str) -> Vec<String> {
        faults(&[(path.to_owned(), text.to_owned())])
    }

    #[test]
    fn the_repository_keeps_its_directions() {
        let files = files(place::root()).expect("the repository can be read");
        assert!(files.iter().any(|(path, _)| path == "src/main.rs"), "the phone app is looked at");
        let faults = all_faults(&files);
        assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    }

    #[test]
    fn a_word_in_the_wrong_layer_is_named_with_its_line() {
        let faults = faults_of("src/pwa/mod.rs", "fn one() {}\nuse rexie::Rexie;\n");
        assert_eq!(faults, ["src/pwa/mod.rs:2: rexie::: rexie is used by companion_storage alone"]);
        assert_eq!(faults_of("crates/companion_endpoint/src/http/mod.rs", "rusqlite::Row").len(), 1);
    }

    #[test]
    fn a_promise_without_a_limit_and_a_lock_called_damage_are_named() {
        let waits = "let done = wasm_bindgen_futures::JsFuture::from(promise).await;";
        for path in
            ["crates/companion_app/src/vault/device_key.rs", "crates/companion_inbox/src/screens/staff.rs"]
        {
            assert_eq!(faults_of(path, waits).len(), 1, "{path}");
            assert_eq!(faults_of(path, "promise.into_future().await").len(), 1, "{path}");
        }
        let locked = "self.keys().ok_or(VaultError::Damaged.sentence())?";
        assert_eq!(faults_of("src/state/passkey.rs", locked).len(), 1);
        assert!(faults_of("crates/companion_app/src/vault/mod.rs", locked).is_empty());
    }

    #[test]
    fn the_same_word_in_its_own_layer_is_fine() {
        assert!(faults_of("crates/companion_storage/src/lib.rs", "use rexie::Rexie;").is_empty());
        assert!(faults_of("crates/companion_endpoint/src/store/sqlite.rs", "rusqlite::Row").is_empty());
        assert!(faults_of("crates/companion_parts/src/online.rs", "web_sys::window").is_empty());
    }

    #[test]
    fn a_second_schema_is_a_fault() {
        let path = "crates/companion_storage/src/schema.rs";
        assert!(faults_of(path, "Rexie::builder(NAME)").is_empty());
        assert_eq!(faults_of(path, "Rexie::builder(NAME) Rexie::builder(OTHER)").len(), 1);
    }

    #[test]
    fn leftovers_long_files_and_empty_names_are_faults() {
        assert_eq!(faults_of("src/route.rs", "// TODO later").len(), 1);
        assert_eq!(faults_of("src/route.rs", &"\n".repeat(301)).len(), 1);
        assert!(
            faults_of("src/route.rs", &format!("#[cfg(test)]\nmod tests {{{}}}", "\n".repeat(301)))
                .is_empty()
        );
        assert_eq!(faults_of("src/utils.rs", "").len(), 1);
    }
}
