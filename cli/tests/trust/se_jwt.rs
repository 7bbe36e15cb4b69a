//! Sweden: a JWT.

use super::*;

#[test]
fn se_jwt_is_signed_and_expires() {
    let (publisher, issuer) = (Publisher::new(5), issuer("SE", &[]));
    let (x, y) = point_of(&issuer);
    let kid = b64(&issuer.kid);
    let list = |exp: OffsetDateTime, x: &[u8]| {
        let payload = json!({"iss": "SE", "iat": (exp - Duration::days(1)).unix_timestamp(), "exp": exp.unix_timestamp(),
            "dsc_trust_list": {"SE": {"eku": {&kid: ["1.3.6.1.4.1.1847.2021.1.2"]}, "keys": [
                {"kid": kid, "kty": "EC", "crv": "P-256", "x": url64(x), "y": url64(&y), "x5c": [b64(issuer.certificate())]}]}}});
        jws(json!({"typ": "JOSE", "alg": "ES256"}), &payload, &|m| publisher.raw(m)).into_bytes()
    };
    let fresh = list(AT + Duration::hours(1), &x);
    let flip = fresh.len() - 120;
    check_signed(
        std::slice::from_ref(&fresh),
        &publisher.pin,
        ListFormat::SeJwt,
        flip,
        &issuer,
    );
    let pins = [publisher.pin.clone()];
    let import = Import {
        pins: &pins,
        at: Some(AT),
        ..Import::default()
    };
    let old = read_with(import, &[&list(AT - Duration::hours(1), &x)]);
    assert_eq!(old.err(), Some(Error::Expired(AT - Duration::hours(1))));
    let read = read_with(import, &[&fresh]).unwrap();
    let kinds: Vec<Kind> = read.find(&issuer.kid)[0].usage.kinds().collect();
    assert_eq!(kinds, [Kind::Vaccination]);
    // A JWK that says another key than its certificate.
    let (other, _) = point_of(&self::issuer("XC", &[]));
    let odd = read_with(import, &[&list(AT + Duration::hours(1), &other)]);
    assert_eq!(odd.err(), Some(Error::NothingReadable(1)));
}
