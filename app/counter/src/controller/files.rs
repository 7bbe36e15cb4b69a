//! Files in and out: a clinic's day, certificates, the day book as a table.

use super::{Controller, now};
use crate::{
    day_book::{BookEntry, table},
    lists::bytes_of,
    state::{Action, Batch, BatchLine, BatchOutcome, Notice},
};
use greengate::{
    counter::{BatchRow, Draft, RowError, read_batch},
    limits::{MAX_BATCH, MAX_CERTIFICATE},
};
use js_sys::{Array, Uint8Array};
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, BlobPropertyBag, File, HtmlElement, Url};

/// Lines of a file between two reports to the page.
const TELL_EVERY: usize = 20;

impl Controller {
    /// Reads a certificate from a file.
    pub fn certificate_file(&self, file: File) {
        let controller = self.clone();
        spawn_local(async move {
            match whole(&file, MAX_CERTIFICATE).await {
                Some(bytes) => controller.certificate(bytes),
                None => controller.say(Notice::Certificate(file.name())),
            }
        });
    }

    /// Makes a pass of each line of a clinic's file.
    pub fn batch_file(&self, file: File) {
        if self.0.signs.replace(true) {
            return;
        }
        let controller = self.clone();
        self.tell(Action::Busy(true));
        let made = self.0.made.borrow();
        let made = made.iter().map(|(key, made)| (key.clone(), made.details.clone()));
        let entries = self.0.entries.borrow();
        let booked = entries.iter().map(|entry| (entry.key.clone(), entry.details.clone()));
        let known: BTreeMap<String, String> = booked.chain(made).collect();
        spawn_local(async move {
            match whole(&file, MAX_BATCH).await.map(|bytes| read_batch(&bytes)) {
                Some(Ok(rows)) => controller.batch(rows, known).await,
                Some(Err(error)) => controller.say(Notice::Batch(error.to_string())),
                None => controller.say(Notice::Batch(file.name())),
            }
            controller.0.signs.set(false);
            controller.tell(Action::Busy(false));
        });
    }

    /// `known` has the idempotency keys of passes of before, and the hashes of their details: none is made twice.
    async fn batch(&self, rows: Vec<BatchRow>, mut known: BTreeMap<String, String>) {
        let mut report = Batch {
            all: rows.len(),
            ..Batch::default()
        };
        for row in rows {
            if report.lines.len().is_multiple_of(TELL_EVERY) {
                self.tell(Action::Batch(Some(report.clone())));
            }
            let outcome = self.line(row.draft, &mut known).await;
            report.lines.push(BatchLine {
                line: row.line,
                outcome,
            });
        }
        self.tell(Action::Batch(Some(report)));
        if self.0.book.borrow().is_some() {
            self.tell_book();
        }
    }

    async fn line(&self, draft: Result<Draft, RowError>, known: &mut BTreeMap<String, String>) -> BatchOutcome {
        let draft = match draft {
            Ok(draft) => draft,
            Err(error) => return BatchOutcome::Unreadable(error.to_string()),
        };
        let newest = self.0.believed.borrow().newest_signed;
        let statement = match draft.check(now(), newest) {
            Ok(statement) => statement,
            Err(findings) => return BatchOutcome::Refused(findings.list().to_vec()),
        };
        let desk = self.0.desk.borrow().clone();
        let key = desk.map(|desk| desk.idempotency_key(&statement)).unwrap_or_default();
        let details = statement.details();
        if let Some(others) = known.get(&key) {
            return if *others == details {
                BatchOutcome::Already
            } else {
                BatchOutcome::Otherwise
            };
        }
        match self.issue(&statement).await {
            Ok(pass) => {
                known.insert(key, details);
                let pass = Box::new(pass);
                self.tell(Action::Issued { pass, show: false });
                BatchOutcome::Issued
            }
            Err(why) => BatchOutcome::Failed(why),
        }
    }
}

/// Content of a file of at most so many bytes.
async fn whole(file: &File, most: usize) -> Option<Vec<u8>> {
    #[expect(clippy::cast_precision_loss, reason = "a limit")]
    if file.size() > most as f64 {
        return None;
    }
    bytes_of(file).await
}

/// Hands a file over for saving.
pub fn save(name: &str, kind: &str, bytes: &[u8]) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let document = greengate_app::browser::window().document()?;
    let link: HtmlElement = document.create_element("a").ok()?.dyn_into().ok()?;
    link.set_attribute("href", &address).ok()?;
    link.set_attribute("download", name).ok()?;
    link.click();
    Url::revoke_object_url(&address).ok()
}

/// Hands the day book over as a table.
pub fn save_book(entries: &[BookEntry]) -> Option<()> {
    save("greengate-day-book.csv", "text/csv", &table(entries)?)
}
