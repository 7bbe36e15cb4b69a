use super::{Entry, Evidence, Outcome, Rule, RulePack, RuleReport, RuleResult, RuleType, Version};
use crate::{certlogic, pass::Kind};
use serde_json::{Map, Value};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Version of CertLogic that is implemented here.
const ENGINE: Version = Version(1, 3, 3);

/// The pass and the journey that rules are evaluated for.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Content of the DCC.
    pub payload: &'a Value,
    /// Kinds of statement in the pass; empty for a broken one.
    pub kinds: &'a [Kind],
    /// Country of the issuer.
    pub issuer: &'a str,
    /// Time of issue.
    pub issued_at: Option<OffsetDateTime>,
    /// Time of expiry.
    pub expires_at: Option<OffsetDateTime>,
    /// Key identifier of its signer, in base64.
    pub kid: &'a str,
    /// Destination.
    pub country: &'a str,
    /// Region of the destination, if it has rules of its own.
    pub region: Option<&'a str>,
    /// Country of departure, which some rules need.
    pub from: Option<&'a str>,
    /// Time of entry.
    pub clock: OffsetDateTime,
    /// Language of the descriptions.
    pub language: &'a str,
}

fn rfc3339(at: OffsetDateTime) -> Value {
    at.format(&Rfc3339).map_or(Value::Null, Value::String)
}

/// JSON object with these members.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    // Collecting would sort them first, by a long function for this type alone.
    let mut object = Map::new();
    for (name, value) in members {
        object.insert(name.to_owned(), value);
    }
    object.into()
}

/// Removes the spaces around texts: thousands of passes have codes that end with a space.
fn trimmed(value: &Value) -> Value {
    match value {
        Value::String(text) => text.trim().into(),
        Value::Array(items) => items.iter().map(trimmed).collect(),
        Value::Object(members) => {
            let mut like = Map::new();
            like.extend(members.iter().map(|(k, v)| (k.clone(), trimmed(v))));
            like.into()
        }
        other => other.clone(),
    }
}

/// A rule that applies to a pass and a journey at some time, with the reason why it cannot be evaluated, if there is
/// one.
pub(super) struct Candidate<'a> {
    rule: &'a Rule,
    problem: Option<String>,
}

impl RulePack {
    /// Decides on entry at the subject's time.
    #[must_use]
    pub fn decide(&self, subject: &Subject) -> Entry {
        let data = self.data(subject);
        let candidates = self.candidates(subject, &data);
        let rules = at_time(&candidates, subject.clock);
        let reports: Vec<RuleReport> = rules.iter().map(|c| report(c, subject, &data)).collect();
        Entry {
            country: subject.country.to_ascii_uppercase(),
            outcome: outcome(&rules, reports.iter().map(|report| report.result)),
            rules: reports,
        }
    }

    /// Decides on entry for a person who shows several passes together. Acceptance rules of every kind among the passes
    /// are evaluated once, on a content that combines them all; invalidation rules are evaluated for each pass alone.
    /// Rules that want a single pass then fail, so that this accepts more than [`RulePack::decide`] only for rules that
    /// combine passes (a vaccination and a test).
    #[must_use]
    pub fn decide_together(&self, subjects: &[Subject]) -> Option<Entry> {
        let (first, others) = subjects.split_first()?;
        let mut content = trimmed(first.payload);
        let mut kinds = first.kinds.to_vec();
        for other in others {
            let members = content.as_object_mut()?;
            for group in ["v", "t", "r"] {
                let more = other
                    .payload
                    .get(group)
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default();
                match members.get_mut(group).and_then(Value::as_array_mut) {
                    // The same statement in another pass counts once.
                    Some(had) => {
                        let new: Vec<Value> = more.into_iter().filter(|entry| !had.contains(entry)).collect();
                        had.extend(new);
                    }
                    None if !more.is_empty() => _ = members.insert(group.to_owned(), more.into()),
                    None => {}
                }
            }
            kinds.extend(other.kinds);
        }
        let mut kinds = compact_sort::sorted_by_key(kinds, |kind| f32::from(*kind as u8));
        kinds.dedup();
        let together = Subject {
            payload: &content,
            kinds: &kinds,
            ..*first
        };
        let data = self.data(&together);
        let candidates = self.candidates(&together, &data);
        let (mut results, mut reports) = (Vec::new(), Vec::new());
        let acceptance = at_time(&candidates, first.clock)
            .into_iter()
            .filter(|c| c.rule.kind == RuleType::Acceptance);
        for candidate in acceptance {
            results.push(candidate);
            reports.push(report(candidate, &together, &data));
        }
        let mut invalid = Vec::new();
        for subject in subjects {
            let data = self.data(subject);
            let own = self.candidates(subject, &data);
            let own = at_time(&own, subject.clock).into_iter();
            invalid.extend(
                own.filter(|c| c.rule.kind == RuleType::Invalidation)
                    .map(|c| report(c, subject, &data)),
            );
        }
        reports.extend(invalid);
        Some(Entry {
            country: first.country.to_ascii_uppercase(),
            outcome: outcome(&results, reports.iter().map(|report| report.result)),
            rules: reports,
        })
    }

