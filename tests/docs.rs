//! Documents name tests: each of them exists.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::{fs, path::Path};

fn sources(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_test_that_a_document_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    for folder in ["src", "tests", "app/src"] {
        sources(&root.join(folder), &mut code);
    }
    let mut named = 0;
    for document in ["docs/THREATS.md", "docs/PRIVACY.md", "SECURITY.md"] {
        let text = fs::read_to_string(root.join(document)).unwrap();
        // Names of functions: small letters with at least two underscores.
        let quoted = text.split('`').skip(1).step_by(2);
        let names = quoted.filter(|word| {
            word.matches('_').count() >= 2
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        });
        for name in names {
            let is_test = code.contains(&format!("fn {name}(")) || code.contains(&format!("page_test!({name},"));
            assert!(is_test, "{document} names {name}, which is no test");
            named += 1;
        }
    }
    assert!(named > 40, "{named}");
}
