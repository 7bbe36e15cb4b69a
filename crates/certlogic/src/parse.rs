//! JSON to a typed tree, with everything that is wrong on the way.

use super::{
    Expression, Issue,
    evaluate::Error,
    time::{DateTime, Unit},
};
use crate::limits::MAX_EXPRESSION;
use serde_json::Value as Json;

/// An expression.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// A text, integer or boolean.
    Literal(Json),
    /// An array of literals only, evaluated already.
    Constants(Vec<Json>),
    Array(Vec<Node>),
    /// Reads the data; no fragments for all of it.
    Var(Vec<Fragment>),
    If(Box<[Node; 3]>),
    And(Vec<Node>),
    Not(Box<Node>),
    Equal(Box<[Node; 2]>),
    In(Box<[Node; 2]>),
    Plus(Box<[Node; 2]>),
    Compare(Order, Vec<Node>),
    CompareTimes(Order, Vec<Node>),
    PlusTime(Box<Node>, i64, Unit),
    /// `plusTime` of a text that is known: an instant.
    Instant(DateTime),
    DateOfBirth(Box<Node>),
    Reduce(Box<[Node; 3]>),
    ExtractFromUvci(Box<Node>, i64),
    /// No expression; an error where it is reached.
    Invalid(Error),
}

/// A step of a path: a member, or a place of an array where it is a number.
#[derive(Clone, Debug)]
pub(super) struct Fragment {
    pub name: String,
    pub index: Option<usize>,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    pub(super) fn holds<T: Ord>(self, a: &T, b: &T) -> bool {
        match self {
            Self::Less => a < b,
            Self::LessOrEqual => a <= b,
            Self::Greater => a > b,
            Self::GreaterOrEqual => a >= b,
        }
    }

    fn named(operator: &str) -> Option<(Self, bool)> {
        Some(match operator {
            "<" => (Self::Less, false),
            "<=" => (Self::LessOrEqual, false),
            ">" => (Self::Greater, false),
            ">=" => (Self::GreaterOrEqual, false),
            "before" => (Self::Less, true),
            "not-after" => (Self::LessOrEqual, true),
            "after" => (Self::Greater, true),
            "not-before" => (Self::GreaterOrEqual, true),
            _ => return None,
        })
    }
}

struct Parser {
    issues: Vec<Issue>,
    variables: Vec<String>,
    /// Number of enclosing lambdas, whose variables are not the data's.
    lambdas: usize,
}

pub(super) fn parse(json: &Json) -> Expression {
    let mut parser = Parser {
        issues: Vec::new(),
        variables: Vec::new(),
        lambdas: 0,
    };
    let root = parser.node(json, &mut String::new(), 0);
    Expression {
        root,
        issues: parser.issues,
        variables: parser.variables,
    }
}

/// An operation with a known operator.
struct Operation<'a> {
    json: &'a Json,
    operator: &'a str,
    operands: &'a [Json],
    depth: usize,
    /// Length of the operation's own path; the rest of the path names the operand.
    own: usize,
}

impl Parser {
    fn fault(&mut self, json: &Json, path: &str, message: String) -> Node {
        let error = Error::Invalid(message.clone());
        self.issues.push(Issue {
            path: path.to_owned(),
            expression: json.clone(),
            message,
        });
        Node::Invalid(error)
    }

    /// Parses a part; `path` is as it was when this returns.
    fn inside(&mut self, json: &Json, path: &mut String, step: &str, depth: usize) -> Node {
        let length = path.len();
        path.push_str(step);
        let node = self.node(json, path, depth + 1);
        path.truncate(length);
        node
    }

    fn node(&mut self, json: &Json, path: &mut String, depth: usize) -> Node {
        if depth > MAX_EXPRESSION {
            let message = format!("nested deeper than {MAX_EXPRESSION} levels");
            // The part itself could be endless: it is not repeated.
            return self.fault(&Json::Null, path, message);
        }
        match json {
            Json::Bool(_) | Json::String(_) => Node::Literal(json.clone()),
            Json::Number(number) if number.is_i64() => Node::Literal(json.clone()),
            // 42.0 is how some writers put an integer.
            #[expect(clippy::cast_possible_truncation, reason = "integral, and well within the range")]
            Json::Number(number) => match number.as_f64() {
                Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => Node::Literal((float as i64).into()),
                _ => self.fault(json, path, format!("{number} is a non-integer number")),
            },
            Json::Null => self.fault(json, path, "invalid CertLogic expression".to_owned()),
            Json::Array(items) => self.array(items, path, depth),
            Json::Object(members) => match members.iter().next() {
                Some(member) if members.len() == 1 => self.operation(json, member, path, depth),
                _ => {
                    let message = format!(
                        "expression object must have exactly one key, but it has {}",
                        members.len()
                    );
                    self.fault(json, path, message)
                }
            },
        }
    }

