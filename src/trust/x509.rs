//! Encoding of certificates (RFC 5280). ICAO's authorities publish certificates that are not DER: serial numbers are
//! negative or too long, lengths indefinite, sets out of order, names in old alphabets. Everything unambiguous is read,
//! and signatures cover the bytes as they stand.

use super::{
    Certificate, CertificateError, PublicKey,
    key::{Hash, Scheme},
};
use crate::{
    country,
    encoding::ber::{self, BIT_STRING, Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET},
};
use time::{Date, Month, OffsetDateTime, Time, UtcOffset};
use x509_cert::der::asn1::ObjectIdentifier;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
/// ICAO Doc 9303 part 12: kinds of document that a signer may sign.
const DOCUMENT_TYPES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.136.1.1.6.2");

const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
const BOOLEAN: u8 = 0x01;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The parts of a certificate that are used.
struct Parts<'a> {
    signed: Element<'a>,
    algorithm: Element<'a>,
    signature: &'a [u8],
    validity: Element<'a>,
    subject: Element<'a>,
    key: Element<'a>,
    extensions: Vec<Extension<'a>>,
}

struct Extension<'a> {
    name: &'a [u8],
    value: Vec<u8>,
}

/// Reads a certificate.
pub(super) fn read(der: &[u8]) -> Result<Certificate, CertificateError> {
    let parts = Parts::of(der).ok_or(CertificateError::Der)?;
    let (not_before, not_after) = validity(&parts.validity).ok_or(CertificateError::Validity)?;
    let algorithm = parts.algorithm.children().ok_or(CertificateError::Der)?;
    let oid = algorithm.first().and_then(oid).ok_or(CertificateError::Der)?;
    // Ignored for ECDSA: some issuers add a NULL that does not belong there.
    let parameters = algorithm.get(1).map(|parameters| parameters.whole);
    Ok(Certificate {
        public: PublicKey::from_spki_element(&parts.key)?,
        country: attribute(&parts.subject, COUNTRY).and_then(|c| country::normal(&c)),
        common_name: attribute(&parts.subject, COMMON_NAME),
        not_before,
        not_after,
        usages: match parts.extension(EXTENDED_KEY_USAGE) {
            Some(usages) => Some(oids(usages).ok_or(CertificateError::Der)?),
            None => None,
        },
        subject_key: parts
            .extension(SUBJECT_KEY_IDENTIFIER)
            .and_then(ber::split)
            .and_then(|(id, _)| id.octets()),
        authority_key: parts.extension(AUTHORITY_KEY_IDENTIFIER).and_then(authority_key),
        document_types: parts.extension(DOCUMENT_TYPES).and_then(document_types),
        scheme: scheme(&oid, None, parameters),
        signed: parts.signed.whole.to_vec(),
        signature: parts.signature.to_vec(),
        der: der.to_vec(),
    })
}

/// Subject of a certificate in words, to explain why the certificate cannot be used.
pub(super) fn subject(der: &[u8]) -> Option<String> {
    let parts = Parts::of(der)?;
    let named = |oid, label| attribute(&parts.subject, oid).map(|value| format!("{label}={value}"));
    let names = [named(COUNTRY, "C"), named(COMMON_NAME, "CN")];
    let names: Vec<String> = names.into_iter().flatten().collect();
    (!names.is_empty()).then(|| names.join(", "))
}

