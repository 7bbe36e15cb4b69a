//! Names in certificates.

use crate::encoding::ber::Element;
use x509_cert::der::asn1::ObjectIdentifier;

/// An attribute of a name: `SEQUENCE OF SET OF SEQUENCE { type, value }`.
pub(super) fn attribute(name: &Element, oid: ObjectIdentifier) -> Option<String> {
    let sets = name.children()?;
    let attributes = sets.iter().filter_map(Element::children).flatten();
    let value = attributes
        .filter_map(|attribute| attribute.children())
        .find_map(|pair| match pair[..] {
            [name, value] if name.content == oid.as_bytes() => Some(value),
            _ => None,
        })?;
    let text = text(&value)?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Text in any of the alphabets of ASN.1 that names are written in.
pub(super) fn text(element: &Element) -> Option<String> {
    const BMP: u8 = 0x1e;
    const UNIVERSAL: u8 = 0x1c;
    let wide = |bytes: &[u8]| char::from_u32(bytes.iter().fold(0, |n, byte| n << 8 | u32::from(*byte)));
    match element.tag {
        BMP if element.content.len().is_multiple_of(2) => {
            let units = element.content.chunks(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0,
            });
            char::decode_utf16(units).collect::<Result<_, _>>().ok()
        }
        UNIVERSAL if element.content.len().is_multiple_of(4) => element.content.chunks(4).map(wide).collect(),
        BMP | UNIVERSAL => None,
        // ASCII or UTF-8, else Latin-1, which is how everybody reads T61String.
        _ => Some(match std::str::from_utf8(element.content) {
            Ok(text) => text.to_owned(),
            Err(_) => element.content.iter().map(|byte| char::from(*byte)).collect(),
        }),
    }
}