    /// Rules that apply at any time: acceptance rules of the destination and invalidation rules of the issuer, for this
    /// kind and region.
    pub(super) fn candidates(&self, subject: &Subject, data: &Value) -> Vec<Candidate<'_>> {
        let applies = |rule: &&Rule| {
            let country = match rule.kind {
                RuleType::Acceptance => rule.country.eq_ignore_ascii_case(subject.country),
                RuleType::Invalidation => rule.country.eq_ignore_ascii_case(subject.issuer),
                RuleType::Other => false,
            };
            let region = rule.kind == RuleType::Invalidation
                || match (&rule.region, subject.region) {
                    (Some(rule), Some(asked)) => rule.eq_ignore_ascii_case(asked.trim()),
                    // Rules of the whole country apply in each of its regions.
                    (None, _) => true,
                    (Some(_), None) => false,
                };
            country && region && rule.certificate.is_none_or(|kind| subject.kinds.contains(&kind))
        };
        let candidates = self.rules().iter().filter(applies).map(|rule| Candidate {
            rule,
            problem: incompatible(rule, subject, data),
        });
        candidates.collect()
    }

    /// Data that rules read.
    pub(super) fn data(&self, subject: &Subject) -> Value {
        let upper = |text: &str| text.to_ascii_uppercase();
        let mut external = Map::new();
        // Unknown facts are left out: a rule that needs them stays open.
        let mut add = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                external.insert(name.to_owned(), value);
            }
        };
        add("validationClock", Some(rfc3339(subject.clock)));
        add("valueSets", Some(Value::Object(self.value_sets().clone())));
        add("countryCode", Some(upper(subject.country).into()));
        add("issuerCountryCode", Some(upper(subject.issuer).into()));
        add("kid", Some(subject.kid.into()));
        add("region", Some(subject.region.unwrap_or_default().into()));
        add("exp", subject.expires_at.map(rfc3339));
        add("iat", subject.issued_at.map(rfc3339));
        add("departureCountryCode", subject.from.map(|from| upper(from).into()));
        let mut payload = trimmed(subject.payload);
        if let Some(Value::String(birth)) = payload.get_mut("dob") {
            // CertLogic has no unknown days; a year or a month means its last day.
            while let Some(known) = birth.rfind("-00") {
                birth.truncate(known);
            }
        }
        object([("payload", payload), ("external", Value::Object(external))])
    }
}

/// Highest version of each rule among those that apply at a time.
fn at_time<'a, 'b>(candidates: &'b [Candidate<'a>], clock: OffsetDateTime) -> Vec<&'b Candidate<'a>> {
    let mut selected: Vec<&Candidate> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let Candidate { rule, .. } = candidate;
        if clock < rule.valid_from || clock > rule.valid_to {
            continue;
        }
        match selected.iter_mut().find(|other| other.rule.id == rule.id) {
            Some(other) if other.rule.version < rule.version => *other = candidate,
            Some(_) => {}
            None => selected.push(candidate),
        }
    }
    selected
}

/// Outcome at a time: that of [`RulePack::decide`] without its reasons. Sets the clock in the data to that time.
pub(super) fn outcome_at(candidates: &[Candidate], data: &mut Value, clock: OffsetDateTime) -> Outcome {
    if let Some(place) = data.pointer_mut("/external/validationClock") {
        *place = rfc3339(clock);
    }
    let rules = at_time(candidates, clock);
    outcome(&rules, rules.iter().map(|candidate| result(candidate, data).0))
}

fn outcome(rules: &[&Candidate], results: impl Iterator<Item = RuleResult>) -> Outcome {
    let known = rules
        .iter()
        .any(|candidate| candidate.rule.kind == RuleType::Acceptance);
    let mut open = !known;
    for result in results {
        match result {
            RuleResult::Failed => return Outcome::Refused,
            RuleResult::Undecided => open = true,
            RuleResult::Passed => {}
        }
    }
    if open { Outcome::Undecided } else { Outcome::Accepted }
}

/// Reason for not evaluating a rule for this pass, if there is one.
fn incompatible(rule: &Rule, subject: &Subject, data: &Value) -> Option<String> {
    if !rule.is_certlogic || rule.engine_version > ENGINE {
        return Some(format!(
            "it needs CertLogic {}, which is newer than ours",
            rule.engine_version
        ));
    }
    let version = subject.payload.get("ver").and_then(Value::as_str);
    let version: Option<Version> = version.and_then(|version| version.parse().ok());
    if version.is_none_or(|version| version.0 != rule.schema_version.0 || version < rule.schema_version) {
        return Some(format!("it is written for passes of schema {}", rule.schema_version));
    }
    // With a missing value set, every code would count as not in it.
    let sets = rule.logic.variables().iter();
    let missing = sets
        .filter_map(|path| path.strip_prefix("external.valueSets."))
        .find(|set| data["external"]["valueSets"].get(*set).is_none());
    missing.map(|set| format!("the value set {set} is missing"))
}

fn result(candidate: &Candidate, data: &Value) -> (RuleResult, Option<String>) {
    if let Some(problem) = &candidate.problem {
        return (RuleResult::Undecided, Some(problem.clone()));
    }
    match candidate.rule.logic.evaluate(data) {
        Ok(certlogic::Value::Bool(true)) => (RuleResult::Passed, None),
        Ok(certlogic::Value::Bool(false)) => (RuleResult::Failed, None),
        Ok(_) => (RuleResult::Undecided, Some("it says neither yes nor no".to_owned())),
        Err(error) => (RuleResult::Undecided, Some(error.to_string())),
    }
}

fn report(candidate: &Candidate, subject: &Subject, data: &Value) -> RuleReport {
    let rule = candidate.rule;
    let (result, problem) = result(candidate, data);
    let looked = rule.logic.variables().iter().filter(|path| {
        // Lists of all codes explain nothing to anyone.
        !path.is_empty() && !path.starts_with("external.valueSets")
    });
    RuleReport {
        id: rule.id.clone(),
        result,
        description: rule.description(subject.language).to_owned(),
        values: looked
            .map(|path| Evidence {
                path: path.clone(),
                value: data
                    .pointer(&format!("/{}", path.replace('.', "/")))
                    .cloned()
                    .unwrap_or(Value::Null),
            })
            .collect(),
        problem,
    }
}
