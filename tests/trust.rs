//! Trust lists: every format with its signature, the compact bundle, and the real lists of
//! `../shared` where they are.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use ciborium::Value as Cbor;
use common::{greengate, shared};
use coset::{CborSerializable, CoseSign1Builder, HeaderBuilder, Label, TaggedCborSerializable, iana};
use greengate::{
    issue::{Issuer, IssuerOptions, PassOptions, issue},
    pass::{Algorithm, Kind},
    trust::{
        Bundle, BundleError, CertificateError, Environment, Error, File, Format, Header, Import, Pin, PublisherKey,
        Role, Signature, TrustList,
    },
    verdict::{Context, Reason, judge},
};
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
fn check_signed(files: &[Vec<u8>], pin: &Pin, format: Format, flip: usize, issuer: &Issuer) {
    let refs: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    let import = |pins| Import {
        pins,
        at: Some(AT),
        ..Import::default()
    };
    assert_eq!(Format::of(refs[0]), Some(format), "by its shape");
    let pins = [pin.clone()];
    let list = read_with(import(&pins), &refs).unwrap();
    assert_eq!(list.listings()[0].signature, Signature::Verified);
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
    assert_eq!(list.listings()[0].signature, Signature::NotChecked, "{format}");
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

#[test]
fn de_dsc_is_signed_in_its_first_line() {
    let (publisher, issuer) = (Publisher::new(1), issuer("XA", &[]));
    let body = json!({"certificates": [gateway_entry(&issuer)]}).to_string();
    let list = format!("{}\n{body}\n", b64(&publisher.raw(body.as_bytes()))).into_bytes();
    let flip = list.len() - 30;
    check_signed(
        std::slice::from_ref(&list),
        &publisher.pin,
        Format::DeDsc,
        flip,
        &issuer,
    );
    // Without its first line there is nothing to check.
    let pins = [publisher.pin];
    let import = Import {
        pins: &pins,
        ..Import::default()
    };
    assert!(matches!(
        read_with(import, &[body.as_bytes()]),
        Err(Error::MissingSignature(_))
    ));
}

#[test]
fn a_wrong_thumbprint_is_skipped_and_counted() {
    let (good, bad) = (issuer("XA", &[]), issuer("XB", &[]));
    let mut entry = gateway_entry(&bad);
    entry["thumbprint"] = gateway_entry(&good)["thumbprint"].clone();
    let list = json!([gateway_entry(&good), entry, {"certificateType": "DSC"}]).to_string();
    let list = TrustList::read(list.as_bytes(), "list").unwrap();
    assert_eq!((list.len(), list.listings()[0].skipped), (1, 2));
    let errors: Vec<_> = list.skipped().iter().map(|s| (s.index, s.error.clone())).collect();
    assert_eq!(
        errors,
        [(1, CertificateError::KeyMismatch), (2, CertificateError::Shape)]
    );
}

/// DER: tag, length, content.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let header = match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => vec![tag, short],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [header, content.to_vec()].concat()
}

