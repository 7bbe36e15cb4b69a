//! VDS-NC seals of an invented signer and authority, with any defect.

use super::{Anchor, Error, Issued, Issuer, IssuerOptions, Person, Profile, date, defect::defects};
use crate::{
    encoding::json::canonical,
    limits::MAX_TEXT,
    pass::{Algorithm, Kind},
};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value as Json, json};
use time::{Duration, OffsetDateTime};

/// Content of a seal.
#[derive(Clone, Debug)]
pub struct SealOptions {
    /// A vaccination or a test.
    pub kind: Kind,
    /// Person that it names.
    pub person: Person,
    /// Time at which the seal is valid, or shows its defect.
    pub at: OffsetDateTime,
    /// Defect to produce.
    pub defect: Option<SealDefect>,
    /// Signed data instead of the usual one.
    pub data: Option<Json>,
}

impl SealOptions {
    /// A seal of this kind for the n-th invented person.
    #[must_use]
    pub fn new(kind: Kind, person: usize, at: OffsetDateTime) -> Self {
        Self {
            kind,
            person: Person::sample(person),
            at,
            defect: None,
            data: None,
        }
    }

    /// The usual data.
    #[must_use]
    pub fn usual_data(&self) -> Json {
        data(self)
    }

    /// Issuer that such a seal needs: a signer of seals of Utopia, ICAO's specimen country.
    #[must_use]
    pub fn issuer(&self, algorithm: Algorithm, anchor: Anchor) -> IssuerOptions {
        use SealDefect as D;
        let document = if self.kind == Kind::Test { "NT" } else { "NV" };
        let options = IssuerOptions {
            seed: "greengate demo seal".to_owned(),
            country: "UT".to_owned(),
            algorithm,
            profile: Profile::SealSigner(vec![document]),
            anchor,
            ..IssuerOptions::demo(self.at)
        };
        match self.defect {
            Some(D::SelfSigned) => IssuerOptions {
                anchor: Anchor::Itself,
                ..options
            },
            Some(D::ChainBroken) => IssuerOptions {
                anchor: Anchor::Forger,
                ..options
            },
            Some(D::NotASealSigner) => IssuerOptions {
                usage: vec![Kind::Vaccination],
                ..options
            },
            Some(D::OtherDocumentType) => IssuerOptions {
                profile: Profile::SealSigner(vec!["NX"]),
                ..options
            },
            Some(D::CountryMismatch) => IssuerOptions {
                country: "XD".to_owned(),
                ..options
            },
            Some(D::CertificatesExpired) => IssuerOptions {
                not_after: self.at - Duration::days(1),
                ..options
            },
            Some(D::CertificatesInFuture) => IssuerOptions {
                not_before: self.at + Duration::days(1),
                ..options
            },
            _ => options,
        }
    }
}

