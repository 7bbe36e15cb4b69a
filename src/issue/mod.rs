//! Makes passes with keys of its own: the project's test vectors, demo passes and training sets. They are never a real
//! issuer's: keys are derived from a public seed, and every certificate says that it is a demo.

mod card;
mod ddcc;
mod defect;
mod issuer;
mod nzcp;
mod people;
mod seal;
mod travellers;

pub use card::{CardDefect, CardOptions, issue_card};
pub use defect::Defect;
#[cfg(test)]
pub(crate) use issuer::chain;
pub use issuer::{Anchor, Issuer, IssuerOptions, Profile};
pub use nzcp::{CovidPassDefect, CovidPassOptions, issue_covid_pass};
pub use people::Person;
pub use seal::{SealDefect, SealOptions, issue_seal};
pub use travellers::random_draft;

pub use crate::symbol::Symbol;
use crate::{
    pass::{Algorithm, Format, Kind},
    verdict::Reason,
};
use ciborium::Value;
use coset::{CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana};
use serde_json::{Value as Json, json};
use time::{Date, Duration, OffsetDateTime, format_description::well_known::Rfc3339};

/// Reason for not making a pass.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The key or its certificate could not be made.
    #[error("the issuer's key or certificate cannot be made: {0}")]
    Issuer(String),
    /// The content cannot be encoded.
    #[error("the pass cannot be encoded: {0}")]
    Encoding(String),
}

/// A name that no defect of this format has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such defect; there are {names}")]
pub struct UnknownDefect {
    names: String,
}

impl UnknownDefect {
    fn among(names: &[&str]) -> Self {
        Self {
            names: names.join(", "),
        }
    }
}

/// Content of an HCERT pass.
#[derive(Clone, Debug)]
pub struct PassOptions {
    /// [`Format::DCC`], [`Format::ICVP`] for a vaccination, or [`Format::DDCC`] for a vaccination or a test.
    pub format: Format,
    /// Kind of statement.
    pub kind: Kind,
    /// Person that it names.
    pub person: Person,
    /// Time at which the pass is valid, or shows its defect.
    pub at: OffsetDateTime,
    /// Time for which it stays valid after that.
    pub lifetime: Duration,
    /// Defect to produce.
    pub defect: Option<Defect>,
    /// Content instead of the usual one.
    pub statement: Option<Json>,
}

impl PassOptions {
    /// A DCC of this kind for the n-th invented person, valid around a time.
    #[must_use]
    pub fn new(kind: Kind, person: usize, at: OffsetDateTime) -> Self {
        Self {
            format: Format::DCC,
            kind,
            person: Person::sample(person),
            at,
            lifetime: Duration::days(365),
            defect: None,
            statement: None,
        }
    }
}

/// A finished pass.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Text of the QR code; the first of several.
    pub text: String,
    /// All texts of a card in several codes.
    pub texts: Vec<String>,
    /// Entries of the trust list to judge it with.
    pub trust: Vec<Json>,
    /// Revocation batch that names the pass, for a revoked one.
    pub revocation: Option<Json>,
    /// Time to judge it at.
    pub at: OffsetDateTime,
    /// Expected reason; `None` for a valid pass.
    pub reason: Option<Reason>,
}

impl Issued {
    /// The pass as a case for `verify --batch`, with the expected verdict.
    #[must_use]
    pub fn case(&self, id: &str) -> Json {
        json!({
            "id": id,
            if self.texts.len() > 1 { "texts" } else { "text" }: if self.texts.len() > 1 {
                json!(self.texts)
            } else {
                json!(self.text)
            },
            "trust": self.trust,
            "at": self.at.format(&Rfc3339).unwrap_or_default(),
            "expect": if self.reason.is_none() { "valid" } else { "invalid" },
            "reasons": self.reason.map_or_else(Vec::new, |r| vec![r.as_str()]),
        })
    }
}

