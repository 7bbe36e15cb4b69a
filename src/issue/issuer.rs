use super::Error;
use crate::pass::{Algorithm, Kind};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use p256::ecdsa::{self, signature::Signer};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use rsa::pkcs8::EncodePublicKey;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::str::FromStr;
use time::{Duration, OffsetDateTime};
use x509_cert::{
    builder::{Builder, CertificateBuilder, profile::BuilderProfile},
    certificate::TbsCertificate,
    der::{
        DateTime, Decode, Encode,
        asn1::{ObjectIdentifier, OctetString, PrintableString, SetOfVec},
        referenced::OwnedToRef,
    },
    ext::{
        Extension, ToExtension,
        pkix::{AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, SubjectKeyIdentifier},
    },
    name::Name,
    serial_number::SerialNumber,
    spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef},
    time::{Time, Validity},
};

/// Settings for an issuer's key and certificate.
#[derive(Clone, Debug)]
pub struct IssuerOptions {
    /// Seed; the same seed makes the same keys. Not a secret.
    pub seed: String,
    /// Country, a code that ISO 3166-1 leaves to users (`XA` to `XZ`).
    pub country: String,
    /// Signature algorithm of the key.
    pub algorithm: Algorithm,
    /// Kinds in the certificate's extended key usage; empty for all.
    pub usage: Vec<Kind>,
    /// First instant of the certificate's validity.
    pub not_before: OffsetDateTime,
    /// Last instant of the certificate's validity.
    pub not_after: OffsetDateTime,
    /// Purpose of the certificate.
    pub profile: Profile,
    /// Signer of the certificate.
    pub anchor: Anchor,
    /// Size of an RSA key in bits.
    pub rsa_bits: usize,
}

/// Purpose of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// Signs HCERT passes (DSC).
    DocumentSigner,
    /// Signs VDS-NC seals for these kinds of document, `NV` or `NT`; empty for all.
    SealSigner(Vec<&'static str>),
}

/// Signer of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Anchor {
    /// The country's authority, with a key on P-256.
    Ec,
    /// The country's authority, with an RSA key.
    Rsa,
    /// Another key that uses the authority's name.
    Forger,
    /// The certificate's own key (self-signed).
    Itself,
}

impl IssuerOptions {
    /// Settings of the demo issuer, valid around a time.
    #[must_use]
    pub fn demo(at: OffsetDateTime) -> Self {
        Self {
            seed: "greengate demo".to_owned(),
            country: "XD".to_owned(),
            algorithm: Algorithm::Es256,
            usage: Vec::new(),
            not_before: at - Duration::days(365),
            not_after: at + Duration::days(3650),
            profile: Profile::DocumentSigner,
            anchor: Anchor::Ec,
            rsa_bits: 2048,
        }
    }
}

enum Signing {
    P256(ecdsa::SigningKey),
    P384(Box<p384::ecdsa::SigningKey>),
    P521(Box<p521::ecdsa::SigningKey>),
    Rsa(Box<rsa::PrivateKey>),
}

/// A made-up issuer: a signing key and a Document Signer Certificate for it.
pub struct Issuer {
    /// Country of the certificate.
    pub country: String,
    /// Signature algorithm.
    pub algorithm: Algorithm,
    /// Key identifier of the certificate.
    pub kid: Vec<u8>,
    certificate: Vec<u8>,
    anchor: Vec<u8>,
    public: Vec<u8>,
    key: Signing,
    seed: String,
}

/// SHA-256 over parts that are kept apart.
pub(super) fn digest(parts: &[&str]) -> [u8; 32] {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part.as_bytes());
        sha.update([0]);
    }
    sha.finalize().into()
}

fn p256_key(seed: &str, role: &str) -> Result<ecdsa::SigningKey, Error> {
    // A hash exceeds the group order about once in 2^32.
    (0..8)
        .find_map(|n: u8| ecdsa::SigningKey::from_slice(&digest(&["p256", seed, role, &n.to_string()])).ok())
        .ok_or_else(|| Error::Issuer("no key for this seed".to_owned()))
}

