//! The rule against errors that are strings: a caller can't tell them apart, and their sentences are written
//! where no screen is. In the product's sources no type is `Result<_, String>` or `Result<_, &str>`, and no
//! text is put into `Err`. And the rule against errors that are dropped: what is given to `drop` has a name, so
//! that no result goes that way unseen, and no statement ends with `.ok()`. The bodies of macros and tests are
//! not read.

use syn::{
    Attribute, Expr, ExprCall, GenericArgument, ImplItemType, ItemFn, ItemMod, Lit, Path, PathArguments,
    Stmt, Type,
    visit::{self, Visit},
};

use super::{File, is_rust, is_test};

/// A crate for the demonstration and for tests alone.
const EXCEPT: &str = "crates/companion_demonstration/";
const REASON: &str =
    "an error is a type with a variant for each thing that can happen, and is handled or noted";

/// Finds string errors in the product's sources.
pub fn find_violations(files: &[File]) -> Vec<String> {
    files.iter().filter(|(path, _)| applies_to(path)).flat_map(find_in_file).collect()
}

fn applies_to(path: &str) -> bool {
    let crates = path.strip_prefix("crates/").and_then(|path| path.split_once('/'));
    let is_source = path.starts_with("src/") || crates.is_some_and(|(_, inside)| inside.starts_with("src/"));
    is_source && is_rust(path) && !is_test(path) && !path.starts_with(EXCEPT)
}

fn find_in_file((path, text): &File) -> Vec<String> {
    let file = match syn::parse_file(text) {
        Ok(file) => file,
        Err(error) => return vec![format!("{path}:{}: not Rust: {error}", error.span().start().line)],
    };
    let mut finder = Finder::default();
    finder.visit_file(&file);
    let found = finder.found.into_iter();
    found.map(|(line, what)| format!("{path}:{line}: {what}: {REASON}")).collect()
}

#[derive(Default)]
struct Finder {
    /// The line of each violation, and what it is.
    found: Vec<(usize, &'static str)>,
}

impl<'file> Visit<'file> for Finder {
    fn visit_path(&mut self, path: &'file Path) {
        if let Some(line) = line_of_result_with_string(path) {
            self.found.push((line, "a Result with a string as its error"));
        }
        visit::visit_path(self, path);
    }

    fn visit_impl_item_type(&mut self, item: &'file ImplItemType) {
        if (item.ident == "Err" || item.ident == "Error") && is_string(&item.ty) {
            self.found.push((item.ident.span().start().line, "a string as the error of an implementation"));
        }
        visit::visit_impl_item_type(self, item);
    }

    fn visit_expr_call(&mut self, call: &'file ExprCall) {
        let line = call.paren_token.span.open().start().line;
        let is_err = matches!(&*call.func, Expr::Path(path) if ends_with(&path.path, "Err"));
        if is_err && call.args.iter().any(makes_string) {
            self.found.push((line, "a string in Err"));
        }
        let is_drop = matches!(&*call.func, Expr::Path(path) if path.path.is_ident("drop"));
        if is_drop && !call.args.iter().all(has_name) {
            self.found.push((line, "a result in drop(): note_error() notes what did not come about"));
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_stmt(&mut self, statement: &'file Stmt) {
        if let Stmt::Expr(Expr::MethodCall(call), Some(semicolon)) = statement
            && call.method == "ok"
        {
            self.found.push((semicolon.span.start().line, "an error that .ok() drops"));
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_item_mod(&mut self, item: &'file ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'file ItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }
}

/// Whether it is a variable or a field: its type is declared where it is made.
fn has_name(expression: &Expr) -> bool {
    matches!(expression, Expr::Path(_) | Expr::Field(_))
}

fn line_of_result_with_string(path: &Path) -> Option<usize> {
    let result = path.segments.iter().find(|segment| segment.ident == "Result")?;
    let PathArguments::AngleBracketed(arguments) = &result.arguments else { return None };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(argument) => Some(argument),
        _ => None,
    });
    types.nth(1).filter(|error| is_string(error)).map(|_| result.ident.span().start().line)
}

/// Whether a type is `String`, `str` or a reference to one.
fn is_string(of: &Type) -> bool {
    match of {
        Type::Path(path) => ends_with(&path.path, "String") || ends_with(&path.path, "str"),
        Type::Reference(reference) => is_string(&reference.elem),
        _ => false,
    }
}

/// Whether an expression is a text as it stands: a literal, one that is made a `String`, or a `format!`.
fn makes_string(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(literal) => matches!(literal.lit, Lit::Str(_)),
        Expr::Macro(call) => ends_with(&call.mac.path, "format"),
        Expr::MethodCall(call) => {
            (call.method == "to_owned" || call.method == "to_string") && makes_string(&call.receiver)
        }
        Expr::Call(call) => {
            let is_from = matches!(&*call.func, Expr::Path(path) if ends_with(&path.path, "from"));
            is_from && call.args.iter().any(makes_string)
        }
        _ => false,
    }
}

fn ends_with(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    let cfg = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    cfg.filter_map(|attribute| attribute.parse_args::<Path>().ok())
        .any(|condition| condition.is_ident("test"))
}

#[cfg(test)]
mod tests {
    use super::find_violations;

