use super::CertificateError;
#[cfg(feature = "lists")]
use super::other::OtherKey;
use crate::{
    limits::RSA_MODULUS,
    pass::{Algorithm, Format, Kind, Signed},
};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};
use std::{
    borrow::Cow,
    cmp::Reverse,
    fmt,
    sync::{Arc, OnceLock},
};
use time::OffsetDateTime;

/// One trusted key, with everything that limits it.
#[derive(Clone, Debug)]
pub struct Key {
    /// Key identifier given by a list or certificate, else empty; [`Key::kid`] always has one.
    pub(super) listed_kid: Vec<u8>,
    /// Issuing country, ISO 3166-1 alpha-2.
    pub country: Option<Arc<str>>,
    /// The key itself.
    pub public: PublicKey,
    /// Purpose that the key is trusted for.
    pub role: Role,
    /// Kinds of pass that it may sign.
    pub usage: KeyUsage,
    /// Trust domain that the list restricts it to (`DCC`, `ICVP`), if any.
    pub domain: Option<Arc<str>>,
    /// First instant of validity, if its certificate or list states one.
    pub not_before: Option<OffsetDateTime>,
    /// Last instant of validity, if its certificate or list states one.
    pub not_after: Option<OffsetDateTime>,
    /// Real issuer, test environment or demo.
    pub environment: Environment,
    /// Name of the issuer, if the list gives one.
    pub name: Option<Arc<str>>,
    /// List that vouches for the key; the newest of several.
    pub source: Arc<str>,
    /// Dates of that list, which tell its age.
    pub dates: ListDates,
}

/// Dates of a list, as far as it states them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListDates {
    /// Time of issue.
    pub issued_at: Option<OffsetDateTime>,
    /// End of the time during which it counts as fresh.
    pub best_before: Option<OffsetDateTime>,
    /// Time after which it is too old.
    pub expires_at: Option<OffsetDateTime>,
}

impl Key {
    /// Key identifier in the form that its passes use. For a document signer: the identifier that the list gives, else
    /// the first 8 bytes of SHA-256 over the certificate. For an issuer of SMART Health Cards: the text of the JWK
    /// thumbprint (RFC 7638). For a country signing certificate: its subject key identifier.
    #[must_use]
    pub fn kid(&self) -> Cow<'_, [u8]> {
        if self.listed_kid.is_empty() && matches!(self.role, Role::CardIssuer(_)) {
            return Cow::Owned(self.public.thumbprint().unwrap_or_default().into_bytes());
        }
        Cow::Borrowed(&self.listed_kid)
    }

    /// True for the same public key under the same identifier and for the same purpose. A key that is not carried along
    /// cannot be compared and must also have the same limits.
    pub(super) fn is_same_key(&self, other: &Self) -> bool {
        if !self.public.is_carried() {
            return self.same_as(other);
        }
        self.public == other.public
            && self.role == other.role
            && (self.listed_kid == other.listed_kid || self.kid() == other.kid())
    }

    /// Limits the key by another list's entry for it. It must be valid by both, may sign what both allow, and is real
    /// only if both say so. The newest list vouches, so that the order of the lists does not matter. Domains stay as
    /// they are.
    pub(super) fn limit_by(&mut self, other: &Self) {
        self.usage = self.usage.and(other.usage);
        self.not_before = self.not_before.max(other.not_before);
        self.not_after = least(self.not_after, other.not_after);
        self.environment = self.environment.max(other.environment);
        // If lists give different names, the first in alphabetical order counts.
        self.country = least(self.country.take(), other.country.clone());
        self.name = least(self.name.take(), other.name.clone());
        if (other.dates, Reverse(&other.source)) > (self.dates, Reverse(&self.source)) {
            self.dates = other.dates;
            self.source = Arc::clone(&other.source);
        }
    }

    /// True for the same key with the same limits, whatever its list and name.
    fn same_as(&self, other: &Self) -> bool {
        let Self {
            listed_kid,
            country,
            public,
            role,
            usage,
            domain,
            not_before,
            not_after,
            environment,
            name: _,
            source: _,
            dates: _,
        } = self;
        (listed_kid, country, public, role, usage)
            == (
                &other.listed_kid,
                &other.country,
                &other.public,
                &other.role,
                &other.usage,
            )
            && (domain, not_before, not_after, environment)
                == (&other.domain, &other.not_before, &other.not_after, &other.environment)
    }

    /// True for an anchor of VDS-NC signers, whose certificates come with their seals: an anchor of that domain, or of
    /// none.
    #[must_use]
    pub(super) fn vouches_for_seals(&self) -> bool {
        let domain = Format::VDS_NC.domain();
        self.role == Role::Anchor && self.domain.as_deref().is_none_or(|d| d.eq_ignore_ascii_case(domain))
    }

    /// True if the time lies within the key's own validity, both ends included.
    #[must_use]
    pub fn is_valid_at(&self, at: OffsetDateTime) -> bool {
        self.not_before.is_none_or(|from| at >= from) && self.not_after.is_none_or(|until| at <= until)
    }
}

