//! The desk: a key, what it may do, and the way from a statement to a pass that the other half of Greengate accepts.

use super::{Line, Signer, SignerError, Statement, signer::OwnKey, statement::hash_of};
use crate::{
    frame,
    pass::{Format, Kind, TRAINING_COUNTRY},
    symbol::{Symbol, TooLong},
    trust::{Certificate, CertificateError, Environment, Freshness, KeyUsage, TrustList, pem},
    verdict::{Context, Holder, Reason, Report, judge},
};
use ciborium::Value;
use coset::{CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, iana};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use time::{Duration, OffsetDateTime};

/// Time for which a training pass lives.
const TRAINING_LIFETIME: Duration = Duration::days(30);
/// Pixels a module in the picture that is read back.
const SCALE: usize = 4;
/// Name of the list of one key that a training desk judges with.
const OWN_LIST: &str = "training";

/// What a desk's passes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// Real: the desk's certificate is on a list of real issuers and may sign vaccinations.
    Real,
    /// Training: no authority has certified the key.
    NoCertificate,
    /// Training: no list has the certificate.
    NotListed,
    /// Training: a list has the certificate as one of a test or a demo.
    TestList,
    /// Training: the list has the certificate for other passes.
    OtherPasses,
}

impl Standing {
    /// True if everything that the desk makes is marked as training.
    #[must_use]
    pub const fn is_training(self) -> bool {
        !matches!(self, Self::Real)
    }
}

/// Reason for having no desk.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] SignerError),
    /// The certificate cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The certificate is for another key.
    #[error("the certificate is for another key")]
    AnotherKey,
    /// The certificate names no country.
    #[error("the certificate names no country")]
    NoCountry,
    /// The certificate is not valid now.
    #[error("the certificate is valid from {from} to {until}")]
    NotValid {
        /// First instant.
        from: OffsetDateTime,
        /// Last instant.
        until: OffsetDateTime,
    },
    /// The certificate may not sign vaccinations.
    #[error("the certificate may not sign vaccinations")]
    Usage,
}

/// Reason for not handing out a pass.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The desk's certificate is not valid at the time of issue.
    #[error("the certificate of this desk is not valid at the time of issue")]
    CertificateNotValid,
    /// The content cannot be encoded.
    #[error("the pass cannot be encoded: {0}")]
    Encoding(String),
    /// The signer failed, or another key signed.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The text does not fit into a QR code.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// The scanner does not read the drawn code, or reads another text.
    #[error("the drawn code reads otherwise than it was written")]
    ReadsOtherwise,
    /// The verdict is another one than expected.
    #[error("the finished pass is judged otherwise than expected: {0}")]
    Judged(String),
    /// The verdict names something else than was typed.
    #[error("the finished pass says something else than was typed: {0}")]
    SaysOtherwise(&'static str),
}

/// A desk that issues: its public key, its certificate if there is one, and what its passes are.
#[derive(Clone, Debug)]
pub struct Desk {
    key: OwnKey,
    kid: Vec<u8>,
    country: String,
    standing: Standing,
    /// Validity of the certificate.
    period: Option<(OffsetDateTime, OffsetDateTime)>,
    /// The list entries that vouch for the key; for training a list of its own.
    own: TrustList,
}

impl Desk {
    /// A desk whose key nobody has certified. `public_key` is a `SubjectPublicKeyInfo` in DER.
    ///
    /// # Errors
    /// [`DeskError::Key`] if the key is not on P-256.
    pub fn training(public_key: &[u8]) -> Result<Self, DeskError> {
        let key = OwnKey::read(public_key)?;
        let kid = Sha256::digest(key.der())[..8].to_vec();
        Self::of_training(key, kid, Standing::NoCertificate)
    }

    fn of_training(key: OwnKey, kid: Vec<u8>, standing: Standing) -> Result<Self, DeskError> {
        Ok(Self {
            own: TrustList::of_one_key(&key.point(), &kid, Environment::Demo, OWN_LIST)?,
            country: TRAINING_COUNTRY.to_owned(),
            period: None,
            key,
            kid,
            standing,
        })
    }

