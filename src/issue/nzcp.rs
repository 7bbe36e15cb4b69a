//! NZ COVID Passes of an invented issuer, with any defect.

use super::{Claims, Error, Issued, Issuer, Person, defect::defects};
use crate::{limits::MAX_TEXT, pass::Algorithm};
use ciborium::Value;
use coset::{CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

/// Content of a NZ COVID Pass.
#[derive(Clone, Debug)]
pub struct CovidPassOptions {
    /// Issuer, a `did:web`.
    pub issuer: String,
    /// Person that it names.
    pub person: Person,
    /// Time at which the pass is valid, or shows its defect.
    pub at: OffsetDateTime,
    /// Defect to produce.
    pub defect: Option<CovidPassDefect>,
}

impl CovidPassOptions {
    /// A pass for the n-th invented person, valid around a time.
    #[must_use]
    pub fn new(person: usize, at: OffsetDateTime) -> Self {
        Self {
            issuer: "did:web:demo.greengate.example".to_owned(),
            person: Person::sample(person),
            at,
            defect: None,
        }
    }
}

defects! {
    /// Defects of a NZ COVID Pass.
    CovidPassDefect:
    /// The `NZCP:/` is missing.
    NoPrefix = "no-prefix" => NotAPass,
    /// Version 2.
    Version = "version" => Encoding,
    /// A character that base32 does not have.
    BadCharacter = "bad-character" => Encoding,
    /// Base32 with padding.
    Padding = "padding" => Encoding,
    /// A text far beyond the limit.
    LongText = "long-text" => TooLarge,
    /// The end of the message is missing.
    Truncated = "truncated" => Malformed,
    /// No issuer.
    NoIssuer = "no-issuer" => Malformed,
    /// No key identifier.
    NoKeyIdentifier = "no-key-identifier" => Malformed,
    /// The expiry as text.
    ExpiryText = "expiry-text" => Malformed,
    /// Signed as PS256.
    AlgorithmPs256 = "algorithm-ps256" => UnsupportedAlgorithm,
    /// The issuer is on no list.
    UnknownIssuer = "unknown-issuer" => UnknownIssuer,
    /// The issuer's document lists another key.
    UnknownKey = "unknown-key" => UnknownIssuer,
    /// Signed by another key.
    Forged = "forged" => BadSignature,
    /// One bit of the signature is flipped.
    FlippedSignature = "flipped-signature" => BadSignature,
    /// The name was changed after signing.
    AlteredName = "altered-name" => BadSignature,
    /// The key is on the list for other passes.
    WrongKeyUse = "wrong-key-use" => WrongKeyUsage,
    /// No expiry.
    NoExpiry = "no-expiry" => BadPayload,
    /// Another type of credential.
    OtherType = "other-type" => BadPayload,
    /// No name.
    NoName = "no-name" => BadPayload,
    /// Born on a day that no calendar has.
    ImpossibleBirthDate = "impossible-birth-date" => BadPayload,
    /// Valid from tomorrow.
    NotActive = "not-active" => NotYetValid,
    /// Expired.
    Expired = "expired" => Expired,
}

impl CovidPassDefect {
    /// True if the pass is genuine despite the defect.
    #[must_use]
    pub const fn is_authentic(self) -> bool {
        use crate::verdict::Reason as R;
        matches!(self.reason(), R::BadPayload | R::NotYetValid | R::Expired)
    }
}

/// Name of the key in the issuer's document.
const KEY: &str = "key-1";

/// Makes one pass.
///
/// # Errors
/// Fails if the key is not on P-256.
pub fn issue_covid_pass(issuer: &Issuer, options: &CovidPassOptions) -> Result<Issued, Error> {
    use CovidPassDefect as D;
    let defect = options.defect;
    let entry = issuer
        .card_entry(&options.issuer)
        .filter(|_| issuer.algorithm == Algorithm::Es256);
    let mut entry = entry.ok_or_else(|| Error::Issuer("NZ COVID Passes are signed with ES256".to_owned()))?;
    entry["jwk"]["kid"] = if defect == Some(D::UnknownKey) { "key-2" } else { KEY }.into();
    if defect == Some(D::WrongKeyUse) {
        entry["domain"] = "DCC".into();
    }
    let mut message = sign(issuer, &claims(options)?, defect)?;
    match defect {
        Some(D::Forged) => message.signature = issuer.sign_with_another_key(&message.tbs_data(&[]))?,
        Some(D::FlippedSignature) => message.signature[30] ^= 4,
        Some(D::AlteredName) => {
            // The structure stays valid.
            if let Some(payload) = &mut message.payload
                && let Some(at) = payload.windows(9).position(|w| w == b"givenName")
            {
                payload[at + 11] ^= 1;
            }
        }
        _ => {}
    }
    let mut bytes = message.to_tagged_vec().map_err(|e| Error::Encoding(e.to_string()))?;
    if defect == Some(D::Truncated) {
        bytes.truncate(bytes.len() / 2);
    }
    let mut packed = base32(&bytes);
    match defect {
        Some(D::BadCharacter) => packed.replace_range(20..21, "1"),
        Some(D::Padding) => packed.push('='),
        Some(D::LongText) => packed.push_str(&"A".repeat(MAX_TEXT)),
        _ => {}
    }
    let text = match defect {
        Some(D::NoPrefix) => packed,
        Some(D::Version) => format!("NZCP:/2/{packed}"),
        _ => format!("NZCP:/1/{packed}"),
    };
    Ok(Issued {
        texts: vec![text.clone()],
        text,
        trust: if defect == Some(D::UnknownIssuer) {
            Vec::new()
        } else {
            vec![entry]
        },
        revocation: None,
        at: options.at,
        reason: defect.map(D::reason),
    })
}

fn claims(options: &CovidPassOptions) -> Result<Claims, Error> {
    use CovidPassDefect as D;
    let (person, at, defect) = (&options.person, options.at, options.defect);
    let is = |wanted: D| defect == Some(wanted);
    let mut subject = json!({"givenName": person.given, "familyName": person.family, "dob": person.birth_date});
    if is(D::NoName) {
        subject["givenName"] = " ".into();
    }
    if is(D::ImpossibleBirthDate) {
        subject["dob"] = "1987-02-30".into();
    }
    let credential: Json = json!({
        "@context": ["https://www.w3.org/2018/credentials/v1", "https://nzcp.covid19.health.nz/contexts/v1"],
        "version": "1.0.0",
        "type": ["VerifiableCredential", if is(D::OtherType) { "OtherPass" } else { "PublicCovidPass" }],
        "credentialSubject": subject,
    });
    let day = Duration::days(1);
    let (from, until) = match defect {
        Some(D::NotActive) => (at + day, at + day * 30),
        Some(D::Expired) => (at - day * 30, at),
        _ => (at - day, at + day * 30),
    };
    let number = |time: OffsetDateTime| Value::from(time.unix_timestamp());
    // The identifier says nothing of the person: it is a hash of the content.
    let identifier = Sha256::digest(credential.to_string());
    let mut claims = vec![
        (Value::from(5), number(from)),
        (Value::from(7), Value::Bytes(identifier[..16].to_vec())),
        (
            Value::from("vc"),
            Value::serialized(&credential).map_err(|e| Error::Encoding(e.to_string()))?,
        ),
    ];
    if !is(D::NoIssuer) {
        claims.insert(0, (Value::from(1), Value::from(options.issuer.as_str())));
    }
    if is(D::ExpiryText) {
        claims.push((Value::from(4), Value::from("soon")));
    } else if !is(D::NoExpiry) {
        claims.push((Value::from(4), number(until)));
    }
    Ok(claims)
}

/// Signs the claims. The key identifier is bytes, as in the examples of the specification.
fn sign(issuer: &Issuer, claims: &Claims, defect: Option<CovidPassDefect>) -> Result<CoseSign1, Error> {
    let encoding = |e: coset::CoseError| Error::Encoding(e.to_string());
    let algorithm = match defect {
        Some(CovidPassDefect::AlgorithmPs256) => iana::Algorithm::PS256,
        _ => iana::Algorithm::ES256,
    };
    let mut header = HeaderBuilder::new().algorithm(algorithm);
    if defect != Some(CovidPassDefect::NoKeyIdentifier) {
        header = header.key_id(KEY.into());
    }
    CoseSign1Builder::new()
        .protected(header.build())
        .payload(Value::Map(claims.clone()).to_vec().map_err(encoding)?)
        .try_create_signature(&[], |message| issuer.sign(message))
        .map(CoseSign1Builder::build)
}

/// Base32 (RFC 4648) without padding.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let letter = |block: &[u8], n: usize| {
        let bit = |place: usize| block.get(place / 8).map_or(0, |byte| byte >> (7 - place % 8) & 1);
        let value = (n * 5..n * 5 + 5).fold(0, |value, place| value << 1 | bit(place));
        char::from(ALPHABET[usize::from(value)])
    };
    let blocks = bytes.chunks(5);
    blocks
        .flat_map(|block| (0..(block.len() * 8).div_ceil(5)).map(move |n| letter(block, n)))
        .collect()
}
