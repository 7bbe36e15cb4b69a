use crate::{
    Outcome,
    argument::{input_name, name},
    batch, date_time, input, now,
    parallel::ThreadArgs,
    passport::{Compared, Passport},
    progress,
    reader::{Reader, Wanted},
    revocation::{self, Required, RevocationArgs},
    terminal::{self, Output},
};
use anyhow::{Context as _, Result, bail};
use clap::ArgGroup;
use greengate::rules::RuleResult;
use greengate::{
    intake::{CardAssembler, Proof, passes_in},
    pass::{self, TestResult},
    person::Mrz,
    trust::{Environment, RevocationState, TrustList},
    verdict::{Answer, Because, Context, Journey, Reason, Report, judge, judge_all},
};
use indicatif::ProgressBar;
use serde::Deserialize;
use std::{
    io,
    path::{Path, PathBuf},
};
use time::{Duration, OffsetDateTime};

// Options that name trust lists. (A doc comment would become the text of the command.)
#[derive(clap::Args)]
pub struct TrustArgs {
    /// Trust list in any supported format, or a bundle; may be given several times. The list that comes
    /// with Greengate is used only without any
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,
    /// Do not use the list that comes with Greengate
    #[arg(long)]
    no_default_trust: bool,
}

impl TrustArgs {
    /// The lists that are given, and no others; without any the one that comes with Greengate.
    pub fn list(&self) -> Result<TrustList> {
        let mut all = TrustList::default();
        for path in &self.trust {
            all.extend(&read_trust(path)?);
        }
        if !self.trust.is_empty() || self.no_default_trust {
            return Ok(all);
        }
        Ok(crate::trust::default_list().unwrap_or_else(|error| {
            terminal::message(format_args!(
                "the trust list that comes with Greengate is not used: {error:#}"
            ));
            all
        }))
    }
}

#[derive(clap::Args)]
// Lines of a batch name their own destinations.
#[command(group = ArgGroup::new("destination").args(["country", "batch"]).multiple(true))]
pub struct Args {
    #[command(flatten)]
    trust: TrustArgs,
    /// Time of the check, instead of now
    #[arg(long, value_name = "RFC3339", value_parser = date_time)]
    at: Option<OffsetDateTime>,
    /// Destination, ISO 3166-1 alpha-2
    #[arg(long, value_name = "CC", value_parser = country)]
    country: Option<String>,
    /// Country of departure, for rules that ask
    #[arg(long, value_name = "CC", value_parser = country, requires = "destination")]
    from: Option<String>,
    /// Part of the destination, where it has rules of its own
    #[arg(long, requires = "destination")]
    region: Option<String>,
    /// Time of entry, instead of the time of the check
    #[arg(long, value_name = "RFC3339", value_parser = date_time, requires = "destination")]
    travel_at: Option<OffsetDateTime>,
    /// Entry rules: the EU's JSON, an archive of it, or a pack; may be given several times
    #[arg(long, value_name = "FILE")]
    rules: Vec<PathBuf>,
    /// Value sets that the rules read (the EU's JSON)
    #[arg(long, value_name = "FILE")]
    value_sets: Vec<PathBuf>,
    /// Language of the rules' descriptions
    #[arg(long, value_name = "LANG", default_value = "en")]
    language: String,
    #[command(flatten)]
    revocation: RevocationArgs,
    /// Answers about revocation with which a person has to decide; both without a value
    #[arg(long, value_name = "WHEN", value_enum, value_delimiter = ',', num_args = 0..=1, require_equals = true,
        default_missing_value = "no-list,old")]
    revocation_required: Vec<Required>,
    /// Seconds by which clocks may differ: a pass issued so much later than the time of the check
    /// is valid
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u32).range(..=86_400))]
    clock_tolerance: u32,
    /// Passport, card or visa of the person who shows the passes: a picture, PDF or text file of its machine-readable
    /// zone, or the lines of the zone themselves. Each report says if both name the same person: "holderMatch":
    /// {"answer": "same"|"near"|"different", "why"}
    #[arg(long, value_name = "FILE|TEXT")]
    passport: Option<String>,
    /// One JSON report a line
    #[arg(long)]
    json: bool,
    /// A JSON object a line: {"text"|"texts", "at"?, "trust"?, "country"?, "passport"?}; answers with a
    /// JSON report a line, in order. The trust of a line is used alone; its passport is the lines of a zone
    #[arg(long, value_name = "FILE", conflicts_with = "input")]
    batch: Option<PathBuf>,
    #[command(flatten)]
    threads: ThreadArgs,
    /// Pass text, picture (PNG, JPEG, WebP, GIF, BMP, TIFF, SVG), PDF, text file or mail, wallet
    /// pass (.pkpass), or - for a pass text a line
    /// on standard input
    #[arg(required_unless_present = "batch")]
    input: Vec<String>,
}

