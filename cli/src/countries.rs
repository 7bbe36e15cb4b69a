//! English names of countries, for sentences.

use greengate::country::Country;

/// Code and name of a country a line: short English names, with their article where a sentence begins with one.
const NAMES: &str = include_str!("countries.txt");

/// Name of a country; its code if it has none here.
pub fn name(country: Country) -> String {
    let known = NAMES.lines().filter_map(|line| line.split_once(' '));
    let mut found = known.filter(|(code, _)| *code == country.as_str());
    found
        .next()
        .map_or_else(|| country.to_string(), |(_, name)| name.to_owned())
}

/// Name of a country inside a sentence.
pub fn name_inside(country: Country) -> String {
    let name = name(country);
    match name.strip_prefix("The ") {
        Some(rest) => format!("the {rest}"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_one_name() {
        let codes: Vec<&str> = NAMES.lines().map(|line| line.split_once(' ').unwrap().0).collect();
        assert!(codes.is_sorted_by(|a, b| a < b));
        let mut expected: Vec<&str> = greengate::country::all().chain(["XK"]).collect();
        expected.sort_unstable();
        assert_eq!(codes, expected);
        let country = |code: &str| Country::parse(code).unwrap();
        assert_eq!(name(country("ZA")), "South Africa");
        assert_eq!(name_inside(country("GM")), "the Gambia");
        assert_eq!(name(country("QQ")), "QQ");
    }
}
