use qrcode::{Color, QrCode, Version, bits::Bits};

pub use qrcode::EcLevel;

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
    /// The number of a character set (extended channel interpretation), which stands for no bytes.
    CharacterSet(u32),
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
            let mut bits = Bits::new(Version::Normal(version));
            for segment in segments {
                let pushed = match segment {
                    Segment::Numeric(digits) => bits.push_numeric_data(digits.as_bytes()),
                    Segment::Alphanumeric(text) => bits.push_alphanumeric_data(text.as_bytes()),
                    Segment::Bytes(bytes) => bits.push_byte_data(bytes),
                    Segment::Kanji(bytes) => bits.push_kanji_data(bytes),
                    Segment::CharacterSet(number) => bits.push_eci_designator(*number),
                };
                pushed.ok()?;
            }
            bits.push_terminator(level).ok()?;
            let code = QrCode::with_bits(bits, level).ok()?;
            Some((Self::from(&code), usize::try_from(version).unwrap()))
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
