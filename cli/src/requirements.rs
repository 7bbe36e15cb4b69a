//! `greengate requirements`: compiles tables of vaccination requirements to a signed pack, shows and checks packs.

use crate::{
    Outcome,
    argument::name,
    date_time,
    edition::{age, edition},
    files::put,
    input, now, pins,
    terminal::{self, Output},
    trust::publisher_key,
};
use anyhow::{Context, Result, bail};
use greengate::{
    country::Country,
    requirements::{
        ArrivalRule, CountryAtRisk, Disease, RequirementError, RequirementPack, Row, SourceName, Status, Table,
        TableFault, TableFiles,
    },
    trust::{BundleError, Pin},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The pack that comes with Greengate (docs/REQUIREMENTS.md).
const DEFAULT: &[u8] = include_bytes!("../../www/requirements/default.ggq");
/// The pin of its publisher, whose private key was thrown away.
const PUBLISHER: &str = include_str!("../../www/requirements/publisher.txt");
/// Name of that pack in messages.
const DEFAULT_NAME: &str = "the requirements that come with Greengate";

#[derive(clap::Subcommand)]
pub enum Command {
    /// Compile tables (CSV) to a pack
    Build(Build),
    /// Show what a pack holds
    Show(Show),
    /// Say what is wrong with a pack, or with tables
    Check(Check),
}

#[derive(clap::Args)]
pub struct Build {
    /// The publisher's private key (P-256); without one the pack is not signed
    #[arg(long, visible_alias = "key", value_name = "PEM")]
    signing_key: Option<PathBuf>,
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
    /// The folder: requirements.csv, risk.csv and, where they are there, low_potential.csv and sources.csv; or a folder of
    /// these for each disease, by its name (yellow-fever, polio)
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// The pack
    #[arg(short, long, visible_alias = "out", value_name = "PACK")]
    output: PathBuf,
}

#[derive(clap::Args)]
pub struct Show {
    /// As JSON
    #[arg(long)]
    json: bool,
    /// Public key (PEM) of the publisher, or its pin as `trust keygen` prints it; the
    /// signature is checked against it
    #[arg(long, value_name = "PEM|PIN", requires = "pack")]
    publisher: Option<String>,
    /// The pack; without one that which comes with Greengate
    pack: Option<PathBuf>,
}

#[derive(clap::Args)]
pub struct Check {
    /// Public key (PEM) of the publisher, or its pin as `trust keygen` prints it
    #[arg(long, value_name = "PEM|PIN", requires = "input")]
    publisher: Option<String>,
    /// Time of the check, instead of now
    #[arg(long, value_name = "RFC3339", value_parser = date_time)]
    at: Option<OffsetDateTime>,
    /// The pack, or a folder of tables; without one the pack that comes with Greengate
    input: Option<PathBuf>,
}

pub fn run(command: &Command) -> Result<Outcome> {
    match command {
        Command::Build(args) => build(args),
        Command::Show(args) => show(args),
        Command::Check(args) => check(args),
    }
}

/// The pack of a file, whose signature is not needed because the person who names it vouches for it; without a file
/// that which comes with Greengate, if its publisher signed it.
pub fn pack(path: Option<&Path>) -> Result<RequirementPack> {
    match path {
        Some(path) => RequirementPack::read_unverified(&input::bytes(path)?).with_context(|| name(path)),
        None => RequirementPack::read(DEFAULT, &[own_pin()?]).context(DEFAULT_NAME),
    }
}

fn own_pin() -> Result<Pin> {
    Pin::from_base64(PUBLISHER.trim()).context(DEFAULT_NAME)
}

/// Tables of a folder, with the names of their sources; or their faults, a line each.
type Tables = Result<(Vec<Table>, Vec<SourceName>), Vec<String>>;

/// Table of one disease, with the names of its sources; or its faults.
type DiseaseTable = Result<(Table, Vec<SourceName>), Vec<TableFault>>;

/// Reads the tables of a folder, or of the folders of diseases in it.
fn tables(folder: &Path) -> Result<Tables> {
    let of_disease = |disease: Disease| folder.join(disease.as_str());
    let is_table = |folder: &Path| folder.join("requirements.csv").is_file();
    let mut found: Vec<(PathBuf, Disease)> = Vec::new();
    if is_table(folder) {
        let named = folder.file_name().and_then(|name| name.to_str()).and_then(Disease::of);
        found.push((folder.to_owned(), named.unwrap_or(Disease::YellowFever)));
    } else {
        let all = Disease::ALL.into_iter().map(|disease| (of_disease(disease), disease));
        found.extend(all.filter(|(folder, _)| is_table(folder)));
    }
    if found.is_empty() {
        bail!("{}: there is no requirements.csv in it", name(folder));
    }
    let (mut all, mut sources, mut faults) = (Vec::new(), Vec::<SourceName>::new(), Vec::new());
    for (folder, disease) in found {
        match table(&folder, disease)? {
            Ok((table, named)) => {
                all.push(table);
                for source in named {
                    if !sources.contains(&source) {
                        sources.push(source);
                    }
                }
            }
            Err(found) => {
                let place = |fault: &TableFault| format!("{}/{fault}", name(&folder));
                faults.extend(found.iter().map(place));
            }
        }
    }
    Ok(if faults.is_empty() {
        Ok((all, sources))
    } else {
        Err(faults)
    })
}

/// Reads the table of one folder.
fn table(folder: &Path, disease: Disease) -> Result<DiseaseTable> {
    let needed = |file: &str| input::bytes(&folder.join(file));
    let optional = |file: &str| {
        let path = folder.join(file);
        path.is_file().then(|| input::bytes(&path)).transpose()
    };
    let (requirements, risk) = (needed("requirements.csv")?, needed("risk.csv")?);
    let (low_potential, sources) = (optional("low_potential.csv")?, optional("sources.csv")?);
    let files = TableFiles {
        requirements: &requirements,
        risk: &risk,
        low_potential: low_potential.as_deref(),
        sources: sources.as_deref(),
    };
    Ok(files.read(disease))
}

fn build(args: &Build) -> Result<Outcome> {
    let key = args.signing_key.as_deref().map(publisher_key).transpose()?;
    let (tables, sources) = match tables(&args.folder)? {
        Ok(read) => read,
        Err(faults) => {
            faults.iter().for_each(terminal::message);
            bail!("no pack is made of tables with {} faults", faults.len());
        }
    };
    let at = args.at.unwrap_or_else(now);
    let header = edition(args.serial, at, args.best_before_days, args.end_days);
    let pack = RequirementPack::new(header, sources, tables);
    let bytes = pack.write(key.as_ref())?;
    // Read it back before anything relies on it.
    let again = RequirementPack::read_unverified(&bytes)?;
    if again.tables != pack.tables || again.sources != pack.sources {
        bail!("the pack reads back other requirements than were put in");
    }
    put(&args.output, &bytes)?;
    let rows: usize = pack.tables.iter().map(|table| table.rows.len()).sum();
    let diseases: Vec<&str> = pack.tables.iter().map(|table| table.disease.as_str()).collect();
    terminal::message(format_args!(
        "{rows} destinations ({}) in {} bytes{}",
        diseases.join(", "),
        bytes.len(),
        if key.is_some() { "" } else { ", not signed" }
    ));
    Ok(Outcome::Good)
}

/// A pack with the state of its signature.
struct Opened {
    name: String,
    pack: RequirementPack,
    bytes: usize,
    signature: &'static str,
}

/// Opens a pack. Against a given publisher a wrong signature is an error.
fn open(path: Option<&Path>, publisher: Option<&str>) -> Result<Opened> {
    let Some(path) = path else {
        return Ok(Opened {
            name: DEFAULT_NAME.to_owned(),
            pack: pack(None)?,
            bytes: DEFAULT.len(),
            signature: "verified",
        });
    };
    let bytes = input::bytes(path)?;
    let name = name(path);
    let pins = publisher.map(pins).transpose()?.unwrap_or_default();
    // Verify the signature before anything else is read, if a key is given.
    let signature = match RequirementPack::verify(&bytes, &pins) {
        Ok(()) => "verified",
        Err(RequirementError::Envelope(BundleError::NotSigned)) if pins.is_empty() => "not signed",
        Err(RequirementError::Envelope(BundleError::UnknownPublisher)) if pins.is_empty() => "not checked",
        Err(error) => return Err(error).context(name),
    };
    let pack = RequirementPack::read_unverified(&bytes).with_context(|| name.clone())?;
    Ok(Opened {
        name,
        pack,
        bytes: bytes.len(),
        signature,
    })
}

fn date(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}

fn show(args: &Show) -> Result<Outcome> {
    let opened = open(args.pack.as_deref(), args.publisher.as_deref())?;
    let mut out = Output::new();
    if args.json {
        out.json(&describe(&opened))?;
    } else {
        words(&opened, &mut out)?;
    }
    Ok(Outcome::Good)
}

/// The word of a table for a rule.
const fn rule_word(rule: ArrivalRule) -> &'static str {
    match rule {
        ArrivalRule::Nobody => "none",
        ArrivalRule::FromRisk => "risk",
        ArrivalRule::FromRiskOrTransit { .. } => "risk+transit",
        ArrivalRule::Everybody => "all",
        ArrivalRule::Unknown => "unknown",
    }
}

