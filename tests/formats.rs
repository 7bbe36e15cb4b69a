//! Every format from `greengate issue` to the verdict: sound passes in all their variety, and
//! every defect with the reason expected.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use greengate::{
    intake::passes_in,
    issue::{
        Anchor, CardDefect, CardOptions, CovidPassDefect, CovidPassOptions, Defect, Issued, Issuer, IssuerOptions,
        PassOptions, SealDefect, SealOptions, issue, issue_card, issue_covid_pass, issue_seal,
    },
    pass::{Algorithm, Format, Kind, TestResult},
    trust::{Environment, RevocationState, TrustList},
    verdict::{Context, Report, judge_all},
    wedge::{Layout, Typed, type_as, ungarble},
};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime, macros::datetime};

const AT: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);

fn judged(issued: &Issued) -> Report {
    let trust = TrustList::from_json(Value::Array(issued.trust.clone()), "test").unwrap();
    let texts: Vec<&str> = issued.texts.iter().map(String::as_str).collect();
    common::judge_both_ways(&texts, &Context::new(&trust, issued.at))
}

/// The verdict is as expected, and what is on the pass is there.
fn check(what: &str, issued: &Issued, authentic: bool) -> Report {
    let report = judged(issued);
    assert_eq!(report.reason, issued.reason, "{what}: {:?}", report.detail);
    assert_eq!(report.authentic, authentic, "{what}");
    assert_eq!(report.is_valid(), issued.reason.is_none(), "{what}");
    if authentic {
        assert!(report.holder.is_some() && report.source.is_some(), "{what}");
    }
    report
}

fn demo_issuer(seed: &str, algorithm: Algorithm) -> Issuer {
    Issuer::new(&IssuerOptions {
        seed: seed.to_owned(),
        algorithm,
        ..IssuerOptions::demo(AT)
    })
    .unwrap()
}

/// A valid pass of a format.
fn sample(format: Format) -> Issued {
    let issuer = demo_issuer("sample", Algorithm::Es256);
    let (kind, person) = (Kind::Vaccination, 0);
    let issued = match format.name() {
        "dcc" | "icvp" | "ddcc" => {
            let usual = PassOptions::new(kind, person, AT);
            issue(&issuer, &PassOptions { format, ..usual })
        }
        "shc" => issue_card(&issuer, &CardOptions::new(kind, person, AT)),
        "vds-nc" => {
            let options = SealOptions::new(kind, person, AT);
            let signer = Issuer::new(&options.issuer(Algorithm::Es256, Anchor::Ec)).unwrap();
            issue_seal(&signer, &options)
        }
        "nzcp" => issue_covid_pass(&issuer, &CovidPassOptions::new(person, AT)),
        other => panic!("{other} has no sample here"),
    };
    issued.unwrap()
}

#[test]
fn every_format_is_found_in_mails_and_typed_by_scanners() {
    for format in Format::ALL {
        let issued = sample(*format);
        assert_eq!(check(format.name(), &issued, true).format, Some(*format));
        let text = issued.text;
        let mail = format!("Dear traveller,\n\n{text}\n\nKind regards\n");
        assert_eq!(passes_in(&mail), [text.as_str()], "{format:?}: src/intake/text.rs");
        // Scanners in the US have no key for é, and nothing here reads the signature.
        let text = text.replace('é', "e");
        // By the first computer on which the layout matters.
        let on = |computer| type_as(&text, Layout::Us, computer).filter(|typed| *typed != text);
        let typed = ungarble(&Layout::ALL.into_iter().find_map(on).unwrap());
        assert!(!matches!(typed, Typed::Other(_)), "{format:?}: src/wedge/mod.rs");
    }
}

/// Stamaril, and a bivalent oral vaccine of PT Bio Farma: products of WHO's list.
const YELLOW_FEVER_VACCINE: &str = "YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0";
const POLIO_VACCINE: &str = "PolioVaccineOralOPVBivalProductdecf3a77facc0b8f1443db5f7a806857";

