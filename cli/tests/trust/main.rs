//! Trust lists: every format with its signature, the compact bundle, and the real lists of
//! `../shared` where they are.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

mod at_cbor;
mod bundle;
mod ch_jws;
mod command_line;
mod de_dsc;
mod eu_gateway;
mod gdhcn;
mod maps;
mod nl;
mod real_lists;
mod revocation;
mod se_jwt;
mod shc_directory;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use ciborium::Value as Cbor;
use common::{bundle_header, greengate, shared, spki_of};
use coset::{CborSerializable, CoseSign1Builder, HeaderBuilder, Label, TaggedCborSerializable, iana};
use greengate::{
    issue::{Issuer, IssuerOptions, PassOptions, issue},
    pass::{Algorithm, Kind},
    trust::{
        Bundle, BundleError, CertificateError, Environment, Error, File, Header, Import, ListFormat, Pin, PublisherKey,
        Role, SignatureStatus, TrustList,
    },
    verdict::{Context, Reason, judge},
};
use greengate_test_support::tlv;
use p256::ecdsa::{SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};
use std::{fs, path::Path, process::Output};
use time::{Duration, OffsetDateTime, macros::datetime};

const AT: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);

/// Somebody who publishes lists: a key, and the same as a pin.
struct Publisher {
    key: SigningKey,
    pin: Pin,
}

impl Publisher {
    fn new(seed: u8) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        let pin = Pin::from_p256(key.verifying_key().to_sec1_point(true).as_bytes()).unwrap();
        Self { key, pin }
    }

    fn raw(&self, message: &[u8]) -> Vec<u8> {
        let signature: p256::ecdsa::Signature = self.key.sign(message);
        signature.to_bytes().to_vec()
    }

    fn der(&self, message: &[u8]) -> Vec<u8> {
        let signature: p256::ecdsa::DerSignature = self.key.sign(message);
        signature.as_bytes().to_vec()
    }
}

fn issuer(country: &str, usage: &[Kind]) -> Issuer {
    issuer_with(country, usage, Algorithm::Es256)
}

fn issuer_with(country: &str, usage: &[Kind], algorithm: Algorithm) -> Issuer {
    Issuer::new(&IssuerOptions {
        seed: format!("lists {country}"),
        country: country.to_owned(),
        usage: usage.to_vec(),
        algorithm,
        ..IssuerOptions::demo(AT)
    })
    .unwrap()
}

fn b64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

fn url64(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

fn read_with(import: Import, files: &[&[u8]]) -> Result<TrustList, Error> {
    let files: Vec<File> = files.iter().map(|bytes| File { name: "list", bytes }).collect();
    import.read(&files)
}

/// Read with this pin, the list holds the issuer's key and says that it was verified; with
/// another pin, or with any byte of the signed part changed, it is refused; without a pin it
/// is read and says so.
fn check_signed(files: &[Vec<u8>], pin: &Pin, format: ListFormat, flip: usize, issuer: &Issuer) {
    let refs: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    let import = |pins| Import {
        pins,
        at: Some(AT),
        ..Import::default()
    };
    assert_eq!(ListFormat::of(refs[0]), Some(format), "by its shape");
    let pins = [pin.clone()];
    let list = read_with(import(&pins), &refs).unwrap();
    assert_eq!(list.listings()[0].signature, SignatureStatus::Verified);
    check_key(&list, issuer);
    let other = [Publisher::new(99).pin];
    assert!(
        matches!(read_with(import(&other), &refs), Err(Error::BadSignature(_))),
        "{format}"
    );
    let mut altered = files.to_vec();
    altered[0][flip] ^= 1;
    let altered: Vec<&[u8]> = altered.iter().map(Vec::as_slice).collect();
    let refused = read_with(
        Import {
            format: Some(format),
            ..import(&pins)
        },
        &altered,
    );
    assert!(
        matches!(refused, Err(Error::BadSignature(_) | Error::NotAList(_))),
        "{format}: {refused:?}"
    );
    let list = read_with(import(&[]), &refs).unwrap();
    assert_eq!(list.listings()[0].signature, SignatureStatus::NotChecked, "{format}");
    check_key(&list, issuer);
}

/// The list holds this issuer's key, and a pass of it is genuine.
fn check_key(list: &TrustList, issuer: &Issuer) {
    let keys = list.find(&issuer.kid);
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].country.as_deref(), Some(issuer.country.as_str()));
    assert_eq!(keys[0].environment, Environment::Production);
    let pass = issue(
        issuer,
        &PassOptions {
            lifetime: Duration::days(30),
            ..PassOptions::new(Kind::Vaccination, 0, AT)
        },
    )
    .unwrap();
    let report = judge(&pass.text, &Context::new(list, AT));
    assert_eq!((report.reason, report.authentic), (None, true), "{:?}", report.detail);
}

