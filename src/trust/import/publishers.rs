//! Public keys of known publishers of lists, so that an imported list can be checked without handing in the key.
//! `docs/TRUST.md` has the source of each.

use super::{Error, File, Import, ListFormat, Pin, TrustList};

/// Key of Germany's list of document signers (`de-dsc`).
const DE_DSC: &str = "-----BEGIN PUBLIC KEY-----\n\
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAETHfi8foQF4UtSNVxSFxeu7W+gMxd\n\
SGElhdo7825SD3Lyb+Sqh4G6Kra0ro1BdrM6Qx+hsUx4Qwdby7QY0pzxyA==\n\
-----END PUBLIC KEY-----";

/// Key of the VCI directory's snapshots (`shc-directory`), from its certificate for `vci.org`.
const VCI: &str = "-----BEGIN PUBLIC KEY-----\n\
MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBeZ5TYVjzm5ABOpAnzZxbgWvr03Mi\n\
YKcMIfIFUZ3kKRFf4Cn3klPwqFARHS8VR+uieGeWYhJ6Ekat5l2ctlSXlW0BkMLg\n\
n60eZhy0SNIz/V/U/4YsAvw96nePmr2Q9oJHjf4J1vER5szp3Or3Ko3/TFVF5Zh0\n\
fBjzvcfdkmR5fD8S2TM=\n\
-----END PUBLIC KEY-----";

/// Keys of the known publishers of lists in a format.
fn known(format: ListFormat) -> Vec<Pin> {
    let pem = match format {
        ListFormat::DeDsc => DE_DSC,
        ListFormat::ShcDirectory => VCI,
        _ => return Vec::new(),
    };
    Pin::read(pem.as_bytes()).unwrap_or_default()
}

impl TrustList {
    /// Reads an imported list, with its detached signature if there is one. If a known publisher signed it, it counts as [`SignatureStatus::Verified`](crate::trust::SignatureStatus::Verified); any other is read as
    /// [`TrustList::read`] does, since its publisher may be another one of the same format.
    ///
    /// # Errors
    /// Fails like [`TrustList::read`].
    pub fn read_from_known(files: &[File]) -> Result<Self, Error> {
        let format = files.iter().find_map(|file| ListFormat::of(file.bytes));
        let pins = format.map(known).unwrap_or_default();
        let checked = Import {
            format,
            pins: &pins,
            ..Import::default()
        };
        match checked.read(files) {
            Err(Error::BadSignature(_) | Error::MissingSignature(_)) => Import { pins: &[], ..checked }.read(files),
            read => read,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_known_key_can_be_read() {
        for format in [ListFormat::DeDsc, ListFormat::ShcDirectory] {
            assert_eq!(known(format).len(), 1, "{format:?}");
        }
        assert!(known(ListFormat::Json).is_empty());
    }
}
