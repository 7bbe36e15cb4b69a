//! Lists of keys: whatever is mutated, no signature becomes that of a pinned key.

use crate::{AT, choose, passes};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use coset::{CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, cbor::Value as Cbor, iana};
use greengate::{
    trust::{Bundle, Environment, File, Header, Import, ListFormat, Pin, PublisherKey, TrustList},
    verdict::{Context, judge},
};
use serde_json::{Value, json};
use std::sync::LazyLock;
use time::Duration;

/// Nobody signs with it.
pub(crate) static PIN: LazyLock<[Pin; 1]> = LazyLock::new(|| {
    let key = PublisherKey::from_bytes(&[7; 32]).expect("a scalar");
    [Pin::from_base64(&key.pin()).expect("its own pin")]
});

/// Formats that carry a signature of their own; bundles are checked by `Bundle::read`.
const SIGNED: [ListFormat; 8] = [
    ListFormat::DeDsc,
    ListFormat::EuGateway,
    ListFormat::SeJwt,
    ListFormat::AtCbor,
    ListFormat::NlKeys,
    ListFormat::ChJws,
    ListFormat::GdhcnDid,
    ListFormat::ShcDirectory,
];

fn header(list: &TrustList) -> Header {
    Header {
        serial: 7,
        issued_at: AT,
        best_before: AT + Duration::days(7),
        expires_at: AT + Duration::days(30),
        listings: list.listings().to_vec(),
    }
}

fn use_list(list: &TrustList) {
    for key in list.keys().take(16) {
        assert!(list.find(&key.kid()).len() <= list.len());
        _ = key.is_valid_at(AT);
        _ = key.public.thumbprint();
    }
    _ = judge(passes::text(), &Context::new(list, AT));
    // What was read can be packed, and is the same when it is read again.
    if let Ok(bytes) = Bundle::write(&header(list), list, None) {
        let again = Bundle::read_unverified(&bytes).map(|(_, again)| again.len());
        assert_eq!(again.ok(), Some(list.len()));
    }
}

fn read(format: Option<ListFormat>, files: &[&[u8]]) {
    let files: Vec<File> = files.iter().map(|bytes| File { name: "fuzz", bytes }).collect();
    let import = Import {
        format,
        issuer: Some("https://issuer.example"),
        at: Some(AT),
        environment: Environment::Demo,
        ..Import::default()
    };
    if let Ok(list) = import.read(&files) {
        use_list(&list);
    }
    let pinned = Import {
        pins: &*PIN,
        signer_name: Some("Greengate demo DSC"),
        ..import
    };
    if format.is_some_and(|format| SIGNED.contains(&format)) {
        let read = pinned.read(&files);
        assert!(read.is_err(), "nobody signed this, yet {format:?} took it");
    }
}

fn jws(payload: &[u8]) -> String {
    let encode = Base64UrlUnpadded::encode_string;
    let header = json!({"alg": "ES256", "x5c": [Base64::encode_string(&passes::certificate())]});
    format!(
        "{}.{}.{}",
        encode(header.to_string().as_bytes()),
        encode(payload),
        encode(&[1; 64])
    )
}

