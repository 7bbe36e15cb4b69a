//! Pictures: no text comes out of them that nobody drew.

use crate::{choose, passes};
use greengate::{
    document::texts_of_pdf,
    frame::{Luma, Photo, Scanner, decode_matrix, read},
    issue::Symbol,
};
use std::sync::LazyLock;

/// A symbol that is drawn, and what it says.
struct Drawn {
    text: &'static str,
    symbol: Symbol,
}

static DRAWN: LazyLock<Vec<Drawn>> = LazyLock::new(|| {
    let texts = [
        "GREENGATE",
        "HTTPS://GREENGATE.EXAMPLE/A?LONGER=TEXT&OF=ANOTHER-VERSION-OF-THE-SYMBOL-0123456789",
        passes::text(),
    ];
    let drawn = texts
        .into_iter()
        .filter_map(|text| Symbol::new(text).ok().map(|symbol| Drawn { text, symbol }));
    drawn.collect()
});

/// Longest side of a frame of any pixels: noise of this size climbs every rung there is.
const MAX_SIDE: usize = 150;

/// Width and height in a byte each, a third that says how it is looked at, then pixels, which are
/// repeated where they do not suffice.
pub fn frame(data: &[u8]) {
    let [width, height, form, pixels @ ..] = data else {
        return;
    };
    let (width, height) = (usize::from(*width).min(MAX_SIDE), usize::from(*height).min(MAX_SIDE));
    let size = width * height;
    let pixels: Vec<u8> = pixels.iter().copied().cycle().take(size).collect();
    match form % 4 {
        0 => {
            for code in read(&pixels, width, height) {
                assert!(code.corners.iter().all(|(x, y)| x.is_finite() && y.is_finite()));
            }
        }
        1 => {
            // As RGBA of a quarter of the width.
            let width = width / 4;
            let rgba = pixels.get(..width * height * 4).map(<[u8]>::to_vec);
            if let Some(photo) = rgba.and_then(|rgba| Photo::from_rgba(rgba, width, height)) {
                _ = photo.read_codes();
            }
        }
        2 => {
            // The same one after the other, as a camera shows them.
            let mut scanner = Scanner::new();
            for _ in 0..2 {
                if let Some(luma) = Luma::new(&pixels[..], width, height) {
                    _ = scanner.scan(&luma);
                }
            }
        }
        // A length that does not fit.
        _ => _ = read(&pixels, width + 1, height),
    }
}

/// First byte: the symbol and its scale. Then rectangles that are painted over, five bytes each:
/// place, size, grey.
pub fn drawn_frame(data: &[u8]) {
    let Some((choice, edits)) = choose(data) else { return };
    let Some(drawn) = DRAWN.get(choice % DRAWN.len()) else {
        return;
    };
    let (mut pixels, side) = drawn.symbol.pixels(2 + choice / 16 % 2);
    for edit in edits.chunks_exact(5).take(64) {
        let [x, y, width, height, grey] = [edit[0], edit[1], edit[2], edit[3], edit[4]].map(usize::from);
        let (x, y) = (x * side / 256, y * side / 256);
        for row in y..(y + height % 32).min(side) {
            for pixel in &mut pixels[row * side..][x..(x + width % 32).min(side)] {
                *pixel = grey as u8;
            }
        }
    }
    let height = side - usize::from(edits.last().copied().unwrap_or_default() % 8);
    for code in read(&pixels[..side * height], side, height) {
        assert_eq!(code.text(), Some(drawn.text), "nobody drew this");
    }
}

/// First byte: a version, or the symbol whose modules are flipped where pairs of bytes say.
pub fn matrix(data: &[u8]) {
    let Some((choice, data)) = choose(data) else { return };
    if choice < 64 {
        let size = 17 + 4 * choice;
        let bits = data
            .iter()
            .cycle()
            .flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
        let dark: Vec<bool> = bits.take(size * size).collect();
        _ = decode_matrix(&dark, size);
        return;
    }
    let Some(drawn) = DRAWN.get(choice % DRAWN.len()) else {
        return;
    };
    // Without the quiet zone.
    let size = drawn.symbol.size() - 8;
    let mut dark: Vec<bool> = (0..size * size)
        .map(|i| drawn.symbol.is_dark(4 + i % size, 4 + i / size))
        .collect();
    for flip in data.chunks_exact(2).take(400) {
        let place = usize::from(u16::from_le_bytes([flip[0], flip[1]])) % dark.len();
        dark[place] = !dark[place];
    }
    if choice % 2 == 1 {
        // Mirrored.
        dark = (0..size * size).map(|i| dark[i % size * size + i / size]).collect();
    }
    if let Some(bytes) = decode_matrix(&dark, size) {
        // Reed-Solomon alone does not exclude another text; few flips cannot make one.
        assert!(data.len() > 100 || bytes == drawn.text.as_bytes(), "nobody drew this");
    }
}

/// A document.
pub fn pdf(data: &[u8]) {
    _ = texts_of_pdf(data.to_vec());
}

pub(crate) fn frames() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = vec![
        vec![64, 64, 0, 0, 255],
        vec![99, 150, 2, 0, 0, 255],
        vec![128, 128, 1, 9],
    ];
    for drawn in DRAWN.iter() {
        let (pixels, side) = drawn.symbol.pixels(2);
        if let Some(side) = u8::try_from(side).ok().filter(|side| usize::from(*side) <= MAX_SIDE) {
            for form in 0..3 {
                seeds.push([&[side, side, form][..], &pixels].concat());
            }
        }
    }
    seeds
}

pub(crate) fn edits() -> Vec<Vec<u8>> {
    let mut seeds = vec![vec![0], vec![1], vec![2], vec![18]];
    seeds.push([&[2][..], &[100, 100, 8, 8, 255], &[20, 200, 31, 4, 0]].concat());
    seeds
}

pub(crate) fn matrices() -> Vec<Vec<u8>> {
    vec![
        vec![1, 0x55, 0xaa],
        vec![40, 1, 2, 3],
        vec![64],
        vec![65, 1, 0, 9, 3],
        vec![66, 7, 7],
        vec![67],
    ]
}

pub(crate) fn documents() -> Vec<Vec<u8>> {
    let Some(drawn) = DRAWN.first() else { return Vec::new() };
    let size = drawn.symbol.size();
    // Every dark module is a square.
    let squares: String = (0..size * size)
        .filter(|i| drawn.symbol.is_dark(i % size, i / size))
        .map(|i| format!("{} {} 4 4 re f\n", i % size * 4, (size - 1 - i / size) * 4))
        .collect();
    let side = size * 4;
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {side} {side}] /Contents 4 0 R /Resources << >> >>"),
        format!("<< /Length {} >>\nstream\n{squares}endstream", squares.len()),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let start = pdf.len();
    pdf.push_str("xref\n0 5\n0000000000 65535 f \n");
    for place in places {
        pdf.push_str(&format!("{place:010} 00000 n \n"));
    }
    pdf.push_str(&format!(
        "trailer << /Size 5 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    ));
    vec![pdf.into_bytes()]
}
