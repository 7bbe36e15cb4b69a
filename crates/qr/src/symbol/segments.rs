//! The bit stream of a symbol to bytes (ISO/IEC 18004, 7.4).

/// Digits of the alphanumeric mode.
const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn left(&self) -> usize {
        self.bytes.len() * 8 - self.at
    }

    fn take(&mut self, count: usize) -> Option<usize> {
        if count > self.left() {
            return None;
        }
        let mut value = 0;
        for at in self.at..self.at + count {
            value = value << 1 | usize::from(self.bytes[at / 8] >> (7 - at % 8) & 1);
        }
        self.at += count;
        Some(value)
    }
}

/// The bytes that the segments carry; Kanji become Shift JIS. `None` when the stream is not
/// sound, empty, or one part of several (structured append).
pub(super) fn read(data: &[u8], version: usize) -> Option<Vec<u8>> {
    let mut bits = Bits { bytes: data, at: 0 };
    let mut out = Vec::with_capacity(data.len() * 2);
    // Widths of the counts by version (table 3).
    let wide = |widths: [usize; 3]| match version {
        0..=9 => widths[0],
        10..=26 => widths[1],
        _ => widths[2],
    };
    while bits.left() >= 4 {
        match bits.take(4)? {
            0 => break,
            1 => {
                let mut count = bits.take(wide([10, 12, 14]))?;
                while count > 0 {
                    let digits = count.min(3);
                    let value = bits.take([4, 7, 10][digits - 1])?;
                    if value >= 10_usize.pow(u32::try_from(digits).ok()?) {
                        return None;
                    }
                    out.extend_from_slice(format!("{value:0digits$}").as_bytes());
                    count -= digits;
                }
            }
            2 => {
                let mut count = bits.take(wide([9, 11, 13]))?;
                while count > 1 {
                    let pair = bits.take(11)?;
                    out.extend([*ALPHANUMERIC.get(pair / 45)?, ALPHANUMERIC[pair % 45]]);
                    count -= 2;
                }
                if count == 1 {
                    out.push(*ALPHANUMERIC.get(bits.take(6)?)?);
                }
            }
            4 => {
                for _ in 0..bits.take(wide([8, 16, 16]))? {
                    out.push(u8::try_from(bits.take(8)?).ok()?);
                }
            }
            8 => {
                for _ in 0..bits.take(wide([8, 10, 12]))? {
                    let value = bits.take(13)?;
                    let value = ((value / 0xc0) << 8) | (value % 0xc0);
                    let value = value + if value < 0x1f00 { 0x8140 } else { 0xc140 };
                    out.extend(u16::try_from(value).ok()?.to_be_bytes());
                }
            }
            // The data are a GS1 element string, or some industry's own: bytes all the same (FNC1).
            5 => {}
            9 => _ = bits.take(8)?,
            // The character set is for who shows the bytes (ECI).
            7 => {
                let first = bits.take(8)?;
                if first & 0xc0 == 0x80 {
                    bits.take(8)?;
                } else if first & 0xe0 == 0xc0 {
                    bits.take(16)?;
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
    fn the_examples_of_the_standard() {
        // 7.4.3: 01234567; 7.4.4: AC-42; a byte; a Kanji.
        let digits = pack("0001 0000001000 0000001100 0101011001 1000011 0000");
        assert_eq!(read(&digits, 1).as_deref(), Some(&b"01234567"[..]));
        let text = pack("0010 000000101 00111001110 11100111001 000010 0000");
        assert_eq!(read(&text, 1).as_deref(), Some(&b"AC-42"[..]));
        let both = pack("0100 00000001 01100001 0010 000000001 001010 0000");
        assert_eq!(read(&both, 1).as_deref(), Some(&b"aA"[..]));
        // 7.4.9: what they are of is said by who shows them.
        let gs1 = pack("0101 0001 0000000010 0001100 0000");
        assert_eq!(read(&gs1, 1).as_deref(), Some(&b"12"[..]));
        let industry = pack("1001 00100101 0001 0000000010 0001100 0000");
        assert_eq!(read(&industry, 1).as_deref(), Some(&b"12"[..]));
        let kanji = pack("1000 00000001 0110110011111 0000");
        assert_eq!(read(&kanji, 1).as_deref(), Some(&[0x93, 0x5f][..]));
    }

    #[test]
    fn what_is_not_sound_is_refused() {
        for bits in [
            "0000",
            "0011 0000 0000",
            "0001 0000000011 1111101000",
            "0010 000000010 11111111111",
            "0100 00001000 01100001",
            "1111",
        ] {
            assert_eq!(read(&pack(bits), 1), None, "{bits}");
        }
    }
}
