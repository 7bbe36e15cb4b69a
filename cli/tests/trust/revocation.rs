//! Revocation lists: every published form with its signature, packs and their changes. The same pass, revoked in each
//! of them, is revoked; another of the same issuer is not.

#![allow(clippy::panic, reason = "tests")]

use super::*;
use greengate::{
    issue::{Anchor, CardOptions, Issued, SealOptions, issue_card, issue_seal},
    limits::MAX_PACK_PARTS,
    pass,
    revocation::{
        BuildOptions, Delta, Error, HashKind, Import, Pack, Revocation, RevocationFormat, RevocationList,
        RevocationState as State, digests,
    },
    trust::{DeferredChecks, EnvelopeHeader},
    verdict::{Answer, Because, RevocationPolicy},
};
use greengate_test_support::{Crl, bloom};

/// Two passes of one issuer: the first is the one that lists name.
struct Two {
    issuer: Issuer,
    trust: TrustList,
    revoked: String,
    other: String,
}

fn two(country: &str) -> Two {
    let issuer = issuer(country, &[]);
    let pass = |person| issue(&issuer, &PassOptions::new(Kind::Vaccination, person, AT)).unwrap();
    let (revoked, other) = (pass(0), pass(1));
    let trust = TrustList::from_json(Value::Array(revoked.trust.clone()), "trust").unwrap();
    Two {
        issuer,
        trust,
        revoked: revoked.text,
        other: other.text,
    }
}

impl Two {
    fn hash(&self, kind: HashKind) -> [u8; 16] {
        hash(&self.revoked, &self.issuer.country, kind)
    }

    fn uvci(&self) -> String {
        uvci(&self.revoked)
    }

    /// The answers about the revoked pass and the other one.
    fn ask(&self, list: &RevocationList) -> (Revocation, Revocation) {
        let of = |text: &String| {
            let report = judge(text, &Context::new(&self.trust, AT).revoked(Some(list)));
            assert_eq!(
                report.reason == Some(Reason::Revoked),
                report.revocation.state == State::Revoked
            );
            assert_eq!(report.authentic, report.revocation.state != State::Revoked);
            report.revocation
        };
        (of(&self.revoked), of(&self.other))
    }

    fn check(&self, list: &RevocationList, kind: HashKind) {
        let (revoked, other) = self.ask(list);
        assert_eq!((revoked.state, revoked.hash), (State::Revoked, Some(kind)));
        assert_eq!(revoked.list.as_deref(), Some("list"));
        assert_eq!((other.state, other.hash), (State::Checked, None));
        // A pass of another country is none of the list's.
        let foreign = two("XZ");
        let of_others = Context::new(&foreign.trust, AT).revoked(Some(list));
        assert_eq!(judge(&foreign.other, &of_others).revocation.state, State::NoList);
    }
}

fn hash(text: &str, country: &str, kind: HashKind) -> [u8; 16] {
    let all = digests(&pass::read(text).unwrap(), Some(country));
    all.into_iter().find(|(of, _)| *of == kind).unwrap().1
}

fn uvci(text: &str) -> String {
    match &pass::read(text).unwrap().content.identifiers[..] {
        [pass::Identifier::Uvci { uvci, .. }] => uvci.clone(),
        other => panic!("{other:?}"),
    }
}

fn read(import: Import, files: &[(&str, &[u8])]) -> Result<RevocationList, Error> {
    let files: Vec<File> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    import.read(&files)
}

fn unsigned(bytes: &[u8]) -> Result<RevocationList, Error> {
    read(Import::default(), &[("list", bytes)])
}

/// The list is read with its publisher's pin, refused with another or altered, and read unverified without any.
fn check_signature(bytes: &[u8], flip: usize, pin: &Pin, format: RevocationFormat) -> RevocationList {
    let import = |pins| Import {
        pins,
        signer_name: Some("Greengate demo DSC"),
        at: Some(AT),
        ..Import::default()
    };
    let files = [File { name: "list", bytes }];
    assert_eq!(RevocationFormat::of(&files), Some(format));
    let pins = [pin.clone()];
    let list = read(import(&pins), &[("list", bytes)]).unwrap();
    assert_eq!(list.sources()[0].signature, SignatureStatus::Verified, "{format}");
    let others = [Publisher::new(98).pin];
    let refused = read(import(&others), &[("list", bytes)]);
    assert!(matches!(refused, Err(Error::BadSignature(_))), "{format}: {refused:?}");
    let mut altered = bytes.to_vec();
    altered[flip] ^= 1;
    let refused = read(import(&pins), &[("list", &altered)]);
    assert!(refused.is_err(), "{format}: {refused:?}");
    let unchecked = read(import(&[]), &[("list", bytes)]).unwrap();
    assert_eq!(
        unchecked.sources()[0].signature,
        SignatureStatus::NotChecked,
        "{format}"
    );
    list
}

fn batch(two: &Two, hash_type: &str, kind: HashKind) -> Value {
    json!({"country": two.issuer.country, "kid": b64(&two.issuer.kid), "hashType": hash_type,
        "expires": "2027-01-01T00:00:00Z", "entries": [{"hash": b64(&two.hash(kind))}]})
}

#[test]
fn batches_of_the_gateway_in_every_hash() {
    let two = two("XA");
    for (name, kind) in [
        ("SIGNATURE", HashKind::Signature),
        ("UCI", HashKind::Uvci),
        ("COUNTRYCODEUCI", HashKind::CountryUvci),
    ] {
        let batch = batch(&two, name, kind);
        two.check(&unsigned(batch.to_string().as_bytes()).unwrap(), kind);
        // Signed by the country's upload certificate, and not by another country's.
        let content = batch.to_string();
        let inside = tlv(0xa0, &tlv(4, content.as_bytes()));
        let upload = issuer("XA", &[]);
        let sign = |m: &[u8]| raw_to_der(&upload.sign(m).unwrap());
        let signed = cms_of(content.as_bytes(), &inside, &sign, Some(upload.certificate()));
        let flip = signed
            .windows(9)
            .position(|w| w == b"SIGNATURE" || w == b"entries\":")
            .unwrap();
        let pin = Pin::read(upload.certificate()).unwrap().remove(0);
        two.check(&check_signature(&signed, flip, &pin, RevocationFormat::EuBatch), kind);
        let foreign = issuer("XB", &[]);
        let sign = |m: &[u8]| raw_to_der(&foreign.sign(m).unwrap());
        let signed = cms_of(content.as_bytes(), &inside, &sign, Some(foreign.certificate()));
        let pins = Pin::read(foreign.certificate()).unwrap();
        let refused = read(
            Import {
                pins: &pins,
                ..Import::default()
            },
            &[("list", &signed)],
        );
        assert!(matches!(refused, Err(Error::BadSignature(_))));
        // Base64, as the gateway sends it.
        assert!(unsigned(b64(&signed).as_bytes()).is_ok());
    }
    // JSON carries no signature.
    let pins = [Publisher::new(1).pin];
    let plain = batch(&two, "UCI", HashKind::Uvci).to_string();
    let refused = read(
        Import {
            pins: &pins,
            ..Import::default()
        },
        &[("list", plain.as_bytes())],
    );
    assert!(matches!(refused, Err(Error::MissingSignature(_))));
    for (member, value) in [
        ("entries", json!([{"hash": b64(&[1; 15])}])),
        ("entries", json!([{"hash": b64(&[1; 17])}])),
        ("hashType", json!("MD5")),
        ("kid", json!("!")),
        ("expires", json!("soon")),
    ] {
        let mut bad = batch(&two, "UCI", HashKind::Uvci);
        bad[member] = value;
        assert!(
            matches!(unsigned(bad.to_string().as_bytes()), Err(Error::NotAList(_))),
            "{bad}"
        );
    }
}

