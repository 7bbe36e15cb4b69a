//! Loads real lists and judges passes of every format, natively; writes what node and
//! Chromium need to do the same with the library as WebAssembly, and to verify the bare
//! signatures with WebCrypto: `greengate-passes-bench FOLDER`, as `cargo xtask passes` calls it.

mod shipped;

use anyhow::{Context as _, Result, ensure};
use base64ct::{Base64, Encoding};
use greengate::{
    issue::{
        Anchor, CardOptions, Issued, Issuer, IssuerOptions, PassOptions, SealOptions, issue, issue_card, issue_seal,
    },
    pass::{self, Algorithm, Format, Kind},
    rules::{RulePack, Subject},
    trust::{Bundle, File, Header, Import, Pin, PublisherKey, TrustList},
    verdict::{Context, judge},
};
use greengate_figures::Region;
use serde_json::{Value, json};
use std::{
    env, fs,
    hint::black_box,
    path::{Path, PathBuf},
    time::Instant,
};
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339, macros::datetime};
use x509_cert::der::{Decode, Encode};

const AT: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);
/// Passes that are judged in one measurement.
const PASSES: u32 = 500;
/// Number of times that everything is measured.
const RUNS: usize = 9;

/// A pass with its list.
struct Case {
    name: &'static str,
    issued: Issued,
    /// Public key for WebCrypto, where that can verify it.
    spki: Option<Vec<u8>>,
}

fn issuer(algorithm: Algorithm, rsa_bits: usize) -> Result<Issuer> {
    Ok(Issuer::new(&IssuerOptions {
        seed: "greengate bench".to_owned(),
        algorithm,
        rsa_bits,
        ..IssuerOptions::demo(AT)
    })?)
}

fn spki(issuer: &Issuer) -> Result<Vec<u8>> {
    let certificate = x509_cert::Certificate::from_der(issuer.certificate())?;
    Ok(certificate.tbs_certificate().subject_public_key_info().to_der()?)
}

fn cases() -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (name, algorithm, bits) in [
        ("DCC, ES256", Algorithm::Es256, 0),
        ("DCC, PS256 2048", Algorithm::Ps256, 2048),
        ("DCC, PS256 4096", Algorithm::Ps256, 4096),
    ] {
        let issuer = issuer(algorithm, bits)?;
        cases.push(Case {
            name,
            issued: issue(&issuer, &PassOptions::new(Kind::Vaccination, 1, AT))?,
            spki: Some(spki(&issuer)?),
        });
    }
    let es256 = issuer(Algorithm::Es256, 0)?;
    let of = |format| PassOptions {
        format,
        ..PassOptions::new(Kind::Vaccination, 1, AT)
    };
    let mut plain = |name, issued| {
        cases.push(Case {
            name,
            issued,
            spki: None,
        });
    };
    plain("ICVP, ES256", issue(&es256, &of(Format::ICVP))?);
    plain("DDCC, ES256", issue(&es256, &of(Format::DDCC))?);
    plain(
        "SMART Health Card",
        issue_card(&es256, &CardOptions::new(Kind::Vaccination, 1, AT))?,
    );
    let seal = SealOptions::new(Kind::Vaccination, 1, AT);
    for (name, algorithm, anchor) in [
        ("VDS-NC, ES256 under EC", Algorithm::Es256, Anchor::Ec),
        ("VDS-NC, ES256 under RSA", Algorithm::Es256, Anchor::Rsa),
        ("VDS-NC, ES512 under EC", Algorithm::Es512, Anchor::Ec),
    ] {
        let issuer = Issuer::new(&seal.issuer(algorithm, anchor))?;
        plain(name, issue_seal(&issuer, &seal)?);
    }
    Ok(cases)
}

/// Median of some measurements, in milliseconds.
fn median(mut run: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        run()?;
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[RUNS / 2])
}

