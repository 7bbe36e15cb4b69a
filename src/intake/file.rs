//! Files other than pictures and PDF documents: texts in any Unicode encoding, passes of phone wallets (`.pkpass`), and
//! names for files that are not supported.

use super::passes_in;
use crate::{
    encoding::{Wrapping, inflate_growing},
    limits::{MAX_RULE_FILES, MAX_TEXT_FILE, MAX_WALLET_PASSES},
};
use rawzip::{CompressionMethod, ZipArchive};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Content of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileContent {
    /// Texts to judge, at least one.
    Texts(Vec<String>),
    /// A file of an unsupported kind.
    Unread(FileKind),
}

/// An unsupported kind of file, recognised by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FileKind {
    /// A picture of an iPhone (HEIF with HEVC).
    Heic,
    /// A picture (AV1 in HEIF).
    Avif,
    /// A picture.
    JpegXl,
    /// A picture.
    Tiff,
    /// A picture.
    Photoshop,
    /// A video.
    Video,
    /// An archive.
    Zip,
    /// A document of a word processor or a similar program.
    Office,
    /// An archive.
    Gzip,
    /// An archive.
    Rar,
    /// An archive.
    SevenZip,
    /// Any other kind.
    Unknown,
}

impl FileKind {
    /// Name, the same in every language; empty for an unknown kind.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Heic => "HEIC",
            Self::Avif => "AVIF",
            Self::JpegXl => "JPEG XL",
            Self::Tiff => "TIFF",
            Self::Photoshop => "PSD",
            Self::Video => "MP4",
            Self::Zip => "ZIP",
            Self::Office => "Office",
            Self::Gzip => "GZIP",
            Self::Rar => "RAR",
            Self::SevenZip => "7Z",
            Self::Unknown => "",
        }
    }

    /// True for a picture, of which a screenshot could be read.
    #[must_use]
    pub const fn is_picture(self) -> bool {
        matches!(
            self,
            Self::Heic | Self::Avif | Self::JpegXl | Self::Tiff | Self::Photoshop
        )
    }

    /// Kind of a file by its first bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if let Some(b"ftyp") = bytes.get(4..8) {
            return Some(match bytes.get(8..12)? {
                b"avif" | b"avis" => Self::Avif,
                b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => Self::Heic,
                _ => Self::Video,
            });
        }
        let kinds: [(&[u8], Self); 11] = [
            (b"PK\x03\x04", Self::Zip),
            (b"PK\x05\x06", Self::Zip),
            (b"\xff\x0a", Self::JpegXl),
            (b"\0\0\0\x0cJXL ", Self::JpegXl),
            (b"II*\0", Self::Tiff),
            (b"MM\0*", Self::Tiff),
            (b"8BPS", Self::Photoshop),
            (b"\xd0\xcf\x11\xe0", Self::Office),
            (b"\x1f\x8b", Self::Gzip),
            (b"Rar!\x1a\x07", Self::Rar),
            (b"7z\xbc\xaf\x27\x1c", Self::SevenZip),
        ];
        kinds
            .into_iter()
            .find(|(magic, _)| bytes.starts_with(magic))
            .map(|(_, kind)| kind)
    }
}

/// Reads a file that is neither a picture nor a PDF document.
#[must_use]
pub fn read_file(bytes: &[u8]) -> FileContent {
    match FileKind::of(bytes) {
        Some(FileKind::Zip) => archive(bytes),
        Some(kind) => FileContent::Unread(kind),
        None if bytes.len() > MAX_TEXT_FILE => FileContent::Unread(FileKind::Unknown),
        // White space alone is no text to judge.
        None if bytes.trim_ascii().is_empty() => FileContent::Unread(FileKind::Unknown),
        None => match text_of(bytes) {
            Some(text) => FileContent::Texts(passes_in(&text)),
            None => FileContent::Unread(FileKind::Unknown),
        },
    }
}

