//! Entry rules: selection, outcome, timeline, and the reference implementation's results.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{greengate, json_lines, ran, shared};
use greengate::{
    pass::Kind,
    rules::{Entry, Outcome, RulePack, RuleResult, Subject},
};
use serde_json::{Value, json};
use std::{collections::HashMap, fs, io::Write};
use time::{Duration, OffsetDateTime, macros::datetime};

const CLOCK: OffsetDateTime = datetime!(2021-08-01 12:00 UTC);

fn rule(id: &str, logic: &Value) -> Value {
    json!({"Identifier": id, "Type": if id.starts_with("IR") { "Invalidation" } else { "Acceptance" }, "Country": &id[3..5],
        "Version": "1.0.0", "SchemaVersion": "1.0.0", "Engine": "CERTLOGIC", "EngineVersion": "0.7.5",
        "CertificateType": match &id[..2] { "VR" => "Vaccination", "TR" => "Test", "RR" => "Recovery", _ => "General" },
        "Description": [{"lang": "en", "desc": format!("Rule {id}")}, {"lang": "de", "desc": format!("Regel {id}")}],
        "ValidFrom": "2021-07-01T00:00:00Z", "ValidTo": "2022-07-01T00:00:00Z", "AffectedFields": [], "Logic": logic})
}

fn pack(rules: &[Value]) -> RulePack {
    let sets = json!([{"valueSetId": "vaccines", "valueSetValues": {"EU/1/20/1528": {}}}]);
    RulePack::read(json!(rules).to_string().as_bytes(), Some(sets.to_string().as_bytes())).unwrap()
}

fn payload() -> Value {
    json!({"ver": "1.3.0", "dob": "1990-01-01", "nam": {"fnt": "DOE"},
        "v": [{"mp": "EU/1/20/1528 ", "dn": 2, "sd": 2, "dt": "2021-06-01"}]})
}

fn subject<'a>(payload: &'a Value, country: &'a str) -> Subject<'a> {
    Subject {
        payload,
        kinds: &[Kind::Vaccination],
        issuer: "DE",
        issued_at: Some(CLOCK),
        expires_at: None,
        kid: "",
        country,
        region: None,
        from: None,
        clock: CLOCK,
        language: "en",
    }
}

fn decide(rules: &[Value], change: impl FnOnce(&mut Subject)) -> Entry {
    let payload = payload();
    let mut subject = subject(&payload, "FR");
    change(&mut subject);
    pack(rules).decide(&subject)
}

fn results(entry: &Entry) -> Vec<(&str, RuleResult)> {
    entry.rules.iter().map(|rule| (rule.id.as_str(), rule.result)).collect()
}

#[test]
fn the_outcome_is_that_of_all_rules() {
    let (yes, no, odd) = (json!(true), json!(false), json!(1));
    let error = json!({"+": [1, "1"]});
    for (rules, outcome) in [
        (vec![("GR-FR-0001", &yes), ("VR-FR-0001", &yes)], Outcome::Accepted),
        (vec![("GR-FR-0001", &yes), ("VR-FR-0001", &no)], Outcome::Refused),
        (vec![("GR-FR-0001", &error), ("VR-FR-0001", &no)], Outcome::Refused),
        (vec![("GR-FR-0001", &error), ("VR-FR-0001", &yes)], Outcome::Undecided),
        (vec![("GR-FR-0001", &odd)], Outcome::Undecided),
        // Rules of others are none of this country.
        (vec![("GR-ES-0001", &yes)], Outcome::Undecided),
        (vec![("TR-FR-0001", &no)], Outcome::Undecided),
        (vec![], Outcome::Undecided),
        // The issuer's own invalidation rules join, those of others do not.
        (vec![("GR-FR-0001", &yes), ("IR-DE-0001", &no)], Outcome::Refused),
        (vec![("GR-FR-0001", &yes), ("IR-DE-0001", &yes)], Outcome::Accepted),
        (vec![("GR-FR-0001", &yes), ("IR-FR-0001", &no)], Outcome::Accepted),
        (vec![("IR-DE-0001", &yes)], Outcome::Undecided),
    ] {
        let rules: Vec<Value> = rules.iter().map(|(id, logic)| rule(id, logic)).collect();
        let entry = decide(&rules, |_| {});
        assert_eq!(
            (entry.outcome, entry.country.as_str()),
            (outcome, "FR"),
            "{:?}",
            results(&entry)
        );
    }
}

