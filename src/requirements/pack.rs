//! The compact pack: the requirements for every disease in one signed file of a few kilobytes.
//!
//! It is carried in the envelope of trust bundles ([`crate::trust`]), with a content type of its own. The envelope's
//! sources are `[short name, full name]`; its content is a CBOR array `[texts, tables]`:
//!
//! | part | value |
//! |---|---|
//! | texts | every text once; columns refer to them by place |
//! | tables | one for each disease: `[disease, countries, columns, risk, low potential]` |
//! | countries | alpha-2 codes in ascending order, one after the other, as one text |
//! | columns | of the rows: rule, status, youngest age, oldest age, transit hours, only from, extra risk, exempt, source, date of the source, agreement, note |
//! | risk, low potential | `[countries, columns]`, with the columns partial, source, date of the source |
//!
//! A column is a byte string: the high byte of every value, then the low byte of every value. Ages, hours and texts are
//! 0 for none, else one more than the number or the place; lists of countries are texts.

use super::{Ages, ArrivalRule, CountryAtRisk, Disease, Need, Row, SourceName, Status, Table, Travel};
use crate::{
    country::Country,
    encoding::cbor,
    limits::{MAX_DISEASES, MAX_REQUIREMENT_ROWS, MAX_REQUIREMENT_TEXT, MAX_REQUIREMENT_TEXTS, MAX_REQUIREMENTS},
    trust::{
        BundleError, EnvelopeHeader, Pin, PublisherKey,
        envelope::{self, BROKEN, to_bytes},
    },
};
use ciborium::Value;
use std::sync::Arc;

const CONTENT_TYPE: &str = "application/vnd.greengate.requirements+cbor";
/// Number of columns of the rows.
const ROW_COLUMNS: usize = 12;
/// Number of columns of the countries at risk.
const RISK_COLUMNS: usize = 3;

