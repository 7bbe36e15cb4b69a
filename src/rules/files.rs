//! Files of published rules and value sets: the EU's JSON, single rules from its gateway, and archives of them with
//! lists of hashes.

use super::{
    Collection,
    pack::{Error, parse},
};
use crate::{
    encoding::{Wrapping, hex, inflate_growing},
    limits::{MAX_LIST, MAX_RULE_FILES},
};
use rawzip::{CompressionMethod, ZipArchive, ZipVerification};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

/// Content of a JSON file.
enum Shape {
    Rules(Vec<Value>),
    ValueSets(Vec<Value>),
    /// `[{identifier, version, country, hash}]` of rules, `[{id, hash}]` of value sets
    /// (dgca-businessrule-service).
    Hashes(Vec<Value>),
    /// Other data, such as lists of countries, without rules.
    Other,
}

impl Shape {
    fn of(json: Value) -> Self {
        let is = |value: &Value, name: &str| value.get(name).is_some_and(Value::is_string);
        match json {
            Value::Array(items) if items.iter().any(|item| is(item, "valueSetId")) => Self::ValueSets(items),
            // Rules may carry their own hash, but an entry of a list of hashes contains no rule.
            Value::Array(items)
                if !items.is_empty() && items.iter().all(|item| is(item, "hash") && !is(item, "Identifier")) =>
            {
                Self::Hashes(items)
            }
            // An empty list is a list of rules: a country may have lifted all of them.
            Value::Array(items) if items.iter().any(Value::is_object) || items.is_empty() => Self::Rules(items),
            one @ Value::Object(_) if is(&one, "valueSetId") => Self::ValueSets(vec![one]),
            one @ Value::Object(_) if is(&one, "Identifier") => Self::Rules(vec![one]),
            _ => Self::Other,
        }
    }
}

impl Collection {
    /// Adds a file: rules or value sets, one or an array of them, or an archive (ZIP) of such files. If an archive has
    /// lists of hashes, every file must match its hash, and none may be missing.
    ///
    /// # Errors
    /// Fails if the file is of another kind, broken, too large, or does not match its hash.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let mut added = if bytes.starts_with(b"PK\x03\x04") {
            archive(bytes)?
        } else {
            let mut added = Self::default();
            match Shape::of(parse(bytes)?) {
                Shape::Rules(rules) => added.rules = rules,
                Shape::ValueSets(sets) => added.value_sets = sets,
                Shape::Hashes(_) => return Err(Error::Shape("rules, but the list of their hashes")),
                Shape::Other => return Err(Error::Shape("rules or value sets")),
            }
            added
        };
        added.pack()?;
        self.rules.append(&mut added.rules);
        self.value_sets.append(&mut added.value_sets);
        Ok(())
    }
}

fn archive(bytes: &[u8]) -> Result<Collection, Error> {
    let broken = |_| Error::Archive("its directory cannot be read");
    if bytes.len() > MAX_LIST {
        return Err(Error::TooLarge(bytes.len()));
    }
    let archive = ZipArchive::from_slice(bytes).map_err(broken)?;
    let mut entries = archive.entries();
    let (mut files, mut left) = (Vec::new(), MAX_LIST);
    while let Some(entry) = entries.next_entry().map_err(broken)? {
        if entry.is_dir() {
            continue;
        }
        let name = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        let (method, wayfinder) = (entry.compression_method(), entry.wayfinder());
        let file = archive.get_entry(wayfinder).map_err(broken)?;
        let content = match method {
            CompressionMethod::STORE if file.data().len() <= left => file.data().to_vec(),
            CompressionMethod::DEFLATE => inflate_growing(file.data(), Wrapping::Raw, left)
                .map_err(|_| Error::Archive("a file in it does not inflate, or to more than allowed"))?,
            CompressionMethod::STORE => return Err(Error::Archive("it holds more than allowed")),
            _ => return Err(Error::Archive("a file in it is packed in an unknown way")),
        };
        let found = ZipVerification {
            crc: rawzip::crc32(&content),
            uncompressed_size: content.len() as u64,
        };
        file.claim_verifier()
            .valid(found)
            .map_err(|_| Error::Archive("a file in it has a wrong checksum"))?;
        left -= content.len();
        files.push((name, content));
        if files.len() > MAX_RULE_FILES {
            return Err(Error::TooMany("files"));
        }
    }
    collect(files)
}

