//! Country codes (ISO 3166-1).

use serde::{Deserialize, Serialize};
use std::fmt;

/// Pairs of alpha-3 and alpha-2, in the order of alpha-3.
const CODES: &str = "\
    ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU AUTAT \
    AZEAZ BDIBI BELBE BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ BMUBM BOLBO \
    BRABR BRBBB BRNBN BTNBT BVTBV BWABW CAFCF CANCA CCKCC CHECH CHLCL CHNCN CIVCI CMRCM CODCD COGCG \
    COKCK COLCO COMKM CPVCV CRICR CUBCU CUWCW CXRCX CYMKY CYPCY CZECZ DEUDE DJIDJ DMADM DNKDK DOMDO \
    DZADZ ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET FINFI FJIFJ FLKFK FRAFR FROFO FSMFM GABGA GBRGB \
    GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR GRDGD GRLGL GTMGT GUFGF GUMGU GUYGY \
    HKGHK HMDHM HNDHN HRVHR HTIHT HUNHU IDNID IMNIM INDIN IOTIO IRLIE IRNIR IRQIQ ISLIS ISRIL ITAIT \
    JAMJM JEYJE JORJO JPNJP KAZKZ KENKE KGZKG KHMKH KIRKI KNAKN KORKR KWTKW LAOLA LBNLB LBRLR LBYLY \
    LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV MACMO MAFMF MARMA MCOMC MDAMD MDGMG MDVMV MEXMX MHLMH \
    MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP MOZMZ MRTMR MSRMS MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA \
    NCLNC NERNE NFKNF NGANG NICNI NIUNU NLDNL NORNO NPLNP NRUNR NZLNZ OMNOM PAKPK PANPA PCNPN PERPE \
    PHLPH PLWPW PNGPG POLPL PRIPR PRKKP PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU RWARW SAUSA \
    SDNSD SENSN SGPSG SGSGS SHNSH SJMSJ SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR \
    SVKSK SVNSI SWESE SWZSZ SXMSX SYCSC SYRSY TCATC TCDTD TGOTG THATH TJKTJ TKLTK TKMTM TLSTL TONTO \
    TTOTT TUNTN TURTR TUVTV TWNTW TZATZ UGAUG UKRUA UMIUM URYUY USAUS UZBUZ VATVA VCTVC VENVE VGBVG \
    VIRVI VNMVN VUTVU WLFWF WSMWS YEMYE ZAFZA ZMBZM ZWEZW";

/// Alpha-2 code of an alpha-3 code, which passports and VDS-NC seals use. `UTO`, the country of ICAO's specimens, is
/// `UT`; other codes that ISO 3166-1 leaves to users have no alpha-2 code.
///
/// ```
/// assert_eq!(greengate::country::alpha_2("JPN"), Some("JP"));
/// assert_eq!(greengate::country::alpha_2("D"), None);
/// ```
#[must_use]
pub fn alpha_2(alpha_3: &str) -> Option<&'static str> {
    /// Alpha-3, alpha-2 and a space.
    const STEP: usize = 6;
    match alpha_3 {
        "UTO" => return Some("UT"),
        // Kosovo has no code in ISO 3166-1; travel documents and lists use these.
        "XKX" | "RKS" | "UNK" => return Some("XK"),
        _ => {}
    }
    if alpha_3.len() != 3 {
        return None;
    }
    let (mut low, mut high) = (0, CODES.len().div_ceil(STEP));
    while low < high {
        let middle = usize::midpoint(low, high);
        let pair = CODES.get(middle * STEP..middle * STEP + 5)?;
        match pair[..3].cmp(alpha_3) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return Some(&pair[3..]),
        }
    }
    None
}

/// Alpha-2 codes of all countries.
pub fn all() -> impl Iterator<Item = &'static str> {
    CODES.split(' ').filter_map(|pair| pair.get(3..))
}

/// A country by its code of two letters, as ISO 3166-1 alpha-2 has them. Other codes of two letters, such as `XK` for
/// Kosovo, are countries too; [`Country::is_official`] tells them apart.
///
/// ```
/// use greengate::country::Country;
/// let country = Country::parse("za").unwrap();
/// assert_eq!((country.as_str(), country.is_official()), ("ZA", true));
/// assert_eq!(Country::parse("ZAF"), Some(country));
/// assert_eq!(Country::parse("Z1"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// Country of an alpha-2 code in capital or small letters, or of an alpha-3 code in capital letters. `None` for any
    /// other text.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match *alpha_2(code).unwrap_or(code).as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }

    /// The code in capital letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Two ASCII letters, by construction.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// True for a code that ISO 3166-1 assigns.
    #[must_use]
    pub fn is_official(self) -> bool {
        all().any(|code| code == self.as_str())
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is no country code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a country code of two letters")]
pub struct NoCountryCode;

impl TryFrom<String> for Country {
    type Error = NoCountryCode;

    fn try_from(code: String) -> Result<Self, NoCountryCode> {
        Self::parse(&code).ok_or(NoCountryCode)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.as_str().to_owned()
    }
}

/// Country code from a list, as alpha-2 if it is known.
pub(crate) fn normal(code: &str) -> Option<String> {
    let code = code.trim().to_ascii_uppercase();
    match alpha_2(&code) {
        Some(short) => Some(short.to_owned()),
        None => (!code.is_empty()).then_some(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_and_no_other() {
        let pairs: Vec<&str> = CODES.split(' ').collect();
        assert_eq!(pairs.len(), 249);
        for pair in pairs {
            assert_eq!(alpha_2(&pair[..3]), Some(&pair[3..]), "{pair}");
        }
        for other in ["", "AB", "AAA", "ZZZ", "EUE", "ÄÖ", "DEUX", "deu"] {
            assert_eq!(alpha_2(other), None, "{other}");
        }
        assert_eq!(all().count(), 249);
        assert!(all().all(|code| code.len() == 2));
        assert_eq!(normal(" deu "), Some("DE".to_owned()));
        assert_eq!(normal("XD"), Some("XD".to_owned()));
        assert_eq!(normal(" "), None);
        assert!(all().all(|code| Country::parse(code).is_some_and(Country::is_official)));
        assert!(Country::parse("xk").is_some_and(|country| !country.is_official()));
        for other in ["", "Z", "ZZZ", "Ä", "Z ", "zaf"] {
            assert_eq!(Country::parse(other), None, "{other}");
        }
    }
}
