//! What nobody calls and nobody reads goes out of a bundle: less to download for the same app.
//!
//! - Classes of libraries that are exported to JavaScript. Ours exports functions only; leptos brings the streams of
//!   its server functions, of which the app has none.
//! - The bundler's names for imports, each with sixteen random digits, in the WASM and in the glue.
//! - Comments and indents of the glue.

use std::collections::BTreeMap;

use walrus::Module;

/// How the bundler's name ends for the module that WASM imports from.
const GLUE: &str = "_bg.js";

/// Makes a module and its glue lean, both in step.
pub fn lean(module: &mut Module, glue: &str) -> String {
    let lines: Vec<&str> = glue.lines().collect();
    let classes = classes(&lines);
    remove_exports(module, &classes);
    let names = short_names(module);
    let lines = without_classes(&lines, &classes);
    let lines = with_short_names(lines, &names);
    lines
        .iter()
        .map(|line| line.trim())
        .filter(|line| !is_comment(line))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// The names of the classes that the glue defines.
fn classes<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let name = |line: &&'a str| line.strip_prefix("    class ")?.strip_suffix(" {");
    lines.iter().filter_map(name).collect()
}

fn remove_exports(module: &mut Module, classes: &[&str]) {
    let prefixes: Vec<String> = classes
        .iter()
        .map(|class| class.to_lowercase())
        .flat_map(|class| [format!("{class}_"), format!("__wbg_{class}_free")])
        .collect();
    let of_a_class = |name: &str| prefixes.iter().any(|prefix| name.starts_with(prefix));
    let gone: Vec<_> =
        module.exports.iter().filter(|export| of_a_class(&export.name)).map(|export| export.id()).collect();
    gone.into_iter().for_each(|export| module.exports.delete(export));
    walrus::passes::gc::run(module);
}

/// Renames what is imported from the glue; the new name by the old.
fn short_names(module: &mut Module) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for import in module.imports.iter_mut().filter(|import| import.module.ends_with(GLUE)) {
        let short = format!("i{}", names.len());
        names.insert(std::mem::replace(&mut import.name, short.clone()), short);
    }
    names
}

/// The glue's lines without the classes, and without what tidies up after them.
fn without_classes<'a>(lines: &[&'a str], classes: &[&str]) -> Vec<&'a str> {
    let mut kept = Vec::new();
    let mut until: Option<String> = None;
    for line in lines {
        if until.is_none() {
            until = classes.iter().find_map(|class| ending(line, class));
            if until.is_none() {
                kept.push(*line);
            }
        }
        if until.as_deref().is_some_and(|end| line.ends_with(end)) {
            until = None;
        }
    }
    kept
}

/// How the last line ends of what begins with this line.
fn ending(line: &str, class: &str) -> Option<String> {
    if line == format!("    class {class} {{") {
        Some(format!("exports.{class} = {class};"))
    } else if line.starts_with(&format!("    const {class}Finalization =")) {
        Some(";".to_owned())
    } else {
        None
    }
}

/// The glue's imports under their short names, and only those that the WASM still asks for.
fn with_short_names(lines: Vec<&str>, names: &BTreeMap<String, String>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut skips = false;
    for line in lines {
        let import = line.strip_prefix("            ").and_then(|line| line.split_once(": function("));
        match import.filter(|(name, _)| name.starts_with("__wb")) {
            Some((name, rest)) => match names.get(name) {
                Some(short) => kept.push(format!("{short}: function({rest}")),
                None => skips = true,
            },
            None if !skips => kept.push(line.to_owned()),
            None => {}
        }
        if skips && line.starts_with("            }") {
            skips = false;
        }
    }
    kept
}

fn is_comment(line: &str) -> bool {
    line.is_empty() || ["//", "/*", "* ", "*/"].iter().any(|start| line.starts_with(start)) || line == "*"
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{classes, is_comment, with_short_names, without_classes};

    const SCRIPT: &str = "
    class Stream {
        pull() {
            wasm.stream_pull();
        }
    }
    exports.Stream = Stream;

    function drain() {
        /**
         * why
         */
        return wasm.drain();
    }
    const import0 = {
            __wbg_add_1f: function(arg0) {
                arg0.add();
            },
            __wbg_pull_2e: function() { return handleError(function () {
                pull();
            }, arguments); },
            __wbindgen_init_externref_table: function() {
                init();
            },
    };
    const StreamFinalization = (typeof FinalizationRegistry === 'undefined')
        ? { register: () => {} }
        : new FinalizationRegistry(ptr => wasm.__wbg_stream_free(ptr, 1));
    let wasm;
";

    #[test]
    fn what_nobody_calls_and_nobody_reads_is_left_out() {
        let lines: Vec<&str> = SCRIPT.lines().collect();
        let names = [("__wbg_add_1f", "i0"), ("__wbindgen_init_externref_table", "i1")];
        let names: BTreeMap<_, _> = names.map(|(long, short)| (long.to_owned(), short.to_owned())).into();
        assert_eq!(classes(&lines), ["Stream"]);
        let lean = with_short_names(without_classes(&lines, &["Stream"]), &names);
        let lean: Vec<&str> = lean.iter().map(|line| line.trim()).filter(|line| !is_comment(line)).collect();
        assert_eq!(
            lean,
            [
                "function drain() {",
                "return wasm.drain();",
                "}",
                "const import0 = {",
                "i0: function(arg0) {",
                "arg0.add();",
                "},",
                "i1: function() {",
                "init();",
                "},",
                "};",
                "let wasm;",
            ]
        );
    }
}
