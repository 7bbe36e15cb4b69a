//! The counter where certificates of vaccination (ICVP) are issued: what a clerk types becomes a pass, or a named reason
//! why not.
//!
//! A [`Draft`] holds texts as they were typed. [`Draft::check`] makes a [`Statement`] of it, the only thing that a
//! [`Desk`] prepares for signing, or says every [`Problem`] at once. [`Statement::lines`] is read back before signing.
//! [`Desk::finish`] draws the finished pass, reads it back with the scanner and judges it before anybody sees it.
//!
//! A desk whose key is on no list of real issuers marks everything as TRAINING in what is signed. Time, keys, lists and
//! signatures are passed in: nothing here reads a clock, the network or storage.

mod batch;
mod desk;
mod draft;
mod journal;
mod name;
mod product;
mod queue;
mod request;
mod signer;
mod statement;

pub use batch::{BatchError, BatchRow, RowError, read_batch};
pub use desk::{CounterPass, Desk, DeskError, IssueError, Prepared, Standing};
pub use draft::{Dose, Draft, Finding, Findings, Problem, Severity, Sex, Traveller};
pub use journal::{Journal, JournalError, Progress};
pub use name::{Name, PassName};
pub use product::{Product, products, search_products};
pub use queue::{Answer, Attempt, EntryState, NextStep, Queue, QueueEntry, QueueError, QueuePolicy};
pub use request::{CertificateRequest, PreparedRequest, RequestError, to_pem};
pub use signer::{MemorySigner, Signer, SignerError, normal_signature};
pub use statement::{Label, Line, Statement};
