//! Archives of slices: tar (POSIX.1-1988) in gzip (RFC 1952).

use crate::{
    encoding::{Wrapping, inflate_growing},
    limits::MAX_LIST,
    revocation::{Error, error::wrong},
};

/// Bytes of a block.
const BLOCK: usize = 512;

pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// Contents of the files in an archive. Their names are not looked at: slices are known by their hash.
pub(super) fn files(gzip: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    let archive =
        gunzip(gzip).ok_or_else(|| wrong("an archive of slices does not inflate, or to more than allowed"))?;
    let mut files = Vec::new();
    let mut rest = archive.as_slice();
    while let Some((header, after)) = rest.split_at_checked(BLOCK) {
        if header.iter().all(|byte| *byte == 0) {
            return Ok(files);
        }
        let size = size(header).ok_or_else(|| wrong("an archive of slices has a broken header"))?;
        let padded = size.div_ceil(BLOCK) * BLOCK;
        let content = after.get(..size).zip(after.get(padded..));
        let (content, after) = content.ok_or_else(|| wrong("an archive of slices ends within a file"))?;
        // Folders, links and extended headers hold no slice.
        if matches!(header[156], b'0' | 0) {
            files.push(content.to_vec());
        }
        rest = after;
    }
    Err(wrong("an archive of slices ends too early"))
}

/// Size of the file after a header.
fn size(header: &[u8]) -> Option<usize> {
    let sum: u32 = header
        .iter()
        .enumerate()
        .map(|(place, byte)| u32::from(if (148..156).contains(&place) { b' ' } else { *byte }))
        .sum();
    let size = octal(header.get(124..136)?)?;
    (octal(header.get(148..156)?)? == u64::from(sum)).then(|| usize::try_from(size).ok().filter(|n| *n <= MAX_LIST))?
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?;
    u64::from_str_radix(text.trim_matches([' ', '\0']), 8).ok()
}

/// Content of one gzip member.
fn gunzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let [0x1f, 0x8b, 8, flags, _, _, _, _, _, _, rest @ ..] = bytes else {
        return None;
    };
    let flag = |bit: u8| flags & (1 << bit) != 0;
    let mut rest = rest;
    if flag(2) {
        let ([a, b], after) = rest.split_first_chunk()?;
        rest = after.get(usize::from(u16::from_le_bytes([*a, *b]))..)?;
    }
    // Name and comment, each with a zero after it.
    for bit in [3, 4] {
        if flag(bit) {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = &rest[end + 1..];
        }
    }
    if flag(1) {
        rest = rest.get(2..)?;
    }
    inflate_growing(rest, Wrapping::Raw, MAX_LIST).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn member(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
        let mut header = vec![0; BLOCK];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        header[156] = kind;
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        let mut member = [&header, content].concat();
        member.resize(member.len().next_multiple_of(BLOCK), 0);
        member
    }

    fn gzip(flags: u8, extra: &[u8], content: &[u8]) -> Vec<u8> {
        let packed = miniz_oxide::deflate::compress_to_vec(content, 6);
        [&[0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 0][..], extra, &packed].concat()
    }

    #[test]
    fn files_of_an_archive() {
        let archive = [
            member("kid", b'5', b""),
            member("kid/null/a/1", b'0', b"first"),
            member("kid/null/b/2", 0, &[7; 1000]),
            vec![0; 2 * BLOCK],
        ]
        .concat();
        let expected = vec![b"first".to_vec(), vec![7; 1000]];
        for (flags, extra) in [
            (0, &b""[..]),
            (8, b"name\0"),
            (0x1e, &[2, 0, 1, 1, b'n', 0, b'c', 0, 9, 9]),
        ] {
            assert_eq!(files(&gzip(flags, extra, &archive)).unwrap(), expected);
        }
        for cut in [0, 1, BLOCK, BLOCK + 1, archive.len() - 2 * BLOCK] {
            assert!(files(&gzip(0, b"", &archive[..cut])).is_err(), "cut at {cut}");
        }
        let mut broken = archive;
        broken[BLOCK + 124] = b'7';
        assert!(files(&gzip(0, b"", &broken)).is_err(), "a size without its checksum");
        assert!(files(&gzip(8, b"name", b"")).is_err());
        assert!(files(&[0x1f, 0x8b]).is_err());
    }
}
