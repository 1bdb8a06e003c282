//! Rules over the text of the repository: the layering of ARCHITECTURE.md as far as Cargo can't enforce it
//! ([`layering`]), no cycles among modules ([`cycles`]), no errors that are strings or dropped ([`errors`]), a
//! browser's promises only where they have a limit ([`promises`]), and the house rules in this file.

mod cycles;
mod errors;
mod exceptions;
mod layering;
mod layers;
mod promises;
mod rust_paths;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::paths;

/// A file: its path from the repository's folder, and its text.
type File = (String, String);

/// The folder of the rules themselves, which contain the words that they forbid.
const RULES_FOLDER: &str = "xtask/src/tidy/";
const SKIPPED_FOLDERS: [&str; 4] = [".git", "target", "data", "node_modules"];
/// The extensions of the files that are read.
const EXTENSIONS: [&str; 8] = ["rs", "toml", "js", "css", "html", "md", "sql", "webmanifest"];
/// The most lines that a Rust file may have without its tests.
const MOST_LINES: usize = 300;

/// A rule against words.
struct WordRule {
    words: &'static [&'static str],
    extensions: &'static [&'static str],
    /// The folder in which the words are forbidden.
    within: &'static str,
    /// Files and folders in which they are allowed all the same.
    except: &'static [&'static str],
    reason: &'static str,
}

const WORD_RULES: [WordRule; 8] = [
    WordRule {
        words: &["rexie::", "Rexie", "rexie.workspace"],
        extensions: &["rs", "toml"],
        within: "",
        except: &["crates/companion_storage/"],
        reason: "rexie is used by companion_storage alone",
    },
    WordRule {
        words: &["rusqlite::", "sqlx::", "postgres::Client", "tokio_postgres::"],
        extensions: &["rs"],
        within: "",
        except: &[
            "crates/companion_endpoint/src/store/",
            "crates/companion_endpoint/tests/api/releases",
            "crates/companion_endpoint/tests/api/damage.rs",
            "crates/companion_endpoint/tests/api/measure/peers.rs",
            "crates/companion_endpoint/tests/api/moving/",
            "crates/companion_endpoint/tests/api/sharding.rs",
        ],
        reason: "SQL stays in the endpoint's store, in the frozen databases of releases, and in tests of damage, of moving, of the catalogue \
                 and beside a database alone",
    },
    WordRule {
        words: &["skipWaiting()"],
        extensions: &["rs", "js"],
        within: "",
        except: &["public/sw.js"],
        reason: "only the worker takes over, and only when it is asked",
    },
    WordRule {
        words: &["TODO", "FIXME", "XXX", "HACK", "lorem ipsum", "Lorem ipsum"],
        extensions: &EXTENSIONS,
        within: "",
        except: &[],
        reason: "left over: do it, or write an issue",
    },
    WordRule {
        words: &["Oops", "Success!", "Something went wrong"],
        extensions: &["rs", "js", "html"],
        within: "",
        except: &[],
        reason: "say what is true, what the person still has, and what to do next",
    },
    WordRule {
        words: &["localStorage.clear", "deleteDatabase", "Clear-Site-Data"],
        extensions: &["rs", "js"],
        within: "",
        except: &["tests/", "crates/companion_storage/tests/"],
        reason: "nothing of ours empties a phone's storage by itself",
    },
    WordRule {
        words: &["JsFuture", "into_future"],
        extensions: &["rs"],
        within: "",
        except: &[
            "crates/companion_browser/src/timer.rs",
            "crates/companion_storage/src/connection.rs",
            "crates/companion_storage/tests/",
            // Waits for the first worker as long as the page lives; nothing else waits for that.
            "crates/companion_browser/src/service_worker/ready.rs",
        ],
        reason: "a browser's promise may never settle: wait for it by companion_browser::timer::settled",
    },
    WordRule {
        words: &["VaultError::Damaged)", "or(VaultError::Damaged"],
        extensions: &["rs"],
        within: "src/",
        except: &["src/words/"],
        reason: "only the vault knows damage; what is locked or still opening is another error",
    },
];

/// Fails with a sentence for each violation in the repository.
pub fn check() -> Result<()> {
    println!("Layering and house rules.");
    let violations = find_violations(&read_files(paths::root())?);
    ensure!(violations.is_empty(), "{}", violations.join("\n"));
    Ok(())
}

fn find_violations(files: &[File]) -> Vec<String> {
    [
        find_house_rule_violations(files),
        layering::find_violations(files),
        cycles::find_violations(files),
        promises::find_violations(files),
        errors::find_violations(files),
    ]
    .concat()
}

