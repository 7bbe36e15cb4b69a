//! Revocation lists: whatever is mutated, no signature becomes that of a pinned key, and a pack never loses a pass.

use crate::{
    AT, choose,
    lists::{PIN, cms, enveloped},
    passes,
};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use coset::{CborSerializable, cbor::Value as Cbor};
use greengate::{
    pass,
    revocation::{
        BuildOptions, Delta, HashGroup, HashKind, Import, Issuer, Pack, RevocationFormat, RevocationList,
        RevocationState, digests,
    },
    trust::{EnvelopeHeader, File, TrustList},
    verdict::{Context, judge},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use time::Duration;

const CONTENT_TYPE: &str = "application/vnd.greengate.revocation+cbor";

fn edition(serial: u64) -> EnvelopeHeader {
    EnvelopeHeader {
        serial,
        issued_at: AT,
        best_before: AT + Duration::days(1),
        expires_at: AT + Duration::days(7),
    }
}

fn use_list(list: &RevocationList) {
    let trust = TrustList::default();
    _ = judge(passes::text(), &Context::new(&trust, AT).revoked(Some(list)));
    let Ok(read) = pass::read(passes::text()) else { return };
    let known = list.check(&read, Some("XD"), AT);
    // What was read can be packed, and names the same passes when it is read again.
    if let Ok(pack) = Pack::build(list, &BuildOptions::new(edition(1)), None) {
        let whole = pack.to_bytes().expect("every part is there");
        let again = Pack::read(&whole, &[]).expect("its own pack").list();
        if known.state == RevocationState::Revoked {
            assert_eq!(again.check(&read, Some("XD"), AT).state, RevocationState::Revoked);
        }
    }
}

/// A batch of the gateway.
pub fn revocation(data: &[u8]) {
    if let Ok(list) = RevocationList::read(data) {
        use_list(&list);
    }
}

/// First byte: the format; second: where the input is divided into two files.
pub fn revocation_list(data: &[u8]) {
    let Some((format, data)) = choose(data) else { return };
    let Some((cut, data)) = choose(data) else { return };
    let format = RevocationFormat::ALL
        .get(format % (RevocationFormat::ALL.len() + 1))
        .copied();
    let (first, second) = data.split_at((cut * data.len()).div_ceil(255));
    let files = [
        File {
            name: "list/kid.lst",
            bytes: first,
        },
        File {
            name: "list/01010101010101010a/index.lst",
            bytes: second,
        },
    ];
    let files = if second.is_empty() { &files[..1] } else { &files };
    let import = Import {
        format,
        issuer: Some("https://issuer.example"),
        signer_name: Some("Greengate demo DSC"),
        ..Import::default()
    };
    if let Ok(list) = import.read(files) {
        use_list(&list);
    }
    let pinned = Import { pins: &*PIN, ..import };
    // Formats without a signature are refused where one is asked for.
    assert!(
        pinned.read(files).is_err(),
        "nobody signed this, yet {format:?} took it"
    );
}

/// A pack with one part, whatever it is.
pub fn revocation_pack(data: &[u8]) {
    let int = |n: usize| Cbor::Integer(n.into());
    let Some((kind, part)) = choose(data) else { return };
    let source = Cbor::Array(vec![
        Cbor::Text("fuzz".to_owned()),
        Cbor::Text("eu-slices".to_owned()),
        int(0),
        Cbor::Null,
        Cbor::Null,
    ]);
    let row = Cbor::Array(vec![
        int(0),
        Cbor::Null,
        Cbor::Null,
        int(kind % HashKind::ALL.len()),
        Cbor::Null,
        Cbor::Bytes(Vec::new()),
        Cbor::Null,
        int(part.len()),
        Cbor::Bytes(Sha256::digest(part)[..16].to_vec()),
        Cbor::Null,
    ]);
    let content = Cbor::Array(vec![row]).to_vec().unwrap_or_default();
    let index = enveloped(vec![source], &content, CONTENT_TYPE);
    let mut pack = Pack::read_index_unverified(&index).expect("an index made here");
    assert!(Pack::read_index(&index, &*PIN).is_err(), "nobody signed this");
    if pack.add(part).is_ok() {
        use_list(&pack.list());
    }
}

/// The edition in use, and the one after.
static EDITIONS: LazyLock<[Pack; 2]> = LazyLock::new(|| {
    let own = pass::read(passes::text()).map(|read| digests(&read, Some("XD"))[0].1);
    let edition = |serial: u8| {
        let hashes = (serial..serial + 40).map(|n| std::array::from_fn(|i| Sha256::digest([n])[i]));
        let group = HashGroup {
            issuer: Issuer::Anybody,
            key: None,
            kind: HashKind::Signature,
            expires: None,
            hashes: hashes.chain(own.clone().ok()).collect(),
        };
        let list = RevocationList::from_groups("fuzz", Some(AT), [group]);
        Pack::build(&list, &BuildOptions::new(self::edition(serial.into())), None).expect("a small pack")
    };
    [edition(1), edition(2)]
});

/// A change of that pack.
pub fn revocation_change(data: &[u8]) {
    let [first, second] = &*EDITIONS;
    if let Ok(after) = Delta::apply(first, data, &[]) {
        assert!(after.header().serial > first.header().serial);
        use_list(&after.list());
        if after.signed_index() == second.signed_index() {
            assert_eq!(after.to_bytes().ok(), second.to_bytes().ok());
        }
    }
    assert!(Delta::apply(first, data, &*PIN).is_err(), "nobody signed this");
}

pub(crate) fn batches() -> Vec<Vec<u8>> {
    let hash = Base64::encode_string(&[5; 16]);
    let batch = |kind: &str| json!({"country": "XD", "hashType": kind, "entries": [{"hash": hash}]});
    vec![
        batch("SIGNATURE").to_string().into_bytes(),
        json!([batch("UCI"), batch("COUNTRYCODEUCI")]).to_string().into_bytes(),
    ]
}

pub(crate) fn changes() -> Vec<Vec<u8>> {
    let [first, second] = &*EDITIONS;
    Delta::between(first, second).into_iter().collect()
}

/// A Bloom filter of one word, and a list of one partial hash.
fn filters() -> [Vec<u8>; 2] {
    let p = 1e-9_f32.to_be_bytes();
    let bloom = [
        &[0, 1, 20, 0][..],
        &p,
        &[0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1],
    ]
    .concat();
    let prefixes = [&[0, 1][..], &p, &[0, 0, 0, 1, 4, 1, 2, 3, 4]].concat();
    [bloom, prefixes]
}

pub(crate) fn parts() -> Vec<Vec<u8>> {
    let [bloom, prefixes] = filters();
    let coded = EDITIONS[0].parts().map(|(_, part)| part.file().to_vec());
    let others = [
        [&[2][..], &bloom].concat(),
        [&[3][..], &prefixes].concat(),
        [&[1][..], &[7; 24]].concat(),
    ];
    coded.chain(others).map(|part| [&[0][..], &part].concat()).collect()
}

pub(crate) fn published() -> Vec<Vec<u8>> {
    let hash = || Base64::encode_string(&[5; 16]);
    let whole = || Base64::encode_string(&[5; 32]);
    let bytes = |value: Value| value.to_string().into_bytes();
    let cose = |content: Cbor| {
        use coset::{CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana};
        let header = HeaderBuilder::new().algorithm(iana::Algorithm::ES256).build();
        let message = CoseSign1Builder::new().protected(header);
        let message = message
            .payload(content.to_vec().unwrap_or_default())
            .signature(vec![1; 64]);
        message.build().to_tagged_vec().unwrap_or_default()
    };
    let map = |key: &[u8], value: Cbor| Cbor::Map(vec![(Cbor::Bytes(key.to_vec()), value)]);
    let one = || Cbor::Integer(1.into());
    let kids = cose(map(&[1; 8], map(&[0x0a], one())));
    let index = cose(map(&[1], Cbor::Array(vec![one(), one()])));
    let cut = u8::try_from(kids.len() * 255 / (kids.len() + index.len())).unwrap_or_default();
    let lists = bytes(
        json!([{"kid": "AQEBAQEBAQE=", "mode": "POINT", "hashTypes": ["UCI"], "expires": "2040-01-01T00:00:00Z"}]),
    );
    let swiss = json!({"revokedCerts": ["URN:UVCI:01:CH:A"], "validDuration": 1, "iat": 1});
    let encode = Base64UrlUnpadded::encode_string;
    let header = json!({"alg": "ES256", "x5c": [Base64::encode_string(&passes::certificate())]}).to_string();
    let jws = [header.as_bytes(), swiss.to_string().as_bytes(), &[1; 64]]
        .map(encode)
        .join(".");
    let seeds: [(RevocationFormat, u8, Vec<u8>); 12] = [
        (RevocationFormat::EuBatch, 255, batches().swap_remove(0)),
        (RevocationFormat::EuBatch, 255, cms()),
        (RevocationFormat::EuSlices, 255, lists),
        (RevocationFormat::EuSlices, 255, filters()[0].clone()),
        (RevocationFormat::DeLst, cut, [kids, index].concat()),
        (
            RevocationFormat::ItDrl,
            255,
            bytes(json!({"version": 1, "chunk": 1, "lastChunk": 1, "revokedUcvi": [whole()]})),
        ),
        (
            RevocationFormat::NlDenylist,
            255,
            bytes(json!({"proofIdentifierDenylist": {hash(): true}})),
        ),
        (RevocationFormat::ChUvci, 255, jws.into_bytes()),
        (
            RevocationFormat::ShcRids,
            255,
            bytes(json!({"kid": "k", "method": "rid", "ctr": 1, "rids": ["a", "b.1000.5"]})),
        ),
        (RevocationFormat::Crl, 255, passes::certificate()),
        (
            RevocationFormat::Denylist,
            255,
            format!("# greengate denylist\n{}\n{}\n", passes::text(), hash()).into_bytes(),
        ),
        (RevocationFormat::Pack, 255, EDITIONS[0].to_bytes().unwrap_or_default()),
    ];
    let seeds = seeds.into_iter().map(|(format, cut, content)| {
        let place = RevocationFormat::ALL.iter().position(|f| *f == format);
        let place = u8::try_from(place.unwrap_or_default()).unwrap_or_default();
        [&[place, cut][..], &content].concat()
    });
    seeds.collect()
}
