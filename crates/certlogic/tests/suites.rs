//! CertLogic: the official suites of `../shared`, and own cases that need no files.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../../../tests/common/shared.rs"]
mod shared;

use certlogic::Expression;
use greengate_test_support::{Random, expression, literal};
use serde_json::{Value, json};
use shared::{ran, shared};
use std::fs;

fn suites(folder: &str) -> Vec<(String, Value)> {
    let Some(folder) = shared(&format!("conformance/certlogic/{folder}")) else {
        return Vec::new();
    };
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_slice(&fs::read(file).unwrap()).unwrap())
        })
        .collect()
}

#[test]
fn the_official_suite() {
    let (mut passed, mut wrong) = (0, Vec::new());
    let suites = suites("testSuite");
    for (suite, content) in &suites {
        for case in content["cases"].as_array().unwrap() {
            for assertion in case["assertions"].as_array().unwrap() {
                let own = assertion.get("certLogicExpression");
                let logic = own.unwrap_or(&case["certLogicExpression"]);
                let expression = Expression::parse(logic);
                let result = expression.evaluate(&assertion["data"]).map(|value| value.to_json());
                if result.as_ref() == Ok(&assertion["expected"]) {
                    passed += 1;
                } else {
                    wrong.push(format!("{suite}: {logic} on {}: {result:?}", assertion["data"]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(suites.is_empty() || passed == 232, "{passed}");
    if !suites.is_empty() {
        ran("the official suite of CertLogic", passed);
    }
}

#[test]
fn the_suite_for_validating() {
    for (suite, content) in suites("validation") {
        for case in content["cases"].as_array().unwrap() {
            let expression = Expression::parse(&case["certLogicExpression"]);
            let found: Vec<Value> = expression
                .issues()
                .iter()
                .map(|issue| json!({"expr": issue.expression, "message": issue.message}))
                .collect();
            assert_eq!(json!(found), case["issues"], "{suite}: {}", case["certLogicExpression"]);
        }
    }
}

#[test]
fn issues_have_the_path_of_the_fault() {
    for (expression, path, message) in [
        (
            json!({"if": [true, {"and": [1]}, false]}),
            "if[1]",
            "at least 2 operands, but it has 1",
        ),
        (
            json!({"and": [true, {"if": [1, {"foo": []}, 3]}]}),
            "and[1].if[1]",
            "unrecognised operator: \"foo\"",
        ),
        (json!([1, [2, null]]), "[1][1]", "invalid CertLogic expression"),
        (
            json!({"plusTime": ["2021", "x", "day"]}),
            "",
            "must be an integer, but it is: x",
        ),
        (
            json!({"!": [{"plusTime": ["2021", 1, "week"]}]}),
            "![0]",
            "one of year, month, day, hour",
        ),
        (json!({"in": [{"var": "a..b"}, []]}), "in[0]", "valid format: a..b"),
        (json!(3.5), "", "3.5 is a non-integer number"),
    ] {
        let parsed = Expression::parse(&expression);
        let issue = &parsed.issues()[0];
        assert_eq!(issue.path, path, "{expression}");
        assert!(issue.message.contains(message), "{expression}: {}", issue.message);
    }
    assert!(
        Expression::parse(&json!({"if": [{"var": "x"}, 1, 2]}))
            .issues()
            .is_empty()
    );
}

fn payload(random: &mut Random) -> Value {
    let long: Vec<usize> = (0..random.below(600)).collect();
    let (a, b, date) = (literal(random), literal(random), literal(random));
    json!({"a": [{"b": a}, b], "payload": {"v": [{"dt": date}]}, "long": long})
}

/// `GREENGATE_EXPRESSIONS` says how many.
#[test]
fn generated_expressions_neither_panic_nor_run_away() {
    let count = std::env::var("GREENGATE_EXPRESSIONS").map_or(50_000, |n| n.parse().unwrap());
    let mut random = Random::new(4);
    let (mut values, mut errors, mut most) = (0, 0, 0);
    for _ in 0..count {
        let depth = 1 + random.below(6);
        let logic = expression(&mut random, depth);
        let payload = payload(&mut random);
        let expression = Expression::parse(&logic);
        let (result, steps) = expression.evaluate_counting(&payload);
        assert!(steps <= certlogic::MAX_STEPS + 1, "{steps}: {logic}");
        most = steps.max(most);
        match result {
            Ok(value) => {
                assert!(!value.to_json().to_string().is_empty());
                values += 1;
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                errors += 1;
            }
        }
    }
    println!("{count} expressions: {values} values, {errors} errors, at most {most} steps");
    assert!(
        values > count / 10 && errors > count / 10,
        "the generator makes only one of both"
    );
}
