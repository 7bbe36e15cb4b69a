use serde_json::{Value, json};

/// The choices from which an expression grows: random numbers, or the bytes of a fuzzer.
pub trait Choices {
    /// A number from 0 to `end`, without it.
    fn below(&mut self, end: usize) -> usize;

    /// A text of no known form.
    fn text(&mut self) -> String {
        (0..Choices::below(self, 12))
            .map(|_| ['a', '.', '/', '#', ':', '\u{1f9ea}'][Choices::below(self, 6)])
            .collect()
    }
}

const OPERATORS: [&str; 21] = [
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
    // These two do not exist.
    "or",
    "",
];
const PATHS: [&str; 18] = [
    "",
    "a",
    "a.0",
    "a.0.b",
    "v",
    "v.0",
    "v.0.dt",
    "v.0.ci",
    "payload.v.0.dt",
    "data",
    "accumulator",
    "current",
    "a..b",
    "a.99999999999999999999",
    "9",
    "dob",
    "long",
    "external.validationClock",
];
const TEXTS: [&str; 14] = [
    "2021-05-01",
    "2021-05-01T23:59:60Z",
    "2021-02-30",
    "0000-00-00",
    "9999-12-31T23:59:59+14:00",
    "1e9",
    "",
    "URN:UVCI:01:DE:A/B#C",
    "#",
    "//",
    "EU/1/20/1528",
    "\u{1F9EA}",
    "day",
    "month",
];

fn pick<'a>(from: &mut impl Choices, texts: &[&'a str]) -> &'a str {
    texts[from.below(texts.len())]
}

/// A value that is no operation.
pub fn literal(from: &mut impl Choices) -> Value {
    match from.below(12) {
        0 => Value::Null,
        1 => json!(from.below(2) == 0),
        2 => json!(from.below(40) as i64 - 20),
        3 => json!(i64::MAX - from.below(3) as i64),
        4 => json!(i64::MIN + from.below(3) as i64),
        5 => json!(u64::MAX - from.below(3) as u64),
        6 => json!(from.below(1000) as f64 / 7.0),
        7 => json!(pick(from, &TEXTS)),
        8 => json!(from.text()),
        9 => json!((0..from.below(5)).collect::<Vec<_>>()),
        10 => json!([]),
        _ => json!({}),
    }
}

/// An expression of every operator, mostly well formed, at most so deep.
pub fn expression(from: &mut impl Choices, depth: usize) -> Value {
    if depth == 0 || from.below(6) == 0 {
        return if from.below(2) == 0 {
            json!({"var": pick(from, &PATHS)})
        } else {
            literal(from)
        };
    }
    let operator = pick(from, &OPERATORS);
    let usual = match operator {
        "if" | "reduce" | "plusTime" => 3,
        "!" | "dccDateOfBirth" | "var" => 1,
        _ => 2,
    };
    let count = if from.below(12) == 0 { from.below(5) } else { usual };
    let mut operands: Vec<Value> = (0..count).map(|_| expression(from, depth - 1)).collect();
    if operator == "plusTime" && operands.len() == 3 && from.below(8) != 0 {
        operands[1] = json!(from.below(2000) as i64 - 1000);
        operands[2] = json!(pick(from, &["year", "month", "day", "hour"]));
    }
    if operator == "extractFromUVCI" && operands.len() == 2 {
        operands[1] = json!(from.below(6));
    }
    json!({operator: operands})
}
