//! Names for the codes that passes use most. An unknown code is shown as the code.
//!
//! Sources: EU value sets (ehn-dcc-development/eu-dcc-valuesets), ICD-11 (WHO), CVX (CDC),
//! SNOMED CT identifiers as the EU value sets name them.

/// Code and name, in the order of the codes.
type Names = &'static [(&'static str, &'static str)];

const DISEASES: Names = &[
    ("1C81", "Poliomyelitis"),
    ("1D47", "Yellow fever"),
    ("398102009", "Poliomyelitis"),
    ("16541001", "Yellow fever"),
    ("840539006", "COVID-19"),
    ("RA01", "COVID-19"),
    ("RA01.0", "COVID-19"),
];

const PRODUCTS: Names = &[
    // EU marketing authorisations and names of the DCC value set.
    ("EU/1/20/1507", "Spikevax"),
    ("EU/1/20/1525", "Jcovden"),
    ("EU/1/20/1528", "Comirnaty"),
    ("EU/1/21/1529", "Vaxzevria"),
    ("EU/1/21/1580", "COVID-19 Vaccine Valneva"),
    ("EU/1/21/1618", "Nuvaxovid"),
    ("EU/1/21/1624", "VidPrevtyn Beta"),
    ("BBIBP-CorV", "BBIBP-CorV"),
    ("CoronaVac", "CoronaVac"),
    ("Covaxin", "Covaxin"),
    ("Covishield", "Covishield"),
    ("Sputnik-V", "Sputnik V"),
    // ICD-11 extension codes.
    ("XM0CX4", "COVID-19 vaccine, replicating viral vector"),
    ("XM0GQ8", "COVID-19 vaccine, RNA based"),
    ("XM0N24", "Yellow fever vaccine"),
    ("XM1J92", "COVID-19 vaccine, virus-like particle"),
    ("XM1NL1", "COVID-19 vaccine, inactivated virus"),
    ("XM5DF6", "COVID-19 vaccine, live attenuated virus"),
    ("XM5JC5", "COVID-19 vaccine, protein subunit"),
    ("XM68M6", "COVID-19 vaccine"),
    ("XM6AT1", "COVID-19 vaccine, DNA based"),
    ("XM9QW8", "COVID-19 vaccine, non-replicating viral vector"),
];

const CVX: Names = &[
    ("207", "COVID-19, Moderna"),
    ("208", "COVID-19, Pfizer-BioNTech"),
    ("210", "COVID-19, AstraZeneca"),
    ("211", "COVID-19, Novavax"),
    ("212", "COVID-19, Janssen"),
    ("213", "COVID-19, unspecified"),
    ("217", "COVID-19, Pfizer-BioNTech"),
    ("218", "COVID-19, Pfizer-BioNTech, children"),
    ("219", "COVID-19, Pfizer-BioNTech, children"),
    ("221", "COVID-19, Moderna"),
    ("229", "COVID-19, Moderna bivalent"),
    ("230", "COVID-19, Moderna bivalent"),
    ("300", "COVID-19, Pfizer-BioNTech bivalent"),
    ("301", "COVID-19, Pfizer-BioNTech bivalent"),
    ("37", "Yellow fever"),
    ("510", "COVID-19, Sinopharm BIBP"),
    ("511", "COVID-19, CoronaVac"),
];

const MAKERS: Names = &[
    ("ORG-100001417", "Janssen-Cilag International"),
    ("ORG-100001699", "AstraZeneca AB"),
    ("ORG-100030215", "BioNTech Manufacturing GmbH"),
    ("ORG-100031184", "Moderna Biotech Spain S.L."),
    ("ORG-100032020", "Novavax CZ a.s."),
];

const TESTS: Names = &[
    ("LP217198-3", "Rapid antigen test"),
    ("LP6464-4", "Molecular test (NAAT, PCR)"),
];

fn named(names: Names, code: &str) -> String {
    let found = names.iter().find(|(known, _)| *known == code);
    found.map_or(code, |(_, name)| name).to_owned()
}

/// A disease, by SNOMED CT or ICD-11.
#[must_use]
pub fn disease(code: &str) -> String {
    named(DISEASES, code)
}

/// A vaccine, by EU authorisation or ICD-11.
#[must_use]
pub fn product(code: &str) -> String {
    named(PRODUCTS, code)
}

/// A vaccine, by CVX.
#[must_use]
pub fn cvx(code: &str) -> String {
    named(CVX, code)
}

/// A maker of vaccines, by the EU's organisation identifiers.
#[must_use]
pub fn maker(code: &str) -> String {
    named(MAKERS, code)
}

/// A kind of test, by LOINC.
#[must_use]
pub fn test(code: &str) -> String {
    named(TESTS, code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_code_stays_a_code() {
        assert_eq!(product("EU/1/20/1528"), "Comirnaty");
        assert_eq!(product("EU/9/99/9999"), "EU/9/99/9999");
        assert_eq!(disease("RA01.0"), "COVID-19");
        assert_eq!(cvx("207"), "COVID-19, Moderna");
        assert_eq!(test("LP6464-4"), "Molecular test (NAAT, PCR)");
    }
}
