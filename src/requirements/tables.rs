//! The tables (CSV) that a pack is made of. `docs/REQUIREMENTS.md` has the meaning of each column.

use super::{Ages, ArrivalRule, CountryAtRisk, Disease, PartialDate, Row, SourceName, Status, Table};
use crate::{
    country::Country,
    limits::{MAX_REQUIREMENT_ROWS, MAX_REQUIREMENT_TEXT, MAX_REQUIREMENTS},
};
use csv::{ReaderBuilder, StringRecord};
use std::{collections::BTreeMap, sync::Arc};

/// Highest age in months that a table may state as the youngest.
const MOST_MONTHS: u8 = 240;
/// Highest age in years that a table may state as the oldest.
const MOST_YEARS: u8 = 120;
/// Longest transit in hours that a table may state.
const MOST_HOURS: u8 = 240;

/// The files of one disease.
#[derive(Clone, Copy, Debug, Default)]
pub struct TableFiles<'a> {
    /// `requirements.csv`: a row for each destination.
    pub requirements: &'a [u8],
    /// `risk.csv`: countries with risk of transmission.
    pub risk: &'a [u8],
    /// `low_potential.csv`: countries that count only where a destination names them.
    pub low_potential: Option<&'a [u8]>,
    /// `sources.csv`: full names of the sources.
    pub sources: Option<&'a [u8]>,
}

/// Fault of a table, with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}{}: {problem}", .column.map_or_else(String::new, |column| format!(", column {column}")))]
pub struct TableFault {
    /// Name of the file.
    pub file: &'static str,
    /// Number of the line, from 1.
    pub line: u64,
    /// Name of the column, if the fault is in one.
    pub column: Option<&'static str>,
    /// The fault.
    pub problem: TableProblem,
}

/// Kind of a fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableProblem {
    /// The file is larger than allowed.
    #[error("the file is larger than {MAX_REQUIREMENTS} bytes")]
    TooLarge,
    /// There are more rows than allowed.
    #[error("there are more than {MAX_REQUIREMENT_ROWS} rows")]
    TooManyRows,
    /// The line is no row of comma-separated values in UTF-8.
    #[error("not comma-separated values in UTF-8")]
    NotCsv,
    /// A row has more or fewer fields than there are columns.
    #[error("{found} fields for {expected} columns")]
    Fields {
        /// Fields of the row.
        found: usize,
        /// Columns of the table.
        expected: usize,
    },
    /// The table has a column that is not defined.
    #[error("there is no column of the name {0:?}")]
    UnknownColumn(String),
    /// A column stands twice.
    #[error("the column stands twice")]
    RepeatedColumn,
    /// A column is missing.
    #[error("the column is missing")]
    MissingColumn,
    /// A field is longer than allowed.
    #[error("longer than {MAX_REQUIREMENT_TEXT} bytes")]
    TooLong,
    /// A code that no country has.
    #[error("{0:?} is not a country code of ISO 3166-1 alpha-2")]
    UnknownCountry(String),
    /// A country has a row already, or stands twice in a list.
    #[error("{country} stands twice, first in line {first}")]
    RepeatedCountry {
        /// The country.
        country: Country,
        /// Line in which it stands first.
        first: u64,
    },
    /// A word that the column does not have.
    #[error("{found:?} is none of {words}")]
    UnknownWord {
        /// The word.
        found: String,
        /// The words of the column.
        words: &'static str,
    },
    /// A field that is no whole number in the range.
    #[error("{found:?} is not a whole number from 0 to {most}")]
    NotANumber {
        /// The field.
        found: String,
        /// Highest number allowed.
        most: u8,
    },
    /// A field that is no date.
    #[error("{0:?} is not a date (YYYY, YYYY-MM or YYYY-MM-DD)")]
    NotADate(String),
    /// A field that must not be empty.
    #[error("is empty")]
    Empty,
    /// The row contradicts itself or another table.
    #[error("{0}")]
    Contradiction(&'static str),
}

use TableProblem as Problem;

const REQUIREMENTS: &str = "requirements.csv";
const RISK: &str = "risk.csv";
const LOW_POTENTIAL: &str = "low_potential.csv";
const SOURCES: &str = "sources.csv";