fn country(text: &str) -> Result<String, String> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err("not a country code of two letters".to_owned())
    }
}

pub fn run(args: &Args) -> Result<Outcome> {
    let trust = args.trust.list()?;
    let rules = crate::rules::pack(&args.rules, &args.value_sets)?;
    let revoked = args.revocation.list(&trust)?;
    let at = args.at.unwrap_or_else(now);
    let country = args.country.as_deref();
    let context = || {
        Context::new(&trust, at)
            .revoked(revoked.as_ref())
            .revocation_policy(revocation::policy(&args.revocation_required))
            .clock_tolerance(Duration::seconds(args.clock_tolerance.into()))
            .rules((!args.rules.is_empty()).then_some(&rules))
            .journey(country.map(|country| journey(args, country, at)))
    };
    let passport = args.passport.as_deref().map(Passport::of_argument);
    let passport = passport.transpose().context("--passport")?;
    let zone = passport.as_ref().map(|passport| passport.read(at));
    let zone = zone.transpose().context("--passport")?;
    if let Some(path) = &args.batch {
        return judge_batch(path, args, passport.as_ref(), context);
    }
    let context = context();
    if trust.is_empty() && args.trust.trust.is_empty() {
        terminal::message("no --trust list given, so no issuer is known");
    }
    let mut printer = Printer::new(args, zone);
    let mut reader = Reader::new(Wanted::BARCODES);
    for argument in &args.input {
        if argument == "-" {
            for line in batch::lines(io::stdin().lock()) {
                let line = line?;
                if !line.trim_ascii().is_empty() {
                    for text in passes_in(&String::from_utf8_lossy(&line)) {
                        printer.judge("-", &text, &context)?;
                    }
                }
            }
            continue;
        }
        match input::read(argument, &mut reader) {
            Ok(input::Input::Texts(texts, incomplete)) => {
                for text in without_others(&texts, &context) {
                    printer.judge(&input_name(argument), text, &context)?;
                }
                if let Some(why) = incomplete {
                    printer.note(&format!("{}: there may be more codes: {why}", input_name(argument)));
                }
            }
            Ok(input::Input::NoCode) => printer.problem(&format!("{}: no QR code found", input_name(argument))),
            Err(error) => printer.problem(&format!("{error:#}")),
        }
        printer.bar.inc(1);
    }
    printer.rest(&context)?;
    printer.bar.finish_and_clear();
    Ok(printer.outcome)
}

/// The texts of an input without those that are no passes, if there is a pass.
fn without_others<'a>(texts: &'a [String], context: &Context) -> Vec<&'a String> {
    let is_pass = |text: &&String| pass::chunk(text).is_some() || judge(text, context).reason != Some(Reason::NotAPass);
    let passes: Vec<&String> = match texts {
        [_] => Vec::new(),
        several => several.iter().filter(is_pass).collect(),
    };
    if passes.is_empty() {
        texts.iter().collect()
    } else {
        passes
    }
}

