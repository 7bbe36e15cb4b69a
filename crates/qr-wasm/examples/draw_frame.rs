//! Draws a QR code as a grey picture (portable graymap), to try the scanner on.
//!
//! `cargo run -p greengate-qr-wasm --example draw_frame -- TEXT FILE.pgm`
//!
//! The symbol stands in the middle of its quiet zone: its corners are [`QUIET_ZONE`] modules of
//! [`MODULE`] pixels from those of the picture.

use qrcode::{Color, QrCode};
use std::{env, error::Error, fs};

/// Side of a module, in pixels.
const MODULE: usize = 4;
/// Width of the quiet zone, in modules (ISO/IEC 18004, 6.3.8).
const QUIET_ZONE: usize = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let text = arguments.next().ok_or("which text?")?;
    let file = arguments.next().ok_or("which file?")?;
    let code = QrCode::new(text)?;
    let (modules, colours) = (code.width(), code.to_colors());
    let side = (modules + 2 * QUIET_ZONE) * MODULE;
    let is_dark = |x: usize, y: usize| {
        let (column, row) = (
            (x / MODULE).wrapping_sub(QUIET_ZONE),
            (y / MODULE).wrapping_sub(QUIET_ZONE),
        );
        column < modules && row < modules && colours.get(row * modules + column) == Some(&Color::Dark)
    };
    let mut picture = format!("P5 {side} {side} 255\n").into_bytes();
    picture.extend((0..side * side).map(|pixel| if is_dark(pixel % side, pixel / side) { 20 } else { 230 }));
    Ok(fs::write(file, picture)?)
}
