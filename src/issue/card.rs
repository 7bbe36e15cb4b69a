//! SMART Health Cards of an invented issuer, in one or several codes, with any defect.

use super::{Error, Issued, Issuer, Person, date, defect::defects};
use crate::{
    limits::{MAX_CARD, MAX_INFLATED},
    pass::Kind,
};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use time::{Duration, OffsetDateTime};

/// Content of a card.
#[derive(Clone, Debug)]
pub struct CardOptions {
    /// Address of the issuer (`iss`).
    pub issuer: String,
    /// A vaccination or a test.
    pub kind: Kind,
    /// Person that it names.
    pub person: Person,
    /// Time at which the card is valid, or shows its defect.
    pub at: OffsetDateTime,
    /// Time of expiry; cards usually have none.
    pub expires_at: Option<OffsetDateTime>,
    /// Number of codes that the card is split into.
    pub codes: usize,
    /// Defect to produce.
    pub defect: Option<CardDefect>,
    /// Bytes to compress and sign instead of the usual JSON.
    pub payload: Option<Vec<u8>>,
}

impl CardOptions {
    /// A card of this kind for the n-th invented person, valid around a time.
    #[must_use]
    pub fn new(kind: Kind, person: usize, at: OffsetDateTime) -> Self {
        Self {
            issuer: "https://demo.greengate.example/cards".to_owned(),
            kind,
            person: Person::sample(person),
            at,
            expires_at: None,
            codes: 1,
            defect: None,
            payload: None,
        }
    }

    /// The usual content as JSON.
    #[must_use]
    pub fn claims(&self) -> Json {
        claims(self)
    }
}

defects! {
    /// Defects of a SMART Health Card.
    CardDefect:
    /// Another scheme than `shc:`.
    OtherScheme = "other-scheme" => NotAPass,
    /// A digit is missing at the end.
    OddDigits = "odd-digits" => Encoding,
    /// A pair of digits above 77.
    PairTooLarge = "pair-too-large" => Encoding,
    /// A letter between the digits.
    LetterInDigits = "letter-in-digits" => Encoding,
    /// Base64 with padding.
    Padding = "padding" => Encoding,
    /// A character that base64url does not have.
    BadCharacter = "bad-character" => Encoding,
    /// The stream is not compressed at all.
    NotDeflated = "not-deflated" => Compression,
    /// A zlib header around the stream.
    ZlibWrapped = "zlib-wrapped" => Compression,
    /// The end of the stream is missing.
    Truncated = "truncated" => Compression,
    /// Bytes after the end of the stream.
    TrailingBytes = "trailing-bytes" => Compression,
    /// The trailer of gzip, of other data.
    WrongTrailer = "wrong-trailer" => Compression,
    /// Inflates far beyond the limit.
    DeflateBomb = "deflate-bomb" => TooLarge,
    /// JSON nested far beyond the limit.
    DeepNesting = "deep-nesting" => TooLarge,
    /// A text far beyond the limit.
    LongText = "long-text" => TooLarge,
    /// One of the codes is missing.
    CodeMissing = "code-missing" => Malformed,
    /// A code says that it is number 0.
    CodeZero = "code-zero" => Malformed,
    /// A code says that it is one more than there are.
    CodeBeyond = "code-beyond" => Malformed,
    /// A code of a card with another number of codes.
    CodeOfAnother = "code-of-another" => Malformed,
    /// Two codes with the same number differ.
    CodeTwiceUnlike = "code-twice-unlike" => Malformed,
    /// Two parts in the JWS.
    TwoParts = "two-parts" => Malformed,
    /// Four parts in the JWS.
    FourParts = "four-parts" => Malformed,
    /// The header is not JSON.
    HeaderNotJson = "header-not-json" => Malformed,
    /// The header marks something as critical.
    Critical = "critical" => Malformed,
    /// The header does not say that it is compressed.
    NoZip = "no-zip" => Malformed,
    /// The header names no key.
    NoKeyIdentifier = "no-key-identifier" => Malformed,
    /// The payload is not JSON.
    NotJson = "not-json" => Malformed,
    /// Two byte order marks before the JSON; one is read.
    ByteOrderMarks = "byte-order-marks" => Malformed,
    /// A member stands twice.
    DuplicateMember = "duplicate-member" => Malformed,
    /// The payload is an array.
    PayloadArray = "payload-array" => Malformed,
    /// No issuer.
    NoIssuer = "no-issuer" => Malformed,
    /// No time of issue.
    NoIssueTime = "no-issue-time" => Malformed,
    /// The time of issue in milliseconds.
    Milliseconds = "milliseconds" => Malformed,
    /// The expiry as text.
    ExpiryText = "expiry-text" => Malformed,
    /// Signed as `none`.
    AlgorithmNone = "algorithm-none" => UnsupportedAlgorithm,
    /// Signed as HS256.
    AlgorithmHs256 = "algorithm-hs256" => UnsupportedAlgorithm,
    /// Signed as ES384.
    AlgorithmEs384 = "algorithm-es384" => UnsupportedAlgorithm,
    /// No algorithm named.
    NoAlgorithm = "no-algorithm" => UnsupportedAlgorithm,
    /// The issuer is on no list.
    UnknownIssuer = "unknown-issuer" => UnknownIssuer,
    /// The key is another issuer's.
    KeyOfAnother = "key-of-another" => UnknownIssuer,
    /// The key identifier is not the thumbprint of a listed key.
    WrongThumbprint = "wrong-thumbprint" => UnknownIssuer,
    /// A slash after the issuer's address: another address.
    IssuerSlash = "issuer-slash" => UnknownIssuer,
    /// Signed by another key under the issuer's name.
    Forged = "forged" => BadSignature,
    /// One bit of the signature is flipped.
    FlippedSignature = "flipped-signature" => BadSignature,
    /// The signature in DER.
    DerSignature = "der-signature" => BadSignature,
    /// The signature is empty.
    EmptySignature = "empty-signature" => BadSignature,
    /// A byte of the signature is missing.
    ShortSignature = "short-signature" => BadSignature,
    /// The content was changed after signing.
    AlteredContent = "altered-content" => BadSignature,
    /// Its revocation identifier is on the issuer's list.
    Revoked = "revoked" => Revoked,
    /// On the list with a time after its issue.
    RevokedByTime = "revoked-by-time" => Revoked,
    /// No credential.
    NoCredential = "no-credential" => BadPayload,
    /// No bundle of records.
    NoBundle = "no-bundle" => BadPayload,
    /// The entries are no array.
    EntriesText = "entries-text" => BadPayload,
    /// No patient.
    NoPatient = "no-patient" => BadPayload,
    /// A patient without a name.
    NoName = "no-name" => BadPayload,
    /// Born on a day that no calendar has.
    ImpossibleBirthDate = "impossible-birth-date" => BadPayload,
    /// It attests nothing.
    NothingAttested = "nothing-attested" => BadPayload,
    /// Issued in the future.
    IssuedInFuture = "issued-in-future" => NotYetValid,
    /// Expired.
    Expired = "expired" => Expired,
}

