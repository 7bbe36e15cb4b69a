//! Content of WHO's DDCCs of an invented issuer.

use super::{Defect, Issuer, PassOptions, date};
use crate::pass::Kind;
use serde_json::{Value as Json, json};
use time::Duration;

const ICD_11: &str = "http://id.who.int/icd11/mms";

/// Content of a test result for this kind, else of a vaccination status.
pub(super) fn statement(issuer: &Issuer, options: &PassOptions) -> Json {
    let person = &options.person;
    let day = |days: i64| date(options.at.date() - Duration::days(days));
    let country = json!({"system": "urn:iso:std:iso:3166", "code": issuer.country});
    let coding = |system: &str, code: &str, display: &str| json!({"system": system, "code": code, "display": display});
    let certificate = json!({
        "issuer": {"display": "Greengate demo authority"},
        "hcid": {"value": format!("DEMO-{}", person.birth_date)},
        "version": "1.0.0",
        "period": {"start": day(30), "end": date(options.at.date() + Duration::days(300))},
    });
    let (member, entry) = match options.kind {
        Kind::Test => (
            "test",
            json!({
                "pathogen": coding(ICD_11, "XN109", "SARS-CoV-2"),
                "type": coding("http://loinc.org", "LP6464-4", "Nucleic acid amplification with probe detection"),
                "date": format!("{}T08:30:00Z", day(1)),
                "result": coding(ICD_11, "QA02", "Not detected"),
                "centre": "Demo test centre",
                "country": country,
            }),
        ),
        _ => (
            "vaccination",
            json!({
                "vaccine": coding(ICD_11, "XM0GQ8", "COVID-19 vaccine, RNA based"),
                "brand": coding(ICD_11, "XM8NQ0", "Comirnaty"),
                "manufacturer": coding("https://spor.ema.europa.eu/v1/organisations", "ORG-100030215", "BioNTech"),
                "lot": "DEMO-1",
                "date": day(60),
                "dose": 2,
                "totalDoses": 2,
                "country": country,
                "centre": "Demo vaccination centre",
                "disease": coding(ICD_11, "RA01", "COVID-19"),
            }),
        ),
    };
    json!({"name": person.full_name(), "birthDate": person.birth_date, "identifier": {"value": "DEMO12345"},
           "certificate": certificate, member: entry})
}

/// Spoils the content.
pub(super) fn spoil(defect: Defect, statement: &mut Json) {
    let (member, other) = if statement.get("test").is_some() {
        ("test", "vaccination")
    } else {
        ("vaccination", "test")
    };
    match defect {
        Defect::NoName => statement["name"] = json!(" "),
        Defect::TwoEntries => statement[other] = statement[member].clone(),
        Defect::ImpossibleDate => statement[member]["date"] = json!("2021-02-30"),
        _ => defect.spoil_statement(statement),
    }
}
