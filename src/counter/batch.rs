//! A clinic's day in a CSV file: a line a dose.
//!
//! The first line names the columns, in any order. `surname`, `birth_date`, `nationality`, `product`, `date` and `batch`
//! must be there; `given`, `surname_latin`, `given_latin`, `sex`, `document`, `centre`, `clinician`, `from`, `until`,
//! `from_paper` and `confirmed` may. Without a Latin spelling it is the transliteration, by the language of the
//! nationality. `confirmed` has names of [`Problem`]s that are only questions, between spaces.

use super::{Dose, Draft, Name, Problem, Severity, Sex, Traveller};
use crate::{
    limits::{MAX_BATCH, MAX_BATCH_ROWS},
    person::CyrillicLanguage,
};

/// Columns that may be there; the first six must.
const COLUMNS: [&str; 17] = [
    "surname",
    "birth_date",
    "nationality",
    "product",
    "date",
    "batch",
    "given",
    "surname_latin",
    "given_latin",
    "sex",
    "document",
    "centre",
    "clinician",
    "from",
    "until",
    "from_paper",
    "confirmed",
];
/// Number of columns that must be there.
const NEEDED: usize = 6;

/// Reason for not reading a whole file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// It is larger than allowed.
    #[error("the file has {0} bytes, more than the {MAX_BATCH} allowed")]
    TooLarge(usize),
    /// It has more lines than allowed.
    #[error("the file has more than {MAX_BATCH_ROWS} lines")]
    TooManyRows,
    /// The names stand between semicolons.
    #[error("the columns stand between semicolons: save the file with commas")]
    Semicolons,
    /// The first line is none of names.
    #[error("the first line is not one of column names: {0}")]
    Header(String),
    /// A column is missing.
    #[error("there is no column {0}")]
    Missing(&'static str),
    /// A column is unknown, so that what stands there would be lost.
    #[error("the column {:?} is not known; there are {}", .0, COLUMNS.join(", "))]
    Unknown(String),
    /// A column is named twice.
    #[error("the column {0} is there twice")]
    Twice(&'static str),
}

/// Reason for not understanding a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowError {
    /// It cannot be read, for example because it is no UTF-8.
    #[error("the line cannot be read: {0}")]
    Unreadable(String),
    /// A quotation mark is not closed on the line. No field has several lines.
    #[error("a quotation mark is not closed on this line")]
    OpenQuote,
    /// It has another number of fields than the line of names.
    #[error("the line has {found} fields, the first line {expected}")]
    Fields {
        /// Fields of this line.
        found: usize,
        /// Column names.
        expected: usize,
    },
    /// The sex is none of F, M, X.
    #[error("the sex is none of F, M and X")]
    Sex,
    /// A confirmation is no name of a question.
    #[error("{0:?} is no question that can be confirmed")]
    Confirmation(String),
}

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BatchRow {
    /// Line in the file, from 1; that of the column names is the first.
    pub line: u64,
    /// What it says.
    pub draft: Result<Draft, RowError>,
}

/// Reads a file (CSV of RFC 4180, but a field ends on its line). A line that cannot be understood does not keep the others
/// from being read: each has its row.
///
/// # Errors
/// See [`BatchError`].
pub fn read_batch(bytes: &[u8]) -> Result<Vec<BatchRow>, BatchError> {
    if bytes.len() > MAX_BATCH {
        return Err(BatchError::TooLarge(bytes.len()));
    }
    // Spreadsheets write a byte order mark.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut lines = lines(bytes);
    let (_, header) = lines.next().unwrap_or_default();
    let header = fields(header).map_err(|error| BatchError::Header(error.to_string()))?;
    if header.len() == 1 && header.iter().any(|name| name.contains(';')) {
        return Err(BatchError::Semicolons);
    }
    let places = places(&header)?;
    let mut rows = Vec::new();
    for (line, text) in lines {
        if rows.len() >= MAX_BATCH_ROWS {
            return Err(BatchError::TooManyRows);
        }
        let row = fields(text).and_then(|record| {
            if record.len() != header.len() {
                return Err(RowError::Fields {
                    found: record.len(),
                    expected: header.len(),
                });
            }
            let field = |column: &str| {
                let place = COLUMNS.iter().position(|known| *known == column)?;
                record.get(places[place]?)
            };
            draft(&|column| field(column).unwrap_or_default())
        });
        rows.push(BatchRow { line, draft: row });
    }
    Ok(rows)
}