#[test]
fn icvp_valid_and_hostile() {
    let mut cases = 0;
    let (yellow, polio) = (YELLOW_FEVER_VACCINE, POLIO_VACCINE);
    let vaccine = |product: &str, day: &str| json!({"vp": product, "dt": day, "bo": "DEMO-1", "is": "Institute", "cn": "Clinician"});
    let old = json!({"n": "Jo Sample", "dob": "1980", "ntl": "UTO", "nid": "P1", "v": [vaccine(yellow, "2020-01-01")]});
    let mut third = old.clone();
    third["v"] = json!({"tg": "1D47", "vp": "XM0N24", "ma": "HIPRA", "mp": "1", "mid": "25", "dn": "Primary", "bo": "1",
        "dt": "2020-01-01", "vls": "2020-01-11", "vle": "2030-01-11", "is": "x", "cn": "y"});
    let mut two = old.clone();
    two["v"] = json!([vaccine(yellow, "2020-01-01"), vaccine(polio, "2026-01-01")]);
    let mut dated = old.clone();
    dated["v"][0]["vls"] = "2020-01-11".into();
    dated["v"][0]["vle"] = "2021-01-01".into();
    let mut renamed = old.clone();
    renamed["vx"] = json!({"vp": "Something", "dv": "2024-02-29", "bo": "1", "cn": "y"});
    for algorithm in [Algorithm::Es256, Algorithm::Ps256] {
        let issuer = demo_issuer("icvp", algorithm);
        let statements = [None, Some(&old), Some(&third), Some(&two), Some(&dated), Some(&renamed)];
        for (i, statement) in statements.into_iter().enumerate() {
            for person in 0..3 {
                let options = PassOptions {
                    format: Format::ICVP,
                    statement: statement.cloned(),
                    ..PassOptions::new(Kind::Vaccination, person, AT)
                };
                let report = check(&format!("valid {i}"), &issue(&issuer, &options).unwrap(), true);
                assert_eq!(report.format, Some(Format::ICVP));
                assert_eq!(report.kind, Some(Kind::Vaccination));
                assert!(!report.events.is_empty());
                cases += 1;
            }
        }
    }
    for defect in Defect::ALL {
        // The key of a DCC domain, not a usage of kinds.
        let options = if defect == Defect::WrongKeyUse {
            IssuerOptions::demo(AT)
        } else {
            defect.issuer_options(IssuerOptions::demo(AT), Kind::Vaccination)
        };
        let pass = PassOptions {
            format: Format::ICVP,
            defect: Some(defect),
            ..PassOptions::new(Kind::Vaccination, 1, AT)
        };
        let issued = issue(&Issuer::new(&options).unwrap(), &pass).unwrap();
        if defect == Defect::Revoked {
            continue; // by a batch, as every HCERT
        }
        check(defect.as_str(), &issued, defect.is_authentic());
        cases += 1;
    }
    // What a statement itself says about time.
    let issuer = demo_issuer("icvp", Algorithm::Es256);
    let verdict = |product: &str, day: &str, from: Option<&str>, until: Option<&str>| {
        let mut statement = old.clone();
        statement["v"][0] = vaccine(product, day);
        for (key, value) in [("vls", from), ("vle", until)] {
            if let Some(value) = value {
                statement["v"][0][key] = value.into();
            }
        }
        let options = PassOptions {
            format: Format::ICVP,
            statement: Some(statement),
            ..PassOptions::new(Kind::Vaccination, 1, AT)
        };
        let report = judged(&issue(&issuer, &options).unwrap());
        assert!(report.authentic);
        report.reason.map_or("valid", |r| r.as_str())
    };
    assert_eq!(verdict(yellow, "2026-10-22", None, None), "valid", "the tenth day");
    assert_eq!(verdict(yellow, "2026-10-23", None, None), "not-yet-valid");
    assert_eq!(
        verdict(yellow, "1990-10-23", None, Some("2000-10-23")),
        "valid",
        "for life"
    );
    assert_eq!(verdict(polio, "2025-10-23", None, Some("2026-10-31")), "expired");
    assert_eq!(verdict(polio, "2025-10-23", None, Some("2026-11-01")), "valid");
    assert_eq!(verdict(polio, "2026-10-23", Some("2026-11-02"), None), "not-yet-valid");
    // Whatever the certificate states of itself.
    assert_eq!(
        verdict(yellow, "2026-10-31", Some("2026-10-31"), None),
        "not-yet-valid",
        "given yesterday"
    );
    assert_eq!(verdict(yellow, "2026-10-22", Some("2026-12-01"), None), "valid");
    assert_eq!(
        verdict("YellowFeverProductNOTWHO", "2020-01-01", None, None),
        "bad-payload"
    );
    cases += 9;
    assert!(cases >= 60, "{cases}");
}

#[test]
fn ddcc_valid_and_hostile() {
    for kind in [Kind::Vaccination, Kind::Test] {
        for algorithm in [Algorithm::Es256, Algorithm::Ps256] {
            let issuer = demo_issuer("ddcc", algorithm);
            let pass = PassOptions {
                format: Format::DDCC,
                ..PassOptions::new(kind, 2, AT)
            };
            let report = check("valid", &issue(&issuer, &pass).unwrap(), true);
            assert_eq!((report.format, report.kind), (Some(Format::DDCC), Some(kind)));
            assert_eq!((report.events.len(), report.notices.len()), (1, 0));
            assert!(report.conclusion.is_go());
        }
        for defect in Defect::ALL {
            let options = defect.issuer_options(IssuerOptions::demo(AT), kind);
            let pass = PassOptions {
                format: Format::DDCC,
                defect: Some(defect),
                ..PassOptions::new(kind, 1, AT)
            };
            let issued = issue(&Issuer::new(&options).unwrap(), &pass).unwrap();
            if defect != Defect::Revoked {
                check(defect.as_str(), &issued, defect.is_authentic()); // revoked by a batch, as every HCERT
            }
        }
    }
}