/// Smaller of two values, or the only one given.
pub(super) fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Purpose that a key is trusted for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Signs HCERT passes: a Document Signer Certificate (DSC), looked up by its key identifier.
    DocumentSigner,
    /// Signs SMART Health Cards of this issuer (`iss`) and of no other.
    CardIssuer(Arc<str>),
    /// Signs the certificates of other keys (CSCA, SCA), never a pass.
    Anchor,
    /// Signs VDS-NC seals; pinned by itself, without a chain.
    SealSigner,
}

/// Environment of a key. A pass signed outside production is never shown as real. If lists disagree about a key, the
/// variant further down counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Environment {
    /// A real issuer.
    #[default]
    Production,
    /// A test environment of a trust network.
    Test,
    /// Made by `greengate issue`.
    Demo,
}

/// Kinds of pass that a key may sign, from the extended key usage (EKU) of its certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyUsage {
    bits: u8,
}

impl KeyUsage {
    /// Every kind, also for keys that state no known usage.
    pub const ANY: Self = Self { bits: 0b111 };
    /// No kind, for an anchor.
    pub const NONE: Self = Self { bits: 0 };

    const fn bit(kind: Kind) -> u8 {
        match kind {
            Kind::Vaccination => 1,
            Kind::Test => 2,
            Kind::Recovery => 4,
        }
    }

    /// Adds a kind.
    #[must_use]
    pub const fn with(self, kind: Kind) -> Self {
        Self {
            bits: self.bits | Self::bit(kind),
        }
    }

    /// True if the key may sign this kind.
    #[must_use]
    pub const fn allows(self, kind: Kind) -> bool {
        self.bits & Self::bit(kind) != 0
    }

    /// The kinds, in the order of the DCC schema.
    pub fn kinds(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.allows(*kind))
    }

    /// Usages that these OIDs name. The second OID of each kind is an early mistake that many issuers kept. Other OIDs
    /// are ignored; without any known one every kind is allowed.
    pub(super) fn from_oids<'a>(oids: impl IntoIterator<Item = &'a str>) -> Self {
        const FORMS: [&str; 2] = ["1.3.6.1.4.1.1847.2021.1", "1.3.6.1.4.1.0.1847.2021.1"];
        let mut usage = Self::NONE;
        for oid in oids {
            let kind = FORMS.iter().find_map(|form| match oid.strip_prefix(form)? {
                ".1" => Some(Kind::Test),
                ".2" => Some(Kind::Vaccination),
                ".3" => Some(Kind::Recovery),
                _ => None,
            });
            usage = kind.map_or(usage, |kind| usage.with(kind));
        }
        if usage == Self::NONE { Self::ANY } else { usage }
    }

    /// Usages that the letters v, t and r name; without any of them every kind is allowed.
    pub(super) fn from_letters(letters: &str) -> Self {
        let usage = letters.chars().fold(Self::NONE, |usage, letter| match letter {
            'v' => usage.with(Kind::Vaccination),
            't' => usage.with(Kind::Test),
            'r' => usage.with(Kind::Recovery),
            _ => usage,
        });
        if usage == Self::NONE { Self::ANY } else { usage }
    }

    /// Kinds that both allow.
    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            bits: self.bits & other.bits,
        }
    }

    pub(super) const fn bits(self) -> u8 {
        self.bits
    }

    pub(super) const fn from_bits(bits: u8) -> Self {
        Self { bits: bits & 0b111 }
    }
}

