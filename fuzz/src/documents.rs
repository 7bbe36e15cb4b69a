//! Passports and boarding passes, as pictures and as text.

use crate::AT;
use greengate::boarding_pass::BoardingPass;
use greengate_barcodes as barcodes;
use greengate_mrz::{self as mrz, Accumulator, Reader, is_sound};
use std::{
    panic,
    sync::{LazyLock, Once},
};

/// Longest side of a picture.
const MAX_SIDE: usize = 250;

static READER: LazyLock<Reader> = LazyLock::new(Reader::new);

/// An Aztec symbol that another program drew (PBM, `P4`).
const SYMBOL: &[u8] = include_bytes!("../../crates/barcodes/tests/vectors/aztec-one-leg.pbm");
/// Its text.
const SYMBOL_TEXT: &str = "M1DOE/JOHNMR          EABC123 ZRHJFKLX 0014 326Y012A0025 100";
/// Pixels of a module.
const MODULE: usize = 4;
/// White modules around it.
const QUIET: usize = 4;

/// Grey pixels.
struct Picture {
    pixels: Vec<u8>,
    width: usize,
    height: usize,
}

/// Width and height in a byte each, a third that is left to the caller, then pixels, which are repeated where they do
/// not suffice.
fn picture(data: &[u8]) -> Option<(u8, Picture)> {
    let [width, height, form, pixels @ ..] = data else {
        return None;
    };
    let (width, height) = (usize::from(*width).min(MAX_SIDE), usize::from(*height).min(MAX_SIDE));
    let pixels: Vec<u8> = pixels.iter().copied().cycle().take(width * height).collect();
    let picture = Picture { pixels, width, height };
    Some((*form, picture))
}

/// The symbol; `None` if its file is broken.
fn symbol() -> Option<Picture> {
    let mut lines = SYMBOL.splitn(3, |byte| *byte == b'\n').skip(1);
    let size = std::str::from_utf8(lines.next()?).ok()?;
    let side: usize = size.split(' ').next()?.parse().ok()?;
    let bits = lines.next()?;
    let width = (side + 2 * QUIET) * MODULE;
    let is_dark = |at: usize| {
        let place = |at: usize| (at / MODULE).checked_sub(QUIET).filter(|at| *at < side);
        let (x, y) = (place(at % width)?, place(at / width)?);
        Some(bits.get(y * side.div_ceil(8) + x / 8)? >> (7 - x % 8) & 1 == 1)
    };
    let pixels = (0..width * width).map(|at| if is_dark(at) == Some(true) { 20 } else { 240 });
    Some(Picture {
        pixels: pixels.collect(),
        width,
        height: width,
    })
}

/// Any pixels; or, with an odd third byte, a symbol with spots, five bytes each: place, size, grey.
pub fn symbols(data: &[u8]) {
    // The decoders behind the reader may panic, which it catches: only what it lets through counts.
    static QUIET_PANICS: Once = Once::new();
    QUIET_PANICS.call_once(|| panic::set_hook(Box::new(|_| {})));
    let Some((form, mut picture)) = picture(data) else {
        return;
    };
    let is_drawn = form % 2 == 1;
    if is_drawn {
        let Some(drawn) = symbol() else { return };
        picture = drawn;
        for spot in data[3..].chunks_exact(5).take(32) {
            let [x, y, width, height, grey] = [spot[0], spot[1], spot[2], spot[3], spot[4]].map(usize::from);
            let (x, y) = (x * picture.width / 256, y * picture.height / 256);
            for row in picture.pixels.chunks_mut(picture.width).skip(y).take(height % 32) {
                row.iter_mut()
                    .skip(x)
                    .take(width % 32)
                    .for_each(|pixel| *pixel = grey as u8);
            }
        }
    }
    let budget = if form & 2 == 0 {
        barcodes::Budget::FRAME
    } else {
        barcodes::Budget::STILL
    };
    let Some(image) = barcodes::GreyImage::new(&picture.pixels, picture.width, picture.height) else {
        return;
    };
    for barcode in barcodes::read(&image, &budget) {
        assert!(barcode.corners.as_flattened().iter().all(|c| c.is_finite()));
        assert!(!is_drawn || barcode.text == SYMBOL_TEXT, "nobody drew this");
    }
}

/// Any pixels; what is read of them is sound.
pub fn zone_picture(data: &[u8]) {
    let Some((form, picture)) = picture(data) else { return };
    let Some(image) = mrz::GreyImage::new(&picture.pixels, picture.width, picture.height) else {
        return;
    };
    if form % 4 == 3 {
        _ = READER.read_line(&image);
        return;
    }
    let budget = if form % 2 == 0 {
        mrz::Budget::FRAME
    } else {
        mrz::Budget::STILL
    };
    let mut frames = Accumulator::new();
    for sighting in READER.find(&image, &budget) {
        for zone in [sighting.read(), frames.add(&sighting)].into_iter().flatten() {
            assert!(is_sound(zone.format, &zone.lines), "{:?}", zone.lines);
            assert!(zone.corners.as_flattened().iter().all(|c| c.is_finite()));
        }
    }
}

/// Any text, as it is and with what stands before the conditional parts put before it.
pub fn boarding_pass(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let behind = format!("{}{text}", &SYMBOL_TEXT[..58]);
    for text in [text, &behind] {
        let Ok(pass) = BoardingPass::parse(text) else { continue };
        assert!((1..=4).contains(&pass.legs.len()));
        for leg in &pass.legs {
            let day = pass.date(leg, AT.date());
            assert!(day.is_none_or(|day| day.ordinal() == leg.day));
        }
        _ = pass.passenger();
    }
}

pub(crate) fn pictures() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = (0..4).map(|form| vec![90, 70, form, 0, 255, 255]).collect();
    seeds.push([&[0, 0, 1][..], &[100, 100, 8, 8, 255], &[20, 200, 31, 4, 0]].concat());
    if let Some(symbol) = symbol()
        && let Ok(side) = u8::try_from(symbol.width)
    {
        seeds.push([&[side, side, 0][..], &symbol.pixels].concat());
    }
    seeds
}

pub(crate) fn boarding_passes() -> Vec<Vec<u8>> {
    let seeds = [
        SYMBOL_TEXT,
        "M2SANTOS/MARIA MRS    EXYZ987 GRUADDET 0507 330Y031C0109 131>6250WM6300BET 0071234567001007123459900100XYZ987 \
         ADDACCET 0921 331J002A0009 3292707112345678900 0LH LH 992123456789012  abC=1 ^104MEQC",
        "5B>6250WM6300BET 007123456700100712345990012A071123456789001LH LH 992123456789012 N2PCYabC=1 ^104MEQC",
        "00",
    ];
    seeds.map(|seed| seed.as_bytes().to_vec()).to_vec()
}