    /// A desk with the certificate that its authority returned (X.509 in DER, or in PEM by RFC 7468), judged by the lists
    /// at hand: its passes are real only where a list of real issuers has it.
    ///
    /// # Errors
    /// Fails if the certificate is for another key, is not valid at this time, names no country, or may not sign
    /// vaccinations.
    pub fn certified(
        public_key: &[u8],
        certificate: &[u8],
        trust: &TrustList,
        at: OffsetDateTime,
    ) -> Result<Self, DeskError> {
        let key = OwnKey::read(public_key)?;
        let certificate = Certificate::read(&der_of(certificate)?)?;
        if !certificate.public.is_p256_point(&key.point()) {
            return Err(DeskError::AnotherKey);
        }
        let (from, until) = (certificate.not_before, certificate.not_after);
        if at < from || at > until {
            return Err(DeskError::NotValid { from, until });
        }
        let usage = KeyUsage::of_certificate(&certificate);
        if !usage.allows(Kind::Vaccination) {
            return Err(DeskError::Usage);
        }
        let country = certificate.country.clone().ok_or(DeskError::NoCountry)?;
        let kid = Sha256::digest(&certificate.der)[..8].to_vec();
        let listed = || {
            trust
                .find(&kid)
                .iter()
                .filter(|listed| listed.public == certificate.public)
        };
        let is_real = |key: &&crate::trust::Key| key.environment == Environment::Production;
        let may = |key: &&crate::trust::Key| {
            key.vouches_for(Format::ICVP) && key.usage.allows(Kind::Vaccination) && key.is_valid_at(at)
        };
        let standing = if listed().next().is_none() {
            Standing::NotListed
        } else if !listed().any(|key| is_real(&key)) {
            Standing::TestList
        } else if !listed().filter(is_real).any(|key| may(&key)) {
            Standing::OtherPasses
        } else {
            Standing::Real
        };
        if standing.is_training() {
            return Self::of_training(key, kid, standing);
        }
        Ok(Self {
            own: TrustList::of_keys(listed().filter(is_real)),
            period: Some((from, until)),
            country,
            key,
            kid,
            standing,
        })
    }

