//! The EU's gateway: each entry is signed by its country.

use super::*;

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
    assert_eq!(ListFormat::of(list.as_bytes()), Some(ListFormat::EuGateway));
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
        (2, SignatureStatus::NotChecked)
    );
}
