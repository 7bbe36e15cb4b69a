//! EU Digital COVID Certificate, schema 1.0.0 to 1.3.3
//! (ehn-dcc-development/eu-dcc-schema), read as leniently as issuers wrote it.

use super::{
    ClinicalEvent, Content, Decoder, Error, Facts, FormatInfo, Identifier, Kind, TestResult,
    dates::{digits, is_date_time},
    hcert, names,
    schema::{
        Object, birth_date, bounded_texts, day, dose, map, object, optional_text, optional_texts, required, text,
    },
};
use crate::limits::MAX_NAME;
use serde_json::Value;

pub(super) static FORMAT: FormatInfo = FormatInfo {
    name: "dcc",
    domain: "DCC",
    has_rules: true,
    recognises: hcert::recognises,
};

pub(super) const DECODER: Decoder = Decoder::Hcert {
    claims: &[1],
    expires: true,
    content: |json, _| content(json),
};

/// The three groups of a DCC; since schema 1.3.0 there is one entry in one of them.
const GROUPS: [(&str, Kind); 3] = [("v", Kind::Vaccination), ("t", Kind::Test), ("r", Kind::Recovery)];

/// Required fields of an entry by kind, by their type.
struct Fields {
    texts: &'static [&'static str],
    optional_texts: &'static [&'static str],
    dates: &'static [&'static str],
    date_times: &'static [&'static str],
    /// Counts with the smallest value that issuers use.
    counts: &'static [(&'static str, u64)],
}

const fn fields(kind: Kind) -> Fields {
    match kind {
        Kind::Vaccination => Fields {
            texts: &["tg", "vp", "mp", "ma", "co", "is", "ci"],
            optional_texts: &[],
            dates: &["dt"],
            date_times: &[],
            // Dutch passes say "3 of 0" if the length of the series is unknown.
            counts: &[("dn", 1), ("sd", 0)],
        },
        Kind::Test => Fields {
            texts: &["tg", "tt", "tr", "co", "is", "ci"],
            optional_texts: &["nm", "ma", "tc"],
            dates: &[],
            date_times: &["sc"],
            counts: &[],
        },
        Kind::Recovery => Fields {
            texts: &["tg", "co", "is", "ci"],
            optional_texts: &[],
            dates: &["fr", "df", "du"],
            date_times: &[],
            counts: &[],
        },
    }
}

/// Every entry of the three groups, in their order.
fn entries(json: &Value) -> impl Iterator<Item = (&'static str, Kind, &Value)> {
    GROUPS.iter().flat_map(|(group, kind)| {
        let entries = json.get(group).and_then(Value::as_array);
        entries.into_iter().flatten().map(|entry| (*group, *kind, entry))
    })
}

/// Contents with a single entry each, for a pass with several entries; empty for a pass with one.
pub(crate) fn single_entries(json: &Value) -> Vec<(Kind, Value)> {
    if entries(json).nth(1).is_none() {
        return Vec::new();
    }
    let alone = |(wanted, kind, entry): (&str, Kind, &Value)| {
        let mut json = json.clone();
        if let Some(root) = json.as_object_mut() {
            GROUPS.iter().for_each(|(group, _)| drop(root.remove(*group)));
            root.insert(wanted.to_owned(), Value::Array(vec![entry.clone()]));
        }
        (kind, json)
    };
    entries(json).map(alone).collect()
}

/// Wraps a decoded DCC; [`Content::check`] validates it later.
fn content(json: Value) -> Content {
    let mut kinds: Vec<Kind> = entries(&json).map(|(_, kind, _)| kind).collect();
    kinds.dedup();
    let text = |entry: &Value, key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    let issuer_name = entries(&json).next().and_then(|(_, _, entry)| text(entry, "is"));
    let events = entries(&json).map(|(_, kind, entry)| event(entry, kind)).collect();
    let identifiers = entries(&json).filter_map(|(_, _, entry)| {
        Some(Identifier::Uvci {
            uvci: text(entry, "ci")?,
            country: text(entry, "co").map(|co| co.trim().to_owned()),
        })
    });
    Content {
        identifiers: identifiers.collect(),
        facts: facts(&json, issuer_name.as_deref(), events),
        kinds,
        check,
        json,
        holds: (None, None),
    }
}