/// Bytes derived from a seed.
fn stretched<const N: usize>(seed: &str, role: &str) -> [u8; N] {
    let mut bytes = [0; N];
    ChaCha20Rng::from_seed(digest(&["stretched", seed, role])).fill_bytes(&mut bytes);
    bytes
}

fn no_key<E>(_: E) -> Error {
    Error::Issuer("no key for this seed".to_owned())
}

impl Issuer {
    /// Makes the keys and the certificate.
    ///
    /// # Errors
    /// [`Error::Issuer`] if a certificate cannot contain a date or the country.
    pub fn new(options: &IssuerOptions) -> Result<Self, Error> {
        let IssuerOptions {
            seed,
            country,
            algorithm,
            ..
        } = options;
        let wrong = |e: &dyn std::fmt::Display| Error::Issuer(e.to_string());
        let (key, spki) = match algorithm {
            Algorithm::Es256 => {
                let key = p256_key(seed, "dsc")?;
                let spki = key.verifying_key().to_public_key_der().map_err(|e| wrong(&e))?;
                (Signing::P256(key), spki)
            }
            Algorithm::Es384 => {
                let key = p384::ecdsa::SigningKey::from_slice(&stretched::<48>(seed, "p384")).map_err(no_key)?;
                let spki = key.verifying_key().to_public_key_der().map_err(|e| wrong(&e))?;
                (Signing::P384(Box::new(key)), spki)
            }
            Algorithm::Es512 => {
                // The order has 521 bits: without the highest bit every number is below it.
                let mut bytes = stretched::<66>(seed, "p521");
                bytes[0] = 0;
                let key = p521::ecdsa::SigningKey::from_slice(&bytes).map_err(no_key)?;
                let spki = key.verifying_key().to_public_key_der().map_err(|e| wrong(&e))?;
                (Signing::P521(Box::new(key)), spki)
            }
            Algorithm::Ps256 => {
                let mut rng = ChaCha20Rng::from_seed(digest(&["rsa", seed, "dsc"]));
                let key = rsa::PrivateKey::new(&mut rng, options.rsa_bits).map_err(|e| wrong(&e))?;
                let spki = key.to_public_key().to_public_key_der().map_err(|e| wrong(&e))?;
                (Signing::Rsa(Box::new(key)), spki)
            }
        };
        let public = spki.as_bytes().to_vec();
        let spki = SubjectPublicKeyInfoOwned::from_der(&public).map_err(|e| wrong(&e))?;
        let (certificate, anchor) = certificates(options, spki, &key).map_err(|e| wrong(&e))?;
        Ok(Self {
            country: country.clone(),
            algorithm: *algorithm,
            kid: Sha256::digest(&certificate)[..8].to_vec(),
            certificate,
            anchor,
            public,
            key,
            seed: seed.clone(),
        })
    }

    /// The Document Signer Certificate in DER.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// Certificate in DER of the country signing authority (CSCA) that signed the document signer's.
    #[must_use]
    pub fn anchor(&self) -> &[u8] {
        &self.anchor
    }

