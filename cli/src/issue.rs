use crate::{
    Outcome, argument, counter, date_time,
    files::put,
    now,
    terminal::{self, Output},
};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use greengate::{
    issue::{
        Anchor, CardDefect, CardOptions, CovidPassDefect, CovidPassOptions, Defect, Issued, Issuer, IssuerOptions,
        PassOptions, Person, SealDefect, SealOptions, Symbol, UnknownDefect, issue, issue_card, issue_covid_pass,
        issue_seal,
    },
    pass::{Algorithm, Format, Kind},
    person::transliterate,
};
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};
use time::{Duration, OffsetDateTime};

#[derive(clap::Args)]
pub struct Args {
    /// Folder to write to: the passes, trust.json, cases.jsonl for `verify --batch`, and
    /// revocation.json where a pass is revoked; lists and cases that are there already are
    /// added to. Without it the texts are printed
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Format of the pass
    #[arg(long, value_enum, default_value_t = PassArg::Dcc)]
    pass: PassArg,
    /// Kind of statement; recoveries are for DCC only, ICVP is for vaccinations only
    #[arg(long, value_enum, default_value_t = KindArg::Vaccination)]
    kind: KindArg,
    /// Codes that a SMART Health Card is cut into
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=9))]
    codes: u8,
    /// Signature algorithm; es384 and es512 are for VDS-NC only, ps256 for DCC, ICVP and DDCC only
    #[arg(long, value_enum, default_value_t = AlgorithmArg::Es256)]
    alg: AlgorithmArg,
    /// Defect to produce, by name, or "all" for one pass of every defect
    #[arg(long, value_name = "DEFECT")]
    defect: Vec<String>,
    /// Number of passes, each naming another invented person
    #[arg(long, default_value_t = 1)]
    count: usize,
    /// Family name, instead of an invented person's
    #[arg(long, requires = "given")]
    family: Option<String>,
    /// Given name
    #[arg(long, requires = "family")]
    given: Option<String>,
    /// Family name in passport spelling
    #[arg(long, requires = "family")]
    family_standard: Option<String>,
    /// Given name in passport spelling
    #[arg(long, requires = "family")]
    given_standard: Option<String>,
    /// Date of birth
    #[arg(long, requires = "family", default_value = "1990-01-01")]
    birth_date: String,
    /// The time at which the pass is valid, or shows its defect, instead of now
    #[arg(long, value_name = "RFC3339", value_parser = date_time)]
    at: Option<OffsetDateTime>,
    /// Days that it stays valid
    #[arg(long, default_value_t = 365)]
    days: u16,
    /// Country of the issuer; XA to XZ are free for such uses
    #[arg(long, default_value = "XD")]
    country: String,
    /// The same seed makes the same keys
    #[arg(long, default_value = "greengate demo")]
    seed: String,
    /// Files to write for each pass
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [FormatArg::Text, FormatArg::Png, FormatArg::Svg])]
    format: Vec<FormatArg>,
    /// Pixels a module in PNG pictures
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=40))]
    scale: u8,
    #[command(flatten)]
    counter: counter::CounterArgs,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum PassArg {
    /// EU Digital COVID Certificate
    Dcc,
    /// WHO certificate of vaccination or prophylaxis
    Icvp,
    /// SMART Health Card
    Shc,
    /// ICAO visible digital seal
    VdsNc,
    /// NZ COVID Pass; it has no kind
    Nzcp,
    /// WHO certificate of a vaccination or test (DDCC)
    Ddcc,
}

#[derive(Clone, Copy, ValueEnum)]
enum KindArg {
    Vaccination,
    Test,
    Recovery,
    /// One of each
    All,
}