fn read_files(root: &Path) -> Result<Vec<File>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let could_not_read = || format!("Could not read {}", folder.display());
        for entry in fs::read_dir(&folder).with_context(could_not_read)? {
            let path = entry.with_context(could_not_read)?.path();
            let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            let is_text =
                path.extension().is_some_and(|own| EXTENSIONS.iter().any(|extension| *extension == own));
            if path.is_dir() && !SKIPPED_FOLDERS.contains(&name.as_str()) {
                folders.push(path);
            } else if is_text && path.is_file() {
                let text = fs::read_to_string(&path)
                    .with_context(|| format!("Could not read {}", path.display()))?;
                files.push((name, text));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn find_house_rule_violations(files: &[File]) -> Vec<String> {
    let words = files.iter().flat_map(|file| WORD_RULES.iter().flat_map(move |rule| find_words(rule, file)));
    let lengths = files.iter().filter_map(check_length);
    let names = files.iter().filter_map(check_name);
    words.chain(lengths).chain(names).chain(check_schema(files)).collect()
}

fn find_words(rule: &WordRule, (path, text): &File) -> Vec<String> {
    let applies = path.starts_with(rule.within)
        && rule.extensions.iter().any(|extension| path.ends_with(&format!(".{extension}")))
        && !rule.except.iter().any(|place| path.starts_with(place));
    // The root's manifest names every crate with its version.
    if !applies || path == "Cargo.toml" || path.starts_with(RULES_FOLDER) {
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

/// Tests are not counted: a table of cases is as long as it needs to be.
fn check_length((path, text): &File) -> Option<String> {
    let lines = without_tests(text).lines().count();
    (is_rust(path) && lines > MOST_LINES).then(|| format!("{path}: {lines} lines; {MOST_LINES} are the most"))
}

/// The text of a Rust file up to its module of tests.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default()
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "rs")
}

/// Whether a Rust file is a test or part of one: tests may do what the product may not.
fn is_test(path: &str) -> bool {
    path.trim_end_matches(".rs").split('/').any(|part| part == "tests")
}

fn check_name((path, _): &File) -> Option<String> {
    let nameless = ["utils", "util", "helpers", "helper", "common", "misc"];
    let parts = path.trim_end_matches(".rs").split('/');
    let part = parts.into_iter().find(|part| nameless.contains(part))?;
    Some(format!("{path}: \"{part}\" says nothing; name it after what is in it"))
}

/// Fails if the schema of the phone's database is in two places: opening it by one deletes the stores that
/// only the other lists.
fn check_schema(files: &[File]) -> Option<String> {
    // Tests open the database as other releases do.
    let applies = |path: &str| is_rust(path) && !is_test(path) && !path.starts_with(RULES_FOLDER);
    let rust = files.iter().filter(|(path, _)| applies(path));
    let count: usize = rust.map(|(_, text)| text.matches("Rexie::builder").count()).sum();
    (count > 1)
        .then(|| format!("Rexie::builder is called in {count} places; the whole schema must be in one"))
}

#[cfg(test)]
mod tests {
    use super::{find_house_rule_violations, find_violations, read_files};
    use crate::paths;

    fn violations(path: &str, text: &str) -> Vec<String> {
        find_house_rule_violations(&[(path.to_owned(), text.to_owned())])
    }

    #[test]
    fn the_repository_follows_its_rules() {
        let files = read_files(paths::root()).expect("the repository can be read");
        assert!(files.iter().any(|(path, _)| path == "src/main.rs"), "the phone app is read");
        let violations = find_violations(&files);
        assert!(violations.is_empty(), "\n{}", violations.join("\n"));
    }

    #[test]
    fn a_word_in_the_wrong_layer_is_named_with_its_line() {
        let found = violations("src/state/mod.rs", "fn one() {}\nuse rexie::Rexie;\n");
        assert_eq!(found, ["src/state/mod.rs:2: rexie::: rexie is used by companion_storage alone"]);
        assert_eq!(violations("crates/companion_endpoint/src/http/mod.rs", "rusqlite::Row").len(), 1);
    }

    #[test]
    fn a_promise_without_a_limit_and_a_locked_vault_called_damaged_are_violations() {
        let waits = "let done = wasm_bindgen_futures::JsFuture::from(promise).await;";
        for path in
            ["crates/companion_app/src/vault/device_key.rs", "crates/companion_inbox/src/screens/staff.rs"]
        {
            assert_eq!(violations(path, waits).len(), 1, "{path}");
            assert_eq!(violations(path, "promise.into_future().await").len(), 1, "{path}");
        }
        let locked = "self.keys().ok_or(VaultError::Damaged.sentence())?";
        assert_eq!(violations("src/state/passkey.rs", locked).len(), 1);
        assert!(violations("crates/companion_app/src/vault/mod.rs", locked).is_empty());
    }

    #[test]
    fn the_same_word_in_its_own_layer_is_allowed() {
        assert!(violations("crates/companion_storage/src/lib.rs", "use rexie::Rexie;").is_empty());
        assert!(violations("crates/companion_endpoint/src/store/sqlite.rs", "rusqlite::Row").is_empty());
        assert!(violations("crates/companion_parts/src/online.rs", "web_sys::window").is_empty());
    }

    #[test]
    fn a_second_schema_is_a_violation() {
        let path = "crates/companion_storage/src/schema.rs";
        assert!(violations(path, "Rexie::builder(NAME)").is_empty());
        assert_eq!(violations(path, "Rexie::builder(NAME) Rexie::builder(OTHER)").len(), 1);
    }

    #[test]
    fn leftovers_long_files_and_meaningless_names_are_violations() {
        assert_eq!(violations("src/route.rs", "// TODO later").len(), 1);
        assert_eq!(violations("src/route.rs", &"\n".repeat(301)).len(), 1);
        assert!(
            violations("src/route.rs", &format!("#[cfg(test)]\nmod tests {{{}}}", "\n".repeat(301)))
                .is_empty()
        );
        assert_eq!(violations("src/utils.rs", "").len(), 1);
    }
}
