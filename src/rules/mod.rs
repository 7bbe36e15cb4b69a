//! Accepted there? What the rules of a destination say about a pass.
//!
//! No rule pack can be read yet, so the honest answer for every country is that no
//! rules are known: [`Outcome::Open`] without any rule, never "accepted".

use serde::{Deserialize, Serialize};

/// The answer of a destination's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every rule holds.
    Accepted,
    /// At least one rule fails.
    Refused,
    /// It cannot be decided, or no rules are known.
    Open,
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
    Open,
}

/// One rule's result, as reports carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleReport {
    /// Identifier of the rule, e.g. `VR-FR-0001`.
    pub id: String,
    /// Its result.
    pub result: RuleResult,
    /// Its description.
    pub description: String,
}

/// The entry decision, as reports carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
            outcome: Outcome::Open,
            rules: Vec::new(),
        }
    }
}
