//! Directories of issuers of SMART Health Cards.

use super::*;

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
    assert_eq!(
        (read.len(), read.listings()[0].signature),
        (1, SignatureStatus::Verified)
    );
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
                format: Some(ListFormat::ShcDirectory),
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
    assert_eq!(ListFormat::of(set.as_bytes()), Some(ListFormat::Jwks));
    assert!(TrustList::read(set.as_bytes(), "whose?").is_err());
    let import = Import {
        issuer: Some("https://issuer.example"),
        ..Import::default()
    };
    let read = read_with(import, &[set.as_bytes()]).unwrap();
    assert!(matches!(&read.keys().next().unwrap().role, Role::CardIssuer(iss) if &**iss == "https://issuer.example"));
}