    /// The public key, a `SubjectPublicKeyInfo` in DER.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        &self.public
    }

    /// Signs in the form of COSE and JOSE: `r‖s`, or RSASSA-PSS with a salt of 32 bytes.
    ///
    /// # Errors
    /// Fails if the RSA key cannot sign.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        match &self.key {
            Signing::P256(key) => {
                let signature: ecdsa::Signature = key.sign(message);
                Ok(signature.to_bytes().to_vec())
            }
            Signing::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(message);
                Ok(signature.to_bytes().to_vec())
            }
            Signing::P521(key) => {
                let signature: p521::ecdsa::Signature = key.sign(message);
                Ok(signature.to_bytes().to_vec())
            }
            Signing::Rsa(key) => {
                // The salt comes from the seed, so that the same seed makes the same pass.
                let mut rng = ChaCha20Rng::from_seed(digest(&["salt", &self.seed, &Base64::encode_string(message)]));
                key.pss_sign_with_rng::<Sha256, _>(&mut rng, message)
                    .map_err(|e| Error::Issuer(e.to_string()))
            }
        }
    }

    /// Signs as the country's authority with a key on P-256 ([`Anchor::Ec`]): `r‖s`.
    ///
    /// # Errors
    /// Fails if the key cannot be made.
    pub fn sign_as_authority(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature: ecdsa::Signature = p256_key(&self.seed, "csca")?.sign(message);
        Ok(signature.to_bytes().to_vec())
    }

    /// Signs with a key that is on no list.
    pub(super) fn sign_with_another_key(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature: ecdsa::Signature = p256_key(&self.seed, "forger")?.sign(message);
        Ok(signature.to_bytes().to_vec())
    }

    /// Trust list entry of the country's authority, which vouches for signers of seals.
    #[must_use]
    pub fn anchor_entry(&self) -> Json {
        json!({
            "country": self.country,
            "rawData": Base64::encode_string(&self.anchor),
            "usage": "csca",
            "environment": "demo",
        })
    }

    /// Trust list entry of an issuer of SMART Health Cards with this address; `None` if the key is not on P-256.
    #[must_use]
    pub fn card_entry(&self, issuer: &str) -> Option<Json> {
        let Signing::P256(key) = &self.key else { return None };
        let point = key.verifying_key().to_sec1_point(false);
        let (x, y) = point.as_bytes().get(1..)?.split_at_checked(32)?;
        let (x, y) = (Base64UrlUnpadded::encode_string(x), Base64UrlUnpadded::encode_string(y));
        // The members in the order of RFC 7638.
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let kid = Base64UrlUnpadded::encode_string(&Sha256::digest(members));
        Some(json!({
            "iss": issuer,
            "jwk": {"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid, "x": x, "y": y},
            "name": "Greengate demo issuer",
            "environment": "demo",
        }))
    }

    /// Trust list entry in the `json` form, marked as demo.
    #[must_use]
    pub fn trust_entry(&self) -> Json {
        json!({
            "kid": Base64::encode_string(&self.kid),
            "country": self.country,
            "rawData": Base64::encode_string(&self.certificate),
            "environment": "demo",
        })
    }
}

/// For a counter whose key is on P-256.
impl crate::counter::Signer for Issuer {
    fn public_key(&self) -> &[u8] {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, crate::counter::SignerError> {
        let signature = Self::sign(self, message);
        signature.map_err(|error| crate::counter::SignerError::NoAnswer(error.to_string()))
    }
}

/// Revocation batch of the gateway that names the pass with this signature.
pub(super) fn revocation_batch(issuer: &Issuer, signature: &[u8]) -> Json {
    let hashed = match issuer.algorithm {
        Algorithm::Es256 | Algorithm::Es384 | Algorithm::Es512 => &signature[..signature.len() / 2],
        Algorithm::Ps256 => signature,
    };
    json!({
        "country": issuer.country,
        "kid": Base64::encode_string(&issuer.kid),
        "hashType": "SIGNATURE",
        "entries": [{"hash": Base64::encode_string(&Sha256::digest(hashed)[..16])}],
    })
}

/// Profile of the certificates that this module makes.
struct Form<'a> {
    options: &'a IssuerOptions,
    /// True for the authority's own, self-signed certificate.
    anchor: bool,
    /// Identifier of the authority's key.
    authority: Option<OctetString>,
}

impl Form<'_> {
    fn name(&self, role: &str) -> Name {
        Name::from_str(&format!(
            "CN=Greengate demo {role},O=Greengate demo - not a real issuer,C={}",
            self.options.country
        ))
        .unwrap_or_default()
    }
}

