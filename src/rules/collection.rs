use super::{RulePack, pack::Error};
use serde_json::Value;

/// Rules and value sets in the EU's JSON, as published.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collection {
    pub(super) rules: Vec<Value>,
    pub(super) value_sets: Vec<Value>,
}

impl Collection {
    /// Ready to decide. A rule that is there twice in one version is the last of them.
    ///
    /// # Errors
    /// When a rule or value set cannot be read.
    pub fn pack(&self) -> Result<RulePack, Error> {
        let mut pack = RulePack::default();
        pack.add_parsed_value_sets(&self.value_sets)?;
        pack.add_parsed_rules(&self.rules)?;
        Ok(pack)
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.value_sets.is_empty()
    }
}