fn prefixes(hashes: &[[u8; 16]]) -> Vec<u8> {
    let header = [&[0, 1][..], &1e-9_f32.to_be_bytes(), &[0, 0, 0, 1, 5]].concat();
    let hashes: Vec<u8> = hashes.iter().flat_map(|hash| hash[..5].to_vec()).collect();
    [header, hashes].concat()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A tar archive in gzip.
fn archive(name: &str, content: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
    header[156] = b'0';
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let mut tar = [&header, content].concat();
    tar.resize(tar.len().next_multiple_of(512) + 1024, 0);
    let packed = miniz_oxide::deflate::compress_to_vec(&tar, 6);
    [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &packed].concat()
}

#[test]
fn slices_of_the_distribution_service() {
    let two = two("XA");
    let kid = b64(&two.issuer.kid);
    let hash = two.hash(HashKind::Uvci);
    let digits: Vec<String> = hex(&hash).chars().map(|digit| digit.to_string()).collect();
    for (mode, coordinates) in [("POINT", 0), ("VECTOR", 1), ("COORDINATE", 2)] {
        for (slice_type, slice) in [("BLOOMFILTER", bloom(&hash)), ("VARHASHLIST", prefixes(&[hash]))] {
            let lists = json!([{"kid": kid, "mode": mode, "hashTypes": ["SIGNATURE", "UCI", "COUNTRYCODEUCI"],
                "expires": "2027-01-01T00:00:00Z", "lastUpdated": "2026-10-31T00:00:00Z"}]);
            let sid = hex(&Sha256::digest(&slice));
            let mut partition = json!({"kid": kid, "id": "null", "lastUpdated": "2026-10-31T00:00:00Z",
                "chunks": {&digits[coordinates]: {"2026-12-01T00:00:00Z": {"type": slice_type, "version": "1", "hash": sid}}}});
            for (name, digit) in ["x", "y"].iter().zip(&digits).take(coordinates) {
                partition[name] = json!(digit);
            }
            let (lists, partitions) = (lists.to_string(), json!([partition]).to_string());
            let packed = archive(&format!("kid/null/a/{sid}"), &slice);
            let with = |slice: Option<&[u8]>| {
                let mut files = vec![
                    ("list/lists", lists.as_bytes()),
                    ("list/partitions", partitions.as_bytes()),
                ];
                files.extend(slice.map(|slice| ("list/slice", slice)));
                read(Import::default(), &files)
            };
            for slice in [&slice, &packed] {
                let list = with(Some(slice)).unwrap();
                two.check(&list, HashKind::Uvci);
                let rate = two.ask(&list).0.false_positive_rate.unwrap();
                assert!(rate > 0.0 && rate < 1e-3, "a false positive is bounded and said");
                // Past the slice's end.
                let later = Context::new(&two.trust, datetime!(2026-12-02 0:00 UTC)).revoked(Some(&list));
                assert_eq!(judge(&two.revoked, &later).revocation.state, State::Old);
            }
            // A slice that is not there, or another one than the partition names.
            for missing in [None, Some(&prefixes(&[[1; 16]])[..])] {
                let (of_revoked, _) = two.ask(&with(missing).unwrap());
                assert_eq!(of_revoked.state, State::NotLoaded, "{mode} {slice_type}");
            }
        }
    }
    let lists = json!([{"kid": kid, "mode": "POINT", "hashTypes": ["UCI"]}]).to_string();
    let alone = read(Import::default(), &[("list/lists", lists.as_bytes())]).unwrap();
    assert_eq!(two.ask(&alone).1.state, State::NotLoaded);
    for bad in ["SPHERE", ""] {
        let lists = lists.replace("POINT", bad);
        assert!(unsigned(lists.as_bytes()).is_err());
    }
}

#[test]
fn germanys_files() {
    let two = two("DE");
    let publisher = Publisher::new(31);
    let sign = |payload: &Cbor, key: &Publisher| {
        CoseSign1Builder::new()
            .protected(HeaderBuilder::new().algorithm(iana::Algorithm::ES256).build())
            .payload(payload.clone().to_vec().unwrap())
            .create_signature(&[], |m| key.raw(m))
            .build()
            .to_tagged_vec()
            .unwrap()
    };
    let bytes = |bytes: &[u8]| Cbor::Bytes(bytes.to_vec());
    let int = |n: u64| Cbor::Integer(n.into());
    let hash = two.hash(HashKind::Signature);
    let kids = Cbor::Map(vec![(
        bytes(&two.issuer.kid),
        Cbor::Map(vec![(bytes(&[0x0a]), int(1))]),
    )]);
    let day = datetime!(2026-10-30 0:00 UTC).unix_timestamp().unsigned_abs();
    let second = Cbor::Map(vec![(bytes(&hash[1..2]), Cbor::Array(vec![int(day), int(1)]))]);
    let index = Cbor::Map(vec![(bytes(&hash[..1]), Cbor::Array(vec![int(day), int(1), second]))]);
    let chunk = Cbor::Array(vec![bytes(&hash)]);
    let folder = format!("list/{}0a", hex(&two.issuer.kid));
    let files = |path: &str, key: &Publisher| {
        [
            ("list/kid.lst".to_owned(), sign(&kids, &publisher)),
            (format!("{folder}/index.lst"), sign(&index, &publisher)),
            (format!("{folder}/{path}/chunk.lst"), sign(&chunk, key)),
        ]
    };
    let with = |files: &[(String, Vec<u8>)], pins: &[Pin]| {
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
        read(
            Import {
                pins,
                ..Import::default()
            },
            &files,
        )
    };
    let pins = [publisher.pin.clone()];
    let (first, both) = (hex(&hash[..1]), format!("{}/{}", hex(&hash[..1]), hex(&hash[1..2])));
    for path in [&first, &both] {
        let list = with(&files(path, &publisher), &pins).unwrap();
        assert_eq!(list.sources()[0].format, RevocationFormat::DeLst);
        assert_eq!(list.sources()[0].signature, SignatureStatus::Verified);
        two.check(&list, HashKind::Signature);
        assert_eq!(two.ask(&list).1.date, Some(datetime!(2026-10-30 0:00 UTC)));
        // Somebody else's chunk.
        let refused = with(&files(path, &Publisher::new(32)), &pins);
        assert!(matches!(refused, Err(Error::BadSignature(_))));
        // The chunk, or the whole folder, is missing: it is not known whether the pass is revoked.
        let all = files(path, &publisher);
        assert_eq!(two.ask(&with(&all[..2], &pins).unwrap()).0.state, State::NotLoaded);
        assert_eq!(two.ask(&with(&all[..1], &pins).unwrap()).1.state, State::NotLoaded);
        assert!(with(&all[1..], &pins).is_err());
    }
    // Under the path of other hashes.
    let wrong = files(&hex(&[hash[0] ^ 1]), &publisher);
    assert_eq!(two.ask(&with(&wrong, &pins).unwrap()).0.state, State::NotLoaded);
}

#[test]
fn italys_list_and_its_changes() {
    let two = two("IT");
    let hash = |uvci: &str| b64(&Sha256::digest(uvci));
    let chunk = |version: u64, chunk: u64, last: u64, uvcis: &[&str]| {
        let revoked: Vec<String> = uvcis.iter().map(|uvci| hash(uvci)).collect();
        json!({"id": "1", "version": version, "chunk": chunk, "lastChunk": last,
            "creationDate": "2026-10-29T08:00:00Z", "revokedUcvi": revoked})
        .to_string()
    };
    let change = |from: u64, version: u64, add: &[&str], remove: &[&str]| {
        let hashes = |uvcis: &[&str]| uvcis.iter().map(|uvci| hash(uvci)).collect::<Vec<_>>();
        json!({"id": "1", "fromVersion": from, "version": version, "chunk": 1, "lastChunk": 1,
            "delta": {"insertions": hashes(add), "deletions": hashes(remove)}})
        .to_string()
    };
    let uvci = two.uvci();
    let with = |files: &[String]| {
        let files: Vec<(&str, &[u8])> = files.iter().map(|file| ("list", file.as_bytes())).collect();
        read(Import::default(), &files)
    };
    two.check(&with(&[chunk(7, 1, 1, &[&uvci])]).unwrap(), HashKind::Uvci);
    two.check(
        &with(&[chunk(7, 2, 2, &[&uvci]), chunk(7, 1, 2, &["A"])]).unwrap(),
        HashKind::Uvci,
    );
    two.check(
        &with(&[chunk(7, 1, 1, &["A"]), change(7, 8, &[&uvci], &["A"])]).unwrap(),
        HashKind::Uvci,
    );
    let removed = with(&[chunk(7, 1, 1, &["A", &uvci]), change(7, 8, &[], &[&uvci])]).unwrap();
    assert_eq!(two.ask(&removed).0.state, State::Checked);
    assert_eq!(two.ask(&removed).0.date, Some(datetime!(2026-10-29 8:00 UTC)));
    for incomplete in [
        vec![chunk(7, 1, 2, &["A"])],
        vec![change(7, 8, &["A"], &[])],
        vec![chunk(7, 1, 1, &["A"]), change(8, 9, &["B"], &[])],
    ] {
        assert!(matches!(with(&incomplete), Err(Error::Incomplete(_))), "{incomplete:?}");
    }
    assert!(
        with(&[chunk(7, 1, 2, &["A"]), chunk(7, 1, 2, &["B"])]).is_err(),
        "a chunk twice"
    );
    let short = chunk(7, 1, 1, &["A"]).replace(&hash("A"), &b64(&[1; 16]));
    assert!(with(&[short]).is_err(), "hashes of 16 bytes");
}

#[test]
fn the_netherlands_list_of_whole_signatures() {
    let two = two("NL");
    let denied =
        json!({"proofIdentifierDenylist": {b64(&two.hash(HashKind::LowSignature)): true, b64(&[7; 16]): false}});
    let payload = denied.to_string();
    two.check(&unsigned(payload.as_bytes()).unwrap(), HashKind::LowSignature);
    let publisher = Publisher::new(33);
    let signature = cms(payload.as_bytes(), &|m| publisher.der(m), None);
    let signed = json!({"payload": b64(payload.as_bytes()), "signature": b64(&signature)}).to_string();
    let flip = signed.find("\"payload\":\"").unwrap() + 60;
    let list = check_signature(signed.as_bytes(), flip, &publisher.pin, RevocationFormat::NlDenylist);
    two.check(&list, HashKind::LowSignature);
    assert!(unsigned(br#"{"proofIdentifierDenylist": {"AAAA": true}}"#).is_err());
}

#[test]
fn switzerlands_identifiers_are_hashed() {
    let two = two("CH");
    let signer = Issuer::new(&IssuerOptions {
        seed: "ch signer".to_owned(),
        ..IssuerOptions::demo(AT)
    })
    .unwrap();
    let payload = json!({"revokedCerts": [two.uvci()], "validDuration": 172_800_000,
        "iat": (AT - Duration::days(1)).unix_timestamp()});
    let header = json!({"alg": "ES256", "x5c": [b64(signer.certificate())]});
    let signed = jws(header, &payload, &|m| signer.sign(m).unwrap());
    let pin = Pin::read(signer.anchor()).unwrap().remove(0);
    let flip = signed.find('.').unwrap() + 30;
    let list = check_signature(signed.as_bytes(), flip, &pin, RevocationFormat::ChUvci);
    two.check(&list, HashKind::Uvci);
    assert!(
        !format!("{list:?}").contains(&two.uvci()),
        "identifiers are personal data"
    );
    // The list has ended: it is used, and said to be old.
    let later = Context::new(&two.trust, AT + Duration::days(2)).revoked(Some(&list));
    assert_eq!(judge(&two.other, &later).revocation.state, State::Old);
}

#[test]
fn cards_are_revoked_by_identifier_and_exact_time() {
    let issuer = issuer("XA", &[]);
    let mut options = CardOptions::new(Kind::Vaccination, 0, AT);
    let card = |options: &CardOptions, nbf: Value, rid: &str| -> Issued {
        let mut claims = options.claims();
        claims["nbf"] = nbf;
        claims["vc"]["rid"] = json!(rid);
        let payload = Some(claims.to_string().into_bytes());
        issue_card(
            &issuer,
            &CardOptions {
                payload,
                ..options.clone()
            },
        )
        .unwrap()
    };
    let seconds = AT.unix_timestamp() - 1000;
    let whole = card(&options, json!(seconds), "rid-1");
    let trust = TrustList::from_json(Value::Array(whole.trust.clone()), "trust").unwrap();
    let kid = card_jwk(&issuer).1;
    let list = |rids: &[String]| {
        let crl = json!({"kid": kid, "method": "rid", "ctr": 3, "rids": rids}).to_string();
        let import = Import {
            trust: Some(&trust),
            ..Import::default()
        };
        read(import, &[("list", crl.as_bytes())]).unwrap()
    };
    let state = |pass: &Issued, rids: &[String]| {
        let list = list(rids);
        let at = |list: &RevocationList| {
            let revocation = judge(&pass.text, &Context::new(&trust, AT).revoked(Some(list))).revocation;
            (revocation.state, revocation.hash)
        };
        let through_a_pack = at(&Pack::read(&packed(&list, 1, None).to_bytes().unwrap(), &[])
            .unwrap()
            .list());
        assert_eq!(at(&list), through_a_pack);
        at(&list)
    };
    let (revoked, checked) = ((State::Revoked, Some(HashKind::Rid)), (State::Checked, None));
    assert_eq!(state(&whole, &["rid-1".to_owned()]), revoked);
    assert_eq!(state(&whole, &["rid-2".to_owned()]), checked);
    let half = card(&options, json!(seconds as f64 + 0.5), "rid-1");
    for (before, of_whole, of_half) in [
        (format!("rid-1.{seconds}"), checked, checked),
        (format!("rid-1.{seconds}.25"), revoked, checked),
        (format!("rid-1.{seconds}.5"), revoked, checked),
        (format!("rid-1.{seconds}.75"), revoked, revoked),
        (format!("rid-1.{}", seconds + 1), revoked, revoked),
        ("rid-1.later".to_owned(), revoked, revoked),
    ] {
        assert_eq!(state(&whole, std::slice::from_ref(&before)), of_whole, "{before}");
        assert_eq!(state(&half, std::slice::from_ref(&before)), of_half, "{before}");
    }
    // The same identifier of another issuer is another card.
    options.issuer = "https://other.example".to_owned();
    let foreign = card(&options, json!(seconds), "rid-1");
    let both = TrustList::from_json(json!([whole.trust, foreign.trust].concat()), "trust").unwrap();
    let named = list(&["rid-1".to_owned()]);
    let foreign = judge(&foreign.text, &Context::new(&both, AT).revoked(Some(&named)));
    assert_eq!((foreign.reason, foreign.revocation.state), (None, State::NoList));
    // Without a trust list somebody has to name the issuer.
    let crl = json!({"kid": kid, "rids": ["a"]}).to_string();
    assert!(unsigned(crl.as_bytes()).is_err());
    assert!(
        unsigned(
            json!({"kid": kid, "method": "bloom", "rids": ["a"]})
                .to_string()
                .as_bytes()
        )
        .is_err()
    );
}

/// An authority's list (RFC 5280) of these serial numbers.
fn crl(authority: &Issuer, serials: &[&[u8]], extension: &[u8], sign: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    use x509_cert::der::{Decode, Encode};
    let anchor = x509_cert::Certificate::from_der(authority.anchor()).unwrap();
    let crl = Crl {
        subject: &anchor.tbs_certificate().subject().to_der().unwrap(),
        serials,
        extension,
        times: ["261020000000Z", "261120000000Z"],
    };
    crl.signed(sign)
}

#[test]
fn signers_of_seals_are_revoked_by_their_authority() {
    use x509_cert::der::Decode;
    let options = SealOptions::new(Kind::Vaccination, 0, AT);
    let sealed = |seed: &str| {
        let issuer = Issuer::new(&IssuerOptions {
            seed: seed.to_owned(),
            ..options.issuer(Algorithm::Es256, Anchor::Ec)
        });
        let issuer = issuer.unwrap();
        let seal = issue_seal(&issuer, &options).unwrap();
        (issuer, seal)
    };
    let (issuer, seal) = sealed("seals");
    let trust = TrustList::from_json(Value::Array(seal.trust.clone()), "trust").unwrap();
    let certificate = x509_cert::Certificate::from_der(issuer.certificate()).unwrap();
    let serial = certificate.tbs_certificate().serial_number().as_bytes().to_vec();
    let state = |list: &RevocationList| {
        let report = judge(&seal.text, &Context::new(&trust, AT).revoked(Some(list)));
        (report.revocation.state, report.revocation.hash)
    };
    let by_anchor = |m: &[u8]| raw_to_der(&issuer.sign_as_authority(m).unwrap());
    let padded = [&[0][..], &serial].concat();
    let import = Import {
        trust: Some(&trust),
        ..Import::default()
    };
    for (serials, expected) in [
        (vec![&serial[..], &[9]], (State::Revoked, Some(HashKind::Serial))),
        (vec![&padded[..]], (State::Revoked, Some(HashKind::Serial))),
        (vec![&[9, 9][..]], (State::Checked, None)),
        (vec![], (State::Checked, None)),
    ] {
        let list = crl(&issuer, &serials, &[], &by_anchor);
        assert_eq!(
            RevocationFormat::of(&[File {
                name: "list",
                bytes: &list
            }]),
            Some(RevocationFormat::Crl)
        );
        let list = read(import, &[("list", &list)]).unwrap();
        assert_eq!(state(&list), expected);
        // Past the time of the next list.
        let later = Context::new(&trust, datetime!(2026-11-21 0:00 UTC)).revoked(Some(&list));
        let later = judge(&seal.text, &later).revocation.state;
        assert_eq!(
            later,
            if expected.1.is_some() {
                State::Revoked
            } else {
                State::Old
            }
        );
    }
    let pem = format!(
        "-----BEGIN X509 CRL-----\n{}\n-----END X509 CRL-----\n",
        b64(&crl(&issuer, &[&serial], &[], &by_anchor))
    );
    let pins = Pin::read(issuer.anchor()).unwrap();
    let pinned = read(
        Import {
            pins: &pins,
            ..Import::default()
        },
        &[("list", pem.as_bytes())],
    )
    .unwrap();
    assert_eq!(pinned.sources()[0].signature, SignatureStatus::Verified);
    assert_eq!(state(&pinned).0, State::Revoked);
    let forged = crl(&issuer, &[&serial], &[], &|m| Publisher::new(5).der(m));
    let refused = read(
        Import {
            pins: &pins,
            ..Import::default()
        },
        &[("list", &forged)],
    );
    assert!(matches!(refused, Err(Error::BadSignature(_))));
    // A list that only changes another one says nothing by itself (2.5.29.27).
    let delta = tlv(0x30, &[tlv(6, &[0x55, 0x1d, 27]), tlv(4, &tlv(2, &[1]))].concat());
    assert!(read(import, &[("list", &crl(&issuer, &[&serial], &delta, &by_anchor))]).is_err());
}

#[test]
fn an_operators_own_list_names_passes_and_tells_of_none() {
    let two = two("XA");
    let title = "# greengate denylist\n\n# stolen at the desk\n";
    for (entry, kind) in [
        (two.revoked.clone(), HashKind::Signature),
        (two.uvci(), HashKind::Uvci),
        (hex(&two.hash(HashKind::CountryUvci)), HashKind::CountryUvci),
        (b64(&two.hash(HashKind::LowSignature)), HashKind::LowSignature),
        (b64(&Sha256::digest(two.uvci())), HashKind::Uvci),
        (hex(&Sha256::digest(two.uvci())), HashKind::Uvci),
    ] {
        let list = unsigned(format!("{title}{entry}\n").as_bytes()).unwrap();
        let (revoked, other) = two.ask(&list);
        assert_eq!((revoked.state, revoked.hash), (State::Revoked, Some(kind)), "{entry}");
        assert_eq!(other.state, State::NoList, "it is no list of the issuer");
    }
    for bad in ["HC1:6BF broken", "a sentence with spaces", "abc", &"x".repeat(129)] {
        assert!(unsigned(format!("{title}{bad}\n").as_bytes()).is_err(), "{bad}");
    }
    assert!(
        unsigned(two.uvci().as_bytes()).is_err(),
        "without its title it may be anything"
    );
}

fn edition(serial: u64) -> EnvelopeHeader {
    EnvelopeHeader {
        serial,
        issued_at: AT - Duration::days(1),
        best_before: AT + Duration::days(1),
        expires_at: AT + Duration::days(7),
    }
}

fn publisher_key() -> (PublisherKey, Vec<Pin>) {
    let key = PublisherKey::from_bytes(&[41; 32]).unwrap();
    let pin = Pin::from_base64(&key.pin()).unwrap();
    (key, vec![pin])
}

fn packed(list: &RevocationList, serial: u64, base: Option<&Pack>) -> Pack {
    let (key, _) = publisher_key();
    Pack::build(list, &BuildOptions::new(edition(serial)).base(base), Some(&key)).unwrap()
}

/// Batches of `count` hashes beside that of the revoked pass, for its key and for others.
fn many(two: &Two, from: u32, count: u32) -> RevocationList {
    let hashes = |kid: u8| -> Vec<Value> {
        let hashes = (from..from + count).map(|n| Sha256::digest([&n.to_be_bytes()[..], &[kid]].concat()));
        hashes.map(|hash| json!({"hash": b64(&hash[..16])})).collect()
    };
    let mut own = hashes(0);
    own.push(json!({"hash": b64(&two.hash(HashKind::Signature))}));
    let batches = json!([
        {"country": "XA", "kid": b64(&two.issuer.kid), "hashType": "SIGNATURE", "entries": own},
        {"country": "XA", "kid": b64(&[1; 8]), "hashType": "SIGNATURE", "entries": hashes(1)},
        {"country": "XB", "kid": b64(&[2; 8]), "hashType": "UCI", "entries": hashes(2)},
    ]);
    unsigned(batches.to_string().as_bytes()).unwrap()
}

#[test]
fn a_pack_says_what_its_lists_say() {
    let two = two("XA");
    let (key, pins) = publisher_key();
    let list = many(&two, 0, 1000);
    let pack = packed(&list, 5, None);
    let whole = pack.to_bytes().unwrap();
    let read = Pack::read(&whole, &pins).unwrap();
    assert_eq!(read.rows(), pack.rows());
    two.check(&read.list(), HashKind::Signature);
    assert_eq!(
        read.list().sources()[0].dates.issued_at,
        Some(edition(5).issued_at),
        "its own age"
    );
    let rate = two.ask(&read.list()).0.false_positive_rate.unwrap();
    assert!(rate < 1e-9);
    // Another publisher, nobody, and any changed byte.
    assert!(Pack::read(&whole, &[Publisher::new(9).pin]).is_err());
    let unsigned = Pack::build(&list, &BuildOptions::new(edition(5)), None).unwrap();
    assert!(Pack::read(&unsigned.to_bytes().unwrap(), &pins).is_err());
    assert_eq!(
        Pack::read(&unsigned.signed(&key).unwrap().to_bytes().unwrap(), &pins)
            .unwrap()
            .rows(),
        pack.rows()
    );
    for place in (0..whole.len()).step_by(97) {
        let mut altered = whole.clone();
        altered[place] ^= 1;
        assert!(Pack::read(&altered, &pins).is_err(), "byte {place}");
        assert!(Pack::read(&whole[..place], &pins).is_err(), "cut at {place}");
    }
    // The list is older than its end: said, whatever the passes.
    let later = Context::new(&two.trust, AT + Duration::days(40));
    let list = read.list();
    let later = judge(&two.other, &later.revoked(Some(&list)));
    assert_eq!(
        (later.revocation.state, later.revocation.age_days),
        (State::Old, Some(41))
    );
    assert_eq!(later.conclusion.answer, Answer::Go);
    let required = Context::new(&two.trust, AT + Duration::days(40))
        .revoked(Some(&list))
        .revocation_policy(RevocationPolicy::ALWAYS);
    let required = judge(&two.other, &required).conclusion;
    assert_eq!(
        (required.answer, required.because),
        (Answer::Look, Some(Because::Revocation))
    );
}

#[test]
fn a_phone_fetches_the_parts_of_the_issuers_it_meets() {
    let two = two("XA");
    let (_, pins) = publisher_key();
    let full = packed(&many(&two, 0, 300), 5, None);
    let mut phone = Pack::read_index(full.signed_index(), &pins).unwrap();
    assert_eq!(two.ask(&phone.list()).0.state, State::NotLoaded);
    assert_eq!(two.ask(&phone.list()).1.state, State::NotLoaded);
    let read = pass::read(&two.other).unwrap();
    let missing = phone.missing_for(&read, Some("XA"));
    assert_eq!(missing.len(), 1, "of three parts the one of its key: {missing:?}");
    let host = |name: &str| {
        let (_, part) = full.parts().find(|(row, _)| row.file_name() == name).unwrap();
        part.file().to_vec()
    };
    let part = host(&missing[0]);
    let mut altered = part.clone();
    altered[9] ^= 1;
    assert_eq!(phone.add(&altered), Err(Error::UnknownPart));
    phone.add(&part).unwrap();
    two.check(&phone.list(), HashKind::Signature);
    assert!(phone.missing_for(&read, Some("XA")).is_empty());
    assert_eq!(phone.missing_files().len(), 2);
    assert!(matches!(phone.to_bytes(), Err(Error::Incomplete(_))));
}

/// Of a key that signed many passes a phone fetches the piece with the hashes that begin like that of the pass.
#[test]
fn a_key_of_many_passes_is_fetched_in_pieces() {
    let two = two("XA");
    let (_, pins) = publisher_key();
    let full = packed(&many(&two, 0, 40_000), 5, None);
    let mut phone = Pack::read_index(full.signed_index(), &pins).unwrap();
    let read = pass::read(&two.revoked).unwrap();
    let missing = phone.missing_for(&read, Some("XA"));
    let [name] = &missing[..] else { panic!("{missing:?}") };
    let (row, part) = full.parts().find(|(row, _)| row.file_name() == *name).unwrap();
    assert!(row.bytes() < 40_000 && row.is_for_hash(&two.hash(HashKind::Signature)));
    phone.add(part.file()).unwrap();
    assert_eq!(two.ask(&phone.list()).0.state, State::Revoked);
    // Another pass of the key, whose piece is not here.
    let other = (2..40).map(|person| {
        let at = AT - Duration::minutes(person);
        issue(&two.issuer, &PassOptions::new(Kind::Vaccination, 1, at))
            .unwrap()
            .text
    });
    let states: Vec<State> = other
        .map(|text| {
            judge(&text, &Context::new(&two.trust, AT).revoked(Some(&phone.list())))
                .revocation
                .state
        })
        .collect();
    assert!(
        states.contains(&State::NotLoaded) && !states.contains(&State::NoList),
        "{states:?}"
    );
    // A change leads there too, and most pieces stay.
    let next = packed(&many(&two, 4, 40_000), 6, Some(&full));
    let delta = Delta::between(&full, &next).unwrap();
    let applied = Delta::apply(&full, &delta, &pins).unwrap();
    assert_eq!(applied.to_bytes().unwrap(), next.to_bytes().unwrap());
    two.check(&applied.list(), HashKind::Signature);
}

/// A build without lists leaves the question to one that has them.
#[test]
fn the_question_of_revocation_can_be_deferred() {
    let two = two("XA");
    let list = many(&two, 0, 10);
    let mut phone = Pack::read_index(packed(&list, 1, None).signed_index(), &publisher_key().1).unwrap();
    let deferred = DeferredChecks::default();
    let context = Context::new(&two.trust, AT)
        .deferred(Some(&deferred))
        .revocation_is_deferred(true);
    let provisional = judge(&two.revoked, &context);
    assert!(!provisional.authentic && !provisional.is_valid() && !provisional.pending.is_empty());
    assert_ne!(provisional.reason, Some(Reason::BadSignature));
    let checks = deferred.take_pending();
    let [check] = &checks[..] else { panic!("{checks:?}") };
    assert_eq!(phone.missing_for_check(check).len(), 1);
    deferred.resolve(check.clone(), phone.list().run(check, AT));
    let report = judge(&two.revoked, &context);
    assert_eq!((report.revocation.state, report.pending.len()), (State::NotLoaded, 0));
    for (_, part) in packed(&list, 1, None).parts() {
        phone.add(part.file()).unwrap();
    }
    let deferred = DeferredChecks::default();
    deferred.resolve(check.clone(), phone.list().run(check, AT));
    let report = judge(&two.revoked, &context.deferred(Some(&deferred)));
    assert_eq!(report.reason, Some(Reason::Revoked));
    assert_eq!(
        report,
        judge(&two.revoked, &Context::new(&two.trust, AT).revoked(Some(&phone.list())))
    );
    // Without the build that has the lists the pass is judged, and said to be unchecked.
    assert!(check.asks_revocation_lists());
    let deferred = DeferredChecks::default();
    deferred.resolve(check.clone(), check.without_lists().unwrap());
    let report = judge(&two.revoked, &context.deferred(Some(&deferred)));
    assert_eq!((report.revocation.state, report.is_valid()), (State::NotLoaded, true));
}

/// A list that is not here is not hidden by another that is.
#[test]
fn a_missing_part_is_not_hidden_by_another_list() {
    let two = two("XA");
    let whole = many(&two, 0, 10);
    let phone = Pack::read_index(packed(&whole, 1, None).signed_index(), &publisher_key().1).unwrap();
    for mut list in [phone.list(), RevocationList::not_here("host")] {
        let (revoked, other) = two.ask(&list);
        assert_eq!((revoked.state, other.state), (State::NotLoaded, State::NotLoaded));
        let older = unsigned(batch(&two, "UCI", HashKind::Uvci).to_string().as_bytes()).unwrap();
        list.extend(older);
        let (revoked, other) = two.ask(&list);
        assert_eq!((revoked.state, other.state), (State::Revoked, State::NotLoaded));
    }
}

#[test]
fn changes_lead_from_one_edition_to_the_next() {
    let two = two("XA");
    let (key, pins) = publisher_key();
    let first = packed(&many(&two, 0, 3000), 5, None);
    let second = packed(&many(&two, 30, 3000), 6, Some(&first));
    let delta = Delta::between(&first, &second).unwrap();
    assert!(
        delta.len() < second.to_bytes().unwrap().len() / 10,
        "{} bytes",
        delta.len()
    );
    let applied = Delta::apply(&first, &delta, &pins).unwrap();
    assert_eq!(applied.to_bytes().unwrap(), second.to_bytes().unwrap());
    // A phone with one part has that part of the next edition.
    let mut phone = Pack::read_index(first.signed_index(), &pins).unwrap();
    let read = pass::read(&two.other).unwrap();
    let name = phone.missing_for(&read, Some("XA")).remove(0);
    phone
        .add(first.parts().find(|(row, _)| row.file_name() == name).unwrap().1.file())
        .unwrap();
    assert_eq!(Delta::missing_for(&phone, &delta).unwrap().len(), 2);
    assert_eq!(Delta::missing_for(&first, &delta), Ok(Vec::new()));
    assert_eq!(Delta::missing_for(&second, &delta), Err(Error::OtherBase));
    let phone = Delta::apply(&phone, &delta, &pins).unwrap();
    assert_eq!((phone.header().serial, phone.missing_files().len()), (6, 2));
    two.check(&phone.list(), HashKind::Signature);
    // Out of order, of another publisher, twice, or back.
    let third = packed(&many(&two, 60, 3000), 7, Some(&second));
    let skipping = Delta::between(&second, &third).unwrap();
    assert_eq!(Delta::apply(&first, &skipping, &pins).err(), Some(Error::OtherBase));
    assert_eq!(Delta::apply(&second, &delta, &pins).err(), Some(Error::OtherBase));
    assert!(matches!(
        Delta::between(&second, &first),
        Err(Error::NotNewer { found: 5, held: 6 })
    ));
    let others = [Publisher::new(9).pin];
    assert!(matches!(Delta::apply(&first, &delta, &others), Err(Error::Envelope(_))));
    let backwards = Pack::build(
        &many(&two, 30, 3000),
        &BuildOptions::new(edition(9)).base(Some(&first)),
        Some(&key),
    );
    let backwards = Delta::between(&first, &backwards.unwrap()).unwrap();
    assert!(Delta::apply(&first, &backwards, &pins).is_ok());
    // Cut at any byte, or with any byte changed, it changes nothing.
    let before = first.to_bytes().unwrap();
    for place in 0..delta.len() {
        assert!(Delta::apply(&first, &delta[..place], &pins).is_err(), "cut at {place}");
    }
    for place in (0..delta.len()).step_by(7) {
        let mut altered = delta.clone();
        altered[place] ^= 0x10;
        assert!(Delta::apply(&first, &altered, &pins).is_err(), "byte {place}");
    }
    assert_eq!(first.to_bytes().unwrap(), before);
}

#[test]
fn whole_hashes_settle_what_a_part_names_without_reason() {
    let two = two("XA");
    let (key, pins) = publisher_key();
    let list = many(&two, 0, 40_000);
    // One byte is kept, so that false positives are found.
    let options = BuildOptions::new(edition(1)).kept_bytes(1).has_whole_hashes(true);
    let built = Pack::build(&list, &options, Some(&key)).unwrap();
    let mut pack = Pack::read(&built.to_bytes().unwrap(), &pins).unwrap();
    let wrongly = (0..3000).find_map(|person| {
        let at = AT - Duration::minutes(person);
        let pass = issue(&two.issuer, &PassOptions::new(Kind::Vaccination, 1, at)).unwrap();
        let named = judge(&pass.text, &Context::new(&two.trust, AT).revoked(Some(&pack.list())));
        (named.revocation.state == State::Revoked).then_some((pass.text, named.revocation))
    });
    let (text, named) = wrongly.expect("one in 400");
    assert!(named.false_positive_rate.unwrap() > 1e-3, "and it is said");
    let read = pass::read(&text).unwrap();
    let files = pack.second_stage_for(&read, Some("XA"));
    assert_eq!(files.len(), 1);
    let whole: Vec<(String, &[u8])> = built.whole_hashes(&list).collect();
    assert_eq!(whole.len(), 48, "three keys in sixteen pieces each");
    let (_, hashes) = whole.iter().find(|(name, _)| *name == files[0]).unwrap();
    let mut altered = hashes.to_vec();
    altered[3] ^= 1;
    assert_eq!(pack.add(&altered), Err(Error::UnknownPart));
    pack.add(hashes).unwrap();
    for (_, hashes) in &whole {
        pack.add(hashes).unwrap();
    }
    let settled = pack.list();
    let of = |text: &str| judge(text, &Context::new(&two.trust, AT).revoked(Some(&settled))).revocation;
    assert_eq!(of(&text).state, State::Checked);
    let revoked = of(&two.revoked);
    assert_eq!((revoked.state, revoked.false_positive_rate), (State::Revoked, None));
}

#[test]
fn parts_of_a_pack_are_counted() {
    let batches = |count: usize| -> RevocationList {
        let batches: Vec<Value> = (0..count)
            .map(|n| json!({"kid": b64(&n.to_be_bytes()), "hashType": "UCI", "entries": [{"hash": b64(&[1; 16])}]}))
            .collect();
        unsigned(Value::Array(batches).to_string().as_bytes()).unwrap()
    };
    let build = |count| Pack::build(&batches(count), &BuildOptions::new(edition(1)), None);
    let whole = build(MAX_PACK_PARTS).unwrap().to_bytes().unwrap();
    assert_eq!(Pack::read(&whole, &[]).unwrap().rows().len(), MAX_PACK_PARTS);
    assert!(matches!(build(MAX_PACK_PARTS + 1), Err(Error::TooMany { .. })));
    // Batches that ended before the pack was issued are left out.
    let ended = json!({"hashType": "UCI", "expires": "2020-01-01T00:00:00Z", "entries": [{"hash": b64(&[1; 16])}]});
    let ended = unsigned(ended.to_string().as_bytes()).unwrap();
    assert!(
        Pack::build(&ended, &BuildOptions::new(edition(1)), None)
            .unwrap()
            .rows()
            .is_empty()
    );
}

/// First pass of Germany in the EU's test data, in every form that its digests are published for.
#[test]
fn a_published_pass_by_its_published_digests() {
    let Some(cases) = shared("conformance/dgc/cases.jsonl") else {
        return;
    };
    let cases = common::json_lines(&fs::read(cases).unwrap());
    let case = cases.iter().find(|case| case["id"] == "DE/1").unwrap();
    let read = pass::read(case["text"].as_str().unwrap()).unwrap();
    let digests = digests(&read, Some("DE"));
    for (kind, digest) in [
        (HashKind::Signature, "2438c3f0f812c7f9190c36abc49c2e10"),
        (HashKind::Uvci, "f07527a45b104e036ec065620b3b4f6d"),
        (HashKind::CountryUvci, "976f172add02aed29fd38b6d8a825f99"),
    ] {
        assert!(
            digests.iter().any(|(of, hash)| *of == kind && hex(hash) == digest),
            "{kind:?}"
        );
    }
}

/// Standard output and exit status of the program.
fn told(arguments: &[&str]) -> (String, Option<i32>) {
    let output = run(arguments);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (text, output.status.code())
}

/// Files of a folder with this ending.
fn with_ending(folder: &str, ending: &str) -> Vec<std::path::PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|kind| kind == ending))
        .collect()
}