    /// What its passes are.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        self.standing
    }

    /// Key identifier in its passes.
    #[must_use]
    pub fn kid(&self) -> &[u8] {
        &self.kid
    }

    /// Lists that vouch for the desk; a training desk vouches for itself, as a demo.
    #[must_use]
    pub const fn trust(&self) -> &TrustList {
        &self.own
    }

    /// Last instant of its certificate's validity, if its passes are real.
    #[must_use]
    pub fn valid_until(&self) -> Option<OffsetDateTime> {
        self.period.map(|(_, until)| until)
    }

    /// True if the list of real issuers that vouches for the desk is too old at this time.
    #[must_use]
    pub fn has_old_list(&self, at: OffsetDateTime) -> bool {
        self.own.keys().any(|key| {
            let dates = key.dates;
            Freshness::of(dates.issued_at, dates.best_before, dates.expires_at, at) == Freshness::TooOld
        })
    }

    /// Idempotency key of a statement: the same person and dose have the same key, whoever typed them when, in whichever
    /// spelling, with whichever clinician, place or document, and whatever certificate the desk has. Real passes and those
    /// for training have keys of their own. [`Statement::details`] tells what was typed otherwise.
    #[must_use]
    pub fn idempotency_key(&self, statement: &Statement) -> String {
        let standing = if self.standing.is_training() {
            "training"
        } else {
            "real"
        };
        let core = statement.core();
        hash_of([standing].into_iter().chain(core.iter().map(String::as_str)))
    }

    /// True if a pass that is issued at this time can serve now: the certificate was valid then, and a pass for training
    /// lives yet.
    #[must_use]
    pub fn may_issue(&self, at: OffsetDateTime, now: OffsetDateTime) -> bool {
        let is_certified = self.period.is_none_or(|(from, until)| (from..=until).contains(&at));
        let lives = !self.standing.is_training() || now < at.saturating_add(TRAINING_LIFETIME);
        is_certified && lives
    }

    /// The first step: everything but the signature, for a pass that is issued at this time.
    ///
    /// # Errors
    /// [`IssueError::CertificateNotValid`], or [`IssueError::Encoding`].
    pub fn prepare(&self, statement: &Statement, at: OffsetDateTime) -> Result<Prepared, IssueError> {
        if self.period.is_some_and(|(from, until)| at < from || at > until) {
            return Err(IssueError::CertificateNotValid);
        }
        let encoding = |e: &dyn std::fmt::Display| IssueError::Encoding(e.to_string());
        let is_training = self.standing.is_training();
        let content = statement.content(is_training);
        let number = |n: i64| Value::Integer(n.into());
        let at = at.replace_nanosecond(0).unwrap_or(at);
        let mut claims = vec![
            (number(1), Value::Text(self.country.clone())),
            (number(6), number(at.unix_timestamp())),
            (
                number(-260),
                Value::Map(vec![(
                    number(-6),
                    Value::serialized(&content).map_err(|e| encoding(&e))?,
                )]),
            ),
        ];
        if is_training {
            let end = number((at + TRAINING_LIFETIME).unix_timestamp());
            claims.insert(1, (number(4), end));
        }
        let payload = Value::Map(claims).to_vec().map_err(|e| encoding(&e))?;
        let header = HeaderBuilder::new()
            .algorithm(iana::Algorithm::ES256)
            .key_id(self.kid.clone());
        let message = CoseSign1Builder::new()
            .protected(header.build())
            .payload(payload)
            .build();
        Ok(Prepared {
            to_be_signed: message.tbs_data(&[]),
            message,
            content,
            statement: statement.clone(),
            is_training,
            at,
        })
    }

    /// The second step: takes the signature (`r‖s` or DER), draws the code, reads the picture back and judges it. A pass
    /// comes out only if every step agrees.
    ///
    /// # Errors
    /// See [`IssueError`].
    pub fn finish(&self, prepared: Prepared, signature: &[u8]) -> Result<CounterPass, IssueError> {
        let signature = self.key.accept(&prepared.to_be_signed, signature)?;
        let mut message = prepared.message.clone();
        message.signature = signature.to_bytes().to_vec();
        let cose = message.to_tagged_vec();
        let cose = cose.map_err(|e| IssueError::Encoding(e.to_string()))?;
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&cose, 9);
        let text = format!("HC1:{}", base45::encode(&packed));
        let symbol = Symbol::new(&text)?;
        let (pixels, side) = symbol.pixels(SCALE);
        let [code] = &frame::read(&pixels, side, side)[..] else {
            return Err(IssueError::ReadsOtherwise);
        };
        let Some(read) = code.text().filter(|read| *read == text) else {
            return Err(IssueError::ReadsOtherwise);
        };
        let report = judge(read, &Context::new(&self.own, prepared.at));
        self.check(&prepared, &report)?;
        if prepared.is_training {
            self.check_training(read, prepared.at)?;
        }
        Ok(CounterPass {
            text,
            symbol,
            report,
            lines: prepared.statement.lines(prepared.is_training),
            is_training: prepared.is_training,
            issued_at: prepared.at,
        })
    }

    /// Both steps with a signer at hand.
    ///
    /// # Errors
    /// See [`IssueError`].
    pub fn issue(
        &self,
        statement: &Statement,
        at: OffsetDateTime,
        signer: &dyn Signer,
    ) -> Result<CounterPass, IssueError> {
        let prepared = self.prepare(statement, at)?;
        let signature = signer.sign(prepared.to_be_signed())?;
        self.finish(prepared, &signature)
    }

    /// Compares the report on a finished pass with what was typed.
    fn check(&self, prepared: &Prepared, report: &Report) -> Result<(), IssueError> {
        // A dose of today may count only later.
        let counts_later = report.reason == Some(Reason::NotYetValid) && report.valid_from > Some(prepared.at);
        let is_expected = report.reason.is_none() || counts_later;
        if !is_expected || !report.authentic || report.format != Some(Format::ICVP) {
            return Err(IssueError::judged(report));
        }
        if report.payload.as_ref() != Some(&prepared.content) {
            return Err(IssueError::SaysOtherwise("content"));
        }
        let statement = &prepared.statement;
        let holder = report.holder.as_ref();
        if holder.and_then(|holder| holder.name.as_deref()) != Some(statement.name().text.as_str()) {
            return Err(IssueError::SaysOtherwise("name"));
        }
        // A single word that was cut is another one.
        let is_comparable = !statement.name().is_cut || statement.name().text.contains(' ');
        let person = holder.and_then(Holder::person);
        if is_comparable && !person.is_some_and(|person| statement.person().compare(&person).is_possible()) {
            return Err(IssueError::SaysOtherwise("name"));
        }
        let [event] = &report.events[..] else {
            return Err(IssueError::SaysOtherwise("doses"));
        };
        let is_product = event.product.as_deref() == Some(statement.product().vaccine)
            && event.maker.as_deref() == Some(statement.product().maker);
        if !is_product || event.date.as_deref() != Some(statement.date().to_string().as_str()) {
            return Err(IssueError::SaysOtherwise("dose"));
        }
        Ok(())
    }

    /// Checks that a training pass would not be real even if its key were on a list of real issuers.
    fn check_training(&self, text: &str, at: OffsetDateTime) -> Result<(), IssueError> {
        let real = TrustList::of_one_key(&self.key.point(), &self.kid, Environment::Production, OWN_LIST)
            .map_err(|_| SignerError::Key)?;
        let report = judge(text, &Context::new(&real, at));
        if report.reason == Some(Reason::WrongKeyUsage) && !report.authentic && !report.conclusion.is_go() {
            Ok(())
        } else {
            Err(IssueError::judged(&report))
        }
    }
}

