//! WHO's list of the vaccines that an ICVP may name: the value set `ICVPProductIds`, see docs/WHO.md.
//!
//! `icvp-products.csv` beside this file is the list; a test compares it with the table, which keeps only what tells the
//! identifiers apart: they would be the largest part of the page that does not compress.

use sha2::{Digest, Sha256};

/// Day of WHO's list.
pub const PRODUCTS_AS_OF: &str = "2025-10-30";

/// A vaccine on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Product {
    /// The disease that counts for a certificate. Combined vaccines protect against others as well.
    pub disease: &'static str,
    /// Kind of vaccine.
    pub name: &'static str,
    /// Its maker.
    pub maker: &'static str,
}

pub(super) const YELLOW_FEVER: &str = "Yellow fever";
pub(super) const POLIO: &str = "Poliomyelitis";

/// Kinds of vaccine: the first is against yellow fever, the others contain polio.
const KINDS: [&str; 8] = [
    "Yellow fever vaccine",
    "Oral polio vaccine, types 1, 2 and 3",
    "Oral polio vaccine, types 1 and 3",
    "Oral polio vaccine, one type",
    "Novel oral polio vaccine, type 2",
    "Inactivated polio vaccine",
    "Inactivated polio vaccine, Sabin strains",
    "Combined vaccine with inactivated polio",
];

/// Makers of the vaccines.
const MAKERS: [&str; 17] = [
    "Chumakov Federal Scientific Center",
    "Institut Pasteur de Dakar",
    "Sanofi Pasteur",
    "Bio-Manguinhos/Fiocruz",
    "Bharat Biotech",
    "Panacea Biotec",
    "PT Bio Farma",
    "Haffkine Bio Pharmaceutical",
    "LG Chem",
    "Serum Institute of India",
    "AJ Vaccines",
    "GlaxoSmithKline Biologicals",
    "Bilthoven Biologicals",
    "Biological E.",
    "Beijing Institute of Biological Products",
    "Sinovac Biotech",
    "Sanofi Healthcare India",
];

/// The first four bytes of SHA-256 over each identifier, then its kind (three bits) and its maker (five bits).
#[rustfmt::skip]
const PRODUCTS: [[u8; 5]; 60] = [
    [0xdf, 0x28, 0xd5, 0x4d, 0x00], [0x37, 0xc7, 0x8a, 0x6d, 0x00], [0x84, 0x7a, 0x6e, 0x4c, 0x00],
    [0xbc, 0x13, 0x2c, 0xf5, 0x00], [0xc7, 0x26, 0x82, 0xcf, 0x01], [0xce, 0xf1, 0x15, 0x4c, 0x01],
    [0xee, 0xb5, 0x53, 0x92, 0x01], [0xb3, 0xd9, 0x27, 0x67, 0x02], [0x5c, 0x97, 0xa4, 0xdd, 0x03],
    [0x69, 0x0b, 0x84, 0x56, 0x03], [0x3d, 0x56, 0x0a, 0xd6, 0x03], [0xc0, 0xf9, 0xa6, 0xdc, 0x24],
    [0x3f, 0x3e, 0x46, 0xeb, 0x24], [0x28, 0x62, 0xba, 0x43, 0x26], [0xd1, 0x1b, 0xf3, 0xbf, 0x27],
    [0x8f, 0xe0, 0xa6, 0x45, 0x44], [0x75, 0x43, 0x5f, 0x30, 0x44], [0x4e, 0x79, 0xd8, 0x10, 0x45],
    [0x32, 0x07, 0x89, 0x35, 0x45], [0x88, 0x3b, 0x8e, 0xca, 0x46], [0xc1, 0x27, 0x98, 0x45, 0x46],
    [0x8f, 0xec, 0xe3, 0x8b, 0x47], [0x9e, 0x10, 0x79, 0x71, 0x49], [0xff, 0x5a, 0x07, 0x69, 0x49],
    [0xd9, 0xe9, 0x2c, 0x9d, 0x4b], [0x60, 0x1d, 0xf8, 0x87, 0x4b], [0x12, 0xb6, 0x82, 0x04, 0x4e],
    [0x30, 0xfe, 0x90, 0x7b, 0x62], [0x81, 0xc6, 0x49, 0xb2, 0x66], [0x9e, 0x20, 0x9e, 0xe3, 0x66],
    [0xd2, 0x79, 0x26, 0x0b, 0x67], [0xec, 0x45, 0x30, 0xe6, 0x6b], [0xf5, 0x9e, 0x1e, 0xb2, 0x6b],
    [0x19, 0xaf, 0x87, 0xd8, 0x6b], [0xee, 0xf5, 0x17, 0x28, 0x6b], [0xec, 0xf9, 0xe9, 0x3c, 0x6b],
    [0x49, 0x32, 0xe8, 0xe9, 0x6b], [0x53, 0x9b, 0x85, 0x81, 0x86], [0x04, 0xff, 0x45, 0x80, 0x8d],
    [0x51, 0x62, 0xc2, 0xd6, 0x8d], [0xab, 0x53, 0x25, 0x90, 0xa2], [0x4b, 0xfa, 0x45, 0xf9, 0xa9],
    [0x1b, 0xb0, 0x6c, 0x9e, 0xa9], [0x99, 0xdf, 0x5e, 0x95, 0xa9], [0x5f, 0xc6, 0xdb, 0xd7, 0xa9],
    [0xfc, 0xb8, 0xfd, 0x13, 0xaa], [0xc9, 0x2e, 0xd8, 0x39, 0xaa], [0x2d, 0xae, 0x1f, 0x31, 0xac],
    [0xb0, 0x0d, 0xd5, 0xf2, 0xac], [0x34, 0xbb, 0xbe, 0x66, 0xac], [0x0a, 0xc9, 0x37, 0x77, 0xb0],
    [0x71, 0x83, 0x7f, 0xe1, 0xb0], [0xb4, 0x2a, 0xbb, 0x3a, 0xc8], [0x7c, 0x64, 0x73, 0x93, 0xc8],
    [0xef, 0x9e, 0x35, 0x92, 0xce], [0x72, 0x07, 0x53, 0x4c, 0xcf], [0x3e, 0xfe, 0x61, 0x5e, 0xcf],
    [0x7c, 0xf3, 0xb0, 0xb6, 0xe2], [0x4c, 0x33, 0xba, 0xef, 0xe9], [0x72, 0x24, 0x89, 0xc9, 0xe9],
];