#[test]
fn the_command_line_checks_revocation() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let two = two("XA");
    let entry = json!([{"kid": b64(&two.issuer.kid), "country": "XA", "rawData": b64(two.issuer.certificate())}]);
    fs::write(at("trust.json"), entry.to_string()).unwrap();
    fs::write(at("eu.json"), batch(&two, "UCI", HashKind::Uvci).to_string()).unwrap();
    fs::write(at("denied.txt"), format!("# greengate denylist\n{}\n", two.other)).unwrap();
    let (trust, eu, denied) = (at("trust.json"), at("eu.json"), at("denied.txt"));
    let verify = |more: &[&str], pass: &str| {
        let fixed = ["verify", "--trust", &trust, "--at", "2026-11-01T12:00:00Z"];
        told(&[&fixed[..], more, &[pass]].concat())
    };
    // Three different words, and "revoked".
    let (text, status) = verify(&[], &two.other);
    assert!(
        text.contains("Revocation not checked: no list of this issuer") && status == Some(0),
        "{text}"
    );
    let (text, status) = verify(&["--revocation", &eu], &two.other);
    assert!(
        text.contains("Revocation checked: not on the list eu.json") && status == Some(0),
        "{text}"
    );
    let (text, status) = verify(&["--revocation", &eu], &two.revoked);
    assert!(
        text.contains("named by its uvci in the list eu.json") && status == Some(1),
        "{text}"
    );
    let (text, status) = verify(&["--revocation", &eu, "--revocation", &denied], &two.other);
    assert!(
        text.contains("named by its signature in the list denied.txt") && status == Some(1),
        "{text}"
    );
    // The operator decides what an unknown answer means.
    let (text, status) = verify(&["--revocation-required"], &two.other);
    assert!(text.contains("LOOK YOURSELF") && status == Some(1), "{text}");
    let (_, status) = verify(&["--revocation-required=old"], &two.other);
    assert_eq!(status, Some(0));
    let (text, _) = verify(&["--revocation-required=no-list", "--json"], &two.other);
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["conclusion"], json!({"answer": "look", "because": "revocation"}));
    assert_eq!(report["revocation"]["state"], "no-list");
    // A list that must be signed and is not.
    let key = at("key.pem");
    let pin = told(&["trust", "keygen", "-o", &key]).0.trim().to_owned();
    let unsigned = run(&[
        "verify",
        "--trust",
        &trust,
        "--revocation",
        &eu,
        "--revocation-key",
        &pin,
        &two.other,
    ]);
    assert_eq!(unsigned.status.code(), Some(2));

    // Packs: built, shown, asked, changed.
    let build = |input: &str, more: &[&str], output: &str| {
        let fixed = [
            "trust",
            "revocation",
            "build",
            "--signing-key",
            &key,
            "--at",
            "2026-10-31T12:00:00Z",
        ];
        let built = run(&[&fixed[..], more, &["-o", output, input]].concat());
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    };
    let (first, second, delta, after) = (at("1.ggr"), at("2.ggr"), at("1-2.ggd"), at("after.ggr"));
    build(&eu, &["--serial", "1"], &first);
    build(
        &denied,
        &["--serial", "2", "--base", &first, "--delta", &delta],
        &second,
    );
    let host = at("host");
    build(&eu, &["--serial", "1", "--folder", "--whole-hashes"], &host);
    assert_eq!(
        (with_ending(&host, "ggp").len(), with_ending(&host, "ggh").len()),
        (1, 1)
    );
    for pack in [&first, &host] {
        let pinned = ["--revocation", pack, "--revocation-key", &pin];
        let (text, status) = verify(&pinned, &two.revoked);
        assert!(
            text.contains("Revoked: named by its uvci") && status == Some(1),
            "{text}"
        );
        let (text, status) = verify(&pinned, &two.other);
        assert!(
            text.contains("Revocation checked: not on the list eu.json of 2026-10-31"),
            "{text}"
        );
        assert_eq!(status, Some(0));
        let late = [
            "trust",
            "revocation",
            "check",
            "--trust",
            &trust,
            "--at",
            "2026-12-10T12:00:00Z",
            "--json",
        ];
        let (text, status) = told(&[&late[..], &pinned, &[&two.other]].concat());
        let checked: Value = serde_json::from_str(&text).unwrap();
        let revocation = &checked["revocation"];
        assert_eq!(
            (&revocation["state"], &revocation["ageDays"]),
            (&json!("old"), &json!(40)),
            "{text}"
        );
        assert_eq!((status, &checked["hashes"][2]["hash"]), (Some(1), &json!("uvci")));
    }
    let shown = told(&["trust", "revocation", "show", "--publisher", &pin, "--json", &first]).0;
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        (&shown["serial"], &shown["signature"], &shown["entries"]),
        (&json!(1), &json!("verified"), &json!(1))
    );
    assert!(
        told(&["trust", "revocation", "show", &denied])
            .0
            .contains("denied, every key, signature: 1 hashes")
    );
    let apply = |pack: &str| {
        run(&[
            "trust",
            "revocation",
            "apply",
            "--publisher",
            &pin,
            pack,
            &delta,
            "-o",
            &after,
        ])
    };
    assert!(apply(&first).status.success());
    assert_eq!(fs::read(&after).unwrap(), fs::read(&second).unwrap());
    let twice = apply(&second);
    assert_eq!(twice.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&twice.stderr).contains("another edition"));
    // A folder for a host holds its serial number, and the change from the edition before.
    let next = at("next");
    build(&denied, &["--serial", "2", "--base", &first, "--folder"], &next);
    let file = |name: &str| fs::read(Path::new(&next).join(name)).unwrap();
    assert_eq!(
        (file("serial.txt"), file("1.ggd")),
        (b"2\n".to_vec(), fs::read(&delta).unwrap())
    );
    let nowhere = run(&["trust", "revocation", "build", "--base", &first, "-o", &next, &denied]);
    assert_eq!(nowhere.status.code(), Some(2));
    // The part of the key is not on the host.
    for file in [with_ending(&host, "ggp"), with_ending(&host, "ggh")].concat() {
        fs::remove_file(file).unwrap();
    }
    let (text, status) = verify(&["--revocation", &host], &two.other);
    assert!(
        text.contains("the part of the list eu.json of 2026-10-31 for this key is not here"),
        "{text}"
    );
    assert_eq!(status, Some(0));
}