/// The certificate of a file in PEM, the first one; any other file is taken as it is.
fn der_of(file: &[u8]) -> Result<Cow<'_, [u8]>, CertificateError> {
    let text = str::from_utf8(file).unwrap_or_default();
    let mut blocks = pem(text).into_iter();
    match blocks.find_map(|(label, der)| (label == "CERTIFICATE").then_some(der)) {
        Some(der) => der.map(Cow::Owned),
        None => Ok(Cow::Borrowed(file)),
    }
}

impl IssueError {
    fn judged(report: &Report) -> Self {
        let reason = report.reason.map_or("valid", Reason::as_str);
        Self::Judged(format!("{reason}: {}", report.detail.as_deref().unwrap_or_default()))
    }
}

/// A pass that lacks only its signature.
#[derive(Clone, Debug)]
pub struct Prepared {
    message: CoseSign1,
    to_be_signed: Vec<u8>,
    content: Json,
    statement: Statement,
    is_training: bool,
    at: OffsetDateTime,
}

impl Prepared {
    /// The bytes that are signed: the Sig_structure of RFC 9052, section 4.4.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// SHA-256 of these bytes, for signers that take no more.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(&self.to_be_signed).into()
    }
}

/// A finished pass: drawn, read back and judged.
#[derive(Clone)]
#[non_exhaustive]
pub struct CounterPass {
    /// Text of the code.
    pub text: String,
    /// The code.
    pub symbol: Symbol,
    /// What the verifier says of it.
    pub report: Report,
    /// What is printed beside it.
    pub lines: Vec<Line>,
    /// True if it is marked as training: say so on paper and screen.
    pub is_training: bool,
    /// Time of issue.
    pub issued_at: OffsetDateTime,
}

#[cfg(test)]
#[cfg(feature = "issue")]
mod tests {
    use super::*;
    use crate::{
        counter::{Draft, MemorySigner, Name, products},
        issue::{Issuer, IssuerOptions, random_draft},
    };
    use serde_json::json;
    use time::macros::datetime;

