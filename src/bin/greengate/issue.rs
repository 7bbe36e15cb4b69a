use crate::{Outcome, date_time, now};
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use greengate::{
    issue::{Defect, Issued, Issuer, IssuerOptions, PassOptions, Person, Symbol, issue},
    pass::{Algorithm, Kind},
};
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use serde_json::Value;
use std::{
    fs,
    io::{self, Write},
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
    /// What the pass attests
    #[arg(long, value_enum, default_value_t = KindArg::Vaccination)]
    kind: KindArg,
    /// Signature algorithm
    #[arg(long, value_enum, default_value_t = AlgorithmArg::Es256)]
    alg: AlgorithmArg,
    /// What shall be wrong with it, by name, or "all" for one pass of every defect
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
    fn kinds(self) -> Vec<Kind> {
        match self {
            Self::Vaccination => vec![Kind::Vaccination],
            Self::Test => vec![Kind::Test],
            Self::Recovery => vec![Kind::Recovery],
            Self::All => Kind::ALL.to_vec(),
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum AlgorithmArg {
    Es256,
    Ps256,
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
    let mut passes = Vec::new();
    for kind in args.kind.kinds() {
        for defect in defects(args)? {
            let options = IssuerOptions {
                seed: args.seed.clone(),
                country: args.country.clone(),
                algorithm: match args.alg {
                    AlgorithmArg::Es256 => Algorithm::Es256,
                    AlgorithmArg::Ps256 => Algorithm::Ps256,
                },
                ..IssuerOptions::demo(at)
            };
            let issuer =
                Issuer::new(&defect.map_or_else(|| options.clone(), |d| d.issuer_options(options.clone(), kind)))?;
            for n in 0..args.count {
                let pass = PassOptions {
                    kind,
                    person: person(args, n),
                    at,
                    lifetime: Duration::days(args.days.into()),
                    defect,
                };
                let suffix = if args.count > 1 {
                    format!("-{}", n + 1)
                } else {
                    String::new()
                };
                let name = format!("{}-{}{suffix}", kind_name(kind), defect.map_or("valid", Defect::as_str));
                passes.push((name, issue(&issuer, &pass)?));
            }
        }
    }
    match &args.out {
        None => passes
            .iter()
            .try_for_each(|(_, issued)| writeln!(io::stdout(), "{}", issued.text))?,
        Some(folder) => write(args, folder, &passes)?,
    }
    Ok(Outcome::Good)
}

fn defects(args: &Args) -> Result<Vec<Option<Defect>>> {
    let mut defects = Vec::new();
    for name in &args.defect {
        match name.as_str() {
            "all" => defects.extend(Defect::ALL.map(Some)),
            "none" => defects.push(None),
            name => match name.parse() {
                Ok(defect) => defects.push(Some(defect)),
                Err(message) => bail!("--defect {name}: {message}"),
            },
        }
    }
    if defects.is_empty() {
        defects.push(None);
    }
    Ok(defects)
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Vaccination => "vaccination",
        Kind::Test => "test",
        Kind::Recovery => "recovery",
    }
}

fn person(args: &Args, n: usize) -> Person {
    let (Some(family), Some(given)) = (&args.family, &args.given) else {
        return Person::sample(n);
    };
    // Good enough for plain Latin names; others give the passport spelling themselves.
    let plain = |name: &str| {
        name.to_uppercase()
            .replace([' ', '-'], "<")
            .replace(|c: char| !c.is_ascii_uppercase() && c != '<', "")
    };
    Person {
        family: family.clone(),
        family_standard: args.family_standard.clone().unwrap_or_else(|| plain(family)),
        given: given.clone(),
        given_standard: args.given_standard.clone().unwrap_or_else(|| plain(given)),
        birth_date: args.birth_date.clone(),
    }
}

fn write(args: &Args, folder: &Path, passes: &[(String, Issued)]) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).with_context(|| path.display().to_string())
    };
    // A folder can be filled by several runs: lists and cases are added to.
    let entries = |name: &str| -> Vec<Value> {
        let bytes = fs::read(folder.join(name)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    };
    let (mut trust, mut revoked) = (entries("trust.json"), entries("revocation.json"));
    let mut cases = fs::read_to_string(folder.join("cases.jsonl")).unwrap_or_default();
    for (name, issued) in passes {
        if args.format.contains(&FormatArg::Text) {
            put(&format!("{name}.txt"), issued.text.as_bytes())?;
        }
        match Symbol::new(&issued.text) {
            Ok(symbol) => {
                if args.format.contains(&FormatArg::Png) {
                    put(&format!("{name}.png"), &png(&symbol, args.scale.into())?)?;
                }
                if args.format.contains(&FormatArg::Svg) {
                    put(&format!("{name}.svg"), symbol.svg().as_bytes())?;
                }
            }
            Err(error) if args.format.iter().any(|f| *f != FormatArg::Text) => eprintln!("greengate: {name}: {error}"),
            Err(_) => {}
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
    eprintln!(
        "greengate: {} passes in {}; verify them with --trust {}",
        passes.len(),
        folder.display(),
        folder.join("trust.json").display()
    );
    Ok(())
}

fn png(symbol: &Symbol, scale: usize) -> Result<Vec<u8>> {
    let (pixels, side) = symbol.pixels(scale);
    let side = u32::try_from(side)?;
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(&pixels, side, side, ExtendedColorType::L8)?;
    Ok(bytes)
}
