//! Bundles and packs that somebody altered, made up or held back, and keys that several lists name.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use base64ct::{Base64, Encoding};
use ciborium::Value as Cbor;
use common::{bundle_header, greengate, spki_of};
use coset::{CborSerializable, HeaderBuilder, TaggedCborSerializable, iana};
use greengate::{
    issue::{Issuer, IssuerOptions, PassOptions, issue},
    pass::Kind,
    trust::{Bundle, BundleError, Header, Pin, PublisherKey, SignatureStatus, TrustList},
    verdict::{Context, Reason, judge},
};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime, macros::datetime};

const AT: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);
const TIME: &str = "2026-11-01T12:00:00Z";

fn issuer(country: &str, usage: &[Kind]) -> Issuer {
    Issuer::new(&IssuerOptions {
        seed: format!("bundles {country}"),
        country: country.to_owned(),
        usage: usage.to_vec(),
        ..IssuerOptions::demo(AT)
    })
    .unwrap()
}

fn list_of(issuers: &[&Issuer]) -> TrustList {
    let entries: Vec<Value> = issuers.iter().map(|issuer| issuer.trust_entry()).collect();
    TrustList::from_json(entries.into(), "list").unwrap()
}

fn header(list: &TrustList) -> Header {
    bundle_header(list, AT, 7)
}

/// A bundle of a list that says of itself that its signature was checked.
fn claiming(list: &TrustList, key: Option<&PublisherKey>) -> Vec<u8> {
    let mut header = header(list);
    for listing in &mut header.listings {
        listing.signature = SignatureStatus::Verified;
    }
    Bundle::write(&header, list, key).unwrap()
}

fn publisher(seed: u8) -> (PublisherKey, Vec<Pin>) {
    let key = PublisherKey::from_bytes(&[seed; 32]).unwrap();
    let pins = vec![Pin::from_base64(&key.pin()).unwrap()];
    (key, pins)
}

#[test]
fn what_an_unsigned_bundle_says_of_its_lists_is_not_believed() {
    let list = list_of(&[&issuer("XA", &[])]);
    let (key, pins) = publisher(21);
    let signatures = |list: &TrustList| list.listings().iter().map(|l| l.signature).collect::<Vec<_>>();
    for bundle in [claiming(&list, None), claiming(&list, Some(&key))] {
        let (header, read) = Bundle::read_unverified(&bundle).unwrap();
        assert_eq!(signatures(&read), [SignatureStatus::NotChecked]);
        assert_eq!(header.listings[0].signature, SignatureStatus::NotChecked);
        assert_eq!(
            signatures(&TrustList::read(&bundle, "b").unwrap()),
            [SignatureStatus::NotChecked]
        );
    }
    let (_, read) = Bundle::read(&claiming(&list, Some(&key)), &pins).unwrap();
    assert_eq!(signatures(&read), [SignatureStatus::Verified], "the publisher says so");
}

/// A COSE_Sign1 message of these parts, with the head of a bundle.
fn message(unprotected: &[u8], payload: &[u8], signature: &[u8]) -> Vec<u8> {
    let header = HeaderBuilder::new()
        .algorithm(iana::Algorithm::ES256)
        .content_type("application/vnd.greengate.trust+cbor".to_owned());
    let header = header.key_id(vec![1; 8]).build().to_vec().unwrap();
    let string = |bytes: &[u8]| Cbor::Bytes(bytes.to_vec()).to_vec().unwrap();
    [
        &[0xd2, 0x84],
        &string(&header)[..],
        unprotected,
        &string(payload),
        &string(signature),
    ]
    .concat()
}

/// A string of arrays that hold one number: the most memory for a byte.
fn swollen(length: usize) -> Vec<u8> {
    let mut bytes = vec![0x9f];
    bytes.extend(std::iter::repeat_n([0x81, 0], length / 2).flatten());
    bytes.push(0xff);
    bytes
}

