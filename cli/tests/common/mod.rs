//! Shared by the test files.

#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    reason = "tests; each file uses its part"
)]

#[path = "../../../tests/common/mod.rs"]
mod library;

pub use library::*;

use greengate::{
    issue::Issuer,
    trust::{Header, TrustList},
};
use std::process::Command;
use time::{Duration, OffsetDateTime};

/// The native binary.
pub fn greengate() -> Command {
    Command::new(env!("CARGO_BIN_EXE_greengate"))
}

/// Grey pixels, row by row.
pub struct Grey<'a> {
    pub pixels: &'a [u8],
    pub width: usize,
    pub height: usize,
}

/// A document of one page with these pictures below one another, each 450 points wide.
pub fn pdf_of(pictures: &[Grey]) -> Vec<u8> {
    use hostile_pdf::{Document, stream};
    let (mut content, mut resources, mut below) = (String::new(), String::new(), 0.0);
    for (n, Grey { width, height, .. }) in pictures.iter().enumerate() {
        let height = 450.0 * *height as f64 / *width as f64;
        below += height + 20.0;
        content += &format!("q 450 0 0 {height} 60 {} cm /I{n} Do Q\n", 950.0 - below);
        resources += &format!("/I{n} {} 0 R", n + 5);
    }
    let mut document = Document::page_of("[0 0 600 950]", content.as_bytes(), &format!("/XObject<<{resources}>>"));
    for Grey { pixels, width, height } in pictures {
        let dictionary = format!(
            "/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8"
        );
        document.add(stream(&dictionary, pixels));
    }
    document.file()
}

/// DER of the public key in an issuer's certificate.
pub fn spki_of(issuer: &Issuer) -> Vec<u8> {
    use x509_cert::der::{Decode, Encode};
    let certificate = x509_cert::Certificate::from_der(issuer.certificate()).unwrap();
    certificate
        .tbs_certificate()
        .subject_public_key_info()
        .to_der()
        .unwrap()
}

/// Header of a bundle of this list: fresh for a week, of use for a month.
pub fn bundle_header(list: &TrustList, issued_at: OffsetDateTime, serial: u64) -> Header {
    Header {
        serial,
        issued_at,
        best_before: issued_at + Duration::days(7),
        expires_at: issued_at + Duration::days(30),
        listings: list.listings().to_vec(),
    }
}