/// An entry in words that people can read.
pub(super) fn event(entry: &Value, kind: Kind) -> ClinicalEvent {
    let text = |key: &str| {
        let text = entry.get(key).and_then(Value::as_str).map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let common = ClinicalEvent {
        kind: Some(kind),
        disease: text("tg").map(|code| names::disease(&code)),
        country: text("co"),
        ..ClinicalEvent::default()
    };
    match kind {
        Kind::Vaccination => ClinicalEvent {
            product: text("mp").map(|code| names::product(&code)),
            maker: text("ma").map(|code| names::maker(&code)),
            date: text("dt"),
            dose: dose(entry),
            ..common
        },
        Kind::Test => ClinicalEvent {
            product: text("tt").map(|code| names::test(&code)),
            date: text("sc"),
            result: text("tr").map(|code| names::result(&code).unwrap_or(TestResult::Other(code))),
            by: text("tc"),
            ..common
        },
        Kind::Recovery => ClinicalEvent {
            date: text("fr"),
            from: text("df"),
            until: text("du"),
            ..common
        },
    }
}

fn facts(json: &Value, issuer_name: Option<&str>, events: Vec<ClinicalEvent>) -> Facts {
    let name = |key: &str| {
        let text = json.get("nam")?.get(key)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let join = |first: Option<String>, between: &str, second: Option<String>| match (first, second) {
        (Some(a), Some(b)) => Some(format!("{a}{between}{b}")),
        (a, b) => a.or(b),
    };
    let birth_date = json
        .get("dob")
        .and_then(Value::as_str)
        .map(|dob| dob.trim().split('T').next().unwrap_or_default());
    Facts {
        name: join(name("gn"), " ", name("fn")),
        standard_name: join(name("fnt"), "<<", name("gnt")),
        birth_date: birth_date.filter(|dob| !dob.is_empty()).map(str::to_owned),
        issuer_name: issuer_name
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned),
        document: None,
        events,
        ..Facts::default()
    }
}

/// Validates against the schema, with the leniency that real passes need: dates with a time, null for an absent group,
/// names up to 150 characters, unknown codes and unknown fields.
fn check(json: &Value) -> Result<(), Error> {
    bounded_texts(json, &mut String::new())?;
    let root = map(json, "the statement")?;
    let version = version(required(root, "", "ver")?)?;
    names_are_sound(object(root, "", "nam")?)?;
    required(root, "", "dob")?;
    birth_date(root, "", "dob")?;
    for (group, i, kind, entry) in sound_entries(root, version)? {
        check_entry(entry, kind, &format!("{group}[{i}]."))?;
    }
    Ok(())
}

fn check_entry(entry: &Object, kind: Kind, path: &str) -> Result<(), Error> {
    let wanted = fields(kind);
    for key in wanted.texts {
        text(entry, path, key)?;
    }
    optional_texts(entry, path, wanted.optional_texts)?;
    for key in wanted.dates {
        day(entry, path, key)?;
    }
    for key in wanted.date_times {
        if !is_date_time(text(entry, path, key)?.trim()) {
            return Err(Error::schema_in(path, key, "is not a date and time"));
        }
    }
    for (key, least) in wanted.counts {
        if required(entry, path, key)?.as_u64().is_none_or(|n| n < *least) {
            return Err(Error::schema_in(path, key, "is not a whole number, or too small"));
        }
    }
    Ok(())
}

/// First schema version in which a pass has a single entry.
const ONE_ENTRY_SINCE: Version = [1, 3, 0];

/// An entry: group, index in the group, kind, content.
type Entry<'a> = (&'static str, usize, Kind, &'a Object);

/// Entries of a pass: exactly one from schema 1.3.0 on, one or several in one group before.
fn sound_entries(root: &Object, version: Version) -> Result<Vec<Entry<'_>>, Error> {
    let mut found: Vec<Entry> = Vec::new();
    for (group, kind) in GROUPS {
        let entries = match root.get(group) {
            None | Some(Value::Null) => continue,
            Some(Value::Array(entries)) => entries,
            Some(_) => return Err(Error::schema(group, "is not an array")),
        };
        // Never in several groups, whatever the version.
        if !found.is_empty() && !entries.is_empty() {
            return Err(Error::schema("the statement", "has more than one entry"));
        }
        for (i, entry) in entries.iter().enumerate() {
            let entry = entry
                .as_object()
                .ok_or_else(|| Error::schema(group, "holds an entry that is not a map"))?;
            found.push((group, i, kind, entry));
        }
    }
    match found.len() {
        0 => Err(no_entry(root)),
        1 => Ok(found),
        _ if version < ONE_ENTRY_SINCE => Ok(found),
        _ => Err(Error::schema("the statement", "has more than one entry")),
    }
}