/// First byte: the format; second: whether what follows is the file itself, or the content of one.
pub fn trust_list(data: &[u8]) {
    let Some((format, data)) = choose(data) else { return };
    let Some((form, data)) = choose(data) else { return };
    let format = ListFormat::ALL.get(format % (ListFormat::ALL.len() + 1)).copied();
    let Some(format) = format.filter(|_| form % 3 != 0) else {
        return read(format, &[data]);
    };
    let (first, second) = data.split_at(data.len() / 2);
    match format {
        ListFormat::DeDsc => {
            let file = [Base64::encode_string(&[1; 64]).as_bytes(), b"\n", data].concat();
            read(Some(format), &[&file]);
        }
        ListFormat::SeJwt => read(Some(format), &[jws(data).as_bytes()]),
        ListFormat::ChJws => {
            let active = json!({"activeKeyIds": ["AQIDBAUGBwg="], "validDuration": 1, "iat": AT.unix_timestamp()});
            let active = jws(active.to_string().as_bytes());
            read(Some(format), &[jws(data).as_bytes(), active.as_bytes()]);
        }
        ListFormat::NlKeys => {
            // Either half of the envelope.
            let (payload, signature) = if form % 3 == 1 {
                (data, &[][..])
            } else {
                (&b"{\"eu_keys\":{}}"[..], data)
            };
            let envelope =
                json!({"payload": Base64::encode_string(payload), "signature": Base64::encode_string(signature)});
            read(Some(format), &[envelope.to_string().as_bytes()]);
        }
        ListFormat::EuGateway => {
            let entry = |kind: &str, der: &[u8], signature: &[u8]| {
                json!({"kid": "AQIDBAUGBwg=", "timestamp": "2026-10-01T00:00:00Z", "country": "XA",
                    "certificateType": kind, "rawData": Base64::encode_string(der),
                    "signature": Base64::encode_string(signature)})
            };
            let (der, signature) = if form % 3 == 1 {
                (data, &[][..])
            } else {
                (&passes::certificate()[..], data)
            };
            let list = json!([entry("UPLOAD", der, signature), entry("DSC", der, signature)]);
            read(Some(format), &[list.to_string().as_bytes()]);
        }
        ListFormat::Pem => {
            let body = Base64::encode_string(data);
            let file = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
            read(Some(format), &[file.as_bytes()]);
        }
        // Lists that stand beside their signature.
        _ => read(Some(format), &[first, second]),
    }
}

/// A bundle as it came.
pub fn bundle(data: &[u8]) {
    if let Ok((header, list)) = Bundle::read_unverified(data) {
        assert!(Bundle::is_bundle(data));
        _ = Bundle::may_replace(&header, Some(3), AT);
        use_list(&list);
    }
    assert!(Bundle::read(data, &*PIN).is_err(), "nobody signed this");
}

/// Content of the compressed part.
pub fn bundle_inside(data: &[u8]) {
    let int = |n: i64| Cbor::Integer(n.into());
    let listing = Cbor::Array(vec![
        Cbor::Text("fuzz".to_owned()),
        Cbor::Text("json".to_owned()),
        int(0),
        Cbor::Null,
        Cbor::Null,
        int(1),
        int(0),
    ]);
    let content = "application/vnd.greengate.trust+cbor";
    bundle(&enveloped(vec![listing], data, content));
}

/// The envelope of bundles and packs of rules, unsigned, around what is compressed here.
pub(crate) fn enveloped(sources: Vec<Cbor>, content: &[u8], content_type: &str) -> Vec<u8> {
    use coset::CborSerializable;
    let int = |n: i64| Cbor::Integer(n.into());
    let at = || int(AT.unix_timestamp());
    let payload = Cbor::Map(vec![
        (int(1), int(1)),
        (int(2), int(7)),
        (int(3), at()),
        (int(4), at()),
        (int(5), at()),
        (int(6), Cbor::Array(sources)),
        (
            int(7),
            Cbor::Bytes(miniz_oxide::deflate::compress_to_vec_zlib(content, 1)),
        ),
    ]);
    let header = HeaderBuilder::new()
        .algorithm(iana::Algorithm::ES256)
        .content_type(content_type.to_owned());
    CoseSign1Builder::new()
        .protected(header.build())
        .payload(payload.to_vec().unwrap_or_default())
        .build()
        .to_tagged_vec()
        .unwrap_or_default()
}

/// The compressed part of an envelope.
pub(crate) fn inside(bytes: &[u8]) -> Option<Vec<u8>> {
    use coset::CborSerializable;
    let payload = CoseSign1::from_tagged_slice(bytes).ok()?.payload?;
    let members = Cbor::from_slice(&payload).ok()?.into_map().ok()?;
    let content = members.into_iter().find(|(key, _)| *key == Cbor::Integer(7.into()))?.1;
    miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(content.as_bytes()?, 1 << 20).ok()
}

