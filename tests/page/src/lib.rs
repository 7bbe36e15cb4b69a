//! A real Chromium with a fake camera, a static server for the built page, and pictures
//! and videos of passes made by `greengate issue`.

pub mod axe;
pub mod browser;
pub mod crash;
pub mod documents;
pub mod gate;
pub mod media;
pub mod publisher;
pub mod server;
pub mod tour;
pub mod verdicts;

use greengate::{
    issue::{Defect, Issued, Issuer, IssuerOptions, PassOptions, issue},
    pass::Kind,
};
use std::path::PathBuf;
use time::{Duration, OffsetDateTime};

/// The built page.
#[must_use]
pub fn dist() -> PathBuf {
    let dist = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../dist");
    assert!(
        dist.join("index.html").exists(),
        "no dist/: run `cargo xtask build` first"
    );
    dist
}

/// The example page beside the installed npm package.
#[must_use]
pub fn example() -> PathBuf {
    let example = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/npm-test");
    assert!(
        example.join("node_modules/greengate-qr").exists(),
        "no npm package: run `cargo xtask npm` first"
    );
    example
}

/// A pass that is valid today, or has the defect today, of a made-up issuer that is marked
/// as nothing special: to the page it is as real as any.
#[must_use]
pub fn pass(kind: Kind, defect: Option<Defect>) -> Issued {
    let at = OffsetDateTime::now_utc();
    let options = IssuerOptions {
        seed: "page tests".to_owned(),
        ..IssuerOptions::demo(at.replace_time(time::Time::MIDNIGHT))
    };
    let options = defect.map_or(options.clone(), |d| d.issuer_options(options, kind));
    let issuer = Issuer::new(&options).expect("an issuer");
    let options = PassOptions {
        lifetime: Duration::days(30),
        defect,
        ..PassOptions::new(kind, 1, at)
    };
    let mut issued = issue(&issuer, &options).expect("a pass");
    for entry in &mut issued.trust {
        entry["environment"] = "production".into();
    }
    issued
}

/// The trust list of [`pass`] as a file's content.
#[must_use]
pub fn trust_list(issued: &Issued) -> String {
    serde_json::Value::Array(issued.trust.clone()).to_string()
}