const COUNTRY: &str = "country";
const REQUIREMENT: &str = "requirement";
const YOUNGEST: &str = "min_age_months";
const OLDEST: &str = "max_age_years";
const TRANSIT: &str = "transit_hours";
const ONLY_FROM: &str = "only_from";
const EXTRA_RISK: &str = "extra_risk";
const EXEMPT: &str = "exempt";
const STATUS: &str = "status";
const SOURCE: &str = "source";
const SOURCE_DATE: &str = "source_date";
const AGREEMENT: &str = "agreement";
const NOTE: &str = "note";
const PARTIAL: &str = "partial";
const NAME: &str = "name";

impl TableFiles<'_> {
    /// Reads the tables of a disease, with the full names of their sources.
    ///
    /// # Errors
    /// Every fault of every file, in their order.
    pub fn read(&self, disease: Disease) -> Result<(Table, Vec<SourceName>), Vec<TableFault>> {
        let mut faults = Vec::new();
        let risk = at_risk(RISK, self.risk, &mut faults);
        let low_potential = self
            .low_potential
            .map(|bytes| at_risk(LOW_POTENTIAL, bytes, &mut faults))
            .unwrap_or_default();
        for (country, (line, _)) in &low_potential {
            if risk.contains_key(country) {
                faults.push(TableFault {
                    file: LOW_POTENTIAL,
                    line: *line,
                    column: Some(COUNTRY),
                    problem: Problem::Contradiction("the country is in risk.csv too"),
                });
            }
        }
        let rows = rows(self.requirements, &risk, &mut faults);
        let sources = self
            .sources
            .map(|bytes| sources(bytes, &mut faults))
            .unwrap_or_default();
        if !faults.is_empty() {
            return Err(faults);
        }
        let listed = |list: BTreeMap<_, (u64, CountryAtRisk)>| list.into_values().map(|(_, entry)| entry).collect();
        let table = Table {
            disease,
            rows: rows.into_values().map(|(_, row)| row).collect(),
            risk: listed(risk),
            low_potential: listed(low_potential),
        };
        Ok((table, sources))
    }
}

/// One file, row by row.
struct Sheet<'a> {
    file: &'static str,
    rows: Vec<(u64, StringRecord)>,
    /// Columns in the order of the file.
    columns: Vec<&'static str>,
    faults: &'a mut Vec<TableFault>,
}

impl<'a> Sheet<'a> {
    /// Splits a file into its rows. All the columns must be there; without them, or with too many rows, there are none.
    fn open(file: &'static str, bytes: &[u8], columns: &[&'static str], faults: &'a mut Vec<TableFault>) -> Self {
        let mut sheet = Self {
            file,
            rows: Vec::new(),
            columns: Vec::new(),
            faults,
        };
        if bytes.len() > MAX_REQUIREMENTS {
            sheet.fault(1, None, Problem::TooLarge);
            return sheet;
        }
        // A byte order mark, as spreadsheets write it.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .from_reader(bytes);
        let mut records = reader.records();
        match records.next() {
            Some(Ok(header)) if sheet.header(&header, columns) => {}
            Some(Ok(_)) => return sheet,
            Some(Err(_)) | None => {
                sheet.fault(1, None, Problem::NotCsv);
                return sheet;
            }
        }
        for record in records {
            let position = |record: &StringRecord| record.position().map_or(0, csv::Position::line);
            match record {
                Ok(record) if record.len() == sheet.columns.len() => sheet.rows.push((position(&record), record)),
                Ok(record) => {
                    let (found, expected) = (record.len(), sheet.columns.len());
                    sheet.fault(position(&record), None, Problem::Fields { found, expected });
                }
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    sheet.fault(line, None, Problem::NotCsv);
                }
            }
            if sheet.rows.len() > MAX_REQUIREMENT_ROWS {
                sheet.fault(1, None, Problem::TooManyRows);
                sheet.rows.clear();
                break;
            }
        }
        sheet
    }

    /// Takes the names of the columns; false if one is unknown, missing or repeated.
    fn header(&mut self, header: &StringRecord, columns: &[&'static str]) -> bool {
        let before = self.faults.len();
        for name in header {
            match columns.iter().find(|column| **column == name.trim()) {
                Some(column) if self.columns.contains(column) => self.fault(1, Some(column), Problem::RepeatedColumn),
                Some(column) => self.columns.push(column),
                None => self.fault(1, None, Problem::UnknownColumn(short(name))),
            }
        }
        for column in columns {
            if !self.columns.contains(column) {
                self.fault(1, Some(column), Problem::MissingColumn);
            }
        }
        self.faults.len() == before
    }

    fn fault(&mut self, line: u64, column: Option<&'static str>, problem: Problem) {
        self.faults.push(TableFault {
            file: self.file,
            line,
            column,
            problem,
        });
    }

    /// Rows by their country. A row with a fault is left out.
    fn by_country<T>(mut self, read: impl Fn(&mut Fields, Country) -> T) -> BTreeMap<Country, (u64, T)> {
        let mut all: BTreeMap<Country, (u64, T)> = BTreeMap::new();
        for (line, record) in std::mem::take(&mut self.rows) {
            let mut fields = Fields {
                line,
                record: &record,
                sheet: &mut self,
            };
            let code = fields.text(COUNTRY);
            let Some(country) = fields.country(COUNTRY, &code) else {
                continue;
            };
            let row = read(&mut fields, country);
            match all.get(&country) {
                Some((first, _)) => {
                    let first = *first;
                    fields.fault(COUNTRY, Problem::RepeatedCountry { country, first });
                }
                None => {
                    all.insert(country, (line, row));
                }
            }
        }
        all
    }
}