/// Makes one pass.
///
/// # Errors
/// Fails if the key cannot be used or the content cannot be encoded.
pub fn issue(issuer: &Issuer, options: &PassOptions) -> Result<Issued, Error> {
    let defect = options.defect;
    let format = options.format.name();
    let usual = || match format {
        "icvp" => icvp_statement(options),
        "ddcc" => ddcc::statement(issuer, options),
        _ => statement(issuer, options),
    };
    let mut content = options.statement.clone().unwrap_or_else(usual);
    if let Some(defect) = defect {
        match format {
            "icvp" => defect.spoil_icvp(&mut content),
            "ddcc" => ddcc::spoil(defect, &mut content),
            _ => defect.spoil_statement(&mut content),
        }
    }
    let mut claims = claims(issuer, options, &content)?;
    if let Some(defect) = defect {
        defect.spoil_claims(&mut claims, options.at);
    }
    let mut message = sign(issuer, &claims, defect)?;
    if let Some(defect) = defect {
        defect.spoil_message(&mut message, issuer)?;
    }
    let encoding = |e: coset::CoseError| Error::Encoding(e.to_string());
    let signature = message.signature.clone();
    let mut cose = message.to_tagged_vec().map_err(encoding)?;
    if let Some(defect) = defect {
        defect.spoil_cose(&mut cose);
    }
    let mut packed = miniz_oxide::deflate::compress_to_vec_zlib(&cose, 9);
    if let Some(defect) = defect {
        defect.spoil_stream(&mut packed);
    }
    let mut text = format!("HC1:{}", base45::encode(&packed));
    if let Some(defect) = defect {
        defect.spoil_text(&mut text);
    }
    let revoked = defect == Some(Defect::Revoked);
    let mut entry = issuer.trust_entry();
    match format {
        "icvp" if defect == Some(Defect::WrongKeyUse) => entry["domain"] = "DCC".into(),
        "icvp" => entry["domain"] = "ICVP".into(),
        "ddcc" => entry["domain"] = "DDCC".into(),
        _ => {}
    }
    Ok(Issued {
        texts: vec![text.clone()],
        text,
        trust: if defect == Some(Defect::UnknownKey) {
            Vec::new()
        } else {
            vec![entry]
        },
        revocation: revoked.then(|| issuer::revocation_batch(issuer, &signature)),
        at: options.at,
        reason: defect.map(Defect::reason),
    })
}

/// A yellow-fever vaccine on WHO's list (Stamaril), which every ICVP must name.
const YELLOW_FEVER_VACCINE: &str = "YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0";

/// Content of an ICVP in its newer layout: a yellow-fever vaccination, long before the issue of every pass.
fn icvp_statement(options: &PassOptions) -> Json {
    let person = &options.person;
    json!({"n": person.full_name(), "dob": person.birth_date, "s": "X", "nt": "UTO", "id": "DEMO12345", "v": "1.0",
        "vx": {"vp": YELLOW_FEVER_VACCINE, "dt": date(options.at.date() - Duration::days(400)), "bo": "DEMO-1",
               "is": "Greengate demo authority"}})
}

/// Content of a DCC, schema 1.3.0.
fn statement(issuer: &Issuer, options: &PassOptions) -> Json {
    let person = &options.person;
    let day = |days: i64| date(options.at.date() - Duration::days(days));
    let country = &issuer.country;
    let authority = "Greengate demo authority";
    // The pass's identifier says nothing of the person: it is a hash of the content.
    let defect = options.defect.map_or("none", Defect::as_str);
    let number = issuer::digest(&["uvci", &person.family, &person.given, options.kind_name(), defect]);
    let ci = format!(
        "URN:UVCI:01:{country}:DEMO{}",
        crate::encoding::hex(&number[..8]).to_uppercase()
    );
    let disease = "840539006";
    let (group, entry) = match options.kind {
        Kind::Vaccination => (
            "v",
            json!({"tg": disease, "vp": "1119349007", "mp": "EU/1/20/1528", "ma": "ORG-100030215", "dn": 2, "sd": 2,
                   "dt": day(60), "co": country, "is": authority, "ci": ci}),
        ),
        Kind::Test => (
            "t",
            json!({"tg": disease, "tt": "LP6464-4", "nm": "Demo PCR", "sc": format!("{}T08:30:00Z", day(1)), "tr": "260415000",
                   "tc": "Demo test centre", "co": country, "is": authority, "ci": ci}),
        ),
        Kind::Recovery => (
            "r",
            json!({"tg": disease, "fr": day(60), "df": day(49), "du": date(options.at.date() + Duration::days(120)),
                   "co": country, "is": authority, "ci": ci}),
        ),
    };
    json!({"ver": "1.3.0", "dob": person.birth_date,
           "nam": {"fn": person.family, "fnt": person.family_standard, "gn": person.given, "gnt": person.given_standard},
           group: [entry]})
}