/// Reason for not using a pack of requirements.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequirementError {
    /// The envelope is broken, or no pinned publisher signed it.
    #[error("{0}")]
    Envelope(#[from] BundleError),
    /// It is larger than allowed.
    #[error("the pack of requirements has {0} bytes, more than the {MAX_REQUIREMENTS} allowed")]
    TooLarge(usize),
    /// There are more of these than allowed.
    #[error("the pack of requirements has too many {0}")]
    TooMany(&'static str),
    /// A table is about a disease that this version has no name for.
    #[error("the pack of requirements has a disease that this version of Greengate does not know: update Greengate")]
    UnknownDisease,
    /// Two tables are about one disease.
    #[error("the pack of requirements has two tables for {0}")]
    TwoTables(&'static str),
    /// The content cannot be used.
    #[error("the pack of requirements is broken: {0}")]
    Malformed(&'static str),
}

impl RequirementError {
    const BROKEN: Self = Self::Envelope(BROKEN);
}

/// The requirements of destinations for one or several diseases, with their edition and the names of their sources.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequirementPack {
    /// Serial number and dates.
    pub header: EnvelopeHeader,
    /// Full names of the sources.
    pub sources: Vec<SourceName>,
    /// One table for each disease. A disease without a table is not answered.
    pub tables: Vec<Table>,
}

impl RequirementPack {
    /// Pack of these tables.
    #[must_use]
    pub const fn new(header: EnvelopeHeader, sources: Vec<SourceName>, tables: Vec<Table>) -> Self {
        Self {
            header,
            sources,
            tables,
        }
    }

    /// The answers for a journey, in the order of the tables: one for each disease of the pack. Polio is left out where
    /// neither the destination nor WHO for a country that is left asks for a certificate.
    #[must_use]
    pub fn needs(&self, travel: &Travel) -> Vec<Need> {
        self.tables.iter().filter_map(|table| table.listed(travel)).collect()
    }

    /// Full names of sources that are given by their short names, joined by `+`. A source without a full name keeps its
    /// short one.
    #[must_use]
    pub fn source_names<'a>(&'a self, source: &'a str) -> Vec<&'a str> {
        let named = |short: &'a str| {
            let found = self.sources.iter().find(|known| known.source == short);
            found.map_or(short, |known| known.name.as_str())
        };
        source.split('+').filter(|short| !short.is_empty()).map(named).collect()
    }

    /// True if the bytes begin like a pack of requirements.
    #[must_use]
    pub fn is_one(bytes: &[u8]) -> bool {
        envelope::is_for(bytes, CONTENT_TYPE)
    }

    /// Reads a pack that one of the pinned publishers has signed. Dates are not judged: old requirements are shown as
    /// old.
    ///
    /// # Errors
    /// Fails if the pack is broken, unsigned, signed by another publisher, or altered.
    pub fn read(bytes: &[u8], pins: &[Pin]) -> Result<Self, RequirementError> {
        let message = open(bytes)?;
        envelope::verify(&message, pins)?;
        content(&message)
    }

    /// Reads a pack whose signature is not checked, because the person who imports it vouches for it.
    ///
    /// # Errors
    /// Fails if the pack is broken.
    pub fn read_unverified(bytes: &[u8]) -> Result<Self, RequirementError> {
        content(&open(bytes)?)
    }

    /// Checks that one of these publishers has signed the pack.
    ///
    /// # Errors
    /// Fails if the pack is broken, unsigned, signed by another publisher, or altered.
    pub fn verify(bytes: &[u8], pins: &[Pin]) -> Result<(), RequirementError> {
        Ok(envelope::verify(&open(bytes)?, pins)?)
    }

    /// SHA-256 of the content, whoever signed it.
    ///
    /// # Errors
    /// Fails if the envelope is broken.
    pub fn digest(bytes: &[u8]) -> Result<[u8; 32], RequirementError> {
        Ok(open(bytes)?.digest())
    }

    /// Writes the pack, signed if a key is given.
    ///
    /// # Errors
    /// Fails if the pack exceeds a limit, so that it could not be read.
    pub fn write(&self, key: Option<&PublisherKey>) -> Result<Vec<u8>, RequirementError> {
        let sources = self.sources.iter();
        let sources = sources.map(|known| texts_of([known.source.as_str(), known.name.as_str()]));
        let mut texts = Texts::default();
        let tables = self.tables.iter().map(|table| table_value(table, &mut texts));
        let tables = Value::Array(tables.collect());
        let texts = texts_of(texts.0.iter().map(AsRef::as_ref));
        let content = to_bytes(&Value::Array(vec![texts, tables]))?;
        let payload = self.header.write(sources.collect(), &content)?;
        let bytes = envelope::seal(payload, CONTENT_TYPE, key)?;
        // Everything that is written can be read.
        Self::read_unverified(&bytes)?;
        Ok(bytes)
    }
}

fn open(bytes: &[u8]) -> Result<envelope::Message<'_>, RequirementError> {
    if bytes.len() > MAX_REQUIREMENTS {
        return Err(RequirementError::TooLarge(bytes.len()));
    }
    Ok(envelope::open(bytes, CONTENT_TYPE)?)
}

fn texts_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    Value::Array(texts.into_iter().map(|text| Value::Text(text.to_owned())).collect())
}

/// Texts of a pack, each once.
#[derive(Default)]
struct Texts(Vec<Arc<str>>);

impl Texts {
    /// One more than the place of a text, 0 for none.
    fn place(&mut self, text: Option<&str>) -> u16 {
        let Some(text) = text else { return 0 };
        let found = self.0.iter().position(|known| **known == *text);
        let at = found.unwrap_or_else(|| {
            self.0.push(text.into());
            self.0.len() - 1
        });
        // Beyond this the pack has too many texts and is not written.
        u16::try_from(at + 1).unwrap_or(u16::MAX)
    }

    fn place_of_codes(&mut self, countries: &[Country]) -> u16 {
        let codes: Vec<&str> = countries.iter().map(Country::as_str).collect();
        self.place((!codes.is_empty()).then(|| codes.join(" ")).as_deref())
    }
}

