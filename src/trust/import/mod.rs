//! Published trust lists of every kind, read into one model. A format is one file here, one line of `list_formats!` in
//! `trust/format.rs`, and what the compiler then asks for; [`ListFormat::of`] recognises it.

mod at_cbor;
mod ch_jws;
mod de_dsc;
mod did_proof;
mod fr_tacv;
mod gateway;
mod gdhcn_did;
mod it_map;
mod jwk;
mod neutral;
mod nl_keys;
mod pem;
mod publishers;
mod se_jwt;
mod shc_directory;

pub(crate) use ch_jws::verify as verify_jws;
pub(super) use jwk::numbers as jwk_key;
pub(super) use neutral::from_value as from_json;

use super::{
    Bundle, BundleError, CertificateError, Environment, Error, Key, KeyUsage, ListDates, ListFormat, Pin, PublicKey,
    RejectedEntry, Role, SignatureStatus, SourceList, TrustList,
    certificate::{self, Certificate},
    key::least,
    revocation::CardRevocationList,
    x509,
};
use crate::{
    country,
    encoding::json::{Unreadable, bounded},
    limits::{MAX_KEYS, MAX_LIST},
};
use serde_json::Value;
use std::sync::Arc;
use time::OffsetDateTime;

impl ListFormat {
    /// True if lists of this format carry a signature of their own.
    const fn is_signed(self) -> bool {
        // Every format is named: a new one that is not signed must be refused where a signature is asked for.
        match self {
            Self::DeDsc
            | Self::EuGateway
            | Self::SeJwt
            | Self::AtCbor
            | Self::NlKeys
            | Self::ChJws
            | Self::GdhcnDid
            | Self::ShcDirectory
            | Self::Bundle => true,
            Self::ItMap | Self::FrTacv | Self::Jwks | Self::Pem | Self::Json => false,
        }
    }

    /// Format of a file, recognised by its shape.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if Bundle::is_bundle(bytes) {
            return Some(Self::Bundle);
        }
        if at_cbor::is_list(bytes) {
            return Some(Self::AtCbor);
        }
        if pem::is_certificate(bytes) {
            return Some(Self::Pem);
        }
        let text = text(bytes).ok()?;
        if text.contains("-----BEGIN CERTIFICATE-----") && !text.starts_with(['{', '[']) {
            return Some(Self::Pem);
        }
        // A raw signature of 64 bytes, and JSON on the next line.
        if let Some((first, rest)) = text.split_once('\n')
            && rest.trim_start().starts_with('{')
            && crate::encoding::base64(first).is_some_and(|signature| signature.len() == 64)
        {
            return Some(Self::DeDsc);
        }
        if let Ok(jws) = crate::encoding::jws::Jws::parse(text) {
            let payload: Value = bounded(&jws.payload).ok()?;
            return Some(if payload.get("dsc_trust_list").is_some() {
                Self::SeJwt
            } else {
                Self::ChJws
            });
        }
        Self::of_json(&bounded(text.as_bytes()).ok()?)
    }

    fn of_json(value: &Value) -> Option<Self> {
        let object = match value {
            Value::Array(entries) => {
                let has = |name| entries.iter().any(|e| e.get(name).is_some());
                return Some(if has("certificateType") {
                    Self::EuGateway
                } else if has("raw_data") {
                    Self::ItMap
                } else {
                    Self::Json
                });
            }
            Value::Object(object) => object,
            _ => return None,
        };
        const MARKS: [(&str, ListFormat); 7] = [
            ("verificationMethod", ListFormat::GdhcnDid),
            ("issuerInfo", ListFormat::ShcDirectory),
            ("certificates", ListFormat::DeDsc),
            ("certificatesDCC", ListFormat::FrTacv),
            ("eu_keys", ListFormat::NlKeys),
            ("payload", ListFormat::NlKeys),
            ("keys", ListFormat::Jwks),
        ];
        MARKS
            .iter()
            .find(|(mark, _)| object.contains_key(*mark))
            .map(|(_, format)| *format)
            .or_else(|| (!object.is_empty() && object.values().all(Value::is_string)).then_some(Self::ItMap))
    }
}

