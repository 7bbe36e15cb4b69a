//! The page's languages: every message is there, in use, and has its values; no view has text of
//! its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Identifier to the values that it takes.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn values(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    fn inline(expression: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
        match expression {
            InlineExpression::VariableReference { id } => {
                found.insert(id.name.to_owned());
            }
            InlineExpression::Placeable { expression } => of(expression, found),
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
            other => panic!("the page does not understand {other:?}"),
        }
    }
    fn of(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
        match expression {
            Expression::Inline(expression) => inline(expression, found),
            Expression::Select { selector, variants } => {
                inline(selector, found);
                variants.iter().for_each(|variant| values(&variant.value, found));
            }
        }
    }
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of(expression, found);
        }
    }
}

fn messages(path: &Path) -> Messages {
    let text = fs::read_to_string(path).unwrap();
    let resource = parser::parse(text.as_str()).unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
    let mut messages = Messages::new();
    for entry in resource.body {
        assert!(!matches!(entry, Entry::Term(_)), "the page knows no terms");
        if let Entry::Message(message) = entry {
            assert!(message.attributes.is_empty(), "the page knows no attributes");
            let mut found = BTreeSet::new();
            values(message.value.as_ref().unwrap(), &mut found);
            let twice = messages.insert(message.id.name.to_owned(), found);
            assert!(
                twice.is_none(),
                "{}: {} is there twice",
                path.display(),
                message.id.name
            );
        }
    }
    messages
}

/// Folders of messages: those of the app, those that it loads for journeys, and those that the counter has besides.
const FOLDERS: [&str; 3] = ["www/lang", "www/needs", "www/counter/lang"];

/// The messages of each language in a folder.
fn languages(folder: &str) -> Vec<(String, Messages)> {
    let files = fs::read_dir(root().join(folder)).unwrap().map(|e| e.unwrap().path());
    let mut all: Vec<_> = files
        .map(|path| {
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                messages(&path),
            )
        })
        .collect();
    all.sort();
    all
}

fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push((path.clone(), fs::read_to_string(path).unwrap()));
        }
    }
}

fn app() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(&root().join("app/src"), &mut found);
    // Its answers are messages that the page writes.
    sources(&root().join("app/lists/src"), &mut found);
    found
}

/// The texts in quotes of a source.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
        found.extend(line.split('"').skip(1).step_by(2).map(str::to_owned));
    }
    found
}

#[test]
fn every_language_has_every_message_with_its_values() {
    FOLDERS.iter().for_each(|folder| compare_languages(folder));
}

fn compare_languages(folder: &str) {
    let all = languages(folder);
    let (_, english) = all.iter().find(|(code, _)| code == "en").unwrap();
    let listed = fs::read_to_string(root().join("app/src/language.rs")).unwrap();
    let page_tests = fs::read_to_string(root().join("tests/page/src/tour.rs")).unwrap();
    let tried = page_tests
        .lines()
        .find(|line| line.starts_with("pub const LANGUAGES"))
        .unwrap();
    for (code, messages) in &all {
        assert!(listed.contains(&format!("(\"{code}\",")), "{code} cannot be chosen");
        let quoted = format!("\"{code}\"");
        assert!(tried.contains(&quoted), "the page tests do not try {code}");
        for (id, values) in english {
            let other = messages.get(id).unwrap_or_else(|| panic!("{code} lacks {id}"));
            assert_eq!(other, values, "{code}: {id}");
        }
        assert_eq!(messages.len(), english.len(), "{code} has messages that English lacks");
    }
    assert_eq!(
        all.len(),
        listed.matches("language(\"").count(),
        "languages without messages"
    );
}

#[test]
fn every_format_has_a_name() {
    let english = messages(&root().join("www/lang/en.ftl"));
    for format in greengate::pass::Format::ALL {
        let id = format!("format-{}", format.name());
        assert!(english.contains_key(&id), "{id} is no message");
    }
}

