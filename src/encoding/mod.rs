//! Encodings that several modules share: base64 in its dialects, bounded deflate, JWS, and the tag-length-value of
//! ASN.1. Nothing is verified here.

#[cfg(feature = "lists")]
pub(crate) mod ber;
pub(crate) mod cbor;
pub(crate) mod cose;
pub(crate) mod instant;
pub(crate) mod json;
pub(crate) mod jws;
#[cfg(test)]
mod properties;

use base64ct::{Base64, Base64Unpadded, Base64UrlUnpadded, Encoding};
use miniz_oxide::inflate::{
    TINFLStatus,
    core::{DecompressorOxide, decompress, inflate_flags},
};

/// True for a character that is neither seen nor part of a text: controls, ends of lines and paragraphs, those that turn the
/// direction of writing (`Bidi_Control` of Unicode), and those without width but for the two that join letters or keep
/// them apart, which words of Persian and of India have.
pub(crate) fn is_unseen(c: char) -> bool {
    const NO_WIDTH: [char; 3] = ['\u{200b}', '\u{2060}', '\u{feff}'];
    c.is_control()
        || NO_WIDTH.contains(&c)
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Standard base64 (RFC 4648, section 4), with or without padding, white space ignored.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    Base64::decode_vec(&text)
        .or_else(|_| Base64Unpadded::decode_vec(&text))
        .ok()
}

/// Base64 with the URL alphabet (RFC 4648, section 5) without padding, as in JOSE.
pub(crate) fn base64url(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// Base64 of either alphabet, padded or not: published lists contain all four kinds.
pub(crate) fn base64_lenient(text: &str) -> Option<Vec<u8>> {
    let text: String = text
        .trim_end_matches('=')
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    Base64Unpadded::decode_vec(&text).ok()
}

/// Wrapping of a deflate stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapping {
    /// RFC 1950, with its checksum.
    Zlib,
    /// RFC 1951, bare or with the trailer of gzip (RFC 1952), which must be right: a large issuer of SMART Health Cards
    /// only removes the header of gzip.
    Raw,
}

/// Reason for not inflating a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InflateError {
    /// Its content exceeds the limit.
    TooLong,
    /// It is broken, for this reason.
    Broken(&'static str),
}

/// Inflates one complete stream of at most `limit` bytes, and stops there.
pub(crate) fn inflate(packed: &[u8], wrapping: Wrapping, limit: usize) -> Result<Vec<u8>, InflateError> {
    // One byte more than allowed, so that a stream of exactly the limit still ends.
    let mut out = vec![0; limit + 1];
    let wrapped = match wrapping {
        Wrapping::Zlib => inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER | inflate_flags::TINFL_FLAG_COMPUTE_ADLER32,
        Wrapping::Raw => 0,
    };
    let flags = wrapped | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let (status, read, written) = decompress(&mut Box::<DecompressorOxide>::default(), packed, &mut out, 0, flags);
    if written > limit || status == TINFLStatus::HasMoreOutput {
        return Err(InflateError::TooLong);
    }
    match status {
        TINFLStatus::Done if read == packed.len() => {
            out.truncate(written);
            Ok(out)
        }
        TINFLStatus::Done if wrapping == Wrapping::Raw && packed[read..] == gzip_trailer(&out[..written]) => {
            out.truncate(written);
            Ok(out)
        }
        TINFLStatus::Done => Err(InflateError::Broken("there are bytes after its end")),
        TINFLStatus::Adler32Mismatch => Err(InflateError::Broken("its checksum is wrong")),
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => {
            Err(InflateError::Broken("it ends too early"))
        }
        _ => Err(InflateError::Broken("it is not a deflate stream")),
    }
}

/// Inflates the beginning of a bare deflate stream, up to `limit` bytes; `None` if it is broken or ends early.
#[cfg(feature = "lists")]
pub(crate) fn inflate_beginning(packed: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut out = vec![0; limit];
    let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF | inflate_flags::TINFL_FLAG_HAS_MORE_INPUT;
    let (status, _, written) = decompress(&mut Box::<DecompressorOxide>::default(), packed, &mut out, 0, flags);
    out.truncate(written);
    matches!(
        status,
        TINFLStatus::NeedsMoreInput | TINFLStatus::HasMoreOutput | TINFLStatus::Done
    )
    .then_some(out)
}

