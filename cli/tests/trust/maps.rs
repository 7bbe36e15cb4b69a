//! Maps by key identifier, which nobody signs.

use super::*;

#[test]
fn unsigned_maps_by_key_identifier() {
    let issuer = issuer("XA", &[]);
    let kid = b64(&issuer.kid);
    let der = b64(issuer.certificate());
    let pem = format!("-----BEGIN CERTIFICATE-----\n{der}\n-----END CERTIFICATE-----\n");
    for (format, list) in [
        (ListFormat::ItMap, json!({&kid: pem})),
        (ListFormat::ItMap, json!({&kid: der})),
        (
            ListFormat::ItMap,
            json!([{"_id": "1", "kid": kid, "country": "XA", "raw_data": der}]),
        ),
        (
            ListFormat::FrTacv,
            json!({"certificatesDCC": {&kid: b64(der.as_bytes())}}),
        ),
        (
            ListFormat::FrTacv,
            json!({"certificatesDCC": {&kid: b64(pem.as_bytes())}}),
        ),
    ] {
        let bytes = list.to_string().into_bytes();
        assert_eq!(ListFormat::of(&bytes), Some(format), "{list}");
        let read = TrustList::read(&bytes, "list").unwrap();
        assert_eq!(read.listings()[0].signature, SignatureStatus::None);
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
        assert_eq!(ListFormat::of(list), Some(ListFormat::Pem));
        check_key(&TrustList::read(list, "list").unwrap(), &issuer);
    }
    assert!(TrustList::read(spki_of(&issuer).as_slice(), "no certificate").is_err());
}
