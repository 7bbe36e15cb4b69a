//! Entry decisions by the rules of a destination.
//!
//! A [`RulePack`] holds rules and value sets; [`RulePack::decide`] selects those that apply and evaluates them
//! (ehn-dcc-development/dgc-business-rules). For a country without rules the outcome is [`Outcome::Undecided`] without
//! any rule, never "accepted".

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
pub use pack::{Error, Rule, RulePack, RuleType, Version, VersionError};
pub use published::{Published, PublishedError};
pub use timeline::Span;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Outcome by a destination's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every rule holds.
    Accepted,
    /// At least one rule fails.
    Refused,
    /// Undecidable, or no rules are known.
    #[serde(rename = "open")]
    Undecided,
}

/// Result of one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleResult {
    /// The rule holds.
    Passed,
    /// The rule does not hold.
    Failed,
    /// The rule cannot be evaluated.
    #[serde(rename = "open")]
    Undecided,
}

/// Result of one rule in a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RuleReport {
    /// Identifier of the rule, e.g. `VR-FR-0001`.
    pub id: String,
    /// Its result.
    pub result: RuleResult,
    /// Description in the requested language if there is one, else in English.
    pub description: String,
    /// Paths of the pass and of the journey that it read, with their values.
    #[serde(default)]
    pub values: Vec<Evidence>,
    /// Reason for an open result.
    #[serde(default)]
    pub problem: Option<String>,
}

/// A value that a rule read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Evidence {
    /// Its path, e.g. `payload.v.0.dt`.
    pub path: String,
    /// The value; null if there is none. Formats that are not self-describing keep texts, and of other values only what
    /// can be shown.
    #[serde(with = "shown")]
    pub value: Value,
}

/// JSON in self-describing formats. Others keep what a page can show, so that the page needs no JSON parser.
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

/// Entry decision in a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Entry {
    /// Destination, ISO 3166-1 alpha-2.
    pub country: String,
    /// Outcome for the journey.
    pub outcome: Outcome,
    /// Every rule that was evaluated.
    pub rules: Vec<RuleReport>,
}

impl Entry {
    /// Decision for a country without known rules.
    #[must_use]
    pub fn no_rules_known(country: &str) -> Self {
        Self {
            country: country.to_ascii_uppercase(),
            outcome: Outcome::Undecided,
            rules: Vec::new(),
        }
    }
}
