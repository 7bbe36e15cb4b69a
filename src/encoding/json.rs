//! Strict JSON: no duplicate members, bounded nesting; and its canonical form (RFC 8785).

use crate::limits::{MAX_JSON_DEPTH, MAX_JSON_VALUES};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::{
    cell::Cell,
    fmt::{self, Write},
};

/// Reason for refusing a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonError {
    /// Nested deeper than [`MAX_JSON_DEPTH`].
    TooDeep,
    /// Not JSON (RFC 8259), or with a duplicate member.
    Broken,
}

/// Parses the JSON of a list or a file of rules, after counting its values.
pub(crate) fn bounded(text: &[u8]) -> Result<Value, Unreadable> {
    if weight(text) > MAX_JSON_VALUES {
        return Err(Unreadable::TooMany);
    }
    serde_json::from_slice(text).map_err(|e| Unreadable::Line(e.line()))
}

/// Reason for refusing the JSON of a list or a file of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It has more values than [`MAX_JSON_VALUES`].
    TooMany,
    /// The number of a line that is broken.
    Line(usize),
}

/// Number of values, estimated by the punctuation outside strings; an object counts as ten.
fn weight(text: &[u8]) -> usize {
    let mut weight = 0;
    outside_strings(text, |byte| {
        weight += match byte {
            b'{' => 10,
            b'[' | b',' | b':' => 1,
            _ => 0,
        };
    });
    weight
}

/// Parses one JSON text. Duplicate members are refused, since two parsers of such a text may see two different passes.
pub(crate) fn parse(text: &[u8]) -> Result<Value, JsonError> {
    if depth(text) > MAX_JSON_DEPTH {
        return Err(JsonError::TooDeep);
    }
    let numbers = Numbers { rest: Cell::new(text) };
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = Strict(&numbers).deserialize(&mut deserializer);
    let ended = deserializer.end();
    value.ok().filter(|_| ended.is_ok()).ok_or(JsonError::Broken)
}

/// Depth of nesting, by the brackets outside strings.
fn depth(text: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    outside_strings(text, |byte| match byte {
        b'[' | b'{' => {
            depth += 1;
            deepest = deepest.max(depth);
        }
        b']' | b'}' => depth = depth.saturating_sub(1),
        _ => {}
    });
    deepest
}

/// Calls `look` for each byte outside strings.
fn outside_strings(text: &[u8], mut look: impl FnMut(u8)) {
    let (mut in_string, mut escaped) = (false, false);
    for byte in text {
        match (in_string, *byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (true, _) => {}
            (false, byte) => look(byte),
        }
    }
}

/// Numbers of a text, one after the other, as they are written.
struct Numbers<'a> {
    rest: Cell<&'a [u8]>,
}

impl<'a> Iterator for &Numbers<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (mut in_string, mut escaped) = (false, false);
        while let [first, behind @ ..] = self.rest.get() {
            let whole = self.rest.replace(behind);
            match first {
                _ if escaped => escaped = false,
                b'\\' => escaped = in_string,
                b'"' => in_string = !in_string,
                b'-' | b'0'..=b'9' if !in_string => {
                    let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-');
                    let (number, rest) = whole.split_at(1 + behind.iter().take_while(is_part).count());
                    self.rest.set(rest);
                    return Some(number);
                }
                _ => {}
            }
        }
        None
    }
}

/// Doubles before and behind that of the parser which are tried.
const NEIGHBOURS: usize = 4;

/// The double of which a decimal number is the shortest form, if it is one, else the parser's: without its feature
/// `float_roundtrip` it may be off by the last bit for numbers of more than 15 digits.
fn double(parsed: f64, written: &[u8]) -> f64 {
    let written = std::str::from_utf8(written).ok().and_then(Decimal::parse);
    let down = std::iter::successors(Some(parsed), |double| Some(double.next_down()));
    let up = std::iter::successors(Some(parsed.next_up()), |double| Some(double.next_up()));
    let mut near = down.take(NEIGHBOURS + 1).chain(up.take(NEIGHBOURS));
    near.find(|double| written.is_some() && shortest(*double) == written)
        .unwrap_or(parsed)
}

/// Reads values and their numbers.
#[derive(Clone, Copy)]
struct Strict<'a>(&'a Numbers<'a>);

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_i64<E>(mut self, v: i64) -> Result<Value, E> {
        self.0.next();
        Ok(v.into())
    }
    fn visit_u64<E>(mut self, v: u64) -> Result<Value, E> {
        self.0.next();
        Ok(v.into())
    }
    fn visit_f64<E: serde::de::Error>(mut self, v: f64) -> Result<Value, E> {
        let written = self.0.next().unwrap_or_default();
        let number = Number::from_f64(double(v, written)).ok_or_else(|| E::custom("not a finite number"))?;
        Ok(Value::Number(number))
    }
    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_string<E>(self, v: String) -> Result<Value, E> {
        Ok(v.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if members.insert(name, map.next_value_seed(self)?).is_some() {
                return Err(serde::de::Error::custom("a member stands twice"));
            }
        }
        Ok(Value::Object(members))
    }
}

