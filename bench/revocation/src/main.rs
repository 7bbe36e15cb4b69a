//! Packs of revocation lists of three sizes: bytes, what a phone needs of them, time to build, memory, and look-ups
//! beside a plain set of the same hashes. Every answer is compared with that of the set. A fleet's day runs on loopback.
//! The packs and the questions are written to a folder, where `revocation.mjs` looks up in WebAssembly.

mod fleet;

use anyhow::{Result, ensure};
use greengate::{
    revocation::{BuildOptions, Delta, HashGroup, HashKind, Issuer, Pack, RevocationList},
    trust::{EnvelopeHeader, Pin, PublisherKey},
};
use greengate_figures::Region;
use sha2::{Digest, Sha256};
use std::{
    collections::HashSet,
    env, fs,
    hint::black_box,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use time::{OffsetDateTime, macros::datetime};

/// Sizes of the network: revoked passes, and keys that signed them. The last is the EU's at its height, with the keys of
/// Germany's list of 2023.
const SIZES: [(u32, u32); 3] = [(10_000, 100), (1_000_000, 829), (25_000_000, 829)];
/// Look-ups of each table, half of them of revoked passes.
const LOOK_UPS: u32 = 1_000_000;
/// Passes that a phone checks on its first day; each key signed its share of them.
const CHECKED: u32 = 500;
/// Phones of the fleet.
const PHONES: u32 = 10_000;
/// Share of passes that one change adds, and removes as many: one in this many.
const CHANGED: u32 = 1_000;
const AT: OffsetDateTime = datetime!(2026-11-28 0:00 UTC);

fn hash(number: u32) -> [u8; 16] {
    let digest = Sha256::digest(number.to_be_bytes());
    std::array::from_fn(|i| digest[i])
}

/// Key identifier of the key with this number.
fn kid(key: u32) -> Vec<u8> {
    Sha256::digest(key.to_le_bytes())[..8].to_vec()
}

/// First pass of each key, and one past the last: the n-th key signed 1/n times as many as the first.
fn shares(passes: u32, keys: u32) -> Vec<u32> {
    let weight = |key: u32| 1.0 / f64::from(key + 1);
    let all: f64 = (0..keys).map(weight).sum();
    let mut sum = 0.0;
    let mut shares = vec![0];
    for key in 0..keys {
        sum += weight(key);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of the passes"
        )]
        shares.push((f64::from(passes) * sum / all).round() as u32);
    }
    shares
}

/// Revoked passes: those of each key from its share on, `moved` of every thousand replaced by others.
fn list(passes: u32, keys: u32, moved: bool) -> RevocationList {
    let shares = shares(passes, keys);
    let groups = shares.windows(2).zip(0..).map(|(range, key)| HashGroup {
        issuer: Issuer::Anybody,
        key: Some(kid(key)),
        kind: HashKind::Signature,
        expires: None,
        hashes: (range[0]..range[1])
            .map(|number| {
                let replaced = moved && number % CHANGED == 0;
                hash(if replaced { number + (1 << 30) } else { number })
            })
            .collect(),
    });
    RevocationList::from_groups("bench", Some(AT), groups)
}

fn header(serial: u64) -> EnvelopeHeader {
    EnvelopeHeader {
        serial,
        issued_at: AT,
        best_before: AT + Duration::from_secs(172_800),
        expires_at: AT + Duration::from_secs(1_209_600),
    }
}

/// Most memory of this process so far in MiB, where the system says it.
fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.map_or_else(|| "?".to_owned(), |kib| (kib / 1024).to_string())
}

/// Passes to look up: key and number; every second is not revoked.
fn questions(passes: u32, keys: u32) -> Vec<(Vec<u8>, [u8; 16], bool)> {
    let shares = shares(passes, keys);
    (0..LOOK_UPS)
        .map(|n| {
            // A step that has no divisor in common with the number of passes.
            let number = u32::try_from(u64::from(n) * 7_368_787 % u64::from(passes)).unwrap_or_default();
            let key = shares.partition_point(|first| *first <= number).saturating_sub(1);
            let is_revoked = n % 2 == 0;
            let hash = hash(if is_revoked { number } else { number + (1 << 29) });
            (kid(u32::try_from(key).unwrap_or_default()), hash, is_revoked)
        })
        .collect()
}

/// Nanoseconds of a look-up: the fastest of five runs.
fn nanoseconds(questions: &[(Vec<u8>, [u8; 16], bool)], contains: impl Fn(&[u8], &[u8; 16]) -> bool) -> f64 {
    let run = || {
        let start = Instant::now();
        for (kid, hash, _) in questions {
            black_box(contains(kid, hash));
        }
        start.elapsed()
    };
    let fastest = (0..5).map(|_| run()).min().unwrap_or_default();
    fastest.as_secs_f64() * 1e9 / f64::from(LOOK_UPS)
}

fn kib(bytes: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let kib = bytes as f64 / 1024.0;
    if kib < 100.0 {
        format!("{kib:.1}")
    } else {
        format!("{kib:.0}")
    }
}

