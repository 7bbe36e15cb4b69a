//! Certificates as authorities encode them.

use super::*;
use crate::trust::key::{Hash, Scheme};
use crate::trust::testing::{CertificateParts, attribute, indefinite, oid, tlv};
use p256::{ecdsa::SigningKey, pkcs8::EncodePublicKey};
use time::macros::datetime;

fn authority() -> SigningKey {
    SigningKey::from_slice(&[9; 32]).unwrap()
}

fn plain() -> CertificateParts {
    CertificateParts::new(authority().verifying_key().to_public_key_der().unwrap().as_bytes())
}

/// Reads the certificate that the authority signed, and checks its signature.
fn certificate(form: &CertificateParts) -> Result<Certificate, CertificateError> {
    let key = authority();
    let read = read(&form.signed_by(&key))?;
    let public = PublicKey::from_sec1(
        crate::trust::key::Curve::P256,
        key.verifying_key().to_sec1_point(true).as_bytes(),
    )?;
    assert!(read.is_signed_by(&public));
    Ok(read)
}

#[test]
fn what_authorities_write_is_read() {
    let read = certificate(&plain()).unwrap();
    assert_eq!(
        (read.country.as_deref(), read.common_name.as_deref(), read.subject_key),
        (Some("XA"), Some("Authority"), Some(vec![1, 2, 3]))
    );
    type Change = fn(&mut CertificateParts);
    let kinds: [(&str, Change); 12] = [
        ("negative serial number", |f| f.serial = tlv(2, &[0x80, 1])),
        ("serial number 0", |f| f.serial = tlv(2, &[0])),
        ("serial number of 40 bytes", |f| f.serial = tlv(2, &[0x7f; 40])),
        ("empty serial number", |f| f.serial = tlv(2, &[])),
        ("zeros before the serial number", |f| f.serial = tlv(2, &[0, 0, 1])),
        ("version 1", |f| (f.version, f.extensions) = (vec![], vec![])),
        ("version 1 with extensions", |f| f.version = vec![]),
        ("version 1, named", |f| f.version = tlv(0xa0, &tlv(2, &[0]))),
        ("indefinite lengths", |f| f.sequence = indefinite),
        ("lengths of more bytes than needed", |f| {
            f.sequence = |tag, content| {
                let length = u32::try_from(content.len()).unwrap().to_be_bytes();
                [&[tag, 0x84][..], &length, content].concat()
            };
        }),
        ("unique identifiers", |f| {
            f.extensions = [tlv(0x81, &[0, 1]), tlv(0x82, &[0, 1]), f.extensions.clone()].concat();
        }),
        ("NULL after ECDSA", |f| f.parameters = tlv(5, &[])),
    ];
    for (what, change) in kinds {
        let mut form = plain();
        change(&mut form);
        assert!(certificate(&form).is_ok(), "{what}");
    }
    let mut cut = plain().signed_by(&authority());
    cut.push(0);
    assert_eq!(
        super::read(&cut).err(),
        Some(CertificateError::Der),
        "bytes after its end"
    );
}

#[test]
fn names_in_any_alphabet() {
    let named = |country: Option<(u8, &[u8])>, name: (u8, &[u8])| {
        let mut form = plain();
        let country = country.map(|(tag, text)| tlv(0x31, &attribute("2.5.4.6", tag, text)));
        // Several attributes in one set, out of order.
        let set = [attribute("2.5.4.3", name.0, name.1), attribute("2.5.4.10", 0x13, b"O")];
        form.subject = [country.unwrap_or_default(), tlv(0x31, &set.concat())].concat();
        let read = certificate(&form).unwrap();
        (read.country, read.common_name.unwrap())
    };
    let utf8 = (0x0c, "Größe".as_bytes());
    for (written, expected) in [
        (Some((0x13, &b"de"[..])), Some("DE")),
        (Some((0x0c, b"De ")), Some("DE")),
        (Some((0x13, b"DEU")), Some("DE")),
        (Some((0x1e, b"\0D\0E")), Some("DE")),
        (Some((0x13, b"")), None),
        (None, None),
    ] {
        assert_eq!(named(written, utf8).0.as_deref(), expected, "{written:?}");
    }
    for (tag, text) in [
        utf8,
        (0x14, b"Gr\xf6\xdfe"),
        (0x1e, b"\0G\0r\0\xf6\0\xdf\0e"),
        (0x1c, b"\0\0\0G\0\0\0r\0\0\0\xf6\0\0\0\xdf\0\0\0e"),
    ] {
        assert_eq!(named(None, (tag, text)).1, "Größe", "{tag:x}");
    }
}

