//! Travel documents that the camera sees beside a pass.

use greengate::{boarding_pass::Passenger, person::MrzDoubt};
use serde::{Deserialize, Serialize};

/// A job for the part of the app that reads travel documents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum DocumentJob {
    /// Look for documents in the attached camera frame, an `ImageBitmap` or an `ImageData`.
    Frame {
        /// Time of the frame, milliseconds since 1970.
        at: f64,
        /// True to forget what earlier frames showed: another traveller may stand there.
        anew: bool,
    },
    /// Read the text of a boarding pass.
    Text {
        /// The text.
        text: String,
        /// Time when it was scanned, milliseconds since 1970.
        at: f64,
    },
}

/// What came of a job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum DocumentResult {
    /// The worker has started.
    Ready,
    /// Documents that were read.
    Seen(SeenDocuments),
}

/// Documents that a frame or a text shows.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SeenDocuments {
    /// A machine-readable zone, if exactly one is in view.
    pub zone: Option<SeenZone>,
    /// True if the last frames showed lines like those of a zone, and none could be read.
    pub unclear: bool,
    /// A boarding pass.
    pub boarding_pass: Option<SeenBoardingPass>,
}

/// Machine-readable zone that the camera read; every check digit holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenZone {
    /// Its lines, one after the other.
    pub text: String,
    /// Characters without a check digit that may be others.
    pub doubts: Vec<MrzDoubt>,
}

/// What a boarding pass says. Nobody has signed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenBoardingPass {
    /// Name as it is printed: `DOE/JOHNMR`.
    pub name: String,
    /// The traveller.
    pub passenger: Passenger,
    /// The last flight: `ET 921`.
    pub flight: String,
    /// Airport of arrival of the last flight (IATA code).
    pub to: String,
    /// Airport where the last flight takes off.
    pub from: String,
    /// Places where the traveller was by then, as [`NeedQuestion::from`](super::NeedQuestion::from) has them: the first
    /// airport, and the transits, of unknown length.
    pub stays: String,
    /// Day of the last flight, `YYYY-MM-DD`; `None` if its year is uncertain.
    pub day: Option<String>,
}
