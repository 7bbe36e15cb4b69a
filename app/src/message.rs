//! Messages of a language: values put into the patterns that `cargo xtask finish` makes of `www/lang`
//! (`xtask/src/messages.rs` describes them).
//!
//! Fluent's own bundles carry a parser and the plural rules of all languages, 50 KB that every phone would load. The
//! browser has plural rules too (`Intl.PluralRules`).

use crate::browser;
use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Marks around a value that keep its direction inside a line of the other direction (Unicode UAX 9).
const ISOLATE: (char, char) = ('\u{2068}', '\u{2069}');

/// Value of a variable in a message.
pub enum MessageValue {
    /// A text.
    Text(String),
    /// A number, which selects the plural form.
    Number(usize),
}

impl From<&str> for MessageValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for MessageValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for MessageValue {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

/// The messages of a language.
pub struct Messages {
    /// Object of messages by name.
    patterns: JsValue,
    /// The browser's `Intl.PluralRules`.
    plurals: Option<JsValue>,
    isolate: bool,
}

impl Messages {
    /// Messages of a file; none if it cannot be read. `isolate` sets direction marks around values, for languages
    /// written from right to left; in others they would only be copied along.
    pub fn read(text: &str, plurals: Option<JsValue>, isolate: bool) -> Self {
        Self {
            patterns: JSON::parse(text).unwrap_or_default(),
            plurals,
            isolate,
        }
    }

    /// Adds the messages of another file, if it can be read.
    pub fn add(&self, text: &str) {
        if let (Ok(more), Some(patterns)) = (JSON::parse(text), self.patterns.dyn_ref::<Object>())
            && let Some(more) = more.dyn_ref::<Object>()
        {
            Object::assign(patterns, more);
        }
    }

    /// A message with its values; `None` if there is no message of this name.
    pub fn say(&self, id: &str, values: &[(&str, MessageValue)]) -> Option<String> {
        let pattern = Reflect::get(&self.patterns, &id.into()).ok()?;
        if pattern.is_undefined() {
            return None;
        }
        let mut said = String::new();
        self.write(&pattern, values, &mut said);
        Some(said)
    }

    fn write(&self, pattern: &JsValue, values: &[(&str, MessageValue)], said: &mut String) {
        if let Some(text) = pattern.as_string() {
            said.push_str(&text);
            return;
        }
        for part in Array::from(pattern).iter() {
            match part.as_string() {
                Some(text) => said.push_str(&text),
                None => self.place(&Array::from(&part), values, said),
            }
        }
    }

    /// Writes the value of a variable, or what it selects.
    fn place(&self, part: &Array, values: &[(&str, MessageValue)], said: &mut String) {
        let name = part.get(0).as_string().unwrap_or_default();
        let value = match values.iter().find(|(known, _)| *known == name) {
            Some((_, MessageValue::Text(text))) => text.clone(),
            Some((_, MessageValue::Number(number))) => number.to_string(),
            None => name,
        };
        let variants = part.get(1);
        if variants.is_undefined() {
            if self.isolate {
                said.push(ISOLATE.0);
            }
            said.push_str(&value);
            if self.isolate {
                said.push(ISOLATE.1);
            }
            return;
        }
        let keys = [Some(JsValue::from_str(&value)), self.plural(&value), Some(part.get(2))];
        let chosen = keys
            .iter()
            .flatten()
            .filter_map(|key| Reflect::get(&variants, key).ok())
            .find(|pattern| !pattern.is_undefined());
        if let Some(pattern) = chosen {
            self.write(&pattern, values, said);
        }
    }

    /// The plural category of a number (CLDR): `one`, `few`, `other`.
    fn plural(&self, number: &str) -> Option<JsValue> {
        let number: u32 = number.parse().ok()?;
        let rules = self.plurals.as_ref()?;
        browser::method(rules, "select")?.call1(rules, &number.into()).ok()
    }
}