#[test]
fn an_envelope_has_one_form() {
    let list = list_of(&[&issuer("XA", &[])]);
    let (key, pins) = publisher(22);
    let bundle = Bundle::write(&header(&list), &list, Some(&key)).unwrap();
    assert!(Bundle::read(&bundle, &pins).is_ok());
    // The same message with a header that nobody signed (RFC 9052 allows one).
    let parsed = coset::CoseSign1::from_tagged_slice(&bundle).unwrap();
    let mut with_header = parsed.clone();
    with_header.unprotected.rest.push((coset::Label::Int(99), Cbor::Null));
    let with_header = with_header.to_tagged_vec().unwrap();
    // The same with lengths that end by a break code: another writer's, and no bounded form.
    let indefinite = [&[0xd2, 0x9f], &bundle[2..], &[0xff]].concat();
    for (bytes, why) in [
        (with_header, "unprotected header is not empty"),
        (indefinite, "not a COSE_Sign1"),
        ([&bundle[..], &[0]].concat(), "bytes after its end"),
        (bundle[1..].to_vec(), "does not begin like one"),
        (message(&[0xa0], b"\xa0", &[0; 63]), "not one of ES256"),
        (
            message(&[0xa1, 1, 0x81, 0x81, 0x81, 0], b"\xa0", &[0; 64]),
            "unprotected header is not empty",
        ),
        (message(&[0xa0], &[0x81; 1000], &[]), "is missing or of a wrong type"),
    ] {
        let refused = Bundle::read_unverified(&bytes).unwrap_err();
        assert!(refused.to_string().contains(why), "{refused}, not {why}");
        assert!(Bundle::read(&bytes, &pins).is_err());
    }
    // Nesting beyond the bound, inside of what was signed by nobody.
    let nested = [vec![0x81; greengate::limits::MAX_DEPTH + 1], vec![0]].concat();
    assert!(Bundle::read_unverified(&message(&[0xa0], &nested, &[])).is_err());
}

/// Runs the binary with this much memory to have.
#[cfg(target_os = "linux")]
fn within(megabytes: u32, arguments: &[&str]) -> Output {
    let script = format!("ulimit -v {}; exec \"$0\" \"$@\"", megabytes * 1024);
    let mut command = Command::new("sh");
    command
        .args(["-c", &script])
        .arg(greengate().get_program())
        .args(arguments);
    command.output().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn hostile_bundles_and_lists_take_little_memory() {
    const LENGTH: usize = greengate::limits::MAX_DOWNLOAD - 1000;
    let folder = TempDir::new().unwrap();
    let pin = publisher(23).0.pin();
    let rules = |mut bytes: Vec<u8>| {
        let place = bytes.windows(5).position(|window| window == b"trust").unwrap();
        bytes[place..place + 5].copy_from_slice(b"rules");
        bytes
    };
    // What a host or a stranger can send: payload, unprotected header, and the inside of an
    // inner part that inflates to what is allowed.
    let inner = |content: &[u8]| {
        let int = |n: i64| Cbor::Integer(n.into());
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(content, 6);
        let mut fields: Vec<(Cbor, Cbor)> = (1..=5).map(|n| (int(n), int(1))).collect();
        fields.push((int(6), Cbor::Array(vec![])));
        fields.push((int(7), Cbor::Bytes(packed)));
        Cbor::Map(fields).to_vec().unwrap()
    };
    let json_objects = format!(
        "[{}]",
        vec!["{\"a\":0}"; greengate::limits::MAX_BUNDLE / 8 - 10].join(",")
    );
    let files = [
        ("payload.ggt", message(&[0xa0], &swollen(LENGTH), &[0; 64])),
        ("unsigned.ggt", message(&[0xa0], &swollen(LENGTH), &[])),
        (
            "header.ggt",
            message(&[&[0xa1, 1][..], &swollen(LENGTH)].concat(), b"\xa0", &[0; 64]),
        ),
        (
            "inner.ggt",
            message(&[0xa0], &inner(&swollen(greengate::limits::MAX_BUNDLE - 10)), &[]),
        ),
        ("nested.ggt", message(&[0xa0], &vec![0x81; LENGTH], &[0; 64])),
        ("payload.ggr", rules(message(&[0xa0], &swollen(LENGTH), &[0; 64]))),
        (
            "inner.ggr",
            rules(message(&[0xa0], &inner(json_objects.as_bytes()), &[])),
        ),
        ("list.cbor", [&[0xa1, 0x61, b'c'], &swollen(LENGTH)[..]].concat()),
        ("list.json", json_objects.into_bytes()),
    ];
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let path = path.to_str().unwrap();
        let room = if name.contains(".ggr") { "rules" } else { "trust" };
        for arguments in [vec![room, "show", path], vec![room, "show", "--publisher", &pin, path]] {
            let shown = within(400, &arguments);
            // Refused in words, not ended for want of memory.
            assert_eq!(shown.status.code(), Some(2), "{arguments:?}: {shown:?}");
        }
    }
    // What is sound has room enough.
    let (list, (key, _)) = (list_of(&[&issuer("XA", &[])]), publisher(23));
    let path = folder.path().join("sound.ggt");
    fs::write(&path, Bundle::write(&header(&list), &list, Some(&key)).unwrap()).unwrap();
    let shown = within(400, &["trust", "show", "--publisher", &pin, path.to_str().unwrap()]);
    assert_eq!(shown.status.code(), Some(0), "{shown:?}");
}

