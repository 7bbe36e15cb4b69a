//! Evaluates a CertLogic expression: is the last dose at least 14 days old?
//!
//! `cargo run --example evaluate_rule`

use certlogic::{Expression, Value};
use serde_json::json;

fn main() {
    let rule = Expression::parse(&json!({"not-before": [
        {"plusTime": [{"var": "external.validationClock"}, 0, "day"]},
        {"plusTime": [{"var": "payload.v.0.dt"}, 14, "day"]}
    ]}));
    for issue in rule.issues() {
        println!("{}: {}", issue.path, issue.message);
    }
    for clock in ["2021-05-14T12:00:00Z", "2021-05-15T12:00:00Z"] {
        let data = json!({"payload": {"v": [{"dt": "2021-05-01"}]}, "external": {"validationClock": clock}});
        match rule.evaluate(&data) {
            Ok(Value::Bool(holds)) => println!("{clock}: {holds}"),
            other => println!("{clock}: {other:?}"),
        }
    }
}