/// A vaccination against yellow fever is judged by the tables for ICVPs; rules for DCCs are not applied.
#[test]
fn a_ddcc_of_yellow_fever_is_judged_like_an_icvp() {
    let issuer = demo_issuer("ddcc", Algorithm::Es256);
    let judge = |product: &str, day: &str| {
        let entry =
            json!({"vaccine": {"code": product}, "lot": "1", "date": day, "dose": 1, "disease": {"code": "1D47"}});
        let options = PassOptions {
            format: Format::DDCC,
            statement: Some(json!({"name": "Jo Sample", "birthDate": "1980", "vaccination": entry})),
            ..PassOptions::new(Kind::Vaccination, 1, AT)
        };
        let report = serde_json::to_value(judged(&issue(&issuer, &options).unwrap())).unwrap();
        [
            report["reason"].as_str().unwrap_or("valid").to_owned(),
            report["conclusion"]["answer"].as_str().unwrap().to_owned(),
        ]
    };
    for (product, day, expected) in [
        (YELLOW_FEVER_VACCINE, "2026-10-22", ["valid", "go"]),
        (YELLOW_FEVER_VACCINE, "2026-10-23", ["not-yet-valid", "stop"]),
        (YELLOW_FEVER_VACCINE, "1990-10-23", ["valid", "go"]),
        (YELLOW_FEVER_VACCINE, "2026-11-03", ["not-yet-valid", "stop"]),
        ("XM0N24", "2020-01-01", ["valid", "look"]),
        ("YellowFeverProductNOTWHO", "2020-01-01", ["bad-payload", "stop"]),
    ] {
        assert_eq!(judge(product, day), expected, "{product} {day}");
    }
}

/// What WHO's tables and requirements say of an ICVP beside its days.
#[test]
fn icvp_says_what_a_person_should_know() {
    let issuer = demo_issuer("icvp", Algorithm::Es256);
    let judge = |vaccine: Value, version: &str| {
        let options = PassOptions {
            format: Format::ICVP,
            statement: Some(
                json!({"n": "Jo Sample", "dob": "1980", "s": "X", "nt": "UTO", "v": version, "vx": vaccine}),
            ),
            ..PassOptions::new(Kind::Vaccination, 1, AT)
        };
        let report = serde_json::to_value(judged(&issue(&issuer, &options).unwrap())).unwrap();
        let names = |key: &str| report[key].to_string();
        (
            [
                names("reason"),
                names("notices"),
                report["conclusion"]["answer"].to_string(),
            ],
            report,
        )
    };
    let vaccine = |product: &str, day: &str| json!({"vp": product, "dv": day, "bo": "1", "is": "XXD"});
    let yellow = vaccine(YELLOW_FEVER_VACCINE, "2020-01-01");
    let (said, report) = judge(yellow.clone(), "1.0");
    assert_eq!(said, ["null", "[]", "\"go\""]);
    assert_eq!(report["productsAsOf"], "2025-10-30");
    assert_eq!(report["events"][0]["maker"], "Sanofi Pasteur");
    assert_eq!(judge(yellow, "99.0").0, ["null", "[\"unknown-version\"]", "\"go\""]);
    let (said, report) = judge(vaccine("YellowFeverProductNOTWHO", "2020-01-01"), "1.0");
    assert_eq!(said, ["\"bad-payload\"", "[\"unlisted-product\"]", "\"stop\""]);
    assert_eq!(report["events"][0]["void"], "not-approved");
    assert_eq!(
        judge(vaccine("XM0N24", "2020-01-01"), "1.0").0,
        ["null", "[\"unlisted-product\"]", "\"look\""]
    );
    // Issued half a day before the check; farther east the next day has begun by then.
    let later = |product: &str, day: &str| {
        let lifetime = Duration::days(365);
        let options = PassOptions {
            format: Format::ICVP,
            lifetime,
            statement: Some(json!({"n": "Jo Sample", "dob": "1980", "v": "1.0", "vx": vaccine(product, day)})),
            ..PassOptions::new(Kind::Vaccination, 1, AT)
        };
        let mut issued = issue(&issuer, &options).unwrap();
        issued.at = AT + Duration::days(100);
        let report = judged(&issued);
        (
            report.reason.map_or("valid", |reason| reason.as_str()),
            report.notices.len(),
            report.conclusion.is_go(),
        )
    };
    assert_eq!(later(YELLOW_FEVER_VACCINE, "2026-11-01"), ("valid", 0, true));
    assert_eq!(later(YELLOW_FEVER_VACCINE, "2026-11-02"), ("bad-payload", 1, false));
    assert_eq!(later(YELLOW_FEVER_VACCINE, "2027-02-08"), ("not-yet-valid", 1, false));
    assert_eq!(later(POLIO_VACCINE, "2026-11-02"), ("valid", 1, true));
}

