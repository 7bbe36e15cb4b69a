//! Switzerland: a JWS under a root.

use super::*;

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
    assert_eq!(ListFormat::of(files[0]), Some(ListFormat::ChJws));
    let root = Pin::read(signer.anchor()).unwrap();
    let import = Import {
        pins: &root,
        signer_name: Some("Greengate demo DSC"),
        at: Some(AT),
        ..Import::default()
    };
    let list = read_with(import, &files).unwrap();
    assert_eq!(list.listings()[0].signature, SignatureStatus::Verified);
    let usage = |kid: &[u8]| list.find(kid)[0].usage.kinds().collect::<Vec<_>>();
    assert_eq!(usage(&issuer.kid), [Kind::Vaccination, Kind::Recovery]);
    assert_eq!(usage(&rsa.kid), Kind::ALL);
    assert_eq!(list.find(&rsa.kid)[0].public.kind(), "RSA-2048");
    assert!(list.find(&idle.kid).is_empty(), "not among the active ones");
    for (import, expected) in [
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
        assert!(refused.contains(expected), "{refused}");
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