/// The fields of one row.
struct Fields<'r, 's, 'f> {
    line: u64,
    record: &'r StringRecord,
    sheet: &'s mut Sheet<'f>,
}

impl Fields<'_, '_, '_> {
    fn fault(&mut self, column: &'static str, problem: Problem) {
        self.sheet.fault(self.line, Some(column), problem);
    }

    /// Field of a column without white space around it; empty if it is too long.
    fn text(&mut self, column: &'static str) -> String {
        let at = self.sheet.columns.iter().position(|name| *name == column);
        let text = at
            .and_then(|at| self.record.get(at))
            .unwrap_or_default()
            .trim()
            .to_owned();
        if text.len() > MAX_REQUIREMENT_TEXT {
            self.fault(column, Problem::TooLong);
            return String::new();
        }
        text
    }

    fn optional(&mut self, column: &'static str) -> Option<Arc<str>> {
        let text = self.text(column);
        (!text.is_empty()).then(|| text.into())
    }

    fn country(&mut self, column: &'static str, code: &str) -> Option<Country> {
        // Kosovo has no code in ISO 3166-1; travel documents use this one.
        let known = |country: &Country| country.as_str() == code && (country.is_official() || code == "XK");
        let country = Country::parse(code).filter(known);
        if country.is_none() {
            self.fault(column, Problem::UnknownCountry(short(code)));
        }
        country
    }

    /// List of country codes between spaces.
    fn countries(&mut self, column: &'static str) -> Vec<Country> {
        let text = self.text(column);
        let mut list = Vec::new();
        for code in text.split_whitespace() {
            let Some(country) = self.country(column, code) else {
                continue;
            };
            if list.contains(&country) {
                let first = self.line;
                self.fault(column, Problem::RepeatedCountry { country, first });
            } else {
                list.push(country);
            }
        }
        list
    }

    fn number(&mut self, column: &'static str, most: u8) -> Option<u8> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| digits && *number <= most);
        if number.is_none() {
            let found = short(&text);
            self.fault(column, Problem::NotANumber { found, most });
        }
        number
    }

    fn date(&mut self, column: &'static str) -> Option<Arc<str>> {
        let text = self.optional(column)?;
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if !plain || PartialDate::parse(&text).is_none() {
            self.fault(column, Problem::NotADate(short(&text)));
        }
        Some(text)
    }

    /// Value of a word; `None` and a fault for any other word.
    fn word<T: Copy>(&mut self, column: &'static str, known: &[(&str, T)], words: &'static str) -> Option<T> {
        let text = self.text(column);
        let found = known.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let found = short(&text);
            self.fault(column, Problem::UnknownWord { found, words });
        }
        found
    }

    fn contradiction(&mut self, wrong: bool, column: &'static str, why: &'static str) {
        if wrong {
            self.fault(column, Problem::Contradiction(why));
        }
    }
}

