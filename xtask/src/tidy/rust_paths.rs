//! Reads every path in a Rust file: in a `use` with and without groups, in code, and in the body of a macro.

use std::iter::once;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{
    ForeignItemFn, Ident, Item, ItemExternCrate, ItemMod, ItemUse, Path, Token, UseTree, VisRestricted,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    visit::{self, Visit},
};

/// The segments that a path can begin with to be relative to a module.
const LEADING: [&str; 3] = ["crate", "self", "super"];

/// A path. One that is relative to a module is given from the crate's root, with `crate` as its first
/// segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustPath {
    /// The line that it ends on.
    pub line: usize,
    pub segments: Vec<String>,
}

/// What the rules need of a file.
#[derive(Default)]
pub struct Syntax {
    pub paths: Vec<RustPath>,
    /// The lines of foreign functions that are declared as `async`.
    pub foreign_async: Vec<usize>,
}

/// Reads the text of a module, whose name is given from the crate's root.
///
/// # Errors
/// If the text is not Rust.
pub fn read(module: &[&str], text: &str) -> syn::Result<Syntax> {
    let file = syn::parse_file(text)?;
    let here = module.iter().map(|&name| name.to_owned()).collect();
    let mut reader = Reader { here, syntax: Syntax::default() };
    reader.visit_file(&file);
    Ok(reader.syntax)
}

struct Reader {
    /// The module that is being read, from the crate's root.
    here: Vec<String>,
    syntax: Syntax,
}

impl Reader {
    fn push(&mut self, segments: &[String], span: Span) {
        let segments = resolve(&self.here, segments);
        self.syntax.paths.push(RustPath { line: span.start().line, segments });
    }

    fn push_use_tree(&mut self, before: &[String], tree: &UseTree) {
        let with = |ident: &Ident| before.iter().cloned().chain(once(name(ident))).collect::<Vec<_>>();
        match tree {
            UseTree::Path(path) => self.push_use_tree(&with(&path.ident), &path.tree),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.push_use_tree(before, tree)),
            UseTree::Name(name) => self.push_leaf(before, &name.ident),
            UseTree::Rename(renamed) => self.push_leaf(before, &renamed.ident),
            UseTree::Glob(glob) => {
                let all: Vec<_> = before.iter().cloned().chain(once("*".to_owned())).collect();
                self.push(&all, glob.star_token.spans[0]);
            }
        }
    }

    /// `self` at the end of a path stands for the path before it.
    fn push_leaf(&mut self, before: &[String], leaf: &Ident) {
        let leaf_name = Some(name(leaf)).filter(|name| before.is_empty() || name != "self");
        let segments: Vec<_> = before.iter().cloned().chain(leaf_name).collect();
        self.push(&segments, leaf.span());
    }

    /// Reads a macro's body, which has no grammar: items where one can begin, and identifiers joined by `::`.
    fn read_loose(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            if let Some(item) = item_ahead(input) {
                self.visit_item(&item);
            } else if input.peek(Ident::peek_any) {
                self.read_identifiers(input)?;
            } else if let TokenTree::Group(group) = input.parse()? {
                self.visit_token_stream(&group.stream());
            }
        }
        Ok(())
    }

    /// Reads identifiers joined by `::`. A macro's variable ends the path. `crate` alone is not a path but a
    /// visibility.
    fn read_identifiers(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let mut last = input.call(Ident::parse_any)?;
        let mut segments = vec![name(&last)];
        while input.peek(Token![::]) && input.peek3(Ident::peek_any) {
            input.parse::<Token![::]>()?;
            last = input.call(Ident::parse_any)?;
            segments.push(name(&last));
        }
        if input.peek(Token![::]) || segments.len() > 1 || !LEADING.contains(&segments[0].as_str()) {
            self.push(&segments, last.span());
        }
        Ok(())
    }
}

impl<'file> Visit<'file> for Reader {
    fn visit_item_use(&mut self, item: &'file ItemUse) {
        self.push_use_tree(&[], &item.tree);
    }

    fn visit_item_extern_crate(&mut self, item: &'file ItemExternCrate) {
        self.push_leaf(&[], &item.ident);
    }

    fn visit_item_mod(&mut self, item: &'file ItemMod) {
        self.here.push(name(&item.ident));
        visit::visit_item_mod(self, item);
        self.here.pop();
    }

    fn visit_path(&mut self, path: &'file Path) {
        let segments: Vec<_> = path.segments.iter().map(|segment| name(&segment.ident)).collect();
        if let Some(last) = path.segments.last() {
            self.push(&segments, last.ident.span());
        }
        visit::visit_path(self, path);
    }

