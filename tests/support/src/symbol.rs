use qrcode::{Color, QrCode, Version, bits::Bits, canvas::Canvas, ec::construct_codewords};

pub use qrcode::{EcLevel, canvas::MaskPattern};

/// A QR code of an independent encoder.
pub struct Symbol {
    /// Modules a side.
    pub size: usize,
    dark: Vec<bool>,
}

/// A segment of the bit stream (ISO/IEC 18004, 7.4).
#[derive(Clone, Debug)]
pub enum Segment {
    /// Digits.
    Numeric(String),
    /// Digits, capital letters and ` $%*+-./:`.
    Alphanumeric(String),
    /// Any bytes.
    Bytes(Vec<u8>),
    /// Characters of two bytes each, Shift JIS.
    Kanji(Vec<u8>),
    /// Characters of two bytes each, GB 2312 as EUC-CN.
    Hanzi(Vec<u8>),
    /// The number of a character set (extended channel interpretation), which stands for no bytes.
    CharacterSet(u32),
    /// FNC1 in the first position, which stands for no bytes.
    Gs1,
    /// Place in a message of several symbols (structured append), which stands for no bytes.
    Append {
        /// Position from 0 on.
        index: u8,
        /// Number of symbols.
        total: u8,
        /// Exclusive or of the message's bytes.
        parity: u8,
    },
}

/// All masks (ISO/IEC 18004, table 10) in the order of their numbers.
pub const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

impl Segment {
    /// The bits of the segment; `None` where it does not fit the version at all.
    fn bits(&self, version: Version) -> Option<Vec<bool>> {
        let mut bits = Bits::new(version);
        let pushed = match self {
            Self::Numeric(digits) => bits.push_numeric_data(digits.as_bytes()),
            Self::Alphanumeric(text) => bits.push_alphanumeric_data(text.as_bytes()),
            Self::Bytes(bytes) => bits.push_byte_data(bytes),
            Self::Kanji(bytes) => bits.push_kanji_data(bytes),
            Self::CharacterSet(number) => bits.push_eci_designator(*number),
            Self::Gs1 => bits.push_fnc1_first_position(),
            Self::Hanzi(bytes) => {
                let count_bits = match version {
                    Version::Normal(1..=9) => 8,
                    Version::Normal(10..=26) => 10,
                    _ => 12,
                };
                let mut out = number(0b1101_0001, 8);
                out.extend(number(bytes.len() / 2, count_bits));
                for pair in bytes.chunks_exact(2) {
                    let (high, low) = (usize::from(pair[0]), usize::from(pair[1]));
                    let row = if high < 0xb0 { high - 0xa1 } else { high - 0xa6 };
                    out.extend(number(row * 0x60 + low - 0xa1, 13));
                }
                return Some(out);
            }
            Self::Append { index, total, parity } => {
                let header = 3 << 16 | usize::from(*index) << 12 | usize::from(total - 1) << 8 | usize::from(*parity);
                return Some(number(header, 20));
            }
        };
        pushed.ok()?;
        let count = bits.len();
        let bytes = bits.into_bytes();
        Some((0..count).map(|n| bytes[n / 8] >> (7 - n % 8) & 1 == 1).collect())
    }
}

/// The bits of a number, the most significant first.
fn number(value: usize, count: usize) -> Vec<bool> {
    (0..count).rev().map(|bit| value >> bit & 1 == 1).collect()
}

impl Symbol {
    /// A symbol of this version (1 to 40).
    #[must_use]
    pub fn new(text: impl AsRef<[u8]>, version: usize, level: EcLevel) -> Self {
        let version = Version::Normal(i16::try_from(version).unwrap());
        Self::from(&QrCode::with_version(text, version, level).unwrap())
    }

    /// The smallest symbol that has room for these segments, and its version; `None` where none has.
    #[must_use]
    pub fn of_segments(segments: &[Segment], level: EcLevel) -> Option<(Self, usize)> {
        (1..=40).find_map(|version| {
            let symbol = Self::of_segments_in(segments, version, level, MaskPattern::Checkerboard)?;
            Some((symbol, version))
        })
    }

    /// A symbol of this version and mask with these segments; `None` where they find no room.
    #[must_use]
    pub fn of_segments_in(segments: &[Segment], version: usize, level: EcLevel, mask: MaskPattern) -> Option<Self> {
        let version = Version::Normal(i16::try_from(version).unwrap());
        let mut bits = Vec::new();
        for segment in segments {
            bits.extend(segment.bits(version)?);
        }
        let capacity = Bits::new(version).max_len(level).unwrap();
        if bits.len() > capacity {
            return None;
        }
        // The terminator, zeros to a whole codeword, codewords that fill up (7.4.10).
        bits.resize((bits.len() + 4).min(capacity), false);
        bits.resize(bits.len().next_multiple_of(8).min(capacity), false);
        let codeword = |bits: &[bool]| bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
        let mut codewords: Vec<u8> = bits.chunks(8).map(codeword).collect();
        codewords.extend([0xec, 0x11].iter().cycle().take(capacity / 8 - codewords.len()));
        let (data, correction) = construct_codewords(&codewords, version, level).unwrap();
        let mut canvas = Canvas::new(version, level);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&data, &correction);
        canvas.apply_mask(mask);
        Some(Self {
            size: usize::try_from(version.width()).unwrap(),
            dark: canvas.into_colors().iter().map(|color| *color == Color::Dark).collect(),
        })
    }

    fn from(code: &QrCode) -> Self {
        Self {
            size: code.width(),
            dark: code.to_colors().iter().map(|color| *color == Color::Dark).collect(),
        }
    }

    /// The modules row by row, true for dark ones.
    #[must_use]
    pub fn modules(&self) -> &[bool] {
        &self.dark
    }

    /// The modules of the symbol seen from behind.
    #[must_use]
    pub fn mirrored(&self) -> Vec<bool> {
        let size = self.size;
        (0..size * size)
            .map(|i| self.dark[i % size * size + i / size])
            .collect()
    }

    /// The modules as 1 for dark and -1 for light.
    #[must_use]
    pub fn soft(&self) -> Vec<f32> {
        self.dark.iter().map(|dark| if *dark { 1.0 } else { -1.0 }).collect()
    }

    /// The module in this column and row; light outside the symbol.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.size && y < self.size && self.dark[y * self.size + x]
    }
}

/// Grey values of a picture whose pixels are dark where `is_dark` says so of column and row.
#[must_use]
pub fn picture(width: usize, height: usize, [dark, light]: [u8; 2], is_dark: impl Fn(usize, usize) -> bool) -> Vec<u8> {
    let grey = |i: usize| if is_dark(i % width, i / width) { dark } else { light };
    (0..width * height).map(grey).collect()
}