impl BuilderProfile for Form<'_> {
    fn get_issuer(&self, _subject: &Name) -> Name {
        self.name("CSCA")
    }

    fn get_subject(&self) -> Name {
        self.name(if self.anchor { "CSCA" } else { "DSC" })
    }

    fn build_extensions(
        &self,
        spk: SubjectPublicKeyInfoRef<'_>,
        _issuer_spk: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        let mut extensions = Vec::new();
        if self.anchor {
            let authority = BasicConstraints {
                ca: true,
                path_len_constraint: Some(0),
            };
            extensions.push(authority.to_extension(tbs.subject(), &extensions)?);
            extensions.push(SubjectKeyIdentifier(key_identifier(&spk)?).to_extension(tbs.subject(), &extensions)?);
            return Ok(extensions);
        }
        let usages: Vec<ObjectIdentifier> = match &self.options.profile {
            Profile::DocumentSigner => self.options.usage.iter().map(|kind| usage(*kind)).collect(),
            Profile::SealSigner(types) => {
                let authority = AuthorityKeyIdentifier {
                    key_identifier: self.authority.clone(),
                    ..AuthorityKeyIdentifier::default()
                };
                extensions.push(authority.to_extension(tbs.subject(), &extensions)?);
                if !types.is_empty() {
                    extensions.push(document_types(types)?);
                }
                // Kinds of HCERT on a signer of seals, which may then not sign seals.
                let other = self.options.usage.iter().map(|kind| usage(*kind));
                let own = self.options.usage.is_empty().then_some(SEALS);
                own.into_iter().chain(other).collect()
            }
        };
        if !usages.is_empty() {
            extensions.push(ExtendedKeyUsage(usages).to_extension(tbs.subject(), &extensions)?);
        }
        Ok(extensions)
    }
}

/// Extended key usage of VDS-NC signers (ICAO).
const SEALS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.136.1.1.14.2");

/// Extended key usage of the EU for a kind of pass.
const fn usage(kind: Kind) -> ObjectIdentifier {
    match kind {
        Kind::Test => ObjectIdentifier::new_unwrap("1.3.6.1.4.1.1847.2021.1.1"),
        Kind::Vaccination => ObjectIdentifier::new_unwrap("1.3.6.1.4.1.1847.2021.1.2"),
        Kind::Recovery => ObjectIdentifier::new_unwrap("1.3.6.1.4.1.1847.2021.1.3"),
    }
}

