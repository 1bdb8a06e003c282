//! Every path that stands in a Rust file: in a `use` with and without groups, written out, and in the body of a macro.

use std::iter::once;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{
    ForeignItemFn, Ident, Item, ItemExternCrate, ItemMod, ItemUse, Path, Token, UseTree, VisRestricted,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    visit::{self, Visit},
};

/// The words that lead from where a path stands.
const LEADING: [&str; 3] = ["crate", "self", "super"];

/// A path and the line that it ends on. Its first word is `crate`, or what the path begins with if that is another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub line: usize,
    pub words: Vec<String>,
}

/// What stands in a file.
#[derive(Default)]
pub struct Reading {
    pub paths: Vec<Found>,
    /// The lines of functions of the browser that are declared as `async`.
    pub foreign_async: Vec<usize>,
}

/// Reads the text of a module, which is named from the crate's root.
///
/// # Errors
/// If the text is no Rust.
pub fn read(module: &[&str], text: &str) -> syn::Result<Reading> {
    let file = syn::parse_file(text)?;
    let here = module.iter().map(|&name| name.to_owned()).collect();
    let mut reader = Reader { here, reading: Reading::default() };
    reader.visit_file(&file);
    Ok(reader.reading)
}

struct Reader {
    /// The module that is being read, from the crate's root.
    here: Vec<String>,
    reading: Reading,
}

impl Reader {
    fn find(&mut self, words: &[String], span: Span) {
        let words = from_the_root(&self.here, words);
        self.reading.paths.push(Found { line: span.start().line, words });
    }

    fn find_in_tree(&mut self, before: &[String], tree: &UseTree) {
        let with = |ident: &Ident| before.iter().cloned().chain(once(word(ident))).collect::<Vec<_>>();
        match tree {
            UseTree::Path(path) => self.find_in_tree(&with(&path.ident), &path.tree),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.find_in_tree(before, tree)),
            UseTree::Name(name) => self.find_leaf(before, &name.ident),
            UseTree::Rename(renamed) => self.find_leaf(before, &renamed.ident),
            UseTree::Glob(glob) => {
                let all: Vec<_> = before.iter().cloned().chain(once("*".to_owned())).collect();
                self.find(&all, glob.star_token.spans[0]);
            }
        }
    }

    /// `self` at the end of a path stands for the path before it.
    fn find_leaf(&mut self, before: &[String], leaf: &Ident) {
        let leaf_word = Some(word(leaf)).filter(|word| before.is_empty() || word != "self");
        let words: Vec<_> = before.iter().cloned().chain(leaf_word).collect();
        self.find(&words, leaf.span());
    }

    /// A macro's body has no grammar: items are looked for where one begins, and everywhere words joined by `::`.
    fn read_loose(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            if let Some(item) = item_ahead(input) {
                self.visit_item(&item);
            } else if input.peek(Ident::peek_any) {
                self.read_words(input)?;
            } else if let TokenTree::Group(group) = input.parse()? {
                self.visit_token_stream(&group.stream());
            }
        }
        Ok(())
    }

    /// A path ends before a part that only the macro's caller knows. `crate` alone says who may see something.
    fn read_words(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let mut last = input.call(Ident::parse_any)?;
        let mut words = vec![word(&last)];
        while input.peek(Token![::]) && input.peek3(Ident::peek_any) {
            input.parse::<Token![::]>()?;
            last = input.call(Ident::parse_any)?;
            words.push(word(&last));
        }
        if input.peek(Token![::]) || words.len() > 1 || !LEADING.contains(&words[0].as_str()) {
            self.find(&words, last.span());
        }
        Ok(())
    }
}

impl<'file> Visit<'file> for Reader {
    fn visit_item_use(&mut self, item: &'file ItemUse) {
        self.find_in_tree(&[], &item.tree);
    }

    fn visit_item_extern_crate(&mut self, item: &'file ItemExternCrate) {
        self.find_leaf(&[], &item.ident);
    }

    fn visit_item_mod(&mut self, item: &'file ItemMod) {
        self.here.push(word(&item.ident));
        visit::visit_item_mod(self, item);
        self.here.pop();
    }

    fn visit_path(&mut self, path: &'file Path) {
        let words: Vec<_> = path.segments.iter().map(|segment| word(&segment.ident)).collect();
        if let Some(last) = path.segments.last() {
            self.find(&words, last.ident.span());
        }
        visit::visit_path(self, path);
    }