/// The lines that are not empty, with their numbers from 1. A line ends with CR LF, LF or CR.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let mut number = 0;
    let mut rest = bytes;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            number += 1;
            let end = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
            let (line, after) = rest.split_at(end.unwrap_or(rest.len()));
            rest = after.strip_prefix(b"\r\n").or(after.get(1..)).unwrap_or_default();
            if !line.is_empty() {
                return Some((number, line));
            }
        }
        None
    })
}

/// The fields of a line.
fn fields(line: &[u8]) -> Result<csv::StringRecord, RowError> {
    // A mark within quoted text is written twice.
    if line.iter().filter(|byte| **byte == b'"').count() % 2 == 1 {
        return Err(RowError::OpenQuote);
    }
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.trim(csv::Trim::All).has_headers(false).from_reader(line);
    let mut record = csv::StringRecord::new();
    match reader.read_record(&mut record) {
        Ok(_) => Ok(record),
        Err(error) => Err(RowError::Unreadable(error.to_string())),
    }
}

/// Place of each column in the file.
fn places(header: &csv::StringRecord) -> Result<[Option<usize>; COLUMNS.len()], BatchError> {
    let mut places = [None; COLUMNS.len()];
    for (at, name) in header.iter().enumerate() {
        let place = COLUMNS.iter().position(|known| *known == name);
        let place = place.ok_or_else(|| BatchError::Unknown(name.to_owned()))?;
        if places[place].replace(at).is_some() {
            return Err(BatchError::Twice(COLUMNS[place]));
        }
    }
    let missing = (0..NEEDED).find(|place| places[*place].is_none());
    missing.map_or(Ok(places), |place| Err(BatchError::Missing(COLUMNS[place])))
}