/// Beginning of a field, for messages.
fn short(text: &str) -> String {
    const MOST: usize = 40;
    text.chars().take(MOST).collect()
}

fn at_risk(file: &'static str, bytes: &[u8], faults: &mut Vec<TableFault>) -> BTreeMap<Country, (u64, CountryAtRisk)> {
    let sheet = Sheet::open(file, bytes, &[COUNTRY, PARTIAL, SOURCE, SOURCE_DATE], faults);
    sheet.by_country(|fields, country| CountryAtRisk {
        country,
        partial: fields
            .word(PARTIAL, &[("yes", true), ("no", false)], "yes, no")
            .unwrap_or_default(),
        source: fields.optional(SOURCE),
        source_date: fields.date(SOURCE_DATE),
    })
}

/// Rules as the table spells them, before their hours are known.
const RULES: [(&str, ArrivalRule); 5] = [
    ("none", ArrivalRule::Nobody),
    ("risk", ArrivalRule::FromRisk),
    ("risk+transit", ArrivalRule::FromRiskOrTransit { hours: 0 }),
    ("all", ArrivalRule::Everybody),
    ("unknown", ArrivalRule::Unknown),
];

const STATUSES: [(&str, Status); 3] = [
    ("settled", Status::Settled),
    ("disputed", Status::Disputed),
    ("unknown", Status::Unknown),
];

fn rows(
    bytes: &[u8],
    risk: &BTreeMap<Country, (u64, CountryAtRisk)>,
    faults: &mut Vec<TableFault>,
) -> BTreeMap<Country, (u64, Row)> {
    const COLUMNS: [&str; 13] = [
        COUNTRY,
        REQUIREMENT,
        YOUNGEST,
        OLDEST,
        TRANSIT,
        ONLY_FROM,
        EXTRA_RISK,
        EXEMPT,
        STATUS,
        SOURCE,
        SOURCE_DATE,
        AGREEMENT,
        NOTE,
    ];
    let sheet = Sheet::open(REQUIREMENTS, bytes, &COLUMNS, faults);
    sheet.by_country(|fields, country| {
        let rule = fields.word(REQUIREMENT, &RULES, "none, risk, risk+transit, all, unknown");
        let hours = fields.number(TRANSIT, MOST_HOURS);
        let status = fields.word(STATUS, &STATUSES, "settled, disputed, unknown");
        let row = Row {
            country,
            rule: match rule.unwrap_or(ArrivalRule::Unknown) {
                ArrivalRule::FromRiskOrTransit { .. } => ArrivalRule::FromRiskOrTransit {
                    hours: hours.unwrap_or_default(),
                },
                other => other,
            },
            ages: Ages {
                min_months: fields.number(YOUNGEST, MOST_MONTHS),
                max_years: fields.number(OLDEST, MOST_YEARS),
            },
            only_from: fields.countries(ONLY_FROM),
            extra_risk: fields.countries(EXTRA_RISK),
            exempt: fields.countries(EXEMPT),
            status: status.unwrap_or(Status::Unknown),
            source: fields.optional(SOURCE),
            source_date: fields.date(SOURCE_DATE),
            agreement: fields.optional(AGREEMENT),
            note: fields.optional(NOTE),
        };
        if let (Some(_), Some(_)) = (rule, status) {
            contradictions(fields, &row, hours);
            lists(fields, &row, risk);
        }
        row
    })
}