impl<'a> Parts<'a> {
    /// `Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature }`.
    fn of(der: &'a [u8]) -> Option<Self> {
        let (outer, rest) = ber::split(der)?;
        let [signed, algorithm, signature] = outer.children()?[..] else {
            return None;
        };
        let tags = [outer.tag, signed.tag, algorithm.tag, signature.tag];
        if tags != [SEQUENCE, SEQUENCE, SEQUENCE, BIT_STRING] || !rest.is_empty() {
            return None;
        }
        let (0, signature) = signature.content.split_first()? else {
            return None;
        };
        let fields = signed.children()?;
        // Version 1 certificates omit the version.
        let fields = match fields.first()?.tag {
            VERSION => fields.get(1..)?,
            _ => &fields[..],
        };
        let [serial, inner, issuer, validity, subject, key, rest @ ..] = fields else {
            return None;
        };
        let tags = [serial.tag, inner.tag, issuer.tag, validity.tag, subject.tag, key.tag];
        if tags != [INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE] {
            return None;
        }
        let extensions = match rest.iter().find(|field| field.tag == EXTENSIONS) {
            Some(explicit) => {
                let (list, _) = ber::split(explicit.content)?;
                list.children()?.iter().map(extension).collect::<Option<Vec<_>>>()?
            }
            None => Vec::new(),
        };
        // With two extensions of the same name it is not clear which one applies.
        let twice = |(i, e): (usize, &Extension)| extensions[..i].iter().any(|other| other.name == e.name);
        if extensions.iter().enumerate().any(twice) {
            return None;
        }
        Some(Self {
            signed,
            algorithm,
            signature,
            validity: *validity,
            subject: *subject,
            key: *key,
            extensions,
        })
    }

    fn extension(&self, oid: ObjectIdentifier) -> Option<&[u8]> {
        let found = self.extensions.iter().find(|e| e.name == oid.as_bytes())?;
        Some(&found.value)
    }
}

/// `Extension ::= SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`.
fn extension<'a>(element: &Element<'a>) -> Option<Extension<'a>> {
    let (name, value) = match element.children()?[..] {
        [name, value] => (name, value),
        [name, critical, value] if critical.tag == BOOLEAN => (name, value),
        _ => return None,
    };
    let is_octets = value.tag & !ber::CONSTRUCTED == OCTET_STRING;
    (name.tag == OBJECT_IDENTIFIER && is_octets).then_some(())?;
    Some(Extension {
        name: name.content,
        value: value.octets()?,
    })
}

/// `Validity ::= SEQUENCE { notBefore, notAfter }`.
fn validity(element: &Element) -> Option<(OffsetDateTime, OffsetDateTime)> {
    match element.children()?[..] {
        [from, until] => Some((instant(&from)?, instant(&until)?)),
        _ => None,
    }
}

