//! Every bound on outside data, in one place. Data beyond a bound is refused with an error. Only where parts make sense
//! (codes of a picture, pages of a document) are further parts ignored; nothing is cut off and taken for complete.
//! `cli/tests/bounds.rs` tries each bound at its limit and one beyond.

#[path = "document/limits.rs"]
mod document;

use std::ops::RangeInclusive;
use time::Duration;

// Texts of passes

/// Longest pass text in bytes (the largest QR symbol holds 4,296 characters).
pub const MAX_TEXT: usize = 8 * 1024;
/// Longest SMART Health Card in bytes, all its chunks together.
pub const MAX_CARD: usize = 32 * 1024;
/// Most scanned texts that make one pass.
pub const MAX_CHUNKS: usize = 64;
/// Most codes that wait for the others of their cards.
pub const MAX_WAITING_CODES: usize = 256;
/// Most combinations of codes that are tried for one more code.
pub const MAX_COMBINATIONS: usize = 4_096;
/// Largest text file, mail or pasted text in which passes are looked for, in bytes.
pub const MAX_TEXT_FILE: usize = 1024 * 1024;
/// Most passes of one text.
pub const MAX_PASSES: usize = 64;
/// Most passes of a phone's wallet in one archive.
pub const MAX_WALLET_PASSES: usize = 16;
/// Most ways of joining lines that are tried for one text.
pub const MAX_JOINS: usize = 4_096;
/// Most bytes a pass may inflate to; inflating stops there.
pub const MAX_INFLATED: usize = 64 * 1024;
/// Deepest nesting of CBOR arrays, maps and tags.
pub const MAX_DEPTH: usize = 16;
/// Most items of one CBOR structure, of a list or bundle.
pub const MAX_CBOR_ITEMS: usize = 1_000_000;
/// Deepest nesting of JSON in SMART Health Cards and seals.
pub const MAX_JSON_DEPTH: usize = 32;
/// Longest single text inside a pass, in bytes.
pub const MAX_FIELD: usize = 4 * 1024;
/// Longest name inside a pass, in characters (the schema says 80, issuers exceed it).
pub const MAX_NAME: usize = 150;
/// Most readings of a name with unclear characters that are compared with another name.
pub const MAX_NAME_READINGS: usize = 2_048;
/// Most spaces swallowed by dead keys that are put back into what a scanner typed.
pub const MAX_SWALLOWED: usize = 6;

// Trust lists

/// Largest trust list, revocation list or file of rules in bytes.
pub const MAX_LIST: usize = 32 * 1024 * 1024;
/// Most bytes of an update from the network.
pub const MAX_DOWNLOAD: usize = 8 * 1024 * 1024;
/// Most entries in a trust list.
pub const MAX_KEYS: usize = 100_000;
/// Most lists that a person imports beside one another.
pub const MAX_IMPORTS: usize = 16;
/// Most values of one JSON list or file of rules, each object counting as ten: in memory an
/// object of one member takes some 700 bytes, a number 32.
pub const MAX_JSON_VALUES: usize = 4_000_000;
/// Most bytes of the protected header of a bundle or of a pack of rules.
pub const MAX_PROTECTED: usize = 128;
/// Most revoked identifiers that one list of an issuer of SMART Health Cards may name.
pub const MAX_REVOKED: usize = 1_000_000;
/// Most bytes that the inner part of a bundle or of a pack of rules may inflate to.
pub const MAX_BUNDLE: usize = 16 * 1024 * 1024;
/// Most rounds of a Bloom filter.
pub const MAX_BLOOM_ROUNDS: u8 = 127;
/// Highest probability with which a filter of a revocation list may name a pass that nobody revoked.
pub const MAX_FALSE_POSITIVE_RATE: f64 = 1e-3;
/// Most parts of a pack of revocation lists, each for a key, a kind of hash and an end.
pub const MAX_PACK_PARTS: usize = 65_536;
/// Largest X.509 certificate in bytes.
pub const MAX_CERTIFICATE: usize = 16 * 1024;
/// Bytes of an RSA modulus: 2048 to 6144 bits, the longest of ICAO's authorities. A longer one
/// would hold up a queue.
pub const RSA_MODULUS: RangeInclusive<usize> = 256..=768;
/// Most bytes of an RSA public exponent.
pub const MAX_EXPONENT: usize = 4;
/// Deepest nesting of ASN.1 in CMS messages.
pub const MAX_BER_DEPTH: usize = 24;
/// Most certificates, and most signers, of one CMS message.
pub const MAX_CERTIFICATES: usize = 16;
/// Longest chain between a signer and a pinned certificate.
pub const MAX_CHAIN: usize = 4;
/// Largest file that is taken for the signature of the list beside it, in bytes.
pub const MAX_SIGNATURE: usize = 4096;

// Rules

/// Most rules of a pack.
pub const MAX_RULES: usize = 20_000;
/// Most codes in the value sets of a pack.
pub const MAX_RULE_CODES: usize = 200_000;
/// Most files in an archive of rules.
pub const MAX_RULE_FILES: usize = 20_000;
pub use certlogic::limits::*;

/// Longest time that a timeline looks over.
pub const MAX_TIMELINE: Duration = Duration::days(366 * 5);
/// Most passes that one trip is planned with.
pub const MAX_TRIP_PASSES: usize = 64;
/// Most travellers of a party on one trip.
pub const MAX_MEMBERS: usize = 64;
/// Most stops of a trip.
pub const MAX_STOPS: usize = 16;
/// Most passes of one person that are tried together.
pub const MAX_TOGETHER: usize = 6;