#[test]
fn cards_valid_and_hostile() {
    let mut cases = 0;
    let issuer = demo_issuer("cards", Algorithm::Es256);
    for kind in [Kind::Vaccination, Kind::Test] {
        for person in 0..8 {
            for codes in [1, 2, 5] {
                let options = CardOptions {
                    codes,
                    ..CardOptions::new(kind, person, AT)
                };
                let mut issued = issue_card(&issuer, &options).unwrap();
                assert_eq!(issued.texts.len(), codes);
                // In any order, and one of them twice.
                issued.texts.reverse();
                if codes > 1 {
                    issued.texts.push(issued.texts[0].clone());
                }
                let report = check(&format!("valid {kind:?} {codes}"), &issued, true);
                assert_eq!((report.format, report.kind), (Some(Format::SHC), Some(kind)));
                assert_eq!(report.issuer.unwrap().name.as_deref(), Some("Greengate demo issuer"));
                assert_eq!(report.revocation.state, RevocationState::NoList);
                let event = &report.events[0];
                match kind {
                    Kind::Test => assert_eq!(event.result, Some(TestResult::Detected)),
                    _ => assert_eq!(event.product.as_deref(), Some("COVID-19, Moderna")),
                }
                cases += 1;
            }
        }
    }
    for kind in [Kind::Vaccination, Kind::Test] {
        for defect in CardDefect::ALL {
            let options = CardOptions {
                defect: Some(defect),
                ..CardOptions::new(kind, 3, AT)
            };
            check(
                defect.as_str(),
                &issue_card(&issuer, &options).unwrap(),
                defect.is_authentic(),
            );
            cases += 1;
        }
    }
    // A key of the EU's lists signs no card, and a card issuer's key no pass of the EU.
    let mut issued = issue_card(&issuer, &CardOptions::new(Kind::Test, 1, AT)).unwrap();
    let card_key = std::mem::replace(&mut issued.trust, vec![issuer.trust_entry()]);
    assert_eq!(judged(&issued).reason.unwrap().as_str(), "unknown-issuer");
    let mut pass = issue(&issuer, &PassOptions::new(Kind::Test, 1, AT)).unwrap();
    pass.trust = card_key;
    assert_eq!(judged(&pass).reason.unwrap().as_str(), "unknown-issuer");
    // A list of revoked cards is at hand, and this card is not on it.
    let mut issued = issue_card(&issuer, &CardOptions::new(Kind::Test, 1, AT)).unwrap();
    issued.trust[0]["crls"] = json!([{"kid": issued.trust[0]["jwk"]["kid"], "method": "rid", "ctr": 1, "rids": ["x"]}]);
    assert_eq!(judged(&issued).revocation.state, RevocationState::Checked);
    // The JWS itself is a card too.
    let digits = issued.text.strip_prefix("shc:/").unwrap().as_bytes();
    let jws = digits
        .chunks(2)
        .map(|pair| char::from((pair[0] - b'0') * 10 + pair[1] - b'0' + 45))
        .collect();
    issued.texts = vec![jws];
    assert!(check("as JWS", &issued, true).is_valid());
    assert!(cases >= 120, "{cases}");
}

#[test]
fn seals_valid_and_hostile() {
    let mut cases = 0;
    for kind in [Kind::Vaccination, Kind::Test] {
        for algorithm in [Algorithm::Es256, Algorithm::Es384, Algorithm::Es512] {
            for anchor in [Anchor::Ec, Anchor::Rsa] {
                for person in 0..3 {
                    let options = SealOptions::new(kind, person, AT);
                    let issuer = Issuer::new(&options.issuer(algorithm, anchor.clone())).unwrap();
                    let issued = issue_seal(&issuer, &options).unwrap();
                    let report = check(&format!("valid {kind:?} {algorithm:?} {anchor:?}"), &issued, true);
                    assert_eq!((report.format, report.kind), (Some(Format::VDS_NC), Some(kind)));
                    assert_eq!(report.issuer.unwrap().country.as_deref(), Some("UT"));
                    assert_eq!(report.holder.unwrap().document.as_deref(), Some("DEMO12345"));
                    assert_eq!(report.events.len(), if kind == Kind::Test { 1 } else { 2 });
                    // White space and order of members mean nothing; nor does padding.
                    let value: Value = serde_json::from_str(&issued.text).unwrap();
                    let mut other = issued.clone();
                    other.texts = vec![format!(
                        "{{ \"sig\": {{ \"sigvl\": \"{}{}\", \"cer\": {}, \"alg\": {} }},\n \"data\": {} }}",
                        value["sig"]["sigvl"].as_str().unwrap(),
                        "=".repeat((4 - value["sig"]["sigvl"].as_str().unwrap().len() % 4) % 4),
                        value["sig"]["cer"],
                        value["sig"]["alg"],
                        serde_json::to_string_pretty(&value["data"]).unwrap()
                    )];
                    check("written otherwise", &other, true);
                    cases += 2;
                }
            }
        }
    }
    for kind in [Kind::Vaccination, Kind::Test] {
        for defect in SealDefect::ALL {
            let options = SealOptions {
                defect: Some(defect),
                ..SealOptions::new(kind, 2, AT)
            };
            let issuer = Issuer::new(&options.issuer(Algorithm::Es256, Anchor::Ec)).unwrap();
            let what = format!("{kind:?} {}", defect.as_str());
            check(&what, &issue_seal(&issuer, &options).unwrap(), defect.is_authentic());
            cases += 1;
        }
    }
    // A signer that is pinned itself needs no anchor, but it must be that very certificate.
    let options = SealOptions::new(Kind::Vaccination, 1, AT);
    let signer = Issuer::new(&options.issuer(Algorithm::Es384, Anchor::Itself)).unwrap();
    let mut issued = issue_seal(&signer, &options).unwrap();
    let pinned = |issuer: &Issuer| {
        let mut entry = issuer.trust_entry();
        entry["usage"] = "signer".into();
        entry
    };
    issued.trust = vec![pinned(&signer)];
    check("pinned", &issued, true);
    let other = Issuer::new(&options.issuer(Algorithm::Es384, Anchor::Ec)).unwrap();
    issued.trust = vec![pinned(&other)];
    assert_eq!(judged(&issued).reason.unwrap().as_str(), "unknown-issuer");
    // An anchor of a domain of passes vouches for no seals.
    let chained = Issuer::new(&options.issuer(Algorithm::Es256, Anchor::Ec)).unwrap();
    let mut issued = issue_seal(&chained, &options).unwrap();
    issued.trust[0]["domain"] = "DCC".into();
    assert_eq!(judged(&issued).reason.unwrap().as_str(), "unknown-issuer");
    assert!(cases >= 150, "{cases}");
}

