//! The segments of a bit stream (ISO/IEC 18004, 7.4).

#[cfg(feature = "segments")]
use crate::content::Charset;
use crate::content::{Content, StructuredAppend};

/// Characters of the alphanumeric mode (table 5).
const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Reads a bit stream, the most significant bit of each byte first.
struct BitReader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl BitReader<'_> {
    fn remaining(&self) -> usize {
        self.bytes.len() * 8 - self.position
    }

    fn read(&mut self, count: usize) -> Option<usize> {
        if count > self.remaining() {
            return None;
        }
        let mut value = 0;
        for at in self.position..self.position + count {
            value = value << 1 | usize::from(self.bytes[at / 8] >> (7 - at % 8) & 1);
        }
        self.position += count;
        Some(value)
    }
}

/// The content of all segments; Kanji as Shift JIS. `None` when the stream is malformed or empty.
pub(super) fn parse(data: &[u8], version: usize) -> Option<Content> {
    let mut bits = BitReader {
        bytes: data,
        position: 0,
    };
    let mut out = Content {
        bytes: Vec::with_capacity(data.len() * 2),
        structured_append: None,
        #[cfg(feature = "segments")]
        charsets: Vec::new(),
    };
    #[cfg(feature = "segments")]
    let mut state = State::default();
    // Bits of the character counts by version (table 3).
    let count_bits = |widths: [usize; 3]| match version {
        0..=9 => widths[0],
        10..=26 => widths[1],
        _ => widths[2],
    };
    while bits.remaining() >= 4 {
        let mode = bits.read(4)?;
        #[cfg(feature = "segments")]
        state.begin(mode, &mut out);
        match mode {
            0 => break,
            1 => {
                let mut count = bits.read(count_bits([10, 12, 14]))?;
                while count > 0 {
                    let digits = count.min(3);
                    let value = bits.read([4, 7, 10][digits - 1])?;
                    if value >= 10_usize.pow(u32::try_from(digits).ok()?) {
                        return None;
                    }
                    out.bytes.extend_from_slice(format!("{value:0digits$}").as_bytes());
                    count -= digits;
                }
            }
            2 => {
                let mut count = bits.read(count_bits([9, 11, 13]))?;
                #[cfg(feature = "segments")]
                let start = out.bytes.len();
                while count > 1 {
                    let pair = bits.read(11)?;
                    out.bytes
                        .extend([*ALPHANUMERIC.get(pair / 45)?, ALPHANUMERIC[pair % 45]]);
                    count -= 2;
                }
                if count == 1 {
                    out.bytes.push(*ALPHANUMERIC.get(bits.read(6)?)?);
                }
                #[cfg(feature = "segments")]
                state.separate(start, &mut out.bytes);
            }
            // A part of a message (clause 8.2), which says so before all else.
            3 if bits.position == 4 => {
                let (index, last) = (bits.read(4)? as u8, bits.read(4)? as u8);
                if index > last {
                    return None;
                }
                out.structured_append = Some(StructuredAppend {
                    index,
                    total: last + 1,
                    parity: bits.read(8)? as u8,
                });
            }
            4 => {
                for _ in 0..bits.read(count_bits([8, 16, 16]))? {
                    out.bytes.push(u8::try_from(bits.read(8)?).ok()?);
                }
            }
            8 => {
                for _ in 0..bits.read(count_bits([8, 10, 12]))? {
                    let value = bits.read(13)?;
                    let value = ((value / 0xc0) << 8) | (value % 0xc0);
                    let value = value + if value < 0x1f00 { 0x8140 } else { 0xc140 };
                    out.bytes.extend(u16::try_from(value).ok()?.to_be_bytes());
                }
            }
            // Hanzi of GB 2312, the only subset there is (GB/T 18284).
            #[cfg(feature = "segments")]
            13 => {
                if bits.read(4)? != 1 {
                    return None;
                }
                for _ in 0..bits.read(count_bits([8, 10, 12]))? {
                    let value = bits.read(13)?;
                    let value = ((value / 0x60) << 8) | (value % 0x60);
                    let value = value + if value < 0x0a00 { 0xa1a1 } else { 0xa6a1 };
                    out.bytes.extend(u16::try_from(value).ok()?.to_be_bytes());
                }
            }
            // FNC1: a GS1 element string, or one of another industry.
            5 => {}
            9 => _ = bits.read(8)?,
            7 => {
                let number = eci(&mut bits)?;
                #[cfg(feature = "segments")]
                (state.eci = Charset::Eci(number));
                _ = number;
            }
            _ => return None,
        }
    }
    (!out.bytes.is_empty()).then_some(out)
}

/// The number of a character set (7.4.2): one, two or three bytes, as their first bits say.
fn eci(bits: &mut BitReader) -> Option<u32> {
    let first = bits.read(8)?;
    let number = if first & 0x80 == 0 {
        first
    } else if first & 0xc0 == 0x80 {
        (first & 0x3f) << 8 | bits.read(8)?
    } else if first & 0xe0 == 0xc0 {
        (first & 0x1f) << 16 | bits.read(16)?
    } else {
        first
    };
    u32::try_from(number).ok()
}

/// What earlier segments say of later ones.
#[cfg(feature = "segments")]
struct State {
    /// Character set of bytes.
    eci: Charset,
    /// True after FNC1.
    is_separated: bool,
}

#[cfg(feature = "segments")]
impl Default for State {
    fn default() -> Self {
        Self {
            eci: Charset::Unstated,
            is_separated: false,
        }
    }
}

