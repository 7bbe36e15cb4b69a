//! The Netherlands: keys in CMS.

use super::*;

#[test]
fn nl_keys_are_signed_in_cms() {
    let (publisher, issuer) = (Publisher::new(2), issuer("NL", &[]));
    let spki = spki_of(&issuer);
    let payload = json!({"eu_keys": {b64(&issuer.kid): [{"subjectPk": b64(&spki), "keyUsage": ["v"], "san": "NLD"}]}});
    let payload = payload.to_string();
    let envelope = |signature: Vec<u8>| json!({"payload": b64(payload.as_bytes()), "signature": b64(&signature)});
    let signed = envelope(cms(payload.as_bytes(), &|m| publisher.der(m), None));
    let flip = signed.to_string().find("\"payload\":\"").unwrap() + 40;
    check_signed(
        &[signed.to_string().into_bytes()],
        &publisher.pin,
        ListFormat::NlKeys,
        flip,
        &issuer,
    );
    // By a certificate that the pinned one signed.
    let signer = Issuer::new(&IssuerOptions {
        seed: "nl signer".to_owned(),
        ..IssuerOptions::demo(AT)
    })
    .unwrap();
    let by_chain = cms(
        payload.as_bytes(),
        &|m| raw_to_der(&signer.sign(m).unwrap()),
        Some(signer.certificate()),
    );
    let pins = Pin::read(signer.anchor()).unwrap();
    let import = Import {
        pins: &pins,
        ..Import::default()
    };
    let list = read_with(import, &[envelope(by_chain.clone()).to_string().as_bytes()]).unwrap();
    assert_eq!(list.listings()[0].signature, SignatureStatus::Verified);
    // Usage of the list's own.
    let usage = list.find(&issuer.kid)[0].usage;
    assert_eq!(usage.kinds().collect::<Vec<_>>(), [Kind::Vaccination]);
    // The same signature over another payload.
    let mut other = envelope(by_chain);
    other["payload"] = b64(payload.replace("\"v\"", "\"t\"").as_bytes()).into();
    assert!(matches!(
        read_with(import, &[other.to_string().as_bytes()]),
        Err(Error::BadSignature(_))
    ));
}
