//! What the signature of a COSE_Sign1 message covers (RFC 9052).

use coset::ProtectedHeader;

/// Major types of CBOR (RFC 8949, 3.1), in the upper three bits of the first byte.
const BYTES: u8 = 2 << 5;
/// Begin of every Sig_structure of a COSE_Sign1 message: an array of four, whose first is the context.
const BEGIN: &[u8] = b"\x84\x6aSignature1";

/// The Sig_structure of a message that was parsed, without data from outside (RFC 9052, 4.4). `coset` would write it
/// too, and with it come its writers of headers: 2,500 bytes of a first visit.
pub(crate) fn signed_bytes(protected: &ProtectedHeader, payload: &[u8]) -> Vec<u8> {
    let protected = protected.original_data.as_deref().unwrap_or_default();
    let mut signed = Vec::with_capacity(BEGIN.len() + protected.len() + payload.len() + 20);
    signed.extend_from_slice(BEGIN);
    for bytes in [protected, &[], payload] {
        let length = bytes.len() as u64;
        match (u8::try_from(length), u16::try_from(length), u32::try_from(length)) {
            (Ok(length @ ..=23), ..) => signed.push(BYTES | length),
            (Ok(length), ..) => signed.extend([BYTES | 24, length]),
            (_, Ok(length), _) => {
                signed.push(BYTES | 25);
                signed.extend(length.to_be_bytes());
            }
            (.., Ok(length)) => {
                signed.push(BYTES | 26);
                signed.extend(length.to_be_bytes());
            }
            _ => {
                signed.push(BYTES | 27);
                signed.extend(length.to_be_bytes());
            }
        }
        signed.extend_from_slice(bytes);
    }
    signed
}

#[cfg(test)]
mod tests {
    use super::*;
    use coset::{SignatureContext, sig_structure_data};

    #[test]
    fn it_is_what_the_library_writes() {
        for (header, payload) in [
            (0, 0),
            (3, 23),
            (24, 24),
            (23, 255),
            (255, 256),
            (256, 65_535),
            (7, 65_536),
        ] {
            let (header, payload) = (vec![0xa0; header], vec![0x5a; payload]);
            let protected = ProtectedHeader {
                original_data: Some(header),
                ..ProtectedHeader::default()
            };
            let expected = sig_structure_data(SignatureContext::CoseSign1, protected.clone(), None, &[], &payload);
            assert_eq!(signed_bytes(&protected, &payload), expected, "{} bytes", payload.len());
        }
    }
}
