//! `greengate directory`: builds the directory of places that issue certificates, and shows one.

use crate::{
    Outcome,
    argument::name,
    date_time,
    edition::{ShowOptions, age, edition},
    files::put,
    input, now, pins,
    terminal::{self, Output},
    trust::publisher_key,
};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use greengate::{
    directory::{Directory, DirectoryError, Filter, FoundPlace, Import, Point},
    trust::{BundleError, Freshness},
};
use serde_json::{Value, json};
use std::path::PathBuf;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Entries that were left out which are named; of more the number is told.
const MOST_NAMED: usize = 20;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Build a directory from CSV, GeoJSON or extracts of OpenStreetMap (Overpass JSON, XML)
    Build(Build),
    /// Show the places of a directory, by district and distance
    Show(Show),
}

#[derive(clap::Args)]
pub struct Build {
    /// The publisher's private key (P-256); without one the directory is not signed
    #[arg(long, visible_alias = "key", value_name = "PEM")]
    signing_key: Option<PathBuf>,
    /// What it is about, such as the name of the city
    #[arg(long, default_value = "")]
    title: String,
    /// Licence of the data; that of OpenStreetMap is named by itself
    #[arg(long, value_name = "TEXT")]
    licence: Vec<String>,
    /// Serial number; seconds since 1970 without one
    #[arg(long)]
    serial: Option<u64>,
    /// Time of issue, instead of now
    #[arg(long, value_name = "RFC3339", value_parser = date_time)]
    at: Option<OffsetDateTime>,
    /// Days for which it counts as fresh
    #[arg(long, default_value_t = 90)]
    best_before_days: u16,
    /// Days after which it is too old
    #[arg(long, default_value_t = 365)]
    end_days: u16,
    /// Files with places
    #[arg(value_name = "FILE", required = true)]
    inputs: Vec<PathBuf>,
    /// The directory
    #[arg(short, long, visible_alias = "out", value_name = "DIRECTORY")]
    output: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Certificate {
    YellowFever,
    Polio,
}

#[derive(clap::Args)]
pub struct Show {
    #[command(flatten)]
    options: ShowOptions,
    /// Only places of this district
    #[arg(long)]
    district: Option<String>,
    /// Only places that are known to issue certificates for this
    #[arg(long, value_enum)]
    issues: Option<Certificate>,
    /// The nearest first: latitude and longitude in degrees, "51.43,6.88"
    #[arg(long, value_name = "LAT,LON", value_parser = point, allow_hyphen_values = true)]
    near: Option<Point>,
    /// Only places within so many kilometres
    #[arg(long, value_name = "KM", requires = "near")]
    within: Option<f64>,
    /// Only places that have every word of this in name, address or district, in any spelling of its letters
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Time to judge its age at, instead of now
    #[arg(long, value_name = "RFC3339", value_parser = date_time)]
    at: Option<OffsetDateTime>,
    /// The directory
    directory: PathBuf,
}

fn point(text: &str) -> Result<Point, String> {
    let degrees = text.split_once(',').and_then(|(latitude, longitude)| {
        let number = |text: &str| text.trim().parse::<f64>().ok();
        Point::of_degrees(number(latitude)?, number(longitude)?)
    });
    degrees.ok_or_else(|| "not a latitude and a longitude in degrees, such as 51.43,6.88".to_owned())
}

pub fn run(command: &Command) -> Result<Outcome> {
    match command {
        Command::Build(args) => build(args),
        Command::Show(args) => show(args),
    }
}

fn build(args: &Build) -> Result<Outcome> {
    let key = args.signing_key.as_deref().map(publisher_key).transpose()?;
    let mut licences = args.licence.clone();
    let (mut places, mut skipped) = (Vec::new(), 0);
    for path in &args.inputs {
        let imported = Import::read(&input::bytes(path)?).with_context(|| name(path))?;
        if let Some(licence) = imported.licence
            && !licences.iter().any(|known| known == licence)
        {
            licences.push(licence.to_owned());
        }
        for entry in imported.skipped.iter().take(MOST_NAMED.saturating_sub(skipped)) {
            terminal::message(format_args!("{}: {}: {}", name(path), entry.entry, entry.error));
        }
        skipped += imported.skipped.len();
        places.extend(imported.places);
    }
    if licences.is_empty() {
        bail!("say under which licence the data is: --licence");
    }
    if places.is_empty() {
        bail!("there is no place in it");
    }
    let header = edition(
        args.serial,
        args.at.unwrap_or_else(now),
        args.best_before_days,
        args.end_days,
    );
    let directory = Directory::new(header, args.title.clone(), licences, places);
    let bytes = directory.write(key.as_ref())?;
    // Read it back before anything relies on it.
    if Directory::read_unverified(&bytes)? != directory {
        bail!("the directory reads back otherwise than it was written");
    }
    put(&args.output, &bytes)?;
    let left_out = if skipped == 0 {
        String::new()
    } else {
        format!(", {skipped} left out")
    };
    terminal::message(format_args!(
        "{} places in {} districts, {} bytes{left_out}{}",
        directory.places.len(),
        directory.districts().len(),
        bytes.len(),
        if key.is_some() { "" } else { ", not signed" }
    ));
    Ok(Outcome::Good)
}

fn show(args: &Show) -> Result<Outcome> {
    let bytes = input::bytes(&args.directory)?;
    let pins = args
        .options
        .publisher
        .as_deref()
        .map(pins)
        .transpose()?
        .unwrap_or_default();
    // Verify the signature before anything else is read, if a key is given.
    let signature = match Directory::verify(&bytes, &pins) {
        Ok(()) => "verified",
        Err(DirectoryError::Envelope(BundleError::NotSigned)) if pins.is_empty() => "not signed",
        Err(DirectoryError::Envelope(BundleError::UnknownPublisher)) if pins.is_empty() => "not checked",
        Err(error) => return Err(error).with_context(|| name(&args.directory)),
    };
    let directory = Directory::read_unverified(&bytes).with_context(|| name(&args.directory))?;
    let filter = Filter {
        district: args.district.as_deref(),
        issues: args.issues.map(|certificate| match certificate {
            Certificate::YellowFever => "yellow-fever",
            Certificate::Polio => "polio",
        }),
        near: args.near,
        within: args.within.map(|kilometres| kilometres * 1000.0),
        text: args.search.as_deref(),
    };
    let found = filter.of(&directory.places);
    let header = &directory.header;
    let (freshness, age) = age(header, args.at.unwrap_or_else(now));
    if freshness != Freshness::Fresh {
        terminal::message(format_args!("{}: {age}", name(&args.directory)));
    }
    let day = |at: OffsetDateTime| at.format(&Rfc3339).unwrap_or_default();
    if args.options.json {
        let shown = json!({
            "title": directory.title, "licences": directory.licences, "signature": signature,
            "serial": header.serial, "issuedAt": day(header.issued_at), "bestBefore": day(header.best_before),
            "expiresAt": day(header.expires_at), "freshness": word(freshness),
            "districts": directory.districts(), "places": found.iter().map(place).collect::<Vec<_>>(),
        });
        Output::new().json(&shown)?;
        return Ok(Outcome::Good);
    }
    let mut lines = vec![
        format!(
            "{} ({} places, signature {signature})",
            directory.title,
            directory.places.len()
        ),
        format!(
            "issued {}, fresh until {}, ends {}",
            header.issued_at.date(),
            header.best_before.date(),
            header.expires_at.date()
        ),
    ];
    lines.extend(directory.licences.iter().map(|licence| format!("licence: {licence}")));
    let districts = directory.districts();
    lines.extend(
        districts
            .iter()
            .map(|(district, count)| format!("{count:>6}  {district}")),
    );
    lines.extend(found.iter().map(line));
    for line in lines {
        Output::new().line(line)?;
    }
    Ok(Outcome::Good)
}

const fn word(freshness: Freshness) -> &'static str {
    match freshness {
        Freshness::Fresh => "fresh",
        Freshness::Stale => "stale",
        Freshness::TooOld => "too-old",
        Freshness::Unknown => "unknown",
    }
}

fn place(found: &FoundPlace) -> Value {
    let place = found.place;
    let (latitude, longitude) = place.point.degrees();
    json!({
        "name": place.name, "address": place.address, "district": place.district, "latitude": latitude,
        "longitude": longitude, "issues": place.issues, "hours": place.hours,
        "metres": found.metres.map(f64::round),
    })
}

fn line(found: &FoundPlace) -> String {
    let place = found.place;
    let distance = found.metres.map(|metres| format!("{:.1} km", metres / 1000.0));
    let issues = place.issues.join(" ");
    let parts = [&place.name, &place.address, &place.district, &issues, &place.hours];
    let parts = distance.iter().chain(parts).filter(|part| !part.is_empty());
    parts.map(String::as_str).collect::<Vec<_>>().join(" | ")
}