    const AT: OffsetDateTime = datetime!(2026-11-28 10:00 +01:00);

    type Claims = Vec<(Value, Value)>;
    type Change<'a> = &'a dyn Fn(&mut Claims);

    fn signer() -> MemorySigner {
        MemorySigner::from_bytes(&[7; 32]).unwrap()
    }

    fn draft() -> Draft {
        random_draft(1, AT)
    }

    fn statement() -> Statement {
        draft().check(AT, None).unwrap()
    }

    /// A desk with a certificate, and the list that vouches for it.
    fn certified(change: impl Fn(&mut IssuerOptions), entry: impl Fn(&mut Json)) -> (Issuer, Result<Desk, DeskError>) {
        let mut options = IssuerOptions::demo(AT);
        change(&mut options);
        let issuer = Issuer::new(&options).unwrap();
        let mut listed = issuer.trust_entry();
        listed["environment"] = "production".into();
        listed["domain"] = "ICVP".into();
        entry(&mut listed);
        let trust = TrustList::from_json(json!([listed]), "list").unwrap();
        let desk = Desk::certified(issuer.public_key(), issuer.certificate(), &trust, AT);
        (issuer, desk)
    }

    #[test]
    fn a_listed_desk_issues_real_passes() {
        let (issuer, desk) = certified(|_| {}, |_| {});
        let desk = desk.unwrap();
        assert_eq!((desk.standing(), desk.kid()), (Standing::Real, &issuer.kid[..]));
        let pass = desk.issue(&statement(), AT, &issuer).unwrap();
        assert!(!pass.is_training && pass.report.authentic);
        assert_eq!(
            pass.report.source.as_ref().map(|s| s.environment),
            Some(Environment::Production)
        );
        assert!(!pass.report.payload.unwrap().to_string().contains("TRAINING"));
        assert_eq!(
            pass.report.issuer.and_then(|issuer| issuer.country).as_deref(),
            Some("XD")
        );
        // After the certificate's end nothing is issued.
        let late = AT + Duration::days(4000);
        assert_eq!(
            desk.prepare(&statement(), late).unwrap_err(),
            IssueError::CertificateNotValid
        );
        assert!(desk.may_issue(AT, AT + Duration::days(300)), "real passes have no end");
        assert!(!desk.may_issue(late, late) && !desk.may_issue(AT - Duration::days(4000), AT));
    }

    #[test]
    fn every_other_desk_is_for_training() {
        let standing = |entry: &dyn Fn(&mut Json)| certified(|_| {}, entry).1.unwrap().standing();
        assert_eq!(standing(&|e| e["environment"] = "demo".into()), Standing::TestList);
        assert_eq!(standing(&|e| e["environment"] = "test".into()), Standing::TestList);
        assert_eq!(standing(&|e| e["domain"] = "DCC".into()), Standing::OtherPasses);
        let (issuer, _) = certified(|_| {}, |_| {});
        let nowhere = TrustList::default();
        let desk = Desk::certified(issuer.public_key(), issuer.certificate(), &nowhere, AT).unwrap();
        assert_eq!(desk.standing(), Standing::NotListed);
        let pass = desk.issue(&statement(), AT, &issuer).unwrap();
        assert!(pass.is_training);
        let desk = Desk::training(signer().public_key()).unwrap();
        assert_eq!(desk.standing(), Standing::NoCertificate);
    }