/// Error for a pass without an entry. Some states issue statements of other kinds in the same form.
fn no_entry(root: &Object) -> Error {
    let holds = |group: &str| match root.get(group) {
        Some(Value::Array(entries)) => !entries.is_empty(),
        Some(Value::Object(entry)) => !entry.is_empty(),
        _ => false,
    };
    let known = ["ver", "nam", "dob", "v", "t", "r", "meta"];
    if holds("e") {
        Error::ProvesNothing("the pass is an exemption (group e): it attests no vaccination, test or recovery")
    } else if holds("d") {
        Error::ProvesNothing("the pass is a domestic one (group d): it attests no vaccination, test or recovery")
    } else if root.keys().any(|key| !known.contains(&key.as_str()) && holds(key)) {
        Error::ProvesNothing(
            "the pass is of a kind that the EU's schema does not have: it attests no vaccination, test or recovery",
        )
    } else {
        Error::schema("the statement", "has no entry")
    }
}

fn names_are_sound(names: &Object) -> Result<(), Error> {
    // One of them is enough since schema 1.3.2: some people have a single name.
    if optional_text(names, "nam.", "gnt")?.is_none() {
        text(names, "nam.", "fnt")?;
    }
    let mut named = false;
    for key in ["fn", "fnt", "gn", "gnt"] {
        let name = optional_text(names, "nam.", key)?;
        if name.is_some_and(|name| name.chars().count() > MAX_NAME) {
            return Err(Error::schema_in("nam.", key, "is too long"));
        }
        named |= name.is_some_and(|name| !name.trim().is_empty());
    }
    if !named {
        return Err(Error::schema("nam", "names nobody"));
    }
    Ok(())
}

/// Schema version: major, minor, patch.
type Version = [u16; 3];