/// Journey to a country with the other options.
fn journey<'a>(args: &'a Args, country: &'a str, at: OffsetDateTime) -> Journey<'a> {
    Journey::to(country, args.travel_at.unwrap_or(at))
        .region(args.region.as_deref())
        .from(args.from.as_deref())
        .language(&args.language)
}

fn read_trust(path: &Path) -> Result<TrustList> {
    let name = name(path);
    let list = TrustList::read(&input::bytes(path)?, &name).with_context(|| name.clone())?;
    if !list.skipped().is_empty() {
        let (skipped, all) = (list.skipped().len(), list.skipped().len() + list.len());
        terminal::message(format_args!(
            "{name}: {skipped} of {all} certificates cannot be read and are left out"
        ));
    }
    Ok(list)
}

/// A line of a batch file.
#[derive(Deserialize)]
struct Case {
    text: Option<String>,
    texts: Option<Vec<String>>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    at: Option<OffsetDateTime>,
    trust: Option<serde_json::Value>,
    country: Option<String>,
    passport: Option<String>,
}

/// Judges the lines of a batch; each thread makes a context of its own.
fn judge_batch<'a>(
    path: &Path,
    args: &Args,
    passport: Option<&Passport>,
    context: impl Fn() -> Context<'a> + Sync,
) -> Result<Outcome> {
    let size = path.metadata().map_or(0, |m| m.len());
    let bar = progress::bar(size, "{bar:40} {bytes} of {total_bytes}, {eta} left", size > 0);
    let outcome = batch::answer_on_threads(path, args.threads.count(), || {
        let (context, bar) = (context(), &bar);
        move |line: &[u8]| {
            let compared = case(line, args, passport, &context);
            bar.inc(line.len() as u64 + 1);
            let compared = compared?;
            let outcome = outcome_of(&compared.report);
            Ok((compared, outcome))
        }
    })?;
    bar.finish_and_clear();
    Ok(outcome)
}

fn case(line: &[u8], args: &Args, passport: Option<&Passport>, context: &Context) -> Result<Compared> {
    let case: Case = batch::parse(line)?;
    let own_trust = case.trust.map(|list| TrustList::from_json(list, "batch")).transpose()?;
    let at = case.at.unwrap_or(context.at);
    let country = case.country.as_deref().or(args.country.as_deref());
    let context = context
        .trust(own_trust.as_ref().unwrap_or(context.trust))
        .at(at)
        .journey(country.map(|country| journey(args, country, at)));
    let own_passport = case.passport.as_deref().map(Passport::of_text);
    let passport = own_passport.as_ref().or(passport);
    let passport = passport.map(|passport| passport.read(at)).transpose();
    let passport = passport.context("passport")?;
    let report = match (case.text, case.texts) {
        (Some(text), None) => judge(&text, &context),
        (None, Some(texts)) => judge_all(&refs(&texts), &context),
        _ => bail!("a case has either \"text\" or \"texts\""),
    };
    Ok(Compared::new(report, passport.as_ref(), at))
}

fn refs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// Prints reports and determines the exit status.
struct Printer {
    json: bool,
    /// Passport of the holder.
    passport: Option<Mrz>,
    bar: ProgressBar,
    outcome: Outcome,
    /// Collects codes of cards that consist of several.
    cards: CardAssembler,
    /// Those codes with the names of their inputs.
    origins: Vec<(String, String)>,
}

impl Printer {
    fn new(args: &Args, passport: Option<Mrz>) -> Self {
        let count = args.input.len();
        Self {
            json: args.json,
            passport,
            bar: progress::bar(
                count as u64,
                "{bar:40} {pos} of {len} inputs, {eta} left",
                count >= progress::MANY,
            ),
            outcome: Outcome::Good,
            cards: CardAssembler::default(),
            origins: Vec::new(),
        }
    }

