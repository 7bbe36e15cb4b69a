//! Reads the text of a boarding pass: fields of fixed width, and parts whose width stands before them.

use super::{BoardingPass, BoardingPassError, FlightLeg, Issuance, LegDetails, Security};
use crate::limits::{MAX_BOARDING_PASS, MAX_FLIGHT_LEGS};

/// Width of the name.
pub(super) const NAME: usize = 20;
/// Name of the parts whose width stands before them.
const CONDITIONAL: &str = "conditional part";

/// Reads fields of fixed width.
struct Fields<'a> {
    rest: &'a str,
}

impl<'a> Fields<'a> {
    fn take(&mut self, width: usize, name: &'static str) -> Result<&'a str, BoardingPassError> {
        let (field, rest) = self.rest.split_at_checked(width).ok_or(BoardingPassError::Cut(name))?;
        self.rest = rest;
        Ok(field)
    }

    /// The next field without spaces around it; what is there of it, if the part ends within it.
    fn take_some(&mut self, width: usize) -> String {
        let (field, rest) = self.rest.split_at_checked(width).unwrap_or((self.rest, ""));
        self.rest = rest;
        field.trim().to_owned()
    }

    /// Width of a conditional part, two hexadecimal digits; blank ones mean nothing.
    fn width(&mut self) -> Result<usize, BoardingPassError> {
        let width = self.take(2, CONDITIONAL)?;
        if width.trim().is_empty() {
            return Ok(0);
        }
        // `from_str_radix` would take a sign too.
        let digits = width.bytes().all(|byte| byte.is_ascii_hexdigit());
        let width = usize::from_str_radix(width, 16).ok().filter(|_| digits);
        width.ok_or(BoardingPassError::Broken(CONDITIONAL))
    }

    /// A conditional part, whose width stands before it.
    fn part(&mut self) -> Result<Self, BoardingPassError> {
        let width = self.width()?;
        Ok(Self {
            rest: self.take(width, CONDITIONAL)?,
        })
    }

    /// A conditional part that nothing has to follow: of one that is longer than what is there, the rest. Scanners trim
    /// spaces.
    fn part_or_rest(&mut self) -> Result<Self, BoardingPassError> {
        if self.is_blank() {
            return Ok(Self { rest: "" });
        }
        let width = self.width()?.min(self.rest.len());
        Ok(Self {
            rest: self.take(width, CONDITIONAL)?,
        })
    }

    fn is_blank(&self) -> bool {
        self.rest.trim().is_empty()
    }
}

fn without_zeros(text: &str) -> String {
    text.trim().trim_start_matches('0').to_ascii_uppercase()
}

/// A day of the year from 1 to 366, of three digits.
fn day_of_year(text: &str) -> Option<u16> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let day = text.parse().ok().filter(|day| (1..=366).contains(day))?;
    digits.then_some(day)
}

