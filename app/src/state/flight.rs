//! The flight that a desk checks in, and what is known about the traveller there.

use super::{Shared, browser};
use greengate_app::bridge::{NeedAnswer, NeedQuestion, SeenBoardingPass};

/// Setting that keeps the flight: its three fields with `|` between them.
const SETTING: &str = "flight";
/// Maximum length of a field in characters.
const LONGEST: usize = 200;

/// The flight as it was typed. It stays until it is changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flight {
    /// Destination.
    pub to: String,
    /// Where it takes off: everybody on it was there.
    pub from: String,
    /// Where connecting travellers come from: each was at one of them at most.
    pub connections: String,
}

/// What is known about the traveller at the desk. Gone with the next traveller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traveller {
    /// Connections of the flight that this traveller comes from, as they were typed.
    pub connections: Vec<String>,
    /// Other places, as they were typed.
    pub elsewhere: String,
    /// Day of the vaccination in a paper certificate that the agent has checked, `YYYY-MM-DD`.
    pub paper: Option<String>,
    /// The traveller's boarding pass.
    pub boarding_pass: Option<SeenBoardingPass>,
}

/// Answers about the traveller at the desk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Needs {
    /// Without a pass.
    pub alone: Option<Shared<NeedAnswer>>,
    /// With the passes on screen.
    pub with_pass: Option<Shared<NeedAnswer>>,
}

/// Something about flight and traveller.
pub enum FlightAction {
    /// The flight is another one.
    Set(Flight),
    /// The traveller comes from this connection, or does not after all.
    Connection(String),
    /// The traveller was at these places too.
    Elsewhere(String),
    /// The agent has checked a paper certificate of a vaccination on this day.
    Paper(Option<String>),
    /// A boarding pass was shown.
    BoardingPass(SeenBoardingPass),
    /// Nothing is known about the next traveller.
    NextTraveller,
    /// Answer without a pass, and with the passes on screen if there are any.
    Needs(Needs),
    /// Answer with passes that come on screen.
    OfPasses(Shared<NeedAnswer>),
}

impl Flight {
    /// Flight of the last visit.
    pub fn kept() -> Self {
        let kept = browser::setting(SETTING).unwrap_or_default();
        let mut fields = kept.split('|').map(str::to_owned);
        let mut field = || fields.next().unwrap_or_default();
        Self {
            to: field(),
            from: field(),
            connections: field(),
        }
    }

    /// Keeps the flight for the next visit.
    pub(super) fn keep(&self) {
        if *self == Self::default() {
            browser::forget_setting(SETTING);
        } else {
            let fields = [&self.to, &self.from, &self.connections].map(String::as_str);
            browser::set_setting(SETTING, &fields.join("|"));
        }
    }

    /// True if there is a destination.
    pub fn is_set(&self) -> bool {
        !self.to.is_empty()
    }

    /// The connections, one by one, as they were typed.
    pub fn each_connection(&self) -> Vec<String> {
        let codes = self.connections.split([' ', ',', ';']);
        codes.filter(|code| !code.is_empty()).map(str::to_owned).collect()
    }

    /// The question about a traveller without passes; `None` without a destination. A boarding pass says where its
    /// traveller goes, whatever the flight of the desk is.
    pub fn question(&self, traveller: &Traveller, born: Option<String>) -> Option<NeedQuestion> {
        let shown = traveller.boarding_pass.as_ref();
        let connections = traveller.connections.join(" ");
        let (to, from) = shown.map_or((&self.to, &self.from), |shown| (&shown.to, &shown.stays));
        let from = [from, &connections, &traveller.elsewhere].map(String::as_str);
        (!to.is_empty()).then(|| NeedQuestion {
            to: to.clone(),
            from: from.join(" "),
            connections: self.each_connection(),
            day: shown
                .and_then(|shown| shown.day.clone())
                .unwrap_or_else(|| browser::day_of(browser::now())),
            at: 0.0,
            born,
            paper: traveller.paper.clone(),
            reports: Vec::new(),
        })
    }
}

/// A field as it was typed, without what separates fields.
pub fn field(typed: &str) -> String {
    typed.trim().replace('|', " ").chars().take(LONGEST).collect()
}