    /// Judges a text, or keeps it until its card is complete.
    fn judge(&mut self, name: &str, text: &str, context: &Context) -> Result<()> {
        if pass::chunk(text).is_none_or(|chunk| chunk.total == 1) {
            return self.report(name, judge(text, context), context);
        }
        if self.cards.add(text) {
            self.origins.push((text.trim().to_owned(), name.to_owned()));
        }
        self.complete(Proof::Signature, context)
    }

    /// Judges the complete cards.
    fn complete(&mut self, proof: Proof, context: &Context) -> Result<()> {
        self.cards
            .cards(proof)
            .iter()
            .try_for_each(|card| self.card(card, context))
    }

    /// Judges the remaining codes.
    fn rest(&mut self, context: &Context) -> Result<()> {
        self.complete(Proof::Count, context)?;
        self.cards
            .incomplete()
            .iter()
            .try_for_each(|card| self.card(card, context))
    }

    /// Judges the codes of a card, under the name of the input of the last one.
    fn card(&mut self, card: &[String], context: &Context) -> Result<()> {
        let origin = self.origins.iter().rfind(|(text, _)| card.contains(text));
        let name = origin.map(|(_, name)| name.clone()).unwrap_or_default();
        self.report(&name, judge_all(&refs(card), context), context)
    }

    fn report(&mut self, name: &str, report: Report, context: &Context) -> Result<()> {
        let compared = Compared::new(report, self.passport.as_ref(), context.at);
        let report = &compared.report;
        self.outcome = self.outcome.max(outcome_of(report));
        let mut out = Output::new();
        self.bar.suspend(|| {
            if self.json {
                out.json(&compared)
            } else {
                let mut lines = words(name, report);
                lines.splice(1..1, compared.words.iter().cloned());
                lines.extend(older_lists(report, context.trust));
                out.block(&lines)
            }
        })?;
        Ok(())
    }

    fn problem(&mut self, message: &str) {
        self.outcome = Outcome::Unreadable;
        self.note(message);
    }

    fn note(&self, message: &str) {
        self.bar.suspend(|| terminal::message(message));
    }
}

/// The exit status that a report asks for.
const fn outcome_of(report: &Report) -> Outcome {
    if report.conclusion.is_go() {
        Outcome::Good
    } else {
        Outcome::Bad
    }
}

/// The answer to everything that was asked, in a line.
fn headline(report: &Report) -> String {
    let country = report.entry.as_ref().map(|entry| entry.country.as_str());
    match (report.conclusion.because, report.conclusion.answer, country) {
        (Some(Because::Holder), Answer::Stop, _) => another_person(report),
        (Some(Because::Holder), ..) => "LOOK YOURSELF: genuine and current, but compare the passport".to_owned(),
        (Some(Because::Entry), Answer::Stop, Some(country)) => {
            format!("NOT FOR {country}: genuine and current, but its entry rules refuse it")
        }
        (Some(Because::Entry), _, Some(country)) => {
            format!("LOOK YOURSELF: genuine and current, but the entry to {country} is not decided")
        }
        (None, _, Some(country)) => format!("VALID FOR {country}: genuine, current and accepted there"),
        _ => match &report.signed_under {
            Some(domain) => format!("LOOK YOURSELF: genuine, signed under {domain}"),
            None => of_the_pass(report).to_owned(),
        },
    }
}

/// The headline of a pass that names somebody else than the passport.
fn another_person(report: &Report) -> String {
    let known = match (&report.signed_under, report.reason) {
        (Some(domain), _) => format!("genuine, signed under {domain}"),
        (None, None) => "genuine and current".to_owned(),
        (None, Some(_)) => {
            return "ANOTHER PERSON: not the pass of the passport's holder, and it cannot be confirmed".to_owned();
        }
    };
    format!("ANOTHER PERSON: {known}, but it is not the pass of the passport's holder")
}

