//! `greengate issue --batch` and `--request`: the counter on the command line.

mod batch;
mod journal;
mod report;
mod signer;
mod waiting;

use crate::{
    Outcome,
    argument::{self, name},
    input,
    terminal::{self, Output},
};
use anyhow::{Context, Result, bail};
use greengate::{
    counter::{CertificateRequest, Desk, Signer, Standing, to_pem},
    issue::{Issuer, IssuerOptions},
    limits::{MAX_RETRY_SECONDS, MAX_SIGNER_SECONDS},
    trust::TrustList,
};
use signer::{CommandSigner, SignerInput};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use time::{
    OffsetDateTime, UtcOffset,
    macros::{datetime, format_description, offset},
};

/// Validity of the certificate of a key for training.
const TRAINING_CERTIFICATE: (OffsetDateTime, OffsetDateTime) =
    (datetime!(2021-06-14 0:00 UTC), datetime!(2049-12-31 0:00 UTC));

/// Zone of a desk that names none: the one where a day begins first, so that nobody's today is refused as tomorrow.
const FIRST_ZONE: UtcOffset = offset!(+14);
/// Zone where a day begins last, that of ships.
const LAST_ZONE: UtcOffset = offset!(-12);

/// Options of `greengate issue` for real persons.
#[derive(clap::Args)]
pub struct CounterArgs {
    /// Persons and doses (CSV, see docs/COUNTER.md) to make an ICVP of each line; needs --out. Without a certificate on
    /// a list of real issuers every pass is marked TRAINING
    #[arg(long, value_name = "CSV", requires = "out", help_heading = "Counter")]
    batch: Option<PathBuf>,
    /// The journal, by which no line becomes two passes; journal.jsonl in the folder of --out without it
    #[arg(long, value_name = "FILE", requires = "batch", help_heading = "Counter")]
    journal: Option<PathBuf>,
    /// Zone of the desk, whose date is today: a dose of a later day is refused. "Z", or hours and minutes east or west of
    /// UTC: "+01:00". Without it that of --at; without either the date of UTC+14, where a day begins first: what is today
    /// anywhere is accepted, and so may be tomorrow's
    #[arg(
        long,
        value_name = "±HH:MM",
        value_parser = zone,
        allow_hyphen_values = true,
        requires = "batch",
        help_heading = "Counter"
    )]
    zone: Option<UtcOffset>,
    /// Command that signs, run by the shell: it gets what is to be signed on standard input and writes an ECDSA
    /// signature (64 bytes r‖s, or DER) to standard output
    #[arg(long, value_name = "CMD", requires = "signer_key", help_heading = "Counter")]
    signer: Option<String>,
    /// What the command gets: the bytes to sign, or their SHA-256
    #[arg(long, value_enum, default_value_t = SignerInput::Message, requires = "signer", help_heading = "Counter")]
    signer_input: SignerInput,
    /// Seconds after which the command is ended
    #[arg(long, value_name = "SECONDS", default_value_t = 30, requires = "signer", help_heading = "Counter",
          value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_SIGNER_SECONDS)))]
    signer_timeout: u16,
    /// Run the command again for the lines for which it failed or took too long, with growing random pauses, until it has
    /// signed nothing for this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 0, requires = "signer", requires = "batch",
          help_heading = "Counter", value_parser = clap::value_parser!(u32).range(..=i64::from(MAX_RETRY_SECONDS)))]
    retry_for: u32,
    /// Public key (PEM) of the command's key, against which every signature is checked
    #[arg(long, value_name = "PEM", requires = "signer", help_heading = "Counter")]
    signer_key: Option<PathBuf>,
    /// The signer's certificate (PEM or DER), as its authority returned it
    #[arg(long, value_name = "CERT", requires = "signer", help_heading = "Counter")]
    certificate: Option<PathBuf>,
    /// Trust list that has the certificate, in any format that `verify` reads
    #[arg(long, value_name = "FILE", requires = "certificate", help_heading = "Counter")]
    trust: Vec<PathBuf>,
    /// Print a certificate request (PKCS #10) of the signer's key for this name: country, organisation, common name and,
    /// if there is one, unit, between slashes: "XD/Pharmacy/4711"
    #[arg(
        long,
        value_name = "NAME",
        requires = "signer",
        conflicts_with = "batch",
        help_heading = "Counter"
    )]
    request: Option<String>,
}

