//! The evaluation of a parsed expression.

use super::{
    MAX_STEPS,
    parse::{Fragment, Node, Order},
    time::DateTime,
};
use serde_json::Value as Json;

/// Value of an expression. Texts and structures are borrowed from the data.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number of the data that is not whole: nothing can be done with it but ask whether it
    /// is there.
    Float(f64),
    /// A text.
    Text(&'a str),
    /// An array, or a part of a text made by an operation.
    Array(Vec<Value<'a>>),
    /// An array of the data.
    Items(&'a [Json]),
    /// An object of the data.
    Object(&'a serde_json::Map<String, Json>),
    /// An instant.
    DateTime(DateTime),
}

/// Why an expression comes to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is none.
    #[error("{0}")]
    Invalid(String),
    /// A condition that is neither true nor false.
    #[error("a condition is neither truthy nor falsy: {0}")]
    NoCondition(&'static str),
    /// Something else than integers.
    #[error("an operand is not an integer: {0}")]
    NotAnInteger(&'static str),
    /// Something else than date-times.
    #[error("an operand is not a date-time: {0}")]
    NotDateTimes(&'static str),
    /// Something else than a date or date-time as text.
    #[error("a text is not a date or date-time")]
    NotADateTime,
    /// Something else than an array.
    #[error("an operand is not an array: {0}")]
    NotAnArray(&'static str),
    /// Something else than a text.
    #[error("an operand is not a text: {0}")]
    NotAText(&'static str),
    /// A number or date beyond what can be written.
    #[error("a result is out of range")]
    OutOfRange,
    /// It takes longer than allowed.
    #[error("the evaluation takes more than {MAX_STEPS} steps")]
    TooMuchWork,
}

/// Scope that variables refer to.
#[derive(Clone, Copy)]
enum Scope<'s, 'a> {
    Data(&'a Json),
    /// The variables of a lambda: `current`, `accumulator`, and `data` for what is around it.
    Lambda {
        current: &'s Value<'a>,
        accumulator: &'s Value<'a>,
        data: &'s Scope<'s, 'a>,
    },
}

struct Evaluation {
    steps: usize,
}

pub(super) fn evaluate<'a>(root: &'a Node, data: &'a Json) -> (Result<Value<'a>, Error>, usize) {
    let mut evaluation = Evaluation { steps: 0 };
    let result = evaluation.node(root, Scope::Data(data));
    (result, evaluation.steps)
}

impl<'a> Value<'a> {
    fn of(json: &'a Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(b) => Self::Bool(*b),
            Json::Number(n) => match n.as_i64() {
                Some(integer) => Self::Integer(integer),
                None => {
                    let float = n.as_f64().unwrap_or(f64::NAN);
                    // A whole number that was written as a fraction is whole.
                    #[expect(clippy::cast_possible_truncation, reason = "whole, and well within the range")]
                    if float.fract() == 0.0 && float.abs() < 9e15 {
                        Self::Integer(float as i64)
                    } else {
                        Self::Float(float)
                    }
                }
            },
            Json::String(text) => Self::Text(text),
            Json::Array(items) => Self::Items(items),
            Json::Object(members) => Self::Object(members),
        }
    }

    /// Name of the type.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) => "an integer",
            Self::Float(_) => "a fraction",
            Self::Text(_) => "a text",
            Self::Array(_) | Self::Items(_) => "an array",
            Self::Object(_) => "an object",
            Self::DateTime(_) => "a date-time",
        }
    }

    /// True, false, or neither.
    fn truth(&self) -> Option<bool> {
        Some(match self {
            Self::Null => false,
            Self::Bool(b) => *b,
            Self::Integer(n) => *n != 0,
            Self::Float(f) => *f != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::Array(items) => !items.is_empty(),
            Self::Items(items) => !items.is_empty(),
            Self::Object(members) => !members.is_empty(),
            Self::DateTime(_) => return None,
        })
    }

    /// Equality without coercion. Structures and date-times are not compared: no two are equal.
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            #[expect(clippy::float_cmp, reason = "the language compares so")]
            (Self::Float(a), Self::Float(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            _ => false,
        }
    }

    fn at(self, fragment: &Fragment) -> Self {
        match self {
            Self::Object(members) => members.get(&fragment.name).map_or(Self::Null, Self::of),
            Self::Items(items) => fragment.index.and_then(|i| items.get(i)).map_or(Self::Null, Self::of),
            Self::Array(items) => {
                let found = fragment.index.and_then(|i| items.into_iter().nth(i));
                found.unwrap_or(Self::Null)
            }
            _ => Self::Null,
        }
    }

    /// It as JSON; date-times as RFC 3339.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(b) => (*b).into(),
            Self::Integer(n) => (*n).into(),
            Self::Float(f) => (*f).into(),
            Self::Text(text) => (*text).into(),
            Self::Array(items) => items.iter().map(Value::to_json).collect(),
            Self::Items(items) => Json::Array(items.to_vec()),
            Self::Object(members) => Json::Object((*members).clone()),
            Self::DateTime(at) => {
                let nanoseconds = i128::from(at.milliseconds()) * 1_000_000;
                time::OffsetDateTime::from_unix_timestamp_nanos(nanoseconds)
                    .ok()
                    .and_then(|at| at.format(&time::format_description::well_known::Rfc3339).ok())
                    .map_or(Json::Null, Json::String)
            }
        }
    }
}

impl Evaluation {
    fn node<'a>(&mut self, node: &'a Node, scope: Scope<'_, 'a>) -> Result<Value<'a>, Error> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(Error::TooMuchWork);
        }
        Ok(match node {
            Node::Literal(literal) => Value::of(literal),
            Node::Constants(items) => Value::Items(items),
            Node::Array(items) => Value::Array(
                items
                    .iter()
                    .map(|item| self.node(item, scope))
                    .collect::<Result<_, _>>()?,
            ),
            Node::Var(path) => variable(path, scope),
            Node::If(parts) => {
                let [guard, then, otherwise] = &**parts;
                let taken = if self.condition(guard, scope)? { then } else { otherwise };
                self.node(taken, scope)?
            }
            Node::And(parts) => {
                let mut last = Value::Null;
                for part in parts {
                    last = self.node(part, scope)?;
                    if !last.truth().ok_or(Error::NoCondition(last.kind()))? {
                        break;
                    }
                }
                last
            }
            Node::Not(part) => Value::Bool(!self.condition(part, scope)?),
            Node::Equal(parts) => {
                let [a, b] = &**parts;
                Value::Bool(self.node(a, scope)?.same(&self.node(b, scope)?))
            }
            Node::In(parts) => {
                let [needle, array] = &**parts;
                let needle = self.node(needle, scope)?;
                Value::Bool(match self.node(array, scope)? {
                    Value::Items(items) => {
                        self.steps += items.len();
                        items.iter().any(|item| needle.same(&Value::of(item)))
                    }
                    Value::Array(items) => items.iter().any(|item| needle.same(item)),
                    // Nothing is in what is not there, as the official suite has it.
                    Value::Null => false,
                    other => return Err(Error::NotAnArray(other.kind())),
                })
            }
            Node::Plus(parts) => {
                let [a, b] = &**parts;
                let (a, b) = (self.integer(a, scope)?, self.integer(b, scope)?);
                Value::Integer(a.checked_add(b).ok_or(Error::OutOfRange)?)
            }
            Node::Compare(order, parts) => {
                let mut numbers = [0; 3];
                for (number, part) in numbers.iter_mut().zip(parts) {
                    *number = self.integer(part, scope)?;
                }
                Value::Bool(chained(*order, &numbers[..parts.len().min(3)]))
            }
            Node::CompareTimes(order, parts) => {
                let mut times = [DateTime::of(time::OffsetDateTime::UNIX_EPOCH); 3];
                for (time, part) in times.iter_mut().zip(parts) {
                    *time = match self.node(part, scope)? {
                        Value::DateTime(at) => at,
                        other => return Err(Error::NotDateTimes(other.kind())),
                    };
                }
                Value::Bool(chained(*order, &times[..parts.len().min(3)]))
            }
            Node::Instant(at) => Value::DateTime(*at),
            Node::PlusTime(date, amount, unit) => {
                let text = self.text(date, scope)?;
                let at = DateTime::parse(text).ok_or(Error::NotADateTime)?;
                Value::DateTime(at.plus(*amount, *unit).ok_or(Error::OutOfRange)?)
            }
            Node::DateOfBirth(date) => {
                let text = self.text(date, scope)?;
                Value::DateTime(DateTime::of_birth(text).ok_or(Error::NotADateTime)?)
            }
            Node::Reduce(parts) => self.reduce(parts, scope)?,
            Node::ExtractFromUvci(uvci, index) => match self.node(uvci, scope)? {
                Value::Null => Value::Null,
                Value::Text(uvci) => extract(uvci, *index).map_or(Value::Null, Value::Text),
                other => return Err(Error::NotAText(other.kind())),
            },
            Node::Invalid(error) => return Err(error.clone()),
        })
    }

    fn condition<'a>(&mut self, node: &'a Node, scope: Scope<'_, 'a>) -> Result<bool, Error> {
        let value = self.node(node, scope)?;
        value.truth().ok_or(Error::NoCondition(value.kind()))
    }

    fn integer<'a>(&mut self, node: &'a Node, scope: Scope<'_, 'a>) -> Result<i64, Error> {
        match self.node(node, scope)? {
            Value::Integer(n) => Ok(n),
            other => Err(Error::NotAnInteger(other.kind())),
        }
    }

    fn text<'a>(&mut self, node: &'a Node, scope: Scope<'_, 'a>) -> Result<&'a str, Error> {
        match self.node(node, scope)? {
            Value::Text(text) => Ok(text),
            other => Err(Error::NotAText(other.kind())),
        }
    }

    fn reduce<'a>(&mut self, parts: &'a [Node; 3], scope: Scope<'_, 'a>) -> Result<Value<'a>, Error> {
        let [operand, lambda, initial] = parts;
        let items: Vec<Value<'a>> = match self.node(operand, scope)? {
            Value::Null => return self.node(initial, scope),
            Value::Items(items) => items.iter().map(Value::of).collect(),
            Value::Array(items) => items,
            other => return Err(Error::NotAnArray(other.kind())),
        };
        let mut accumulator = self.node(initial, scope)?;
        for current in items {
            accumulator = self.node(
                lambda,
                Scope::Lambda {
                    current: &current,
                    accumulator: &accumulator,
                    data: &scope,
                },
            )?;
        }
        Ok(accumulator)
    }
}