/// `DocumentTypeList` (ICAO Doc 9303 part 12).
fn document_types(types: &[&'static str]) -> x509_cert::builder::Result<Extension> {
    let mut set = SetOfVec::new();
    for name in types {
        set.insert(PrintableString::new(name)?)?;
    }
    let (version, set) = (0_u8.to_der()?, set.to_der()?);
    let length = u8::try_from(version.len() + set.len()).unwrap_or_default();
    let list = [&[0x30, length][..], &version, &set].concat();
    Ok(Extension {
        extn_id: ObjectIdentifier::new_unwrap("2.23.136.1.1.6.2"),
        critical: false,
        extn_value: OctetString::new(list)?,
    })
}

/// Identifier of a key: the first 20 bytes of SHA-256 over it (RFC 7093, method 1).
fn key_identifier(spki: &SubjectPublicKeyInfoRef<'_>) -> x509_cert::builder::Result<OctetString> {
    Ok(OctetString::new(
        &Sha256::digest(spki.subject_public_key.raw_bytes())[..20],
    )?)
}

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// Certificate of the signer, and that of its authority.
fn certificates(
    options: &IssuerOptions,
    spki: SubjectPublicKeyInfoOwned,
    own: &Signing,
) -> Fallible<(Vec<u8>, Vec<u8>)> {
    let instant = |t: OffsetDateTime| -> Fallible<Time> {
        let seconds = u64::try_from(t.unix_timestamp())?;
        Ok(DateTime::from_unix_duration(core::time::Duration::from_secs(seconds))?.into())
    };
    if options.country.len() != 2 || !options.country.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err("the country is not two capital letters".into());
    }
    let authority = match options.anchor {
        Anchor::Rsa => {
            let mut rng = ChaCha20Rng::from_seed(digest(&["rsa", &options.seed, "csca"]));
            Signing::Rsa(Box::new(rsa::PrivateKey::new(&mut rng, 2048)?))
        }
        Anchor::Ec | Anchor::Forger | Anchor::Itself => Signing::P256(p256_key(&options.seed, "csca")?),
    };
    let authority_spki = match &authority {
        Signing::Rsa(key) => key.to_public_key().to_public_key_der()?,
        Signing::P256(key) => key.verifying_key().to_public_key_der()?,
        Signing::P384(_) | Signing::P521(_) => return Err("no authority signs with this key".into()),
    };
    let authority_spki = SubjectPublicKeyInfoOwned::from_der(authority_spki.as_bytes())?;
    let identifier = key_identifier(&authority_spki.owned_to_ref())?;
    let form = |anchor: bool| Form {
        options,
        anchor,
        authority: Some(identifier.clone()),
    };
    // The authority's certificate outlives those that it signs, unless the options say otherwise.
    let validity = Validity::new(instant(options.not_before)?, instant(options.not_after)?);
    let serial = |role| SerialNumber::new(&digest(&[role, &options.seed])[..8]);
    let anchor = CertificateBuilder::new(form(true), serial("anchor serial")?, validity, authority_spki)?;
    let signer = CertificateBuilder::new(form(false), serial("serial")?, validity, spki)?;
    let signer = match options.anchor {
        Anchor::Ec | Anchor::Rsa => build(signer, &authority)?,
        Anchor::Forger => build(signer, &Signing::P256(p256_key(&options.seed, "forger")?))?,
        Anchor::Itself => build(signer, own)?,
    };
    Ok((signer, build(anchor, &authority)?))
}

/// Chain of certificates: the next one's key signs each, and its own key signs the last.
#[cfg(test)]
pub(crate) fn chain(length: usize) -> Vec<Vec<u8>> {
    let at = OffsetDateTime::from_unix_timestamp(1_800_000_000).unwrap();
    let options = IssuerOptions::demo(at);
    let keys: Vec<ecdsa::SigningKey> = (0..length)
        .map(|n| p256_key("chain", &n.to_string()).unwrap())
        .collect();
    let instant = |t: OffsetDateTime| -> Time {
        let seconds = u64::try_from(t.unix_timestamp()).unwrap();
        DateTime::from_unix_duration(core::time::Duration::from_secs(seconds))
            .unwrap()
            .into()
    };
    let certificate = |(n, key): (usize, &ecdsa::SigningKey)| {
        let spki = key.verifying_key().to_public_key_der().unwrap();
        let spki = SubjectPublicKeyInfoOwned::from_der(spki.as_bytes()).unwrap();
        let form = Form {
            options: &options,
            anchor: true,
            authority: None,
        };
        let validity = Validity::new(instant(options.not_before), instant(options.not_after));
        let builder = CertificateBuilder::new(form, SerialNumber::new(&[1]).unwrap(), validity, spki).unwrap();
        build(builder, &Signing::P256(keys[(n + 1).min(length - 1)].clone())).unwrap()
    };
    keys.iter().enumerate().map(certificate).collect()
}

fn build(builder: CertificateBuilder<Form<'_>>, key: &Signing) -> Fallible<Vec<u8>> {
    Ok(match key {
        Signing::P256(key) => builder.build::<_, ecdsa::DerSignature>(key)?.to_der()?,
        Signing::P384(key) => builder.build::<_, p384::ecdsa::DerSignature>(&**key)?.to_der()?,
        Signing::P521(key) => builder.build::<_, p521::ecdsa::DerSignature>(&**key)?.to_der()?,
        Signing::Rsa(key) => {
            let key = rsa::pkcs1v15::SigningKey::<Sha256>::new((**key).clone());
            builder.build::<_, rsa::pkcs1v15::Signature>(&key)?.to_der()?
        }
    })
}
