//! Checks shared by the formats' schemas.

use super::Error;
use crate::limits::MAX_FIELD;
use serde_json::{Map, Value};

pub(super) type Object = Map<String, Value>;

pub(super) fn required<'a>(object: &'a Object, path: &str, key: &str) -> Result<&'a Value, Error> {
    match object.get(key) {
        None | Some(Value::Null) => Err(Error::schema(format!("{path}{key}"), "is missing")),
        Some(value) => Ok(value),
    }
}

pub(super) fn text<'a>(object: &'a Object, path: &str, key: &str) -> Result<&'a str, Error> {
    required(object, path, key)?
        .as_str()
        .ok_or_else(|| Error::schema(format!("{path}{key}"), "is not text"))
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
        Value::String(text) if text.len() > MAX_FIELD => return Err(Error::schema(path.clone(), "is too long")),
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
                    return Err(Error::schema(path.clone(), "has a key that is too long"));
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

/// A required object.
pub(super) fn object<'a>(parent: &'a Object, path: &str, key: &str) -> Result<&'a Object, Error> {
    required(parent, path, key)?
        .as_object()
        .ok_or_else(|| Error::schema(format!("{path}{key}"), "is not a map"))
}

/// A trimmed text, if there is one that is not empty.
pub(super) fn shown(object: Option<&Value>, key: &str) -> Option<String> {
    let text = object?.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