/// Finds what contradicts itself in a row.
fn contradictions(fields: &mut Fields, row: &Row, hours: Option<u8>) {
    let asks = !matches!(row.rule, ArrivalRule::Nobody | ArrivalRule::Unknown);
    let by_country = matches!(row.rule, ArrivalRule::FromRisk | ArrivalRule::FromRiskOrTransit { .. });
    let by_transit = matches!(row.rule, ArrivalRule::FromRiskOrTransit { .. });
    let ages = row.ages;
    fields.contradiction(
        !asks && ages.min_months.is_some(),
        YOUNGEST,
        "an age where no certificate is asked for",
    );
    fields.contradiction(
        !asks && ages.max_years.is_some(),
        OLDEST,
        "an age where no certificate is asked for",
    );
    fields.contradiction(
        matches!(ages, Ages { min_months: Some(min), max_years: Some(max) } if u16::from(min) > u16::from(max) * 12 + 11),
        OLDEST,
        "the oldest age is below the youngest",
    );
    fields.contradiction(
        by_transit && hours.is_none(),
        TRANSIT,
        "no hours, though transits count",
    );
    fields.contradiction(
        !by_transit && hours.is_some(),
        TRANSIT,
        "hours, though the requirement names no transit",
    );
    for (column, list) in [
        (ONLY_FROM, &row.only_from),
        (EXTRA_RISK, &row.extra_risk),
        (EXEMPT, &row.exempt),
    ] {
        fields.contradiction(
            !by_country && !list.is_empty(),
            column,
            "countries, though the requirement does not depend on them",
        );
    }
    fields.contradiction(
        (row.rule == ArrivalRule::Unknown) != (row.status == Status::Unknown),
        STATUS,
        "requirement and status are not unknown together",
    );
    if row.status != Status::Unknown {
        if row.source.is_none() {
            fields.fault(SOURCE, Problem::Empty);
        }
        if row.source_date.is_none() {
            fields.fault(SOURCE_DATE, Problem::Empty);
        }
    }
}

/// Finds lists of countries that contradict one another or `risk.csv`.
fn lists(fields: &mut Fields, row: &Row, risk: &BTreeMap<Country, (u64, CountryAtRisk)>) {
    let has_only = !row.only_from.is_empty();
    fields.contradiction(
        has_only && !(row.extra_risk.is_empty() && row.exempt.is_empty()),
        ONLY_FROM,
        "the only countries, beside others that are added or exempt",
    );
    fields.contradiction(
        row.extra_risk.iter().any(|country| risk.contains_key(country)),
        EXTRA_RISK,
        "a country that is in risk.csv anyway",
    );
    fields.contradiction(
        row.exempt.iter().any(|country| !risk.contains_key(country)),
        EXEMPT,
        "a country that is not in risk.csv",
    );
    let lists = [(ONLY_FROM, &row.only_from), (EXTRA_RISK, &row.extra_risk)];
    for (column, list) in lists {
        fields.contradiction(list.contains(&row.country), column, "the destination itself");
    }
}