fn chained<T: Ord>(order: Order, values: &[T]) -> bool {
    values.windows(2).all(|pair| order.holds(&pair[0], &pair[1]))
}

fn variable<'a>(path: &[Fragment], scope: Scope<'_, 'a>) -> Value<'a> {
    let (start, path) = match scope {
        Scope::Data(data) => (Value::of(data), path),
        Scope::Lambda {
            current,
            accumulator,
            data,
        } => match path.split_first() {
            Some((first, rest)) if first.name == "current" => (current.clone(), rest),
            Some((first, rest)) if first.name == "accumulator" => (accumulator.clone(), rest),
            Some((first, rest)) if first.name == "data" => return variable(rest, *data),
            _ => (Value::Null, path),
        },
    };
    path.iter().fold(start, |value, fragment| value.at(fragment))
}

/// The part of a UVCI at a place, counted from 0.
fn extract(uvci: &str, index: i64) -> Option<&str> {
    let uvci = uvci.strip_prefix("URN:UVCI:").unwrap_or(uvci);
    uvci.split(['/', '#', ':']).nth(usize::try_from(index).ok()?)
}

#[cfg(test)]
mod tests {
    use super::super::Expression;
    use crate::limits::MAX_EXPRESSION;
    use serde_json::{Value as Json, json};