/// Pins as files have them.
pub fn pins(data: &[u8]) {
    if let Ok(pins) = Pin::read(data) {
        assert!(!pins.is_empty());
        for pin in pins {
            _ = pin.public().kind();
        }
    }
    if let Ok(text) = std::str::from_utf8(data) {
        _ = Pin::from_base64(text);
        _ = PublisherKey::read(text);
    }
}

/// DER: tag, length, content.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    [&[tag, 0x82, length[6], length[7]][..], content].concat()
}

/// CMS (RFC 5652) without a content of its own, its signature worth nothing.
pub(crate) fn cms() -> Vec<u8> {
    const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];
    const DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 4];
    const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    const ECDSA_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    let seq = |parts: &[Vec<u8>]| tlv(0x30, &parts.concat());
    let sha = seq(&[tlv(6, SHA256)]);
    let attributes = seq(&[tlv(6, DIGEST), tlv(0x31, &tlv(4, &[1; 32]))]);
    let signer = seq(&[
        tlv(2, &[1]),
        seq(&[seq(&[]), tlv(2, &[1])]),
        sha.clone(),
        tlv(0xa0, &attributes),
        seq(&[tlv(6, ECDSA_SHA256)]),
        tlv(4, &[0x30, 6, 2, 1, 1, 2, 1, 1]),
    ]);
    let parts = [
        tlv(2, &[1]),
        tlv(0x31, &sha),
        seq(&[tlv(6, DATA)]),
        tlv(0xa0, &passes::certificate()),
        tlv(0x31, &signer),
    ];
    seq(&[tlv(6, SIGNED_DATA), tlv(0xa0, &seq(&parts))])
}

fn demo_list() -> TrustList {
    let (pass, card, seal) = passes::entries();
    TrustList::from_json(json!([pass, card, seal]), "seeds").expect("its own list")
}