/// The headline where the pass itself decides.
fn of_the_pass(report: &Report) -> &'static str {
    match (report.reason, report.conclusion.because) {
        (None, Some(Because::Current)) => "LOOK YOURSELF: genuine and current, but it may prove nothing",
        (None, Some(Because::Revocation)) if report.revocation.state == RevocationState::Old => {
            "LOOK YOURSELF: genuine and current, but the revocation list is too old"
        }
        (None, Some(Because::Revocation)) => "LOOK YOURSELF: genuine and current, but its revocation is not known",
        (None, Some(Because::TrustAge)) => "LOOK YOURSELF: genuine and current, but the trust list is too old",
        (None, _) => "VALID: genuine and current",
        (Some(Reason::BadPayload), _) if !report.events.iter().any(|event| event.void.is_none()) => {
            "INVALID: genuine, but it proves nothing"
        }
        (Some(Reason::BadPayload), _) => "INVALID: genuine, but its content is broken",
        (Some(Reason::NotYetValid | Reason::Expired | Reason::IssuerCertificateNotValid), _) => {
            "INVALID: genuine, but not current"
        }
        (Some(Reason::UnknownIssuer), _) => "LOOK YOURSELF: cannot be confirmed, the issuer is not on the trust list",
        (Some(Reason::NotAPass), _) if report.link.is_some() => "NO PASS: a health link",
        (Some(Reason::NotAPass), _) if report.recognised.is_some() => "NOT READ: nothing is known of it",
        (Some(Reason::NotAPass), _) => "INVALID: not a health pass",
        (Some(Reason::BadSignature | Reason::WrongKeyUsage | Reason::Revoked), _) => "INVALID: not genuine",
        (Some(_), _) => "INVALID: damaged, or no proper pass",
    }
}

/// Says which lists are older than a pass whose issuer none of them names.
fn older_lists(report: &Report, trust: &TrustList) -> Option<String> {
    let issued_at = report
        .issued_at
        .filter(|_| report.reason == Some(Reason::UnknownIssuer))?;
    let older: Vec<String> = trust
        .listings()
        .iter()
        .filter_map(|list| {
            let made = list.issued_at.filter(|made| *made < issued_at)?;
            Some(format!("{} of {}", list.name, made.date()))
        })
        .collect();
    (!older.is_empty()).then(|| format!("Its issuer may be newer than the list {}", older.join(", ")))
}

