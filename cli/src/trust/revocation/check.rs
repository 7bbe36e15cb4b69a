//! `greengate trust revocation check`: what the lists know of a pass.

use crate::{
    Outcome, argument::input_name, date_time, input, now, reader::Reader, revocation, revocation::RevocationArgs,
    terminal::Output, verify::TrustArgs,
};
use anyhow::{Result, bail};
use greengate::{
    pass,
    revocation::{RevocationList, RevocationState, digests},
    trust::TrustList,
    verdict::{Context, judge},
};
use serde_json::{Value, json};
use time::OffsetDateTime;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    trust: TrustArgs,
    #[command(flatten)]
    revocation: RevocationArgs,
    /// Time of the check, instead of now
    #[arg(long, value_name = "RFC3339", value_parser = date_time)]
    at: Option<OffsetDateTime>,
    /// As JSON
    #[arg(long)]
    json: bool,
    /// The pass: its text, a picture or a file
    pass: String,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let trust = args.trust.list()?;
    let list = args.revocation.list(&trust)?;
    let name = input_name(&args.pass);
    let texts = match input::read(&args.pass, &mut Reader::default())? {
        input::Input::Texts(texts, _) => texts,
        input::Input::NoCode => bail!("{name}: no QR code found"),
    };
    let mut outcome = Outcome::Good;
    for text in &texts {
        outcome = outcome.max(check(args, text, &trust, list.as_ref())?);
    }
    Ok(outcome)
}

fn check(args: &Args, text: &str, trust: &TrustList, list: Option<&RevocationList>) -> Result<Outcome> {
    let at = args.at.unwrap_or_else(now);
    let report = judge(text, &Context::new(trust, at).revoked(list));
    let read = pass::read(text)?;
    let country = report.issuer.as_ref().and_then(|issuer| issuer.country.as_deref());
    let hex = |hash: [u8; 16]| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let digests = digests(&read, country)
        .into_iter()
        .map(|(kind, hash)| (kind.as_str(), hex(hash)));
    let digests: Vec<(&str, String)> = digests.collect();
    let mut out = Output::new();
    if args.json {
        let hashes: Vec<Value> = digests
            .iter()
            .map(|(kind, hash)| json!({"hash": kind, "value": hash}))
            .collect();
        out.json(&json!({
            "authentic": report.authentic,
            "reason": report.reason,
            "revocation": report.revocation,
            "hashes": hashes,
        }))?;
    } else {
        let unknown = || "Revocation not asked about: the pass is not confirmed".to_owned();
        out.line(revocation::sentence(&report.revocation).unwrap_or_else(unknown))?;
        for (kind, hash) in digests {
            out.line(format_args!("  {kind} {hash}"))?;
        }
    }
    Ok(match report.revocation.state {
        RevocationState::Checked => Outcome::Good,
        _ => Outcome::Bad,
    })
}
