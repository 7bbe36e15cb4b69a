//! `greengate trust build`: compiles published lists to the compact bundle.

use super::{counts_by_reason, publisher_key, rejected_line, tell};
use crate::{Outcome, argument, date_time, edition::edition, files::put, input, now, terminal};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use greengate::{
    limits::MAX_SIGNATURE,
    trust::{Bundle, BundleError, Environment, File, Header, Import, ListFormat, Pin, PublisherKey, TrustList},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use time::OffsetDateTime;

#[derive(clap::Args)]
pub struct Args {
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

pub fn run(args: &Args) -> Result<Outcome> {
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
        list.extend(&read.with_context(|| name)?);
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

/// Pins and publisher's key in the files of `--signing-key`, recognised by their content.
pub(super) fn keys(paths: &[PathBuf]) -> Result<(Vec<Pin>, Option<PublisherKey>)> {
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
