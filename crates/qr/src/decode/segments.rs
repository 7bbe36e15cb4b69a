//! The segments of a bit stream (ISO/IEC 18004, 7.4).

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

/// The bytes of all segments; Kanji as Shift JIS. `None` when the stream is malformed, empty, or one
/// part of several (structured append).
pub(super) fn parse(data: &[u8], version: usize) -> Option<Vec<u8>> {
    let mut bits = BitReader {
        bytes: data,
        position: 0,
    };
    let mut out = Vec::with_capacity(data.len() * 2);
    // Bits of the character counts by version (table 3).
    let count_bits = |widths: [usize; 3]| match version {
        0..=9 => widths[0],
        10..=26 => widths[1],
        _ => widths[2],
    };
    while bits.remaining() >= 4 {
        match bits.read(4)? {
            0 => break,
            1 => {
                let mut count = bits.read(count_bits([10, 12, 14]))?;
                while count > 0 {
                    let digits = count.min(3);
                    let value = bits.read([4, 7, 10][digits - 1])?;
                    if value >= 10_usize.pow(u32::try_from(digits).ok()?) {
                        return None;
                    }
                    out.extend_from_slice(format!("{value:0digits$}").as_bytes());
                    count -= digits;
                }
            }
            2 => {
                let mut count = bits.read(count_bits([9, 11, 13]))?;
                while count > 1 {
                    let pair = bits.read(11)?;
                    out.extend([*ALPHANUMERIC.get(pair / 45)?, ALPHANUMERIC[pair % 45]]);
                    count -= 2;
                }
                if count == 1 {
                    out.push(*ALPHANUMERIC.get(bits.read(6)?)?);
                }
            }
            4 => {
                for _ in 0..bits.read(count_bits([8, 16, 16]))? {
                    out.push(u8::try_from(bits.read(8)?).ok()?);
                }
            }
            8 => {
                for _ in 0..bits.read(count_bits([8, 10, 12]))? {
                    let value = bits.read(13)?;
                    let value = ((value / 0xc0) << 8) | (value % 0xc0);
                    let value = value + if value < 0x1f00 { 0x8140 } else { 0xc140 };
                    out.extend(u16::try_from(value).ok()?.to_be_bytes());
                }
            }
            // FNC1: a GS1 element string, or one of another industry.
            5 => {}
            9 => _ = bits.read(8)?,
            // ECI: the character set matters to whoever displays the bytes.
            7 => {
                let first = bits.read(8)?;
                if first & 0xc0 == 0x80 {
                    bits.read(8)?;
                } else if first & 0xe0 == 0xc0 {
                    bits.read(16)?;
                }
            }
            _ => return None,
        }
    }
    (!out.is_empty()).then_some(out)
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

    #[test]
    fn segments_of_the_examples() {
        // 7.4.3: 01234567; 7.4.4: AC-42; a byte; a Kanji.
        let digits = pack("0001 0000001000 0000001100 0101011001 1000011 0000");
        assert_eq!(parse(&digits, 1).as_deref(), Some(&b"01234567"[..]));
        let text = pack("0010 000000101 00111001110 11100111001 000010 0000");
        assert_eq!(parse(&text, 1).as_deref(), Some(&b"AC-42"[..]));
        let both = pack("0100 00000001 01100001 0010 000000001 001010 0000");
        assert_eq!(parse(&both, 1).as_deref(), Some(&b"aA"[..]));
        // 7.4.9: FNC1 in both positions.
        let gs1 = pack("0101 0001 0000000010 0001100 0000");
        assert_eq!(parse(&gs1, 1).as_deref(), Some(&b"12"[..]));
        let industry = pack("1001 00100101 0001 0000000010 0001100 0000");
        assert_eq!(parse(&industry, 1).as_deref(), Some(&b"12"[..]));
        let kanji = pack("1000 00000001 0110110011111 0000");
        assert_eq!(parse(&kanji, 1).as_deref(), Some(&[0x93, 0x5f][..]));
    }

    #[test]
    fn malformed_segments_are_refused() {
        for bits in [
            "0000",
            "0011 0000 0000",
            "0001 0000000011 1111101000",
            "0010 000000010 11111111111",
            "0100 00001000 01100001",
            "1111",
        ] {
            assert_eq!(parse(&pack(bits), 1), None, "{bits}");
        }
    }
}