#[cfg(feature = "segments")]
impl State {
    /// Notes the character set of the segment that begins in this mode.
    fn begin(&mut self, mode: usize, out: &mut Content) {
        let charset = match mode {
            // Digits and capital letters are the same in every character set.
            1 | 2 => Charset::Unstated,
            4 => self.eci,
            8 => Charset::ShiftJis,
            13 => Charset::Gb2312,
            5 | 9 => {
                self.is_separated = true;
                return;
            }
            _ => return,
        };
        if out.charsets.last().map_or(Charset::Unstated, |(_, last)| *last) != charset {
            out.charsets.push((out.bytes.len(), charset));
        }
    }

    /// After FNC1 a per cent sign of the alphanumeric mode is the separator GS, and two of them are one (7.4.8.3).
    fn separate(&self, start: usize, bytes: &mut Vec<u8>) {
        if !self.is_separated {
            return;
        }
        let mut rest = bytes.split_off(start).into_iter().peekable();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'%' if rest.next_if_eq(&b'%').is_none() => 0x1d,
                byte => byte,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(bits: &str) -> Vec<u8> {
        let bits: Vec<u8> = bits.bytes().filter(|b| b"01".contains(b)).map(|b| b - b'0').collect();
        bits.chunks(8)
            .map(|c| c.iter().enumerate().fold(0, |byte, (i, b)| byte | b << (7 - i)))
            .collect()
    }

    fn bytes(data: &[u8]) -> Option<Vec<u8>> {
        parse(data, 1).map(|content| content.bytes)
    }

    #[test]
    fn segments_of_the_examples() {
        // 7.4.3: 01234567; 7.4.4: AC-42; a byte; a Kanji.
        let digits = pack("0001 0000001000 0000001100 0101011001 1000011 0000");
        assert_eq!(bytes(&digits).as_deref(), Some(&b"01234567"[..]));
        let text = pack("0010 000000101 00111001110 11100111001 000010 0000");
        assert_eq!(bytes(&text).as_deref(), Some(&b"AC-42"[..]));
        let both = pack("0100 00000001 01100001 0010 000000001 001010 0000");
        assert_eq!(bytes(&both).as_deref(), Some(&b"aA"[..]));
        // 7.4.9: FNC1 in both positions.
        let gs1 = pack("0101 0001 0000000010 0001100 0000");
        assert_eq!(bytes(&gs1).as_deref(), Some(&b"12"[..]));
        let industry = pack("1001 00100101 0001 0000000010 0001100 0000");
        assert_eq!(bytes(&industry).as_deref(), Some(&b"12"[..]));
        let kanji = pack("1000 00000001 0110110011111 0000");
        assert_eq!(bytes(&kanji).as_deref(), Some(&[0x93, 0x5f][..]));
    }

    #[test]
    fn malformed_segments_are_refused() {
        for bits in [
            "0000",
            "0011 0000 0000",
            // A part beyond the last one; a header in the middle.
            "0011 0010 0001 00000000 0100 00000001 01100001 0000",
            "0100 00000001 01100001 0011 0000 0001 00000000 0100 00000001 01100001 0000",
            "0001 0000000011 1111101000",
            "0010 000000010 11111111111",
            "0100 00001000 01100001",
            "1111",
        ] {
            assert!(parse(&pack(bits), 1).is_none(), "{bits}");
        }
    }

    #[test]
    fn a_part_says_which_one_it_is() {
        // The second of three.
        let part = parse(&pack("0011 0001 0010 10100101 0100 00000001 01100001 0000"), 1).unwrap();
        let place = StructuredAppend {
            index: 1,
            total: 3,
            parity: 0xa5,
        };
        assert_eq!((part.bytes, part.structured_append), (b"a".to_vec(), Some(place)));
    }

    #[cfg(feature = "segments")]
    #[test]
    fn character_sets_are_those_of_their_segments() {
        // Hanzi of GB/T 18284: 0xb0a1, the first of level 1.
        let hanzi = parse(&pack("1101 0001 00000001 0001111000000 0000"), 1).unwrap();
        assert_eq!(
            (hanzi.bytes, hanzi.charsets),
            (vec![0xb0, 0xa1], vec![(0, Charset::Gb2312)])
        );
        // Another subset.
        assert!(parse(&pack("1101 0010 00000001 0001111000000 0000"), 1).is_none());
        let mixed = parse(
            &pack(
                "0100 00000001 01100001 0111 00011010 0100 00000001 01100010 1000 00000001 0110110011111 0001 0000000001 0111 0000",
            ),
            1,
        );
        let mixed = mixed.unwrap();
        assert_eq!(mixed.bytes, b"ab\x93\x5f7");
        let expected = [(1, Charset::Eci(26)), (2, Charset::ShiftJis), (4, Charset::Unstated)];
        assert_eq!(mixed.charsets, expected);
        // One, two and three bytes.
        for (designator, number) in [
            ("01111111", 127),
            ("10000011 10000100", 900),
            ("11000001 10000110 10100000", 100_000),
        ] {
            let stated = parse(&pack(&format!("0111 {designator} 0100 00000001 01100001 0000")), 1).unwrap();
            assert_eq!(stated.charsets, [(0, Charset::Eci(number))]);
        }
    }

    #[cfg(feature = "segments")]
    #[test]
    fn after_fnc1_a_per_cent_sign_separates() {
        let symbol = |prefix: &str| {
            // 1%2 and 1%%2 in one segment: 1% is 83, 21 is 91, %% is 1748, 2 is 2.
            let pairs = [45 + 38, 2 * 45 + 1, 38 * 45 + 38]
                .map(|pair| format!("{pair:011b}"))
                .concat();
            bytes(&pack(&format!("{prefix} 0010 000000111 {pairs} 000010 0000"))).unwrap()
        };
        assert_eq!(symbol(""), b"1%21%%2");
        assert_eq!(symbol("0101"), b"1\x1d21%2");
    }
}