/// Signature scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Scheme {
    /// ECDSA, `r‖s` of fixed length (RFC 7518, RFC 9053).
    Ecdsa(Hash),
    /// ECDSA, DER (RFC 3279).
    EcdsaDer(Hash),
    /// RSASSA-PSS with a salt as long as the hash (RFC 8017), used by passes and lists.
    Pss(Hash),
    /// RSASSA-PSS with a salt of this many bytes, which certificates state.
    PssSalt(Hash, u16),
    /// RSASSA-PKCS1-v1_5 (RFC 8017).
    Pkcs1(Hash),
}

/// A hash function of the SHA-2 family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Hash {
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(super) fn of(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha224 => Sha224::digest(message).to_vec(),
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }
}

impl From<Algorithm> for Scheme {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Es256 => Self::Ecdsa(Hash::Sha256),
            Algorithm::Es384 => Self::Ecdsa(Hash::Sha384),
            Algorithm::Es512 => Self::Ecdsa(Hash::Sha512),
            Algorithm::Ps256 => Self::Pss(Hash::Sha256),
        }
    }
}

/// Encoded form of a public key.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum EncodedKey {
    /// Compressed point on P-256 (SEC 1).
    P256(Box<[u8]>),
    /// Compressed point on another curve (SEC 1).
    Ec(Curve, Box<[u8]>),
    /// RSA; both numbers are big-endian without leading zeros.
    Rsa {
        /// Modulus.
        n: Box<[u8]>,
        /// Public exponent.
        e: Box<[u8]>,
    },
    /// Key that the list names without carrying it along; it verifies nothing.
    Absent,
}

/// Public key that is decoded and ready to verify.
#[derive(Clone)]
enum VerifyingKey {
    P256(Box<p256::ecdsa::VerifyingKey>),
    #[cfg(feature = "lists")]
    Other(Box<OtherKey>),
}

/// A public key: ECDSA on a NIST or Brainpool curve, or RSA of 2048 to 6144 bits. It is stored in its encoded form and
/// decoded once, when it first verifies: of a list with a thousand keys a day's passes need one or two.
#[derive(Clone)]
pub struct PublicKey {
    form: EncodedKey,
    ready: OnceLock<Option<VerifyingKey>>,
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.form == other.form
    }
}

impl Serialize for PublicKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        EncodedKey::deserialize(deserializer).map(Self::unchecked)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

/// Curves of NIST (SP 800-186) and Brainpool (RFC 5639) that passes and certificates use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Curve {
    P256,
    P384,
    P521,
    BrainpoolP256r1,
    BrainpoolP384r1,
    BrainpoolP512r1,
}

impl Curve {
    /// Curve of a JOSE name (RFC 7518).
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "P-256" => Some(Self::P256),
            "P-384" => Some(Self::P384),
            "P-521" => Some(Self::P521),
            _ => None,
        }
    }

    /// Name in JOSE, or in RFC 5639 for a Brainpool curve.
    const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::BrainpoolP256r1 => "brainpoolP256r1",
            Self::BrainpoolP384r1 => "brainpoolP384r1",
            Self::BrainpoolP512r1 => "brainpoolP512r1",
        }
    }

    /// Number of bytes of a coordinate.
    pub(super) const fn size(self) -> usize {
        match self {
            Self::P256 | Self::BrainpoolP256r1 => 32,
            Self::P384 | Self::BrainpoolP384r1 => 48,
            Self::BrainpoolP512r1 => 64,
            Self::P521 => 66,
        }
    }
}

