//! `greengate trust sign` and `keygen`: the keys of publishers.

use super::tell;
use crate::{
    Outcome, argument,
    files::put,
    input,
    terminal::{self, Output},
};
use anyhow::{Context, Result};
use greengate::trust::{Bundle, Pin, PublisherKey};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

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

/// Reads a private key of a publisher.
pub fn publisher_key(path: &Path) -> Result<PublisherKey> {
    let bytes = input::bytes(path)?;
    let text = String::from_utf8(bytes).unwrap_or_default();
    PublisherKey::read(&text).with_context(|| format!("{}: no private key of P-256 in PEM", argument::name(path)))
}

pub fn sign(args: &Sign) -> Result<Outcome> {
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

pub fn keygen(args: &Keygen) -> Result<Outcome> {
    use p256::pkcs8::{EncodePrivateKey, LineEnding};
    let mut seed = [0; 32];
    let (secret, key) = loop {
        getrandom::fill(&mut seed).map_err(|e| anyhow::anyhow!("the system gives no random numbers: {e}"))?;
        if let (Ok(secret), Some(key)) = (p256::SecretKey::from_slice(&seed), PublisherKey::from_bytes(&seed)) {
            break (secret, key);
        }
    };
    let pem = secret
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(|e| anyhow::anyhow!("{e}"))?;
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
