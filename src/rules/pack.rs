use crate::{
    certlogic::Expression,
    encoding::json::{Unreadable, bounded},
    limits::{MAX_LIST, MAX_RULE_CODES, MAX_RULES},
    pass::Kind,
};
use serde_json::{Map, Value};
use std::{cmp::Ordering, fmt, str::FromStr};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Reason for refusing a pack. A single unreadable rule refuses all of them: without it a destination could seem to
/// accept more than it does. A rule whose logic is faulty is kept and stays open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is larger than allowed.
    #[error("the file has {0} bytes, more than the {MAX_LIST} allowed")]
    TooLarge(usize),
    /// Not JSON.
    #[error("line {0} of the JSON is broken")]
    Json(usize),
    /// Not rules or value sets.
    #[error("these are no {0}")]
    Shape(&'static str),
    /// A rule lacks a required field, or the field is wrong.
    #[error("rule {place} has no {field}, or a wrong one")]
    Rule {
        /// Its identifier, or its position in the file, from 1.
        place: String,
        /// Name of the field.
        field: &'static str,
    },
    /// An archive that cannot be read.
    #[error("the archive is broken: {0}")]
    Archive(&'static str),
    /// A file of an archive does not match its hash.
    #[error("{0} does not match the list of hashes")]
    Hash(String),
    /// A file in the list of hashes is missing.
    #[error("{0} is in the list of hashes, but missing")]
    Missing(String),
    /// More rules or codes than allowed.
    #[error("there are more {0} than allowed")]
    TooMany(&'static str),
}

/// A version of three numbers (Semantic Versioning without pre-release and build).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u32, pub u32, pub u32);

/// A text that is not a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not three numbers with points between them")]
#[non_exhaustive]
pub struct VersionError;

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let mut parts = text.trim().split('.').map(|part| {
            let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            if digits {
                part.parse().map_err(|_| VersionError)
            } else {
                Err(VersionError)
            }
        });
        let mut next = || parts.next().unwrap_or(Err(VersionError));
        let version = Self(next()?, next()?, next()?);
        parts.next().map_or(Ok(version), |_| Err(VersionError))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// Purpose of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleType {
    /// Decides if the destination accepts a pass.
    Acceptance,
    /// Decides if the issuer has withdrawn a pass.
    Invalidation,
    /// National purpose that is unrelated to entry (masks, boosters).
    Other,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Identifier such as `VR-FR-0001`.
    pub id: String,
    /// Purpose.
    pub kind: RuleType,
    /// Country that made the rule, ISO 3166-1 alpha-2.
    pub country: String,
    /// Region that the rule is for, in capitals.
    pub region: Option<String>,
    /// Its version.
    pub version: Version,
    /// Version of the DCC schema that it was written for.
    pub schema_version: Version,
    /// True if it is written in CertLogic.
    pub is_certlogic: bool,
    /// Version of CertLogic that it needs.
    pub engine_version: Version,
    /// Kind of pass that it is for; `None` for every kind.
    pub certificate: Option<Kind>,
    /// Descriptions by language, as published.
    pub descriptions: Vec<(String, String)>,
    /// First instant at which it applies.
    pub valid_from: OffsetDateTime,
    /// Last instant at which it applies.
    pub valid_to: OffsetDateTime,
    /// Logic of the rule.
    pub logic: Expression,
}

impl Rule {
    /// Parses a rule in the EU's JSON; `place` is its position in the file.
    fn read(json: &Value, place: usize) -> Result<Self, Error> {
        let text = |name: &str| json.get(name).and_then(Value::as_str).map(str::trim);
        let name = text("Identifier").map_or_else(|| (place + 1).to_string(), str::to_owned);
        let wrong = |field| Error::Rule {
            place: name.clone(),
            field,
        };
        let required = |field| text(field).filter(|t| !t.is_empty()).ok_or_else(|| wrong(field));
        let version = |field| required(field)?.parse().map_err(|_: VersionError| wrong(field));
        let date = |field| OffsetDateTime::parse(required(field)?, &Rfc3339).map_err(|_| wrong(field));
        let descriptions = json.get("Description").and_then(Value::as_array).into_iter().flatten();
        Ok(Self {
            id: required("Identifier")?.to_owned(),
            kind: match required("Type")? {
                "Acceptance" => RuleType::Acceptance,
                "Invalidation" => RuleType::Invalidation,
                _ => RuleType::Other,
            },
            country: required("Country")?.to_ascii_uppercase(),
            // A region that equals the country is no region.
            region: text("Region")
                .map(str::to_ascii_uppercase)
                .filter(|region| !region.is_empty() && Some(region.as_str()) != text("Country")),
            version: version("Version")?,
            schema_version: version("SchemaVersion")?,
            is_certlogic: required("Engine")? == "CERTLOGIC",
            engine_version: version("EngineVersion")?,
            certificate: match required("CertificateType")? {
                "General" => None,
                "Vaccination" => Some(Kind::Vaccination),
                "Test" => Some(Kind::Test),
                "Recovery" => Some(Kind::Recovery),
                _ => return Err(wrong("CertificateType")),
            },
            descriptions: descriptions
                .filter_map(|d| Some((d.get("lang")?.as_str()?.to_owned(), d.get("desc")?.as_str()?.to_owned())))
                .collect(),
            valid_from: date("ValidFrom")?,
            valid_to: date("ValidTo")?,
            logic: Expression::parse(json.get("Logic").unwrap_or(&Value::Null)),
        })
    }

    /// Description in a language, else in English, else in any language.
    #[must_use]
    pub fn description(&self, language: &str) -> &str {
        let in_language = |wanted: &str| {
            self.descriptions
                .iter()
                .find(|(lang, _)| lang.get(..2).is_some_and(|l| l.eq_ignore_ascii_case(wanted)))
        };
        let wanted = language.get(..2).unwrap_or(language);
        in_language(wanted)
            .or_else(|| in_language("en"))
            .or_else(|| self.descriptions.first())
            .map_or("", |(_, text)| text)
    }
}

/// Rules with their value sets.
#[derive(Clone, Debug, Default)]
pub struct RulePack {
    rules: Vec<Rule>,
    /// Codes by value set, as rules read them.
    value_sets: Map<String, Value>,
    /// Names by value set and code.
    names: Map<String, Value>,
}

impl RulePack {
    /// Parses rules in the EU's JSON (an array), and optionally value sets (an array of `{valueSetId,
    /// valueSetValues}`).
    ///
    /// # Errors
    /// Fails if either is too large, is not JSON, or is something else.
    pub fn read(rules: &[u8], value_sets: Option<&[u8]>) -> Result<Self, Error> {
        let mut pack = Self::default();
        pack.add_rules(rules)?;
        if let Some(value_sets) = value_sets {
            pack.add_value_sets(value_sets)?;
        }
        Ok(pack)
    }

    /// Adds rules; each replaces a rule with the same identifier and version.
    ///
    /// # Errors
    /// The errors of [`RulePack::read`].
    pub fn add_rules(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match parse(bytes)? {
            Value::Array(rules) => self.add_parsed_rules(&rules),
            _ => Err(Error::Shape("rules")),
        }
    }

    pub(super) fn add_parsed_rules(&mut self, rules: &[Value]) -> Result<(), Error> {
        if self.rules.len() + rules.len() > MAX_RULES {
            return Err(Error::TooMany("rules"));
        }
        let read = rules.iter().enumerate().map(|(place, rule)| Rule::read(rule, place));
        let read: Vec<Rule> = read.collect::<Result<_, _>>()?;
        // A file that is added again replaces its rules.
        self.take(read);
        Ok(())
    }

    /// Adds value sets; each replaces one with the same name.
    ///
    /// # Errors
    /// The errors of [`RulePack::read`].
    pub fn add_value_sets(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match parse(bytes)? {
            Value::Array(sets) => self.add_parsed_value_sets(&sets),
            one @ Value::Object(_) => self.add_parsed_value_sets(&[one]),
            _ => Err(Error::Shape("value sets")),
        }
    }

    pub(super) fn add_parsed_value_sets(&mut self, sets: &[Value]) -> Result<(), Error> {
        for set in sets {
            let id = set.get("valueSetId").and_then(Value::as_str);
            let values = set.get("valueSetValues").and_then(Value::as_object);
            let (Some(id), Some(values)) = (id, values) else {
                return Err(Error::Shape("value sets"));
            };
            let codes = values.keys().cloned().map(Value::String).collect();
            self.value_sets.insert(id.to_owned(), Value::Array(codes));
            let mut names = Map::new();
            names.extend(values.iter().filter_map(|(code, value)| {
                let name = value.get("display")?.as_str()?.trim();
                (!name.is_empty()).then(|| (code.trim().to_owned(), Value::from(name)))
            }));
            self.names.insert(id.to_owned(), Value::Object(names));
        }
        let codes: usize = self.value_sets.values().filter_map(Value::as_array).map(Vec::len).sum();
        if codes > MAX_RULE_CODES {
            return Err(Error::TooMany("codes"));
        }
        Ok(())
    }

    /// Adds another pack, whose rules and value sets replace those with the same name.
    pub fn extend(&mut self, other: &Self) {
        self.take(other.rules.clone());
        for (mine, theirs) in [
            (&mut self.value_sets, &other.value_sets),
            (&mut self.names, &other.names),
        ] {
            mine.extend(theirs.iter().map(|(set, values)| (set.clone(), values.clone())));
        }
    }

    /// Adds rules in place of those with the same name and version.
    fn take(&mut self, rules: Vec<Rule>) {
        fn key(rule: &Rule) -> (&str, Version) {
            (&rule.id, rule.version)
        }
        let known = compact_sort::sorted_by(rules.iter().map(key).collect(), Ord::cmp);
        self.rules.retain(|rule| known.binary_search(&key(rule)).is_err());
        self.rules.extend(rules);
    }

    /// All rules.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Rule by identifier, in this version, or in the highest.
    #[must_use]
    pub fn find(&self, id: &str, version: Option<Version>) -> Option<&Rule> {
        let named = self.rules.iter().filter(|rule| rule.id == id);
        named
            .filter(|rule| version.is_none_or(|version| rule.version == version))
            .max_by(|a, b| a.version.cmp(&b.version).then(Ordering::Less))
    }

    /// Value sets for rules: identifier to list of codes.
    #[must_use]
    pub const fn value_sets(&self) -> &Map<String, Value> {
        &self.value_sets
    }

    /// Published name of a code in any value set: vaccines, manufacturers, tests, diseases.
    #[must_use]
    pub fn name_of(&self, code: &str) -> Option<&str> {
        self.names.values().find_map(|names| names.get(code.trim())?.as_str())
    }

    /// Countries that have acceptance rules, in order.
    #[must_use]
    pub fn countries(&self) -> Vec<&str> {
        let acceptance = self.rules.iter().filter(|rule| rule.kind == RuleType::Acceptance);
        let countries = acceptance.map(|rule| rule.country.as_str()).collect();
        let mut countries: Vec<&str> = compact_sort::sorted_by(countries, Ord::cmp);
        countries.dedup();
        countries
    }

    /// Time when the newest rule began to apply, which shows how recent the pack is.
    #[must_use]
    pub fn newest(&self) -> Option<OffsetDateTime> {
        self.rules.iter().map(|rule| rule.valid_from).max()
    }
}

pub(super) fn parse(bytes: &[u8]) -> Result<Value, Error> {
    if bytes.len() > MAX_LIST {
        return Err(Error::TooLarge(bytes.len()));
    }
    bounded(bytes).map_err(|fault| match fault {
        Unreadable::TooMany => Error::TooMany("values"),
        Unreadable::Line(line) => Error::Json(line),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_three_numbers() {
        let version = |text: &str| text.parse::<Version>();
        assert_eq!(version("1.0.100"), Ok(Version(1, 0, 100)));
        assert!(version("1.0.100").unwrap() > version("1.0.15").unwrap());
        for wrong in ["", "1", "1.0", "1.0.0.0", "1.0.x", "1..0", "1.0.0-beta", "+1.0.0"] {
            assert!(version(wrong).is_err(), "{wrong}");
        }
    }
}