impl CardDefect {
    /// True if the card is genuine despite the defect.
    #[must_use]
    pub const fn is_authentic(self) -> bool {
        use crate::verdict::Reason as R;
        matches!(self.reason(), R::BadPayload | R::NotYetValid | R::Expired)
    }

    /// Minimum number of codes that can show the defect.
    const fn codes(self) -> usize {
        match self {
            Self::CodeMissing | Self::CodeZero | Self::CodeBeyond | Self::CodeOfAnother | Self::CodeTwiceUnlike => 3,
            _ => 1,
        }
    }
}

/// Makes one card.
///
/// # Errors
/// Fails if the issuer's key is not on P-256.
pub fn issue_card(issuer: &Issuer, options: &CardOptions) -> Result<Issued, Error> {
    use CardDefect as D;
    let defect = options.defect;
    let is = |wanted: D| defect == Some(wanted);
    let mut entry = issuer
        .card_entry(&options.issuer)
        .ok_or_else(|| Error::Issuer("cards are signed with P-256".to_owned()))?;
    let kid = entry["jwk"]["kid"].as_str().unwrap_or_default().to_owned();
    let mut header = json!({"zip": "DEF", "alg": "ES256", "kid": kid});
    spoil_header(&mut header, defect);
    let usual = || claims(options).to_string().into_bytes();
    let mut payload = options.payload.clone().unwrap_or_else(usual);
    spoil_payload(&mut payload, defect);
    let mut packed = miniz_oxide::deflate::compress_to_vec(&payload, 9);
    match defect {
        Some(D::NotDeflated) => packed = payload,
        Some(D::ZlibWrapped) => packed = miniz_oxide::deflate::compress_to_vec_zlib(&payload, 9),
        Some(D::Truncated) => packed.truncate(packed.len() - 10),
        Some(D::TrailingBytes) => packed.extend([0, 0]),
        Some(D::WrongTrailer) => packed.extend([1, 2, 3, 4, 5, 6, 7, 8]),
        _ => {}
    }
    let header = if is(D::HeaderNotJson) {
        "zip: DEF".to_owned()
    } else {
        header.to_string()
    };
    let encode = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
    let mut signed = format!("{}.{}", encode(header.as_bytes()), encode(&packed));
    if is(D::BadCharacter) {
        // A character between pairs of digits that base64url does not have.
        signed.push(':');
    }
    if is(D::Padding) {
        signed.push('=');
    }
    let mut signature = match defect {
        Some(D::Forged) => issuer.sign_with_another_key(signed.as_bytes())?,
        _ => issuer.sign(signed.as_bytes())?,
    };
    match defect {
        Some(D::FlippedSignature) => signature[40] ^= 1,
        Some(D::EmptySignature) => signature.clear(),
        Some(D::ShortSignature) => signature.truncate(63),
        Some(D::DerSignature) => {
            let parsed = p256::ecdsa::Signature::from_slice(&signature).map_err(|e| Error::Encoding(e.to_string()))?;
            signature = parsed.to_der().as_bytes().to_vec();
        }
        Some(D::AlteredContent) => {
            // Another card's content with this card's signature.
            let other = CardOptions {
                person: Person::sample(7),
                defect: None,
                ..options.clone()
            };
            let packed = miniz_oxide::deflate::compress_to_vec(self::claims(&other).to_string().as_bytes(), 9);
            signed = format!("{}.{}", encode(header.as_bytes()), encode(&packed));
        }
        _ => {}
    }
    let mut jws = format!("{signed}.{}", encode(&signature));
    match defect {
        Some(D::TwoParts) => jws = signed,
        Some(D::FourParts) => jws.push_str(".AA"),
        Some(D::LongText) => jws.push_str(&"A".repeat(MAX_CARD)),
        _ => {}
    }
    let texts = texts(&jws, options);
    match defect {
        Some(D::WrongThumbprint) => entry["jwk"]["kid"] = encode(&Sha256::digest("another")).into(),
        Some(D::KeyOfAnother | D::UnknownIssuer) => entry["iss"] = "https://another.example".into(),
        Some(D::Revoked) => entry["crls"] = json!([{"kid": kid, "method": "rid", "ctr": 1, "rids": ["demo-card"]}]),
        Some(D::RevokedByTime) => {
            let after = options.at.unix_timestamp();
            entry["crls"] = json!([{"kid": kid, "method": "rid", "ctr": 1, "rids": [format!("demo-card.{after}")]}]);
        }
        _ => {}
    }
    Ok(Issued {
        text: texts.first().cloned().unwrap_or_default(),
        texts,
        trust: if is(D::UnknownIssuer) { Vec::new() } else { vec![entry] },
        revocation: None,
        at: options.at,
        reason: defect.map(CardDefect::reason),
    })
}

