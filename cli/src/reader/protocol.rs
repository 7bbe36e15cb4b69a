//! Protocol between the command line and the process that reads its files.
//!
//! A request is the length of a file as eight bytes, little-endian, and its bytes. An answer is one JSON value per
//! line: any number of [`ReaderMessage::Found`], then one of the others.

use super::{BarcodeText, DecodedText, Kind, ZoneText};
use greengate::limits::{MAX_DOCUMENT, MAX_FILE};
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// A line from the reading process.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum ReaderMessage {
    /// All codes that were found so far.
    Found(Vec<DecodedText>),
    /// All machine-readable zones that were found so far.
    Zones(Vec<ZoneText>),
    /// All PDF417 and Aztec symbols that were found so far.
    Barcodes(Vec<BarcodeText>),
    /// The file is read to its end; milliseconds spent on finding codes.
    Done(f64),
    /// The file cannot be read, for this reason.
    Damaged(String),
}

/// Sends a file.
pub fn send(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&(bytes.len() as u64).to_le_bytes())?;
    to.write_all(bytes)?;
    to.flush()
}

/// Receives a file; `None` at the end of the input.
pub fn receive(from: &mut impl Read, kind: Kind) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    if from.read(&mut length[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut length[1..])?;
    let length = u64::from_le_bytes(length);
    let most = match kind {
        Kind::Picture => MAX_FILE,
        Kind::Document => MAX_DOCUMENT as u64,
    };
    if length > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_arrive_whole_or_not_at_all() {
        let mut sent = Vec::new();
        send(&mut sent, b"one").unwrap();
        send(&mut sent, b"").unwrap();
        let mut from = &sent[..];
        assert_eq!(receive(&mut from, Kind::Picture).unwrap(), Some(b"one".to_vec()));
        assert_eq!(receive(&mut from, Kind::Picture).unwrap(), Some(Vec::new()));
        assert_eq!(receive(&mut from, Kind::Picture).unwrap(), None);
        for cut in 1..11 {
            assert!(receive(&mut &sent[..cut], Kind::Picture).is_err(), "{cut}");
        }
        for (kind, most) in [(Kind::Picture, MAX_FILE), (Kind::Document, MAX_DOCUMENT as u64)] {
            let refusal = |length: u64| receive(&mut &length.to_le_bytes()[..], kind).unwrap_err().kind();
            assert_eq!(refusal(most), io::ErrorKind::UnexpectedEof);
            assert_eq!(refusal(most + 1), io::ErrorKind::InvalidData);
        }
    }
}