/// Text of a file: UTF-8, UTF-16 in either byte order, with or without a mark, or Latin-1; `None` for bytes that are no
/// text.
#[must_use]
pub fn text_of(bytes: &[u8]) -> Option<String> {
    let utf16 = |bytes: &[u8], number: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.as_chunks().0.iter().map(|pair| number(*pair)).collect();
        let text = String::from_utf16(&units).ok();
        // Any bytes are code units, but passes and the words around them contain ASCII letters.
        text.filter(|text| text.contains(|c: char| c.is_ascii_alphanumeric()))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        // Passes are ASCII: the other byte of each unit is zero.
        [first, 0, ..] if *first != 0 => return utf16(bytes, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => return utf16(bytes, u16::from_be_bytes),
        _ => {}
    }
    if let Ok(text) = str::from_utf8(bytes) {
        // A text may contain any character but NUL.
        return (!text.contains('\0')).then(|| text.to_owned());
    }
    let control = |b: &u8| *b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c);
    // Words in Latin letters are mostly ASCII.
    let ascii = bytes.iter().filter(|b| b.is_ascii()).count();
    (ascii > bytes.len() / 2 && !bytes.iter().any(control)).then(|| bytes.iter().map(|b| char::from(*b)).collect())
}

/// Reads an archive: a wallet pass, several of them, or something else.
fn archive(bytes: &[u8]) -> FileContent {
    let files = files_of(bytes, 1).unwrap_or_default();
    if files.texts.is_empty() {
        return FileContent::Unread(if files.office { FileKind::Office } else { FileKind::Zip });
    }
    FileContent::Texts(files.texts)
}

#[derive(Default)]
struct Files {
    texts: Vec<String>,
    office: bool,
}

/// Relevant files in an archive; one level of wallet passes may be inside (`.pkpasses`).
fn files_of(bytes: &[u8], nested: usize) -> Option<Files> {
    let archive = ZipArchive::from_slice(bytes).ok()?;
    let mut entries = archive.entries();
    let (mut files, mut passes, mut seen) = (Files::default(), 0, 0);
    while let Some(entry) = entries.next_entry().ok()? {
        seen += 1;
        if seen > MAX_RULE_FILES || passes >= MAX_WALLET_PASSES {
            break;
        }
        let path = entry.file_path();
        let name: &[u8] = path.as_ref();
        files.office |= name == b"[Content_Types].xml" || name == b"mimetype";
        let (is_pass, is_archive) = (name == b"pass.json", nested > 0 && name.ends_with(b".pkpass"));
        if !is_pass && !is_archive {
            continue;
        }
        passes += 1;
        let (method, wayfinder) = (entry.compression_method(), entry.wayfinder());
        let packed = archive.get_entry(wayfinder).ok()?;
        let content = match method {
            CompressionMethod::STORE if packed.data().len() <= MAX_TEXT_FILE => packed.data().to_vec(),
            CompressionMethod::DEFLATE => inflate_growing(packed.data(), Wrapping::Raw, MAX_TEXT_FILE).ok()?,
            _ => continue,
        };
        if is_pass {
            files.texts.extend(wallet_pass(&content));
        } else {
            files
                .texts
                .extend(files_of(&content, nested - 1).unwrap_or_default().texts);
        }
    }
    Some(files)
}