    fn array(&mut self, items: &[Json], path: &mut String, depth: usize) -> Node {
        let nodes: Vec<Node> = items
            .iter()
            .enumerate()
            .map(|(i, item)| self.inside(item, path, &format!("[{i}]"), depth))
            .collect();
        let constants: Option<Vec<Json>> = nodes
            .iter()
            .map(|node| match node {
                Node::Literal(literal) => Some(literal.clone()),
                _ => None,
            })
            .collect();
        constants.map_or(Node::Array(nodes), Node::Constants)
    }

    fn operation(
        &mut self,
        json: &Json,
        (operator, operands): (&String, &Json),
        path: &mut String,
        depth: usize,
    ) -> Node {
        if operator == "var" {
            return self.var(json, operands, path);
        }
        let Json::Array(operands) = operands else {
            let message = r#"operation not of the form { "<operator>": [ <values...> ] }"#.to_owned();
            return self.fault(json, path, message);
        };
        if !is_known(operator) {
            return self.fault(json, path, format!("unrecognised operator: \"{operator}\""));
        }
        let own = path.len();
        if own > 0 {
            path.push('.');
        }
        path.push_str(operator);
        let operation = Operation {
            json,
            operator,
            operands,
            depth,
            own,
        };
        let node = self.known_operation(&operation, path);
        path.truncate(own);
        node
    }

    fn known_operation(&mut self, operation: &Operation, path: &mut String) -> Node {
        let Operation {
            json,
            operator,
            operands,
            depth,
            own,
        } = *operation;
        let count = operands.len();
        if let Some(message) = wrong_count(operator, count) {
            let path = path[..own].to_owned();
            return self.fault(json, &path, message);
        }
        match operator {
            "plusTime" => return self.plus_time(operation, path),
            "extractFromUVCI" => {
                let uvci = self.inside(&operands[0], path, "[0]", depth);
                return match operands[1].as_i64() {
                    Some(index) => Node::ExtractFromUvci(Box::new(uvci), index),
                    None => {
                        let message = not_an_integer("index", "extractFromUVCI", &operands[1]);
                        let path = path[..own].to_owned();
                        self.fault(json, &path, message)
                    }
                };
            }
            _ => {}
        }
        let reduce = operator == "reduce";
        let mut nodes = Vec::with_capacity(count);
        for (i, operand) in operands.iter().enumerate() {
            let lambda = usize::from(reduce && i == 1);
            self.lambdas += lambda;
            nodes.push(self.inside(operand, path, &format!("[{i}]"), depth));
            self.lambdas -= lambda;
        }
        if let Some((order, times)) = Order::named(operator) {
            return if times {
                Node::CompareTimes(order, nodes)
            } else {
                Node::Compare(order, nodes)
            };
        }
        let built = match operator {
            "and" => Some(Node::And(nodes)),
            "!" => nodes.pop().map(|node| Node::Not(Box::new(node))),
            "dccDateOfBirth" => nodes.pop().map(|node| Node::DateOfBirth(Box::new(node))),
            "if" => boxed(nodes).map(Node::If),
            "reduce" => boxed(nodes).map(Node::Reduce),
            "===" => boxed(nodes).map(Node::Equal),
            "in" => boxed(nodes).map(Node::In),
            "+" => boxed(nodes).map(Node::Plus),
            _ => None,
        };
        // The operator and the number of its operands were looked at before.
        built.unwrap_or(Node::Invalid(Error::OutOfRange))
    }