fn gateway_entry(issuer: &Issuer) -> Value {
    let der = issuer.certificate();
    json!({"kid": b64(&issuer.kid), "timestamp": "2026-10-01T00:00:00Z", "country": issuer.country,
           "certificateType": "DSC", "rawData": b64(der),
           "thumbprint": Sha256::digest(der).iter().map(|b| format!("{b:02x}")).collect::<String>(), "signature": ""})
}

/// CMS (RFC 5652) over a content beside it, with signed attributes, and the signer's
/// certificate where one is given.
fn cms(content: &[u8], sign: &dyn Fn(&[u8]) -> Vec<u8>, certificate: Option<&[u8]>) -> Vec<u8> {
    cms_of(content, &[], sign, certificate)
}

/// The same with these bytes after the type of the content: the content itself, for a message that contains it.
fn cms_of(content: &[u8], inside: &[u8], sign: &dyn Fn(&[u8]) -> Vec<u8>, certificate: Option<&[u8]>) -> Vec<u8> {
    const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
    const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 3];
    const DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
    const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    let seq = |parts: &[Vec<u8>]| tlv(0x30, &parts.concat());
    let oid = |bytes| tlv(6, bytes);
    let attribute = |name, value: Vec<u8>| seq(&[oid(name), tlv(0x31, &value)]);
    let attributes = [
        attribute(CONTENT_TYPE, oid(DATA)),
        attribute(DIGEST, tlv(4, &Sha256::digest(content))),
    ]
    .concat();
    let signature = sign(&tlv(0x31, &attributes));
    let sha = seq(&[oid(SHA256)]);
    let signer = seq(&[
        tlv(2, &[1]),
        seq(&[seq(&[]), tlv(2, &[1])]),
        sha.clone(),
        tlv(0xa0, &attributes),
        seq(&[oid(ECDSA_SHA256)]),
        tlv(4, &signature),
    ]);
    let mut parts = vec![tlv(2, &[1]), tlv(0x31, &sha), seq(&[oid(DATA), inside.to_vec()])];
    parts.extend(certificate.map(|der| tlv(0xa0, der)));
    parts.push(tlv(0x31, &signer));
    seq(&[oid(SIGNED_DATA), tlv(0xa0, &seq(&parts))])
}

/// DER of a raw ECDSA signature.
fn raw_to_der(raw: &[u8]) -> Vec<u8> {
    p256::ecdsa::Signature::from_slice(raw)
        .unwrap()
        .to_der()
        .as_bytes()
        .to_vec()
}

/// The coordinates of an issuer's key.
fn point_of(issuer: &Issuer) -> (Vec<u8>, Vec<u8>) {
    let spki = spki_of(issuer);
    let point = &spki[spki.len() - 64..];
    (point[..32].to_vec(), point[32..].to_vec())
}

fn jws(header: Value, payload: &Value, sign: &dyn Fn(&[u8]) -> Vec<u8>) -> String {
    let signed = format!(
        "{}.{}",
        url64(header.to_string().as_bytes()),
        url64(payload.to_string().as_bytes())
    );
    let signature = url64(&sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

fn did(host: &str, path: &str, issuer: &Issuer) -> Value {
    let (x, y) = point_of(issuer);
    // Signed integers, as the network publishes them.
    let signed = |n: &[u8]| url64(&[&[0][..], n].concat());
    json!({"id": format!("did:web:{host}:v2:trustlist:{path}#{}", b64(&issuer.kid)), "type": "JsonWebKey2020",
        "publicKeyJwk": {"kty": "EC", "crv": "P-256", "x": signed(&x), "y": signed(&y), "x5c": [b64(issuer.certificate())]}})
}

fn did_document(methods: &[Value]) -> Vec<u8> {
    let document = json!({"id": "did:web:x", "verificationMethod": methods, "proof": {"created": "2026-08-22T17:05:01Z", "jws": "a..b"}});
    document.to_string().into_bytes()
}

fn card_jwk(issuer: &Issuer) -> (Value, String) {
    let (x, y) = point_of(issuer);
    let (x, y) = (url64(&x), url64(&y));
    let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    let kid = url64(&Sha256::digest(members));
    (
        json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid, "x": x, "y": y}),
        kid,
    )
}

fn header(list: &TrustList, serial: u64) -> Header {
    bundle_header(list, AT, serial)
}

fn run(arguments: &[&str]) -> Output {
    greengate().args(arguments).output().unwrap()
}

fn shown(bundle: &Path) -> Value {
    let shown = run(&["trust", "show", "--json", bundle.to_str().unwrap()]);
    assert!(shown.status.success());
    serde_json::from_slice(&shown.stdout).unwrap()
}
