//! Austria: CBOR with a COSE signature beside it.

use super::*;

#[test]
fn at_cbor_is_signed_beside_it() {
    let (publisher, issuer) = (Publisher::new(6), issuer("AT", &[]));
    let text = |t: &str| Cbor::Text(t.to_owned());
    let entry = Cbor::Map(vec![
        (text("i"), Cbor::Bytes(issuer.kid.clone())),
        (text("c"), Cbor::Bytes(issuer.certificate().to_vec())),
    ]);
    let list = Cbor::Map(vec![(text("c"), Cbor::Array(vec![entry]))]).to_vec().unwrap();
    let signature = |from: OffsetDateTime, until: OffsetDateTime, version: i64| {
        let int = |n: i64| Cbor::Integer(n.into());
        let claims = Cbor::Map(vec![
            (int(2), Cbor::Bytes(Sha256::digest(&list).to_vec())),
            (int(5), int(from.unix_timestamp())),
            (int(4), int(until.unix_timestamp())),
        ]);
        let mut header = HeaderBuilder::new().algorithm(iana::Algorithm::ES256).build();
        header.rest.push((Label::Int(42), int(version)));
        CoseSign1Builder::new()
            .protected(header)
            .payload(claims.to_vec().unwrap())
            .create_signature(&[], |m| publisher.raw(m))
            .build()
            .to_tagged_vec()
            .unwrap()
    };
    let good = signature(AT - Duration::hours(1), AT + Duration::days(2), 2);
    check_signed(
        &[list.clone(), good.clone()],
        &publisher.pin,
        ListFormat::AtCbor,
        80,
        &issuer,
    );
    let pins = [publisher.pin.clone()];
    let import = Import {
        pins: &pins,
        at: Some(AT),
        ..Import::default()
    };
    // In either order.
    assert!(read_with(import, &[&good, &list]).is_ok());
    for (signature, expected) in [
        (signature(AT - Duration::days(3), AT - Duration::days(1), 2), "expired"),
        (
            signature(AT + Duration::days(1), AT + Duration::days(2), 2),
            "only from",
        ),
        (
            signature(AT - Duration::days(1), AT + Duration::days(2), 1),
            "another version",
        ),
    ] {
        let refused = read_with(import, &[&list, &signature]).unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}");
    }
    assert!(matches!(read_with(import, &[&list]), Err(Error::MissingSignature(_))));
}