#[test]
fn the_counter_says_every_problem_and_uses_every_message() {
    let [english, needs, own] = FOLDERS.map(|folder| messages(&root().join(folder).join("en.ftl")));
    for problem in greengate::counter::Problem::ALL {
        let id = format!("counter-problem-{}", problem.as_str());
        assert!(own.contains_key(&id), "{id} is no message");
    }
    let is_other = |id: &String| english.contains_key(id) || needs.contains_key(id);
    assert!(!own.keys().any(is_other), "a message is there twice");
    let (mut counter, mut library) = (Vec::new(), Vec::new());
    sources(&root().join("app/counter/src"), &mut counter);
    sources(&root().join("src/counter"), &mut library);
    let literals_of = |files: &[(PathBuf, String)]| -> BTreeSet<String> {
        files.iter().flat_map(|(_, source)| literals(source)).collect()
    };
    let (used, named) = (literals_of(&counter), literals_of(&library));
    // What the library names is put behind the name of its family.
    let families = ["counter-problem-", "counter-label-", "counter-paper-"];
    let is_used = |id: &&String| {
        let parts = families.iter().filter_map(|family| id.strip_prefix(family));
        used.contains(*id)
            || parts
                .into_iter()
                .any(|name| named.contains(name) || used.contains(name))
    };
    let unused: Vec<&String> = own.keys().filter(|id| !is_used(id)).collect();
    assert!(unused.is_empty(), "not used: {unused:?}");
    for (path, source) in &counter {
        for id in said(source) {
            let is_there = [&english, &needs, &own].iter().any(|file| file.contains_key(&id));
            assert!(is_there || id.ends_with('-'), "{}: {id} is no message", path.display());
        }
    }
}

/// Messages that a source says by their names.
fn said(source: &str) -> Vec<String> {
    let flat = source.split_whitespace().collect::<Vec<_>>().join(" ");
    let starts = ["say(\"", "say_with(\"", "say_with( \"", "dated(\"", "count(\""];
    let rests = starts.iter().flat_map(|start| flat.split(start).skip(1));
    rests.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn every_message_is_used_and_every_used_one_is_there() {
    let mut english = messages(&root().join("www/lang/en.ftl"));
    english.extend(messages(&root().join("www/needs/en.ftl")));
    let app = app();
    let used: BTreeSet<String> = app.iter().flat_map(|(_, source)| literals(source)).collect();
    let unused: Vec<&String> = english.keys().filter(|id| !used.contains(*id)).collect();
    assert!(unused.is_empty(), "not used: {unused:?}");
    for (path, source) in &app {
        for id in said(source) {
            assert!(english.contains_key(&id), "{}: {id} is no message", path.display());
        }
    }
}

#[test]
fn views_have_no_text_of_their_own() {
    let english = messages(&root().join("www/lang/en.ftl"));
    for (path, source) in app() {
        if !path.components().any(|part| part.as_os_str() == "view") {
            continue;
        }
        for (number, line) in source.lines().enumerate() {
            // What html! shows is in braces; words have two letters in a row.
            for shown in line.split("{ \"").skip(1) {
                let text = shown.split('"').next().unwrap();
                let rest = &shown[text.len()..];
                let letters = text
                    .as_bytes()
                    .windows(2)
                    .any(|pair| pair.iter().all(u8::is_ascii_alphabetic));
                // The name of the app is the same in every language; `if` chooses names of messages.
                let ok = text == "Greengate"
                    || english.contains_key(text)
                    || !letters
                    || !rest.starts_with("\" }<") && !rest.starts_with("\" }");
                let chooses = ["say(if ", "class=", "class = ", "data-"]
                    .iter()
                    .any(|part| line.contains(part));
                assert!(ok || chooses, "{}:{}: {text}", path.display(), number + 1);
            }
            for attribute in ["aria-label=\"", "title=\"", "alt=\""] {
                for value in line.split(attribute).skip(1) {
                    let text = value.split('"').next().unwrap();
                    assert!(text.is_empty(), "{}:{}: {attribute}{text}", path.display(), number + 1);
                }
            }
        }
    }
}