    fn result(expression: &Json, data: &Json) -> Result<Json, String> {
        let expression = Expression::parse(expression);
        let value = expression.evaluate(data);
        value.map(|v| v.to_json()).map_err(|e| e.to_string())
    }

    #[test]
    fn wrong_operands_are_errors() {
        let data = json!({"f": 1.5, "n": null, "o": {}, "t": "text"});
        for expression in [
            json!(null),
            json!({"foo": [1]}),
            json!({"+": [1, "1"]}),
            json!({"+": [{"var": "f"}, 1]}),
            json!({"+": [i64::MAX, 1]}),
            json!({"<": [1, {"var": "n"}]}),
            json!({"after": ["2021-01-01", "2020-01-01"]}),
            json!({"!": [{"plusTime": ["2021-01-01", 0, "day"]}]}),
            json!({"and": [true, {"plusTime": ["2021-01-01", 0, "day"]}]}),
            json!({"plusTime": [{"var": "n"}, 0, "day"]}),
            json!({"plusTime": [{"plusTime": ["2021-01-01", 0, "day"]}, 0, "day"]}),
            json!({"plusTime": ["2021-02-30", 0, "day"]}),
            json!({"plusTime": ["2021-01-01", 999_999, "year"]}),
            json!({"dccDateOfBirth": ["2021-01-01T00:00:00"]}),
            json!({"in": [1, {"var": "o"}]}),
            json!({"reduce": [{"var": "t"}, 1, 1]}),
            json!({"extractFromUVCI": [{"var": "f"}, 0]}),
        ] {
            assert!(result(&expression, &data).is_err(), "{expression}");
        }
    }

