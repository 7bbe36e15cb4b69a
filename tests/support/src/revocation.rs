//! Published revocation lists, as their publishers make them.

use sha2::{Digest, Sha256};

/// DER of a tag and its content, of less than 64 KiB.
#[must_use]
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    let header = match u8::try_from(length) {
        Ok(short @ 0..=0x7f) => vec![tag, short],
        _ => [&[tag, 0x82][..], &length.to_be_bytes()].concat(),
    };
    [&header, content].concat()
}

/// A certificate revocation list (RFC 5280) of the authority with this subject (DER), from 20 October to 20 November
/// 2026, or between other times (`UTCTime`).
pub struct Crl<'a> {
    /// Subject of the authority's certificate.
    pub subject: &'a [u8],
    /// Serial numbers of the revoked certificates.
    pub serials: &'a [&'a [u8]],
    /// DER of an extension; empty for none.
    pub extension: &'a [u8],
    /// Time of issue, and of the next list.
    pub times: [&'a str; 2],
}

impl Crl<'_> {
    /// The list, signed with ECDSA on P-256 and SHA-256; `sign` gives a DER signature.
    #[must_use]
    pub fn signed(&self, sign: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let seq = |parts: &[Vec<u8>]| tlv(0x30, &parts.concat());
        let algorithm = seq(&[tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2])]);
        let serials = self.serials.iter();
        let revoked: Vec<Vec<u8>> = serials
            .map(|serial| seq(&[tlv(2, serial), tlv(0x17, b"261001000000Z")]))
            .collect();
        let mut tbs = vec![
            tlv(2, &[1]),
            algorithm.clone(),
            self.subject.to_vec(),
            tlv(0x17, self.times[0].as_bytes()),
            tlv(0x17, self.times[1].as_bytes()),
        ];
        if !revoked.is_empty() {
            tbs.push(seq(&revoked));
        }
        if !self.extension.is_empty() {
            tbs.push(tlv(0xa0, &tlv(0x30, self.extension)));
        }
        let tbs = seq(&tbs);
        let signature = sign(&tbs);
        seq(&[tbs, algorithm, tlv(3, &[&[0][..], &signature].concat())])
    }
}

/// A Bloom filter of the EU's distribution service with one element.
#[must_use]
pub fn bloom(element: &[u8; 16]) -> Vec<u8> {
    let (rounds, words) = (20_u8, 8_u32);
    let mut bits = vec![0_u8; 32];
    for round in 0..rounds {
        let digest = Sha256::digest([&element[..], &[round]].concat());
        // The number of bits is a power of two: the signed number modulo it is its last byte.
        let bit = usize::from(digest[31]);
        bits[bit / 8] |= 0x80 >> (bit % 8);
    }
    let header = [
        &[0, 1, rounds, 0][..],
        &1e-9_f32.to_be_bytes(),
        &[0, 0, 0, 1, 0, 0, 0, 1],
    ]
    .concat();
    [&header[..], &words.to_be_bytes(), &bits].concat()
}
