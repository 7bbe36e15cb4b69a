//! Curves in certificates: by name, or by explicit parameters, as ICAO Doc 9303 part 12 requires. Explicit parameters
//! are only accepted if every one of them equals that of a named curve: with a generator of their own choice, anybody
//! could make a private key for a given public point (CVE-2020-0601).

use super::{CertificateError, key::Curve};
use crate::encoding::ber::{BIT_STRING, Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE};
use x509_cert::der::asn1::ObjectIdentifier;

/// Finite field of a prime (RFC 3279).
const PRIME_FIELD: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.1.1");

/// Parameters of a curve, in hexadecimal: field, equation, generator, order. The cofactor of all is 1.
struct Parameters {
    curve: Curve,
    oid: ObjectIdentifier,
    p: &'static str,
    a: &'static str,
    b: &'static str,
    x: &'static str,
    y: &'static str,
    n: &'static str,
}

/// SP 800-186 and RFC 5639.
const CURVES: [Parameters; 6] = [
    Parameters {
        curve: Curve::P256,
        oid: ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
        p: "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        a: "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc",
        b: "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        x: "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        y: "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
        n: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    },
    Parameters {
        curve: Curve::P384,
        oid: ObjectIdentifier::new_unwrap("1.3.132.0.34"),
        p: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
        a: "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000fffffffc",
        b: "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
        x: "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
        y: "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
        n: "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    },
    Parameters {
        curve: Curve::P521,
        oid: ObjectIdentifier::new_unwrap("1.3.132.0.35"),
        p: "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        a: "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc",
        b: "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
        x: "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
        y: "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
        n: "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    },
    Parameters {
        curve: Curve::BrainpoolP256r1,
        oid: ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.7"),
        p: "a9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377",
        a: "7d5a0975fc2c3057eef67530417affe7fb8055c126dc5c6ce94a4b44f330b5d9",
        b: "26dc5c6ce94a4b44f330b5d9bbd77cbf958416295cf7e1ce6bccdc18ff8c07b6",
        x: "8bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262",
        y: "547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997",
        n: "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7",
    },
    Parameters {
        curve: Curve::BrainpoolP384r1,
        oid: ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.11"),
        p: "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b412b1da197fb71123acd3a729901d1a71874700133107ec53",
        a: "7bc382c63d8c150c3c72080ace05afa0c2bea28e4fb22787139165efba91f90f8aa5814a503ad4eb04a8c7dd22ce2826",
        b: "04a8c7dd22ce28268b39b55416f0447c2fb77de107dcd2a62e880ea53eeb62d57cb4390295dbc9943ab78696fa504c11",
        x: "1d1c64f068cf45ffa2a63a81b7c13f6b8847a3e77ef14fe3db7fcafe0cbd10e8e826e03436d646aaef87b2e247d4af1e",
        y: "8abe1d7520f9c2a45cb1eb8e95cfd55262b70b29feec5864e19c054ff99129280e4646217791811142820341263c5315",
        n: "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565",
    },
    Parameters {
        curve: Curve::BrainpoolP512r1,
        oid: ObjectIdentifier::new_unwrap("1.3.36.3.3.2.8.1.1.13"),
        p: "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca703308717d4d9b009bc66842aecda12ae6a380e62881ff2f2d82c68528aa6056583a48f3",
        a: "7830a3318b603b89e2327145ac234cc594cbdd8d3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94ca",
        b: "3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94cadc083e67984050b75ebae5dd2809bd638016f723",
        x: "81aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098eff3b1f78e2d0d48d50d1687b93b97d5f7c6d5047406a5e688b352209bcb9f822",
        y: "7dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111b2dcde494a5f485e5bca4bd88a2763aed1ca2b2fa8f0540678cd1e0f3ad80892",
        n: "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069",
    },
];

/// Curve of an algorithm identifier's parameters.
pub(super) fn of_parameters(parameters: &Element) -> Result<Curve, CertificateError> {
    match parameters.tag {
        OBJECT_IDENTIFIER => {
            let oid = ObjectIdentifier::from_bytes(parameters.content).map_err(|_| CertificateError::Der)?;
            let known = CURVES.iter().find(|known| known.oid == oid);
            known
                .map(|known| known.curve)
                .ok_or_else(|| CertificateError::Curve(oid.to_string()))
        }
        SEQUENCE => spelled_out(parameters).ok_or(CertificateError::CurveParameters),
        // Inherits the issuer's curve (RFC 3279), which nobody uses.
        _ => Err(CertificateError::CurveParameters),
    }
}

/// Named curve with these parameters: `ECParameters ::= SEQUENCE { version, FieldID, Curve, base, order, cofactor
/// OPTIONAL }` (SEC 1, annex C.2). The `seed` that the curve was generated from does not matter.
fn spelled_out(parameters: &Element) -> Option<Curve> {
    let children = parameters.children()?;
    let [version, field, equation, base, order, rest @ ..] = &children[..] else {
        return None;
    };
    let (field, equation) = (field.children()?, equation.children()?);
    let [kind, prime] = field[..] else { return None };
    let (a, b) = match equation[..] {
        [a, b] => (a, b),
        [a, b, seed] if seed.tag == BIT_STRING => (a, b),
        _ => return None,
    };
    let cofactor_is_one = match rest {
        [] => true,
        [cofactor, ..] if cofactor.tag == INTEGER => digits(cofactor.content) == [1],
        _ => false,
    };
    let tags = [version.tag, kind.tag, prime.tag, a.tag, b.tag, base.tag, order.tag];
    let expected = [
        INTEGER,
        OBJECT_IDENTIFIER,
        INTEGER,
        OCTET_STRING,
        OCTET_STRING,
        OCTET_STRING,
        INTEGER,
    ];
    if tags != expected || kind.content != PRIME_FIELD.as_bytes() || !cofactor_is_one {
        return None;
    }
    CURVES
        .iter()
        .find(|known| {
            is(known.p, prime.content)
                && is(known.a, a.content)
                && is(known.b, b.content)
                && is(known.n, order.content)
                && known.is_generator(base.content)
        })
        .map(|known| known.curve)
}

impl Parameters {
    /// True if the point in SEC 1 encoding is the generator: uncompressed, compressed or both.
    fn is_generator(&self, point: &[u8]) -> bool {
        let Some((form, coordinates)) = point.split_first() else {
            return false;
        };
        let (x, y) = coordinates.split_at(coordinates.len().min(self.curve.size()));
        let odd = self.y.bytes().last().and_then(nibble).unwrap_or_default() & 1;
        let whole = x.len() == self.curve.size() && is(self.x, x);
        match form {
            2 | 3 => whole && y.is_empty() && form & 1 == odd,
            4 => whole && y.len() == x.len() && is(self.y, y),
            6 | 7 => whole && y.len() == x.len() && is(self.y, y) && form & 1 == odd,
            _ => false,
        }
    }
}

/// Number without leading zeros.
fn digits(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    &number[zeros..]
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// True if the big-endian bytes equal the hexadecimal number.
fn is(hex: &str, number: &[u8]) -> bool {
    let bytes = hex.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(nibble(*high)? << 4 | nibble(*low)?),
        _ => None,
    });
    let known: Option<Vec<u8>> = bytes.collect();
    known.is_some_and(|known| digits(&known) == digits(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::{PublicKey, testing::tlv};

    fn bytes(hex: &str) -> Vec<u8> {
        let digit = |digit: u8| nibble(digit).unwrap();
        let pairs = hex.as_bytes().chunks(2);
        pairs.map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
    }

    /// Explicit parameters of a certificate.
    struct SpelledOut {
        field: ObjectIdentifier,
        p: Vec<u8>,
        a: Vec<u8>,
        b: Vec<u8>,
        seed: bool,
        base: Vec<u8>,
        n: Vec<u8>,
        cofactor: Option<Vec<u8>>,
    }

    impl SpelledOut {
        fn of(known: &Parameters) -> Self {
            Self {
                field: PRIME_FIELD,
                p: bytes(known.p),
                a: bytes(known.a),
                b: bytes(known.b),
                seed: false,
                base: [vec![4], bytes(known.x), bytes(known.y)].concat(),
                n: bytes(known.n),
                cofactor: Some(vec![1]),
            }
        }

        fn der(&self) -> Vec<u8> {
            let positive = |number: &[u8]| tlv(INTEGER, &[&[0], digits(number)].concat());
            let seed = if self.seed {
                tlv(BIT_STRING, &[0, 1, 2, 3])
            } else {
                vec![]
            };
            let field = [tlv(OBJECT_IDENTIFIER, self.field.as_bytes()), positive(&self.p)].concat();
            let equation = [tlv(OCTET_STRING, &self.a), tlv(OCTET_STRING, &self.b), seed].concat();
            let cofactor = self.cofactor.as_deref().map(|h| tlv(INTEGER, h)).unwrap_or_default();
            let parts = [
                tlv(INTEGER, &[1]),
                tlv(SEQUENCE, &field),
                tlv(SEQUENCE, &equation),
                tlv(OCTET_STRING, &self.base),
                positive(&self.n),
                cofactor,
            ];
            tlv(SEQUENCE, &parts.concat())
        }

        fn curve(&self) -> Result<Curve, CertificateError> {
            of_parameters(&crate::encoding::ber::split(&self.der()).unwrap().0)
        }
    }

    #[test]
    fn parameters_that_equal_a_named_curve_are_that_curve() {
        for known in &CURVES {
            let curve = Ok(known.curve);
            let odd = bytes(known.y).last().unwrap() & 1;
            let (x, y) = (bytes(known.x), bytes(known.y));
            let mut spelled = SpelledOut::of(known);
            assert_eq!(spelled.curve(), curve);
            spelled.seed = true;
            spelled.cofactor = None;
            assert_eq!(spelled.curve(), curve, "seed, and no cofactor");
            spelled.base = [&[2 + odd][..], &x].concat();
            assert_eq!(spelled.curve(), curve, "compressed");
            spelled.base = [&[6 + odd][..], &x, &y].concat();
            assert_eq!(spelled.curve(), curve, "hybrid");
            let named = tlv(OBJECT_IDENTIFIER, known.oid.as_bytes());
            assert_eq!(of_parameters(&crate::encoding::ber::split(&named).unwrap().0), curve);
        }
        let other = tlv(
            OBJECT_IDENTIFIER,
            ObjectIdentifier::new_unwrap("1.3.132.0.10").as_bytes(),
        );
        assert_eq!(
            of_parameters(&crate::encoding::ber::split(&other).unwrap().0),
            Err(CertificateError::Curve("1.3.132.0.10".to_owned()))
        );
    }

    #[test]
    fn parameters_that_differ_in_any_value_are_refused() {
        type Change = fn(&mut SpelledOut);
        let changes: [(&str, Change); 16] = [
            ("p", |s| *s.p.last_mut().unwrap() ^= 2),
            ("p, first", |s| s.p[0] ^= 0x10),
            ("a", |s| *s.a.last_mut().unwrap() ^= 1),
            ("a, longer", |s| s.a.insert(0, 1)),
            ("b", |s| *s.b.last_mut().unwrap() ^= 1),
            ("b, shorter", |s| _ = s.b.pop()),
            ("x", |s| s.base[1] ^= 1),
            ("y", |s| *s.base.last_mut().unwrap() ^= 1),
            ("n", |s| *s.n.last_mut().unwrap() ^= 2),
            ("cofactor", |s| s.cofactor = Some(vec![2])),
            ("cofactor 0", |s| s.cofactor = Some(vec![0])),
            ("field", |s| s.field = ObjectIdentifier::new_unwrap("1.2.840.10045.1.2")),
            ("infinity", |s| s.base = vec![0]),
            ("nothing", |s| s.base = vec![]),
            ("the other y", |s| {
                let (x, odd) = (s.base[1..=s.base.len() / 2].to_vec(), s.base.last().unwrap() & 1);
                s.base = [&[3 - odd][..], &x].concat();
            }),
            ("more after y", |s| s.base.push(0)),
        ];
        for known in &CURVES {
            for (what, change) in changes {
                let mut spelled = SpelledOut::of(known);
                change(&mut spelled);
                assert_eq!(
                    spelled.curve(),
                    Err(CertificateError::CurveParameters),
                    "{:?}, {what}",
                    known.curve
                );
            }
        }
    }

    /// CVE-2020-0601: with the authority's own public key as generator, its private key is 1, and anybody can sign in
    /// its name.
    #[test]
    fn a_generator_of_ones_own_is_refused() {
        let key = p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
        let point = key.verifying_key().to_sec1_point(false);
        let spki = |parameters: &[u8]| {
            let ec = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
            let algorithm = [&tlv(OBJECT_IDENTIFIER, ec.as_bytes()), parameters].concat();
            let key = tlv(BIT_STRING, &[&[0], point.as_bytes()].concat());
            tlv(SEQUENCE, &[tlv(SEQUENCE, &algorithm), key].concat())
        };
        let mut spelled = SpelledOut::of(&CURVES[0]);
        let genuine = PublicKey::from_spki(&spki(&spelled.der())).unwrap();
        assert_eq!(
            genuine,
            PublicKey::from_sec1(Curve::P256, point.as_bytes()),
            "the same key, whether its curve is named or spelled out"
        );
        spelled.base = point.as_bytes().to_vec();
        let own = PublicKey::from_spki(&spki(&spelled.der())).unwrap();
        assert_eq!(own, Err(CertificateError::CurveParameters));
    }
}
