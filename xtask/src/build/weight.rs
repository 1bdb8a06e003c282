//! What WASM weighs, by the crate that its functions come from.

use std::collections::{BTreeMap, HashMap};

use wasmparser::{KnownCustom, Name, NameSectionReader, Parser, Payload};

use crate::trouble::{Outcome, While};

/// The same module without custom sections that only a developer reads.
pub fn without_names(module: &[u8]) -> Outcome<Vec<u8>> {
    let mut kept = Vec::with_capacity(module.len());
    let mut copied_to = 0;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.or_trouble(|| "read the bundled WASM".to_owned())?;
        let end = payload.as_section().map_or(copied_to, |(_, range)| range.end);
        let is_names = matches!(&payload, Payload::CustomSection(section) if section.name() == "name");
        let is_header = matches!(payload, Payload::Version { .. });
        let end = if is_header { HEADER } else { end };
        if !is_names {
            kept.extend_from_slice(module.get(copied_to..end).unwrap_or_default());
        }
        copied_to = end.max(copied_to);
    }
    Ok(kept)
}

/// Magic and version.
const HEADER: usize = 8;

/// Crates by the bytes of their functions, the heaviest first. What is generic counts for the crate that wrote it.
pub fn by_crate(module: &[u8]) -> Outcome<String> {
    let mut weights: BTreeMap<String, usize> = BTreeMap::new();
    for (name, bytes) in functions(module)? {
        *weights.entry(crate_of(&name).to_owned()).or_default() += bytes;
    }
    let mut weights: Vec<_> = weights.into_iter().collect();
    weights.sort_by_key(|(name, bytes)| (std::cmp::Reverse(*bytes), name.clone()));
    let lines = weights.iter().map(|(name, bytes)| format!("  {:>7.1} kB  {name}", *bytes as f64 / 1000.0));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

fn functions(module: &[u8]) -> Outcome<Vec<(String, usize)>> {
    let (mut imported, mut bodies, mut names) = (0, Vec::new(), HashMap::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload.or_trouble(|| "read the bundled WASM".to_owned())? {
            Payload::ImportSection(section) => imported = imported_functions(section)?,
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len()),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    names = names_in(section)?;
                }
            }
            _ => {}
        }
    }
    let named = bodies.into_iter().enumerate().map(|(index, bytes)| {
        let name = u32::try_from(index).ok().and_then(|index| names.get(&(index + imported)).cloned());
        (name.unwrap_or_default(), bytes)
    });
    Ok(named.collect())
}

fn imported_functions(section: wasmparser::ImportSectionReader<'_>) -> Outcome<u32> {
    let imports = section.into_imports().collect::<Result<Vec<_>, _>>();
    let imports = imports.or_trouble(|| "read the imports of the bundled WASM".to_owned())?;
    let functions = imports.iter().filter(|import| matches!(import.ty, wasmparser::TypeRef::Func(_))).count();
    u32::try_from(functions).or_trouble(|| "count the imports of the bundled WASM".to_owned())
}

fn names_in(section: NameSectionReader<'_>) -> Outcome<HashMap<u32, String>> {
    let mut names = HashMap::new();
    for subsection in section {
        let subsection = subsection.or_trouble(|| "read the names in the bundled WASM".to_owned())?;
        if let Name::Function(map) = subsection {
            names.extend(map.into_iter().flatten().map(|naming| (naming.index, naming.name.to_owned())));
        }
    }
    Ok(names)
}

/// The crate in a demangled name: `<leptos::View as core::fmt::Debug>::fmt` is leptos'.
fn crate_of(name: &str) -> &str {
    let sides = name.trim_start_matches('<').splitn(2, " as ");
    sides.filter_map(first_path).next().unwrap_or("(glue and unnamed)")
}

fn first_path(side: &str) -> Option<&str> {
    let side = ["&", "mut ", "dyn ", "*const ", "(", "[", "<"]
        .iter()
        .fold(side, |side, prefix| side.strip_prefix(prefix).unwrap_or(side));
    let (first, _) = side.split_once("::")?;
    let first = first.split('[').next().unwrap_or(first);
    let is_crate =
        first.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    (is_crate && !first.is_empty()).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::crate_of;

    #[test]
    fn a_function_belongs_to_the_crate_that_wrote_it() {
        for (name, expected) in [
            ("core::fmt::write", "core"),
            ("<leptos::View as core::fmt::Debug>::fmt", "leptos"),
            ("<&mut serde_json::Value as core::fmt::Debug>::fmt", "serde_json"),
            ("<T as idb::Store>::get", "idb"),
            ("<dyn tachys::view::Render>::build", "tachys"),
            ("core[1a2b]::fmt::write", "core"),
            ("__externref_table_alloc", "(glue and unnamed)"),
        ] {
            assert_eq!(crate_of(name), expected, "{name}");
        }
    }
}
