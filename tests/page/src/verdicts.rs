//! Every verdict that the page can show, each with what brings it on screen.

use crate::{
    browser::Browser,
    crash,
    documents::{Named, zone},
    publisher::{Ages, Publisher, SHIPPED, octets},
    server::{Reply, Site},
    {dist, trust_list},
};
use greengate::{
    issue::{Defect, Issued, Issuer, IssuerOptions, PassOptions, Person, issue},
    pass::{self, Kind},
    revocation::{BuildOptions, HashGroup, HashKind, Issuer as Whose, Pack, RevocationList, digests},
    trust::{EnvelopeHeader, PublisherKey},
};
use serde_json::{Value, json};
use std::{fs, path::Path};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};

const SEED: u8 = 1;
const INDEX: &str = "revoked/index.ggr";

/// What the operator of the page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    /// The lists that come with the app, and one that was imported.
    Usual,
    /// A trust list that is too old.
    OldList,
    /// Revocation has to be checked, and there is no list.
    Unchecked,
    /// Revocation has to be checked, and the list is old.
    OldRevocation,
    /// A list that names the pass.
    Revoked,
}

/// A verdict, and what brings it on screen.
pub struct Verdict {
    pub name: &'static str,
    /// Text of the pass.
    pub text: String,
    operator: Operator,
    /// Destination, if entry is asked about.
    destination: &'static str,
    /// The holder's passport.
    passport: Option<String>,
}

impl Verdict {
    /// True if only the desk gives it: there a passport is compared.
    #[must_use]
    pub const fn is_of_desk(&self) -> bool {
        self.passport.is_some()
    }
}

/// The verdicts, and the lists and rules that they need.
pub struct Verdicts {
    pub all: Vec<Verdict>,
    files: TempDir,
    sites: Vec<(Operator, Site)>,
}

impl Default for Verdicts {
    fn default() -> Self {
        Self::new()
    }
}

impl Verdicts {
    /// Issues the passes and serves the pages.
    ///
    /// # Panics
    /// Panics if one of them cannot be made.
    #[must_use]
    pub fn new() -> Self {
        let mut trust = Vec::new();
        let mut issued = |name: &str, defect, person| {
            let issued = issued(name, defect, person);
            trust.extend(issued.trust.clone());
            issued
        };
        let plain = issued("valid", None, Person::sample(1));
        let long = issued("long", None, long_name());
        let own = |given, birth| {
            let surname = "MUESTERMANN";
            zone(Named { surname, given, birth }).join("\n")
        };
        let case = |name, text: &str| Verdict {
            name,
            text: text.to_owned(),
            operator: Operator::Usual,
            destination: "",
            passport: None,
        };
        let for_country = |name, destination| Verdict {
            destination,
            ..case(name, &plain.text)
        };
        let by_passport = |name, passport: String| Verdict {
            passport: Some(passport),
            ..case(name, &plain.text)
        };
        let by_operator = |name, operator| Verdict {
            operator,
            ..case(name, &plain.text)
        };
        let mut all = vec![
            case("valid", &plain.text),
            case("long-name", &long.text),
            for_country("accepted", "FR"),
            for_country("refused", "ES"),
            for_country("undecided", "IT"),
            for_country("no-rules", "DE"),
            by_passport("same-person", own("JUERGEN", "640812")),
            by_passport("near-person", own("JUERGEN KARL", "640812")),
            by_passport("other-person", own("JUERGEN", "640813")),
            by_operator("old-list", Operator::OldList),
            by_operator("unchecked", Operator::Unchecked),
            by_operator("old-revocation", Operator::OldRevocation),
            by_operator("revoked", Operator::Revoked),
            case("foreign", "https://example.org/menu"),
            case("cut-off", &plain.text[..plain.text.len() / 2]),
        ];
        for defect in [
            Defect::Expired,
            Defect::CertificateExpired,
            Defect::CertificateInFuture,
            Defect::IssuedInFuture,
            Defect::NoName,
            Defect::TwoEntries,
            Defect::Forged,
            Defect::WrongKeyUse,
            Defect::UnknownKey,
            Defect::Checksum,
            Defect::AlgorithmHs256,
            Defect::DeepNesting,
        ] {
            let issued = issued(defect.as_str(), Some(defect), Person::sample(1));
            all.push(case(defect.as_str(), &issued.text));
        }
        let files = TempDir::new().expect("a folder");
        let put = |name: &str, content: &Value| {
            fs::write(files.path().join(name), content.to_string()).expect("a file");
        };
        put("trust.json", &Value::Array(trust));
        put("rules.json", &rules());
        let operators = [
            Operator::Usual,
            Operator::OldList,
            Operator::Unchecked,
            Operator::OldRevocation,
            Operator::Revoked,
        ];
        let sites = operators.map(|operator| (operator, site(operator, &plain))).into();
        Self { all, files, sites }
    }