    /// Who may see something is no use of theirs.
    fn visit_vis_restricted(&mut self, _: &'file VisRestricted) {}

    fn visit_foreign_item_fn(&mut self, function: &'file ForeignItemFn) {
        if function.sig.asyncness.is_some() {
            self.reading.foreign_async.push(function.sig.ident.span().start().line);
        }
        visit::visit_foreign_item_fn(self, function);
    }

    /// The bodies of macros and attributes.
    fn visit_token_stream(&mut self, tokens: &'file TokenStream) {
        // Every step takes what it has looked at, so that none can fail.
        drop(Parser::parse2(|input: ParseStream<'_>| self.read_loose(input), tokens.clone()));
    }
}

fn word(ident: &Ident) -> String {
    ident.unraw().to_string()
}

fn item_ahead(input: ParseStream<'_>) -> Option<Item> {
    let begins = input.peek(Token![use]) || input.peek(Token![mod]) || input.peek(Token![extern]);
    // A copy, because what is no item is read as words.
    let ahead = begins.then(|| input.fork())?;
    let item = ahead.parse().ok()?;
    syn::parse::discouraged::Speculative::advance_to(input, &ahead);
    Some(item)
}

fn from_the_root(here: &[String], words: &[String]) -> Vec<String> {
    let mut base = match words.first().map(String::as_str) {
        Some("crate") => Vec::new(),
        Some("self" | "super") => here.to_vec(),
        _ => return words.to_vec(),
    };
    let leading = words.iter().take_while(|word| LEADING.contains(&word.as_str())).count();
    let (leading, named) = words.split_at(leading);
    let ups = leading.iter().filter(|word| *word == "super").count();
    base.truncate(base.len().saturating_sub(ups));
    once("crate".to_owned()).chain(base).chain(named.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::read;

    /// The paths of `state::editor` in this text.
    fn paths(text: &str) -> Vec<String> {
        let reading = read(&["state", "editor"], text).expect("it is Rust");
        reading.paths.iter().map(|found| format!("{} {}", found.line, found.words.join("::"))).collect()
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
    fn what_is_beside_and_above_is_named_from_the_root() {
        assert_eq!(paths("use self::slips::Slip;"), ["1 crate::state::editor::slips::Slip"]);
        assert_eq!(paths("use super::super::{route::Page, self};"), ["1 crate::route::Page", "1 crate"]);
        assert_eq!(paths("mod a { mod b { use super::super::super::x; } }"), ["1 crate::state::x"]);
        assert_eq!(paths("mod a {} use super::x;"), ["1 crate::state::x"]);
        assert_eq!(paths("mod tests { use super::*; }"), ["1 crate::state::editor::*"]);
        assert_eq!(paths("use super::super::super::super::x;"), ["1 crate::x"]);
    }

    #[test]
    fn what_is_written_out_is_read() {
        assert_eq!(paths("fn f() { crate::screens::home::<u8>(); }"), ["1 crate::screens::home", "1 u8"]);
        assert_eq!(paths("type A = Vec<crate::screens::Home>;"), ["1 Vec", "1 crate::screens::Home"]);
        assert_eq!(paths("type A = <B as super::C>::D;"), ["1 B", "1 crate::state::C::D"]);
        assert_eq!(paths("#[derive(crate::a::B)] struct A;"), ["1 derive", "1 crate::a::B"]);
    }

    #[test]
    fn the_bodies_of_macros_are_read() {
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
        assert!(paths("m! { use crate::{$a, b}; }").contains(&"1 crate".to_owned()), "it may lead anywhere");
    }

    #[test]
    fn comments_texts_and_who_may_see_a_thing_are_not_read() {
        let text = "//! crate::a\n/* use crate::a; */ const A: &str = \"crate::a\"; const B: char = '\"';";
        assert_eq!(paths(text), ["1 doc", "2 str", "2 char"]);
        assert_eq!(
            paths("pub(super) const A: u8 = m!(r#\"crate::a\"#, pub(crate));"),
            ["1 u8", "1 m", "1 pub"]
        );
        assert_eq!(paths("/// See [`crate::a`].\npub(in crate::state) mod a;"), ["1 doc"]);
    }

    #[test]
    fn an_async_function_of_the_browser_is_noticed() {
        let lines = |text: &str| read(&[], text).expect("it is Rust").foreign_async;
        assert_eq!(lines("extern \"C\" {\n fn a();\n async fn b();\n}"), [3]);
        assert_eq!(lines("m! { extern \"C\" { async fn b(); } }"), [1]);
        assert_eq!(lines("async fn b() {}"), [0; 0]);
    }

    #[test]
    fn what_is_no_rust_is_a_fault() {
        assert!(read(&[], "use ;").is_err());
    }
}
