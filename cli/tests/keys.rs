//! Keys of authorities and signers: what is read, what is refused with which reason, and what a
//! seal comes to whose signer cannot be read.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use common::{greengate, shared};
use greengate::{
    issue::{Anchor, Issuer, IssuerOptions, SealOptions, issue_seal},
    pass::{Algorithm, Kind},
    trust::{Bundle, CertificateError, Header, Import, ListFormat, TrustList},
    verdict::{Context, Reason, Report, judge},
};
use serde_json::{Value, json};
use std::fs;
use time::{Duration, OffsetDateTime, macros::datetime};

const AT: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);
/// The named curve P-256 in an algorithm identifier, without its last byte.
const P256: [u8; 9] = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1];

/// A seal and the authority that vouches for its signer.
fn seal() -> (String, Issuer) {
    let options = SealOptions::new(Kind::Vaccination, 0, AT);
    let issuer = Issuer::new(&options.issuer(Algorithm::Es256, Anchor::Ec)).unwrap();
    (issue_seal(&issuer, &options).unwrap().texts.remove(0), issuer)
}

fn list(entries: &Value) -> TrustList {
    TrustList::from_json(entries.clone(), "list").unwrap()
}

fn judged(text: &str, list: &TrustList) -> Report {
    common::judge_both_ways(&[text], &Context::new(list, AT))
}

/// The same bytes with the curve's name replaced by one that is not read.
fn on_another_curve(der: &[u8]) -> Vec<u8> {
    let place = der.windows(P256.len()).position(|window| window == P256).unwrap();
    let mut der = der.to_vec();
    // prime239v1
    der[place + P256.len()] = 4;
    der
}

#[test]
fn a_seal_whose_signers_key_is_not_read_is_not_called_forged() {
    let (text, issuer) = seal();
    let trusted = list(&json!([issuer.anchor_entry()]));
    assert_eq!(judged(&text, &trusted).reason, None);
    let mut seal: Value = serde_json::from_str(&text).unwrap();
    let other = on_another_curve(issuer.certificate());
    seal["sig"]["cer"] = Base64UrlUnpadded::encode_string(&other).into();
    let report = judged(&seal.to_string(), &trusted);
    assert_eq!(report.reason, Some(Reason::UnknownIssuer));
    assert!(report.detail.unwrap().contains("not read"));
    assert!(!report.authentic);
}

#[test]
fn an_authority_of_the_seals_domain_vouches_for_them() {
    let (text, issuer) = seal();
    let anchor = |domain: &str| {
        let mut entry = issuer.anchor_entry();
        entry["domain"] = domain.into();
        // An identifier beside it is not the one that signers name.
        entry["kid"] = Base64::encode_string(&[1; 8]).into();
        list(&json!([entry]))
    };
    for domain in ["VDS-NC", "vds-nc", ""] {
        let trusted = anchor(domain);
        assert_eq!(judged(&text, &trusted).reason, None, "{domain}");
        let header = Header {
            serial: 1,
            issued_at: AT,
            best_before: AT + Duration::days(7),
            expires_at: AT + Duration::days(30),
            listings: trusted.listings().to_vec(),
        };
        let bundle = Bundle::write(&header, &trusted, None).unwrap();
        let (_, again) = Bundle::read_unverified(&bundle).unwrap();
        assert_eq!(judged(&text, &again).reason, None, "{domain} in a bundle");
    }
    assert_eq!(judged(&text, &anchor("DCC")).reason, Some(Reason::UnknownIssuer));
}

fn issuer(country: &str) -> Issuer {
    Issuer::new(&IssuerOptions {
        seed: format!("keys {country}"),
        country: country.to_owned(),
        ..IssuerOptions::demo(AT)
    })
    .unwrap()
}