fn spoil_header(header: &mut Json, defect: Option<CardDefect>) {
    use CardDefect as D;
    let Some(members) = header.as_object_mut() else { return };
    let mut set = |name: &str, value: Json| drop(members.insert(name.to_owned(), value));
    match defect {
        Some(D::Critical) => set("crit", json!(["exp"])),
        Some(D::AlgorithmNone) => set("alg", json!("none")),
        Some(D::AlgorithmHs256) => set("alg", json!("HS256")),
        Some(D::AlgorithmEs384) => set("alg", json!("ES384")),
        Some(D::NoAlgorithm) => drop(members.remove("alg")),
        Some(D::NoZip) => drop(members.remove("zip")),
        Some(D::NoKeyIdentifier) => drop(members.remove("kid")),
        _ => {}
    }
}

fn spoil_payload(payload: &mut Vec<u8>, defect: Option<CardDefect>) {
    use CardDefect as D;
    match defect {
        Some(D::NotJson) => payload.truncate(payload.len() - 1),
        Some(D::ByteOrderMarks) => drop(payload.splice(0..0, [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf])),
        Some(D::DuplicateMember) => drop(payload.splice(1..1, *b"\"exp\":99999999999,\"exp\":1,")),
        Some(D::PayloadArray) => *payload = b"[1,2]".to_vec(),
        Some(D::DeepNesting) => *payload = ["[".repeat(500), "]".repeat(500)].concat().into_bytes(),
        Some(D::DeflateBomb) => payload.resize(MAX_INFLATED * 16, b' '),
        _ => {}
    }
}

