use super::{RulePack, pack::Error};
use serde_json::Value;

/// Rules and value sets in the EU's JSON, as published.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collection {
    pub(super) rules: Vec<Value>,
    pub(super) value_sets: Vec<Value>,
}

impl Collection {
    /// Converts to a pack. If a rule occurs twice in the same version, the last one counts.
    ///
    /// # Errors
    /// Fails if a rule or value set cannot be read.
    pub fn pack(&self) -> Result<RulePack, Error> {
        let mut pack = RulePack::default();
        pack.add_parsed_value_sets(&self.value_sets)?;
        pack.add_parsed_rules(&self.rules)?;
        Ok(pack)
    }

    /// True if it contains nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.value_sets.is_empty()
    }
}