/// Canonical form (JCS, RFC 8785): members in the order of their UTF-16 code units, no white space, strings with
/// minimal escaping, numbers as in ECMAScript.
pub(crate) fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        // ECMAScript treats every number as a double.
        Value::Number(number) => {
            write_number(number.as_f64().unwrap_or_default(), out);
        }
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let members = compact_sort::sorted_by(members.iter().collect(), |(a, _): &(&String, &Value), (b, _)| {
                a.encode_utf16().cmp(b.encode_utf16())
            });
            out.push('{');
            for (i, (name, value)) in members.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_text(name, out);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
    }
}

/// A decimal number: 0.digits times ten to the power of `point`, without zeros around the digits.
#[derive(PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    point: i64,
}

impl Decimal {
    /// Parses a JSON number; `None` if its exponent is too large.
    fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (negative, mantissa) = mantissa
            .strip_prefix('-')
            .map_or((false, mantissa), |rest| (true, rest));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = [whole, fraction].concat();
        let digits = all.trim_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self {
                negative: false,
                digits,
                point: 0,
            });
        }
        let zeros = all.len() - all.trim_start_matches('0').len();
        let whole = i64::try_from(whole.len()).ok()? - i64::try_from(zeros).ok()?;
        Some(Self {
            negative,
            digits,
            point: whole.checked_add(exponent.trim_start_matches('+').parse().ok()?)?,
        })
    }
}

/// True if the canonical form gives every number of a JSON text exactly. Otherwise two texts with different numbers
/// (2^53 and 2^53 + 1, or 1e-400 and 0) could have the same canonical form and therefore the same signature.
pub(crate) fn numbers_are_exact(text: &[u8]) -> bool {
    let numbers = Numbers { rest: Cell::new(text) };
    let exact = |number: &[u8]| {
        let parsed = serde_json::from_slice::<f64>(number).ok()?;
        let written = Decimal::parse(std::str::from_utf8(number).ok()?)?;
        Some(written == shortest(double(parsed, number))?)
    };
    (&numbers).all(|number| exact(number) == Some(true))
}

/// Shortest decimal number that parses to this double; `None` if it is not finite.
fn shortest(double: f64) -> Option<Decimal> {
    Decimal::parse(&Number::from_f64(double)?.to_string())
}