fn describe(opened: &Opened) -> Value {
    let header = &opened.pack.header;
    let risk = |list: &[CountryAtRisk]| -> Vec<Value> {
        let entry = |found: &CountryAtRisk| {
            json!({"country": found.country, "partial": found.partial, "source": found.source.as_deref(),
                "sourceDate": found.source_date.as_deref()})
        };
        list.iter().map(entry).collect()
    };
    let row = |row: &Row| {
        let hours = match row.rule {
            ArrivalRule::FromRiskOrTransit { hours } => Some(hours),
            _ => None,
        };
        json!({"country": row.country, "requirement": rule_word(row.rule), "ages": row.ages, "transitHours": hours,
            "onlyFrom": row.only_from, "extraRisk": row.extra_risk, "exempt": row.exempt, "status": row.status,
            "source": row.source.as_deref(), "sourceDate": row.source_date.as_deref(),
            "agreement": row.agreement.as_deref(), "note": row.note.as_deref()})
    };
    let table = |table: &Table| {
        json!({"disease": table.disease, "risk": risk(&table.risk), "lowPotential": risk(&table.low_potential),
            "rows": table.rows.iter().map(row).collect::<Vec<_>>()})
    };
    json!({"serial": header.serial, "issuedAt": date(header.issued_at), "bestBefore": date(header.best_before),
        "endsAt": date(header.expires_at), "signature": opened.signature, "bytes": opened.bytes,
        "sources": opened.pack.sources, "tables": opened.pack.tables.iter().map(table).collect::<Vec<_>>()})
}