impl BoardingPass {
    pub(super) fn read(text: &str) -> Result<Self, BoardingPassError> {
        let text = text.trim_matches(['\r', '\n', '\t', '\0']).trim_start();
        if text.len() > MAX_BOARDING_PASS {
            return Err(BoardingPassError::TooLong);
        }
        if !text.is_ascii() {
            return Err(BoardingPassError::NotOne);
        }
        let legs = match text.as_bytes() {
            [b'M' | b'm', digit @ b'0'..=b'9', ..] => usize::from(digit - b'0'),
            _ => return Err(BoardingPassError::NotOne),
        };
        let mut fields = Fields { rest: text };
        fields.take(2, "beginning")?;
        if !(1..=MAX_FLIGHT_LEGS).contains(&legs) {
            return Err(BoardingPassError::Legs);
        }
        let name = fields.take(NAME, "name")?;
        if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return Err(BoardingPassError::Broken("name"));
        }
        let electronic = fields.take(1, "ticket indicator")?.eq_ignore_ascii_case("E");
        let mut pass = Self {
            name: name.trim_end().to_ascii_uppercase(),
            electronic,
            legs: Vec::new(),
            version: None,
            issued: None,
            issuance: Issuance::default(),
            security: None,
        };
        for leg in 1..=legs {
            let mut flight = FlightLeg::read(&mut fields)?;
            let mut conditional = if leg < legs {
                fields.part()?
            } else {
                fields.part_or_rest()?
            };
            // Nothing in it says who flies where: what is broken in it is left out.
            if leg == 1 {
                _ = pass.read_unique(&mut conditional);
            }
            flight.details = LegDetails::read(&mut conditional).unwrap_or_default();
            pass.legs.push(flight);
        }
        pass.security = Security::read(&mut fields);
        Ok(pass)
    }

    /// Reads what stands once before the first leg's conditional fields: version, and how the pass was issued. `None` if
    /// that is broken; what follows is lost then.
    fn read_unique(&mut self, fields: &mut Fields) -> Option<()> {
        if !fields.rest.starts_with('>') {
            return Some(());
        }
        let mut whole = std::mem::replace(fields, Fields { rest: "" });
        let version = whole.take(2, "version").ok()?.strip_prefix('>')?.parse().ok()?;
        self.version = Some(version);
        // Passes of old versions end here.
        let mut unique = whole.part_or_rest().ok()?;
        *fields = whole;
        let mut field = |width| unique.take_some(width).to_ascii_uppercase();
        let (passenger, check_in, source, issued) = (field(1), field(1), field(1), field(4));
        self.issuance = Issuance {
            passenger,
            check_in,
            source,
            document: field(1),
            airline: field(3),
            baggage_tags: (0..3).map(|_| field(13)).filter(|tag| !tag.is_empty()).collect(),
        };
        let (year, day) = issued.split_at_checked(1)?;
        self.issued = year.parse().ok().zip(day_of_year(day));
        Some(())
    }
}

impl FlightLeg {
    fn read(fields: &mut Fields) -> Result<Self, BoardingPassError> {
        let booking = fields.take(7, "booking reference")?.trim().to_ascii_uppercase();
        let mut airport = |name| {
            let code = fields.take(3, name)?;
            let letters = code.bytes().all(|byte| byte.is_ascii_alphabetic());
            letters
                .then(|| code.to_ascii_uppercase())
                .ok_or(BoardingPassError::Broken(name))
        };
        let (from, to) = (airport("airport of departure")?, airport("airport of arrival")?);
        let carrier = fields.take(3, "carrier")?.trim().to_ascii_uppercase();
        let flight = without_zeros(fields.take(5, "number of the flight")?);
        for (field, name) in [(&carrier, "carrier"), (&flight, "number of the flight")] {
            if !field.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(BoardingPassError::Broken(name));
            }
        }
        let day = day_of_year(fields.take(3, "day")?).ok_or(BoardingPassError::Broken("day"))?;
        // Scanners trim spaces, and what follows the last day may be all spaces.
        let mut field = |width| fields.take_some(width).to_ascii_uppercase();
        let compartment = field(1);
        let (seat, sequence) = (without_zeros(&field(4)), without_zeros(&field(5)));
        let status = field(1);
        Ok(Self {
            booking,
            from,
            to,
            carrier,
            flight,
            day,
            compartment,
            seat,
            sequence,
            status,
            details: LegDetails::default(),
        })
    }
}

impl LegDetails {
    /// Reads a leg's conditional fields, and what the airline added. `None` if their width is broken.
    fn read(fields: &mut Fields) -> Option<Self> {
        let mut own = fields.part_or_rest().ok()?;
        let mut field = |width| own.take_some(width).to_ascii_uppercase();
        Some(Self {
            airline_number: field(3),
            document_number: field(10),
            selectee: field(1),
            document_check: field(1),
            marketing_carrier: field(3),
            frequent_flyer_airline: field(3),
            frequent_flyer_number: field(16),
            reduced_fare: field(1),
            baggage_allowance: field(3),
            fast_track: field(1),
            airline_data: fields.rest.trim().to_owned(),
        })
    }
}