fn sources(bytes: &[u8], faults: &mut Vec<TableFault>) -> Vec<SourceName> {
    let mut sheet = Sheet::open(SOURCES, bytes, &[SOURCE, NAME], faults);
    let mut all: Vec<SourceName> = Vec::new();
    for (line, record) in std::mem::take(&mut sheet.rows) {
        let mut fields = Fields {
            line,
            record: &record,
            sheet: &mut sheet,
        };
        let (source, name) = (fields.text(SOURCE), fields.text(NAME));
        for (column, text) in [(SOURCE, &source), (NAME, &name)] {
            if text.is_empty() {
                fields.fault(column, Problem::Empty);
            }
        }
        fields.contradiction(
            all.iter().any(|known| known.source == source),
            SOURCE,
            "the source stands twice",
        );
        all.push(SourceName { source, name });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "country,requirement,min_age_months,max_age_years,transit_hours,only_from,extra_risk,exempt,\
        status,source,source_date,agreement,note";
    const RISK_HEADER: &str = "country,partial,source,source_date";

    fn risk() -> String {
        format!("{RISK_HEADER}\nBR,yes,S1,2026-10-03\nGH,no,S1,2026-10-03\n")
    }

    fn read(requirements: &str, risk: &str) -> Result<Table, Vec<String>> {
        let files = TableFiles {
            requirements: requirements.as_bytes(),
            risk: risk.as_bytes(),
            ..TableFiles::default()
        };
        let read = files.read(Disease::YellowFever).map(|(table, _)| table);
        read.map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    /// Faults of a table with one row after a sound one, without the place of the row.
    fn faults(row: &str) -> Vec<String> {
        let table = format!("{HEADER}\nFR,none,,,,,,,settled,S1,2026-10,,\n{row}\n");
        let faults = read(&table, &risk()).unwrap_err();
        let stripped = faults
            .iter()
            .map(|fault| fault.strip_prefix("requirements.csv, line 3, column ").unwrap_or(fault));
        stripped.map(str::to_owned).collect()
    }

    #[test]
    fn a_sound_table_is_read() {
        let table = format!(
            "{HEADER}\r\nZA,risk+transit,12,60,12,,TZ,BR,settled,S1+S2,2026-10-03,2/2,\"a note, with a comma\"\r\n\
             FR,none,,,,,,,settled,S1,2026,,\r\n"
        );
        let table = read(&format!("\u{feff}{table}"), &risk()).unwrap();
        let codes: Vec<&str> = table.rows.iter().map(|row| row.country.as_str()).collect();
        assert_eq!(codes, ["FR", "ZA"], "in the order of the codes");
        let row = &table.rows[1];
        assert_eq!(row.rule, ArrivalRule::FromRiskOrTransit { hours: 12 });
        assert_eq!((row.ages.min_months, row.ages.max_years), (Some(12), Some(60)));
        assert_eq!(row.note.as_deref(), Some("a note, with a comma"));
        let counts = |code: &str| table.counts(row, Country::parse(code).unwrap());
        assert_eq!(["BR", "GH", "TZ", "ST"].map(counts), [false, true, true, false]);
        assert!(table.is_partial(Country::parse("BR").unwrap()));
    }

    #[test]
    fn every_fault_of_a_row_is_named_with_its_place() {
        for (row, expected) in [
            (
                "ZZ,none,,,,,,,settled,S1,2026,,",
                "country: \"ZZ\" is not a country code of ISO 3166-1 alpha-2",
            ),
            (
                "za,none,,,,,,,settled,S1,2026,,",
                "country: \"za\" is not a country code of ISO 3166-1 alpha-2",
            ),
            (
                "FR,none,,,,,,,settled,S1,2026,,",
                "country: FR stands twice, first in line 2",
            ),
            (
                "ZA,some,,,,,,,settled,S1,2026,,",
                "requirement: \"some\" is none of none, risk, risk+transit, all, unknown",
            ),
            (
                "ZA,none,,,,,,,sure,S1,2026,,",
                "status: \"sure\" is none of settled, disputed, unknown",
            ),
            (
                "ZA,none,12,,,,,,settled,S1,2026,,",
                "min_age_months: an age where no certificate is asked for",
            ),
            (
                "ZA,none,,60,,,,,settled,S1,2026,,",
                "max_age_years: an age where no certificate is asked for",
            ),
            (
                "ZA,none,,,12,,,,settled,S1,2026,,",
                "transit_hours: hours, though the requirement names no transit",
            ),
            (
                "ZA,risk+transit,,,,,,,settled,S1,2026,,",
                "transit_hours: no hours, though transits count",
            ),
            (
                "ZA,all,241,,,,,,settled,S1,2026,,",
                "min_age_months: \"241\" is not a whole number from 0 to 240",
            ),
            (
                "ZA,all,+9,,,,,,settled,S1,2026,,",
                "min_age_months: \"+9\" is not a whole number from 0 to 240",
            ),
            (
                "ZA,all,240,19,,,,,settled,S1,2026,,",
                "max_age_years: the oldest age is below the youngest",
            ),
            (
                "ZA,all,,,,BR,,,settled,S1,2026,,",
                "only_from: countries, though the requirement does not depend on them",
            ),
            (
                "ZA,risk,,,,BR,TZ,,settled,S1,2026,,",
                "only_from: the only countries, beside others that are added or exempt",
            ),
            (
                "ZA,risk,,,,,BR,,settled,S1,2026,,",
                "extra_risk: a country that is in risk.csv anyway",
            ),
            (
                "ZA,risk,,,,,,TZ,settled,S1,2026,,",
                "exempt: a country that is not in risk.csv",
            ),
            ("ZA,risk,,,,ZA,,,settled,S1,2026,,", "only_from: the destination itself"),
            (
                "ZA,risk,,,,BR BR,,,settled,S1,2026,,",
                "only_from: BR stands twice, first in line 3",
            ),
            (
                "ZA,risk,,,,BR;GH,,,settled,S1,2026,,",
                "only_from: \"BR;GH\" is not a country code of ISO 3166-1 alpha-2",
            ),
            (
                "ZA,unknown,,,,,,,settled,S1,2026,,",
                "status: requirement and status are not unknown together",
            ),
            (
                "ZA,none,,,,,,,unknown,,,,",
                "status: requirement and status are not unknown together",
            ),
            ("ZA,none,,,,,,,settled,,2026,,", "source: is empty"),
            ("ZA,none,,,,,,,disputed,S1,,,", "source_date: is empty"),
            (
                "ZA,none,,,,,,,settled,S1,soon,,",
                "source_date: \"soon\" is not a date (YYYY, YYYY-MM or YYYY-MM-DD)",
            ),
            ("ZA,none", "requirements.csv, line 3: 2 fields for 13 columns"),
        ] {
            assert_eq!(faults(row), [expected], "{row}");
        }
        let both = faults("ZA,none,12,,12,,,,settled,S1,2026,,");
        assert_eq!(both.len(), 2, "all faults at once: {both:?}");
    }

    #[test]
    fn files_and_columns() {
        let row = "FR,none,,,,,,,settled,S1,2026,,\n";
        let sound = format!("{HEADER}\n{row}");
        assert!(read(&sound, &risk()).is_ok());
        for (requirements, risk, expected) in [
            (
                HEADER.replace("note", "remark"),
                risk(),
                "requirements.csv, line 1: there is no column of the name \"remark\"",
            ),
            (
                HEADER.replace(",note", ""),
                risk(),
                "requirements.csv, line 1, column note: the column is missing",
            ),
            (
                format!("{HEADER},note"),
                risk(),
                "requirements.csv, line 1, column note: the column stands twice",
            ),
            (
                String::new(),
                risk(),
                "requirements.csv, line 1: not comma-separated values in UTF-8",
            ),
            (
                sound.clone(),
                format!("{RISK_HEADER}\nBR,maybe,S1,2026\n"),
                "risk.csv, line 2, column partial: \"maybe\" is none of yes, no",
            ),
        ] {
            assert_eq!(read(&requirements, &risk).unwrap_err()[0], expected);
        }
        let files = TableFiles {
            requirements: sound.as_bytes(),
            risk: risk().as_bytes(),
            low_potential: Some(b"country,partial,source,source_date\nBR,no,S1,2026\n"),
            sources: Some(b"source,name\nS1,First\nS1,Second\n"),
        }
        .read(Disease::YellowFever);
        let faults: Vec<String> = files.unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            faults,
            [
                "low_potential.csv, line 2, column country: the country is in risk.csv too",
                "sources.csv, line 3, column source: the source stands twice",
            ]
        );
        let broken = TableFiles {
            requirements: b"country\n\xff\n",
            ..TableFiles::default()
        };
        assert!(broken.read(Disease::YellowFever).is_err());
    }

    #[test]
    fn limits_of_a_table() {
        // MAX_REQUIREMENTS
        let sized = |bytes: usize| {
            let table = format!("{HEADER}\nFR,none,,,,,,,settled,S1,2026,,\n");
            let table = format!("{table}{}", "\n".repeat(bytes - table.len()));
            assert_eq!(table.len(), bytes);
            read(&table, &risk()).is_ok()
        };
        assert!(sized(MAX_REQUIREMENTS));
        assert!(!sized(MAX_REQUIREMENTS + 1));
        // MAX_REQUIREMENT_TEXT
        let noted = |length: usize| {
            let row = format!("FR,none,,,,,,,settled,S1,2026,,{}", "x".repeat(length));
            read(&format!("{HEADER}\n{row}\n"), &risk()).is_ok()
        };
        assert!(noted(MAX_REQUIREMENT_TEXT));
        assert!(!noted(MAX_REQUIREMENT_TEXT + 1));
        // MAX_REQUIREMENT_ROWS: at the limit each repeated row is named, beyond it their number.
        let rows = |count: usize| {
            let rows = "FR,none,,,,,,,settled,S1,2026,,\n".repeat(count);
            read(&format!("{HEADER}\n{rows}"), &risk()).unwrap_err().len()
        };
        assert_eq!(rows(MAX_REQUIREMENT_ROWS), MAX_REQUIREMENT_ROWS - 1);
        assert_eq!(rows(MAX_REQUIREMENT_ROWS + 1), 1);
    }
}