/// Columns of values, one row after the other.
fn columns<const N: usize>(rows: impl Iterator<Item = [u16; N]>) -> Value {
    let rows: Vec<[u16; N]> = rows.collect();
    let column = |n: usize| {
        let byte = |place: usize| rows.iter().map(move |row| row[n].to_be_bytes()[place]);
        Value::Bytes(byte(0).chain(byte(1)).collect())
    };
    Value::Array((0..N).map(column).collect())
}

fn codes<'a>(countries: impl Iterator<Item = &'a Country>) -> Value {
    Value::Text(countries.map(Country::as_str).collect())
}

fn table_value(table: &Table, texts: &mut Texts) -> Value {
    let row = |row: &Row| {
        let one_more = |number: Option<u8>| number.map_or(0, |number| u16::from(number) + 1);
        let (rule, hours) = match row.rule {
            ArrivalRule::Nobody => (0, None),
            ArrivalRule::FromRisk => (1, None),
            ArrivalRule::FromRiskOrTransit { hours } => (2, Some(hours)),
            ArrivalRule::Everybody => (3, None),
            ArrivalRule::Unknown => (4, None),
        };
        let status = match row.status {
            Status::Settled => 0,
            Status::Disputed => 1,
            Status::Unknown => 2,
        };
        [
            rule,
            status,
            one_more(row.ages.min_months),
            one_more(row.ages.max_years),
            one_more(hours),
            texts.place_of_codes(&row.only_from),
            texts.place_of_codes(&row.extra_risk),
            texts.place_of_codes(&row.exempt),
            texts.place(row.source.as_deref()),
            texts.place(row.source_date.as_deref()),
            texts.place(row.agreement.as_deref()),
            texts.place(row.note.as_deref()),
        ]
    };
    let rows = columns(table.rows.iter().map(row));
    let mut risk = |list: &[CountryAtRisk]| {
        let values = list.iter().map(|found| {
            [
                u16::from(found.partial),
                texts.place(found.source.as_deref()),
                texts.place(found.source_date.as_deref()),
            ]
        });
        Value::Array(vec![codes(list.iter().map(|found| &found.country)), columns(values)])
    };
    let (high, low) = (risk(&table.risk), risk(&table.low_potential));
    Value::Array(vec![
        Value::Text(table.disease.as_str().to_owned()),
        codes(table.rows.iter().map(|row| &row.country)),
        rows,
        high,
        low,
    ])
}

/// Reads a verified pack.
fn content(message: &envelope::Message) -> Result<RequirementPack, RequirementError> {
    let (header, sources, content) = EnvelopeHeader::read(message)?;
    let source = |value: Value| match <[Value; 2]>::try_from(value.into_array().ok()?).ok()? {
        [Value::Text(source), Value::Text(name)] => Some(SourceName { source, name }),
        _ => None,
    };
    let sources = sources.into_iter().map(source).collect::<Option<Vec<_>>>();
    let sources = sources.ok_or(RequirementError::BROKEN)?;
    let parts = cbor::parse(&content).ok().and_then(|value| value.into_array().ok());
    let [texts, tables] = parts
        .and_then(|parts| <[Value; 2]>::try_from(parts).ok())
        .ok_or(RequirementError::BROKEN)?;
    let texts = texts.into_array().map_err(|_| RequirementError::BROKEN)?;
    let tables = tables.into_array().map_err(|_| RequirementError::BROKEN)?;
    if texts.len() > MAX_REQUIREMENT_TEXTS {
        return Err(RequirementError::TooMany("texts"));
    }
    if tables.len() > MAX_DISEASES {
        return Err(RequirementError::TooMany("diseases"));
    }
    let text = |value: Value| match value {
        Value::Text(text) if text.len() <= MAX_REQUIREMENT_TEXT => Ok(Arc::from(text)),
        _ => Err(RequirementError::Malformed("a text is too long, or none")),
    };
    let texts = Texts(texts.into_iter().map(text).collect::<Result<_, _>>()?);
    let mut pack = RequirementPack::new(header, sources, Vec::new());
    for table in tables {
        let table = texts.table(table)?;
        if pack.tables.iter().any(|known| known.disease == table.disease) {
            return Err(RequirementError::TwoTables(table.disease.as_str()));
        }
        pack.tables.push(table);
    }
    Ok(pack)
}

