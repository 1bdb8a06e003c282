//! What WASM weighs, by the crate that its functions come from.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use wasmparser::{KnownCustom, Name, NameSectionReader, Parser, Payload};

use super::squeeze::squeeze;
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

/// From how many bytes on it is worth looking what a crate weighs compressed.
const HEAVY: usize = 4_000;

/// Crates by the bytes of their functions, the heaviest first; of a heavy one also by how much smaller the compressed whole is
/// without them. What is generic counts for the crate that wrote it.
pub fn by_crate(module: &[u8]) -> Outcome<String> {
    let mut crates: BTreeMap<String, Vec<Range<usize>>> = BTreeMap::new();
    for (name, place) in functions(module)? {
        crates.entry(crate_of(&name).to_owned()).or_default().push(place);
    }
    let weight = |places: &[Range<usize>]| places.iter().map(Range::len).sum::<usize>();
    let mut crates: Vec<_> = crates.into_iter().collect();
    crates.sort_by_key(|(name, places)| (Reverse(weight(places)), name.clone()));
    // Names stand at the end: without them every function stands where it stood.
    let bare = without_names(module)?;
    let whole = squeezed(&bare)?;
    let line = |(name, places): &(String, Vec<Range<usize>>)| {
        let bytes = weight(places);
        let lighter = if bytes < HEAVY {
            String::new()
        } else {
            format!("{:.1}", (whole - squeezed(&without(&bare, places))?) / 1000.0)
        };
        Ok(format!("  {:>7.1} {lighter:>7} kB  {name}", bytes as f64 / 1000.0))
    };
    Ok(crates.iter().map(line).collect::<Outcome<Vec<_>>>()?.join("\n"))
}

fn squeezed(module: &[u8]) -> Outcome<f64> {
    let squeezed = squeeze(module).or_trouble(|| "compress the bundled WASM".to_owned())?;
    Ok(squeezed.len() as f64)
}

/// The rest of a module; these places stand in it one after the other.
fn without(module: &[u8], places: &[Range<usize>]) -> Vec<u8> {
    let starts = places.iter().map(|place| place.start).chain([module.len()]);
    let ends = [0].into_iter().chain(places.iter().map(|place| place.end));
    ends.zip(starts).flat_map(|(end, start)| module.get(end..start).unwrap_or_default()).copied().collect()
}

/// Names of functions, and where in the module their code stands.
fn functions(module: &[u8]) -> Outcome<Vec<(String, Range<usize>)>> {
    let (mut imported, mut bodies, mut names) = (0, Vec::new(), HashMap::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload.or_trouble(|| "read the bundled WASM".to_owned())? {
            Payload::ImportSection(section) => imported = imported_functions(section)?,
            Payload::CodeSectionEntry(body) => bodies.push(body.range()),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    names = names_in(section)?;
                }
            }
            _ => {}
        }
    }
    let named = bodies.into_iter().enumerate().map(|(index, place)| {
        let name = u32::try_from(index).ok().and_then(|index| names.get(&(index + imported)).cloned());
        (name.unwrap_or_default(), place)
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
    use super::{crate_of, without};

    #[test]
    fn what_is_left_is_all_that_was_not_taken_out() {
        assert_eq!(without(b"abcdefg", &[1..3, 4..5]), b"adfg");
        assert_eq!(without(b"abc", &[]), b"abc");
    }

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