/// CMS (RFC 5652) over a content beside it, with signed attributes, and the signer's
/// certificate where one is given.
fn cms(content: &[u8], sign: &dyn Fn(&[u8]) -> Vec<u8>, certificate: Option<&[u8]>) -> Vec<u8> {
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
    let mut parts = vec![tlv(2, &[1]), tlv(0x31, &sha), seq(&[oid(DATA)])];
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

#[test]
fn nl_keys_are_signed_in_cms() {
    let (publisher, issuer) = (Publisher::new(2), issuer("NL", &[]));
    let spki = spki_of(&issuer);
    let payload = json!({"eu_keys": {b64(&issuer.kid): [{"subjectPk": b64(&spki), "keyUsage": ["v"], "san": "NLD"}]}});
    let payload = payload.to_string();
    let envelope = |signature: Vec<u8>| json!({"payload": b64(payload.as_bytes()), "signature": b64(&signature)});
    let signed = envelope(cms(payload.as_bytes(), &|m| publisher.der(m), None));
    let flip = signed.to_string().find("\"payload\":\"").unwrap() + 40;
    check_signed(
        &[signed.to_string().into_bytes()],
        &publisher.pin,
        Format::NlKeys,
        flip,
        &issuer,
    );
    // By a certificate that the pinned one signed.
    let signer = Issuer::new(&IssuerOptions {
        seed: "nl signer".to_owned(),
        ..IssuerOptions::demo(AT)
    })
    .unwrap();
    let by_chain = cms(
        payload.as_bytes(),
        &|m| raw_to_der(&signer.sign(m).unwrap()),
        Some(signer.certificate()),
    );
    let pins = Pin::read(signer.anchor()).unwrap();
    let import = Import {
        pins: &pins,
        ..Import::default()
    };
    let list = read_with(import, &[envelope(by_chain.clone()).to_string().as_bytes()]).unwrap();
    assert_eq!(list.listings()[0].signature, Signature::Verified);
    // Usage of the list's own.
    let usage = list.find(&issuer.kid)[0].usage;
    assert_eq!(usage.kinds().collect::<Vec<_>>(), [Kind::Vaccination]);
    // The same signature over another payload.
    let mut other = envelope(by_chain);
    other["payload"] = b64(payload.replace("\"v\"", "\"t\"").as_bytes()).into();
    assert!(matches!(
        read_with(import, &[other.to_string().as_bytes()]),
        Err(Error::BadSignature(_))
    ));
}

fn spki_of(issuer: &Issuer) -> Vec<u8> {
    use x509_cert::der::{Decode, Encode};
    let certificate = x509_cert::Certificate::from_der(issuer.certificate()).unwrap();
    certificate
        .tbs_certificate()
        .subject_public_key_info()
        .to_der()
        .unwrap()
}

/// The coordinates of an issuer's key.
fn point_of(issuer: &Issuer) -> (Vec<u8>, Vec<u8>) {
    let spki = spki_of(issuer);
    let point = &spki[spki.len() - 64..];
    (point[..32].to_vec(), point[32..].to_vec())
}

#[test]
fn eu_gateway_entries_are_signed_by_their_country() {
    let upload = |country: &str| {
        Issuer::new(&IssuerOptions {
            seed: format!("upload {country}"),
            country: country.to_owned(),
            ..IssuerOptions::demo(AT)
        })
        .unwrap()
    };
    let anchor = Publisher::new(3);
    let (xa, xb) = (upload("XA"), upload("XB"));
    let uploads = [&xa, &xb].map(|u| {
        let mut entry = gateway_entry(u);
        entry["certificateType"] = "UPLOAD".into();
        entry["signature"] = b64(&cms(u.certificate(), &|m| anchor.der(m), None)).into();
        entry
    });
    let signed = |issuer: &Issuer, by: &Issuer| {
        let mut entry = gateway_entry(issuer);
        let message = cms(
            issuer.certificate(),
            &|m| raw_to_der(&by.sign(m).unwrap()),
            Some(by.certificate()),
        );
        entry["signature"] = b64(&message).into();
        entry
    };
    let (good, bad) = (issuer("XA", &[]), issuer("XB", &[]));
    let [upload_a, upload_b] = uploads;
    let list = json!([upload_a, upload_b, signed(&good, &xa), signed(&bad, &xa)]).to_string();
    assert_eq!(Format::of(list.as_bytes()), Some(Format::EuGateway));
    let pins = [anchor.pin.clone()];
    let read = read_with(
        Import {
            pins: &pins,
            ..Import::default()
        },
        &[list.as_bytes()],
    )
    .unwrap();
    check_key(&read, &good);
    // One country's upload certificate cannot vouch for another's signer.
    assert!(read.find(&bad.kid).is_empty());
    assert_eq!(read.skipped()[0].error, CertificateError::Signature);
    let others = [Publisher::new(4).pin];
    let refused = read_with(
        Import {
            pins: &others,
            ..Import::default()
        },
        &[list.as_bytes()],
    );
    assert_eq!(refused.err(), Some(Error::NothingReadable(2)));
    let unchecked = read_with(Import::default(), &[list.as_bytes()]).unwrap();
    assert_eq!(
        (unchecked.len(), unchecked.listings()[0].signature),
        (2, Signature::NotChecked)
    );
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

#[test]
fn se_jwt_is_signed_and_expires() {
    let (publisher, issuer) = (Publisher::new(5), issuer("SE", &[]));
    let (x, y) = point_of(&issuer);
    let kid = b64(&issuer.kid);
    let list = |exp: OffsetDateTime, x: &[u8]| {
        let payload = json!({"iss": "SE", "iat": (exp - Duration::days(1)).unix_timestamp(), "exp": exp.unix_timestamp(),
            "dsc_trust_list": {"SE": {"eku": {&kid: ["1.3.6.1.4.1.1847.2021.1.2"]}, "keys": [
                {"kid": kid, "kty": "EC", "crv": "P-256", "x": url64(x), "y": url64(&y), "x5c": [b64(issuer.certificate())]}]}}});
        jws(json!({"typ": "JOSE", "alg": "ES256"}), &payload, &|m| publisher.raw(m)).into_bytes()
    };
    let fresh = list(AT + Duration::hours(1), &x);
    let flip = fresh.len() - 120;
    check_signed(
        std::slice::from_ref(&fresh),
        &publisher.pin,
        Format::SeJwt,
        flip,
        &issuer,
    );
    let pins = [publisher.pin.clone()];
    let import = Import {
        pins: &pins,
        at: Some(AT),
        ..Import::default()
    };
    let old = read_with(import, &[&list(AT - Duration::hours(1), &x)]);
    assert_eq!(old.err(), Some(Error::Expired(AT - Duration::hours(1))));
    let read = read_with(import, &[&fresh]).unwrap();
    let kinds: Vec<Kind> = read.find(&issuer.kid)[0].usage.kinds().collect();
    assert_eq!(kinds, [Kind::Vaccination]);
    // A JWK that says another key than its certificate.
    let (other, _) = point_of(&self::issuer("XC", &[]));
    let odd = read_with(import, &[&list(AT + Duration::hours(1), &other)]);
    assert_eq!(odd.err(), Some(Error::NothingReadable(1)));
}

#[test]
fn at_cbor_is_signed_beside_it() {
    let (publisher, issuer) = (Publisher::new(6), issuer("AT", &[]));
    let text = |t: &str| Cbor::Text(t.to_owned());
    let entry = Cbor::Map(vec![
        (text("i"), Cbor::Bytes(issuer.kid.clone())),
        (text("c"), Cbor::Bytes(issuer.certificate().to_vec())),
    ]);
    let list = Cbor::Map(vec![(text("c"), Cbor::Array(vec![entry]))]).to_vec().unwrap();
    let signature = |from: OffsetDateTime, until: OffsetDateTime, version: i64| {
        let int = |n: i64| Cbor::Integer(n.into());
        let claims = Cbor::Map(vec![
            (int(2), Cbor::Bytes(Sha256::digest(&list).to_vec())),
            (int(5), int(from.unix_timestamp())),
            (int(4), int(until.unix_timestamp())),
        ]);
        let mut header = HeaderBuilder::new().algorithm(iana::Algorithm::ES256).build();
        header.rest.push((Label::Int(42), int(version)));
        CoseSign1Builder::new()
            .protected(header)
            .payload(claims.to_vec().unwrap())
            .create_signature(&[], |m| publisher.raw(m))
            .build()
            .to_tagged_vec()
            .unwrap()
    };
    let good = signature(AT - Duration::hours(1), AT + Duration::days(2), 2);
    check_signed(
        &[list.clone(), good.clone()],
        &publisher.pin,
        Format::AtCbor,
        80,
        &issuer,
    );
    let pins = [publisher.pin.clone()];
    let import = Import {
        pins: &pins,
        at: Some(AT),
        ..Import::default()
    };
    // In either order.
    assert!(read_with(import, &[&good, &list]).is_ok());
    for (signature, owed) in [
        (signature(AT - Duration::days(3), AT - Duration::days(1), 2), "expired"),
        (
            signature(AT + Duration::days(1), AT + Duration::days(2), 2),
            "only from",
        ),
        (
            signature(AT - Duration::days(1), AT + Duration::days(2), 1),
            "another version",
        ),
    ] {
        let refused = read_with(import, &[&list, &signature]).unwrap_err().to_string();
        assert!(refused.contains(owed), "{refused}");
    }
    assert!(matches!(read_with(import, &[&list]), Err(Error::MissingSignature(_))));
}

#[test]
fn ch_jws_needs_the_root_and_the_name() {
    let signer = Issuer::new(&IssuerOptions {
        seed: "ch signer".to_owned(),
        ..IssuerOptions::demo(AT)
    })
    .unwrap();
    let (issuer, rsa, idle) = (
        issuer("CH", &[]),
        issuer_with("XR", &[], Algorithm::Ps256),
        issuer("XI", &[]),
    );
    let header = json!({"alg": "ES256", "x5c": [b64(signer.certificate())]});
    let cert = |issuer: &Issuer| {
        let (x, y) = point_of(issuer);
        json!({"keyId": b64(&issuer.kid), "alg": "ES256", "use": "vr", "crv": "P-256", "x": b64(&x), "y": b64(&y)})
    };
    let (n, e) = {
        use x509_cert::der::{Decode, Reader, SliceReader, asn1::UintRef};
        let spki = spki_of(&rsa);
        let spki = x509_cert::spki::SubjectPublicKeyInfoOwned::from_der(&spki).unwrap();
        let der = spki.subject_public_key.raw_bytes().to_vec();
        let mut reader = SliceReader::new(&der).unwrap();
        reader
            .sequence(|r| -> x509_cert::der::Result<_> {
                let n = UintRef::decode(r)?.as_bytes().to_vec();
                Ok((n, UintRef::decode(r)?.as_bytes().to_vec()))
            })
            .unwrap()
    };
    let certs = json!({"certs": [cert(&issuer), cert(&idle),
        {"keyId": b64(&rsa.kid), "alg": "RS256", "use": "sig", "n": b64(&n), "e": b64(&e)}]});
    let active = json!({"activeKeyIds": [b64(&issuer.kid), b64(&rsa.kid)], "validDuration": 172_800_000,
        "iat": (AT - Duration::days(1)).unix_timestamp()});
    let sign = |m: &[u8]| signer.sign(m).unwrap();
    let (certs, active) = (jws(header.clone(), &certs, &sign), jws(header, &active, &sign));
    let files = [certs.as_bytes(), active.as_bytes()];
    assert_eq!(Format::of(files[0]), Some(Format::ChJws));
    let root = Pin::read(signer.anchor()).unwrap();
    let import = Import {
        pins: &root,
        signer_name: Some("Greengate demo DSC"),
        at: Some(AT),
        ..Import::default()
    };
    let list = read_with(import, &files).unwrap();
    assert_eq!(list.listings()[0].signature, Signature::Verified);
    let usage = |kid: &[u8]| list.find(kid)[0].usage.kinds().collect::<Vec<_>>();
    assert_eq!(usage(&issuer.kid), [Kind::Vaccination, Kind::Recovery]);
    assert_eq!(usage(&rsa.kid), Kind::ALL);
    assert_eq!(list.find(&rsa.kid)[0].public.kind(), "RSA-2048");
    assert!(list.find(&idle.kid).is_empty(), "not among the active ones");
    for (import, owed) in [
        (
            Import {
                signer_name: None,
                ..import
            },
            "name of the signer",
        ),
        (
            Import {
                signer_name: Some("Someone else"),
                ..import
            },
            "another name",
        ),
        (
            Import {
                at: Some(AT + Duration::days(2)),
                ..import
            },
            "expired",
        ),
    ] {
        let refused = read_with(import, &files).unwrap_err().to_string();
        assert!(refused.contains(owed), "{refused}");
    }
    let others = [Publisher::new(7).pin];
    let refused = read_with(
        Import {
            pins: &others,
            ..import
        },
        &files,
    );
    assert!(matches!(refused, Err(Error::BadSignature(_))));
    let altered = certs.replacen("eyJjZXJ0", "eyJDZXJ0", 1);
    assert!(read_with(import, &[altered.as_bytes(), active.as_bytes()]).is_err());
}

#[test]
fn unsigned_maps_by_key_identifier() {
    let issuer = issuer("XA", &[]);
    let kid = b64(&issuer.kid);
    let der = b64(issuer.certificate());
    let pem = format!("-----BEGIN CERTIFICATE-----\n{der}\n-----END CERTIFICATE-----\n");
    for (format, list) in [
        (Format::ItMap, json!({&kid: pem})),
        (Format::ItMap, json!({&kid: der})),
        (
            Format::ItMap,
            json!([{"_id": "1", "kid": kid, "country": "XA", "raw_data": der}]),
        ),
        (Format::FrTacv, json!({"certificatesDCC": {&kid: b64(der.as_bytes())}})),
        (Format::FrTacv, json!({"certificatesDCC": {&kid: b64(pem.as_bytes())}})),
    ] {
        let bytes = list.to_string().into_bytes();
        assert_eq!(Format::of(&bytes), Some(format), "{list}");
        let read = TrustList::read(&bytes, "list").unwrap();
        assert_eq!(read.listings()[0].signature, Signature::None);
        check_key(&read, &issuer);
        // A pin cannot be checked: refused, not believed.
        let pins = [Publisher::new(8).pin];
        let refused = read_with(
            Import {
                pins: &pins,
                ..Import::default()
            },
            &[&bytes],
        );
        assert!(matches!(refused, Err(Error::MissingSignature(_))));
    }
    // A bare public key has neither country nor validity.
    let bare = json!({"certificatesDCC": {&kid: b64(b64(&spki_of(&issuer)).as_bytes())}}).to_string();
    let read = TrustList::read(bare.as_bytes(), "list").unwrap();
    let key = &read.find(&issuer.kid)[0];
    assert_eq!(
        (key.country.as_deref(), key.not_before, key.not_after),
        (None, None, None)
    );
    for list in [pem.as_bytes(), issuer.certificate()] {
        assert_eq!(Format::of(list), Some(Format::Pem));
        check_key(&TrustList::read(list, "list").unwrap(), &issuer);
    }
    assert!(TrustList::read(spki_of(&issuer).as_slice(), "no certificate").is_err());
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

#[test]
fn gdhcn_keys_have_domain_usage_and_environment() {
    let (dsc, sca, icvp) = (issuer("XA", &[]), issuer("XB", &[]), issuer("XC", &[]));
    let list = did_document(&[
        did("tng-cdn.who.int", "DCC:XXA:DSC", &dsc),
        did("tng-cdn.who.int", "DCC:XXB:SCA", &sca),
        did("tng-cdn.who.int", "ICVP:XXC:DSC", &icvp),
        json!("did:web:tng-cdn.who.int:v2:trustlist:DCC:XXD:DSC"),
        did("tng-cdn.who.int", "DCC:XXA:ODD", &dsc),
    ]);
    assert_eq!(Format::of(&list), Some(Format::GdhcnDid));
    let read = TrustList::read(&list, "list").unwrap();
    assert_eq!((read.len(), read.skipped().len()), (3, 1));
    assert_eq!(read.listings()[0].signature, Signature::NotChecked);
    assert_eq!(read.listings()[0].issued_at, Some(datetime!(2026-08-22 17:05:01 UTC)));
    let verdict = |issuer: &Issuer, list: &TrustList| {
        let options = PassOptions {
            lifetime: Duration::days(1),
            ..PassOptions::new(Kind::Test, 1, AT)
        };
        judge(&issue(issuer, &options).unwrap().text, &Context::new(list, AT))
    };
    assert_eq!(verdict(&dsc, &read).reason, None);
    // An authority's key signs no pass, a yellow-fever key no DCC.
    assert_eq!(verdict(&sca, &read).reason, Some(Reason::UnknownIssuer));
    assert_eq!(verdict(&icvp, &read).reason, Some(Reason::WrongKeyUsage));
    // Other hosts of the network are for tests, and the report says so.
    let list = did_document(&[did("tng-cdn-uat.who.int", "DCC:XXA:DSC", &dsc)]);
    let report = verdict(&dsc, &TrustList::read(&list, "list").unwrap());
    assert_eq!(report.source.unwrap().environment, Environment::Test);
    // References alone are no list.
    assert!(TrustList::read(&did_document(&[json!("did:web:x:DCC:XXD:DSC")]), "list").is_err());
}

/// A document with its proof, written out quad by quad as a reader of the specifications would.
fn signed_did(publisher: &Publisher, context: &str, base: &str, end: &str, issuer: &Issuer) -> Value {
    let mut method = did("tng-cdn.who.int", "DCC:XXA:DSC", issuer);
    let (id, controller) = (method["id"].as_str().unwrap().to_owned(), "did:web:x");
    method["controller"] = controller.into();
    for (term, code) in [("domain", "#DCC"), ("participant", "#XXA"), ("keyusage", "#DSC")] {
        method[term] = json!({"code": code});
    }
    let security = "https://w3id.org/security#";
    let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    let jwk = &method["publicKeyJwk"];
    let jwk = format!(
        r#"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":{},\"x5c\":[{}],\"y\":{}}}"#,
        jwk["x"].to_string().replace('"', "\\\""),
        jwk["x5c"][0].to_string().replace('"', "\\\""),
        jwk["y"].to_string().replace('"', "\\\"")
    );
    let mut quads = [
        format!("<did:web:x> <{security}controller> <{controller}> .\n"),
        format!("<did:web:x> <{security}verificationMethod> <{id}> .\n"),
        format!("<{id}> <{rdf}type> <{security}JsonWebKey2020> .\n"),
        format!("<{id}> <{security}controller> <{controller}> .\n"),
        format!("<{id}> <{security}publicKeyJwk> \"{jwk}\"^^<{rdf}JSON> .\n"),
        format!("<{id}> <{base}ValueSet-Domains{end}> <{base}ValueSet-Domains{end}#DCC> .\n"),
        format!("<{id}> <{base}ValueSet-Participants{end}> <{base}ValueSet-Participants{end}#XXA> .\n"),
        format!("<{id}> <{base}ValueSet-KeyUsage{end}> <{base}ValueSet-KeyUsage{end}#DSC> .\n"),
    ];
    quads.sort();
    let proof = format!(
        "_:c14n0 <http://purl.org/dc/terms/created> \"2026-08-22T17:05:01Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n\
         _:c14n0 <{rdf}type> <{security}JsonWebSignature2020> .\n\
         _:c14n0 <{security}nonce> \"n\" .\n\
         _:c14n0 <{security}proofPurpose> <{security}assertionMethod> .\n\
         _:c14n0 <{security}verificationMethod> <did:web:who> .\n"
    );
    let header = url64(br#"{"b64":false,"crit":["b64"],"alg":"ES256"}"#);
    let signed = [
        header.as_bytes(),
        b".",
        &Sha256::digest(proof),
        &Sha256::digest(quads.concat()),
    ]
    .concat();
    json!({"@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1", context],
        "id": "did:web:x", "controller": controller, "verificationMethod": [method],
        "proof": {"type": "JsonWebSignature2020", "created": "2026-08-22T17:05:01Z", "nonce": "n",
            "proofPurpose": "assertionMethod", "verificationMethod": "did:web:who",
            "jws": format!("{header}..{}", url64(&publisher.der(&signed)))}})
}

#[test]
fn gdhcn_documents_are_signed_over_their_canonical_form() {
    let (publisher, issuer) = (Publisher::new(9), issuer("XA", &[]));
    let who = "https://smart.who.int/trust/";
    let context = |name: &str| format!("{who}tng-context/{name}");
    for (context, base, end) in [
        (context("v1.jsonld"), who, ".jsonld"),
        (
            context("v1.jsonld"),
            "https://worldhealthorganization.github.io/smart-trust/",
            ".jsonld",
        ),
        (context("v1-DEV.jsonld"), who, "-DEV.jsonld"),
    ] {
        let document = signed_did(&publisher, &context, base, end, &issuer);
        let bytes = document.to_string().into_bytes();
        let pins = [publisher.pin.clone()];
        let import = Import {
            pins: &pins,
            ..Import::default()
        };
        let list = read_with(import, &[&bytes]).unwrap();
        assert_eq!(list.listings()[0].signature, Signature::Verified);
        assert_eq!(list.find(&issuer.kid).len(), 1);
        let others = [Publisher::new(10).pin];
        assert!(
            read_with(
                Import {
                    pins: &others,
                    ..import
                },
                &[&bytes]
            )
            .is_err()
        );
        // Whatever is changed, the proof is none any more.
        for (path, value) in [
            (
                "/verificationMethod/0/id",
                json!("did:web:tng-cdn.who.int:v2:trustlist:ICVP:XXA:DSC#AAAA"),
            ),
            ("/verificationMethod/0/domain/code", json!("#ICVP")),
            ("/verificationMethod/0/publicKeyJwk/x5c", json!(["AAAA"])),
            ("/verificationMethod/0/controller", json!("did:web:y")),
            ("/verificationMethod", json!([])),
            ("/proof/created", json!("2026-08-23T17:05:01Z")),
            ("/proof/nonce", json!("m")),
            ("/proof/jws", json!("a..b")),
            ("/proof", json!(null)),
            ("/@context/2", json!("https://example.org/tng-context")),
        ] {
            let mut altered = document.clone();
            *altered.pointer_mut(path).unwrap() = value;
            assert!(read_with(import, &[altered.to_string().as_bytes()]).is_err(), "{path}");
        }
    }
    // A pin may come as the signer's own DID document.
    let point = publisher.key.verifying_key().to_sec1_point(false);
    let (x, y) = (url64(&point.as_bytes()[1..33]), url64(&point.as_bytes()[33..]));
    let signer = json!({"verificationMethod": [{"publicKeyJwk": {"kty": "EC", "crv": "P-256", "x": x, "y": y}}]});
    let pins = Pin::read(signer.to_string().as_bytes()).unwrap();
    let document = signed_did(&publisher, &context("v1.jsonld"), who, ".jsonld", &issuer);
    assert!(
        read_with(
            Import {
                pins: &pins,
                ..Import::default()
            },
            &[document.to_string().as_bytes()]
        )
        .is_ok()
    );
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

#[test]
fn shc_directory_is_signed_beside_it() {
    let (publisher, issuer) = (Publisher::new(10), issuer("XA", &[]));
    let (jwk, kid) = card_jwk(&issuer);
    let mut wrong = jwk.clone();
    wrong["kid"] = "AAAA".into();
    let list = json!({"directory": "x", "time": "2026-08-22T04:43:50Z", "issuerInfo": [
        {"issuer": {"iss": "https://issuer.example", "name": "Issuer"}, "keys": [jwk, wrong],
         "crls": [{"kid": kid, "method": "rid", "ctr": "1", "rids": ["gone", "old.1700000000"]}]}]});
    let list = list.to_string().into_bytes();
    let signature = {
        use p256::ecdsa::signature::hazmat::PrehashSigner;
        let signature: p256::ecdsa::Signature = publisher.key.sign_prehash(&Sha512::digest(&list)).unwrap();
        signature.to_der().as_bytes().to_vec()
    };
    let pins = [publisher.pin.clone()];
    let import = Import {
        pins: &pins,
        ..Import::default()
    };
    let read = read_with(import, &[&list, &signature]).unwrap();
    assert_eq!((read.len(), read.listings()[0].signature), (1, Signature::Verified));
    assert_eq!(read.skipped()[0].error, CertificateError::Thumbprint);
    let key = &read.card_issuer("https://issuer.example")[0];
    assert_eq!(&*key.kid(), kid.as_bytes());
    assert_eq!(key.name.as_deref(), Some("Issuer"));
    assert!(read.card_issuer("https://other.example").is_empty());
    let revoked = |rid| {
        read.revoked_cards()
            .contains("https://issuer.example", &kid, rid, Some(AT))
    };
    assert!(revoked("gone") && !revoked("old") && !revoked("other"));
    let mut altered = list.clone();
    altered[60] ^= 1;
    for (files, missing) in [(vec![&altered[..], &signature], false), (vec![&list[..]], true)] {
        let refused = read_with(
            Import {
                format: Some(Format::ShcDirectory),
                ..import
            },
            &files,
        );
        assert_eq!(
            matches!(refused, Err(Error::MissingSignature(_))),
            missing,
            "{refused:?}"
        );
        assert!(refused.is_err());
    }
    // The keys of one issuer alone.
    let set = json!({"keys": [card_jwk(&issuer).0]}).to_string();
    assert_eq!(Format::of(set.as_bytes()), Some(Format::Jwks));
    assert!(TrustList::read(set.as_bytes(), "whose?").is_err());
    let import = Import {
        issuer: Some("https://issuer.example"),
        ..Import::default()
    };
    let read = read_with(import, &[set.as_bytes()]).unwrap();
    assert!(matches!(&read.keys().next().unwrap().role, Role::CardIssuer(iss) if &**iss == "https://issuer.example"));
}

/// A list of everything that a bundle can hold.
fn everything() -> TrustList {
    let (ec, rsa) = (issuer("XA", &[Kind::Test]), issuer_with("XR", &[], Algorithm::Ps256));
    let (p384, p521) = (
        issuer_with("XP", &[], Algorithm::Es384),
        issuer_with("XQ", &[], Algorithm::Es512),
    );
    let (jwk, kid) = card_jwk(&ec);
    let mut icvp = issuer("XI", &[]).trust_entry();
    icvp["domain"] = "ICVP".into();
    icvp["environment"] = "test".into();
    let mut real = rsa.trust_entry();
    real["environment"] = "production".into();
    let list = json!([ec.trust_entry(), real, p384.trust_entry(), p521.trust_entry(), icvp,
        {"iss": "https://issuer.example", "jwk": jwk, "crls": [{"kid": kid, "method": "rid", "ctr": 1,
            "rids": ["gone", "old.1700000000", "older.1600000000", "also-old.1700000000"]}]},
        {"country": "XA", "rawData": b64(ec.anchor()), "usage": "csca"},
        {"country": "XA", "rawData": b64(ec.certificate()), "usage": "signer"},
        {"rawData": "AAAA"}]);
    let mut list = TrustList::from_json(list, "everything").unwrap();
    let sca = did_document(&[did("tng-cdn.who.int", "DCC:XXB:SCA", &issuer("XB", &[]))]);
    list.extend(TrustList::read(&sca, "who").unwrap());
    list
}

fn header(list: &TrustList, serial: u64) -> Header {
    Header {
        serial,
        issued_at: AT,
        best_before: AT + Duration::days(7),
        ends_at: AT + Duration::days(30),
        listings: list.listings().to_vec(),
    }
}

/// Everything that can be seen of the keys.
fn facts(list: &TrustList) -> Vec<String> {
    let mut facts: Vec<String> = list
        .keys()
        .map(|k| {
            // Anchors of a domain are named only.
            let public = if k.role == Role::Anchor && k.domain.is_some() {
                "named"
            } else {
                k.public.kind()
            };
            format!(
                "{:?} {:?} {public} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                k.kid(),
                k.country,
                k.role,
                k.usage,
                k.domain,
                k.not_before,
                k.not_after,
                k.environment,
                k.name,
                k.source
            )
        })
        .collect();
    facts.sort();
    facts
}

#[test]
fn a_bundle_holds_all_of_a_list() {
    let list = everything();
    assert_eq!(list.len(), 9);
    let key = PublisherKey::from_bytes(&[11; 32]).unwrap();
    let header = header(&list, 7);
    let bundle = Bundle::write(&header, &list, Some(&key)).unwrap();
    let pins = [Publisher::new(11).pin];
    let (read_header, read) = Bundle::read(&bundle, &pins).unwrap();
    assert_eq!(read_header, header);
    assert_eq!(facts(&read), facts(&list));
    assert_eq!(read.listings(), list.listings());
    assert_eq!(read.revoked_cards(), list.revoked_cards());
    // The keys themselves work.
    for algorithm in [Algorithm::Es256, Algorithm::Ps256] {
        let (country, usage): (&str, &[Kind]) = match algorithm {
            Algorithm::Ps256 => ("XR", &[]),
            _ => ("XA", &[Kind::Test]),
        };
        let options = PassOptions {
            lifetime: Duration::days(1),
            ..PassOptions::new(Kind::Test, 2, AT)
        };
        let pass = issue(&issuer_with(country, usage, algorithm), &options).unwrap();
        assert_eq!(judge(&pass.text, &Context::new(&read, AT)).reason, None);
    }
    // The same list makes the same bundle, and a bundle of a bundle is the same again.
    assert_eq!(Bundle::write(&header, &everything(), Some(&key)).unwrap(), bundle);
    assert_eq!(facts(&TrustList::read(&bundle, "bundle").unwrap()), facts(&list));
}

#[test]
fn a_bundle_is_believed_only_with_the_pinned_signature() {
    let list = everything();
    let key = PublisherKey::from_bytes(&[11; 32]).unwrap();
    let bundle = Bundle::write(&header(&list, 7), &list, Some(&key)).unwrap();
    let pins = [Publisher::new(12).pin, Publisher::new(11).pin];
    // Either of two pinned keys: that is how a key is replaced.
    assert!(Bundle::read(&bundle, &pins).is_ok());
    let refused = |bytes: &[u8], pins: &[Pin]| Bundle::read(bytes, pins).err();
    assert_eq!(refused(&bundle, &pins[..1]), Some(BundleError::UnknownPublisher));
    assert_eq!(refused(&bundle, &[]), Some(BundleError::UnknownPublisher));
    let unsigned = Bundle::write(&header(&list, 7), &list, None).unwrap();
    assert_eq!(refused(&unsigned, &pins), Some(BundleError::NotSigned));
    assert!(Bundle::read_unverified(&unsigned).is_ok());
    let signed = Bundle::sign(&unsigned, &key).unwrap();
    assert_eq!(signed, bundle);
    // No byte may change, none be missing, none be added.
    for at in (0..bundle.len()).step_by(7) {
        let mut altered = bundle.clone();
        altered[at] ^= 0x40;
        assert!(refused(&altered, &pins).is_some(), "byte {at}");
    }
    for cut in [0, 1, 50, bundle.len() / 2, bundle.len() - 1] {
        assert!(refused(&bundle[..cut], &pins).is_some(), "{cut}");
        _ = Bundle::read_unverified(&bundle[..cut]);
    }
    assert!(refused(&[&bundle[..], &[0]].concat(), &pins).is_some());
}

#[test]
fn an_older_or_ended_bundle_does_not_replace() {
    let list = everything();
    let seven = header(&list, 7);
    assert_eq!(Bundle::may_replace(&seven, None, AT), Ok(()));
    assert_eq!(Bundle::may_replace(&seven, Some(7), AT), Ok(()));
    let rollback = BundleError::Rollback { found: 7, held: 8 };
    assert_eq!(Bundle::may_replace(&seven, Some(8), AT), Err(rollback));
    let ended = BundleError::Ended(seven.ends_at);
    assert_eq!(Bundle::may_replace(&seven, None, AT + Duration::days(31)), Err(ended));
}

fn run(arguments: &[&str]) -> Output {
    greengate().args(arguments).output().unwrap()
}

fn shown(bundle: &Path) -> Value {
    let shown = run(&["trust", "show", "--json", bundle.to_str().unwrap()]);
    assert!(shown.status.success());
    serde_json::from_slice(&shown.stdout).unwrap()
}

#[test]
fn the_command_line_builds_signs_and_shows() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (publisher, issuer, issuer_b) = (Publisher::new(13), issuer("XA", &[]), issuer("XB", &[]));
    let body = json!({"certificates": [gateway_entry(&issuer)]}).to_string();
    let list = format!("{}\n{body}", b64(&publisher.raw(body.as_bytes())));
    fs::write(at("list.json"), &list).unwrap();
    fs::write(at("altered.json"), list.replace("\"XA\"", "\"XB\"")).unwrap();
    let spki = {
        use p256::pkcs8::EncodePublicKey;
        publisher.key.verifying_key().to_public_key_der().unwrap()
    };
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        b64(spki.as_bytes())
    );
    fs::write(at("list-key.pem"), pem).unwrap();
    let made = run(&["trust", "keygen", "-o", &at("private.pem")]);
    assert!(made.status.success());
    let pin = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    assert!(
        !run(&["trust", "keygen", "-o", &at("private.pem")]).status.success(),
        "never overwritten"
    );

    let build = |list: &str, out: &str, more: &[&str]| {
        let fixed = [
            "trust",
            "build",
            "--format",
            "de-dsc",
            "--signing-key",
            &at("list-key.pem"),
        ];
        let (list, out) = (at(list), at(out));
        run(&[&fixed[..], more, &[&list, "-o", &out]].concat())
    };
    let altered = build("altered.json", "altered.ggt", &[]);
    assert_eq!(altered.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&altered.stderr).contains("signature"));
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        4,
        "nothing written, not even in part"
    );
    assert!(build("list.json", "unsigned.ggt", &[]).status.success());
    assert!(
        build(
            "list.json",
            "signed.ggt",
            &["--signing-key", &at("private.pem"), "--serial", "42"]
        )
        .status
        .success()
    );
    let show = shown(Path::new(&at("signed.ggt")));
    assert_eq!(
        (&show["serial"], &show["signature"]),
        (&json!(42), &json!("not checked"))
    );
    assert_eq!(show["source"], "list.json");
    let key = &show["keys"][0];
    assert_eq!((&key["country"], &key["kid"]), (&json!("XA"), &json!(b64(&issuer.kid))));
    assert_eq!(key["kinds"], json!(["vaccination", "test", "recovery"]));
    assert_eq!(key["notAfter"], "2036-10-29T12:00:00Z");
    let checked = |bundle: &str| run(&["trust", "show", "--publisher", &pin, &at(bundle)]);
    assert!(checked("signed.ggt").status.success());
    assert_eq!(checked("unsigned.ggt").status.code(), Some(2));
    assert!(
        run(&["trust", "sign", "--key", &at("private.pem"), &at("unsigned.ggt")])
            .status
            .success()
    );
    assert!(checked("unsigned.ggt").status.success());
    // Several lists, in any format; one that is none is an error, not left out.
    fs::write(
        at("more.pem"),
        format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            b64(issuer_b.certificate())
        ),
    )
    .unwrap();
    assert!(
        run(&[
            "trust",
            "build",
            &at("list.json"),
            &at("more.pem"),
            "-o",
            &at("both.ggt")
        ])
        .status
        .success()
    );
    assert_eq!(shown(Path::new(&at("both.ggt")))["keys"].as_array().unwrap().len(), 2);
    fs::write(at("garbage"), "no list").unwrap();
    let refused = run(&["trust", "build", &at("list.json"), &at("garbage"), "-o", &at("no.ggt")]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("garbage"));
    // A pass is judged by the bundle as by the list.
    let pass = issue(
        &issuer,
        &PassOptions {
            lifetime: Duration::days(1),
            ..PassOptions::new(Kind::Recovery, 3, AT)
        },
    )
    .unwrap();
    for trust in ["list.json", "signed.ggt"] {
        let verdict = run(&[
            "verify",
            "--trust",
            &at(trust),
            "--at",
            "2026-11-01T12:00:00Z",
            &pass.text,
        ]);
        assert_eq!(verdict.status.code(), Some(0), "{trust}");
    }
}

