//! `greengate trust revocation show`: what a pack or list holds.

use super::build;
use crate::{Outcome, edition::ShowOptions, revocation, terminal::Output, verify::TrustArgs};
use anyhow::Result;
use base64ct::{Base64, Encoding};
use greengate::{
    revocation::{Import, Issuer, Pack, PartInfo, RevocationFormat, RevocationList},
    trust::SignatureStatus,
};
use serde_json::{Value, json};
use std::path::PathBuf;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    options: ShowOptions,
    /// Format of the list; recognised by its shape without it
    #[arg(long, value_name = "FORMAT")]
    format: Option<RevocationFormat>,
    #[command(flatten)]
    trust: TrustArgs,
    /// The pack or list: a file or folder
    list: PathBuf,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let pins = args.options.publisher.as_deref().map(crate::pins).transpose()?;
    let pins = pins.unwrap_or_default();
    let is_pack = args.list.join(Pack::INDEX).is_file()
        || !args.list.is_dir() && Pack::is_pack(&crate::input::bytes(&args.list)?);
    let (list, pack) = if is_pack && args.format.is_none_or(|format| format == RevocationFormat::Pack) {
        let pack = build::pack(&args.list, &pins)?;
        (pack.list(), Some(pack))
    } else {
        let trust = args.trust.list()?;
        let import = Import {
            format: args.format,
            pins: &pins,
            trust: Some(&trust),
            // An unknown issuer's cards are shown without it.
            issuer: None,
            ..Import::default()
        };
        (revocation::read(&import, &args.list)?, None)
    };
    if args.options.json {
        Output::new().json(&describe(&list, pack.as_ref(), !pins.is_empty()))?;
    } else {
        words(&list, pack.as_ref())?;
    }
    Ok(Outcome::Good)
}

fn rfc3339(at: Option<OffsetDateTime>) -> Value {
    at.and_then(|at| at.format(&Rfc3339).ok())
        .map_or(Value::Null, Value::String)
}

const fn signature(status: SignatureStatus) -> &'static str {
    match status {
        SignatureStatus::Verified => "verified",
        SignatureStatus::NotChecked => "not-checked",
        SignatureStatus::None => "none",
    }
}

fn issuer(issuer: &Issuer) -> &str {
    match issuer {
        Issuer::Country(name) | Issuer::Card(name) => name,
        Issuer::Nobody => "denied",
        _ => "any",
    }
}

/// Key in base64, or the text of a thumbprint.
fn key(part: &PartInfo) -> Option<String> {
    let key = part.key?;
    Some(match part.issuer {
        Issuer::Card(_) => String::from_utf8_lossy(key).into_owned(),
        _ => Base64::encode_string(key),
    })
}

fn describe(list: &RevocationList, pack: Option<&Pack>, checked: bool) -> Value {
    let header = pack.map(Pack::header);
    let lists: Vec<Value> = list
        .sources()
        .iter()
        .map(|source| {
            json!({
                "name": &*source.name,
                "format": source.format,
                "signature": signature(source.signature),
                "issuedAt": rfc3339(source.dates.issued_at),
                "endsAt": rfc3339(source.dates.expires_at),
            })
        })
        .collect();
    let parts: Vec<Value> = list
        .parts()
        .map(|part| {
            json!({
                "list": &*part.source.name,
                "issuer": issuer(part.issuer),
                "key": key(&part),
                "hash": part.kind.as_str(),
                "endsAt": rfc3339(part.expires),
                "entries": part.entries,
                "loaded": part.is_loaded,
                "falsePositiveRate": part.false_positive_rate,
            })
        })
        .collect();
    json!({
        "serial": header.map(|header| header.serial),
        "issuedAt": rfc3339(header.map(|header| header.issued_at)),
        "bestBefore": rfc3339(header.map(|header| header.best_before)),
        "endsAt": rfc3339(header.map(|header| header.expires_at)),
        "signature": pack.map(|_| if checked { "verified" } else { "not-checked" }),
        "indexBytes": pack.map(|pack| pack.signed_index().len()),
        "partBytes": pack.map(|pack| pack.rows().iter().map(|row| row.bytes()).sum::<usize>()),
        "lists": lists,
        "entries": list.len(),
        "parts": parts,
    })
}

fn words(list: &RevocationList, pack: Option<&Pack>) -> Result<()> {
    let mut out = Output::new();
    let day = |at: Option<OffsetDateTime>| at.map_or_else(|| "an unknown day".to_owned(), |at| at.date().to_string());
    if let Some(pack) = pack {
        let header = pack.header();
        let bytes: usize = pack.rows().iter().map(|row| row.bytes()).sum();
        out.line(format_args!(
            "serial {}, issued {}, best before {}, ends {}; {bytes} bytes in {} parts, an index of {} bytes",
            header.serial,
            header.issued_at.date(),
            header.best_before.date(),
            header.expires_at.date(),
            pack.rows().len(),
            pack.signed_index().len(),
        ))?;
    }
    for source in list.sources() {
        out.line(format_args!(
            "{} ({}) of {}; signature {}",
            source.name,
            source.format,
            day(source.dates.issued_at),
            signature(source.signature)
        ))?;
    }
    for part in list.parts() {
        let key = key(&part).map_or_else(|| "every key".to_owned(), |key| format!("key {key}"));
        let entries = part
            .entries
            .map_or_else(|| "a filter".to_owned(), |entries| format!("{entries} hashes"));
        let ends = part
            .expires
            .map_or_else(String::new, |end| format!(", until {}", end.date()));
        let rate = if part.false_positive_rate > 0.0 {
            format!(", wrong about one pass in {:.0}", 1.0 / part.false_positive_rate)
        } else {
            String::new()
        };
        let here = if part.is_loaded { "" } else { ", NOT HERE" };
        out.line(format_args!(
            "  {}, {key}, {}: {entries}{ends}{rate}{here}",
            issuer(part.issuer),
            part.kind.as_str()
        ))?;
    }
    Ok(())
}