/// Options that the counter shares with test passes.
pub struct Shared<'a> {
    /// Folder for the passes.
    pub out: Option<&'a Path>,
    /// Time of issue.
    pub at: OffsetDateTime,
    /// Offset that was typed with it.
    pub typed_zone: Option<UtcOffset>,
    /// Seed of a key for training.
    pub seed: &'a str,
    /// Files to write for each pass: text, PNG, SVG.
    pub formats: [bool; 3],
    /// Pixels a module.
    pub scale: u8,
}

impl CounterArgs {
    /// True if the counter is asked for.
    pub const fn is_asked_for(&self) -> bool {
        self.batch.is_some() || self.request.is_some() || self.signer.is_some()
    }
}

/// Parses a zone, for the option.
fn zone(text: &str) -> Result<UtcOffset, String> {
    let format = format_description!("[offset_hour sign:mandatory padding:zero]:[offset_minute padding:zero]");
    let zone = match text {
        "Z" | "z" => Some(UtcOffset::UTC),
        text => UtcOffset::parse(text, format).ok(),
    };
    // Zones west of UTC do not compare by themselves: -12:01 would be east of -12:00 (time 0.3.54).
    let are_used = LAST_ZONE.whole_seconds()..=FIRST_ZONE.whole_seconds();
    zone.filter(|zone| are_used.contains(&zone.whole_seconds()))
        .ok_or_else(|| "not a zone from -12:00 to +14:00 such as +01:00, nor Z".to_owned())
}

pub fn run(args: &CounterArgs, shared: &Shared) -> Result<Outcome> {
    let signer = signer(args)?;
    if let Some(subject) = &args.request {
        let signer = signer.context("--request needs --signer")?;
        return request(subject, &signer);
    }
    let Some(path) = &args.batch else {
        bail!("--signer needs --batch or --request");
    };
    let (desk, entry, signer): (Desk, _, Box<dyn Signer>) = match signer {
        Some(signer) => (desk(args, &signer, shared.at)?, None, Box::new(signer)),
        None => {
            let issuer = Issuer::new(&IssuerOptions {
                seed: shared.seed.to_owned(),
                // The same key has the same certificate on every day, or a line would become another pass.
                not_before: TRAINING_CERTIFICATE.0,
                not_after: TRAINING_CERTIFICATE.1,
                ..IssuerOptions::demo(shared.at)
            })?;
            let mut entry = issuer.trust_entry();
            entry["domain"] = "ICVP".into();
            let trust = TrustList::from_json(serde_json::json!([entry]), "demo")?;
            let desk = Desk::certified(issuer.public_key(), issuer.certificate(), &trust, shared.at)?;
            (desk, Some(entry), Box::new(issuer))
        }
    };
    say_standing(&desk, shared.at);
    let batch = batch::Batch {
        desk: &desk,
        signer: &*signer,
        shared,
        zone: args.zone.or(shared.typed_zone).unwrap_or(FIRST_ZONE),
        journal: args.journal.as_deref(),
        newest_signed: newest(desk.trust()),
        retry_for: Duration::from_secs(args.retry_for.into()),
    };
    batch.run(path, entry.as_ref())
}

/// Latest time that the lists of a desk state.
fn newest(trust: &TrustList) -> Option<OffsetDateTime> {
    trust.keys().filter_map(|key| key.dates.issued_at).max()
}

/// The signer of the options, with its public key.
fn signer(args: &CounterArgs) -> Result<Option<CommandSigner>> {
    let (Some(command), Some(key)) = (&args.signer, &args.signer_key) else {
        return Ok(None);
    };
    let public = public_key(key)?;
    Ok(Some(CommandSigner {
        command: command.clone(),
        input: args.signer_input,
        time_limit: Duration::from_secs(args.signer_timeout.into()),
        public,
    }))
}

