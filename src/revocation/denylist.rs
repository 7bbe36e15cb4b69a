//! An operator's own list, one entry a line: a pass, its identifier (UVCI), or a hash of 16 or 32 bytes in hexadecimal
//! or base64. Empty lines and those that begin with `#` say nothing; the first line is `# greengate denylist`.
//!
//! It names passes of any issuer, and tells about none: a pass that is not on it is not thereby checked.

use super::{
    Error, HashKind, Import, Issuer, RevocationFormat, RevocationList,
    digest::{HASH, Hash, hash},
    error::wrong,
    import::text,
    list::Scope,
};
use crate::{
    encoding::base64_lenient,
    limits::MAX_REVOKED,
    pass,
    trust::{File, ListDates, RevocationQuery, SignatureStatus},
};

/// First line of a list that is recognised by its shape.
const TITLE: &str = "# greengate denylist";
/// Kinds of hashes that a bare hash may be of.
const OF_PASSES: [HashKind; 4] = [
    HashKind::Signature,
    HashKind::Uvci,
    HashKind::CountryUvci,
    HashKind::LowSignature,
];

pub(super) fn is_list(text: &str) -> bool {
    text.lines()
        .next()
        .is_some_and(|line| line.trim().eq_ignore_ascii_case(TITLE))
}

pub(super) fn read(import: &Import, files: &[File]) -> Result<RevocationList, Error> {
    let status = SignatureStatus::None;
    let mut contents = import.contents(RevocationFormat::Denylist, files, ListDates::default(), status)?;
    let mut count = 0;
    for file in files {
        let lines = text(file.bytes)?.lines().enumerate();
        for (number, line) in lines.map(|(number, line)| (number + 1, line.trim())) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            count += 1;
            if count > MAX_REVOKED {
                return Err(Error::TooMany {
                    what: "entries",
                    count,
                    limit: MAX_REVOKED,
                });
            }
            let hashes = entry(line).ok_or_else(|| {
                wrong(&format!(
                    "line {number} is no pass, no identifier and no hash of 16 or 32 bytes"
                ))
            })?;
            for (kind, hash) in hashes {
                let scope = Scope {
                    issuer: Issuer::Nobody,
                    key: None,
                    kind,
                    expires: None,
                };
                contents.add(scope, [hash]);
            }
        }
    }
    Ok(contents.finish())
}

/// Hashes that an entry denies; `None` if it is none.
fn entry(line: &str) -> Option<Vec<(HashKind, Hash)>> {
    if pass::looks_like_pass(line) {
        let query = RevocationQuery::of(&pass::read(line).ok()?, None);
        let digests = super::digest::Digests::of(&query).digests;
        // The pass itself, and not others of its signer.
        return Some(
            digests
                .into_iter()
                .filter(|(kind, _)| *kind == HashKind::Signature)
                .collect(),
        );
    }
    if let Some(hash) = bare_hash(line) {
        return Some(OF_PASSES.map(|kind| (kind, hash)).to_vec());
    }
    // Identifiers have no spaces; a sentence is a mistake.
    let is_identifier = line.len() >= 4 && line.len() <= 128 && line.bytes().all(|byte| byte.is_ascii_graphic());
    is_identifier.then(|| vec![(HashKind::Uvci, hash(&[line.as_bytes()]))])
}

/// Hash of 16 bytes, or the first 16 of 32.
fn bare_hash(line: &str) -> Option<Hash> {
    let digit = |byte: &u8| {
        char::from(*byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let bytes = match line.len() {
        32 | 64 => {
            let digits: Option<Vec<u8>> = line.as_bytes().iter().map(digit).collect();
            digits?.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
        }
        22 | 24 | 43 | 44 => base64_lenient(line)?,
        _ => return None,
    };
    matches!(bytes.len(), HASH | 32).then(|| bytes.first_chunk().copied())?
}