/// CRC-32 and length of the data, little-endian (RFC 1952).
fn gzip_trailer(data: &[u8]) -> [u8; 8] {
    let crc = !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    });
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the length modulo 2^32, as the RFC has it"
    )]
    let length = data.len() as u32;
    let mut trailer = [0; 8];
    trailer[..4].copy_from_slice(&crc.to_le_bytes());
    trailer[4..].copy_from_slice(&length.to_le_bytes());
    trailer
}

/// Inflates a stream with a large limit: memory grows as needed instead of being reserved at once.
pub(crate) fn inflate_growing(packed: &[u8], wrapping: Wrapping, limit: usize) -> Result<Vec<u8>, InflateError> {
    let mut room = packed.len().saturating_mul(4).max(1024).min(limit);
    loop {
        match inflate(packed, wrapping, room) {
            Err(InflateError::TooLong) if room < limit => room = room.saturating_mul(4).min(limit),
            done => return done,
        }
    }
}

/// Bytes in hexadecimal.
#[cfg(feature = "lists")]
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_in_all_its_dialects() {
        let bytes = [0xfb, 0xff, 0xfe, 1];
        assert_eq!(base64("+//+AQ=="), Some(bytes.to_vec()));
        assert_eq!(base64("+//+\nAQ"), Some(bytes.to_vec()));
        assert_eq!(base64("-__-AQ"), None);
        assert_eq!(base64url("-__-AQ"), Some(bytes.to_vec()));
        assert_eq!(base64url("-__-AQ=="), None);
        for text in ["+//+AQ==", "+//+AQ", "-__-AQ", "-__-AQ=="] {
            assert_eq!(base64_lenient(text), Some(bytes.to_vec()), "{text}");
        }
        assert_eq!(base64_lenient("A"), None);
        assert_eq!(base64_lenient("?"), None);
    }

    #[test]
    fn inflating_stops_at_the_limit() {
        let raw = |n: usize| miniz_oxide::deflate::compress_to_vec(&vec![7; n], 6);
        let zlib = |n: usize| miniz_oxide::deflate::compress_to_vec_zlib(&vec![7; n], 6);
        assert_eq!(inflate(&raw(1000), Wrapping::Raw, 1000).map(|v| v.len()), Ok(1000));
        assert_eq!(inflate(&raw(1001), Wrapping::Raw, 1000), Err(InflateError::TooLong));
        assert_eq!(inflate(&zlib(1000), Wrapping::Zlib, 1000).map(|v| v.len()), Ok(1000));
        assert_eq!(
            inflate(&zlib(50_000_000), Wrapping::Zlib, 1000),
            Err(InflateError::TooLong)
        );
    }

    #[test]
    fn the_trailer_of_gzip_must_be_right() {
        // The check value of CRC-32.
        assert_eq!(gzip_trailer(b"123456789"), [0x26, 0x39, 0xf4, 0xcb, 9, 0, 0, 0]);
        let data = b"some bytes, some bytes";
        let packed = miniz_oxide::deflate::compress_to_vec(data, 6);
        let with = |trailer: &[u8]| inflate(&[&packed[..], trailer].concat(), Wrapping::Raw, 1000);
        let mut trailer = gzip_trailer(data);
        assert_eq!(with(&trailer).as_deref(), Ok(&data[..]));
        assert!(with(&trailer[..7]).is_err());
        trailer[0] ^= 1;
        assert!(with(&trailer).is_err());
    }

    #[test]
    fn one_wrapping_is_not_the_other() {
        let packed = miniz_oxide::deflate::compress_to_vec(b"some bytes, some bytes", 6);
        assert!(matches!(
            inflate(&packed, Wrapping::Zlib, 1000),
            Err(InflateError::Broken(_))
        ));
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(b"some bytes, some bytes", 6);
        assert!(matches!(
            inflate(&packed, Wrapping::Raw, 1000),
            Err(InflateError::Broken(_))
        ));
    }
}