fn main() -> Result<()> {
    let folder = PathBuf::from(env::args().nth(1).context("which folder?")?);
    fs::create_dir_all(&folder)?;
    let cases = cases()?;
    let lists = lists(&folder, &cases)?;
    let mut vectors = Vec::new();
    let region = Region::begin("passes-native");
    println!("| natively | µs a pass | passes a second |\n|---|---|---|");
    for case in &cases {
        let trust = TrustList::from_json(Value::Array(case.issued.trust.clone()), "bench")?;
        let context = Context::new(&trust, AT);
        ensure!(
            judge(&case.issued.text, &context).is_valid(),
            "{} is not valid",
            case.name
        );
        let ms = median(|| {
            for _ in 0..PASSES {
                black_box(judge(black_box(&case.issued.text), &context));
            }
            Ok(())
        })?;
        let us = ms * 1e3 / f64::from(PASSES);
        println!("| {} | {us:.0} | {:.0} |", case.name, 1e6 / us);
        let signed = pass::read(&case.issued.text)?.signed;
        vectors.push(json!({
            "name": case.name,
            "text": case.issued.text,
            "trust": Value::Array(case.issued.trust.clone()).to_string(),
            "at": AT.format(&Rfc3339)?,
            "seconds": AT.unix_timestamp(),
            "message": Base64::encode_string(&signed.message),
            "signature": Base64::encode_string(&signed.signature),
            "spki": case.spki.as_ref().map(|spki| Base64::encode_string(spki)),
        }));
    }
    println!("\n| natively | bytes | keys | ms to load |\n|---|---|---|---|");
    for (name, file) in &lists {
        let bytes = fs::read(folder.join(file))?;
        let keys = TrustList::read(&bytes, name)?.len();
        let ms = median(|| {
            black_box(TrustList::read(black_box(&bytes), name)?);
            Ok(())
        })?;
        println!("| {name} | {} | {keys} | {ms:.1} |", bytes.len());
    }
    let rules = rules(&folder)?;
    drop(region);
    shipped::measure(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/trust"))?;
    let all = json!({"rules": rules, "passes": vectors, "lists": lists, "repeat": PASSES, "runs": RUNS});
    fs::write(folder.join("vectors.json"), all.to_string())?;
    Ok(())
}

/// Entry rules of the country that has most, natively; what node needs to do the same.
fn rules(folder: &Path) -> Result<Value> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/rules");
    let read = |name: &str| fs::read(shared.join(name));
    let (Ok(rules), Ok(sets)) = (read("eu-rules.json"), read("eu-value-sets.json")) else {
        println!("\n(no rules: ../shared is not here)");
        return Ok(Value::Null);
    };
    let rules: Vec<Value> = serde_json::from_slice(&rules)?;
    let country = |rule: &Value| rule["Country"].as_str().unwrap_or_default().to_owned();
    let count = |wanted: &str| rules.iter().filter(|rule| country(rule) == wanted).count();
    let most = rules.iter().map(country).max_by_key(|c| count(c)).unwrap_or_default();
    let of_country: Vec<Value> = rules.iter().filter(|rule| country(rule) == most).cloned().collect();
    let text = Value::from(of_country.clone()).to_string();
    let pack = RulePack::read(text.as_bytes(), Some(&sets))?;
    let payload = json!({"ver": "1.3.0", "dob": "1964-08-12", "nam": {"fnt": "MUESTERMANN", "gnt": "JUERGEN"},
        "v": [{"tg": "840539006", "vp": "1119349007", "mp": "EU/1/20/1528", "ma": "ORG-100030215", "dn": 2, "sd": 2,
               "dt": "2023-02-01", "co": "AT", "is": "x", "ci": "URN:UVCI:01:AT:X"}]});
    let data = json!({"payload": payload, "external": {"validationClock": "2023-05-01T12:00:00Z", "valueSets": pack.value_sets(),
        "countryCode": most, "exp": "2024-01-01T00:00:00Z", "iat": "2023-02-01T00:00:00Z", "issuerCountryCode": "AT",
        "kid": "", "region": ""}});
    let per_rule = median(|| {
        for _ in 0..PASSES {
            for rule in pack.rules() {
                black_box(rule.logic.evaluate(black_box(&data)).ok());
            }
        }
        Ok(())
    })?;
    let evaluations = f64::from(PASSES) * pack.rules().len() as f64;
    let (from, until) = (datetime!(2023-02-01 0:00 UTC), datetime!(2025-02-01 0:00 UTC));
    let subject = Subject {
        payload: &payload,
        kinds: &[Kind::Vaccination],
        issuer: "AT",
        issued_at: None,
        expires_at: None,
        kid: "",
        country: &most,
        region: None,
        from: None,
        clock: from,
        language: "en",
    };
    let timeline = median(|| {
        black_box(pack.timeline(black_box(&subject), from, until));
        Ok(())
    })?;
    println!(
        "\n| {} rules of {most} | µs an evaluation | ms for a timeline of two years |\n|---|---|---|",
        pack.rules().len()
    );
    println!("| natively | {:.2} | {timeline:.1} |", per_rule * 1e3 / evaluations);
    fs::write(folder.join("rules.json"), text)?;
    fs::write(folder.join("value-sets.json"), sets)?;
    Ok(json!({"country": most, "data": data, "from": from.unix_timestamp(), "until": until.unix_timestamp()}))
}

