//! CertLogic: the official suites of `../shared`, and own cases that need no files.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../../../tests/common/shared.rs"]
mod shared;

use certlogic::Expression;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
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

/// Expressions of every operator, mostly well formed, over payloads of every type.
struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0.next_u32() % n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(u32::try_from(from.len()).unwrap()) as usize]
    }

    fn literal(&mut self) -> Value {
        match self.below(9) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(i64::from(self.below(40)) - 20),
            3 => json!(i64::MAX - i64::from(self.below(3))),
            4 => json!(f64::from(self.below(1000)) / 7.0),
            5 => json!(self.pick(&[
                "2021-05-01",
                "2021-05-01T23:59:60Z",
                "2021-02-30",
                "0000-00-00",
                "9999-12-31T23:59:59+14:00",
                "1e9",
                ""
            ])),
            6 => json!(self.pick(&["URN:UVCI:01:DE:A/B#C", "#", "//", "EU/1/20/1528", "\u{1F9EA}"])),
            7 => json!((0..self.below(4)).map(|n| json!(n)).collect::<Vec<_>>()),
            _ => json!([]),
        }
    }

    fn expression(&mut self, depth: u32) -> Value {
        if depth == 0 || self.below(6) == 0 {
            let path = self.pick(&[
                "",
                "a",
                "a.0",
                "a.0.b",
                "payload.v.0.dt",
                "data",
                "accumulator",
                "current",
                "a..b",
                "9",
                "long",
            ]);
            return if self.below(2) == 0 {
                json!({"var": path})
            } else {
                self.literal()
            };
        }
        let operator = self.pick(&[
            "if",
            "and",
            "!",
            "===",
            "in",
            "+",
            "<",
            "<=",
            ">",
            ">=",
            "before",
            "not-after",
            "after",
            "not-before",
            "plusTime",
            "reduce",
            "extractFromUVCI",
            "dccDateOfBirth",
            "var",
            "or",
        ]);
        let usual = match operator {
            "if" | "reduce" | "plusTime" => 3,
            "!" | "dccDateOfBirth" | "var" => 1,
            _ => 2,
        };
        let count = if self.below(12) == 0 { self.below(5) } else { usual };
        let mut operands: Vec<Value> = (0..count).map(|_| self.expression(depth - 1)).collect();
        if operator == "plusTime" && operands.len() == 3 && self.below(8) != 0 {
            operands[1] = json!(i64::from(self.below(2000)) - 1000);
            operands[2] = json!(self.pick(&["year", "month", "day", "hour"]));
        }
        if operator == "extractFromUVCI" && operands.len() == 2 {
            operands[1] = json!(self.below(6));
        }
        json!({operator: operands})
    }

    fn payload(&mut self) -> Value {
        let long: Vec<u32> = (0..self.below(600)).collect();
        let (a, b, date) = (self.literal(), self.literal(), self.literal());
        json!({"a": [{"b": a}, b], "payload": {"v": [{"dt": date}]}, "long": long})
    }
}

/// `GREENGATE_EXPRESSIONS` says how many.
#[test]
fn generated_expressions_neither_panic_nor_run_away() {
    let count = std::env::var("GREENGATE_EXPRESSIONS").map_or(50_000, |n| n.parse().unwrap());
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(4));
    let (mut values, mut errors, mut most) = (0, 0, 0);
    for _ in 0..count {
        let depth = 1 + dice.below(6);
        let logic = dice.expression(depth);
        let payload = dice.payload();
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
