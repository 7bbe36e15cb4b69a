//! The bridge between the page and the worker.
//!
//! A message is a JavaScript array `[envelope, attachment]`. The envelope is a [`Request`] or [`Response`] with its
//! number, in postcard bytes. The attachment carries what bytes cannot: a picture or a `Blob`, transferred and never
//! copied pixel by pixel. Every request gets one response.

mod documents;
mod needs;

pub use documents::{DocumentJob, DocumentResult, SeenBoardingPass, SeenDocuments, SeenZone};
pub use needs::{Leg, NeedAnswer, NeedLines, NeedQuestion, Sentence, Value};

use greengate::{
    frame::Hint,
    trust::{CheckResult, DeferredCheck},
    verdict::{Plan, Report, Stop},
    wedge::Typed,
};
use js_sys::{Array, Uint8Array};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

/// A request of the page to the worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Request {
    /// Use this trust list for the demo.
    Demo {
        /// The file's text.
        list: String,
    },
    /// Use the attached trust list beside the others from now on, in place of an imported one of the same
    /// name: a `Blob`, or an array of two, the list and its detached signature.
    Import {
        /// Name of the file, for reports.
        name: String,
        /// True if it was in use before the worker was replaced.
        again: bool,
    },
    /// Forget an imported list.
    ForgetImport {
        /// Its name.
        name: String,
        /// True for a revocation list, false for a trust list.
        revocation: bool,
    },
    /// Use the attached entry rules or value sets, a `Blob`, beside those that are in use.
    Rules {
        /// The name of the file.
        name: String,
    },
    /// Forget the imported rules.
    ForgetRules,
    /// Judge entry for this journey from now on.
    Journey {
        /// The journey; `None` stops judging entry.
        journey: Option<Journey>,
        /// Language of the rules' descriptions, ISO 639-1.
        language: String,
    },
    /// Judge which passes are accepted at which stop of a trip.
    Plan {
        /// Lists to judge by.
        scope: TrustScope,
        /// The texts of each pass.
        passes: Vec<Vec<String>>,
        /// The stops.
        stops: Vec<Stop>,
        /// Language of the rules' descriptions.
        language: String,
        /// Time of the check, milliseconds since 1970.
        at: f64,
        /// First and last instant of the timelines, milliseconds since 1970.
        horizon: (f64, f64),
    },
    /// Answer which certificates journeys require: [`NeedQuestion`]s in postcard bytes, which the scanning worker hands on.
    Needs(Vec<u8>),
    /// Ask the configured hosts for a newer bundle now.
    Update,
    /// Judge the texts of one pass.
    Text {
        /// Lists to judge by.
        scope: TrustScope,
        /// The texts: one, or the codes of a card that comes in several.
        texts: Vec<String>,
        /// Time of the check, milliseconds since 1970.
        at: f64,
    },
    /// Take the texts of the passes out of a text, or out of the attached file, a `Blob`.
    File {
        /// The text.
        text: Option<String>,
    },
    /// Put the cards together that these codes belong to.
    Assemble(Codes),
    /// Recover the text that a hardware scanner meant when it typed this.
    Typed {
        /// Text as the computer's keyboard layout took it.
        text: String,
    },
    /// Read and judge the codes of the attached camera frame, an `ImageBitmap` or an `ImageData`. What one frame leaves
    /// undecided is added to the next.
    Frame {
        /// Lists to judge by.
        scope: TrustScope,
        /// Time of the check, milliseconds since 1970.
        at: f64,
    },
    /// Read and judge the codes of the attached picture: an `ImageBitmap`, an `ImageData`
    /// or a `Blob`.
    Picture {
        /// Lists to judge by.
        scope: TrustScope,
        /// Time of the check, milliseconds since 1970.
        at: f64,
    },
}

/// Set of lists to judge by. Real passes and demo passes are never judged by a mixture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustScope {
    /// The lists that the user trusts.
    #[default]
    Real,
    /// The demo's own list.
    Demo,
}