#[test]
fn time_kind_region_and_version_select() {
    let mut newer = rule("VR-FR-0001", &json!(false));
    newer["Version"] = "1.0.10".into();
    newer["ValidFrom"] = "2021-09-01T00:00:00Z".into();
    let rules = [rule("VR-FR-0001", &json!(true)), newer];
    let at = |clock| decide(&rules, |s| s.clock = clock).outcome;
    // The highest version among those that apply at the time.
    assert_eq!(at(CLOCK), Outcome::Accepted);
    assert_eq!(at(datetime!(2021-09-01 0:00 UTC)), Outcome::Refused);
    // Both ends belong to the time.
    assert_eq!(at(datetime!(2021-07-01 0:00 UTC)), Outcome::Accepted);
    assert_eq!(at(datetime!(2021-06-30 23:59:59 UTC)), Outcome::Undecided);
    assert_eq!(at(datetime!(2022-07-01 0:00 UTC)), Outcome::Refused);
    assert_eq!(at(datetime!(2022-07-01 0:00:01 UTC)), Outcome::Undecided);
    let kind = |kinds: &'static [Kind]| decide(&rules, |s| s.kinds = kinds).rules.len();
    assert_eq!((kind(&[Kind::Vaccination]), kind(&[Kind::Test]), kind(&[])), (1, 0, 0));
    let mut regional = rule("GR-FR-0009", &json!(false));
    regional["Region"] = " idf ".into();
    let rules = [rule("GR-FR-0001", &json!(true)), regional];
    let region = |region| results(&decide(&rules, |s| s.region = region)).len();
    assert_eq!((region(None), region(Some("IDF")), region(Some("PAC"))), (1, 2, 1));
}

#[test]
fn what_cannot_be_evaluated_is_open_and_says_why() {
    let with = |field: &str, value: &str| {
        let mut rule = rule("GR-FR-0001", &json!(true));
        rule[field] = value.into();
        rule
    };
    let unknown_set = rule("GR-FR-0001", &json!({"in": [1, {"var": "external.valueSets.nowhere"}]}));
    for (rule, says) in [
        (with("EngineVersion", "2.0.1"), "CertLogic 2.0.1"),
        (with("Engine", "OTHER"), "CertLogic"),
        (with("SchemaVersion", "1.4.0"), "schema 1.4.0"),
        (with("SchemaVersion", "2.0.0"), "schema 2.0.0"),
        (unknown_set, "value set nowhere"),
        (rule("GR-FR-0001", &json!({"foo": [1]})), "unrecognised operator"),
    ] {
        let entry = decide(&[rule], |_| {});
        assert_eq!(entry.outcome, Outcome::Undecided);
        assert!(entry.rules[0].problem.as_ref().unwrap().contains(says), "{entry:?}");
    }
}

#[test]
fn a_rule_says_what_it_looked_at_in_the_language_asked_for() {
    let logic = json!({"and": [
        {"in": [{"var": "payload.v.0.mp"}, {"var": "external.valueSets.vaccines"}]},
        {"not-before": [{"plusTime": [{"var": "external.validationClock"}, 0, "day"]},
                        {"plusTime": [{"var": "payload.v.0.dt"}, 90, "day"]}]}]});
    let entry = decide(&[rule("VR-FR-0001", &logic)], |s| s.language = "de-AT");
    let report = &entry.rules[0];
    // The code's trailing space is no part of it.
    assert_eq!(
        (report.result, report.description.as_str()),
        (RuleResult::Failed, "Regel VR-FR-0001")
    );
    let looked: HashMap<&str, &Value> = report.values.iter().map(|l| (l.path.as_str(), &l.value)).collect();
    assert_eq!(looked["payload.v.0.dt"], "2021-06-01");
    assert_eq!(looked["payload.v.0.mp"], "EU/1/20/1528");
    assert_eq!(looked["external.validationClock"], "2021-08-01T12:00:00Z");
    assert_eq!(looked.len(), 3);
    assert_eq!(
        decide(&[rule("VR-FR-0001", &json!(true))], |s| s.language = "pl").rules[0].description,
        "Rule VR-FR-0001"
    );
}

