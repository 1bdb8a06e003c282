//! The size of WASM by the crate that its functions come from.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use anyhow::{Context as _, Result};
use wasmparser::{KnownCustom, Name, NameSectionReader, Parser, Payload};

use super::compress;

/// Removes the section of names, which only a developer reads.
pub fn strip_names(module: &[u8]) -> Result<Vec<u8>> {
    let mut kept = Vec::with_capacity(module.len());
    let mut copied_to = 0;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("Could not read the bundled WASM")?;
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

/// The fewest bytes for which the report says what a crate weighs compressed: each such line compresses the
/// whole module.
const MEASURED_COMPRESSED: usize = 4_000;

/// Lists crates by the bytes of their functions, the largest first; for a large one also by how much smaller
/// the compressed module is without them. A generic function counts for the crate that defines it.
pub fn report_by_crate(module: &[u8]) -> Result<String> {
    let mut crates: BTreeMap<String, Vec<Range<usize>>> = BTreeMap::new();
    for (name, range) in read_functions(module)? {
        crates.entry(crate_of(&name).to_owned()).or_default().push(range);
    }
    let size = |ranges: &[Range<usize>]| ranges.iter().map(Range::len).sum::<usize>();
    let mut crates: Vec<_> = crates.into_iter().collect();
    crates.sort_by_key(|(name, ranges)| (Reverse(size(ranges)), name.clone()));
    // The section of names is the last one: without it the ranges of the functions are the same.
    let stripped = strip_names(module)?;
    let whole = compressed_size(&stripped)?;
    let line = |(name, ranges): &(String, Vec<Range<usize>>)| {
        let bytes = size(ranges);
        let saved = if bytes < MEASURED_COMPRESSED {
            String::new()
        } else {
            format!("{:.1}", (whole - compressed_size(&cut_out(&stripped, ranges))?) / 1000.0)
        };
        Ok(format!("  {:>7.1} {saved:>7} kB  {name}", bytes as f64 / 1000.0))
    };
    Ok(crates.iter().map(line).collect::<Result<Vec<_>>>()?.join("\n"))
}

fn compressed_size(module: &[u8]) -> Result<f64> {
    let compressed = compress::brotli(module).context("Could not compress the bundled WASM")?;
    Ok(compressed.len() as f64)
}

/// The module without these ranges, which must be in ascending order.
fn cut_out(module: &[u8], ranges: &[Range<usize>]) -> Vec<u8> {
    let starts = ranges.iter().map(|range| range.start).chain([module.len()]);
    let ends = [0].into_iter().chain(ranges.iter().map(|range| range.end));
    ends.zip(starts).flat_map(|(end, start)| module.get(end..start).unwrap_or_default()).copied().collect()
}

/// Reads the names of the functions and the range of the module that is the code of each.
fn read_functions(module: &[u8]) -> Result<Vec<(String, Range<usize>)>> {
    let (mut imported, mut bodies, mut names) = (0, Vec::new(), HashMap::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload.context("Could not read the bundled WASM")? {
            Payload::ImportSection(section) => imported = count_imported_functions(section)?,
            Payload::CodeSectionEntry(body) => bodies.push(body.range()),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    names = read_names(section)?;
                }
            }
            _ => {}
        }
    }
    let named = bodies.into_iter().enumerate().map(|(index, range)| {
        let name = u32::try_from(index).ok().and_then(|index| names.get(&(index + imported)).cloned());
        (name.unwrap_or_default(), range)
    });
    Ok(named.collect())
}

fn count_imported_functions(section: wasmparser::ImportSectionReader<'_>) -> Result<u32> {
    let imports = section.into_imports().collect::<Result<Vec<_>, _>>();
    let imports = imports.context("Could not read the imports of the bundled WASM")?;
    let functions = imports.iter().filter(|import| matches!(import.ty, wasmparser::TypeRef::Func(_))).count();
    u32::try_from(functions).context("Could not count the imports of the bundled WASM")
}

fn read_names(section: NameSectionReader<'_>) -> Result<HashMap<u32, String>> {
    let mut names = HashMap::new();
    for subsection in section {
        let subsection = subsection.context("Could not read the names in the bundled WASM")?;
        if let Name::Function(map) = subsection {
            names.extend(map.into_iter().flatten().map(|naming| (naming.index, naming.name.to_owned())));
        }
    }
    Ok(names)
}

/// The crate in a demangled name: `<leptos::View as core::fmt::Debug>::fmt` is a function of leptos.
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
    use super::{crate_of, cut_out};

    #[test]
    fn cutting_out_ranges_leaves_every_other_byte() {
        assert_eq!(cut_out(b"abcdefg", &[1..3, 4..5]), b"adfg");
        assert_eq!(cut_out(b"abc", &[]), b"abc");
    }

    #[test]
    fn a_function_counts_for_the_crate_that_defines_it() {
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
