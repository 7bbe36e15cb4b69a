//! Published revocation lists of every kind, read into one model. A format is one file here, one line of
//! `revocation_formats!` in `revocation/format.rs`, and what the compiler then asks for; [`RevocationFormat::of`]
//! recognises it.

mod ch_uvci;
mod crl;
mod de_lst;
mod eu_batch;
mod eu_slices;
mod it_drl;
mod nl_denylist;
mod shc_rids;
mod tar;

use super::{
    Error, Pack, RevocationFormat, RevocationList, SourceInfo, denylist, digest::Hash, error::wrong, list::Contents,
};
use crate::{
    encoding::{base64, ber, json::bounded, jws::Jws},
    limits::MAX_LIST,
    trust::{File, ListDates, Pin, SignatureStatus, TrustList},
};
use serde_json::Value;
use time::OffsetDateTime;

impl RevocationFormat {
    /// True if lists of this format carry a signature of their own.
    const fn is_signed(self) -> bool {
        match self {
            Self::EuBatch | Self::DeLst | Self::NlDenylist | Self::ChUvci | Self::Crl | Self::Pack => true,
            Self::EuSlices | Self::ItDrl | Self::ShcRids | Self::Denylist => false,
        }
    }

    /// Format of the files of a list, recognised by their shape.
    #[must_use]
    pub fn of(files: &[File]) -> Option<Self> {
        files.iter().find_map(Self::of_file)
    }

    fn of_file(file: &File) -> Option<Self> {
        let bytes = file.bytes;
        if Pack::is_pack(bytes) {
            return Some(Self::Pack);
        }
        // The partitions of a pack, and binary slices, are recognised by the file beside them.
        if tar::is_gzip(bytes) {
            return Some(Self::EuSlices);
        }
        if de_lst::is_list(bytes) {
            return Some(Self::DeLst);
        }
        if let Some(der) = der(bytes) {
            return Some(if crl::is_list(&der) { Self::Crl } else { Self::EuBatch });
        }
        let text = text(bytes).ok()?;
        if denylist::is_list(text) {
            return Some(Self::Denylist);
        }
        if let Ok(jws) = Jws::parse(text) {
            return (!jws.header.is_empty()).then_some(Self::ChUvci);
        }
        match bounded(text.as_bytes()).ok()? {
            Value::Array(entries) => {
                let is_slices = |entry: &Value| entry.get("mode").is_some() || entry.get("chunks").is_some();
                Some(if entries.iter().any(is_slices) {
                    Self::EuSlices
                } else {
                    Self::EuBatch
                })
            }
            Value::Object(object) => {
                const MARKS: [(&str, RevocationFormat); 7] = [
                    ("hashType", RevocationFormat::EuBatch),
                    ("revokedUcvi", RevocationFormat::ItDrl),
                    ("delta", RevocationFormat::ItDrl),
                    ("proofIdentifierDenylist", RevocationFormat::NlDenylist),
                    ("payload", RevocationFormat::NlDenylist),
                    ("rids", RevocationFormat::ShcRids),
                    ("revokedCerts", RevocationFormat::ChUvci),
                ];
                let mark = MARKS.iter().find(|(mark, _)| object.contains_key(*mark));
                mark.map(|(_, format)| *format)
            }
            _ => None,
        }
    }
}

/// Settings for reading a list, with the keys to check it against.
#[derive(Clone, Copy, Debug, Default)]
pub struct Import<'a> {
    /// Format; recognised by the list's shape if not given.
    pub format: Option<RevocationFormat>,
    /// Keys and certificates that may have signed the list. Without any, its signature is not checked and the list is
    /// marked so.
    pub pins: &'a [Pin],
    /// Common name that the signer's certificate must have (`ch-uvci`).
    pub signer_name: Option<&'a str>,
    /// Issuer (`iss`) of the cards (`shc-rids`). Without it that of the key in `trust`.
    pub issuer: Option<&'a str>,
    /// Trust list with the authorities of a `crl` and the keys of `shc-rids`.
    pub trust: Option<&'a TrustList>,
    /// The time at which the list must be valid; without it validity is not judged.
    pub at: Option<OffsetDateTime>,
}