#[test]
fn times_of_every_form() {
    let from = |tag: u8, text: &str| {
        let mut form = plain();
        form.validity = [tlv(tag, text.as_bytes()), tlv(0x18, b"99991231235959Z")].concat();
        certificate(&form).map(|c| c.not_before)
    };
    let noon = datetime!(2021-03-04 12:00 UTC);
    for (tag, text) in [
        (0x17, "210304120000Z"),
        (0x17, "2103041200Z"),
        (0x17, "210304140000+0200"),
        (0x18, "20210304120000Z"),
        (0x18, "202103041200Z"),
        (0x18, "20210304120000.000Z"),
        (0x18, "20210304063000-0530"),
    ] {
        assert_eq!(from(tag, text), Ok(noon), "{text}");
    }
    assert_eq!(from(0x17, "491231000000Z"), Ok(datetime!(2049-12-31 0:00 UTC)));
    assert_eq!(from(0x17, "500101000000Z"), Ok(datetime!(1950-01-01 0:00 UTC)));
    for (tag, text) in [
        (0x17, "210304120000"),
        (0x17, "210230120000Z"),
        (0x17, "21030412000aZ"),
        (0x17, "+10304120000Z"),
        (0x17, "20210304120000Z"),
        (0x18, "20210304120000"),
        (0x18, "20210304250000Z"),
        (0x18, "00000000000000Z"),
        (0x17, ""),
        (0x13, "210304120000Z"),
    ] {
        assert_eq!(from(tag, text), Err(CertificateError::Validity), "{text}");
    }
}

#[test]
fn what_is_said_twice_is_refused() {
    let mut form = plain();
    let usage = |kind: &str| {
        let kinds = tlv(4, &tlv(0x30, &oid(kind)));
        tlv(0x30, &[oid("2.5.29.37"), kinds].concat())
    };
    let extensions = |usages: &[Vec<u8>]| tlv(0xa3, &tlv(0x30, &usages.concat()));
    form.extensions = extensions(&[usage("1.3.6.1.4.1.1847.2021.1.1")]);
    assert_eq!(
        certificate(&form).unwrap().usages,
        Some(vec!["1.3.6.1.4.1.1847.2021.1.1".to_owned()])
    );
    form.extensions = extensions(&[usage("1.3.6.1.4.1.1847.2021.1.1"), usage("1.3.6.1.4.1.1847.2021.1.2")]);
    assert_eq!(certificate(&form).err(), Some(CertificateError::Der));
}

