//! `greengate trust revocation build` and `apply`: packs and their changes.

use crate::{
    Outcome, argument::name, date_time, edition::edition, files::put, input, now, revocation, terminal,
    trust::build::keys, verify::TrustArgs,
};
use anyhow::{Context, Result, bail};
use greengate::{
    revocation::{BuildOptions, Delta, Import, Pack, RevocationFormat, RevocationList},
    trust::{Pin, SignatureStatus},
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use time::OffsetDateTime;

#[derive(clap::Args)]
pub struct Args {
    /// Format of the lists; recognised by their shape without it
    #[arg(long, value_name = "FORMAT")]
    format: Option<RevocationFormat>,
    /// PEM file or pin, may be given several times. A public key or certificate is the one that the lists' own
    /// signature, or a pack's, must be of; a private key (P-256) is the publisher's, and signs the pack
    #[arg(long, value_name = "PEM|PIN")]
    signing_key: Vec<PathBuf>,
    /// Common name that the certificate of a list's signer must have (ch-uvci)
    #[arg(long, value_name = "NAME")]
    signer_name: Option<String>,
    /// Issuer (iss) of revoked SMART Health Cards (shc-rids); without it that of their key in the trust list
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    #[command(flatten)]
    trust: TrustArgs,
    /// Time at which the lists must be valid and the pack is issued, instead of now
    #[arg(long, value_name = "RFC3339", value_parser = date_time)]
    at: Option<OffsetDateTime>,
    /// Serial number; the seconds since 1970 without it, so that a later pack has a greater one
    #[arg(long)]
    serial: Option<u64>,
    /// Days for which the pack counts as fresh
    #[arg(long, default_value_t = 2)]
    best_before_days: u16,
    /// Days after which it is said to be too old
    #[arg(long, default_value_t = 14)]
    end_days: u16,
    /// Bytes of a hash that are kept beside what its place tells: four are wrong about one pass in 4,000 million
    #[arg(long, value_name = "BYTES", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=8))]
    kept_bytes: u8,
    /// Pack of the edition before, a file or a folder: writes the change that leads from it to this one, in a --folder
    /// under the serial number of the edition before (17.ggd), else to --delta
    #[arg(long, value_name = "PACK")]
    base: Option<PathBuf>,
    /// Change from the edition before to write
    #[arg(long, value_name = "FILE", requires = "base")]
    delta: Option<PathBuf>,
    /// Write a folder for a static host: the index, and a file for each part
    #[arg(long)]
    folder: bool,
    /// Write the whole hashes too, which settle what a part names without reason
    #[arg(long, requires = "folder")]
    whole_hashes: bool,
    /// Pack to write
    #[arg(short, long, value_name = "PACK")]
    output: PathBuf,
    /// The lists: files, or folders of lists that consist of several files; packs are merged
    #[arg(required = true)]
    input: Vec<PathBuf>,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let (pins, publisher) = keys(&args.signing_key)?;
    let at = args.at.unwrap_or_else(now);
    let trust = args.trust.list()?;
    let own = publisher.as_ref().and_then(|key| Pin::from_base64(&key.pin()).ok());
    let mut list = RevocationList::default();
    for path in &args.input {
        let files = revocation::files(path)?;
        let is_pack = files.iter().any(|(_, bytes)| Pack::is_pack(bytes));
        // A pack that this publisher signed before is verified with the publisher's own key.
        let with_own: Vec<Pin> = pins.iter().chain(own.iter().filter(|_| is_pack)).cloned().collect();
        let import = Import {
            format: args.format.filter(|_| !is_pack),
            pins: &with_own,
            signer_name: args.signer_name.as_deref(),
            issuer: args.issuer.as_deref(),
            trust: Some(&trust),
            at: Some(at),
        };
        list.extend(revocation::read(&import, path)?);
    }
    for source in list.sources() {
        let signature = match source.signature {
            SignatureStatus::Verified => "signature verified",
            SignatureStatus::NotChecked => revocation::NOT_CHECKED,
            SignatureStatus::None => "a format without signature",
        };
        terminal::message(format_args!("{} ({}): {signature}", source.name, source.format));
    }
    if args.base.is_some() && args.delta.is_none() && !args.folder {
        bail!("--base: say with --delta where to write the change, or write a --folder");
    }
    let base = args.base.as_deref().map(|path| pack(path, &[])).transpose()?;
    let options = BuildOptions::new(edition(args.serial, at, args.best_before_days, args.end_days))
        .kept_bytes(args.kept_bytes)
        .base(base.as_ref())
        .has_whole_hashes(args.whole_hashes);
    let built = Pack::build(&list, &options, publisher.as_ref())?;
    let delta = base.as_ref().map(|base| Delta::between(base, &built)).transpose()?;
    if let (Some(delta), Some(path)) = (&delta, &args.delta) {
        put(path, delta)?;
        terminal::message(format_args!("{} bytes of change in {}", delta.len(), name(path)));
    }
    if args.folder {
        let change = base
            .iter()
            .map(|base| Delta::file_name(base.header().serial))
            .zip(delta)
            .next();
        write_folder(&args.output, &built, &list, change)?;
    } else {
        put(&args.output, &built.to_bytes()?)?;
    }
    let bytes: usize = built.rows().iter().map(|row| row.bytes()).sum();
    terminal::message(format_args!(
        "{} hashes in {} parts, {} bytes and an index of {}{}",
        list.len(),
        built.rows().len(),
        bytes,
        built.signed_index().len(),
        if publisher.is_some() {
            ""
        } else {
            "; NOT SIGNED: no private key given"
        }
    ));
    Ok(Outcome::Good)
}

/// Writes the parts and the change first, the index after them and its serial number last: a host that is read in between
/// serves the edition before, and its parts.
fn write_folder(folder: &Path, pack: &Pack, list: &RevocationList, change: Option<(String, Vec<u8>)>) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| name(folder))?;
    for (row, part) in pack.parts() {
        put(&folder.join(row.file_name()), part.file())?;
    }
    for (file, hashes) in pack.whole_hashes(list) {
        put(&folder.join(file), hashes)?;
    }
    if let Some((file, change)) = change {
        put(&folder.join(file), &change)?;
    }
    put(&folder.join(Pack::INDEX), pack.signed_index())?;
    put(
        &folder.join(Pack::SERIAL),
        format!("{}\n", pack.header().serial).as_bytes(),
    )
}

