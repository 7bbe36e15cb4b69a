use super::{Because, Conclusion};
use crate::{
    pass::{ClinicalEvent, Format, HealthLink, Kind, Notice, Recognised},
    person::Person,
    rules::Entry,
    trust::{Environment, PendingCheck, Revocation, RevocationState},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The verdict on one pass: the JSON of the command line and the content of the page. Absent facts are `None` (JSON
/// null), never invented.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Report {
    /// Valid (genuine and current), or not.
    pub status: Status,
    /// Reason for an invalid pass; `None` for a valid one.
    pub reason: Option<Reason>,
    /// The reason with its facts, in one sentence for a developer.
    pub detail: Option<String>,
    /// Signed by a trusted key that may sign this kind of pass, and not revoked,
    /// whatever the dates say.
    pub authentic: bool,
    /// Format of the pass.
    pub format: Option<Format>,
    /// Kind of statement.
    pub kind: Option<Kind>,
    /// Person named by the pass.
    pub holder: Option<Holder>,
    /// Issuer of the pass.
    pub issuer: Option<Issuer>,
    /// Time of issue.
    #[serde(with = "crate::encoding::instant::option")]
    pub issued_at: Option<OffsetDateTime>,
    /// Time of expiry: the first instant that is too late, or for a DCC the last that is not.
    #[serde(with = "crate::encoding::instant::option")]
    pub expires_at: Option<OffsetDateTime>,
    /// Start of the statement's validity, if it is later than the time of issue.
    #[serde(with = "crate::encoding::instant::option")]
    pub valid_from: Option<OffsetDateTime>,
    /// Seconds by which a valid pass was issued after the time of the check, within the tolerance for clocks; `None` if
    /// it was issued before.
    pub issued_ahead: Option<u64>,
    /// Vaccinations, tests or recoveries in the pass.
    pub events: Vec<ClinicalEvent>,
    /// Decoded content. Formats that are not self-describing omit it.
    #[serde(with = "content")]
    pub payload: Option<serde_json::Value>,
    /// Entry decision; `None` without a destination.
    pub entry: Option<Entry>,
    /// One answer to everything that was asked.
    pub conclusion: Conclusion,
    /// List entry that vouched for the signature; `None` if none did.
    pub source: Option<Source>,
    /// What is known of its revocation. A missing list never counts as "not revoked".
    pub revocation: Revocation,
    /// First 12 bytes of SHA-256 over the signed bytes, in base64: the same for every copy of a pass, whatever its
    /// signature, compression or text.
    pub fingerprint: Option<String>,
    /// Kind of a text that is recognised but not a supported pass.
    #[serde(default)]
    pub recognised: Option<Recognised>,
    /// What a person should know of the pass, and what does not make it invalid.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// Day of WHO's list of vaccines, if the pass was compared with it.
    #[serde(default)]
    pub products_as_of: Option<String>,
    /// Trust domain of the key that signed the pass, if it is one of WHO's that vouches for no pass here: a person
    /// decides. The reason is then [`Reason::UnknownIssuer`].
    #[serde(default)]
    pub signed_under: Option<String>,
    /// What a signed health link says of itself: it is no pass.
    #[serde(default)]
    pub link: Option<HealthLink>,
    /// Checks that this build could not make for lack of the feature `lists`, and whose results may change the verdict.
    /// `detail` says so too.
    #[serde(skip)]
    pub pending: Vec<PendingCheck>,
}

/// JSON in self-describing formats, nothing in others.
mod content {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    pub fn serialize<S: Serializer>(content: &Option<Value>, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            content.serialize(serializer)
        } else {
            serializer.serialize_unit()
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
        if deserializer.is_human_readable() {
            Option::deserialize(deserializer)
        } else {
            <()>::deserialize(deserializer).map(|()| None)
        }
    }
}

/// Result of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Genuine and current.
    Valid,
    /// Not genuine or not current; see the reason.
    Invalid,
}

/// Reason for an invalid pass, in the order of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// No known pass prefix or shape.
    NotAPass,
    /// The base45 text is broken.
    Encoding,
    /// The compressed stream is broken, or has bytes after its end.
    Compression,
    /// Text, inflated size, nesting or counts beyond the limits.
    TooLarge,
    /// The CBOR, COSE or CWT structure is wrong.
    Malformed,
    /// A signature algorithm that this format does not allow.
    UnsupportedAlgorithm,
    /// No trusted key for the key identifier.
    UnknownIssuer,
    /// A trusted key was found and the signature does not verify.
    BadSignature,
    /// The key may not sign this kind of pass.
    WrongKeyUsage,
    /// On a revocation list.
    Revoked,
    /// Authentic, but the content breaks its schema.
    BadPayload,
    /// Issued or valid only in the future.
    NotYetValid,
    /// The pass itself has expired.
    Expired,
    /// The issuer's certificate is not valid at the time of the check.
    IssuerCertificateNotValid,
}

impl Reason {
    /// Every reason, in the order of the checks.
    pub const ALL: [Self; 14] = [
        Self::NotAPass,
        Self::Encoding,
        Self::Compression,
        Self::TooLarge,
        Self::Malformed,
        Self::UnsupportedAlgorithm,
        Self::UnknownIssuer,
        Self::BadSignature,
        Self::WrongKeyUsage,
        Self::Revoked,
        Self::BadPayload,
        Self::NotYetValid,
        Self::Expired,
        Self::IssuerCertificateNotValid,
    ];