/// A response of the worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Response {
    /// The worker has started.
    Ready,
    /// Sign of life while a part of the app is loaded. It answers no request.
    KeepAlive,
    /// The entry rules in use.
    Rules(RulesState),
    /// The lists in use. Also sent without a request whenever they change.
    Trust(Box<TrustState>),
    /// The pass is judged.
    Report(Box<Report>),
    /// Texts taken out of a file or text, or cards made of codes.
    Taken(Taken),
    /// Text that the scanner meant.
    Typed(Typed),
    /// Verdicts on the trip.
    Plan(Box<Plan>),
    /// Certificates that each journey requires: [`NeedAnswer`]s in postcard bytes.
    Needs(Vec<u8>),
    /// The codes of the picture, judged.
    Codes(Vec<ScannedCode>),
    /// Codes in the camera frame.
    Frame(FrameResult),
    /// The request failed.
    Failed(Failure),
}

/// Codes of cards that consist of several.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Codes {
    /// Codes of judged cards, which may belong to other cards too.
    pub used: Vec<String>,
    /// Codes that wait for the rest of their cards.
    pub waiting: Vec<String>,
    /// More codes expected or not.
    pub more: More,
}

/// More codes expected or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum More {
    /// Codes come one after the other.
    Coming,
    /// No code has come for a moment.
    Pausing,
}

/// Content of a file or text, or the cards that codes make.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Taken {
    /// The texts of passes.
    Texts(Vec<String>),
    /// A file of a kind that the app does not read.
    Unread {
        /// Name of the kind; empty for an unknown one.
        kind: String,
        /// True for a picture.
        picture: bool,
    },
    /// The codes of each complete card; and for the incomplete one, how many of how many codes are here.
    Cards(Vec<Vec<String>>, Option<(usize, usize)>),
}

/// A journey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journey {
    /// Destination, ISO 3166-1 alpha-2.
    pub country: String,
    /// Time of entry, milliseconds since 1970; `None` means now.
    pub at: Option<f64>,
}

/// The entry rules in use.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RulesState {
    /// Names of the files that a person imported.
    pub names: Vec<String>,
    /// Number of rules.
    pub rules: usize,
    /// Number of value sets.
    pub value_sets: usize,
    /// Countries that have acceptance rules.
    pub countries: Vec<String>,
    /// Time when the newest rule began to apply, milliseconds since 1970.
    pub newest: Option<f64>,
    /// The publisher's pack.
    pub published: Option<PublishedRules>,
    /// Time when a host had a different pack with the serial number of the one in use, milliseconds since 1970.
    pub same_serial: Option<f64>,
    /// Name of the pack of requirements that is used in place of the one that comes with the app.
    pub requirements: Option<String>,
}

/// The publisher's pack of rules. Times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishedRules {
    /// Its serial number.
    pub serial: u64,
    /// Time of issue.
    pub issued_at: f64,
    /// End of the time during which it counts as fresh.
    pub best_before: f64,
    /// Time after which it is too old to use.
    pub expires_at: f64,
    /// Source of the pack.
    pub origin: Origin,
}

/// Contents of `config.json`, which lies beside the app.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Keys of the trusted publishers: compressed points of P-256 in base64.
    pub publishers: Vec<String>,
    /// Address of the bundle that comes with the app, relative to it.
    pub bundle: Option<String>,
    /// Addresses of newer bundles, in order: relative to the app, or on another static host.
    pub sources: Vec<String>,
    /// Address of the pack of rules that comes with the app, relative to it.
    pub rules: Option<String>,
    /// Addresses of newer packs of rules, in order.
    pub rule_sources: Vec<String>,
    /// Addresses of the index of the revocation lists, in order.
    pub revocation_sources: Vec<String>,
    /// True if the device fetches every part of the revocation lists, not only those of the issuers that it meets.
    pub whole_revocation: bool,
    /// Answers of the revocation lists with which a person has to decide: `no-list`, `old`.
    pub revocation_required: Vec<String>,
    /// Minutes between two updates.
    pub update_every_minutes: f64,
}