defects! {
    /// Defects of a VDS-NC seal.
    SealDefect:
    /// Other JSON.
    OtherJson = "other-json" => NotAPass,
    /// A seal of another kind.
    OtherType = "other-type" => NotAPass,
    /// A text far beyond the limit.
    LongText = "long-text" => TooLarge,
    /// JSON nested far beyond the limit.
    DeepNesting = "deep-nesting" => TooLarge,
    /// The end is missing.
    Truncated = "truncated" => Malformed,
    /// Something after the end.
    TrailingText = "trailing-text" => Malformed,
    /// A member stands twice.
    DuplicateMember = "duplicate-member" => Malformed,
    /// A member stands twice, one of them escaped.
    DuplicateEscaped = "duplicate-escaped" => Malformed,
    /// Half of a surrogate pair.
    LoneSurrogate = "lone-surrogate" => Malformed,
    /// A number that no double can hold.
    HugeNumber = "huge-number" => Malformed,
    /// The data is a text.
    DataText = "data-text" => Malformed,
    /// No header.
    NoHeader = "no-header" => Malformed,
    /// The header does not say what it is.
    NoType = "no-type" => Malformed,
    /// No certificate.
    NoCertificate = "no-certificate" => Malformed,
    /// Something else in place of the certificate.
    CertificateGarbage = "certificate-garbage" => Malformed,
    /// The base64 of the certificate is broken.
    CertificateBase64 = "certificate-base64" => Malformed,
    /// No signature.
    NoSignature = "no-signature" => Malformed,
    /// The base64 of the signature is broken.
    SignatureBase64 = "signature-base64" => Malformed,
    /// Signed as RS256.
    AlgorithmRs256 = "algorithm-rs256" => UnsupportedAlgorithm,
    /// Signed as `none`.
    AlgorithmNone = "algorithm-none" => UnsupportedAlgorithm,
    /// No algorithm named.
    NoAlgorithm = "no-algorithm" => UnsupportedAlgorithm,
    /// No anchor on the list.
    UnknownAnchor = "unknown-anchor" => UnknownIssuer,
    /// The anchor of another country, with the same key.
    AnchorOfAnother = "anchor-of-another" => UnknownIssuer,
    /// The signer's certificate is signed by itself.
    SelfSigned = "self-signed" => UnknownIssuer,
    /// The signer's certificate names the anchor, which has not signed it.
    ChainBroken = "chain-broken" => UnknownIssuer,
    /// One bit of the certificate is flipped.
    AlteredCertificate = "altered-certificate" => UnknownIssuer,
    /// The signer's certificate stands on the list as an anchor.
    SignerAsAnchor = "signer-as-anchor" => UnknownIssuer,
    /// Signed by another key.
    Forged = "forged" => BadSignature,
    /// One bit of the signature is flipped.
    FlippedSignature = "flipped-signature" => BadSignature,
    /// The signature is in DER.
    DerSignature = "der-signature" => BadSignature,
    /// A byte of the signature is missing.
    ShortSignature = "short-signature" => BadSignature,
    /// Another algorithm is named than it is signed with.
    AlgorithmMismatch = "algorithm-mismatch" => BadSignature,
    /// The name was changed after signing.
    AlteredName = "altered-name" => BadSignature,
    /// A member was added after signing.
    AddedMember = "added-member" => BadSignature,
    /// Signed as it stands, not in canonical form.
    NotCanonical = "not-canonical" => BadSignature,
    /// The signer is of another country than the seal.
    CountryMismatch = "country-mismatch" => WrongKeyUsage,
    /// The signer's certificate is for something else.
    NotASealSigner = "not-a-seal-signer" => WrongKeyUsage,
    /// The signer's certificate is for other documents.
    OtherDocumentType = "other-document-type" => WrongKeyUsage,
    /// An unknown version.
    Version = "version" => BadPayload,
    /// No message.
    NoMessage = "no-message" => BadPayload,
    /// No person.
    NoPerson = "no-person" => BadPayload,
    /// No name.
    NoName = "no-name" => BadPayload,
    /// The name is a number.
    NameNumber = "name-number" => BadPayload,
    /// Born on a day that no calendar has.
    ImpossibleBirthDate = "impossible-birth-date" => BadPayload,
    /// Vaccinated or tested on a day that no calendar has.
    ImpossibleDate = "impossible-date" => BadPayload,
    /// No event.
    NoEvent = "no-event" => BadPayload,
    /// The event has no dose, or the test no result.
    NoDose = "no-dose" => BadPayload,
    /// The certificates have expired.
    CertificatesExpired = "certificates-expired" => IssuerCertificateNotValid,
    /// The certificates are not valid yet.
    CertificatesInFuture = "certificates-in-future" => IssuerCertificateNotValid,
}

impl SealDefect {
    /// True if the seal is genuine despite the defect.
    #[must_use]
    pub const fn is_authentic(self) -> bool {
        use crate::verdict::Reason as R;
        matches!(self.reason(), R::BadPayload | R::IssuerCertificateNotValid)
    }
}

