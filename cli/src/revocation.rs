//! Revocation lists in files and folders, and what a verdict says of them.

use crate::{argument::name, input, terminal};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use greengate::{
    limits::{MAX_FOLDER_DEPTH, MAX_FOLDER_ENTRIES},
    revocation::{Import, Revocation, RevocationList, RevocationState},
    trust::{File, Pin, SignatureStatus, TrustList},
    verdict::RevocationPolicy,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

// Options that name revocation lists. (A doc comment would become the text of the command.)
#[derive(clap::Args)]
pub struct RevocationArgs {
    /// Revocation list of any supported format, a pack, or the folder of one that consists of several files; may be
    /// given several times
    #[arg(long, value_name = "FILE")]
    revocation: Vec<PathBuf>,
    /// Key or certificate (PEM), or pin, that every revocation list must be signed with; may be given several times
    #[arg(long, value_name = "PEM|PIN", requires = "revocation")]
    revocation_key: Vec<String>,
    /// Common name that the certificate of a revocation list's signer must have (ch-uvci)
    #[arg(long, value_name = "NAME", requires = "revocation_key")]
    revocation_signer: Option<String>,
    /// Issuer (iss) of revoked SMART Health Cards (shc-rids); without it that of their key in the trust list
    #[arg(long, value_name = "URL", requires = "revocation")]
    revocation_issuer: Option<String>,
}

impl RevocationArgs {
    /// The lists that are given; `None` without any.
    pub fn list(&self, trust: &TrustList) -> Result<Option<RevocationList>> {
        let pins: Vec<Vec<Pin>> = self
            .revocation_key
            .iter()
            .map(|key| crate::pins(key))
            .collect::<Result<_>>()?;
        let pins = pins.concat();
        // Dates are not judged here: a list that has ended is used, and said to be old.
        let import = Import {
            pins: &pins,
            signer_name: self.revocation_signer.as_deref(),
            issuer: self.revocation_issuer.as_deref(),
            trust: Some(trust),
            ..Import::default()
        };
        let mut all: Option<RevocationList> = None;
        for path in &self.revocation {
            let list = read(&import, path)?;
            for source in list.sources() {
                if source.signature == SignatureStatus::NotChecked {
                    terminal::message(format_args!("{} ({}): {NOT_CHECKED}", source.name, source.format));
                }
            }
            match &mut all {
                Some(all) => all.extend(list),
                None => all = Some(list),
            }
        }
        Ok(all)
    }
}

/// Warning about a list that nobody vouches for.
pub const NOT_CHECKED: &str = "SIGNATURE NOT CHECKED: no key given for it";

/// Answers about revocation for a person to decide.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Required {
    /// There is no list of the pass's issuer
    NoList,
    /// The list of the pass's issuer is too old
    Old,
}

/// The policy that an option asks for.
pub fn policy(required: &[Required]) -> RevocationPolicy {
    RevocationPolicy {
        without_list: required.contains(&Required::NoList),
        with_old_list: required.contains(&Required::Old),
    }
}

/// Reads a list from a file, or from all files of a folder.
pub fn read(import: &Import, path: &Path) -> Result<RevocationList> {
    let files = files(path)?;
    let files: Vec<File> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    import.read(&files).with_context(|| name(path))
}

/// Files of a list, named by their paths from the folder on.
pub fn files(path: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let base = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned();
    if !path.is_dir() {
        return Ok(vec![(base, input::bytes(path)?)]);
    }
    let mut found = Vec::new();
    walk(path, &base, 0, &mut found)?;
    if found.is_empty() {
        bail!("{}: no file in it", name(path));
    }
    Ok(found)
}

fn walk(folder: &Path, base: &str, depth: usize, found: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    if depth == MAX_FOLDER_DEPTH {
        bail!("{}: deeper than {MAX_FOLDER_DEPTH} folders", name(folder));
    }
    let entries = fs::read_dir(folder).with_context(|| name(folder))?;
    let mut entries: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    entries.sort();
    for path in entries {
        let own = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let inside = format!("{base}/{own}");
        if path.is_dir() {
            walk(&path, &inside, depth + 1, found)?;
        } else if !own.starts_with('.') {
            if found.len() == MAX_FOLDER_ENTRIES {
                bail!("{}: more than {MAX_FOLDER_ENTRIES} files", name(folder));
            }
            found.push((inside, input::bytes(&path)?));
        }
    }
    Ok(())
}

/// What is known of a pass's revocation, in a sentence; `None` if nobody asked.
pub fn sentence(revocation: &Revocation) -> Option<String> {
    let date = revocation
        .date
        .map_or_else(String::new, |date| format!(" of {}", date.date()));
    let list = format!("the list {}{date}", revocation.list.as_deref().unwrap_or("(unnamed)"));
    Some(match revocation.state {
        RevocationState::NoList => "Revocation not checked: no list of this issuer".to_owned(),
        RevocationState::NotLoaded => {
            format!("Revocation not checked: the part of {list} for this key is not here")
        }
        RevocationState::Old => {
            let days = revocation.age_days.unwrap_or_default();
            format!("Revocation checked with an old list: {list} is {days} days old")
        }
        RevocationState::Checked => format!("Revocation checked: not on {list}"),
        RevocationState::Revoked => {
            let kind = revocation
                .hash
                .map_or_else(String::new, |kind| format!(" by its {}", kind.as_str()));
            let rate = revocation.false_positive_rate.map_or_else(String::new, |rate| {
                format!("; such a filter is wrong about one pass in {:.0}", 1.0 / rate)
            });
            format!("Revoked: named{kind} in {list}{rate}")
        }
        _ => return None,
    })
}