#[test]
fn covid_passes_of_new_zealand_valid_and_hostile() {
    let issuer = demo_issuer("nzcp", Algorithm::Es256);
    for person in 0..8 {
        let issued = issue_covid_pass(&issuer, &CovidPassOptions::new(person, AT)).unwrap();
        let report = check("valid", &issued, true);
        assert_eq!((report.format, report.kind), (Some(Format::NZCP), None));
        assert!(report.events.is_empty());
        let (who, by) = (report.holder.unwrap(), report.issuer.unwrap());
        assert!(who.name.is_some() && who.birth_date.is_some());
        assert_eq!(by.country.as_deref(), Some("NZ"));
        assert_eq!(by.kid.as_deref(), Some("key-1"));
        // RFC 4648: either case.
        let mut lower = issued.clone();
        lower.texts = vec![issued.text.to_lowercase()];
        check("lower case", &lower, true);
    }
    for defect in CovidPassDefect::ALL {
        let options = CovidPassOptions {
            defect: Some(defect),
            ..CovidPassOptions::new(1, AT)
        };
        let issued = issue_covid_pass(&issuer, &options).unwrap();
        check(defect.as_str(), &issued, defect.is_authentic());
    }
    // A card issuer's key is none of a pass, nor the reverse.
    let mut pass = issue_covid_pass(&issuer, &CovidPassOptions::new(1, AT)).unwrap();
    let mut card = issue_card(&issuer, &CardOptions::new(Kind::Test, 1, AT)).unwrap();
    std::mem::swap(&mut pass.trust, &mut card.trust);
    assert_eq!(judged(&pass).reason.unwrap().as_str(), "unknown-issuer");
    assert_eq!(judged(&card).reason.unwrap().as_str(), "unknown-issuer");
}

/// The examples of the specification (minhealthnz/nzcovidpass-spec, spec/examples, Apache-2.0), with the document of
/// their issuer.
#[test]
fn examples_of_new_zealands_specification() {
    let document = json!({"@context": "https://w3.org/ns/did/v1", "id": "did:web:nzcp.covid19.health.nz",
        "verificationMethod": [{"id": "did:web:nzcp.covid19.health.nz#key-1", "controller": "did:web:nzcp.covid19.health.nz",
            "type": "JsonWebKey2020", "publicKeyJwk": {"kty": "EC", "crv": "P-256",
                "x": "zRR-XGsCp12Vvbgui4DD6O6cqmhfPuXMhi1OxPl8760", "y": "Iv5SU6FuW-TRYh5_GOrJlcV_gpF_GpFQhCOD8LSk3T0"}}],
        "assertionMethod": ["did:web:nzcp.covid19.health.nz#key-1"]});
    let trust = |document: &Value| TrustList::read(document.to_string().as_bytes(), "did.json");
    let list = trust(&document).unwrap();
    let examples = include_str!("nzcp-examples.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let mut seen = 0;
    for example in examples {
        let (reason, text) = example.split_once(' ').unwrap();
        let report = common::judge_both_ways(&[text], &Context::new(&list, AT));
        assert_eq!(
            report.reason.map_or("valid", |r| r.as_str()),
            reason,
            "{:?}",
            report.detail
        );
        // Only New Zealand's own issuer signs real ones.
        if let Some(source) = &report.source {
            assert_eq!(source.environment, Environment::Test);
        }
        if reason == "valid" {
            let holder = report.holder.unwrap();
            assert_eq!(holder.name.as_deref(), Some("Jack Sparrow"));
            assert_eq!(holder.birth_date.as_deref(), Some("1960-04-16"));
            let payload = report.payload.unwrap();
            assert_eq!(payload["iss"], "did:web:nzcp.covid19.health.nz");
            assert_eq!(payload["vc"]["type"][1], "PublicCovidPass");
        }
        seen += 1;
    }
    assert_eq!(seen, 7);
    // Keys that the issuer does not sign with are none.
    for (path, value) in [
        ("/assertionMethod", json!([])),
        ("/verificationMethod/0/type", json!("Other")),
        ("/verificationMethod/0/publicKeyJwk/crv", json!("P-384")),
    ] {
        let mut other = document.clone();
        *other.pointer_mut(path).unwrap() = value;
        assert!(trust(&other).is_err(), "{path}");
    }
}

#[test]
fn rsa_keys_of_every_allowed_size_sign_passes() {
    for rsa_bits in [2048, 3072, 4096] {
        let issuer = Issuer::new(&IssuerOptions {
            algorithm: Algorithm::Ps256,
            rsa_bits,
            ..IssuerOptions::demo(AT)
        })
        .unwrap();
        let issued = issue(&issuer, &PassOptions::new(Kind::Test, 1, AT)).unwrap();
        check(&format!("{rsa_bits} bits"), &issued, true);
        let trust = TrustList::from_json(Value::Array(issued.trust), "test").unwrap();
        assert_eq!(trust.find(&issuer.kid)[0].public.kind(), format!("RSA-{rsa_bits}"));
    }
}

#[test]
fn reports_say_who_vouches_and_never_invent() {
    let issuer = demo_issuer("facts", Algorithm::Es256);
    let card = CardOptions {
        expires_at: Some(AT + Duration::days(10)),
        ..CardOptions::new(Kind::Vaccination, 1, AT)
    };
    let report = judged(&issue_card(&issuer, &card).unwrap());
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["format"], "shc");
    assert_eq!(
        json["holder"],
        json!({"name": "Jürgen Müstermann", "standardName": null, "birthDate": "1964-08-12", "document": null})
    );
    assert_eq!(json["issuer"]["country"], Value::Null);
    assert_eq!(json["expiresAt"], "2026-11-11T12:00:00Z");
    assert_eq!(json["source"]["environment"], "demo");
    assert_eq!(json["payload"]["vc"]["credentialSubject"]["fhirVersion"], "4.0.1");
    assert_eq!(serde_json::from_value::<Report>(json).unwrap(), report);
}