impl PublicKey {
    /// Makes a key from a point in SEC 1 encoding.
    pub(super) fn from_sec1(curve: Curve, point: &[u8]) -> Result<Self, CertificateError> {
        let (form, ready) = if curve == Curve::P256 {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point);
            let key = key.map_err(|_| CertificateError::InvalidKey)?;
            let form = EncodedKey::P256(key.to_sec1_point(true).as_bytes().into());
            (form, VerifyingKey::P256(Box::new(key)))
        } else {
            #[cfg(not(feature = "lists"))]
            return Err(CertificateError::UnsupportedKey);
            #[cfg(feature = "lists")]
            OtherKey::from_sec1(curve, point).map(|(form, key)| (form, VerifyingKey::Other(Box::new(key))))?
        };
        Ok(Self {
            form,
            ready: OnceLock::from(Some(ready)),
        })
    }

    /// Makes a key from affine coordinates, big-endian. Leading zeros, as in signed integers, are accepted.
    pub(super) fn from_coordinates(curve: Curve, x: &[u8], y: &[u8]) -> Result<Self, CertificateError> {
        let mut point = vec![4];
        for coordinate in [x, y] {
            let zeros = coordinate.iter().take_while(|b| **b == 0).count();
            let digits = &coordinate[zeros..];
            let pad = curve
                .size()
                .checked_sub(digits.len())
                .ok_or(CertificateError::InvalidKey)?;
            point.resize(point.len() + pad, 0);
            point.extend_from_slice(digits);
        }
        Self::from_sec1(curve, &point)
    }

    /// Makes an RSA key from modulus and exponent, big-endian.
    pub(super) fn from_rsa(n: &[u8], e: &[u8]) -> Result<Self, CertificateError> {
        let digits = |number: &[u8]| {
            let zeros = number.iter().take_while(|b| **b == 0).count();
            Box::<[u8]>::from(&number[zeros..])
        };
        let n = digits(n);
        if !RSA_MODULUS.contains(&n.len()) {
            return Err(CertificateError::KeySize { bits: n.len() * 8 });
        }
        let key = Self::unchecked(EncodedKey::Rsa { n, e: digits(e) });
        match key.ready() {
            Some(_) => Ok(key),
            None => Err(CertificateError::InvalidKey),
        }
    }

    /// Makes a key from its encoded form, which is only checked when the key is used.
    pub(super) const fn unchecked(form: EncodedKey) -> Self {
        Self {
            form,
            ready: OnceLock::new(),
        }
    }

    /// True if the key itself is known; a list may name a key without carrying it along.
    pub(crate) const fn is_carried(&self) -> bool {
        !matches!(self.form, EncodedKey::Absent)
    }

    pub(super) const fn is_p256(&self) -> bool {
        matches!(self.form, EncodedKey::P256(_))
    }

    pub(super) const fn form(&self) -> &EncodedKey {
        &self.form
    }

    fn ready(&self) -> Option<&VerifyingKey> {
        self.ready.get_or_init(|| VerifyingKey::of(&self.form)).as_ref()
    }

    /// Name of the curve, or RSA with the key's size in bits.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.form {
            EncodedKey::P256(_) => "P-256",
            EncodedKey::Ec(curve, _) => curve.name(),
            EncodedKey::Rsa { n, .. } if n.len() > 512 => "RSA-6144",
            EncodedKey::Rsa { n, .. } if n.len() > 384 => "RSA-4096",
            EncodedKey::Rsa { n, .. } if n.len() > 256 => "RSA-3072",
            EncodedKey::Rsa { .. } => "RSA-2048",
            EncodedKey::Absent => "not carried",
        }
    }

    /// True if this key made the signature. False for an algorithm that does not fit the key.
    #[must_use]
    pub fn verifies(&self, signed: &Signed) -> bool {
        self.verify(signed.algorithm.into(), &signed.message, &signed.signature)
    }

    /// True if this key made the signature by any scheme; false for keys that this build does not support.
    pub(crate) fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        self.verify_here(scheme, message, signature).unwrap_or(false)
    }

    /// True if this key made the signature; `None` if this build cannot tell. The scheme alone determines the hash,
    /// since some issuers sign with P-384 under the name ES256.
    pub(super) fn verify_here(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> Option<bool> {
        if cfg!(not(feature = "lists")) && self.is_carried() && !self.is_p256() {
            return None;
        }
        Some(match (self.ready(), scheme) {
            (Some(VerifyingKey::P256(key)), Scheme::Ecdsa(hash)) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_prehash(&hash.of(message), &signature).is_ok()),
            (Some(VerifyingKey::P256(key)), Scheme::EcdsaDer(hash)) => p256::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(&hash.of(message), &signature).is_ok()),
            #[cfg(feature = "lists")]
            (Some(VerifyingKey::Other(key)), scheme) => key.verify(scheme, message, signature),
            _ => false,
        })
    }

    /// Public keys on P-256 that this signature fits (SEC 1, 4.1.6), trusted or not. The scheme is ECDSA with SHA-256,
    /// signature `r‖s`.
    #[cfg(feature = "lists")]
    pub(crate) fn recovered(message: &[u8], signature: &[u8]) -> Vec<Self> {
        use p256::ecdsa::{RecoveryId, Signature, VerifyingKey};
        let Ok(signature) = Signature::from_slice(signature) else {
            return Vec::new();
        };
        let hash = Sha256::digest(message);
        let keys = (0..=RecoveryId::MAX)
            .filter_map(RecoveryId::from_byte)
            .filter_map(|id| VerifyingKey::recover_from_prehash(&hash, &signature, id).ok());
        keys.map(|key| Self::unchecked(EncodedKey::P256(key.to_sec1_point(true).as_bytes().into())))
            .collect()
    }

    /// JWK thumbprint (RFC 7638) with SHA-256 in base64url, for keys on P-256, which SMART Health Cards use, and RSA
    /// keys; `None` for others.
    #[must_use]
    pub fn thumbprint(&self) -> Option<String> {
        use base64ct::{Base64UrlUnpadded, Encoding};
        let encode = Base64UrlUnpadded::encode_string;
        let members = match (&self.form, self.ready()) {
            (EncodedKey::P256(_), Some(VerifyingKey::P256(key))) => {
                let point = key.to_sec1_point(false);
                let (x, y) = point.as_bytes().get(1..)?.split_at_checked(32)?;
                let (x, y) = (encode(x), encode(y));
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
            (EncodedKey::Rsa { n, e }, _) => format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, encode(e), encode(n)),
            _ => return None,
        };
        Some(encode(&Sha256::digest(members)))
    }
}