/// A file of a list.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Name for reports.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// Settings for reading a list, with the keys to check it against.
#[derive(Clone, Copy, Debug, Default)]
pub struct Import<'a> {
    /// Format; recognised by the list's shape if not given.
    pub format: Option<ListFormat>,
    /// Keys and certificates that may have signed the list. Without any, its signature is not checked and the list is
    /// marked so.
    pub pins: &'a [Pin],
    /// Common name that the signer's certificate must have (`ch-jws`).
    pub signer_name: Option<&'a str>,
    /// Issuer (`iss`) of the keys (`jwks`).
    pub issuer: Option<&'a str>,
    /// The time at which the list must be valid; without it validity is not judged.
    pub at: Option<OffsetDateTime>,
    /// Environment of the keys, unless the list itself names one other than production.
    pub environment: Environment,
}

/// Contents of a list before its keys are checked.
#[derive(Debug)]
struct Parsed {
    entries: Vec<Result<Listed, CertificateError>>,
    signature: SignatureStatus,
    issued_at: Option<OffsetDateTime>,
    expires_at: Option<OffsetDateTime>,
}

impl Parsed {
    const fn new(entries: Vec<Result<Listed, CertificateError>>, signature: SignatureStatus) -> Self {
        Self {
            entries,
            signature,
            issued_at: None,
            expires_at: None,
        }
    }
}

/// Form in which a key is given.
#[derive(Debug)]
enum Material {
    Certificate(Vec<u8>),
    Key(PublicKey),
}

/// One entry of a list: a key and the fields beside it.
#[derive(Debug)]
struct Listed {
    material: Material,
    kid: Option<Vec<u8>>,
    country: Option<String>,
    domain: Option<String>,
    usage: Option<KeyUsage>,
    role: Role,
    environment: Environment,
    name: Option<String>,
    not_before: Option<OffsetDateTime>,
    not_after: Option<OffsetDateTime>,
    /// Cards that the issuer revoked for this key.
    revoked: Vec<CardRevocationList>,
    /// True if the fields beside a certificate are not signed and must agree with it.
    unsigned: bool,
}

impl Listed {
    const fn new(material: Material) -> Self {
        Self {
            material,
            kid: None,
            country: None,
            domain: None,
            usage: None,
            role: Role::DocumentSigner,
            environment: Environment::Production,
            name: None,
            not_before: None,
            not_after: None,
            revoked: Vec::new(),
            unsigned: false,
        }
    }

    /// Entry for a document signer in a list of the EU, which has no other domain.
    fn dcc(material: Material) -> Self {
        Self {
            domain: Some("DCC".to_owned()),
            ..Self::new(material)
        }
    }

    /// Checks the fields beside a certificate against the certificate itself, which nobody can alter: its key
    /// identifier, and its country if it names one.
    fn agrees(&self, certificate: &Certificate) -> Result<(), CertificateError> {
        let own = certificate::kid(&certificate.der);
        if self.kid.as_ref().is_some_and(|kid| *kid != own) {
            return Err(CertificateError::KeyIdentifier);
        }
        let listed = self.country.as_deref().and_then(country::normal);
        match (listed, &certificate.country) {
            (Some(listed), Some(certified)) if listed != *certified => Err(CertificateError::Country {
                listed,
                certified: certified.clone(),
            }),
            _ => Ok(()),
        }
    }