/// Bytes of the parts that a phone fetches for the passes of its first day, and the number of their keys.
fn met(pack: &Pack, passes: u32, keys: u32) -> (usize, usize) {
    let shares = shares(passes, keys);
    let step = f64::from(passes) / f64::from(CHECKED);
    let checked: Vec<(Vec<u8>, [u8; 16])> = (0..CHECKED)
        .map(|n| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the number of a pass"
            )]
            let number = (f64::from(n) * step) as u32;
            let key = shares.partition_point(|first| *first <= number).saturating_sub(1);
            (kid(u32::try_from(key).unwrap_or_default()), hash(number))
        })
        .collect();
    let keys: HashSet<&[u8]> = checked.iter().map(|(kid, _)| kid.as_slice()).collect();
    let parts = pack.rows().iter().filter(|row| {
        let mut checked = checked.iter();
        checked.any(|(kid, hash)| row.key() == Some(kid) && row.is_for_hash(hash))
    });
    (parts.map(|row| row.bytes()).sum(), keys.len())
}

/// GiB that a fleet fetches if each phone fetches this.
fn fleet(bytes: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let gib = bytes as f64 * f64::from(PHONES) / f64::from(1 << 30);
    format!("{gib:.2}")
}

/// Rows of one size in the tables.
struct Measured {
    size: String,
    fleet: String,
    look_up: String,
    day: String,
}

/// Writes what the bench in WebAssembly needs: the pack, and each question as key identifier, hash and 1 if it is revoked.
fn write(folder: &Path, passes: u32, pack: &Pack, questions: &[(Vec<u8>, [u8; 16], bool)]) -> Result<()> {
    fs::write(folder.join(format!("{passes}.ggr")), pack.to_bytes()?)?;
    let rows = questions
        .iter()
        .flat_map(|(kid, hash, is_revoked)| [kid, &hash[..], &[u8::from(*is_revoked)]].concat());
    fs::write(folder.join(format!("{passes}.questions")), rows.collect::<Vec<u8>>())?;
    Ok(())
}

/// A fleet's day on loopback, as a row.
fn day(folder: &Path, passes: u32, before: &Pack, change: &[u8]) -> Result<String> {
    let Some(day) = fleet::day(folder, before, change, PHONES)? else {
        eprintln!("nginx is not installed: no fleet was run");
        return Ok(String::new());
    };
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let bytes = day.bytes as f64;
    Ok(format!(
        "| {passes} | {} | {:.1} | {:.2} | {:.1} | {:.0} |",
        kib(change.len()),
        bytes / f64::from(PHONES) / 1024.0,
        bytes / f64::from(1 << 30),
        day.seconds,
        f64::from(PHONES) / day.seconds
    ))
}

fn measure(folder: &Path, passes: u32, keys: u32, key: &PublisherKey, pins: &[Pin]) -> Result<Measured> {
    let start = Instant::now();
    let revoked = list(passes, keys, false);
    let built = Pack::build(&revoked, &BuildOptions::new(header(1)), Some(key))?;
    let (build, memory) = (start.elapsed(), peak());
    drop(revoked);
    let mut parts: Vec<usize> = built.rows().iter().map(|row| row.bytes()).collect();
    parts.sort_unstable();
    let (all, median, largest) = (
        parts.iter().sum::<usize>(),
        parts[parts.len() / 2],
        parts[parts.len() - 1],
    );
    let rate = built
        .parts()
        .map(|(_, part)| part.false_positive_rate())
        .fold(0.0, f64::max);
    let next = list(passes, keys, true);
    let next = Pack::build(&next, &BuildOptions::new(header(2)).base(Some(&built)), Some(key))?;
    let delta = Delta::between(&built, &next)?;
    ensure!(
        Delta::apply(&built, &delta, pins)?.signed_index() == next.signed_index(),
        "the change leads elsewhere"
    );
    drop(next);
    let day = day(folder, passes, &built, &delta)?;
    // As a phone has it: the index, and a part at a time.
    let start = Instant::now();
    let mut phone = Pack::read_index(built.signed_index(), pins)?;
    let open = start.elapsed();
    let start = Instant::now();
    let (_, part) = built
        .parts()
        .max_by_key(|(row, _)| row.bytes())
        .ok_or_else(|| anyhow::anyhow!("no part"))?;
    phone.add(part.file())?;
    let load = start.elapsed();
    let lists = built.list();
    let questions = questions(passes, keys);
    write(folder, passes, &built, &questions)?;
    let mut wrong = 0;
    for (kid, hash, is_revoked) in &questions {
        let found = lists.contains_hash(kid, HashKind::Signature, hash);
        ensure!(found || !is_revoked, "a revoked pass is not found");
        wrong += u32::from(found && !is_revoked);
    }
    let coded = nanoseconds(&questions, |kid, hash| {
        lists.contains_hash(kid, HashKind::Signature, hash)
    });
    drop((lists, phone));
    let index = built.signed_index().len();
    let (needed, keys_met) = met(&built, passes, keys);
    drop(built);
    let set: HashSet<[u8; 16]> = (0..passes).map(hash).collect();
    let plain = nanoseconds(&questions, |_, hash| set.contains(hash));
    // 16 bytes of hash and one of control for each place.
    let set_bytes = set.capacity() * 8 / 7 * 17;
    let bits = f64::from(u32::try_from(all)?) * 8.0 / f64::from(passes);
    Ok(Measured {
        day,
        size: format!(
            "| {passes} | {keys} | {} | {} | {} | {} | {bits:.1} | {rate:.1e} | {} | {:.1} | {memory} |",
            kib(all),
            kib(index),
            kib(median),
            kib(largest),
            kib(delta.len()),
            build.as_secs_f64()
        ),
        fleet: format!(
            "| {passes} | {} | {keys_met} | {} | {} | {} | {} | {} |",
            kib(all + index),
            kib(needed + index),
            kib(delta.len()),
            fleet(all + index),
            fleet(needed + index),
            fleet(delta.len())
        ),
        look_up: format!(
            "| {passes} | {} | {} | {coded:.0} | {plain:.0} | {wrong} | {:.2} | {:.2} |",
            kib(all + index),
            kib(set_bytes),
            open.as_secs_f64() * 1e3,
            load.as_secs_f64() * 1e3
        ),
    })
}