#[test]
fn the_real_lists() {
    let (Some(de), Some(shc), Some(who)) = (
        shared("trust/de-dsc-list.json"),
        shared("trust/shc-vci-snapshot.json"),
        shared("trust/who-gdhcn-did.json"),
    ) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| folder.path().join(name);
    let build = |list: &Path, key: Option<&str>, name: &str| {
        let mut command = greengate();
        command
            .args(["trust", "build", "--at", "2026-11-24T00:00:00Z"])
            .arg(list)
            .arg("-o")
            .arg(out(name));
        if let Some(key) = key {
            command.arg("--signing-key").arg(de.with_file_name(key));
        }
        command.output().unwrap()
    };
    for (list, key, name, keys) in [
        (&de, Some("de-dsc-list-signing-key.pem"), "de", 829),
        (&shc, Some("shc-vci-snapshot.crt"), "shc", 961),
        (&who, None, "who", 501),
    ] {
        let built = build(list, key, name);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let said = String::from_utf8_lossy(&built.stderr).into_owned();
        assert_eq!(said.contains("; signature verified"), key.is_some(), "{said}");
        let show = shown(&out(name));
        assert_eq!(show["keys"].as_array().unwrap().len(), keys, "{name}");
        let listed = &show["lists"][0];
        assert_eq!(listed["skipped"], 0, "{name}");
        // Nobody has signed the bundle that says so.
        assert_eq!(listed["signature"], "not-checked");
        // One flipped byte, anywhere in the list.
        if let Some(key) = key {
            let mut bytes = fs::read(list).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            let flipped = folder.path().join(list.file_name().unwrap());
            fs::write(&flipped, bytes).unwrap();
            if name == "shc" {
                fs::copy(shc.with_extension("sig"), flipped.with_extension("sig")).unwrap();
            }
            let refused = build(&flipped, Some(key), "flipped");
            assert_eq!(refused.status.code(), Some(2), "{name}");
            assert!(!out("flipped").exists());
        }
    }
    let all = greengate()
        .args(["trust", "build", "--at", "2026-11-24T00:00:00Z"])
        .args([out("de"), out("shc"), out("who")])
        .arg("-o")
        .arg(out("all"))
        .output()
        .unwrap();
    assert!(all.status.success());
    let size = fs::metadata(out("all")).unwrap().len();
    assert!(size <= 100 * 1024, "{size} bytes");
    // 719 of the German list's keys have expired by then, and stay in it.
    let show = shown(&out("de"));
    let expired = |key: &&Value| key["notAfter"].as_str().unwrap() < "2026-11-24T00:00:00Z";
    let expired = show["keys"].as_array().unwrap().iter().filter(expired).count();
    assert_eq!(expired, 719);
    println!("829 + 961 + 501 keys in {size} bytes");
}