fn run(arguments: &[&str]) -> Output {
    greengate().args(arguments).output().unwrap()
}

fn pem(label: &str, der: &[u8]) -> String {
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        Base64::encode_string(der)
    )
}

/// A folder with publishers' keys in PEM, and what `trust build` makes there.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes private and public key of a publisher.
    fn publisher(&self, name: &str, seed: u8) -> PublisherKey {
        use p256::pkcs8::{EncodePrivateKey, EncodePublicKey};
        let secret = p256::SecretKey::from_slice(&[seed; 32]).unwrap();
        let private = secret.to_pkcs8_der().unwrap();
        fs::write(self.path(name), pem("PRIVATE KEY", private.as_bytes())).unwrap();
        let public = secret.public_key().to_public_key_der().unwrap();
        fs::write(self.path(&format!("{name}.pub")), pem("PUBLIC KEY", public.as_bytes())).unwrap();
        PublisherKey::from_bytes(&[seed; 32]).unwrap()
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    /// Builds `out.ggt` of these inputs: words that name a file here are its path.
    fn build(&self, arguments: &[&str]) -> Output {
        let out = self.path("out.ggt");
        // An earlier one must not be taken for this one.
        _ = fs::remove_file(&out);
        let mut command = greengate();
        command.args(["trust", "build", "--at", TIME]);
        for argument in arguments {
            let path = self.path(argument);
            if path.exists() {
                command.arg(path);
            } else {
                command.arg(argument);
            }
        }
        command.arg("-o").arg(out).output().unwrap()
    }
}

fn shown(bundle: &Path, pin: &str) -> Value {
    let shown = run(&["trust", "show", "--json", "--publisher", pin, bundle.to_str().unwrap()]);
    assert!(shown.status.success(), "{shown:?}");
    serde_json::from_slice(&shown.stdout).unwrap()
}

#[test]
fn bundles_are_merged_only_as_they_are_pinned() {
    let desk = Desk::new();
    let (own, other) = (desk.publisher("own", 31), desk.publisher("other", 32));
    let list = list_of(&[&issuer("XA", &[])]);
    let by_other = claiming(&list, Some(&other));
    let mut altered = by_other.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    desk.put("other.ggt", &by_other);
    desk.put("altered.ggt", &altered);
    desk.put("own.ggt", &claiming(&list, Some(&own)));
    desk.put("unsigned.ggt", &claiming(&list, None));
    // A list beside them: it must not decide for the bundles.
    desk.put(
        "list.pem",
        pem("CERTIFICATE", issuer("XB", &[]).certificate()).as_bytes(),
    );

    let refused = |arguments: &[&str], why: &str| {
        let built = desk.build(arguments);
        let said = String::from_utf8_lossy(&built.stderr).into_owned();
        assert_eq!(built.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(why), "{arguments:?}: {said}");
        assert!(!desk.path("out.ggt").exists(), "{arguments:?}");
    };
    let pinned = ["--signing-key", "other.pub", "--signing-key", "own"];
    refused(&[&pinned[..], &["altered.ggt"]].concat(), "altered");
    refused(&[&pinned[..], &["unsigned.ggt"]].concat(), "not signed");
    refused(&["--signing-key", "own.pub", "other.ggt"], "not pinned");
    refused(
        &["--signing-key", "own.pub", "--format", "de-dsc", "other.ggt"],
        "not pinned",
    );
    refused(&["--signing-key", &own.pin(), "other.ggt"], "not pinned");
    refused(&[&pinned[..], &["other.ggt", "altered.ggt"]].concat(), "altered");
    // Not even the publisher's own is merged when it was altered.
    let mut own_altered = claiming(&list, Some(&own));
    own_altered[middle] ^= 1;
    desk.put("own-altered.ggt", &own_altered);
    refused(&["--signing-key", "own", "own-altered.ggt"], "altered");

    let lists = |arguments: &[&str]| {
        let built = desk.build(arguments);
        assert_eq!(built.status.code(), Some(0), "{arguments:?}: {built:?}");
        let signatures: Vec<String> = shown(&desk.path("out.ggt"), &own.pin())["lists"]
            .as_array()
            .unwrap()
            .iter()
            .map(|list| list["signature"].as_str().unwrap().to_owned())
            .collect();
        (signatures, String::from_utf8_lossy(&built.stderr).into_owned())
    };
    let (signatures, said) = lists(&[&pinned[..], &["other.ggt", "own.ggt"]].concat());
    assert_eq!(signatures, ["verified", "verified"], "{said}");
    // Without a key to check it with, nothing is claimed, and that is said.
    for unchecked in ["other.ggt", "unsigned.ggt"] {
        let (signatures, said) = lists(&["--signing-key", "own", unchecked]);
        assert_eq!(signatures, ["not-checked"], "{said}");
        assert!(
            said.contains("NOT VERIFIED") && said.contains("SIGNATURE NOT CHECKED"),
            "{said}"
        );
    }
    // A format that comes in parts takes no bundle for one of them.
    let (signatures, said) = lists(&["--signing-key", "own", "--format", "pem", "list.pem", "own.ggt"]);
    assert_eq!(signatures, ["none", "verified"], "{said}");
}

