//! `greengate trust`: compiles published lists to the compact bundle, and shows bundles.

use crate::{
    Outcome, argument, date_time,
    edition::edition,
    files::put,
    input, now,
    terminal::{self, Output},
};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use greengate::{
    limits::MAX_SIGNATURE,
    trust::{
        Bundle, BundleError, Environment, File, Header, Import, ListFormat, Pin, PublisherKey, RejectedEntry, Role,
        SignatureStatus, SourceList, TrustList,
    },
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashSet},
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The list that comes with Greengate, as the app has it (docs/TRUST.md).
const DEFAULT: &[u8] = include_bytes!("../../www/trust/default.ggt");
/// Whose list that is.
const CONFIG: &str = include_str!("../../www/config.json");

/// The part of the app's configuration that says whom it believes.
#[derive(Deserialize)]
struct Config {
    publishers: Vec<String>,
}

/// The trust list that comes with Greengate, signed by the publisher that is pinned beside it.
pub fn default_list() -> Result<TrustList> {
    let config: Config = serde_json::from_str(CONFIG)?;
    let pins = config.publishers.iter().map(|pin| Pin::from_base64(pin));
    let pins = pins.collect::<Result<Vec<_>, _>>()?;
    Ok(Bundle::read(DEFAULT, &pins)?.1)
}

#[derive(clap::Subcommand)]
pub enum Command {
    /// Compile published trust lists to the compact bundle
    Build(Box<Build>),
    /// Show what a bundle, or a list of any format, holds
    Show(Show),
    /// Sign a bundle
    Sign(Sign),
    /// Make a publisher's key pair: the private key as PEM, its pin on standard output
    Keygen(Keygen),
}

