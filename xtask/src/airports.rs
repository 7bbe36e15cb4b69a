//! The countries of airports that come with the app and the command line, made from the table of the repository.

use crate::shell::{Result, root};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

/// Packs `requirements/airports/airports.csv` to `www/requirements/airports.bin`, in the form that
/// `src/requirements/airports.rs` states.
pub fn build() -> Result<()> {
    let source = root().join("requirements/airports/airports.csv");
    let text = fs::read_to_string(&source).map_err(|e| format!("{}: {e}", source.display()))?;
    let bytes = pack(&text).map_err(|e| format!("{}: {e}", source.display()))?;
    let target = root().join("www/requirements/airports.bin");
    fs::write(&target, &bytes).map_err(|e| format!("{}: {e}", target.display()))?;
    println!("{}: {} bytes", target.display(), bytes.len());
    Ok(())
}

fn pack(text: &str) -> Result<Vec<u8>> {
    let mut table = BTreeMap::new();
    let mut lines = text.lines().enumerate();
    if lines.next().is_none_or(|(_, head)| head != "code,country") {
        return Err("the first line is not code,country".to_owned());
    }
    for (at, line) in lines {
        let row = line.split_once(',');
        let row = row.and_then(|(code, country)| Some((number(code, 3)?, number(country, 2)?)));
        let (code, country) = row.ok_or_else(|| format!("line {}: not three letters and two", at + 1))?;
        if table.last_key_value().is_some_and(|(last, _)| *last >= code) {
            return Err(format!("line {}: not in the order of the codes", at + 1));
        }
        table.insert(code, country);
    }
    let countries: BTreeSet<usize> = table.values().copied().collect();
    let mut bytes = bits(countries.iter().copied(), 26 * 26);
    bytes.extend(bits(table.keys().copied(), 26 * 26 * 26));
    for country in table.values() {
        let place = countries.range(..country).count();
        bytes.push(u8::try_from(place).map_err(|_| "more than 256 countries".to_owned())?);
    }
    Ok(bytes)
}

/// Place of a code of so many capital letters among all of them.
fn number(code: &str, letters: usize) -> Option<usize> {
    let capital = code.len() == letters && code.bytes().all(|letter| letter.is_ascii_uppercase());
    let digits = code.bytes().map(|letter| usize::from(letter.wrapping_sub(b'A')));
    capital.then(|| digits.fold(0, |at, digit| at * 26 + digit))
}

/// Bits of which these are set, the least significant one of a byte first.
fn bits(set: impl Iterator<Item = usize>, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count.div_ceil(8)];
    for at in set {
        bytes[at / 8] |= 1 << (at % 8);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_packed_as_stated() {
        let bytes = pack("code,country\nAAC,EG\nACC,GH\nGRU,BR\nLON,GB\nOPO,PT\n").unwrap();
        // EG, BR, GB, GH and PT, in the order of their codes; AAC is the third of all codes.
        assert_eq!(bytes.len(), 85 + 2197 + 5);
        assert_eq!(bytes[85], 0b100);
        assert_eq!(bytes[85 + 2197..], [1, 3, 0, 2, 4]);
        assert_eq!(
            bytes[85..85 + 2197].iter().map(|byte| byte.count_ones()).sum::<u32>(),
            5
        );
    }

    #[test]
    fn a_table_with_faults_is_not_packed() {
        for (rows, fault) in [
            ("ACC,GH\n", "the first line"),
            ("code,country\nACC,GH\nAAC,EG\n", "line 3: not in the order"),
            ("code,country\nACC,GH\nACC,GH\n", "line 3: not in the order"),
            ("code,country\nacc,GH\n", "line 2: not three letters"),
            ("code,country\nACC,GHA\n", "line 2: not three letters"),
            ("code,country\n\n", "line 2: not three letters"),
        ] {
            let error = pack(rows).unwrap_err();
            assert!(error.starts_with(fault), "{error}");
        }
    }
}