    fn plus_time(&mut self, operation: &Operation, path: &mut String) -> Node {
        let Operation {
            json,
            operands,
            depth,
            own,
            ..
        } = *operation;
        let date = self.inside(&operands[0], path, "[0]", depth);
        let (amount, unit) = (operands[1].as_i64(), operands[2].as_str().and_then(Unit::named));
        let path = path[..own].to_owned();
        let mut invalid = None;
        if amount.is_none() {
            invalid = Some(self.fault(json, &path, not_an_integer("amount", "plusTime", &operands[1])));
        }
        if unit.is_none() {
            let message = format!(
                "\"unit\" argument (#3) of \"plusTime\" must be a string equal to one of year, month, day, hour, but it is: {}",
                plain(&operands[2])
            );
            invalid = Some(self.fault(json, &path, message));
        }
        match (amount, unit, invalid) {
            (Some(amount), Some(unit), None) => match &date {
                // A text that is known is an instant that is known.
                Node::Literal(Json::String(text)) => DateTime::parse(text)
                    .and_then(|at| at.plus(amount, unit))
                    .map_or(Node::PlusTime(Box::new(date), amount, unit), Node::Instant),
                _ => Node::PlusTime(Box::new(date), amount, unit),
            },
            (.., invalid) => invalid.unwrap_or(Node::Invalid(Error::NotADateTime)),
        }
    }

    fn var(&mut self, json: &Json, operand: &Json, path: &str) -> Node {
        let Json::String(variable) = operand else {
            return self.fault(json, path, r#"not of the form { "var": "<path>" }"#.to_owned());
        };
        if self.lambdas == 0 && !self.variables.contains(variable) {
            self.variables.push(variable.clone());
        }
        if variable.is_empty() {
            return Node::Var(Vec::new());
        }
        if variable.split('.').any(str::is_empty) {
            let message = format!("data access path doesn't have a valid format: {variable}");
            return self.fault(json, path, message);
        }
        let fragments = variable.split('.').map(|name| Fragment {
            name: name.to_owned(),
            index: name
                .bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| name.parse().ok())
                .flatten(),
        });
        Node::Var(fragments.collect())
    }
}

fn is_known(operator: &str) -> bool {
    const OTHERS: [&str; 10] = [
        "if",
        "and",
        "!",
        "===",
        "in",
        "+",
        "plusTime",
        "dccDateOfBirth",
        "reduce",
        "extractFromUVCI",
    ];
    OTHERS.contains(&operator) || Order::named(operator).is_some()
}

fn boxed<const N: usize>(nodes: Vec<Node>) -> Option<Box<[Node; N]>> {
    nodes.into_boxed_slice().try_into().ok()
}

/// A literal as it is written, texts without their quotes.
fn plain(json: &Json) -> String {
    json.as_str().map_or_else(|| json.to_string(), str::to_owned)
}

fn not_an_integer(argument: &str, operator: &str, found: &Json) -> String {
    format!(
        "\"{argument}\" argument (#2) of \"{operator}\" must be an integer, but it is: {}",
        plain(found)
    )
}

/// Complaint about a wrong number of operands, `None` if the number is right.
fn wrong_count(operator: &str, count: usize) -> Option<String> {
    let exactly = |wanted: usize, article: &str| {
        let noun = if wanted == 1 {
            "value/operand"
        } else {
            "values/operands"
        };
        (count != wanted).then(|| {
            format!("{article} \"{operator}\"-operation must have exactly {wanted} {noun}, but it has {count}")
        })
    };
    let with = |allowed: std::ops::RangeInclusive<usize>, words: &str| {
        (!allowed.contains(&count)).then(|| {
            format!("an operation with operator \"{operator}\" must have {words} operands, but it has {count}")
        })
    };
    match operator {
        "if" => exactly(3, "an"),
        "plusTime" | "reduce" => exactly(3, "a"),
        "extractFromUVCI" => exactly(2, "an"),
        "dccDateOfBirth" => exactly(1, "a"),
        "and" => (count < 2).then(|| format!("an \"and\" operation must have at least 2 operands, but it has {count}")),
        "!" => (count != 1)
            .then(|| format!("a !-operation (logical not/negation) must have exactly 1 operand, but it has {count}")),
        "===" | "in" | "+" => with(2..=2, "2"),
        _ if Order::named(operator).is_some() => with(2..=3, "2 or 3"),
        _ => None,
    }
}
