//! Checks that the compiler does not make; `cargo xtask tidy` runs only these.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};
use syn::{
    BinOp, Expr, ExprBinary, ExprPath, ExprRange, File, Item, ItemConst, ItemFn, Macro, Visibility,
    visit::{self, Visit},
};

fn root() -> PathBuf {
    fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap()
}

/// Every Rust file of the project below `folder`, parsed.
fn sources(folder: &Path, found: &mut Vec<(PathBuf, File)>) {
    const SKIPPED: [&str; 5] = ["target", "dist", "node_modules", ".git", "corpus"];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !SKIPPED
                .iter()
                .any(|skipped| path.file_name().unwrap_or_default() == *skipped)
            {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            found.push((path, file));
        }
    }
}

fn project() -> Vec<(PathBuf, File)> {
    let mut found = Vec::new();
    sources(&root(), &mut found);
    assert!(found.len() > 100, "{} files", found.len());
    found
}

/// Tests of a file, and the names that they use.
#[derive(Default)]
struct Tests {
    /// Functions with `#[test]` that are not ignored, and tests that `page_test!` makes.
    names: BTreeSet<String>,
    /// Names that stand in the code of a test.
    used: BTreeSet<String>,
    /// Those with which a test calculates: one beyond the limit, twice as many.
    exceeded: BTreeSet<String>,
    inside: bool,
}

impl Tests {
    fn inside() -> Self {
        Self {
            inside: true,
            ..Self::default()
        }
    }
}

impl<'ast> Visit<'ast> for Tests {
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        let has = |wanted: &str| {
            let last = |attribute: &syn::Attribute| attribute.path().segments.last().map(|last| last.ident.to_string());
            function
                .attrs
                .iter()
                .any(|attribute| last(attribute).as_deref() == Some(wanted))
        };
        let is_test = has("test") && !has("ignore");
        if is_test {
            self.names.insert(function.sig.ident.to_string());
        }
        let outside = self.inside;
        self.inside |= is_test;
        visit::visit_item_fn(self, function);
        self.inside = outside;
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        type Arguments = syn::punctuated::Punctuated<Expr, syn::Token![,]>;
        if call.path.is_ident("page_test") {
            let name = call.tokens.clone().into_iter().next();
            self.names.extend(name.map(|token| token.to_string()));
        }
        // `vec![value; count]` beside arguments between commas.
        let repeat = |input: syn::parse::ParseStream| -> syn::Result<Vec<Expr>> {
            let value = input.parse()?;
            input.parse::<syn::Token![;]>()?;
            Ok(vec![value, input.parse()?])
        };
        let arguments = call.parse_body_with(Arguments::parse_terminated);
        let arguments: Vec<Expr> = match arguments {
            Ok(arguments) => arguments.into_iter().collect(),
            Err(_) => call.parse_body_with(repeat).unwrap_or_default(),
        };
        for argument in arguments {
            let mut inner = Tests {
                inside: self.inside,
                ..Tests::default()
            };
            // The arguments live no longer than this call.
            inner.visit_expr(&argument);
            self.used.extend(inner.used);
            self.exceeded.extend(inner.exceeded);
        }
    }

    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        if self.inside
            && let Some(last) = path.path.segments.last()
        {
            self.used.insert(last.ident.to_string());
        }
        visit::visit_expr_path(self, path);
    }

    fn visit_expr_range(&mut self, range: &'ast ExprRange) {
        // `0..=LIMIT` has one more than the limit.
        if self.inside && matches!(range.limits, syn::RangeLimits::Closed(_)) {
            let mut sides = Tests::inside();
            range
                .start
                .iter()
                .chain(&range.end)
                .for_each(|side| sides.visit_expr(side));
            self.exceeded.extend(sides.used);
        }
        visit::visit_expr_range(self, range);
    }

    fn visit_expr_binary(&mut self, binary: &'ast ExprBinary) {
        if self.inside && matches!(binary.op, BinOp::Add(_) | BinOp::Mul(_) | BinOp::Sub(_)) {
            let mut sides = Tests::inside();
            sides.visit_expr(&binary.left);
            sides.visit_expr(&binary.right);
            self.exceeded.extend(sides.used);
        }
        visit::visit_expr_binary(self, binary);
    }
}

fn tests() -> Tests {
    let mut tests = Tests::default();
    for (_, file) in &project() {
        tests.visit_file(file);
    }
    assert!(tests.names.len() > 300, "{} tests", tests.names.len());
    tests
}

fn constants(file: &File) -> impl Iterator<Item = &ItemConst> {
    file.items.iter().filter_map(|item| match item {
        Item::Const(constant) => Some(constant),
        _ => None,
    })
}