impl Security {
    /// Reads what follows the last leg; `None` if that is no security data, or not all of it.
    fn read(fields: &mut Fields) -> Option<Self> {
        const NAME: &str = "security data";
        fields.rest = fields.rest.trim_start().strip_prefix('^')?;
        let kind = fields.take(1, NAME).ok()?.to_owned();
        let data = fields.part().ok()?.rest.to_owned();
        Some(Self { kind, data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "M1DOE/JOHNMR          EABC123 ZRHJFKLX 0014 326Y012A0025 100";
    const LEGS: [&str; MAX_FLIGHT_LEGS] = [
        "XYZ987 GRUADDET 0507 330Y031C0109 1",
        "XYZ987 ADDACCET 0921 331J002A0009 3",
        "KLM456 ACCLOSAW 0110A331Y014F     0",
        "KLM456 LOSJNBSAA0061 002YINF       ",
    ];
    /// How the pass was issued: version 6, on day 300 of a year that ends in 6, with two tags.
    const UNIQUE: &str = ">6250WM6300BET 00712345670010071234599001";

    fn sized(part: &str) -> String {
        format!("{:02X}{part}", part.len())
    }

    /// A pass with so many legs, with conditional fields and security data.
    fn whole(legs: usize) -> String {
        let mut text = format!("M{legs}SANTOS/MARIA MRS    E");
        for (place, leg) in LEGS[..legs].iter().enumerate() {
            // Airline, ticket, and what the airline added.
            let details = sized("071123456789001LH LH 992123456789012 N2PCY") + "abC=1 ";
            let unique = if place == 0 { UNIQUE } else { "" };
            text += leg;
            text += &sized(&format!("{unique}{details}"));
        }
        text + "^104MEQC"
    }

    #[test]
    fn a_pass_without_conditional_fields() {
        let pass = BoardingPass::parse(ONE).unwrap();
        let expected = BoardingPass {
            name: "DOE/JOHNMR".to_owned(),
            electronic: true,
            legs: vec![FlightLeg {
                booking: "ABC123".to_owned(),
                from: "ZRH".to_owned(),
                to: "JFK".to_owned(),
                carrier: "LX".to_owned(),
                flight: "14".to_owned(),
                day: 326,
                compartment: "Y".to_owned(),
                seat: "12A".to_owned(),
                sequence: "25".to_owned(),
                status: "1".to_owned(),
                details: LegDetails::default(),
            }],
            version: None,
            issued: None,
            issuance: Issuance::default(),
            security: None,
        };
        assert_eq!(pass, expected);
        let paper = BoardingPass::parse(&ONE.replacen("     EABC", "      ABC", 1)).unwrap();
        assert!(!paper.electronic);
    }

    #[test]
    fn one_to_four_legs_with_every_field() {
        for legs in 1..=MAX_FLIGHT_LEGS {
            let pass = BoardingPass::parse(&whole(legs)).unwrap();
            assert_eq!((pass.name.as_str(), pass.electronic), ("SANTOS/MARIA MRS", true));
            assert_eq!((pass.version, pass.issued), (Some(6), Some((6, 300))));
            let issuance = Issuance {
                passenger: "0".to_owned(),
                check_in: "W".to_owned(),
                source: "M".to_owned(),
                document: "B".to_owned(),
                airline: "ET".to_owned(),
                baggage_tags: vec!["0071234567001".to_owned(), "0071234599001".to_owned()],
            };
            assert_eq!(pass.issuance, issuance);
            let security = Security {
                kind: "1".to_owned(),
                data: "MEQC".to_owned(),
            };
            assert_eq!(pass.security, Some(security));
            let fields = |leg: &FlightLeg| {
                let own = [
                    &leg.booking,
                    &leg.from,
                    &leg.to,
                    &leg.carrier,
                    &leg.flight,
                    &leg.compartment,
                ];
                let place = [&leg.seat, &leg.sequence, &leg.status];
                let own: Vec<&str> = own.into_iter().chain(place).map(String::as_str).collect();
                format!("{} {}", own.join(" "), leg.day)
            };
            let flown: Vec<String> = pass.legs.iter().map(fields).collect();
            let expected = [
                "XYZ987 GRU ADD ET 507 Y 31C 109 1 330",
                "XYZ987 ADD ACC ET 921 J 2A 9 3 331",
                "KLM456 ACC LOS AW 110A Y 14F  0 331",
                "KLM456 LOS JNB SAA 61 Y INF   2",
            ];
            assert_eq!(flown, expected[..legs]);
            for leg in &pass.legs {
                assert_eq!(
                    leg.details,
                    LegDetails {
                        airline_number: "071".to_owned(),
                        document_number: "1234567890".to_owned(),
                        selectee: "0".to_owned(),
                        document_check: "1".to_owned(),
                        marketing_carrier: "LH".to_owned(),
                        frequent_flyer_airline: "LH".to_owned(),
                        frequent_flyer_number: "992123456789012".to_owned(),
                        reduced_fare: "N".to_owned(),
                        baggage_allowance: "2PC".to_owned(),
                        fast_track: "Y".to_owned(),
                        airline_data: "abC=1".to_owned(),
                    }
                );
            }
        }
        let legs = |count: usize| BoardingPass::parse(&ONE.replacen("M1", &format!("M{count}"), 1));
        assert_eq!(legs(MAX_FLIGHT_LEGS + 1), Err(BoardingPassError::Legs));
        assert_eq!(legs(0), Err(BoardingPassError::Legs));
    }

    #[test]
    fn older_versions_have_fewer_conditional_fields() {
        let read = |conditional: &str| {
            let pass = BoardingPass::parse(&(ONE[..58].to_owned() + &sized(conditional))).unwrap();
            (pass.version, pass.issued, pass.issuance, pass.legs[0].details.clone())
        };
        let (version, issued, issuance, details) = read(">1");
        assert_eq!((version, issued), (Some(1), None));
        assert_eq!((issuance, details), (Issuance::default(), LegDetails::default()));
        // Version 3 knew one tag and no fast track.
        let (version, issued, issuance, details) =
            read(">3180 M7001BLX 0724123456001257242123456789 0LX             20K");
        assert_eq!((version, issued), (Some(3), Some((7, 1))));
        assert_eq!(issuance.baggage_tags, ["0724123456001"]);
        assert_eq!((issuance.check_in.as_str(), issuance.airline.as_str()), ("", "LX"));
        assert_eq!(
            (details.airline_number.as_str(), details.fast_track.as_str()),
            ("724", "")
        );
        // Only what the airline added, and no version.
        let (version, _, _, details) = read("00LX-7");
        assert_eq!((version, details.airline_data.as_str()), (None, "LX-7"));
        // A date of issue that is none.
        assert_eq!(read(">6080WM6400B").1, None);
        assert_eq!(read(">6080WM    B").1, None);
    }

    #[test]
    fn padding_may_be_missing_or_more() {
        let pass = BoardingPass::parse(ONE);
        for text in [
            ONE.trim_end_matches("100").to_owned() + "1",
            ONE.trim_end_matches("00").to_owned() + "  ",
            format!("{ONE}\r\n"),
            format!("{ONE}\r"),
            format!("{ONE}    "),
            format!("\n{ONE}"),
            format!("  {ONE}\0"),
            ONE.to_ascii_lowercase(),
        ] {
            assert_eq!(BoardingPass::parse(&text), pass, "{text:?}");
        }
        // Blanks at the end of the last conditional part, which a scanner has trimmed.
        let blank = ONE[..58].to_owned() + &sized(">6080WM6300B   2A0711234567890 0                          ");
        let trimmed = blank.trim_end();
        assert_ne!(blank.len(), trimmed.len());
        assert_eq!(BoardingPass::parse(trimmed), BoardingPass::parse(&blank));
        // Small letters: only the airline's own data keep them.
        for legs in 1..=MAX_FLIGHT_LEGS {
            let (mut pass, mut small) = (
                BoardingPass::parse(&whole(legs)).unwrap(),
                BoardingPass::parse(&whole(legs).to_ascii_lowercase()).unwrap(),
            );
            pass.security = None;
            small.security = None;
            pass.legs.iter_mut().for_each(|leg| leg.details.airline_data.clear());
            small.legs.iter_mut().for_each(|leg| leg.details.airline_data.clear());
            assert_eq!(pass, small);
        }
    }

    #[test]
    fn damage_is_said() {
        let broken = |from: &str, to: &str| BoardingPass::parse(&ONE.replacen(from, to, 1)).unwrap_err();
        for (from, to, part) in [
            ("M1DOE", "M1 OE", "name"),
            ("ZRH", "Z1H", "airport of departure"),
            ("JFK", "   ", "airport of arrival"),
            ("LX ", "L? ", "carrier"),
            (" 0014", "  0.14"[1..].as_ref(), "number of the flight"),
            (" 326Y", " 367Y", "day"),
            (" 326Y", " 000Y", "day"),
            (" 326Y", " +26Y", "day"),
            (" 100", " 1G0", "conditional part"),
            (" 100", " 1+1x", "conditional part"),
        ] {
            assert_eq!(broken(from, to), BoardingPassError::Broken(part), "{from} {to}");
        }
        assert_eq!(broken("M1", "S1"), BoardingPassError::NotOne);
        assert_eq!(broken("M1", "MM"), BoardingPassError::NotOne);
        assert_eq!(BoardingPass::parse(""), Err(BoardingPassError::NotOne));
        assert_eq!(BoardingPass::parse("M1MÜLLER"), Err(BoardingPassError::NotOne));
        let long = |length: usize| BoardingPass::parse(&format!("{ONE}{}", "x".repeat(length - ONE.len())));
        assert!(long(MAX_BOARDING_PASS).is_ok());
        assert_eq!(long(MAX_BOARDING_PASS + 1), Err(BoardingPassError::TooLong));
    }

    #[test]
    fn what_is_cut_off_is_said_or_missing_at_the_end() {
        for legs in 1..=MAX_FLIGHT_LEGS {
            let text = whole(legs);
            let flights = |pass: &BoardingPass| -> Vec<(String, u16)> {
                pass.legs
                    .iter()
                    .map(|leg| (leg.from.clone() + &leg.to, leg.day))
                    .collect()
            };
            let all = flights(&BoardingPass::parse(&text).unwrap());
            // The day of the last flight, and the width after it.
            let last = text.rfind(LEGS[legs - 1]).unwrap();
            let (day, width) = (last + 24, last + 35);
            for end in 0..text.len() {
                match BoardingPass::parse(&text[..end]) {
                    Ok(pass) => {
                        assert!(end >= day && end != width + 1, "{}", &text[..end]);
                        assert_eq!(flights(&pass), all);
                    }
                    Err(error) => {
                        // Half a width, or a part that a later leg needs.
                        assert!(end < day || end == width + 1, "{error}: {}", &text[..end]);
                    }
                }
            }
        }
    }

    #[test]
    fn broken_conditional_fields_are_left_out() {
        let read = |conditional: &str| BoardingPass::parse(&(ONE[..58].to_owned() + &sized(conditional))).unwrap();
        let bare = BoardingPass::parse(ONE).unwrap();
        for conditional in [">?180WM6300BLX ", ">", "ZZ0711234567890", "+1x", "0"] {
            assert_eq!(read(conditional), bare, "{conditional}");
        }
        // With a broken width nobody knows what follows.
        let pass = read(">6ZZ0WM6300BLX 2A0711234567890 0");
        assert_eq!((pass.version, pass.issued), (Some(6), None));
        assert_eq!(
            (pass.issuance, &pass.legs[0].details),
            (Issuance::default(), &LegDetails::default())
        );
        // A width past the end: what is there is read.
        assert_eq!(read(">6FF0WM6300B").issued, Some((6, 300)));
        assert_eq!(read("FF0711234567890").legs[0].details.document_number, "1234567890");
        let past = BoardingPass::parse(&ONE.replace(" 100", " 1FF>6080WM6300B")).unwrap();
        assert_eq!(past.issued, Some((6, 300)));
        // Of a leg before the last one, the next leg would be in it.
        let text = whole(2).replacen(LEGS[0], &format!("{}FE", &LEGS[0]), 1);
        assert!(BoardingPass::parse(&text).is_err());
        for security in ["^", "^1", "^1Z", "^1ZZx", "^104ME", "x^100"] {
            assert_eq!(
                BoardingPass::parse(&format!("{ONE}{security}")).unwrap(),
                bare,
                "{security}"
            );
        }
    }
}