    #[test]
    fn a_certificate_that_is_taken_back_fits() {
        let refused = |change: &dyn Fn(&mut IssuerOptions)| certified(change, |_| {}).1.unwrap_err();
        assert_eq!(refused(&|o| o.usage = vec![Kind::Test]), DeskError::Usage);
        assert!(matches!(
            refused(&|o| o.not_after = AT - Duration::DAY),
            DeskError::NotValid { .. }
        ));
        assert!(matches!(
            refused(&|o| o.not_before = AT + Duration::DAY),
            DeskError::NotValid { .. }
        ));
        assert_eq!(
            certified(|o| o.usage = vec![Kind::Vaccination], |_| {})
                .1
                .unwrap()
                .standing(),
            Standing::Real
        );
        let (issuer, _) = certified(|_| {}, |_| {});
        let trust = TrustList::default();
        assert_eq!(
            Desk::certified(signer().public_key(), issuer.certificate(), &trust, AT).unwrap_err(),
            DeskError::AnotherKey
        );
        assert!(matches!(
            Desk::certified(issuer.public_key(), b"none", &trust, AT),
            Err(DeskError::Certificate(_))
        ));
    }

    #[test]
    fn a_pass_is_made_in_two_steps() {
        let (desk, signer) = (Desk::training(signer().public_key()).unwrap(), signer());
        let prepared = desk.prepare(&statement(), AT).unwrap();
        assert_eq!(prepared.digest()[..], Sha256::digest(prepared.to_be_signed())[..]);
        let signature = signer.sign(prepared.to_be_signed()).unwrap();
        let pass = desk.finish(prepared.clone(), &signature).unwrap();
        assert!(pass.is_training);
        assert_eq!(pass.lines[0].value, "TRAINING");
        assert_eq!(pass.issued_at, AT);
        // The same key and time make the same pass, another key none.
        assert_eq!(desk.issue(&statement(), AT, &signer).unwrap().text, pass.text);
        let other = MemorySigner::from_bytes(&[8; 32]).unwrap();
        let forged = other.sign(prepared.to_be_signed()).unwrap();
        assert_eq!(
            desk.finish(prepared, &forged).map(|_| ()).unwrap_err(),
            IssueError::Signer(SignerError::AnotherKey)
        );
    }

    #[test]
    fn a_key_is_that_of_the_person_and_dose() {
        let desk = Desk::training(signer().public_key()).unwrap();
        let both = |change: &dyn Fn(&mut Draft)| {
            let mut draft = draft();
            draft.traveller.surname = Name::new("Müller-Lüd", None);
            draft.traveller.nationality = "UTO".to_owned();
            draft.dose.batch = "LOT 607".to_owned();
            change(&mut draft);
            let statement = draft.check(AT, None).unwrap();
            (desk.idempotency_key(&statement), statement.details())
        };
        let first = both(&|_| {});
        type Change<'a> = &'a dyn Fn(&mut Draft);
        let same: [Change; 7] = [
            &|d| d.dose.clinician += ".",
            &|d| d.dose.centre = "Elsewhere".to_owned(),
            &|d| d.from_paper = "Dr Test".to_owned(),
            &|d| d.traveller.document += "9",
            &|d| d.dose.batch = "lot-607".to_owned(),
            &|d| d.traveller.surname = Name::new("MUELLER LUED", None),
            &|d| d.traveller.surname.original = "Мюллер-Люд".to_owned(),
        ];
        for (n, change) in same.into_iter().enumerate() {
            let other = both(change);
            assert_eq!(other.0, first.0, "{n}");
            assert_ne!(other.1, first.1, "{n}");
        }
        let others: [Change; 5] = [
            &|d| d.traveller.surname = Name::new("Mull", None),
            &|d| d.traveller.nationality = "DEU".to_owned(),
            &|d| d.traveller.birth_date = "1990-02-04".to_owned(),
            &|d| d.dose.batch = "LOT 608".to_owned(),
            &|d| d.dose.date = AT.date().to_string(),
        ];
        for (n, change) in others.into_iter().enumerate() {
            assert_ne!(both(change).0, first.0, "{n}");
        }
        // Another key of the desk makes no second pass, a real one is none for training.
        let statement = statement();
        let other = Desk::training(MemorySigner::from_bytes(&[8; 32]).unwrap().public_key()).unwrap();
        assert_eq!(other.idempotency_key(&statement), desk.idempotency_key(&statement));
        let real = certified(|_| {}, |_| {}).1.unwrap();
        assert_ne!(real.idempotency_key(&statement), desk.idempotency_key(&statement));
    }