fn version(value: &Value) -> Result<Version, Error> {
    let wrong = || Error::schema("ver", "is not a version number");
    let text = value.as_str().ok_or_else(wrong)?.trim();
    let parts: Vec<u16> = text
        .split('.')
        .map(|part| digits(part, part.len()))
        .collect::<Option<_>>()
        .ok_or_else(wrong)?;
    parts.try_into().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_FIELD;
    use serde_json::json;

    fn vaccination() -> Value {
        json!({"ver": "1.3.0", "dob": "1990-02-28", "nam": {"fnt": "DOE", "gnt": "JO", "fn": " Doe ", "gn": "Jo"},
            "v": [{"tg": "840539006", "vp": "1119349007", "mp": "EU/1/20/1528", "ma": "ORG-100030215", "dn": 2, "sd": 2,
                   "dt": "2021-06-01", "co": "XD", "is": "Ministry", "ci": "URN:UVCI:01:XD:1"}]})
    }

    fn with(path: &str, value: Value) -> Value {
        let mut json = vaccination();
        match value {
            Value::Null => {
                let (parent, key) = path.rsplit_once('/').unwrap();
                json.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key);
            }
            value => {
                let (parent, key) = path.rsplit_once('/').unwrap();
                json.pointer_mut(parent)
                    .unwrap()
                    .as_object_mut()
                    .unwrap()
                    .insert(key.to_owned(), value);
            }
        }
        json
    }

    fn fault(json: &Value) -> Option<String> {
        match check(json) {
            Ok(()) => None,
            Err(Error::Schema { path, .. }) => Some(path),
            Err(other) => panic!("not a schema error: {other}"),
        }
    }

    #[test]
    fn a_sound_pass_is_read() {
        let content = content(vaccination());
        assert_eq!(content.kinds, [Kind::Vaccination]);
        assert_eq!(content.facts.name.as_deref(), Some("Jo Doe"));
        assert_eq!(content.facts.standard_name.as_deref(), Some("DOE<<JO"));
        assert_eq!(content.facts.birth_date.as_deref(), Some("1990-02-28"));
        assert_eq!(content.check(), Ok(()));
    }

    #[test]
    fn what_issuers_wrote_is_accepted() {
        for (path, value) in [
            ("/dob", json!("")),
            ("/dob", json!("1990")),
            ("/dob", json!("1990-02")),
            ("/dob", json!("1990-02-28T00:00:00")),
            // An unknown month or day.
            ("/dob", json!("1990-00-00")),
            ("/dob", json!("1990-05-00")),
            ("/dob", json!("1989-00-20")),
            ("/dob", json!("1989-00-31")),
            ("/dob", json!("1963-00")),
            ("/dob", json!("1990-00-00T00:00:00")),
            ("/nam", json!({"gn": "Charles", "gnt": "CHARLES"})),
            ("/nam", json!({"fn": "Charles", "fnt": "CHARLES", "gnt": null})),
            ("/nam", json!({"fnt": "", "gnt": "CHARLES"})),
            ("/t", json!([])),
            ("/v/0/dt", json!("2021-11-05T00:00:00")),
            ("/v/0/dt", json!("2021-11-05T00:00:00.000+02:00")),
            ("/v/0/mp", json!("EU/1/20/1528 ")),
            ("/v/0/ci", json!("no prefix at all")),
            ("/v/0/dn", json!(3)),
            ("/v/0/sd", json!(0)),
            ("/v/0/mp", json!("")),
            ("/nam/fnt", json!("A".repeat(MAX_NAME))),
            ("/nam/gnt", Value::Null),
            ("/meta", json!({"anything": [1, 2]})),
        ] {
            assert_eq!(fault(&with(path, value.clone())), None, "{path} = {value}");
        }
        let mut null_groups = vaccination();
        null_groups["t"] = Value::Null;
        null_groups["r"] = Value::Null;
        assert_eq!(fault(&null_groups), None);
    }

    #[test]
    fn several_entries_were_allowed_until_1_3_0() {
        let mut two = vaccination();
        let entry = two["v"][0].clone();
        two["v"] = json!([entry.clone(), entry]);
        for (version, wanted) in [
            ("1.0.0", None),
            ("1.2.1", None),
            ("1.3.0", Some("the statement")),
            ("1.3.3", Some("the statement")),
        ] {
            two["ver"] = json!(version);
            assert_eq!(fault(&two).as_deref(), wanted, "{version}");
        }
        // Each entry is validated, shown, and can be revoked.
        two["ver"] = json!("1.2.1");
        two["v"][1]["ci"] = json!("URN:UVCI:01:XD:2");
        let sound = content(two.clone());
        assert_eq!((sound.facts.events.len(), sound.identifiers.len()), (2, 2));
        assert_eq!(sound.kinds, [Kind::Vaccination]);
        let single = single_entries(&two);
        assert_eq!(single.len(), 2);
        assert_eq!(single[1].1["v"], json!([two["v"][1]]));
        assert_eq!(single_entries(&vaccination()), []);
        two["v"][1]["dt"] = json!("2021-02-30");
        assert_eq!(fault(&two).as_deref(), Some("v[1].dt"));
        // A vaccination and a test.
        two["v"] = json!([two["v"][0]]);
        two["t"] = json!([{"tg": "840539006", "tt": "LP6464-4", "sc": "2021-06-01T08:00:00Z", "tr": "260415000",
            "co": "XD", "is": "Ministry", "ci": "URN:UVCI:01:XD:3"}]);
        assert_eq!(fault(&two).as_deref(), Some("the statement"));
    }

    #[test]
    fn statements_of_other_kinds_are_named() {
        for (group, value, wanted) in [
            ("e", json!([{"tg": "840539006"}]), "exemption"),
            ("d", json!([{"co": "XD"}]), "domestic"),
            ("x", json!([{"a": 1}]), "schema does not have"),
            ("x", json!({"a": 1}), "schema does not have"),
        ] {
            let mut pass = with("/v", Value::Null);
            pass[group] = value;
            match check(&pass) {
                Err(Error::ProvesNothing(detail)) => assert!(detail.contains(wanted), "{detail}"),
                other => panic!("{group}: {other:?}"),
            }
            // Beside a vaccination it does not matter.
            let mut beside = vaccination();
            beside[group] = pass[group].clone();
            assert_eq!(fault(&beside), None);
        }
        assert_eq!(fault(&with("/v", Value::Null)).as_deref(), Some("the statement"));
    }

    #[test]
    fn what_breaks_the_schema_is_named_by_its_path() {
        for (path, value, where_) in [
            ("/ver", Value::Null, "ver"),
            ("/ver", json!("1.3"), "ver"),
            ("/nam", json!("DOE"), "nam"),
            ("/nam", json!({"fn": "Doe", "gn": "Jo"}), "nam.fnt"),
            ("/nam", json!({"fnt": "", "gnt": " "}), "nam"),
            ("/nam/fnt", json!(7), "nam.fnt"),
            ("/nam/fn", json!("A".repeat(MAX_NAME + 1)), "nam.fn"),
            ("/dob", Value::Null, "dob"),
            ("/dob", json!(1990), "dob"),
            ("/dob", json!("1890-01-01"), "dob"),
            ("/dob", json!("1990-13"), "dob"),
            ("/dob", json!("1990-00-32"), "dob"),
            ("/dob", json!("1990-0"), "dob"),
            ("/dob", json!("1990-05-0"), "dob"),
            ("/dob", json!("0000-00-00"), "dob"),
            ("/dob", json!("1990-02-29"), "dob"),
            ("/v/0/dt", json!("2021-02-30"), "v[0].dt"),
            ("/v/0/dt", json!("yesterday"), "v[0].dt"),
            ("/v/0/dt", json!("2021-06-01T25:00"), "v[0].dt"),
            ("/v/0/dn", json!(0), "v[0].dn"),
            ("/v/0/dn", json!("2"), "v[0].dn"),
            ("/v/0/sd", json!(1.5), "v[0].sd"),
            ("/v/0/ci", Value::Null, "v[0].ci"),
            ("/v/0/is", json!("x".repeat(MAX_FIELD + 1)), "v[0].is"),
            ("/extra", json!(["x".repeat(MAX_FIELD + 1)]), "extra[0]"),
            ("/v", json!([]), "the statement"),
            ("/v", json!({}), "v"),
            ("/v", json!(["entry"]), "v"),
            ("/t", json!([{}]), "the statement"),
            ("/t", json!("none"), "t"),
        ] {
            assert_eq!(
                fault(&with(path, value.clone())).as_deref(),
                Some(where_),
                "{path} = {value}"
            );
        }
    }
}