#[test]
fn a_bundle_past_its_end_is_merged_only_when_told() {
    let desk = Desk::new();
    let own = desk.publisher("own", 33);
    let list = list_of(&[&issuer("XA", &[])]);
    let ended = Header {
        expires_at: AT - Duration::SECOND,
        ..header(&list)
    };
    desk.put("ended.ggt", &Bundle::write(&ended, &list, Some(&own)).unwrap());
    desk.put("unsigned.ggt", &Bundle::write(&ended, &list, None).unwrap());
    for arguments in [
        vec!["--signing-key", "own.pub", "ended.ggt"],
        vec!["--signing-key", "own", "ended.ggt"],
        vec!["ended.ggt"],
        vec!["unsigned.ggt"],
    ] {
        let refused = desk.build(&arguments);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        assert!(
            String::from_utf8_lossy(&refused.stderr).contains("ended"),
            "{refused:?}"
        );
        let told = desk.build(&[&["--accept-ended"], &arguments[..]].concat());
        assert_eq!(told.status.code(), Some(0), "{arguments:?}: {told:?}");
    }
}

/// A list that names the key alone, with the usage of its own.
fn bare(issuer: &Issuer, usage: &[&str]) -> String {
    let kid = Base64::encode_string(&issuer.kid);
    json!({"eu_keys": {kid: [{"subjectPk": Base64::encode_string(&spki_of(issuer)), "keyUsage": usage}]}}).to_string()
}

/// All orders of so many things.
fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for shorter in orders(n - 1) {
        for place in 0..n {
            let mut order = shorter.clone();
            order.insert(place, n - 1);
            all.push(order);
        }
    }
    all
}

/// Verdict on a pass by lists in every order; panics unless all orders agree.
fn in_any_order(lists: &[String], text: &str, at: OffsetDateTime) -> Value {
    let mut first = None;
    for order in orders(lists.len()) {
        let mut all = TrustList::default();
        for place in &order {
            all.extend(&TrustList::read(lists[*place].as_bytes(), &format!("list {place}")).unwrap());
        }
        let report = serde_json::to_value(judge(text, &Context::new(&all, at))).unwrap();
        let (key, pins) = publisher(41);
        let bundle = Bundle::write(&header(&all), &all, Some(&key)).unwrap();
        let again = judge(text, &Context::new(&Bundle::read(&bundle, &pins).unwrap().1, at));
        assert_eq!(
            again.reason.map(Reason::as_str),
            report["reason"].as_str(),
            "by the bundle"
        );
        assert_eq!(first.get_or_insert_with(|| report.clone()), &report, "{order:?}");
    }
    first.unwrap()
}