    fn key(self, source: &Arc<str>) -> Result<Key, CertificateError> {
        let base = match &self.material {
            Material::Certificate(der) => {
                let certificate = Certificate::read(der)?;
                if self.unsigned {
                    self.agrees(&certificate)?;
                }
                let subject_key = certificate.subject_key.clone();
                (certificate.into_key(source), subject_key)
            }
            Material::Key(public) => {
                let key = Key {
                    listed_kid: Vec::new(),
                    country: None,
                    public: public.clone(),
                    role: Role::DocumentSigner,
                    usage: KeyUsage::ANY,
                    domain: None,
                    not_before: None,
                    not_after: None,
                    environment: Environment::Production,
                    name: None,
                    source: Arc::clone(source),
                    dates: ListDates::default(),
                };
                (key, None)
            }
        };
        let (base, subject_key) = base;
        let mut key = Key {
            listed_kid: self.kid.unwrap_or(base.listed_kid),
            country: self
                .country
                .as_deref()
                .and_then(country::normal)
                .map(Arc::from)
                .or(base.country),
            usage: match self.role {
                Role::Anchor => KeyUsage::NONE,
                // A list can narrow the usage in a certificate but not widen it.
                _ => self.usage.unwrap_or(KeyUsage::ANY).and(base.usage),
            },
            role: self.role,
            domain: self.domain.filter(|d| !d.is_empty()).map(Arc::from),
            environment: self.environment,
            name: self.name.filter(|n| !n.is_empty()).map(Arc::from),
            not_before: self.not_before.max(base.not_before),
            not_after: least(self.not_after, base.not_after),
            ..base
        };
        // Signers of seals refer to their anchor by its subject key identifier; anchors of other domains keep the
        // identifier in their list.
        if key.vouches_for_seals() {
            key.listed_kid = subject_key.unwrap_or_default();
        }
        Ok(key)
    }
}