    fn violations(path: &str, text: &str) -> Vec<String> {
        find_violations(&[(path.to_owned(), text.to_owned())])
    }

    #[test]
    fn a_dropped_error_is_a_violation_and_a_dropped_variable_is_none() {
        for text in ["fn f() { drop(g()); }", "async fn f() { drop(g().await) }", "fn f() { g().ok(); }"] {
            assert_eq!(violations("src/a.rs", text).len(), 1, "{text}");
        }
        for text in ["fn f() { drop(held); }", "fn f() { g().map(drop); }", "fn f() { h(g().ok()); }"] {
            assert!(violations("src/a.rs", text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_string_error_is_a_violation_in_every_form() {
        for text in [
            "fn f() -> Result<(), String> { g() }",
            "fn f() -> Result<u8, &'static str> { g() }",
            "fn f<'a>() -> std::result::Result<Vec<u8>, &'a str> { g() }",
            "fn f() -> impl Future<Output = Result<(), String>> { g() }",
            "type Told<T> = Result<T, std::string::String>;",
            "trait T { fn f(&self) -> Option<Result<(), String>>; }",
            "fn f() { let a: Box<dyn Fn() -> Result<(), String>> = g(); }",
            "fn f() { Result::<(), String>::Ok(()) }",
            "impl FromStr for A { type Err = String; }",
            "fn f() -> Outcome { Err(\"no\".to_owned()) }",
            "fn f() -> Outcome { return Err(format!(\"{a}\")); }",
            "fn f() -> Outcome { Outcome::Err(String::from(\"no\")) }",
            "fn f() -> Outcome { Err(\"no\") }",
            "#[cfg(not(test))] mod a { fn f() -> Result<(), String> { g() } }",
        ] {
            for path in ["src/state/a.rs", "crates/companion_model/src/a/b.rs"] {
                let found = violations(path, text);
                assert!(
                    found.len() == 1 && found[0].starts_with(&format!("{path}:1: ")),
                    "{text}: {found:?}"
                );
            }
        }
    }

    #[test]
    fn a_violation_is_named_with_its_line() {
        let found =
            violations("src/route.rs", "fn f()\n    -> Result<(), String> {\n    Err(format!(\"a\"))\n}");
        let expected = [
            "src/route.rs:2: a Result with a string as its error: an error is a type with a variant for each thing \
             that can happen, and is handled or noted",
            "src/route.rs:3: a string in Err: an error is a type with a variant for each thing that can happen, \
             and is handled or noted",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn other_errors_and_strings_are_allowed() {
        for text in [
            "fn f() -> Result<String, Error> { Err(Error::Told(\"no\".to_owned())) }",
            "fn f() -> Result<(&str, String), Vec<String>> { g(\"Result<(), String>\") }",
            "// Result<(), String>\nfn f() -> fmt::Result<String> { Ok(format!(\"a\")) }",
            "#[cfg(test)] mod tests { fn f() -> Result<(), String> { Err(\"no\".to_owned()) } }",
            "#[cfg(test)] fn f() -> Result<(), String> { g() }",
        ] {
            assert_eq!(violations("src/state/a.rs", text), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_rule_is_for_the_sources_of_the_product() {
        for path in [
            "tests/world/mod.rs",
            "src/state/tests.rs",
            "xtask/src/page.rs",
            "crates/companion_demonstration/src/lib.rs",
            "crates/companion_endpoint/tests/api/main.rs",
            "crates/companion_endpoint/build.rs",
        ] {
            assert_eq!(violations(path, "fn f() -> Result<(), String> { g() }"), [""; 0], "{path}");
        }
        assert_eq!(violations("src/a.rs", "fn ;").len(), 1);
    }
}