#[derive(clap::Args)]
pub struct Build {
    /// Format of the lists; recognised by their shape without it
    #[arg(long, value_name = "FORMAT")]
    format: Option<ListFormat>,
    /// PEM file or pin, may be given several times. A public key or certificate is the one that the
    /// lists' own signature, or a bundle's, must be of; a private key (P-256) is the publisher's,
    /// and signs the bundle; bundles that it signed before are verified with it
    #[arg(long, value_name = "PEM|PIN")]
    signing_key: Vec<PathBuf>,
    /// Take bundles whose end has passed too
    #[arg(long)]
    accept_ended: bool,
    /// Common name that the certificate of a list's signer must have (ch-jws)
    #[arg(long, value_name = "NAME")]
    signer_name: Option<String>,
    /// The issuer (iss) whose keys they are (jwks)
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// Environment of the keys
    #[arg(long, value_enum, default_value_t = EnvironmentArg::Production)]
    environment: EnvironmentArg,
    /// Time at which the lists must be valid and the bundle is issued, instead of now
    #[arg(long, value_name = "RFC3339", value_parser = date_time)]
    at: Option<OffsetDateTime>,
    /// Serial number; the seconds since 1970 without it, so that a later bundle has a greater one
    #[arg(long)]
    serial: Option<u64>,
    /// Days for which the bundle counts as fresh
    #[arg(long, default_value_t = 7)]
    best_before_days: u16,
    /// Days after which it is said to be too old
    #[arg(long, default_value_t = 30)]
    end_days: u16,
    /// Bundle to write; - for standard output
    #[arg(short, long, value_name = "BUNDLE")]
    output: PathBuf,
    /// The lists: files, or folders of them; bundles are merged. A list's detached signature
    /// stands beside it in the same format (at-cbor, shc-directory), or is found under its
    /// name with the ending .sig
    #[arg(required = true)]
    input: Vec<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum EnvironmentArg {
    Production,
    Test,
    Demo,
}

impl From<EnvironmentArg> for Environment {
    fn from(environment: EnvironmentArg) -> Self {
        match environment {
            EnvironmentArg::Production => Self::Production,
            EnvironmentArg::Test => Self::Test,
            EnvironmentArg::Demo => Self::Demo,
        }
    }
}

#[derive(clap::Args)]
pub struct Show {
    /// As JSON
    #[arg(long)]
    json: bool,
    /// Public key (PEM) of the publisher, or its pin as `trust keygen` prints it; the
    /// signature is checked against it
    #[arg(long, value_name = "PEM|PIN")]
    publisher: Option<String>,
    /// The bundle, or a list of any format
    bundle: PathBuf,
}

#[derive(clap::Args)]
pub struct Sign {
    /// The publisher's private key (P-256)
    #[arg(long, value_name = "PEM")]
    key: PathBuf,
    /// The signed bundle; the unsigned one is replaced without it
    #[arg(short, long, value_name = "BUNDLE")]
    output: Option<PathBuf>,
    /// The bundle
    bundle: PathBuf,
}

#[derive(clap::Args)]
pub struct Keygen {
    /// File for the private key; an existing file is not overwritten
    #[arg(short, long, value_name = "PEM")]
    output: PathBuf,
}

pub fn run(command: &Command) -> Result<Outcome> {
    match command {
        Command::Build(args) => build(args),
        Command::Show(args) => show(args),
        Command::Sign(args) => sign(args),
        Command::Keygen(args) => keygen(args),
    }
}

/// Pins and publisher's key in the files of `--signing-key`, recognised by their content.
fn keys(paths: &[PathBuf]) -> Result<(Vec<Pin>, Option<PublisherKey>)> {
    let (mut pins, mut publisher) = (Vec::new(), None);
    for path in paths {
        if !path.exists()
            && let Some(pin) = path.to_str().and_then(|pin| Pin::from_base64(pin).ok())
        {
            pins.push(pin);
            continue;
        }
        let bytes = input::bytes(path)?;
        let private = std::str::from_utf8(&bytes).is_ok_and(|text| text.contains("PRIVATE KEY-----"));
        if private {
            publisher = Some(publisher_key(path)?);
        } else {
            pins.extend(Pin::read(&bytes).with_context(|| argument::name(path))?);
        }
    }
    Ok((pins, publisher))
}

pub fn publisher_key(path: &Path) -> Result<PublisherKey> {
    let bytes = input::bytes(path)?;
    let text = String::from_utf8(bytes).unwrap_or_default();
    PublisherKey::read(&text).with_context(|| format!("{}: no private key of P-256 in PEM", argument::name(path)))
}

fn build(args: &Build) -> Result<Outcome> {
    let (pins, publisher) = keys(&args.signing_key)?;
    let at = args.at.unwrap_or_else(now);
    let files = files(&args.input)?;
    let import = Import {
        format: args.format,
        pins: &pins,
        signer_name: args.signer_name.as_deref(),
        issuer: args.issuer.as_deref(),
        at: Some(at),
        environment: args.environment.into(),
    };
    let mut list = TrustList::default();
    for group in groups(&files, args.format, !pins.is_empty()) {
        let name = group.first().map_or_else(String::new, |(name, _)| name.clone());
        let group: Vec<File> = group.iter().map(|(name, bytes)| File { name, bytes }).collect();
        let bundle = group.first().filter(|file| Bundle::is_bundle(file.bytes));
        let read = if let Some(bundle) = bundle {
            read_bundle(bundle, &pins, publisher.as_ref(), (!args.accept_ended).then_some(at))
        } else {
            import.read(&group)
        };
        list.extend(read.with_context(|| name)?);
    }
    for listing in list.listings() {
        tell(listing);
    }
    for skipped in list.skipped() {
        terminal::message(rejected_line(skipped));
    }
    if let Some(counts) = counts_by_reason(&list) {
        terminal::message(format_args!("left out: {counts}"));
    }
    let edition = edition(args.serial, at, args.best_before_days, args.end_days);
    let header = Header {
        serial: edition.serial,
        issued_at: edition.issued_at,
        best_before: edition.best_before,
        expires_at: edition.expires_at,
        listings: list.listings().to_vec(),
    };
    let bundle = Bundle::write(&header, &list, publisher.as_ref())?;
    // Read it back before anything relies on it.
    let (_, again) = Bundle::read_unverified(&bundle)?;
    if again.len() != list.len() {
        bail!("the bundle reads back {} keys of {}", again.len(), list.len());
    }
    put(&args.output, &bundle)?;
    terminal::message(format_args!(
        "{} keys in {} bytes{}",
        list.len(),
        bundle.len(),
        if publisher.is_some() {
            ""
        } else {
            "; not signed yet: `greengate trust sign`"
        }
    ));
    Ok(Outcome::Good)
}

/// Entry that is left out, with its list and the reason.
fn rejected_line(skipped: &RejectedEntry) -> String {
    let subject = skipped.subject.as_ref().map_or_else(String::new, |s| format!(" ({s})"));
    let (source, entry) = (&*skipped.source, skipped.index + 1);
    format!("{source}: entry {entry}{subject} is left out: {}", skipped.error)
}

/// Numbers of entries left out by reason; `None` without any.
fn counts_by_reason(list: &TrustList) -> Option<String> {
    let counts = list.skipped_by_reason();
    let counts: Vec<String> = counts
        .iter()
        .map(|(reason, count)| format!("{count} {reason}"))
        .collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

/// Reads a bundle to merge. If any key is pinned, one of them or the publisher who signs the new bundle must have
/// signed it. Without pins it is verified if that publisher signed it, and else counts as not checked.
fn read_bundle(
    file: &File,
    pins: &[Pin],
    publisher: Option<&PublisherKey>,
    at: Option<OffsetDateTime>,
) -> Result<TrustList, greengate::trust::Error> {
    let own = publisher.and_then(|key| Pin::from_base64(&key.pin()).ok());
    let mut all: Vec<Pin> = pins.iter().cloned().chain(own).collect();
    if pins.is_empty()
        && let Err(BundleError::UnknownPublisher | BundleError::NotSigned) = Bundle::verify(file.bytes, &all)
    {
        terminal::message(format_args!("{}: BUNDLE NOT VERIFIED: no key given for it", file.name));
        all.clear();
    }
    let import = Import {
        format: Some(ListFormat::Bundle),
        pins: &all,
        at,
        ..Import::default()
    };
    import.read(std::slice::from_ref(file))
}

/// Prints the result of reading a list.
fn tell(listing: &SourceList) {
    let signature = match listing.signature {
        SignatureStatus::Verified => "signature verified",
        SignatureStatus::NotChecked => "SIGNATURE NOT CHECKED: no key given for it",
        SignatureStatus::None => "a format without signature",
    };
    let skipped = if listing.skipped > 0 {
        format!(", {} entries left out", listing.skipped)
    } else {
        String::new()
    };
    terminal::message(format_args!(
        "{} ({}): {} keys{skipped}; {signature}",
        listing.name, listing.format, listing.keys
    ));
}

type Loaded = (String, Vec<u8>);

/// Files, including those in folders; each detached signature follows its list.
fn files(paths: &[PathBuf]) -> Result<Vec<Loaded>> {
    let mut all = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries = fs::read_dir(path).with_context(|| argument::name(path))?;
            let mut inside: Vec<PathBuf> = entries.map(|e| e.map(|e| e.path())).collect::<io::Result<_>>()?;
            inside.retain(|p| p.is_file());
            inside.sort();
            all.extend(inside);
        } else {
            all.push(path.clone());
        }
    }
    let mut loaded: Vec<Loaded> = Vec::new();
    for path in &all {
        let beside = path.with_extension("sig");
        let has_own = all.contains(&beside);
        // A signature that is named beside its list is loaded right after it.
        if path.extension().is_some_and(|e| e == "sig")
            && all.iter().any(|p| p != path && p.with_extension("sig") == *path)
        {
            continue;
        }
        loaded.push(load(path)?);
        if beside != *path && (has_own || beside.is_file()) {
            loaded.push(load(&beside)?);
        }
    }
    Ok(loaded)
}

