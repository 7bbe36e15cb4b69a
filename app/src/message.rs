//! Messages of a language: Project Fluent's own parser, and values put into patterns.
//!
//! Fluent's own bundles carry the plural rules of all languages, 45 KB that every phone would load. The browser has
//! them too (`Intl.PluralRules`). This reader understands what the page's files use and `tests/words.rs` allows:
//! variables, literals, and selection by a number.

use crate::browser;
use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource, VariantKey},
    parser,
};
use std::collections::HashMap;
use wasm_bindgen::JsValue;

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
    patterns: HashMap<String, Pattern<String>>,
    /// The browser's `Intl.PluralRules`.
    plurals: Option<JsValue>,
    isolate: bool,
}

impl Messages {
    /// Messages of a file, without those that cannot be read. `isolate` sets direction marks around values, for
    /// languages written from right to left; in others they would only be copied along.
    pub fn read(text: &str, plurals: Option<JsValue>, isolate: bool) -> Self {
        let resource: Resource<String> = parser::parse(text.to_owned()).unwrap_or_else(|(readable, _)| readable);
        let patterns = resource.body.into_iter().filter_map(|entry| match entry {
            Entry::Message(message) => Some((message.id.name, message.value?)),
            _ => None,
        });
        Self {
            patterns: patterns.collect(),
            plurals,
            isolate,
        }
    }

    /// A message with its values; `None` if there is no message of this name.
    pub fn say(&self, id: &str, values: &[(&str, MessageValue)]) -> Option<String> {
        let mut said = String::new();
        self.write(self.patterns.get(id)?, values, &mut said);
        Some(said)
    }

    fn write(&self, pattern: &Pattern<String>, values: &[(&str, MessageValue)], said: &mut String) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => said.push_str(value),
                PatternElement::Placeable { expression } => self.place(expression, values, said),
            }
        }
    }

    fn place(&self, expression: &Expression<String>, values: &[(&str, MessageValue)], said: &mut String) {
        match expression {
            Expression::Inline(InlineExpression::Placeable { expression }) => self.place(expression, values, said),
            Expression::Inline(inline) => {
                if self.isolate {
                    said.push(ISOLATE.0);
                }
                said.push_str(&value(inline, values));
                if self.isolate {
                    said.push(ISOLATE.1);
                }
            }
            Expression::Select { selector, variants } => {
                let number = value(selector, values);
                let plural = self.plural(&number);
                let chosen = variants.iter().find(|variant| match &variant.key {
                    VariantKey::Identifier { name } => Some(name) == plural.as_ref() || *name == number,
                    VariantKey::NumberLiteral { value } => *value == number,
                });
                if let Some(variant) = chosen.or_else(|| variants.iter().find(|variant| variant.default)) {
                    self.write(&variant.value, values, said);
                }
            }
        }
    }

    /// The plural category of a number (CLDR): `one`, `few`, `other`.
    fn plural(&self, number: &str) -> Option<String> {
        let number: u32 = number.parse().ok()?;
        let rules = self.plurals.as_ref()?;
        browser::method(rules, "select")?
            .call1(rules, &number.into())
            .ok()?
            .as_string()
    }
}

/// Text of an expression; its name if there is no value for it.
fn value(expression: &InlineExpression<String>, values: &[(&str, MessageValue)]) -> String {
    match expression {
        InlineExpression::VariableReference { id } => match values.iter().find(|(name, _)| *name == id.name) {
            Some((_, MessageValue::Text(text))) => text.clone(),
            Some((_, MessageValue::Number(number))) => number.to_string(),
            None => format!("{{${}}}", id.name),
        },
        InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => value.clone(),
        _ => String::new(),
    }
}