/// The DER of the only block with this label in a PEM file.
fn pem_block(path: &Path, label: &str) -> Result<Option<Vec<u8>>> {
    let bytes = input::bytes(path)?;
    let text = String::from_utf8(bytes).unwrap_or_default();
    let start = format!("-----BEGIN {label}-----");
    let Some((_, rest)) = text.split_once(&start) else {
        return Ok(None);
    };
    let body = rest.split("-----END").next().unwrap_or_default();
    let body: String = body.split_whitespace().collect();
    let der: Result<Vec<u8>, _> = <base64ct::Base64 as base64ct::Encoding>::decode_vec(&body);
    Ok(Some(der.map_err(|_| {
        anyhow::anyhow!("{}: the base64 is broken", name(path))
    })?))
}

fn public_key(path: &Path) -> Result<Vec<u8>> {
    let der = pem_block(path, "PUBLIC KEY")?;
    der.with_context(|| format!("{}: no public key in PEM", name(path)))
}

fn desk(args: &CounterArgs, signer: &CommandSigner, at: OffsetDateTime) -> Result<Desk> {
    let Some(path) = &args.certificate else {
        return Ok(Desk::training(signer.public_key())?);
    };
    let der = match pem_block(path, "CERTIFICATE")? {
        Some(der) => der,
        None => input::bytes(path)?,
    };
    let mut trust = TrustList::default();
    for path in &args.trust {
        let list = TrustList::read(&input::bytes(path)?, &name(path)).with_context(|| name(path))?;
        trust.extend(&list);
    }
    Desk::certified(signer.public_key(), &der, &trust, at).with_context(|| name(path))
}

fn say_standing(desk: &Desk, at: OffsetDateTime) {
    let why = match desk.standing() {
        Standing::Real if desk.has_old_list(at) => "the list that vouches for the certificate is too old",
        Standing::Real => return,
        Standing::NoCertificate => "TRAINING: nobody has certified the key",
        Standing::NotListed => "TRAINING: no list has the certificate",
        Standing::TestList => "TRAINING: the key is one of a test or a demo",
        _ => "TRAINING: the list has the certificate for other passes",
    };
    terminal::message(why);
}

/// Makes a certificate request and prints it as PEM.
fn request(subject: &str, signer: &CommandSigner) -> Result<Outcome> {
    let parts: Vec<&str> = subject.split('/').collect();
    let (country, organisation, common_name, unit) = match parts[..] {
        [country, organisation, name] => (country, organisation, name, ""),
        [country, organisation, name, unit] => (country, organisation, name, unit),
        _ => bail!(
            "--request {}: not country/organisation/common name",
            argument::value(subject)
        ),
    };
    let request = CertificateRequest {
        country: country.to_owned(),
        organisation: organisation.to_owned(),
        unit: unit.to_owned(),
        common_name: common_name.to_owned(),
    };
    let prepared = request.prepare(signer.public_key())?;
    let signature = signer.sign(prepared.to_be_signed())?;
    let pem = to_pem("CERTIFICATE REQUEST", &prepared.finish(&signature)?);
    Output::new().file(pem.as_bytes())?;
    Ok(Outcome::Good)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_hours_and_minutes() {
        for (text, seconds) in [
            ("Z", 0),
            ("z", 0),
            ("+00:00", 0),
            ("-00:00", 0),
            ("+05:45", 20_700),
            ("-03:30", -12_600),
            ("+14:00", 50_400),
            ("-12:00", -43_200),
        ] {
            assert_eq!(zone(text).map(UtcOffset::whole_seconds), Ok(seconds), "{text}");
        }
        for text in [
            "",
            "UTC",
            "1",
            "+1",
            "+01",
            "+0100",
            "+1:00",
            "01:00",
            "+01:60",
            "+14:01",
            "-12:01",
            "+25:00",
            "+01:00:00",
            " +01:00",
            "+01:00 ",
            "Europe/Berlin",
        ] {
            assert!(zone(text).is_err(), "{text}");
        }
    }

    #[test]
    fn blocks_of_pem_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        std::fs::write(
            &path,
            "x\n-----BEGIN PUBLIC KEY-----\nAQ\nID\n-----END PUBLIC KEY-----\n",
        )
        .unwrap();
        assert_eq!(public_key(&path).unwrap(), [1, 2, 3]);
        assert_eq!(pem_block(&path, "CERTIFICATE").unwrap(), None);
        std::fs::write(&path, "-----BEGIN PUBLIC KEY-----\n%\n").unwrap();
        assert!(public_key(&path).is_err());
    }
}
