//! Entry decisions and rules in words.

use super::{DAY, milliseconds_now, trust::freshness};
use crate::bridge::RulesState;
use crate::language::Words;
use greengate::{
    pass::{Format, names},
    rules::{Entry, RuleReport, RuleResult},
    trust::Freshness,
};

/// Milliseconds after which rules that began to apply count as old.
const OLD_RULES: f64 = 90.0 * DAY;

/// Message of a field of the DCC, by the name that rules use.
fn field_label(field: &str) -> Option<&'static str> {
    Some(match field {
        "dt" => "fact-vaccinated",
        "dn" | "sd" => "fact-dose",
        "mp" => "fact-vaccine",
        "ma" => "fact-maker",
        "tg" => "fact-disease",
        "tt" => "fact-test",
        "tr" => "fact-result",
        "sc" => "fact-sampled",
        "fr" => "fact-first-positive",
        "df" => "fact-from",
        "du" => "fact-until",
        _ => return None,
    })
}

impl Words {
    /// Reasons against entry, one for each rule: the rule, and the data that it checked.
    pub fn entry_reasons(&self, format: Option<Format>, entry: &Entry, rules: &RulesState) -> Vec<String> {
        let mut reasons = Vec::new();
        if format.is_some_and(|format| !format.has_rules()) {
            reasons.push(self.say("rules-other-format"));
        } else if entry.rules.is_empty() {
            reasons.push(self.say("rules-no-rules"));
        }
        let against = entry.rules.iter().filter(|rule| rule.result != RuleResult::Passed);
        reasons.extend(against.map(|rule| self.rule(rule)));
        if !entry.rules.is_empty() {
            reasons.extend(self.rules_age(rules));
        }
        reasons
    }

    /// A rule with the data that it checked, in words: "Vaccinated on 18 February 2021".
    fn rule(&self, rule: &RuleReport) -> String {
        let looked: Vec<String> = rule
            .values
            .iter()
            .filter(|looked| looked.path.starts_with("payload."))
            .filter_map(|looked| {
                let field = looked.path.rsplit('.').next().unwrap_or_default();
                let text = looked.value.as_str()?;
                let value = match field {
                    "mp" => names::product(text),
                    "ma" => names::maker(text),
                    "tt" => self.named(&names::test(text)),
                    "tg" => self.named(&names::disease(text)),
                    "tr" => match text {
                        "260415000" => self.say("result-not-detected"),
                        "260373001" => self.say("result-detected"),
                        _ => text.to_owned(),
                    },
                    "sc" => self.sampled(text),
                    _ => self.partial_date(text),
                };
                let label = field_label(field).map_or_else(|| field.to_owned(), |id| self.say(id));
                Some(format!("{label} {value}"))
            })
            .collect();
        let looked = if looked.is_empty() {
            String::new()
        } else {
            format!(" ({})", looked.join(", "))
        };
        let said = format!("{}{looked}", rule.description);
        let id = if rule.result == RuleResult::Failed {
            "rule-failed"
        } else {
            "rule-open"
        };
        self.say_with(id, [("rule", said.into())])
    }

    /// Age of the rules in words, so that old ones never look current.
    pub fn rules_age(&self, rules: &RulesState) -> Option<String> {
        let newest = rules.newest?;
        let (date, age) = (self.day_of(newest), milliseconds_now() - newest);
        Some(if age > OLD_RULES {
            let values = [("date", date.into()), ("age", self.span(age).into())];
            self.say_with("rules-old", values)
        } else {
            self.say_with("rules-age", [("date", date.into())])
        })
    }

    /// Facts about the rules in use, one sentence each.
    pub fn rules_facts(&self, rules: &RulesState) -> Vec<String> {
        let mut facts = Vec::new();
        if let Some(name) = &rules.requirements {
            facts.push(self.say_with("rules-requirements", [("name", name.clone().into())]));
        }
        if rules.rules == 0 {
            facts.push(self.say("rules-empty"));
            return facts;
        }
        let values = [
            ("rules", self.count("count-rules", rules.rules).into()),
            ("countries", self.count("count-countries", rules.countries.len()).into()),
            ("sets", self.count("count-value-sets", rules.value_sets).into()),
        ];
        facts.push(self.say_with("rules-extent", values));
        if let Some(pack) = &rules.published {
            let values = [
                ("serial", pack.serial.to_string().into()),
                ("made", self.day_of(pack.issued_at).into()),
            ];
            facts.push(self.say_with("rules-published", values));
            if let Some(at) = rules.same_serial {
                let why = self.say_with("fail-same-serial", [("serial", pack.serial.to_string().into())]);
                let ago = self.span(milliseconds_now() - at);
                facts.push(self.say_with("trust-failed", [("span", ago.into()), ("why", why.into())]));
            }
            let fresh = freshness(Some(pack.issued_at), Some(pack.best_before), Some(pack.expires_at));
            if matches!(fresh, Freshness::Stale | Freshness::TooOld) {
                let age = self.span(milliseconds_now() - pack.issued_at);
                facts.push(self.say_with("rules-pack-stale", [("age", age.into())]));
            }
        }
        if !rules.names.is_empty() {
            facts.push(self.say_with("rules-not-checked", [("names", rules.names.join(", ").into())]));
        }
        facts.extend(self.rules_age(rules));
        facts
    }
}
