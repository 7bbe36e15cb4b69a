//! Every way by which outside data enters Greengate, as functions of bytes, with their guarantees: no panic, no
//! overflow, and no trust in unsigned data.
//!
//! If random bytes would fail at the first check, the input is used behind it: as the content of an envelope that is
//! built, compressed and signed here. `fuzz_targets` has a program for each entrance; [`TARGETS`] is their list.

mod counter;
mod directory;
mod documents;
mod lists;
mod passes;
mod pictures;
mod requirements;
mod revocation;
mod rules;
mod typed;

pub use counter::{counter_batch, counter_journal, counter_queue};
pub use directory::{directory_import, directory_pack};
pub use documents::{boarding_pass, symbols, zone_picture};
pub use lists::{bundle, bundle_inside, pins, trust_list};
pub use passes::{card, card_signed, cose, covid, hcert_signed, pass_text, seal, seal_signed};
pub use pictures::{drawn_frame, frame, matrix, pdf};
pub use requirements::{airports, requirement_tables, requirements};
pub use revocation::{revocation, revocation_change, revocation_list, revocation_pack};
pub use rules::{certlogic, rule_archive, rule_set, rules_published};
pub use typed::{keystrokes, mrz, names};

use time::{OffsetDateTime, macros::datetime};

/// The time of every check here.
pub const AT: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);

/// An entrance.
pub struct Target {
    /// Its name, that of its program.
    pub name: &'static str,
    /// Description of the input.
    pub takes: &'static str,
    /// Tries one input.
    pub run: fn(&[u8]),
    /// Initial inputs of the search, made by `greengate issue`.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

macro_rules! targets {
    ($($name:ident: $seeds:path, $takes:literal;)*) => {
        /// All of them.
        pub const TARGETS: &[Target] = &[$(Target {
            name: stringify!($name),
            takes: $takes,
            run: $name,
            seeds: $seeds,
        }),*];
    };
}

targets! {
    pass_text: passes::texts, "a pass, any text";
    cose: passes::messages, "a COSE message, compressed and written in base45 here";
    covid: passes::covid_texts, "the base32 of a NZ COVID Pass, any text";
    hcert_signed: passes::claims, "the claims (CWT) of a pass, signed here";
    card: passes::cards, "a SMART Health Card, any texts";
    card_signed: passes::credentials, "header and credential of a card, compressed and signed here";
    seal: passes::seals, "a VDS-NC seal, any text";
    seal_signed: passes::seal_data, "the data of a seal, made canonical and signed here";
    trust_list: lists::published, "a published list of any format, its content in an envelope made here";
    bundle: lists::bundles, "a trust bundle, any bytes";
    bundle_inside: lists::columns, "the columns of a bundle, compressed and put into an envelope here";
    pins: lists::pinned, "pinned keys and certificates: PEM, DER, JWK, DID document";
    revocation: revocation::batches, "a batch of revoked passes";
    revocation_change: revocation::changes, "a change of a pack of revocation lists";
    revocation_list: revocation::published, "the files of a revocation list of any format";
    revocation_pack: revocation::parts, "a part of a pack of revocation lists, named by an index made here";
    rule_set: rules::sets, "rules and value sets in the EU's JSON, and a decision by them";
    certlogic: rules::expressions, "an expression and the data it reads, well formed more often than not";
    rule_archive: rules::archives, "an archive (ZIP) of rules";
    rules_published: rules::packs, "a published pack of rules, its content in an envelope made here";
    requirements: requirements::packs, "a pack of requirements, its content in an envelope made here";
    requirement_tables: requirements::tables, "a table of requirements (CSV), or of countries at risk";
    airports: requirements::airport_tables, "a table of airports, sound in its first part or not, and a typed place";
    frame: pictures::frames, "grey pixels of any size";
    drawn_frame: pictures::edits, "a code drawn here and painted over";
    matrix: pictures::matrices, "modules of a symbol, a sound one with flips or any";
    pdf: pictures::documents, "a PDF document";
    symbols: documents::pictures, "grey pixels in which PDF417 and Aztec symbols are looked for, and a sound symbol with spots";
    zone_picture: documents::pictures, "grey pixels in which machine-readable zones are looked for";
    boarding_pass: documents::boarding_passes, "a boarding pass, any text or its fields";
    counter_batch: counter::batches, "a file of persons and doses, or its lines, and the check of each";
    counter_journal: counter::journals, "the journal of a batch, and what is added to it";
    counter_queue: counter::queues, "a stored queue, and a signer that fails at first";
    directory_import: directory::files, "places as CSV, GeoJSON, Overpass JSON or OpenStreetMap XML, whole or in a sound frame";
    directory_pack: directory::packs, "a directory of places, its content in an envelope made here";
    mrz: typed::zones, "a machine-readable zone, any text or any characters of the zone's";
    names: typed::people, "two names that are compared";
    keystrokes: typed::keys, "what a hardware scanner types, garbled by two layouts";
}

/// Writes what the search of a target starts from into the folder that `GREENGATE_SEEDS` names.
/// The programs call it first: who builds them has the seeds as well.
///
/// # Panics
/// Panics if the seeds cannot be written, or are wrong.
pub fn seed(name: &str) {
    let (Some(folder), Some(target)) = (
        std::env::var_os("GREENGATE_SEEDS"),
        TARGETS.iter().find(|target| target.name == name),
    ) else {
        return;
    };
    std::fs::create_dir_all(&folder).expect("a folder for the seeds");
    let seeds = (target.seeds)();
    assert!(!seeds.is_empty(), "{name} starts from nothing");
    for (n, seed) in seeds.iter().enumerate() {
        (target.run)(seed);
        let file = std::path::Path::new(&folder).join(format!("{n:03}"));
        std::fs::write(file, seed).expect("the seeds are written");
    }
}

/// The index of a choice, and what is left of the input.
fn choose(data: &[u8]) -> Option<(usize, &[u8])> {
    data.split_first().map(|(first, rest)| (usize::from(*first), rest))
}
