//! CertLogic: the official suites of `../shared`, and own cases that need no files.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::shared;
use greengate::certlogic::Expression;
use serde_json::{Value, json};
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
    println!("{passed} assertions of the official suite");
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

/// No JSON makes a panic: a walk over small pieces put together in every way.
#[test]
fn nothing_panics() {
    let leaves = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1.5),
        json!(""),
        json!("2021-02-30"),
        json!("9999-12-31T23:59:59.999Z"),
        json!("day"),
        json!([]),
        json!({}),
        json!({"var": ""}),
        json!({"var": "a.0"}),
        json!({"var": "a.99999999999999999999"}),
        json!({"var": 5}),
    ];
    let operators = [
        "var",
        "if",
        "and",
        "!",
        "===",
        "in",
        "+",
        "<",
        ">=",
        "after",
        "not-before",
        "plusTime",
        "dccDateOfBirth",
        "reduce",
        "extractFromUVCI",
        "",
        "nonsense",
    ];
    let data = json!({"a": ["2021-01-01", null, [1, 2]], "current": 1});
    let mut state = 1_u64;
    let mut any = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % below
    };
    let mut pool: Vec<Value> = leaves.to_vec();
    let (mut done, mut failed) = (0, 0);
    for _ in 0..200_000 {
        let operator = operators[any(operators.len())];
        let fitting = match operator {
            "!" | "dccDateOfBirth" => 1,
            "if" | "plusTime" | "reduce" => 3,
            _ => 2,
        };
        let count = if any(8) == 0 { any(5) } else { fitting };
        let mut operands: Vec<Value> = (0..count).map(|_| pool[any(pool.len())].clone()).collect();
        if operator == "plusTime" && count == 3 && any(4) > 0 {
            operands[1] = json!(any(100));
            operands[2] = json!("day");
        }
        let expression = json!({operator: operands});
        let parsed = Expression::parse(&expression);
        match parsed.evaluate(&data) {
            Ok(_) => done += 1,
            Err(_) => failed += 1,
        }
        // Small ones are built upon.
        if pool.len() < 400 && expression.to_string().len() < 200 {
            pool.push(expression);
        }
    }
    assert!(done > 1_000 && failed > 1_000, "{done} {failed}");
}
