//! Properties of parsing and evaluating: values are their own result, paths lead where they say, instants are in
//! order, and no JSON makes a panic.

#![allow(clippy::unwrap_used, reason = "tests")]

use certlogic::{DateTime, Error, Expression, MAX_STEPS};
use greengate_test_support::{Random, cases, expression};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};
use time::{OffsetDateTime, UtcOffset};

/// Any JSON, a few levels deep; names are those of operators now and then.
fn any_json() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        ".{0,6}",
        "var|if|and|!|===|in|\\+|<|>=|after|plusTime|reduce|extractFromUVCI"
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[0-9TZ:.+-]{0,25}|.{0,12}".prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 60, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec((name.clone(), inner), 0..3).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Values that are expressions of themselves.
fn literal() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::String),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| vec(inner, 0..4).prop_map(Value::Array))
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn a_literal_is_its_own_value(value in literal()) {
        let parsed = Expression::parse(&value);
        prop_assert_eq!(parsed.issues(), &[]);
        prop_assert_eq!(parsed.evaluate(&Value::Null).map(|value| value.to_json()), Ok(value));
    }

    #[test]
    fn a_path_leads_to_the_value_at_its_end(names in vec("[a-z]{1,6}|[0-9]", 1..5), value in literal()) {
        // A number in a path is a place in an array.
        let data = names.iter().rev().fold(value.clone(), |inner, name| match name.parse::<usize>() {
            Ok(place) => {
                let mut items = vec![Value::Null; place];
                items.push(inner);
                Value::Array(items)
            }
            Err(_) => json!({name: inner}),
        });
        let path = names.join(".");
        let parsed = Expression::parse(&json!({"var": path}));
        prop_assert_eq!(parsed.variables(), &[path]);
        prop_assert_eq!(parsed.evaluate(&data).map(|value| value.to_json()), Ok(value));
        prop_assert_eq!(parsed.evaluate(&json!({})).map(|value| value.to_json()), Ok(Value::Null));
    }

    #[test]
    fn instants_are_compared_as_their_seconds(
        (a, b) in (0_i64..4_000_000_000, 0_i64..4_000_000_000),
        (zone_a, zone_b) in (-13_i8..14, -13_i8..14),
    ) {
        // An instant as the clocks of a zone show it.
        let text = |at: i64, zone: i8| {
            let local = OffsetDateTime::from_unix_timestamp(at).unwrap();
            let local = local.to_offset(UtcOffset::from_hms(zone, 0, 0).unwrap());
            let ((hour, minute, second), sign) = (local.to_hms(), if zone < 0 { '-' } else { '+' });
            format!("{}T{hour:02}:{minute:02}:{second:02}{sign}{:02}:00", local.date(), zone.abs())
        };
        let (text_a, text_b) = (text(a, zone_a), text(b, zone_b));
        prop_assert_eq!(DateTime::parse(&text_a).map(DateTime::milliseconds), Some(a * 1_000), "{}", text_a);
        let instant = |text: &str| json!({"plusTime": [text, 0, "day"]});
        for (operator, expected) in
            [("before", a < b), ("after", a > b), ("not-before", a >= b), ("not-after", a <= b)]
        {
            let logic = json!({operator: [instant(&text_a), instant(&text_b)]});
            let result = Expression::parse(&logic).evaluate(&Value::Null).map(|value| value.to_json());
            prop_assert_eq!(result, Ok(json!(expected)), "{}", logic);
        }
    }

    #[test]
    fn any_json_has_a_value_or_an_error_and_ends(logic in any_json(), data in any_json()) {
        let parsed = Expression::parse(&logic);
        prop_assert!(parsed.issues().iter().all(|issue| !issue.message.is_empty()));
        let (result, steps) = parsed.evaluate_counting(&data);
        prop_assert!(steps <= MAX_STEPS + 1);
        match result {
            Ok(value) => prop_assert!(!value.to_json().to_string().is_empty()),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    /// A part is invalid only where the parser has said so.
    #[test]
    fn an_expression_without_issues_has_no_invalid_part(seed: u32, depth in 1_usize..6, data in any_json()) {
        let logic = expression(&mut Random::new(seed), depth);
        let parsed = Expression::parse(&logic);
        let result = parsed.evaluate(&data);
        if let Err(Error::Invalid(why)) = result {
            prop_assert!(!parsed.issues().is_empty(), "{}: {}", logic, why);
        }
    }

    #[test]
    fn any_text_is_an_instant_or_not(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.+Zh-]{0,16})?|.{0,20}") {
        if let Some(at) = DateTime::parse(&text) {
            // Years have four digits.
            prop_assert!(at.milliseconds().abs() < 300_000_000_000_000, "{}", text);
        }
        prop_assert!(DateTime::of_birth(&text).is_none_or(|day| day.milliseconds() % 86_400_000 == 0));
    }
}