#[test]
fn the_timeline_knows_changes_to_the_second() {
    let after = |days: i64| json!({"plusTime": [{"var": "payload.v.0.dt"}, days, "day"]});
    let clock = json!({"plusTime": [{"var": "external.validationClock"}, 0, "day"]});
    let logic = json!({"not-after": [after(14), clock, after(270)]});
    let mut rule = rule("VR-FR-0001", &logic);
    rule["ValidTo"] = "2030-01-01T00:00:00Z".into();
    rule["ValidFrom"] = "2021-01-01T00:00:00Z".into();
    let (pack, payload) = (pack(&[rule]), payload());
    let spans = pack.timeline(
        &subject(&payload, "FR"),
        datetime!(2021-06-01 0:00 UTC),
        datetime!(2023-06-01 0:00 UTC),
    );
    let found: Vec<_> = spans.iter().map(|s| (s.outcome, s.from, s.until)).collect();
    assert_eq!(
        found,
        [
            (
                Outcome::Refused,
                datetime!(2021-06-01 0:00 UTC),
                datetime!(2021-06-14 23:59:59 UTC)
            ),
            (
                Outcome::Accepted,
                datetime!(2021-06-15 0:00 UTC),
                datetime!(2022-02-26 0:00 UTC)
            ),
            (
                Outcome::Refused,
                datetime!(2022-02-26 0:00:01 UTC),
                datetime!(2023-06-01 0:00 UTC)
            ),
        ]
    );
    // Never without end.
    let long = pack.timeline(&subject(&payload, "FR"), CLOCK, CLOCK + Duration::days(100_000));
    assert!(long.last().unwrap().until < CLOCK + Duration::days(2_000));
}

#[test]
fn broken_packs_are_refused_with_the_reason() {
    let broken = |mut rule: Value, field: &str, value: Value| {
        rule[field] = value;
        RulePack::read(json!([rule]).to_string().as_bytes(), None)
            .unwrap_err()
            .to_string()
    };
    let sound = rule("GR-FR-0001", &json!(true));
    for (field, value) in [
        ("Version", json!("one")),
        ("ValidFrom", json!("yesterday")),
        ("CertificateType", json!("Passport")),
        ("Country", json!(7)),
    ] {
        let says = broken(sound.clone(), field, value);
        assert!(says.contains("GR-FR-0001") && says.contains(field), "{says}");
    }
    for (rules, sets) in [("{}", None), ("[", None), ("[]", Some("[{}]")), ("[]", Some("7"))] {
        assert!(RulePack::read(rules.as_bytes(), sets.map(str::as_bytes)).is_err());
    }
}