/// Bounds whose tests go beyond without calculating with them.
const BEYOND_BY_OTHER_MEANS: [&str; 15] = [
    // Memory and time of a process: hostile files exceed them.
    "MAX_DOCUMENT_MEMORY",
    "MAX_DOCUMENT_MODULE",
    "MAX_DOCUMENT_MS",
    "MAX_PICTURE_MEMORY",
    "MAX_PICTURE_MS",
    // Bytes of a decoder: a picture of the largest sides exceeds them.
    "MAX_IMAGE",
    // A range: keys of other sizes stand in the test.
    "RSA_MODULUS",
    // The test counts what is made of more than enough.
    "MAX_CERTIFICATES",
    "MAX_FOLDER_ENTRIES",
    "MAX_PIXELS",
    "MAX_PICTURE_MODULES",
    "MAX_COMBINATIONS",
    "MAX_JOINS",
    // A picture one row higher than the limit allows.
    "MAX_ENLARGED",
    // Said in the error of one entry more.
    "MAX_KEYS",
];

#[test]
fn every_bound_stands_in_limits_and_in_the_code_of_a_test() {
    const NOT_SHIPPED: [&str; 5] = ["tests", "xtask", "fuzz", "bench", "examples"];
    let (root, project, tests) = (root(), project(), tests());
    let (mut bounds, mut elsewhere) = (Vec::new(), Vec::new());
    for (path, file) in &project {
        let is_limits = path.file_name().is_some_and(|name| name == "limits.rs");
        let within = path.strip_prefix(&root).unwrap();
        let is_shipped = !within
            .components()
            .any(|part| NOT_SHIPPED.iter().any(|folder| part.as_os_str() == *folder));
        for constant in constants(file).filter(|_| is_shipped) {
            let name = constant.ident.to_string();
            if is_limits && matches!(constant.vis, Visibility::Public(_)) {
                bounds.push(name);
            } else if !is_limits && name.starts_with("MAX_") {
                elsewhere.push(format!("{}: {name}", within.display()));
            }
        }
    }
    assert!(bounds.len() > 40, "{bounds:?}");
    assert!(elsewhere.is_empty(), "bounds belong into limits.rs: {elsewhere:#?}");
    let without = |names: &BTreeSet<String>| -> Vec<String> {
        bounds.iter().filter(|bound| !names.contains(*bound)).cloned().collect()
    };
    assert_eq!(without(&tests.used), Vec::<String>::new(), "no test uses these");
    let mut within: Vec<String> = without(&tests.exceeded);
    within.retain(|bound| !BEYOND_BY_OTHER_MEANS.contains(&bound.as_str()));
    assert_eq!(within, Vec::<String>::new(), "no test goes beyond these");
}

#[test]
fn every_test_that_a_document_names_is_a_test() {
    let tests = tests();
    let mut unknown: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut named = 0;
    for document in ["docs/THREATS.md", "docs/PRIVACY.md", "docs/HARDENING.md", "SECURITY.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap();
        // Names of functions: small letters with at least two underscores.
        let quoted = text.split('`').skip(1).step_by(2);
        let names = quoted.filter(|word| {
            let mut letters = word.chars();
            word.matches('_').count() >= 2 && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        });
        for name in names {
            named += 1;
            if !tests.names.contains(name) {
                unknown.entry(document).or_default().push(name.to_owned());
            }
        }
    }
    assert!(unknown.is_empty(), "no tests: {unknown:#?}");
    assert!(named > 40, "{named}");
}

#[test]
fn every_figure_was_written_by_its_command() {
    for document in ["docs/BENCHMARKS.md", "README.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap();
        assert_eq!(greengate_figures::faults(&text), Vec::<String>::new(), "{document}");
    }
}

/// A comment, a text, a helper and an ignored test show nothing.
#[test]
fn a_comment_is_no_test() {
    let file = syn::parse_file(
        "#[test] fn real() { check(MAX_REAL + 1); assert_eq!(f(MAX_IN_MACRO), MAX_BEYOND * 2); }
         fn helper() { check(MAX_HELPER); }
         #[test] #[ignore] fn ignored() { check(MAX_IGNORED); }
         // MAX_COMMENT
         #[test] fn text() { print(\"MAX_TEXT\"); }
         page_test!(in_the_browser, Camera::None, async |browser| {});",
    )
    .unwrap();
    let mut tests = Tests::default();
    tests.visit_file(&file);
    let names: Vec<&str> = tests.names.iter().map(String::as_str).collect();
    assert_eq!(names, ["in_the_browser", "real", "text"]);
    for (name, used, exceeded) in [
        ("MAX_REAL", true, true),
        ("MAX_IN_MACRO", true, false),
        ("MAX_BEYOND", true, true),
        ("MAX_HELPER", false, false),
        ("MAX_IGNORED", false, false),
        ("MAX_COMMENT", false, false),
        ("MAX_TEXT", false, false),
    ] {
        let found = (tests.used.contains(name), tests.exceeded.contains(name));
        assert_eq!(found, (used, exceeded), "{name}");
    }
}
