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