impl Config {
    /// Reads `config.json`; `None` if it is not one.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        // Read field by field: a derived reader would be four times as large in every first visit.
        let json: serde_json::Value = serde_json::from_slice(bytes).ok()?;
        let json = json.as_object()?;
        let text = |name: &str| json.get(name).filter(|value| !value.is_null());
        let one = |name: &str| text(name).map_or(Some(None), |value| Some(Some(value.as_str()?.to_owned())));
        let many = |name: &str| {
            text(name).map_or(Some(Vec::new()), |value| {
                let texts = value.as_array()?.iter();
                texts.map(|text| text.as_str().map(str::to_owned)).collect()
            })
        };
        Some(Self {
            publishers: many("publishers")?,
            bundle: one("bundle")?,
            sources: many("sources")?,
            rules: one("rules")?,
            rule_sources: many("ruleSources")?,
            revocation_sources: many("revocationSources")?,
            whole_revocation: text("wholeRevocation").is_some_and(|value| *value == serde_json::Value::Bool(true)),
            revocation_required: many("revocationRequired")?,
            update_every_minutes: match text("updateEveryMinutes") {
                Some(minutes) => minutes.as_f64()?,
                None => Config::default().update_every_minutes,
            },
        })
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            publishers: Vec::new(),
            bundle: None,
            sources: Vec::new(),
            rules: None,
            rule_sources: Vec::new(),
            revocation_sources: Vec::new(),
            whole_revocation: false,
            revocation_required: Vec::new(),
            update_every_minutes: 60.0,
        }
    }
}

/// The lists in use. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrustState {
    /// The publisher's bundle.
    pub published: Option<Published>,
    /// Reason for not using the bundle that comes with the app.
    pub shipped: Option<UpdateFailure>,
    /// Lists that a person imported, in the order of import.
    pub imported: Vec<Imported>,
    /// Figures of all together.
    pub all: TrustSummary,
    /// Last attempt to update.
    pub updated: Option<Updated>,
    /// [`RevocationLists`] in postcard bytes, which the scanning worker hands on; empty without any list.
    pub revocation: Vec<u8>,
    /// True if there are hosts to ask.
    pub updates: bool,
    /// True if the device keeps the last list for the next start.
    pub kept: bool,
    /// Latest time of a signed statement; the present cannot be earlier.
    pub newest_signed: Option<f64>,
}

/// The publisher's bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// Its serial number.
    pub serial: u64,
    /// Time of issue.
    pub issued_at: f64,
    /// End of the time during which it counts as fresh.
    pub best_before: f64,
    /// Time after which it is too old to use.
    pub expires_at: f64,
    /// Source of the bundle.
    pub origin: Origin,
    /// The lists in it.
    pub lists: Vec<PublishedSource>,
    /// Its figures.
    pub summary: TrustSummary,
}

/// List in the publisher's bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishedSource {
    /// Its name.
    pub name: String,
    /// Time of issue of the list; of the bundle if the list has none.
    pub issued_at: f64,
    /// True if its own signature was checked.
    pub checked: bool,
    /// True if it vouches for a key in use that no newer list vouches for.
    pub vouches: bool,
}

/// Source of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Shipped with the app.
    Shipped,
    /// Kept on the device.
    Stored,
    /// From a host, just now.
    Updated,
    /// From a file.
    Imported,
}

/// A list that a person imported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// Name of its file.
    pub name: String,
    /// Time of the import.
    pub taken: f64,
    /// Time of issue, if the list says so.
    pub issued_at: Option<f64>,
    /// Time of expiry, if the list says so.
    pub expires_at: Option<f64>,
    /// True if it vouches for a key in use that no newer list vouches for.
    pub vouches: bool,
    /// True if the list's own signature was checked.
    pub checked: bool,
    /// Its figures.
    pub summary: TrustSummary,
}

/// Revocation lists on the device.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RevocationLists {
    /// Each list: that of the configured hosts first, then those that a person imported.
    pub lists: Vec<RevocationEntry>,
    /// Last attempt to update that of the hosts.
    pub updated: Option<Updated>,
}