impl Texts {
    fn table(&self, value: Value) -> Result<Table, RequirementError> {
        let parts = value
            .into_array()
            .ok()
            .and_then(|parts| <[Value; 5]>::try_from(parts).ok());
        let [disease, countries, columns, risk, low_potential] = parts.ok_or(RequirementError::BROKEN)?;
        let disease = disease.as_text().ok_or(RequirementError::BROKEN)?;
        let disease = Disease::of(disease).ok_or(RequirementError::UnknownDisease)?;
        let countries = ascending(&countries)?;
        let columns = Columns::<ROW_COLUMNS>::read(&columns, countries.len()).ok_or(RequirementError::BROKEN)?;
        let rows = countries.into_iter().enumerate();
        let rows = rows.map(|(at, country)| self.row(country, columns.row(at)));
        Ok(Table {
            disease,
            rows: rows
                .collect::<Option<_>>()
                .ok_or(RequirementError::Malformed("a row contradicts itself"))?,
            risk: self.risk(risk)?,
            low_potential: self.risk(low_potential)?,
        })
    }

    fn row(&self, country: Country, values: [u16; ROW_COLUMNS]) -> Option<Row> {
        let [rule, status, min, max, hours, only_from, extra_risk, exempt, texts @ ..] = values;
        let [source, source_date, agreement, note] = texts;
        let less_one = |number: u16| number.checked_sub(1).map(u8::try_from).transpose().ok();
        let rule = match (rule, less_one(hours)?) {
            (0, None) => ArrivalRule::Nobody,
            (1, None) => ArrivalRule::FromRisk,
            (2, Some(hours)) => ArrivalRule::FromRiskOrTransit { hours },
            (3, None) => ArrivalRule::Everybody,
            (4, None) => ArrivalRule::Unknown,
            _ => return None,
        };
        let status = match status {
            0 => Status::Settled,
            1 => Status::Disputed,
            2 => Status::Unknown,
            _ => return None,
        };
        Some(Row {
            country,
            rule,
            ages: Ages {
                min_months: less_one(min)?,
                max_years: less_one(max)?,
            },
            only_from: self.countries(only_from)?,
            extra_risk: self.countries(extra_risk)?,
            exempt: self.countries(exempt)?,
            status,
            source: self.text(source)?,
            source_date: self.text(source_date)?,
            agreement: self.text(agreement)?,
            note: self.text(note)?,
        })
    }

    fn risk(&self, value: Value) -> Result<Vec<CountryAtRisk>, RequirementError> {
        let parts = value
            .into_array()
            .ok()
            .and_then(|parts| <[Value; 2]>::try_from(parts).ok());
        let [countries, columns] = parts.ok_or(RequirementError::BROKEN)?;
        let countries = ascending(&countries)?;
        let columns = Columns::<RISK_COLUMNS>::read(&columns, countries.len()).ok_or(RequirementError::BROKEN)?;
        let entry = |(at, country)| {
            let [partial, source, source_date] = columns.row(at);
            Some(CountryAtRisk {
                country,
                partial: partial == 1,
                source: self.text(source)?,
                source_date: self.text(source_date)?,
            })
        };
        let entries = countries.into_iter().enumerate().map(entry).collect::<Option<_>>();
        entries.ok_or(RequirementError::BROKEN)
    }

    /// Text at a place, `Some(None)` for 0.
    fn text(&self, place: u16) -> Option<Option<Arc<str>>> {
        match place.checked_sub(1) {
            None => Some(None),
            Some(at) => self.0.get(usize::from(at)).cloned().map(Some),
        }
    }

    fn countries(&self, place: u16) -> Option<Vec<Country>> {
        let text = self.text(place)?;
        let codes = text.as_deref().unwrap_or_default().split(' ');
        codes.filter(|code| !code.is_empty()).map(Country::parse).collect()
    }
}