    /// Name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAPass => "not-a-pass",
            Self::Encoding => "encoding",
            Self::Compression => "compression",
            Self::TooLarge => "too-large",
            Self::Malformed => "malformed",
            Self::UnsupportedAlgorithm => "unsupported-algorithm",
            Self::UnknownIssuer => "unknown-issuer",
            Self::BadSignature => "bad-signature",
            Self::WrongKeyUsage => "wrong-key-usage",
            Self::Revoked => "revoked",
            Self::BadPayload => "bad-payload",
            Self::NotYetValid => "not-yet-valid",
            Self::Expired => "expired",
            Self::IssuerCertificateNotValid => "issuer-certificate-not-valid",
        }
    }
}

/// Person named by a pass. Only as true as the pass is authentic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Holder {
    /// Given and family name as the holder writes them.
    pub name: Option<String>,
    /// `FAMILY<<GIVEN` in ICAO 9303 transliteration.
    pub standard_name: Option<String>,
    /// Date of birth with the precision that the pass has.
    pub birth_date: Option<String>,
    /// Number of the travel document that the pass belongs to.
    #[serde(default)]
    pub document: Option<String>,
}

impl Holder {
    /// The person, by the name in passport letters if the pass has one.
    #[must_use]
    pub fn person(&self) -> Option<Person> {
        let birth = self.birth_date.as_deref();
        let standard = self.standard_name.as_deref();
        let by_standard_name = standard.map(|name| Person::from_standard_name(name, birth));
        by_standard_name.or_else(|| Some(Person::from_full_name(self.name.as_deref()?, birth)))
    }
}

/// Issuer of a pass.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Issuer {
    /// Country of the trusted key, else of the pass.
    pub country: Option<String>,
    /// Name of the authority in the pass.
    pub name: Option<String>,
    /// Key identifier in base64.
    pub kid: Option<String>,
}

/// The list entry that vouches for a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Source {
    /// Name of the list.
    pub name: String,
    /// Real issuer, test environment or demo.
    pub environment: Environment,
    /// Time when the list was issued, if known.
    #[serde(default, with = "crate::encoding::instant::option")]
    pub list_issued_at: Option<OffsetDateTime>,
    /// End of the time during which the list counts as fresh.
    #[serde(default, with = "crate::encoding::instant::option")]
    pub list_best_before: Option<OffsetDateTime>,
    /// Time after which the list is too old.
    #[serde(default, with = "crate::encoding::instant::option")]
    pub list_ends_at: Option<OffsetDateTime>,
    /// First instant of the issuer certificate's validity, if there is a certificate.
    #[serde(with = "crate::encoding::instant::option")]
    pub not_before: Option<OffsetDateTime>,
    /// Last instant of the issuer certificate's validity.
    #[serde(with = "crate::encoding::instant::option")]
    pub not_after: Option<OffsetDateTime>,
}

impl Report {
    /// Report without any fact.
    pub(super) const fn empty() -> Self {
        Self {
            status: Status::Invalid,
            reason: None,
            detail: None,
            authentic: false,
            format: None,
            kind: None,
            holder: None,
            issuer: None,
            issued_at: None,
            expires_at: None,
            valid_from: None,
            issued_ahead: None,
            events: Vec::new(),
            payload: None,
            entry: None,
            conclusion: Conclusion::look(Because::Authentic),
            source: None,
            revocation: Revocation::without_list(RevocationState::NotAsked),
            fingerprint: None,
            recognised: None,
            notices: Vec::new(),
            products_as_of: None,
            signed_under: None,
            link: None,
            pending: Vec::new(),
        }
    }

    /// True if both are about the same pass: the same signed bytes, and both genuine or both not. A forged copy is
    /// never the same as the pass that it copies.
    #[must_use]
    pub fn is_same_pass(&self, other: &Self) -> bool {
        self.fingerprint.is_some() && self.fingerprint == other.fingerprint && self.authentic == other.authentic
    }

    /// True if a listed key made the signature: one of the pass' own domain, or of another of WHO's
    /// ([`Self::signed_under`]).
    #[must_use]
    pub const fn is_well_signed(&self) -> bool {
        self.authentic || self.signed_under.is_some()
    }

    /// True if the pass is genuine and current.
    #[must_use]
    pub const fn is_valid(&self) -> bool {
        matches!(self.status, Status::Valid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_json_are_those_of_the_contract() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
        }
        assert!(Reason::ALL.is_sorted(), "the order of the checks");
        let keys: Vec<String> = match serde_json::to_value(Report::empty()).unwrap() {
            serde_json::Value::Object(map) => map.keys().cloned().collect(),
            other => panic!("not an object: {other}"),
        };
        for key in [
            "status",
            "reason",
            "detail",
            "authentic",
            "format",
            "kind",
            "holder",
            "issuer",
            "issuedAt",
            "expiresAt",
            "payload",
            "entry",
            "conclusion",
            "recognised",
        ] {
            assert!(keys.iter().any(|k| k == key), "{key}");
        }
    }
}