impl KindArg {
    /// Requested kinds that the format supports.
    fn kinds(self, pass: PassArg) -> Vec<Kind> {
        let known: &[Kind] = match pass {
            PassArg::Dcc => &Kind::ALL,
            PassArg::Icvp | PassArg::Nzcp => &[Kind::Vaccination],
            PassArg::Shc | PassArg::VdsNc | PassArg::Ddcc => &[Kind::Vaccination, Kind::Test],
        };
        let asked = |kind: &Kind| {
            matches!(
                (self, kind),
                (Self::All, _)
                    | (Self::Vaccination, Kind::Vaccination)
                    | (Self::Test, Kind::Test)
                    | (Self::Recovery, Kind::Recovery)
            )
        };
        known.iter().copied().filter(asked).collect()
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum AlgorithmArg {
    Es256,
    Es384,
    Es512,
    Ps256,
}

impl AlgorithmArg {
    /// Algorithm, if the format allows it.
    fn of(self, pass: PassArg) -> Result<Algorithm> {
        Ok(match (self, pass) {
            (Self::Es256, _) => Algorithm::Es256,
            (Self::Ps256, PassArg::Dcc | PassArg::Icvp | PassArg::Ddcc) => Algorithm::Ps256,
            (Self::Es384, PassArg::VdsNc) => Algorithm::Es384,
            (Self::Es512, PassArg::VdsNc) => Algorithm::Es512,
            _ => bail!("passes of this format are not signed with this algorithm"),
        })
    }
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum FormatArg {
    Text,
    Png,
    Svg,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let at = args
        .at
        .unwrap_or_else(|| now().replace_nanosecond(0).unwrap_or_else(|_| now()));
    if args.counter.is_asked_for() {
        let formats = [FormatArg::Text, FormatArg::Png, FormatArg::Svg];
        let shared = counter::Shared {
            out: args.out.as_deref(),
            at,
            typed_zone: args.at.map(OffsetDateTime::offset),
            seed: &args.seed,
            formats: formats.map(|format| args.format.contains(&format)),
            scale: args.scale,
        };
        return counter::run(&args.counter, &shared);
    }
    let kinds = args.kind.kinds(args.pass);
    if kinds.is_empty() {
        bail!("there are no passes of this format for this kind");
    }
    let mut passes = Vec::new();
    for kind in kinds {
        for defect in defects(&args.defect, args.pass)? {
            for n in 0..args.count {
                let suffix = if args.count > 1 {
                    format!("-{}", n + 1)
                } else {
                    String::new()
                };
                let prefix = match args.pass {
                    PassArg::Dcc => "",
                    PassArg::Icvp => "icvp-",
                    PassArg::Shc => "shc-",
                    PassArg::VdsNc => "vds-nc-",
                    PassArg::Nzcp => "nzcp-",
                    PassArg::Ddcc => "ddcc-",
                };
                let what = defect.as_deref().unwrap_or("valid");
                let kind_name = if args.pass == PassArg::Nzcp {
                    String::new()
                } else {
                    format!("{}-", kind.as_str())
                };
                let name = format!("{prefix}{kind_name}{what}{suffix}");
                passes.push((name, make(args, kind, defect.as_deref(), n, at)?));
            }
        }
    }
    match &args.out {
        None => {
            let mut texts = passes.iter().flat_map(|(_, issued)| &issued.texts);
            texts.try_for_each(|text| Output::new().pass(text))?;
        }
        Some(folder) => write(args, folder, &passes)?,
    }
    Ok(Outcome::Good)
}

/// Makes one pass.
fn make(args: &Args, kind: Kind, defect: Option<&str>, n: usize, at: OffsetDateTime) -> Result<Issued> {
    let wrong = |error: UnknownDefect| anyhow::anyhow!("--defect {}: {error}", defect.unwrap_or_default());
    let person = person(args, n)?;
    let algorithm = args.alg.of(args.pass)?;
    let options = IssuerOptions {
        seed: args.seed.clone(),
        country: args.country.clone(),
        algorithm,
        ..IssuerOptions::demo(at)
    };
    Ok(match args.pass {
        PassArg::Dcc | PassArg::Icvp | PassArg::Ddcc => {
            let defect: Option<Defect> = defect.map(str::parse).transpose().map_err(wrong)?;
            let options = defect.map_or_else(|| options.clone(), |d| d.issuer_options(options.clone(), kind));
            let pass = PassOptions {
                format: match args.pass {
                    PassArg::Icvp => Format::ICVP,
                    PassArg::Ddcc => Format::DDCC,
                    _ => Format::DCC,
                },
                person,
                lifetime: Duration::days(args.days.into()),
                defect,
                ..PassOptions::new(kind, n, at)
            };
            issue(&Issuer::new(&options)?, &pass)?
        }
        PassArg::Shc => {
            let card = CardOptions {
                person,
                codes: args.codes.into(),
                defect: defect.map(str::parse).transpose().map_err(wrong)?,
                ..CardOptions::new(kind, n, at)
            };
            issue_card(&Issuer::new(&options)?, &card)?
        }
        PassArg::VdsNc => {
            let seal = SealOptions {
                person,
                defect: defect.map(str::parse).transpose().map_err(wrong)?,
                ..SealOptions::new(kind, n, at)
            };
            issue_seal(&Issuer::new(&seal.issuer(algorithm, Anchor::Ec))?, &seal)?
        }
        PassArg::Nzcp => {
            let pass = CovidPassOptions {
                person,
                defect: defect.map(str::parse).transpose().map_err(wrong)?,
                ..CovidPassOptions::new(n, at)
            };
            issue_covid_pass(&Issuer::new(&options)?, &pass)?
        }
    })
}

/// Requested defects by name; `None` stands for a valid pass.
fn defects(asked: &[String], pass: PassArg) -> Result<Vec<Option<String>>> {
    let all: Vec<&str> = match pass {
        PassArg::Dcc | PassArg::Icvp | PassArg::Ddcc => Defect::ALL.map(Defect::as_str).to_vec(),
        PassArg::Shc => CardDefect::ALL.map(CardDefect::as_str).to_vec(),
        PassArg::VdsNc => SealDefect::ALL.map(SealDefect::as_str).to_vec(),
        PassArg::Nzcp => CovidPassDefect::ALL.map(CovidPassDefect::as_str).to_vec(),
    };
    let mut defects = Vec::new();
    for name in asked {
        match name.as_str() {
            "all" => defects.extend(all.iter().map(|name| Some((*name).to_owned()))),
            "none" => defects.push(None),
            name if all.contains(&name) => defects.push(Some(name.to_owned())),
            name => bail!(
                "--defect {}: no such defect; there are {}",
                argument::value(name),
                all.join(", ")
            ),
        }
    }
    if defects.is_empty() {
        defects.push(None);
    }
    Ok(defects)
}

fn person(args: &Args, n: usize) -> Result<Person> {
    let (Some(family), Some(given)) = (&args.family, &args.given) else {
        return Ok(Person::sample(n));
    };
    let standard = |given: &Option<String>, name: &str, option: &str| match given {
        Some(standard) => Ok(standard.clone()),
        None => {
            passport_spelling(name).with_context(|| format!("the name has no known passport spelling: give {option}"))
        }
    };
    Ok(Person {
        family: family.clone(),
        family_standard: standard(&args.family_standard, family, "--family-standard")?,
        given: given.clone(),
        given_standard: standard(&args.given_standard, given, "--given-standard")?,
        birth_date: args.birth_date.clone(),
    })
}

/// Transliteration of a name by ICAO 9303 part 3; `None` if it has no letter of a supported alphabet.
fn passport_spelling(name: &str) -> Option<String> {
    Some(transliterate(name).replace(' ', "<")).filter(|spelling| !spelling.is_empty())
}

fn write(args: &Args, folder: &Path, passes: &[(String, Issued)]) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| argument::name(folder))?;
    let put = |name: &str, bytes: &[u8]| put(&folder.join(name), bytes);
    // Several runs may fill a folder: lists and cases are appended.
    let entries = |name: &str| -> Vec<Value> {
        let bytes = fs::read(folder.join(name)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    };
    let (mut trust, mut revoked) = (entries("trust.json"), entries("revocation.json"));
    let mut cases = fs::read_to_string(folder.join("cases.jsonl")).unwrap_or_default();
    for (name, issued) in passes {
        for (i, text) in issued.texts.iter().enumerate() {
            let name = if issued.texts.len() > 1 {
                format!("{name}-{}", i + 1)
            } else {
                name.clone()
            };
            if args.format.contains(&FormatArg::Text) {
                put(&format!("{name}.txt"), text.as_bytes())?;
            }
            match Symbol::new(text) {
                Ok(symbol) => {
                    if args.format.contains(&FormatArg::Png) {
                        put(&format!("{name}.png"), &png(&symbol, args.scale.into())?)?;
                    }
                    if args.format.contains(&FormatArg::Svg) {
                        put(&format!("{name}.svg"), symbol.svg().as_bytes())?;
                    }
                }
                Err(error) if args.format.iter().any(|f| *f != FormatArg::Text) => {
                    terminal::message(format_args!("{name}: {error}"));
                }
                Err(_) => {}
            }
        }
        for entry in &issued.trust {
            if !trust.contains(entry) {
                trust.push(entry.clone());
            }
        }
        revoked.extend(issued.revocation.clone().filter(|batch| !revoked.contains(batch)));
        let case = issued.case(name).to_string();
        if !cases.lines().any(|line| line == case) {
            cases.push_str(&case);
            cases.push('\n');
        }
    }
    put("trust.json", &serde_json::to_vec_pretty(&trust)?)?;
    put("cases.jsonl", cases.as_bytes())?;
    if !revoked.is_empty() {
        put("revocation.json", &serde_json::to_vec_pretty(&revoked)?)?;
    }
    terminal::message(format_args!(
        "{} passes in {}; verify them with --trust {}",
        passes.len(),
        argument::name(folder),
        argument::name(&folder.join("trust.json"))
    ));
    Ok(())
}

/// The symbol as a PNG picture.
pub fn png(symbol: &Symbol, scale: usize) -> Result<Vec<u8>> {
    let (pixels, side) = symbol.pixels(scale);
    let side = u32::try_from(side)?;
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(&pixels, side, side, ExtendedColorType::L8)?;
    Ok(bytes)
}