/// Countries of one text, in ascending order.
fn ascending(value: &Value) -> Result<Vec<Country>, RequirementError> {
    const WRONG: RequirementError = RequirementError::Malformed("its countries are not codes in ascending order");
    let text = value.as_text().ok_or(WRONG)?;
    if text.len() / 2 > MAX_REQUIREMENT_ROWS {
        return Err(RequirementError::TooMany("rows"));
    }
    let codes = text.as_bytes().chunks(2);
    let country = |code: &[u8]| std::str::from_utf8(code).ok().and_then(Country::parse);
    let countries: Vec<Country> = codes.map(country).collect::<Option<_>>().ok_or(WRONG)?;
    if countries.is_sorted_by(|a, b| a < b) {
        Ok(countries)
    } else {
        Err(WRONG)
    }
}

/// Columns of a number of rows.
struct Columns<'a, const N: usize>([&'a [u8]; N]);

impl<'a, const N: usize> Columns<'a, N> {
    fn read(value: &'a Value, rows: usize) -> Option<Self> {
        let columns = value.as_array()?.iter();
        let columns = columns.map(|column| column.as_bytes().map(Vec::as_slice));
        let columns: Vec<&[u8]> = columns.collect::<Option<_>>()?;
        let fit = columns.iter().all(|column| column.len() == 2 * rows);
        fit.then(|| columns.try_into().ok()).flatten().map(Self)
    }