/// A revocation list on the device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RevocationEntry {
    /// Name of its file; of the hosts' pack, those of the lists that it was made of.
    pub name: String,
    /// Time of issue, if the list says so; milliseconds since 1970.
    pub issued_at: Option<f64>,
    /// Number of entries, as far as it is known.
    pub entries: usize,
    /// True if the signature of its publisher was checked.
    pub checked: bool,
    /// True if a person imported it.
    pub imported: bool,
    /// True if the device keeps it for the next start.
    pub kept: bool,
    /// Reason for which it can no longer be read; empty if it can.
    pub fault: String,
}

/// An attempt to update.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Updated {
    /// Time of the attempt, milliseconds since 1970.
    pub at: f64,
    /// Its outcome.
    pub outcome: UpdateOutcome,
}

/// Outcome of an update. A usable list stays in use whatever it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UpdateOutcome {
    /// There is nothing newer.
    UpToDate,
    /// A newer bundle is in use.
    Replaced,
    /// No host had a usable bundle.
    Failed(UpdateFailure),
}

/// Reason for not using a host's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UpdateFailure {
    /// The configured address is not a web address.
    BadAddress,
    /// No answer.
    Unreachable,
    /// The host redirects elsewhere.
    Redirected,
    /// A status other than 200 and 304.
    Status(u16),
    /// The answer ended too early.
    BrokenOff,
    /// The answer is larger than any bundle.
    TooLarge,
    /// The answer is not a bundle.
    NotABundle,
    /// The host has a different bundle with the serial number of the one in use.
    SameSerial(u64),
    /// The bundle was refused, for this reason.
    Refused(String),
}

/// Trust lists in figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustSummary {
    /// Number of keys.
    pub keys: usize,
    /// Entries that could not be read.
    pub skipped: usize,
    /// Number of countries.
    pub countries: usize,
    /// Number of issuers of SMART Health Cards.
    pub issuers: usize,
    /// True if any key belongs to a real issuer.
    pub real: bool,
}

/// A code found in a picture.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScannedCode {
    /// Place in the picture.
    pub outline: Outline,
    /// The verdict.
    pub report: Report,
    /// Text of the code.
    pub text: String,
    /// True for one of several codes of a card.
    pub chunk: bool,
}

/// Place of a code in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// Its corners in pixels of the picture.
    pub corners: [(f32, f32); 4],
    /// Width and height of the picture.
    pub picture: (u32, u32),
}

/// Codes in a camera frame.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FrameResult {
    /// Codes that were read, with their verdicts.
    pub found: Vec<ScannedCode>,
    /// A code that was found but not read.
    pub sighted: Option<Outline>,
    /// Advice that would help to read it.
    pub hint: Option<Hint>,
}

/// Reason for a failed request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// This browser cannot read the file as a picture.
    UnreadablePicture,
    /// The browser does not hand out the bytes of the list or rules: the file was moved, changed or removed after the
    /// person chose it.
    UnreadableFile,
    /// The rules were refused, for this reason.
    Rules(String),
    /// The trust list was refused, for this reason.
    TrustList(String),
    /// The request needs a part of the app that this device has never loaded, and there is no network.
    Missing,
    /// The message was not understood.
    Protocol,
}