/// Country and key identifier stand unsigned beside the certificates of these formats.
#[test]
fn what_stands_unsigned_beside_a_certificate_has_to_agree_with_it() {
    let issuer = issuer("XA");
    let (kid, der) = (
        Base64::encode_string(&issuer.kid),
        Base64::encode_string(issuer.certificate()),
    );
    let other_kid = Base64::encode_string(&[7; 8]);
    let gateway = |kid: &str, country: &str| json!([{"kid": kid, "country": country, "certificateType": "DSC", "rawData": der, "signature": ""}]);
    let row = |kid: &str, country: &str| json!([{"_id": "1", "kid": kid, "country": country, "raw_data": der}]);
    let french = |kid: &str| json!({"certificatesDCC": {kid: Base64::encode_string(der.as_bytes())}});
    let country = CertificateError::Country {
        listed: "XB".to_owned(),
        certified: "XA".to_owned(),
    };
    for (format, list, error) in [
        (ListFormat::EuGateway, gateway(&kid, "XA"), None),
        (ListFormat::EuGateway, gateway(&kid, "xa"), None),
        (ListFormat::EuGateway, gateway(&kid, "XB"), Some(country.clone())),
        (
            ListFormat::EuGateway,
            gateway(&other_kid, "XA"),
            Some(CertificateError::KeyIdentifier),
        ),
        (ListFormat::ItMap, row(&kid, "XA"), None),
        (ListFormat::ItMap, row(&kid, "XB"), Some(country)),
        (
            ListFormat::ItMap,
            row(&other_kid, "XA"),
            Some(CertificateError::KeyIdentifier),
        ),
        (ListFormat::ItMap, json!({&kid: der}), None),
        (
            ListFormat::ItMap,
            json!({&other_kid: der}),
            Some(CertificateError::KeyIdentifier),
        ),
        (ListFormat::FrTacv, french(&kid), None),
        (
            ListFormat::FrTacv,
            french(&other_kid),
            Some(CertificateError::KeyIdentifier),
        ),
    ] {
        let text = list.to_string();
        assert_eq!(ListFormat::of(text.as_bytes()), Some(format));
        let file = greengate::trust::File {
            name: "list",
            bytes: text.as_bytes(),
        };
        let read = Import::default().read(&[file]);
        match error {
            None => assert_eq!(read.unwrap().find(&issuer.kid).len(), 1, "{text}"),
            // The only entry: with it the list is refused. The reason shows beside another one.
            Some(error) => {
                assert!(read.is_err(), "{text}");
                let both = beside_another(&list, &der, &kid);
                let bytes = both.as_bytes();
                let file = greengate::trust::File { name: "list", bytes };
                let read = Import::default().read(&[file]).unwrap();
                let rejected = &read.skipped()[0];
                assert_eq!(rejected.error, error, "{both}");
                assert!(rejected.subject.as_deref().unwrap().starts_with("C=XA"));
                assert_eq!(read.len(), 1);
            }
        }
    }
}

/// The list with one more entry, which is sound.
fn beside_another(list: &Value, der: &str, kid: &str) -> String {
    let mut list = list.clone();
    match &mut list {
        Value::Array(entries) => {
            let mut entry = entries[0].clone();
            entry["kid"] = kid.into();
            entry["country"] = "XA".into();
            entries.push(entry);
        }
        Value::Object(map) => match map.get_mut("certificatesDCC") {
            Some(inner) => inner[kid] = Base64::encode_string(der.as_bytes()).into(),
            None => _ = map.insert(kid.to_owned(), der.into()),
        },
        _ => {}
    }
    list.to_string()
}

#[test]
fn every_rejected_entry_says_why() {
    let (_, signer) = seal();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("authorities.json");
    let other =
        json!({"country": "UT", "usage": "csca", "rawData": Base64::encode_string(&on_another_curve(signer.anchor()))});
    let broken = json!({"country": "UT", "usage": "csca", "rawData": "AAAA"});
    let entries = json!([signer.anchor_entry(), other, broken, other]);
    fs::write(&path, entries.to_string()).unwrap();
    let shown = greengate()
        .args(["trust", "show", "--json"])
        .arg(&path)
        .output()
        .unwrap();
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["keys"].as_array().unwrap().len(), 1);
    assert_eq!(
        shown["rejectedByReason"],
        json!({"unsupported-curve": 2, "not-x509": 1})
    );
    let rejected = shown["rejected"].as_array().unwrap();
    assert_eq!(rejected.len(), 3);
    assert_eq!(rejected[0]["entry"], 2);
    assert_eq!(rejected[0]["list"], path.to_str().unwrap());
    assert_eq!(rejected[0]["reason"], "unsupported-curve");
    assert_eq!(
        rejected[0]["detail"],
        "keys on the curve 1.2.840.10045.3.1.4 are not supported"
    );
    assert!(rejected[0]["subject"].as_str().unwrap().starts_with("C=UT"));
    assert_eq!(
        (&rejected[1]["reason"], &rejected[1]["subject"]),
        (&json!("not-x509"), &Value::Null)
    );
    let shown = greengate().args(["trust", "show"]).arg(&path).output().unwrap();
    let built = greengate()
        .args(["trust", "build", "--format", "json", "-o"])
        .arg(folder.path().join("bundle"))
        .arg(&path)
        .output()
        .unwrap();
    assert!(built.status.success());
    for text in [&shown.stdout, &built.stderr] {
        let text = String::from_utf8_lossy(text);
        assert!(text.contains("1.2.840.10045.3.1.4"), "{text}");
        assert!(text.contains("entry 3"), "{text}");
        assert!(text.contains("2 unsupported-curve"), "{text}");
    }
}

/// Japan's authority spells its curve out, in both of its certificates.
#[test]
fn a_real_seal_under_a_spelled_out_curve() {
    let Some(cases) = shared("cases/passes.jsonl") else {
        println!("skipped: ../shared is not there");
        return;
    };
    let cases = fs::read_to_string(cases).unwrap();
    let case = cases
        .lines()
        .find(|line| line.contains("vds-japan-csca-explicit-parameters"));
    let case: Value = serde_json::from_str(case.unwrap()).unwrap();
    let trust = list(&case["trust"]);
    assert!(!trust.is_empty() && trust.skipped().is_empty());
    let report = judge(
        case["text"].as_str().unwrap(),
        &Context::new(&trust, datetime!(2022-08-01 0:00 UTC)),
    );
    assert_eq!((report.reason, report.authentic), (None, true));
}