fn draft<'a>(field: &impl Fn(&str) -> &'a str) -> Result<Draft, RowError> {
    let text = |column: &str| field(column).to_owned();
    let nationality = text("nationality");
    let language = CyrillicLanguage::of_country(&nationality.to_ascii_uppercase());
    let name = |original: &str, latin: &str| {
        let mut name = Name::new(original, language);
        if !latin.is_empty() {
            latin.clone_into(&mut name.latin);
        }
        name
    };
    let question = |name: &str| {
        let mut all = Problem::ALL.iter().copied();
        all.find(|problem| problem.as_str() == name && problem.severity() == Severity::Question)
            .ok_or_else(|| RowError::Confirmation(name.chars().take(40).collect()))
    };
    let sex = match field("sex") {
        "" => None,
        letter => Some(Sex::of_letter(letter).ok_or(RowError::Sex)?),
    };
    Ok(Draft {
        traveller: Traveller {
            surname: name(field("surname"), field("surname_latin")),
            given: name(field("given"), field("given_latin")),
            birth_date: text("birth_date"),
            sex,
            nationality,
            document: text("document"),
        },
        dose: Dose {
            product: text("product"),
            date: text("date"),
            batch: text("batch"),
            centre: text("centre"),
            clinician: text("clinician"),
            from: text("from"),
            until: text("until"),
        },
        from_paper: text("from_paper"),
        confirmed: field("confirmed")
            .split_whitespace()
            .map(question)
            .collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::{OffsetDateTime, macros::datetime};

    const AT: OffsetDateTime = datetime!(2026-11-28 10:00 UTC);
    const HEADER: &str = "surname,given,birth_date,nationality,product,date,batch,centre,sex,confirmed\n";

    fn rows(lines: &str) -> Vec<BatchRow> {
        read_batch(format!("\u{feff}{HEADER}{lines}").as_bytes()).unwrap()
    }

    #[test]
    fn a_line_is_a_draft() {
        let found = rows(
            "Згурський, Яна ,1990-01-02,UKR,P,2026-11-01,LOT,\"Markt 3, Essen\",F,given-name-missing name-cut\n\
             too,few\n\nB,,1990,UTO,P,2026-11-01,LOT,X,q,\nC,,1990,UTO,P,2026-11-01,LOT,X,,surname-missing\nD,,,,,,,,,\n",
        );
        let lines: Vec<u64> = found.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 3, 5, 6, 7]);
        let draft = found[0].draft.as_ref().unwrap();
        assert_eq!(
            (
                draft.traveller.surname.latin.as_str(),
                draft.traveller.given.latin.as_str()
            ),
            ("ZHURSKYI", "YANA")
        );
        assert_eq!(
            (draft.dose.centre.as_str(), draft.traveller.sex),
            ("Markt 3, Essen", Some(Sex::Female))
        );
        assert_eq!(draft.confirmed, [Problem::GivenNameMissing, Problem::NameCut]);
        let fields = RowError::Fields { found: 2, expected: 10 };
        assert_eq!(found[1].draft, Err(fields));
        assert_eq!(found[2].draft, Err(RowError::Sex));
        // What is refused cannot be confirmed.
        assert_eq!(
            found[3].draft,
            Err(RowError::Confirmation("surname-missing".to_owned()))
        );
        assert!(found[4].draft.is_ok());
        // A Latin spelling that is given counts.
        let given = read_batch(b"surname,surname_latin,birth_date,nationality,product,date,batch\nA,B,,,,,\n").unwrap();
        assert_eq!(given[0].draft.as_ref().unwrap().traveller.surname.latin, "B");
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_costs_its_line_alone() {
        let good = "B,,1990,UTO,P,2026-11-01,LOT,X,,\n";
        let found = rows(&format!(
            "{good}\"A,,1990,UTO,P,2026-11-01,LOT,X,,\n{good}C,,1990,UTO,P,2026-11-01,LOT,X,,\"q\n{good}D,,1990,UTO,P,2026-11-01,LOT,\"X \"\"Y\"\"\",,\n"
        ));
        let lines: Vec<u64> = found.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 7]);
        for (row, is_good) in found.iter().zip([true, false, true, false, true, true]) {
            assert_eq!(row.draft.is_ok(), is_good, "{row:?}");
        }
        assert_eq!(found[1].draft, Err(RowError::OpenQuote));
        assert_eq!(found[5].draft.as_ref().unwrap().dose.centre, "X \"Y\"");
    }

    #[test]
    fn lines_end_in_each_way_and_are_counted() {
        for end in ["\n", "\r\n", "\r"] {
            let line = "B,,1990,UTO,P,2026-11-01,LOT,X,,";
            let file = [HEADER.trim(), "", line, line, "", "", line].join(end);
            for file in [file.clone(), file + end] {
                let rows = read_batch(file.as_bytes()).unwrap();
                let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
                assert_eq!(lines, [3, 4, 7], "{end:?}");
                assert!(rows.iter().all(|row| row.draft.is_ok()));
            }
        }
        // Not even UTF-8.
        let mut bytes = format!("{HEADER}A,").into_bytes();
        bytes.extend(b"\xff,,,,,,,,\n");
        assert!(matches!(
            read_batch(&bytes).unwrap()[0].draft,
            Err(RowError::Unreadable(_))
        ));
    }

    #[test]
    fn letters_that_are_left_out_are_asked_about_in_every_language() {
        let asked = |surname: &str, latin: &str, nationality: &str| {
            let table = format!(
                "surname,surname_latin,given,birth_date,nationality,product,date,batch\n\
                 {surname},{latin},Яна,1990-01-02,{nationality},P,2026-11-01,LOT\n"
            );
            let rows = read_batch(table.as_bytes()).unwrap();
            let found = rows[0].draft.as_ref().unwrap().check(AT, None).unwrap_err();
            found
                .list()
                .iter()
                .any(|finding| finding.problem == Problem::LettersLeftOut)
        };
        for nationality in ["BLR", "BGR", "MKD", "SRB", "UKR", "ukr", "RUS", "JPN"] {
            assert!(asked("Згурський 山", "", nationality), "{nationality}");
            assert!(!asked("Згурський", "", nationality), "{nationality}");
            // What somebody typed is right.
            assert!(!asked("Згурський 山", "ZHURSKYI YAMA", nationality), "{nationality}");
        }
    }

    #[test]
    fn columns_are_known_and_there_once() {
        for (header, error) in [
            ("surname,birth_date", BatchError::Missing("nationality")),
            ("surname,email", BatchError::Unknown("email".to_owned())),
            ("surname,surname", BatchError::Twice("surname")),
            ("", BatchError::Missing("surname")),
            ("surname;birth_date;nationality", BatchError::Semicolons),
        ] {
            assert_eq!(read_batch(format!("{header}\n").as_bytes()), Err(error), "{header}");
        }
        assert!(matches!(read_batch(b"surname,\xff\n"), Err(BatchError::Header(_))));
    }

    #[test]
    fn files_are_bounded() {
        let line = "A,,1990,UTO,P,2026-11-01,LOT,X,,\n";
        assert_eq!(rows(&line.repeat(MAX_BATCH_ROWS)).len(), MAX_BATCH_ROWS);
        let many = format!("{HEADER}{}", line.repeat(MAX_BATCH_ROWS + 1));
        assert_eq!(read_batch(many.as_bytes()), Err(BatchError::TooManyRows));
        let long = vec![b' '; MAX_BATCH + 1];
        assert_eq!(read_batch(&long), Err(BatchError::TooLarge(MAX_BATCH + 1)));
        assert_ne!(read_batch(&long[1..]), Err(BatchError::TooLarge(MAX_BATCH)));
    }
}