/// A card of this content, signed by a listed issuer.
fn card(issuer: &Issuer, claims: &Value) -> Report {
    let options = CardOptions {
        payload: Some(claims.to_string().into_bytes()),
        ..CardOptions::new(Kind::Vaccination, 1, AT)
    };
    judged(&issue_card(issuer, &options).unwrap())
}

const ENTRIES: &str = "/vc/credentialSubject/fhirBundle/entry";

/// The usual content with one statement, changed.
fn statement(kind: Kind, change: impl Fn(&mut Value)) -> Value {
    let mut claims = CardOptions::new(kind, 1, AT).claims();
    let entries = claims.pointer_mut(ENTRIES).and_then(Value::as_array_mut).unwrap();
    entries.truncate(2);
    change(&mut entries[1]["resource"]);
    claims
}

#[test]
fn what_a_card_says_was_not_done_proves_nothing() {
    let issuer = demo_issuer("void", Algorithm::Es256);
    let cases: Vec<(Kind, &str, Value, &str)> = vec![
        (
            Kind::Vaccination,
            "status",
            json!("not-done"),
            "the card says that the vaccination was not given",
        ),
        (Kind::Vaccination, "status", json!("entered-in-error"), "made in error"),
        (
            Kind::Vaccination,
            "status",
            json!("Completed"),
            "does not say that its entry is complete",
        ),
        (Kind::Vaccination, "status", json!("final"), "does not say"),
        (Kind::Vaccination, "status", json!(null), "does not say"),
        (Kind::Vaccination, "status", json!(["completed"]), "does not say"),
        (Kind::Vaccination, "isSubpotent", json!(true), "too weak"),
        (
            Kind::Vaccination,
            "modifierExtension",
            json!([{"url": "x"}]),
            "does not say",
        ),
        (
            Kind::Vaccination,
            "vaccineCode",
            json!({"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "998"}]}),
            "not given",
        ),
        (Kind::Vaccination, "patient", json!(null), "nobody"),
        (
            Kind::Vaccination,
            "patient",
            json!({"reference": "resource:1"}),
            "somebody else",
        ),
        (Kind::Vaccination, "patient", json!({"display": "Jo"}), "nobody"),
        (Kind::Test, "status", json!("cancelled"), "the test was cancelled"),
        (Kind::Test, "status", json!("preliminary"), "not final"),
        (Kind::Test, "status", json!("registered"), "not final"),
        (Kind::Test, "status", json!("unknown"), "does not say"),
        (Kind::Test, "status", json!("completed"), "does not say"),
        (Kind::Test, "status", json!("entered-in-error"), "in error"),
        (
            Kind::Test,
            "subject",
            json!({"reference": "resource:7"}),
            "somebody else",
        ),
        (
            Kind::Test,
            "focus",
            json!([{"reference": "resource:9"}]),
            "somebody else",
        ),
    ];
    for (kind, element, value, detail) in cases {
        let claims = statement(kind, |resource| resource[element] = value.clone());
        let report = card(&issuer, &claims);
        let what = format!("{element} {value}");
        assert_eq!(report.reason.map(|r| r.as_str()), Some("bad-payload"), "{what}");
        assert!(
            report.detail.as_deref().unwrap().contains(detail),
            "{what}: {:?}",
            report.detail
        );
        assert!(report.authentic && report.kind.is_none(), "{what}");
        assert!(report.events[0].void.is_some(), "{what}");
        // Beside one that was done it is struck out, and the card stands.
        let mut two = statement(kind, |_| {});
        let entries = two.pointer_mut(ENTRIES).and_then(Value::as_array_mut).unwrap();
        entries.push(claims.pointer(ENTRIES).unwrap()[1].clone());
        let report = card(&issuer, &two);
        assert_eq!((report.reason, report.kind), (None, Some(kind)), "{what}");
        let void: Vec<bool> = report.events.iter().map(|event| event.void.is_some()).collect();
        assert_eq!(void, [false, true], "{what}");
    }
    for status in ["final", "amended", "corrected"] {
        let claims = statement(Kind::Test, |resource| resource["status"] = json!(status));
        assert_eq!(card(&issuer, &claims).reason, None, "{status}");
    }
}

#[test]
fn a_card_has_one_holder_and_says_that_it_is_a_health_card() {
    let issuer = demo_issuer("holder", Algorithm::Es256);
    let usual = statement(Kind::Vaccination, |_| {});
    let with = |change: &dyn Fn(&mut Value)| {
        let mut claims = usual.clone();
        change(&mut claims);
        card(&issuer, &claims)
    };
    let reason = |report: Report| report.reason.map(|r| r.as_str());
    // Types.
    for types in [
        json!(null),
        json!([]),
        json!(["https://smarthealth.cards#immunization"]),
        json!("VerifiableCredential"),
    ] {
        let report = with(&|claims| claims["vc"]["type"] = types.clone());
        assert_eq!(
            report.detail.as_deref(),
            Some("vc.type does not say that it is a health card"),
            "{types}"
        );
        assert_eq!(reason(report), Some("bad-payload"), "{types}");
    }
    let types = json!(["VerifiableCredential", "https://smarthealth.cards#health-card"]);
    assert_eq!(reason(with(&|claims| claims["vc"]["type"] = types.clone())), None);
    // Patients.
    let two = with(&|claims| {
        let entries = claims.pointer_mut(ENTRIES).and_then(Value::as_array_mut).unwrap();
        entries.push(entries[0].clone());
    });
    assert!(two.detail.as_deref().unwrap().contains("more than one patient"));
    assert_eq!(reason(two), Some("bad-payload"));
    // References as FHIR allows them.
    for (address, id, reference) in [
        (json!("https://example.org/fhir/Patient/7"), json!(null), "Patient/7"),
        (json!("urn:uuid:1"), json!("7"), "Patient/7"),
        (json!("urn:uuid:1"), json!(null), "urn:uuid:1"),
        (json!(null), json!(null), "resource:0"),
    ] {
        let report = with(&|claims| {
            let entries = claims.pointer_mut(ENTRIES).unwrap();
            entries[0]["fullUrl"] = address.clone();
            entries[0]["resource"]["id"] = id.clone();
            entries[1]["resource"]["patient"]["reference"] = reference.into();
        });
        assert_eq!(reason(report), None, "{address} {reference}");
    }
    // Names.
    let named = |names: Value| {
        let report = with(&|claims| claims.pointer_mut(ENTRIES).unwrap()[0]["resource"]["name"] = names.clone());
        report.holder.unwrap().name.unwrap()
    };
    let name = |family: &str, rest: Value| {
        let mut name = json!({"family": family, "given": ["Jo"]});
        name.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        name
    };
    for worse in [
        json!({"use": "old"}),
        json!({"use": "maiden"}),
        json!({"use": "nickname"}),
        json!({"use": "usual", "period": {"end": "2020"}}),
        json!({"use": "official", "period": {"end": "2026-10"}}),
        json!({"use": "official", "period": {"start": "2026-11-02T00:00:00Z"}}),
    ] {
        for better in [
            json!({"use": "official"}),
            json!({}),
            json!({"use": "usual", "period": {"start": "2020-01"}}),
        ] {
            let (worse, better) = (name("Former", worse.clone()), name("Current", better.clone()));
            assert_eq!(named(json!([worse, better])), "Jo Current", "{worse} {better}");
            assert_eq!(named(json!([better, worse])), "Jo Current", "{worse} {better}");
        }
    }
    let (usual_name, official) = (
        name("Short", json!({"use": "usual"})),
        name("Long", json!({"use": "official"})),
    );
    assert_eq!(named(json!([usual_name, official])), "Jo Long");
    assert_eq!(named(json!([name("Only", json!({"use": "old"}))])), "Jo Only");
    assert_eq!(
        named(json!([{"use": "official"}, name("Named", json!({"use": "old"}))])),
        "Jo Named"
    );
}

#[test]
fn observations_are_tests_only_of_an_infection() {
    let issuer = demo_issuer("observations", Algorithm::Es256);
    let observed = |code: &str, value: (&str, Value)| {
        card(
            &issuer,
            &statement(Kind::Test, |resource| {
                resource["code"] = json!({"coding": [{"system": "http://loinc.org", "code": code}]});
                resource.as_object_mut().unwrap().remove("valueCodeableConcept");
                resource[value.0] = value.1.clone();
            }),
        )
    };
    let coded = |code: &str| {
        (
            "valueCodeableConcept",
            json!({"coding": [{"system": "http://snomed.info/sct", "code": code}]}),
        )
    };
    for (code, value) in [
        ("882-1", coded("112144000")),
        ("2106-3", coded("260385009")),
        ("29463-7", ("valueQuantity", json!({"value": 70, "unit": "kg"}))),
    ] {
        let report = observed(code, value);
        assert_eq!((report.reason, report.kind), (None, None), "{code}");
        assert!(
            !matches!(report.events[0].result, Some(TestResult::NotDetected)),
            "{code}"
        );
        assert_eq!(report.events[0].product.as_deref(), Some(code));
    }
    let report = observed("94500-6", coded("260415000"));
    assert_eq!((report.reason, report.kind), (None, Some(Kind::Test)));
    assert_eq!(report.events[0].result, Some(TestResult::NotDetected));
    assert_eq!(report.events[0].product.as_deref(), Some("Molecular test (NAAT, PCR)"));
    assert_eq!(report.events[0].disease.as_deref(), Some("COVID-19"));
}

#[test]
fn a_byte_order_mark_before_a_card_is_read() {
    let issuer = demo_issuer("mark", Algorithm::Es256);
    let usual = CardOptions::new(Kind::Vaccination, 1, AT);
    let options = CardOptions {
        payload: Some([b"\xef\xbb\xbf", usual.claims().to_string().as_bytes()].concat()),
        ..usual
    };
    check("mark", &issue_card(&issuer, &options).unwrap(), true);
}

#[test]
fn a_seal_with_another_number_is_no_seal() {
    let options = SealOptions::new(Kind::Vaccination, 1, AT);
    let issuer = Issuer::new(&options.issuer(Algorithm::Es256, Anchor::Ec)).unwrap();
    let mut data = options.usual_data();
    data["msg"]["ve"][0]["vd"][0]["seq"] = json!(9_007_199_254_740_992_u64);
    let options = SealOptions {
        data: Some(data),
        ..options
    };
    let issued = issue_seal(&issuer, &options).unwrap();
    let report = check("2^53", &issued, true);
    assert_eq!(report.events[0].dose.as_deref(), Some("9007199254740992"));
    let rewritten = |number: &str| {
        let mut other = issued.clone();
        other.texts = vec![issued.text.replace("9007199254740992", number)];
        assert_ne!(other.texts[0], issued.text);
        judged(&other)
    };
    for number in [
        "9007199254740993",
        "9007199254740992.5",
        "9007199254740991",
        "9007199254740993e0",
        "1e400",
        "-9007199254740992",
    ] {
        let report = rewritten(number);
        assert!(!report.authentic && !report.is_valid(), "{number}");
    }
    // The same number in another form is the same number, and read as such.
    for number in ["9007199254740992.0", "9.007199254740992e15", "90071992547409920E-1"] {
        let report = rewritten(number);
        assert_eq!(report.reason, None, "{number}: {:?}", report.detail);
        assert_eq!(report.events[0].dose.as_deref(), Some("9007199254740992"), "{number}");
    }
    // In a list of one, as some wallets show it; not in a list of two.
    let mut list = issued.clone();
    list.texts = vec![format!("[ {} ]", issued.text)];
    check("a list of one", &list, true);
    list.texts = vec![format!("[{},{}]", issued.text, issued.text)];
    assert!(!judged(&list).authentic);
}

#[test]
fn the_last_instants_of_passes_and_certificates() {
    let at = |instant: OffsetDateTime, issued: &Issued| {
        let issued = Issued {
            at: instant,
            ..issued.clone()
        };
        judged(&issued).reason.map(|r| r.as_str())
    };
    let second = Duration::SECOND;
    let issuer = demo_issuer("instants", Algorithm::Es256);
    let end = AT + Duration::days(10);
    let pass = PassOptions {
        lifetime: Duration::days(10),
        ..PassOptions::new(Kind::Test, 1, AT)
    };
    let icvp = PassOptions {
        format: Format::ICVP,
        kind: Kind::Vaccination,
        ..pass.clone()
    };
    let (pass, icvp) = (issue(&issuer, &pass).unwrap(), issue(&issuer, &icvp).unwrap());
    let card = CardOptions {
        expires_at: Some(end),
        ..CardOptions::new(Kind::Test, 1, AT)
    };
    let card = issue_card(&issuer, &card).unwrap();
    for issued in [&pass, &icvp, &card] {
        let expires = judged(issued).expires_at.unwrap();
        assert_eq!(expires, end);
        assert_eq!(at(end - second, issued), None);
        assert_eq!(at(end + second, issued), Some("expired"));
        // The specification of the DCC differs from those of CWT and JWT.
        let is_dcc = judged(issued).format == Some(Format::DCC);
        assert_eq!(at(end, issued), Some("expired").filter(|_| !is_dcc));
        // Issued a little ahead of a clock that is behind.
        let from = judged(issued).issued_at.unwrap();
        assert_eq!(at(from - Duration::minutes(5), issued), None);
        assert_eq!(at(from - Duration::minutes(5) - second, issued), Some("not-yet-valid"));
        let ahead = judged(&Issued {
            at: from - Duration::minutes(2),
            ..(*issued).clone()
        });
        assert_eq!((ahead.issued_ahead, judged(issued).issued_ahead), (Some(120), None));
        let trust = TrustList::from_json(Value::Array(issued.trust.clone()), "test").unwrap();
        let strict = Context::new(&trust, from - second).clock_tolerance(Duration::ZERO);
        assert_eq!(
            judge_all(&[&issued.text], &strict).reason.map(|r| r.as_str()),
            Some("not-yet-valid")
        );
    }
    let ends = IssuerOptions {
        not_after: AT + Duration::days(5),
        ..IssuerOptions::demo(AT)
    };
    let issued = issue(&Issuer::new(&ends).unwrap(), &PassOptions::new(Kind::Test, 1, AT)).unwrap();
    assert_eq!(at(ends.not_after, &issued), None);
    assert_eq!(
        at(ends.not_after + second, &issued),
        Some("issuer-certificate-not-valid")
    );
}