impl PassOptions {
    const fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Vaccination => "vaccination",
            Kind::Test => "test",
            Kind::Recovery => "recovery",
        }
    }
}

fn date(date: Date) -> String {
    date.to_string()
}

type Claims = Vec<(Value, Value)>;

fn claims(issuer: &Issuer, options: &PassOptions, content: &Json) -> Result<Claims, Error> {
    let content = Value::serialized(content).map_err(|e| Error::Encoding(e.to_string()))?;
    let seconds = |t: OffsetDateTime| Value::Integer(t.unix_timestamp().into());
    let key = |k: i64| Value::Integer(k.into());
    let claim = match (options.format.name(), options.kind) {
        ("icvp", _) => -6,
        ("ddcc", Kind::Test) => 4,
        ("ddcc", _) => 3,
        _ => 1,
    };
    Ok(vec![
        (key(1), Value::Text(issuer.country.clone())),
        (key(4), seconds(options.at + options.lifetime)),
        (key(6), seconds(options.at - Duration::hours(12))),
        (key(-260), Value::Map(vec![(key(claim), content)])),
    ])
}

fn sign(issuer: &Issuer, claims: &Claims, defect: Option<Defect>) -> Result<CoseSign1, Error> {
    let encoding = |e: coset::CoseError| Error::Encoding(e.to_string());
    let payload = Value::Map(claims.clone()).to_vec().map_err(encoding)?;
    let algorithm = match (defect.and_then(Defect::algorithm), issuer.algorithm) {
        (Some(other), _) => other,
        (None, Algorithm::Es256) => iana::Algorithm::ES256,
        (None, Algorithm::Es384) => iana::Algorithm::ES384,
        (None, Algorithm::Es512) => iana::Algorithm::ES512,
        (None, Algorithm::Ps256) => iana::Algorithm::PS256,
    };
    let mut header = HeaderBuilder::new().algorithm(algorithm);
    if defect != Some(Defect::NoKeyIdentifier) {
        header = header.key_id(issuer.kid.clone());
    }
    CoseSign1Builder::new()
        .protected(header.build())
        .payload(payload)
        .try_create_signature(&[], |message| issuer.sign(message))
        .map(CoseSign1Builder::build)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pass::{HealthLink, Notice},
        revocation::RevocationList,
        trust::TrustList,
        verdict::{Context, judge},
    };
    use base64ct::Encoding as _;
    use sha2::Digest as _;

    const AT: OffsetDateTime = time::macros::datetime!(2026-11-01 12:00 UTC);

    fn options(kind: Kind, defect: Option<Defect>) -> PassOptions {
        PassOptions {
            defect,
            ..PassOptions::new(kind, 0, AT)
        }
    }

    fn judged(issued: &Issued) -> crate::verdict::Report {
        let trust = TrustList::from_json(Json::Array(issued.trust.clone()), "test").unwrap();
        let revoked = issued
            .revocation
            .as_ref()
            .map(|batch| RevocationList::read(batch.to_string().as_bytes()).unwrap());
        judge(
            &issued.text,
            &Context {
                revoked: revoked.as_ref(),
                ..Context::new(&trust, issued.at)
            },
        )
    }

    #[test]
    fn every_kind_and_algorithm_is_valid() {
        for algorithm in [Algorithm::Es256, Algorithm::Ps256] {
            let issuer = Issuer::new(&IssuerOptions {
                algorithm,
                ..IssuerOptions::demo(AT)
            })
            .unwrap();
            for kind in Kind::ALL {
                let report = judged(&issue(&issuer, &options(kind, None)).unwrap());
                assert_eq!(
                    (report.reason, report.detail.as_deref(), report.kind),
                    (None, None, Some(kind)),
                    "{algorithm:?}"
                );
                assert!(report.authentic);
                assert_eq!(report.holder.and_then(|h| h.name), Some(Person::sample(0).full_name()));
            }
        }
    }

    /// The same pass with the other valid signature and weaker compression.
    fn written_otherwise(text: &str) -> String {
        let packed = base45::decode(text.strip_prefix("HC1:").unwrap()).unwrap();
        let cose = miniz_oxide::inflate::decompress_to_vec_zlib(&packed).unwrap();
        let mut message = CoseSign1::from_tagged_slice(&cose).unwrap();
        let signature = p256::ecdsa::Signature::from_slice(&message.signature).unwrap();
        let (r, s) = signature.split_scalars();
        let other = p256::ecdsa::Signature::from_scalars(r, -s).unwrap();
        message.signature = other.to_bytes().to_vec();
        message.unprotected.content_type = Some(coset::ContentType::Text("x/y".to_owned()));
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&message.to_tagged_vec().unwrap(), 1);
        format!("HC1:{}", base45::encode(&packed))
    }

    fn packed(mut message: CoseSign1, change: impl Fn(&mut CoseSign1)) -> String {
        change(&mut message);
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&message.to_tagged_vec().unwrap(), 1);
        format!("HC1:{}", base45::encode(&packed))
    }

    /// The claims that PH4H's health links have: numbers as text, the time of issue in milliseconds.
    fn link_claims(link: Json) -> Claims {
        let text = |text: &str| Value::Text(text.to_owned());
        let milliseconds = AT.unix_timestamp() * 1000 + 804;
        vec![
            (text("6"), milliseconds.into()),
            (text("4"), (AT.unix_timestamp() + 3600).into()),
            (text("1"), text("XJ")),
            (
                text("-260"),
                Value::Map(vec![(text("5"), Value::serialized(&link).unwrap())]),
            ),
        ]
    }

    #[test]
    fn a_signed_health_link_is_verified_and_explained() {
        let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
        let members =
            json!({"url": "https://records.example/b13c", "flag": "P", "label": "Back-pack", "key": "SECRET"});
        let link = base64ct::Base64::encode_string(members.to_string().as_bytes());
        let message = sign(&issuer, &link_claims(json!([{"u": format!("shlink://{link}")}])), None).unwrap();
        let entries = |domain: &str| {
            let mut entry = issuer.trust_entry();
            entry["domain"] = domain.into();
            TrustList::from_json(json!([entry]), "test").unwrap()
        };
        let text = packed(message.clone(), |_| {});
        let judged = |text: &str, trust: &TrustList| judge(text, &Context::new(trust, AT));
        for domain in ["PH4H", "ICVP"] {
            let report = judged(&text, &entries(domain));
            assert_eq!((report.reason, report.authentic), (Some(Reason::NotAPass), false));
            assert_eq!(report.recognised.as_ref().map(|found| found.kind.name()), Some("vhl"));
            assert_eq!(
                report.detail.as_deref(),
                Some(
                    "a signed link to records by XD: it proves no vaccination; opening it needs a network and a passcode"
                )
            );
            let found = report.link.clone().unwrap();
            assert_eq!(found.host.as_deref(), Some("records.example"));
            assert_eq!((found.flags.as_str(), found.label.as_deref()), ("P", Some("Back-pack")));
            assert_eq!(found.verified, Some(true));
            assert!(report.source.is_some() && report.format.is_none());
            assert_eq!(report.issued_at.map(|at| at.millisecond()), Some(804));
            assert_eq!(report.notices, [Notice::TextKeys, Notice::Milliseconds]);
            assert_eq!(
                serde_json::to_value(report.conclusion).unwrap(),
                json!({"answer": "look", "because": "authentic"})
            );
            assert!(!serde_json::to_string(&report).unwrap().contains("SECRET"));
        }
        // Nobody knows the issuer.
        let report = judged(&text, &TrustList::default());
        assert_eq!(report.link.and_then(|link| link.verified), None);
        assert_eq!(report.issuer.unwrap().country.as_deref(), Some("XJ"));
        // Somebody else signed it.
        let forged = packed(message, |message| message.signature[9] ^= 1);
        let report = judged(&forged, &entries("PH4H"));
        assert_eq!(report.link.and_then(|link| link.verified), Some(false));
        assert_eq!(
            serde_json::to_value(report.conclusion).unwrap(),
            json!({"answer": "stop", "because": "authentic"})
        );
        // What cannot be read of the link is left out, and it is one nevertheless.
        let message = sign(&issuer, &link_claims(json!("vhlink:/%")), None).unwrap();
        let report = judged(&packed(message, |_| {}), &entries("PH4H"));
        assert_eq!(
            report.link,
            Some(HealthLink {
                verified: Some(true),
                ..HealthLink::default()
            })
        );
        // A pass beside a link is a pass.
        let mut both = link_claims(json!("vhlink:/AAAA"));
        let Value::Map(statements) = &mut both[3].1 else {
            panic!()
        };
        let content = statement(&issuer, &options(Kind::Test, None));
        statements.push((Value::from(1), Value::serialized(&content).unwrap()));
        let report = judged(&packed(sign(&issuer, &both, None).unwrap(), |_| {}), &entries("DDCC"));
        assert_eq!((report.reason, report.format), (None, Some(Format::DCC)));
        assert_eq!(report.notices, [Notice::TextKeys, Notice::Milliseconds]);
    }

    #[test]
    fn a_key_of_another_domain_is_for_a_person_to_decide() {
        let judged = |format: Format, domain: &str, usage: Option<Kind>, revoked: bool| {
            let issuer = Issuer::new(&IssuerOptions {
                usage: usage.into_iter().collect(),
                ..IssuerOptions::demo(AT)
            })
            .unwrap();
            let pass = PassOptions {
                format,
                ..options(Kind::Vaccination, revoked.then_some(Defect::Revoked))
            };
            let mut issued = issue(&issuer, &pass).unwrap();
            issued.trust[0]["domain"] = domain.into();
            let report = self::judged(&issued);
            (
                report.reason,
                report.signed_under.clone(),
                serde_json::to_value(report.conclusion).unwrap()["answer"].clone(),
                report.authentic,
            )
        };
        for format in [Format::ICVP, Format::DCC, Format::DDCC] {
            for domain in ["PH4H", "RACSEL-DDVC", "IPS-PILGRIMAGE"] {
                let look = (
                    Some(Reason::UnknownIssuer),
                    Some(domain.to_owned()),
                    json!("look"),
                    false,
                );
                assert_eq!(judged(format, domain, None, false), look);
                // Its certificate is for tests only.
                let report = judged(format, domain, Some(Kind::Test), false);
                assert_eq!((report.0, report.1), (Some(Reason::WrongKeyUsage), None));
                assert_eq!(judged(format, domain, None, true).0, Some(Reason::Revoked));
            }
        }
        // Domains of passes vouch for their own; DDCC and DCC are one.
        for (format, domain, reason) in [
            (Format::DCC, "DDCC", None),
            (Format::DCC, "DCC", None),
            (Format::DDCC, "DDCC", None),
            (Format::DDCC, "DCC", None),
            (Format::DDCC, "ICVP", Some(Reason::WrongKeyUsage)),
            (Format::DCC, "ICVP", Some(Reason::WrongKeyUsage)),
            (Format::ICVP, "DCC", Some(Reason::WrongKeyUsage)),
            (Format::ICVP, "DDCC", Some(Reason::WrongKeyUsage)),
            (Format::ICVP, "ICVP", None),
        ] {
            let (found, under, ..) = judged(format, domain, None, false);
            assert_eq!((found, under), (reason, None), "{format:?} {domain}");
        }
    }

    #[test]
    fn a_ddcc_is_found_wherever_issuers_wrote_it() {
        let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
        let trust = TrustList::from_json(json!([issuer.trust_entry()]), "test").unwrap();
        let cbor = |json: &Json| Value::serialized(json).unwrap();
        let under = |number: i64, content: &Json| vec![(Value::from(number), cbor(content))];
        let read = |claims: &Claims| {
            let text = packed(sign(&issuer, claims, None).unwrap(), |_| {});
            judge(&text, &Context::new(&trust, AT))
        };
        let claim = |statements: Claims| read(&vec![(Value::from(-260), Value::Map(statements))]);
        for kind in [Kind::Vaccination, Kind::Test] {
            let content = ddcc::statement(&issuer, &options(kind, None));
            let Value::Map(root) = cbor(&content) else { panic!() };
            for (place, report) in [
                ("claim 3", claim(under(3, &content))),
                ("claim 4", claim(under(4, &content))),
                ("claim 2", claim(under(2, &content))),
                ("claim 1", claim(under(1, &content))),
                ("a list of one", claim(under(3, &json!([content])))),
                ("the CWT itself", read(&root)),
                ("the CWT itself, with an issuer", {
                    let mut root = root.clone();
                    root.push((Value::from(1), "XD".into()));
                    read(&root)
                }),
            ] {
                assert_eq!((report.reason, report.detail.clone()), (None, None), "{place}");
                assert_eq!(
                    (report.format, report.kind),
                    (Some(Format::DDCC), Some(kind)),
                    "{place}"
                );
                assert_eq!(report.payload.unwrap()["name"], content["name"], "{place}");
            }
            let two = claim(under(3, &json!([content, content])));
            assert_eq!(
                two.detail.as_deref(),
                Some("the structure is wrong: the pass statement is not a map")
            );
        }
        // A DCC in a list stays no DCC, and a CWT of other things no pass.
        let dcc = claim(under(1, &json!([statement(&issuer, &options(Kind::Test, None))])));
        assert_eq!(dcc.reason, Some(Reason::Malformed));
        let other = read(&vec![("name".into(), "Jo".into())]);
        assert_eq!(
            other.detail.as_deref(),
            Some("the structure is wrong: the CWT has no HCERT claim")
        );
    }

    #[test]
    fn a_pass_is_the_same_however_it_is_signed_and_packed() {
        let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
        let mut issued = issue(&issuer, &options(Kind::Vaccination, None)).unwrap();
        let report = judged(&issued);
        let genuine = issued.text.clone();
        issued.text = written_otherwise(&genuine);
        assert_ne!(genuine, issued.text);
        let other = judged(&issued);
        assert!(other.is_valid() && other.is_same_pass(&report));
        // A forged copy has another fingerprint, so that it never stands for the genuine pass.
        let forged = judged(&issue(&issuer, &options(Kind::Vaccination, Some(Defect::FlippedSignature))).unwrap());
        assert!(!forged.authentic && !forged.is_same_pass(&report));
        let another = judged(&issue(&issuer, &PassOptions::new(Kind::Vaccination, 1, AT)).unwrap());
        assert!(another.is_valid() && !another.is_same_pass(&report));
        let none = crate::verdict::judge("no pass", &Context::new(&TrustList::default(), AT));
        assert!(!none.is_same_pass(&none));
    }

    #[test]
    fn several_entries_of_an_old_pass_are_each_judged() {
        let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
        let usual = judged(&issue(&issuer, &options(Kind::Vaccination, None)).unwrap())
            .payload
            .unwrap();
        let mut statement = usual;
        statement["ver"] = json!("1.2.1");
        let mut second = statement["v"][0].clone();
        second["dn"] = json!(1);
        second["ci"] = json!("URN:UVCI:01:XD:SECOND");
        statement["v"] = json!([second, statement["v"][0]]);
        let two = PassOptions {
            statement: Some(statement),
            ..options(Kind::Vaccination, None)
        };
        let issued = issue(&issuer, &two).unwrap();
        let rule = json!([{"Identifier": "AR-FR-0001", "Version": "1.0.0", "SchemaVersion": "1.0.0", "Engine": "CERTLOGIC",
            "EngineVersion": "1.0.0", "Type": "Acceptance", "Country": "FR", "CertificateType": "Vaccination",
            "ValidFrom": "2020-01-01T00:00:00Z", "ValidTo": "2040-01-01T00:00:00Z", "AffectedFields": ["v.0.dn"],
            "Description": [{"lang": "en", "desc": "two doses"}],
            "Logic": {">=": [{"var": "payload.v.0.dn"}, 2]}}]);
        let rules = crate::rules::RulePack::read(rule.to_string().as_bytes(), None).unwrap();
        let trust = TrustList::from_json(Json::Array(issued.trust.clone()), "test").unwrap();
        let context = Context {
            journey: Some(crate::verdict::Journey::to("FR", AT)),
            rules: Some(&rules),
            ..Context::new(&trust, AT)
        };
        let report = judge(&issued.text, &context);
        assert_eq!((report.reason, report.detail), (None, None));
        assert_eq!(report.events.len(), 2);
        // The first entry alone would be refused.
        assert_eq!(report.entry.unwrap().outcome, crate::rules::Outcome::Accepted);
        // Each entry can be revoked.
        let digest = sha2::Sha256::digest("URN:UVCI:01:XD:SECOND");
        let batch = json!({"hashType": "UCI", "entries": [{"hash": base64ct::Base64::encode_string(&digest[..16])}]});
        let revoked = RevocationList::read(batch.to_string().as_bytes()).unwrap();
        let context = Context {
            revoked: Some(&revoked),
            ..context
        };
        assert_eq!(judge(&issued.text, &context).reason, Some(Reason::Revoked));
    }

    #[test]
    fn batches_hold_for_their_key_and_until_their_end() {
        let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
        let issued = issue(&issuer, &options(Kind::Vaccination, Some(Defect::Revoked))).unwrap();
        let mut usual = issued.revocation.clone().unwrap();
        usual
            .as_object_mut()
            .unwrap()
            .retain(|name, _| name == "hashType" || name == "entries");
        let trust = TrustList::from_json(Json::Array(issued.trust.clone()), "test").unwrap();
        let with = |batches: Json| {
            let revoked = RevocationList::read(batches.to_string().as_bytes()).unwrap();
            let context = Context {
                revoked: Some(&revoked),
                ..Context::new(&trust, AT)
            };
            let report = judge(&issued.text, &context);
            (
                report.reason == Some(Reason::Revoked),
                report.revocation.state == crate::trust::RevocationState::Checked,
            )
        };
        let batch = |members: &[(&str, &str)]| {
            let mut batch = usual.clone();
            for (name, value) in members {
                batch[*name] = json!(value);
            }
            batch
        };
        let kid = base64ct::Base64::encode_string(&issuer.kid);
        let (later, before) = ("2040-01-01T00:00:00+01:00", "2020-01-01T00:00:00Z");
        for revoked in [
            batch(&[]),
            batch(&[("kid", &kid), ("country", "XD"), ("expires", later)]),
            batch(&[("kid", "UNKNOWN_KID"), ("country", "XD")]),
            json!([batch(&[("kid", "AAAAAAAAAAA=")]), batch(&[("kid", &kid)])]),
        ] {
            assert!(with(revoked.clone()).0, "{revoked}");
        }
        let other = |members: &[(&str, &str)]| {
            let mut other = batch(members);
            other["entries"] = json!([{"hash": "AAAAAAAAAAAAAAAAAAAAAA=="}]);
            other
        };
        // For another key, and past its end.
        assert_eq!(with(batch(&[("kid", "AAAAAAAAAAA=")])), (false, false));
        assert_eq!(with(batch(&[("kid", &kid), ("expires", before)])), (false, false));
        // Coverage, that is, knowledge about passes like this one.
        assert_eq!(with(other(&[])), (false, true));
        assert_eq!(with(other(&[("kid", &kid)])), (false, true));
        assert_eq!(with(other(&[("country", "XD")])), (false, true));
        assert_eq!(with(json!([])), (false, false), "an empty list");
        let mut empty = other(&[("country", "XD")]);
        empty["entries"] = json!([]);
        assert_eq!(with(empty), (false, false), "a batch of nothing");
        assert_eq!(with(other(&[("country", "DE")])), (false, false), "another country's");
        assert_eq!(
            with(other(&[("country", "DE"), ("kid", "AAAAAAAAAAA=")])),
            (false, false)
        );
        assert_eq!(with(other(&[("country", "XD"), ("expires", before)])), (false, false));
        for broken in [[("kid", "!")], [("expires", "soon")]] {
            assert!(RevocationList::read(batch(&broken).to_string().as_bytes()).is_err());
        }
    }

    #[test]
    fn every_defect_gets_its_own_reason() {
        for kind in Kind::ALL {
            for defect in Defect::ALL {
                let issuer = Issuer::new(&defect.issuer_options(IssuerOptions::demo(AT), kind)).unwrap();
                let issued = issue(&issuer, &options(kind, Some(defect))).unwrap();
                let report = judged(&issued);
                assert_eq!(
                    report.reason,
                    Some(defect.reason()),
                    "{kind:?} {defect:?}: {:?}",
                    report.detail
                );
                assert_eq!(report.authentic, defect.is_authentic(), "{kind:?} {defect:?}");
            }
        }
    }

    #[test]
    fn every_reason_has_a_defect() {
        for reason in Reason::ALL {
            assert!(Defect::ALL.iter().any(|d| d.reason() == reason), "{}", reason.as_str());
        }
    }

    #[test]
    fn the_same_seed_makes_the_same_pass() {
        let make = |seed: &str| {
            let issuer = Issuer::new(&IssuerOptions {
                seed: seed.to_owned(),
                ..IssuerOptions::demo(AT)
            })
            .unwrap();
            issue(&issuer, &options(Kind::Test, None)).unwrap().text
        };
        assert_eq!(make("one"), make("one"));
        assert_ne!(make("one"), make("two"));
    }
}