fn words(opened: &Opened, out: &mut Output<impl std::io::Write>) -> Result<()> {
    let header = &opened.pack.header;
    out.line(format_args!(
        "{}: {} bytes, serial {}, {}",
        opened.name, opened.bytes, header.serial, opened.signature
    ))?;
    out.line(format_args!(
        "made {}, fresh until {}, ends {}",
        date(header.issued_at),
        date(header.best_before),
        date(header.expires_at)
    ))?;
    for source in &opened.pack.sources {
        out.line(format_args!("source {}: {}", source.source, source.name))?;
    }
    let codes = |countries: Vec<Country>| countries.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    for table in &opened.pack.tables {
        let newest = table.rows.iter().filter_map(|row| row.source_date.as_deref()).max();
        out.line(format_args!(
            "{}: {} destinations, newest source of {}",
            table.disease.as_str(),
            table.rows.len(),
            newest.unwrap_or("no date")
        ))?;
        let mut groups: BTreeMap<&str, Vec<Country>> = BTreeMap::new();
        for row in &table.rows {
            let group = if row.status == Status::Disputed {
                "disputed"
            } else {
                rule_word(row.rule)
            };
            groups.entry(group).or_default().push(row.country);
        }
        for (group, countries) in groups {
            out.line(format_args!("  {group} ({}): {}", countries.len(), codes(countries)))?;
        }
        for (group, list) in [("risk", &table.risk), ("low potential", &table.low_potential)] {
            let countries = list.iter().map(|found| found.country).collect();
            out.line(format_args!(
                "  countries with {group} ({}): {}",
                list.len(),
                codes(countries)
            ))?;
        }
    }
    Ok(())
}

fn check(args: &Check) -> Result<Outcome> {
    if let Some(folder) = args.input.as_deref().filter(|path| path.is_dir()) {
        return check_tables(folder);
    }
    let opened = open(args.input.as_deref(), args.publisher.as_deref())?;
    let header = &opened.pack.header;
    let at = args.at.unwrap_or_else(now);
    let (_, age) = age(header, at);
    let mut out = Output::new();
    out.line(format_args!("{}: signature {}, {age}", opened.name, opened.signature))?;
    Ok(if opened.signature == "verified" && at <= header.expires_at {
        Outcome::Good
    } else {
        Outcome::Bad
    })
}

fn check_tables(folder: &Path) -> Result<Outcome> {
    let mut out = Output::new();
    match tables(folder)? {
        Ok((tables, _)) => {
            let rows: usize = tables.iter().map(|table| table.rows.len()).sum();
            out.line(format_args!("{}: {rows} destinations, no faults", name(folder)))?;
            Ok(Outcome::Good)
        }
        Err(faults) => {
            for fault in &faults {
                out.line(fault)?;
            }
            terminal::message(format_args!("{} faults", faults.len()));
            Ok(Outcome::Bad)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Most bytes of the pack that is shipped.
    const MOST_BYTES: usize = 8 * 1024;

    #[test]
    fn the_pack_that_comes_with_greengate_is_that_of_the_tables() {
        let pack = pack(None).unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../requirements");
        let (tables, sources) = tables(&folder).unwrap().unwrap();
        assert_eq!(
            (&pack.tables, &pack.sources),
            (&tables, &sources),
            "run `cargo xtask requirements`"
        );
        assert!(DEFAULT.len() <= MOST_BYTES, "{} bytes", DEFAULT.len());
        let codes: Vec<&str> = pack.tables[0].rows.iter().map(|row| row.country.as_str()).collect();
        let mut all: Vec<&str> = greengate::country::all().collect();
        all.sort_unstable();
        assert_eq!(codes, all, "every country has a row");
    }
}
