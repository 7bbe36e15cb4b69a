//! Pictures and videos of codes, as a camera gives them.

use greengate::issue::Symbol;
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

/// A greyscale picture.
#[derive(Clone)]
pub struct Picture {
    pub pixels: Vec<u8>,
    pub width: usize,
    pub height: usize,
}

impl Picture {
    /// One grey value everywhere.
    #[must_use]
    pub fn blank(width: usize, height: usize, grey: u8) -> Self {
        Self {
            pixels: vec![grey; width * height],
            width,
            height,
        }
    }

    /// The code of a text in the middle, as large as whole pixels a module allow, at most
    /// `scale` of them.
    #[must_use]
    pub fn of_code(text: &str, width: usize, height: usize, scale: usize) -> Self {
        let symbol = Symbol::new(text).expect("a text that fits");
        let scale = scale.min(width.min(height) / symbol.size()).max(1);
        let (code, side) = symbol.pixels(scale);
        let mut picture = Self::blank(width, height, 190);
        let (left, top) = ((width - side) / 2, (height - side) / 2);
        for (y, row) in code.chunks(side).enumerate() {
            let start = (top + y) * width + left;
            // Paper and ink of a print, not pure white and black.
            picture.pixels[start..start + side]
                .iter_mut()
                .zip(row)
                .for_each(|(p, c)| *p = if *c == 0 { 35 } else { 225 });
        }
        picture
    }

    /// Two codes side by side.
    #[must_use]
    pub fn side_by_side(left: &str, right: &str) -> Self {
        const SIDE: usize = 800;
        let mut both = Self::blank(2 * SIDE, SIDE, 190);
        both.place(&Self::of_code(left, SIDE, SIDE, 6), 0, 0);
        both.place(&Self::of_code(right, SIDE, SIDE, 6), SIDE as isize, 0);
        both
    }

    /// Lays another picture over this one, its upper left corner here; cut at the edges.
    pub fn place(&mut self, other: &Self, left: isize, top: isize) {
        for (y, row) in other.pixels.chunks(other.width).enumerate() {
            let Some(y) = top.checked_add_unsigned(y).and_then(|y| usize::try_from(y).ok()) else {
                continue;
            };
            for (x, pixel) in row.iter().enumerate() {
                let x = left.checked_add_unsigned(x).and_then(|x| usize::try_from(x).ok());
                if let Some(x) = x.filter(|x| *x < self.width && y < self.height) {
                    self.pixels[y * self.width + x] = *pixel;
                }
            }
        }
    }

    /// The picture upside down.
    #[must_use]
    pub fn upside_down(mut self) -> Self {
        self.pixels.reverse();
        self
    }

    /// The picture as a mirror shows it.
    #[must_use]
    pub fn mirrored(mut self) -> Self {
        self.pixels.chunks_mut(self.width).for_each(<[u8]>::reverse);
        self
    }

    /// As PNG.
    #[must_use]
    pub fn png(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (width, height) = (
            u32::try_from(self.width).expect("small"),
            u32::try_from(self.height).expect("small"),
        );
        PngEncoder::new(&mut bytes)
            .write_image(&self.pixels, width, height, ExtendedColorType::L8)
            .expect("a PNG");
        bytes
    }
}

/// Frames a second of a fake camera.
pub const FPS: usize = 20;

/// Writes a video that Chromium's fake camera plays in a loop.
///
/// # Panics
/// Panics if the file cannot be written, or the frames differ in size.
pub fn video(path: &Path, frames: &[Picture]) {
    let first = frames.first().expect("a frame");
    let mut out = BufWriter::new(File::create(path).expect("a file"));
    writeln!(
        out,
        "YUV4MPEG2 W{} H{} F{FPS}:1 Ip A1:1 C420jpeg",
        first.width, first.height
    )
    .expect("a header");
    let colour = vec![128; first.width * first.height / 2];
    for frame in frames {
        assert_eq!((frame.width, frame.height), (first.width, first.height));
        // Video keeps black at 16 and white at 235 (ITU-R BT.601).
        let luma: Vec<u8> = frame
            .pixels
            .iter()
            .map(|p| (16 + (u32::from(*p) * 219 + 127) / 255) as u8)
            .collect();
        out.write_all(b"FRAME\n")
            .and_then(|()| out.write_all(&luma))
            .and_then(|()| out.write_all(&colour))
            .expect("a frame");
    }
}