/// Makes one seal. The issuer comes from [`SealOptions::issuer`].
///
/// # Errors
/// Fails if the key cannot be used.
pub fn issue_seal(issuer: &Issuer, options: &SealOptions) -> Result<Issued, Error> {
    use SealDefect as D;
    let defect = options.defect;
    let is = |wanted: D| defect == Some(wanted);
    let mut data = options.data.clone().unwrap_or_else(|| data(options));
    let signed = if is(D::NotCanonical) {
        // Members in another order than the canonical one.
        format!(r#"{{"msg":{},"hdr":{}}}"#, data["msg"], data["hdr"])
    } else {
        canonical(&data)
    };
    let mut signature = match defect {
        Some(D::Forged) => issuer.sign_with_another_key(signed.as_bytes())?,
        _ => issuer.sign(signed.as_bytes())?,
    };
    match defect {
        Some(D::FlippedSignature) => signature[30] ^= 4,
        Some(D::ShortSignature) => signature.truncate(signature.len() - 1),
        Some(D::DerSignature) => {
            let parsed = p256::ecdsa::Signature::from_slice(&signature).map_err(|e| Error::Encoding(e.to_string()))?;
            signature = parsed.to_der().as_bytes().to_vec();
        }
        Some(D::AlteredName) => data["msg"]["pid"]["n"] = "SOMEONE  ELSE".into(),
        Some(D::AddedMember) => data["msg"]["more"] = 1.into(),
        _ => {}
    }
    let mut certificate = issuer.certificate().to_vec();
    match defect {
        // A bit of its own signature, or different bytes altogether.
        Some(D::AlteredCertificate) => {
            if let Some(last) = certificate.last_mut() {
                *last ^= 1;
            }
        }
        Some(D::CertificateGarbage) => certificate = b"no certificate".to_vec(),
        _ => {}
    }
    let algorithm = match (defect, issuer.algorithm) {
        (Some(D::AlgorithmRs256), _) => "RS256",
        (Some(D::AlgorithmNone), _) => "none",
        (Some(D::AlgorithmMismatch), Algorithm::Es256) => "ES384",
        (Some(D::AlgorithmMismatch), _) => "ES256",
        (_, Algorithm::Es384) => "ES384",
        (_, Algorithm::Es512) => "ES512",
        _ => "ES256",
    };
    let encode = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
    let mut seal =
        json!({"data": data, "sig": {"alg": algorithm, "cer": encode(&certificate), "sigvl": encode(&signature)}});
    spoil_seal(&mut seal, defect);
    let mut text = seal.to_string();
    spoil_text(&mut text, defect);
    let mut anchor = issuer.anchor_entry();
    if is(D::AnchorOfAnother) {
        anchor["country"] = "XD".into();
    }
    if is(D::SignerAsAnchor) {
        anchor = json!({"country": issuer.country, "usage": "csca", "environment": "demo",
            "rawData": base64ct::Base64::encode_string(issuer.certificate())});
    }
    Ok(Issued {
        texts: vec![text.clone()],
        text,
        trust: if is(D::UnknownAnchor) { Vec::new() } else { vec![anchor] },
        revocation: None,
        at: options.at,
        reason: defect.map(SealDefect::reason),
    })
}

fn spoil_seal(seal: &mut Json, defect: Option<SealDefect>) {
    use SealDefect as D;
    let mut remove = |path: &str, name: &str| {
        if let Some(members) = seal.pointer_mut(path).and_then(Json::as_object_mut) {
            members.remove(name);
        }
    };
    match defect {
        Some(D::OtherJson) => *seal = json!({"hello": 1}),
        Some(D::OtherType) => seal["data"]["hdr"]["t"] = "icao.visa".into(),
        Some(D::DataText) => seal["data"] = "text".into(),
        Some(D::NoHeader) => remove("/data", "hdr"),
        Some(D::NoType) => remove("/data/hdr", "t"),
        Some(D::NoCertificate) => remove("/sig", "cer"),
        Some(D::NoSignature) => remove("/sig", "sigvl"),
        Some(D::NoAlgorithm) => remove("/sig", "alg"),
        Some(D::CertificateBase64) => seal["sig"]["cer"] = "not base64!".into(),
        Some(D::SignatureBase64) => seal["sig"]["sigvl"] = "not base64!".into(),
        Some(D::DeepNesting) => seal["data"]["more"] = (0..60).fold(json!([]), |inner, _| json!([inner])),
        _ => {}
    }
}

fn spoil_text(text: &mut String, defect: Option<SealDefect>) {
    use SealDefect as D;
    // Insert it into the data, where a reader would see it.
    let mut insert = |what: &str| *text = text.replacen(r#""hdr":{"#, &format!(r#""hdr":{{{what}"#), 1);
    match defect {
        Some(D::LongText) => text.push_str(&" ".repeat(MAX_TEXT - text.len() + 1).replace(' ', "\u{a0}")),
        Some(D::Truncated) => text.truncate(text.len() - 1),
        Some(D::TrailingText) => text.push_str("{}"),
        Some(D::DuplicateMember) => insert(r#""is":"UTO","#),
        Some(D::DuplicateEscaped) => insert(r#""\u0069s":"UTO","#),
        Some(D::LoneSurrogate) => insert(r#""x":"\ud800","#),
        Some(D::HugeNumber) => insert(r#""x":1e999,"#),
        _ => {}
    }
}

/// Data to be signed.
fn data(options: &SealOptions) -> Json {
    use SealDefect as D;
    let person = &options.person;
    let name = format!(
        "{}  {}",
        person.family_standard.replace('<', " "),
        person.given_standard.replace('<', " ")
    );
    let day = |days: i64| date(options.at.date() - Duration::days(days));
    let test = options.kind == Kind::Test;
    let mut message = if test {
        json!({"utci": "DEMO00000001", "pid": {"n": name, "dob": person.birth_date, "dt": "P", "dn": "DEMO12345"},
            "sp": {"spn": "Demo test centre", "ctr": "UTO", "cd": {"p": "+0", "e": "demo@example.org", "a": "Demo Street"}},
            "dat": {"sc": format!("{}T08:30:00Z", day(1)), "ri": format!("{}T18:00:00Z", day(1))},
            "tr": {"tc": "molecular(PCR)", "r": "negative", "m": "nasopharyngeal"}})
    } else {
        let dose = |days: i64, seq: u8| json!({"dvc": day(days), "seq": seq, "ctr": "UTO", "adm": "Demo clinic", "lot": "DEMO-1"});
        json!({"uvci": "DEMO00000001", "pid": {"n": name, "dob": person.birth_date, "i": "DEMO12345", "sex": "X"},
            "ve": [{"des": "XM68M6", "dis": "RA01.0", "nam": "Démo vaccine", "vd": [dose(60, 1), dose(30, 2)]}]})
    };
    let mut remove = |path: &str, name: &str| {
        if let Some(members) = message.pointer_mut(path).and_then(Json::as_object_mut) {
            members.remove(name);
        }
    };
    match options.defect {
        Some(D::NoPerson) => remove("", "pid"),
        Some(D::NoName) => remove("/pid", "n"),
        Some(D::NameNumber) => message["pid"]["n"] = 7.into(),
        Some(D::ImpossibleBirthDate) => message["pid"]["dob"] = "1990-02-30".into(),
        Some(D::ImpossibleDate) if test => message["dat"]["sc"] = "2026-02-30T08:30:00Z".into(),
        Some(D::ImpossibleDate) => message["ve"][0]["vd"][0]["dvc"] = "2026-02-30".into(),
        Some(D::NoEvent) if test => remove("", "dat"),
        Some(D::NoEvent) => message["ve"] = json!([]),
        Some(D::NoDose) if test => remove("", "tr"),
        Some(D::NoDose) => remove("/ve/0", "vd"),
        _ => {}
    }
    let kind = if test { "icao.test" } else { "icao.vacc" };
    let version = if options.defect == Some(D::Version) { 2 } else { 1 };
    let mut data = json!({"hdr": {"t": kind, "v": version, "is": "UTO"}, "msg": message});
    if options.defect == Some(D::NoMessage)
        && let Some(members) = data.as_object_mut()
    {
        members.remove("msg");
    }
    data
}