/// Finds a vaccine by its identifier, such as `YellowFeverProductd2c75a15ed309658b3968519ddb31690`.
pub(super) fn find(identifier: &str) -> Option<Product> {
    let digest = Sha256::digest(identifier);
    let [.., row] = PRODUCTS.iter().find(|row| row[..4] == digest[..4])?;
    let (kind, maker) = (usize::from(row >> 5), usize::from(row & 31));
    Some(Product {
        disease: if kind == 0 { YELLOW_FEVER } else { POLIO },
        name: KINDS.get(kind)?,
        maker: MAKERS.get(maker)?,
    })
}

/// True for a disease whose vaccines the list has.
pub(super) fn is_listed(disease: &str) -> bool {
    disease == YELLOW_FEVER || disease == POLIO
}

/// True for an identifier of the form of WHO's list: a kind of vaccine, `Product`, and something that tells it apart.
pub(super) fn is_identifier(code: &str) -> bool {
    code.split_once("Product")
        .is_some_and(|(kind, rest)| !kind.is_empty() && !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = include_str!("icvp-products.csv");

    /// Fields of a row; a kind of vaccine may contain commas and stands in quotes.
    fn fields(row: &str) -> [&str; 4] {
        let (start, rest) = row.split_once(",\"").unwrap();
        let (identifier, disease) = start.split_once(',').unwrap();
        let (kind, maker) = rest.split_once("\",").unwrap();
        [identifier, disease, kind, maker]
    }

    #[test]
    fn the_table_is_the_list() {
        let rows: Vec<[&str; 4]> = LIST.lines().skip(1).map(fields).collect();
        assert_eq!(rows.len(), 60);
        let mut table = Vec::new();
        for [identifier, disease, kind, maker] in &rows {
            let digest = Sha256::digest(identifier);
            let place = |names: &[&str], name: &str| names.iter().position(|n| *n == name).unwrap() as u8;
            table.push([
                digest[0],
                digest[1],
                digest[2],
                digest[3],
                place(&KINDS, kind) << 5 | place(&MAKERS, maker),
            ]);
            let found = find(identifier).unwrap_or_else(|| panic!("{identifier} is not found"));
            let name = match *disease {
                "yellow-fever" => YELLOW_FEVER,
                "polio" => POLIO,
                other => panic!("{other}"),
            };
            assert_eq!((found.disease, found.name, found.maker), (name, *kind, *maker));
            assert!(is_identifier(identifier));
        }
        assert_eq!(table, PRODUCTS, "PRODUCTS is {table:#04x?}");
    }

    #[test]
    fn what_is_like_an_identifier_is_none() {
        let identifier = fields(LIST.lines().nth(1).unwrap())[0];
        for place in 0..identifier.len() {
            let mut other = identifier.to_owned();
            let letter = if &other[place..=place] == "0" { "1" } else { "0" };
            other.replace_range(place..=place, letter);
            assert_eq!(find(&other), None, "{other}");
        }
        for other in [
            "",
            "YellowFeverProduct",
            "XM0N24",
            &identifier.to_uppercase(),
            &format!("{identifier} "),
        ] {
            assert_eq!(find(other), None, "{other}");
        }
        for (code, is_one) in [
            ("YellowFeverProduct1", true),
            ("PolioVaccineOralOPVBivalTypes1and3Product", false),
            ("Product1", false),
            ("XM0N24", false),
        ] {
            assert_eq!(is_identifier(code), is_one, "{code}");
        }
    }
}