/// The results of certlogic-js for the real rules, through `rules eval`.
#[test]
fn as_the_reference_implementation() {
    let (Some(expected), Some(cases), Some(rules), Some(sets)) = (
        shared("rules/expected-dev.jsonl"),
        shared("conformance/dgc/cases.jsonl"),
        shared("rules/eu-rules.json"),
        shared("rules/eu-value-sets.json"),
    ) else {
        return;
    };
    let cases: HashMap<String, Value> = json_lines(&fs::read(cases).unwrap())
        .into_iter()
        .map(|case| (case["id"].as_str().unwrap().to_owned(), case))
        .collect();
    let countries: HashMap<String, String> = serde_json::from_slice::<Vec<Value>>(&fs::read(&rules).unwrap())
        .unwrap()
        .iter()
        .map(|rule| {
            (
                rule["Identifier"].as_str().unwrap().to_owned(),
                rule["Country"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let expected = json_lines(&fs::read(expected).unwrap());
    let mut batch = tempfile::NamedTempFile::new().unwrap();
    for line in &expected {
        let case = &cases[line["case"].as_str().unwrap()];
        let rule = line["rule"].as_str().unwrap();
        let line = json!({"payload": case["payload"], "rule": rule, "version": line["version"], "external": {
            "validationClock": line["clock"], "countryCode": countries[rule], "exp": "2024-01-01T00:00:00Z",
            "iat": "2021-05-01T00:00:00Z", "issuerCountryCode": case["country"], "kid": case["trust"][0]["kid"], "region": ""}});
        writeln!(batch, "{line}").unwrap();
    }
    let output = greengate()
        .args(["rules", "eval", "--rules"])
        .arg(rules)
        .arg("--value-sets")
        .arg(sets)
        .arg("--batch")
        .arg(batch.path())
        .output()
        .unwrap();
    let answers = json_lines(&output.stdout);
    assert_eq!(answers.len(), expected.len());
    let wrong: Vec<String> = expected
        .iter()
        .zip(&answers)
        .filter(|(expected, answer)| expected["result"] != answer["result"] || expected["rule"] != answer["rule"])
        .map(|(expected, answer)| format!("{expected}: {answer}"))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(10)].join("\n")
    );
    ran("rules as certlogic-js evaluates them", answers.len());
}

#[test]
fn passes_of_one_person_together_do_what_rules_ask_of_both() {
    let payload_of = |group: &str, item: Value| {
        let mut payload = json!({"ver": "1.3.0", "dob": "1990-01-01", "nam": {"fnt": "DOE"}});
        payload[group] = json!([item]);
        payload
    };
    let vaccination = payload();
    let test = payload_of(
        "t",
        json!({"tt": "LP6464-4", "tr": "260415000", "sc": "2021-08-01T06:00:00Z"}),
    );
    let present = |group: &str| json!({"if": [{"var": format!("payload.{group}.0")}, true, false]});
    let both = rule("GR-FR-0001", &json!({"and": [present("v"), present("t")]}));
    let doses = |at_least: i64| rule("VR-FR-0002", &json!({">=": [{"var": "payload.v.0.dn"}, at_least]}));
    let subjects = [
        subject(&vaccination, "FR"),
        Subject {
            kinds: &[Kind::Test],
            ..subject(&test, "FR")
        },
    ];
    let decide = |rules: &[Value]| {
        let pack = pack(rules);
        let alone = subjects.map(|s| pack.decide(&s).outcome);
        (alone, pack.decide_together(&subjects).unwrap().outcome)
    };
    use Outcome::{Accepted, Refused, Undecided};
    assert_eq!(decide(std::slice::from_ref(&both)), ([Refused, Refused], Accepted));
    // Rules for one kind hold for that kind still.
    assert_eq!(decide(&[both.clone(), doses(2)]), ([Refused, Refused], Accepted));
    assert_eq!(decide(&[both.clone(), doses(3)]), ([Refused, Refused], Refused));
    // "One pass alone" is not met by two.
    let one = rule("GR-FR-0001", &json!({"!": [{"and": [present("v"), present("t")]}]}));
    assert_eq!(decide(&[one]), ([Accepted, Accepted], Refused));
    // The issuer's withdrawal of either counts, and without acceptance rules nothing is known.
    let withdrawn = rule("IR-DE-0001", &json!({"!": [present("t")]}));
    assert_eq!(decide(&[both, withdrawn.clone()]), ([Refused, Refused], Refused));
    assert_eq!(decide(&[]).1, Undecided);
    assert!(pack(&[]).decide_together(&[]).is_none());
}

#[test]
fn what_would_help_is_what_the_rules_accept() {
    use greengate::rules::{Remedy, TestKind};
    let payload = payload();
    let helps = |rules: &[Value]| pack(rules).helps(&subject(&payload, "FR"));
    let at_most = |path: &str, n: i64, unit: &str| {
        json!({"not-after": [{"plusTime": [{"var": "external.validationClock"}, 0, "day"]},
            {"plusTime": [{"var": path}, n, unit]}]})
    };
    let at_least = |path: &str, n: i64| {
        json!({"not-before": [{"plusTime": [{"var": "external.validationClock"}, 0, "day"]},
            {"plusTime": [{"var": path}, n, "day"]}]})
    };
    let is = |path: &str, code: &str| json!({"===": [{"var": path}, code]});
    let hours = |n: i64| at_most("payload.t.0.sc", n, "hour");
    // A molecular test of 72 hours, an antigen test of 24.
    let test = rule(
        "TR-FR-0001",
        &json!({"if": [is("payload.t.0.tt", "LP6464-4"), hours(72), hours(24)]}),
    );
    // A third dose, from the seventh day to the 270th, which ends before the clock's noon.
    let dose = rule(
        "VR-FR-0001",
        &json!({"and": [{">=": [{"var": "payload.v.0.dn"}, 3]}, at_least("payload.v.0.dt", 7), at_most("payload.v.0.dt", 270, "day")]}),
    );
    assert_eq!(
        helps(&[test.clone(), dose]),
        [
            Remedy::Dose {
                number: 3,
                at_least_days: 7,
                at_most_days: Some(269)
            },
            Remedy::Test {
                kind: TestKind::Molecular,
                at_most_hours: 72
            },
            Remedy::Test {
                kind: TestKind::Antigen,
                at_most_hours: 24
            },
        ]
    );
    // Where rules refuse everyone, or do not look at a test's age, nothing is promised.
    assert_eq!(helps(&[rule("GR-FR-0001", &json!(false)), test]), []);
    assert_eq!(
        helps(&[rule("TR-FR-0001", &json!(true)), rule("VR-FR-0001", &json!(false))]),
        []
    );
    assert_eq!(helps(&[]), []);
}

#[test]
fn rules_are_packed_signed_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let run = |arguments: &[&str]| {
        let out = greengate().current_dir(folder.path()).args(arguments).output().unwrap();
        (
            out.status.code(),
            String::from_utf8(out.stdout).unwrap(),
            String::from_utf8(out.stderr).unwrap(),
        )
    };
    fs::write(
        path("rules.json"),
        json!([rule("GR-FR-0001", &json!(true))]).to_string(),
    )
    .unwrap();
    fs::write(
        path("sets.json"),
        json!({"valueSetId": "s", "valueSetValues": {"A": {"display": "Alpha"}}}).to_string(),
    )
    .unwrap();
    let (status, pin, _) = run(&["trust", "keygen", "-o", "key.pem"]);
    assert_eq!(status, Some(0));
    let build = [
        "rules",
        "build",
        "--signing-key",
        "key.pem",
        "--serial",
        "7",
        "--at",
        "2026-11-24T00:00:00Z",
        "rules.json",
        "sets.json",
        "-o",
        "pack",
    ];
    let (status, _, said) = run(&build);
    assert_eq!(
        (status, said.contains("1 rules of 1 countries and 1 value sets")),
        (Some(0), true),
        "{said}"
    );
    let (status, facts, _) = run(&["rules", "show", "--json", "--publisher", pin.trim(), "pack"]);
    let facts: Value = serde_json::from_str(&facts).unwrap();
    assert_eq!(status, Some(0));
    assert_eq!((&facts["serial"], &facts["signature"]), (&json!(7), &json!("verified")));
    assert_eq!(facts["rules"][0]["id"], "GR-FR-0001");
    // A pack is as good as its files.
    fs::write(
        path("line"),
        json!({"payload": payload(), "rule": "GR-FR-0001", "external": {}}).to_string(),
    )
    .unwrap();
    let (status, answer, _) = run(&["rules", "eval", "--rules", "pack", "--batch", "line"]);
    assert_eq!(
        (status, answer.trim()),
        (Some(0), r#"{"result":true,"rule":"GR-FR-0001"}"#)
    );
    let mut bytes = fs::read(path("pack")).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(path("pack"), bytes).unwrap();
    let (status, _, said) = run(&["rules", "show", "--publisher", pin.trim(), "pack"]);
    assert_eq!((status, said.contains("altered")), (Some(2), true), "{said}");
}

#[test]
fn the_published_rules_make_a_small_pack() {
    let (Some(rules), Some(sets)) = (shared("rules/eu-rules.json"), shared("rules/eu-value-sets.json")) else {
        return;
    };
    let mut collection = greengate::rules::Collection::default();
    collection.add(&fs::read(&rules).unwrap()).unwrap();
    collection.add(&fs::read(&sets).unwrap()).unwrap();
    let edition = greengate::trust::EnvelopeHeader {
        serial: 1,
        issued_at: CLOCK,
        best_before: CLOCK,
        expires_at: CLOCK,
    };
    let packed = greengate::rules::Published::write(&edition, &[], &collection, None).unwrap();
    let (_, _, again) = greengate::rules::Published::read_unverified(&packed).unwrap();
    assert_eq!(again.rules().len(), collection.pack().unwrap().rules().len());
    let published = fs::metadata(rules).unwrap().len() + fs::metadata(sets).unwrap().len();
    println!("{published} bytes of JSON in {} bytes", packed.len());
    assert!((packed.len() as u64) < published / 8);
}

/// The answer of `rules eval` is true, false or an error, whatever a rule comes to.
#[test]
fn a_rule_that_says_neither_yes_nor_no_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let logics = [
        json!(true),
        json!(false),
        json!(1),
        json!("yes"),
        json!([]),
        json!({"var": "payload"}),
        json!({"var": "payload.missing"}),
        json!({"var": "payload.ver"}),
        json!({"+": [1, 2]}),
        json!({"plusTime": ["2021-01-01", 1, "day"]}),
        json!({"if": [true, {"var": "payload.v"}, false]}),
    ];
    let rules: Vec<Value> = (1..)
        .zip(&logics)
        .map(|(n, logic)| rule(&format!("GR-FR-{n:04}"), logic))
        .collect();
    let lines: Vec<String> = rules
        .iter()
        .map(|rule| json!({"payload": payload(), "rule": rule["Identifier"], "external": {}}).to_string())
        .collect();
    fs::write(folder.path().join("rules"), json!(rules).to_string()).unwrap();
    fs::write(folder.path().join("batch"), lines.join("\n")).unwrap();
    let output = greengate()
        .args(["rules", "eval", "--rules", "rules", "--batch", "batch"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let answers = json_lines(&output.stdout);
    assert_eq!(answers.len(), logics.len());
    for (answer, logic) in answers.iter().zip(&logics) {
        if logic.is_boolean() {
            assert_eq!(&answer["result"], logic, "{answer}");
        } else {
            assert!(
                answer.get("result").is_none() && answer["error"].is_string(),
                "{logic}: {answer}"
            );
        }
    }
}