/// Texts of the barcodes of a wallet pass (Apple's PassKit: `barcodes`, formerly `barcode`).
fn wallet_pass(json: &[u8]) -> Vec<String> {
    let pass = text_of(json).and_then(|text| serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')).ok());
    let Some(pass) = pass else { return Vec::new() };
    let several = pass.get("barcodes").and_then(Value::as_array).into_iter().flatten();
    let messages = several
        .chain(pass.get("barcode"))
        .filter_map(|code| code.get("message").and_then(Value::as_str));
    let mut texts: Vec<String> = Vec::new();
    for text in messages.flat_map(passes_in) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_holds_no_text() {
        for empty in [&b""[..], b" \r\n"] {
            assert!(matches!(read_file(empty), FileContent::Unread(FileKind::Unknown)));
        }
    }
    use rawzip::ZipArchiveWriter;
    use std::io::Write;

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut archive = ZipArchiveWriter::new(&mut bytes);
        for (name, content) in files {
            let (mut entry, config) = archive.new_file(name).start().unwrap();
            let mut writer = config.wrap(std::io::sink());
            writer.write_all(content).unwrap();
            let (_, descriptor) = writer.finish().unwrap();
            entry.write_all(content).unwrap();
            entry.finish(descriptor).unwrap();
        }
        archive.finish().unwrap();
        bytes
    }

    fn texts(bytes: &[u8]) -> Vec<String> {
        match read_file(bytes) {
            FileContent::Texts(texts) => texts,
            FileContent::Unread(kind) => panic!("{kind:?}"),
        }
    }

    #[test]
    fn texts_in_every_unicode_form() {
        let text = "shc:/56\nWörter";
        let units = |number: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(number).collect::<Vec<u8>>();
        let (little, big) = (units(u16::to_le_bytes), units(u16::to_be_bytes));
        let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat(),
            [&b"\xff\xfe"[..], &little[..]].concat(),
            [&b"\xfe\xff"[..], &big[..]].concat(),
            little,
            big,
            latin,
        ] {
            assert_eq!(texts(&bytes), ["shc:/56"], "{bytes:?}");
        }
        for bytes in [
            &b"\x01\x02\x03\xff"[..],
            b"abc\0\0",
            &[0xe9; 9],
            b"\xff\xfe\x00\xd8",
            b"\xff\xfe\x00\x01",
        ] {
            assert_eq!(read_file(bytes), FileContent::Unread(FileKind::Unknown), "{bytes:?}");
        }
    }

    #[test]
    fn wallet_passes_are_read_and_other_archives_named() {
        let pass = |message: &str| {
            format!(r#"{{"barcodes":[{{"message":"{message}"}}],"barcode":{{"message":"{message}"}}}}"#)
        };
        let one = zip(&[("manifest.json", b"{}"), ("pass.json", pass("shc:/56").as_bytes())]);
        assert_eq!(texts(&one), ["shc:/56"]);
        let other = zip(&[("pass.json", pass("M1DOE/JOHN").as_bytes())]);
        let several = zip(&[("a.pkpass", &one), ("b.pkpass", &other)]);
        assert_eq!(texts(&several), ["shc:/56", "M1DOE/JOHN"]);
        // Two levels, which nobody writes.
        let nested = zip(&[("c.pkpass", &several)]);
        assert_eq!(read_file(&nested), FileContent::Unread(FileKind::Zip));
        for (files, kind) in [
            (zip(&[("a.txt", b"shc:/56")]), FileKind::Zip),
            (zip(&[("[Content_Types].xml", b"")]), FileKind::Office),
            (zip(&[("pass.json", b"{")]), FileKind::Zip),
            (b"PK\x03\x04broken".to_vec(), FileKind::Zip),
        ] {
            assert_eq!(read_file(&files), FileContent::Unread(kind));
        }
        // MAX_WALLET_PASSES
        let codes: Vec<(String, Vec<u8>)> = (0..=MAX_WALLET_PASSES)
            .map(|n| {
                (
                    format!("{n}.pkpass"),
                    zip(&[("pass.json", pass(&format!("shc:/{n:04}")).as_bytes())]),
                )
            })
            .collect();
        let files: Vec<(&str, &[u8])> = codes.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
        assert_eq!(texts(&zip(&files[1..])).len(), MAX_WALLET_PASSES);
        assert_eq!(texts(&zip(&files)).len(), MAX_WALLET_PASSES);
    }

    #[test]
    fn kinds_are_told_by_their_first_bytes() {
        let files: [(&[u8], FileKind); 8] = [
            (b"\0\0\0\x18ftypheic\0\0", FileKind::Heic),
            (b"\0\0\0\x18ftypmif1\0\0", FileKind::Heic),
            (b"\0\0\0\x18ftypavif\0\0", FileKind::Avif),
            (b"\0\0\0\x18ftypisom\0\0", FileKind::Video),
            (b"II*\0\x08", FileKind::Tiff),
            (b"8BPS\0\x01", FileKind::Photoshop),
            (b"\x1f\x8b\x08", FileKind::Gzip),
            (b"\xd0\xcf\x11\xe0\xa1", FileKind::Office),
        ];
        for (bytes, kind) in files {
            assert_eq!(FileKind::of(bytes), Some(kind));
            assert_eq!(read_file(bytes), FileContent::Unread(kind));
            assert!(!kind.name().is_empty());
        }
        assert_eq!(FileKind::of(b"HC1:"), None);
        assert_eq!(FileKind::of(b""), None);
    }
}
