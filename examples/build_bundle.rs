//! Compiles published trust lists to one signed bundle.
//!
//! `cargo run --example build_bundle -- lists.ggt de-dsc-list.json who-did.json`

use greengate::trust::{Bundle, File, Header, Import, Pin, PublisherKey, TrustList};
use std::{env, error::Error, fs};
use time::{Duration, OffsetDateTime};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let target = arguments.next().ok_or("give a file to write and lists to read")?;
    let mut list = TrustList::default();
    for path in arguments {
        let bytes = fs::read(&path)?;
        // Without pins a list's own signature is not checked, and the bundle says so.
        let file = File {
            name: &path,
            bytes: &bytes,
        };
        list.extend(&Import::default().read(&[file])?);
    }
    let now = OffsetDateTime::now_utc();
    let header = Header {
        serial: u64::try_from(now.unix_timestamp())?,
        issued_at: now,
        best_before: now + Duration::days(7),
        expires_at: now + Duration::days(90),
        listings: list.listings().to_vec(),
    };
    // A real publisher keeps a random key: `greengate trust keygen`.
    let key = PublisherKey::from_bytes(&[7; 32]).ok_or("this is no private key on P-256")?;
    let bundle = Bundle::write(&header, &list, Some(&key))?;
    // Who pins the publisher's key believes the bundle.
    let (_, read) = Bundle::read(&bundle, &[Pin::from_base64(&key.pin())?])?;
    println!("{} keys in {} bytes, pin {}", read.len(), bundle.len(), key.pin());
    fs::write(target, bundle)?;
    Ok(())
}