pub(crate) fn published() -> Vec<Vec<u8>> {
    let (pass, card, seal) = passes::entries();
    let der = passes::certificate();
    let b64 = Base64::encode_string;
    let jwk = card.get("jwk").cloned().unwrap_or_default();
    let kid = pass.get("kid").and_then(Value::as_str).unwrap_or_default().to_owned();
    let gateway = json!({"kid": kid, "timestamp": "2026-10-01T00:00:00Z", "country": "XD",
        "certificateType": "DSC", "rawData": b64(&der), "signature": ""});
    let mut keyed = jwk.clone();
    keyed["kid"] = kid.clone().into();
    keyed["x5c"] = json!([b64(&der)]);
    let swedish = json!({"iss": "SE", "iat": 1, "exp": 4_000_000_000_i64, "dsc_trust_list":
        {"XD": {"eku": {&kid: ["1.3.6.1.4.1.1847.2021.1.2"]}, "keys": [keyed]}}});
    let swiss = json!({"certs": [{"keyId": kid, "alg": "ES256", "use": "vr", "crv": "P-256",
        "x": jwk["x"], "y": jwk["y"]}]});
    let dutch = json!({"eu_keys": {&kid: [{"subjectPk": b64(&der), "keyUsage": ["v"], "san": "NLD"}]}});
    let did = json!({"id": "did:web:x", "verificationMethod": [{
        "id": format!("did:web:tng-cdn.who.int:v2:trustlist:DCC:XXA:DSC#{kid}"), "type": "JsonWebKey2020",
        "controller": "did:web:x", "publicKeyJwk": {"kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"], "x5c": [b64(&der)]}}],
        "proof": {"type": "JsonWebSignature2020", "created": "2026-08-22T17:05:01Z", "proofPurpose": "assertionMethod",
            "verificationMethod": "did:web:x#1", "jws": "eyJiNjQiOmZhbHNlLCJjcml0IjpbImI2NCJdLCJhbGciOiJFUzI1NiJ9..AQEB"}});
    let directory = json!({"directory": "x", "time": "2026-08-22T04:43:50Z", "issuerInfo": [
        {"issuer": {"iss": "https://issuer.example", "name": "Issuer"}, "keys": [jwk],
         "crls": [{"kid": jwk["kid"], "method": "rid", "ctr": "1", "rids": ["gone", "old.1700000000"]}]}]});
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        b64(&der)
    );
    let austrian = {
        use coset::CborSerializable;
        let text = |t: &str| Cbor::Text(t.to_owned());
        let entry = Cbor::Map(vec![
            (text("i"), Cbor::Bytes(vec![1; 8])),
            (text("c"), Cbor::Bytes(der.clone())),
        ]);
        Cbor::Map(vec![(text("c"), Cbor::Array(vec![entry]))])
            .to_vec()
            .unwrap_or_default()
    };
    let bytes = |value: &Value| value.to_string().into_bytes();
    let contents: [(ListFormat, u8, Vec<u8>); 18] = [
        (ListFormat::DeDsc, 1, bytes(&json!({"certificates": [gateway]}))),
        (ListFormat::EuGateway, 0, bytes(&json!([gateway]))),
        (ListFormat::EuGateway, 1, der.clone()),
        (ListFormat::EuGateway, 2, cms()),
        (ListFormat::SeJwt, 1, bytes(&swedish)),
        (ListFormat::AtCbor, 0, austrian),
        (ListFormat::NlKeys, 1, bytes(&dutch)),
        (ListFormat::NlKeys, 2, cms()),
        (ListFormat::ChJws, 1, bytes(&swiss)),
        (ListFormat::ItMap, 0, bytes(&json!({&kid: b64(&der)}))),
        (
            ListFormat::FrTacv,
            0,
            bytes(&json!({"certificatesDCC": {&kid: b64(b64(&der).as_bytes())}})),
        ),
        (ListFormat::GdhcnDid, 0, bytes(&did)),
        (ListFormat::ShcDirectory, 0, bytes(&directory)),
        (ListFormat::Jwks, 0, bytes(&json!({"keys": [jwk]}))),
        (ListFormat::Pem, 0, pem.into_bytes()),
        (ListFormat::Pem, 1, der),
        (ListFormat::Json, 0, bytes(&json!([pass, card, seal]))),
        (ListFormat::Bundle, 0, bundles().swap_remove(0)),
    ];
    let seeds = contents.into_iter().map(|(format, form, content)| {
        let place = ListFormat::ALL.iter().position(|f| *f == format).unwrap_or_default();
        [&[u8::try_from(place).unwrap_or_default(), form][..], &content].concat()
    });
    seeds.collect()
}

pub(crate) fn bundles() -> Vec<Vec<u8>> {
    let list = demo_list();
    let header = header(&list);
    let key = PublisherKey::from_bytes(&[9; 32]);
    [None, key.as_ref()]
        .into_iter()
        .filter_map(|key| Bundle::write(&header, &list, key).ok())
        .collect()
}

pub(crate) fn columns() -> Vec<Vec<u8>> {
    bundles().iter().filter_map(|bundle| inside(bundle)).take(1).collect()
}

pub(crate) fn pinned() -> Vec<Vec<u8>> {
    let (_, card, _) = passes::entries();
    let jwk = card.get("jwk").cloned().unwrap_or_default();
    let der = passes::certificate();
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        Base64::encode_string(&der)
    );
    vec![
        der,
        pem.into_bytes(),
        jwk.to_string().into_bytes(),
        json!({"verificationMethod": [{"publicKeyJwk": jwk}]})
            .to_string()
            .into_bytes(),
        PublisherKey::from_bytes(&[9; 32]).map_or_else(Vec::new, |key| key.pin().into_bytes()),
    ]
}
