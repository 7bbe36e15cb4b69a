use super::{Claims, Error, Issuer, IssuerOptions};
use crate::{limits::MAX_INFLATED, pass::Kind, verdict::Reason};
use ciborium::Value;
use coset::{CoseSign1, iana};
use serde_json::{Value as Json, json};
use time::{Duration, OffsetDateTime};

/// Declares the defects of a format's passes, each with its name on the command line and the expected reason of the
/// verdict.
macro_rules! defects {
    ($(#[doc = $what:literal])* $defects:ident: $($(#[doc = $doc:literal])* $name:ident = $text:literal => $reason:ident,)*) => {
        $(#[doc = $what])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum $defects {
            $($(#[doc = $doc])* $name,)*
        }

        impl $defects {
            /// All defects, in the order of the checks.
            pub const ALL: [Self; [$(Self::$name),*].len()] = [$(Self::$name),*];

            /// Name on the command line.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Expected reason of the verdict.
            #[must_use]
            pub const fn reason(self) -> $crate::verdict::Reason {
                match self { $(Self::$name => $crate::verdict::Reason::$reason,)* }
            }
        }

        impl std::str::FromStr for $defects {
            type Err = $crate::issue::UnknownDefect;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.into_iter().find(|d| d.as_str() == text).ok_or_else(|| {
                    let all: Vec<&str> = Self::ALL.iter().map(|d| d.as_str()).collect();
                    $crate::issue::UnknownDefect::among(&all)
                })
            }
        }
    };
}
pub(super) use defects;

defects! {
    /// Defects of an HCERT pass.
    Defect:
    /// The `HC1:` is missing.
    NoPrefix = "no-prefix" => NotAPass,
    /// A character outside of the base45 alphabet.
    BadCharacter = "bad-character" => Encoding,
    /// A base45 group above 65535.
    Base45Overflow = "base45-overflow" => Encoding,
    /// Wrong Adler-32.
    Checksum = "checksum" => Compression,
    /// A byte after the end of the stream.
    TrailingBytes = "trailing-bytes" => Compression,
    /// The end of the stream is missing.
    Truncated = "truncated" => Compression,
    /// Inflates far beyond the limit.
    DeflateBomb = "deflate-bomb" => TooLarge,
    /// CBOR nested far beyond the limit.
    DeepNesting = "deep-nesting" => TooLarge,
    /// A CBOR item after the message.
    TrailingItem = "trailing-item" => Malformed,
    /// No HCERT claim.
    NoHcert = "no-hcert" => Malformed,
    /// No key identifier.
    NoKeyIdentifier = "no-key-identifier" => Malformed,
    /// The expiry is NaN.
    ExpiryNan = "expiry-nan" => Malformed,
    /// Signed as HS256.
    AlgorithmHs256 = "algorithm-hs256" => UnsupportedAlgorithm,
    /// Signed as ES384.
    AlgorithmEs384 = "algorithm-es384" => UnsupportedAlgorithm,
    /// The key is on no list.
    UnknownKey = "unknown-key" => UnknownIssuer,
    /// One bit of the signature is flipped.
    FlippedSignature = "flipped-signature" => BadSignature,
    /// The content was changed after signing.
    AlteredContent = "altered-content" => BadSignature,
    /// Signed by another key under the issuer's name.
    Forged = "forged" => BadSignature,
    /// The signature is empty.
    EmptySignature = "empty-signature" => BadSignature,
    /// The key may sign another kind only.
    WrongKeyUse = "wrong-key-use" => WrongKeyUsage,
    /// On a revocation list.
    Revoked = "revoked" => Revoked,
    /// No name.
    NoName = "no-name" => BadPayload,
    /// Two entries.
    TwoEntries = "two-entries" => BadPayload,
    /// A day that no calendar has.
    ImpossibleDate = "impossible-date" => BadPayload,
    /// Issued in the future.
    IssuedInFuture = "issued-in-future" => NotYetValid,
    /// Expired.
    Expired = "expired" => Expired,
    /// The issuer's certificate has expired.
    CertificateExpired = "certificate-expired" => IssuerCertificateNotValid,
    /// The issuer's certificate is not valid yet.
    CertificateInFuture = "certificate-in-future" => IssuerCertificateNotValid,
}

impl Defect {
    /// True if the pass is genuine despite the defect.
    #[must_use]
    pub const fn is_authentic(self) -> bool {
        matches!(
            self.reason(),
            Reason::BadPayload | Reason::NotYetValid | Reason::Expired | Reason::IssuerCertificateNotValid
        )
    }

    /// Issuer that such a pass needs.
    #[must_use]
    pub fn issuer_options(self, options: IssuerOptions, kind: Kind) -> IssuerOptions {
        let middle = options.not_before + Duration::days(365);
        match self {
            Self::WrongKeyUse => IssuerOptions {
                usage: Kind::ALL.into_iter().filter(|other| *other != kind).collect(),
                ..options
            },
            Self::UnknownKey => IssuerOptions {
                seed: format!("{} unknown", options.seed),
                ..options
            },
            Self::CertificateExpired => IssuerOptions {
                not_after: middle - Duration::days(10),
                ..options
            },
            Self::CertificateInFuture => IssuerOptions {
                not_before: middle + Duration::days(10),
                ..options
            },
            _ => options,
        }
    }

    /// Algorithm to name instead of the issuer's own.
    pub(super) const fn algorithm(self) -> Option<iana::Algorithm> {
        match self {
            Self::AlgorithmHs256 => Some(iana::Algorithm::HMAC_256_256),
            Self::AlgorithmEs384 => Some(iana::Algorithm::ES384),
            _ => None,
        }
    }

    /// Spoils the content of an ICVP.
    pub(super) fn spoil_icvp(self, statement: &mut Json) {
        match self {
            Self::NoName => statement["n"] = json!(" "),
            // None instead of two, since several vaccinations are allowed here.
            Self::TwoEntries => statement["vx"] = json!([]),
            Self::ImpossibleDate => statement["vx"]["dt"] = json!("2021-02-30"),
            Self::DeepNesting => self.spoil_statement(statement),
            _ => {}
        }
    }

    pub(super) fn spoil_statement(self, statement: &mut Json) {
        let group = ["v", "t", "r"]
            .into_iter()
            .find(|g| statement.get(g).is_some())
            .unwrap_or("v");
        match self {
            Self::NoName => statement["nam"] = json!({}),
            Self::TwoEntries => {
                let entry = statement[group][0].clone();
                statement[group] = json!([entry.clone(), entry]);
            }
            Self::ImpossibleDate => {
                let (field, value) = match group {
                    "v" => ("dt", "2021-02-30"),
                    "t" => ("sc", "2021-02-30T08:30:00Z"),
                    _ => ("fr", "2021-02-30"),
                };
                statement[group][0][field] = json!(value);
            }
            Self::DeepNesting => {
                statement["meta"] = (0..32).fold(json!([]), |inner, _| json!([inner]));
            }
            _ => {}
        }
    }

    pub(super) fn spoil_claims(self, claims: &mut Claims, at: OffsetDateTime) {
        let mut set = |key: i64, value: Option<Value>| {
            claims.retain(|(k, _)| *k != Value::Integer(key.into()));
            claims.extend(value.map(|v| (Value::Integer(key.into()), v)));
        };
        let seconds = |t: OffsetDateTime| Some(Value::Integer(t.unix_timestamp().into()));
        match self {
            Self::NoHcert => set(-260, None),
            Self::ExpiryNan => set(4, Some(Value::Float(f64::NAN))),
            Self::IssuedInFuture => set(6, seconds(at + Duration::days(1))),
            Self::Expired => {
                set(6, seconds(at - Duration::days(366)));
                set(4, seconds(at - Duration::days(1)));
            }
            _ => {}
        }
    }

    pub(super) fn spoil_message(self, message: &mut CoseSign1, issuer: &Issuer) -> Result<(), Error> {
        match self {
            Self::FlippedSignature => {
                if let Some(last) = message.signature.last_mut() {
                    *last ^= 1;
                }
            }
            Self::AlteredContent => {
                // Change one letter of the country in the statement; the structure stays valid.
                if let Some(payload) = &mut message.payload
                    && let Some(at) = payload.windows(4).position(|w| w == b"demo")
                {
                    payload[at] = b'D';
                }
            }
            Self::Forged => message.signature = issuer.sign_with_another_key(&message.tbs_data(&[]))?,
            Self::EmptySignature => message.signature.clear(),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn spoil_cose(self, cose: &mut Vec<u8>) {
        match self {
            Self::TrailingItem => cose.push(0xf6),
            // A byte string whose announced length never ends.
            Self::DeflateBomb => cose.resize(MAX_INFLATED * 16, 0),
            _ => {}
        }
    }

    pub(super) fn spoil_stream(self, stream: &mut Vec<u8>) {
        match self {
            Self::Checksum => {
                if let Some(last) = stream.last_mut() {
                    *last ^= 1;
                }
            }
            Self::TrailingBytes => stream.push(0),
            Self::Truncated => stream.truncate(stream.len() / 2),
            _ => {}
        }
    }

    pub(super) fn spoil_text(self, text: &mut String) {
        match self {
            Self::NoPrefix => *text = text.split_off(4),
            Self::BadCharacter => text.replace_range(20..21, "a"),
            Self::Base45Overflow => text.replace_range(4..7, ":::"),
            _ => {}
        }
    }
}