    #[test]
    fn a_dose_of_today_is_genuine_and_counts_later() {
        let desk = Desk::training(signer().public_key()).unwrap();
        for (product, reason) in [(&products()[0], Some(Reason::NotYetValid)), (&products()[30], None)] {
            let mut draft = draft();
            draft.dose.product = product.identifier.to_owned();
            draft.dose.date = AT.date().to_string();
            draft.dose.until = String::new();
            let pass = desk.issue(&draft.check(AT, None).unwrap(), AT, &signer()).unwrap();
            assert_eq!((pass.report.reason, pass.report.authentic), (reason, true));
        }
    }

    #[test]
    fn random_persons_read_back_as_they_were_typed() {
        let (issuer, real) = certified(|_| {}, |_| {});
        let desks: [(Desk, &dyn Signer); 2] = [
            (Desk::training(signer().public_key()).unwrap(), &signer()),
            (real.unwrap(), &issuer),
        ];
        for n in 0..300 {
            let draft = random_draft(n, AT);
            let statement = draft
                .check(AT, None)
                .unwrap_or_else(|findings| panic!("{n}: {findings} {draft:?}"));
            let (desk, signer) = &desks[usize::try_from(n % 2).unwrap()];
            let pass = desk.issue(&statement, AT, *signer);
            let pass = pass.unwrap_or_else(|error| panic!("{n}: {error} {draft:?}"));
            assert_eq!(pass.is_training, desk.standing().is_training());
        }
    }

    /// A signed training pass whose content was changed before it was signed: what the holder of the key could make.
    fn resigned(change: impl Fn(&mut Claims)) -> String {
        let desk = Desk::training(signer().public_key()).unwrap();
        let prepared = desk.prepare(&statement(), AT).unwrap();
        let mut message = prepared.message;
        let Value::Map(mut claims) = Value::from_slice(message.payload.as_ref().unwrap()).unwrap() else {
            panic!("no map");
        };
        change(&mut claims);
        message.payload = Some(Value::Map(claims).to_vec().unwrap());
        message.signature = signer().sign(&message.tbs_data(&[])).unwrap();
        text(&message)
    }