    /// A file of this name, for the page.
    fn file(&self, name: &str) -> std::path::PathBuf {
        self.files.path().join(name)
    }

    /// The imported trust list.
    #[must_use]
    pub fn list(&self) -> std::path::PathBuf {
        self.file("trust.json")
    }

    /// Opens the page (`?mode=desk` or nothing) that can give this verdict, unless it is open.
    ///
    /// # Panics
    /// Panics if it does not open.
    pub async fn open(&self, browser: &Browser, verdict: &Verdict, mode: &str) {
        let site = self.sites.iter().find(|(operator, _)| *operator == verdict.operator);
        let url = format!("{}{mode}", site.expect("a site").1.url());
        if browser.client.current_url().await.expect("an address").as_str() == url {
            return;
        }
        browser.client.goto(&url).await.expect("the page");
        browser.find(".trust-status").await;
        browser.find("[data-testid=paste-input]").await;
        if verdict.operator == Operator::Usual {
            let list = fs::read_to_string(self.list()).expect("the list");
            browser.use_trust(&list).await;
            let rules: &Path = &self.file("rules.json");
            browser.choose("[data-testid=rules-import]", rules).await;
        }
        if mode == "?mode=desk" {
            browser.enter("hold-seconds", "120", "change").await;
        }
    }

    /// Brings a verdict on screen.
    ///
    /// # Panics
    /// Panics if it does not come.
    pub async fn show(&self, browser: &Browser, verdict: &Verdict, mode: &str) {
        self.open(browser, verdict, mode).await;
        browser.enter("destination", verdict.destination, "change").await;
        crash::paste(browser, &verdict.text).await;
        browser.verdict().await;
        if let Some(passport) = verdict.passport.as_deref().filter(|_| mode == "?mode=desk") {
            browser.enter("document-input", passport, "input").await;
            browser.find("[data-testid=document-match]").await;
        }
    }
}

/// A pass of an issuer of its own.
fn issued(name: &str, defect: Option<Defect>, person: Person) -> Issued {
    let (kind, at) = (Kind::Vaccination, OffsetDateTime::now_utc());
    let options = IssuerOptions {
        seed: format!("verdict {name}"),
        ..IssuerOptions::demo(at.replace_time(time::Time::MIDNIGHT))
    };
    let options = defect.map_or(options.clone(), |defect| defect.issuer_options(options, kind));
    let options_of_pass = PassOptions {
        lifetime: Duration::days(30),
        defect,
        person,
        ..PassOptions::new(kind, 1, at)
    };
    let mut issued = issue(&Issuer::new(&options).expect("an issuer"), &options_of_pass).expect("a pass");
    for entry in &mut issued.trust {
        entry["environment"] = "production".into();
    }
    issued
}

/// Someone with a name of eighty characters.
fn long_name() -> Person {
    Person {
        family: "Sánchez-Villalobos de la Fuente y Hohenlohe-Langenburg".to_owned(),
        family_standard: "SANCHEZ<VILLALOBOS<DE<LA<FUENTE<Y<HOHENLOHE<LANGENBURG".to_owned(),
        given: "María Alexandra Bernadette".to_owned(),
        given_standard: "MARIA<ALEXANDRA<BERNADETTE".to_owned(),
        birth_date: "1987-09-30".to_owned(),
    }
}