impl VerifyingKey {
    fn of(form: &EncodedKey) -> Option<Self> {
        Some(match form {
            EncodedKey::P256(point) => Self::P256(Box::new(p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?)),
            #[cfg(feature = "lists")]
            other => Self::Other(Box::new(OtherKey::of(other)?)),
            #[cfg(not(feature = "lists"))]
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base64url(text: &str) -> Vec<u8> {
        crate::encoding::base64url(text).unwrap()
    }

    #[test]
    fn usages_by_oid_and_by_letter() {
        let kinds = |usage: KeyUsage| usage.kinds().collect::<Vec<_>>();
        for form in ["1.3.6.1.4.1.1847.2021.1", "1.3.6.1.4.1.0.1847.2021.1"] {
            let usage = KeyUsage::from_oids([format!("{form}.1").as_str(), "1.3.6.1.5.5.7.3.2"]);
            assert_eq!(kinds(usage), [Kind::Test]);
            assert_eq!(
                kinds(KeyUsage::from_oids([format!("{form}.2").as_str()])),
                [Kind::Vaccination]
            );
            assert_eq!(
                kinds(KeyUsage::from_oids([format!("{form}.3").as_str()])),
                [Kind::Recovery]
            );
            assert_eq!(KeyUsage::from_oids([format!("{form}.4").as_str()]), KeyUsage::ANY);
        }
        assert_eq!(KeyUsage::from_oids([]), KeyUsage::ANY);
        assert_eq!(kinds(KeyUsage::from_letters("rt")), [Kind::Test, Kind::Recovery]);
        assert_eq!(KeyUsage::from_letters("sig"), KeyUsage::ANY);
    }

    /// Key of RFC 7517, appendix A.1, whose coordinates need no padding.
    const X: &str = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
    const Y: &str = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";

    #[test]
    fn coordinates_may_have_zeros_before_them() {
        let (x, y) = (base64url(X), base64url(Y));
        let key = PublicKey::from_coordinates(Curve::P256, &x, &y).unwrap();
        let padded = [&[0][..], &y].concat();
        assert_eq!(PublicKey::from_coordinates(Curve::P256, &x, &padded), Ok(key.clone()));
        for (curve, x, y) in [
            (Curve::P256, &x[..], &[][..]),
            (Curve::P256, &y, &x),
            (Curve::P384, &x, &y),
            (Curve::BrainpoolP256r1, &x, &y),
            (Curve::P256, &[1; 33], &y),
        ] {
            assert_eq!(
                PublicKey::from_coordinates(curve, x, y),
                Err(CertificateError::InvalidKey)
            );
        }
        // To the encoded form and back.
        let again = PublicKey::unchecked(key.form().clone());
        assert_eq!(again.thumbprint(), key.thumbprint());
        assert_eq!(
            PublicKey::unchecked(EncodedKey::P256([&[2][..], &[0xff; 32]].concat().into())).thumbprint(),
            None,
            "no coordinate of the field"
        );
    }

    #[test]
    fn thumbprint_of_a_known_key() {
        // Key of the example issuer in spec.smarthealth.cards; its kid is the thumbprint.
        let key = PublicKey::from_coordinates(
            Curve::P256,
            &base64url("11XvRWy1I2S0EyJlyf_bWfw_TQ5CJJNLw78bHXNxcgw"),
            &base64url("eZXwxvO1hvCY0KucrPfKo7yAyMT6Ajc3N7OkAB6VYy8"),
        );
        assert_eq!(
            key.unwrap().thumbprint().as_deref(),
            Some("3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s")
        );
    }

    #[test]
    fn the_thumbprint_of_rfc_7638() {
        // Section 3.1.
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let key = PublicKey::from_rsa(&base64url(n), &base64url("AQAB")).unwrap();
        assert_eq!(
            key.thumbprint().as_deref(),
            Some("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
        );
    }

    #[test]
    fn rsa_keys_of_2048_to_6144_bits() {
        let n = |bytes: usize| [&[0, 0xc1][..], &vec![0x5b; bytes - 1]].concat();
        for bytes in [256, 384, 512, 768] {
            assert!(PublicKey::from_rsa(&n(bytes), &[1, 0, 1]).is_ok(), "{bytes}");
        }
        for bytes in [1, 255, 769] {
            let bits = bytes * 8;
            assert_eq!(
                PublicKey::from_rsa(&n(bytes), &[1, 0, 1]),
                Err(CertificateError::KeySize { bits })
            );
        }
        for (n, e) in [
            (n(256), &[][..]),
            (n(256), &[0]),
            ([&n(256)[..256], &[2]].concat(), &[1, 0, 1]),
        ] {
            assert_eq!(PublicKey::from_rsa(&n, e), Err(CertificateError::InvalidKey));
        }
    }
}
