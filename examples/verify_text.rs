//! Verifies a pass text against a trust list.
//!
//! `cargo run --example verify_text -- trust.json 'HC1:NCF…'`

use greengate::{
    trust::TrustList,
    verdict::{Context, judge},
};
use std::{env, error::Error, fs};
use time::OffsetDateTime;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(list), Some(text)) = (arguments.next(), arguments.next()) else {
        return Err("give a trust list (JSON) and a pass text".into());
    };
    let trust = TrustList::read(&fs::read(list)?, "my list")?;
    // The library reads no clock: the time of the check is given.
    let report = judge(&text, &Context::new(&trust, OffsetDateTime::now_utc()));
    match report.reason {
        None => println!("valid"),
        Some(reason) => println!("{}: {}", reason.as_str(), report.detail.unwrap_or_default()),
    }
    if let Some(source) = report.source {
        println!("signer found in {}", source.name);
    }
    Ok(())
}