impl Import<'_> {
    /// Reads a list that may consist of several files: the list and its signature, or parts.
    ///
    /// # Errors
    /// The whole list is refused if it is too large, has no known shape, is not signed by a pinned key, is not valid at
    /// the time, or if none of its entries can be read.
    pub fn read(&self, files: &[File]) -> Result<TrustList, Error> {
        for file in files {
            if file.bytes.len() > MAX_LIST {
                return Err(Error::TooLarge {
                    bytes: file.bytes.len(),
                    limit: MAX_LIST,
                });
            }
        }
        let format = match self.format {
            Some(format) => format,
            None => files
                .iter()
                .find_map(|file| ListFormat::of(file.bytes))
                .ok_or_else(|| Error::NotAList("it has the shape of none that is known".to_owned()))?,
        };
        let name = files.first().map_or("", |file| file.name);
        if format == ListFormat::Bundle {
            return self.bundle(only(files)?);
        }
        if !self.pins.is_empty() && !format.is_signed() {
            return Err(Error::MissingSignature("its format has none"));
        }
        let parsed = self.parse(format, files)?;
        if let Some(at) = self.at
            && let Some(expires_at) = parsed.expires_at.filter(|end| at > *end)
        {
            return Err(Error::Expired(expires_at));
        }
        let list = self.collect(parsed, format, name)?;
        if list.is_empty() && !list.skipped().is_empty() {
            return Err(Error::NothingReadable(list.skipped().len()));
        }
        Ok(list)
    }

    /// Reads a bundle. If there are pins, one of them must have signed it; if there is a time, it must not have expired
    /// then.
    fn bundle(&self, bytes: &[u8]) -> Result<TrustList, Error> {
        let (header, list) = if self.pins.is_empty() {
            Bundle::read_unverified(bytes)?
        } else {
            Bundle::read(bytes, self.pins)?
        };
        if self.at.is_some_and(|at| at > header.expires_at) {
            return Err(BundleError::Ended(header.expires_at).into());
        }
        Ok(list)
    }

    fn parse(&self, format: ListFormat, files: &[File]) -> Result<Parsed, Error> {
        match format {
            ListFormat::DeDsc => de_dsc::read(self, files),
            ListFormat::EuGateway => gateway::read(self, files),
            ListFormat::SeJwt => se_jwt::read(self, files),
            ListFormat::AtCbor => at_cbor::read(self, files),
            ListFormat::NlKeys => nl_keys::read(self, files),
            ListFormat::ChJws => ch_jws::read(self, files),
            ListFormat::ItMap => it_map::read(files),
            ListFormat::FrTacv => fr_tacv::read(files),
            ListFormat::GdhcnDid => gdhcn_did::read(self, files),
            ListFormat::ShcDirectory => shc_directory::read(self, files),
            ListFormat::Jwks => jwk::read_set(self, files),
            ListFormat::Pem => pem::read(files),
            ListFormat::Json => neutral::read(files),
            ListFormat::Bundle => Err(Error::NotAList("a bundle is no single list".to_owned())),
        }
    }

    fn collect(&self, parsed: Parsed, format: ListFormat, name: &str) -> Result<TrustList, Error> {
        let entries = parsed.entries.len();
        if entries > MAX_KEYS {
            return Err(Error::TooMany {
                entries,
                limit: MAX_KEYS,
            });
        }
        let source: Arc<str> = name.into();
        let dates = ListDates {
            issued_at: parsed.issued_at,
            best_before: None,
            expires_at: parsed.expires_at,
        };
        let mut list = TrustList::default();
        for (index, listed) in parsed.entries.into_iter().enumerate() {
            let mut subject = None;
            let skip = |list: &mut TrustList, subject: Option<String>, error| {
                list.skip(RejectedEntry {
                    source: Arc::clone(&source),
                    index,
                    subject,
                    error,
                });
            };
            let read = listed.and_then(|mut listed| {
                if listed.environment == Environment::Production {
                    listed.environment = self.environment;
                }
                let revoked = std::mem::take(&mut listed.revoked);
                if let Material::Certificate(der) = &listed.material {
                    subject = x509::subject(der);
                }
                let key = listed.key(&source)?;
                Ok((Key { dates, ..key }, revoked))
            });
            match read {
                Ok((key, revoked)) => {
                    if let Role::CardIssuer(issuer) = &key.role {
                        for cards in &revoked {
                            if !list.revoked_cards_mut().add(issuer, cards) {
                                skip(&mut list, subject.take(), CertificateError::Shape);
                            }
                        }
                    }
                    list.insert(key);
                }
                Err(error) => skip(&mut list, subject.take(), error),
            }
        }
        list.describe(SourceList {
            name: source,
            format,
            signature: parsed.signature,
            issued_at: parsed.issued_at,
            expires_at: parsed.expires_at,
            keys: list.len(),
            skipped: list.skipped().len(),
        });
        Ok(list)
    }

    /// Result of the signature check if nothing is pinned.
    const fn unchecked(&self) -> Option<SignatureStatus> {
        if self.pins.is_empty() {
            Some(SignatureStatus::NotChecked)
        } else {
            None
        }
    }
}

/// Text of a list, without a byte order mark and surrounding white space.
fn text(bytes: &[u8]) -> Result<&str, Error> {
    let text = std::str::from_utf8(bytes).map_err(|_| Error::NotAList("it is not text".to_owned()))?;
    Ok(text.trim_start_matches('\u{feff}').trim())
}

fn json(text: &str) -> Result<Value, Error> {
    bounded(text.as_bytes()).map_err(|fault| {
        Error::NotAList(match fault {
            Unreadable::TooMany => "its JSON has more values than allowed".to_owned(),
            Unreadable::Line(line) => format!("line {line} of the JSON is broken"),
        })
    })
}

fn wrong(what: &str) -> Error {
    Error::NotAList(what.to_owned())
}

/// The single file of a format that consists of one.
fn only<'a>(files: &[File<'a>]) -> Result<&'a [u8], Error> {
    match files {
        [file] => Ok(file.bytes),
        _ => Err(wrong("this format is one file")),
    }
}

fn field<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

/// Decodes a field in base64 of any dialect.
fn decoded(value: &Value, name: &str) -> Result<Vec<u8>, CertificateError> {
    let text = field(value, name).ok_or(CertificateError::Shape)?;
    crate::encoding::base64_lenient(text).ok_or(CertificateError::Base64)
}

fn seconds(value: Option<&Value>) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(value?.as_i64()?).ok()
}