    /// `pub(in …)` uses nothing.
    fn visit_vis_restricted(&mut self, _: &'file VisRestricted) {}

    fn visit_foreign_item_fn(&mut self, function: &'file ForeignItemFn) {
        if function.sig.asyncness.is_some() {
            self.syntax.foreign_async.push(function.sig.ident.span().start().line);
        }
        visit::visit_foreign_item_fn(self, function);
    }

    /// The bodies of macros and attributes.
    fn visit_token_stream(&mut self, tokens: &'file TokenStream) {
        // `read_loose` accepts any tokens, so the result is never an error.
        drop(Parser::parse2(|input: ParseStream<'_>| self.read_loose(input), tokens.clone()));
    }
}

fn name(ident: &Ident) -> String {
    ident.unraw().to_string()
}

fn item_ahead(input: ParseStream<'_>) -> Option<Item> {
    let begins = input.peek(Token![use]) || input.peek(Token![mod]) || input.peek(Token![extern]);
    // The item is parsed in a copy: tokens that are no item are read as identifiers.
    let ahead = begins.then(|| input.fork())?;
    let item = ahead.parse().ok()?;
    syn::parse::discouraged::Speculative::advance_to(input, &ahead);
    Some(item)
}

/// The path from the crate's root.
fn resolve(here: &[String], segments: &[String]) -> Vec<String> {
    let mut base = match segments.first().map(String::as_str) {
        Some("crate") => Vec::new(),
        Some("self" | "super") => here.to_vec(),
        _ => return segments.to_vec(),
    };
    let leading = segments.iter().take_while(|word| LEADING.contains(&word.as_str())).count();
    let (leading, named) = segments.split_at(leading);
    let ups = leading.iter().filter(|word| *word == "super").count();
    base.truncate(base.len().saturating_sub(ups));
    once("crate".to_owned()).chain(base).chain(named.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::read;

    /// The paths in this text, read as the module `state::editor`.
    fn paths(text: &str) -> Vec<String> {
        let syntax = read(&["state", "editor"], text).expect("it is Rust");
        syntax.paths.iter().map(|found| format!("{} {}", found.line, found.segments.join("::"))).collect()
    }

    #[test]
    fn a_use_is_read_with_all_its_groups() {
        assert_eq!(paths("use crate::screens::home;"), ["1 crate::screens::home"]);
        assert_eq!(paths("pub use crate::screens as s;"), ["1 crate::screens"]);
        assert_eq!(paths("use ::companion_storage::*;"), ["1 companion_storage::*"]);
        assert_eq!(paths("extern crate web_sys as w;"), ["1 web_sys"]);
        assert_eq!(paths("use crate as app;"), ["1 crate"]);
        let grouped = "use crate::{\n    route::Page,\n    screens::{self, call::{one, two as three}},\n};";
        let expected = [
            "2 crate::route::Page",
            "3 crate::screens",
            "3 crate::screens::call::one",
            "3 crate::screens::call::two",
        ];
        assert_eq!(paths(grouped), expected);
    }

    #[test]
    fn relative_paths_are_given_from_the_root() {
        assert_eq!(paths("use self::slips::Slip;"), ["1 crate::state::editor::slips::Slip"]);
        assert_eq!(paths("use super::super::{route::Page, self};"), ["1 crate::route::Page", "1 crate"]);
        assert_eq!(paths("mod a { mod b { use super::super::super::x; } }"), ["1 crate::state::x"]);
        assert_eq!(paths("mod a {} use super::x;"), ["1 crate::state::x"]);
        assert_eq!(paths("mod tests { use super::*; }"), ["1 crate::state::editor::*"]);
        assert_eq!(paths("use super::super::super::super::x;"), ["1 crate::x"]);
    }

    #[test]
    fn paths_in_code_are_read() {
        assert_eq!(paths("fn f() { crate::screens::home::<u8>(); }"), ["1 crate::screens::home", "1 u8"]);
        assert_eq!(paths("type A = Vec<crate::screens::Home>;"), ["1 Vec", "1 crate::screens::Home"]);
        assert_eq!(paths("type A = <B as super::C>::D;"), ["1 B", "1 crate::state::C::D"]);
        assert_eq!(paths("#[derive(crate::a::B)] struct A;"), ["1 derive", "1 crate::a::B"]);
    }

    #[test]
    fn paths_in_the_bodies_of_macros_are_read() {
        assert_eq!(
            paths("m! { <p>{crate::a::b::<u8>()}</p> }"),
            ["1 m", "1 p", "1 crate::a::b", "1 u8", "1 p"]
        );
        assert_eq!(
            paths("m!(if crate::a::B < 2 {\n super::c() });")[1..],
            ["1 if", "1 crate::a::B", "2 crate::state::c"]
        );
        assert_eq!(paths("m! { use crate::{a, b::c}; }"), ["1 m", "1 crate::a", "1 crate::b::c"]);
        assert_eq!(paths("m! { mod a { use super::super::b; } }"), ["1 m", "1 crate::state::b"]);
        let defined = "macro_rules! m { ($x:ident) => { $crate::a::$x } }";
        assert!(paths(defined).contains(&"1 crate::a".to_owned()));
        assert!(
            paths("m! { use crate::{$a, b}; }").contains(&"1 crate".to_owned()),
            "the variable may stand for any module"
        );
    }

    #[test]
    fn comments_strings_and_visibilities_are_not_read() {
        let text = "//! crate::a\n/* use crate::a; */ const A: &str = \"crate::a\"; const B: char = '\"';";
        assert_eq!(paths(text), ["1 doc", "2 str", "2 char"]);
        assert_eq!(
            paths("pub(super) const A: u8 = m!(r#\"crate::a\"#, pub(crate));"),
            ["1 u8", "1 m", "1 pub"]
        );
        assert_eq!(paths("/// See [`crate::a`].\npub(in crate::state) mod a;"), ["1 doc"]);
    }

    #[test]
    fn an_async_foreign_function_is_noticed() {
        let lines = |text: &str| read(&[], text).expect("it is Rust").foreign_async;
        assert_eq!(lines("extern \"C\" {\n fn a();\n async fn b();\n}"), [3]);
        assert_eq!(lines("m! { extern \"C\" { async fn b(); } }"), [1]);
        assert_eq!(lines("async fn b() {}"), [0; 0]);
    }

    #[test]
    fn a_text_that_is_not_rust_is_an_error() {
        assert!(read(&[], "use ;").is_err());
    }
}
