//! Symbols that the writers of `rxing` draw, in sizes that the vectors do not have.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Modules, Picture};
use greengate_barcodes::{Budget, Symbology, read};
use rxing::{BarcodeFormat, Writer, aztec::AztecWriter, common::BitMatrix, pdf417::PDF417Writer};

fn modules(symbology: Symbology, text: &str, matrix: &BitMatrix) -> Modules {
    let outline = matrix.getEnclosingRectangle().unwrap();
    let [left, top, width, height] = [0, 1, 2, 3].map(|n| outline[n]);
    Modules::new(symbology, text, (width as usize, height as usize), |x, y| {
        matrix.get(left + x as u32, top + y as u32)
    })
}

#[test]
fn texts_of_every_length() {
    for length in [1, 20, 61, 180, 400] {
        let text: String = "M1DOE/JOHNMR EABC123 ".chars().cycle().take(length).collect();
        for (symbology, matrix) in [
            (
                Symbology::Pdf417,
                PDF417Writer.encode(&text, &BarcodeFormat::PDF_417, 0, 0),
            ),
            (Symbology::Aztec, AztecWriter.encode(&text, &BarcodeFormat::AZTEC, 0, 0)),
        ] {
            let symbol = modules(symbology, &text, &matrix.unwrap());
            let found = read(&Picture::of(&symbol, 4.0, 0.0).view(), &Budget::STILL);
            let texts: Vec<&str> = found.iter().map(|barcode| barcode.text.as_str()).collect();
            assert_eq!(texts, [text.as_str()], "{} of {length} characters", symbology.name());
        }
    }
}