#[test]
fn limits_of_one_key_hold_in_any_order() {
    let pass_of = |issuer: &Issuer, kind| {
        let options = PassOptions {
            lifetime: Duration::days(3000),
            ..PassOptions::new(kind, 0, AT - Duration::days(1))
        };
        issue(issuer, &options).unwrap().text
    };
    let entry = |issuer: &Issuer, more: Value| {
        let mut entry = json!({"country": issuer.country, "rawData": Base64::encode_string(issuer.certificate())});
        entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Value::Array(vec![entry]).to_string()
    };
    let (tests_only, any) = (issuer("XT", &[Kind::Test]), issuer("XA", &[]));
    let ended = Issuer::new(&IssuerOptions {
        seed: "ended".to_owned(),
        not_after: AT,
        ..IssuerOptions::demo(AT)
    })
    .unwrap();
    let all = ["v", "t", "r"];
    let reason = |report: &Value| report["reason"].as_str().unwrap_or_default().to_owned();

    // The usage of the certificate, which a bare key does not lift; nor a list beside it.
    let lists = [
        entry(&tests_only, json!({})),
        bare(&tests_only, &all),
        bare(&tests_only, &[]),
    ];
    let report = in_any_order(&lists, &pass_of(&tests_only, Kind::Vaccination), AT);
    assert_eq!(reason(&report), "wrong-key-usage");
    assert_eq!(reason(&in_any_order(&lists, &pass_of(&tests_only, Kind::Test), AT)), "");
    // Two lists that allow nothing in common.
    let lists = [bare(&any, &["v"]), bare(&any, &["t"])];
    assert_eq!(
        reason(&in_any_order(&lists, &pass_of(&any, Kind::Test), AT)),
        "wrong-key-usage"
    );
    // The validity of the certificate.
    let lists = [bare(&ended, &all), entry(&ended, json!({}))];
    let report = in_any_order(&lists, &pass_of(&ended, Kind::Test), AT + Duration::days(1));
    assert_eq!(reason(&report), "issuer-certificate-not-valid");
    // A key that any list calls less than real.
    for (environments, shown) in [
        (["production", "test", "production"], "test"),
        (["test", "demo", "production"], "demo"),
        (["production"; 3], "production"),
    ] {
        let lists = environments.map(|environment| entry(&any, json!({"environment": environment})));
        let report = in_any_order(&lists, &pass_of(&any, Kind::Test), AT);
        assert_eq!(
            (report["source"]["environment"].as_str(), reason(&report)),
            (Some(shown), String::new())
        );
    }
    // The domain that one list names; each of those that two name.
    let domain = |domain: &str| entry(&any, json!({ "domain": domain }));
    let pass = pass_of(&any, Kind::Test);
    let lists = [entry(&any, json!({})), domain("ICVP")];
    assert_eq!(reason(&in_any_order(&lists, &pass, AT)), "wrong-key-usage");
    let lists = [entry(&any, json!({})), domain("ICVP"), domain("DCC")];
    assert_eq!(reason(&in_any_order(&lists, &pass, AT)), "");
    // Another key under the same identifier, before or after.
    let other = issuer("XO", &[]);
    let kid = Base64::encode_string(&any.kid);
    let stranger = entry(&other, json!({ "kid": kid }));
    let lists = [stranger.clone(), bare(&any, &all), stranger, entry(&any, json!({}))];
    assert_eq!(reason(&in_any_order(&lists, &pass, AT)), "");
    assert_eq!(reason(&in_any_order(&lists[..1], &pass, AT)), "bad-signature");
}

#[test]
fn the_newest_list_vouches() {
    let issuer = issuer("XA", &[]);
    let options = PassOptions::new(Kind::Test, 0, AT);
    let pass = issue(&issuer, &options).unwrap().text;
    let (key, pins) = publisher(51);
    let dated = |name: &str, days: i64| {
        let list = TrustList::from_json(json!([issuer.trust_entry()]), name).unwrap();
        let header = Header {
            issued_at: AT - Duration::days(days),
            ..header(&list)
        };
        Bundle::read(&Bundle::write(&header, &list, Some(&key)).unwrap(), &pins)
            .unwrap()
            .1
    };
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let mut all = TrustList::default();
        for place in order {
            all.extend(&[dated("old", 40), dated("new", 1), dated("middle", 9)][place]);
        }
        let source = judge(&pass, &Context::new(&all, AT)).source.unwrap();
        assert_eq!(
            (&*source.name, source.list_issued_at),
            ("new", Some(AT - Duration::days(1)))
        );
        assert_eq!(source.list_ends_at, Some(AT + Duration::days(30)));
    }
}

#[test]
fn the_same_content_is_told_from_another_under_the_same_serial() {
    let (key, _) = publisher(61);
    let (one, two) = (list_of(&[&issuer("XA", &[])]), list_of(&[&issuer("XB", &[])]));
    let digest = |list: &TrustList, key| Bundle::digest(&Bundle::write(&header(list), list, key).unwrap()).unwrap();
    assert_eq!(digest(&one, Some(&key)), digest(&one, None));
    assert_ne!(digest(&one, Some(&key)), digest(&two, Some(&key)));
    assert!(matches!(Bundle::digest(b"no bundle"), Err(BundleError::Malformed(_))));
    assert!(BundleError::SameSerial(7).to_string().contains("serial 7"));
}
