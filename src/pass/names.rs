//! Names for the most frequent codes in passes. An unknown code is shown as it is.
//!
//! Sources: EU value sets (ehn-dcc-development/eu-dcc-valuesets), ICD-11 (WHO), CVX (CDC), LOINC codes from HL7's value
//! sets for SMART Health Cards, SNOMED CT identifiers from the EU value sets and WHO's maps for DDCCs.

use super::TestResult;

/// Codes with their names, in the order of the codes.
type Names = &'static [(&'static str, &'static str)];

const DISEASES: Names = &[
    ("1C81", "Poliomyelitis"),
    ("1D47", "Yellow fever"),
    ("398102009", "Poliomyelitis"),
    ("16541001", "Yellow fever"),
    // The virus is what a DDCC names in the place of its disease.
    ("840533007", "COVID-19"),
    ("840539006", "COVID-19"),
    ("RA01", "COVID-19"),
    ("RA01.0", "COVID-19"),
    ("XN109", "COVID-19"),
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
    // ICD-11 extension codes: kinds and brands.
    ("XM0CX4", "COVID-19 vaccine, replicating viral vector"),
    ("XM0GQ8", "COVID-19 vaccine, RNA based"),
    ("XM0N24", "Yellow fever vaccine"),
    ("XM1G90", "Covaxin"),
    ("XM1J92", "COVID-19 vaccine, virus-like particle"),
    ("XM1NL1", "COVID-19 vaccine, inactivated virus"),
    ("XM3DT5", "COVID-19 Vaccine Moderna"),
    ("XM4YL8", "COVID-19 Vaccine AstraZeneca"),
    ("XM5DF6", "COVID-19 vaccine, live attenuated virus"),
    ("XM5JC5", "COVID-19 vaccine, protein subunit"),
    ("XM68M6", "COVID-19 vaccine"),
    ("XM6AT1", "COVID-19 vaccine, DNA based"),
    ("XM6QV1", "COVID-19 Vaccine Janssen"),
    ("XM7HT3", "CoronaVac"),
    ("XM8866", "BBIBP-CorV"),
    ("XM8NQ0", "Comirnaty"),
    ("XM97T2", "Covishield"),
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

// LOINC codes of tests for SARS-CoV-2 by method: those of the EU's value set, and of HL7's for
// laboratory results.
const LOINC_MOLECULAR: &str = "LP6464-4 94306-8 94307-6 94308-4 94309-2 94310-0 94314-2 94315-9 94316-7 94500-6 94502-2 94531-1 \
    94532-9 94533-7 94534-5 94559-2 94565-9 94639-2 94640-0 94641-8 94647-5 94660-8 94756-4 94757-2 94758-0 94759-8 94760-6 \
    94765-5 94766-3 94767-1 94822-4 94845-5 95406-5 95409-9 95423-0 95424-8 95425-5 95608-6 95609-4 95823-1 95824-9 96091-4 \
    96120-1 96121-9 96122-7 96123-5 96448-6 96752-1 96763-8 96765-3 96797-6 96829-7 96957-6 96958-4 96986-5 97098-8 98131-6 \
    98132-4 98493-0 98494-8";
const LOINC_RAPID_ANTIGEN: &str = "LP217198-3 94558-4 95209-3 97097-0";
const LOINC_ANTIGEN: &str = "96119-3";
const LOINC_ANTIBODY: &str = "94503-0 94504-8 94505-5 94506-3 94507-1 94508-9 94547-7 94562-6 94563-4 94564-2 94761-4 94762-2 \
    94768-9 95125-1 95411-5 95416-4 95542-7 95825-6 96603-6 98069-8 99596-9 99597-7";

fn named(names: Names, code: &str) -> String {
    let found = names.iter().find(|(known, _)| *known == code);
    found.map_or(code, |(_, name)| name).to_owned()
}

/// True for a code that has a name or meaning here.
pub(super) fn is_known(code: &str) -> bool {
    let has_name = |names: &Names| names.iter().any(|(known, _)| *known == code);
    [DISEASES, PRODUCTS, MAKERS].iter().any(has_name) || infection_test(code).is_some() || result(code).is_some()
}

/// Name of a disease, by SNOMED CT or ICD-11.
#[must_use]
pub fn disease(code: &str) -> String {
    named(DISEASES, code)
}

/// Name of a vaccine, by EU authorisation or ICD-11.
#[must_use]
pub fn product(code: &str) -> String {
    named(PRODUCTS, code)
}

/// Name of a vaccine, by CVX.
#[must_use]
pub fn cvx(code: &str) -> String {
    named(CVX, code)
}

/// Name of a manufacturer, by the EU's organisation identifiers.
#[must_use]
pub fn maker(code: &str) -> String {
    named(MAKERS, code)
}

/// Name of a kind of test, by LOINC.
#[must_use]
pub fn test(code: &str) -> String {
    infection_test(code).map_or_else(|| code.to_owned(), str::to_owned)
}

/// Result of a test, by SNOMED CT or ICD-11; `None` for every other code.
pub(super) fn result(code: &str) -> Option<TestResult> {
    match code {
        "260373001" | "10828004" | "1240581000000104" | "RA01.0" => Some(TestResult::Detected),
        "260415000" | "260385009" | "1240591000000102" | "QA02" => Some(TestResult::NotDetected),
        _ => None,
    }
}

/// Name of a kind of test for SARS-CoV-2, by LOINC; `None` for every other code.
pub(super) fn infection_test(code: &str) -> Option<&'static str> {
    let kinds = [
        (LOINC_MOLECULAR, "Molecular test (NAAT, PCR)"),
        (LOINC_RAPID_ANTIGEN, "Rapid antigen test"),
        (LOINC_ANTIGEN, "Antigen test"),
        (LOINC_ANTIBODY, "Antibody test"),
    ];
    let kind = kinds
        .into_iter()
        .find(|(codes, _)| codes.split(' ').any(|known| known == code));
    kind.map(|(_, name)| name)
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
        assert_eq!(test("LP217198-3"), "Rapid antigen test");
    }

    #[test]
    fn tests_of_an_infection_have_names_and_other_observations_none() {
        for (code, name) in [
            ("94500-6", "Molecular test (NAAT, PCR)"),
            ("98494-8", "Molecular test (NAAT, PCR)"),
            ("94558-4", "Rapid antigen test"),
            ("97097-0", "Rapid antigen test"),
            ("96119-3", "Antigen test"),
            ("94564-2", "Antibody test"),
        ] {
            assert_eq!(infection_test(code), Some(name), "{code}");
        }
        // Blood group, body weight, pregnancy test; and parts of the list itself.
        for code in ["882-1", "29463-7", "2106-3", "", "94500", "94500-6 94502-2"] {
            assert_eq!(infection_test(code), None, "{code}");
        }
    }
}