/// `UTCTime` or `GeneralizedTime`, with or without seconds and their fractions, in UTC or with an offset from it
/// (X.680). A local time without either is ambiguous and refused.
fn instant(time: &Element) -> Option<OffsetDateTime> {
    let text = std::str::from_utf8(time.content).ok().filter(|text| text.is_ascii())?;
    let (year, rest) = match time.tag {
        UTC_TIME => {
            let (year, rest) = number::<i32>(text, 2)?;
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        GENERALIZED_TIME => number::<i32>(text, 4)?,
        _ => return None,
    };
    let (month, rest) = number::<u8>(rest, 2)?;
    let (day, rest) = number::<u8>(rest, 2)?;
    let (hour, rest) = number::<u8>(rest, 2)?;
    let (minute, rest) = number::<u8>(rest, 2)?;
    let (second, rest) = number::<u8>(rest, 2).unwrap_or((0, rest));
    let zone = match rest.strip_prefix(['.', ',']) {
        Some(fraction) if time.tag == GENERALIZED_TIME => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        _ => rest,
    };
    let offset = match zone.split_at_checked(1)? {
        ("Z", "") => UtcOffset::UTC,
        (sign @ ("+" | "-"), difference) => {
            let (hours, rest) = number::<i8>(difference, 2)?;
            let (minutes, "") = number::<i8>(rest, 2)? else {
                return None;
            };
            let sign = if sign == "-" { -1 } else { 1 };
            UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()?
        }
        _ => return None,
    };
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    let time = Time::from_hms(hour, minute, second).ok()?;
    let instant = OffsetDateTime::new_in_offset(date, time, offset);
    instant.checked_to_offset(UtcOffset::UTC)
}

/// Number of this many digits, and the rest of the text.
fn number<T: std::str::FromStr>(text: &str, digits: usize) -> Option<(T, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    let all_digits = number.bytes().all(|b| b.is_ascii_digit());
    Some((number.parse().ok().filter(|_| all_digits)?, rest))
}

fn oid(element: &Element) -> Option<ObjectIdentifier> {
    (element.tag == OBJECT_IDENTIFIER).then(|| ObjectIdentifier::from_bytes(element.content).ok())?
}

/// Hash function of an object identifier (RFC 5754).
pub(super) fn hash(oid: &ObjectIdentifier) -> Option<Hash> {
    Some(match oid.to_string().as_str() {
        "2.16.840.1.101.3.4.2.4" => Hash::Sha224,
        "2.16.840.1.101.3.4.2.1" => Hash::Sha256,
        "2.16.840.1.101.3.4.2.2" => Hash::Sha384,
        "2.16.840.1.101.3.4.2.3" => Hash::Sha512,
        _ => return None,
    })
}

/// Signature scheme of an algorithm identifier (RFC 3279, RFC 4055, RFC 5758). CMS names the digest separately, and the
/// algorithm identifier may then omit it: `digest`. SHA-1 is refused.
pub(super) fn scheme(
    oid: &ObjectIdentifier,
    digest: Option<&ObjectIdentifier>,
    parameters: Option<&[u8]>,
) -> Option<Scheme> {
    Some(match oid.to_string().as_str() {
        "1.2.840.10045.4.3.1" => Scheme::EcdsaDer(Hash::Sha224),
        "1.2.840.10045.4.3.2" => Scheme::EcdsaDer(Hash::Sha256),
        "1.2.840.10045.4.3.3" => Scheme::EcdsaDer(Hash::Sha384),
        "1.2.840.10045.4.3.4" => Scheme::EcdsaDer(Hash::Sha512),
        // ecdsa-with-Specified (ANSI X9.62): the parameters contain the hash.
        "1.2.840.10045.4.3" => {
            let (named, _) = ber::split(parameters?)?;
            Scheme::EcdsaDer(hash(&self::oid(named.children()?.first()?)?)?)
        }
        "1.2.840.10045.2.1" => Scheme::EcdsaDer(hash(digest?)?),
        "1.2.840.113549.1.1.14" => Scheme::Pkcs1(Hash::Sha224),
        "1.2.840.113549.1.1.11" => Scheme::Pkcs1(Hash::Sha256),
        "1.2.840.113549.1.1.12" => Scheme::Pkcs1(Hash::Sha384),
        "1.2.840.113549.1.1.13" => Scheme::Pkcs1(Hash::Sha512),
        "1.2.840.113549.1.1.1" => Scheme::Pkcs1(hash(digest?)?),
        "1.2.840.113549.1.1.10" => match parameters.and_then(ber::split) {
            Some((parameters, _)) if parameters.tag == SEQUENCE && !parameters.content.is_empty() => pss(&parameters)?,
            // Some signers of lists omit the parameters: then hash and salt are those of the separately named digest.
            _ => Scheme::Pss(hash(digest?)?),
        },
        _ => return None,
    })
}

/// `RSASSA-PSS-params` (RFC 4055): the same function for hash and mask, and a salt of any length. A missing hash means
/// SHA-1.
fn pss(parameters: &Element) -> Option<Scheme> {
    const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
    let fields = parameters.children()?;
    let field = |tag: u8| {
        let explicit = fields.iter().find(|field| field.tag == tag)?;
        ber::split(explicit.content).map(|(inner, _)| inner)
    };
    let named = |algorithm: Element| self::oid(algorithm.children()?.first()?);
    let hashed = hash(&named(field(0xa0)?)?)?;
    let mask = field(0xa1)?.children()?;
    if self::oid(mask.first()?)? != MGF1 || hash(&named(*mask.get(1)?)?)? != hashed {
        return None;
    }
    let unsigned = |number: Element| {
        let mut digits = number.content.iter();
        digits.try_fold(0_u16, |n, digit| n.checked_mul(256)?.checked_add(u16::from(*digit)))
    };
    let salt = match field(0xa2) {
        Some(salt) => unsigned(salt)?,
        None => 20,
    };
    // Last byte of the signed data; no standard defines another.
    if field(0xa3).is_some_and(|trailer| unsigned(trailer) != Some(1)) {
        return None;
    }
    Some(Scheme::PssSalt(hashed, salt))
}

/// `ExtKeyUsageSyntax ::= SEQUENCE OF OBJECT IDENTIFIER`, an empty one included.
fn oids(der: &[u8]) -> Option<Vec<String>> {
    let (list, _) = ber::split(der).filter(|(list, _)| list.tag == SEQUENCE)?;
    list.children()?
        .iter()
        .map(|e| oid(e).map(|oid| oid.to_string()))
        .collect()
}

/// `AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] OCTET STRING OPTIONAL, … }`.
fn authority_key(der: &[u8]) -> Option<Vec<u8>> {
    let children = ber::split(der)?.0.children()?;
    children.iter().find(|c| c.tag & !ber::CONSTRUCTED == 0x80)?.octets()
}

/// `DocumentTypeList ::= SEQUENCE { version INTEGER, types SET OF PrintableString }`.
fn document_types(der: &[u8]) -> Option<Vec<String>> {
    let children = ber::split(der)?.0.children()?;
    let types = children.iter().find(|c| c.tag == SET)?.children()?;
    types.iter().map(text).collect()
}

/// An attribute of a name: `SEQUENCE OF SET OF SEQUENCE { type, value }`.
fn attribute(name: &Element, oid: ObjectIdentifier) -> Option<String> {
    let sets = name.children()?;
    let attributes = sets.iter().filter_map(Element::children).flatten();
    let value = attributes
        .filter_map(|attribute| attribute.children())
        .find_map(|pair| match pair[..] {
            [name, value] if name.content == oid.as_bytes() => Some(value),
            _ => None,
        })?;
    let text = text(&value)?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Text in any of the alphabets of ASN.1 that names are written in.
fn text(element: &Element) -> Option<String> {
    const BMP: u8 = 0x1e;
    const UNIVERSAL: u8 = 0x1c;
    let wide = |bytes: &[u8]| char::from_u32(bytes.iter().fold(0, |n, byte| n << 8 | u32::from(*byte)));
    match element.tag {
        BMP if element.content.len().is_multiple_of(2) => {
            let units = element.content.chunks(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0,
            });
            char::decode_utf16(units).collect::<Result<_, _>>().ok()
        }
        UNIVERSAL if element.content.len().is_multiple_of(4) => element.content.chunks(4).map(wide).collect(),
        BMP | UNIVERSAL => None,
        // ASCII or UTF-8, else Latin-1, which is how everybody reads T61String.
        _ => Some(match std::str::from_utf8(element.content) {
            Ok(text) => text.to_owned(),
            Err(_) => element.content.iter().map(|byte| char::from(*byte)).collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::testing::{EncodedKey, attribute, indefinite, oid, tlv};
    use p256::{ecdsa::SigningKey, pkcs8::EncodePublicKey};
    use time::macros::datetime;

    fn authority() -> SigningKey {
        SigningKey::from_slice(&[9; 32]).unwrap()
    }

    fn plain() -> EncodedKey {
        EncodedKey::new(authority().verifying_key().to_public_key_der().unwrap().as_bytes())
    }

    /// Reads the certificate that the authority signed, and checks its signature.
    fn certificate(form: &EncodedKey) -> Result<Certificate, CertificateError> {
        let key = authority();
        let read = read(&form.signed_by(&key))?;
        let public = PublicKey::from_sec1(
            crate::trust::key::Curve::P256,
            key.verifying_key().to_sec1_point(true).as_bytes(),
        )?;
        assert!(read.is_signed_by(&public));
        Ok(read)
    }

    #[test]
    fn what_authorities_write_is_read() {
        let read = certificate(&plain()).unwrap();
        assert_eq!(
            (read.country.as_deref(), read.common_name.as_deref(), read.subject_key),
            (Some("XA"), Some("Authority"), Some(vec![1, 2, 3]))
        );
        type Change = fn(&mut EncodedKey);
        let kinds: [(&str, Change); 12] = [
            ("negative serial number", |f| f.serial = tlv(2, &[0x80, 1])),
            ("serial number 0", |f| f.serial = tlv(2, &[0])),
            ("serial number of 40 bytes", |f| f.serial = tlv(2, &[0x7f; 40])),
            ("empty serial number", |f| f.serial = tlv(2, &[])),
            ("zeros before the serial number", |f| f.serial = tlv(2, &[0, 0, 1])),
            ("version 1", |f| (f.version, f.extensions) = (vec![], vec![])),
            ("version 1 with extensions", |f| f.version = vec![]),
            ("version 1, named", |f| f.version = tlv(0xa0, &tlv(2, &[0]))),
            ("indefinite lengths", |f| f.sequence = indefinite),
            ("lengths of more bytes than needed", |f| {
                f.sequence = |tag, content| {
                    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
                    [&[tag, 0x84][..], &length, content].concat()
                };
            }),
            ("unique identifiers", |f| {
                f.extensions = [tlv(0x81, &[0, 1]), tlv(0x82, &[0, 1]), f.extensions.clone()].concat();
            }),
            ("NULL after ECDSA", |f| f.parameters = tlv(5, &[])),
        ];
        for (what, change) in kinds {
            let mut form = plain();
            change(&mut form);
            assert!(certificate(&form).is_ok(), "{what}");
        }
        let mut cut = plain().signed_by(&authority());
        cut.push(0);
        assert_eq!(
            super::read(&cut).err(),
            Some(CertificateError::Der),
            "bytes after its end"
        );
    }

    #[test]
    fn names_in_any_alphabet() {
        let named = |country: Option<(u8, &[u8])>, name: (u8, &[u8])| {
            let mut form = plain();
            let country = country.map(|(tag, text)| tlv(0x31, &attribute("2.5.4.6", tag, text)));
            // Several attributes in one set, out of order.
            let set = [attribute("2.5.4.3", name.0, name.1), attribute("2.5.4.10", 0x13, b"O")];
            form.subject = [country.unwrap_or_default(), tlv(0x31, &set.concat())].concat();
            let read = certificate(&form).unwrap();
            (read.country, read.common_name.unwrap())
        };
        let utf8 = (0x0c, "Größe".as_bytes());
        for (written, expected) in [
            (Some((0x13, &b"de"[..])), Some("DE")),
            (Some((0x0c, b"De ")), Some("DE")),
            (Some((0x13, b"DEU")), Some("DE")),
            (Some((0x1e, b"\0D\0E")), Some("DE")),
            (Some((0x13, b"")), None),
            (None, None),
        ] {
            assert_eq!(named(written, utf8).0.as_deref(), expected, "{written:?}");
        }
        for (tag, text) in [
            utf8,
            (0x14, b"Gr\xf6\xdfe"),
            (0x1e, b"\0G\0r\0\xf6\0\xdf\0e"),
            (0x1c, b"\0\0\0G\0\0\0r\0\0\0\xf6\0\0\0\xdf\0\0\0e"),
        ] {
            assert_eq!(named(None, (tag, text)).1, "Größe", "{tag:x}");
        }
    }

    #[test]
    fn times_of_every_form() {
        let from = |tag: u8, text: &str| {
            let mut form = plain();
            form.validity = [tlv(tag, text.as_bytes()), tlv(0x18, b"99991231235959Z")].concat();
            certificate(&form).map(|c| c.not_before)
        };
        let noon = datetime!(2021-03-04 12:00 UTC);
        for (tag, text) in [
            (0x17, "210304120000Z"),
            (0x17, "2103041200Z"),
            (0x17, "210304140000+0200"),
            (0x18, "20210304120000Z"),
            (0x18, "202103041200Z"),
            (0x18, "20210304120000.000Z"),
            (0x18, "20210304063000-0530"),
        ] {
            assert_eq!(from(tag, text), Ok(noon), "{text}");
        }
        assert_eq!(from(0x17, "491231000000Z"), Ok(datetime!(2049-12-31 0:00 UTC)));
        assert_eq!(from(0x17, "500101000000Z"), Ok(datetime!(1950-01-01 0:00 UTC)));
        for (tag, text) in [
            (0x17, "210304120000"),
            (0x17, "210230120000Z"),
            (0x17, "21030412000aZ"),
            (0x17, "+10304120000Z"),
            (0x17, "20210304120000Z"),
            (0x18, "20210304120000"),
            (0x18, "20210304250000Z"),
            (0x18, "00000000000000Z"),
            (0x17, ""),
            (0x13, "210304120000Z"),
        ] {
            assert_eq!(from(tag, text), Err(CertificateError::Validity), "{text}");
        }
    }

    #[test]
    fn what_is_said_twice_is_refused() {
        let mut form = plain();
        let usage = |kind: &str| {
            let kinds = tlv(4, &tlv(0x30, &oid(kind)));
            tlv(0x30, &[oid("2.5.29.37"), kinds].concat())
        };
        let extensions = |usages: &[Vec<u8>]| tlv(0xa3, &tlv(0x30, &usages.concat()));
        form.extensions = extensions(&[usage("1.3.6.1.4.1.1847.2021.1.1")]);
        assert_eq!(
            certificate(&form).unwrap().usages,
            Some(vec!["1.3.6.1.4.1.1847.2021.1.1".to_owned()])
        );
        form.extensions = extensions(&[usage("1.3.6.1.4.1.1847.2021.1.1"), usage("1.3.6.1.4.1.1847.2021.1.2")]);
        assert_eq!(certificate(&form).err(), Some(CertificateError::Der));
    }

    /// Every kind of key and signature that ICAO's authorities use for certificates.
    #[test]
    fn authorities_of_every_kind_sign() {
        use crate::trust::{brainpool::BrainpoolP512r1, key::Curve};
        macro_rules! ec {
            ($curve:ty, $which:expr, $size:literal, $algorithm:literal, $hash:expr) => {{
                let mut secret = [5; $size];
                secret[0] = 0;
                let mut nonce = [3; $size];
                nonce[0] = 0;
                let key = ecdsa::SigningKey::<$curve>::from_slice(&secret).unwrap();
                let public = key.verifying_key().to_sec1_point(false);
                let public = PublicKey::from_sec1($which, public.as_bytes()).unwrap();
                let der = plain().signed($algorithm, |message| {
                    let number = ecdsa::SigningKey::<$curve>::from_slice(&nonce).unwrap();
                    let (secret, number) = (key.as_nonzero_scalar(), number.as_nonzero_scalar());
                    let signed = ecdsa::hazmat::sign_prehashed::<$curve>(secret, number, &$hash.of(message));
                    let (signature, _) = signed.unwrap();
                    signature.to_der().as_bytes().to_vec()
                });
                assert!(
                    read(&der).unwrap().is_signed_by(&public),
                    "{:?} {}",
                    $which,
                    $algorithm
                );
                let mut altered = read(&der).unwrap();
                altered.signed[20] ^= 1;
                assert!(!altered.is_signed_by(&public));
            }};
        }
        // Hashes shorter and longer than the curve.
        ec!(p256::NistP256, Curve::P256, 32, "1.2.840.10045.4.3.1", Hash::Sha224);
        ec!(p256::NistP256, Curve::P256, 32, "1.2.840.10045.4.3.4", Hash::Sha512);
        ec!(p384::NistP384, Curve::P384, 48, "1.2.840.10045.4.3.2", Hash::Sha256);
        ec!(p521::NistP521, Curve::P521, 66, "1.2.840.10045.4.3.2", Hash::Sha256);
        ec!(p521::NistP521, Curve::P521, 66, "1.2.840.10045.4.3.1", Hash::Sha224);
        ec!(
            bp256::BrainpoolP256r1,
            Curve::BrainpoolP256r1,
            32,
            "1.2.840.10045.4.3.2",
            Hash::Sha256
        );
        ec!(
            bp256::BrainpoolP256r1,
            Curve::BrainpoolP256r1,
            32,
            "1.2.840.10045.4.3.3",
            Hash::Sha384
        );
        ec!(
            bp384::BrainpoolP384r1,
            Curve::BrainpoolP384r1,
            48,
            "1.2.840.10045.4.3.3",
            Hash::Sha384
        );
        ec!(
            bp384::BrainpoolP384r1,
            Curve::BrainpoolP384r1,
            48,
            "1.2.840.10045.4.3.2",
            Hash::Sha256
        );
        ec!(
            BrainpoolP512r1,
            Curve::BrainpoolP512r1,
            64,
            "1.2.840.10045.4.3.4",
            Hash::Sha512
        );
        ec!(
            BrainpoolP512r1,
            Curve::BrainpoolP512r1,
            64,
            "1.2.840.10045.4.3.1",
            Hash::Sha224
        );
    }

    #[test]
    fn parameters_of_rsassa_pss() {
        let hash = |oid_: &str| tlv(0x30, &[oid(oid_), tlv(5, &[])].concat());
        let (sha1, sha256, sha512) = ("1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.3");
        let mask = |oid_: &str| tlv(0xa1, &tlv(0x30, &[oid("1.2.840.113549.1.1.8"), hash(oid_)].concat()));
        let hashed = |oid_: &str| tlv(0xa0, &hash(oid_));
        let salt = |length: &[u8]| tlv(0xa2, &tlv(2, length));
        let pss = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
        let scheme = |parts: &[Vec<u8>]| super::scheme(&pss, None, Some(&tlv(0x30, &parts.concat())));
        for (parts, expected) in [
            (
                vec![hashed(sha256), mask(sha256), salt(&[32])],
                Some(Scheme::PssSalt(Hash::Sha256, 32)),
            ),
            (
                vec![hashed(sha512), mask(sha512), salt(&[0, 64])],
                Some(Scheme::PssSalt(Hash::Sha512, 64)),
            ),
            (
                vec![hashed(sha256), mask(sha256)],
                Some(Scheme::PssSalt(Hash::Sha256, 20)),
            ),
            (
                vec![hashed(sha256), mask(sha256), salt(&[0])],
                Some(Scheme::PssSalt(Hash::Sha256, 0)),
            ),
            (
                vec![hashed(sha256), mask(sha256), salt(&[32]), tlv(0xa3, &tlv(2, &[1]))],
                Some(Scheme::PssSalt(Hash::Sha256, 32)),
            ),
            (
                vec![hashed(sha256), mask(sha256), salt(&[32]), tlv(0xa3, &tlv(2, &[2]))],
                None,
            ),
            (vec![hashed(sha256), mask(sha512), salt(&[32])], None),
            (vec![hashed(sha256), salt(&[32])], None),
            (vec![mask(sha256), salt(&[32])], None),
            (vec![hashed(sha1), mask(sha1)], None),
            (vec![hashed(sha256), mask(sha256), salt(&[1, 0, 0])], None),
            (vec![], None),
        ] {
            assert_eq!(scheme(&parts), expected, "{parts:?}");
        }
        // SHA-1 is refused with any algorithm.
        for sha1 in ["1.2.840.113549.1.1.5", "1.2.840.10045.4.1"] {
            assert_eq!(super::scheme(&ObjectIdentifier::new_unwrap(sha1), None, None), None);
        }
    }
}