/// Job that the scanning worker gives to the worker that reads lists. The attachment is a file's bytes, an
/// `Uint8Array`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Job {
    /// Make a check that the scanning worker's build cannot make.
    Check {
        /// The check.
        check: DeferredCheck,
        /// Time of the check, milliseconds since 1970.
        at: f64,
        /// Where revocation lists are.
        revocation: RevocationPlaces,
    },
    /// Convert the attached trust list to a bundle; or keep it, if it is a revocation list.
    List {
        /// Name of the file, for reports.
        name: String,
        /// Its detached signature; empty without one.
        signature: Vec<u8>,
        /// Where revocation lists are.
        revocation: RevocationPlaces,
    },
    /// Open the revocation lists on the device.
    Revocation {
        /// Where they are.
        places: RevocationPlaces,
        /// Ask the hosts for newer ones first.
        update: bool,
        /// Name of an imported one to forget first.
        forget: Option<String>,
    },
    /// Convert the attached file of rules to a pack.
    Rules {
        /// Name of the file.
        name: String,
    },
    /// Recover the text that a hardware scanner meant when it typed this.
    Typed {
        /// Text as the computer's keyboard layout took it.
        text: String,
    },
    /// Take the texts of the passes out of the attached file.
    File,
    /// Read the codes of the attached picture.
    Picture,
    /// Put the cards together that these codes belong to.
    Assemble(Codes),
    /// Answer which certificates journeys require, by the attached pack of requirements if there is one.
    Needs {
        /// [`NeedQuestion`]s in postcard bytes.
        questions: Vec<u8>,
        /// Name of the attached pack.
        pack: Option<String>,
        /// Keys of the trusted publishers.
        publishers: Vec<String>,
    },
    /// Check if the attached pack of requirements may be used.
    Requirements {
        /// Keys of the trusted publishers.
        publishers: Vec<String>,
        /// For a pack that a host offers, the one in use, if there is one: the offered one must be signed, current and
        /// newer. `None` for a file that a person imports.
        held: Option<Vec<u8>>,
        /// Time, milliseconds since 1970.
        at: f64,
    },
}

/// Where revocation lists are kept, and where newer ones are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationPlaces {
    /// Name of the store of this device.
    pub store: String,
    /// Keys of the trusted publishers: compressed points of P-256 in base64.
    pub publishers: Vec<String>,
    /// Absolute addresses of the index, in order. The parts lie beside it.
    pub sources: Vec<String>,
    /// True to fetch every part.
    pub whole: bool,
}

/// A code in a picture.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PictureCode {
    /// Bytes of all segments.
    pub bytes: Vec<u8>,
    /// Corners in pixels of the picture: top left, top right, bottom right, bottom left, as the code is oriented.
    pub corners: [(f32, f32); 4],
}

/// The result of a job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum JobResult {
    /// The worker has started.
    Ready,
    /// The result of a check.
    Checked(CheckResult),
    /// Texts taken out of a file, or cards made of codes.
    Taken(Taken),
    /// Text that the scanner meant.
    Typed(Typed),
    /// Codes of a picture.
    Codes(Vec<PictureCode>),
    /// The attached bytes, unsigned: the person who handed in the file vouches for it.
    Converted {
        /// True if a known publisher signed the file.
        checked: bool,
    },
    /// Certificates that each journey requires: [`NeedAnswer`]s in postcard bytes.
    Needs(Vec<u8>),
    /// The revocation lists on the device: [`RevocationLists`] in postcard bytes, empty without any list.
    Revocation(Vec<u8>),
    /// The file was refused, for this reason.
    Refused(String),
}

/// A message with its number.
#[derive(Debug, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// Number of the request, 0 for [`Response::Ready`].
    pub number: u32,
    /// The message.
    pub body: T,
}

/// Packs a message.
///
/// # Errors
/// Fails if the body cannot be serialised.
pub fn pack<T: Serialize>(number: u32, body: T, attachment: &JsValue) -> Result<Array, postcard::Error> {
    let envelope = postcard::to_allocvec(&Envelope { number, body })?;
    Ok(Array::of2(&Uint8Array::from(envelope.as_slice()), attachment))
}

/// Number of a message; `None` if it is not a message of this protocol.
#[must_use]
pub fn number(data: &JsValue) -> Option<u32> {
    let parts = Array::is_array(data).then(|| Array::from(data))?;
    let envelope = parts.get(0).dyn_into::<Uint8Array>().ok()?.to_vec();
    // It stands first.
    Some(postcard::take_from_bytes(&envelope).ok()?.0)
}

/// Unpacks a message; `None` if it is not a message of this protocol.
#[must_use]
pub fn unpack<T: DeserializeOwned>(data: &JsValue) -> Option<(u32, T, JsValue)> {
    let parts = Array::is_array(data).then(|| Array::from(data))?;
    let envelope = parts.get(0).dyn_into::<Uint8Array>().ok()?.to_vec();
    let envelope: Envelope<T> = postcard::from_bytes(&envelope).ok()?;
    Some((envelope.number, envelope.body, parts.get(1)))
}
