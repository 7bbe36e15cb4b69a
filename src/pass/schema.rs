//! Checks shared by the formats' schemas.

use super::Error;
use super::dates::{is_birth_date, is_date};
use crate::limits::{MAX_FIELD, MAX_NAME};
use serde_json::{Map, Value};

pub(super) type Object = Map<String, Value>;

pub(super) fn required<'a>(object: &'a Object, path: &str, key: &str) -> Result<&'a Value, Error> {
    match object.get(key) {
        None | Some(Value::Null) => Err(Error::schema_in(path, key, "is missing")),
        Some(value) => Ok(value),
    }
}

pub(super) fn text<'a>(object: &'a Object, path: &str, key: &str) -> Result<&'a str, Error> {
    required(object, path, key)?
        .as_str()
        .ok_or_else(|| Error::schema_in(path, key, "is not text"))
}

pub(super) fn optional_text<'a>(object: &'a Object, path: &str, key: &str) -> Result<Option<&'a str>, Error> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(_) => text(object, path, key).map(Some),
    }
}

/// Checks that no text anywhere in the statement is longer than the limit, even in unknown fields.
pub(super) fn bounded_texts(value: &Value, path: &mut String) -> Result<(), Error> {
    let length = path.len();
    match value {
        Value::String(text) if text.len() > MAX_FIELD => return Err(Error::schema(path, "is too long")),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                path.push_str(&format!("[{i}]"));
                bounded_texts(item, path)?;
                path.truncate(length);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                if key.len() > MAX_FIELD {
                    return Err(Error::schema(path, "has a key that is too long"));
                }
                if length > 0 {
                    path.push('.');
                }
                path.push_str(key);
                bounded_texts(item, path)?;
                path.truncate(length);
            }
        }
        _ => {}
    }
    Ok(())
}

/// The members of a map, whose path may end in a dot.
pub(super) fn map<'a>(value: &'a Value, path: &str) -> Result<&'a Object, Error> {
    let map = value.as_object();
    map.ok_or_else(|| Error::schema(path.trim_end_matches('.'), "is not a map"))
}

/// A required object.
pub(super) fn object<'a>(parent: &'a Object, path: &str, key: &str) -> Result<&'a Object, Error> {
    let map = required(parent, path, key)?.as_object();
    map.ok_or_else(|| Error::schema_in(path, key, "is not a map"))
}

/// Checks texts that may be absent.
pub(super) fn optional_texts(object: &Object, path: &str, keys: &[&str]) -> Result<(), Error> {
    keys.iter()
        .try_for_each(|key| optional_text(object, path, key).map(|_| ()))
}

/// Checks a day that may be absent, with or without a time.
pub(super) fn optional_day(object: &Object, path: &str, key: &str) -> Result<(), Error> {
    match optional_text(object, path, key)? {
        Some(day) if !is_date(day.trim()) => Err(Error::schema_in(path, key, "is not a date")),
        _ => Ok(()),
    }
}

/// Checks a day.
pub(super) fn day(object: &Object, path: &str, key: &str) -> Result<(), Error> {
    required(object, path, key)?;
    optional_day(object, path, key)
}

/// Checks a date of birth that may be absent.
pub(super) fn birth_date(object: &Object, path: &str, key: &str) -> Result<(), Error> {
    match optional_text(object, path, key)? {
        Some(day) if !is_birth_date(day.trim()) => Err(Error::schema_in(path, key, "is not a date of birth")),
        _ => Ok(()),
    }
}

/// True for a name that somebody can have.
pub(super) fn is_name(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().count() <= MAX_NAME
}

/// Checks the name of the holder.
pub(super) fn holder(object: &Object, path: &str, key: &str) -> Result<(), Error> {
    if is_name(text(object, path, key)?) {
        Ok(())
    } else {
        Err(Error::schema_in(path, key, "is empty or too long"))
    }
}

/// A trimmed text, if there is one that is not empty.
pub(super) fn shown(object: Option<&Value>, key: &str) -> Option<String> {
    let text = object?.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Number of a dose, and of the doses of its series where it is stated: "2" or "2/3".
pub(super) fn dose(entry: &Value) -> Option<String> {
    let number = |key: &str| entry.get(key).and_then(Value::as_u64);
    let (dose, series) = (number("dn")?, number("sd"));
    Some(series.map_or_else(|| dose.to_string(), |series| format!("{dose}/{series}")))
}