/// Writes a number like ECMAScript (ECMA-262, `Number::toString`): the shortest digits that parse to the same double.
/// serde_json finds the same digits but formats them differently.
fn write_number(double: f64, out: &mut String) {
    let Some(Decimal {
        negative,
        digits,
        point,
    }) = shortest(double).filter(|_| double != 0.0)
    else {
        return out.push('0');
    };
    let zeros = |n: i64| "0".repeat(usize::try_from(n).unwrap_or_default());
    let length = i64::try_from(digits.len()).unwrap_or_default();
    if negative {
        out.push('-');
    }
    match point {
        1..=21 if length <= point => out.push_str(&[digits, zeros(point - length)].concat()),
        1..=21 => {
            let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or_default());
            out.push_str(&[whole, ".", fraction].concat());
        }
        -5..=0 => out.push_str(&["0.", &zeros(-point), &digits].concat()),
        _ => {
            let (first, rest) = digits.split_at(1);
            out.push_str(first);
            if !rest.is_empty() {
                out.push_str(&[".", rest].concat());
            }
            let exponent = point - 1;
            // Writing to a String cannot fail.
            _ = write!(out, "e{}{}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{9}' => out.push_str("\\t"),
            '\u{a}' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\u{d}' => out.push_str("\\r"),
            c if c < ' ' => {
                // Writing to a String cannot fail.
                _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical_of(text: &str) -> String {
        canonical(&parse(text.as_bytes()).unwrap())
    }

    #[test]
    fn values_are_counted_before_they_are_kept() {
        // An array with one value more than its commas; its bracket counts for that value.
        let array = |values: usize| format!("[{}0]", "0,".repeat(values - 1));
        assert!(bounded(array(MAX_JSON_VALUES).as_bytes()).is_ok());
        assert_eq!(bounded(array(MAX_JSON_VALUES + 1).as_bytes()), Err(Unreadable::TooMany));
        let objects = |count: usize| format!("[{}{{}}]", "{},".repeat(count - 1));
        let most = MAX_JSON_VALUES / 11;
        assert!(bounded(objects(most).as_bytes()).is_ok());
        assert_eq!(bounded(objects(most + 1).as_bytes()), Err(Unreadable::TooMany));
        // Punctuation inside strings does not count.
        let text = format!("[\"{}\", \n]", "{[,:\\\"".repeat(MAX_JSON_VALUES / 4));
        assert_eq!(bounded(text.as_bytes()), Err(Unreadable::Line(2)));
    }

    #[test]
    fn the_examples_of_rfc_8785() {
        // Section 3.2.2 and 3.2.3.
        let text = r#"{
            "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
            "literals": [null, true, false]
        }"#;
        assert_eq!(
            canonical_of(text),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
             \"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
        );
        let text = "{\"\\u20ac\": \"Euro Sign\", \"\\r\": \"Carriage Return\", \"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\",
            \"1\": \"One\", \"\\ud83d\\ude00\": \"Emoji: Grinning Face\", \"\\u0080\": \"Control\", \"\\u00f6\": \"Latin Small Letter O With Diaeresis\"}";
        let canonical = canonical_of(text);
        let order = ["Carriage Return", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"];
        let places: Vec<usize> = order.iter().map(|name| canonical.find(name).unwrap()).collect();
        assert!(places.is_sorted(), "{canonical}");
    }

    #[test]
    fn the_numbers_of_rfc_8785() {
        // Appendix B: IEEE 754 bits and their text.
        for (bits, text) in [
            (0x0000_0000_0000_0000_u64, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
        ] {
            let number = Number::from_f64(f64::from_bits(bits)).unwrap();
            assert_eq!(canonical(&Value::Number(number)), text);
        }
        assert_eq!(
            canonical_of("[9007199254740993, 1.0, -0.0, 10000000000000000000000]"),
            "[9007199254740992,1,0,1e+22]"
        );
    }

    #[test]
    fn numbers_that_a_double_does_not_hold_are_found() {
        for text in [
            "0",
            "-0",
            "1",
            "1.0",
            "1e0",
            "10E-1",
            "-12.50",
            "0.1",
            "1e21",
            "9007199254740992",
            "9007199254740994",
            "1.7976931348623157e308",
            "5e-324",
            "0e99999999999999999999",
            "[1, \"9007199254740993\", {\"-\\\"5\": 2}]",
        ] {
            assert!(numbers_are_exact(text.as_bytes()), "{text}");
        }
        for text in [
            "9007199254740993",
            "-9007199254740993",
            "9007199254740993.0",
            "90071992547409930e-1",
            "18446744073709551617",
            "0.1000000000000000055",
            "1e-400",
            "1e400",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            "{\"a\\\\\": 9007199254740993}",
            "[\"\\\"\", 10000000000000001]",
        ] {
            assert!(!numbers_are_exact(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_double_that_the_parser_missed_is_found_by_its_shortest_form() {
        for text in [
            "0.1",
            "-1.7976931348623157e308",
            "9.999999999999997e22",
            "5e-324",
            "333333333.3333332",
        ] {
            let right: f64 = text.parse().unwrap();
            let [mut up, mut down] = [right; 2];
            for _ in 0..NEIGHBOURS {
                (up, down) = (up.next_up(), down.next_down());
                assert_eq!(double(up, text.as_bytes()).to_bits(), right.to_bits(), "{text}");
                assert_eq!(double(down, text.as_bytes()).to_bits(), right.to_bits(), "{text}");
            }
        }
        // Not the shortest form of any double.
        assert_eq!(double(0.1, b"0.1000000000000000055").to_bits(), 0.1_f64.to_bits());
    }

    #[test]
    fn nothing_is_read_in_two_ways() {
        assert_eq!(parse(br#"{"a":1,"a":1}"#), Err(JsonError::Broken));
        assert_eq!(parse(br#"[{"a":{"b":1,"\u0062":2}}]"#), Err(JsonError::Broken));
        assert_eq!(parse(br#""\ud800""#), Err(JsonError::Broken));
        assert_eq!(parse(b"{} {}"), Err(JsonError::Broken));
        assert_eq!(parse(b"\xef\xbb\xbf{}"), Err(JsonError::Broken));
        assert_eq!(parse(b"\"\xff\""), Err(JsonError::Broken));
        assert_eq!(parse(b"1e999"), Err(JsonError::Broken));
        let nested = |n: usize| [vec![b'['; n], vec![b']'; n]].concat();
        assert!(parse(&nested(MAX_JSON_DEPTH)).is_ok());
        assert_eq!(parse(&nested(MAX_JSON_DEPTH + 1)), Err(JsonError::TooDeep));
        assert_eq!(parse(&nested(1_000_000)), Err(JsonError::TooDeep));
        // Brackets inside strings do not nest.
        assert!(parse(format!("\"{}\\\"[\"", "[".repeat(100)).as_bytes()).is_ok());
    }
}