    #[test]
    fn what_is_not_reached_does_no_harm() {
        assert_eq!(
            result(&json!({"if": [false, {"foo": [1]}, 7]}), &json!({})),
            Ok(json!(7))
        );
        assert_eq!(
            result(&json!({"and": [false, {"foo": [1]}]}), &json!({})),
            Ok(json!(false))
        );
    }

    #[test]
    fn uvci_parts() {
        for (uvci, index, part) in [
            ("URN:UVCI:01:NL:X", 0, json!("01")),
            ("a::c/#/f", 3, json!("")),
            ("a::c/#/f", 5, json!("f")),
            ("a::c/#/f", 6, json!(null)),
            ("a", -1, json!(null)),
            ("urn:uvci:01", 0, json!("urn")),
        ] {
            assert_eq!(
                result(&json!({"extractFromUVCI": [uvci, index]}), &json!(null)),
                Ok(part),
                "{uvci} {index}"
            );
        }
    }

    #[test]
    fn lambdas_see_their_variables_and_what_is_around() {
        let sum =
            json!({"reduce": [{"var": "a"}, {"+": [{"var": "current.n"}, {"var": "accumulator"}]}, {"var": "start"}]});
        assert_eq!(
            result(&sum, &json!({"a": [{"n": 1}, {"n": 2}], "start": 10})),
            Ok(json!(13))
        );
        for (variable, seen) in [
            ("start", json!(null)),
            ("data.start", json!(10)),
            ("data.data", json!(null)),
        ] {
            let outside = json!({"reduce": [[1], {"var": variable}, 5]});
            assert_eq!(result(&outside, &json!({"start": 10})), Ok(seen), "{variable}");
        }
        let twice = json!({"reduce": [[1], {"reduce": [[2], {"var": "data.data.start"}, 0]}, 0]});
        assert_eq!(result(&twice, &json!({"start": 10})), Ok(json!(10)));
        assert_eq!(Expression::parse(&sum).variables(), ["a", "start"]);
    }

    #[test]
    fn depth_and_work_are_bounded() {
        let nested = |n: usize| (0..n).fold(json!(true), |inner, _| json!({"!": [inner]}));
        assert_eq!(result(&nested(MAX_EXPRESSION), &json!(null)), Ok(json!(true)));
        assert!(result(&nested(MAX_EXPRESSION + 1), &json!(null)).is_err());
        let lists = (0..500).fold(json!(true), |inner, _| json!([inner]));
        assert!(!Expression::parse(&lists).issues().is_empty());
        let thousand: Vec<u32> = (0..1000).collect();
        let inner = json!({"reduce": [{"var": "current"}, {"+": [1, 1]}, 0]});
        let outer = json!({"reduce": [{"var": ""}, inner, 0]});
        let square = Json::Array((0..1000).map(|_| json!(thousand)).collect());
        assert!(result(&outer, &square).unwrap_err().contains("steps"));
    }
}