/// Rules of three countries: one that lets a recent vaccination in, one that does not, one that asks for what no pass says.
fn rules() -> Value {
    let clock = json!({"plusTime": [{"var": "external.validationClock"}, 0, "day"]});
    let within = |days: i64| json!({"not-after": [clock, {"plusTime": [{"var": "payload.v.0.dt"}, days, "day"]}]});
    let rule = |country: &str, logic: Value| {
        json!({"Identifier": format!("VR-{country}-0001"), "Type": "Acceptance", "Country": country, "Version": "1.0.0",
            "SchemaVersion": "1.0.0", "Engine": "CERTLOGIC", "EngineVersion": "1.0.0", "CertificateType": "Vaccination",
            "AffectedFields": [], "Description": [{"lang": "en", "desc": "The vaccination is recent enough."}],
            "ValidFrom": "2021-07-01T00:00:00Z", "ValidTo": "2099-07-01T00:00:00Z", "Logic": logic})
    };
    json!([
        rule("FR", within(4_000)),
        rule("ES", within(1)),
        rule("IT", json!({"no-such-operation": [1, 2]})),
    ])
}

/// The page of an operator.
fn site(operator: Operator, issued: &Issued) -> Site {
    let site = Site::serve(&dist());
    let key = PublisherKey::from_bytes(&[SEED; 32]).expect("a key");
    let mut config = json!({ "publishers": [key.pin()], "bundle": SHIPPED });
    let mut ages = Ages::default();
    match operator {
        Operator::Usual => return site,
        Operator::OldList => {
            ages = Ages {
                issued: Duration::days(-40),
                best_before: Duration::days(-33),
                ends: Duration::days(-10),
            }
        }
        _ => {
            config["revocationSources"] = json!([INDEX]);
            config["revocationRequired"] = json!(["no-list", "old"]);
        }
    }
    let bundle = Publisher::new(SEED, &trust_list(issued)).bundle(1, ages);
    site.host(
        "config.json",
        Reply::Body(config.to_string().into_bytes(), "application/json"),
    );
    site.host(SHIPPED, octets(bundle));
    match operator {
        Operator::OldRevocation => serve_revocation(&site, &revocation(issued, false, &key)),
        Operator::Revoked => serve_revocation(&site, &revocation(issued, true, &key)),
        _ => site.host(INDEX, Reply::Status(404)),
    }
    site
}

/// A revocation list that names the pass, or an old one that does not.
fn revocation(issued: &Issued, names_it: bool, key: &PublisherKey) -> Pack {
    let read = pass::read(&issued.text).expect("a pass");
    let of_pass = digests(&read, issued.trust[0]["country"].as_str()).into_iter();
    let signature = of_pass
        .filter(|(kind, _)| *kind == HashKind::Signature)
        .map(|(_, hash)| hash);
    let greengate::pass::KeyReference::Kid(kid) = read.signed.key else {
        unreachable!("an HCERT names its key by its identifier");
    };
    let group = HashGroup {
        issuer: Whose::Anybody,
        key: Some(kid),
        kind: HashKind::Signature,
        expires: None,
        hashes: if names_it { signature.collect() } else { vec![[7; 16]] },
    };
    let now = OffsetDateTime::now_utc().replace_nanosecond(0).expect("a time");
    let age = Duration::days(if names_it { 0 } else { 40 });
    let list = RevocationList::from_groups("Testland", Some(now - age), vec![group]);
    let lasting = Duration::days(if names_it { 7 } else { -1 });
    let header = EnvelopeHeader {
        serial: 17,
        issued_at: now - age - Duration::hours(1),
        best_before: now + lasting,
        expires_at: now + lasting,
    };
    Pack::build(&list, &BuildOptions::new(header), Some(key)).expect("a pack")
}

fn serve_revocation(site: &Site, pack: &Pack) {
    let host = |file: &str, bytes: Vec<u8>| site.host(&format!("revoked/{file}"), octets(bytes));
    host(Pack::INDEX, pack.signed_index().to_vec());
    host(Pack::SERIAL, format!("{}\n", pack.header().serial).into_bytes());
    for (row, part) in pack.parts() {
        host(&row.file_name(), part.file().to_vec());
    }
}
