//! `greengate trust`: compiles published lists to the compact bundle, shows and signs bundles.

mod build;
mod keys;
mod revocation;
mod show;

pub use keys::publisher_key;

use crate::{Outcome, terminal};
use anyhow::Result;
use greengate::trust::{Bundle, Pin, RejectedEntry, SignatureStatus, SourceList, TrustList};
use serde::Deserialize;

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
    Build(Box<build::Args>),
    /// Show what a bundle, or a list of any format, holds
    Show(show::Args),
    /// Sign a bundle
    Sign(keys::Sign),
    /// Compile revocation lists to a signed pack, show lists, and ask them about a pass
    #[command(subcommand)]
    Revocation(revocation::Command),
    /// Make a publisher's key pair: the private key as PEM, its pin on standard output
    Keygen(keys::Keygen),
}

pub fn run(command: &Command) -> Result<Outcome> {
    match command {
        Command::Build(args) => build::run(args),
        Command::Show(args) => show::run(args),
        Command::Sign(args) => keys::sign(args),
        Command::Revocation(command) => revocation::run(command),
        Command::Keygen(args) => keys::keygen(args),
    }
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