    fn text(message: &CoseSign1) -> String {
        let cose = message.clone().to_tagged_vec().unwrap();
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&cose, 9);
        format!("HC1:{}", base45::encode(&packed))
    }

    /// The desk's key on a list of this environment.
    fn list(environment: Environment) -> TrustList {
        let key = OwnKey::read(signer().public_key()).unwrap();
        let desk = Desk::training(signer().public_key()).unwrap();
        TrustList::of_one_key(&key.point(), desk.kid(), environment, "list").unwrap()
    }

    fn statement_of(claims: &mut [(Value, Value)]) -> &mut Claims {
        let hcert = claims.iter_mut().find(|(key, _)| *key == Value::from(-260)).unwrap();
        let (_, content) = &mut hcert.1.as_map_mut().unwrap()[0];
        content.as_map_mut().unwrap()
    }

    fn entry<'a>(map: &'a mut [(Value, Value)], key: &str) -> &'a mut (Value, Value) {
        map.iter_mut().find(|(k, _)| k.as_text() == Some(key)).unwrap()
    }

    #[test]
    fn each_mark_alone_keeps_a_training_pass_from_being_real() {
        let real = list(Environment::Production);
        let no_member = |claims: &mut Claims| {
            statement_of(claims).retain(|(key, _)| key.as_text() != Some("training"));
        };
        let no_centre = |claims: &mut Claims| {
            let vaccine = &mut entry(statement_of(claims), "vx").1;
            entry(vaccine.as_map_mut().unwrap(), "is").1 = Value::from("Institute");
        };
        let no_country = |claims: &mut Claims| claims[0].1 = Value::from("XD");
        let other_value = |claims: &mut Claims| entry(statement_of(claims), "training").1 = Value::from("");
        let changes: [(&str, &[Change]); 6] = [
            ("none", &[]),
            ("the member alone", &[&no_centre, &no_country]),
            (
                "the member alone, with nothing in it",
                &[&no_centre, &no_country, &other_value],
            ),
            ("the centre alone", &[&no_member, &no_country]),
            ("the country alone", &[&no_member, &no_centre]),
            ("two marks", &[&no_member]),
        ];
        for (name, changes) in changes {
            let text = resigned(|claims| changes.iter().for_each(|change| change(claims)));
            let report = judge(&text, &Context::new(&real, AT));
            assert_eq!(report.reason, Some(Reason::WrongKeyUsage), "{name}");
            assert!(
                !report.is_valid() && !report.authentic && !report.conclusion.is_go(),
                "{name}"
            );
            // For a demo it stays what it is.
            let report = judge(&text, &Context::new(&list(Environment::Demo), AT));
            assert!(report.authentic, "{name}: {:?}", report.detail);
        }
        // The marks are what refuses it: with none of them it is a pass of a listed key.
        let text = resigned(|claims| {
            [&no_member as Change, &no_centre, &no_country]
                .iter()
                .for_each(|f| f(claims))
        });
        assert!(judge(&text, &Context::new(&real, AT)).authentic);
    }

    #[test]
    fn no_tampering_makes_a_training_pass_valid() {
        let desk = Desk::training(signer().public_key()).unwrap();
        let prepared = desk.prepare(&statement(), AT).unwrap();
        let signature = signer().sign(prepared.to_be_signed()).unwrap();
        let mut message = prepared.message;
        message.signature = signature;
        let lists = [Environment::Production, Environment::Test, Environment::Demo].map(list);
        let mut tampered = Vec::new();
        // Claims removed, renamed, moved beside the statement, or doubled, under the old signature.
        let payload = message.payload.clone().unwrap();
        let with = |change: Change| {
            let Value::Map(mut claims) = Value::from_slice(&payload).unwrap() else {
                panic!("no map")
            };
            change(&mut claims);
            let mut other = message.clone();
            other.payload = Some(Value::Map(claims).to_vec().unwrap());
            other
        };
        tampered.push(with(&|claims| {
            statement_of(claims).retain(|(key, _)| key.as_text() != Some("training"))
        }));
        tampered.push(with(&|claims| {
            entry(statement_of(claims), "training").0 = Value::from("Training")
        }));
        tampered.push(with(&|claims| {
            let mark = statement_of(claims).pop().unwrap();
            claims.push(mark);
        }));
        tampered.push(with(&|claims| claims[0].1 = Value::from("CH")));
        for n in 0..4 {
            tampered.push(with(&move |claims| drop(claims.remove(n))));
        }
        // The payload in the unprotected header, where no signature covers it.
        let mut moved = message.clone();
        moved
            .unprotected
            .rest
            .push((coset::Label::Int(-65_537), Value::Bytes(moved.payload.take().unwrap())));
        tampered.push(moved);
        // Every byte of what is signed flipped in one bit.
        for (n, _) in payload.iter().enumerate() {
            let mut other = message.clone();
            other.payload.as_mut().unwrap()[n] ^= 1 << (n % 8);
            tampered.push(other);
        }
        for n in 0..message.signature.len() {
            let mut other = message.clone();
            other.signature[n] ^= 1 << (n % 8);
            tampered.push(other);
        }
        let before = Context::new(&lists[2], AT);
        assert!(judge(&text(&message), &before).authentic, "before it is tampered with");
        assert!(tampered.len() > 300);
        for (n, message) in tampered.iter().enumerate() {
            for trust in &lists {
                let report = judge(&text(message), &Context::new(trust, AT));
                assert!(
                    !report.is_valid() && !report.authentic && !report.conclusion.is_go(),
                    "{n}"
                );
            }
        }
        // Untouched it is not real either.
        let report = judge(&text(&message), &Context::new(&lists[0], AT));
        assert_eq!(report.reason, Some(Reason::WrongKeyUsage));
        assert!(report.detail.unwrap().contains("TRAINING"));
    }
}