/// Loads a file by its name without the folder, which only exists on this machine.
fn load(path: &Path) -> Result<Loaded> {
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok((name.to_string_lossy().into_owned(), input::bytes(path)?))
}

/// True for a detached signature: short, DER or COSE, and not a list itself.
fn is_signature(bytes: &[u8]) -> bool {
    bytes.len() <= MAX_SIGNATURE && matches!(bytes.first(), Some(0x30 | 0xd2 | 0x84)) && ListFormat::of(bytes).is_none()
}

/// Groups of files that make one list: a list and its detached signature, or all files of a format in parts. Without a
/// pinned key signatures prove nothing and are left out.
fn groups(files: &[Loaded], format: Option<ListFormat>, pinned: bool) -> Vec<Vec<Loaded>> {
    let in_parts = matches!(
        format,
        Some(ListFormat::ChJws | ListFormat::GdhcnDid | ListFormat::Pem | ListFormat::ItMap)
    );
    let mut groups: Vec<Vec<Loaded>> = Vec::new();
    for file in files {
        // A bundle is always a list of its own.
        let alone = Bundle::is_bundle(&file.1)
            || groups
                .last()
                .and_then(|group| group.first())
                .is_some_and(|first| Bundle::is_bundle(&first.1));
        match groups.last_mut().filter(|_| !alone) {
            Some(group) if is_signature(&file.1) => {
                if pinned {
                    group.push(file.clone());
                }
            }
            Some(group) if in_parts => group.push(file.clone()),
            _ => groups.push(vec![file.clone()]),
        }
    }
    groups
}

