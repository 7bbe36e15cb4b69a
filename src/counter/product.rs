//! WHO's list of vaccines as a clerk picks from it.

use std::sync::OnceLock;
use time::{Date, macros::date};

/// The value set `ICVPProductIds`, see docs/WHO.md.
const LIST: &str = include_str!("../pass/icvp-products.csv");

/// A vaccine that an ICVP may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Product {
    /// Identifier in passes, such as `YellowFeverProductd2c75a15ed309658b3968519ddb31690`.
    pub identifier: &'static str,
    /// The disease that counts: `yellow-fever` or `polio`.
    pub disease: &'static str,
    /// Kind of vaccine.
    pub vaccine: &'static str,
    /// Its maker.
    pub maker: &'static str,
    /// Day before which nobody was vaccinated with this kind of vaccine.
    pub since: Option<Date>,
}

impl Product {
    /// Finds a vaccine by its identifier.
    #[must_use]
    pub fn find(identifier: &str) -> Option<&'static Self> {
        products().iter().find(|product| product.identifier == identifier)
    }

    /// Kind and maker, as a clerk reads them.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{}, {}", self.vaccine, self.maker)
    }
}

/// First use of a kind of vaccine, where it is known: 17D in the field trials of 1937 in Brazil; Salk's vaccine after its
/// licence of 12 April 1955; Sabin's single types from 1961; the bivalent one in Afghanistan in December 2009; the novel
/// one in Nigeria in March 2021; Sabin strains inactivated, licensed in Japan in 2012. No list has days for the others.
fn since(vaccine: &str) -> Option<Date> {
    Some(match vaccine {
        "Yellow fever vaccine" => date!(1937 - 01 - 01),
        "Inactivated polio vaccine" | "Combined vaccine with inactivated polio" => date!(1955 - 04 - 12),
        "Oral polio vaccine, one type" | "Oral polio vaccine, types 1, 2 and 3" => date!(1961 - 01 - 01),
        "Oral polio vaccine, types 1 and 3" => date!(2009 - 12 - 01),
        "Novel oral polio vaccine, type 2" => date!(2021 - 03 - 01),
        "Inactivated polio vaccine, Sabin strains" => date!(2012 - 01 - 01),
        _ => return None,
    })
}

/// Fields of a row: a kind of vaccine may contain commas and stands in quotes.
fn row(line: &'static str) -> Option<Product> {
    let (start, rest) = line.split_once(",\"")?;
    let (identifier, disease) = start.split_once(',')?;
    let (vaccine, maker) = rest.split_once("\",")?;
    Some(Product {
        identifier,
        disease,
        vaccine,
        maker,
        since: since(vaccine),
    })
}

/// Every vaccine of the list, in its order.
#[must_use]
pub fn products() -> &'static [Product] {
    static PRODUCTS: OnceLock<Vec<Product>> = OnceLock::new();
    PRODUCTS.get_or_init(|| LIST.lines().skip(1).filter_map(row).collect())
}

/// Vaccines that have every word of a query in their kind, maker, disease or identifier; those that were used last stand
/// first, in the order given.
///
/// ```
/// use greengate::counter::search_products;
/// let found = search_products("yellow dakar", &[]);
/// assert_eq!((found.len(), found[0].maker), (3, "Institut Pasteur de Dakar"));
/// ```
#[must_use]
pub fn search_products(query: &str, recent: &[&str]) -> Vec<&'static Product> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let matches = |product: &&Product| {
        let text = [product.vaccine, product.maker, product.disease, product.identifier].join(" ");
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut found: Vec<&Product> = products().iter().filter(matches).collect();
    let rank = |product: &&Product| {
        let place = recent.iter().position(|id| *id == product.identifier);
        place.unwrap_or(usize::MAX)
    };
    found.sort_by_key(rank);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_list_can_be_picked() {
        assert_eq!(products().len(), 60);
        assert_eq!(search_products("", &[]).len(), 60);
        for product in products() {
            assert_eq!(Product::find(product.identifier), Some(product));
            assert!(product.since.is_some(), "{}", product.vaccine);
        }
        assert_eq!(Product::find("YellowFeverProduct"), None);
        let polio = products().iter().filter(|product| product.disease == "polio");
        assert_eq!(polio.count(), 49);
    }

    #[test]
    fn recent_ones_come_first() {
        let recent = [products()[7].identifier, "gone", products()[30].identifier];
        let found = search_products("", &recent);
        assert_eq!(
            (found[0], found[1], found[2]),
            (&products()[7], &products()[30], &products()[0])
        );
        assert_eq!(search_products("SANOFI yellow", &recent), [&products()[7]]);
        assert_eq!(search_products("smallpox", &recent), Vec::<&Product>::new());
    }
}