impl Import<'_> {
    /// Reads a list that may consist of several files, named by their paths below its folder.
    ///
    /// # Errors
    /// The whole list is refused if it is too large, has no known shape, is not signed by a pinned key, is not
    /// complete, or holds anything that cannot be read: half a list must not pass for a whole one.
    pub fn read(&self, files: &[File]) -> Result<RevocationList, Error> {
        let is_pack = files.iter().any(|file| Pack::is_pack(file.bytes));
        for file in files {
            let bytes = file.bytes.len();
            if bytes > MAX_LIST && !is_pack {
                return Err(Error::TooLarge { bytes, limit: MAX_LIST });
            }
        }
        let format = match self.format {
            Some(format) => format,
            None => RevocationFormat::of(files).ok_or_else(|| wrong("it has the shape of none that is known"))?,
        };
        if !self.pins.is_empty() && !format.is_signed() {
            return Err(Error::MissingSignature("its format has none"));
        }
        match format {
            RevocationFormat::EuBatch => eu_batch::read(self, files),
            RevocationFormat::EuSlices => eu_slices::read(self, files),
            RevocationFormat::DeLst => de_lst::read(self, files),
            RevocationFormat::ItDrl => it_drl::read(self, files),
            RevocationFormat::NlDenylist => nl_denylist::read(self, files),
            RevocationFormat::ChUvci => ch_uvci::read(self, files),
            RevocationFormat::ShcRids => shc_rids::read(self, files),
            RevocationFormat::Crl => crl::read(self, files),
            RevocationFormat::Denylist => denylist::read(self, files),
            RevocationFormat::Pack => Ok(Pack::read_files(files, self.pins)?.list()),
        }
    }

    /// A list to fill, named after its first file.
    pub(super) fn contents(
        &self,
        format: RevocationFormat,
        files: &[File],
        dates: ListDates,
        signature: SignatureStatus,
    ) -> Result<Contents, Error> {
        if let Some(end) = dates.expires_at.filter(|end| self.at.is_some_and(|at| at > *end)) {
            return Err(Error::Expired(end));
        }
        Ok(Contents::new(SourceInfo {
            name: name(files).into(),
            format,
            signature,
            dates,
        }))
    }

    /// Result of a signature check that was made if anything is pinned.
    const fn checked(&self) -> SignatureStatus {
        if self.pins.is_empty() {
            SignatureStatus::NotChecked
        } else {
            SignatureStatus::Verified
        }
    }
}

/// Name of a list: that of its folder, or of its only file.
fn name<'a>(files: &[File<'a>]) -> &'a str {
    files
        .first()
        .and_then(|file| file.name.split('/').next())
        .unwrap_or_default()
}

/// Text of a list, without a byte order mark and surrounding white space.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Error> {
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("it is not text"))?;
    Ok(text.trim_start_matches('\u{feff}').trim())
}

fn json(bytes: &[u8]) -> Result<Value, Error> {
    bounded(text(bytes)?.as_bytes()).map_err(|_| wrong("the JSON is broken, or has more values than allowed"))
}

/// DER or BER of a sequence, bare, in base64 or in PEM.
fn der(bytes: &[u8]) -> Option<Vec<u8>> {
    let is_sequence = |bytes: &[u8]| bytes.first() == Some(&ber::SEQUENCE) && ber::split(bytes).is_some();
    if is_sequence(bytes) {
        return Some(bytes.to_vec());
    }
    let text = text(bytes).ok()?;
    if text.starts_with("-----BEGIN ") {
        let (_, der) = crate::trust::pem(text).into_iter().next()?;
        return der.ok().filter(|der| is_sequence(der));
    }
    // The base64 of a sequence begins so.
    (text.starts_with('M'))
        .then(|| base64(text))?
        .filter(|der| is_sequence(der))
}

fn field<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

/// Time in RFC 3339.
fn instant(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()
}

/// Dates of a list that states only the time of issue.
const fn issued(issued_at: Option<OffsetDateTime>) -> ListDates {
    ListDates {
        issued_at,
        best_before: None,
        expires_at: None,
    }
}

/// Hash of 16 bytes, or the first 16 of a whole one.
fn hash_of(bytes: &[u8], length: usize) -> Option<Hash> {
    (bytes.len() == length).then(|| bytes.first_chunk().copied())?
}
