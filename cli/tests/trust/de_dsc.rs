//! Germany: the list of DSCs, signed in its first line.

use super::*;

#[test]
fn de_dsc_is_signed_in_its_first_line() {
    let (publisher, issuer) = (Publisher::new(1), issuer("XA", &[]));
    let body = json!({"certificates": [gateway_entry(&issuer)]}).to_string();
    let list = format!("{}\n{body}\n", b64(&publisher.raw(body.as_bytes()))).into_bytes();
    let flip = list.len() - 30;
    check_signed(
        std::slice::from_ref(&list),
        &publisher.pin,
        ListFormat::DeDsc,
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