// Requirements of destinations

/// Largest file of requirements in bytes: a pack, or one of the tables that it is made of.
pub const MAX_REQUIREMENTS: usize = 256 * 1024;
/// Most diseases of a pack of requirements.
pub const MAX_DISEASES: usize = 8;
/// Most rows of one table of requirements.
pub const MAX_REQUIREMENT_ROWS: usize = 512;
/// Most different texts of a pack of requirements.
pub const MAX_REQUIREMENT_TEXTS: usize = 4_096;
/// Longest text of a row of requirements in bytes.
pub const MAX_REQUIREMENT_TEXT: usize = 1_024;
/// Most legs of a journey that are asked about. No traveller has more in six days: the answer is never better than to ask.
pub const MAX_LEGS: usize = 32;
/// Longest transit that is asked about, in hours.
pub const MAX_TRANSIT_HOURS: u16 = 10_000;
/// Largest table of airports in bytes: one with every code of three letters.
pub const MAX_AIRPORTS: usize = 19_858;

// The counter

/// Longest name in a pass that the counter makes, in characters; a longer one is cut.
pub const MAX_COUNTER_NAME: usize = 80;
/// Longest batch, place or clinician that is typed at the counter, in characters.
pub const MAX_COUNTER_TEXT: usize = 80;
/// Longest number of a travel document that is typed at the counter, in characters.
pub const MAX_DOCUMENT_NUMBER: usize = 24;
/// Longest part of the name of who asks for a certificate, in bytes (RFC 5280, upper bound of a common name).
pub const MAX_SUBJECT_TEXT: usize = 64;
/// Most bytes that the command of a signer may write.
pub const MAX_SIGNER_OUTPUT: usize = 1024;
/// Longest time in seconds that the command of a signer may take.
pub const MAX_SIGNER_SECONDS: u16 = 600;
/// Longest time in seconds for which a batch asks a signer again that does not answer.
pub const MAX_RETRY_SECONDS: u32 = 86_400;
/// Largest file of persons at the counter in bytes.
pub const MAX_BATCH: usize = 8 * 1024 * 1024;
/// Most lines of such a file.
pub const MAX_BATCH_ROWS: usize = 10_000;
/// Passes in a counter's day book; a full one is exported and begun anew.
pub const MAX_DAY_BOOK: u32 = 20_000;
/// Largest journal of a batch in bytes.
pub const MAX_JOURNAL: usize = 16 * 1024 * 1024;
/// Longest line of such a journal in bytes.
pub const MAX_JOURNAL_LINE: usize = 512;
/// Most passes of one counter that wait for a remote signer.
pub const MAX_QUEUE: usize = 2_000;
/// Longest key, answer or reason in that queue, in bytes.
pub const MAX_QUEUE_TEXT: usize = 256;
/// Longest signature in bytes that a signer returns: an ECDSA signature on P-256 in DER has at most 72.
pub const MAX_SIGNATURE_ANSWER: usize = 72;

// The directory of places

/// Largest directory in bytes.
pub const MAX_DIRECTORY: usize = 8 * 1024 * 1024;
/// Most places of a directory.
pub const MAX_PLACES: usize = 50_000;
/// Longest text of a place, or of a licence, in bytes.
pub const MAX_PLACE_TEXT: usize = 256;
/// Most certificates that a place issues.
pub const MAX_PLACE_CERTIFICATES: usize = 8;
/// Most licences of a directory.
pub const MAX_LICENCES: usize = 8;
/// Largest file that a directory is built of, in bytes.
pub const MAX_DIRECTORY_INPUT: usize = 64 * 1024 * 1024;
/// Most elements and texts of such a file in XML: 64 for each place.
pub const MAX_DIRECTORY_NODES: u32 = 64 * 50_000;

// Pictures and files

pub use document::*;
pub use greengate_qr::limits::*;

/// Largest width or height that an image decoder is allowed to produce.
pub const MAX_SIDE: u32 = 16_384;
/// Most bytes that an image decoder may hold.
pub const MAX_IMAGE: u64 = 1024 * 1024 * 1024;
/// Largest SVG picture in bytes.
pub const MAX_SVG: usize = 4 * 1024 * 1024;
/// Longest side of a drawn SVG picture, and of a picture embedded in one, in pixels.
pub const MAX_SVG_SIDE: u32 = 4_000;
/// Largest file in bytes that is read at all.
pub const MAX_FILE: u64 = 64 * 1024 * 1024;
/// Most memory in bytes that reading a picture file may take: the heap of the process that reads it.
pub const MAX_PICTURE_MEMORY: u64 = 4 * 1024 * 1024 * 1024;
/// Longest time in milliseconds that reading a picture file may take.
pub const MAX_PICTURE_MS: u16 = 60_000;
/// Longest answer in bytes of the process that reads files.
pub const MAX_ANSWER: u64 = 4 * 1024 * 1024;
/// Longest line of a batch file in bytes.
pub const MAX_LINE: usize = 16 * 1024 * 1024;
/// Most threads of the command line.
pub const MAX_THREADS: u16 = 64;
/// Most folders inside one another that `greengate scan` reads.
pub const MAX_FOLDER_DEPTH: usize = 16;
/// Most pictures and folders of one folder that `greengate scan` reads.
pub const MAX_FOLDER_ENTRIES: usize = 20_000;
/// Longest text of a boarding pass in characters: four legs with all their conditional parts.
pub const MAX_BOARDING_PASS: usize = 1_500;
/// Most legs of a boarding pass (IATA Resolution 792).
pub const MAX_FLIGHT_LEGS: usize = 4;
