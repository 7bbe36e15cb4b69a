//! The compact bundle.

use super::*;

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
    list.extend(&TrustList::read(&sca, "who").unwrap());
    list
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
    let ended = BundleError::Ended(seven.expires_at);
    assert_eq!(Bundle::may_replace(&seven, None, AT + Duration::days(31)), Err(ended));
}
