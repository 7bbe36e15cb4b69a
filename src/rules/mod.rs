//! Accepted there? What the rules of a destination say about a pass.
//!
//! A [`RulePack`] holds rules and value sets; [`RulePack::decide`] selects those that apply
//! and evaluates them (ehn-dcc-development/dgc-business-rules). A country without rules is
//! answered as such: [`Outcome::Undecided`] without any rule, never "accepted".

mod collection;
mod decide;
#[cfg(feature = "lists")]
mod files;
mod help;
mod pack;
mod published;
mod timeline;

pub use collection::Collection;
pub use decide::Subject;
pub use help::{Remedy, TestKind};
pub use pack::{Error, Rule, RulePack, RuleType, Version};
pub use published::{Published, PublishedError};
pub use timeline::Span;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The answer of a destination's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every rule holds.
    Accepted,
    /// At least one rule fails.
    Refused,
    /// It cannot be decided, or no rules are known.
    #[serde(rename = "open")]
    Undecided,
}

/// What one rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleResult {
    /// The rule holds.
    Passed,
    /// The rule does not hold.
    Failed,
    /// The rule cannot be decided.
    #[serde(rename = "open")]
    Undecided,
}

/// One rule's result, as reports carry it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleReport {
    /// Identifier of the rule, e.g. `VR-FR-0001`.
    pub id: String,
    /// Its result.
    pub result: RuleResult,
    /// Its description, in the language asked for where it has that, else in English.
    pub description: String,
    /// What it looked at: paths of the pass and of the journey, with their values.
    #[serde(default)]
    pub values: Vec<Evidence>,
    /// Why it is open, where it is.
    #[serde(default)]
    pub problem: Option<String>,
}

/// A value that a rule looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its path, e.g. `payload.v.0.dt`.
    pub path: String,
    /// The value; null where there is none. In formats that do not describe themselves, texts
    /// stay, and of all else only what can be shown.
    #[serde(with = "shown")]
    pub value: Value,
}

/// JSON where the format describes itself; elsewhere what a page can show of it, so that a page
/// needs no reader of JSON.
mod shown {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    #[derive(Serialize, Deserialize)]
    enum Shown {
        Null,
        Text(String),
        Compound,
    }

    pub fn serialize<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return value.serialize(serializer);
        }
        match value {
            Value::Null => Shown::Null,
            Value::String(text) => Shown::Text(text.clone()),
            Value::Bool(value) => Shown::Text(value.to_string()),
            Value::Number(value) => Shown::Text(value.to_string()),
            Value::Array(_) | Value::Object(_) => Shown::Compound,
        }
        .serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        if deserializer.is_human_readable() {
            return Value::deserialize(deserializer);
        }
        Ok(match Shown::deserialize(deserializer)? {
            Shown::Null => Value::Null,
            Shown::Text(text) => Value::String(text),
            Shown::Compound => Value::Array(Vec::new()),
        })
    }
}

/// The entry decision, as reports carry it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Destination, ISO 3166-1 alpha-2.
    pub country: String,
    /// The answer.
    pub outcome: Outcome,
    /// Every rule that was looked at.
    pub rules: Vec<RuleReport>,
}

impl Entry {
    /// The decision where no rules are known for the country.
    #[must_use]
    pub fn no_rules_known(country: &str) -> Self {
        Self {
            country: country.to_ascii_uppercase(),
            outcome: Outcome::Undecided,
            rules: Vec::new(),
        }
    }
}