/// Every kind of key and signature that ICAO's authorities use for certificates.
#[test]
fn authorities_of_every_kind_sign() {
    use crate::trust::{brainpool::BrainpoolP512r1, key::Curve};
    macro_rules! ec {
        ($curve:ty, $which:expr, $size:literal, $algorithm:literal, $hash:expr) => {{
            let mut secret = [5; $size];
            secret[0] = 0;
            let mut nonce = [3; $size];
            nonce[0] = 0;
            let key = ecdsa::SigningKey::<$curve>::from_slice(&secret).unwrap();
            let public = key.verifying_key().to_sec1_point(false);
            let public = PublicKey::from_sec1($which, public.as_bytes()).unwrap();
            let der = plain().signed($algorithm, |message| {
                let number = ecdsa::SigningKey::<$curve>::from_slice(&nonce).unwrap();
                let (secret, number) = (key.as_nonzero_scalar(), number.as_nonzero_scalar());
                let signed = ecdsa::hazmat::sign_prehashed::<$curve>(secret, number, &$hash.of(message));
                let (signature, _) = signed.unwrap();
                signature.to_der().as_bytes().to_vec()
            });
            assert!(read(&der).unwrap().is_signed_by(&public), "{:?} {}", $which, $algorithm);
            let mut altered = read(&der).unwrap();
            altered.signed[20] ^= 1;
            assert!(!altered.is_signed_by(&public));
        }};
    }
    // Hashes shorter and longer than the curve.
    ec!(p256::NistP256, Curve::P256, 32, "1.2.840.10045.4.3.1", Hash::Sha224);
    ec!(p256::NistP256, Curve::P256, 32, "1.2.840.10045.4.3.4", Hash::Sha512);
    ec!(p384::NistP384, Curve::P384, 48, "1.2.840.10045.4.3.2", Hash::Sha256);
    ec!(p521::NistP521, Curve::P521, 66, "1.2.840.10045.4.3.2", Hash::Sha256);
    ec!(p521::NistP521, Curve::P521, 66, "1.2.840.10045.4.3.1", Hash::Sha224);
    ec!(
        bp256::BrainpoolP256r1,
        Curve::BrainpoolP256r1,
        32,
        "1.2.840.10045.4.3.2",
        Hash::Sha256
    );
    ec!(
        bp256::BrainpoolP256r1,
        Curve::BrainpoolP256r1,
        32,
        "1.2.840.10045.4.3.3",
        Hash::Sha384
    );
    ec!(
        bp384::BrainpoolP384r1,
        Curve::BrainpoolP384r1,
        48,
        "1.2.840.10045.4.3.3",
        Hash::Sha384
    );
    ec!(
        bp384::BrainpoolP384r1,
        Curve::BrainpoolP384r1,
        48,
        "1.2.840.10045.4.3.2",
        Hash::Sha256
    );
    ec!(
        BrainpoolP512r1,
        Curve::BrainpoolP512r1,
        64,
        "1.2.840.10045.4.3.4",
        Hash::Sha512
    );
    ec!(
        BrainpoolP512r1,
        Curve::BrainpoolP512r1,
        64,
        "1.2.840.10045.4.3.1",
        Hash::Sha224
    );
}

#[test]
fn parameters_of_rsassa_pss() {
    let hash = |oid_: &str| tlv(0x30, &[oid(oid_), tlv(5, &[])].concat());
    let (sha1, sha256, sha512) = ("1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.3");
    let mask = |oid_: &str| tlv(0xa1, &tlv(0x30, &[oid("1.2.840.113549.1.1.8"), hash(oid_)].concat()));
    let hashed = |oid_: &str| tlv(0xa0, &hash(oid_));
    let salt = |length: &[u8]| tlv(0xa2, &tlv(2, length));
    let pss = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
    let scheme = |parts: &[Vec<u8>]| super::scheme(&pss, None, Some(&tlv(0x30, &parts.concat())));
    for (parts, expected) in [
        (
            vec![hashed(sha256), mask(sha256), salt(&[32])],
            Some(Scheme::PssSalt(Hash::Sha256, 32)),
        ),
        (
            vec![hashed(sha512), mask(sha512), salt(&[0, 64])],
            Some(Scheme::PssSalt(Hash::Sha512, 64)),
        ),
        (
            vec![hashed(sha256), mask(sha256)],
            Some(Scheme::PssSalt(Hash::Sha256, 20)),
        ),
        (
            vec![hashed(sha256), mask(sha256), salt(&[0])],
            Some(Scheme::PssSalt(Hash::Sha256, 0)),
        ),
        (
            vec![hashed(sha256), mask(sha256), salt(&[32]), tlv(0xa3, &tlv(2, &[1]))],
            Some(Scheme::PssSalt(Hash::Sha256, 32)),
        ),
        (
            vec![hashed(sha256), mask(sha256), salt(&[32]), tlv(0xa3, &tlv(2, &[2]))],
            None,
        ),
        (vec![hashed(sha256), mask(sha512), salt(&[32])], None),
        (vec![hashed(sha256), salt(&[32])], None),
        (vec![mask(sha256), salt(&[32])], None),
        (vec![hashed(sha1), mask(sha1)], None),
        (vec![hashed(sha256), mask(sha256), salt(&[1, 0, 0])], None),
        (vec![], None),
    ] {
        assert_eq!(scheme(&parts), expected, "{parts:?}");
    }
    // SHA-1 is refused with any algorithm.
    for sha1 in ["1.2.840.113549.1.1.5", "1.2.840.10045.4.1"] {
        assert_eq!(super::scheme(&ObjectIdentifier::new_unwrap(sha1), None, None), None);
    }
}