/// Bytes of 25,000 hashes, about those of one key, in several codings.
fn codings() -> Result<Vec<String>> {
    const COUNT: u32 = 25_000;
    let row = |name: &str, bits: f64, rate: f64| format!("| {name} | {bits:.1} | {rate:.1e} |");
    let count = f64::from(COUNT);
    let mut rows = vec![
        row("whole hashes of 16 bytes", 128.0, 0.0),
        row("first 5 bytes of each", 40.0, count / 2_f64.powi(40)),
        row("first 6 bytes of each", 48.0, count / 2_f64.powi(48)),
    ];
    for kept in 3..=5 {
        let options = BuildOptions::new(header(1)).kept_bytes(kept);
        let pack = Pack::build(&list(COUNT, 1, false), &options, None)?;
        let bytes: usize = pack.rows().iter().map(|row| row.bytes()).sum();
        let bits = f64::from(u32::try_from(bytes)?) * 8.0 / count;
        let rates = pack.parts().map(|(_, part)| part.false_positive_rate());
        let rate = rates.fold(0.0, f64::max);
        rows.push(row(&format!("the pack's, {kept} bytes beside the bucket"), bits, rate));
        let bloom = 1.0 / std::f64::consts::LN_2 * (1.0 / rate).log2();
        rows.push(row("a Bloom filter of the same rate (computed)", bloom, rate));
    }
    Ok(rows)
}

fn main() -> Result<()> {
    let key = PublisherKey::from_bytes(&[7; 32]).ok_or_else(|| anyhow::anyhow!("no key"))?;
    let pins = [Pin::from_base64(&key.pin())?];
    let folder = env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or_else(|| anyhow::anyhow!("usage: greengate-revocation-bench FOLDER"))?;
    fs::create_dir_all(&folder)?;
    let folder = folder.canonicalize()?;
    let measured = SIZES.map(|(passes, keys)| measure(&folder, passes, keys, &key, &pins));
    let measured: Vec<Measured> = measured.into_iter().collect::<Result<_>>()?;
    let region = Region::begin("revocation-sizes");
    println!(
        "| revoked passes | keys | all parts KiB | index KiB | median part KiB | largest part KiB | bits a pass | false \
         positives, at most | change of 0.1 % KiB | s to build | MiB at most |\n|---|---|---|---|---|---|---|---|---|---|---|"
    );
    measured.iter().for_each(|row| println!("{}", row.size));
    drop(region);
    let region = Region::begin("revocation-lookups");
    println!(
        "| revoked passes | pack KiB | plain set KiB | ns a look-up in the pack | ns in the set | found without reason of \
         {} | ms to open the index | ms to load the largest part |\n|---|---|---|---|---|---|---|---|",
        LOOK_UPS / 2
    );
    measured.iter().for_each(|row| println!("{}", row.look_up));
    drop(region);
    let region = Region::begin("revocation-fleet");
    println!(
        "| revoked passes | a phone with everything KiB | keys in {CHECKED} passes | a phone with those KiB | a day after \
         KiB | {PHONES} phones with everything GiB | with what they need GiB | a day after GiB |\n|---|---|---|---|---|---|---|---|"
    );
    measured.iter().for_each(|row| println!("{}", row.fleet));
    drop(region);
    if measured.iter().all(|row| !row.day.is_empty()) {
        let region = Region::begin("revocation-day");
        println!(
            "| revoked passes | change KiB | received by a phone KiB | by {PHONES} phones GiB | s for all | phones a second \
             |\n|---|---|---|---|---|---|"
        );
        measured.iter().for_each(|row| println!("{}", row.day));
        drop(region);
    }
    let region = Region::begin("revocation-codings");
    println!("| coding of 25,000 hashes | bits a hash | false positives |\n|---|---|---|");
    codings()?.iter().for_each(|row| println!("{row}"));
    drop(region);
    Ok(())
}
