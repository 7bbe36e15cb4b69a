//! `greengate trust show`: what a bundle or list holds.

use super::{counts_by_reason, rejected_line};
use crate::{Outcome, argument, edition::ShowOptions, input, now, terminal::Output};
use anyhow::{Context, Result};
use greengate::trust::{Bundle, BundleError, Header, Role, SignatureStatus, TrustList};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashSet},
    io,
    path::PathBuf,
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    options: ShowOptions,
    /// The bundle, or a list of any format
    bundle: PathBuf,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let bytes = input::bytes(&args.bundle)?;
    let name = argument::name(&args.bundle);
    let pins = args.options.publisher.as_deref().map(crate::pins).transpose()?;
    let (read, signed) = match &pins {
        // Verify the signature before anything else is read.
        Some(pins) => (
            Bundle::read(&bytes, pins).map(|(header, list)| (Some(header), list)),
            "verified",
        ),
        None if Bundle::is_bundle(&bytes) => (
            Bundle::read_unverified(&bytes).map(|(header, list)| (Some(header), list)),
            match Bundle::verify(&bytes, &[]) {
                Err(BundleError::NotSigned) => "not signed",
                _ => "not checked",
            },
        ),
        None => {
            let list = TrustList::read(&bytes, &name).with_context(|| name.clone())?;
            (Ok((None, list)), "not checked")
        }
    };
    let (header, list) = read.with_context(|| name.clone())?;
    if args.options.json {
        Output::new().json(&describe(header.as_ref(), &list, signed, &name))?;
    } else {
        words(header.as_ref(), &list, signed, &name)?;
    }
    Ok(Outcome::Good)
}

fn rfc3339(at: Option<OffsetDateTime>) -> Value {
    at.and_then(|at| at.format(&Rfc3339).ok())
        .map_or(Value::Null, Value::String)
}

fn describe(header: Option<&Header>, list: &TrustList, signed: &str, name: &str) -> Value {
    let mut keys: Vec<Value> = list
        .keys()
        .map(|key| {
            let kid = key.kid();
            let (role, issuer) = match &key.role {
                Role::DocumentSigner => ("document-signer", None),
                Role::CardIssuer(issuer) => ("card-issuer", Some(issuer.to_string())),
                Role::Anchor => ("anchor", None),
                Role::SealSigner => ("seal-signer", None),
            };
            // Thumbprints are already base64.
            let kid = if issuer.is_some() {
                String::from_utf8_lossy(&kid).into_owned()
            } else {
                <base64ct::Base64 as base64ct::Encoding>::encode_string(&kid)
            };
            json!({
                "kid": kid,
                "country": key.country.as_deref(),
                "kinds": key.usage.kinds().collect::<Vec<_>>(),
                "notBefore": rfc3339(key.not_before),
                "notAfter": rfc3339(key.not_after),
                "key": key.public.kind(),
                "role": role,
                "issuer": issuer,
                "name": key.name.as_deref(),
                "domain": key.domain.as_deref(),
                "environment": key.environment,
                "source": &*key.source,
            })
        })
        .collect();
    keys.sort_by_cached_key(|key| {
        (
            key["country"].to_string(),
            key["issuer"].to_string(),
            key["kid"].to_string(),
        )
    });
    let lists: Vec<Value> = list
        .listings()
        .iter()
        .map(|listing| {
            json!({
                "name": &*listing.name,
                "format": listing.format,
                "signature": match listing.signature {
                    SignatureStatus::Verified => "verified",
                    SignatureStatus::NotChecked => "not-checked",
                    SignatureStatus::None => "none",
                },
                "issuedAt": rfc3339(listing.issued_at),
                "endsAt": rfc3339(listing.expires_at),
                "keys": listing.keys,
                "skipped": listing.skipped,
            })
        })
        .collect();
    let rejected: Vec<Value> = list
        .skipped()
        .iter()
        .map(|skipped| {
            json!({
                "list": &*skipped.source,
                "entry": skipped.index + 1,
                "subject": skipped.subject,
                "reason": skipped.error.name(),
                "detail": skipped.error.to_string(),
            })
        })
        .collect();
    let names: Vec<&str> = list.listings().iter().map(|l| &*l.name).collect();
    let oldest = list.listings().iter().filter_map(|l| l.issued_at).min();
    json!({
        "source": if names.is_empty() { name.to_owned() } else { names.join(", ") },
        "issuedAt": rfc3339(header.map(|h| h.issued_at).or(oldest)),
        "bestBefore": rfc3339(header.map(|h| h.best_before)),
        "endsAt": rfc3339(header.map(|h| h.expires_at)),
        "serial": header.map(|h| h.serial),
        "signature": signed,
        "lists": lists,
        "keys": keys,
        "rejected": rejected,
        "rejectedByReason": list.skipped_by_reason(),
    })
}

fn words(header: Option<&Header>, list: &TrustList, signed: &str, name: &str) -> io::Result<()> {
    let mut out = Output::new();
    out.line(name)?;
    if let Some(header) = header {
        let day = |at: OffsetDateTime| at.date();
        out.line(format_args!(
            "  serial {}, issued {}, best before {}, ends {}; signature {signed}",
            header.serial,
            day(header.issued_at),
            day(header.best_before),
            day(header.expires_at)
        ))?;
    }
    for listing in list.listings() {
        let issued = listing
            .issued_at
            .map_or_else(String::new, |at| format!(" of {}", at.date()));
        let signature = match listing.signature {
            SignatureStatus::Verified => "signature verified",
            SignatureStatus::NotChecked => "signature not checked",
            SignatureStatus::None => "not signed",
        };
        out.line(format_args!(
            "  {} ({}{issued}): {} keys, {} left out, {signature}",
            listing.name, listing.format, listing.keys, listing.skipped
        ))?;
    }
    for skipped in list.skipped() {
        out.line(format_args!("  {}", rejected_line(skipped)))?;
    }
    if let Some(counts) = counts_by_reason(list) {
        out.line(format_args!("  left out: {counts}"))?;
    }
    let at = now();
    let mut countries: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut issuers = HashSet::new();
    for key in list.keys() {
        if let Role::CardIssuer(issuer) = &key.role {
            issuers.insert(issuer);
            continue;
        }
        let (all, valid) = countries.entry(key.country.as_deref().unwrap_or("--")).or_default();
        *all += 1;
        *valid += usize::from(key.is_valid_at(at));
    }
    out.line(format_args!("  {} keys", list.len()))?;
    for (country, (all, valid)) in countries {
        out.line(format_args!("  {country}: {all} keys, {valid} of them valid now"))?;
    }
    if !issuers.is_empty() {
        out.line(format_args!("  {} issuers of SMART Health Cards", issuers.len()))?;
    }
    Ok(())
}