/// The lists to load: the real ones of `../shared` where they are, as published and as bundles;
/// else the bench's own.
fn lists(folder: &Path, cases: &[Case]) -> Result<Vec<(String, String)>> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/trust");
    let key = PublisherKey::from_bytes(&[7; 32]).context("a key")?;
    let bundle = |list: &TrustList, file: &str| -> Result<()> {
        let header = Header {
            serial: 1,
            issued_at: AT,
            best_before: AT + Duration::days(7),
            expires_at: AT + Duration::days(30),
            listings: list.listings().to_vec(),
        };
        let bytes = Bundle::write(&header, list, Some(&key))?;
        Ok(fs::write(folder.join(file), bytes)?)
    };
    let mut lists = Vec::new();
    let mut add = |name: &str, file: &str| lists.push((name.to_owned(), file.to_owned()));
    let read = |name: &str| fs::read(shared.join(name));
    if let (Ok(de), Ok(pin), Ok(shc), Ok(sig), Ok(crt), Ok(who)) = (
        read("de-dsc-list.json"),
        read("de-dsc-list-signing-key.pem"),
        read("shc-vci-snapshot.json"),
        read("shc-vci-snapshot.sig"),
        read("shc-vci-snapshot.crt"),
        read("who-gdhcn-did.json"),
    ) {
        let import = |pins: &[Pin], files: &[(&str, &[u8])]| {
            let files: Vec<File> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
            Import {
                pins,
                ..Import::default()
            }
            .read(&files)
        };
        let eu = import(&Pin::read(&pin)?, &[("de-dsc", &de)])?;
        let cards = import(&Pin::read(&crt)?, &[("shc-directory", &shc), ("signature", &sig)])?;
        let who = import(&[], &[("gdhcn-did", &who)])?;
        fs::write(folder.join("de.json"), &de)?;
        bundle(&eu, "de.ggt")?;
        let mut all = eu;
        all.extend(&cards);
        all.extend(&who);
        bundle(&all, "all.ggt")?;
        add("Germany's list, JSON", "de.json");
        add("the same as a bundle", "de.ggt");
        add("EU, SMART Health Cards and WHO as one bundle", "all.ggt");
    } else {
        let entries: Vec<Value> = cases.iter().flat_map(|c| c.issued.trust.clone()).collect();
        fs::write(folder.join("own.json"), Value::Array(entries.clone()).to_string())?;
        bundle(&TrustList::from_json(Value::Array(entries), "own")?, "own.ggt")?;
        add("own list, JSON (../shared is not here)", "own.json");
        add("the same as a bundle", "own.ggt");
    }
    Ok(lists)
}