    fn row(&self, at: usize) -> [u16; N] {
        self.0.map(|column| {
            let byte = |place: usize| column.get(place).copied().unwrap_or_default();
            u16::from_be_bytes([byte(at), byte(column.len() / 2 + at)])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::Bundle;
    use greengate_test_support::cases;
    use proptest::prelude::*;
    use time::macros::datetime;

    fn header() -> EnvelopeHeader {
        EnvelopeHeader {
            serial: 3,
            issued_at: datetime!(2026-11-01 0:00 UTC),
            best_before: datetime!(2026-12-01 0:00 UTC),
            expires_at: datetime!(2027-11-01 0:00 UTC),
        }
    }

    fn country(code: &str) -> Country {
        Country::parse(code).unwrap()
    }

    fn sample() -> RequirementPack {
        let at_risk = |code: &str, partial| CountryAtRisk {
            country: country(code),
            partial,
            source: Some("S1".into()),
            source_date: None,
        };
        let row = Row {
            country: country("ZA"),
            rule: ArrivalRule::FromRiskOrTransit { hours: 12 },
            ages: Ages {
                min_months: Some(12),
                max_years: None,
            },
            only_from: Vec::new(),
            extra_risk: vec![country("RW"), country("TZ")],
            exempt: vec![country("BR")],
            status: Status::Settled,
            source: Some("S1".into()),
            source_date: Some("2026-10".into()),
            agreement: None,
            note: Some("ask at the desk".into()),
        };
        let table = Table {
            disease: Disease::YellowFever,
            rows: vec![row],
            risk: vec![at_risk("BR", true), at_risk("GH", false)],
            low_potential: vec![at_risk("ST", false)],
        };
        let source = SourceName {
            source: "S1".to_owned(),
            name: "First source".to_owned(),
        };
        RequirementPack::new(header(), vec![source], vec![table])
    }

    #[test]
    fn a_pack_is_the_pinned_publishers_or_none() {
        let key = PublisherKey::from_bytes(&[7; 32]).unwrap();
        let pins = [Pin::from_base64(&key.pin()).unwrap()];
        let bytes = sample().write(Some(&key)).unwrap();
        assert!(RequirementPack::is_one(&bytes) && !Bundle::is_bundle(&bytes));
        assert_eq!(RequirementPack::read(&bytes, &pins).unwrap(), sample());
        assert_eq!(RequirementPack::verify(&bytes, &pins), Ok(()));
        let refused = |bytes: &[u8]| RequirementPack::read(bytes, &pins).unwrap_err();
        let other = PublisherKey::from_bytes(&[8; 32]).unwrap();
        let foreign = sample().write(Some(&other)).unwrap();
        assert_eq!(refused(&foreign), BundleError::UnknownPublisher.into());
        let unsigned = sample().write(None).unwrap();
        assert_eq!(refused(&unsigned), BundleError::NotSigned.into());
        assert_eq!(RequirementPack::read_unverified(&unsigned).unwrap(), sample());
        assert_eq!(RequirementPack::digest(&unsigned), RequirementPack::digest(&bytes));
        for place in 0..bytes.len() {
            for bit in [1, 0x80] {
                let mut altered = bytes.clone();
                altered[place] ^= bit;
                assert!(RequirementPack::read(&altered, &pins).is_err(), "byte {place}");
            }
            assert!(RequirementPack::read(&bytes[..place], &pins).is_err(), "cut at {place}");
        }
        assert!(Bundle::read(&bytes, &pins).is_err(), "no trust bundle");
    }

    /// Content in an unsigned envelope.
    fn sealed(content: &Value) -> Vec<u8> {
        let payload = header().write(Vec::new(), &to_bytes(content).unwrap()).unwrap();
        envelope::seal(payload, CONTENT_TYPE, None).unwrap()
    }

    fn read(content: &Value) -> Result<RequirementPack, RequirementError> {
        RequirementPack::read_unverified(&sealed(content))
    }

    /// Table of these countries, whose values are all 0.
    fn empty_table(disease: &str, countries: &str) -> Value {
        let column = |rows: usize| Value::Bytes(vec![0; 2 * rows]);
        let none = || {
            Value::Array(vec![
                Value::Text(String::new()),
                Value::Array(vec![column(0); RISK_COLUMNS]),
            ])
        };
        Value::Array(vec![
            Value::Text(disease.to_owned()),
            Value::Text(countries.to_owned()),
            Value::Array(vec![column(countries.len() / 2); ROW_COLUMNS]),
            none(),
            none(),
        ])
    }

    fn with_tables(tables: Vec<Value>) -> Value {
        Value::Array(vec![texts_of([]), Value::Array(tables)])
    }

    #[test]
    fn limits_of_a_pack() {
        // MAX_REQUIREMENT_ROWS: the codes from AA on.
        let table = |rows: usize| {
            let codes = (0..rows).flat_map(|n| [b'A' + (n / 26) as u8, b'A' + (n % 26) as u8].map(char::from));
            read(&with_tables(vec![empty_table(
                "yellow-fever",
                &codes.collect::<String>(),
            )]))
        };
        assert_eq!(
            table(MAX_REQUIREMENT_ROWS).unwrap().tables[0].rows.len(),
            MAX_REQUIREMENT_ROWS
        );
        assert_eq!(table(MAX_REQUIREMENT_ROWS + 1), Err(RequirementError::TooMany("rows")));
        // MAX_DISEASES: at the limit the second table of one disease is refused, beyond it their number.
        let tables = |count: usize| read(&with_tables(vec![empty_table("polio", "FR"); count]));
        assert_eq!(tables(MAX_DISEASES), Err(RequirementError::TwoTables("polio")));
        assert_eq!(tables(MAX_DISEASES + 1), Err(RequirementError::TooMany("diseases")));
        assert_eq!(tables(1).unwrap().tables[0].disease, Disease::Polio);
        // MAX_REQUIREMENT_TEXTS, MAX_REQUIREMENT_TEXT
        let texts = |count: usize, length: usize| {
            let text = "x".repeat(length);
            read(&Value::Array(vec![
                texts_of(vec![text.as_str(); count]),
                Value::Array(Vec::new()),
            ]))
        };
        assert!(texts(MAX_REQUIREMENT_TEXTS, 1).is_ok());
        assert_eq!(
            texts(MAX_REQUIREMENT_TEXTS + 1, 1),
            Err(RequirementError::TooMany("texts"))
        );
        assert!(texts(1, MAX_REQUIREMENT_TEXT).is_ok());
        assert!(matches!(
            texts(1, MAX_REQUIREMENT_TEXT + 1),
            Err(RequirementError::Malformed(_))
        ));
        // MAX_REQUIREMENTS
        let large = |bytes: usize| RequirementPack::read_unverified(&vec![0; bytes]).unwrap_err();
        assert!(matches!(large(MAX_REQUIREMENTS), RequirementError::Envelope(_)));
        assert_eq!(
            large(MAX_REQUIREMENTS + 1),
            RequirementError::TooLarge(MAX_REQUIREMENTS + 1)
        );
    }

    #[test]
    fn a_content_that_contradicts_itself_is_refused() {
        assert!(read(&with_tables(vec![empty_table("yellow-fever", "FRZA")])).is_ok());
        for countries in ["ZAFR", "FRFR", "FRZ", "F1", "ÄÄ"] {
            let table = empty_table("yellow-fever", countries);
            assert!(
                matches!(read(&with_tables(vec![table])), Err(RequirementError::Malformed(_))),
                "{countries}"
            );
        }
        let table = empty_table("smallpox", "FR");
        assert_eq!(read(&with_tables(vec![table])), Err(RequirementError::UnknownDisease));
        // Each value of a row beyond those that are defined, and a transit rule without hours.
        for (column, value) in [
            (0, 5),
            (0, 2),
            (1, 3),
            (2, 300),
            (3, 300),
            (4, 1),
            (5, 1),
            (8, 1),
            (11, 1),
        ] {
            let mut table = empty_table("yellow-fever", "FR");
            if let Value::Array(parts) = &mut table
                && let Value::Array(columns) = &mut parts[2]
            {
                columns[column] = Value::Bytes(u16::to_be_bytes(value).to_vec());
            }
            assert!(read(&with_tables(vec![table])).is_err(), "column {column}: {value}");
        }
        for content in [
            Value::Null,
            Value::Array(Vec::new()),
            Value::Array(vec![Value::Null, Value::Array(Vec::new())]),
            with_tables(vec![Value::Null]),
            with_tables(vec![Value::Array(vec![Value::Null; 5])]),
        ] {
            assert!(read(&content).is_err(), "{content:?}");
        }
    }

    fn rows() -> impl Strategy<Value = Row> {
        let countries = || proptest::collection::vec("[A-Z]{2}", 0..4);
        let text = || proptest::option::of("[a-z +]{1,20}");
        let rule = prop_oneof![
            Just(ArrivalRule::Nobody),
            Just(ArrivalRule::FromRisk),
            any::<u8>().prop_map(|hours| ArrivalRule::FromRiskOrTransit { hours }),
            Just(ArrivalRule::Everybody),
            Just(ArrivalRule::Unknown)
        ];
        let status = prop_oneof![Just(Status::Settled), Just(Status::Disputed), Just(Status::Unknown)];
        let numbers = (any::<Option<u8>>(), any::<Option<u8>>());
        let lists = (countries(), countries(), countries());
        let texts = (text(), text(), text(), text());
        ("[A-Z]{2}", rule, status, numbers, lists, texts).prop_map(
            |(code, rule, status, (min_months, max_years), (only_from, extra_risk, exempt), texts)| {
                let countries = |codes: Vec<String>| codes.iter().map(|code| country(code)).collect();
                Row {
                    country: country(&code),
                    rule,
                    ages: Ages { min_months, max_years },
                    only_from: countries(only_from),
                    extra_risk: countries(extra_risk),
                    exempt: countries(exempt),
                    status,
                    source: texts.0.map(Into::into),
                    source_date: texts.1.map(Into::into),
                    agreement: texts.2.map(Into::into),
                    note: texts.3.map(Into::into),
                }
            },
        )
    }

    proptest! {
        #![proptest_config(cases(200))]

        #[test]
        fn what_is_written_is_read(mut rows in proptest::collection::vec(rows(), 0..40)) {
            rows.sort_by_key(|row| row.country);
            rows.dedup_by_key(|row| row.country);
            let mut pack = sample();
            pack.tables[0].rows = rows;
            let bytes = pack.write(None).unwrap();
            prop_assert_eq!(RequirementPack::read_unverified(&bytes), Ok(pack));
        }
    }
}