fn sign(args: &Sign) -> Result<Outcome> {
    let key = publisher_key(&args.key)?;
    let name = || argument::name(&args.bundle);
    let bytes = input::bytes(&args.bundle)?;
    let signed = Bundle::sign(&bytes, &key).with_context(name)?;
    // The signer vouches for the bundle's statements about its lists.
    let pins = [Pin::from_base64(&key.pin())?];
    for listing in Bundle::read(&signed, &pins)?.0.listings {
        tell(&listing);
    }
    put(args.output.as_deref().unwrap_or(&args.bundle), &signed)?;
    terminal::message(format_args!("signed; the pin of its publisher is {}", key.pin()));
    Ok(Outcome::Good)
}

fn keygen(args: &Keygen) -> Result<Outcome> {
    use p256::pkcs8::EncodePrivateKey;
    let mut seed = [0; 32];
    let (secret, key) = loop {
        getrandom::fill(&mut seed).map_err(|e| anyhow::anyhow!("the system gives no random numbers: {e}"))?;
        if let (Ok(secret), Some(key)) = (p256::SecretKey::from_slice(&seed), PublisherKey::from_bytes(&seed)) {
            break (secret, key);
        }
    };
    let der = secret.to_pkcs8_der().map_err(|e| anyhow::anyhow!("{e}"))?;
    let body = <base64ct::Base64 as base64ct::Encoding>::encode_string(der.as_bytes());
    let lines: Vec<&str> = (0..body.len())
        .step_by(64)
        .map(|i| &body[i..(i + 64).min(body.len())])
        .collect();
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        lines.join("\n")
    );
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options
        .open(&args.output)
        .with_context(|| argument::name(&args.output))?;
    file.write_all(pem.as_bytes())?;
    Output::new().line(key.pin())?;
    Ok(Outcome::Good)
}

fn show(args: &Show) -> Result<Outcome> {
    let bytes = input::bytes(&args.bundle)?;
    let name = argument::name(&args.bundle);
    let pins = args.publisher.as_deref().map(crate::pins).transpose()?;
    let (read, signed) = match &pins {
        // Verify the signature before anything else is read.
        Some(pins) => (
            Bundle::read(&bytes, pins).map(|(header, list)| (Some(header), list)),
            "verified",
        ),
        None if Bundle::is_bundle(&bytes) => (
            Bundle::read_unverified(&bytes).map(|(header, list)| (Some(header), list)),
            match Bundle::verify(&bytes, &[]) {
                Err(BundleError::NotSigned) => "not signed",
                _ => "not checked",
            },
        ),
        None => {
            let list = TrustList::read(&bytes, &name).with_context(|| name.clone())?;
            (Ok((None, list)), "not checked")
        }
    };
    let (header, list) = read.with_context(|| name.clone())?;
    if args.json {
        Output::new().json(&describe(header.as_ref(), &list, signed, &name))?;
    } else {
        words(header.as_ref(), &list, signed, &name)?;
    }
    Ok(Outcome::Good)
}

fn rfc3339(at: Option<OffsetDateTime>) -> Value {
    at.and_then(|at| at.format(&Rfc3339).ok())
        .map_or(Value::Null, Value::String)
}