/// Content of the card.
fn claims(options: &CardOptions) -> Json {
    use CardDefect as D;
    let person = &options.person;
    let day = |days: i64| date(options.at.date() - Duration::days(days));
    let patient = json!({"resourceType": "Patient", "name": [{"family": person.family, "given": person.given.split(' ').collect::<Vec<_>>()}],
        "birthDate": person.birth_date});
    let subject = json!({"reference": "resource:0"});
    let (of_kind, statements) = match options.kind {
        Kind::Test => (
            "laboratory",
            vec![
                json!({"resourceType": "Observation", "status": "final", "subject": subject,
                "code": {"coding": [{"system": "http://loinc.org", "code": "94558-4"}]},
                "effectiveDateTime": day(1), "performer": [{"display": "Demo test centre"}],
                "valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "260373001"}]}}),
            ],
        ),
        _ => (
            "immunization",
            [60, 30]
                .map(|days| {
                    json!({"resourceType": "Immunization", "status": "completed", "patient": subject,
                    "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "207"}]},
                    "occurrenceDateTime": day(days), "lotNumber": "DEMO-1",
                    "performer": [{"actor": {"display": "Demo clinic"}}]})
                })
                .to_vec(),
        ),
    };
    let resources = [vec![patient], statements].concat();
    let entries: Vec<Json> = resources
        .into_iter()
        .enumerate()
        .map(|(i, resource)| json!({"fullUrl": format!("resource:{i}"), "resource": resource}))
        .collect();
    let issued = options.at - Duration::hours(12);
    let mut claims = json!({"iss": options.issuer, "nbf": issued.unix_timestamp(), "vc": {
        "type": ["https://smarthealth.cards#health-card", format!("https://smarthealth.cards#{of_kind}")],
        "credentialSubject": {"fhirVersion": "4.0.1", "fhirBundle": {"resourceType": "Bundle", "type": "collection", "entry": entries}}}});
    if let Some(at) = options.expires_at {
        claims["exp"] = at.unix_timestamp().into();
    }
    let bundle = "/vc/credentialSubject/fhirBundle";
    let mut at = |path: &str, value: Json| {
        if let Some(place) = claims.pointer_mut(path) {
            *place = value;
        }
    };
    match options.defect {
        Some(D::NoIssuer) => at("/iss", Json::Null),
        Some(D::IssuerSlash) => at("/iss", json!(format!("{}/", options.issuer))),
        Some(D::NoIssueTime) => at("/nbf", Json::Null),
        Some(D::Milliseconds) => at("/nbf", json!(issued.unix_timestamp() * 1000)),
        Some(D::IssuedInFuture) => at("/nbf", json!((options.at + Duration::days(1)).unix_timestamp())),
        Some(D::ExpiryText) => claims["exp"] = json!("tomorrow"),
        Some(D::Expired) => claims["exp"] = json!((options.at - Duration::hours(1)).unix_timestamp()),
        Some(D::Revoked | D::RevokedByTime) => claims["vc"]["rid"] = json!("demo-card"),
        Some(D::NoCredential) => at("/vc", Json::Null),
        Some(D::NoBundle) => at(bundle, Json::Null),
        Some(D::EntriesText) => at(&format!("{bundle}/entry"), json!("none")),
        Some(D::NoPatient) => at(&format!("{bundle}/entry/0/resource/resourceType"), json!("Person")),
        Some(D::NoName) => at(&format!("{bundle}/entry/0/resource/name"), json!([])),
        Some(D::ImpossibleBirthDate) => at(&format!("{bundle}/entry/0/resource/birthDate"), json!("1990-02-30")),
        Some(D::NothingAttested) => {
            let only = claims.pointer(&format!("{bundle}/entry/0")).cloned();
            claims["vc"]["credentialSubject"]["fhirBundle"]["entry"] = json!([only]);
        }
        _ => {}
    }
    claims
}

/// Texts of the codes.
fn texts(jws: &str, options: &CardOptions) -> Vec<String> {
    use CardDefect as D;
    let mut digits = String::new();
    for byte in jws.bytes() {
        // Writing to a String cannot fail.
        _ = write!(digits, "{:02}", byte.saturating_sub(45));
    }
    match options.defect {
        Some(D::OtherScheme) => return vec![format!("shx:/{digits}")],
        Some(D::OddDigits) => drop(digits.pop()),
        Some(D::PairTooLarge) => digits.replace_range(20..22, "99"),
        Some(D::LetterInDigits) => digits.replace_range(20..21, "x"),
        _ => {}
    }
    let codes = options.codes.max(options.defect.map_or(1, CardDefect::codes));
    if codes == 1 {
        return vec![format!("shc:/{digits}")];
    }
    let size = digits.len().div_ceil(codes).next_multiple_of(2);
    let parts: Vec<&str> = (0..codes)
        .map(|i| &digits[(i * size).min(digits.len())..((i + 1) * size).min(digits.len())])
        .collect();
    let code = |index: usize, total: usize, part: &str| format!("shc:/{index}/{total}/{part}");
    let mut texts: Vec<String> = parts
        .iter()
        .enumerate()
        .map(|(i, part)| code(i + 1, codes, part))
        .collect();
    match options.defect {
        Some(D::CodeMissing) => drop(texts.pop()),
        Some(D::CodeZero) => texts[0] = code(0, codes, parts[0]),
        Some(D::CodeBeyond) => texts[0] = code(codes + 1, codes, parts[0]),
        Some(D::CodeOfAnother) => texts[1] = code(2, codes + 1, parts[1]),
        Some(D::CodeTwiceUnlike) => texts.push(code(1, codes, parts[1])),
        _ => {}
    }
    texts
}