/// Reads a pack: one file, or a folder with its index and parts. Parts of other editions are left aside.
pub fn pack(path: &Path, pins: &[Pin]) -> Result<Pack> {
    let read = || -> Result<Pack> {
        if !path.is_dir() {
            return Ok(Pack::read(&input::bytes(path)?, pins)?);
        }
        let index = input::bytes(&path.join(Pack::INDEX))?;
        let mut pack = if pins.is_empty() {
            Pack::read_index_unverified(&index)?
        } else {
            Pack::read_index(&index, pins)?
        };
        for file in pack.missing_files() {
            let part = path.join(file);
            if part.is_file() {
                pack.add(&input::bytes(&part)?)?;
            }
        }
        Ok(pack)
    };
    read().with_context(|| name(path))
}

#[derive(clap::Args)]
pub struct Apply {
    /// Public key (PEM) of the publisher, or its pin; the pack and the change are checked against it
    #[arg(long, value_name = "PEM|PIN")]
    publisher: Option<String>,
    /// Pack to write
    #[arg(short, long, value_name = "PACK")]
    output: PathBuf,
    /// The pack in use
    pack: PathBuf,
    /// The change, or several in order
    #[arg(required = true)]
    change: Vec<PathBuf>,
}

pub fn apply(args: &Apply) -> Result<Outcome> {
    let pins = args
        .publisher
        .as_deref()
        .map(crate::pins)
        .transpose()?
        .unwrap_or_default();
    let mut held = pack(&args.pack, &pins)?;
    for path in &args.change {
        let change = input::bytes(path)?;
        if !Delta::is_delta(&change) {
            bail!("{}: not a change of a pack", name(path));
        }
        held = Delta::apply(&held, &change, &pins).with_context(|| name(path))?;
    }
    put(&args.output, &held.to_bytes()?)?;
    terminal::message(format_args!("serial {}", held.header().serial));
    Ok(Outcome::Good)
}