fn describe(header: Option<&Header>, list: &TrustList, signed: &str, name: &str) -> Value {
    let mut keys: Vec<Value> = list
        .keys()
        .map(|key| {
            let kid = key.kid();
            let (role, issuer) = match &key.role {
                Role::DocumentSigner => ("document-signer", None),
                Role::CardIssuer(issuer) => ("card-issuer", Some(issuer.to_string())),
                Role::Anchor => ("anchor", None),
                Role::SealSigner => ("seal-signer", None),
            };
            // Thumbprints are already base64.
            let kid = if issuer.is_some() {
                String::from_utf8_lossy(&kid).into_owned()
            } else {
                <base64ct::Base64 as base64ct::Encoding>::encode_string(&kid)
            };
            json!({
                "kid": kid,
                "country": key.country.as_deref(),
                "kinds": key.usage.kinds().collect::<Vec<_>>(),
                "notBefore": rfc3339(key.not_before),
                "notAfter": rfc3339(key.not_after),
                "key": key.public.kind(),
                "role": role,
                "issuer": issuer,
                "name": key.name.as_deref(),
                "domain": key.domain.as_deref(),
                "environment": key.environment,
                "source": &*key.source,
            })
        })
        .collect();
    keys.sort_by_cached_key(|key| {
        (
            key["country"].to_string(),
            key["issuer"].to_string(),
            key["kid"].to_string(),
        )
    });
    let lists: Vec<Value> = list
        .listings()
        .iter()
        .map(|listing| {
            json!({
                "name": &*listing.name,
                "format": listing.format,
                "signature": match listing.signature {
                    SignatureStatus::Verified => "verified",
                    SignatureStatus::NotChecked => "not-checked",
                    SignatureStatus::None => "none",
                },
                "issuedAt": rfc3339(listing.issued_at),
                "endsAt": rfc3339(listing.expires_at),
                "keys": listing.keys,
                "skipped": listing.skipped,
            })
        })
        .collect();
    let rejected: Vec<Value> = list
        .skipped()
        .iter()
        .map(|skipped| {
            json!({
                "list": &*skipped.source,
                "entry": skipped.index + 1,
                "subject": skipped.subject,
                "reason": skipped.error.name(),
                "detail": skipped.error.to_string(),
            })
        })
        .collect();
    let names: Vec<&str> = list.listings().iter().map(|l| &*l.name).collect();
    let oldest = list.listings().iter().filter_map(|l| l.issued_at).min();
    json!({
        "source": if names.is_empty() { name.to_owned() } else { names.join(", ") },
        "issuedAt": rfc3339(header.map(|h| h.issued_at).or(oldest)),
        "bestBefore": rfc3339(header.map(|h| h.best_before)),
        "endsAt": rfc3339(header.map(|h| h.expires_at)),
        "serial": header.map(|h| h.serial),
        "signature": signed,
        "lists": lists,
        "keys": keys,
        "rejected": rejected,
        "rejectedByReason": list.skipped_by_reason(),
    })
}

fn words(header: Option<&Header>, list: &TrustList, signed: &str, name: &str) -> io::Result<()> {
    let mut out = Output::new();
    out.line(name)?;
    if let Some(header) = header {
        let day = |at: OffsetDateTime| at.date();
        out.line(format_args!(
            "  serial {}, issued {}, best before {}, ends {}; signature {signed}",
            header.serial,
            day(header.issued_at),
            day(header.best_before),
            day(header.expires_at)
        ))?;
    }
    for listing in list.listings() {
        let issued = listing
            .issued_at
            .map_or_else(String::new, |at| format!(" of {}", at.date()));
        let signature = match listing.signature {
            SignatureStatus::Verified => "signature verified",
            SignatureStatus::NotChecked => "signature not checked",
            SignatureStatus::None => "not signed",
        };
        out.line(format_args!(
            "  {} ({}{issued}): {} keys, {} left out, {signature}",
            listing.name, listing.format, listing.keys, listing.skipped
        ))?;
    }
    for skipped in list.skipped() {
        out.line(format_args!("  {}", rejected_line(skipped)))?;
    }
    if let Some(counts) = counts_by_reason(list) {
        out.line(format_args!("  left out: {counts}"))?;
    }
    let at = now();
    let mut countries: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut issuers = HashSet::new();
    for key in list.keys() {
        if let Role::CardIssuer(issuer) = &key.role {
            issuers.insert(issuer);
            continue;
        }
        let (all, valid) = countries.entry(key.country.as_deref().unwrap_or("--")).or_default();
        *all += 1;
        *valid += usize::from(key.is_valid_at(at));
    }
    out.line(format_args!("  {} keys", list.len()))?;
    for (country, (all, valid)) in countries {
        out.line(format_args!("  {country}: {all} keys, {valid} of them valid now"))?;
    }
    if !issuers.is_empty() {
        out.line(format_args!("  {} issuers of SMART Health Cards", issuers.len()))?;
    }
    Ok(())
}