/// The lines of a report for people.
pub fn words(name: &str, report: &Report) -> Vec<String> {
    let mut lines = vec![format!("{name}: {}", headline(report))];
    if let (Some(reason), Some(detail)) = (report.reason, &report.detail) {
        lines.push(format!("{} ({})", sentence(detail), reason.as_str()));
    }
    if report
        .source
        .as_ref()
        .is_some_and(|s| s.environment != Environment::Production)
    {
        lines.push("Signed with a demo or test key: worth nothing at a border.".to_owned());
    }
    if let Some(holder) = &report.holder {
        let unknown = || "unknown".to_owned();
        let name = holder
            .name
            .clone()
            .or_else(|| holder.standard_name.clone())
            .unwrap_or_else(unknown);
        let standard = holder
            .standard_name
            .as_ref()
            .map_or_else(String::new, |s| format!(" ({s})"));
        let born = holder.birth_date.clone().unwrap_or_else(unknown);
        let claimed = if report.authentic || report.signed_under.is_some() {
            "Holder"
        } else {
            "Says (unconfirmed)"
        };
        lines.push(format!("{claimed}: {name}{standard}, born {born}"));
    }
    if let (Some(format), Some(issuer)) = (report.format, &report.issuer) {
        let kind = report.kind.and_then(|kind| serde_json::to_value(kind).ok());
        let kind = kind.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_else(|| {
            if report.events.is_empty() {
                "pass"
            } else {
                "several statements"
            }
            .to_owned()
        });
        let kind = format!("{kind} ({})", format.name());
        let from = issuer
            .country
            .clone()
            .or_else(|| issuer.name.clone())
            .unwrap_or_default();
        let day = |t: Option<OffsetDateTime>| t.map_or_else(|| "?".to_owned(), |t| t.date().to_string());
        lines.push(format!(
            "{} from {from}, issued {}, expires {}",
            sentence(&kind),
            day(report.issued_at),
            day(report.expires_at)
        ));
    }
    // Of which age the knowledge is. A demo's list has none that matters.
    if let Some(source) = report
        .source
        .as_ref()
        .filter(|s| s.environment == Environment::Production)
    {
        let age = source
            .list_issued_at
            .map_or_else(|| "of unknown age".to_owned(), |at| format!("of {}", at.date()));
        lines.push(format!("Vouched for by the list {} {age}", source.name));
    }
    lines.extend(revocation::sentence(&report.revocation));
    if let Some(seconds) = report.issued_ahead {
        lines.push(format!(
            "Issued {seconds} s later than the time of the check: clocks differ, and this is tolerated."
        ));
    }
    if let Some(link) = &report.link {
        let parts = [("leads to", &link.host), ("named", &link.label)];
        let parts = parts
            .iter()
            .filter_map(|(what, value)| Some(format!("{what} {}", value.as_ref()?)));
        let end = link.expires_at.map(|end| format!("ends {}", end.date()));
        let parts: Vec<String> = parts.chain(end).collect();
        lines.push(format!(
            "Link: {}",
            if parts.is_empty() {
                "nothing of it can be read".to_owned()
            } else {
                parts.join(", ")
            }
        ));
    }
    for notice in &report.notices {
        lines.push(format!("Note: {}.", notice.sentence()));
    }
    if let Some(day) = &report.products_as_of {
        lines.push(format!("Compared with WHO's list of vaccines of {day}"));
    }
    for event in &report.events {
        let result = event.result.as_ref().map(|result| match result {
            TestResult::Detected => "DETECTED",
            TestResult::NotDetected => "not detected",
            TestResult::Other(other) => other,
        });
        let parts = [
            event.disease.as_deref(),
            event.product.as_deref(),
            event.dose.as_deref(),
            event.date.as_deref(),
            result,
            event.lot.as_deref(),
        ];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        // An entry that proves nothing is marked as void.
        if let Some(void) = event.void {
            lines.push(format!("- NOT COUNTED, {}: {}", void.sentence(), parts.join(", ")));
        } else if !parts.is_empty() {
            lines.push(format!("- {}", parts.join(", ")));
        }
    }
    if let Some(entry) = &report.entry {
        let answer = match (entry.outcome, entry.rules.is_empty()) {
            (_, true) => "no rules known",
            (greengate::rules::Outcome::Accepted, _) => "accepted",
            (greengate::rules::Outcome::Refused, _) => "refused",
            (greengate::rules::Outcome::Undecided, _) => "open",
        };
        lines.push(format!("Entry to {}: {answer}", entry.country));
        for rule in entry.rules.iter().filter(|rule| rule.result != RuleResult::Passed) {
            let result = if rule.result == RuleResult::Failed {
                "not met"
            } else {
                "open"
            };
            let problem = rule.problem.as_ref().map_or_else(String::new, |p| format!(" ({p})"));
            lines.push(format!("- {} {result}: {}{problem}", rule.id, rule.description));
            // Values of the pass that the rule read, in words.
            let looked = rule
                .values
                .iter()
                .filter(|v| v.path.starts_with("payload.") && !v.value.is_null());
            let looked: Vec<String> = looked
                .map(|v| format!("{} {}", v.path.trim_start_matches("payload."), v.value))
                .collect();
            if !looked.is_empty() {
                lines.push(format!("  looked at {}", looked.join(", ")));
            }
        }
    }
    lines
}

/// Text with a capital first letter.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