/// Reads the files of an archive and compares them with the hashes, if the archive has lists of them.
fn collect(files: Vec<(String, Vec<u8>)>) -> Result<Collection, Error> {
    let (mut listed, mut found) = (HashMap::new(), Vec::new());
    for (name, content) in files {
        // An archive may contain a note or a signature beside its JSON.
        let Ok(json) = parse(&content) else { continue };
        match Shape::of(json) {
            Shape::Hashes(items) => {
                for item in items {
                    let text = |field: &str| item.get(field).and_then(Value::as_str).unwrap_or_default();
                    let of = [text("identifier"), text("id"), text("version")].join(" ");
                    listed.insert(text("hash").to_ascii_lowercase(), of.trim().to_owned());
                }
            }
            Shape::Other => {}
            shape => found.push((name, hex(&Sha256::digest(&content)), shape)),
        }
    }
    let mut collection = Collection::default();
    let mut seen = HashSet::new();
    for (name, hash, shape) in found {
        if !listed.is_empty() && !listed.contains_key(&hash) {
            return Err(Error::Hash(name));
        }
        seen.insert(hash);
        match shape {
            Shape::Rules(mut rules) => collection.rules.append(&mut rules),
            Shape::ValueSets(mut sets) => collection.value_sets.append(&mut sets),
            Shape::Hashes(_) | Shape::Other => {}
        }
    }
    if let Some((_, missing)) = listed.iter().find(|(hash, _)| !seen.contains(*hash)) {
        return Err(Error::Missing(missing.clone()));
    }
    if collection.is_empty() {
        return Err(Error::Shape("rules or value sets"));
    }
    Ok(collection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::io::Write;

    fn rule(id: &str) -> Value {
        json!({"Identifier": id, "Type": "Acceptance", "Country": "XX", "Version": "1.0.0", "SchemaVersion": "1.3.0",
            "Engine": "CERTLOGIC", "EngineVersion": "0.7.5", "CertificateType": "General",
            "Description": [{"lang": "en", "desc": "Always."}],
            "ValidFrom": "2021-07-01T00:00:00Z", "ValidTo": "2030-06-01T00:00:00Z", "AffectedFields": [], "Logic": true})
    }

    fn set() -> Value {
        json!({"valueSetId": "vaccines", "valueSetDate": "2021-04-27", "valueSetValues": {"A ": {"display": "Alpha", "lang": "en"}}})
    }

    fn zip(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
        let mut out = Vec::new();
        let mut archive = rawzip::ZipArchiveWriter::new(&mut out);
        for (name, content) in files {
            let (mut entry, config) = archive.new_file(name).compression_method(method).start().unwrap();
            let packed = match method {
                CompressionMethod::DEFLATE => miniz_oxide::deflate::compress_to_vec(content, 6),
                _ => content.to_vec(),
            };
            let mut writer = config.wrap(std::io::sink());
            writer.write_all(content).unwrap();
            let (_, descriptor) = writer.finish().unwrap();
            entry.write_all(&packed).unwrap();
            entry.finish(descriptor).unwrap();
        }
        archive.finish().unwrap();
        out
    }

    fn added(bytes: &[u8]) -> Result<(usize, usize), Error> {
        let mut collection = Collection::default();
        collection.add(bytes)?;
        Ok((collection.rules.len(), collection.value_sets.len()))
    }

    #[test]
    fn every_shape_of_file() {
        let bytes = |value: Value| value.to_string().into_bytes();
        assert_eq!(
            added(&bytes(json!([rule("GR-XX-0001"), rule("GR-XX-0002")]))),
            Ok((2, 0))
        );
        assert_eq!(added(&bytes(rule("GR-XX-0001"))), Ok((1, 0)));
        assert_eq!(added(&bytes(set())), Ok((0, 1)));
        assert_eq!(added(&bytes(json!([set()]))), Ok((0, 1)));
        assert_eq!(added(b"[]"), Ok((0, 0)));
        assert!(matches!(added(&bytes(json!(["DE", "FR"]))), Err(Error::Shape(_))));
        assert!(matches!(added(&bytes(json!([{"hash": "00"}]))), Err(Error::Shape(_))));
        assert!(matches!(added(b"PK\x03\x04 and no more"), Err(Error::Archive(_))));
    }

    #[test]
    fn an_archive_holds_what_its_hashes_name() {
        let (one, other, values) = (
            rule("GR-XX-0001").to_string(),
            rule("GR-XX-0002").to_string(),
            set().to_string(),
        );
        let hash = |text: &str| hex(&Sha256::digest(text));
        let list = json!([
            {"identifier": "GR-XX-0001", "version": "1.0.0", "country": "XX", "hash": hash(&one)},
            {"identifier": "GR-XX-0002", "version": "1.0.0", "country": "XX", "hash": hash(&other)},
        ]);
        let (list, sets) = (
            list.to_string(),
            json!([{"id": "vaccines", "hash": hash(&values)}]).to_string(),
        );
        for method in [CompressionMethod::DEFLATE, CompressionMethod::STORE] {
            let mut files = vec![
                ("rules.json", list.as_bytes()),
                ("valuesets.json", sets.as_bytes()),
                ("countrylist.json", br#"["XX"]"#),
                ("README", b"rules of Demoland"),
                ("rules/XX/1.json", one.as_bytes()),
                ("rules/XX/2.json", other.as_bytes()),
                ("valuesets/1.json", values.as_bytes()),
            ];
            assert_eq!(added(&zip(&files, method)), Ok((2, 1)));
            let foreign = rule("GR-XX-0009").to_string();
            files[4].1 = foreign.as_bytes();
            assert_eq!(added(&zip(&files, method)), Err(Error::Hash("rules/XX/1.json".into())));
            files.remove(4);
            assert_eq!(
                added(&zip(&files, method)),
                Err(Error::Missing("GR-XX-0001  1.0.0".into()))
            );
            // Without a list of hashes the files are accepted as they are.
            assert_eq!(added(&zip(&files[3..], method)), Ok((1, 1)));
        }
    }

    #[test]
    fn a_broken_archive_is_refused_and_never_half_read() {
        let one = rule("GR-XX-0001").to_string();
        let good = zip(&[("1.json", one.as_bytes())], CompressionMethod::DEFLATE);
        assert_eq!(added(&good), Ok((1, 0)));
        for place in 0..good.len() {
            let mut bad = good.clone();
            bad[place] ^= 0x55;
            // A changed name or date of a file does not matter; the rule itself must be whole or is refused.
            if let Ok(counts) = added(&bad) {
                assert_eq!(counts, (1, 0), "byte {place}");
            }
            assert!(added(&good[..place]).is_err(), "cut at {place}");
        }
    }

    #[test]
    fn an_archive_cannot_blow_up() {
        let zeros = vec![b' '; MAX_LIST];
        let bomb = zip(&[("1.json", &zeros), ("2.json", &zeros)], CompressionMethod::DEFLATE);
        assert!(bomb.len() < 200_000, "{}", bomb.len());
        assert!(matches!(added(&bomb), Err(Error::Archive(_))));
    }

    #[test]
    fn files_of_an_archive_are_counted() {
        let names: Vec<String> = (0..=MAX_RULE_FILES).map(|n| format!("{n}.txt")).collect();
        let one = rule("GR-XX-0001").to_string();
        let files: Vec<(&str, &[u8])> = names
            .iter()
            .map(|name| (name.as_str(), if name == "0.txt" { one.as_bytes() } else { b"" }))
            .collect();
        let most = zip(&files[..MAX_RULE_FILES], CompressionMethod::STORE);
        assert_eq!(added(&most), Ok((1, 0)));
        let more = zip(&files, CompressionMethod::STORE);
        assert_eq!(added(&more), Err(Error::TooMany("files")));
    }

    #[test]
    fn names_of_codes() {
        let mut collection = Collection::default();
        collection.add(set().to_string().as_bytes()).unwrap();
        let pack = collection.pack().unwrap();
        assert_eq!(pack.name_of("A"), Some("Alpha"));
        assert_eq!(pack.name_of("B"), None);
    }
}
